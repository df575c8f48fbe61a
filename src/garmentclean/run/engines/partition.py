"""A partition: one file of rows that is cleaned as a whole, by whoever comes to it.

Its clean file and its records appear only when they are whole.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from garmentclean.corpus.admission import Admission
from garmentclean.corpus.compression import PackedReplacement
from garmentclean.corpus.documents import documents
from garmentclean.corpus.permissions import Readers
from garmentclean.corpus.remote import URL, Remote, put
from garmentclean.corpus.sources import Target
from garmentclean.corpus.writing import Replacement
from garmentclean.errors import GarmentcleanError
from garmentclean.run.engines.job import ENDINGS, Done, brought, names_of
from garmentclean.run.engines.marks import Mark
from garmentclean.run.output import Delivery
from garmentclean.run.sink import Account, Sink
from garmentclean.version import VERSION

if TYPE_CHECKING:
    from garmentclean.corpus.sources import Source
    from garmentclean.run.engines.job import Job
    from garmentclean.run.plan import Plan

_turn = Lock()  # a pipeline is used by one thread at a time


def clean_partition(job: Job, source: Source) -> Done:
    """Clean a partition, unless a mark says that this was done; errors are told in the result.

    Args:
        job: what is to be done.
        source: the file, with the one that is to get its clean rows.
    """
    if job.version != VERSION:
        fault = f"a worker has garmentclean {VERSION}, not {job.version}; install the same one"
        return Done(Account(failed=True), [f"{source.name}: {fault}"])
    done = Done(Account(), [])
    try:
        mark = Mark(job, source)
        known = None if job.anew else mark.known()
        if known:
            return known
        before = mark.stamp()
        readers = Readers()
        with _turn:
            sink = _cleaned(job, source, readers, done.messages)
        done.account.add(sink.account)
        if not sink.broken:
            mark.put(before, done, readers)
    except GarmentcleanError as failure:
        done.account.failed = True
        done.messages.append(str(failure))
    return done


def _cleaned(job: Job, source: Source, readers: Readers, messages: list[str]) -> Sink:
    """Clean a partition; the records take their places before the clean file does."""
    with ExitStack() as stack:
        remote = Remote()
        stack.callback(remote.close)
        plan, here = _aimed(job, source, remote)
        file = str(here.file.path)  # which is known by another name where the run was called
        records = Records(job, source, remote, readers, stack)
        delivery = Delivery(
            plan,
            job.work.fields,
            ledger=records.ledger,
            metadata=records.files.get("metadata"),
            rejects=records.files.get("rejects"),
            readers=readers,
        )
        stack.callback(delivery.discard)

        def tell(message: str) -> None:
            messages.append(message.replace(file, source.name))

        sink = Sink(plan, delivery, tell)
        reading = job.reading
        admit = Admission(reading.form, reading.fields, encoding=reading.encoding, note=tell)
        for row in documents([here], reading, admit):
            for outcome in job.work(row):
                sink.take(outcome.of(row))
        if not sink.broken:
            records.commit()
            sink.finish()
        return sink


def _aimed(job: Job, source: Source, remote: Remote) -> tuple[Plan, Source]:
    """Return the plan and the source as they are on this machine, under the names of the run."""
    folder, plan = job.work.folder, job.plan
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
        job: what is to be done.
        source: the partition.
        remote: has room for those that go elsewhere.
        readers: who may read them.
        stack: takes away what is not in its place in the end.
    """

    def __init__(
        self, job: Job, source: Source, remote: Remote, readers: Readers, stack: ExitStack
    ) -> None:
        self.files: dict[str, Replacement] = {}
        self.ledger: Any = None
        self._goes: dict[Path, str] = {}
        for kind, name in names_of(job, source).items():
            if kind not in ENDINGS:
                continue
            path, within = Path(name), Path(job.work.folder, job.records[kind])
            if URL.match(name):
                within = remote.room()
                path = within / path.name
                self._goes[path] = name
            made = PackedReplacement if kind == "rejects" else Replacement
            self.files[kind] = stack.enter_context(made(path, within=within, readers=readers))
        if job.work.tool:
            from garmentclean.corpus.formats.parquet_file import Stream  # an extra
            from garmentclean.ledger.parquet import TableWriter  # only for a ledger

            stream = Stream(self.files["ledger"])
            self.ledger = TableWriter(stream, job.work.tool)
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
