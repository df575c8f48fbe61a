"""Rejects: documents that have no place in a clean corpus, each with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.text.json_text import dumps
from garmentclean.text.words import count_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from garmentclean.corpus.formats.texts import Text
    from garmentclean.corpus.sources import Source
    from garmentclean.pipeline.result import Result


def fault(texts: Sequence[tuple[Text, Result]], min_words: int) -> str:
    """Return why a document is to be rejected: it has no words, or too few; nothing if it is not.

    Of a row, all texts together are judged. One that the brake has stopped is not rejected: it is
    not clean.

    Args:
        texts: its texts, each with what cleaning it has led to.
        min_words: how many words are not too few.
    """
    if not texts or any(result.refused for _, result in texts):
        return ""
    words = sum(count_words(result.text) for _, result in texts)
    if not words and any(text.document.text.strip() for text, _ in texts):
        return "has no words when it is clean"
    if words < min_words:
        return f"has {words:,} of the {min_words:,} words of --min-words when it is clean"
    return ""


def reject_line(source: Source, reason: str, original: object = None) -> bytes:
    """Return the line of the rejects for a document.

    Args:
        source: the document.
        reason: why it has no place in a clean corpus.
        original: its text, or its row, as it came; None if that is too large.
    """
    told = {"document": source.name, "reason": reason}
    if original is not None:
        told["original"] = original  # type: ignore[assignment]
    return dumps(told).encode() + b"\n"
