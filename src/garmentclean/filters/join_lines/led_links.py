"""Link texts that the line above leads to, above a sentence that begins anew.

A translation that was made piece by piece gives the piece below the link a capital, so only the
line above shows that the sentence was torn: it ends in a word such as "the" or "with".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.filters.base.sentences import ENDS_SENTENCE
from garmentclean.filters.join_lines.torn_sentences import (
    BEGINS,
    LONG,
    WHOLE,
    is_link,
    is_prose,
    is_wrapped,
)
from garmentclean.text.line_cache import remembered
from garmentclean.text.regex import lazily
from garmentclean.text.structure import NO_TITLE

if TYPE_CHECKING:
    from garmentclean.filters.base.view import View
    from garmentclean.filters.join_lines.rule import JoinLines

POSSESSIVE = lazily(r"[a-z]['’]s$")
WORDS = lazily(r"^(?:[A-Z]|[a-z]+(?:[ -][a-z]+)+$)[^_]*$")
"""The words of a link text: no name in a program, no single word without a capital."""
BUTTON = lazily(
    r"(?i)(?:advertisement|by|click|comment|continue|credit|image|more|photo|picture|posted|read|reply"
    r"|scroll|see|share|source|tap|view|watch|written)\b"
)
"""What a caption, a credit or a button begins with."""
REST = 30
"""The line below is a sentence of at least this many characters."""
MOST_LINKS = 3
"""The most link texts below a comma. Two of them tore a page as certainly as two lines do."""
LINES_OF_TEAR = 50
TIMES = 2
"""One line of this kind may be a slip above a heading; a page that has several was torn.

There, a line of prose that just has no end was torn as well.
"""


def led_links(view: View, rule: JoinLines, tears: int = 0) -> list[list[int]]:
    """Return the numbers of the lines that lead to a link text, each with that of the text.

    Args:
        view: the document.
        rule: the rule that joins them.
        tears: how often another link text tore a sentence of the document for certain.
    """
    leading = {*rule.dangling, *rule.leading}
    certain, broken, doubtful, unfinished = [], [], [], []
    begun = [place for place, n in enumerate(view.written[:-2]) if is_begun(view.contents[n])]
    for place in begun:
        number = view.written[place]
        above = view.contents[number].rstrip()
        link, rest = view.written[place + 1], view.written[place + 2]
        long = is_prose(above)
        word = above.rsplit(None, 1)[-1]
        leads = word in leading or POSSESSIVE.search(word) is not None
        breaks_off = long and word.endswith((",", "，"))
        if breaks_off and (chain := led_chain(view, rule, place)):
            broken.append(chain)
            continue
        if not (long or leads) or not is_led(view, rule, link, rest):
            continue
        if long and word in leading:
            certain.append([number, link])
        elif leads and place and not NO_TITLE.search(above) and is_between(view, place, rest):
            doubtful.append([number, link])
        elif long and above[-1].isalnum():
            unfinished.append([number, link])
    if not certain and len(doubtful) < TIMES:  # a comma alone may be a slip, above a heading
        doubtful, unfinished = [], []
    if broken and not is_dense(view, sum(len(lines) - 1 for lines in certain + broken) + tears):
        broken = []
    found = sorted(certain + broken + doubtful + unfinished)
    return found if sum(map(len, found)) - len(found) + tears >= TIMES else []


@remembered
def is_begun(text: str) -> bool:
    """Return whether a line begins like a sentence and has no end."""
    return BEGINS.match(text) is not None and WHOLE.search(text) is None


def is_dense(view: View, tears: int) -> bool:
    """Return whether a document has enough tears for its length, and is neither wrapped nor verse.

    In a long document, a few lines look torn by chance.
    """
    if len(view.written) > LINES_OF_TEAR * tears:
        return False
    return not is_wrapped([text for text in view.contents if len(text) >= LONG])


def led_chain(view: View, rule: JoinLines, place: int) -> list[int]:
    """Return the numbers of a line of prose that ends in a comma and of the link texts below it.

    Args:
        view: the document.
        rule: the rule that joins them.
        place: the position of the line of prose among the written lines.
    """
    for last in range(place + 1, min(place + 1 + MOST_LINKS, len(view.written) - 1)):
        link, rest = view.written[last : last + 2]
        if is_led(view, rule, link, rest, single=last == place + 1):
            return [*view.written[place : last + 1]]
        text = view.contents[link].strip()
        if not is_link(text, rule) or BUTTON.match(text):
            return []
    return []


def is_led(view: View, rule: JoinLines, link: int, rest: int, *, single: bool = False) -> bool:
    """Return whether a line is a link text above a sentence that begins with a capital.

    Args:
        view: the document.
        rule: the rule that joins them.
        link: the number of the line that may be a link text.
        rest: the number of the line below it.
        single: whether the link text may be a single word in small letters.
    """
    below = view.contents[rest]
    is_sentence = BEGINS.match(below) and WHOLE.search(below) and len(below) >= REST
    text = view.contents[link].strip()
    plain = WORDS.match(text) or (single and text.isalpha())
    fits = is_link(text, rule) and plain and not BUTTON.match(text)
    return bool(is_sentence and fits)


def is_between(view: View, place: int, rest: int) -> bool:
    """Return whether a short line is below the title or a whole sentence, and above running prose.

    Args:
        view: the document.
        place: the position of the line among the written lines.
        rest: the number of the line of prose.
    """
    above, below = view.contents[view.written[place - 1]], view.contents[rest]
    whole = place == 1 or ENDS_SENTENCE.search(above) is not None
    return whole and len(below) >= LONG and is_prose(below)
