"""The features of a line from its whole page."""

from __future__ import annotations

from garmentclean.filters.drop_sparse.context import CONTEXT, context_features


def test_the_body_is_where_prose_outweighs_the_other_lines() -> None:
    prose = [False] * 4 + [True, False, True] + [False] * 4
    words = [40 if one else 2 for one in prose]
    rows = context_features(words, prose, [False] * 11, [0.0] * 11)
    place = CONTEXT.index("in-body")
    assert [row[place] for row in rows] == [False] * 4 + [True] * 3 + [False] * 4
    assert rows[0][:2] == [-4, 7]


def test_signs_move_the_edge_of_the_text() -> None:
    prose = [True, True, True, True]
    begin, end = CONTEXT.index("behind-text-start"), CONTEXT.index("before-text-end")
    plain = context_features([15] * 4, prose, [True] * 4, [0.0] * 4)
    marked = context_features([15] * 4, prose, [True] * 4, [0.0, 0.0, 0.0, 5.0])
    assert (plain[0][begin], plain[0][end]) == (0, 4)
    assert (marked[0][begin], marked[0][end]) == (0, 3)


def test_a_mark_is_seen_from_the_lines_below_it() -> None:
    rows = context_features([2] * 3, [False] * 3, [False] * 3, [2.0, 0.5, 0.0])
    place = CONTEXT.index("strongest-sign-above")
    assert rows[2][place : place + 4] == [2.0, 2.5, 2, 0]
