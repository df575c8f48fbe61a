"""The formats of a corpus, by their names."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from garmentclean.corpus.endings import TEXT, ending

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from garmentclean.corpus.formats.base import Format

CLASSES = {
    TEXT: "garmentclean.corpus.formats.plain.PlainText",
    "jsonl": "garmentclean.corpus.formats.jsonl.JsonLines",
    "parquet": "garmentclean.corpus.formats.parquet.Parquet",
    "csv": "garmentclean.corpus.formats.csv.Csv",
}
"""The name of each format, and its class; a new format is a module and a line here."""


class Formats(dict[str, "Format"]):
    """The formats by their names, each imported when it is first asked for."""

    def __missing__(self, name: str) -> Format:
        module, _, kind = CLASSES[name].rpartition(".")
        self[name] = made = getattr(import_module(module), kind)()
        return made  # type: ignore[no-any-return] # it is what the table says

    def all(self) -> Iterator[Format]:
        """Yield all formats, in the order of the table."""
        return (self[name] for name in CLASSES)


FORMATS = Formats()


def format_of(path: Path, asked: str = "") -> str:
    """Return the name of a file's format: the one that was asked for, or that its name says.

    >>> from pathlib import Path
    >>> format_of(Path("a.jsonl.zst")), format_of(Path("a.log")), format_of(Path("a.txt"), "jsonl")
    ('jsonl', 'text', 'jsonl')
    """
    return asked or format_of_rows(path) or TEXT


def format_of_rows(path: Path, *, all_of_them: bool = False) -> str:
    """Return the name of the format of rows that a file's name says; empty if it says none.

    Args:
        path: the file.
        all_of_them: whether formats count, too, that have to be asked for.
    """
    end = ending(path)
    return next(
        (
            form.name
            for form in FORMATS.all()
            if end in form.endings and (form.by_ending or all_of_them) and form.name != TEXT
        ),
        "",
    )


def default_endings(*, only_rows: bool = False) -> frozenset[str]:
    """Return the endings of the files that are searched for in folders.

    Args:
        only_rows: whether files that are one text each are left out.
    """
    forms = [form for form in FORMATS.all() if form.by_ending]
    return frozenset[str]().union(
        *(form.endings for form in forms if not (only_rows and form.name == TEXT))
    )
