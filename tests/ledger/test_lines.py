"""Lines of a ledger that are sealed where the number of the row in the output is known."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean.ledger.entry import Entry
from garmentclean.ledger.lines import entry_line, entry_lines
from garmentclean.text.edit import Edit

ROW = {"field": "text", "style": "ascii", "columns": ""}


def entry(output: str | None, row: dict[str, str] | None = None) -> Entry:
    """Return an entry with two edits; one of them has a lone surrogate."""
    edits = (Edit("p/a", 0, 'a","encoding":"b:3', ""), Edit("p/b", 2, "\ud83d", "c"))
    return Entry(
        document="in.jsonl:7",
        output=output,
        newline="\n",
        bom=False,
        before="0" * 64,
        after="1" * 64,
        words=5,
        tool="t",
        ruleset="r",
        edits=edits,
        lines=(1, 2),
        row=row,
    )


@given(
    name=st.text() | st.sampled_from(['a","encoding":', "a:7", '\\","encoding":"', "\ud83d", ":"]),
    number=st.integers(1, 10**9),
    data=st.data(),
    stopped=st.none() | st.just(0.25),
)
def test_a_row_number_filled_in_later_gives_the_same_line(
    name: str, number: int, data: st.DataObject, stopped: float | None
) -> None:
    left_out = data.draw(st.integers(0, number - 1))
    first = replace(entry(f"{name}:{number}", ROW), stopped=stopped)
    moved = replace(first, output=f"{name}:{number - left_out}")
    [line] = entry_lines([first])
    assert line.sealed(left_out) == entry_line(moved)
    assert line.sealed() == entry_line(first)


@pytest.mark.parametrize(("output", "row"), [(None, ROW), ("out.txt", None), ("a:3", None)])
def test_left_out_rows_do_not_change_a_line_without_a_row_number(
    output: str | None, row: dict[str, str] | None
) -> None:
    [line] = entry_lines([entry(output, row)])
    assert line.sealed(2) == line.sealed() == entry_line(entry(output, row))
