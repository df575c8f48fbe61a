"""Files that are known by their very first characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.corpus.recognition import kinds
from garmentclean.lazy import lazily

if TYPE_CHECKING:
    from garmentclean.corpus.recognition.kinds import Kind

FIRST = frozenset("%#<{\\-WBdf0123456789m")
STARTS = lazily(
    r"(?P<pdf>%PDF-\d|%!PS)"
    r"|(?P<rtf>\{\\rtf\d)"
    r"|(?P<tex>(?:\s*%.*\n)*\s*\\(?:documentclass|documentstyle)\b.*\n[^\\]*\\)"
    r"|(?P<code>#!\s?/(?:usr|bin)\b\S*(?: [\w=./+-]+){0,4}[ \t]*(?:\n|$)|<\?(?:php\b|=)|<%@)"
    r"|(?P<settings>%YAML \d)"
    r"|(?P<patch>diff --git a/|--- \S.*\n\+\+\+ \S.*\n@@ -\d|From [0-9a-f]{40} )"
    r"|(?P<subtitles>WEBVTT(?:\n|$| - )"
    r"|\d+\n\d\d:\d\d:\d\d[,.]\d{3} --> \d\d:\d\d:\d\d[,.]\d{3})"
    r"|(?P<translations>(?:#.*\n|\n)*msgid \".*\"\n(?:\".*\"\n)*msgstr \")"
    r"|(?P<calendar>BEGIN:V(?:CALENDAR|CARD)\n)"
    r"|(?P<warc>WARC/\d\.\d\n)"
)
BY_GROUP = {
    "pdf": kinds.PDF,
    "rtf": kinds.RTF,
    "tex": kinds.TEX,
    "code": kinds.CODE,
    "settings": kinds.SETTINGS,
    "patch": kinds.PATCH,
    "subtitles": kinds.SUBTITLES,
    "translations": kinds.TRANSLATIONS,
    "calendar": kinds.CALENDAR,
    "warc": kinds.WARC,
}


def kind_of_start(text: str) -> Kind | None:
    r"""Return what a text is whose first characters no prose has.

    >>> kind_of_start("#!/bin/sh\nls\n").what, kind_of_start("#! is how a script begins.")
    ('source code', None)
    """
    if text[:1] not in FIRST and not text.startswith("From "):
        return None
    found = STARTS.match(text)
    return BY_GROUP[found.lastgroup or ""] if found else None
