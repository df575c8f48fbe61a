"""garmentclean count: the first of two passes over a corpus, for `drop-common`."""

from __future__ import annotations

import sys
from contextlib import ExitStack, closing
from operator import attrgetter
from pathlib import Path
from typing import Any

import click

from garmentclean.cli.command import Described
from garmentclean.cli.completers import paths_like
from garmentclean.cli.options import FILES, JOBS, MAX_SIZE_OPTION, NEAREST, ROWS, SITE, options
from garmentclean.cli.parts import walk_of
from garmentclean.cli.places import PATHS
from garmentclean.cli.settings import settings_for_all
from garmentclean.console import plural, say
from garmentclean.corpus.documents import STRETCH, Reading, documents
from garmentclean.corpus.remote import Remote
from garmentclean.corpus.sources import sources
from garmentclean.counting import Counting, Folder
from garmentclean.counts.needed import require
from garmentclean.engines.pool import in_order

EXAMPLES = (
    ("garmentclean count crawl/ -o counts/", "a folder of sites, with a folder for each"),
    ("garmentclean count --site-field url rows.jsonl -o counts/", "rows that have their address"),
    (
        "garmentclean clean --extend-select common --counts counts/ --diff crawl/",
        "what would be taken out of the same corpus",
    ),
)


@click.command(cls=Described, examples=EXAMPLES)
@PATHS
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    required=True,
    shell_complete=paths_like,
    help="Write the counts there; those of an earlier run go.",
)
@FILES
@ROWS
@options("Which site a row is of", SITE)
@options("Limits", MAX_SIZE_OPTION, JOBS)
@options("Configuration", *NEAREST)
@click.option("-q", "--quiet", is_flag=True, help="Only say what went wrong.")
def count(paths: tuple[Path, ...], **given: Any) -> None:  # noqa: ANN401 - click's options
    """Count what the documents of a corpus have in common, before it is cleaned.

    `garmentclean clean --counts DIR --extend-select common` then takes out what many documents of
    a site have, and documents that the corpus has twice. Nothing is changed here, and no text is
    kept, only hashes. Counts of several parts of a corpus add up: give --counts for each.

    Exit codes: 0 done; 2 an error; what can be counted is counted.
    """
    require()
    if not paths:
        raise click.UsageError("nothing to count: name a PATH, or - for what is piped in")
    settings = settings_for_all(given)
    output = Path(given["output"])
    problems: list[str] = []
    counting = Counting(settings.text_field, settings.max_size, settings.site_field)
    with ExitStack() as stack:
        remote = Remote()
        stack.callback(remote.close)
        folder = stack.enter_context(Folder(output, settings.site_field))
        found = sources(
            paths,
            walk_of(settings, [output], in_place=False),
            problems.append,
            say,
            force_exclude=settings.force_exclude,
            stdin_name=given["stdin_filename"] or "",
            remote=remote,
        )
        form, site = settings.input_format, settings.site_field
        reading = Reading(form, settings.text_field, settings.max_size, STRETCH, site)
        size = attrgetter("size")
        done = in_order(counting, documents(found, reading), settings.jobs, size=size)
        with closing(done):
            for counts, wrong in done:
                folder.add(counts)
                problems += wrong
                while problems:
                    given["failed"] = True
                    say(problems.pop(0))
        folder.commit()
    tell(output, folder.documents, quiet=given["quiet"])
    sys.exit(2 if given.get("failed") else 0)


def tell(output: Path, counted: int, *, quiet: bool) -> None:
    """Work out what is common, which is kept beside the counts, and say how much there is."""
    from garmentclean.counts.summary import summary  # noqa: PLC0415 - numpy

    found = summary([output])
    if not quiet:
        sites = plural(int(found["sites"]), "site")
        same = f"{len(found['identities']):,} of them the same as one before"
        say(f"{plural(counted, 'document')} of {sites} counted, {same}")
