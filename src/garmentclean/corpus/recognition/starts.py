"""Recognizing files by their very first characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.corpus.recognition import kinds
from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from garmentclean.corpus.recognition.kinds import Kind

FIRST = frozenset("%#<{\\-*[.WBCDHMRTXdf0123456789m")
"""The characters that a match of `STARTS` can begin with, except the F of `From`."""
STARTS = lazily(
    r"(?P<pdf>%PDF-\d|%!PS)"
    r"|(?P<rtf>\{\\rtf\d)"
    r"|(?P<tex>(?:\s*%.*\n)*\s*\\(?:documentclass|documentstyle)\b.*\n[^\\]*\\)"
    r"|(?P<code>#!\s?/(?:usr|bin)\b\S*(?: [\w=./+-]+){0,4}[ \t]*(?:\n|$)|<\?(?:php\b|=)|<%@)"
    r"|(?P<settings>%YAML \d)"
    r"|(?P<patch>diff --git a/|--- \S.*\n\+\+\+ \S.*\n@@ -\d|From [0-9a-f]{40} "
    r"|\*{3} \S[^\n]*\n--- \S[^\n]*\n\*{15}\n"
    r"|\d+(?:,\d+)?[acd]\d+(?:,\d+)?\n[<>] )"
    r"|(?P<mail>From \S+@\S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:"
    r"|(?:Return-Path|Received|Delivered-To|DKIM-Signature|X-[\w-]+|Message-ID|MIME-Version): "
    r"[^\n]*\n(?:[ \t][^\n]*\n|[A-Z][\w-]*: [^\n]*\n)*?"
    r"(?:Message-ID|MIME-Version|Received|From|Subject): )"
    r"|(?P<html>HTTP/\d(?:\.\d)? \d{3}[^\n]*\n(?:[\w-]+:[^\n]*\n)+\n\s*<)"
    r"|(?P<references>TY  - [A-Z]{3,6}\n(?:[A-Z][A-Z\d]  - ))"
    r"|(?P<subtitles>WEBVTT(?:\n|$| - |[ \t][^\n]*\n(?:[A-Z][\w-]*:[^\n]*\n)*\n"
    r"(?:[^\n]*\n)?[\d:.]+ --> )|\[Script Info\]\n"
    r"|(?:\{\d+\}\{\d+\}[^\n]*(?:\n|$)){2}"
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
    "mail": kinds.MAIL,
    "html": kinds.HTML,
    "references": kinds.REFERENCES,
    "subtitles": kinds.SUBTITLES,
    "translations": kinds.TRANSLATIONS,
    "calendar": kinds.CALENDAR,
    "warc": kinds.WARC,
}


def kind_of_start(text: str) -> Kind | None:
    r"""Return what a text is if it begins as no prose does; None otherwise.

    >>> kind_of_start("#!/bin/sh\nls\n").what, kind_of_start("#! is how a script begins.")
    ('source code', None)
    """
    if text[:1] not in FIRST and not text.startswith("From "):
        return None
    match = STARTS.match(text)
    return BY_GROUP[match.lastgroup or ""] if match else None
