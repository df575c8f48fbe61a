"""garmentclean rules docs: the catalogue of the rules, as Markdown."""

from __future__ import annotations

from pathlib import Path

import click

from garmentclean.authoring.catalogue import one_page, pages
from garmentclean.cli.options import RULE_FILES
from garmentclean.corpus import writing
from garmentclean.pipeline.packs import load_packs
from garmentclean.report.console import plural, say, write


@click.command()
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(file_okay=False),
    help="Write a page for each pack there, one for the filters, and an index.",
)
@RULE_FILES
def docs(output: str | None, rule_files: tuple[Path, ...]) -> None:
    """Write the catalogue of all rules and filters as Markdown: to stdout, or as pages to DIR."""
    if output == "":
        raise click.UsageError("-o needs the name of a folder")
    packs = load_packs(rule_files)
    if output is None:
        write(one_page(packs))
        return
    written = pages(packs)
    for name, text in written.items():
        writing.write(Path(output, name), text.encode(), within=Path(output))
    say(f"{output}: {plural(len(written), 'page')} written")
