"""Score the packs, or another cleaner, on labelled documents, and compare with baselines.

python bench/scorecard.py FOLDER... [options] [-- options of garmentclean]
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
from scoring.labels import ScoreError, read_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.cleaners import Cleaner

FILE = click.Path(path_type=Path)


def write(*lines: str) -> None:
    """Print lines; characters that the output's encoding lacks are replaced."""
    click.echo("\n".join(lines).encode("utf-8", "replace"))


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("folders", metavar="FOLDER...", nargs=-1, required=True, type=FILE)
@click.option("--command", metavar="TEXT", help="Score this command, not the packs.")
@click.option("--json", "target", metavar="FILE", type=FILE, help="Save the figures there.")
@click.option("--against", metavar="FILE", type=FILE, help="Show what changed since these.")
@click.option("-v", "--verbose", is_flag=True, help="List each loss, and the rule it is due to.")
@click.option("--jobs", type=click.IntRange(0), default=0, help="Processes (default: all cores).")
@click.pass_obj
def scorecard(  # noqa: PLR0913 - one parameter an option
    rest: Sequence[str],
    *,
    folders: tuple[Path, ...],
    command: str | None,
    target: Path | None,
    against: Path | None,
    jobs: int,
    verbose: bool,
) -> None:
    """Score the packs, or another cleaner, on labelled documents, and compare with baselines.

    A FOLDER has NAME.txt with NAME.labels, which has a letter for each line: K (keep), D (drop),
    E (either) or a dot (blank). Options after `--` are those of garmentclean, such as
    `--extend-select web`.
    """
    older = load(against) if against else None
    judge = Judge(cleaner_of(command, rest))
    judged: dict[str, Judged] = {}
    for folder in folders:
        name = folder.resolve().name
        if name in judged:
            raise ScoreError(f"{folder}: another folder is also called {name}")
        judged[name] = Judged()
        for one in in_order(judge, read_folder(folder), jobs):
            judged[name].add(one)
        write(*tables(name, judged[name]), "")
        if verbose:
            write(*(f"{name}/{remark}" for remark in judged[name].remarks), "")
    if "jusText" not in BASELINES:
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
