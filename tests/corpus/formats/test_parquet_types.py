"""The other columns of a Parquet table do not change, whatever their Arrow type."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from pyarrow import parquet

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

pytestmark = pytest.mark.slow

AT = datetime(2013, 10, 17, 8, 40, tzinfo=UTC)
UNITS = ("s", "ms", "us", "ns")
WHOLE = [getattr(pa, f"{sign}int{bits}")() for sign in ("", "u") for bits in (8, 16, 32, 64)]
PLAIN: list[tuple[Any, Any]] = [
    *((kind, 7) for kind in WHOLE),
    *((kind, 0.5) for kind in (pa.float16(), pa.float32(), pa.float64())),
    (pa.bool_(), True),
    *((kind, "loom") for kind in (pa.string(), pa.large_string(), pa.string_view())),
    *((kind, b"\0\xff") for kind in (pa.binary(), pa.large_binary(), pa.binary_view())),
    (pa.binary(2), b"\0\xff"),
    *((kind, Decimal("7.10")) for kind in (pa.decimal128(38, 2), pa.decimal256(70, 2))),
    *((kind, AT.date()) for kind in (pa.date32(), pa.date64())),
    *((pa.time32(unit), time(8, 40)) for unit in ("s", "ms")),
    *((pa.time64(unit), time(8, 40)) for unit in ("us", "ns")),
    *((pa.timestamp(unit), AT.replace(tzinfo=None)) for unit in UNITS),
    *((pa.timestamp(unit, "Europe/Zurich"), AT) for unit in UNITS),
    *((pa.duration(unit), timedelta(seconds=7)) for unit in UNITS),
    *((pa.dictionary(index, pa.string()), "loom") for index in (pa.int8(), pa.int16(), pa.int32())),
    *((pa.dictionary(pa.int32(), kind), 7) for kind in (pa.int8(), pa.int64())),
    (pa.null(), None),
]
NESTED: list[tuple[Any, Any]] = [
    (pa.list_(pa.int8()), [1, None]),
    (pa.large_list(pa.string()), ["a"]),
    (pa.list_(pa.int8(), 2), [1, 2]),
    (pa.list_(pa.list_(pa.string())), [["a"], None, []]),
    (pa.list_(pa.struct([("a", pa.date32())])), [{"a": date(2013, 1, 1)}]),
    (pa.map_(pa.string(), pa.int32()), [("a", 1), ("b", None)]),
    (pa.struct([("a", pa.struct([("b", pa.map_(pa.int8(), pa.bool_()))]))]), {"a": {"b": []}}),
    (pa.struct([("a", pa.float64()), ("b", pa.list_(pa.binary()))]), {"a": None, "b": [b"x"]}),
]
KINDS = PLAIN + NESTED


def column(kind: Any, value: Any, count: int) -> Any:
    """Return a column with nulls in it."""
    values = [value if number % 3 else None for number in range(count)]
    if pa.types.is_dictionary(kind):
        return pa.array(values, kind.value_type).dictionary_encode().cast(kind)
    return pa.array(values, kind)


def test_columns_of_all_types_are_kept_and_texts_restored(here: Run, tmp_path: Path) -> None:
    texts = ["The pformation.", "A loom.", None, "A pformation\nReturn to list\nA loom."] * 3
    columns = {
        f"{number} {kind}": column(kind, value, len(texts))
        for number, (kind, value) in enumerate(KINDS)
    }
    raw = pa.table({"text": texts} | columns)
    assert len({str(kind) for kind, _ in KINDS}) >= 53
    parquet.write_table(raw, tmp_path / "a.parquet", row_group_size=5)
    raw = parquet.read_table(tmp_path / "a.parquet")  # what Parquet has of it
    done = here("a.parquet", "-o", "b.parquet", "--ledger", "l.jsonl", "-q")
    assert (done.returncode, done.stderr) == (0, b"")
    clean = parquet.read_table(tmp_path / "b.parquet")
    assert clean["text"].to_pylist()[0] == "The transformation."
    assert clean.schema.equals(raw.schema, check_metadata=True)
    assert clean.drop_columns("text").equals(raw.drop_columns("text"))
    done = here("restore", "b.parquet", "-o", "c.parquet", "--ledger", "l.jsonl", "-q")
    assert (done.returncode, done.stderr) == (0, b"")
    assert parquet.read_table(tmp_path / "c.parquet").equals(raw, check_metadata=True)
