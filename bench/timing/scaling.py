"""What is measured on one machine, to plan more of them."""

from __future__ import annotations

import json
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from timing import partitions
from timing.contenders import STOPPED, ours
from timing.figures import MB, machine
from timing.processes import watch
from timing.run import all_cores, measure
from timing.scales import DASK, ENGINES, POOL, Run, Scale

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timing.partitions import Corpus

NOOPS = Path(__file__).with_name("noops.py")
CALLS = Path(__file__).with_name("calls.py")
COMMON = ("--site-field", "url", "--extend-select", "common")
SHORT = "The looms of the town stood still for a year.\n"
ROWS, SHORT_ROWS = 500, 2500
"""Documents of a partition: of articles, and of short documents."""
FEW, MANY = 4, 204
"""Partitions with one short document each; their difference is the cost of a partition."""
STARTING = 100
"""Short documents of a corpus that measures the cost of a start: more than one batch."""


class Scaling:
    """Measures in a folder.

    Args:
        folder: where the corpora are written, and what comes of them.
        limit: seconds after which a run is given up.
        dask: whether Dask is measured, too.
    """

    def __init__(self, folder: Path, limit: float, *, dask: bool) -> None:
        self._folder, self._limit = folder, limit
        self._engines = [name for name in ENGINES if dask or name != DASK]
        self._env = {"GARMENTCLEAN_CACHE_DIR": str(folder / "cache")}
        self._out = folder / "out"
        self.scale = Scale(machine(), 0)

    def rates(self, size: int, rounds: int) -> None:
        """Measure how fast articles are cleaned, how long a start is, and what a death costs."""
        self.scale.rounds = rounds
        short = self._corpus("start", [SHORT] * STARTING, STARTING // 2)
        whole = self._corpus("articles", partitions.articles(size), ROWS)
        self._run(Run("", self._engines[0], 0, 0, 0), short)  # so that the rules are cached
        wanted = [
            (Run(point, engine, one.documents, one.size, one.partitions), one)
            for point, one in (("start", short), ("rate", whole))
            for engine in self._engines
        ]
        for _ in range(rounds):
            for run, one in wanted:
                self._run(run, one)
        self.scale.runs += [run for run, _ in wanted]
        killed = Run("killed", DASK, whole.documents, whole.size, whole.partitions)
        base = self.scale.find("rate", DASK)
        start = self.scale.find("start", DASK)
        if base and start and base.time > 2 * start.time:
            self._run(killed, whole, kill=(start.time + base.time) / 2)
            self.scale.runs.append(killed)

    def memory(self, counts: Iterable[int]) -> None:
        """Measure what processes need for short documents: so many, and so many more."""
        counts = sorted(counts)
        texts = partitions.shorts(counts[-1])
        whole = self._corpus("shorts", texts, min(SHORT_ROWS, counts[0] // 4))
        for number in counts:
            part = whole
            if number < whole.documents:
                rows = whole.documents // whole.partitions
                part = partitions.beginning(whole, self._folder / str(number), number // rows)
            for engine in self._engines[1:]:
                run = Run("memory", engine, part.documents, part.size, part.partitions)
                self._run(run, part)
                self.scale.runs.append(run)

    def partition(self, few: int = FEW, many: int = MANY) -> None:
        """Measure what a partition costs besides its documents, and a task of Dask alone."""
        for number in (few, many):
            one = self._corpus(f"partitions-{number}", [SHORT] * number, 1)
            for engine in self._engines[1:]:
                run = Run("partition", engine, number, one.size, number)
                self._run(run, one, ledger=True)
                self.scale.runs.append(run)
        if DASK in self._engines:
            start, task = self._said(NOOPS, str(10 * many))
            self.scale.seconds |= {"start": float(start), "task": float(task)}

    def sizes(self, size: int) -> None:
        """Measure how many bytes a document has, in each form of it and of its ledger."""
        one = self._corpus("sample", partitions.articles(size), ROWS)
        rows = self._folder / "sample.jsonl"
        rows.write_text(
            "".join(json.dumps({"text": text}) + "\n" for text in partitions.articles(size)),
            encoding="utf-8",
        )
        total = {"text": one.size, "Parquet": one.bytes}
        clean, ledger = self._out / "clean.jsonl", self._folder / "l.jsonl"
        packed = ledger.with_suffix(".jsonl.zst")
        for name, path in (("ledger, JSON Lines", ledger), ("the same, .zst", packed)):
            self._clear()
            self._out.mkdir()
            self._must(*ENGINES[POOL], "-o", str(clean), "--ledger", str(path), str(rows))
            total[name] = path.stat().st_size
            path.unlink()
        lines = clean.read_text("utf-8").splitlines()
        total["clean text"] = sum(len(json.loads(line)["text"].encode()) for line in lines)
        if DASK in self._engines:
            self._clear()
            folder = self._folder / "ledger"
            self._must(*self._command(DASK, one), "--ledger", str(folder))
            total["clean Parquet"] = one._replace(folder=self._out).bytes
            total["ledger, Parquet"] = one._replace(folder=folder).bytes
            shutil.rmtree(folder)
        self.scale.bytes = {name: value / one.documents for name, value in total.items()}

    def count(self, size: int) -> None:
        """Measure the pass that counts what is common, where there is such a command."""
        if find_spec("garmentclean.cli.count") is None:
            return
        one = self._corpus("counted", partitions.articles(size), ROWS)
        short = self._corpus("count-start", [SHORT] * STARTING, STARTING // 2)
        counts = self._folder / "counts"
        where = ("--input-format", "parquet", "--site-field", "url", "--jobs", "2")
        program = ours()[0]
        counting = (program, "count", "-q", *where, "-o", str(counts))
        for point, part, command in (
            ("count start", short, (*counting, str(short.folder))),
            ("count", one, (*counting, str(one.folder))),
            ("common", one, ours(*self._command(POOL, one), *COMMON, "--counts", str(counts))),
            ("uncommon", one, ours(*self._command(POOL, one))),
        ):
            self._clear()
            run = Run(point, POOL, part.documents, part.size, part.partitions)
            run.add(watch(command, limit=self._limit, fine=STOPPED, env=self._env))
            self.scale.runs.append(run)
        total = sum(path.stat().st_size for path in counts.rglob("*") if path.is_file())
        self.scale.bytes["counts"] = total / one.documents

    def requests(self) -> None:
        """Count what is asked of a file system for a partition that is elsewhere."""
        if DASK in self._engines:
            self.scale.requests = json.loads(" ".join(self._said(CALLS)))

    def _corpus(self, name: str, texts: Iterable[str], rows: int) -> Corpus:
        made = partitions.write(self._folder / name, texts, rows)
        print(f"{name}: {made.documents:,} documents, {made.size / MB:.1f} MB", file=sys.stderr)
        return made

    def _command(self, engine: str, one: Corpus) -> tuple[str, ...]:
        form = ("--input-format", "parquet")
        return (*ENGINES[engine], *form, "-o", str(self._out), str(one.folder))

    def _clear(self) -> None:
        shutil.rmtree(self._out, ignore_errors=True)

    def _run(
        self, run: Run, one: Corpus, *, ledger: bool = False, kill: float | None = None
    ) -> None:
        """Run a command once more, if it has not failed."""
        if run.failed:
            return
        self._clear()
        records = self._folder / "records"
        shutil.rmtree(records, ignore_errors=True)
        records.mkdir()
        where = records if run.engine == DASK else records / "ledger.jsonl"
        command = ours(
            *self._command(run.engine, one), *(("--ledger", str(where)) if ledger else ())
        )
        found = watch(command, limit=self._limit, fine=STOPPED, env=self._env, kill=kill)
        run.add(found)
        took = found.failed or f"{found.seconds:.1f} s"
        print(f"{run.point}, {run.engine}, {run.documents:,} documents: {took}", file=sys.stderr)

    def _must(self, *options: str) -> None:
        """Run a command that no figure can do without."""
        found = watch(ours(*options), limit=self._limit, fine=STOPPED, env=self._env)
        if found.failed:
            raise RuntimeError(f"{options}: {found.failed}")

    def _said(self, script: Path, *args: str) -> list[str]:
        """Return the words that a script prints."""
        command = [sys.executable, "-P", "-W", "ignore", str(script), *args]
        found = measure(command, cores=all_cores(), limit=self._limit)
        if found.failed:
            raise RuntimeError(f"{script.name}: {found.failed}")
        return found.said.decode().split()


def has_dask() -> bool:
    """Return whether Dask's part for clusters is installed."""
    return find_spec("distributed") is not None
