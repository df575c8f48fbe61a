"""Lines above the title whose words the text does not repeat: the names of sites and sections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.text.likely_title import topic
from garmentclean.text.structure import terms

if TYPE_CHECKING:
    from garmentclean.filters.base.view import View


def is_off_topic(view: View, number: int) -> bool:
    """Return whether no word of a line is in the text.

    Words of fewer than four letters do not count.
    """
    return terms(view.contents[number]).isdisjoint(view.once(words_of_text))


def words_of_text(view: View) -> frozenset[str]:
    """Return the words of the text below the titles.

    Args:
        view: the document.
    """
    last = max(view.titles, default=view.first_title)
    return topic(view.contents[number] for number in view.written if number > last)
