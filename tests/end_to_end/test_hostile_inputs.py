"""Pipes, devices and huge files where something is read: one line, and no waiting."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="needs pipes"),
    pytest.mark.usefixtures("time_limit", "cpu_limit"),
]

TEXT = b"The mill stands.\nReturn to list\n"
INPUTS = {
    "text": ("--check", "{}.txt"),
    "jsonl": ("--check", "{}.jsonl"),
    "gzip": ("--check", "{}.jsonl.gz"),
    "zstandard": ("--check", "{}.jsonl.zst"),
    "parquet": ("--check", "{}.parquet"),
    "rows by option": ("--check", "--input-format", "jsonl", "{}.log"),
    "configuration": ("--check", "--config", "{}.toml", "a.txt"),
    "rules": ("--check", "--rules", "{}.yaml", "a.txt"),
    "folder of rules": ("--check", "--rules", "folder", "a.txt"),
    "rules test": ("rules", "test", "{}.yaml"),
    "rules lint": ("rules", "lint", "{}.yaml"),
    "report": ("report", "{}.jsonl", "-o", "page.html"),
    "restore": ("restore", "--ledger", "{}.jsonl", "a.txt"),
}


def one_line(done: subprocess.CompletedProcess[bytes]) -> str:
    """Return the message of a run that ended with 2; a summary may follow it."""
    assert done.returncode == 2, done.stderr
    first, *rest = done.stderr.decode().splitlines()
    assert not rest or (len(rest) == 1 and rest[0].startswith("garmentclean: 0 documents")), rest
    return first


@pytest.mark.parametrize("what", INPUTS)
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_named_path_that_is_not_a_regular_file_is_refused(
    here: Run, tmp_path: Path, what: str, kind: str
) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT)
    (tmp_path / "folder").mkdir()
    args = [arg.format("named") for arg in INPUTS[what]]
    name = next((arg for arg in args if arg.startswith("named")), "folder/named.yaml")
    if kind == "pipe":
        os.mkfifo(tmp_path / name)
    else:
        (tmp_path / name).symlink_to("/dev/zero")
    message = one_line(here(*args))
    assert name in message
    assert "not a regular file" in message


@pytest.mark.parametrize("name", ["garmentclean.toml", "pyproject.toml"])
def test_a_pipe_in_the_place_of_the_configuration_is_refused(
    here: Run, tmp_path: Path, name: str
) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT)
    os.mkfifo(tmp_path / name)
    assert one_line(here("--check", "a.txt")).endswith(
        f"{name}: cannot read this configuration: it is not a regular file"
    )
    assert here("--check", "--isolated", "a.txt").returncode == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("#" * 1_000_001, "cannot read this configuration: it has more than 1 MB"),
        ("x = " + "[" * 300_000, "is not valid TOML: maximum recursion depth exceeded"),
        ("x = " + "{a=" * 300_000, "is not valid TOML: maximum recursion depth exceeded"),
        (".".join(["a"] * 50_000) + " = 1", ":1: a key has more than 50 parts; write fewer"),
        ("\n[" + " . ".join(["'a'"] * 50_000) + "]", ":2: a key has more than 50 parts; write"),
        ("max-loss = 0x" + "f" * 9999, "key 'max-loss' must be a number from 0 to 1"),
        ("filter-timeout = 0x" + "f" * 9999, "key 'filter-timeout' must be a number of seconds"),
        ("jobs = 0x" + "f" * 9999, "key 'jobs' must be a whole number, 0 or more"),
        ("exclude = ['[z-']", "is not one: a '[' has no ']'"),
    ],
    ids=range(9),
)
def test_a_huge_configuration_is_one_line(
    here: Run, tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "garmentclean.toml").write_text(text, "utf-8")
    assert message in one_line(here("config"))


HEAD = "pack: x\nabout: y\nrules:\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("#" * 16_000_001, "cannot read this rule file: it has more than 16 MB"),
        ("a: " + "[" * 300 + "]" * 300, ":1: nested too deeply"),
        ("- " * 100_000 + "a", ":1: nested too deeply"),
        ("a: " + "{b: " * 300 + "1" + "}" * 300, ":1: nested too deeply"),
        ("a: &a [x, x]\nb: [*a, *a]\n", ":1: anchors and aliases are not allowed"),
    ],
    ids=range(5),
)
def test_a_huge_rule_file_is_one_line(here: Run, tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    assert message in one_line(here("rules", "test", "a.yaml"))


def test_a_rule_file_of_very_many_values_is_one_line(
    here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("garmentclean.pipeline.strict_yaml.VALUES", 1000)
    (tmp_path / "a.yaml").write_text(HEAD + "  - {a: b}\n" * 300, "utf-8")
    assert one_line(here("rules", "test", "a.yaml")).endswith(
        "a.yaml:252: a file has 1,000 values at most; split it into several"
    )


def test_a_hundred_errors_of_a_rule_file_are_reported(here: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD + "  - {id: a, whi: b}\n" * 10_000, "utf-8")
    lines = here("rules", "test", "a.yaml").stderr.decode().splitlines()
    assert len(lines) == 101
    assert lines[-1] == "garmentclean: a.yaml: there may be more; fix these 100 first"


@pytest.fixture
def pipe() -> Callable[[bytes], str]:
    """Return what makes a pipe with some bytes in it, as a shell does for `<(command)`."""

    def made(data: bytes) -> str:
        reading, writing = os.pipe()
        os.write(writing, data)
        os.close(writing)
        return f"/dev/fd/{reading}"

    return made


def test_a_pipe_given_as_a_path_is_read(
    here: Run, tmp_path: Path, pipe: Callable[[bytes], str]
) -> None:
    assert here(pipe(TEXT)).stdout == b"The mill stands.\n"
    assert here("--diff", pipe(TEXT)).stdout.startswith(b"--- <stdin>\n")
    rows = b'{"text": "The mill stands.\\nReturn to list\\n"}\n'
    assert (
        here("--input-format", "jsonl", pipe(rows)).stdout == b'{"text": "The mill stands.\\n"}\n'
    )
    assert one_line(here("--max-size", "10", pipe(TEXT))).endswith("left as it is")
    assert b"only one pipe can be read" in here("--check", pipe(TEXT), pipe(TEXT)).stderr
    assert b"--write needs files" in here("--write", pipe(TEXT)).stderr
    (tmp_path / "a.txt").write_bytes(TEXT)
    loose = ("--check", "--config", pipe(b"ignore = ['return']"), "a.txt")
    assert here(*loose).returncode == 0
    assert b"key 'about' is missing" in here("--rules", pipe(b"pack: x\n"), "a.txt").stderr


def test_damaged_counts_or_a_pipe_are_reported_on_one_line(here: Run, tmp_path: Path) -> None:
    pytest.importorskip("datasketch")
    (tmp_path / "a.txt").write_bytes(TEXT)
    assert here("count", "a.txt", "-o", "counts").returncode == 0
    use = ("--check", "--counts", "counts", "a.txt")
    assert here(*use).returncode == 1
    (part,) = (tmp_path / "counts").glob("part-*")
    (summary,) = (tmp_path / "counts").glob("summary-*")
    summary.write_bytes(summary.read_bytes()[:-30])
    assert here(*use).returncode == 1  # it is made again
    summary.unlink()
    whole = part.read_bytes()
    part.write_bytes(whole[:-30])
    assert "these counts cannot be read" in one_line(here(*use))
    part.unlink()
    os.mkfifo(part)
    assert "cannot be read: it is not a regular file" in one_line(here(*use))
