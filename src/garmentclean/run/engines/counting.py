"""Partitions that are counted on a cluster: each of them becomes a part of a folder of counts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from garmentclean.corpus.documents import Reading, documents
from garmentclean.corpus.remote import Remote
from garmentclean.counts.hashes import hash_of
from garmentclean.errors import GarmentcleanError
from garmentclean.report.summary import Tally
from garmentclean.run.counting import Counting, count_partition
from garmentclean.run.engines.job import Done, brought
from garmentclean.run.sink import Account

if TYPE_CHECKING:
    from garmentclean.corpus.sources import Source


@dataclass(frozen=True)
class CountJob:
    """What is done with each partition.

    Args:
        counting: what is counted of a document.
        reading: which documents are in a file.
        output: the folder of the parts, which all workers reach.
        folder: what the names of files are relative to.
    """

    counting: Counting
    reading: Reading
    output: Path
    folder: str = ""

    def __call__(self, source: Source) -> Done:
        """Count a file, and write its part; errors are told in the result."""
        remote = Remote()
        try:
            here = brought(source, self.folder, remote)
            counts, problems = count_partition(documents([here], self.reading), self.counting)
            counts.save(Path(self.folder, self.output), f"part-{hash_of(source.file.name):016x}")
        except GarmentcleanError as failure:
            return Done(Account(failed=True), [str(failure)])
        finally:
            remote.close()
        problems = [told.replace(str(here.file.path), source.name) for told in problems]
        return Done(Account(Tally(len(counts)), failed=bool(problems)), problems)
