"""Recognizes letters: in them, dates and requests to the reader belong to the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from garmentclean.filters.base.view import View

NEAR_EDGE = 14
"""The salutation and the closing words are within this many written lines of either end."""
NAME = r"(?-i:[A-ZÀ-Þ][^\W\d_][\w’'-]*)"
SALUTATION = lazily(
    r"(?im)^[^\w\n]{0,5}(?:(?:"
    r"(?:(?:my |our )?dear(?:est)? [^\n.!?:;]{1,60}[,:!]"
    r"|(?-i:Dear [A-ZÀ-Þ])[^\n:]{1,40}"
    r"|(?:dear )?(?:sirs?|madam)(?: or madam)?[,:.]?"
    r"|(?:hello|hi|hey|greetings|good (?:morning|afternoon|evening|day))(?:,? [^\n.?:;]{1,40})?[,:]"
    r"|to (?:whom it may concern|the editors?)[,:.]?"
    r"|(?:liebe[rs]?|hallo|guten tag|sehr geehrte[rs]?|ch[eèé]re?s?|bonjour|(?:muy )?estimad[oa]s?"
    r"|querid[oa]s?|hola|car[oaie]|gentile|egregio|prezad[oa]s?|beste|geachte|kära|hej|kære)"
    r"(?: [^\n.?:;]{1,60})?[,!]"
    r")\s*$)"
    rf"|{NAME}(?: {NAME})?,[ \t]*\n\s*(?-i:[a-zß-ÿ])[^\n]{{40}}"
    r"|(?:from|to|date|sent):[^\n]*\n(?:[^\n]*\n)?subject:[^\n]*$"
    r")"
)
"""How a letter begins; a name and a comma above a line in small letters count as well."""
CLOSING = lazily(
    r"(?im)^[^\w\n]{0,5}(?:"
    r"yours?(?: (?:ever|always|sincerely|faithfully|truly|respectfully|in \w+))?,"
    r"|yours (?:ever|always|sincerely|faithfully|truly|respectfully)\.?"
    r"|(?:(?:with|all|lots of|much|my|all my) ){0,2}love(?:,| from [\w &]{1,40},?)"
    r"|(?:with )?(?:(?:my|our|the) )?(?:(?:kind|kindest|best|warm|warmest) )+(?:regards|wishes),?"
    r"|(?:regards|best|cheers|warmly|sincerely|respectfully|cordially|fondly),"
    r"|(?:most |very )?(?:sincerely|respectfully|truly|faithfully) yours,?"
    r"|mit (?:freundlichen|besten|herzlichen|lieben) grüßen,?|(?:viele|liebe|herzliche) grüße,?"
    r"|(?:bien )?cordialement,?|(?:un )?(?:cordial saludo|abrazo),?|atentamente,?"
    r"|cordiali saluti,?|met vriendelijke groet(?:en)?,?)\s*$"
)
"""How a letter ends, above the writer's name."""


OF_OTHERS = lazily(
    r"(?im)\bsays:?\s*$|^\W*reply\W*$|^\W*\d+ comments?\b|^\W*leave a (?:comment|reply)\b"
    r"|^[^\n]*\b(?:team|staff|editors)\W*$"
)
"""What shows, below an article, that somebody else is writing."""


def is_letter(view: View) -> bool:
    """Return whether a document is a letter, by its salutation or by its closing words.

    The salutation is above the text or right at its beginning. Below an article, closing words may
    belong to a comment or to the site.

    Args:
        view: the document.
    """
    contents, written, first = view.contents, view.written, view.structure.first
    above = [number for number in written[:NEAR_EDGE] if first is None or number <= first]
    if SALUTATION.search("\n".join(contents[number] for number in above)):
        return True
    tail = "\n".join(contents[number] for number in written[-NEAR_EDGE:])
    closing = CLOSING.search(tail)
    return closing is not None and OF_OTHERS.search(tail) is None
