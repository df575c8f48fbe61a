"""Count the calls to a file system for a remote partition, in a process of its own.

It cleans one on fsspec's file system in memory, and prints how often each of its functions was
called, as JSON. What these call themselves does not count.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
from fsspec.implementations.memory import MemoryFileSystem

from garmentclean.corpus.formats.base import Reading
from garmentclean.corpus.remote import Url
from garmentclean.corpus.sources import File, Source, Target
from garmentclean.run.assembly import tool_of
from garmentclean.run.cleaner import Cleaner
from garmentclean.run.engines.partition import PartitionCleaner
from garmentclean.run.output import Plan
from garmentclean.run.recorders import recorders
from garmentclean.run.settings import Settings, pipeline_by_path

if TYPE_CHECKING:
    from collections.abc import Callable

ASKED = ("get_file", "put_file", "exists", "ukey", "makedirs", "info", "ls", "cat_file", "open")

calls: Counter[str] = Counter()
inside = False


def counted(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that counts, unless another one has called it."""

    @wraps(call)
    def asked(*args: Any, **kwargs: Any) -> Any:
        global inside  # noqa: PLW0603 - the one thing that it has to know
        if inside:
            return call(*args, **kwargs)
        calls[name] += 1
        inside = True
        try:
            return call(*args, **kwargs)
        finally:
            inside = False

    return asked


def main() -> None:
    """Clean a partition with a ledger, and print how often each call was made."""
    system = fsspec.filesystem("memory")
    system.makedirs("/in", exist_ok=True)
    with system.open("/in/a.parquet", "wb") as file:
        pq.write_table(pa.table({"text": ["Return to list"] * 2}), file)
    for name in ASKED:
        setattr(MemoryFileSystem, name, counted(name, getattr(MemoryFileSystem, name)))
    pipelines = pipeline_by_path(Settings())
    tool = tool_of(pipelines, Settings().max_size)
    with tempfile.TemporaryDirectory() as folder:
        cleaner = PartitionCleaner(
            Cleaner(pipelines, recorders("output", tool=tool), folder=folder),
            Plan("output", output=Path(folder), into_folder=True, publish="memory://out/"),
            Reading("parquet"),
            "a task",
            output="memory://out/",
            records={"ledger": "memory://ledger/"},
            tool=tool,
        )
        target = Path(folder, "a.parquet")
        source = Source(
            File(Url("memory://in/a.parquet")),
            Target(Path("a.parquet"), target, "memory://out/a.parquet"),
        )
        done = cleaner(source)
    if done.account.failed:
        raise SystemExit(" ".join(done.messages))
    print(json.dumps(calls))


if __name__ == "__main__":
    main()
