"""Options that commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from garmentclean.cli.completers import paths_like, rule_names
from garmentclean.cli.values import (
    Number,
    Place,
    WholeNumber,
    a_size,
    an_encoding,
    globs,
    names,
    places,
)
from garmentclean.corpus.files import MAX_SIZE
from garmentclean.corpus.sizes import size
from garmentclean.pipeline.brake import MAX_LOSS
from garmentclean.report.formats.registry import FORMATS
from garmentclean.run.engines import ENGINES
from garmentclean.run.settings import FILTER_TIMEOUT, INPUT_FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

    from garmentclean.cli.completers import Completer


PATHS = click.argument("paths", metavar="[PATH]...", nargs=-1, type=Place(), callback=places)

RULE_FILES = click.option(
    "--rules",
    "rule_files",
    multiple=True,
    type=Place(path_type=Path),
    help="Also load this rule file, or the *.yaml of this folder.",
)


def names_option(name: str, text: str, complete: Completer = rule_names) -> Callable[[Any], Any]:
    """Return an option that takes names of rules and packs, and knows how to complete them."""
    return click.option(
        name,
        metavar="ID|PACK",
        multiple=True,
        callback=names,
        shell_complete=complete,
        help=text,
    )


def options(title: str, *some: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return several options as one decorator; the help lists them in this order.

    Args:
        title: what stands above them in the help of a `Described` command.
        some: what `click.option` returns.
    """

    def decorate(command: Any) -> Any:
        for option in reversed(some):
            command = option(command)
            command.__click_params__[-1].title = title
        return command

    return decorate


MODE = options(
    "What is done with the text",
    click.option("--check", is_flag=True, help="List what would change; ends with 1 if any does."),
    click.option("--diff", is_flag=True, help="Show what would change; ends with 1 if any does."),
    click.option("-w", "--write", is_flag=True, help="Clean the files in place."),
    click.option(
        "-o",
        "--output",
        metavar="DIR|FILE",
        shell_complete=paths_like,
        help="Write the clean text there; DIR mirrors a tree.",
    ),
    click.option(
        "--format", "form", type=click.Choice(FORMATS), help="How --check lists what it finds."
    ),
    click.option(
        "--exit-non-zero-on-change",
        is_flag=True,
        help="With --write: name each file that changed, and end with 1 if any did.",
    ),
)

NEAREST = (
    click.option(
        "--config",
        metavar="FILE",
        type=Place(path_type=Path),
        help="Take the configuration from this file, not from the nearest one.",
    ),
    click.option("--isolated", is_flag=True, help="Heed no configuration file."),
)
"""Which configuration is heeded."""

SELECTION = options(
    "Which rules run",
    names_option("--select", "Run only these rules and packs."),
    names_option("--extend-select", "Run these beside the default ones."),
    names_option("--ignore", "Do not run these."),
    click.option("--unsafe", is_flag=True, help="Also run rules that may change a meaning."),
    RULE_FILES,
    *NEAREST,
)

BRAKE = options(
    "How far they may go",
    click.option(
        "--max-loss",
        metavar="SHARE",
        type=Number("a share from 0 to 1, such as 0.75", 0, 1),
        help=f"Leave a document alone that would lose more of its words (default: {MAX_LOSS}).",
    ),
    click.option("--force", is_flag=True, help="Clean a document whatever it loses."),
    click.option(
        "--protect",
        metavar="PATTERN",
        multiple=True,
        help="Let no rule touch what this RE2 pattern matches.",
    ),
    click.option(
        "--filter-timeout",
        metavar="SECONDS",
        type=Number("a number of seconds, 0 or more", 0),
        help="Leave a document alone for which a filter of another package takes longer "
        f"(default: {FILTER_TIMEOUT:g}; 0: no limit).",
    ),
)

MAX_SIZE_OPTION = click.option(
    "--max-size",
    metavar="SIZE",
    callback=a_size,
    help=f"Leave a document alone that is larger (default: {size(MAX_SIZE)}).",
)

LIMITS = options(
    "Which documents are none",
    click.option(
        "--min-words",
        metavar="N",
        type=WholeNumber(0),
        help="Reject a document with fewer words when it is clean; needs --rejects.",
    ),
    MAX_SIZE_OPTION,
)
CONSOLE = options(
    "Output",
    click.option("-q", "--quiet", is_flag=True, help="Only say what went wrong."),
    click.option("-v", "--verbose", is_flag=True, help="Say more."),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Use colours: on a terminal, always, or never.",
    ),
)

ROWS = options(
    "Rows",
    click.option(
        "--input-format",
        type=click.Choice(INPUT_FORMATS),
        help="One text a file, or rows (default: by name and content).",
    ),
    click.option(
        "--text-field",
        metavar="KEY",
        multiple=True,
        help="The key of the text in a row, or of one of several (default: text). a.b is in a.",
    ),
)

SITE = click.option(
    "--site-field",
    metavar="KEY",
    help="The key of the site in a row, or of an address there (default: go by folders).",
)

SITES = options(
    "What stands in many documents",
    click.option(
        "--counts",
        metavar="DIR",
        multiple=True,
        type=Place(path_type=Path, file_okay=False),
        help="Know from these counts, of 'garmentclean count', what the documents have in common.",
    ),
    SITE,
)

FILES = options(
    "Which files are articles",
    click.option(
        "--include",
        metavar="GLOB",
        multiple=True,
        callback=globs,
        help="In folders, take these files for articles (default: *.txt, *.jsonl and the like).",
    ),
    click.option(
        "--exclude",
        metavar="GLOB",
        multiple=True,
        callback=globs,
        help="In folders, leave these out.",
    ),
    click.option(
        "--force-exclude", is_flag=True, help="Leave out files that are named, too, if excluded."
    ),
    click.option(
        "--stdin-filename",
        metavar="NAME",
        help="Take what is piped in for the file of this name.",
    ),
    click.option(
        "--no-ignore-files",
        is_flag=True,
        help="Heed no .gitignore, .ignore and .garmentcleanignore.",
    ),
    click.option(
        "--encoding",
        metavar="NAME",
        callback=an_encoding,
        help="Read files in this encoding that are not UTF-8, and have no byte order mark.",
    ),
)

JOBS = click.option(
    "--jobs", metavar="N", type=WholeNumber(1), help="Use N processes (default: all cores)."
)

ENGINE = (
    click.option(
        "--engine",
        type=click.Choice(ENGINES),
        default=ENGINES[0],
        help="Who does it: processes of this one, or Dask, a file of rows at a time, with -o DIR.",
    ),
    click.option(
        "--scheduler",
        metavar="ADDRESS",
        help="With --engine dask: the scheduler of a cluster that you trust, such as "
        "tls://host:8786 (default: a cluster made here).",
    ),
)
"""Who does the work."""

SPEED = options(
    "Speed",
    JOBS,
    click.option("--no-cache", is_flag=True, help="Do all, whatever earlier runs have done."),
    *ENGINE,
)

RECORDS = options(
    "Records",
    click.option(
        "--ledger",
        type=Place(),
        metavar="FILE|DIR",
        help="Write down every edit there, so that it can be taken back; .gz and .zst compress.",
    ),
    click.option(
        "--metadata",
        type=Place(),
        metavar="FILE|DIR",
        help="Write there what cut lines said.",
    ),
    click.option(
        "--metadata-columns", is_flag=True, help="Add the same to each row of JSON Lines."
    ),
    click.option(
        "--rejects",
        type=Place(),
        metavar="FILE|DIR",
        help="Put there what is no document, empty when clean, or under --min-words.",
    ),
    click.option(
        "--quarantine",
        type=Place(path_type=Path, file_okay=False),
        metavar="DIR",
        help="Put the documents there that would lose too much.",
    ),
)
