from __future__ import annotations

import pytest

from garmentclean.filters.drop_sparse.trees import Trees

NAMES = ("words", "digits")
TEXT = "words<=6.5@0.5 digits<=0@1 2 -1 -0.25\ndigits<=0@0 0.5 -0.5\n"


@pytest.mark.parametrize(
    ("row", "value"), [((6, 0), 2.5), ((6, 0.1), -1.5), ((6.5, 0), 2.5), ((7, 0), 0.25)]
)
def test_the_leaves_that_a_row_leads_to_add_up(row: tuple[float, float], value: float) -> None:
    assert Trees(TEXT, NAMES)(row) == value


def test_each_step_down_a_tree_counts_for_its_feature() -> None:
    assert Trees(TEXT, NAMES).parts((6, 0)) == {0: 0.5, 1: 1.5}
    assert Trees(TEXT, NAMES).parts((7, 0)) == {0: -0.75, 1: 0.5}


def test_a_leaf_alone_is_a_tree() -> None:
    assert Trees("0.5\n-1e-3", NAMES)((0, 0)) == 0.499
    assert Trees("", NAMES)((0, 0)) == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("words<=1@0 1", "a tree has no end"),
        ("1 2", "a tree ends before '2'"),
        ("words>1@0 1 2", "'words>1@0' is neither a number nor"),
        ("letters<=1@0 1 2", "there is no feature 'letters'"),
    ],
)
def test_what_is_no_tree_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Trees(text, NAMES)
