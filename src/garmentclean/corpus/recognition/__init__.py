"""Recognizing what a file holds, by its name and by how it begins.

Good prose must never be taken for anything else, so a file is an article unless it is surely not.
"""

from __future__ import annotations

from os.path import basename, splitext
from typing import TYPE_CHECKING

from garmentclean.corpus.recognition import kinds
from garmentclean.corpus.recognition.code import code_kind
from garmentclean.corpus.recognition.jsontext import json_kind
from garmentclean.corpus.recognition.markup import markup_kind
from garmentclean.corpus.recognition.starts import kind_of_start
from garmentclean.corpus.recognition.tables import is_table
from garmentclean.text.encoding import AUTO, WIDE, decode_beginning

if TYPE_CHECKING:
    from garmentclean.corpus.recognition.kinds import Kind

HEAD = 1 << 14
"""How many bytes of a file are read to recognize it; more if its first line is longer."""


def kind_of_name(name: str) -> Kind | None:
    """Return what a file of this name holds; None if it may be an article or JSON Lines.

    >>> kind_of_name("a/Page.HTML").what, kind_of_name("a.rst"), kind_of_name("README")
    ('an HTML page', None, None)
    """
    base = basename(name).lower()
    end = splitext(base)[1]
    if end in kinds.PACKS:
        return kinds.PACKED
    return kinds.BY_ENDING.get(end) or kinds.BY_NAME.get(base)


def kind_of(data: bytes, fallback: str = AUTO, *, whole: bool) -> Kind | None:
    r"""Return what bytes hold; None if they may be an article.

    Args:
        data: the first bytes of a file.
        fallback: the encoding of files that have no byte order mark and are not UTF-8.
        whole: whether these are all bytes of the file.

    >>> kind_of(b"<html><head><title>Silk</title></head></html>", whole=True).what
    'an HTML page'
    >>> kind_of(b"<p>Silk is up.</p>\n<p>So is hemp.</p>\n", whole=True)
    """
    text, encoding = decode_beginning(data, fallback)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    kind = _kind_of_text(text, whole=whole)
    return kinds.JSON if kind == kinds.ROWS and encoding in WIDE else kind


def _kind_of_text(text: str, *, whole: bool) -> Kind | None:
    kind = kind_of_start(text)
    if kind or "\0" in text:
        return kind
    match text.lstrip()[:1]:
        case "{" | "[":
            kind = json_kind(text, whole=whole)
        case "<":
            kind = markup_kind(text, whole=whole)
    if not kind and is_table(text, whole=whole):
        kind = kinds.TABLE
    return kind or code_kind(text, whole=whole)
