"""What is known of patterns in advance: it never hides a match."""

from __future__ import annotations

import json
import random
import re
from typing import TYPE_CHECKING

import pytest

from garmentclean.filters.base import prefilter as looks
from garmentclean.filters.base.atoms import atoms
from garmentclean.filters.base.matching import PatternRule
from garmentclean.filters.base.patterns import Pattern, PatternIndex
from garmentclean.filters.base.prefilter import ENOUGH_TEXT, Asked, Look, Lookout
from garmentclean.filters.base.rule import RuleError, compile_pattern
from garmentclean.filters.base.view import View
from garmentclean.pipeline.pack_files import load_packs
from garmentclean.text.lazy import lazily

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECES = [
    *("loom", "Loom", "yarn", "a", "S", "k", "ß", "ſ", "织机", "。", " ", "<", "-", "\\.", "#"),
    *(r"\x{6B}", r"\x{17F}", r"\x{7EC7}", r"\Qa.b\E", r"\t", r"\n", r"\/", r"\[", "é", "É"),
    *("[ab]", "[Ss]", "[^a]", "[a-c]", r"[\w-]", r"[]#]", "[[:alpha:]]", r"[.<]", r"[织机]", "[k]"),
    *(".", r"\w", r"\W", r"\d", r"\s", r"\S", r"\pL", r"\p{Lu}", r"\b", "^", "$"),
    *(r"\x6B", r"\x5b", r"\0", r"\60", r"\141", "[[]", "[^[]", "[[:^alpha:]]", "(?i)", "(?-i)"),
    *("(?:loom|yarn)", "(loom|a|)", "(?P<date>mill|织)", "(?i:loom|K)", "(?:(?:a|S)k|yarn )"),
]
COUNTS = [*[""] * 8, "?", "*", "+", "??", "*?", "{2}", "{1,2}", "{0,3}", "{2,}", "{5}"]
WORDS = [
    *("loom", "LOOM", "Yarn", "yarn", "yarn ", "a", "A", "aa", "a.b", "s", "S", "ſ", "Sk", "k"),
    *("K", "\u212a", "ß", "\u1e9e", "SS", "ss", "织机", "织", "。", "<", "-", ".", "#", "]", "["),
    *("/", "_", "mill", "b", "c", "3", "é", "É", "ı", "İ", "ς", "σ", " ", "\t"),
]


def patterns(chance: random.Random, number: int) -> Iterator[tuple[str, bool]]:
    while number:
        pieces = [chance.choice(PIECES) for _ in range(chance.randint(1, 5))]
        text = "".join(
            piece + ("" if piece in {"^", "$", r"\b"} else chance.choice(COUNTS))
            for piece in pieces
        )
        if chance.random() < 0.2:
            text += f"|{chance.choice(PIECES)}"
        try:
            compile_pattern(text)
        except RuleError:
            continue
        yield text, chance.random() < 0.4
        number -= 1


@pytest.mark.parametrize("seed", range(10))
def test_an_atom_is_wherever_its_pattern_matches(seed: int) -> None:
    chance = random.Random(seed)
    made = [*patterns(chance, 100)]
    tried = [
        (compile_pattern(text, ignore_case=ignore), atoms(text), text) for text, ignore in made
    ]
    told = 0
    for _ in range(10_000):
        line = "".join(chance.choices(WORDS, k=chance.randint(0, 7)))
        exact, needed, text = chance.choice(tried)
        if needed and exact.search(line):
            told += 1
            assert any(atom in line.casefold() for atom in needed), (text, needed, line)
    assert told > 50


@pytest.mark.parametrize("seed", range(10))
def test_an_index_finds_the_same_with_atoms_and_without(seed: int) -> None:
    chance = random.Random(seed)
    rule = PatternRule(id="a", why="A test.", patterns=("a",))
    made = [Pattern(rule, *one) for one in patterns(chance, 60)]
    across = chance.random() < 0.5

    def index() -> PatternIndex[PatternRule, str]:
        return PatternIndex(made, lambda _, match: str(match.group()), in_text=across)

    slow = index()
    assert slow.looks
    looks.learn(json.loads(json.dumps(looks.told(index().asked))))
    quick = index()
    assert all(look.atoms is not None for look in quick.looks)
    for _ in range(60):
        view = View("".join(chance.choices([*WORDS, "\n", "\n"], k=chance.randint(0, 40))))
        if across:
            assert [*quick.in_text(view)] == [*slow.in_text(View(view.raw))]
        else:
            assert [*quick.on_lines(view)] == [*slow.on_lines(View(view.raw))]


def test_an_index_of_the_packs_finds_the_same_in_their_examples() -> None:
    rules = [r for pack in load_packs() for r in pack.rules if isinstance(r, PatternRule)]
    made = [Pattern(rule, text, rule.ignore_case) for rule in rules for text in rule.patterns]
    slow = PatternIndex(made, lambda _, match: str(match.group()))
    assert slow.looks
    looks.learn(looks.told(slow.asked))
    quick = PatternIndex(made, lambda _, match: str(match.group()))
    for rule in rules:
        for example in rule.examples:
            found = [*quick.on_lines(View(example.before))]
            assert found == [*slow.on_lines(View(example.before))]


def test_much_text_is_left_to_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    lookout = Lookout([Look("(?m)loom", stays=True, atoms=("loom",))])
    lookout.expect("the loom")
    assert (lookout.may_match("the loom"), lookout.may_match("the mill")) == ((0,), ())
    assert "_screen" not in vars(lookout)
    lookout.expect("loom " * ENOUGH_TEXT)
    assert lookout.may_match("a loom") == (0,)
    assert "_screen" in vars(lookout)
    monkeypatch.setattr(looks, "_known", {})
    known = looks.look(Asked("looms?", ignore_case=False, crossing=False))
    assert (known.relaxed, known.atoms) == ("(?m)looms?", None)


@pytest.mark.parametrize(
    ("pattern", "result"),
    [
        ("Loom", ("loom",)),
        ("(?i)^(?:a|the) looms?$", ("a loom", "a looms", "the loom", "the looms")),
        (r"\w+ of the (?:mill|loom).*", (" of the loom", " of the mill")),
        ("[Yy]arn{2}", ("yarnn",)),
        ("(?:loom)+ yarn", (" yarn",)),
        ("(?:loom|)", ()),
        ("(?:loom|[a-z]+)", ()),
        (r"<[ \t]*(?:a|b) ", ("<",)),
        (r"\d[,;]\d", ()),
        (r"\Qa.b\E\x{7EC7}", ("a.b织",)),
        (r"\bx{6}y", ("xxxx",)),
        (r"\01oom", ()),
        ("", ()),
        ("a", ()),
        ("。", ("。",)),
    ],
)
def test_atoms(pattern: str, result: tuple[str, ...]) -> None:
    assert atoms(pattern) == result


def test_a_lazy_pattern_does_what_a_compiled_one_does() -> None:
    lazy, made = (
        lazily("(?P<word>l)oom", re.IGNORECASE),
        re.compile("(?P<word>l)oom", re.IGNORECASE),
    )
    for _ in range(2):
        assert lazy.sub("x", "LOOM loom") == made.sub("x", "LOOM loom")
        assert (lazy.pattern, lazy.flags, lazy.groupindex) == (
            made.pattern,
            made.flags,
            made.groupindex,
        )
    with pytest.raises(AttributeError):
        lazy.nothing  # type: ignore[attr-defined] # noqa: B018 - to ask is the test
