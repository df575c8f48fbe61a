"""Judges whether foreign lines are strays, part of the article, or a second language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.filters.base.sentences import ENDS_SENTENCE, introduces
from garmentclean.text.language import (
    ENOUGH_LETTERS,
    LANGUAGE_OF_SCRIPT,
    SAMPLE,
    SCRIPTS,
    language_by_stop_words,
    letters,
    script_of,
    weight,
)
from garmentclean.text.regex import lazily
from garmentclean.text.structure import is_prose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from garmentclean.filters.base.view import View
    from garmentclean.filters.drop_language.foreign import Stray

QUOTED = lazily(r"^\W*[\"'“‘«„‚‹《「『—–]|[\"'”’»“›》」』]\W*$")
INTRODUCES = lazily(r"[:：,，—–]\s*$")
TRANSLATES = lazily(r"^\W*[(（\[“\"—–]")
ITEM = lazily(r"^\s*(?:\d{1,3}[.)]|[-•*·▪–])\s")
OTHER_LETTERS = 3
VERSE = 3
"""This many foreign lines in a row, within the article, are a text of their own."""

INSIDE, PARAGRAPHS, RUNS = 2, 3, 4
"""A document alternates between two languages if it has this many foreign paragraphs between its
own lines, this many in total, or foreign lines in this many places between its own."""
LONG = 140
"""A longer foreign paragraph within the article belongs to it; advertisements are shorter."""


def unquoted(view: View, found: Sequence[Stray]) -> list[Stray]:
    """Return the foreign lines that are not quotations.

    Quotations are in quotation marks, after a colon or a comma, or before a line with their
    translation in brackets.
    """
    rest: list[Stray] = []
    for run in runs_of(found):
        above = run[0].place - 1
        if above < 0 or not introduces(view.contents[view.written[above]]):
            rest += [stray for stray in run if not is_quotation(view, stray.place)]
    return rest


def outside(view: View, found: Sequence[Stray]) -> list[Stray]:
    """Return the foreign lines that are not part of the article.

    These belong to the article: lines that are part of a longer line, items of a list, and a line
    that the next one continues; and within the article, texts of several lines, which may be verse
    or titles, and long paragraphs.
    """
    rest: list[Stray] = []
    first = last = -1
    for run in runs_of(found):
        if run[0].place > last:
            first, last = around(view, run)
        if len(run) >= VERSE and within_prose(view, run):
            continue
        if last - first + 1 >= VERSE and within_body(view, first, last):
            continue
        for stray in run:
            if is_item(view, stray.place) or goes_on(view, stray.place):
                continue
            long = is_enclosed(view, run) and is_paragraph(view.contents[stray.number], LONG)
            if not (long or is_part_of_longer_line(view, stray.number)):
                rest.append(stray)
    return rest


def runs_of(found: Sequence[Stray]) -> list[list[Stray]]:
    """Return runs of foreign lines, without lines of the document's language between them."""
    runs: list[list[Stray]] = []
    for stray in found:
        if runs and runs[-1][-1].place == stray.place - 1:
            runs[-1].append(stray)
        else:
            runs.append([stray])
    return runs


def is_enclosed(view: View, run: Sequence[Stray]) -> bool:
    """Return whether a run of foreign lines has lines of the document's language on both sides."""
    return run[0].place > 0 and run[-1].place + 1 < len(view.written)


def within_prose(view: View, run: Sequence[Stray]) -> bool:
    """Return whether there is running prose right above and right below a run of foreign lines."""
    if not is_enclosed(view, run):
        return False
    above, below = view.written[run[0].place - 1], view.written[run[-1].place + 1]
    return is_prose(view.contents[above]) and is_prose(view.contents[below])


def around(view: View, run: Sequence[Stray]) -> tuple[int, int]:
    """Return the positions of the first and last line of the list around a run of lines.

    Lines next to the run that also have letters of another script belong to the list.
    """
    first, last = run[0].place, run[-1].place
    while first > 0 and is_other(view, first - 1):
        first -= 1
    while last + 1 < len(view.written) and is_other(view, last + 1):
        last += 1
    return first, last


def is_other(view: View, place: int) -> bool:
    """Return whether a written line has a word in another script than its document's."""
    text = view.contents[view.written[place]]
    if text.isascii():
        return False
    return any(
        len(letter.findall(text)) >= OTHER_LETTERS
        for script, letter in SCRIPTS.items()
        if script not in {view.script, "latin"}
    )


def within_body(view: View, first: int, last: int) -> bool:
    """Return whether lines (by position) are between two lines of running prose."""
    start, stop = view.once(prose_of)
    return start < first and last < stop


def prose_of(view: View) -> tuple[int, int]:
    """Return the positions of the first and last line of running prose; 0 and 0 without prose."""
    places = range(len(view.written))
    prose = [place for place in places if is_prose(view.contents[view.written[place]])]
    return (prose[0], prose[-1]) if prose else (0, 0)


def is_item(view: View, place: int) -> bool:
    """Return whether a written line and one next to it are items of a list."""
    texts = [view.contents[number] for number in view.written[max(0, place - 1) : place + 2]]
    marks = [ITEM.search(text) for text in texts]
    return marks[min(place, 1)] is not None and sum(mark is not None for mark in marks) > 1


def goes_on(view: View, place: int) -> bool:
    """Return whether the next written line continues with a small letter."""
    below = view.written[place + 1 : place + 2]
    return any(view.contents[number].lstrip()[:1].islower() for number in below)


def is_quotation(view: View, place: int) -> bool:
    """Return whether a written line (by position) is quoted, or introduced as a quotation."""
    written, contents = view.written, view.contents
    if QUOTED.search(contents[written[place]]):
        return True
    if place > 0 and INTRODUCES.search(contents[written[place - 1]]):
        return True
    return place + 1 < len(written) and TRANSLATES.search(contents[written[place + 1]]) is not None


def is_part_of_longer_line(view: View, number: int) -> bool:
    """Return whether a much longer line contains a foreign line."""
    text = view.contents[number].strip()
    return any(len(other) > 2 * len(text) and text in other for other in view.contents)


def is_mixed(view: View, found: Sequence[Stray], at_most: float) -> bool:
    """Return whether a document is in mixed languages.

    Args:
        view: the document.
        found: its foreign lines.
        at_most: their largest share in a document of one language, by letters; those of Chinese,
            Japanese or Korean sentences count double, as a translation would be longer.
    """
    paragraphs = [stray for stray in found if is_paragraph(view.contents[stray.number])]
    runs = [run for run in runs_of(found) if is_enclosed(view, run)]
    inside = sum(stray in paragraphs for run in runs for stray in run)
    if inside >= INSIDE or len(paragraphs) >= PARAGRAPHS or len(runs) >= RUNS:
        return True
    texts = [view.contents[stray.number] for stray in found]
    theirs = sum(weight(text) if is_paragraph(text) else letters(text) for text in texts)
    own = weight(view.text) - sum(map(weight, texts))
    return theirs > at_most * (own + theirs)


def is_paragraph(text: str, least: int = ENOUGH_LETTERS) -> bool:
    """Return whether a line is a long, whole sentence."""
    return weight(text) >= least and ENDS_SENTENCE.search(text) is not None


def second_language(view: View, least: float) -> int | None:
    """Return the number of the first line in the second language of a document that has two.

    It is for documents whose language is not certain; only their beginning is examined.

    Args:
        view: the document.
        least: the smallest share of the letters that each of the two languages must have.
    """
    letters_of: dict[str, int] = {}
    first: dict[str, int] = {}
    for number in view.written:
        if view.starts[number] > SAMPLE:
            break
        text = view.contents[number][:SAMPLE]
        script = script_of(text) or ""
        code = "zh" if script == "han" else LANGUAGE_OF_SCRIPT.get(script)
        code = code or language_by_stop_words(text)
        if code:
            letters_of[code] = letters_of.get(code, 0) + weight(text)
            first.setdefault(code, number)
    parts = sorted(letters_of, key=letters_of.__getitem__)[-2:]
    enough = least * weight(view.text[:SAMPLE])
    if len(parts) == 1 or not all(letters_of[part] >= enough for part in parts):
        return None
    return max((first[part] for part in parts), default=None)
