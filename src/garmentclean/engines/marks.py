"""Marks: small files in the output folder that tell which partitions are done.

They are the manifest of a run on many machines: whoever comes to a partition sees what was done.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from garmentclean.corpus import anywhere
from garmentclean.engines.job import Done, names_of
from garmentclean.report.summary import Tally
from garmentclean.rows import dumps
from garmentclean.sink import Account

if TYPE_CHECKING:
    from garmentclean.corpus.sources import Source
    from garmentclean.engines.job import Job

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
        folder = anywhere.joined(anywhere.joined(job.work.folder, job.output), MARKS)
        self._name = anywhere.joined(folder, f"{source.place.as_posix()}.json")

    def stamp(self) -> str:
        """Return what tells whether the file is still the same."""
        return anywhere.stamp(anywhere.joined(self._job.work.folder, str(self._source.path)))

    def known(self) -> Done | None:
        """Return what an earlier run has made of the partition, if all of that is still there."""
        try:
            told = json.loads(anywhere.read(self._name) or b"")
            if told["task"] != self._job.task or told["before"] != self.stamp():
                return None
            if told["after"] != self._stamps():
                return None
            tally = Tally.from_json(told["tally"])
            return Done(Account(tally, recalled=1, failed=told["failed"]), told["messages"])
        except (ValueError, KeyError, TypeError):  # a mark of another kind
            return None

    def put(self, before: str, done: Done) -> None:
        """Mark the partition as done.

        Args:
            before: the stamp of the file when it was read.
            done: what has become of it.
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
        anywhere.write(self._name, dumps(told).encode())

    def _stamps(self) -> dict[str, str]:
        return {k: anywhere.stamp(name) for k, name in names_of(self._job, self._source).items()}
