from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from garmentclean.filters.drop_lines import DropLines
from garmentclean.filters.matching import PatternIndex, PatternRule
from garmentclean.filters.screen import Screen, relaxed
from garmentclean.packs import load_packs
from garmentclean.rule import compile_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECES = [
    "share", "loom", "a", "é", "织", ".", r"\w", r"\W", r"\d", r"\s", r"\b", "^", "$", r"\.",
    "[a-c]", r"[^\w.]", r"[\w-]", "[]x]", r"[^\n]", "[[:digit:]]", r"\x{e9}", r"\p{Lu}", r"\Qa.b\E",
]  # fmt: skip
"""Of these, patterns are made; of the words below, lines that come near to matching them."""
COUNTS = ["", "", "", "?", "*", "+", "{2}", "{0,3}", "{2,}", "*?", "{1,2}?"]
WORDS = [
    "share",
    "Share",
    "loom",
    "aa",
    "a.b",
    "]x",
    "é",
    "É",
    "织机",
    "7",
    " ",
    ".",
    "-",
    "_",
    "\t",
]


def pattern(chance: random.Random, depth: int = 2) -> str:
    """Return a random pattern that RE2 takes."""
    made = ""
    for _ in range(chance.randint(1, 4)):
        kind = chance.random()
        if depth and kind < 0.3:
            head = chance.choice(["(", "(?:", "(?i:", "(?P<date>" if depth == 2 else "("])
            inner = "|".join(pattern(chance, depth - 1) for _ in range(chance.randint(1, 3)))
            made += f"{head}{inner}){chance.choice(COUNTS)}"
        elif kind < 0.35:
            made += chance.choice(["(?i)", "(?-i)", "(?s)"])
        else:
            piece = chance.choice(PIECES)
            count = "" if piece in {"^", "$", r"\b"} else chance.choice(COUNTS)
            made += piece + count
    return made


def patterns(chance: random.Random, number: int) -> Iterator[tuple[str, bool]]:
    for _ in range(number):
        made = pattern(chance)
        yield made if made.count("(?P<date>") < 2 else "loom", chance.random() < 0.3


@pytest.mark.parametrize("seed", range(10))
def test_a_screen_misses_nothing_that_a_pattern_finds(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test
    made = [*patterns(chance, 40)]
    exact = [compile_pattern(text, ignore_case=ignore) for text, ignore in made]
    screen = Screen(made)
    found = 0
    for _ in range(10_000):
        line = "".join(chance.choices(WORDS, k=chance.randint(0, 6)))
        number = chance.randrange(len(made))
        if exact[number].search(line):
            found += 1
            assert number in screen.may_match(line), (made[number], relaxed(made[number][0]), line)
    assert found > 1000


def test_a_screen_of_the_packs_misses_nothing_in_their_examples() -> None:
    packs = [r for pack in load_packs() for r in pack.rules if isinstance(r, PatternRule)]
    index: PatternIndex[PatternRule] = PatternIndex(
        [(rule, text, rule.ignore_case) for rule in packs for text in rule.patterns]
    )
    for rule in packs:
        for example in rule.examples:
            hits = {(hit.rule.name, hit.pattern.pattern) for hit in index.hits(example.before)}
            for text in rule.patterns:
                exact = compile_pattern(text, ignore_case=rule.ignore_case)
                if exact.search(example.before):
                    assert (rule.name, exact.pattern) in hits


def test_what_it_names_is_little_more_than_what_matches() -> None:
    prose = "The weavers shared their looms, and the price of a yard rose by 3 % in May."
    rules = [r for pack in load_packs() for r in pack.rules if isinstance(r, DropLines)]
    screen = Screen([(p, r.ignore_case) for r in rules for p in r.patterns])
    assert len(screen.may_match(prose)) <= 2


def test_without_memory_all_patterns_may_match(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen([("loom", False), ("share", False)])

    class Spent:
        @staticmethod
        def Match(_: str) -> list[int]:  # noqa: N802 - as re2 calls it
            return []

    monkeypatch.setattr(screen, "_set", Spent())
    assert screen.may_match("A yard of cloth") == (0, 1)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (r"^\W*share\W*$", r"(?m)^[^0-9A-Za-z_]*share[^0-9A-Za-z_]*$"),
        (r"^.{0,80}(?:copyright|all rights).{0,20}$", "(?m)(?:copyright|all rights)"),
        (r"(?i)a(?:loom.*|share)b", "(?m)(?i)(?:loom|share)"),
        (r"(?:page \d{1,3}\s*){2,}$", r"(?m)(?:page \d+\s*)"),
        (r"^\s*[-]{2,}.*$", r"(?m)^\s*[-]+.*$"),
    ],
)
def test_a_pattern_keeps_what_tells_most_of_it(text: str, result: str) -> None:
    assert relaxed(text) == result
