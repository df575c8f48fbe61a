"""Measure what twice the size costs, for inputs that are made to be slow.

    python bench/doubling.py [--size MB]... [INPUT...]

An INPUT is one of those in `timing/hostile.py`; without one, all of them are measured. For each
size, the file is cleaned by the command line, in a process of its own. The table shows CPU seconds,
how many times those of the size before, and the memory of the process at its largest. Nothing is
asserted.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parent))

from timing.figures import MB, machine
from timing.hostile import ROWS, TEXTS, UNREADABLE
from timing.run import all_cores, apart, measure

SIZES = (1, 2, 4, 8, 16)
INPUTS = TEXTS | ROWS
LIMIT = 1800.0
"""Seconds after which a run is killed."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("names", nargs=-1, metavar="[INPUT]...", type=click.Choice([*INPUTS]))
@click.option("--size", "sizes", multiple=True, type=int, default=SIZES, show_default=True)
def main(names: tuple[str, ...], sizes: tuple[int, ...]) -> None:
    """Measure what twice the size costs, for inputs that are made to be slow."""
    print(f"On one core: {machine()}.\n")
    print("input                     MB  CPU seconds  times  memory MB")
    for name in names or INPUTS:
        before = 0.0
        for size in sorted(sizes):
            seconds, memory, failed = cost(name, size * MB)
            times = f"{seconds / before:5.2f}" if before else "     "
            print(f"{name:24}{size:4}  {seconds:11.2f}  {times}  {memory:9.0f}  {failed}")
            sys.stdout.flush()
            before = seconds
            if failed:
                break


def write(path: Path, name: str, size: int) -> None:
    """Write an input of `size` bytes."""
    path.write_bytes(INPUTS[name](size).encode())


def cost(name: str, size: int) -> tuple[float, float, str]:
    """Return the CPU seconds and the MB of memory that an input of `size` bytes takes.

    The third is why the run failed, or empty.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"input.{'jsonl' if name in ROWS else 'txt'}")
        apart(write, path, name, size)
        command = [sys.executable, "-m", "garmentclean", "--isolated", "-q"]
        command += ["--max-size", "1GB", "--max-loss", "1", str(path)]
        fine = (2,) if name == UNREADABLE else (0,)
        run = measure(command, cores={min(all_cores())}, limit=LIMIT, fine=fine)
    return run.cpu, run.peak / MB, run.failed


if __name__ == "__main__":
    main()
