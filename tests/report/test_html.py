from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from garmentclean.corpus.formats.json_row import Row
from garmentclean.ledger.entry import Entry, Tool, checksum, proved_entry
from garmentclean.ledger.history import History
from garmentclean.ledger.reader import Ledger
from garmentclean.ledger.writer import Writer
from garmentclean.pipeline.pack_files import load_packs
from garmentclean.pipeline.pipeline import Result
from garmentclean.report.html import SCRIPTS, STYLES, hashed, report
from garmentclean.report.html.data import Limits, page_data
from garmentclean.report.html.records import PER_RULE, chosen, records_of
from garmentclean.text.document import Document
from garmentclean.text.edit import Edit, Patch, apply

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

TOOL = Tool("garmentclean 9.9", "0123456789abcdef", ("a/one", "a/two", "b/three"), 0.5)
HOSTILE = "</script><script>window.pwned=1</script><!-- \u2028 \"><img src=x onerror=pwn()> '&"


def entry(name: str, data: bytes, *patches: Patch, **more: Any) -> tuple[Entry, bytes]:
    """Make the entry of a document, and its clean bytes."""
    document = Document.from_bytes(data, name)
    text, edits = apply(document.text, patches)
    words = len(document.text.split())
    result = Result(document.with_text(text), tuple(edits), words=words)
    after = result.document.to_bytes()
    return replace(proved_entry(document, result, data, after, TOOL), **more), after


def cut(data: bytes, text: str, rule: str = "a/one", to: str = "") -> Patch:
    """Return the patch that replaces a text."""
    start = data.decode().index(text)
    return Patch(start, start + len(text), to, rule)


def shown(*entries: Entry, **options: Any) -> dict[str, Any]:
    return page_data([TOOL], entries, **options)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


RAW = b"Home >\nThe pformation of the mill.\nReturn to list\n"


def test_numbers_are_those_of_all_documents() -> None:
    one, _ = entry("a.txt", b"x y z\nkept words\n", cut(b"x y z\n", "x y z\n", "a/one"))
    two, _ = entry("b.txt", b"x pform\n", cut(b"x pform", "pform", "b/three", "transform"))
    whole, _ = entry("c.txt", b"four words are here\n")
    data = shown(one, two, whole, limits=Limits(documents=1))
    assert data["totals"] == {
        "documents": 3, "listed": 2, "changed": 2, "edits": 2, "words": 11, "removed": 3
    }  # fmt: skip
    rows = [(r["name"], r["edits"], r["documents"], r["removed"]) for r in data["rules"]]
    assert rows == [("a/one", 1, 1, 3), ("b/three", 1, 1, 0)]
    assert data["rules"][0]["share"] == pytest.approx(3 / 11)
    assert [bar["documents"] for bar in data["histogram"]] == [2, 0, 0, 0, 0, 0, 0, 1, 0]
    assert [document["name"] for document in data["documents"]] == ["a.txt"]


def test_rules_that_did_nothing_differ_from_those_that_only_report(house: Path) -> None:
    assert house.is_dir()
    rules = [rule for pack in load_packs() for rule in pack.rules]
    tool = replace(TOOL, rules=("house/return", "house/trans", "house/sums", "gone/rule"))
    one, _ = entry("a.txt", RAW, cut(RAW, "Return to list\n", "house/return"))
    data = page_data([tool, tool], [one], rules=rules)
    assert data["never"] == {"silent": ["gone/rule", "house/trans"], "report": ["house/sums"]}
    assert data["rules"][0]["why"] == "A link back to the overview."
    assert data["runs"] == [{"tool": "garmentclean 9.9", "ruleset": "0123456789abcdef"}]


def test_documents_that_the_brake_stopped_are_listed_the_greatest_loss_first() -> None:
    low, _ = entry("low.txt", RAW, stopped=0.6)
    high, _ = entry("high.txt", RAW, stopped=0.9)
    data = shown(low, high, limits=Limits(documents=1))
    assert data["stopped"]["count"] == 2
    assert data["stopped"]["documents"] == [{"name": "high.txt", "share": 0.9, "document": 0}]


def test_the_text_is_found_whether_original_or_clean(folder: Path) -> None:
    path = folder / "a.txt"
    one, after = entry("a.txt", RAW, cut(RAW, "pform", "b/three", "transform"))
    parts = [
        "Home >\nThe ",
        ["pform", "transform", [0], []],
        "ation of the mill.\nReturn to list\n",
    ]
    for data in (RAW, after):
        path.write_bytes(data)
        assert shown(one)["documents"][0]["parts"] == parts
    path.unlink()
    (folder / "clean.txt").write_bytes(after)
    assert shown(replace(one, output="clean.txt"))["documents"][0]["parts"] == parts


def test_text_is_found_below_other_roots_by_the_end_of_its_name(folder: Path) -> None:
    one, _ = entry("/gone/raw/a.txt", RAW, cut(RAW, "Home >\n"))
    (folder / "moved/raw").mkdir(parents=True)
    (folder / "moved/raw/a.txt").write_bytes(RAW)
    assert "missing" in shown(one)["documents"][0]
    assert "missing" not in shown(one, roots=[folder / "moved"])["documents"][0]


def test_a_document_without_text_has_its_edits_and_says_why(folder: Path) -> None:
    one, _ = entry("a.txt", RAW, cut(RAW, "Home >\n"), cut(RAW, "Return to list\n"))
    lost = shown(one)["documents"][0]
    assert lost["missing"] == "there is no file a.txt here; --root names the folder to look in"
    assert lost["parts"] == [["Home >\n", "", [0], [], 1], ["Return to list\n", "", [0], [], 3]]
    (folder / "a.txt").write_bytes(RAW + b"more")
    lost = shown(one)["documents"][0]
    assert lost["missing"] == "a.txt has changed since (its checksum differs)"


def test_an_unreadable_file_does_not_stop_the_report(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = entry("a.txt", RAW, cut(RAW, "Home >\n"))
    (folder / "a.txt").write_bytes(RAW)

    def refuse(*_: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("garmentclean.report.html.texts.read_small", refuse)
    assert shown(one)["documents"][0]["missing"] == "a.txt cannot be read: Permission denied"


def test_a_ledger_that_does_not_fit_the_text_is_reported(folder: Path) -> None:
    one, after = entry("a.txt", RAW, cut(RAW, "Home >\n"))
    (folder / "a.txt").write_bytes(after)
    wrong = replace(one, edits=(Edit("a/one", 0, "Hame >\n", ""),))
    assert "do not lead to the original" in shown(wrong)["documents"][0]["missing"]
    (folder / "a.txt").write_bytes(RAW)
    assert "do not fit together" in shown(wrong)["documents"][0]["missing"]


def test_rows_of_json_lines_are_found_by_their_number(folder: Path) -> None:
    lines = [b'{"id":1,"text":"Kept."}', b'{"text": "Home >\\nThe mill.", "id": 2}']
    row = Row.parse(lines[1], "text", "a.jsonl:2")
    document = Document.from_text(row.text, "a.jsonl:2")
    text, edits = apply(document.text, [Patch(0, 7, "", "a/one")])
    after = row.with_text(text)
    record = {"field": "text", "style": row.style, "columns": ""}
    result = Result(document.with_text(text), tuple(edits), words=3)
    one = proved_entry(document, result, lines[1], after, TOOL, output="b.jsonl:2", row=record)
    for name, line in (("a.jsonl", lines[1]), ("b.jsonl", after)):
        path = folder / name
        path.write_bytes(b"\n".join([lines[0], line, b""]))
        assert shown(one)["documents"][0]["parts"] == [["Home >\n", "", [0], []], "The mill."]
        path.unlink()
    (folder / "a.jsonl").write_bytes(lines[0])
    assert "checksum" in shown(one)["documents"][0]["missing"]


def test_a_second_run_goes_on_from_the_first(folder: Path) -> None:
    one, after = entry("raw/a.txt", RAW, cut(RAW, "Home >\n"), output="clean/a.txt")
    two, last = entry("./clean/a.txt", after, cut(after, "Return to list\n", "a/two"))
    (folder / "clean").mkdir()
    (folder / "clean/a.txt").write_bytes(last)
    (record,) = records_of([one, two])
    assert (record.name, record.words, record.edits) == ("raw/a.txt", 10, 2)
    (document,) = shown(one, two)["documents"]
    assert [part for part in document["parts"] if isinstance(part, list)] == [
        ["Home >\n", "", [1], []],
        ["Return to list\n", "", [0], []],
    ]


def test_a_run_that_was_repeated_counts_once() -> None:
    one, after = entry("a.txt", RAW, cut(RAW, "Home >\n"))
    two, _ = entry("a.txt", after, cut(after, "Return to list\n"))
    again, _ = entry("a.txt", RAW, cut(RAW, "Return to list\n", "a/two"))
    (record,) = records_of([one, two, again])
    assert (record.numbers, record.rules) == ((2,), (("a/two", 1, 3),))
    (record,) = records_of([one, two, two])
    assert record.numbers == (0, 2)


def test_other_files_and_other_texts_are_separate_documents() -> None:
    one, _ = entry("a.txt", RAW, cut(RAW, "Home >\n"))
    namesake, _ = entry("b.txt", RAW, cut(RAW, "Home >\n"))
    newer, _ = entry("a.txt", b"Another article.\n")
    assert [r.name for r in records_of([one, namesake, newer])] == ["a.txt", "b.txt", "a.txt"]


def test_an_undone_edit_counts_as_no_change_and_no_loss(folder: Path) -> None:
    one, after = entry("a.txt", RAW, cut(RAW, "Home >\n"), cut(RAW, "Return to list\n", "a/two"))
    done = History([one]).withdraw(after, "a.txt", frozenset({"a/two"}))
    (folder / "a.txt").write_bytes(done.data)
    data = shown(one, *done.entries)
    (document,) = data["documents"]
    assert document["parts"] == [["Home >\n", "", [1], []], RAW.decode().removeprefix("Home >\n")]
    assert {row["name"]: row["removed"] for row in data["rules"]} == {
        "a/two": 3, "a/one": 1, "restore:a/two": -3
    }  # fmt: skip
    assert data["totals"]["removed"] == 1


def test_runs_that_read_line_ends_in_two_ways_do_not_mislead(folder: Path) -> None:
    mixed = b"one\r\ntwo\nthree\r\nfour\r\n"
    one, after = entry("a.txt", mixed, Patch(5, 9, "", "a/one"))
    two, last = entry("a.txt", after, Patch(4, 9, "", "a/two"))
    assert (one.newline, two.newline) == ("", "\r\n")
    (folder / "a.txt").write_bytes(last)
    lost = shown(one, two)["documents"][0]
    assert "read its line ends in two ways" in lost["missing"]
    assert [part[0] for part in lost["parts"]] == [edit.before for edit in (*one.edits, *two.edits)]


def test_the_greatest_losses_and_some_of_each_rule_are_shown() -> None:
    entries = [entry(f"{n}.txt", RAW, cut(RAW, "Home >\n"))[0] for n in range(9)]
    rare = [
        entry(f"rare{n}.txt", RAW, cut(RAW, "pform", "b/three", "transform"))[0] for n in range(9)
    ]
    names = [record.name for record in chosen(records_of([*entries, *rare]), 8)]
    assert names[:5] == [f"{n}.txt" for n in range(5)]
    assert names[5:] == [f"rare{n}.txt" for n in range(PER_RULE)]
    assert chosen(records_of(entries), 0) == []


def test_texts_beyond_the_budget_are_left_out_with_a_note(folder: Path) -> None:
    (folder / "a.txt").write_bytes(RAW)
    (folder / "b.txt").write_bytes(RAW)
    two = [entry(name, RAW, cut(RAW, "Home >\n"))[0] for name in ("a.txt", "b.txt")]
    documents = shown(*two, limits=Limits(characters=len(RAW)))["documents"]
    assert "missing" not in documents[0]
    assert documents[1]["missing"].startswith("the page would become too large")


def embedded(page: str) -> dict[str, Any]:
    match = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert match
    return dict(json.loads(match[1]))


def test_no_text_can_leave_the_data_or_become_markup(folder: Path) -> None:
    data = f"{HOSTILE} kept {{{{style}}}}\n".encode() + b"caf\xe9\n"
    name = "</script><b>.txt"
    document = Document.from_bytes(data, name)
    patch = Patch(0, len(HOSTILE), "<!--</script>", "a/one")
    text, edits = apply(document.text, [patch])
    result = Result(document.with_text(text), tuple(edits), words=9)
    one = proved_entry(document, result, data, result.document.to_bytes(), TOOL)
    page = report({"</script>.jsonl": Ledger([TOOL], [one])})
    assert page.count("<script") == page.count("</script>") == 2
    assert "<!--" not in page
    assert HOSTILE not in page
    embedded_data = embedded(page)
    assert embedded_data["documents"][0]["parts"][0][0] == HOSTILE
    assert embedded_data["ledgers"] == ["</script>.jsonl"]
    (folder / "a.txt").write_bytes(data)
    page = report({"x": Ledger([TOOL], [replace(one, document="a.txt")])})
    assert embedded(page)["documents"][0]["parts"][1] == " kept {{style}}\ncaf\udce9\n"
    page.encode()


def test_the_policy_allows_this_style_and_this_script_alone() -> None:
    page = report({"x": Ledger([TOOL], [])})
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)
    assert policy
    assert style
    assert script
    assert policy[1] == (
        f"default-src 'none'; style-src '{hashed(style[1])}'; "
        f"script-src '{hashed(script[1])}'; base-uri 'none'; form-action 'none'"
    )
    assert "{{" not in page
    assert not re.search(r"https?://|@import|url\(", page)


def test_every_asset_is_in_the_page() -> None:
    assets = {f.name for f in files("garmentclean.report.html").iterdir()}
    assert {name for name in assets if name.endswith((".css", ".js"))} == {*STYLES, *SCRIPTS}


def write_ledger(path: Path, *entries: Entry) -> None:
    with Writer(path, TOOL) as writer:
        for one in entries:
            writer.add(one)


def test_the_command_writes_the_page(here: Run, tmp_path: Path) -> None:
    one, _ = entry("a.txt", RAW, cut(RAW, "Home >\n"))
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/a.txt").write_bytes(RAW)
    write_ledger(tmp_path / "run.jsonl.gz", one)
    result = here("report", "run.jsonl.gz", "-o", "pages/run.html", "--root", "elsewhere")
    assert result.returncode == 0
    assert result.stderr == b"garmentclean: pages/run.html: written\n"
    page = (tmp_path / "pages/run.html").read_text()
    assert "missing" not in embedded(page)["documents"][0]
    assert here("report", "run.jsonl.gz", "-o", "-", "--root", "elsewhere").stdout == page.encode()
    without = here("report", "run.jsonl.gz", "-o", "-", "--documents", "0")
    assert embedded(without.stdout.decode())["documents"] == []


def test_several_ledgers_make_one_report(here: Run, tmp_path: Path) -> None:
    one, after = entry("a.txt", RAW, cut(RAW, "Home >\n"))
    two, _ = entry("a.txt", after, cut(after, "Return to list\n"))
    write_ledger(tmp_path / "1.jsonl", one)
    write_ledger(tmp_path / "2.jsonl", two)
    page = here("report", "1.jsonl", "2.jsonl", "-o", "-").stdout.decode()
    assert embedded(page)["ledgers"] == ["1.jsonl", "2.jsonl"]
    assert embedded(page)["totals"]["documents"] == 1
    assert embedded(page)["totals"]["edits"] == 2


def test_a_last_line_that_is_cut_off_needs_partial(here: Run, tmp_path: Path) -> None:
    one, _ = entry("a.txt", RAW, cut(RAW, "Home >\n"))
    path = tmp_path / "run.jsonl"
    write_ledger(path, one, replace(one, document="b.txt", before=checksum(b"")))
    path.write_bytes(path.read_bytes()[:-9])
    refused = here("report", "run.jsonl", "-o", "run.html")
    assert refused.returncode == 2
    assert b"--partial" in refused.stderr
    page = here("report", "run.jsonl", "-o", "-", "--partial").stdout.decode()
    assert embedded(page)["totals"]["documents"] == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gone.jsonl", "-o", "x.html"], "gone.jsonl: cannot read this ledger: No such file"),
        (["text.txt", "-o", "x.html"], "text.txt: is not a ledger"),
        (["bad.gz", "-o", "x.html"], "bad.gz: is damaged, or not a .gz file"),
        (["run.jsonl", "-o", "./run.jsonl"], "-o would overwrite the ledger"),
        (["run.jsonl", "-o", ""], "-o needs the name of a file"),
        (["run.jsonl", "-o", "folder"], "folder: cannot write this file: Is a directory"),
        (["run.jsonl"], "Missing option '-o' / '--output'"),
        (["-o", "x.html"], "Missing argument 'LEDGER...'"),
        (["run.jsonl", "-o", "x.html", "--root", "gone"], "'gone' does not exist"),
        (["run.jsonl", "-o", "x.html", "--documents", "-1"], "Invalid value for '--documents'"),
    ],
)
def test_an_error_is_one_line(
    here: Run, tmp_path: Path, arguments: list[str], message: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.txt").write_bytes(RAW)
    (tmp_path / "bad.gz").write_bytes(gzip.compress(RAW)[:5] + b"xxxxxxxxxxxxxxxxxxxxxx")
    write_ledger(tmp_path / "run.jsonl")
    result = here("report", *arguments)
    assert result.returncode == 2
    assert message in result.stderr.decode()
    assert result.stderr.count(b"\n") == 1
    assert not (tmp_path / "x.html").exists()


def test_a_change_has_its_reason(folder: Path) -> None:
    why = "no full stop"
    one, _ = entry("a.txt", RAW, cut(RAW, "Home >\n")._replace(because=why))
    (lost,) = shown(one)["documents"]
    assert lost["parts"] == [["Home >\n", "", [0], [why], 1]]
    (folder / "a.txt").write_bytes(RAW)
    assert shown(one)["documents"][0]["parts"][0] == ["Home >\n", "", [0], [why]]
