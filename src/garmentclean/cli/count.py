"""garmentclean count: the first of two passes over a corpus, for `drop-common`."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, closing
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from garmentclean.cli.command import Described
from garmentclean.cli.completers import paths_like
from garmentclean.cli.options import (
    ENGINE,
    FILES,
    JOBS,
    MAX_SIZE_OPTION,
    NEAREST,
    PATHS,
    ROWS,
    SITE,
    options,
)
from garmentclean.cli.settings import settings_for_all
from garmentclean.corpus.discovery import sources
from garmentclean.corpus.documents import STRETCH, documents
from garmentclean.corpus.formats.base import Reading
from garmentclean.corpus.remote import URL, Remote
from garmentclean.counts.optional import require
from garmentclean.report.terminal import say
from garmentclean.run.assembly import admission_of, rows_only, walk_of
from garmentclean.run.checks import check_cluster, check_name
from garmentclean.run.counting import Counter, CountsFolder, PartitionCounter
from garmentclean.run.engines import engine_of
from garmentclean.run.messages import Messages
from garmentclean.text.display import plural

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from garmentclean.corpus.admission import Admission
    from garmentclean.corpus.sources import Source
    from garmentclean.run.engines import Engine

EXAMPLES = (
    ("garmentclean count crawl/ -o counts/", "a folder with a subfolder for each site"),
    ("garmentclean count --site-field url rows.jsonl -o counts/", "rows with their URLs"),
    ("garmentclean count --engine dask --site-field url 'rows/*.parquet' -o counts/", "on Dask"),
    (
        "garmentclean clean --extend-select common --counts counts/ --diff crawl/",
        "show what would be removed from the same corpus",
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
    help="Write the counts to this folder; those of an earlier run are removed.",
)
@FILES
@ROWS
@options("The site of a row", SITE)
@options("Limits and speed", MAX_SIZE_OPTION, JOBS, *ENGINE)
@options("Configuration", *NEAREST)
@click.option("-q", "--quiet", is_flag=True, help="Report only errors.")
def count(  # noqa: PLR0913 - one parameter an option
    paths: tuple[Path, ...],
    *,
    output: str,
    stdin_filename: str | None,
    engine: str,
    scheduler: str | None,
    quiet: bool,
    **given: Any,
) -> None:
    """Count what the documents of a corpus have in common, before you clean it.

    `garmentclean clean --counts DIR --extend-select common` then removes what many documents of a
    site share, and duplicate documents. Counting changes nothing, and keeps only hashes, no text.
    Counts of several parts of a corpus add up: give --counts for each.

    Exit codes: 0 success; 2 an error, after everything else was counted.
    """
    require()
    if not paths:
        raise click.UsageError("nothing to count: name a PATH, or - for standard input")
    if URL.match(output):
        raise click.UsageError(f"-o {output} is on another system; name a local folder")
    check_name("-o", output)
    check_cluster(engine, scheduler or "", given["jobs"])
    settings = settings_for_all(given)
    problems: list[str] = []
    failed = False
    with ExitStack() as stack:
        who = engine_of(engine, settings.jobs, scheduler or "")
        on_cluster = who.takes_partitions
        remote = Remote(lists_only=on_cluster, limit=settings.max_size, form=settings.input_format)
        stack.callback(remote.close)
        folder = stack.enter_context(CountsFolder(Path(output), settings.site_field))
        found = sources(
            paths,
            walk_of(settings, [Path(output)], in_place=False, rows=on_cluster),
            problems.append,
            say,
            force_exclude=settings.force_exclude,
            stdin_name=stdin_filename or "",
            remote=remote,
        )
        reading = Reading(
            settings.input_format,
            settings.text_field,
            settings.max_size,
            STRETCH,
            settings.site_field,
            settings.encoding,
        )
        note = (lambda _: None) if quiet else say
        admit = admission_of(reading, paths, note, wants_rows=bool(given["text_field"]))
        wrongs = counted(found, folder, reading, admit, who)
        done = stack.enter_context(closing(wrongs))
        messages = stack.enter_context(Messages(say))
        for wrong in chain(done, [[]]):  # the last problems come after the last file
            for problem in (*problems, *wrong):
                failed = True
                messages(problem)
            problems.clear()
        folder.commit()
    tell(Path(output), quiet=quiet)
    sys.exit(2 if failed else 0)


def counted(
    found: Iterable[Source],
    folder: CountsFolder,
    reading: Reading,
    admit: Admission,
    engine: Engine,
) -> Generator[list[str]]:
    """Count files into a folder; yield what goes wrong, file by file.

    Args:
        found: the files.
        folder: gets the counts.
        reading: what files hold.
        admit: decides as what each file is counted.
        engine: does it.
    """
    counting = Counter(reading.fields, reading.limit, reading.site, reading.encoding)
    if engine.takes_partitions:
        counter = PartitionCounter(counting, reading, folder.new, os.getcwd())  # noqa: PTH109 - as text
        partitions = noted(rows_only(found, admit, reading.form), folder)
        for _, result in engine.run(counter, partitions):
            yield result.messages
        return
    every = noted(documents(found, reading, admit), folder)
    for _, (counts, wrong) in engine.run(counting, every):
        folder.add(counts)
        yield wrong


def noted(found: Iterable[Source], folder: CountsFolder) -> Iterator[Source]:
    """Yield documents, and let a folder of counts note who may read each."""
    for source in found:
        if source.file.seen:
            folder.readers.add(source.file.seen.rights)
        yield source


def tell(output: Path, *, quiet: bool) -> None:
    """Work out what is common, which is kept beside the counts, and report how much it is."""
    from garmentclean.counts.summary import summary  # numpy

    found = summary([output])
    if not quiet:
        counted = plural(int(found["documents"]), "document")
        sites = plural(int(found["sites"]), "site")
        duplicates = plural(len(found["identities"]), "duplicate")
        say(f"{counted} of {sites} counted, {duplicates}")
