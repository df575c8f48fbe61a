from __future__ import annotations

from garmentclean.text.line_cache import LINES, LONGEST, remembered


def test_an_answer_is_worked_out_once() -> None:
    computed: list[str] = []

    @remembered
    def length(line: str) -> int:
        computed.append(line)
        return len(line)

    assert [length("loom"), length("loom"), length("yarn")] == [4, 4, 4]
    assert computed == ["loom", "yarn"]


def test_a_long_line_is_not_kept() -> None:
    computed: list[int] = []

    @remembered
    def length(line: str) -> int:
        computed.append(len(line))
        return len(line)

    for size in (LONGEST, LONGEST, LONGEST + 1, LONGEST + 1):
        length("x" * size)
    assert computed == [LONGEST, LONGEST + 1, LONGEST + 1]


def test_when_too_many_are_known_it_begins_anew() -> None:
    computed: list[str] = []

    @remembered
    def same(line: str) -> str:
        computed.append(line)
        return line

    for number in (*range(LINES), 0, LINES, 0):
        assert same(str(number)) == str(number)
    assert computed[LINES:] == [str(LINES), "0"]
