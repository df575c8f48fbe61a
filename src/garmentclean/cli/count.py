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
    NEAREST,
    PATHS,
    ROWS,
    SITE,
    max_size_option,
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
@options(
    "Limits and speed",
    max_size_option("Do not count a document that is larger"),
    JOBS,
    *ENGINE,
)
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
    check_name("o", output)
    check_cluster(engine, scheduler or "", given["jobs"])
    settings = settings_for_all(given)
    problems: list[str] = []
    failed = False
    with ExitStack() as stack:
        chosen_engine = engine_of(engine, settings.jobs, scheduler or "")
        on_cluster = chosen_engine.takes_partitions
        remote = Remote(lists_only=on_cluster, limit=settings.max_size, form=settings.input_format)
        stack.callback(remote.close)
        folder = stack.enter_context(CountsFolder(Path(output), settings.site_field))
        files = sources(
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
        results = count_files(files, folder, reading, admit, chosen_engine)
        stack.enter_context(closing(results))
        messages = stack.enter_context(Messages(say))
        for file_problems in chain(results, [[]]):  # the last problems come after the last file
            for problem in (*problems, *file_problems):
                failed = True
                messages(problem)
            problems.clear()
        folder.commit()
    summarize(Path(output), quiet=quiet)
    sys.exit(2 if failed else 0)


def count_files(
    files: Iterable[Source],
    folder: CountsFolder,
    reading: Reading,
    admit: Admission,
    engine: Engine,
) -> Generator[list[str]]:
    """Count files into a folder; yield the problems of each.

    Args:
        files: the files.
        folder: the folder for the counts.
        reading: how files are read.
        admit: decides how each file is counted: as a text, as rows or not at all.
        engine: runs the counting.
    """
    counting = Counter(reading.fields, reading.limit, reading.site, reading.encoding)
    if engine.takes_partitions:
        counter = PartitionCounter(counting, reading, folder.new, os.getcwd())  # noqa: PTH109 - as text
        partitions = with_readers_noted(rows_only(files, admit, reading.form), folder)
        for _, result in engine.run(counter, partitions):
            yield result.messages
        return
    rows = with_readers_noted(documents(files, reading, admit), folder)
    for _, (counts, problems) in engine.run(counting, rows):
        folder.add(counts)
        yield problems


def with_readers_noted(files: Iterable[Source], folder: CountsFolder) -> Iterator[Source]:
    """Yield documents, and note in the folder of counts who may read each."""
    for source in files:
        if source.file.seen:
            folder.readers.add(source.file.seen.rights)
        yield source


def summarize(output: Path, *, quiet: bool) -> None:
    """Compute what is common, save it beside the counts, and report how much there is."""
    from garmentclean.counts.summary import summary  # numpy

    totals = summary([output])
    if not quiet:
        counted = plural(int(totals["documents"]), "document")
        sites = plural(int(totals["sites"]), "site")
        duplicates = plural(len(totals["identities"]), "duplicate")
        say(f"{counted} of {sites} counted, {duplicates}")
