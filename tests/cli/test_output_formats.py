from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft4Validator

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

REPORT = Path(__file__).parents[1] / "report"
SCHEMA = (REPORT / "schemas" / "sarif-schema-2.1.0.json").read_text("utf-8")
VALIDATOR = Draft4Validator(json.loads(SCHEMA))
RAW = b"One loom.\nReturn to list\nThe pformation.\n"
RULES = ["house/return", "house/trans"]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_ACTIONS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for name in ("a b.txt", "b.txt", "é.md"):
        (tmp_path / "in" / name).write_bytes(RAW)
    (tmp_path / "in" / "clean.txt").write_bytes(b"A loom.\n")
    return tmp_path / "in"


def entries(data: bytes) -> list[dict[str, Any]]:
    findings: list[dict[str, Any]] = json.loads(data)
    return findings


def results(data: bytes) -> list[dict[str, Any]]:
    log = json.loads(data)
    VALIDATOR.validate(log)
    findings: list[dict[str, Any]] = log["runs"][0]["results"]
    return findings


@pytest.mark.parametrize("args", [[], ["in/clean.txt"], ["in/clean.txt", "in/none.txt"]])
@pytest.mark.usefixtures("corpus")
def test_output_without_findings_is_valid(here: Run, args: list[str]) -> None:
    made = {form: here("--check", "-q", "--format", form, *args) for form in FORMS}
    assert {done.returncode for done in made.values()} == {2 * ("in/none.txt" in args)}
    assert entries(made["json"].stdout) == []
    assert results(made["sarif"].stdout) == []
    assert made["github"].stdout == made["text"].stdout == b""


FORMS = ("json", "sarif", "github", "text")


@pytest.mark.usefixtures("corpus")
def test_findings_of_several_documents_are_one_valid_output(here: Run) -> None:
    made = {form: here("--check", "--format", form, "in") for form in FORMS}
    assert {done.returncode for done in made.values()} == {1}
    assert all(
        done.stderr.startswith(b"garmentclean: 4 documents, 3 to clean, 6 edits, 9 words removed")
        for done in made.values()
    )
    paths = ["in/a b.txt", "in/b.txt", "in/é.md"]
    twice = [path for path in paths for _ in RULES]
    findings = entries(made["json"].stdout)
    assert [(one["path"], one["rule"]) for one in findings] == [*zip(twice, RULES * 3, strict=True)]
    assert [(one["line"], one["column"]) for one in findings] == [(2, 1), (3, 5)] * 3
    log = results(made["sarif"].stdout)
    assert [one["ruleId"] for one in log] == RULES * 3
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in log]
    assert [unquote(place) for place in places] == twice
    commands = made["github"].stdout.decode().splitlines()
    assert [line.partition(",")[0] for line in commands] == [f"::warning file={p}" for p in twice]
    assert len(made["text"].stdout.splitlines()) == 6


def test_a_note_is_found_and_ends_with_0(here: Run) -> None:
    made = {form: here("--check", "-q", "--format", form, stdin=b"3 zillion.\n") for form in FORMS}
    assert {done.returncode for done in made.values()} == {0}
    [entry] = entries(made["json"].stdout)
    assert (entry["kind"], entry["rule"], entry["after"]) == ("note", "house/sums", None)
    [result] = results(made["sarif"].stdout)
    assert result["level"] == "note"
    assert made["github"].stdout.startswith(b"::notice file=")


@pytest.mark.usefixtures("corpus")
@pytest.mark.parametrize("form", FORMS)
def test_errors_stay_out_of_the_output(here: Run, form: str) -> None:
    well = here("--check", "-q", "--format", form, "in/b.txt")
    done = here("--check", "-q", "--format", form, "none.txt", "in/b.txt", "--max-loss=0.5")
    assert done.stdout == well.stdout
    assert b"none.txt: cannot read this file" in done.stderr
    assert done.returncode == 2
    stopped = here("--check", "-q", "--format", form, "--max-loss=0", "in/clean.txt", "in/b.txt")
    assert stopped.stdout == here("--check", "-q", "--format", form, "in/clean.txt").stdout
    assert (b"would lose" in stopped.stderr, stopped.returncode) == (True, 1)


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.NDJSON"])
def test_a_row_is_a_line_of_its_file(here: Run, tmp_path: Path, name: str) -> None:
    row = json.dumps({"text": RAW.decode()}).encode() + b"\n"
    (tmp_path / name).write_bytes(b"\n" + row + b"[]\n" + row)
    findings = entries(here("--check", "-q", "--format", "json", name).stdout)
    assert [one["path"] for one in findings] == [f"{name}:2"] * 2 + [f"{name}:4"] * 2
    log = results(here("--check", "-q", "--format", "sarif", name).stdout)
    places = [one["locations"][0]["physicalLocation"] for one in log]
    assert {place["artifactLocation"]["uri"] for place in places} == {name}
    assert [place["region"]["startLine"] for place in places] == [2, 2, 4, 4]
    commands = here("--check", "-q", "--format", "github", name).stdout.splitlines()
    start = f"::warning file={name},line=".encode()
    assert [line.removeprefix(start)[:2] for line in commands] == [b"2,", b"2,", b"4,", b"4,"]


def test_a_row_of_a_file_of_any_name_is_a_line_of_its_file(here: Run, tmp_path: Path) -> None:
    (tmp_path / "rows.json").write_bytes(json.dumps({"text": RAW.decode()}).encode())
    done = here("--check", "-q", "--format=github", "--input-format=jsonl", "rows.json")
    assert done.stdout.startswith(b"::warning file=rows.json,line=1,")


@pytest.mark.usefixtures("corpus")
@pytest.mark.parametrize(
    ("value", "args", "form"),
    [
        ("true", [], "github"),
        ("false", [], "text"),
        ("", [], "text"),
        ("true", ["--format", "text"], "text"),
        ("true", ["--format", "json"], "json"),
    ],
)
def test_in_github_actions_annotations_are_the_default(
    here: Run, monkeypatch: pytest.MonkeyPatch, value: str, args: list[str], form: str
) -> None:
    expected = here("--check", "-q", "--format", form, "in").stdout
    monkeypatch.setenv("GITHUB_ACTIONS", value)
    output = here("--check", "-q", *args, "in").stdout
    assert (unstopped(output) if args == ["--format", "text"] else output) == expected


def unstopped(shown: bytes) -> bytes:
    """Return the output in GitHub Actions between the lines that stop commands."""
    first, *lines, last = shown.splitlines(keepends=True)
    token = first.removeprefix(b"::stop-commands::").strip()
    assert len(token) == 32
    assert last == b"::" + token + b"::\n"
    return b"".join(lines)


@pytest.mark.parametrize("mode", [[], ["--diff"], ["-w"], ["-o", "out"]])
@pytest.mark.parametrize("form", FORMS)
def test_a_format_is_for_check_alone(here: Run, corpus: Path, mode: list[str], form: str) -> None:
    done = here(*mode, "--format", form, "in/b.txt")
    [line] = done.stderr.decode().splitlines()
    assert line.startswith("garmentclean: --format is for --check")
    assert (done.returncode, done.stdout) == (2, b"")
    assert (corpus / "b.txt").read_bytes() == RAW


@pytest.mark.parametrize("mode", [[], ["--diff"]])
@pytest.mark.usefixtures("corpus")
def test_in_github_actions_other_modes_work_as_usual(
    here: Run, monkeypatch: pytest.MonkeyPatch, mode: list[str]
) -> None:
    expected = here(*mode, "in/b.txt")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    done = here(*mode, "in/b.txt")
    shown = unstopped(done.stdout) if mode else done.stdout
    assert (shown, done.returncode) == (expected.stdout, expected.returncode)
    assert here(*mode, stdin=b"").stdout == b""


def test_the_error_for_an_unknown_format_lists_the_formats(here: Run) -> None:
    done = here("--check", "--format", "xml", stdin=RAW)
    [line] = done.stderr.decode().splitlines()
    assert all(form in line for form in FORMS)
    assert (done.returncode, done.stdout) == (2, b"")


@pytest.mark.parametrize("form", ["text", "sarif"])
def test_several_processes_write_the_same(command: Run, tmp_path: Path, form: str) -> None:
    (tmp_path / "in").mkdir()
    for number in range(20):
        (tmp_path / "in" / f"{number:02}.txt").write_bytes(RAW if number % 3 else b"A loom.\n")
    one, two = (
        command("--check", "--format", form, "--color=always", "--no-cache", "--jobs", jobs, "in")
        for jobs in ("1", "2")
    )
    assert (one.stdout, one.stderr, one.returncode) == (two.stdout, two.stderr, two.returncode)
    assert one.returncode == 1
    if form == "sarif":
        assert len(results(two.stdout)) == 26


@pytest.mark.parametrize(
    ("choice", "environ", "colored"),
    [
        ("always", {}, True),
        ("never", {}, False),
        ("auto", {}, False),  # it is no terminal
        ("auto", {"FORCE_COLOR": "1"}, True),
        ("auto", {"FORCE_COLOR": ""}, False),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colours_follow_the_option(
    here: Run,
    monkeypatch: pytest.MonkeyPatch,
    choice: str,
    environ: dict[str, str],
    *,
    colored: bool,
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    for mode in ("--check", "--diff"):
        done = here(mode, "--color", choice, stdin=RAW)
        assert (b"\x1b[" in done.stdout) == colored
        assert b"\x1b" not in done.stderr


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_machine_formats_have_no_colours(here: Run, form: str) -> None:
    plain = here("--check", "-q", "--format", form, stdin=RAW).stdout
    assert here("--check", "-q", "--format", form, "--color=always", stdin=RAW).stdout == plain


@pytest.mark.parametrize("args", [[], ["-o", "out"], ["-w"]])
def test_clean_text_has_no_colours(here: Run, tmp_path: Path, args: list[str]) -> None:
    (tmp_path / "a.txt").write_bytes(RAW)
    done = here("--color=always", *args, "a.txt")
    assert done.returncode == 0
    written = [path.read_bytes() for path in tmp_path.iterdir()]
    assert b"\x1b" not in b"".join([done.stdout, *written])
