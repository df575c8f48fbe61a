from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from garmentclean.corpus.documents import documents, holder
from garmentclean.corpus.formats.base import CellHolder, Format
from garmentclean.corpus.formats.registry import (
    CLASSES,
    FORMATS,
    default_endings,
    format_of,
    format_of_rows,
)
from garmentclean.corpus.sources import File, Row, Source, Target
from garmentclean.run.settings import INPUT_FORMATS

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator, Sequence

    from garmentclean.corpus.formats.base import Holder, Reading
    from garmentclean.corpus.sources import Cells

    Run = Callable[..., subprocess.CompletedProcess[bytes]]


class Cards(Format):
    """A format of a test: a record a line, its key and its text separated by a colon."""

    name = "cards"
    title = "Cards"
    endings = frozenset({".cards"})
    extension = "cards"
    has_cells = True

    def rows(self, source: Source, reading: Reading) -> Iterator[Source]:  # noqa: ARG002 - one text
        """Yield the lines."""
        data = source.file.path.read_bytes() if source.file.path else b""
        for number, line in enumerate(data.splitlines(keepends=True) or [b""], 1):
            cells = (line.rstrip(b"\n").partition(b": ")[2],) if line else ()
            yield Source(
                source.file,
                source.target,
                Row(number, line, format=self.name, cells=cells),
            )

    def holder(self, source: Source, row: Row, fields: Sequence[str]) -> Holder:
        """Return the line."""
        return CardHolder(source, row, fields)

    def with_cells(self, row: Row, cells: Cells) -> Row:
        """Return a line with another text."""
        key = row.data.partition(b": ")[0]
        return row._replace(data=key + b": " + (cells[0] or b"") + b"\n", cells=cells)


class CardHolder(CellHolder):
    """A line of Cards."""

    def clean(self) -> tuple[bytes, Cells]:
        """Return the line as it is now."""
        _, cells = super().clean()
        row = Cards().with_cells(self._row, cells)
        return (self._row.data if cells == self._row.cells else row.data), cells


@pytest.fixture
def cards(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("formats_of_a_test")
    module.Cards = Cards  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(CLASSES, Cards.name, f"{module.__name__}.Cards")
    monkeypatch.delitem(FORMATS, Cards.name, raising=False)


@pytest.mark.usefixtures("cards")
def test_a_format_is_a_module_and_a_line_of_the_registry(here: Run, tmp_path: Path) -> None:
    path = tmp_path / "in" / "a.cards"
    path.parent.mkdir()
    raw = b"one: The pformation of a mill.\ntwo: Hemp is back.\nthree: A pformation.\n"
    path.write_bytes(raw)
    done = here("in", "-o", "out", "--ledger", "ledger.jsonl")
    assert done.returncode == 0, done.stderr
    clean = raw.replace(b"pformation", b"transformation")
    assert (tmp_path / "out" / "a.cards").read_bytes() == clean
    assert b"in/a.cards:3" in (tmp_path / "ledger.jsonl").read_bytes()
    done = here("restore", "--ledger", "ledger.jsonl", "out", "-o", "back")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "back" / "a.cards").read_bytes() == raw
    assert here("-q", "--check", "in").returncode == 1
    assert here("-q", "in/a.cards").stdout == clean


@pytest.mark.usefixtures("cards")
def test_a_format_is_found_by_its_ending() -> None:
    assert format_of(Path("a.cards")) == format_of_rows(Path("A.CARDS")) == "cards"
    assert ".cards" in default_endings()
    assert ".txt" not in default_endings(only_rows=True)


@pytest.mark.usefixtures("cards")
def test_the_texts_of_a_row_are_those_of_its_format(tmp_path: Path) -> None:
    (tmp_path / "a.cards").write_bytes(b"one: Silk.\n")
    source = Source(File(tmp_path / "a.cards"), Target(Path("a.cards")))
    [row] = documents([source])
    assert [text.document.text for text in holder(row, ("text",), 100)] == ["Silk."]
    assert row.row is not None
    assert FORMATS["cards"].with_cells(row.row, (b"Wool.",)).data == b"one: Wool.\n"


def test_every_format_can_be_selected_by_name() -> None:
    assert [form.name for form in FORMATS.all()] == [*CLASSES] == [*INPUT_FORMATS]
    endings = [end for form in FORMATS.all() for end in form.endings]
    assert len(endings) == len({*endings})
