"""Documents: what is in the files that paths name, one by one, or some rows together."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.corpus.admission import Admission
from garmentclean.corpus.compression import unpacked
from garmentclean.corpus.endings import LINES, PARQUET, TEXT
from garmentclean.corpus.formats import jsonl
from garmentclean.corpus.seen import Seen
from garmentclean.corpus.sources import piped
from garmentclean.errors import reported
from garmentclean.text.encoding import AUTO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from garmentclean.corpus.sources import Source


STRETCH = 1 << 18
"""So many bytes of rows are a good deal to take at once: their way costs little, and no memory."""


class Reading(NamedTuple):
    """What files hold, and which documents are in their rows.

    Attributes:
        form: `text`, `jsonl` or `parquet`; empty to leave that to the names of the files.
        fields: the columns of the texts, in Parquet.
        limit: how many bytes a row of JSON Lines may have.
        together: how many bytes of rows of JSON Lines may come at once; 0 for one row at a time.
        site: the column of the site, in Parquet; empty if it is not asked for.
        encoding: what files are in that have no byte order mark and are not UTF-8.
    """

    form: str = ""
    fields: tuple[str, ...] = ("text",)
    limit: int = sys.maxsize
    together: int = 0
    site: str = ""
    encoding: str = AUTO


BY_NAME = Reading()


def documents(
    found: Iterable[Source],
    reading: Reading = BY_NAME,
    admit: Callable[[Source], tuple[Source | None, str]] | None = None,
) -> Iterator[Source]:
    """Yield the documents of files: each file as one, or each of its rows.

    Args:
        found: the files.
        reading: what they hold, and which documents are in their rows.
        admit: says of each file what it is cleaned as; without it, an `Admission` does.
    """
    admit = admit or Admission(reading.form, reading.fields, encoding=reading.encoding)
    for source in found:
        seen = as_opened(source)
        if seen.known or seen.problem or seen.excluded:
            yield seen
            continue
        try:
            admitted, form = admit(seen)
        except Exception as error:  # noqa: BLE001 - whatever it is, it costs this file only
            yield seen._replace(problem=str(reported(error, seen.name)))
            continue
        if admitted is None:
            continue
        if source.file.like is None:
            place = Path(f"stdin.{'jsonl' if form == LINES else 'txt'}")
            admitted = admitted._replace(target=admitted.target._replace(place=place))
        if form == TEXT or admitted.problem:
            yield admitted
        else:
            yield from rows_of(admitted, form, reading)


def as_opened(source: Source) -> Source:
    """Return a source with what its file looks like now."""
    path = source.file.path
    if path is None:
        return source
    return source._replace(file=source.file._replace(seen=Seen.of(path)))


def rows_of(source: Source, form: str, reading: Reading) -> Iterator[Source]:
    """Yield the rows of a file, each as a document.

    One that cannot be read to its end is a problem behind its rows. An empty one has one empty
    row, so that it is written, too.

    Args:
        source: the file.
        form: what it holds.
        reading: which documents are in its rows.
    """
    try:
        path = source.file.path
        if form == PARQUET and path:
            from garmentclean.corpus.formats import parquet  # pyarrow is an extra

            yield from parquet.rows(source, path, reading.fields, reading.site)
        else:
            file = source.file
            opened = unpacked(path, file.within) if path else nullcontext(piped(file.ahead))
            yield from jsonl.rows(source, opened, reading.limit, reading.together)
    except OSError as failure:
        problem = f"{source.name}: cannot read this file: {failure.strerror}"
        yield source._replace(problem=problem)
    except Exception as error:  # noqa: BLE001 - whatever it is, it costs this file only
        yield source._replace(problem=str(reported(error, source.name)))
