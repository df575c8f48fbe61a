# /// script
# requires-python = ">=3.11"
# dependencies = ["garmentclean[parquet]", "datasets>=3"]
# ///
"""Clean documents with datasets: python with_datasets.py 'in/*.parquet' out.parquet."""

from __future__ import annotations

import sys
from os import cpu_count

from datasets import Features, load_dataset

from garmentclean import Pipeline
from garmentclean.arrow import clean_table, schema_of


def main(source: str, target: str) -> None:
    """Read files, clean batches in a process for each core, and write a file of Parquet."""
    rows = load_dataset("parquet", data_files=source, split="train")
    clean = rows.with_format("arrow").map(
        clean_table,
        batched=True,
        fn_kwargs={"pipeline": Pipeline.from_packs(max_loss=0.75)},
        features=Features.from_arrow_schema(schema_of(rows.features.arrow_schema)),
        num_proc=cpu_count(),
    )
    clean.to_parquet(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
