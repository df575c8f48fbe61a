"""Counts what the documents of a corpus have in common, in this process or others."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from garmentclean.corpus.documents import documents, holder, is_blank, is_no_article
from garmentclean.corpus.files import TooLargeError
from garmentclean.corpus.formats.base import Reading
from garmentclean.corpus.permissions import Readers
from garmentclean.corpus.remote import Remote
from garmentclean.corpus.sites import site_of
from garmentclean.counts.counts import ENDING, Counts
from garmentclean.counts.hashes import hash_of
from garmentclean.errors import GarmentcleanError
from garmentclean.report.summary import Tally
from garmentclean.run.sink import Account
from garmentclean.text.encoding import AUTO

if TYPE_CHECKING:
    from collections.abc import Iterable

    from garmentclean.corpus.sources import Source
    from garmentclean.run.engines.partition import PartitionResult

PART = 20_000
"""How many documents are counted in memory before a part is written."""


@dataclass(frozen=True)
class Counter:
    """Counts documents: a function that can be sent to another process.

    Args:
        fields: the keys of the texts in a row.
        limit: how many bytes a document may have.
        site: the key of the site in a row; empty to go by folders.
        encoding: the encoding of files that have no byte order mark and are not UTF-8.
    """

    fields: tuple[str, ...] = ("text",)
    limit: int = sys.maxsize
    site: str = ""
    encoding: str = AUTO

    def __call__(self, source: Source) -> tuple[Counts, list[str]]:
        """Return the counts of a file or of rows, and the problems of those that were not counted.

        The documents are those that `Cleaner` cleans.
        """
        counts, problems = Counts(self.site), list[str]()
        for one in source.each_row():
            try:
                self._count(one, counts)
            except GarmentcleanError as failure:
                problems += [] if is_no_article(one, failure) else [str(failure)]
        return counts, problems

    def _count(self, source: Source, counts: Counts) -> None:
        if source.problem:
            raise GarmentcleanError(source.problem)
        row = source.row
        if source.excluded or (row and row.piece > 1):
            return
        if row and row.is_larger_than(self.limit):
            raise TooLargeError(source.name, self.limit)
        if is_blank(source):
            return
        site = site_of(source, self.site)
        for text in holder(source, self.fields, self.limit, self.encoding):
            counts.add(text.document, site)


def count_partition(sources: Iterable[Source], counting: Counter) -> tuple[Counts, list[str]]:
    """Return the counts of a part of a corpus, and the problems of documents that were not counted.

    An engine calls it for each partition, and saves the counts into one folder, under the name of
    the partition: `counts.save(folder, name)`. The folder is then as if all had been counted at
    once.

    Args:
        sources: the documents of the part, as `corpus.documents.documents` yields them.
        counting: the counter.
    """
    counts, problems = Counts(counting.site), list[str]()
    for source in sources:
        more_counts, more_problems = counting(source)
        counts.merge(more_counts)
        problems += more_problems
    return counts, problems


@dataclass(frozen=True)
class PartitionCounter:
    """Counts a partition on a cluster, and writes a part of a folder of counts.

    Args:
        counting: counts a document.
        reading: how files are read.
        output: the folder of the parts, which all workers can reach.
        folder: what the names of files are relative to.
    """

    counting: Counter
    reading: Reading
    output: Path
    folder: str = ""

    def __call__(self, source: Source) -> PartitionResult:
        """Count a file, and write its part; errors are in the result."""
        from garmentclean.run.engines.partition import (  # only for a cluster
            PartitionResult,
            fetched,
        )

        remote = Remote()
        try:
            here = fetched(source, self.folder, remote)
            counts, problems = count_partition(documents([here], self.reading), self.counting)
            counts.save(Path(self.folder, self.output), f"part-{hash_of(source.file.name):016x}")
        except GarmentcleanError as failure:
            return PartitionResult(Account(failed=True), [str(failure)])
        finally:
            remote.close()
        problems = [problem.replace(str(here.file.path), source.name) for problem in problems]
        return PartitionResult(Account(Tally(len(counts)), failed=bool(problems)), problems)


class CountsFolder:
    """A folder of counts that is filled part by part, and changes only at the end.

    Args:
        path: the folder; its old counts are removed at the end.
        site: the key of the site in a row.

    Attributes:
        new: the folder of the parts until then, private to this user; engines may write to it.
        readers: notes who may read the counts.
    """

    def __init__(self, path: Path, site: str = "") -> None:
        self._path, self._site = path, site
        self.new = path / f".new-{os.getpid()}"
        self.readers = Readers()
        self._held = Counts(site)
        self._parts = 0

    def add(self, counts: Counts) -> None:
        """Add counts; write a part when there are enough for one."""
        self._held.merge(counts)
        if len(self._held) >= PART:
            self._write()

    def _write(self) -> None:
        self._held.save(self.new, f"part-{self._parts:05}")
        self._parts += 1
        self._held = Counts(self._site)

    def commit(self) -> None:
        """Put the parts in their place, and remove those of an earlier run."""
        if len(self._held) or not any(self.new.iterdir()):
            self._write()
        try:
            for old in self._path.glob(f"*{ENDING}"):
                old.unlink()
            for part in self.new.iterdir():
                part.chmod(self.readers.mode_for(part.stat().st_gid))
                part.replace(self._path / part.name)
        except OSError as error:
            raise self._fault(error) from None

    def __enter__(self) -> Self:
        try:
            self.new.mkdir(0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise self._fault(error) from None
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # there is none, or it is not empty
            for part in self.new.iterdir():
                part.unlink()
            self.new.rmdir()

    def _fault(self, error: OSError) -> GarmentcleanError:
        return GarmentcleanError(f"{self._path}: cannot write counts there: {error.strerror}")
