"""Measure how fast garmentclean is, beside other programs and the floors below which none can be.

    python bench/speed.py corpus FOLDER [--size MB] [--files N] [--dirty FACTOR]

`corpus` only writes what is measured with: `FOLDER/corpus.jsonl` and `FOLDER/files/`. Articles are
generated (see `timing/corpus.py`): the same for each size, and hardly a sentence in them twice.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parent))

from timing import corpus

MB = 1_000_000


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Measure how fast garmentclean is."""


@main.command("corpus")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--size", default=100.0, help="MB of text in corpus.jsonl.", show_default=True)
@click.option("--files", default=5000, help="How many files.", show_default=True)
@click.option("--dirty", default=1.0, help="Defects, as a multiple of those in the field.")
def write(folder: Path, size: float, files: int, dirty: float) -> None:
    """Write the corpus: articles as JSON Lines, and as files."""
    if size:
        rows = corpus.write_rows(folder / "corpus.jsonl", int(size * MB), dirty=dirty)
        print(f"{folder / 'corpus.jsonl'}: {rows:,} articles")
    if files:
        written = corpus.write_files(folder / "files", files, dirty=dirty)
        print(f"{folder / 'files'}: {files:,} articles, {written / MB:.1f} MB")


if __name__ == "__main__":
    main()
