from __future__ import annotations

import csv
import gzip
import io
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean.corpus.documents import documents
from garmentclean.corpus.formats import csv as module
from garmentclean.corpus.formats.base import Reading
from garmentclean.corpus.formats.csv import cells_of, records, row_of, text_of, with_texts
from garmentclean.corpus.formats.json_row import RowError
from garmentclean.corpus.sources import File, Source
from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

RAW = (
    b"\xef\xbb\xbfid,text,note\r\n"
    b'1,"A loom.\r\nReturn to list\r\nThe ""pformation"" of it.\r\n",pformation\r\n'
    b"2,A pformation of looms.,\r\n"
    b'"3","Silk, hemp; wool.",x\r\n'
    b"\r\n"
    b"4,,\r\n"
    b'5,A 5" loom and a pformation,"x"'
)
CLEAN = (
    b"\xef\xbb\xbfid,text,note\r\n"
    b'1,"A loom.\r\nThe ""transformation"" of it.\r\n",pformation\r\n'
    b"2,A transformation of looms.,\r\n"
    b'"3","Silk, hemp; wool.",x\r\n'
    b"\r\n"
    b"4,,\r\n"
    b'5,A 5" loom and a transformation,"x"'
)
OPTIONS = ("--input-format", "csv")


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("options", [OPTIONS, ("--text-field", "text")])
def test_the_texts_of_a_column_are_cleaned_and_restored(
    here: Run, tmp_path: Path, options: tuple[str, ...]
) -> None:
    path = put(tmp_path, "a.csv", RAW)
    done = here("-w", "--ledger", "ledger.jsonl", *options, "a.csv")
    assert done.returncode == 0, done.stderr
    assert path.read_bytes() == CLEAN
    assert (tmp_path / "ledger.jsonl").read_bytes().count(b'{"document":"a.csv:') == 5
    assert here("restore", "--ledger", "ledger.jsonl", "a.csv").stdout == RAW
    assert here("restore", "-w", "--ledger", "ledger.jsonl", "a.csv").returncode == 0
    assert path.read_bytes() == RAW


def test_restoring_a_folder_needs_the_format(here: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "in/a.csv", RAW)
    assert here("-w", "--ledger", "ledger.jsonl", *OPTIONS, "in").returncode == 0
    done = here("restore", "--ledger", "ledger.jsonl", "-o", "back", "in")
    assert done.returncode == 2
    advice = b"nothing to restore in this folder, but 1 .csv; --input-format csv restores these"
    assert advice in done.stderr
    done = here("restore", "--ledger", "ledger.jsonl", "-o", "back", *OPTIONS, "in")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "back/a.csv").read_bytes() == RAW
    assert path.read_bytes() == CLEAN


def test_rows_are_piped_through(here: Run, tmp_path: Path) -> None:
    assert here(*OPTIONS, "-q", stdin=RAW).stdout == CLEAN
    put(tmp_path, "a.csv", RAW)
    assert here(*OPTIONS, "-q", "--jobs", "2", "a.csv").stdout == CLEAN
    checked = here(*OPTIONS, "--check", "a.csv")
    assert checked.returncode == 1
    assert b"a.csv:2" in checked.stdout


def test_a_compressed_file_stays_compressed(here: Run, tmp_path: Path) -> None:
    put(tmp_path, "a.csv.gz", gzip.compress(RAW))
    done = here(*OPTIONS, "-o", "b.csv.gz", "a.csv.gz")
    assert done.returncode == 0, done.stderr
    assert gzip.decompress((tmp_path / "b.csv.gz").read_bytes()) == CLEAN


def test_a_file_without_changes_keeps_its_bytes(here: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", CLEAN)
    before = path.stat()
    assert here("-w", *OPTIONS, "a.csv").returncode == 0
    assert path.stat().st_ino == before.st_ino
    assert here("-o", "b.csv", *OPTIONS, "a.csv").returncode == 0
    assert (tmp_path / "b.csv").read_bytes() == CLEAN


@pytest.mark.parametrize("separator", [b",", b";", b"\t", b"|"])
def test_the_separator_is_that_of_the_header(here: Run, tmp_path: Path, separator: bytes) -> None:
    raw = separator.join([b"id", b"body", b"n"]) + b"\n"
    raw += separator.join([b"7", b"The pformation", b"8"]) + b"\n"
    put(tmp_path, "a.tsv", raw)
    done = here("-q", "--text-field", "body", "a.tsv")
    assert done.stdout == raw.replace(b"pformation", b"transformation")


def test_several_columns_are_cleaned(here: Run, tmp_path: Path) -> None:
    raw = b'title,n,body\nA pformation,1,"A pformation\n, too"\n'
    put(tmp_path, "a.csv", raw)
    options = ("--text-field", "body", "--text-field", "title", "--text-field", "lead")
    done = here("-w", "--ledger", "ledger.jsonl", *options, "a.csv")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.csv").read_bytes() == raw.replace(b"pf", b"transf")
    assert here("restore", "--ledger", "ledger.jsonl", "a.csv").stdout == raw
    rule = ("--rule", "trans", "--ledger", "ledger.jsonl")
    restored = here("restore", *rule, "a.csv")
    assert restored.stdout == raw, restored.stderr


def test_a_table_is_refused_unless_it_is_requested(here: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "in/a.csv", RAW)
    put(tmp_path, "in/b.txt", b"A loom.\n")
    done = here("-w", "in/a.csv")
    assert done.returncode == 2
    assert b"looks like CSV" in done.stderr
    assert b"--input-format csv" in done.stderr
    assert here("-w", "in").returncode == 0  # it is no article, and not looked at
    assert path.read_bytes() == RAW
    assert here("-w", *OPTIONS, "in").returncode == 0
    assert path.read_bytes() == CLEAN


def test_a_missing_column_is_an_error(here: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", RAW)
    done = here("-w", "--text-field", "body", "a.csv")
    assert done.returncode == 2
    assert (
        b"a.csv: has no column 'body', but 'id', 'text' and 'note'; name the text's" in done.stderr
    )
    put(tmp_path, "b.csv", b"text,text\na,b\n")
    done = here("-w", *OPTIONS, "b.csv")
    assert b"b.csv: has more than one column 'text'" in done.stderr
    assert path.read_bytes() == RAW


def test_columns_of_metadata_are_refused(here: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", RAW)
    done = here("-w", "--metadata-columns", "--text-field", "text", "a.csv")
    assert done.returncode == 2
    assert b"a.csv: CSV gets no columns; use --metadata FILE" in done.stderr
    done = here("-w", "--metadata-columns", *OPTIONS, "a.csv")
    assert b"--metadata-columns is for JSON Lines, and a.csv holds CSV" in done.stderr
    assert path.read_bytes() == RAW


BROKEN = b'id,text\n1,A pformation\n2,A pformation,3\n3,"A pformation"x\n4\n5,pformation\n'


def test_a_malformed_row_is_reported_and_unchanged(here: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", BROKEN)
    done = here("-w", *OPTIONS, "--ledger", "ledger.jsonl", "a.csv")
    assert done.returncode == 2
    assert done.stderr.splitlines()[:3] == [
        b"garmentclean: a.csv:3: has 3 cells, but the header has 2; left as it is",
        b"garmentclean: a.csv:4: has wrong quotation marks; left as it is",
        b"garmentclean: a.csv:5: has 1 cell, but the header has 2; left as it is",
    ]
    assert path.read_bytes() == BROKEN.replace(b"1,A pf", b"1,A transf").replace(
        b"5,pf", b"5,transf"
    )
    assert here("restore", "--ledger", "ledger.jsonl", "a.csv").stdout == BROKEN


def test_a_text_that_needs_quotes_is_left_as_it_is(
    here: Run, tmp_path: Path, make_pack: Callable[..., Path]
) -> None:
    pack = make_pack(
        "mine",
        {"id": "comma", "filter": "substitute", "patterns": " and ", "to": ", "},
    )
    raw = b'text\nSilk and wool\n"Silk and wool"\n'
    path = put(tmp_path, "a.csv", raw)
    done = here("-w", *OPTIONS, "--rules", str(pack), "--select", "mine", "a.csv")
    assert done.returncode == 2
    assert b"a.csv:2: its clean text needs quotation marks" in done.stderr
    assert path.read_bytes() == b'text\nSilk and wool\n"Silk, wool"\n'


def test_unchanged_rows_are_restored_with_the_others(
    here: Run, tmp_path: Path, make_pack: Callable[..., Path]
) -> None:
    pack = make_pack(
        "mine",
        {"id": "comma", "filter": "substitute", "patterns": " and ", "to": ", "},
        {"id": "loom", "filter": "substitute", "patterns": "lomo", "to": "loom"},
    )
    raw = (
        b"text,lead\n"
        b"The lomo,1\n"
        b"Hemp and the lomo,A lomo\n"
        b"A lomo,Hemp and silk\n"
        b"A lomo\n"
        b"Hemp and silk,\n"
        b"%b,A lomo\n" % (b"A lomo of silk. " * 20)
    )
    path = put(tmp_path, "a.csv", raw)
    fields = ("--text-field", "text", "--text-field", "lead")
    options = (*fields, "--max-size", "200", "--rules", str(pack), "--select", "mine")
    done = here("-q", "-w", "--ledger", "ledger.jsonl", *options, "a.csv")
    assert done.returncode == 2
    problems = [line.split(b": ")[1] for line in done.stderr.splitlines()]
    assert problems == [b"a.csv:%d" % number for number in (3, 4, 5, 6, 7)]
    assert path.read_bytes() == raw.replace(b"The lomo", b"The loom")
    done = here("restore", "-w", "--ledger", "ledger.jsonl", "a.csv")
    assert done.returncode == 0, done.stderr
    assert b"1 document restored" in done.stderr
    assert path.read_bytes() == raw


def test_a_quotation_mark_that_is_never_closed_is_an_error(
    here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 1 << 20)
    raw = b'text\nA pformation.\n"A pformation' + b"\nSilk is up." * (1 << 17)
    path = put(tmp_path, "a.csv", raw)
    done = here("-w", *OPTIONS, "a.csv")
    assert done.returncode == 2
    assert b"never closed, from byte 19 on" in done.stderr
    assert path.read_bytes() == raw
    put(tmp_path, "b.csv.gz", gzip.compress(raw))
    done = here("-w", *OPTIONS, "b.csv.gz")
    assert done.returncode == 2
    assert b"b.csv.gz: has a row of more than 1 MiB" in done.stderr
    assert b"never closed, from byte 19 on" in done.stderr


@pytest.mark.parametrize("data", [b"", b"text", b"text\r\n", b"\xef\xbb\xbftext\n"])
def test_a_file_without_rows_is_copied(here: Run, tmp_path: Path, data: bytes) -> None:
    put(tmp_path, "a.csv", data)
    done = here("-o", "b.csv", *OPTIONS, "a.csv")
    assert (tmp_path / "b.csv").read_bytes() == data, done.stderr


@pytest.mark.parametrize("options", [OPTIONS, ("--text-field", "text")])
@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ("n,text\n1,A loom\n".encode("utf-16"), "is in utf-16-le, but CSV must be UTF-8"),
        ("n,text\n1,A loom\n".encode("utf-16-be"), "is in UTF-16 or UTF-32, but CSV must be UTF-8"),
        (b"\nn,text\n", "its first row is empty, and must be the header"),
        (b'"text"s,n\n', "its first row, the header, has wrong quotation marks"),
        (b"n,text\r1,A loom\r", "its first row, the header, has a carriage return in a cell"),
        (b'n,"my, text"\n', "has no column 'text', but 'n' and 'my, text'; name"),
        (
            b"1,A loom\n",
            "has no column 'text', but '1' and 'A loom'; name the text's with --text-f",
        ),
        (b"1,A loom\n", "(the first row must be the header)"),
        (b"n," * 22 + b"n\n", "'n', 'n' and 3 more; name"),
    ],
)
def test_a_file_without_its_header_is_an_error(
    here: Run, tmp_path: Path, data: bytes, problem: str, options: tuple[str, ...]
) -> None:
    path = put(tmp_path, "a.csv", data)
    done = here("-w", *options, "a.csv")
    assert done.returncode == 2
    assert done.stderr.startswith(b"garmentclean: a.csv: ")
    assert problem.encode() in done.stderr
    assert path.read_bytes() == data


@pytest.mark.parametrize("options", [OPTIONS, ("--text-field", "text")])
def test_the_header_may_have_several_lines(
    here: Run, tmp_path: Path, options: tuple[str, ...]
) -> None:
    put(tmp_path, "a.csv", b'"the\nnumber",text\n1,A pformation\n')
    done = here("-q", *options, "a.csv")
    assert done.stdout == b'"the\nnumber",text\n1,A transformation\n', done.stderr


def test_an_empty_file_has_no_header(here: Run, tmp_path: Path) -> None:
    put(tmp_path, "a.csv", b"")
    done = here("--text-field", "text", "a.csv")
    assert done.returncode == 2
    assert b"a.csv: is empty, and has no header" in done.stderr


def test_rejected_rows_are_left_out_but_the_header_stays(here: Run, tmp_path: Path) -> None:
    put(tmp_path, "a.csv", b"n,text\n1,Return to list\n2,A loom is up\n")
    done = here("-q", "--max-loss", "1", *OPTIONS, "--rejects", "r.jsonl", "a.csv")
    assert done.stdout == b"n,text\n2,A loom is up\n"
    assert b'"document":"a.csv:2"' in (tmp_path / "r.jsonl").read_bytes()


def test_rejects_have_the_row_as_it_was_read(here: Run, tmp_path: Path) -> None:
    raw = b'n,text\n1,"Return to list"\n2,Hemp is back.\n3,Hemp,4\n"5","Return to list"\r\n'
    put(tmp_path, "a.csv", raw)
    done = here("-q", "--force", *OPTIONS, "--rejects", "r.jsonl", "a.csv")
    assert done.stdout == b"n,text\n2,Hemp is back.\n3,Hemp,4\n"
    rejects = [json.loads(line) for line in (tmp_path / "r.jsonl").read_bytes().splitlines()]
    assert [(one["document"], one["original"]) for one in rejects] == [
        ("a.csv:2", '1,"Return to list"'),
        ("a.csv:4", "3,Hemp,4"),
        ("a.csv:5", '"5","Return to list"\r'),
    ]


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (b"text\nThe pformation\n\n", b"text\nThe transformation\n\n"),
        (b"text\r\n\r\n \r\nThe pformation\r\n", b"text\r\n\r\n \r\nThe transformation\r\n"),
        (b"text\tn\n\t\nA pformation\t1\n", b"text\tn\n\t\nA transformation\t1\n"),
        (b"text\n\nReturn to list\n\n", b"text\n\n\n\n"),
        (b"text,n\n\nReturn to list,\n,\n", b"text,n\n\n,\n,\n"),
    ],
)
def test_empty_rows_are_restored_as_they_were(
    here: Run, tmp_path: Path, raw: bytes, clean: bytes
) -> None:
    path = put(tmp_path, "a.csv", raw)
    options = ("--text-field", "text", "--ledger", "ledger.jsonl", "a.csv")
    done = here("-w", "--max-loss", "1", *options)
    assert done.returncode == 0, done.stderr
    assert path.read_bytes() == clean
    done = here("restore", "-w", *options)
    assert done.returncode == 0, done.stderr
    assert path.read_bytes() == raw


def test_the_site_is_a_column(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", b"text,url\nSilk,https://mill.example/a\n")
    reading = Reading("csv", site="url")
    rows = [one.row for one in documents([Source(File(path))], reading) if one.row]
    assert [row.site for row in rows] == ["", "https://mill.example/a"]


PIECES = st.lists(st.sampled_from(['"', ",", "\n", "\r\n", " ", "a", "é", "“", ";"]), max_size=6)
TEXTS = PIECES.map("".join)


@given(
    st.lists(st.tuples(TEXTS, TEXTS), max_size=6),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_the_standard_library_writes_is_read(
    rows: list[tuple[str, str]], quoting: int, end: str
) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    writer.writerows([("id", "text"), *rows])
    data = stream.getvalue().encode()
    pieces = [*records(io.BytesIO(data), ("text",), "a.csv")]
    assert b"".join(pieces) == data
    texts = [
        tuple(text_of(one[start:stop]).decode() for start, stop in cells_of(one, b",") or ())
        for one in pieces
    ]
    assert texts == [("id", "text"), *rows]


@given(TEXTS, TEXTS, st.booleans())
def test_a_cell_is_restored_to_its_bytes(old: str, new: str, quoted: bool) -> None:
    cell = '"' + old.replace('"', '""') + '"' if quoted else old
    layout = module.Layout(b",", 3, (1,))
    row = row_of(2, f'"1",{cell},x\r\n'.encode(), layout)
    if not row.cells:
        assert not quoted  # a bare cell cannot hold all texts
        return
    try:
        data = with_texts(row, (new.encode(),), "a.csv:2")
    except RowError:
        assert not quoted
        return
    made = row_of(2, data, layout)
    assert made.cells == (new.encode(),)
    assert with_texts(made, row.cells, "a.csv:2") == row.data


def test_a_row_of_another_file_has_no_layout() -> None:
    with pytest.raises(GarmentcleanError, match=r"a\.csv: its first row, .* wrong quotation marks"):
        module.layout_of(b'"text\n', ("text",), "", "a.csv")
