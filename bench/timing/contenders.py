"""The programs to measure: garmentclean, its peers, and the floors, each with its command."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from timing.run import Measured, all_cores, measure, one_core

if TYPE_CHECKING:
    from timing.peers import Peers

LOOPS = Path(__file__).with_name("loops.py")
SUBSTITUTIONS = (
    "pformation:transformation pformed:transformed pform:transform pfer:transfer pition:transition "
    "paction:transaction pportation:transportation pparency:transparency pmission:transmission "
    "pplant:transplant Hongkong:Hong_Kong Xiaobian:the_editor net_red:internet_celebrity 1n:In "
    "1t:It head_anchor:top_live-streamer Amoy_brands:Taobao_brands tide_daddy:trendy_father "
    "joining_in_gold:franchise_fee Lion_City:Shishi"
)
"""Twenty of the substitutions that garmentclean makes, but without their guards."""
STOPPED, SPELT, TYPOS = (0, 1), (0, 65), (0, 2)
"""Exit codes, by which garmentclean says that it left a document alone that would have lost too
much, and codespell and typos that they have found something."""


@dataclass(frozen=True)
class Contender:
    """A command that is measured.

    Attributes:
        form: which table it is in: `rows`, `files`, `ascii` or `mojibake`.
        name: what it is called in the table, and what checks ask for.
        command: what is run.
        size: bytes of text that it works on; of a slow peer, fewer than of the others.
        targets: what it writes, which is removed before each run.
        two: on all cores, not on one.
        inside: its own clock counts, without its start and its imports.
        fine: exit codes that are no failure.
    """

    form: str
    name: str
    command: tuple[str, ...]
    size: int
    targets: tuple[Path, ...] = ()
    two: bool = False
    inside: bool = False
    fine: tuple[int, ...] = (0,)

    def run(self, limit: float, env: dict[str, str]) -> Measured:
        """Run it once."""
        for target in self.targets:
            if target.is_dir():
                shutil.rmtree(target)
            target.unlink(missing_ok=True)
        cores = all_cores() if self.two else one_core()
        found = measure(self.command, cores=cores, limit=limit, fine=self.fine, env=env)
        missing = [target.name for target in self.targets if not target.exists()]
        if missing and not found.failed:
            return replace(found, failed=f"wrote no {missing[0]}")
        if self.inside and not found.failed:
            return replace(found, seconds=float(found.said.split()[-1]))
        return found


@dataclass(frozen=True)
class Inputs:
    """What is worked on, and where what is written goes.

    Attributes:
        rows: a JSON Lines file.
        sample: the beginning of it, for the slow peers.
        files: a folder of texts.
        ascii: one text of ASCII only.
        mojibake: one text that ftfy mends.
        out: the folder for what is written.
    """

    rows: Path
    sample: Path
    files: Path
    ascii: Path
    mojibake: Path
    out: Path


def ours(*options: str) -> tuple[str, ...]:
    """Return our command: the default packs.

    It remembers nothing of earlier runs, for what they have written is taken away.
    """
    program = Path(sys.executable).with_name("garmentclean")
    return (str(program), "--isolated", "--quiet", *options)


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(file.stat().st_size for file in path.rglob("*.txt"))
    return path.stat().st_size


def _ours(form: str, options: tuple[str, ...], size: int, target: Path) -> list[Contender]:
    one = Contender(form, "ours", ours("--jobs", "1", *options), size, (target,), fine=STOPPED)
    two = replace(one, name="ours twice", command=ours("--jobs", "2", *options), two=True)
    return [one, two]


def rows(inputs: Inputs, peers: Peers | None) -> list[Contender]:
    """Return who works on JSON Lines; without peers, who needs none of their packages."""
    source, size = inputs.rows, _size(inputs.rows)
    clean, copy = inputs.out / "clean.jsonl", inputs.out / "copy.jsonl"
    script = inputs.out / "substitutions.sed"
    pairs = [pair.replace("_", " ").split(":") for pair in SUBSTITUTIONS.split()]
    script.write_text("".join(f"s/\\b{was}\\b/{now}/g\n" for was, now in pairs), "utf-8")
    shell = ("sh", "-c", '"$@" > "$0"', str(copy))
    one, two = _ours("rows", ("-o", str(clean), str(source)), size, clean)
    ledger = inputs.out / "ledger.jsonl"
    recorded = (*one.command, "--ledger", str(ledger))
    found = [
        Contender("rows", "cat", (*shell, "cat", str(source)), size, (copy,)),
        Contender("rows", "sed", (*shell, "sed", "-Ef", str(script), str(source)), size, (copy,)),
        one,
        replace(one, name="ours with ledger", command=recorded, targets=(clean, ledger)),
        two,
    ]
    loop = (peers.python if peers else sys.executable, str(LOOPS))
    floor = (*loop, "rows", str(source), str(copy))
    found.insert(1, Contender("rows", "floor", floor, size, (copy,)))
    if peers:
        sample, size = inputs.sample, _size(inputs.sample)
        for what in ("ftfy", "clean-text", "datatrove"):
            command = (*loop, what, str(sample), str(copy))
            found.append(Contender("rows", what, command, size, inside=True))
    return found


def files(inputs: Inputs, peers: Peers | None) -> list[Contender]:
    """Return who works on a folder of texts."""
    source, size = inputs.files, _size(inputs.files)
    clean, copy = inputs.out / "clean", inputs.out / "copy"
    python = peers.python if peers else sys.executable
    loop = (python, str(LOOPS), "files", str(source), str(copy))
    found = [Contender("files", "floor", loop, size, (copy,))]
    found += _ours("files", ("-o", str(clean), str(source)), size, clean)
    if peers:
        spell = (peers.program("codespell"), str(source))
        typos = (peers.program("typos"), "-j1", "--isolated", str(source))
        found += [
            Contender("files", "codespell", spell, size, fine=SPELT),
            Contender("files", "typos", typos, size, fine=TYPOS),
        ]
    return found


def small(form: str, path: Path, peers: Peers | None) -> list[Contender]:
    """Return who works on one small file, from start to end."""
    size = _size(path)
    found = [
        Contender(form, "python", (sys.executable, "-c", ""), size),
        Contender(form, "ours", ours(str(path)), size, fine=STOPPED),
    ]
    if peers:
        spell = (peers.program("codespell"), str(path))
        found.append(Contender(form, "codespell", spell, size, fine=SPELT))
    return found
