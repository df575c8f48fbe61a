"""The schema of the ledger: what the command writes fits it, and what is none does not."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator

from outcomes import json_lines

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "schema" / "ledger.json").read_text(encoding="utf-8")
)
FIXTURES = Path(__file__).parents[2] / "fixtures"
KINDS = (("run", 0), ("document", 1))


def valid(line: object) -> bool:
    return Draft7Validator(SCHEMA).is_valid(line)


def test_the_schema_is_valid() -> None:
    Draft7Validator.check_schema(SCHEMA)


def test_a_run_over_all_fixtures_fits_the_schema(command: Run, tmp_path: Path) -> None:
    command("--check", "-q", "--ledger", "ledger", str(FIXTURES))
    lines = json_lines(tmp_path / "ledger")
    assert len(lines) > len([*FIXTURES.glob("*/input.txt")])
    assert [line for line in lines if not valid(line)] == []
    assert sum(len(line.get("edits", ())) for line in lines) > 0


@pytest.fixture
def lines(here: Run, tmp_path: Path) -> list[dict[str, Any]]:
    rows = [{"text": "The pformation\r\n"}, {"text": "Return to list\nof all the mills"}]
    text = "".join(f"{json.dumps(row)}\n" for row in rows)
    (tmp_path / "a.jsonl").write_text(text, encoding="utf-8")
    here("a.jsonl", "-o", "b.jsonl", "--ledger", "ledger", "--max-loss", "0.2")
    return json_lines(tmp_path / "ledger")


def test_rows_and_stopped_documents_fit(lines: list[dict[str, Any]]) -> None:
    assert all(map(valid, lines))
    assert [line.get("stopped") for line in lines] == [None, None, 0.4286]
    assert [line.get("output") for line in lines] == [None, "b.jsonl:1", "b.jsonl:2"]
    assert [line.get("newline") for line in lines] == [None, "crlf", "lf"]
    assert lines[1]["row"] == {"field": "text", "style": "utf-8", "columns": ""}


@pytest.mark.parametrize("number", [number for _, number in KINDS])
def test_every_key_that_it_requires_is_required(lines: list[dict[str, Any]], number: int) -> None:
    kind = SCHEMA["definitions"][KINDS[number][0]]
    assert set(kind["required"]) == lines[number].keys() - {"row", "stopped", "max_size"}
    for key in kind["required"]:
        changed = copy.deepcopy(lines[number])
        del changed[key]
        assert not valid(changed), key


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("bom", "no"),
        ("newline", "\n"),
        ("encoding", "Latin 1"),
        ("words", -1),
        ("sha256", {"before": "0" * 64, "after": "0" * 63}),
        ("edits", [{"rule": "trans", "line": 1, "start": 0, "before": "p", "after": "trans"}]),
        ("edits", [{"rule": "a/b", "line": 0, "start": 0, "before": "p", "after": "trans"}]),
        ("edits", [{"rule": "a/b", "line": 1, "before": "p", "after": "trans"}]),
        ("row", {"field": "text", "style": "utf-8"}),
        ("row", {"style": "utf-8", "columns": ""}),
    ],
)
def test_invalid_lines_do_not_fit_the_schema(
    lines: list[dict[str, Any]], key: str, value: object
) -> None:
    assert not valid(lines[1] | {key: value})
