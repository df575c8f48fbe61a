"""Score the packs, or another cleaner, on labelled documents, and compare with baselines.

python bench/scorecard.py LABELLED... [options] [-- options of garmentclean]
"""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from garmentclean.cli.clean import clean
from garmentclean.cli.settings import in_force
from garmentclean.errors import GarmentcleanError
from garmentclean.run.engines.pool import in_order
from scoring.baselines import BASELINES
from scoring.card import card_of, load, save, since, tables
from scoring.cleaners import Command, Packs
from scoring.judge import Judge, Judged
from scoring.labels import ScoreError
from scoring.left import shapes
from scoring.pages import read_labelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.cleaners import Cleaner

FILE = click.Path(path_type=Path)
COUNT = click.IntRange(0)


def write(*lines: str) -> None:
    """Print lines; characters that the output's encoding lacks are replaced."""
    click.echo("\n".join(lines).encode("utf-8", "replace"))


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("sources", metavar="LABELLED...", nargs=-1, required=True, type=FILE)
@click.option("--command", metavar="TEXT", help="Score this command, not the packs.")
@click.option("--json", "target", metavar="FILE", type=FILE, help="Save the figures there.")
@click.option("--against", metavar="FILE", type=FILE, help="Show what changed since these.")
@click.option("-v", "--verbose", is_flag=True, help="List each loss, and the rule it is due to.")
@click.option("--hits", metavar="RULE", multiple=True, help="List each line that RULE changed.")
@click.option(
    "--left", metavar="N", type=COUNT, help="List the N commonest shapes of D lines left."
)
@click.option("--quick", is_flag=True, help="Clean once: no baselines, no corrupted words.")
@click.option("--sample", metavar="N", type=COUNT, help="Take N pages of each file, at random.")
@click.option("--window", metavar="N", type=COUNT, help="Cut pages to N lines around the article.")
@click.option("--jobs", type=click.IntRange(0), default=0, help="Processes (default: all cores).")
@click.pass_obj
def scorecard(  # noqa: PLR0913 - one parameter an option
    rest: Sequence[str],
    *,
    sources: tuple[Path, ...],
    command: str | None,
    target: Path | None,
    against: Path | None,
    jobs: int,
    verbose: bool,
    hits: tuple[str, ...],
    left: int | None,
    quick: bool,
    sample: int | None,
    window: int | None,
) -> None:
    """Score the packs, or another cleaner, on labelled documents, and compare with baselines.

    LABELLED is a folder that has NAME.txt with NAME.labels, which has a letter for each line: K
    (keep), D (drop), E (either) or a dot (blank). Or it is a file of pages, `.jsonl` or
    `.jsonl.gz`, each {"id": KIND-NAME, "lines": [[LETTER, TEXT], ...]}; kinds are scored one by
    one. Options after `--` are those of garmentclean, such as `--extend-select web`.
    """
    older = load(against) if against else None
    judge = Judge(cleaner_of(command, rest), quick, frozenset(hits))
    judged: dict[str, Judged] = {}
    for source in sources:
        for name, documents in read_labelled(source, sample, window).items():
            if name in judged:
                raise ScoreError(f"{source}: another folder or kind is also called {name}")
            judged[name] = Judged()
            for one in in_order(judge, documents, jobs):
                judged[name].add(one)
            write(*tables(name, judged[name]), "")
            remarks = [*judged[name].hits, *(judged[name].remarks if verbose else ())]
            if remarks:
                write(*(f"{name}/{remark}" for remark in remarks), "")
    if left is not None:
        write(*shapes([line for one in judged.values() for line in one.left], left), "")
    if "jusText" not in BASELINES and not quick:
        write("jusText is not installed: pip install 'garmentclean[bench]'")
    card = card_of(judged)
    if older is not None:
        changed = list(since(older, card)) or ["nothing has changed"]
        write(f"since {against}:", *(f"  {line}" for line in changed))
    if target:
        save(card, target)


def cleaner_of(command: str | None, rest: Sequence[str]) -> Cleaner:
    """Return what is scored: a command, or the packs with options of garmentclean."""
    if command is not None:
        arguments = shlex.split(command)
        if not arguments:
            raise click.UsageError("--command names no program")
        if rest:
            raise click.UsageError("--command takes no options of garmentclean after '--'")
        return Command(tuple(arguments))
    given = clean.make_context("garmentclean", list(rest)).params
    if given["paths"]:
        raise click.UsageError(f"'{given['paths'][0]}' after '--' is not an option of garmentclean")
    return Packs(in_force(given)[1])


def main(arguments: Sequence[str]) -> int:
    """Run it; errors of the user are one line on stderr, with exit code 2."""
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    try:
        scorecard.main(
            arguments[:cut], "scorecard.py", standalone_mode=False, obj=arguments[cut + 1 :]
        )
    except click.ClickException as error:
        click.echo(f"scorecard: {error.format_message()}", err=True)
        return 2
    except GarmentcleanError as error:
        click.echo(f"scorecard: {error}", err=True)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
