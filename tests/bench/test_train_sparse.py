"""How the model of the pack `web` gets into the pack; the training needs the extra `bench`."""

from __future__ import annotations

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
from scoring.labels import Labelled

if TYPE_CHECKING:
    from pathlib import Path


def test_a_tree_of_lightgbm_reads_back() -> None:
    leaf = {"leaf_value": -0.25}
    node = {
        "split_feature": FEATURES.index("words"),
        "threshold": 6.500000001,
        "internal_value": 0.1,
        "left_child": leaf,
        "right_child": {"leaf_value": 1.0},
    }
    text = train_sparse.written(node)
    assert text == "words<=6.5@0.100 -0.250 1.000"
    places = {name: place for place, name in enumerate(FEATURES)}
    assert parsed(text, places) == Split(0, 6.5, 0.1, -0.25, 1.0)


def test_a_model_is_put_into_a_pack_and_nothing_else_changes(tmp_path: Path) -> None:
    pack = tmp_path / "web.yaml"
    pack.write_text((builtin_folder() / "web.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    old = train_sparse.pack_rule()
    new = replace(old, signs={'say "so"$': 0.5, "^naïve": -1.0}, trees="words<=6@0 1 -1\n0.5\n")
    train_sparse.put(new, pack)
    (rule,) = load_pack(pack).rules
    assert isinstance(rule, DropSparse)
    assert (rule.signs, rule.trees) == (new.signs, new.trees)
    assert [e.before for e in rule.examples] == [e.before for e in old.examples]


def test_a_pack_without_a_model_is_refused(tmp_path: Path) -> None:
    pack = tmp_path / "other.yaml"
    pack.write_text("pack: other\n", encoding="utf-8")
    with pytest.raises(click.UsageError, match="has no key `signs`"):
        train_sparse.put(train_sparse.pack_rule(), pack)


def test_training_uses_pages_cleaned_by_the_default_packs() -> None:
    document = Labelled(
        "a.txt", b"Return to list\n\n Lace sells.\nShop\n", (), ("D", ".", "K", "D")
    )
    page = train_sparse.page_of(document, Pipeline.from_packs())
    assert (page.lines, page.labels) == (["Lace sells.", "Shop"], ["K", "D"])
    assert page.clean.lines == ["Lace sells."]
    assert page.stretch(1, 2).labels == ["D"]


def test_a_folder_without_labels_is_reported_with_exit_code_2(tmp_path: Path) -> None:
    result = CliRunner().invoke(train_sparse.main, [str(tmp_path)])
    assert result.exit_code == 2
    assert "has no labelled documents" in result.output
