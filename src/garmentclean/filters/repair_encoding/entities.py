"""HTML entities and character references in a text: "&amp;", "&#8217;"."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.filters.base.mask import Mask
from garmentclean.filters.repair_encoding.changes import Change
from garmentclean.filters.repair_encoding.characters import is_latin
from garmentclean.filters.repair_encoding.controls import IS_SEPARATOR, gap
from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

NAME = "#?[0-9A-Za-z]{1,24}"
AMP = "(?i:amp|#0{0,20}38|#x0{0,20}26);"
AMPERSAND = f"&(?:{AMP})*+"
"""An ampersand, perhaps escaped several times.

It is possessive: to backtrack, `re` would take 32 bytes of memory for each byte of text.
"""
ENTITY = lazily(rf"&(?:{AMP}(?={NAME};))*+(?P<name>{NAME});")
NUMBER = lazily(r"#(?:[xX](?P<hex>[0-9A-Fa-f]+)|(?P<decimal>[0-9]+))")
LESS = rf"(?:<|{AMPERSAND}(?i:lt|#0*60|#x0*3c);)"
GREATER = rf"(?:>|{AMPERSAND}(?i:gt|#0*62|#x0*3e);)"
BLOCKS = (
    "p|br|hr|div|li|ul|ol|dl|dt|dd|td|tr|th|tbody|thead|table|figcaption|blockquote|nav|iframe"
    "|h[1-6]|section|article|header|footer|figure|center|aside|form|script|style|video|audio|source"
)
INLINE = (
    "a|b|i|u|s|em|strong|span|font|abbr|img|strike|input|button|object|embed|big|small|sub|sup"
    "|o:p|st1:\\w+"
)
TAG = lazily(
    rf"(?i){LESS}[ \t]*/?[ \t]*(?P<tag>{BLOCKS}|{INLINE})"
    rf"(?:[ \t]*/?[ \t]*(?:{GREATER}|$)|[ \t][^<>\n]{{0,300}}?{GREATER})"
    rf"|{LESS}!--[^<>\n]{{0,300}}?--{GREATER}"
)
"""A tag that strip-markup may remove, with a bracket that is written as an entity."""
IS_BLOCK = lazily(f"(?i)(?:{BLOCKS})$")
SENTENCE_END = lazily(r"[.!?…。！？][”\"’')]*$")

HIGH, LOW, HALVES = range(0xD800, 0xDC00), range(0xDC00, 0xE000), range(0xD800, 0xE000)
CONTROLS = frozenset({0x0B, 0x0D, *range(0x1C, 0x20)})
"""Characters that separate lines or words, and for which HTML has no references."""
LINE_ENDS = frozenset({"\n", "\r"})
SOFT_HYPHEN = "\xad"
ALWAYS_NOTHING = frozenset({SOFT_HYPHEN, "\u2060", "\ufeff"})
JOINERS = frozenset({"\u200b", "\u200c", "\u200d"})
"""Characters that shape or separate words in Persian, Hindi or Thai, and join emoji."""
LONE = "\ufffd"
NAMES = (
    "lt gt amp quot apos ensp emsp thinsp lsquo rsquo sbquo ldquo rdquo bdquo laquo raquo "
    "lsaquo rsaquo ndash mdash hellip bull middot copy reg trade deg pound cent yen euro sect "
    "para iexcl iquest frac12 frac14 frac34 plusmn times divide micro ordf ordm szlig shy"
)
TITLED = {name.title(): name for name in NAMES.split()}
"""Names as written by sites that capitalize each word. HTML has few of these, with other meanings:
&Lt; is "much less than". Names of letters and daggers are left out, because their capitals have a
meaning: &Auml;, &Dagger;."""


class Reference(NamedTuple):
    """An entity: its start and end, and its character; None if it has none."""

    start: int
    end: int
    to: str | None


def entity_changes(line: str) -> Iterator[Change]:
    """Yield the replacements of the entities of a line.

    A tag that is shown in a sentence stays as it is: `&lt;br&gt;` is meant to be read as "<br>",
    which would be removed as a tag.

    >>> [*entity_changes("Wool &amp; silk, &#55357;&#56832;")]
    [Change(start=5, end=10, to='&'), Change(start=17, end=33, to='😀')]
    """
    shown = shown_tags(line)
    inside = Mask(len(line), shown)
    references = [*_paired([*_references(line)])]
    for number, (start, end, to) in enumerate(references):
        if to is None or start in inside:
            continue
        before = line[max(0, start - 1) : start]
        after = line[end : end + 1]
        if number and references[number - 1].end == start:
            before = (references[number - 1].to or ";")[-1:] or before
        if number + 1 < len(references) and references[number + 1].start == end:
            after = (references[number + 1].to or "&")[:1]
        yield Change(start, end, _written(to, before, after))


def _written(to: str, before: str, after: str) -> str:
    """Return the replacement for the entity of a character between two others."""
    if to in LINE_ENDS or IS_SEPARATOR.match(to):
        return gap(before, after)
    if to == SOFT_HYPHEN and not after:
        return to
    if to in ALWAYS_NOTHING:
        return ""
    if to in JOINERS:
        return to if any(c > "\x7f" and not is_latin(c) for c in before + after) else ""
    return to


def _references(line: str) -> Iterator[Reference]:
    for match in ENTITY.finditer(line):
        number = NUMBER.fullmatch(match["name"])
        to = _numbered(number) if number else _named(match["name"])
        end = match.end()
        if to is None and not number and match.start("name") > match.start() + 1:
            to, end = "&", match.start("name")
        yield Reference(match.start(), end, to)


def _named(name: str) -> str | None:
    from ftfy.chardata import HTML_ENTITIES  # importing it takes a tenth of a second

    name = TITLED.get(name, name)
    found: str | None = HTML_ENTITIES.get(f"&{name};")
    return found


def _numbered(match: re.Match[str]) -> str | None:
    """Return the character with a number, as browsers do; half of a surrogate pair stays."""
    code = int(match["hex"], 16) if match["hex"] else int(match["decimal"])
    if code in HALVES or code in CONTROLS:
        return chr(code)
    import html  # few texts have an entity

    found = html.unescape(f"&{match[0]};")
    return None if found == LONE and code != ord(LONE) else found


def _paired(references: Sequence[Reference]) -> Iterator[Reference]:
    """Yield references; two halves of a surrogate pair become one, a single half is left out."""
    skip = False
    for one, other in pairwise([*references, Reference(-1, -1, None)]):
        if skip:
            skip = False
        elif one.to and ord(one.to[0]) in HIGH and one.end == other.start and other.to:
            skip = ord(other.to[0]) in LOW
            pair = (one.to + other.to).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            yield Reference(one.start, other.end, pair) if skip else one._replace(to=None)
        elif one.to and ord(one.to[0]) in HALVES:
            yield one._replace(to=None)
        else:
            yield one


def shown_tags(line: str) -> list[tuple[int, int]]:
    """Return the spans of tags that a line shows, with entities for their brackets.

    There are none in a line that leaked from HTML: one that consists of tags, is between two, or
    begins or ends with a block tag, without a space between the tag and the text.

    >>> shown_tags("Write &lt;br&gt; at its end."), shown_tags("&lt;p&gt;Prices rose.&lt;/p&gt;")
    ([(6, 16)], [])
    """
    if "&" not in line:
        return []
    tags = [match for match in TAG.finditer(line) if "&" in match[0]]
    if not tags:
        return []
    return [] if _is_leaked(line, tags) else [match.span() for match in tags]


def _is_leaked(line: str, tags: Sequence[re.Match[str]]) -> bool:
    first, last = tags[0], tags[-1]
    if line[: first.start()].strip():
        opened = ""
    else:
        opened = TAG.sub("", line[first.start() :]).strip()[:1] or "only tags"
    closed = not line[last.end() :].strip()
    if opened and closed:
        return opened == "only tags" or _is_glued(line, first, last) or opened.isupper()
    if opened and _is_of_block(first):
        again = any(tag["tag"] == first["tag"] for tag in tags[1:])
        return not again and line[first.end() : first.end() + 1].isupper()
    return closed and _is_of_block(last) and SENTENCE_END.search(line, 0, last.start()) is not None


def _is_glued(line: str, first: re.Match[str], last: re.Match[str]) -> bool:
    """Return whether there is no space after the first tag, and none before the last one."""
    return not line[first.end()].isspace() and not line[last.start() - 1].isspace()


def _is_of_block(tag: re.Match[str]) -> bool:
    return tag["tag"] is not None and IS_BLOCK.match(tag["tag"]) is not None
