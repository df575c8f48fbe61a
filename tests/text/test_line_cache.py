from __future__ import annotations

from garmentclean.text.line_cache import LINES, LONGEST, remembered


def test_an_answer_is_computed_once() -> None:
    computed: list[str] = []

    @remembered
    def length(line: str) -> int:
        computed.append(line)
        return len(line)

    assert [length("loom"), length("loom"), length("yarn")] == [4, 4, 4]
    assert computed == ["loom", "yarn"]


def test_a_long_line_is_not_cached() -> None:
    computed: list[int] = []

    @remembered
    def length(line: str) -> int:
        computed.append(len(line))
        return len(line)

    for size in (LONGEST, LONGEST, LONGEST + 1, LONGEST + 1):
        length("x" * size)
    assert computed == [LONGEST, LONGEST + 1, LONGEST + 1]


def test_a_full_cache_starts_over() -> None:
    computed: list[str] = []

    @remembered
    def same(line: str) -> str:
        computed.append(line)
        return line

    for number in (*range(LINES), 0, LINES, 0):
        assert same(str(number)) == str(number)
    assert computed[LINES:] == [str(LINES), "0"]
