from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean.text.edit import (
    Edit,
    Origin,
    Patch,
    UndoError,
    apply,
    origins,
    resolve,
    restore,
    runs,
)

CHARS = st.one_of(st.sampled_from("ab \n\r\ud800\udcff中é"), st.characters(exclude_categories=()))
TEXTS = st.text(CHARS, max_size=30)


@st.composite
def patches_in(draw: st.DrawFn, text: str, smallest: int = 0) -> list[Patch]:
    places = st.integers(0, len(text))
    spans = st.lists(st.tuples(places, places).map(sorted), max_size=6)
    return [
        Patch(start, end, draw(st.one_of(st.none(), st.text(CHARS, max_size=4))), f"p/{number}")
        for number, (start, end) in enumerate(draw(spans))
        if end - start >= smallest
    ]


@st.composite
def histories(
    draw: st.DrawFn, smallest: int = 0, stages: int = 4
) -> tuple[str, str, list[list[Edit]]]:
    """Draw an original, what several stages of patches make of it, and the edits of each."""
    original = text = draw(TEXTS)
    done = []
    for _ in range(draw(st.integers(1, stages))):
        text, edits = apply(text, draw(patches_in(text, smallest)))
        done.append(edits)
    return original, text, done


def flat(stages: list[list[Edit]]) -> list[Edit]:
    return [edit for edits in stages for edit in edits]


@given(histories())
def test_restore_gives_the_original_back(history: tuple[str, str, list[list[Edit]]]) -> None:
    original, text, stages = history
    assert restore(text, flat(stages)) == original


@given(histories())
def test_edits_can_be_undone_one_by_one(history: tuple[str, str, list[list[Edit]]]) -> None:
    original, text, stages = history
    for edit in reversed(flat(stages)):
        text = edit.undo(text)
    assert text == original


@given(st.data(), TEXTS)
def test_apply_equals_slicing_from_right_to_left(data: st.DataObject, text: str) -> None:
    patches = data.draw(patches_in(text))
    changes = [p for p in patches if p.replacement not in {None, text[p.start : p.end]}]
    expected = text
    for patch in reversed(resolve(changes)[0]):
        expected = expected[: patch.start] + str(patch.replacement) + expected[patch.end :]
    changed, edits = apply(text, patches)
    assert changed == expected
    assert all(text[e.start : e.start + len(e.before)] == e.before for e in edits)
    assert all(edit.before != edit.after for edit in edits)


@given(st.data(), TEXTS)
def test_resolve_loses_no_patch_and_returns_no_overlap(data: st.DataObject, text: str) -> None:
    patches = data.draw(patches_in(text))
    kept, lost = resolve(patches)
    assert sorted(map(repr, kept + lost)) == sorted(map(repr, patches))
    assert all(a.end <= b.start for a, b in pairwise(kept))


@given(st.data(), TEXTS)
def test_the_earlier_and_then_the_longer_patch_wins(data: st.DataObject, text: str) -> None:
    kept, lost = resolve(data.draw(patches_in(text)))
    for loser in lost:
        winners = [w for w in kept if w.start <= loser.start < w.end]
        assert winners
        assert (winners[0].start, -winners[0].end) <= (loser.start, -loser.end)


def test_the_first_and_last_of_three_overlapping_patches_are_applied() -> None:
    chain = [Patch(4, 8, "C", "p/c"), Patch(0, 3, "A", "p/a"), Patch(2, 5, "B", "p/b")]
    assert apply("abcdefgh", chain)[0] == "AdC"


def test_two_insertions_at_one_place_keep_their_order() -> None:
    text, edits = apply("ab", [Patch(1, 1, "x", "p/x"), Patch(1, 1, "y", "p/y")])
    assert text == "axyb"
    assert restore(text, edits) == "ab"


def test_a_patch_that_changes_nothing_leaves_no_edit() -> None:
    assert apply("abc", [Patch(0, 1, "a", "p/same"), Patch(1, 2, None, "p/note")]) == ("abc", [])


@pytest.mark.parametrize(
    "patches",
    [
        [Patch(0, 4, "x", "p/long")],
        [Patch(4, 5, "x", "p/behind")],
        [Patch(2, 1, "x", "p/backwards")],
        [Patch(-1, 2, "x", "p/negative")],
        [Patch(-2, -1, "x", "p/before")],
        [Patch(0, 2, "x", "p/fine"), Patch(1, 9, "x", "p/loser")],
    ],
    ids=lambda patches: patches[-1].rule,
)
def test_a_patch_outside_of_the_text_is_a_value_error(patches: list[Patch]) -> None:
    with pytest.raises(ValueError, match="outside of a text of 3 characters"):
        apply("abc", patches)


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("z", [Edit("p/r", 0, "x", "y")]),
        ("", [Edit("p/r", 0, "x", "y")]),
        ("y", [Edit("p/r", 1, "x", "y")]),
        ("yy", [Edit("p/r", -1, "x", "y")]),
        ("cut short", [Edit("p/r", 40, "Return to list\n", "")]),
        ("ac", [Edit("p/r", 1, "b", ""), Edit("p/r", 0, "x", "y")]),
    ],
)
def test_undoing_in_another_text_is_refused(text: str, edits: list[Edit]) -> None:
    with pytest.raises(UndoError, match="cannot undo p/r"):
        restore(text, edits)


@given(histories(stages=1))
def test_the_edits_of_one_stage_are_one_run(history: tuple[str, str, list[list[Edit]]]) -> None:
    edits = history[2][0]
    assert list(runs(edits)) == ([edits[::-1]] if edits else [])


def slow_origins(original: str, edits: list[Edit]) -> tuple[list[int], list[int]]:
    """Track for each character where it lay: of the text's characters, and of the edits."""
    offsets = list(range(len(original) + 1))
    places = []
    for edit in edits:
        place = offsets[edit.start]
        places.append(place)
        stop = edit.start + len(edit.before)
        offsets[edit.start : stop] = [place] * len(edit.after)
    return offsets, places


@given(histories(smallest=1))
def test_origins_agree_with_tracing_each_character(
    history: tuple[str, str, list[list[Edit]]],
) -> None:
    original, text, stages = history
    edits = flat(stages)
    offsets, places = slow_origins(original, edits)
    origin = Origin(edits)
    assert [origin(place) for place in range(len(text) + 1)] == offsets
    assert origins(edits) == places


@given(histories(stages=1))
def test_origins_of_one_stage_hold_with_insertions(
    history: tuple[str, str, list[list[Edit]]],
) -> None:
    original, text, [edits] = history
    offsets, places = slow_origins(original, edits)
    assert [Origin(edits)(place) for place in range(len(text) + 1)] == offsets
    assert origins(edits) == places == [edit.start for edit in edits]


@given(histories())
def test_untouched_text_is_traced_to_its_original_place(
    history: tuple[str, str, list[list[Edit]]],
) -> None:
    original, text, stages = history
    tracked: list[int | None] = list(range(len(original)))
    for edit in flat(stages):
        tracked[edit.start : edit.start + len(edit.before)] = [None] * len(edit.after)
    origin = Origin(flat(stages))
    places = [origin(place) for place in range(len(text))]
    expected = [p if t is None else t for p, t in zip(places, tracked, strict=True)]
    assert places == expected == sorted(places)
    assert all(0 <= place <= len(original) for place in places)


def test_an_edit_in_a_text_of_another_stage_is_traced_back() -> None:
    text, first = apply("The end. Share on: Print", [Patch(0, 9, "", "p/head")])
    _, second = apply(text, [Patch(10, 15, "", "p/print")])
    assert origins([*first, *second]) == [0, 19]


def test_an_edit_has_its_reason() -> None:
    why = "into English"
    text, edits = apply("It was plated.", [Patch(7, 13, "translated", "p/r", because=why)])
    assert edits == [Edit("p/r", 7, "plated", "translated", why)]
    assert restore(text, edits) == "It was plated."
