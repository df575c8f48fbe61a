from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from garmentclean.corpus.discovery import sources
from garmentclean.corpus.documents import documents
from garmentclean.corpus.formats import jsonl
from garmentclean.corpus.formats.base import Reading
from garmentclean.corpus.formats.registry import FORMATS
from garmentclean.corpus.row_files import RowFiles
from garmentclean.corpus.sources import File, Row, Source
from garmentclean.corpus.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder with texts and rows, and go there."""
    for name in (
        "top/a.txt",
        "top/deep/b.md",
        "top/deep/rows.jsonl",
        "top/old/c.txt",
        "more.NDJSON",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"one\n\ntwo")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read_all(
    *paths: str, form: str = "", limit: int = 100, skip: Collection[Path] = ()
) -> list[Source]:
    messages: list[str] = []
    walk = Walk(suffixes=FORMATS[form or "text"].endings, skip=skip)
    named = sources(map(Path, paths), walk, messages.append, messages.append)
    made = [*documents(named, Reading(form, limit=limit))]
    assert messages == []
    return made


def rows_of(made: Iterable[Source]) -> list[Row]:
    return [source.row for source in made if source.row]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["top"], ["a.txt", "deep/b.md", "old/c.txt"]),
        (["top/"], ["a.txt", "deep/b.md", "old/c.txt"]),
        (["top/deep", "top/a.txt"], ["deep/b.md", "a.txt"]),
        (["top/deep/../old", "top/old"], ["old/c.txt", "old/c.txt"]),
        (["top/a.txt"], ["a.txt"]),
        (["none.txt"], ["none.txt"]),
    ],
)
def test_each_document_has_its_place_in_an_output(paths: list[str], expected: list[str]) -> None:
    assert [source.target.place.as_posix() for source in read_all(*paths)] == expected


def test_the_folder_of_an_earlier_output_is_left_out(here: Path) -> None:
    (here / "link").symlink_to(here / "top", target_is_directory=True)
    names = [source.name for source in read_all("top", skip=[here / "link" / "deep"])]
    assert names == ["top/a.txt", "top/old/c.txt"]


@pytest.mark.parametrize(
    ("path", "form", "expected"),
    [
        ("top/deep/rows.jsonl", "", [b"one\n", b"\n", b"two"]),
        ("more.NDJSON", "", [b"one\n", b"\n", b"two"]),
        ("top/a.txt", "jsonl", [b"one\n", b"\n", b"two"]),
        ("top", "jsonl", [b"one\n", b"\n", b"two"]),
    ],
)
def test_each_line_of_json_lines_is_a_row(path: str, form: str, expected: list[bytes]) -> None:
    made = read_all(path, form=form)
    assert [row.data for row in rows_of(made)] == expected
    assert [row.number for row in rows_of(made)] == [1, 2, 3]
    assert {source.name.rpartition(":")[0] for source in made} == {str(made[0].file.path)}
    assert [source.read() for source in made] == [b"one", b"", b"two"]


def test_json_lines_can_be_read_as_one_text() -> None:
    [source] = read_all("more.NDJSON", form="text")
    assert (source.row, source.read()) == (None, b"one\n\ntwo")


def test_an_empty_file_has_an_empty_row(here: Path) -> None:
    (here / "empty.jsonl").write_bytes(b"")
    [source] = read_all("empty.jsonl")
    assert (source.row, source.problem) == (Row(1, b""), "")


def test_stdin_can_be_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    piped = io.TextIOWrapper(io.BytesIO(b"one\ntwo"))
    monkeypatch.setattr(sys, "stdin", piped)
    made = read_all("-", "-", form="jsonl")
    assert [row.data for row in rows_of(made)] == [b"one\n", b"two", b""]
    assert {source.name for source in made} == {"<stdin>:1", "<stdin>:2"}
    assert not piped.closed


def test_a_closed_stdin_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    [source] = read_all(form="jsonl")
    assert source.problem == "<stdin>: is closed; pipe text in, or name a file"


def test_a_missing_file_of_rows_is_a_problem() -> None:
    [source] = read_all("none.jsonl")
    assert source.problem == "none.jsonl: cannot read this file: No such file or directory"
    assert source.row is None


def test_a_file_that_is_cut_off_yields_its_rows_and_then_a_problem(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Broken(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            if self.tell() == len(self.getvalue()):
                raise OSError(5, "Input/output error")
            return super().readline(size)

    broken = Broken(b"one\ntwo\n")
    monkeypatch.setattr("garmentclean.corpus.compression.opened", lambda *_: broken)
    *rows, last = read_all("rows.jsonl")
    assert [row.data for row in rows_of(rows)] == [b"one\n", b"two\n"]
    assert last.problem == "rows.jsonl: cannot read this file: Input/output error"


def errors_and_notes(*paths: str, walk: Walk | None = None) -> tuple[list[str], list[str]]:
    """Return the errors and the notes of sources."""
    errors: list[str] = []
    notes: list[str] = []
    [*sources(map(Path, paths), walk or Walk(), errors.append, notes.append)]
    return errors, notes


def test_an_unreadable_folder_is_an_error(here: Path, lock: Callable[[Path], None]) -> None:
    (here / "none").mkdir()
    lock(here / "top")
    errors, notes = errors_and_notes("none", "top", "more.NDJSON")
    assert errors == ["top: cannot read this folder: Permission denied"]
    assert [note.partition(":")[0] for note in notes] == ["none", "top"]


EMPTY = "nothing to clean in this folder"


@pytest.mark.parametrize(
    ("files", "walk", "expected"),
    [
        ([], {}, f"{EMPTY}: it is empty"),
        (["a.rst"], {}, f"{EMPTY}, but 1 .rst; --include '*.rst' takes these"),
        (
            ["a.html", "b.HTML", "c.rst", "d/e.htm"],
            {},
            (
                f"{EMPTY}, but 2 .html, 1 .rst, 1 .htm; this is an HTML page: extract its text "
                "first, for example with trafilatura"
            ),
        ),
        (["Makefile"], {}, f"{EMPTY}, but 1 without an ending; --include takes others"),
        ([".a.txt", ".b/c.txt"], {}, f"{EMPTY}, but 2 hidden"),
        (
            ["a.txt"],
            {"exclude": [(Path(), "*.txt")]},
            f"{EMPTY}, but 1 left out by patterns; look at --exclude and the ignore files",
        ),
        (
            ["a.txt"],
            {"include": [(Path(), "*.rst")]},
            f"{EMPTY}, but 1 .txt; no file matches --include",
        ),
        (
            ["a.txt"],
            {"suffixes": FORMATS["parquet"].endings},
            f"{EMPTY}, but 1 .txt; these are left out by --input-format or --engine",
        ),
        (
            [f"{n}.a{kind}" for kind in range(7) for n in range(9 - kind)],
            {},
            (
                f"{EMPTY}, but 9 .a0, 8 .a1, 7 .a2, 6 .a3, 5 .a4, 7 others; "
                "--include '*.a0' takes these"
            ),
        ),
    ],
)
def test_a_folder_without_articles_is_reported_with_its_contents(
    here: Path, files: list[str], walk: dict[str, Any], expected: str
) -> None:
    (here / "bare").mkdir()
    for name in files:
        (here / "bare" / name).parent.mkdir(exist_ok=True)
        (here / "bare" / name).touch()
    assert errors_and_notes("bare", walk=Walk(**walk)) == ([f"bare: {expected}"], [])
    errors, notes = errors_and_notes("bare", "more.NDJSON", walk=Walk(**walk))
    assert (errors, notes) == ([], [f"bare: {expected}"])


def test_links_that_are_not_followed_are_reported(here: Path) -> None:
    (here / "bare").mkdir()
    (here / "bare" / "top").symlink_to(here / "top", target_is_directory=True)
    (here / "bare" / "a.txt").symlink_to(here / "top" / "a.txt")
    assert errors_and_notes("bare")[0] == [f"bare: {EMPTY}, but 2 links that are not followed"]


def row(line: bytes) -> tuple[Source, Row]:
    one = Row(1, line)
    return Source(File(None), row=one), one


def test_a_file_of_rows_appears_when_complete_and_only_if_a_row_changed(here: Path) -> None:
    files = RowFiles()
    files.add(*row(b"1\n"), here / "a.jsonl", changed=False)
    assert files.number(here / "a.jsonl") == 2
    files.add(*row(b"2\n"), here / "a.jsonl", changed=True)
    files.add(*row(b"1\n"), here / "b.jsonl", changed=False)
    files.add(*row(b"1\n"), here / "c.jsonl", changed=False, wanted=True)
    files.add(*row(b"1\n"), here / "d.jsonl", changed=False, kept=False)
    assert files.changed
    assert not (here / "a.jsonl").exists()
    files.commit()
    assert (here / "a.jsonl").read_bytes() == b"1\n2\n"
    assert (here / "c.jsonl").read_bytes() == b"1\n"
    assert (here / "d.jsonl").read_bytes() == b""
    assert not files.changed
    names = sorted(path.name for path in here.iterdir())
    assert names == ["a.jsonl", "c.jsonl", "d.jsonl", "more.NDJSON", "top"]


def test_discarded_rows_leave_no_file(here: Path) -> None:
    files = RowFiles()
    files.add(*row(b"1\n"), here / "new" / "a.jsonl", changed=True)
    files.discard()
    files.commit()
    assert [*(here / "new").iterdir()] == []
    assert not files.changed


def test_a_line_that_is_too_long_is_read_in_pieces(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonl, "PIECE", 4)
    (here / "a.jsonl").write_bytes(b"12345\n123456\n1\n1234567890\n12345\n123456")
    made = read_all("a.jsonl", limit=5)
    assert [(row.number, row.piece, row.data) for row in rows_of(made)] == [
        (1, 0, b"12345\n"),
        (2, 1, b"1234"),
        (2, 2, b"56"),
        (2, 3, b"\n"),
        (3, 0, b"1\n"),
        (4, 1, b"1234"),
        (4, 2, b"56"),
        (4, 3, b"7890"),
        (4, 4, b"\n"),
        (5, 0, b"12345\n"),
        (6, 1, b"1234"),
        (6, 2, b"56"),
    ]
