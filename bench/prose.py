"""Measure how safe good English is: clean millions of words, and judge each edit.

    python bench/prose.py --fetch DIR     # fetches the texts into DIR, once, and cleans them
    python bench/prose.py DIR --list      # the same texts again, with each edit

Every edit has a verdict in `prose-failures.yaml`, `wrong` or `right`, by a reader who has seen
it. It is identified by its rule, its file and its texts, not by its place, so that a newer
version of a package changes little. Where a rule does the same again and again in a file, and
rightly, the verdict leaves out the texts. The exit code is 1 if more than two edits in a million
words are wrong, or if one has no verdict yet.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
import yaml

from garmentclean import Document, Pipeline
from garmentclean.errors import GarmentcleanError
from garmentclean.text.edit import origins
from prosetexts import Piece, fetch, pieces

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

FAILURES = Path(__file__).with_name("prose-failures.yaml")
LIMIT = 2
"""More wrong edits than this in a million words are too many."""
MILLION = 1_000_000
SHOWN = 100
"""How many characters of its old and of its new text describe an edit."""
KEYS = {"verdict", "rule", "file", "why"}
WRONG_KEYS = KEYS | {"before", "after", "text"}
"""A wrong edit is listed in full, with a text in which its rule alone still makes it."""


class Change(NamedTuple):
    """What identifies an edit: its rule, package and file, and its shortened texts."""

    rule: str
    file: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A reader's verdict on an edit.

    Attributes:
        verdict: `right`, or `wrong` if it changes or removes what the author meant.
        rule: the rule that made it.
        file: the package, and the name of the file in it.
        before: the shortened text that was there; None for all that the rule does in this file.
        after: the shortened text that replaces it; None like `before`.
        why: the reason.
        text: for a wrong one, a line or two of the file in which the rule does it.
    """

    verdict: str
    rule: str
    file: str
    why: str
    before: str | None = None
    after: str | None = None
    text: str = ""

    @property
    def wrong(self) -> bool:
        """Whether a reader would call it wrong."""
        return self.verdict == "wrong"

    def holds_for(self, change: Change) -> bool:
        """Return whether it is about this edit."""
        return (self.rule, self.file) == change[:2] and (
            self.before is None or (self.before, self.after) == change[2:]
        )


class VerdictError(GarmentcleanError):
    """An entry in the file of verdicts is invalid."""


class Found(NamedTuple):
    """An edit in a piece: what it is, and in which line."""

    change: Change
    line: int


class Cleaned(NamedTuple):
    """The result for a piece: its words, its edits, and the rules that reported something."""

    words: int
    found: list[Found]
    notes: list[str]


def short(text: str) -> str:
    r"""Return a text as it describes an edit: one space for each gap, and not too long.

    >>> short("a  lone\nline\n")
    'a lone line'
    """
    text = " ".join(text.split()) or text
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def load(path: Path = FAILURES) -> list[Verdict]:
    """Load the verdicts; VerdictError names the entry that cannot be used."""
    verdicts = []
    for number, entry in enumerate(yaml.safe_load(path.read_text("utf-8")) or [], start=1):
        keys = entry.keys() if isinstance(entry, dict) else set()
        if not KEYS <= keys <= WRONG_KEYS or ("before" in keys) != ("after" in keys):
            raise VerdictError(f"{path}: entry {number} does not have the keys of a verdict")
        if entry["verdict"] not in {"right", "wrong"}:
            raise VerdictError(f"{path}: the verdict of entry {number} is neither right nor wrong")
        if entry["verdict"] == "wrong" and keys != WRONG_KEYS:
            raise VerdictError(f"{path}: entry {number} is wrong, and needs before, after and text")
        verdicts.append(Verdict(**entry))
    return verdicts


@cache
def _pipeline(select: tuple[str, ...]) -> Pipeline:
    return Pipeline.from_packs(extend_select=select, max_loss=1)


def clean(piece: Piece, select: tuple[str, ...] = ()) -> Cleaned:
    """Clean a piece, and return the result."""
    result = _pipeline(select).clean(Document.from_text(piece.text, piece.file))
    places = origins(result.edits)
    file = f"{piece.package}/{piece.file}"
    found = [
        Found(
            Change(edit.rule, file, short(edit.before), short(edit.after)),
            piece.text.count("\n", 0, place) + 1,
        )
        for edit, place in zip(result.edits, places, strict=True)
    ]
    return Cleaned(result.words, found, [note.rule for note in result.notes])


def clean_all(
    texts: Iterable[Piece], select: tuple[str, ...], jobs: int | None
) -> Iterator[Cleaned]:
    """Clean all pieces in a pool of processes."""
    with ProcessPoolExecutor(jobs or os.cpu_count()) as pool:
        batch = list(texts)
        yield from pool.map(clean, batch, [select] * len(batch), chunksize=16)


def table(cleaned: Sequence[Cleaned], verdicts: Collection[Verdict]) -> tuple[list[str], bool]:
    """Return the lines of the report, and whether the prose is safe."""
    words = sum(one.words for one in cleaned)
    edits = [found for one in cleaned for found in one.found]
    judged = [[v.wrong for v in verdicts if v.holds_for(found.change)] for found in edits]
    new = [found for found, said in zip(edits, judged, strict=True) if not said]
    wrong = [found for found, said in zip(edits, judged, strict=True) if any(said)]
    bad = (len(wrong) + len(new)) / max(words, 1) * MILLION
    by_rule = Counter(found.change.rule for found in edits)
    by_wrong = Counter(found.change.rule for found in (*wrong, *new))
    notes = Counter(rule for one in cleaned for rule in one.notes)
    width = max(map(len, (*by_rule, *notes)), default=0)
    rate = len(edits) / max(words, 1) * MILLION
    lines = [
        f"{words:,} words, {len(edits)} edits, {rate:.1f} a million",
        f"{len(wrong)} wrong and {len(new)} not judged yet: {bad:.1f} a million",
        *(
            f"{rule:{width}} {n:6} edits {by_wrong[rule]:6} bad"
            for rule, n in by_rule.most_common()
        ),
        *(f"{rule:{width}} {n:6} reports" for rule, n in notes.most_common()),
        *(described(found) for found in new),
    ]
    return lines, bad <= LIMIT and not new


def described(found: Found) -> str:
    """Return an edit as one line of the report."""
    rule, file, before, after = found.change
    return f"{rule} {file}:{found.line}: {before!r} -> {after!r}"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--fetch", "fetching", is_flag=True, help="Download what is not there yet.")
@click.option("--list", "listing", is_flag=True, help="List every edit, judged or not.")
@click.option("--failures", default=FAILURES, type=click.Path(path_type=Path, exists=True))
@click.option("--extend-select", multiple=True, help="Packs to run with the default ones.")
@click.option("--jobs", type=int, help="How many processes (default: all cores).")
def main(  # noqa: PLR0913 - one parameter an option
    *,
    folder: Path,
    fetching: bool,
    listing: bool,
    failures: Path,
    extend_select: tuple[str, ...],
    jobs: int | None,
) -> None:
    """Clean the good English in FOLDER, and list the edits that a reader would call wrong."""
    try:
        verdicts = load(failures)
        if fetching:
            fetch(folder)
        cleaned = list(clean_all(pieces(folder), extend_select, jobs))
    except GarmentcleanError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(2)
    if listing:
        for one in cleaned:
            for found in one.found:
                click.echo(described(found))
    lines, safe = table(cleaned, verdicts)
    click.echo("\n".join(lines))
    sys.exit(not safe)


if __name__ == "__main__":
    main()
