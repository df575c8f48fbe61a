from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest
import scorecard
from scoring.baselines import BASELINES, c4_lines, justext_lines, ten_words
from scoring.blame import NOBODY, takers
from scoring.labels import Fix, read_folder
from scoring.words import corrected, fixed

from garmentclean import Edit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAGE = (
    ("D", "Home page"),
    ("K", "Return to list"),  # a title that a rule takes for a link
    (".", ""),
    ("K", "The pformation of the mill is done, and all of its looms run again!!"),
    ("K", "Weavers in transit came back."),
    ("E", "The return of the loom, and what all of the town has of it."),
    ("D", "Return to list"),
)
LONG = "The looms of the mill came from a town of which nobody here had heard before."


def put(folder: Path, *rows: tuple[str, str], name: str = "page", fixes: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    labels, lines = zip(*rows, strict=True)
    (folder / f"{name}.txt").write_text("\n".join((*lines, "")), "utf-8")
    (folder / f"{name}.labels").write_text("\n".join((*labels, "")), "utf-8")
    if fixes:
        (folder / "fixes.tsv").write_text(fixes, "utf-8")
    return folder


@pytest.fixture
def score(
    house: Path,  # noqa: ARG001 - the packs it puts in place
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> Callable[..., tuple[int, str]]:
    """Run the scorecard in this process, and return its exit code and all that it said."""
    monkeypatch.chdir(tmp_path)
    for name in {*BASELINES} - {"ten words"}:
        monkeypatch.delitem(BASELINES, name)

    def run(*arguments: str | Path) -> tuple[int, str]:
        code = scorecard.main(["--jobs", "1", *map(str, arguments)])
        out, err = capsysbinary.readouterr()
        return code, (out + err).decode()

    return run


Score = "Callable[..., tuple[int, str]]"

CARD = """\
seeds: 1 documents, 31 words to keep, 2 lines to drop
                      garmentclean     ten words
kept                        0.9032        0.4839
damaged per 10,000           967.7        5161.3
gone                        0.5000        1.0000
F1                          0.6437        0.6522
fixed                       1.0000        0.0000
restored, certain                -
restored, guarded           0.0000
harmed per million             0.0
not idempotent                   0
not restored                     0
title lost                       1
failed                           0

rule            hits   right  either   wrong   lines  harmed
house/return       2       1       0       3       1       0
house/trans        1       0       0       0       0       1
"""


def test_the_card(score: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    folder = put(tmp_path / "seeds", *PAGE, fixes="page\tpformation\ttransformation\t1\n")
    code, said = score(folder)
    assert code == 0
    assert said == CARD
