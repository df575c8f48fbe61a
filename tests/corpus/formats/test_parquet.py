from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pyarrow import parquet

from garmentclean.corpus.files import FileError
from garmentclean.corpus.formats.arrow_columns import ways_of
from garmentclean.corpus.formats.parquet import rows
from garmentclean.corpus.row_files import row_file
from garmentclean.corpus.sources import File, Row, Source
from garmentclean.corpus.writing import Replacement
from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

pytestmark = pytest.mark.slow

RAW = [
    "A pformation.",
    None,
    "A loom.\r\nReturn to list\r\n",
    "A loom.",
    "The pformation \0 棉",
    "",
]
TEXTS = [
    "A transformation.",
    None,
    "A loom.\r\n",
    "A loom.",
    "The transformation \0 棉",
    "",
]
KINDS = {
    "string": pa.string(),
    "large": pa.large_string(),
    "view": pa.string_view(),
    "dictionary": pa.dictionary(pa.int8(), pa.string()),
    "ordered": pa.dictionary(pa.int32(), pa.large_string(), ordered=True),
}


def schema(kind: Any) -> Any:
    return pa.schema(
        [
            pa.field("id", pa.int64(), nullable=False),
            pa.field("text", kind, metadata={"about": "the article"}),
            pa.field("price", pa.decimal128(9, 2)),
            pa.field("at", pa.timestamp("ns", "UTC")),
            pa.field("tags", pa.list_(pa.field("item", pa.string()))),
            pa.field(
                "meta",
                pa.struct(
                    [
                        pa.field("n", pa.float32()),
                        pa.field("body", inside(kind), metadata={"x": "y"}),
                    ]
                ),
            ),
        ],
        metadata={"pandas": '{"index_columns": []}', "huggingface": "{}"},
    )


def inside(kind: Any) -> Any:
    """Return what the text in a struct is: Arrow cannot cut views there into row groups."""
    return pa.string() if kind == pa.string_view() else kind


def table(kind: Any, texts: list[str | None]) -> Any:
    metas = [None, *[{"n": 1.5, "body": text} for text in texts[1:]]]
    return pa.Table.from_arrays(
        [
            pa.array(range(len(texts)), pa.int64()),
            pa.array(texts, pa.string()).cast(kind),
            pa.array([None, *[Decimal("7.10")] * (len(texts) - 1)], pa.decimal128(9, 2)),
            pa.array([1_700_000_000_000_000_001] * len(texts), pa.timestamp("ns", "UTC")),
            pa.array([["a", None], None, *[[]] * (len(texts) - 2)], pa.list_(pa.string())),
            structs(metas, kind),
        ],
        schema=schema(kind),
    )


def structs(values: list[Any], kind: Any) -> Any:
    body = pa.array([value and value["body"] for value in values], pa.string())
    body = body.cast(inside(kind))
    number = pa.array([value and value["n"] for value in values], pa.float32())
    fields = list(schema(kind).field("meta").type)
    mask = pa.array([value is None for value in values])
    return pa.StructArray.from_arrays([number, body], fields=fields, mask=mask)


def put(path: Path, data: Any, **options: Any) -> Any:
    codecs = {"id": "zstd", "text": "gzip", "price": "none", "meta.body": "lz4"}
    options = {"compression": codecs, "use_dictionary": ["text"], "row_group_size": 4} | options
    parquet.write_table(data, path, **options)
    return parquet.ParquetFile(path)


def shape(file: Any) -> list[Any]:
    """Return what must not change in a file: its schema, row groups, and compression."""
    groups = [file.metadata.row_group(number) for number in range(file.num_row_groups)]
    columns = [
        [
            (column.path_in_schema, column.compression, column.has_dictionary_page)
            for column in map(group.column, range(group.num_columns))
        ]
        for group in groups
    ]
    return [
        [group.num_rows for group in groups],
        columns[0],
        str(file.schema).splitlines()[1:],
        sorted((file.schema_arrow.metadata or {}).items()),
    ]


def same(one: Any, two: Any) -> bool:
    """Return whether two tables are the same, whatever order their dictionaries have."""
    if not one.schema.equals(two.schema, check_metadata=True) or one["at"] != two["at"]:
        return False
    rest = [data.drop_columns("at").to_pylist() for data in (one, two)]
    return bool(rest[0] == rest[1])


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("mode", ["-w", "-o"])
def test_only_the_texts_change_and_they_are_restored(
    here: Run,
    tmp_path: Path,
    kind: Any,
    mode: str,
) -> None:
    path = tmp_path / "a.parquet"
    expected = put(tmp_path / "expected", table(kind, TEXTS)).read()
    file = put(path, table(kind, RAW))
    raw, before = file.read(), shape(file)
    fields = ("--text-field", "text", "--text-field", "meta.body")
    made = tmp_path / ("a.parquet" if mode == "-w" else "b.pq")
    args = ["-w"] if mode == "-w" else ["-o", made.name]
    done = here("-q", *args, *fields, "--ledger", "l", "a.parquet")
    assert (done.stderr, done.returncode) == (b"", 0)
    assert same(parquet.read_table(made), expected)
    assert shape(parquet.ParquetFile(made)) == before
    done = here("restore", "-w", "--ledger", "l", made.name)
    assert done.stderr == b"garmentclean: 5 documents restored, 4 already as they were\n"
    assert same(parquet.read_table(made), raw)
    assert shape(parquet.ParquetFile(made)) == before


def test_edits_of_one_rule_are_withdrawn(here: Run, tmp_path: Path) -> None:
    put(tmp_path / "a.parquet", table(pa.string(), RAW))
    here("-q", "-o", "b.parquet", "--ledger", "l", "a.parquet")
    done = here("restore", "-q", "-o", "c.parquet", "--rule", "trans", "--ledger", "l", "b.parquet")
    assert (done.stderr, done.returncode) == (b"", 0)
    texts = parquet.read_table(tmp_path / "c.parquet").column("text").to_pylist()
    assert texts == [text and text.replace("\r\nReturn to list", "") for text in RAW]
    assert here("restore", "-w", "-q", "--ledger", "l", "c.parquet").returncode == 0
    texts = parquet.read_table(tmp_path / "c.parquet").column("text").to_pylist()
    assert texts == RAW


def test_texts_that_became_empty_are_restored(here: Run, tmp_path: Path) -> None:
    texts = ["Return to list", "", None, "Return to list\n"]
    put(tmp_path / "a.parquet", pa.table({"text": texts}))
    here("-q", "-w", "--force", "--ledger", "l", "a.parquet")
    made = parquet.read_table(tmp_path / "a.parquet").column("text").to_pylist()
    assert made == ["", "", None, ""]
    assert here("restore", "-q", "-w", "--ledger", "l", "a.parquet").stderr == b""
    assert parquet.read_table(tmp_path / "a.parquet").column("text").to_pylist() == texts


def test_two_columns_with_the_same_clean_text_are_restored_separately(
    here: Run, tmp_path: Path
) -> None:
    raw = pa.table({"a": ["A pformation.", "A loom."], "b": ["A transformation.", "A loom."]})
    raw = raw.append_column("c", pa.array(["A pformation.", "A loom.\nReturn to list"]))
    put(tmp_path / "a.parquet", raw)
    fields = [part for name in "abc" for part in ("--text-field", name)]
    here("-q", "-w", *fields, "--ledger", "l", "a.parquet")
    here("-q", "-w", *fields, "--ledger", "l", "a.parquet")
    made = parquet.read_table(tmp_path / "a.parquet")
    assert made.column("a").to_pylist() == ["A transformation.", "A loom."]
    assert here("restore", "-q", "-w", "--ledger", "l", "a.parquet").stderr == b""
    assert parquet.read_table(tmp_path / "a.parquet").equals(raw)


def test_a_file_without_an_edit_is_the_same_file(here: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    put(path, table(pa.string(), TEXTS), data_page_version="2.0", compression="brotli")
    raw, before = path.read_bytes(), path.stat()
    assert here("-q", "-o", "b.parquet", "a.parquet").returncode == 0
    assert (tmp_path / "b.parquet").read_bytes() == raw
    assert here("-q", "-w", "--exit-non-zero-on-change", "a.parquet").returncode == 0
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_file_without_rows_is_copied(here: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    put(path, table(pa.string(), TEXTS).slice(0, 0))
    done = here("-o", "b.parquet", "a.parquet")
    assert done.stderr == b"garmentclean: 0 documents, 0 cleaned, 0 edits\n"
    assert (tmp_path / "b.parquet").read_bytes() == path.read_bytes()


def test_rows_are_numbered_through_the_file(here: Run, tmp_path: Path) -> None:
    put(tmp_path / "a.parquet", pa.table({"text": ["A loom."] * 9 + ["A pformation."]}))
    done = here("-q", "--check", "--metadata", "m", "--ledger", "l", "a.parquet")
    finding = "a.parquet:10:1:3: house/trans: 'pformation' → 'transformation'\n"
    assert (done.stdout.decode(), done.returncode) == (finding, 1)
    assert here("-q", "--diff", "a.parquet").stdout.startswith(b"--- a.parquet:10\n")
    known = [json.loads(line)["document"] for line in (tmp_path / "m").read_bytes().splitlines()]
    assert known == [f"a.parquet:{number}" for number in range(1, 11)]
    entry = json.loads((tmp_path / "l").read_bytes().splitlines()[10])
    assert (entry["document"], entry["row"]) == ("a.parquet:10", {"field": "text"})


def test_parquet_files_of_a_folder_are_read_on_request(here: Run, tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    for name in ("a.parquet", "deep/b.PQ"):
        put(tmp_path / "in" / name, pa.table({"text": ["A pformation."]}))
    (tmp_path / "in" / "c.txt").write_bytes(b"A pformation.\n")
    assert here("in", "--input-format", "parquet", "-o", "out", "--ledger", "l").returncode == 0
    made = {path.name: parquet.read_table(path) for path in (tmp_path / "out").rglob("[!.]*.*")}
    assert {name: data.to_pydict() for name, data in made.items()} == {
        "a.parquet": {"text": ["A transformation."]},
        "b.PQ": {"text": ["A transformation."]},
    }
    done = here("restore", "out", "--input-format", "parquet", "-o", "back", "--ledger", "l")
    assert done.returncode == 0
    back = parquet.read_table(tmp_path / "back" / "deep" / "b.PQ")
    assert back.to_pydict() == {"text": ["A pformation."]}


def test_rejected_rows_are_left_out_and_the_others_come_back(here: Run, tmp_path: Path) -> None:
    texts = ["Return to list", "A pformation.", None, "***", "A pformation, too.", " ", "A loom."]
    put(tmp_path / "a.parquet", pa.table({"id": range(7), "text": texts}), row_group_size=2)
    args = ("-q", "--max-loss", "1", "--rejects", "r", "--ledger", "l", "a.parquet")
    assert here(*args, "-o", "b.parquet").returncode == 0
    made = parquet.ParquetFile(tmp_path / "b.parquet")
    assert made.read().to_pydict() == {
        "id": [1, 2, 4, 5, 6],
        "text": ["A transformation.", None, "A transformation, too.", " ", "A loom."],
    }
    sizes = [made.metadata.row_group(n).num_rows for n in range(made.num_row_groups)]
    assert sizes == [1, 1, 2, 1]
    rejects = [json.loads(line) for line in (tmp_path / "r").read_bytes().splitlines()]
    assert [(one["document"], one["original"]) for one in rejects] == [
        ("a.parquet:1", "Return to list"),
        ("a.parquet:4", "***"),
    ]
    assert here("restore", "-q", "-w", "--ledger", "l", "b.parquet").stderr == b""
    back = parquet.read_table(tmp_path / "b.parquet").column("text").to_pylist()
    assert back == ["A pformation.", None, "A pformation, too.", " ", "A loom."]


def test_rows_with_views_in_structs_can_be_left_out(here: Run, tmp_path: Path) -> None:
    texts = pa.array(["***", "A pformation of more than twelve bytes.", "A loom."])
    views = pa.StructArray.from_arrays([texts.cast(pa.string_view())], names=["body"])
    put(tmp_path / "a.parquet", pa.table({"m": views}), use_dictionary=False, compression="none")
    args = ("--text-field", "m.body", "--rejects", "r", "a.parquet", "-o", "b.parquet")
    assert here("-q", *args).stderr == b""
    made = parquet.read_table(tmp_path / "b.parquet")
    clean = "A transformation of more than twelve bytes."
    assert made.to_pylist() == [{"m": {"body": clean}}, {"m": {"body": "A loom."}}]
    assert made.schema.field("m").type.field("body").type == pa.string_view()


def test_all_rows_can_be_rejected_and_several_texts_are_named(here: Run, tmp_path: Path) -> None:
    put(tmp_path / "a.parquet", pa.table({"a": ["Return to list"], "b": ["-"], "c": [1]}))
    args = ("-q", "--max-loss", "1", "--text-field", "a", "--text-field", "b", "--rejects", "r")
    assert here(*args, "a.parquet", "-o", "b.parquet").returncode == 0
    made = parquet.read_table(tmp_path / "b.parquet")
    assert (made.num_rows, made.schema.names) == (0, ["a", "b", "c"])
    reject = json.loads((tmp_path / "r").read_bytes())
    assert reject["original"] == {"a": "Return to list", "b": "-"}


def test_stopped_rows_go_to_the_quarantine(here: Run, tmp_path: Path) -> None:
    texts = ["A pformation.", "Return to list", "A loom."]
    put(tmp_path / "a.parquet", pa.table({"text": texts}), row_group_size=2)
    assert here("-q", "a.parquet", "-o", "b.parquet", "--quarantine", "q").returncode == 1
    made = {name: parquet.read_table(tmp_path / name) for name in ("b.parquet", "q/a.parquet")}
    assert {name: data.column("text").to_pylist() for name, data in made.items()} == {
        "b.parquet": ["A transformation.", "A loom."],
        "q/a.parquet": ["Return to list"],
    }


def test_a_text_that_is_too_large_is_unchanged(here: Run, tmp_path: Path) -> None:
    long = "A pformation " + "x" * 5000
    put(tmp_path / "a.parquet", pa.table({"text": ["A pformation.", long]}))
    args = ("-q", "--max-size", "4KB", "--rejects", "r", "--ledger", "l")
    done = here(*args, "a.parquet", "-w")
    assert done.returncode == 2
    reason = "has more than the 4 KB of --max-size"
    assert done.stderr.decode() == f"garmentclean: a.parquet:2: {reason}; left as it is\n"
    made = parquet.read_table(tmp_path / "a.parquet").column("text").to_pylist()
    assert made == ["A transformation.", long]
    assert json.loads((tmp_path / "r").read_bytes()) == {
        "document": "a.parquet:2",
        "reason": reason,
    }
    assert here("restore", "-q", "-w", "--ledger", "l", "a.parquet").returncode == 0
    back = parquet.read_table(tmp_path / "a.parquet").column("text").to_pylist()
    assert back == ["A pformation.", long]


def test_texts_with_invalid_utf_8_keep_their_bytes(here: Run, tmp_path: Path) -> None:
    data = [b"A pformation.\xe9", b"\xff\xfe", b"A pformation."]
    binary = pa.array(data, pa.binary())
    array = pa.StringArray.from_buffers(3, *binary.buffers()[1:])
    put(tmp_path / "a.parquet", pa.table({"text": array}))
    assert here("-q", "-w", "--ledger", "l", "a.parquet").returncode == 0
    made = parquet.read_table(tmp_path / "a.parquet").column("text").cast(pa.binary()).to_pylist()
    assert made == [text.replace(b"pform", b"transform") for text in data]
    assert here("restore", "-q", "-w", "--ledger", "l", "a.parquet").returncode == 0
    back = parquet.read_table(tmp_path / "a.parquet").column("text").cast(pa.binary()).to_pylist()
    assert back == data


ODD = pa.table({"id": [1], "a.b": ["A pformation."], "a": [{"b": "A pformation!", "c": 1}]})
MANY = pa.table({f"c{number}": [1] for number in range(23)})


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        (
            ODD,
            "text",
            "has no column 'text', but 'id', 'a.b' and 'a'; name the text's with --text-field",
        ),
        (
            ODD,
            "a.x",
            "has no column 'a.x', but 'id', 'a.b' and 'a'; name the text's with --text-field",
        ),
        (
            ODD,
            "id.x",
            "has no column 'id.x', but 'id', 'a.b' and 'a'; name the text's with --text-field",
        ),
        (ODD, "id", "column 'id' is int64, no text; name the text's with --text-field"),
        (ODD, "a.c", "column 'a.c' is int64, no text; name the text's with --text-field"),
        (MANY, "x", "'c18', 'c19' and 3 more; name the text's with --text-field"),
    ],
)
def test_a_missing_column_or_one_without_text_is_reported(
    here: Run,
    tmp_path: Path,
    data: Any,
    field: str,
    message: str,
) -> None:
    put(tmp_path / "a.parquet", data, use_dictionary=False, compression="none")
    raw = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "b.txt").write_bytes(b"A pformation.\n")
    done = here("-q", "-w", "--text-field", field, "a.parquet", "b.txt")
    assert done.returncode == 2
    assert done.stderr.startswith(b"garmentclean: a.parquet: ")
    assert done.stderr.decode().endswith(f"{message}\n")
    assert done.stderr.count(b"\n") == 1
    assert (tmp_path / "a.parquet").read_bytes() == raw
    assert (tmp_path / "b.txt").read_bytes() == b"A transformation.\n"


STRUCT = pa.StructArray.from_arrays([pa.array(["A pformation."])], ["body"])
INNER = pa.StructArray.from_arrays([pa.array(["A pformation."])] * 2, ["body", "body"])


@pytest.mark.parametrize("mode", [["--check"], ["-w"], ["-o", "out/"]])
@pytest.mark.parametrize(
    ("names", "arrays", "field", "twice"),
    [
        (["text", "text"], [pa.array(["A pformation."])] * 2, "text", "text"),
        (["a", "a"], [STRUCT] * 2, "a.body", "a"),
        (["a"], [INNER], "a.body", "a.body"),
        (["a.body", "a.body"], [pa.array(["A pformation."])] * 2, "a.body", "a.body"),
    ],
)
def test_a_duplicate_column_is_reported_and_the_other_files_are_cleaned(
    here: Run,
    tmp_path: Path,
    names: list[str],
    arrays: list[Any],
    field: str,
    twice: str,
    mode: list[str],
) -> None:
    put(tmp_path / "a.parquet", pa.Table.from_arrays(arrays, names=names))
    (tmp_path / "b.jsonl").write_text('{"text": "A pformation.", "a": {"body": "A pformation."}}\n')
    raw = (tmp_path / "a.parquet").read_bytes()
    done = here("-q", *mode, "--text-field", field, "a.parquet", "b.jsonl")
    assert done.returncode == 2
    assert done.stderr.decode() == (
        f"garmentclean: a.parquet: has more than one column '{twice}'; rename the others, or drop "
        "them\n"
    )
    assert (tmp_path / "a.parquet").read_bytes() == raw
    made = {"--check": done.stdout, "-o": None}.get(mode[0], (tmp_path / "b.jsonl").read_bytes())
    made = made if made is not None else (tmp_path / "out" / "b.jsonl").read_bytes()
    assert b"transformation" in made


def test_other_columns_may_occur_twice(here: Run, tmp_path: Path) -> None:
    arrays = [pa.array(["A pformation."]), pa.array([1]), pa.array([2])]
    put(tmp_path / "a.parquet", pa.Table.from_arrays(arrays, names=["text", "n", "n"]))
    assert here("-q", "-w", "a.parquet").returncode == 0
    made = parquet.ParquetFile(tmp_path / "a.parquet").read()
    assert [column.to_pylist() for column in made.columns] == [["A transformation."], [1], [2]]


def test_a_duplicate_site_column_is_reported(here: Run, tmp_path: Path) -> None:
    arrays = [pa.array(["A pformation."])] * 3
    put(tmp_path / "a.parquet", pa.Table.from_arrays(arrays, names=["text", "url", "url"]))
    done = here("count", "-o", "counts", "--site-field", "url", "a.parquet")
    assert done.returncode == 2
    assert b"a.parquet: has more than one column 'url'" in done.stderr


def test_a_column_with_dots_in_its_name_takes_precedence(here: Run, tmp_path: Path) -> None:
    put(tmp_path / "a.parquet", ODD, compression="none", use_dictionary=False)
    here("-q", "-w", "--text-field", "a.b", "a.parquet")
    made = parquet.read_table(tmp_path / "a.parquet").to_pylist()
    assert made == [{"id": 1, "a.b": "A transformation.", "a": {"b": "A pformation!", "c": 1}}]


def test_a_file_may_lack_one_of_several_columns(tmp_path: Path) -> None:
    assert ways_of(ODD.schema, ("title", "a.b"), tmp_path) == [None, ("a.b",)]
    with pytest.raises(GarmentcleanError, match="has no column 'x' or 'y', but 'id'"):
        ways_of(ODD.schema, ("x", "y"), tmp_path)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "is damaged, or no Parquet file: "),
        (b"A pformation.", "is damaged, or no Parquet file: "),
        (b"PAR1" + b"x" * 99, "is damaged, or no Parquet file: "),
        (None, "cannot read this file: No such file or directory"),
    ],
)
def test_an_unreadable_file_is_reported(
    here: Run, tmp_path: Path, raw: bytes | None, message: str
) -> None:
    if raw is not None:
        (tmp_path / "a.parquet").write_bytes(raw)
    put(tmp_path / "b.parquet", pa.table({"text": ["A pformation."]}))
    done = here("-q", "a.parquet", "b.parquet", "-o", "out")
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"garmentclean: a.parquet: {message}")
    assert done.stderr.count(b"\n") == 1
    assert [path.name for path in (tmp_path / "out").glob("[!.]*")] == ["b.parquet"]


def test_a_file_with_a_damaged_row_group_is_unchanged(here: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    texts = [f"A pformation {number}." for number in range(900)]
    file = put(path, pa.table({"text": texts}), row_group_size=300, use_dictionary=False)
    place = file.metadata.row_group(2).column(0).data_page_offset
    raw = bytearray(path.read_bytes())
    raw[place : place + 500] = b"\xff" * 500
    path.write_bytes(raw)
    done = here("-q", "-w", "a.parquet")
    assert done.returncode == 2
    assert b"garmentclean: a.parquet: is damaged, or no Parquet file: " in done.stderr
    assert path.read_bytes() == raw
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.parametrize("texts", [["A loom."], ["A pformation."] * 9])
def test_a_file_that_cannot_be_written_is_reported_and_the_others_are_cleaned(
    here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, texts: list[str]
) -> None:
    put(tmp_path / "a.parquet", pa.table({"text": texts}), row_group_size=2)
    put(tmp_path / "b.parquet", pa.table({"text": ["A pformation."]}))
    real = Replacement.write

    def full(file: Replacement, data: bytes) -> None:
        if file._path.name == "a.parquet":  # noqa: SLF001 - only this one is on a full disk
            raise FileError("a.parquet: cannot write this file: No space left on device")
        real(file, data)

    monkeypatch.setattr(Replacement, "write", full)
    done = here("-q", "a.parquet", "b.parquet", "-o", "out")
    message = b"garmentclean: a.parquet: cannot write this file: No space left on device\n"
    assert (done.stderr, done.returncode) == (message, 2)
    assert [path.name for path in (tmp_path / "out").glob("[!.]*")] == ["b.parquet"]


def test_rows_before_the_first_change_are_written_as_they_were(here: Run, tmp_path: Path) -> None:
    texts = ["A loom."] * 5 + ["A pformation."] + ["A loom."] * 3
    put(tmp_path / "a.parquet", pa.table({"text": texts}), row_group_size=2)
    assert here("-q", "-w", "a.parquet").returncode == 0
    made = parquet.read_table(tmp_path / "a.parquet").column("text").to_pylist()
    assert made == [text.replace("pform", "transform") for text in texts]


def test_reading_keeps_one_row_group_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "a.parquet", pa.table({"text": ["A loom."]}))
    given = []
    real = parquet.ParquetFile.__init__

    def noted(self: Any, path: Path, **options: Any) -> None:
        given.append(options)
        real(self, path, **options)

    monkeypatch.setattr(parquet.ParquetFile, "__init__", noted)
    path = tmp_path / "a.parquet"
    pieces = rows(Source(File(path)), path, ["text"])
    assert [one.row.cells for one in pieces if one.row] == [(b"A loom.",)]
    assert given == [{"pre_buffer": False}]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["a.parquet"], "a.parquet: Parquet cannot go to stdout; use -o FILE or --write"),
        (["--input-format", "parquet"], "Parquet cannot be piped in; name a file"),
        (
            ["a.parquet", "-o", "b.jsonl"],
            "-o b.jsonl: the format does not change; use the file ending of the input",
        ),
        (
            ["a.txt", "-o", "b.parquet"],
            "-o b.parquet: the format does not change; use the file ending of the input",
        ),
        (
            ["-w", "--metadata-columns", "a.parquet"],
            (
                "--metadata-columns is for JSON Lines, and a.parquet holds Parquet; "
                "use --metadata FILE"
            ),
        ),
        (
            ["--metadata-columns", "--input-format", "text", "a.txt"],
            (
                "--metadata-columns is for JSON Lines, and a.txt may hold texts; "
                "use --metadata FILE, or --input-format jsonl"
            ),
        ),
        (["restore", "--ledger", "l", "a.parquet"], "a.parquet: Parquet cannot go to stdout"),
    ],
)
def test_options_that_parquet_cannot_have_are_usage_errors(
    here: Run, tmp_path: Path, args: list[str], message: str
) -> None:
    put(tmp_path / "a.parquet", pa.table({"text": ["A pformation."]}))
    done = here(*args)
    assert (done.stdout, done.returncode) == (b"", 2)
    assert done.stderr.decode().startswith(f"garmentclean: {message}")
    assert done.stderr.count(b"\n") == 1


def test_without_arrow_the_extra_is_named(tmp_path: Path) -> None:
    put(tmp_path / "a.parquet", pa.table({"text": ["A pformation."]}))
    hidden = "import sys; sys.modules['pyarrow'] = None; from garmentclean.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", hidden, "--check", "a.parquet"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
    )
    message = b"garmentclean: Parquet needs pyarrow: pip install 'garmentclean[parquet]'\n"
    assert (done.stdout, done.stderr, done.returncode) == (b"", message, 2)


CELLS = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=5)


@hypothesis_settings(max_examples=30)
@given(
    st.lists(st.tuples(CELLS, st.booleans(), CELLS, st.booleans()), max_size=12),
    st.integers(1, 5),
    st.sampled_from(list(KINDS.values())),
)
def test_any_rows_can_be_changed_and_left_out(
    tmp_path_factory: pytest.TempPathFactory,
    some: list[tuple[str | None, bool, str | None, bool]],
    size: int,
    kind: Any,
) -> None:
    folder = tmp_path_factory.mktemp("parquet")
    path = folder / "a.parquet"
    texts = pa.array([text for text, *_ in some], pa.string()).cast(kind)
    data = pa.table({"id": pa.array(range(len(some)), pa.int64()), "text": texts})
    put(path, data, row_group_size=size, compression="none")
    file = row_file(
        folder / "b.parquet", Source(File(path), row=Row(1, format="parquet")), ["text"]
    )
    read_rows = [one.row for one in rows(Source(File(path)), path, ["text"]) if one.row]
    expected = []
    for row, (text, kept, other, changed) in zip(read_rows, some, strict=False):
        assert row.cells == (text if text is None else text.encode(),)
        if kept:
            new = other if changed else text
            cells = (new if new is None else new.encode(),)
            file.add(row._replace(cells=cells), changed=changed)
            expected.append({"id": row.number - 1, "text": new})
    file.commit()
    made = parquet.read_table(folder / "b.parquet")
    assert made.to_pylist() == expected
    assert made.schema == parquet.read_table(path).schema
