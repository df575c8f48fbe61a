"""A partition: one file of rows that is cleaned as a whole, by whoever comes to it.

Its clean file and its records appear only when they are whole. Then a mark in the output folder
says that it is done, so that the next run, on any machine, leaves it alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from garmentclean.corpus.admission import Admission
from garmentclean.corpus.compression import PackedReplacement
from garmentclean.corpus.documents import documents
from garmentclean.corpus.formats.base import Reading
from garmentclean.corpus.formats.json_row import dumps
from garmentclean.corpus.permissions import Readers
from garmentclean.corpus.remote import (
    URL,
    Remote,
    Url,
    join_name,
    put,
    read_file,
    stamp,
    write_file,
)
from garmentclean.corpus.sources import Target
from garmentclean.corpus.writing import Replacement
from garmentclean.errors import GarmentcleanError
from garmentclean.report.summary import Tally
from garmentclean.run.cleaner import Work
from garmentclean.run.output import Delivery, Plan
from garmentclean.run.sink import Account, Sink
from garmentclean.version import VERSION

if TYPE_CHECKING:
    from garmentclean.corpus.sources import Source

ENDINGS = {"ledger": ".parquet", "metadata": ".jsonl", "rejects": ".jsonl"}
"""What the records of a partition end in."""
MARKS = ".garmentclean-done"
"""The folder in an output folder that has the marks; being hidden, it is no part of the corpus."""

_turn = Lock()  # a pipeline is used by one thread at a time


@dataclass(frozen=True)
class PartitionCleaner:
    """Cleans a partition: a function that can be sent to another machine.

    Args:
        work: cleans a document; its `folder` is what all names are relative to.
        plan: where documents go: into a folder.
        reading: which documents are in a file.
        fingerprint: a checksum of all that decides how a document is cleaned.
        output: the folder, or its URL.
        records: the folders of `ledger`, `metadata` and `rejects`, of those that are wanted.
        anew: whether to clean partitions again that are done.
        version: the version of this package that sends it.
    """

    work: Work
    plan: Plan
    reading: Reading
    fingerprint: str
    output: str
    records: Mapping[str, str] = field(default_factory=dict)
    anew: bool = False
    version: str = VERSION

    def __call__(self, source: Source) -> PartitionResult:
        """Clean a partition, unless its mark says that it is done; errors are in the result.

        Args:
            source: the file, with the one that is to get its clean rows.
        """
        if self.version != VERSION:
            fault = f"a worker has garmentclean {VERSION}, not {self.version}; install the same one"
            return PartitionResult(Account(failed=True), [f"{source.name}: {fault}"])
        done = PartitionResult(Account(), [])
        try:
            mark = Mark(self, source)
            known = None if self.anew else mark.known()
            if known:
                return known
            before = mark.stamp()
            readers = Readers()
            with _turn:
                sink = _cleaned(self, source, readers, done.messages)
            done.account.add(sink.account)
            if not sink.broken:
                mark.put(before, done, readers)
        except GarmentcleanError as failure:
            done.account.failed = True
            done.messages.append(str(failure))
        return done


class PartitionResult(NamedTuple):
    """What a partition comes to, and the messages about it."""

    account: Account
    messages: list[str]


def names_of(cleaner: PartitionCleaner, source: Source) -> dict[str, str]:
    """Return the names of all files that a partition gets: its `output`, and its records."""
    base, place = cleaner.work.folder, source.target.place.as_posix()
    found = {"output": source.target.url or join_name(base, str(source.target.path))}
    for kind, folder in cleaner.records.items():
        name = place if place.endswith(ENDINGS[kind]) else place + ENDINGS[kind]
        found[kind] = join_name(join_name(base, folder), name)
    return found


def brought(source: Source, folder: str, remote: Remote) -> Source:
    """Return a partition as it is on this machine, under the name of the run.

    Args:
        source: the file, by a path or an address.
        folder: what its path is relative to.
        remote: fetches what is elsewhere.
    """
    file = source.file
    if isinstance(file.path, Url):
        path, within = remote.fetched(str(file.path)), None
    else:
        path = Path(folder, file.path or "")
        within = Path(folder, file.within) if file.within else None
    return source._replace(file=file._replace(path=path, alias=file.name, within=within))


def _cleaned(
    cleaner: PartitionCleaner, source: Source, readers: Readers, messages: list[str]
) -> Sink:
    """Clean a partition; the records take their places before the clean file does."""
    with ExitStack() as stack:
        remote = Remote()
        stack.callback(remote.close)
        plan, here = _aimed(cleaner, source, remote)
        file = str(here.file.path)  # which is known by another name where the run was called
        records = Records(cleaner, source, remote, readers, stack)
        delivery = Delivery(
            plan,
            cleaner.work.fields,
            ledger=records.ledger,
            metadata=records.files.get("metadata"),
            rejects=records.files.get("rejects"),
            readers=readers,
        )
        stack.callback(delivery.discard)

        def tell(message: str) -> None:
            messages.append(message.replace(file, source.name))

        sink = Sink(plan, delivery, tell)
        reading = cleaner.reading
        admit = Admission(reading, columns=cleaner.work.columns, note=tell)
        for row in documents([here], reading, admit):
            for outcome in cleaner.work(row):
                sink.take(outcome.of(row))
        if not sink.broken:
            records.commit()
            sink.finish()
        return sink


def _aimed(cleaner: PartitionCleaner, source: Source, remote: Remote) -> tuple[Plan, Source]:
    """Return the plan and the source as they are on this machine, under the names of the run."""
    folder, plan = cleaner.work.folder, cleaner.plan
    place, target = source.target.place, source.target.path or Path()
    url = source.target.url or str(target)
    here = brought(source, folder, remote)
    aside = plan.quarantine and Path(folder, plan.quarantine)
    output = remote.room() if plan.publish else Path(folder, plan.output)
    plan = replace(plan, output=output, quarantine=aside)
    if plan.publish:
        return plan, here._replace(target=Target(place, output / place, url))
    return plan, here._replace(target=Target(place, Path(folder, target), url))


class Records:
    """The records of a partition, which take their places together.

    Args:
        cleaner: what is to be done.
        source: the partition.
        remote: has room for those that go elsewhere.
        readers: who may read them.
        stack: takes away what is not in its place in the end.
    """

    def __init__(
        self,
        cleaner: PartitionCleaner,
        source: Source,
        remote: Remote,
        readers: Readers,
        stack: ExitStack,
    ) -> None:
        self.files: dict[str, Replacement] = {}
        self.ledger: Any = None
        self._goes: dict[Path, str] = {}
        for kind, name in names_of(cleaner, source).items():
            if kind not in ENDINGS:
                continue
            path, within = Path(name), Path(cleaner.work.folder, cleaner.records[kind])
            if URL.match(name):
                within = remote.room()
                path = within / path.name
                self._goes[path] = name
            made = PackedReplacement if kind == "rejects" else Replacement
            self.files[kind] = stack.enter_context(made(path, within=within, readers=readers))
        if cleaner.work.tool:
            from garmentclean.corpus.formats.parquet_file import Stream  # an extra
            from garmentclean.ledger.parquet import TableWriter  # only for a ledger

            stream = Stream(self.files["ledger"])
            self.ledger = TableWriter(stream, cleaner.work.tool)
            stack.callback(self.ledger.close)
            stack.callback(stream.die)

    def commit(self) -> None:
        """Put them in their places; GarmentcleanError if that fails."""
        if self.ledger:
            self.ledger.close()
        for file in self.files.values():
            file.commit()
        for path, name in self._goes.items():
            put(path, name)


class Mark:
    """The mark of a partition: what was done, of which file, and what came of it.

    Args:
        cleaner: what is to be done.
        source: the partition.
    """

    def __init__(self, cleaner: PartitionCleaner, source: Source) -> None:
        self._cleaner, self._source = cleaner, source
        output = join_name(cleaner.work.folder, cleaner.output)
        self._within = None if URL.match(output) else Path(output)
        folder = join_name(output, MARKS)
        self._name = join_name(folder, f"{source.target.place.as_posix()}.json")

    def stamp(self) -> str:
        """Return what tells whether the file is still the same."""
        return stamp(join_name(self._cleaner.work.folder, str(self._source.file.path)))

    def known(self) -> PartitionResult | None:
        """Return what an earlier run has made of the partition, if all of that is still there."""
        try:
            told = json.loads(read_file(self._name, self._within) or b"")
            if told["task"] != self._cleaner.fingerprint or told["before"] != self.stamp():
                return None
            if told["after"] != self._stamps():
                return None
            tally = Tally.from_json(told["tally"])
            failed, messages = told["failed"], told["messages"]
            if not isinstance(failed, bool) or not isinstance(messages, list):
                return None
            return PartitionResult(Account(tally, recalled=1, failed=failed), [*map(str, messages)])
        except (LookupError, RecursionError, TypeError, ValueError):  # a mark of another kind
            return None

    def put(self, before: str, done: PartitionResult, readers: Readers | None = None) -> None:
        """Mark the partition as done.

        Args:
            before: the stamp of the file when it was read.
            done: what has become of it.
            readers: who may read the texts that it has messages of.
        """
        account = done.account
        told = {
            "task": self._cleaner.fingerprint,
            "before": before,
            "after": self._stamps(),
            "tally": account.tally.to_json(),
            "failed": account.failed,
            "messages": done.messages,
        }
        write_file(self._name, dumps(told).encode(), self._within, readers)

    def _stamps(self) -> dict[str, str]:
        return {k: stamp(name) for k, name in names_of(self._cleaner, self._source).items()}
