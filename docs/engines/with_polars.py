# /// script
# requires-python = ">=3.11"
# dependencies = ["garmentclean[parquet]", "polars>=1.20"]
# ///
"""Clean documents with Polars: python with_polars.py 'in/*.parquet' out."""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from glob import glob
from multiprocessing import get_context
from pathlib import Path

import polars as pl

from garmentclean import Pipeline
from garmentclean.arrow import clean_table


def clean_file(source: str, pipeline: Pipeline, target: Path) -> None:
    """Clean one file into a folder."""
    table = pl.read_parquet(source).to_arrow()
    clean = pl.DataFrame(clean_table(table, pipeline))
    clean.write_parquet(target / Path(source).name)


def main(source: str, target: str) -> None:
    """Clean files, in as many processes as there are cores: Polars' own threads do not help."""
    sources = sorted(glob(source))
    if len({Path(path).name for path in sources}) < max(1, len(sources)):
        sys.exit(f"{source}: no files, or two with the same name, which would replace each other")
    Path(target).mkdir(parents=True, exist_ok=True)
    pipeline = Pipeline.from_packs(max_loss=0.75)
    work = partial(clean_file, pipeline=pipeline, target=Path(target))
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:  # Polars cannot be forked
        list(pool.map(work, sources))


if __name__ == "__main__":
    main(*sys.argv[1:])
