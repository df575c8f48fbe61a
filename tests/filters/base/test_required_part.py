from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from garmentclean.filters.base.patterns import Pattern, PatternIndex
from garmentclean.filters.base.prefilter import Hint, Prefilter
from garmentclean.filters.base.required_part import required_part, stays_on_line
from garmentclean.filters.base.rule import PatternRule
from garmentclean.filters.base.view import View
from garmentclean.filters.drop_lines.rule import DropLines
from garmentclean.filters.substitute import Substitute
from garmentclean.pipeline.pack_files import load_packs
from garmentclean.text.regex import compile_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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


def prefilter(required: Iterable[str]) -> Prefilter:
    return Prefilter([Hint(one, on_one_line=False) for one in required])


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


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", range(10))
def test_a_prefilter_misses_nothing_that_a_pattern_finds_on_a_line(seed: int) -> None:
    chance = random.Random(seed)
    made = [*patterns(chance, 40)]
    exact = [compile_pattern(text, ignore_case=ignore) for text, ignore in made]
    tested = prefilter(required_part(text, ignore_case=ignore) for text, ignore in made)
    everywhere = {number for number, one in enumerate(made) if not required_part(one[0])}
    count = 0
    for _ in range(10_000):
        line = "".join(chance.choices(WORDS, k=chance.randint(0, 6)))
        number = chance.randrange(len(made))
        if exact[number].search(line) and number not in everywhere:
            count += 1
            assert number in tested.may_match(line), (
                made[number],
                required_part(made[number][0]),
                line,
            )
    assert count > 500


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", range(10))
def test_an_index_finds_in_a_text_what_its_patterns_find(seed: int) -> None:
    chance = random.Random(seed)
    rule = Substitute(id="a", why="A test.", patterns=("a",))
    made = [Pattern(rule, *one) for one in patterns(chance, 40)]
    exact = [compile_pattern(one.text, ignore_case=one.ignore_case) for one in made]
    index = PatternIndex(made, lambda _, match: match.group(), in_text=True)
    for _ in range(300):
        view = View("".join(chance.choices([*WORDS, "\n", "\n"], k=chance.randint(0, 40))))
        spans = [tuple(one)[1:] for one in index.in_text(view)]
        matches = [match for one in exact for match in one.finditer(view.text) if match.group()]
        assert spans == [(*match.span(), match.group()) for match in matches]


def test_an_index_of_the_packs_misses_nothing_in_their_examples() -> None:
    rules = [r for pack in load_packs() for r in pack.rules if isinstance(r, PatternRule)]
    made = [Pattern(rule, text, rule.ignore_case) for rule in rules for text in rule.patterns]
    exact = [compile_pattern(one.text, ignore_case=one.ignore_case) for one in made]
    index = PatternIndex(made, lambda _, match: match.group(), in_text=True)
    for rule in rules:
        for example in rule.examples:
            view = View(example.before)
            spans = [(one.rule, one.start, one.end) for one in index.in_text(view)]
            assert spans == [
                (pattern.rule, *match.span())
                for pattern, one in zip(made, exact, strict=True)
                for match in one.finditer(view.text)
                if match.group()
            ]


def test_the_prefilter_lets_few_patterns_through_on_prose() -> None:
    prose = "The weavers shared their looms, and the price of a yard rose by 3 % in May."
    rules = [r for pack in load_packs() for r in pack.rules if isinstance(r, DropLines)]
    tested = prefilter(
        required_part(p, ignore_case=r.ignore_case) for r in rules for p in r.patterns
    )
    assert len(tested.may_match(prose)) <= 2


def test_a_pattern_with_a_second_alternative_is_looked_for_anywhere_on_the_line() -> None:
    tested = prefilter([required_part("^shared by|loom works"), required_part("^loom")])
    assert tested.may_match("The loom works.") == (0,)


def test_a_pattern_is_looked_for_together_with_the_end_of_the_group_before_it() -> None:
    required = required_part(r"([a-z]{3,}[a-z]\.)([A-Z][a-z]{2,})")
    tested = prefilter([required])
    assert tested.may_match("Looms weave.They sing.")
    assert not tested.may_match("Looms weave. They sing.")


def test_all_patterns_may_match_if_the_set_is_out_of_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Spent:
        @staticmethod
        def Match(_: str) -> list[int]:  # noqa: N802 - as re2 calls it
            return []

    tested = prefilter(["loom", "", "share"])
    monkeypatch.setattr(tested, "_compiled", [(Spent(), (0, 2))])
    assert tested.may_match("A yard of cloth") == (0, 2)


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        (r"\bthe\d+[ \t]?(?:st|nd)$", True),
        (r"the\s", False),
        (r"[^a]the", False),
        (r"[^a\n]the", True),
        (r"(?s)the.", False),
        (r"\Athe", False),
        (r"\W", False),
        ("the\n", False),
        (r"\x{a}", False),
    ],
)
def test_a_pattern_stays_on_one_line_unless_it_matches_a_newline(text: str, *, stays: bool) -> None:
    assert stays_on_line(text) is stays


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (r"^\W*share\W*$", r"(?m)^[^0-9A-Za-z_]*share[^0-9A-Za-z_]*$"),
        (r"^.{0,80}(?:copyright|all rights).{0,20}$", "(?m)(?:copyright|all rights)"),
        (r"(?i)a(?:loom.*|share)b", "(?m)(?i)a(?:loom|share)"),
        (r"(?:page \d{1,3}\s*){2,}$", r"(?m)(?:page \d+\s*)"),
        (r"^\s*[-]{2,}.*$", r"(?m)^\s*[-]+.*$"),
    ],
)
def test_a_pattern_keeps_its_most_selective_part(text: str, result: str) -> None:
    assert required_part(text) == result
