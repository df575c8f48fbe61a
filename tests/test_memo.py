from __future__ import annotations

from garmentclean.memo import LINES, LONGEST, remembered


def test_an_answer_is_worked_out_once() -> None:
    asked: list[str] = []

    @remembered
    def length(line: str, times: int) -> int:
        asked.append(line)
        return times * len(line)

    assert [length("loom", 2), length("loom", 2), length("loom", 3)] == [8, 8, 12]
    assert asked == ["loom", "loom"]


def test_a_long_line_is_not_kept() -> None:
    asked: list[int] = []

    @remembered
    def length(line: str) -> int:
        asked.append(len(line))
        return len(line)

    for size in (LONGEST, LONGEST, LONGEST + 1, LONGEST + 1):
        length("x" * size)
    assert asked == [LONGEST, LONGEST + 1, LONGEST + 1]


def test_the_oldest_answers_are_forgotten() -> None:
    asked: list[str] = []

    @remembered
    def same(line: str) -> str:
        asked.append(line)
        return line

    for number in (*range(LINES + 1), 0):
        same(str(number))
    assert len(asked) == LINES + 2
