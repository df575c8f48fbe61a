"""The metadata in a line that is removed: dates, sources, authors, numbers of views."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from collections.abc import Iterator

Facts = tuple[tuple[str, str], ...]
"""Metadata of a document: names and values."""

LABELS = {
    "date": r"(?:(?:release|publish(?:ed|ing)?|publication|issue|post(?:ed)?|update[ds]?"
    r"|add(?:ed)?)\s?(?:date|time|on|at)?|date|time|发布日期|发布时间|发表时间|更新时间|更新日期|添加时间|日期|时间)",
    "source": r"(?:(?:article |information )?sou?r?ce|origin|from|信息来源|文章来源|来源|稿源)",
    "author": r"(?:author|writer|written by|write|posted by|by|作者|记者)",
    "editor": r"(?:responsible editor|editor|责任编辑|编辑)",
    "views": r"(?:page ?views?|views?|hits?|clicks?|reads?|visits?|browsing|browse"
    r"|浏览次数|浏览量|浏览|阅读次数|阅读量|阅读|点击次数|点击量|点击率|点击|人气)",
}
LABEL = lazily(
    "|".join(rf"(?P<{key}>(?<![A-Za-z]){words}\s*[:：])" for key, words in LABELS.items()),
    re.IGNORECASE,
)
DATE = lazily(
    r"(?:19|20)\d\d[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?(?:[\sT]+\d{1,2}:\d\d(?::\d\d)?)?"
)
TIME = lazily(r"[\sT]+\d{1,2}:\d\d(?::\d\d)?(?! ?[ap]m)", re.IGNORECASE)
COUNT = lazily(
    r"(?:read a total of|total)\W{0,3}(\d{1,7})\b|\b(\d{1,7})\s?(?:views|reads|hits|clicks)\b",
    re.IGNORECASE,
)
NUMBER = lazily(r"\d{1,7}\b")
EDGES = " \t|│[]()（）【】,，;；·•-–—"
LONGEST = 60
"""The most characters in the name of a source or author."""


def facts_of(match: Any) -> Facts:
    """Return the metadata in a match: from its named groups, and from the labels on its line.

    Labels (`Author:`, `Source:`, `Publish Time:` ...) are read only for patterns with named groups:
    lines that other patterns match say nothing about the document.
    """
    groups = match.groupdict("")
    groups.pop("cut", None)
    if not groups:
        return ()
    facts = {key: value.strip() for key, value in groups.items() if value}
    if "date" in facts:
        time = TIME.match(match.string, match.end(match.re.groupindex["date"]))
        facts["date"] += time[0] if time and ":" not in facts["date"] else ""
    for key, value in labelled(match.string):
        facts.setdefault(key, value)
    return tuple(facts.items())


def labelled(line: str) -> Iterator[tuple[str, str]]:
    """Yield the labels on a line, each with the value that follows it.

    >>> dict(labelled("Views:12 Author:Site Editor Publish Time: 2020-05-21 Origin:Site"))
    {'views': '12', 'author': 'Site Editor', 'date': '2020-05-21', 'source': 'Site'}
    """
    found = [*LABEL.finditer(line)]
    ends = [match.start() for match in found[1:]] + [len(line)]
    for match, end in zip(found, ends, strict=False):
        key = match.lastgroup or ""
        value = line[match.end() : end].partition("|")[0].strip(EDGES)
        if key in {"date", "views"}:
            inner = (DATE if key == "date" else NUMBER).match(value)
            value = inner[0] if inner else ""
        if value and len(value) <= LONGEST and (key == "date" or not DATE.match(value)):
            yield key, value
    count = COUNT.search(line)
    if count:
        yield "views", count[1] or count[2]
