"""The sites that documents come from, taken from a field of their rows or from their folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.corpus.formats.registry import FORMATS

if TYPE_CHECKING:
    from garmentclean.corpus.sources import Source


def site_of(source: Source, field: str) -> str:
    """Return the site of a document; empty if it is unknown.

    Args:
        source: the file, or one row.
        field: the key or column of the site in a row. If it is empty, or the document is not a
            row, the site is the name of the first folder below the one on the command line.
    """
    if field and source.row:
        return host(FORMATS[source.row.format].site(source.row, field))
    path, folder = source.file.path, source.file.within
    if folder is None or path is None:
        return ""
    parts = path.relative_to(folder).parts
    return parts[0] if len(parts) > 1 else ""


def host(value: str) -> str:
    """Return the host of a URL; return any other value without its outer spaces.

    >>> host("https://www.Mill.example:8080/news/1.html"), host("mill.example"), host("")
    ('mill.example', 'mill.example', '')
    >>> host("http://[mill")  # an invalid URL is returned as it is
    'http://[mill'
    """
    if "://" not in value:
        return value.strip()
    from urllib.parse import urlsplit  # most runs need no sites

    try:
        return (urlsplit(value.strip()).hostname or "").removeprefix("www.")
    except ValueError:
        return value.strip()
