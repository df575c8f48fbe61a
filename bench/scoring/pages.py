"""Labelled pages: JSON Lines with the label and the text of each line, by kinds of page."""

from __future__ import annotations

import gzip
import json
import random
from typing import TYPE_CHECKING

from scoring.labels import LETTERS, Labelled, ScoreError, read_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEED = 1
"""So that each run takes the same sample."""


def read_labelled(path: Path, sample: int | None, window: int | None) -> dict[str, list[Labelled]]:
    """Read a folder of labelled documents, or a file of labelled pages.

    Args:
        path: the folder, or a file whose name ends in `.jsonl` or `.jsonl.gz`.
        sample: how many pages of the file to take, at random; None for all of them.
        window: how many lines to leave around the article of each page; None for all of them.

    Returns:
        the documents by their kind, which is the name of the folder, or of the page's id all but
        its last part: `shop` of `shop-0012`.
    """
    if path.is_dir() or not path.name.endswith((".jsonl", ".jsonl.gz")):
        return {path.resolve().name: read_folder(path)}
    pages = [*read_pages(path)]
    if sample is not None and sample < len(pages):
        pages = random.Random(SEED).sample(pages, sample)
    kinds: dict[str, list[Labelled]] = {}
    for name, rows in pages:
        kind = name.rpartition("-")[0] or path.name.partition(".")[0]
        kinds.setdefault(kind, []).append(labelled(name, cut(rows, window)))
    return kinds


def read_pages(path: Path) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the id of each page, and the label and the text of each of its lines.

    Raises:
        ScoreError: the file cannot be read, or a line of it is no labelled page.
    """
    number = 0
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8") as file
        ):
            for number, line in enumerate(file, 1):
                page = json.loads(line)
                rows = [(label, " ".join(text.splitlines())) for label, text in page["lines"]]
                if unknown := {label for label, _ in rows} - {*LETTERS}:
                    raise ScoreError(f"{path}:{number}: has the label {min(unknown)!r}")
                yield str(page["id"]), rows
    except OSError as error:
        raise ScoreError(f"{path}: {error.strerror or error}") from None
    except (ValueError, TypeError, KeyError, AttributeError, EOFError):
        message = 'is not {"id": ..., "lines": [[LABEL, TEXT], ...]}'
        raise ScoreError(f"{path}:{number}: {message}") from None


def cut(rows: list[tuple[str, str]], window: int | None) -> list[tuple[str, str]]:
    """Return the lines of a page's article, with so many lines around it.

    >>> cut([("D", "Home"), ("D", "News"), ("K", "The looms run."), ("D", "Share")], 1)
    [('D', 'News'), ('K', 'The looms run.'), ('D', 'Share')]
    """
    kept = [number for number, (label, _) in enumerate(rows) if label in "KH"]
    if window is None or not kept:
        return rows
    return rows[max(0, kept[0] - window) : kept[-1] + 1 + window]


def labelled(name: str, rows: list[tuple[str, str]]) -> Labelled:
    """Return a page as a labelled document."""
    labels = tuple(label if text.strip() else "." for label, text in rows)
    lines = tuple(text for _, text in rows)
    data = "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")
    return Labelled(name, data, lines, labels)
