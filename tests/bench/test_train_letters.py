"""What bench/train_letters.py learns from, and how that gets into the pack."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

from garmentclean.filters.restore_letters.rule import RestoreLetters
from garmentclean.filters.restore_letters.signs import read_signs, signs_around
from garmentclean.pipeline.pack_files import builtin_folder
from garmentclean.pipeline.rulefile import load_pack
from train_letters import Case, cases, knowledge, put, texts_of, total

if TYPE_CHECKING:
    from pathlib import Path

LINES = [
    ["K", "They translate what the transport firm says."],
    ["K", "The cook put a plate on the shelf."],
    ["D", "Translate"],
]


def trans() -> RestoreLetters:
    (rule, *_) = load_pack(builtin_folder() / "letters.yaml").rules
    assert isinstance(rule, RestoreLetters)
    return rule


def test_cases_are_the_words_that_the_corruption_changes_and_those_that_look_like_it(
    tmp_path: Path,
) -> None:
    file = tmp_path / "pages.jsonl.gz"
    rows = [{"id": name, "lines": LINES} for name in ("mill-1", "mill-2")]
    file.write_bytes(gzip.compress("".join(f"{json.dumps(row)}\n" for row in rows).encode()))
    assert cases(texts_of(file), trans(), ["plate", "pit"]) == [
        Case(False, "mill-1", "plate", "The cook put a ", " on the shelf."),
        Case(True, "mill-1", "plate", "They ", " what the pport firm says."),
    ]


def test_all_that_is_known_can_be_a_sign() -> None:
    for known in knowledge():
        for sign in known.numbers:
            before, form, after = sign.partition("{}")
            around = (before, after) if form else (f"{sign} x x", "")
            assert sign in signs_around("plate", *around), sign


def test_signs_are_put_into_a_pack_and_nothing_else_changes(tmp_path: Path) -> None:
    pack = tmp_path / "letters.yaml"
    text = (builtin_folder() / "letters.yaml").read_text(encoding="utf-8")
    pack.write_text(text, encoding="utf-8")
    put(trans_models(), pack)
    assert pack.read_text(encoding="utf-8") == text
    put({"pit pits": {"in {}": 2.5, "fire {}": -4.0}}, pack)
    (rule, *_) = load_pack(pack).rules
    assert isinstance(rule, RestoreLetters)
    assert rule.signs == {"pit pits": "in {} 2.5 | fire {} -4\n"}
    assert rule.words == trans().words


def trans_models() -> dict[str, dict[str, float]]:
    """Return the signs of the pack as numbers."""
    return {forms: read_signs(text) for forms, text in trans().signs.items()}


def test_the_numbers_of_the_signs_of_a_case_add_up() -> None:
    case = Case(True, "mill", "pit", "goods in ", " to the port")
    assert total(case, {"in {}": 2.5, "goods": 1.0, "port": 0.5, "gold": -4.0}) == 4.0
