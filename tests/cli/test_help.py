"""The help: groups of options, and examples that the command line understands."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest

from garmentclean.cli import cli
from garmentclean.cli.command import CONTEXT, Described, DescribedGroup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

TITLES = [
    "What to do with the text",
    "Which rules run",
    "How much they may change",
    "Which files to read",
    "Rows",
    "What documents have in common",
    "Documents to reject or leave unchanged",
    "Records",
    "Speed",
    "Output",
    "Options",
    "Examples",
]


def commands(command: click.Command = cli, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Return all commands, each with the words that call it."""
    yield path, command
    inside = (
        command.commands_of(click.Context(command)) if isinstance(command, DescribedGroup) else {}
    )
    for name, inner in inside.items():
        yield from commands(inner, f"{path} {name}".strip())


ALL = dict(commands())
EXAMPLES = [
    line
    for command in ALL.values()
    if isinstance(command, Described)
    for line, _ in command.examples
]


def test_the_options_of_clean_are_in_groups(here: Run) -> None:
    text = here("clean", "--help").stdout.decode()
    assert re.findall(r"^([A-Z].*):$", text, re.MULTILINE) == TITLES
    head, *groups = re.split(r"^[A-Z].*:$", text, flags=re.MULTILINE)
    assert "--" not in head.replace("--check, --diff, --write", "").replace("--check or --diff", "")
    first = [re.findall(r"^ +(?:-\w, )?--([\w-]+)", group, re.MULTILINE) for group in groups]
    assert [names[0] for names in first if names] == [
        *("check", "select", "max-loss", "include", "input-format", "counts", "min-words"),
        *("ledger", "jobs", "quiet", "help"),
    ]
    assert first[1] == [
        *("select", "extend-select", "ignore", "web-keep", "unsafe", "rules", "config", "isolated")
    ]


def test_the_help_of_options_stands_in_one_column(here: Run) -> None:
    text = here("clean", "--help").stdout.decode()
    starts = {
        match.end() - match.start()
        for match in re.finditer(r"^  -.*?  +(?=\S)", text, re.MULTILINE)
    }
    assert len(starts) == 1


@pytest.mark.parametrize("name", ["clean", "restore", "rules", "report", "config", "init", ""])
def test_there_are_examples_at_the_end(here: Run, name: str) -> None:
    text = here(*name.split(), "--help").stdout.decode()
    _, _, examples = text.partition("\nExamples:\n")
    lines = examples.splitlines()
    assert len(lines) >= 4
    assert all(line.startswith("  # ") for line in lines[::2])
    assert all(line.startswith("  garmentclean ") for line in lines[1::2])


@pytest.mark.parametrize("line", EXAMPLES)
def test_an_example_is_understood(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clean").mkdir()
    words = shlex.split(re.sub(r'^eval "\$\((.*)\)"$', r"\1", line))
    end = next((place for place, word in enumerate(words) if word in {"<", ">"}), len(words))
    assert words[0] == "garmentclean"
    args = words[1:end] if {*words[1:2]} & {*ALL} else ["clean", *words[1:end]]
    path = " ".join(args[: 2 if args[0] == "rules" else 1])
    parent = click.Context(cli, **CONTEXT)  # click keeps the names of the first context's -h
    assert ALL[path].make_context(path, args[len(path.split()) :], parent=parent)


@pytest.mark.parametrize("width", ["40", "200"])
def test_an_example_stays_on_its_line(
    here: Run, monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    text = here("clean", "--help").stdout.decode()
    assert "  garmentclean --write --ledger ledger.jsonl corpus/\n" in text


def test_a_command_is_imported_when_it_is_run() -> None:
    """The hook starts often, and must not import what only a report needs."""
    code = (
        "import sys\nfrom garmentclean.cli import cli\n"
        "cli.main(['clean', '--help'], standalone_mode=False)\n"
        "assert 'garmentclean.cli.clean' in sys.modules\n"
        "assert 'garmentclean.cli.report' not in sys.modules\n"
        "assert 'garmentclean.authoring.lint' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_command_has_its_short_help_option_by_itself() -> None:
    command = Described("mend", params=[])
    assert command.make_context("mend", [], resilient_parsing=True).help_option_names == [
        "-h",
        "--help",
    ]
