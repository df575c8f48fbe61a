"""An Arrow table is cleaned as the command would clean it, and is restored to what it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import compute, parquet

from garmentclean import GarmentcleanError, Pipeline
from garmentclean.arrow import clean_batches, clean_table, restore_table, schema_of
from garmentclean.counts.counts import Counts
from garmentclean.errors import FilterError
from garmentclean.pipeline.result import Result
from garmentclean.text.document import Document

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator, Mapping

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

pytestmark = pytest.mark.slow

FIXTURES = Path(__file__).parents[1] / "fixtures"
RAW = [
    "A pformation of the mill.",
    None,
    "A loom.\r\nReturn to list\r\nThe other loom is idle.\r\n",
    "Return to list",
    "The pformation \0 棉",
    "",
    "A loom.\rReturn to list\nIt is mixed.\n",
    (
        "A mill in new hands\n\nViews: 1200 Update:2016/7/6 14:20:05 Source: Loom News\n\n"
        "The mill of the town has been sold to its workers."
    ),
]
TEXTS = [
    "A transformation of the mill.",
    None,
    "A loom.\r\nThe other loom is idle.\r\n",
    "Return to list",
    "The transformation  棉",
    "",
    "A loom.\rIt is mixed.\n",
    "A mill in new hands\n\nThe mill of the town has been sold to its workers.",
]
KINDS = {
    "string": pa.string(),
    "large": pa.large_string(),
    "view": pa.string_view(),
    "dictionary": pa.dictionary(pa.int8(), pa.string()),
    "ordered": pa.dictionary(pa.int32(), pa.large_string(), ordered=True),
}
EDIT = ["rule", "start", "before", "after", "because"]
ADDED = ["edits", "metadata", "words", "loss", "newline", "stopped", "problem"]


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.from_packs(max_loss=0.75)


def table(texts: list[Any], kind: Any = None) -> Any:
    array = pa.array(texts, pa.string()).cast(kind or pa.string())
    fields = [pa.field("id", pa.int64(), nullable=False)]
    fields.append(pa.field("text", array.type, metadata={"about": "the article"}))
    numbers = pa.array(range(len(texts)), pa.int64())
    return pa.Table.from_arrays([numbers, array], schema=pa.schema(fields, {"huggingface": "{}"}))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_text_is_cleaned_in_its_column_and_type_and_restored(
    pipeline: Pipeline,
    kind: Any,
) -> None:
    raw = table(RAW, kind)
    made = clean_table(raw, pipeline)
    assert made.column_names == ["id", "text", *ADDED]
    assert made.schema.equals(schema_of(raw.schema), check_metadata=True)
    assert made.select(["id", "text"]).schema.equals(raw.schema, check_metadata=True)
    assert made["text"].to_pylist() == TEXTS
    made.validate(full=True)
    back = restore_table(made)
    assert back.schema.equals(raw.schema, check_metadata=True)
    assert back.to_pylist() == raw.to_pylist()


def test_the_added_columns_record_what_was_done(pipeline: Pipeline) -> None:
    rows = clean_table(table(RAW), pipeline).to_pylist()
    edit = {"rule": "letters/trans", "start": 2, "before": "pformation"}
    assert rows[0]["edits"] == [edit | {"after": "transformation", "because": ""}]
    assert {key: rows[1][key] for key in ADDED} == {
        **dict.fromkeys(ADDED),
        "edits": [],
        "stopped": False,
    }
    newlines = ["lf", None, "crlf", "lf", "lf", "lf", "mixed", "lf"]
    assert [row["newline"] for row in rows] == newlines
    assert [row["id"] for row in rows if row["stopped"]] == [3]
    assert (rows[3]["words"], rows[3]["loss"], rows[3]["edits"]) == (3, 1.0, [])
    known = {"views": 1200, "date": "2016-07-06T14:20:05", "source": "Loom News", "language": "en"}
    assert json.loads(rows[7]["metadata"]) == known
    assert not any(row["problem"] for row in rows)


def test_a_table_has_the_same_texts_and_edits_as_the_command_writes(
    command: Run, tmp_path: Path, pipeline: Pipeline
) -> None:
    paths = sorted([*FIXTURES.glob("*/input.txt"), *FIXTURES.glob("untouched/*.txt")])
    texts = [*RAW, *(path.read_bytes().decode() for path in paths)]
    parquet.write_table(table(texts), tmp_path / "in.parquet", row_group_size=50)
    written = ("--ledger", "l", "--metadata", "m")
    done = command("clean", "-q", *written, "in.parquet", "-o", "out.parquet")
    assert done.returncode == 1, done.stderr  # the brake has stopped one
    made = clean_table(parquet.read_table(tmp_path / "in.parquet"), pipeline)
    raw = parquet.read_table(tmp_path / "out.parquet")
    assert made.select(["id", "text"]).equals(raw)
    entries = [json.loads(line) for line in (tmp_path / "l").read_bytes().splitlines()[1:]]
    rows = [row for row in made.to_pylist() if row["text"] is not None]
    assert [in_table(row) for row in rows] == [in_ledger(entry) for entry in entries]
    assert sum(len(row["edits"]) for row in rows) > 200
    lines = [json.loads(line) for line in (tmp_path / "m").read_bytes().splitlines()]
    names = [line.pop("document") for line in lines]
    assert names == [f"in.parquet:{row['id'] + 1}" for row in rows]
    assert [json.loads(row["metadata"]) for row in rows] == lines


def in_ledger(entry: dict[str, Any]) -> list[Any]:
    """Return what a ledger line has in common with a row of the table."""
    edits = [{key: edit.get(key, "") for key in EDIT} for edit in entry["edits"]]
    return [edits, entry["words"], entry["newline"], entry.get("stopped")]


def in_table(row: dict[str, Any]) -> list[Any]:
    stopped = round(row["loss"], 4) if row["stopped"] else None
    return [row["edits"], row["words"], row["newline"], stopped]


def test_texts_in_structs_are_found_by_dots(pipeline: Pipeline) -> None:
    metas = [None, *({"n": 1, "body": text} for text in RAW)]
    raw = pa.table({"page": [{"meta": meta} for meta in metas], "meta.body": ["A loom."] * 9})
    made = clean_table(raw, pipeline, text="page.meta.body", prefix="gc.")
    assert made.column_names == ["page", "meta.body", *(f"gc.{name}" for name in ADDED)]
    bodies = compute.struct_field(made["page"], ["meta", "body"]).to_pylist()
    assert bodies == [None, *TEXTS]
    assert restore_table(made, text="page.meta.body", prefix="gc.").equals(raw)
    twice = clean_table(made, pipeline, text="meta.body")
    assert twice["words"].to_pylist() == [2] * 9


def test_chunks_and_slices_of_tables_give_the_same_result(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = pa.concat_tables([table(RAW), table(RAW[:0]), table(RAW).slice(3, 4), table(RAW[:1])])
    whole = clean_table(raw.combine_chunks(), pipeline)
    monkeypatch.setattr("garmentclean.arrow.BATCH_ROWS", 3)
    made = clean_table(raw, pipeline)
    assert max(map(len, made["edits"].chunks)) == 3
    assert made.equals(whole)
    assert restore_table(made).equals(raw)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_table_without_rows_or_texts_has_the_same_schema(
    pipeline: Pipeline,
    kind: Any,
) -> None:
    for raw in (table([], kind), table([None, None], kind)):
        made = clean_table(raw, pipeline)
        assert made.schema.equals(schema_of(raw.schema), check_metadata=True)
        assert made["edits"].to_pylist() == [[]] * len(raw)
        assert restore_table(made).equals(raw)


def test_batches_are_taken_one_by_one(pipeline: Pipeline) -> None:
    taken = []

    def batches() -> Iterator[Any]:
        for number in range(3):
            taken.append(number)
            yield from table([f"The pformation {number}."]).to_batches()

    made = clean_batches(batches(), pipeline)
    assert taken == []
    assert next(made)["text"].to_pylist() == ["The transformation 0."]
    assert taken == [0]
    assert [batch["text"][0].as_py() for batch in made] == [
        "The transformation 1.",
        "The transformation 2.",
    ]


class Failing(Pipeline):
    """A pipeline with a filter that fails on one document, and one that loses what it cut."""

    def clean(self, document: Document | str, metadata: Mapping[str, str] | None = None) -> Result:
        assert isinstance(document, Document)
        if "poison" in document.text:
            raise FilterError(
                f"{document.name}: filter odd has failed: a; \ud800; tell its authors"
            )
        if "lost" in document.text:
            return Result(document.with_text(""))
        return super().clean(document, metadata)


def test_a_document_that_cannot_be_cleaned_does_not_stop_the_others(pipeline: Pipeline) -> None:
    texts = ["The pformation.", "The pformation of poison.", "It is lost.", "x" * 99, "A loom."]
    failing = Failing(pipeline.rules)
    made = clean_table(table(texts), failing, max_size=98).to_pylist()
    assert [row["text"] for row in made] == ["The transformation.", *texts[1:]]
    assert [row["problem"] for row in made] == [
        None,
        r"filter odd has failed: a; \ud800",
        "its edits do not lead back to it",
        "has more than the 98 bytes of --max-size",
        None,
    ]
    assert [row["words"] for row in made] == [2, None, None, None, 2]
    assert [row["edits"] for row in made[1:]] == [[]] * 4


TWICE = pa.Table.from_arrays([pa.array(["A loom."])] * 3, names=["text", "text", "other"])
ODD = pa.table({"id": [1], "page": [{"text": "A loom."}], "edits": [2], "words": [3]})


@pytest.mark.parametrize(
    ("raw", "text", "message"),
    [
        (
            ODD,
            "text",
            (
                "the table has no column 'text', but 'id', 'page', 'edits' and 'words'; "
                "name it with text="
            ),
        ),
        (
            ODD,
            "page.body",
            (
                "the table has no column 'page.body', but 'id', 'page', 'edits' and 'words'; "
                "name it with text="
            ),
        ),
        (pa.table({}), "text", "the table has no column 'text', but none; name it with text="),
        (ODD, "id", "column 'id' is int64, no text; name the text's with text="),
        (
            TWICE,
            "text",
            "the table has more than one column 'text'; rename the others, or drop them",
        ),
        (
            ODD,
            "page.text",
            (
                "the table has a column 'edits' already; give those of garmentclean other names "
                "with prefix="
            ),
        ),
    ],
)
def test_a_table_that_cannot_be_cleaned_is_an_error_of_one_line(
    pipeline: Pipeline,
    raw: Any,
    text: str,
    message: str,
) -> None:
    with pytest.raises(GarmentcleanError) as refused:
        schema_of(raw.schema, text=text)
    assert str(refused.value) == message
    with pytest.raises(GarmentcleanError) as refused:
        clean_table(raw, pipeline, text=text)
    assert str(refused.value) == message


def test_an_error_names_only_the_first_of_many_columns() -> None:
    many = pa.table({f"c{number}": [1] for number in range(23)})
    with pytest.raises(GarmentcleanError, match="'c18', 'c19' and 3 more; name it with text="):
        schema_of(many.schema)


def test_other_columns_may_have_one_name_twice(pipeline: Pipeline) -> None:
    raw = TWICE.select([0, 2, 2])
    assert restore_table(clean_table(raw, pipeline)).equals(raw)


def test_engines_may_change_the_types_and_the_order(pipeline: Pipeline) -> None:
    made = clean_table(table(RAW), pipeline).drop_columns(["words", "metadata"])
    large = pa.struct(
        [
            ("start", pa.int32()),
            *((name, pa.large_string()) for name in ("because", "before", "after", "rule")),
        ]
    )
    edits = [
        None if not row else [{**edit, "because": edit["because"] or None} for edit in row]
        for row in made["edits"].to_pylist()
    ]
    other = pa.table(
        {
            "newline": made["newline"].cast(pa.large_string()),
            "edits": pa.array(edits, pa.large_list(large)),
            "text": made["text"].cast(pa.large_string()),
        }
    ).take(list(range(len(RAW)))[::-1])
    assert restore_table(other)["text"].to_pylist() == RAW[::-1]


def changed(made: Any, name: str, values: list[Any]) -> Any:
    number = made.column_names.index(name)
    return made.set_column(number, name, pa.array(values, made.schema.field(name).type))


def test_edits_that_do_not_fit_are_not_restored(pipeline: Pipeline) -> None:
    made = clean_table(table(["A loom.", "The pformation."]), pipeline)
    wrong = [
        (
            changed(made, "text", ["A loom.", "The mill."]),
            "row 2: the edits do not fit: cannot undo",
        ),
        (changed(made, "text", ["A loom.", None]), "row 2: has edits, and no text"),
        (changed(made, "newline", ["lf", None]), "row 2: has edits, and no newline"),
        (made.drop_columns("newline"), "the table has no column 'newline', which is needed"),
        (table(["A loom."]), "the table has no column 'edits', which is needed"),
        (ODD.append_column("newline", [["lf"]]), "column 'edits' has no edits; name the prefix"),
    ]
    for one, message in wrong:
        with pytest.raises(GarmentcleanError) as refused:
            restore_table(one, text="page.text" if one.num_columns == 5 else "text")
        assert str(refused.value).startswith(message)
        assert "\n" not in str(refused.value)


PIECES = st.sampled_from(
    [
        *(b"The pformation.", b"Return to list", b"<p>", b"&nbsp;", b"the the loom", b"\0", b" "),
        *(b"\r\n", b"\n", b"\r", b"\t \n", "棉。".encode(), b"caf\xc3\xa9", b"\xef\xbb\xbf"),
        *(b"\xe6", b"\xa3\x89", b"\xff"),
    ]
)
CELLS = st.none() | st.binary(max_size=9) | st.lists(PIECES, max_size=9).map(b"".join)


@settings(max_examples=150)
@given(st.lists(CELLS, max_size=6), st.sampled_from([*KINDS.values()]), st.integers(0, 3))
def test_random_bytes_are_restored(
    cells: list[bytes | None],
    kind: Any,
    start: int,
) -> None:
    binary = pa.array(cells, pa.binary())
    plain = pa.StringArray.from_buffers(len(cells), *binary.buffers()[1:], binary.buffers()[0])
    as_it_is = compute.CastOptions(kind, allow_invalid_utf8=True)
    raw = pa.table(
        {"text": plain if pa.types.is_dictionary(kind) else plain.cast(options=as_it_is)}
    )
    raw = raw.slice(start)
    made = clean_table(raw, LOSING)
    assert not made["problem"].drop_null()
    assert restore_table(made)["text"].cast(pa.large_binary()).to_pylist() == cells[start:]


LOSING = Pipeline.from_packs(unsafe=True)


def test_sites_are_read_from_the_column_that_was_counted(tmp_path: Path) -> None:
    frame = "Looms | Yarn | Dyes\n{} is back.\nVisit the mill on any Sunday"
    names = ["Hemp", "Jute", "Silk", "Wool", "Flax", "Ramie"]
    counts = Counts("url")
    for number, name in enumerate(names, 1):
        counts.add(Document(frame.format(name), f"a.jsonl:{number}"), "mill.example")
    counts.save(tmp_path)
    common = Pipeline.from_packs(select=["common"], counts=[tmp_path])
    texts = [frame.format(name) for name in names]
    urls = [*["https://www.mill.example/1"] * 5, "https://other.example/1"]
    clean = clean_table(pa.table({"url": urls, "text": texts}), common)
    assert clean["text"].to_pylist() == [*(f"{name} is back.\n" for name in names[:5]), texts[5]]
    assert clean["metadata"].to_pylist()[0] == "{}"
    assert restore_table(clean)["text"].to_pylist() == texts
    with pytest.raises(GarmentcleanError, match="no column 'url', by which its documents were"):
        clean_table(pa.table({"text": texts}), common)
    arrays = [pa.array(column) for column in (urls, urls, texts)]
    twice = pa.Table.from_arrays(arrays, names=["url", "url", "text"])
    with pytest.raises(GarmentcleanError, match="more than one column 'url'"):
        clean_table(twice, common)
