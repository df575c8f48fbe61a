"""The documents in files: a whole file, or the rows of one, singly or several at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from garmentclean.corpus.admission import Admission
from garmentclean.corpus.endings import ending
from garmentclean.corpus.files import Seen
from garmentclean.corpus.formats.base import BY_NAME, Reading
from garmentclean.corpus.formats.plain import Whole
from garmentclean.corpus.formats.registry import FORMATS
from garmentclean.errors import reported
from garmentclean.text.encoding import AUTO, BinaryFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from garmentclean.corpus.formats.base import Holder
    from garmentclean.corpus.sources import Source
    from garmentclean.errors import GarmentcleanError


STRETCH = 1 << 18
"""How many bytes of rows are sent to a worker at once: enough to make sending them cheap."""


def documents(
    sources: Iterable[Source],
    reading: Reading = BY_NAME,
    admit: Callable[[Source], tuple[Source | None, str]] | None = None,
) -> Iterator[Source]:
    """Yield the documents of files: each file as one, or each of its rows.

    Args:
        sources: the files.
        reading: how they are read.
        admit: decides how each file is cleaned; an `Admission` by default.
    """
    admit = admit or Admission(reading)
    for source in sources:
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
            place = Path(f"stdin.{FORMATS[form].extension}")
            admitted = admitted._replace(target=admitted.target._replace(place=place))
        if admitted.problem:
            yield admitted
        else:
            yield from rows_of(admitted, form, reading)


def as_opened(source: Source) -> Source:
    """Return a source with the state of its file."""
    path = source.file.path
    if path is None:
        return source
    return source._replace(file=source.file._replace(seen=Seen.of(path)))


def rows_of(source: Source, form: str, reading: Reading) -> Iterator[Source]:
    """Yield the documents in a file, then one with a problem if it cannot be read to its end.

    Args:
        source: the file.
        form: its format.
        reading: how it is read.
    """
    try:
        yield from FORMATS[form].rows(source, reading)
    except OSError as failure:
        problem = f"{source.name}: cannot read this file: {failure.strerror}"
        yield source._replace(problem=problem)
    except Exception as error:  # noqa: BLE001 - whatever it is, it costs this file only
        yield source._replace(problem=str(reported(error, source.name)))


def holder(source: Source, fields: Sequence[str], limit: int, encoding: str = AUTO) -> Holder:
    """Return the holder of a document's texts.

    Args:
        source: the document.
        fields: the keys or columns of the texts in a row.
        limit: how many bytes a file may have.
        encoding: the encoding of a file that has no byte order mark and is not UTF-8.

    Raises:
        GarmentcleanError: it cannot be read, or is larger.
    """
    if source.row:
        return FORMATS[source.row.format].holder(source, source.row, fields)
    return Whole(source, source.read(limit), encoding)


def is_blank(source: Source) -> bool:
    """Return whether a document is a row with nothing to clean, which is written as it is."""
    return source.row is not None and FORMATS[source.row.format].is_blank(source.row)


def is_no_article(source: Source, failure: GarmentcleanError) -> bool:
    """Return whether an unreadable file is left out of a folder: it is binary, without ending."""
    is_binary = isinstance(failure, BinaryFileError) and not failure.is_text
    return is_binary and not source.file.named and not ending(source.file.path or "")
