"""What has to be said of a document beside what was changed in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.report.summary import percent
from garmentclean.text.words import words_removed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from garmentclean.pipeline.pipeline import Result
    from garmentclean.text.document import Document


def warnings(document: Document, result: Result, max_loss: float) -> Iterator[str]:
    """Yield what has to be said of a document: that the brake, or a limit, has held rules back."""
    name = document.name
    if result.refused:
        taken: dict[str, int] = {}
        for edit in result.refused:
            words = words_removed(edit.before, edit.after)
            taken[edit.rule] = taken.get(edit.rule, 0) + words
        most = max(taken, key=lambda rule: taken[rule])
        yield (
            f"{name}: would lose {percent(result.loss, 1)} of its {result.words:,} words (max-loss "
            f"is {percent(max_loss, 1)}), most by {most}; left as it was. --diff --force shows it"
        )
    for rule, part in result.held.items():
        yield f"{name}: {rule} would take {percent(part, 1)} of the words: more than its at-most"
    if not result.settled:
        yield (
            f"{name}: still changing after several passes; rule {result.edits[-1].rule} and "
            "another one undo each other, --ignore one of them"
        )


def damage(document: Document) -> Iterator[str]:
    """Yield what has to be said of bytes that are not UTF-8."""
    bad = document.undecodable()
    if bad:
        place = len(document.text[: bad[0]].encode("utf-8", "surrogateescape"))
        count = "1 byte is" if len(bad) == 1 else f"{len(bad):,} bytes are"
        yield (
            f"{document.name}: {count} not UTF-8 (byte {place + 1} is the first), and not changed; "
            "if the text is in another encoding, name that with --encoding"
        )
