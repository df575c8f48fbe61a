"""The checks across rules, on rules with the fault and on rules that only just lack it."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from garmentclean.authoring.lint import lint
from garmentclean.pipeline.rulefile import load_pack

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Lint = Callable[..., list[tuple[str, str, str]]]


def showing(rule: dict[str, Any], *pairs: tuple[str, str], **more: object) -> dict[str, Any]:
    """Return a rule with examples of these pairs of before and after, and one of keep."""
    shown = [{"before": before, "after": after, **more} for before, after in pairs]
    return {**rule, "examples": [*shown, {"keep": "A"}]}


def terms(before: str, after: str, **more: object) -> dict[str, Any]:
    """Return a rule for a term, with an example of it."""
    rule = {"filter": "substitute", "terms": {before: after}, **more}
    return showing(rule, (f"A {before}.", f"A {after}."))


def pattern(find: str, to: str, before: str, after: str) -> dict[str, Any]:
    """Return a rule for a pattern, with an example of it."""
    return showing({"filter": "substitute", "patterns": find, "to": to}, (before, after))


def letters(word: str, **more: object) -> dict[str, Any]:
    """Return a rule for a corrupted word, with an example of it."""
    rule = {"filter": "restore-letters", "was": "trans", "now": "p", "words": word, **more}
    return showing(rule, (f"The {word.replace('trans', 'p')}.", f"The {word}."))


# term-in-correction

PILLOW = terms("cushion", "pillow")
GAP = terms("gap pad", "thermal Cushion")


@pytest.mark.parametrize(
    ("writer", "finder"),
    [
        (GAP, PILLOW),
        (terms("pad", "cushion"), PILLOW),
        (GAP, terms("cushion", "pillow", where="tail")),
        (GAP, terms("cushion", "pillow", language="de")),
        (GAP, terms("Cushion", "Pillow")),
        (GAP, terms("cushion", "pillow", safety="unsafe")),
        (GAP, letters("cushtransion", now="", ambiguous={"cushion": ["thermal {}"]})),
        (letters("transform"), terms("transform", "change")),
        (
            pattern(r"(gap|air) pad", r"\1 cushion", "A gap pad.", "A gap cushion."),
            PILLOW,
        ),
    ],
    ids=["term", "whole", "tail", "language", "case", "unsafe", "finder", "letters", "pattern"],
)
def test_term_in_correction_finds(
    linted: Lint, writer: dict[str, Any], finder: dict[str, Any]
) -> None:
    for rules in ((writer, finder), (finder, writer)):
        findings = [(check, rule) for check, rule, _ in linted(*rules)]
        assert findings == [("term-in-correction", "r1")], "reported for the rule that came last"


def test_term_in_correction_names_both_rules_and_texts(linted: Lint) -> None:
    ((_, _, message),) = linted(GAP, PILLOW)
    assert message.startswith(
        "own/r0 writes 'thermal Cushion', in which own/r1 finds 'cushion'; let the first write"
    )


def test_term_in_correction_looks_within_a_rule(linted: Lint) -> None:
    both = {**GAP, "terms": {"gap pad": "thermal cushion", "cushion": "pillow"}}
    assert [check for check, *_ in linted(both)] == ["term-in-correction"]
    findings = [(check, rule) for check, rule, _ in linted(both, PILLOW)]
    assert findings == [("term-in-correction", "r0"), ("never-fires", "r1")], "r1 never gets a line"


@pytest.mark.parametrize(
    ("writer", "finder"),
    [
        (GAP, terms("cushions", "pillows")),
        (GAP, terms("thermal", "warm", unless="Cushion")),
        (GAP, terms("Thermal", "Warm")),
        (GAP, {**GAP, "terms": {"Thermal": "Warm", "show": "view", "day": "date"}}),
        (GAP, terms("cushion", "pillow", when="down")),
        (
            pattern(r"(cushion) pad", r"\1 mat", "A cushion pad.", "A cushion mat."),
            terms("cushion", "pillow", unless="pad"),
        ),
        (letters("transform"), terms("form", "shape")),
    ],
    ids=["part of a word", "unless", "case", "other words", "when", "let stand", "part of letters"],
)
def test_term_in_correction_accepts(
    linted: Lint, writer: dict[str, Any], finder: dict[str, Any]
) -> None:
    assert linted(writer, finder) == []


# undo-one-another


def test_undo_one_another_finds_terms(linted: Lint) -> None:
    ((check, rule, message),) = linted(
        terms("frock", "gown"), terms("loom", "mill"), terms("gown", "frock", safety="unsafe")
    )
    assert (check, rule) == ("undo-one-another", "r2")
    assert message.startswith("own/r0 and own/r2 undo each other endlessly in 'gown'; remove")


def test_undo_one_another_finds_what_all_rules_do_to_an_example(linted: Lint) -> None:
    ((check, rule, message),) = linted(
        terms("loom", "mill"),
        pattern("colou?r ", "color ", "A loom of colour x.", "A loom of color x."),
        pattern("color ", "colour ", "A color x.", "A colour x."),
        PILLOW,
    )
    assert (check, rule) == ("undo-one-another", "r2")
    assert re.match(
        r"own/r1 and own/r2 undo each other endlessly in the example at .*:\d+;", message
    )


def test_undo_one_another_finds_a_rule_that_undoes_itself(linted: Lint) -> None:
    ((check, _, message),) = linted(pattern("^x", "xx", "x", "xx"))
    assert check == "undo-one-another"
    assert message.startswith("own/r0 changes its own result endlessly in the example at ")


def test_undo_one_another_accepts_rules_that_settle(linted: Lint) -> None:
    findings = linted(
        pattern("colour", "color", "A colour.", "A color."),
        pattern("colors", "hues", "The colors.", "The hues."),
        terms("gown", "Frock"),
        terms("Frock", "Robe", when="織"),
    )
    assert findings == []


# never-fires


def drop(find: str, **more: object) -> dict[str, Any]:
    """Return a rule that drops lines, without examples."""
    return {"filter": "drop-lines", "patterns": find, **more}


KEEP = {"keep": "A cushion that should be kept, and is not."}
LITTLE = showing(drop("^y", **{"at-most": 0.5}), ("x\ny\n", "x\n"))
NOTE = {"filter": "report", "patterns": r"\d zillion"}
NOTES = {**NOTE, "examples": [{"before": "3 zillion.", "reports": ["3 zillion"]}, {"keep": "A"}]}


@pytest.mark.parametrize(
    "rules",
    [
        (drop("cushion"), PILLOW),
        (terms("a cushion", "a pillow"), PILLOW),
        (PILLOW, PILLOW),
        (drop("zillion"), NOTES),
        (letters("transform", unless="The"), letters("transform")),
        (drop("cushion"), {**PILLOW, "safety": "unsafe"}),
    ],
    ids=["dropped", "longer", "same", "report", "unasked", "unsafe"],
)
def test_never_fires_finds(linted: Lint, rules: tuple[dict[str, Any], ...]) -> None:
    ((check, rule, message),) = linted(*rules)
    assert (check, rule) == ("never-fires", "r1")
    assert message.startswith("loses all of its own examples to own/r0; remove it")


def test_never_fires_names_all_that_take_an_example(linted: Lint) -> None:
    both = showing(PILLOW, ("A cushion.", "A pillow."), ("The cushion.", "The pillow."))
    ((_, _, message),) = linted(drop("^A"), drop("^The"), drop("^It"), both)
    assert message.startswith("loses all of its own examples to own/r0 and own/r1; ")


def test_never_fires_reports_rules_that_only_together_take_an_example(linted: Lint) -> None:
    guarded = showing({**PILLOW, "when": "[xy]"}, ("A x cushion y.", "A x pillow y."))
    cuts = [drop(text, filter="strip-markup") for text in ("x ", " y")]
    ((_, _, message),) = linted(*cuts, guarded)
    assert message.startswith("loses all of its own examples to all others together; ")


def test_never_fires_counts_off_packs_only_for_their_own_rules(
    make_pack: Callable[..., Path],
) -> None:
    on = load_pack(make_pack("on", terms("loom", "mill"), drop("gown")))
    off = load_pack(make_pack("off", drop("loom"), terms("gown", "frock"), default=False))
    run = partial(lint, [on, off], measure=lambda *_: 0.5)
    (finding,) = run({"off/r1", "on/r0"})
    assert str(finding).startswith(
        f"{off.rules[1].path}:{off.rules[1].line}: never-fires: off/r1: "
        "loses all of its own examples to on/r1;"
    )
    assert run({"on/r0", "on/r1"}) == []


@pytest.mark.parametrize(
    "rules",
    [
        (drop("pillow"), PILLOW),
        (drop("^The"), showing(PILLOW, ("A cushion", "A pillow"), ("The cushion", "The pillow"))),
        (drop("cushion"), showing(PILLOW, ("A cushion", "A pillow"), fails="?")),
        (drop("cushion"), {**PILLOW, "examples": [{"before": "x", "after": "y"}, KEEP]}),
        (drop("cushion", safety="unsafe"), PILLOW),
        (drop("^x", filter="strip-markup"), LITTLE),
        (drop("million"), NOTES),
    ],
    ids=["behind", "one lives", "known failure", "never did", "only unsafe", "held", "report"],
)
def test_never_fires_accepts(linted: Lint, rules: tuple[dict[str, Any], ...]) -> None:
    assert linted(*rules) == []
