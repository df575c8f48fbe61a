"""Labelled documents: a folder with texts, a letter for each of their lines, and known fixes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from pathlib import Path

LETTERS = {
    "K": "keep",
    "H": "keep, the title",
    "D": "drop",
    "E": "either is right",
    "T": "either is right, but one of the titles stays",
    ".": "blank",
}
FIX_COLUMNS = 4


class ScoreError(GarmentcleanError):
    """A folder of labelled documents, or another file of the scorecard, cannot be used."""


class Fix(NamedTuple):
    """So many occurrences of `wrong` must read `right`; if that is empty, they must be gone."""

    wrong: str
    right: str
    times: int


@dataclass(frozen=True)
class Labelled:
    """One document whose lines are labelled.

    Attributes:
        name: its file's name.
        data: its bytes.
        lines: its lines, as `str.splitlines` parts them.
        labels: one of `LETTERS` for each line.
        fixes: the corrections that it needs.
    """

    name: str
    data: bytes
    lines: tuple[str, ...]
    labels: tuple[str, ...]
    fixes: tuple[Fix, ...] = ()

    def labelled(self, letters: str) -> list[str]:
        """Return the lines that have one of these labels."""
        return [
            line for line, label in zip(self.lines, self.labels, strict=True) if label in letters
        ]


def read_folder(folder: Path) -> list[Labelled]:
    """Read the labelled documents of a folder, NAME.txt with NAME.labels.

    A text without labels is not one of them. `fixes.tsv` may be there, too: for each fix the NAME,
    what is wrong, what is right and how often, with tabs between them.

    Raises:
        ScoreError: there are no such documents, or one of the files cannot be read as such.
    """
    if not folder.is_dir():
        raise ScoreError(f"{folder}: no such folder")
    fixes = read_fixes(folder / "fixes.tsv")
    found = [
        read_document(path, fixes.get(path.stem, ()))
        for path in sorted(folder.glob("*.txt"))
        if path.with_suffix(".labels").exists()
    ]
    if not found:
        raise ScoreError(f"{folder}: has no labelled documents, NAME.txt beside NAME.labels")
    return found


def read_document(path: Path, fixes: tuple[Fix, ...] = ()) -> Labelled:
    """Read a document and its labels; ScoreError if they do not fit."""
    lines = tuple(read_text(path).splitlines())
    beside = path.with_suffix(".labels")
    labels = tuple(read_text(beside).split())
    for number, label in enumerate(labels, 1):
        if label not in LETTERS:
            raise ScoreError(
                f"{beside}: label {number} is {label!r}, not one of {' '.join(LETTERS)}"
            )
    if len(labels) != len(lines):
        raise ScoreError(f"{beside}: has {len(labels)} labels for {len(lines)} lines")
    return Labelled(path.name, path.read_bytes(), lines, labels, fixes)


def read_fixes(path: Path) -> dict[str, tuple[Fix, ...]]:
    """Read a table of fixes, by the names of documents; it is empty if there is no such file."""
    found: dict[str, tuple[Fix, ...]] = {}
    rows = read_text(path).splitlines() if path.exists() else ()
    for number, row in enumerate(rows, 1):
        if row and not row.startswith("#"):
            cells = row.split("\t")
            if len(cells) != FIX_COLUMNS or not cells[1].strip() or not cells[3].isdecimal():
                raise ScoreError(f"{path}:{number}: is not NAME, wrong, right and count, with tabs")
            name, wrong, right, count = cells
            found[name] = (*found.get(name, ()), Fix(wrong, right, int(count)))
    return found


def read_text(path: Path) -> str:
    """Read a file; ScoreError if it cannot be read, or is invalid UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ScoreError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ScoreError(f"{path}: is not UTF-8") from None
