"""Baselines: rules of thumb for which lines of a page belong to its article."""

from __future__ import annotations

import re
from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ENOUGH = 10
C4_WORDS = 5
C4_ENDS = (".", "?", "!", '"')
C4_PHRASES = (
    "javascript",
    "terms of use",
    "privacy policy",
    "cookie policy",
    "uses cookies",
    "use of cookies",
    "use cookies",
)
PLACE = re.compile(r"/p\[(\d+)\]$")


def ten_words(lines: Sequence[str]) -> list[bool]:
    """Keep lines of ten words or more."""
    return [len(line.split()) >= ENOUGH for line in lines]


def c4_lines(lines: Sequence[str]) -> list[bool]:
    """Keep the lines that the rules of C4 keep.

    They have five words, end as a sentence does but not in an ellipsis, and speak of neither
    JavaScript nor cookies and terms (Raffel et al. 2020, section 2.2; the numbers are those of
    `c4_utils.py` in TensorFlow Datasets). What C4 does with whole pages is left out.
    """
    kept = []
    for line in lines:
        text = line.strip()
        ends = text.endswith(C4_ENDS) and not text.endswith("...")
        lower = text.lower()
        plain = not any(phrase in lower for phrase in C4_PHRASES)
        kept.append(ends and plain and len(text.split()) >= C4_WORDS)
    return kept


def justext_lines(lines: Sequence[str]) -> list[bool]:
    """Keep the lines that jusText takes for the article, each of them as a paragraph of HTML.

    Pomikálek 2011, "Removing Boilerplate and Duplicate Content from Web Corpora".
    """
    import justext  # it need not be installed

    page = "".join(f"<p>{escape(line)}</p>" for line in lines)
    paragraphs = justext.justext(
        f"<html><body>{page}</body></html>".encode("utf-8", "replace"),
        justext.get_stoplist("English"),
        encoding="utf-8",
    )
    kept = [False] * len(lines)
    for paragraph in paragraphs:
        place = PLACE.search(paragraph.xpath)
        if place and not paragraph.is_boilerplate:
            kept[int(place[1]) - 1] = True
    return kept


BASELINES: dict[str, Callable[[Sequence[str]], list[bool]]] = {
    "ten words": ten_words,
    "C4 lines": c4_lines,
}
if find_spec("justext"):
    BASELINES["jusText"] = justext_lines
