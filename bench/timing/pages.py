"""Real pages as the texts of a benchmark: a folder of them, or JSON Lines."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, NamedTuple

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


class Page(NamedTuple):
    """A page: its name, and its text."""

    id: str
    text: str


def pages(path: Path) -> Iterator[Page]:
    """Yield the pages of a folder of `.txt` files, or of a JSON Lines file (also `.gz`).

    A row has a `text`, or `lines`: texts, or pairs of a label and a text, as in labelled pages.

    Raises:
        click.ClickException: the file has a row of another form.
    """
    found = False
    for page in _in_folder(path) if path.is_dir() else _in_rows(path):
        found = True
        yield page
    if not found:
        raise click.ClickException(f"{path}: has no pages")


def _in_folder(folder: Path) -> Iterator[Page]:
    for file in sorted(folder.rglob("*.txt")):
        yield Page(file.relative_to(folder).as_posix(), file.read_text("utf-8", "replace"))


def _in_rows(path: Path) -> Iterator[Page]:
    opened = gzip.open if path.suffix == ".gz" else open
    number = 0
    try:
        with opened(path, "rt", encoding="utf-8", errors="replace") as rows:
            for number, row in enumerate(rows, 1):
                yield Page(str(number), text_of(json.loads(row)))
    except (LookupError, OSError, TypeError, ValueError) as error:
        message = f"{path}:{number}: is no page, with a `text` or `lines` ({error})"
        raise click.ClickException(message) from None


def text_of(row: object) -> str:
    r"""Return the text of a row.

    >>> text_of({"text": "a loom"}), text_of({"lines": [["K", "a loom"], ["D", "Home"]]})
    ('a loom', 'a loom\nHome\n')
    """
    if not isinstance(row, dict):
        raise TypeError("it is no object")
    text: object = row.get("text")
    if not isinstance(text, str):
        lines: object = row["lines"]
        if not isinstance(lines, list):
            raise TypeError("`lines` is no list")
        text = "".join(f"{line if isinstance(line, str) else line[-1]}\n" for line in lines)
    return text.encode("utf-8", "replace").decode()  # without lone surrogates


def up_to(size: int, some: Iterable[Page]) -> Iterator[Page]:
    """Yield pages until their texts have `size` bytes."""
    for page in some:
        if size <= 0:
            return
        yield page
        size -= len(page.text.encode())


def write_rows(path: Path, some: Iterable[Page]) -> int:
    """Write pages as JSON Lines; return their number."""
    rows = 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for page in some:
            file.write(json.dumps(page._asdict(), ensure_ascii=False) + "\n")
            rows += 1
    return rows


def write_files(folder: Path, some: Iterable[Page]) -> int:
    """Write pages as files, a hundred in a folder; return the number of their bytes."""
    size = 0
    for number, page in enumerate(some):
        path = folder / f"{number // 100:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        size += path.write_bytes(page.text.encode())
    return size
