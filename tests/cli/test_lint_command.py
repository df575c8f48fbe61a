from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from garmentclean.authoring.lint import CHECKS, lint

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]
    MakePack = Callable[..., Path]

GOOD = [{"before": "A\nShare\n", "after": "A\n"}, {"keep": "To Share.\n"}]
SHARE = {"id": "share", "filter": "drop-lines", "patterns": "^Share$", "examples": GOOD}


@pytest.fixture
def evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all patterns take the same time, whatever else the machine does."""
    module = import_module("garmentclean.cli.rules")
    monkeypatch.setattr(module, "findings_of", partial(lint, measure=lambda *_: 1.0))


PAD = {
    "id": "pad",
    "filter": "substitute",
    "terms": {"slow pad": "slow pformation"},
    "examples": [{"before": "A slow pad.", "after": "A slow pformation."}, {"keep": "A pad."}],
}


@pytest.mark.usefixtures("evenly")
def test_rules_without_a_fault_have_no_findings(here: Run, make_pack: MakePack) -> None:
    done = here("rules", "lint")
    assert done.stdout == b"5 rules, no findings\n"
    assert (done.returncode, done.stderr) == (0, b"")
    done = here("rules", "lint", str(make_pack("own", SHARE)))
    assert done.stdout == b"1 rule, no findings\n"
    assert done.returncode == 0


@pytest.mark.usefixtures("evenly")
def test_a_finding_is_a_line_and_ends_with_1(here: Run, make_pack: MakePack) -> None:
    path = make_pack("own", SHARE, PAD)
    done = here("rules", "lint", str(path))
    line = 1 + path.read_text(encoding="utf-8").splitlines().index("- id: pad")
    first, summary = done.stdout.decode().splitlines()
    assert first.startswith(
        f"{path}:{line}: term-in-correction: own/pad: own/pad writes 'slow pformation', in which "
        "house/trans finds 'pformation'; let the first"
    )
    assert summary == "2 rules, 1 finding"
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.usefixtures("evenly")
def test_a_built_in_file_can_be_linted_by_its_name(here: Run, house: Path) -> None:
    for name, count in (("house.yaml", 4), ("loud.yaml", 1)):
        done = here("rules", "lint", str(house / name))
        assert done.stdout.decode() == f"{count} rule{'s' * (count > 1)}, no findings\n"


@pytest.mark.parametrize(
    ("examples", "message"),
    [
        ([{"keep": "A"}], b"rule 'share': needs an example with before and after"),
        ([], b"rule 'share': needs an example with before and after"),
    ],
)
def test_a_file_that_cannot_be_loaded_is_an_error_of_lint(
    here: Run, make_pack: MakePack, examples: list[dict[str, str]], message: bytes
) -> None:
    done = here("rules", "lint", str(make_pack("own", {**SHARE, "examples": examples})))
    assert message in done.stderr
    assert done.stderr.count(b"\n") == 1
    assert (done.returncode, done.stdout) == (2, b"")


def test_a_file_without_rules_has_nothing_to_lint(here: Run, make_pack: MakePack) -> None:
    done = here("rules", "lint", str(make_pack("own")))
    assert done.stderr == b"garmentclean: there are no rules to lint in these files\n"
    assert done.returncode == 2


def test_the_help_of_lint_lists_each_check(here: Run) -> None:
    text = here("rules", "lint", "-h").stdout.decode()
    assert all(f"\n    {name} " in text for name in CHECKS)
    assert "A pattern matches the empty string" in text
