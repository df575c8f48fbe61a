# /// script
# requires-python = ">=3.11"
# dependencies = ["garmentclean[parquet]", "pyspark[sql]>=4.0"]
# ///
"""Clean documents with Spark: python with_spark.py 'in/*.parquet' out (or 'in/*.jsonl')."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pyspark.sql import SparkSession
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

from garmentclean import Pipeline
from garmentclean.arrow import clean_batches, schema_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa


def main(source: str, target: str) -> None:
    """Read files, clean each partition in a worker, and write a folder of Parquet."""
    spark = SparkSession.builder.appName("garmentclean").getOrCreate()
    read = spark.read.json if source.endswith(".jsonl") else spark.read.parquet
    rows = read(source)
    schema = from_arrow_schema(schema_of(to_arrow_schema(rows.schema)))
    pipeline = Pipeline.from_packs(max_loss=0.75)

    def clean(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return clean_batches(batches, pipeline)

    rows.mapInArrow(clean, schema).write.parquet(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
