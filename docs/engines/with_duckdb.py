# /// script
# requires-python = ">=3.11"
# dependencies = ["garmentclean[parquet]", "duckdb>=2"]
# ///
"""Clean documents with DuckDB: python with_duckdb.py 'in/*.parquet' out.parquet."""

from __future__ import annotations

import sys

import duckdb
import pyarrow as pa

from garmentclean import Pipeline
from garmentclean.arrow import clean_batches, schema_of


def main(source: str, target: str) -> None:
    """Clean what a query gives, batch by batch in this process, and write a file of Parquet."""
    query = duckdb.connect().sql("from read_parquet(?)", params=[source])
    rows = query.to_arrow_reader(1000)
    batches = clean_batches(rows, Pipeline.from_packs(max_loss=0.75))
    clean = pa.RecordBatchReader.from_batches(schema_of(rows.schema), batches)
    duckdb.connect().from_arrow(clean).write_parquet(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
