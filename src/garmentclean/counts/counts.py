"""Counts of a corpus, or of a part of it.

On disk, counts are a folder of Parquet files, one for each part, with a row for each document.
Parts are combined by putting them into one folder. `garmentclean count` writes them, and so can
any engine, partition by partition.
"""

from __future__ import annotations

import os
import re
from array import array
from contextlib import contextmanager
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from garmentclean.corpus.file_kinds import open_regular
from garmentclean.corpus.leftovers import hold, tidy_at
from garmentclean.counts.hashes import (
    contents_of,
    counted,
    hash_of,
    identity_of,
    like_titles,
    paragraphs_of,
    prose_words,
    storable,
    title_hash,
)
from garmentclean.counts.near import signature_of
from garmentclean.counts.optional import require
from garmentclean.errors import GarmentcleanError
from garmentclean.text.frontmatter import front_matter
from garmentclean.text.structure import is_prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from garmentclean.text.document import Document

ENDING = ".counts.parquet"
LEFT = re.compile(rf"\..+{re.escape(ENDING)}-(\d{{1,10}})")
"""The name of an unfinished part; the number is the process id."""
FORMAT = b"1"
SITE_FIELD = b"garmentclean.site-field"
MOST_WORDS = (1 << 16) - 1
TEXTS = ("file", "field", "site")
NUMBERS = {"row": "I", "identity": "Q", "content": "Q"}
LISTS = {"lines": "Q", "folded": "Q", "words": "H", "others": "Q"}


class Counts:
    """Counts of documents, with a row for each document.

    The columns are `file`, `row` and `field`, which make up the document's name; its `site`; hashes
    of its name and text (`identity`) and of its text (`content`); the `signature` of its prose; and
    lists: the hashes of its distinct `lines`, their hashes without figures (`folded`, 0 for a line
    that has none) and their numbers of `words`; and the hashes of `others`: paragraphs, and lines
    that may be titles.

    Args:
        site_field: the key of the site in rows; it is stored, so that cleaning uses the same key.
    """

    def __init__(self, site_field: str = "") -> None:
        self.site_field = site_field
        self._texts: dict[str, list[str]] = {name: [] for name in TEXTS}
        self._numbers = {name: array(code) for name, code in NUMBERS.items()}
        self._signatures: list[bytes] = []
        self._lists = {name: array(code) for name, code in LISTS.items()}
        self._ends = {name: array("q", [0]) for name in LISTS}

    def __len__(self) -> int:
        return len(self._signatures)

    def add(self, document: Document, site: str = "") -> None:
        """Count a document.

        Args:
            document: the document, exactly as it will be cleaned; its front matter is not counted.
            site: the site that it comes from; lines are counted by site.
        """
        body = document.text[front_matter(document.text) :]
        contents = contents_of(body)
        written = [n for n, text in enumerate(contents) if text and not text.isspace()]
        lines = {line.exact: line for line in (counted(contents[n]) for n in written)}
        prose = next((n for n, line in enumerate(written) if is_prose(contents[line])), 0)
        others = {title_hash(contents[n]) for n in like_titles(contents, written, prose)}
        others |= {paragraph.exact for paragraph in paragraphs_of(contents, written)}
        identity = identity_of(document.name, body)
        texts = (document.file, document.field, site)
        numbers = (document.row, identity, hash_of(body))
        for name, text in zip(TEXTS, texts, strict=True):
            self._texts[name].append(text)
        for name, number in zip(NUMBERS, numbers, strict=True):
            self._numbers[name].append(number)
        self._signatures.append(signature_of(prose_words(contents)))
        self._lists["lines"].extend(lines)
        self._lists["folded"].extend(line.folded for line in lines.values())
        self._lists["words"].extend(min(line.words, MOST_WORDS) for line in lines.values())
        self._lists["others"].extend(sorted(others))
        for name, ends in self._ends.items():
            ends.append(len(self._lists[name]))

    def merge(self, other: Counts) -> None:
        """Append the counts of other documents."""
        for name in TEXTS:
            self._texts[name] += other._texts[name]
        for name in NUMBERS:
            self._numbers[name].extend(other._numbers[name])
        self._signatures += other._signatures
        for name in LISTS:
            before = len(self._lists[name])
            self._ends[name].extend(before + end for end in other._ends[name][1:])
            self._lists[name].extend(other._lists[name])

    def table(self) -> Any:
        """Return the counts as an Arrow table with a row for each document."""
        import numpy as np  # an extra
        import pyarrow as pa  # an extra

        columns = {
            name: pa.array(map(storable, texts), pa.string()) for name, texts in self._texts.items()
        }
        for name, numbers in self._numbers.items():
            columns[name] = pa.array(np.array(numbers))
        columns["signature"] = pa.array(self._signatures, pa.binary())
        for name, values in self._lists.items():
            ends = pa.array(np.array(self._ends[name]))
            columns[name] = pa.LargeListArray.from_arrays(ends, pa.array(np.array(values)))
        metadata = {b"garmentclean.counts": FORMAT, SITE_FIELD: storable(self.site_field).encode()}
        return pa.table(columns, metadata=metadata)

    def save(self, folder: Path, name: str = "part") -> Path:
        """Write the counts into a folder atomically.

        Args:
            folder: the folder, which is created if it does not exist.
            name: the name of the part; an earlier part of this name is replaced.

        Returns:
            the path of the file, whose name also has a checksum of its content.

        Raises:
            GarmentcleanError: the file cannot be written.
        """
        import pyarrow as pa  # an extra
        from pyarrow import parquet  # an extra

        sink = pa.BufferOutputStream()
        parquet.write_table(self.table(), sink, compression="zstd")
        data = sink.getvalue()
        path = folder / f"{name}-{blake2b(data, digest_size=8).hexdigest()}{ENDING}"
        temporary = folder / f".{path.name}-{os.getpid()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            tidy_at(folder, LEFT)
            with temporary.open("wb") as file:
                hold(file.fileno())
                file.write(data)
                file.flush()
                temporary.replace(path)
            for old in folder.glob(f"{name}-{'[0-9a-f]' * 16}{ENDING}"):
                if old != path:
                    old.unlink()
        except OSError as error:
            reason = error.strerror
            raise GarmentcleanError(f"{folder}: cannot write counts there: {reason}") from None
        return path


def parts_of(folders: Iterable[Path]) -> list[Path]:
    """Return the distinct parts in folders of counts, sorted by checksum.

    Raises GarmentcleanError for a folder without counts.
    """
    by_checksum: dict[str, Path] = {}
    for folder in folders:
        try:
            names = sorted(os.listdir(folder))  # noqa: PTH208 - glob hides errors
        except FileNotFoundError:
            names = []
        except OSError as error:
            reason = error.strerror
            raise GarmentcleanError(f"{folder}: cannot read these counts: {reason}") from None
        parts = [folder / name for name in names if name.endswith(ENDING) and name[0] != "."]
        if not parts:
            raise GarmentcleanError(
                f"{folder}: has no counts; garmentclean count PATH... -o {folder} makes them"
            )
        by_checksum |= {checksum_of(path): path for path in parts}
    return [by_checksum[checksum] for checksum in sorted(by_checksum)]


def checksum_of(part: Path) -> str:
    """Return the checksum in the name of a part."""
    return part.name.removesuffix(ENDING)[-16:]


def load(parts: Iterable[Path], columns: list[str]) -> Any:
    """Read some columns of parts into one Arrow table.

    Raises GarmentcleanError if one is damaged.
    """
    import pyarrow as pa  # an extra

    tables = []
    for path in parts:
        with _opened(path) as file:
            tables.append(file.read(columns, use_threads=False))
    return pa.concat_tables(tables)


def site_field_of(parts: Iterable[Path]) -> str:
    """Return the key of the site in parts; GarmentcleanError if they have different ones."""
    fields = set()
    for path in parts:
        with _opened(path) as file:
            fields.add(file.schema_arrow.metadata[SITE_FIELD].decode("utf-8", "replace"))
    if len(fields) > 1:
        names = " and ".join(repr(field) for field in sorted(fields))
        raise GarmentcleanError(f"counts with --site-field {names} do not add up; count again")
    return str(fields.pop())


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open a part; GarmentcleanError for any failure while it is open."""
    require()
    import pyarrow as pa  # an extra
    from pyarrow import parquet  # an extra

    try:
        with open_regular(path) as raw, parquet.ParquetFile(raw, pre_buffer=False) as file:
            schema = file.schema_arrow
            if (schema.metadata or {}).get(b"garmentclean.counts") != FORMAT:
                raise GarmentcleanError(f"{path}: are counts of another version; count again")
            if SITE_FIELD not in schema.metadata or schema != Counts().table().schema:
                raise GarmentcleanError(f"{path}: has no counts, or others; count again")
            yield file
    except (pa.ArrowException, OSError) as error:
        reason = getattr(error, "strerror", None) or (str(error).splitlines() or [""])[0]
        raise GarmentcleanError(
            f"{path}: these counts cannot be read: {reason}; count again"
        ) from None
