"""Sites: which one a document comes from, as a row or its folder says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.corpus.formats.registry import FORMATS

if TYPE_CHECKING:
    from garmentclean.corpus.sources import Source


def site_of(source: Source, field: str) -> str:
    """Return the site of a document; empty if nothing tells it.

    Args:
        source: the file, or one row.
        field: the key, or the column, of the site in a row. Without one, and for a document that
            is no row, it is what the first folder below the one that was named is called.
    """
    if field and source.row:
        return host(FORMATS[source.row.format].site(source.row, field))
    path, folder = source.file.path, source.file.within
    if folder is None or path is None:
        return ""
    parts = path.relative_to(folder).parts
    return parts[0] if len(parts) > 1 else ""


def host(value: str) -> str:
    """Return the host of an address; what is none stays.

    >>> host("https://www.Mill.example:8080/news/1.html"), host("mill.example"), host("")
    ('mill.example', 'mill.example', '')
    >>> host("http://[mill")  # no address, but what all of one site may have
    'http://[mill'
    """
    if "://" not in value:
        return value.strip()
    from urllib.parse import urlsplit  # only where sites are asked for

    try:
        return (urlsplit(value.strip()).hostname or "").removeprefix("www.")
    except ValueError:
        return value.strip()
