"""Options that commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from garmentclean.cli.completers import paths_like, rule_names
from garmentclean.cli.values import (
    NonEmptyPath,
    Number,
    WholeNumber,
    encoding_name,
    expanded_paths,
    globs,
    names,
    size_in_bytes,
)
from garmentclean.corpus.files import MAX_SIZE
from garmentclean.corpus.sizes import size
from garmentclean.pipeline.brake import MAX_LOSS
from garmentclean.report.formats.registry import FORMATS
from garmentclean.run.engines import ENGINES
from garmentclean.run.settings import FILTER_TIMEOUT, INPUT_FORMATS, WEB_KEEP, WEB_KEEPS

if TYPE_CHECKING:
    from collections.abc import Callable

    from garmentclean.cli.completers import Completer


PATHS = click.argument(
    "paths", metavar="[PATH]...", nargs=-1, type=NonEmptyPath(), callback=expanded_paths
)

RULE_FILES = click.option(
    "--rules",
    "rule_files",
    multiple=True,
    type=NonEmptyPath(path_type=Path),
    help="Also load this rule file, or all *.yaml files of this folder.",
)


def names_option(name: str, text: str, complete: Completer = rule_names) -> Callable[[Any], Any]:
    """Return an option that takes names of rules and packs, and can complete them."""
    return click.option(
        name,
        metavar="ID|PACK",
        multiple=True,
        callback=names,
        shell_complete=complete,
        help=text,
    )


def max_size_option(action: str) -> Callable[[Any], Any]:
    """Return the option for the largest document; what happens to a larger one is its help."""
    return click.option(
        "--max-size",
        metavar="SIZE",
        callback=size_in_bytes,
        help=f"{action} (default: {size(MAX_SIZE)}).",
    )


def options(title: str, *decorators: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return several options as one decorator; the help lists them in this order.

    Args:
        title: their heading in the help of a `Described` command.
        decorators: what `click.option` returns.
    """

    def decorate(command: Any) -> Any:
        for option in reversed(decorators):
            command = option(command)
            command.__click_params__[-1].title = title
        return command

    return decorate


MODE = options(
    "What to do with the text",
    click.option(
        "--check", is_flag=True, help="List what would change; exit with 1 if anything would."
    ),
    click.option(
        "--diff", is_flag=True, help="Show what would change; exit with 1 if anything would."
    ),
    click.option("-w", "--write", is_flag=True, help="Clean the files in place."),
    click.option(
        "-o",
        "--output",
        metavar="DIR|FILE",
        shell_complete=paths_like,
        help="Write the clean text here; a folder mirrors the tree.",
    ),
    click.option(
        "--format",
        "form",
        type=click.Choice(FORMATS),
        help="Format of the list that --check prints.",
    ),
    click.option(
        "--exit-non-zero-on-change",
        is_flag=True,
        help="With --write: list the changed files, and exit with 1 if there are any.",
    ),
)

NEAREST = (
    click.option(
        "--config",
        metavar="FILE",
        type=NonEmptyPath(path_type=Path),
        help="Use this configuration file instead of the nearest one.",
    ),
    click.option("--isolated", is_flag=True, help="Ignore all configuration files."),
)
"""Which configuration is used."""

SELECTION = options(
    "Which rules run",
    names_option("--select", "Run only these rules and packs."),
    names_option("--extend-select", "Run these in addition to the default ones."),
    names_option("--ignore", "Do not run these."),
    click.option(
        "--web-keep",
        metavar="SHARE",
        type=Number("a share from 0.9 to 0.995, such as 0.98", *WEB_KEEPS),
        help="How many of an article's words the pack web keeps; a smaller share removes more "
        f"(default: {WEB_KEEP:g}).",
    ),
    click.option(
        "--unsafe", is_flag=True, help="Also run rules that may change the meaning of a text."
    ),
    RULE_FILES,
    *NEAREST,
)

BRAKE = options(
    "How much they may change",
    click.option(
        "--max-loss",
        metavar="SHARE",
        type=Number("a share from 0 to 1, such as 0.75", 0, 1),
        help="Leave a document unchanged if it would lose a larger share of its words "
        f"(default: {MAX_LOSS}).",
    ),
    click.option("--force", is_flag=True, help="Clean a document no matter how much it loses."),
    click.option(
        "--protect",
        metavar="PATTERN",
        multiple=True,
        help="Never change what this RE2 pattern matches.",
    ),
    click.option(
        "--filter-timeout",
        metavar="SECONDS",
        type=Number("a number of seconds, 0 or more", 0),
        help="Leave a document unchanged if the filter of a plugin takes longer "
        f"(default: {FILTER_TIMEOUT:g}; 0: no limit).",
    ),
)

LIMITS = options(
    "Documents to reject or leave unchanged",
    click.option(
        "--min-words",
        metavar="N",
        type=WholeNumber(0),
        help="Reject a document with fewer words after cleaning; needs --rejects.",
    ),
    max_size_option("Leave a document unchanged if it is larger"),
)
CONSOLE = options(
    "Output",
    click.option("-q", "--quiet", is_flag=True, help="Report only errors."),
    click.option("-v", "--verbose", is_flag=True, help="Report more."),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="When to use colours: on a terminal (auto), always or never.",
    ),
)

ROWS = options(
    "Rows",
    click.option(
        "--input-format",
        type=click.Choice(INPUT_FORMATS),
        help="What each file holds: one text, or rows (default: by its name and content).",
    ),
    click.option(
        "--text-field",
        metavar="KEY",
        multiple=True,
        help="Key of the text in a row; repeat for several (default: text). a.b is key b in a.",
    ),
)

SITE = click.option(
    "--site-field",
    metavar="KEY",
    help="Key of the site, or of a URL, in a row (default: the folder is the site).",
)

SITES = options(
    "What documents have in common",
    click.option(
        "--counts",
        metavar="DIR",
        multiple=True,
        type=NonEmptyPath(path_type=Path, file_okay=False),
        help="Use these counts, from 'garmentclean count', to find what documents have in common.",
    ),
    SITE,
)

FILES = options(
    "Which files to read",
    click.option(
        "--include",
        metavar="GLOB",
        multiple=True,
        callback=globs,
        help="In folders, read these files (default: *.txt, *.jsonl and the like).",
    ),
    click.option(
        "--exclude",
        metavar="GLOB",
        multiple=True,
        callback=globs,
        help="In folders, leave out these files and folders.",
    ),
    click.option(
        "--force-exclude", is_flag=True, help="Leave out excluded files even if PATH names them."
    ),
    click.option(
        "--stdin-filename",
        metavar="NAME",
        help="Treat standard input as a file with this name.",
    ),
    click.option(
        "--no-ignore-files",
        is_flag=True,
        help="Do not use .gitignore, .ignore and .garmentcleanignore.",
    ),
    click.option(
        "--encoding",
        metavar="NAME",
        callback=encoding_name,
        help="Read files in this encoding if they are not UTF-8 and have no byte order mark.",
    ),
)

JOBS = click.option(
    "--jobs", metavar="N", type=WholeNumber(1), help="Use N processes (default: one per core)."
)

ENGINE = (
    click.option(
        "--engine",
        type=click.Choice(ENGINES),
        default=ENGINES[0],
        help="Run in processes on this machine (pool) or on Dask, which takes files of rows and "
        "needs -o DIR.",
    ),
    click.option(
        "--scheduler",
        metavar="ADDRESS",
        help="With --engine dask: the scheduler of a cluster that you trust, such as "
        "tls://host:8786 (default: start a cluster on this machine).",
    ),
)
"""Where the work is done."""

SPEED = options(
    "Speed",
    JOBS,
    click.option(
        "--no-cache",
        is_flag=True,
        help="Clean everything again, even what an earlier run has cleaned.",
    ),
    *ENGINE,
)

RECORDS = options(
    "Records",
    click.option(
        "--ledger",
        type=NonEmptyPath(),
        metavar="FILE|DIR",
        help="Record every edit here, so that it can be undone; .gz and .zst compress.",
    ),
    click.option(
        "--metadata",
        type=NonEmptyPath(),
        metavar="FILE|DIR",
        help="Write here what the removed lines said: dates, authors, sources.",
    ),
    click.option(
        "--metadata-columns", is_flag=True, help="Also add the metadata to each row of JSON Lines."
    ),
    click.option(
        "--rejects",
        type=NonEmptyPath(),
        metavar="FILE|DIR",
        help="Write rejected documents here: unreadable, empty when clean, or under --min-words.",
    ),
    click.option(
        "--quarantine",
        type=NonEmptyPath(path_type=Path, file_okay=False),
        metavar="DIR",
        help="Write documents that would lose too much to this folder.",
    ),
)
