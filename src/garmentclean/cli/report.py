"""garmentclean report: a page that shows what the runs did."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import click

from garmentclean.cli.command import Described
from garmentclean.cli.completers import paths_like
from garmentclean.cli.options import RULE_FILES
from garmentclean.cli.values import WholeNumber
from garmentclean.corpus import writing
from garmentclean.corpus.permissions import Readers, Rights
from garmentclean.corpus.remote import URL
from garmentclean.ledger.reader import LedgerFile, files_of
from garmentclean.pipeline.pack_files import load_packs
from garmentclean.report.html import report as page
from garmentclean.report.html.data import DOCUMENTS, Limits
from garmentclean.report.terminal import say, write_bytes
from garmentclean.run.checks import check_kind, check_name

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


EXAMPLES = (
    ("garmentclean report ledger.jsonl -o report.html", "a page for one run"),
    (
        "garmentclean report ledger.jsonl --root clean/ -o report.html",
        "also look for texts in clean/",
    ),
)


@click.command(cls=Described, examples=EXAMPLES)
@click.argument(
    "ledgers", metavar="LEDGER...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    required=True,
    shell_complete=paths_like,
    help="Write the page to this file; - is stdout.",
)
@click.option(
    "--root",
    "roots",
    metavar="DIR",
    multiple=True,
    type=FOLDER,
    help="Also look for texts in this folder.",
)
@click.option(
    "--documents",
    metavar="N",
    type=WholeNumber(0),
    default=DOCUMENTS,
    show_default=True,
    help="Show N documents: those that lost the most, and some for each rule.",
)
@click.option("--partial", is_flag=True, help="Ignore the last line of a ledger if it is cut off.")
@RULE_FILES
def report(  # noqa: PLR0913 - one parameter an option
    *,
    ledgers: tuple[Path, ...],
    output: str,
    roots: tuple[Path, ...],
    documents: int,
    partial: bool,
    rule_files: tuple[Path, ...],
) -> None:
    """Write a page that shows what the runs did: charts, and every change side by side.

    The page is one HTML file that needs no network. Its numbers cover all documents. The texts come
    from the files that the ledger names, before or after cleaning; if these are gone, the page
    shows only the edits.
    """
    if output == "":
        raise click.UsageError("-o needs the name of a file")
    if URL.match(output) or output.endswith("/"):
        raise click.UsageError(f"-o {output} is not a local file; name one")
    check_name("o", output)
    if any(Path(output).resolve() == ledger.resolve() for ledger in ledgers):
        raise click.UsageError("-o would overwrite the ledger; give the page another name")
    if output != "-":
        check_kind("o", output)
    readers = Readers()
    for file in (file for ledger in ledgers for file in files_of(ledger)):
        with suppress(OSError):  # reading it reports the error
            readers.add(Rights.of(os.stat(file)))  # noqa: PTH116 - as for any file
    read = {str(ledger): LedgerFile(ledger, partial=partial) for ledger in ledgers}
    rules = [rule for pack in load_packs(rule_files) for rule in pack.rules]
    limits = Limits(documents=documents)
    text = page(read, rules=rules, roots=roots, limits=limits, readers=readers)
    if output == "-":
        write_bytes(text.encode())
        return
    writing.write(Path(output), text.encode(), readers=readers)
    say(f"{output}: written")
