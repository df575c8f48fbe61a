"""Ledgers with the right seals and wrong values: one line, and nothing is ever restored wrongly."""

from __future__ import annotations

import copy
import json
import math
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from garmentclean import Document, Pipeline
from garmentclean.corpus.formats.json_row import Row
from garmentclean.errors import GarmentcleanError, LedgerError
from garmentclean.ledger import checks
from garmentclean.ledger.entry import Tool, proved_entry
from garmentclean.ledger.history import History
from garmentclean.ledger.lines import entry_line, sealed, tool_line
from garmentclean.ledger.reader import LedgerFile
from garmentclean.report.html import report

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator, Sequence

    Run = Callable[..., subprocess.CompletedProcess[bytes]]
    Step = str | int

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "schema" / "ledger.json").read_text(encoding="utf-8")
)
TOOL = Tool("garmentclean 1", "0" * 16, ("letters/trans", "boilerplate/return-link"), 0.75, 10**6)
RAW = {
    "a.txt": b"One loom.\r\nThe pformation\xff of a pformation.\r\n\r\nReturn to list\r\n",
    "b.txt": "Zwei “Webstühle”, a pformation.\nReturn to list\n".encode("utf-16"),
    "c.txt": b"Nothing to do.\n",
    "r.jsonl:1": rb'{"text": "The pformation \ud83d of it", "n": 1}',
}
RULES = frozenset({"letters/trans"})


def made() -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """Return what the lines of a ledger say, without the seals, and the clean texts."""
    pipeline = Pipeline.from_packs()
    lines, clean = [tool_line(TOOL)], {}
    for name, data in RAW.items():
        row = Row.parse(data, "text", name) if ":" in name else None
        document = Document.from_text(row.text, name) if row else Document.from_bytes(data, name)
        result = pipeline.clean(document)
        text = result.document.to_text()
        clean[name] = row.with_text(text) if row else result.document.to_bytes()
        record = {"field": "text", "style": row.style, "columns": ""} if row else None
        entry = proved_entry(document, result, data, clean[name], TOOL, output=name, row=record)
        lines.append(entry_line(entry))
    told_lines = [json.loads(line) for line in lines]
    for line in told_lines:
        del line["seal"]
    return told_lines, clean


LINES, CLEAN = made()


def places(value: object, path: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """Yield the paths to all values within a value."""
    inside: Any = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        inside = enumerate(value)
    for key, item in inside:
        yield (*path, key)
        yield from places(item, (*path, key))


PLACES = [*places(LINES)]
INNER = [place for place in PLACES if len(place) > 1]
ODD: list[Any] = [
    None, True, False, 0, -1, 1, 3, 7.0, 1.5, -0.5, math.nan, math.inf, 10**30, 2**63,
    "", "x", "utf-8", "cp1252", "rot13", "punycode", "utf-16-be", "lf", "cr", "0" * 64, "0" * 16,
    "\ud800", "\udcff", "\0", '"half', '"\\ud800"', "a/b", "\n", [], {}, [[]], {"field": "text"},
    ["x"], {"style": "ascii", "field": "text", "columns": ""}, "pformation",
]  # fmt: skip


def changed(choose: Callable[[Sequence[Any]], Any]) -> list[dict[str, Any]]:
    """Return lines in which some values are changed, missing, or moved.

    Args:
        choose: returns one of some things.
    """
    lines = copy.deepcopy(LINES)
    for _ in range(choose([1, 2, 3])):
        *way, last = choose(INNER)
        try:
            parent: Any = lines
            for step in way:
                parent = parent[step]
            value = parent[last]
        except (KeyError, IndexError, TypeError):  # an earlier change has taken it away
            continue
        if type(parent) not in {dict, list}:
            continue
        kind = choose(["odd", "odd", "odd", "gone", "other", "turned", "new"])
        if kind == "gone":
            del parent[last]
        elif kind == "new" and isinstance(value, dict):
            value["new"] = choose(ODD)
        elif kind == "turned" and isinstance(value, list):
            parent[last] = [choose(value) for _ in value]
        elif kind == "other":
            other: Any = LINES
            for step in choose(PLACES):
                other = other[step]
            parent[last] = copy.deepcopy(other)
        else:
            parent[last] = copy.deepcopy(choose(ODD))
    return lines


@st.composite
def drawn(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw such lines."""
    return changed(lambda items: draw(st.sampled_from(items)))


def try_out(lines: list[dict[str, Any]], path: Path, *, with_report: bool = True) -> None:
    """Check that a ledger is refused in one line, or restores nothing wrongly."""
    path.write_bytes(b"".join(map(sealed, lines)))
    try:
        history = History.of(path)
    except LedgerError as error:
        messages = error.messages
    else:
        messages = (f"{path}",)
        assert_right(history)
    assert len(messages) == 1
    assert messages[0].startswith(str(path))
    if not with_report:
        return
    try:
        page = report({"l": LedgerFile(path)})
    except GarmentcleanError:
        return
    page.encode("utf-8", "surrogatepass")


def assert_right(history: History) -> None:
    """Check that all that a history restores is what it was."""
    for name, data in CLEAN.items():
        with suppress(GarmentcleanError):
            restored = history.restore(data, name)
            assert restored.data in {data, RAW[name]}
        with suppress(GarmentcleanError):
            history.withdraw(data, name, RULES)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("values") / "l.jsonl"


def test_an_unchanged_ledger_restores_everything(file: Path) -> None:
    file.write_bytes(b"".join(map(sealed, LINES)))
    history = History.of(file)
    assert {name: history.restore(data, name).data for name, data in CLEAN.items()} == RAW
    assert sum(CLEAN[name] != data for name, data in RAW.items()) == 3


@settings(max_examples=150)
@given(lines=drawn())
def test_wrong_values_are_refused_or_do_no_harm(file: Path, lines: list[dict[str, Any]]) -> None:
    try_out(lines, file)


@pytest.mark.exhaustive
def test_very_many_wrong_values_do_no_harm(file: Path) -> None:
    random = Random(7)
    for number in range(120_000):
        try_out(changed(random.choice), file, with_report=number % 20 == 0)


def schema_allows(line: dict[str, Any]) -> bool:
    return bool(VALIDATOR.is_valid(line | {"seal": "0" * 16}))


def open_to_new_keys(schema: Any) -> Any:
    """Return the schema without its refusal of keys that it does not know."""
    if isinstance(schema, dict):
        known = {k: open_to_new_keys(v) for k, v in schema.items() if k != "additionalProperties"}
        if known.get("pattern", "").endswith("$"):
            known["pattern"] = known["pattern"][:-1] + r"\Z"
        return known
    return [*map(open_to_new_keys, schema)] if isinstance(schema, list) else schema


VALIDATOR = Draft7Validator(open_to_new_keys(SCHEMA))


@settings(max_examples=300)
@given(lines=drawn())
def test_the_reader_accepts_what_the_schema_allows(lines: list[dict[str, Any]]) -> None:
    for line in lines:
        fault = (checks.run if "ledger" in line else checks.document)(line)
        allowed = schema_allows(line)
        assert allowed or fault
        # a schema cannot say that a whole number has no fraction, or what Python knows
        more = (
            " is not a whole number",
            " is out of range",
            ".encoding",
            ".bom",
            ".row",
            " is not 1",
        )
        assert not fault or not allowed or any(map(fault.__contains__, more))


GONE = object()
FIRST = ("edits", 0)
ROW = {"field": "a", "style": "utf-8", "columns": ""}
FAULTS: list[tuple[tuple[Step, ...], object, str]] = [
    (("words",), GONE, "'words' is missing"),
    (("edits", 1, "start"), "7", "'edits[1].start' is not a whole number"),
    ((*FIRST, "start"), -1, "'edits[0].start' is out of range"),
    ((*FIRST, "line"), 0, "'edits[0].line' is out of range"),
    ((*FIRST, "after"), None, "'edits[0].after' is not a text"),
    ((*FIRST, "rule"), "x", "'edits[0].rule' is not a rule's name"),
    ((*FIRST, "because"), "", "'edits[0].because' is not a text, or is empty"),
    (FIRST, 7, "'edits[0]' is not an object"),
    (("edits",), {}, "'edits' is not a list"),
    (("sha256", "after"), "x", "'sha256.after' is not a checksum"),
    (("newline",), "\n", "'newline' is not one of lf, crlf, cr, mixed"),
    (("encoding",), "klingon", "'encoding' is not an encoding"),
    (("bom",), 0, "'bom' is not true or false"),
    (("output",), 7, "'output' is not a text or null"),
    (("stopped",), "x", "'stopped' is not a number"),
    (("stopped",), math.nan, "is not a line of a ledger; it was changed"),
    (("row",), {"field": "a", "style": "ascii"}, "'row.columns' is missing"),
    (("row",), ROW | {"style": '"'}, "'row.style' is not utf-8, ascii or a text in JSON"),
    (("row",), ROW | {"columns": "\ud800"}, "'row.columns' has a lone surrogate"),
]


@pytest.mark.parametrize(("place", "value", "message"), FAULTS)
def test_the_error_names_the_wrong_value(
    here: Run, tmp_path: Path, place: tuple[Step, ...], value: object, message: str
) -> None:
    lines = copy.deepcopy(LINES)
    parent: Any = lines[1]
    for step in place[:-1]:
        parent = parent[step]
    if value is GONE:
        del parent[place[-1]]
    else:
        parent[place[-1]] = value
    (tmp_path / "l.jsonl").write_bytes(b"".join(map(sealed, lines)))
    (tmp_path / "a.txt").write_bytes(CLEAN["a.txt"])
    for command in (["restore", "-w", "a.txt", "--ledger"], ["report", "-o", "x.html"]):
        done = here(*command, "l.jsonl")
        stderr = done.stderr.decode()
        assert (done.returncode, done.stdout, stderr.count("\n")) == (2, b"", 1)
        assert stderr.startswith("garmentclean: l.jsonl:2: ")
        assert message in stderr
    done = here("-w", "a.txt", "--ledger", "l.jsonl")  # nothing is added to such a ledger
    assert (done.returncode, message in done.stderr.decode()) == (2, True)
    assert (tmp_path / "a.txt").read_bytes() == CLEAN["a.txt"]
    assert not (tmp_path / "x.html").exists()


def test_a_bom_needs_an_encoding_that_has_one() -> None:
    line = LINES[1] | {"encoding": "cp1252", "bom": True}
    assert checks.document(line) == ".bom is true, and the encoding has no byte order mark"


def test_names_with_lone_surrogates_can_be_reported(here: Run, tmp_path: Path) -> None:
    lines = [copy.deepcopy(LINES[0]), *(copy.deepcopy(LINES[1]) for _ in range(2))]
    lines[1]["document"], lines[2]["document"] = "\ud800", "\udcff\ud800"
    lines[2]["sha256"]["before"] = "0" * 64
    for line in lines[1:]:
        line["output"] = None
    (tmp_path / "l.jsonl").write_bytes(b"".join(map(sealed, lines)))
    (tmp_path / "z.txt").write_bytes(CLEAN["a.txt"])
    done = here("restore", "z.txt", "--ledger", "l.jsonl")
    assert done.returncode == 2
    assert b"z.txt: could be \\ud800 or \\udcff\\ud800, which have" in done.stderr
