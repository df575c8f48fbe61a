"""Measure how fast garmentclean is, compared with other programs and with floors.

    python bench/speed.py run [--quick]            measure and print tables; see --help
    python bench/speed.py run --pages PAGES        the same on real pages: a folder, or JSON Lines
    python bench/speed.py profile [--pages PAGES]  where the time goes, by filter and pass
    python bench/speed.py corpus FOLDER            only write the texts
    python bench/speed.py report RESULTS.json      print the tables of an earlier run again

Without pages, the corpus is generated (see `timing/corpus.py`): the same articles on all machines,
hardly a sentence in them twice. Nothing is asserted: a missed goal is a word in a table.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

sys.path.insert(0, str(Path(__file__).parent))

from garmentclean import Pipeline
from timing import comparison, corpus, costs, figures, pages, peers, plots, rulesets, tables

if TYPE_CHECKING:
    from collections.abc import Iterator

MB = figures.MB
DOCS = Path(__file__).parents[1] / "docs"
SAMPLE = 2 * MB
"""Bytes of text for the slow peers, which would need minutes for more."""
SMALL_TEXTS = ("ascii", "plain", "mojibake")
SMALL_RUNS = 15
"""How often one small file is cleaned in a round: such a run is short, so its time varies."""


PAGES = click.option(
    "--pages",
    "source",
    type=click.Path(path_type=Path, exists=True),
    help="Real pages instead of generated articles: a folder of .txt, or JSON Lines (also .gz).",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Measure how fast garmentclean is."""


@main.command("corpus")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--size", default=100.0, help="MB of text in corpus.jsonl.", show_default=True)
@click.option("--files", default=5000, help="How many files.", show_default=True)
@click.option("--dirty", default=1.0, help="Defects, as a multiple of those in the field.")
@PAGES
def write(folder: Path, size: float, files: int, dirty: float, source: Path | None) -> None:
    """Write the corpus: articles as JSON Lines, and as files."""
    sample = min(SAMPLE, int(size * MB))
    if source:
        rows = pages.write_rows(folder / "corpus.jsonl", some_pages(source, int(size * MB)))
        written = pages.write_files(folder / "files", islice(pages.pages(source), files))
        pages.write_rows(folder / "sample.jsonl", some_pages(source, sample))
    else:
        rows = corpus.write_rows(folder / "corpus.jsonl", int(size * MB), dirty=dirty)
        written = corpus.write_files(folder / "files", files, dirty=dirty)
        corpus.write_rows(folder / "sample.jsonl", sample, dirty=dirty)
    print(f"{folder / 'corpus.jsonl'}: {rows:,} articles")
    print(f"{folder / 'files'}: {written / MB:.1f} MB")
    for kind in SMALL_TEXTS:
        (folder / f"{kind}.txt").write_bytes(corpus.small(kind).encode())
    for kind, number in (
        (kind, number) for kind in comparison.KINDS for number in comparison.RULES
    ):
        rulesets.write(comparison.rule_file(folder, kind, number), kind, number)


@main.command()
@click.option("--quick", is_flag=True, help="Less than a minute: little text, one round.")
@click.option("--size", type=float, help="MB of JSON Lines [default: 100; quick: 0.2].")
@click.option("--files", type=int, help="How many files [default: 5000; quick: 30].")
@click.option("--rounds", type=int, help="Rounds [default: 5; quick: 1].")
@click.option("--limit", type=float, help="Seconds for one run [default: 90; quick: 20].")
@click.option("--only", help="Only these tables, e.g. rows,files,ascii,mojibake,rules.")
@click.option("--peers", "environment", type=click.Path(path_type=Path), help="The peers' folder.")
@click.option("--no-peers", is_flag=True, help="Leave the peers out.")
@click.option("--work", type=click.Path(path_type=Path), help="Keep the corpus in this folder.")
@click.option(
    "--before", type=click.Path(path_type=Path), help="Compare bytes and edits with this older one."
)
@click.option("--json", "target", type=click.Path(path_type=Path), help="Keep the figures there.")
@click.option("--docs", type=click.Path(path_type=Path), help="Write tables and plot there, too.")
@PAGES
def run(  # noqa: PLR0913 - an argument for each option
    *,
    quick: bool,
    size: float | None,
    files: int | None,
    rounds: int | None,
    limit: float | None,
    only: str | None,
    environment: Path | None,
    no_peers: bool,
    work: Path | None,
    before: Path | None,
    target: Path | None,
    docs: Path | None,
    source: Path | None,
) -> None:
    """Measure, and print the tables.

    Without --quick, the peers are installed if they are not there. Without --quick, --only and
    --pages, the tables and the plot of the documentation are written anew.
    """
    forms = only.split(",") if only else list(tables.FORMS)
    if unknown := set(forms) - set(tables.FORMS):
        raise click.BadParameter(
            f"no table is called {', '.join(sorted(unknown))}; there are {', '.join(tables.FORMS)}",
            param_hint="--only",
        )
    size = size or (0.2 if quick else 100)
    files = files or (30 if quick else 5000)
    rounds = rounds or (1 if quick else 5)
    limit = limit or (20 if quick else 90)
    others = peers.Peers(environment or peers.default_folder())
    notes = []
    if no_peers or (quick and not others.are_installed):
        notes.append("The peers are left out: they are not installed, or not wanted.\n")
    elif not others.are_installed:
        others.install()
    with ExitStack() as stack:
        folder = work or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        command = [sys.executable, __file__, "corpus", str(folder)]
        options = [f"--size={size}", f"--files={files}"]
        options += [f"--pages={source}"] if source else []
        # In a process of its own: what this one needs is a floor for the memory that is measured.
        made = subprocess.run([*command, *options], check=True, stdout=subprocess.PIPE, text=True)
        print(made.stdout, end="", file=sys.stderr)
        comparing = comparison.Comparison(folder, None if notes else others, limit)
        found = comparing.figures(forms, rounds, 3 if quick else SMALL_RUNS)
        results = figures.Results(figures.machine(), rounds, found, notes)
        results.same = comparing.is_same(before) if before else None
    if source:
        results.notes.append(f"The texts are real pages: {source.name}.\n")
    if target:
        results.write(target)
    show(results, docs or (None if quick or only or source else DOCS))


@main.command("profile")
@click.option("--size", default=10.0, help="MB of text.", show_default=True)
@PAGES
def show_profile(size: float, source: Path | None) -> None:
    """Print the CPU time of each filter in each pass, and how many lines it was asked about."""
    some = some_pages(source, int(size * MB)) if source else corpus.articles(int(size * MB))
    found = costs.Profile(Pipeline.from_packs())
    found.clean(one.text for one in some)
    print(found.report())


def some_pages(source: Path, size: int) -> Iterator[pages.Page]:
    """Return the first pages of a source, with `size` bytes of text."""
    return pages.up_to(size, pages.pages(source))


@main.command()
@click.argument("results", type=click.Path(path_type=Path, exists=True))
@click.option("--docs", type=click.Path(path_type=Path), help="Write tables and plot there, too.")
def report(results: Path, docs: Path | None) -> None:
    """Print the tables of a run whose figures were kept with --json."""
    show(figures.read(results), docs)


def show(results: figures.Results, docs: Path | None) -> None:
    """Print the tables, and write them and the plot into the folder of the documentation."""
    text = tables.report(results)
    print(text)
    if docs:
        (docs / "speed").mkdir(parents=True, exist_ok=True)
        (docs / "speed" / "speed.md").write_text(text, encoding="utf-8")
        plots.speed(results, docs / "pages" / "speed" / "speed.svg")


if __name__ == "__main__":
    main()
