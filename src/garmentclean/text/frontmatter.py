"""Front matter: the head of a text for a site generator, which no rule may change.

https://jekyllrb.com/docs/front-matter, https://gohugo.io/content-management/front-matter,
https://docs.getpelican.com/en/latest/content.html#file-metadata, https://getnikola.com,
https://fletcherpenney.net/multimarkdown, https://orgmode.org, https://pandoc.org/MANUAL.html
"""

from __future__ import annotations

import re
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from garmentclean.text.document import ANY_NEWLINE, each_line
from garmentclean.text.json_members import DECODER
from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MARKS = lazily(r"(?:\ufeff|ï»¿)+")
"""Byte order marks that were decoded as characters, perhaps with the wrong encoding."""
WRITTEN = lazily(r"[^ \t\r\n]")
FENCE = lazily(r"(-{3,8}|\+\+\+|;;;)[ \t]*(?:(ya?ml|toml|json|js|javascript)[ \t]*)?$")
CLOSING = {"---": ("---", "..."), "+++": ("+++",), ";;;": (";;;",)}
YAML_LINE = lazily(
    r"\s*$|[ \t]|#|-(?:[ \t]|$)|[\]}],?[ \t]*$|<<:|\{[%{#]"
    r"|(?:\"[^\"]{1,60}\"|'[^']{1,60}'|[^\s:#'\"\[\]{}!?,.][^\s:]*(?: [^\s:]+){0,2})[ \t]*:(?:\s|$)"
)
YAML_KEY = lazily(r"[ \t]*[\"']?[^\W\d][\w.-]*[\"']?[ \t]*:(?:\s|$)")
TOML_LINE = lazily(r"(?:[\w.\"'-]+[ \t]*=|\[\[?[^\]]+\]|#)")
JSON_LINE = lazily(r"\s*\{|\s*\".*:")
LOOKS = {"---": YAML_KEY, "+++": TOML_LINE, ";;;": JSON_LINE, "toml": TOML_LINE, "json": JSON_LINE}
LOOKS |= {"yaml": YAML_KEY, "yml": YAML_KEY, "js": JSON_LINE, "javascript": JSON_LINE}
"""A pattern that at least one line must match, by the fence or the language that it names."""
DRAWER = lazily(
    r":PROPERTIES:[ \t]*(?:\r\n|\r|\n)(?:[ \t]*:[^\r\n]*(?:\r\n|\r|\n))*?"
    r"[ \t]*:END:[ \t]*(?:\r\n|\r|\n|\Z)",
    re.IGNORECASE,
)
"""A drawer that Org and Org-roam put above the title of a file."""
YAML_SIZE = 1 << 16
"""How many characters of front matter with an unusual line are parsed as YAML."""

KEY = lazily(r"(?:\.\. |#\+|:)?([A-Za-z][\w.-]{0,30}(?: [\w.-]{1,20}){0,2})[ \t]*:(?=[ \t]|$)")
"""`Title: x` of MultiMarkdown and Pelican, `.. title: x` of Nikola, `#+TITLE: x` of Org."""
FIELD = lazily(r":[A-Za-z][\w -]{0,30}:(?:[ \t]|$)")
"""`:date: x` of reStructuredText and AsciiDoc."""
GENERATOR_KEYS = frozenset({"title", "slug", "layout", "template", "permalink", "draft"})
"""Keys that show that a block is for a generator, and not the dateline of a page."""
USUAL_KEY = lazily(
    r"title|slug|layout|template|permalink|draft|abstract|affiliation|aliases|authors?|category"
    r"|categories|copyright|cover|created|css|date|description|email|featured|id|image|keywords"
    r"|lang|language|license|link|modified|published|publishdate|series|status|subtitle|summary"
    r"|tags?|thumbnail|toc|type|updated|url|weight"
)
COUNTERS = frozenset({"browse", "click", "clicks", "hits", "popularity", "read", "reads", "views"})
"""Keys that show that a block was on the crawled page."""
UNDERLINE = lazily(r"([^\w\s])\1{2,}[ \t]*$")
FENCE_SIZE = 3
"""A line of more hyphens is often only a horizontal rule."""
LEAST = 2
"""How many keys front matter must have; a single `Title: x` or `:note: x` is part of the text."""
TITLE_LINES = 3
"""How many lines a title has with a line above and below it, or with an author and a date."""


def front_matter(text: str) -> int:
    r"""Return the length of the front matter of a text, with the blank lines below it.

    Front matter is what is between `---`, `+++` or `;;;`, a JSON object on several lines, or a
    block of keys and values that ends with a blank line or `---`. Only blank lines and byte order
    marks may be above it.

    >>> front_matter("---\ntitle: Linen\n---\nThe loom.\n"), front_matter("The loom.\n")
    (21, 0)
    """
    marks = MARKS.match(text)
    begin = _below_blank(text, marks.end() if marks else 0)
    head = text[begin : begin + 1]
    if head in {"-", "+", ";"}:
        end = _fenced(text, begin)
    elif head == "{":
        end = _json(text, begin)
    else:
        end = _block(text, begin)
    return _below_blank(text, end) if end else 0


def _below_blank(text: str, place: int) -> int:
    """Return the offset after the blank lines that start at a place."""
    match = WRITTEN.search(text, place)
    end = match.start() if match else len(text)
    return max(place, text.rfind("\n", place, end) + 1, text.rfind("\r", place, end) + 1)


def _fenced(text: str, begin: int) -> int:
    """Return the offset after front matter between fences; 0 if there is none."""
    lines = each_line(text, begin)
    first = next(lines)
    fence = FENCE.match(text[first.start : first.end])
    if fence is None:
        return 0
    if len(fence[1]) > FENCE_SIZE:
        return _keys(text, first.stop, fence[1])
    looks_right = LOOKS[fence[2] or fence[1]]
    inside: list[str] = []
    odd = False
    for line in lines:
        content = text[line.start : line.end]
        if content.rstrip() in CLOSING[fence[1]]:
            right = _is_data(inside) if odd else _has_data(inside, looks_right)
            if right:
                return line.stop
            break
        inside.append(content)
        odd = odd or (looks_right is YAML_KEY and YAML_LINE.match(content) is None)
        if odd and line.stop - begin > YAML_SIZE:
            break
    return _keys(text, first.stop) if looks_right is YAML_KEY else 0


def _has_data(inside: Sequence[str], looks_right: re.Pattern[str]) -> bool:
    """Return whether one of the lines between fences is data, or all of them are blank."""
    written = [line for line in inside if line.strip()]
    return not written or any(map(looks_right.match, written))


def _is_data(inside: Sequence[str]) -> bool:
    """Return whether lines, of which some are unusual, are a YAML mapping or nearly one.

    A value may continue at the start of the next line, and a template is not valid YAML.
    """
    if _is_mapping("\n".join(inside)):
        return True
    keys = [match[1].lower() for match in map(KEY.match, inside) if match]
    odd = [number for number, line in enumerate(inside) if YAML_LINE.match(line) is None]
    return (
        _are_usual(keys)
        and KEY.match(inside[0]) is not None
        and len(odd) < len(keys)
        and all(inside[number - 1].strip() for number in odd)
    )


def _is_mapping(text: str) -> bool:
    """Return whether a text is a YAML mapping, without constructing it."""
    import yaml  # it takes a while to load

    try:
        return isinstance(yaml.compose(text, Loader=yaml.SafeLoader), yaml.MappingNode)
    except (yaml.YAMLError, RecursionError):
        return False


def _json(text: str, begin: int) -> int:
    """Return the offset after a JSON object and its last line; 0 if there is none.

    An object on a single line is a row rather than front matter.
    """
    try:
        value, end = DECODER.raw_decode(text, begin)
    except (ValueError, RecursionError):
        return 0
    line = next(each_line(text, end), None)
    rest = "" if line is None else text[end : line.end]
    several = ANY_NEWLINE.search(text, begin, end) is not None
    return (line.stop if line else end) if value and several and not rest.strip() else 0


def _block(text: str, begin: int) -> int:
    """Return the offset after a block of keys and values; 0 if there is none."""
    first = next(each_line(text, begin), None)
    if first is None:
        return 0
    head = text[first.start : first.end]
    if head.startswith("% "):
        lines = islice(each_line(text, begin), TITLE_LINES + 1)
        titles = [*takewhile(lambda line: text.startswith("%", line.start), lines)]
        stop = titles[-1].stop
        return stop if LEAST <= len(titles) <= TITLE_LINES and _is_blank_at(text, stop) else 0
    if head.strip() == "<!--":
        return _keys(text, first.stop, "-->")
    drawer = DRAWER.match(text, begin)
    if drawer:
        below = _below_blank(text, drawer.end())
        return (text.startswith("#+", below) and _keys(text, below)) or drawer.end()
    if KEY.match(head) and not head.startswith(":"):
        return _keys(text, begin)
    fields = text.startswith(":", begin) or "\n:" in text[begin : begin + 1000]
    return _fields(text, begin) if fields or "\r:" in text[begin : begin + 1000] else 0


def _keys(text: str, begin: int, closing: str = "") -> int:
    """Return the offset after keys and values and their closing line; 0 if there are none."""
    keys: list[str] = []
    stop = begin
    org = text.startswith("#+", begin)
    ends = {closing} if closing else {"", "---", "..."}
    for line in each_line(text, begin):
        content = text[line.start : line.end]
        stop = line.stop
        if content.strip() in ends:
            break
        key = KEY.match(content)
        if key:
            keys.append(key[1].lower())
        elif not (keys and (content[:1] in {"", " ", "\t"} or content.startswith("- "))):
            return 0
    else:
        if closing:
            return 0
    return stop if _are_usual(keys) or (org and keys) else 0


def _are_usual(keys: Iterable[str]) -> bool:
    """Return whether keys are those of front matter, not labels on a page."""
    distinct = {*keys}
    usual = sum(USUAL_KEY.fullmatch(key) is not None for key in distinct)
    return usual >= LEAST and bool(distinct & GENERATOR_KEYS) and not distinct & COUNTERS


def _fields(text: str, begin: int) -> int:
    """Return the offset after a list of fields below a title; 0 if there is none."""
    title, fields, stop = 0, 0, 0
    adorned = text.startswith("= ", begin)
    for line in each_line(text, begin):
        content = text[line.start : line.end]
        if FIELD.match(content):
            fields += 1
        elif not content.strip():
            if fields:
                break
        elif not (fields and content[0] in " \t"):
            title += 1
            adorned = adorned or UNDERLINE.match(content) is not None
            if fields or title > TITLE_LINES:
                return 0
        stop = line.stop
    return stop if fields >= LEAST - adorned and (adorned or not title) else 0


def _is_blank_at(text: str, place: int) -> bool:
    line = next(each_line(text, place), None)
    return line is None or not text[line.start : line.end].strip()
