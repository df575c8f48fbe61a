"""What a run does with files that hold no article: rows, data, and its own records."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
from typing import TYPE_CHECKING

import pytest

from garmentclean.corpus.admission import Admission
from garmentclean.corpus.heads import LONGEST, head_of
from garmentclean.corpus.recognition import HEAD
from garmentclean.corpus.sources import File, Source, piped
from outcomes import messages

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

ROWS = b'{"id": 7, "text": "The pformation."}\n{"id": 8, "text": "One loom."}\n'
CLEAN = ROWS.replace(b"pform", b"transform")
TEXT, CLEAN_TEXT = b"The pformation.\n", b"The transformation.\n"
HTML = b"<html><head><title>Loom</title></head><body>The pformation.</body></html>\n"
DATA = {
    "page.html": HTML,
    "page.txt": HTML,
    "feed.xml": b"<rss><channel><title>The pformation.</title></channel></rss>\n",
    "d.json": b'{\n  "text": "The pformation."\n}\n',
    "d.txt": b'[{"text": "The pformation."},\n {"text": "He said &quot;hi&quot;"}]\n',
    "t.csv": b"id,text\n1,The pformation.\n",
    "t": b"id\ttext\n1\tThe pformation.\n",
    "code.py": b"word = 'pformation'\n",
    "code.md": b"import os\n\n\ndef pformation():\n    return os.name\n",
    "page.rtf": b"{\\rtf1 The pformation.}",
    "paper.tex": b"\\section{The pformation.}\n",
    "some.yaml": b"text: The pformation.\n",
    "some.log": TEXT,
    "packed.txt.gz": gzip.compress(TEXT),
    "wide.txt": HTML.decode().encode("utf-16"),
}


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(("name", "data"), DATA.items(), ids=DATA)
def test_files_that_are_not_articles_are_refused_in_all_modes(
    here: Run, tmp_path: Path, name: str, data: bytes
) -> None:
    path = put(tmp_path, name, data)
    modes: list[list[str]] = [[], ["--check"], ["--diff"], ["-w"], ["-o", "out/"], ["-o", "out.x"]]
    for mode in modes:
        done = here("-q", *mode, name)
        assert (done.returncode, done.stdout) == (2, b"")
        [message] = messages(done)
        assert message.startswith(f"{name}: looks like ")
        assert message.endswith(", or insist with --input-format text")
    assert path.read_bytes() == data
    assert not (tmp_path / "out.x").exists()
    assert not (tmp_path / "out" / name).exists()


@pytest.mark.parametrize(("name", "data"), DATA.items(), ids=DATA)
def test_standard_input_is_refused_by_its_name(here: Run, name: str, data: bytes) -> None:
    done = here("--stdin-filename", name, stdin=data)
    assert (done.returncode, done.stdout) == (2, b"")
    assert messages(done)[0].startswith(f"{name}: looks like ")
    options = ("--force-exclude", "--exclude", name)
    done = here(*options, "--stdin-filename", name, stdin=data)
    assert (done.returncode, done.stdout, done.stderr) == (0, data, b"")


@pytest.mark.parametrize("name", ["page.txt", "feed.xml", "d.json", "t", "t.csv", "code.md"])
def test_standard_input_is_refused_by_its_content(here: Run, name: str) -> None:
    done = here(stdin=DATA[name])
    assert (done.returncode, done.stdout) == (2, b"")
    assert messages(done)[0].startswith("<stdin>: looks like ")


def test_input_format_text_overrides_recognition(here: Run, tmp_path: Path) -> None:
    # An object of JSON on several lines is front matter, so it stays as it is even then.
    for name in ("page.html", "t.csv", "some.log"):
        put(tmp_path, name, DATA[name])
        clean = DATA[name].replace(b"pform", b"transform")
        done = here("-q", "--input-format", "text", name)
        assert (done.returncode, done.stdout, done.stderr) == (0, clean, b"")
        assert here("--input-format", "text", stdin=DATA[name]).stdout == clean


def test_files_with_unknown_endings_are_cleaned(here: Run, tmp_path: Path) -> None:
    for name in ("a", "a.rst", "a.foo", "a.2024", "a.txt", "a.MD"):
        put(tmp_path, name, TEXT)
        done = here("-q", name)
        assert (done.returncode, done.stdout, done.stderr) == (0, CLEAN_TEXT, b"")
        assert here("--stdin-filename", name, stdin=TEXT).stdout == CLEAN_TEXT


def test_an_empty_file_is_clean_whatever_its_name(here: Run, tmp_path: Path) -> None:
    for name in ("a.html", "a.py", "a.json", "a"):
        put(tmp_path, name, b"\n")
        done = here("-q", name)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"\n", b"")
    for options in ((), ("--text-field", "text"), ("--stdin-filename", "a.html")):
        done = here(*options)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_refused_file_does_not_stop_a_folder(here: Run, tmp_path: Path) -> None:
    for name, data in (*DATA.items(), ("a.txt", TEXT), ("z/rows.txt", ROWS), ("Makefile", TEXT)):
        put(tmp_path / "in", name, data)
    for jobs in ("1", "2"):
        done = here("-o", f"out{jobs}", "--jobs", jobs, "in")
        assert done.returncode == 2
        *lines, summary, others, _, _ = messages(done)
        named = [line.partition(": looks like ")[0] for line in lines if "looks like" in line]
        assert named == [f"in/{name}" for name in ("code.md", "d.txt", "page.txt", "t", "wide.txt")]
        [note] = [line for line in lines if "looks like" not in line]
        assert note.startswith("in/z/rows.txt: holds JSON Lines")
        assert summary == "3 documents, 2 cleaned, 5 refused, 2 edits"
        assert others.startswith("  not read in folders: 1 without an ending, 1 .py, 1 .json, ")
        made = {p.name: p.read_bytes() for p in (tmp_path / f"out{jobs}").rglob("[a-z]*.txt")}
        assert made == {"a.txt": CLEAN_TEXT, "rows.txt": CLEAN}
    assert here("-q", "-w", "in").returncode == 2
    left = {name: (tmp_path / "in" / name).read_bytes() for name in DATA}
    assert left == DATA


def test_rows_are_recognized_whatever_the_name_of_their_file(here: Run, tmp_path: Path) -> None:
    note = "holds JSON Lines: the texts of its rows are cleaned (--input-format text"
    done = here(stdin=b'{"text":"A \\"pformation\\""}')
    assert (done.returncode, done.stdout) == (0, b'{"text":"A \\"transformation\\""}')
    assert [line.partition(" takes")[0] for line in messages(done)] == [f"<stdin>: {note}"]
    for name in ("a.txt", "a.json", "a", "a.html", "a.foo"):
        path = put(tmp_path, name, ROWS)
        done = here(name)
        assert (done.returncode, done.stdout) == (0, CLEAN)
        assert messages(done)[0].startswith(f"{name}: {note}")
        assert here("--stdin-filename", name, stdin=ROWS).stdout == CLEAN
        assert here("-q", "-w", name).stderr == b""
        assert path.read_bytes() == CLEAN
    path = put(tmp_path, "a.json.gz", gzip.compress(ROWS))
    assert here("-q", "-w", "a.json.gz").returncode == 0
    assert gzip.decompress(path.read_bytes()) == CLEAN
    done = here("--check", "-q", stdin=ROWS)
    assert (done.returncode, done.stdout[:10]) == (1, b"<stdin>:1:")


def test_rows_without_a_text_are_reported_with_their_keys(here: Run) -> None:
    row = b'{"id": 7, "title": "Loom", "body": "The pformation."}\n'
    done = here(stdin=row)
    assert (done.returncode, done.stdout) == (2, b"")
    [message] = messages(done)
    assert message == (
        "<stdin>: holds JSON Lines without a text 'text', but with id, title, body; name the "
        "text's key with --text-field, or insist with --input-format text"
    )
    done = here("--text-field", "body", stdin=row)
    assert (done.stdout, done.stderr) == (row.replace(b"pform", b"transform"), b"")
    done = here("--text-field", "none", stdin=row)  # whoever names the key has rows
    assert (done.returncode, done.stdout) == (2, row)
    many = json.dumps({f"k{n}": n for n in range(30)}).encode()
    assert "k18, k19, …; name" in messages(here(stdin=many))[0]


@pytest.mark.parametrize("options", [("--text-field", "text"), ("--metadata-columns",)])
def test_options_for_rows_refuse_other_files(
    here: Run, tmp_path: Path, options: tuple[str, ...]
) -> None:
    fault = "has no rows, which --text-field and --metadata-columns are for"
    for name in ("a.txt", "a"):
        put(tmp_path, name, TEXT)
        done = here(*options, name)
        assert (done.returncode, done.stdout) == (2, b"")
        assert messages(done) == [f"{name}: {fault}; leave these out for a text"]
    done = here(*options, stdin=TEXT)
    assert (done.returncode, done.stdout) == (2, b"")
    put(tmp_path, "rows.txt", ROWS)
    done = here("-q", *options, "rows.txt")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"transformation" in done.stdout
    put(tmp_path, "rows.jsonl", ROWS)
    assert here("-q", "-w", *options, "rows.jsonl", "a.txt").returncode == 0
    assert (tmp_path / "a.txt").read_bytes() == CLEAN_TEXT


def test_a_text_field_in_the_configuration_allows_plain_texts(here: Run, tmp_path: Path) -> None:
    put(tmp_path, "garmentclean.toml", b'text-field = ["body"]\n')
    done = here(stdin=TEXT)
    assert (done.returncode, done.stdout, done.stderr) == (0, CLEAN_TEXT, b"")


def test_long_rows_are_recognized(here: Run, tmp_path: Path) -> None:
    for size in (HEAD - 20, HEAD, 3 * HEAD):
        row = json.dumps({"text": "The pformation. " + "Silk is up. " * (size // 12)}).encode()
        for data in (row, row + b"\n" + ROWS):
            path = put(tmp_path, "a.txt", data)
            assert here("-q", "-w", "a.txt").returncode == 0
            assert path.read_bytes() == data.replace(b"pform", b"transform")
            assert here("-q", stdin=data).stdout == data.replace(b"pform", b"transform")


def test_only_the_beginning_of_a_very_long_row_is_read_to_recognize_it(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", b'{"text": "' + b"Silk " * (LONGEST // 4))
    source, form = Admission()(Source(File(path)))
    assert source is not None
    assert (source.refused, form) == (False, "jsonl")
    assert len(head_of(path).data) == LONGEST < path.stat().st_size


def test_standard_input_is_read_whole_after_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    for size in (0, 1, HEAD - 1, HEAD, HEAD + 1, 5 * HEAD):
        data = b"x" * size
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data[10:])))
        assert piped(data[:10]).read() == data
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        source, form = Admission()(Source(File(None)))
        assert source is not None
        assert (source.read(), form) == (data, "text")


def test_standard_input_is_cleaned_along_with_many_files(command: Run, tmp_path: Path) -> None:
    names = [f"{n}.txt" for n in range(80)]
    for name in names:
        put(tmp_path, name, TEXT * 60)
    done = command("-q", "--jobs", "2", "-o", "out", *names, "-", stdin=TEXT)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "out" / "stdin").read_bytes() == CLEAN_TEXT


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_is_refused(here: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    done = here("pipe")
    assert (done.returncode, messages(done)) == (
        2,
        ["pipe: not a regular file; name a text file or a folder"],
    )


def test_a_damaged_compressed_file_is_reported(here: Run, tmp_path: Path) -> None:
    put(tmp_path, "a.json.gz", b"no gzip")
    assert messages(here("a.json.gz"))[0].startswith("a.json.gz: is damaged, or no gzip file")


def make_records(here: Run, folder: Path) -> None:
    """Write the records of a run into a folder."""
    put(folder.parent, "raw.txt", b"[2020/5/1] Marlon\nThe pformation.\nReturn to list\n")
    put(folder.parent, "empty.txt", b"Return to list\n")
    folder.mkdir(exist_ok=True)
    records = (
        *("--ledger", f"{folder.name}/ledger.jsonl", "--rejects", f"{folder.name}/rejects.jsonl"),
        *("--metadata", f"{folder.name}/metadata.jsonl", "--max-loss", "1"),
    )
    assert here("-q", "-o", "first", *records, "raw.txt", "empty.txt").returncode == 0
    packed = ("--ledger", f"{folder.name}/packed.jsonl.gz")
    assert here("-q", "-o", "first", *packed, "raw.txt").returncode == 0


def test_records_of_a_run_are_never_cleaned(here: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    make_records(here, folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    names = sorted(before)
    assert names == ["ledger.jsonl", "metadata.jsonl", "packed.jsonl.gz", "rejects.jsonl"]
    left_out = [f"in/{name}: was written by garmentclean, and is left out" for name in names]
    done = here("-w", "in")
    nothing = "nothing to clean: there are only records of earlier runs"
    assert (done.returncode, messages(done)[:-1]) == (2, [*left_out, nothing])
    put(folder, "a.txt", TEXT)
    for options in ((), ("--text-field", "text")):
        done = here("-o", "out", *options, "in")
        assert (done.returncode, messages(done)[:4]) == (0, left_out)
    assert sorted(path.name for path in (tmp_path / "out").glob("[a-z]*")) == ["a.txt"]
    for name in names:
        for options in ((), ("--input-format", "jsonl"), ("--text-field", "x")):
            done = here("-q", "-w", *options, f"in/{name}")
            told_so = f"in/{name}: was written by garmentclean, and is never cleaned; leave it out"
            assert (done.returncode, messages(done)) == (2, [told_so])
    done = here("-q", stdin=before["ledger.jsonl"])
    assert (done.returncode, done.stdout) == (2, b"")
    assert {path.name: path.read_bytes() for path in folder.glob("*.jsonl*")} == before


def test_the_originals_in_rejects_are_cleaned_on_request(here: Run, tmp_path: Path) -> None:
    make_records(here, tmp_path / "in")
    done = here("--text-field", "original", "--max-loss", "1", "in/rejects.jsonl")
    assert (done.returncode, json.loads(done.stdout)["original"]) == (0, "")


def test_rows_with_a_key_document_are_not_taken_for_records(here: Run, tmp_path: Path) -> None:
    rows = b'{"document":"a.txt","text":"The pformation."}\n'
    put(tmp_path, "a.jsonl", rows)
    assert here("a.jsonl").stdout == rows.replace(b"pform", b"transform")
    put(tmp_path, "b.jsonl", b'{"document":"One loom. The pformation is done"}\n')
    assert b"has no key 'text'" in here("b.jsonl").stderr
    assert b"transformation" in here("--text-field", "document", "b.jsonl").stdout


def test_a_ledger_in_parquet_is_never_cleaned(here: Run, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    from garmentclean.ledger.entry import Tool  # with it
    from garmentclean.ledger.parquet import TableWriter  # needs pyarrow

    (tmp_path / "in").mkdir()
    with (tmp_path / "in" / "ledger.parquet").open("wb") as file:
        TableWriter(file, Tool("garmentclean 0", "0", (), 0.75, 0)).close()
    assert messages(here("-q", "-w", "in")) == [
        "nothing to clean: there are only records of earlier runs"
    ]
    assert (
        "never cleaned"
        in messages(here("-q", "-w", "--text-field", "document", "in/ledger.parquet"))[0]
    )


def test_excluding_all_named_files_is_fine_but_an_empty_folder_is_an_error(
    here: Run, tmp_path: Path
) -> None:
    put(tmp_path, "in/a.txt", TEXT)
    put(tmp_path, "in/b.jsonl", ROWS)
    out = ("--exclude", "in/*")
    for mode in (["--check"], ["--diff"], ["-w"]):
        done = here("-q", *mode, *out, "--force-exclude", "in/a.txt", "in/b.jsonl")
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
        done = here("-q", *mode, *out, "--force-exclude", "in")
        assert done.returncode == 2
        assert messages(done)[0].startswith(
            "in: nothing to clean in this folder, but 2 left out by pat"
        )
    assert here("-q", "--check", "*.md").returncode == 2


def test_files_left_out_of_folders_are_reported_unless_files_were_chosen(
    here: Run, tmp_path: Path
) -> None:
    for name in ("a.txt", "b.html", "c.html", "d.pdf", ".e.html", "f/g.csv"):
        put(tmp_path, f"in/{name}", b"One loom.\n")
    line = "  not read in folders: 2 .html, 1 .pdf, 1 .csv"
    for mode in (["--check"], ["-w"], ["-o", "out"], ["--no-cache", "-o", "out"]):
        assert messages(here(*mode, "in"))[1] == line or messages(here(*mode, "in"))[2] == line
    for options in (["-q"], ["--include", "*.txt"], ["--input-format", "text"]):
        assert "not read in folders" not in here("--check", *options, "in").stderr.decode()


MIXED = {
    "a.txt": b"One loom.\nReturn to list\nThe pformation.\n",
    "b.jsonl": ROWS * 3,
    "c/d.ndjson": ROWS,
    "c/e.jsonl.gz": gzip.compress(ROWS, mtime=0),
    "c/rows.txt": ROWS * 2,
    "c/insisted": b'{"text": "The pformation."}\n',
    "f.md": TEXT,
}


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("mode", ["-w", "-o"])
def test_a_mixed_folder_is_restored(here: Run, tmp_path: Path, mode: str, jobs: str) -> None:
    folder = tmp_path / "in"
    for name, data in MIXED.items():
        put(folder, name, data)
    there = tmp_path / ("in" if mode == "-w" else "out")
    args = ["-w", "in"] if mode == "-w" else ["-o", "out", "in"]
    assert here("-q", *args, "--jobs", jobs, "--ledger", "in/ledger.jsonl").returncode == 0
    assert (there / "c" / "rows.txt").read_bytes() == CLEAN * 2
    assert gzip.decompress((there / "c" / "e.jsonl.gz").read_bytes()) == CLEAN
    assert not (tmp_path / "out" / "ledger.jsonl").exists()
    again = here(*args, "--jobs", jobs, "--ledger", "in/ledger.jsonl")
    assert (again.returncode, "7 files unchanged" in again.stderr.decode()) == (0, True)
    back = ["-w", there.name] if mode == "-w" else ["-o", "back", there.name]
    done = here("restore", "-q", *back, "--ledger", "in/ledger.jsonl")
    assert (done.returncode, done.stderr) == (0, b"")
    made = tmp_path / ("in" if mode == "-w" else "back")
    for name, data in MIXED.items():
        got = (made / name).read_bytes()
        assert gzip.decompress(got) == ROWS if name.endswith(".gz") else got == data


def test_only_missing_outputs_are_written_again(here: Run, tmp_path: Path) -> None:
    for name, data in MIXED.items():
        put(tmp_path / "in", name, data)
    assert here("-q", "-o", "out", "in").returncode == 0
    for gone in ("c/rows.txt", "c/d.ndjson", "f.md"):
        before = (tmp_path / "out" / gone).read_bytes()
        (tmp_path / "out" / gone).unlink()
        done = here("-o", "out", "in")
        assert (done.returncode, "6 files unchanged" in done.stderr.decode()) == (0, True)
        assert (tmp_path / "out" / gone).read_bytes() == before
    put(tmp_path / "in", "b.jsonl", ROWS)
    assert "6 files unchanged" in here("-o", "out", "in").stderr.decode()
    assert (tmp_path / "out" / "b.jsonl").read_bytes() == CLEAN


def test_check_and_diff_read_rows_in_folders(here: Run, tmp_path: Path) -> None:
    for name, data in MIXED.items():
        put(tmp_path / "in", name, data)
    done = here("-q", "--check", "in")
    assert done.returncode == 1
    assert b"in/c/e.jsonl.gz:1:1:5: house/trans" in done.stdout
    assert b"in/c/rows.txt:3:1:5: house/trans" in done.stdout
    done = here("-q", "--diff", "in")
    assert b"+++ in/b.jsonl:5\n" in done.stdout


def test_a_text_that_looks_like_data_is_restored(here: Run, tmp_path: Path) -> None:
    for name, data in {**DATA, "rows.txt": ROWS}.items():
        if name not in {"packed.txt.gz", "wide.txt"}:
            put(tmp_path / "in", name, data)
    done = here("-q", "-w", "--input-format", "text", "--include", "*", "in", "--ledger", "l")
    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "in" / "rows.txt").read_bytes() == CLEAN
    names = [f"in/{name}" for name in DATA if (tmp_path / "in" / name).exists()]
    done = here("restore", "-q", "-w", "--ledger", "l", *names, "in/rows.txt")
    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "in" / "rows.txt").read_bytes() == ROWS
    assert {name: (tmp_path / name).read_bytes() for name in names} == {
        f"in/{name}": data for name, data in DATA.items() if f"in/{name}" in names
    }


def test_rows_from_standard_input_are_restored(here: Run) -> None:
    assert here("-q", "--ledger", "l", stdin=ROWS).stdout == CLEAN
    done = here("restore", "--ledger", "l", stdin=CLEAN)
    assert (done.stdout, done.returncode, done.stderr) == (ROWS, 0, b"")


def test_counting_reads_the_same_files_as_cleaning(here: Run, tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    for name, data in (*MIXED.items(), ("page.txt", HTML)):
        put(tmp_path / "in", name, data)
    done = here("count", "in", "-o", "counts")
    assert done.returncode == 2
    assert any(line.startswith("in/page.txt: looks like an HTML page") for line in messages(done))
    assert messages(done)[-1].startswith("17 documents of ")
    (tmp_path / "none").mkdir()
    done = here("count", "-q", "none", "-o", "counts")
    assert (done.returncode, messages(done)) == (
        2,
        ["none: nothing to clean in this folder: it is empty"],
    )


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_data_in_the_named_encoding_is_refused(here: Run, tmp_path: Path, encoding: str) -> None:
    for text in (ROWS, HTML, DATA["t.csv"], DATA["code.md"]):
        put(tmp_path, "in.txt", text.decode().encode(encoding))
        done = here("--check", "-q", "--encoding", encoding, "in.txt")
        assert (done.returncode, done.stdout) == (2, b"")
        assert "not like an article" in messages(done)[0]
    put(tmp_path, "in.txt", TEXT.decode().encode(encoding))
    done = here("-q", "--encoding", encoding, "in.txt")
    assert done.stdout == CLEAN_TEXT.decode().encode(encoding)


@pytest.mark.parametrize("data", [b"", b"\n\n"])
def test_a_file_of_empty_rows_is_nothing_to_clean(here: Run, tmp_path: Path, data: bytes) -> None:
    put(tmp_path, "a.jsonl", data)
    done = here("-q", "--check", "a.jsonl")
    assert (done.returncode, messages(done)) == (2, ["nothing to clean: no row has a text"])
    assert here(stdin=data).returncode == 0  # what is piped in may be empty


def test_a_table_without_texts_is_nothing_to_clean(here: Run, tmp_path: Path) -> None:
    pa, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    parquet.write_table(
        pa.table({"text": pa.array([None, None], pa.string())}), tmp_path / "a.parquet"
    )
    done = here("-q", "--check", "a.parquet")
    assert (done.returncode, messages(done)) == (2, ["nothing to clean: no row has a text"])


@pytest.mark.parametrize(
    "data", [b'[\n{"text": "a"},\n{"text": "b"}\n]\n', b'{\n "text": "a"\n}\n']
)
def test_a_json_document_is_not_taken_for_json_lines(
    here: Run, tmp_path: Path, data: bytes
) -> None:
    put(tmp_path, "a.jsonl", data)
    done = here("-q", "--check", "a.jsonl")
    assert done.returncode == 2
    assert [line.partition(";")[0] for line in messages(done)] == [
        "a.jsonl: looks like a JSON document, not like an article"
    ]
