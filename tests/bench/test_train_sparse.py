"""How pages become lessons, and the model gets into the pack; training needs the extra `bench`."""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import replace
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

import train_sparse
from garmentclean import Pipeline
from garmentclean.filters.drop_sparse.rule import FEATURES, DropSparse
from garmentclean.filters.drop_sparse.trees import Split, parsed
from garmentclean.pipeline.pack_files import builtin_folder
from garmentclean.pipeline.rulefile import load_pack
from sparse.dial import Point, dial
from sparse.gating import Case, limit_for
from sparse.model import written
from sparse.pages import Page, cleaned, lessons, read, windows, with_one_headline

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [("D", "Shop")] * 100 + [("K", "Lace sells."), ("D", "Tags"), ("K", "It does.")]
ROWS += [("D", "Help")] * 100


def test_a_tree_of_lightgbm_reads_back() -> None:
    node = {
        "split_feature": FEATURES.index("words"),
        "threshold": 6.500000001,
        "internal_value": 0.1,
        "left_child": {"leaf_value": -0.25},
        "right_child": {"leaf_value": 1.0},
    }
    text = written(node)
    assert text == "words<=6.5@0.100 -0.250 1.000"
    places = {name: place for place, name in enumerate(FEATURES)}
    assert parsed(text, places) == Split(0, 6.5, 0.1, -0.25, 1.0)


def test_a_model_is_put_into_a_pack_and_nothing_else_changes(tmp_path: Path) -> None:
    pack = tmp_path / "web.yaml"
    pack.write_text((builtin_folder() / "web.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    old = train_sparse.pack_rule()
    new = replace(
        old,
        signs={'say "so"$': 0.5, "^naïve": -1.0},
        trees="words<=6@0 1 -1\n0.5\n",
        page="edges<=0.5@0 1 -1\n",
        page_at_least=0.25,
        page_words={"he": 0.05, "isn't": -0.02},
        scores={"0.9": -4.5, "0.97": -3.0},
    )
    train_sparse.put(new, pack)
    (rule,) = load_pack(pack).rules
    assert isinstance(rule, DropSparse)
    for key in (
        "signs",
        "trees",
        "page",
        "page_at_least",
        "page_words",
        "scores",
        "keep",
        "sure_lines",
    ):
        assert getattr(rule, key) == getattr(new, key)
    assert [e.before for e in rule.examples] == [e.before for e in old.examples]


def test_a_pack_without_a_model_is_refused(tmp_path: Path) -> None:
    pack = tmp_path / "other.yaml"
    pack.write_text("pack: other\n", encoding="utf-8")
    with pytest.raises(click.UsageError, match="has no key `scores`"):
        train_sparse.put(train_sparse.pack_rule(), pack)


def test_the_headline_nearest_above_the_article_counts() -> None:
    row = [("T", "Lace"), ("D", "Menu"), ("T", "Lace sells"), ("K", "It does."), ("H", "Lace")]
    assert with_one_headline(row, 0, 1).labels == ("T", "D", "H", "K", "T")


def test_a_page_is_shown_with_a_fixed_and_a_random_part_of_its_frame() -> None:
    fixed, other = windows(with_one_headline(ROWS, 0, 1), random.Random(1))
    assert (fixed.kind, other.kind) == ("fixed", "random")
    assert len(fixed.lines) == 15 + 3 + 15
    assert fixed.labels[15:18] == ("K", "D", "K")
    assert len(other.lines) != len(fixed.lines)


def test_lessons_have_each_page_once_without_its_frame() -> None:
    parts = windows(with_one_headline(ROWS, 0, 1), random.Random(1))
    kinds = [page.kind for page in lessons(parts, random.Random(1))]
    assert kinds == ["fixed", "clean", "stretch", "random"]
    assert parts[0].clean().lines == ("Lace sells.", "It does.")


def test_training_uses_pages_cleaned_by_the_default_packs() -> None:
    page = Page(0, "fixed", ("Return to list", "Lace sells.", "Shop"), ("D", "K", "D"))
    assert cleaned(page, Pipeline.from_packs()).lines == ("Lace sells.", "Shop")
    assert cleaned(page, Pipeline.from_packs()).labels == ("K", "D")


def test_pages_are_read_with_the_numbers_of_their_groups(tmp_path: Path) -> None:
    file = tmp_path / "pages.jsonl.gz"
    rows = [{"lines": ROWS}, {"lines": [["D", "Only a menu"]]}, {"lines": [["K", "Lace"]]}]
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)
    pages = read(file, 7, 0.5)
    assert [(page.group, page.weight, len(page.lines)) for page in pages] == [
        (7, 0.5, 203),
        (8, 0.5, 1),
    ]


def test_the_dial_takes_the_lowest_score_that_keeps_enough() -> None:
    points = [Point(-4.0, 0.91, 0.95), Point(-3.0, 0.97, 0.9), Point(-2.0, 0.998, 0.8)]
    scores = dial(points)
    assert (scores["0.9"], scores["0.97"], scores["0.98"]) == (-4.0, -3.0, -2.0)


def test_the_gate_is_set_by_the_words_that_other_pages_lose() -> None:
    def case(wrong: int, *, other: bool = True) -> Case:
        return Case(0, not other, other, [], 0, wrong, 100)

    cases = [case(0), case(1), case(50), case(99, other=False)]
    assert limit_for(cases, [5.0, 4.0, 1.5, 9.0], 0.01) == pytest.approx(1.501)


def test_a_file_without_pages_is_reported_with_exit_code_2(tmp_path: Path) -> None:
    result = CliRunner().invoke(train_sparse.main, [str(tmp_path / "none.jsonl.gz")])
    assert result.exit_code == 2
    assert "holds no labelled pages" in result.output


def test_the_pack_has_the_model_of_the_trainer() -> None:
    rule = train_sparse.pack_rule()
    assert isinstance(rule, DropSparse)
    assert rule.keep == train_sparse.KEEP
    assert rule.at_least is None
