"""Names of sites and sections above the title: the text does not mention them.

A line above the title may be a title as well, with a longer one below it that the text repeats. So
a name counts only beside a link or button of the page, or if it looks like the name of a site.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from garmentclean.text.likely_title import topic
from garmentclean.text.regex import lazily
from garmentclean.text.structure import terms

if TYPE_CHECKING:
    from garmentclean.filters.base.view import View

SITE = lazily(
    r"^\s*[•»›|]+\s*\w|[»›|]\s*$|^\S*[a-z]\.[a-z]{2,7}$"
    r"|\b(?:news|daily|times|post|herald|magazine|blog|journal|weekly|observer|gazette|network|net"
    r"|online|media|tv|insider|tribune|chronicle|bulletin|digest|portal|ltd|inc|llc|gmbh|group"
    r"|corporation|association|federation)\b",
    re.IGNORECASE,
)
"""A bullet or an arrow, an address, or a word in the names of sites and firms."""
FRAME = lazily(
    r"^\W*(?:home(?: ?page)?|menu|search|skip\b.*|top of.*|log ?in|sign (?:in|up)|register"
    r"|subscribe|about(?: us)?|contact(?: us)?|products?|services?|blog|news|videos?|more|close"
    r"|share|print|e-?mail|back|next|previous|faqs?|help|support|careers?|shop|cart|my account"
    r"|all|categories|category|archives?|english|en|events?|gallery|resources|privacy.*|follow us)"
    r"\W*$",
    re.IGNORECASE,
)
"""A button or a link of a page's frame."""


def is_off_topic(view: View, number: int) -> bool:
    """Return whether no word of a line is in the text, and it is in the frame of a page.

    Words of fewer than four letters do not count.
    """
    text = view.contents[number]
    if not terms(text).isdisjoint(view.once(words_of_text)):
        return False
    return view.once(has_frame) or SITE.search(text) is not None


def words_of_text(view: View) -> frozenset[str]:
    """Return the words of the text below the titles.

    Args:
        view: the document.
    """
    last = max(view.titles, default=view.first_title)
    return topic(view.contents[number] for number in view.written if number > last)


def has_frame(view: View) -> bool:
    """Return whether a button or a link of a page's frame is above the title.

    Args:
        view: the document.
    """
    numbers = takewhile(lambda number: number < view.first_title, view.written)
    return any(FRAME.match(view.contents[number]) for number in numbers)
