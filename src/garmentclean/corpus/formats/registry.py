"""The formats of corpora by their names."""

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
"""The class of each format by its name; a new format is a module and a line here."""


class Formats(dict[str, "Format"]):
    """The formats by their names, each imported when it is first needed."""

    def __missing__(self, name: str) -> Format:
        module, _, class_name = CLASSES[name].rpartition(".")
        self[name] = form = getattr(import_module(module), class_name)()
        return form  # type: ignore[no-any-return] # the table names only formats

    def all(self) -> Iterator[Format]:
        """Yield all formats, in the order of the table."""
        return (self[name] for name in CLASSES)


FORMATS = Formats()


def format_of(path: Path, chosen: str = "") -> str:
    """Return the name of a file's format: the chosen one, or else the one of its ending.

    >>> from pathlib import Path
    >>> format_of(Path("a.jsonl.zst")), format_of(Path("a.log")), format_of(Path("a.txt"), "jsonl")
    ('jsonl', 'text', 'jsonl')
    """
    return chosen or format_of_rows(path) or TEXT


def format_of_rows(path: Path, *, all_of_them: bool = False) -> str:
    """Return the name of the row format that a file's ending stands for; empty if there is none.

    Args:
        path: the file.
        all_of_them: whether formats count, too, that are only read with --input-format.
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
    """Return the endings of the files to clean in folders.

    Args:
        only_rows: whether to leave out the endings of plain texts.
    """
    forms = [form for form in FORMATS.all() if form.by_ending]
    return frozenset[str]().union(
        *(form.endings for form in forms if not (only_rows and form.name == TEXT))
    )
