from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean import Document, Pipeline
from garmentclean.pipeline.metadata import iso_date, metadata_of
from garmentclean.pipeline.pack_files import load_packs
from garmentclean.pipeline.pipeline import Result

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]
    MakePack = Callable[..., Path]

PROSE = "The fair closed on Sunday, and most of those who came had come for the looms."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2013/10/17 8:40:00", "2013-10-17T08:40:00"),
        ("2016/7/6 0:00:00", "2016-07-06T00:00:00"),
        ("2015-05-19 07:01", "2015-05-19T07:01:00"),
        ("2015-05-19T07:01", "2015-05-19T07:01:00"),
        ("2020-05-21", "2020-05-21"),
        ("2020.5.1", "2020-05-01"),
        ("2020. 5. 1", "2020-05-01"),
        ("2020年5月21日", "2020-05-21"),
        ("2020年5月21日 9:05", "2020-05-21T09:05:00"),
        ("Dec 20, 2018", "2018-12-20"),
        ("Dec 20,2018", "2018-12-20"),
        ("DEC. 20 2018", "2018-12-20"),
        ("December 1st, 2018", "2018-12-01"),
        ("20 Dec 2018", "2018-12-20"),
        ("3rd december, 2018", "2018-12-03"),
        *((f"{name} 3, 2020", "2020-09-03") for name in ("Sep", "Sept", "Sept.", "SEPT", "sept.")),
        ("2nd Sept 2020", "2020-09-02"),
        ("Nov 12, 2020, 8:40", "2020-11-12T08:40:00"),
        ("Nov 12, 2020 8:40:31", "2020-11-12T08:40:31"),
        ("Nov 12, 2020 8:40 am", "2020-11-12T08:40:00"),
        ("12 Nov 2020 12:40 PM", "2020-11-12T12:40:00"),
        ("12 Nov 2020 11:40:31 pm", "2020-11-12T23:40:31"),
        ("2013/10/17 8:40 PM", "2013-10-17"),
        ("2013/10/17 8:40:00 pm", "2013-10-17"),
    ],
)
def test_a_date_is_iso_8601(text: str, expected: str) -> None:
    assert iso_date(text) == expected
    assert iso_date(f" {text} ") == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "today", "2020", "20200521", "Nov 2020", "May", "31", "3/4/2020", "25/12/2020"),
        *("2020-13-45", "2020-02-30", "2021-02-29", "2020-00-10", "2020-1-0", "2020-1-123"),
        *("2020-1-1 25:00", "2020-1-1 10:61", "31 June 2020", "Feb 29, 2021", "Foo 3, 2020"),
        *("1850-01-01", "2150-01-01", "99-1-1", "May 7", "7 May, 18", "May 7, 20188"),
    ],
)
def test_an_ambiguous_or_unknown_date_is_none(text: str) -> None:
    assert iso_date(text) is None


WRITTEN = [
    "{d.year}-{d.month}-{d.day}",
    "{d.year}/{d.month:02}/{d.day:02}",
    "{d.year}年{d.month}月{d.day}日",
    "{d:%b} {d.day}, {d.year}",
    "{d.day}th {d:%B} {d.year}",
]


@given(st.datetimes(datetime(1900, 1, 1), datetime(2099, 12, 31)), st.sampled_from(WRITTEN))  # noqa: DTZ001 - pages name no zone
def test_every_day_is_read_in_every_form(moment: datetime, form: str) -> None:
    moment = moment.replace(microsecond=0)
    text = form.format(d=moment)
    assert iso_date(text) == moment.date().isoformat()
    assert iso_date(f"{text} {moment.hour}:{moment:%M:%S}") == moment.isoformat()


@given(st.text() | st.text("12039-/.年月日: TapmMOct,"))
def test_any_text_can_be_tried_as_a_date(text: str) -> None:
    date = iso_date(text)
    assert date is None or datetime.fromisoformat(date)


def known(text: str = "", **facts: str) -> dict[str, object]:
    return metadata_of(Result(Document(text), metadata=facts))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, {}),
        ({"date": "2020-5-1", "author": "Marlon"}, {"date": "2020-05-01", "author": "Marlon"}),
        ({"date": "2020-13-45"}, {"date_text": "2020-13-45"}),
        ({"views": "57"}, {"views": 57}),
        ({"views": "0057"}, {"views": 57}),
        ({"views": "1,234 567"}, {"views": 1234567}),
        ({"views": "57 times"}, {"views": "57 times"}),
        ({"views": "5²"}, {"views": "5²"}),
        ({"tags": "Zhang MinZipper Industry"}, {"tags": ["Zhang Min", "Zipper Industry"]}),
        ({"tags": " cotton, Flax ;hemp、麻，  "}, {"tags": ["cotton", "Flax", "hemp", "麻"]}),
        ({"tags": "Silk (raw)Yarn2Ramie"}, {"tags": ["Silk (raw)", "Yarn2", "Ramie"]}),
        ({"tags": " , "}, {"tags": []}),
        ({"language": "xx"}, {"language": "xx"}),
        ({"mill": "Nr. 3"}, {"mill": "Nr. 3"}),
    ],
)
def test_metadata_is_machine_readable(facts: dict[str, str], expected: dict[str, object]) -> None:
    assert known(**facts) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [(PROSE, "en"), ("纺织品的价格再次下跌。", "zh"), ("", None), ("Cotton 100%", None)],
)
def test_the_language_is_recorded_if_it_is_certain(text: str, expected: str | None) -> None:
    assert known(text).get("language") == expected


def test_what_the_datelines_rules_remove_is_recorded() -> None:
    [pack] = [pack for pack in load_packs() if pack.name == "datelines"]
    for rule in (rule for rule in pack.rules if rule.kind != "substitute"):
        for case in rule.examples:
            metadata = metadata_of(Pipeline([rule]).clean(case.before))
            assert "date_text" not in metadata, case.before
            assert bool(metadata.keys() - {"language"}) == (case.before != case.after), case.before
            assert isinstance(metadata.get("views", 0), int)


BYLINE = {"filter": "drop-lines", "patterns": r"^\[(?P<date>[^\]]+)\] (?P<author>\w+)$"}
RAW = f"[2020/5/1 8:40] Marlon\n{PROSE}\n"
FACTS = {"date": "2020-05-01T08:40:00", "author": "Marlon", "language": "en"}


@pytest.fixture
def run(here: Run, make_pack: MakePack) -> Run:
    """Run the command with a rule that keeps what it cuts away."""
    pack = str(make_pack("own", BYLINE))
    return lambda *args, **more: here("--rules", pack, "-q", *args, **more)


def lines(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    assert data.endswith(b"\n") or not data
    return [json.loads(line) for line in data.decode().split("\n")[:-1]]


@pytest.mark.parametrize("mode", ["--check", "--diff", "-w", "-o=out"])
def test_each_document_has_a_line_even_if_nothing_is_known(
    run: Run, tmp_path: Path, mode: str
) -> None:
    for name, text in (("b.txt", RAW), ("a.txt", "Loom.\n"), ("d.txt", ""), ("c.txt", "\0")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = run(*mode.split("="), "b.txt", "a.txt", "c.txt", "d.txt", "--metadata", "new/m.jsonl")
    assert done.returncode == 2  # c.txt is binary: no document
    expected = [{"document": "b.txt"} | FACTS, {"document": "a.txt"}, {"document": "d.txt"}]
    assert lines(tmp_path / "new" / "m.jsonl") == expected


def test_rows_and_what_is_piped_in_have_lines(run: Run, tmp_path: Path) -> None:
    row = json.dumps({"text": RAW}).encode()
    (tmp_path / "a.jsonl").write_bytes(row + b"\n\n[]\n" + row)
    assert run("a.jsonl", "--metadata", "m").returncode == 2
    documents = [{"document": f"a.jsonl:{number}"} | FACTS for number in (1, 4)]
    assert lines(tmp_path / "m") == documents
    assert run("--metadata", "m", stdin=RAW.encode()).stdout == f"{PROSE}\n".encode()
    assert lines(tmp_path / "m") == [{"document": "<stdin>"} | FACTS]


NAMES = ["two words.txt", "棉 é.txt", 'a"b\\c.txt', "a\nb\u2028.txt", "-.txt", "{}.txt"]
NAMES += [os.fsdecode(b"caf\xe9.txt")] if sys.platform == "linux" else []


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX")
def test_any_name_round_trips(run: Run, tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / name).write_text(RAW, encoding="utf-8")
    paths = [f"./{name}" for name in NAMES]
    assert run("-w", *paths, "--metadata", "m").returncode == 0
    assert lines(tmp_path / "m") == [{"document": name} | FACTS for name in NAMES]


def test_a_run_that_stops_leaves_the_old_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "m").write_bytes(b"old")
    (tmp_path / "a.txt").write_text(RAW, encoding="utf-8")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("garmentclean.run.output.write_bytes", interrupt)
        assert run("a.txt", "--metadata", "m").returncode == 130
    assert (tmp_path / "m").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "m"]
    assert run("a.txt", "--metadata", "m").returncode == 0
    assert lines(tmp_path / "m") == [{"document": "a.txt"} | FACTS]


@pytest.mark.parametrize("target", ["a.txt/m", "folder"])
def test_a_file_that_cannot_be_written_is_reported_before_any_work(
    run: Run, tmp_path: Path, target: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "a.txt").write_text(RAW, encoding="utf-8")
    done = run("-w", "a.txt", "--metadata", target)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == RAW


@pytest.mark.parametrize(("name", "args"), [("a.txt", ()), ("b.txt", ("-o", "b.txt"))])
def test_the_file_overwrites_no_document(
    run: Run, tmp_path: Path, name: str, args: tuple[str, ...]
) -> None:
    (tmp_path / "a.txt").write_text(RAW, encoding="utf-8")
    assert run("a.txt", *args, "--metadata", name).returncode == 2
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == RAW
