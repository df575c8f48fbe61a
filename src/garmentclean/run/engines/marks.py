"""Marks: small files in the output folder that tell which partitions are done.

They are the manifest of a run on many machines: whoever comes to a partition sees what was done.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from garmentclean.corpus import anywhere
from garmentclean.corpus.formats.json_row import dumps
from garmentclean.corpus.remote import URL
from garmentclean.report.summary import Tally
from garmentclean.run.engines.job import Done, names_of
from garmentclean.run.sink import Account

if TYPE_CHECKING:
    from garmentclean.corpus.permissions import Readers
    from garmentclean.corpus.sources import Source
    from garmentclean.run.engines.job import Job

MARKS = ".garmentclean-done"
"""The folder in an output folder that has the marks; being hidden, it is no part of the corpus."""


class Mark:
    """The mark of a partition: what was done, of which file, and what came of it.

    Args:
        job: what is to be done.
        source: the partition.
    """

    def __init__(self, job: Job, source: Source) -> None:
        self._job, self._source = job, source
        output = anywhere.joined(job.work.folder, job.output)
        self._within = None if URL.match(output) else Path(output)
        folder = anywhere.joined(output, MARKS)
        self._name = anywhere.joined(folder, f"{source.target.place.as_posix()}.json")

    def stamp(self) -> str:
        """Return what tells whether the file is still the same."""
        return anywhere.stamp(anywhere.joined(self._job.work.folder, str(self._source.file.path)))

    def known(self) -> Done | None:
        """Return what an earlier run has made of the partition, if all of that is still there."""
        try:
            told = json.loads(anywhere.read(self._name, self._within) or b"")
            if told["task"] != self._job.task or told["before"] != self.stamp():
                return None
            if told["after"] != self._stamps():
                return None
            tally = Tally.from_json(told["tally"])
            failed, messages = told["failed"], told["messages"]
            if not isinstance(failed, bool) or not isinstance(messages, list):
                return None
            return Done(Account(tally, recalled=1, failed=failed), [*map(str, messages)])
        except (LookupError, RecursionError, TypeError, ValueError):  # a mark of another kind
            return None

    def put(self, before: str, done: Done, readers: Readers | None = None) -> None:
        """Mark the partition as done.

        Args:
            before: the stamp of the file when it was read.
            done: what has become of it.
            readers: who may read the texts that it has messages of.
        """
        account = done.account
        told = {
            "task": self._job.task,
            "before": before,
            "after": self._stamps(),
            "tally": account.tally.to_json(),
            "failed": account.failed,
            "messages": done.messages,
        }
        anywhere.write(self._name, dumps(told).encode(), self._within, readers)

    def _stamps(self) -> dict[str, str]:
        return {k: anywhere.stamp(name) for k, name in names_of(self._job, self._source).items()}
