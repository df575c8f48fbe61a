# /// script
# requires-python = ">=3.11"
# dependencies = ["garmentclean[parquet]", "ray[data]>=2.40", "aiohttp"]
# ///
"""Clean documents with Ray Data: python with_ray.py 'in/*.parquet' out (or 'in/*.jsonl')."""

from __future__ import annotations

import sys
from glob import glob

import ray

from garmentclean import Pipeline
from garmentclean.arrow import clean_table


def main(source: str, target: str) -> None:
    """Read files, clean each block in a task of its own, and write a folder of Parquet."""
    ray.init(include_dashboard=False)  # the cluster of RAY_ADDRESS, or one on this machine
    read = ray.data.read_json if source.endswith(".jsonl") else ray.data.read_parquet
    rows = read(sorted(glob(source)))
    pipeline = Pipeline.from_packs(max_loss=0.75)
    clean = rows.map_batches(
        clean_table, batch_format="pyarrow", batch_size=1000, fn_kwargs={"pipeline": pipeline}
    )
    clean.write_parquet(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
