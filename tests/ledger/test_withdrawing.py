from __future__ import annotations

from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from garmentclean.ledger.withdrawing import withdraw
from garmentclean.text.edit import Change, Edit, Patch, apply, changes, replay, restore, runs

TEXTS = st.text("ab \n", max_size=20)
RULES = [f"p/{letter}" for letter in "xyz"]
Stages = list[list[Edit]]


@st.composite
def histories(draw: st.DrawFn, stages: int = 3) -> tuple[str, str, Stages]:
    """Draw an original, what some runs of rules make of it, and the edits of each run."""
    original = text = draw(TEXTS)
    done = []
    for _ in range(draw(st.integers(1, stages))):
        places = st.integers(0, len(text))
        spans = draw(st.lists(st.tuples(places, places).map(sorted), max_size=4))
        rules = st.sampled_from(RULES)
        patches = [Patch(a, b, draw(st.text("abc", max_size=3)), draw(rules)) for a, b in spans]
        text, edits = apply(text, patches)
        done.append(edits)
    return original, text, done


def flat(stages: Stages) -> list[Edit]:
    return [edit for edits in stages for edit in edits]


@given(histories())
def test_changes_lead_from_the_original_to_the_clean_text(
    history: tuple[str, str, Stages],
) -> None:
    original, text, stages = history
    pieces, done = [], 0
    for change in changes(original, flat(stages)):
        pieces += [original[done : change.start], change.after]
        done = change.end
    assert "".join((*pieces, original[done:])) == text


@given(histories())
def test_changes_do_not_overlap_and_name_each_rule_once(history: tuple[str, str, Stages]) -> None:
    original, _, stages = history
    parts = changes(original, flat(stages))
    assert all(one.end <= other.start for one, other in pairwise(parts))
    assert all(len(set(change.rules)) == len(change.rules) > 0 for change in parts)
    assert {rule for change in parts for rule in change.rules} == {e.rule for e in flat(stages)}


def test_edits_of_one_place_are_one_change_and_others_are_not() -> None:
    edits = [Edit("p/x", 5, "two", "2"), Edit("p/y", 0, "One", ""), Edit("p/z", 2, "2", "deux")]
    assert changes("One, two.", edits) == [
        Change(0, 3, "", ("p/y",)),
        Change(5, 8, "deux", ("p/x", "p/z")),
    ]


@given(histories(stages=1))
def test_a_rule_of_one_run_can_be_undone_as_if_it_had_not_run(
    history: tuple[str, str, Stages],
) -> None:
    original, text, [edits] = history
    for rule in RULES:
        without = [edit for edit in edits if edit.rule != rule]
        taken = withdraw(edits, frozenset({rule}))
        assert taken.blocked == []
        assert replay(text, taken.edits) == replay(original, without)


@given(histories(), st.sets(st.sampled_from(RULES)))
def test_every_edit_of_the_rules_is_either_undone_or_blocked(
    history: tuple[str, str, Stages], rules: set[str]
) -> None:
    _, text, stages = history
    edits = flat(stages)
    taken = withdraw(edits, frozenset(rules))
    wanted = [edit for edit in edits if edit.rule in rules]
    stay = [edit for edit, _ in taken.blocked]
    undone = [(e.rule.removeprefix("restore:"), e.after, e.before) for e in taken.edits]
    assert sorted([*undone, *((e.rule, e.before, e.after) for e in stay)]) == sorted(
        (e.rule, e.before, e.after) for e in wanted
    )
    for edit, later in taken.blocked:
        assert edits.index(edit) < len(edits) - edits[::-1].index(later)
    again = replay(text, taken.edits)
    assert restore(again, taken.edits) == text
    assert len(list(runs(taken.edits))) <= 1


@given(histories())
def test_undoing_all_rules_without_blocked_edits_gives_the_original(
    history: tuple[str, str, Stages],
) -> None:
    original, text, stages = history
    taken = withdraw(flat(stages), frozenset(RULES))
    assume(not taken.blocked)
    assert replay(text, taken.edits) == original


@given(histories(stages=1), st.permutations(RULES))
def test_undoing_rules_one_by_one_gives_the_original(
    history: tuple[str, str, Stages], order: list[str]
) -> None:
    original, text, [edits] = history
    later: Stages = []
    for number, rule in enumerate(order, 1):
        taken = withdraw(edits, frozenset({rule}), later)
        assert taken.blocked == []
        text = replay(text, taken.edits)
        later.append(taken.edits)
        left = [edit for edit in edits if edit.rule in order[number:]]
        assert text == replay(original, left)
    assert withdraw(edits, frozenset(RULES), later) == ([], [])


@given(histories(), st.sampled_from(RULES), st.sampled_from(RULES))
def test_an_undone_edit_is_not_undone_again(
    history: tuple[str, str, Stages], one: str, other: str
) -> None:
    _, text, stages = history
    edits = flat(stages)
    first = withdraw(edits, frozenset({one}))
    second = withdraw(edits, frozenset({one, other}), [first.edits])
    text = replay(replay(text, first.edits), second.edits)
    undone = [edit.rule for edit in second.edits]
    assert undone.count(f"restore:{one}") == 0
    assert withdraw(edits, frozenset({one, other}), [first.edits, second.edits]).edits == []


def test_an_edit_that_a_later_one_has_changed_is_blocked_by_it() -> None:
    edits = [Edit("p/x", 4, "bat", "cat"), Edit("p/y", 5, "a", "u"), Edit("p/x", 0, "The", "A")]
    taken = withdraw(edits, frozenset({"p/x"}))
    assert taken == ([Edit("restore:p/x", 0, "A", "The")], [(edits[0], edits[1])])


def test_a_change_has_the_reasons_of_its_edits() -> None:
    edits = [
        Edit("p/x", 5, "two", "2", "one"),
        Edit("p/z", 5, "2", "deux", "other"),
        Edit("p/z", 0, "One", "un", "one"),
    ]
    reasons = [change.because for change in changes("One, two.", edits)]
    assert reasons == [("one",), ("one", "other")]


def test_an_undoing_edit_has_no_reason() -> None:
    done = Edit("p/x", 0, "a", "b", "one")
    undo = Edit("restore:p/x", 0, "b", "a")
    assert withdraw([done], frozenset({"p/x"})).edits == [undo]
    assert withdraw([done], frozenset({"p/x"}), [[undo]]).edits == []
