"""A partition: one file of rows that one worker cleans as a whole.

Its clean file and its records appear only when they are complete. Then a mark in the output folder
says that it is done, so that the next run, on any machine, skips it.
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
from garmentclean.ledger.entry import Tool
from garmentclean.report.summary import Tally
from garmentclean.run.cleaner import Cleaner
from garmentclean.run.output import Output, Plan, RecordFiles
from garmentclean.run.sink import Account, Sink
from garmentclean.text.json_text import dumps
from garmentclean.version import VERSION

if TYPE_CHECKING:
    from garmentclean.corpus.sources import Source

ENDINGS = {"ledger": ".parquet", "metadata": ".jsonl", "rejects": ".jsonl"}
"""The file endings of a partition's records."""
MARKS = ".garmentclean-done"
"""The folder in an output folder for the marks; it is hidden, so it is not part of the corpus."""

_pipeline_lock = Lock()  # only one thread at a time may use a pipeline


@dataclass(frozen=True)
class PartitionCleaner:
    """Cleans a partition: a function that can be sent to another machine.

    Args:
        cleaner: cleans a document; its `folder` is what all names are relative to.
        plan: where documents go: into a folder.
        reading: how files are read.
        fingerprint: a checksum of all that decides how a document is cleaned.
        output: the folder, or its URL.
        records: the folders of `ledger`, `metadata` and `rejects`, if they are wanted.
        tool: the program and its rules, for a ledger.
        clean_all: whether to clean partitions again that are already done.
        version: the version of this package that sends it.
    """

    cleaner: Cleaner
    plan: Plan
    reading: Reading
    fingerprint: str
    output: str
    records: Mapping[str, str] = field(default_factory=dict)
    tool: Tool | None = None
    clean_all: bool = False
    version: str = VERSION

    def __call__(self, source: Source) -> PartitionResult:
        """Clean a partition, unless its mark says that it is done; errors are in the result.

        Args:
            source: the file, with its target.
        """
        if self.version != VERSION:
            fault = f"a worker has garmentclean {VERSION}, not {self.version}; install the same one"
            return PartitionResult(Account(failed=True), [f"{source.name}: {fault}"])
        result = PartitionResult(Account(), [])
        try:
            mark = Mark(self, source)
            earlier = None if self.clean_all else mark.earlier_result()
            if earlier:
                return earlier
            before = mark.stamp()
            readers = Readers()
            with _pipeline_lock:
                sink = _cleaned(self, source, readers, result.messages)
            result.account.add(sink.account)
            if not sink.broken:
                mark.put(before, result, readers)
        except GarmentcleanError as failure:
            result.account.failed = True
            result.messages.append(str(failure))
        return result


class PartitionResult(NamedTuple):
    """The numbers of a partition, and the messages about it."""

    account: Account
    messages: list[str]


def names_of(task: PartitionCleaner, source: Source) -> dict[str, str]:
    """Return the names of all files written for a partition: `output`, and its records."""
    base, place = task.cleaner.folder, source.target.place.as_posix()
    names = {"output": source.target.url or join_name(base, str(source.target.path))}
    for kind, folder in task.records.items():
        name = place if place.endswith(ENDINGS[kind]) else place + ENDINGS[kind]
        names[kind] = join_name(join_name(base, folder), name)
    return names


def fetched(source: Source, folder: str, remote: Remote) -> Source:
    """Return a partition with its path on this machine, and its name in the run.

    Args:
        source: the file, with a path or a URL.
        folder: what its path is relative to.
        remote: fetches files from URLs.
    """
    file = source.file
    if isinstance(file.path, Url):
        path, within = remote.fetched(str(file.path)), None
    else:
        path = Path(folder, file.path or "")
        within = Path(folder, file.within) if file.within else None
    return source._replace(file=file._replace(path=path, alias=file.name, within=within))


def _cleaned(task: PartitionCleaner, source: Source, readers: Readers, messages: list[str]) -> Sink:
    """Clean a partition; its records are put in place before the clean file."""
    with ExitStack() as stack:
        remote = Remote()
        stack.callback(remote.close)
        plan, here = _with_local_paths(task, source, remote)
        file = str(here.file.path)  # the run has another name for it
        records = PartitionRecords(task, source, remote, readers, stack)
        files = RecordFiles(
            records.ledger, records.files.get("metadata"), records.files.get("rejects"), readers
        )
        output = Output(plan, task.cleaner.fields, records=files)
        stack.callback(output.discard)

        def say(message: str) -> None:
            messages.append(message.replace(file, source.name))

        sink = Sink(plan, output, say)
        reading = task.reading
        admit = Admission(reading, columns=task.cleaner.columns, note=say)
        for row in documents([here], reading, admit):
            for outcome in task.cleaner(row):
                sink.take(outcome.source_in(row), outcome)
        sink.flush()
        if not sink.broken:
            records.commit()
            sink.finish()
        return sink


def _with_local_paths(
    task: PartitionCleaner, source: Source, remote: Remote
) -> tuple[Plan, Source]:
    """Return the plan and the source with paths on this machine."""
    folder, plan = task.cleaner.folder, task.plan
    place, target = source.target.place, source.target.path or Path()
    url = source.target.url or str(target)
    here = fetched(source, folder, remote)
    quarantine = plan.quarantine and Path(folder, plan.quarantine)
    output = remote.new_folder() if plan.publish else Path(folder, plan.output)
    plan = replace(plan, output=output, quarantine=quarantine)
    if plan.publish:
        return plan, here._replace(target=Target(place, output / place, url))
    return plan, here._replace(target=Target(place, Path(folder, target), url))


class PartitionRecords:
    """The records of a partition, which are put in place together.

    Args:
        task: cleans the partition.
        source: the partition.
        remote: has temporary folders for files that go to a URL.
        readers: decides who may read them.
        stack: removes what is not in place at the end.
    """

    def __init__(
        self,
        task: PartitionCleaner,
        source: Source,
        remote: Remote,
        readers: Readers,
        stack: ExitStack,
    ) -> None:
        self.files: dict[str, Replacement] = {}
        self.ledger: Any = None
        self._urls: dict[Path, str] = {}
        for kind, name in names_of(task, source).items():
            if kind not in ENDINGS:
                continue
            path, within = Path(name), Path(task.cleaner.folder, task.records[kind])
            if URL.match(name):
                within = remote.new_folder()
                path = within / path.name
                self._urls[path] = name
            made = PackedReplacement if kind == "rejects" else Replacement
            self.files[kind] = stack.enter_context(made(path, within=within, readers=readers))
        if task.tool:
            from garmentclean.corpus.formats.parquet_file import Stream  # an extra
            from garmentclean.ledger.parquet import TableWriter  # only for a ledger

            stream = Stream(self.files["ledger"])
            self.ledger = TableWriter(stream, task.tool)
            stack.callback(self.ledger.close)
            stack.callback(stream.ignore_writes)

    def commit(self) -> None:
        """Put them in place; GarmentcleanError if that fails."""
        if self.ledger:
            self.ledger.close()
        for file in self.files.values():
            file.commit()
        for path, name in self._urls.items():
            put(path, name)


class Mark:
    """The mark of a finished partition: its file, the files written for it, and its numbers.

    Args:
        task: cleans the partition.
        source: the partition.
    """

    def __init__(self, task: PartitionCleaner, source: Source) -> None:
        self._task, self._source = task, source
        output = join_name(task.cleaner.folder, task.output)
        self._within = None if URL.match(output) else Path(output)
        folder = join_name(output, MARKS)
        self._name = join_name(folder, f"{source.target.place.as_posix()}.json")

    def stamp(self) -> str:
        """Return a stamp of the file, which changes when the file does."""
        path = str(self._source.file.path)
        return stamp(join_name(self._task.cleaner.folder, path))

    def earlier_result(self) -> PartitionResult | None:
        """Return the result of an earlier run if its files are unchanged; else None."""
        try:
            mark = json.loads(read_file(self._name, self._within) or b"")
            if mark["task"] != self._task.fingerprint or mark["before"] != self.stamp():
                return None
            if mark["after"] != self._stamps():
                return None
            tally = Tally.from_json(mark["tally"])
            failed, messages = mark["failed"], mark["messages"]
            if not isinstance(failed, bool) or not isinstance(messages, list):
                return None
            return PartitionResult(Account(tally, recalled=1, failed=failed), [*map(str, messages)])
        except (LookupError, RecursionError, TypeError, ValueError):  # not a mark
            return None

    def put(self, before: str, result: PartitionResult, readers: Readers | None = None) -> None:
        """Mark the partition as done.

        Args:
            before: the stamp of the file when it was read.
            result: its result.
            readers: decides who may read its messages, which name texts.
        """
        account = result.account
        mark = {
            "task": self._task.fingerprint,
            "before": before,
            "after": self._stamps(),
            "tally": account.tally.to_json(),
            "failed": account.failed,
            "messages": result.messages,
        }
        write_file(self._name, dumps(mark).encode(), self._within, readers)

    def _stamps(self) -> dict[str, str]:
        return {k: stamp(name) for k, name in names_of(self._task, self._source).items()}
