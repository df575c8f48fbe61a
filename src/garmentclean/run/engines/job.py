"""Jobs: what is done with each partition of a corpus, wherever that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.corpus import anywhere
from garmentclean.corpus.documents import Reading
from garmentclean.corpus.remote import Url
from garmentclean.run.cleaner import Work
from garmentclean.run.plan import Plan
from garmentclean.version import VERSION

if TYPE_CHECKING:
    from garmentclean.corpus.remote import Remote
    from garmentclean.corpus.sources import Source
    from garmentclean.run.sink import Account

ENDINGS = {"ledger": ".parquet", "metadata": ".jsonl", "rejects": ".jsonl"}
"""What the records of a partition end in."""


@dataclass(frozen=True)
class Job:
    """What is done with each partition.

    Attributes:
        work: what is done with a document; its `folder` is what all names are relative to.
        plan: where documents go: into a folder.
        reading: which documents are in a file.
        task: a checksum of all that decides what is done with a document.
        output: the folder, or its address.
        records: the folders of `ledger`, `metadata` and `rejects`, of those that are asked for.
        anew: whether partitions that are done have to be done again.
        version: the version of this package that is asked to do it.
    """

    work: Work
    plan: Plan
    reading: Reading
    task: str
    output: str
    records: Mapping[str, str] = field(default_factory=dict)
    anew: bool = False
    version: str = VERSION


class Done(NamedTuple):
    """What has become of a partition: what it comes to, and what is to be said of it."""

    account: Account
    messages: list[str]


def names_of(job: Job, source: Source) -> dict[str, str]:
    """Return the names of all files that a partition gets: its `output`, and its records."""
    base, place = job.work.folder, source.target.place.as_posix()
    found = {"output": source.target.url or anywhere.joined(base, str(source.target.path))}
    for kind, folder in job.records.items():
        name = place if place.endswith(ENDINGS[kind]) else place + ENDINGS[kind]
        found[kind] = anywhere.joined(anywhere.joined(base, folder), name)
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
