"""Rows cleaned in a batch come out as each does alone."""

from __future__ import annotations

import io
import json
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean.corpus.formats import jsonl
from garmentclean.corpus.sources import File, Row, Source
from garmentclean.ledger.lines import UnsealedLine
from garmentclean.report.summary import Count, Tally
from garmentclean.run.outcome import Content, Outcome, Records, Report, joined

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from typing import BinaryIO

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

FILE = File(Path("a.jsonl"))


class Dripping(io.BytesIO):
    """A file that gives only some bytes at once, like a pipe."""

    def read1(self, size: int | None = -1) -> bytes:
        return super().read1(min(size or 0, 3))


def rows(file: BinaryIO, limit: int, size: int) -> list[Source]:
    return [*jsonl.rows(Source(FILE), nullcontext(file), limit, size)]


@given(
    st.lists(st.sampled_from([b"\n", b"a", b"bcd", b"\r", b"0123456789" * 3])).map(b"".join),
    st.integers(1, 40),
    st.integers(1, 20),
    st.sampled_from([io.BytesIO, Dripping]),
)
def test_batches_hold_the_same_rows_as_reading_one_by_one(
    data: bytes, limit: int, size: int, kind: type[io.BytesIO]
) -> None:
    file = kind(data)
    some = rows(cast("BinaryIO", file), limit, size)
    apart = [row for one in some for row in one.each_row()]
    assert apart == rows(io.BytesIO(data), limit, 0)
    read = [one.row for one in some if one.row]
    assert b"".join(row.data for row in read) == data
    assert all(len(row.data) <= 2 * size or row.rows == 1 for row in read)


def test_rows_of_a_pipe_do_not_wait_for_more() -> None:
    file = Dripping(b"a\nb\nc\n" * 9)
    first = next(jsonl.rows(Source(FILE), nullcontext(cast("BinaryIO", file)), together=1000))
    assert (first.row and first.row.data, file.tell()) == (b"a\n", 3)


def outcome(row: int, *, changed: bool = False, problem: str = "") -> Outcome:
    line = b"%d\n" % row
    tally = Tally(1, int(changed), words=3, rules={"p/a": Count(1, 2, 3)} if changed else {})
    records = Records([UnsealedLine(line)])
    return Outcome(row, 1, Content(line, (), changed), Report(problem), records, tally)


def test_rows_with_messages_split_the_batch() -> None:
    given = [outcome(n, changed=n == 2, problem="bad" if n == 4 else "") for n in range(1, 7)]
    made = [*joined(given, 6)]
    assert [(one.row, one.rows) for one in made] == [(1, 3), (4, 1), (5, 2)]
    assert [one.content and one.content.data for one in made] == [b"1\n2\n3\n", b"4\n", b"5\n6\n"]
    assert [one.changed for one in made] == [True, False, False]
    assert made[0].records.ledger == [UnsealedLine(b"%d\n" % row) for row in (1, 2, 3)]
    assert made[0].tally == Tally(3, 1, words=9, rules={"p/a": Count(1, 2, 3)})


def test_a_batch_of_unchanged_rows_keeps_its_bytes() -> None:
    source = Source(FILE, row=Row(5, b"5\n6\n", 2))
    [made] = joined([outcome(5), outcome(6)], 2)
    assert made.content == Content(None)
    assert made.source_in(source) is source


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Make a file with rows of all kinds, more than one batch."""
    texts = ["One loom.", "The pformation – “fine”.\nReturn to list\nOne.", " ", "Return to list"]
    others = ["", "broken", '{"text":NaN}', '{"text":"half \\ud83d pformation"}']
    lines = []
    for number in range(1_500):
        text = texts[number % 4 if number % 50 else 3] + " It is old." * (number % 90)
        lines.append(json.dumps({"id": number, "text": text}, ensure_ascii=bool(number % 2)))
        lines += others[: number % 194 // 40 if number % 7 == 0 else 0]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), "utf-8")
    return tmp_path


@pytest.mark.exhaustive
@pytest.mark.parametrize("options", [[], ["--check"]])
def test_a_batch_of_rows_reports_what_each_row_does(
    command: Run, corpus: Path, options: list[str]
) -> None:
    rules = ["--isolated", "--select", "trans,return-link"]
    records = ["--metadata", "m.jsonl", "--ledger", "l.jsonl"]
    outcomes = []
    for more in ([], ["--jobs", "2"], ["--verbose"]):  # which reports each by itself
        done = command("a.jsonl", *rules, "--jobs", "1", *more, *options, *records)
        files = [(corpus / name).read_bytes() for name in records[1::2]]
        (corpus / "l.jsonl").unlink()
        outcomes.append((done.returncode, done.stdout, files))
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert len(outcomes[0][1]) > 40_000
