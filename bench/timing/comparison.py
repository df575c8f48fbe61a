"""All contenders over one corpus, and the same corpus with two garmentcleans."""

from __future__ import annotations

import sys
from itertools import product
from typing import TYPE_CHECKING

import click

from timing import contenders, rulesets
from timing.contenders import STOPPED, Contender, Inputs, ours
from timing.figures import compete

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from timing.figures import Figure
    from timing.peers import Peers

KINDS = ("drop-lines rules", "substitute rules")
RULES = (300, 10_000)
SELECT = ("--select", rulesets.PACK)


def rule_file(folder: Path, kind: str, number: int) -> Path:
    """Return the path of the file with `number` rules of a kind."""
    return folder / f"{number}-{kind.replace(' ', '-')}.yaml"


class Comparison:
    """Measures in a folder that has a corpus.

    Args:
        folder: where `speed.py corpus` has written it.
        peers: who runs beside garmentclean, None for nobody.
        limit: seconds after which a run is given up.
    """

    def __init__(self, folder: Path, peers: Peers | None, limit: float) -> None:
        self._folder = folder
        self._peers = peers
        self._limit = limit
        self._out = folder / "out"
        self._out.mkdir(exist_ok=True)
        self._env = {"GARMENTCLEAN_CACHE_DIR": str(folder / "cache")}
        self._inputs = Inputs(
            rows=folder / "corpus.jsonl",
            sample=folder / "sample.jsonl",
            files=folder / "files",
            ascii=folder / "ascii.txt",
            mojibake=folder / "mojibake.txt",
            out=self._out,
        )

    def figures(self, forms: Iterable[str], rounds: int, repeats: int) -> list[Figure]:
        """Run all contenders of these tables.

        Args:
            forms: keys of `tables.FORMS`.
            rounds: how often each one runs.
            repeats: how much oftener it does so on one small file.
        """
        found = []
        self._warm()
        for form in forms:
            entered = self._contenders(form)
            if form == "rules":
                for kind, number in product(KINDS, RULES):
                    self._warm("--rules", str(rule_file(self._folder, kind, number)), *SELECT)
            times = rounds * repeats if form in {"ascii", "plain", "mojibake"} else rounds
            print(f"{form}: {len(entered)} contenders, {times} times", file=sys.stderr)
            found += compete(entered, times, self._limit, self._env)
        return found

    def _contenders(self, form: str) -> list[Contender]:
        if form == "rows":
            return contenders.rows(self._inputs, self._peers)
        if form == "files":
            return contenders.files(self._inputs, self._peers)
        if form == "rules":
            return [self._rules(kind, number) for kind, number in product(KINDS, RULES)]
        return contenders.small(form, self._folder / f"{form}.txt", self._peers)

    def _rules(self, kind: str, number: int) -> Contender:
        sample, clean = self._inputs.sample, self._out / "clean.jsonl"
        rules = ("--rules", str(rule_file(self._folder, kind, number)), *SELECT)
        command = ours("--jobs", "1", *rules, "-o", str(clean), str(sample))
        return Contender("rules", f"{number:,} {kind}", command, sample.stat().st_size, (clean,))

    def _warm(self, *rules: str) -> None:
        """Clean one small file, so that the rules are compiled and cached."""
        small = Contender("", "", ours(*rules, str(self._inputs.ascii)), 1, fine=STOPPED)
        small.run(self._limit, self._env)

    def is_same(self, before: Path) -> bool:
        """Return whether another garmentclean makes the same bytes and edits of the sample.

        Args:
            before: its program.
        """
        clean, ledger = self._out / "same.jsonl", self._out / "same.ledger.jsonl"
        arguments = ("-o", str(clean), "--ledger", str(ledger), str(self._inputs.sample))
        made = []
        for program in ((str(before),), ours()[:1]):
            command = (*program, *ours("--jobs", "1", *arguments)[1:])
            run = Contender("", "", command, 1, (clean, ledger), fine=STOPPED)
            failed = run.run(5 * self._limit, self._env).failed
            if failed:
                raise click.ClickException(f"{program[0]}: {failed}")
            made.append((clean.read_bytes(), ledger.read_bytes()))
        return made[0] == made[1]
