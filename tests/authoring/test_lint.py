"""The checks of patterns, on rules with the fault and on rules that only just lack it."""

from __future__ import annotations

import re
from inspect import cleandoc
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from garmentclean.authoring.lint import CHECKS, lint, patterns
from garmentclean.filters.base.rule import Rule, rule_keys
from garmentclean.filters.registry import ORDER, rule_class
from garmentclean.pipeline.pack_files import load_packs
from garmentclean.text.regex import compile_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Lint = Callable[..., list[tuple[str, str, str]]]


def test_the_built_in_rules_have_no_findings() -> None:
    packs = load_packs()
    names = {rule.name for pack in packs for rule in pack.rules}
    assert [str(finding) for finding in lint(packs, names, measure=lambda *_: 0.5)] == []


def test_each_check_is_called_as_its_function_and_says_what_it_finds() -> None:
    for name, check in CHECKS.items():
        assert check.__name__ == name.replace("-", "_")
        assert (check.__doc__ or "").endswith(".")


def test_findings_come_in_the_order_of_the_rules(linted: Lint) -> None:
    slow = {"filter": "drop-lines", "patterns": "^slow$"}
    empty = {"filter": "drop-lines", "patterns": "^x$", "unless": "y*"}
    findings = linted(
        slow, empty, slow, empty, empty, measure=lambda p, _: 9.0 * ("slow" in p.pattern)
    )
    assert [(check, rule) for check, rule, _ in findings] == [
        ("slow-pattern", "r0"),
        ("matches-empty", "r1"),
        ("slow-pattern", "r2"),
        ("matches-empty", "r3"),
        ("matches-empty", "r4"),
    ]


# matches-empty


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        ("patterns", {"filter": "drop-lines"}),
        ("patterns", {"filter": "strip-markup"}),
        ("patterns", {"filter": "tidy-spacing"}),
        ("patterns", {"filter": "report"}),
        ("patterns", {"filter": "substitute", "to": "x"}),
        ("start", {"filter": "drop-block"}),
        ("end", {"filter": "drop-block", "start": "^x$"}),
        ("while", {"filter": "drop-block", "start": "^x$"}),
        ("when", {"filter": "drop-lines", "patterns": "^x$"}),
        ("unless", {"filter": "drop-lines", "patterns": "^x$"}),
        ("unless-document", {"filter": "drop-lines", "patterns": "^x$"}),
    ],
)
def test_matches_empty_knows_all_keys_that_are_patterns(
    linted: Lint, key: str, rule: dict[str, Any]
) -> None:
    ((check, _, message),) = linted({**rule, key: "a|"})
    assert check == "matches-empty"
    assert message.startswith(f"{key}: 'a|' matches the empty string; ")
    assert linted({**rule, key: "a|b"}) == []


@pytest.mark.parametrize("pattern", ["x*", "^", "^$", r"\b", "(?:a?b?)+"])
def test_matches_empty_finds(linted: Lint, pattern: str) -> None:
    assert [
        check for check, *_ in linted({"filter": "drop-lines", "patterns": ["y", pattern]})
    ] == ["matches-empty"]


@pytest.mark.parametrize("right", ["x+", "^a?b", r"\bx?y\b", "^ $"])
def test_matches_empty_accepts(linted: Lint, right: str) -> None:
    assert linted({"filter": "drop-lines", "patterns": ["y", right]}) == []


def pattern_keys(kind: type[Rule]) -> set[str]:
    """Return the keys that a class documents as patterns."""
    keys = cleandoc(kind.__doc__ or "").partition("Keys:\n")[2]
    entries = re.findall(r"^ {4}([\w-]+): (.*(?:\n {8}.*)*)", keys, re.MULTILINE)
    documented = {key for key, about in entries if re.search(r"\bpatterns?\b", about)}
    return documented - {"to", "ignore-case"}


@pytest.mark.parametrize("kind", ORDER)
def test_every_key_documented_as_a_pattern_is_checked(kind: str) -> None:
    made = rule_class(kind)
    documented = pattern_keys(Rule) | pattern_keys(made)
    rule = object.__new__(made)  # with a pattern for each key, and nothing else
    for key in documented:
        of_forms = key in {"ambiguous", "doubtful"}
        pattern = "{} cloth" if of_forms else "cloth"
        value = (pattern,) if key == "patterns" else pattern
        vars(rule)[rule_keys(made)[key]] = {"pform": (pattern,)} if of_forms else value
    assert {pattern.key for pattern in rule.written_patterns()} == documented


# matches-no-line


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        ("patterns", {"filter": "drop-lines"}),
        ("start", {"filter": "drop-block"}),
        ("end", {"filter": "drop-block", "start": "^x$"}),
        ("while", {"filter": "drop-block", "start": "^x$"}),
        ("when", {"filter": "drop-lines", "patterns": "^x$"}),
        ("unless", {"filter": "drop-block", "start": "^x$"}),
    ],
)
@pytest.mark.parametrize("pattern", ["^x$\n^y$", r"x\ny", r"[x\]\n]\n", "x\n"])
def test_matches_no_line_finds(linted: Lint, key: str, rule: dict[str, Any], pattern: str) -> None:
    ((check, _, message),) = linted({**rule, key: pattern})
    assert check == "matches-no-line"
    assert message.startswith(
        f"{key}: {pattern!r} has a line break, and is looked for within a line"
    )


@pytest.mark.parametrize(
    "rule",
    [
        {"filter": "drop-lines", "patterns": r"x[^\n]y"},
        {"filter": "drop-lines", "patterns": r"^x\n?$"},
        {"filter": "drop-lines", "patterns": r"x\\ny"},
        {"filter": "drop-lines", "patterns": "x", "unless-document": r"x\ny"},
        {"filter": "report", "patterns": "of\nNo"},
        {"filter": "report", "patterns": r"of\n+No", "when": r"x of\nNo", "unless": r"y of\nNo"},
        {"filter": "substitute", "patterns": r"of\nNo", "to": "of No"},
    ],
)
def test_matches_no_line_accepts(linted: Lint, rule: dict[str, Any]) -> None:
    assert linted(rule) == []


# slow-pattern

FIVE = {"filter": "drop-lines", "patterns": ["^a$", "^b$", "^c$", "^d$", "^slow$"]}


def test_slow_pattern_finds(linted: Lint) -> None:
    ((check, _, message),) = linted(FIVE, measure=lambda p, _: 0.81 if "slow" in p.pattern else 0.1)
    assert check == "slow-pattern"
    assert message.startswith("patterns: '^slow$' takes 810 ms for 200 kB of text, most take 100; ")


@pytest.mark.parametrize(
    ("usual", "slow"),
    [(0.1, [0.8]), (0.1, [0.9, 0.8, 0.9]), (0.1, [0.9, 0.9, 0.8]), (0.001, [0.02])],
    ids=["at the limit", "better again", "better at last", "fast enough"],
)
def test_slow_pattern_accepts(linted: Lint, usual: float, slow: list[float]) -> None:
    times = iter(slow)
    assert linted(FIVE, measure=lambda p, _: next(times) if "slow" in p.pattern else usual) == []
    assert next(times, None) is None


def test_slow_pattern_measures_the_contexts_of_ambiguous_words(linted: Lint) -> None:
    rule: dict[str, Any] = {"filter": "restore-letters", "was": "trans", "now": "p"}
    rule |= {"words": "translate", "ambiguous": {"plate": ["{} it slowly"]}}
    findings = linted(rule, FIVE, measure=lambda p, _: 0.9 * ("slowly" in p.pattern))
    assert [message.partition(" takes")[0] for *_, message in findings] == [
        "ambiguous: '{} it slowly'"
    ]


def test_a_guard_is_case_sensitive_even_if_its_rule_is_not(linted: Lint) -> None:
    rule = {"filter": "drop-lines", "patterns": "^x$", "ignore-case": True, "unless": "mill"}
    times = {"(?m)mill": 0.1, "(?im)^x$": 0.1}
    assert linted(rule, measure=lambda p, _: times.pop(p.pattern)) == []
    assert times == {}


def test_each_pattern_is_measured_on_the_same_prose_and_its_own_examples(linted: Lint) -> None:
    texts: list[list[str]] = []

    def note(_: object, lines: Sequence[str]) -> float:
        texts.append(list(lines))
        return 0.0

    own = [[{"before": f"A {word}.", "after": "A"}, {"keep": "A"}] for word in ("pad", "mat")]
    rule = {"filter": "strip-markup", "patterns": r" (?:pad|mat)\."}
    linted({**rule, "examples": own[0]}, {**rule, "examples": own[1]}, measure=note)
    for lines, line in zip(texts, ("A pad.", "A mat."), strict=True):
        assert 200_000 <= sum(len(line) + 1 for line in lines) < 201_000
        assert lines[: len(patterns.prose())] == list(patterns.prose())
        assert line in lines
    assert len(set(patterns.prose())) > 1000
    assert patterns.prose.__wrapped__() == patterns.prose(), "it is the same in each run"


def test_a_measurement_is_the_time_that_a_new_pattern_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[str] = []
    clock = iter([1.0, 3.5])

    def compiled(pattern: str, _: object) -> SimpleNamespace:
        done.append(f"compile {pattern}")
        return SimpleNamespace(search=lambda line: done.append(f"search {line}"))

    def look() -> float:
        done.append("look")
        return next(clock)

    new = SimpleNamespace(purge=lambda: done.append("purge"), compile=compiled)
    monkeypatch.setattr(patterns, "re2", new)
    monkeypatch.setattr(patterns, "perf_counter", look)
    assert patterns.seconds(compile_pattern("x+"), ["a", "xx"]) == 2.5
    assert done == ["purge", "compile (?m)x+", "look", "search a", "search xx", "look"]
