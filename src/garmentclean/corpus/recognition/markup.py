"""Recognizing HTML pages and XML; an article with a few tags left in it is neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.corpus.recognition import kinds
from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from collections.abc import Mapping

    from garmentclean.corpus.recognition.kinds import Kind

BEFORE = lazily(r"\s*(?:<\?xml\s[^>]*\?>\s*)?(?:<!--(?:[^-]|-(?!->))*-->\s*)*")
"""What may stand before an HTML page."""
DOCTYPE = lazily(r"<!doctype\s+html\b[^>]*>\s*(?:<!--|</?[a-z])", 2)
SKELETON = lazily(r"<(?:html|head|body)(?:\s[^>]*)?>", 2)
PARTS = lazily(r"<(?:meta|title|link|script|style|head|body)(?:\s[^<>]*)?>", 2)
CLOSED = lazily(r"</(?:head|title|script|style)\s*>", 2)
ENDED = lazily(r"</(?:html|body)\s*>\s*\Z", 2)
DECLARATION = lazily(r"\s*<\?xml\s+version\s*=[^<>]*\?>\s*(?:<|\Z)")
ROOT = lazily(r"\s*<(?:\?xml|!--|!DOCTYPE\s|[A-Za-z_][\w:.-]*[\s/>])")
_NAMES = (
    "a abbr acronym address area article aside audio b base basefont bdi bdo big blockquote "
    "br button canvas caption center cite code col colgroup data dd del details dfn dialog "
    "dir div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 "
    "h3 h4 h5 h6 header hgroup hr i iframe img input ins kbd label legend li link main map "
    "mark marquee menu meta meter nav nobr noscript object ol optgroup option output p param "
    "picture pre progress q rp rt ruby s samp script search section select slot small source "
    "span strike strong style sub summary sup table tbody td template textarea tfoot th thead "
    "time title tr track tt u ul var video wbr"
)
HTML_ELEMENTS = frozenset(_NAMES.split())
"""A text within one of these elements may still be an article."""
ELEMENTS = 2
"""The fewest elements of XML without a declaration; a single one may enclose an article."""


def markup_kind(text: str, *, whole: bool) -> Kind | None:
    """Return `HTML`, `XML`, or None for other texts.

    >>> markup_kind("<!DOCTYPE html><p>Silk</p>", whole=True).what
    'an HTML page'
    >>> markup_kind("<rss><channel><title>Silk</title></channel></rss>", whole=True).what
    'XML'
    >>> markup_kind("<!DOCTYPE html> is the first line of a page.", whole=True)
    """
    before = BEFORE.match(text)
    page = text[before.end() :] if before else text
    if _is_page(page, whole=whole):
        return kinds.HTML
    if ROOT.match(text) and _is_xml(text.lstrip(), whole=whole):
        return kinds.XML
    return None


def _is_page(text: str, *, whole: bool) -> bool:
    if DOCTYPE.match(text):
        return True
    if not SKELETON.match(text):
        return False
    if whole and ENDED.search(text):
        return True
    return bool(PARTS.search(text) and CLOSED.search(text))


def _is_xml(text: str, *, whole: bool) -> bool:
    """Return whether a text declares that it is XML, or is well-formed XML as far as it goes."""
    from xml.parsers import expat  # rarely needed; safe, as it only parses the head of a file

    seen = _Elements()
    declared = bool(DECLARATION.match(text))
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = seen.start
    parser.EndElementHandler = seen.end
    try:
        parser.Parse(text.encode("utf-8", "replace"), whole)
    except expat.ExpatError as error:
        junk = error.code == expat.errors.codes[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]
        if not declared or junk:
            return False
        return seen.root not in HTML_ELEMENTS
    if seen.root in HTML_ELEMENTS or not seen.ended:
        return False
    return seen.started >= ELEMENTS or declared


class _Elements:
    """Counts elements, and keeps the name of the root."""

    def __init__(self) -> None:
        self.root = ""
        self.started = self.ended = 0

    def start(self, name: str, _: Mapping[str, str]) -> None:
        self.root = self.root or name.lower()
        self.started += 1

    def end(self, _: str) -> None:
        self.ended += 1
