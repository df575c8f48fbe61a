"""Measure what a crawl needs that is too large for one machine, and plan it.

    python bench/scale.py run [--quick]            measure and print tables; see --help
    python bench/scale.py report RESULTS.json      print the tables of an earlier run again

The pool and Dask clean the same partitions in turn. What cannot be measured here, such as prices,
is assumed, and has options: the plan follows from both. Nothing is asserted: a missed goal is a
word in a table. Memory is read from /proc, which only Linux has.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

sys.path.insert(0, str(Path(__file__).parent))

from timing import figures, scaletables, scaling
from timing.planning import WORDS, Assumed
from timing.scales import Scale, read

if TYPE_CHECKING:
    from collections.abc import Callable

DOCS = Path(__file__).parents[1] / "docs"
PARTS = ("rates", "sizes", "partitions", "common", "memory")
COUNTS = (10_000, 100_000, 1_000_000)
QUICK_COUNTS = (100, 400)


def assumptions(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each assumption."""
    for one in reversed(fields(Assumed)):
        option = click.option(
            f"--{one.name.replace('_', '-')}",
            default=one.default,
            show_default=True,
            help=f"Assume so many {WORDS[one.name]}.",
        )
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Measure what a crawl needs, and plan it."""


@main.command()
@click.option("--quick", is_flag=True, help="A minute or two: few documents, one round.")
@click.option("--size", type=float, help="MB of articles [default: 100; quick: 0.3].")
@click.option("--counts", help="Numbers of short documents, separated by commas.")
@click.option("--rounds", type=int, help="Rounds of the rates [default: 3; quick: 1].")
@click.option("--limit", default=1800.0, help="Seconds for one run.", show_default=True)
@click.option("--only", help=f"Only these parts: {','.join(PARTS)}.")
@click.option("--no-dask", is_flag=True, help="Leave Dask out.")
@click.option("--work", type=click.Path(path_type=Path), help="Keep the corpora in this folder.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Keep the figures there.")
@click.option("--onto", type=click.Path(path_type=Path), help="Keep other parts of these figures.")
@click.option("--docs", type=click.Path(path_type=Path), help="Write the tables there, too.")
@assumptions
def run(  # noqa: PLR0913 - an argument for each option
    *,
    quick: bool,
    size: float | None,
    counts: str | None,
    rounds: int | None,
    limit: float,
    only: str | None,
    no_dask: bool,
    work: Path | None,
    target: Path | None,
    onto: Path | None,
    docs: Path | None,
    **assumed: Any,
) -> None:
    """Measure, and print the tables.

    Without --quick and --only, the tables of the documentation are written anew.
    """
    size = (size or (0.3 if quick else 100)) * figures.MB
    numbers = (
        [int(one) for one in counts.split(",")] if counts else QUICK_COUNTS if quick else COUNTS
    )
    parts = only.split(",") if only else PARTS
    if unknown := set(parts) - set(PARTS):
        raise click.BadParameter(
            f"no part is called {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}",
            param_hint="--only",
        )
    dask = not no_dask and scaling.has_dask()
    with ExitStack() as stack:
        folder = work or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        measuring = scaling.Scaling(folder, limit, dask=dask)
        if not dask:
            measuring.scale.notes.append("Dask is left out: it is not installed, or not wanted.\n")
        if "rates" in parts:
            measuring.rates(int(size), rounds or (1 if quick else 3))
        if "sizes" in parts:
            measuring.sizes(int(size / 10))
        if "partitions" in parts:
            measuring.partition(*((2, 8) if quick else (scaling.FEW, scaling.MANY)))
            measuring.requests()
        if "common" in parts:
            measuring.count(int(size / 10))
        if "memory" in parts:
            measuring.memory(numbers)
    if onto:
        measuring.scale.go_on(read(onto))
    if target:
        measuring.scale.write(target)
    show(measuring.scale, Assumed(**assumed), docs or (None if quick or only else DOCS))


@main.command()
@click.argument("results", type=click.Path(path_type=Path, exists=True))
@click.option("--docs", type=click.Path(path_type=Path), help="Write the tables there, too.")
@assumptions
def report(results: Path, docs: Path | None, **assumed: Any) -> None:
    """Print the tables of a run whose figures were kept with --json."""
    show(read(results), Assumed(**assumed), docs)


def show(scale: Scale, assumed: Assumed, docs: Path | None) -> None:
    """Print the tables, and write them and the figures into the folder of the documentation."""
    made = {"scale": scaletables.report(scale), "plan": scaletables.planned(scale, assumed)}
    print("\n".join(filter(None, made.values())))
    if docs:
        (docs / "scale").mkdir(parents=True, exist_ok=True)
        for name, text in made.items():
            (docs / "scale" / f"{name}.md").write_text(text, encoding="utf-8")
        scale.write(docs / "scale" / "figures.json")


if __name__ == "__main__":
    main()
