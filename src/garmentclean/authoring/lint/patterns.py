"""Checks of each pattern of a rule: what it matches, and how long it takes."""

from __future__ import annotations

import random
from functools import cache
from itertools import cycle, pairwise
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import re2

from garmentclean.authoring.lint.loaded import LintProblem
from garmentclean.text.regex import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from garmentclean.authoring.lint.loaded import Loaded
    from garmentclean.filters.base.rule import Rule, WrittenPattern

OF_LINES = frozenset({"when-document", "unless-document", "unless-around"})
"""The keys whose patterns are looked for in several lines."""
FACTOR = 8
"""A pattern that takes this many times the median is slow.

Of the built-in patterns, 95 % take less than 2.1 times the median, and the slowest takes 4.3
times; a repetition within a repetition takes 20 to 150 times.
"""
FLOOR = 0.02
"""A pattern that takes fewer seconds is never slow: it searches 10 MB of text a second."""
SAMPLE = 50
"""The number of patterns of which the median is taken."""
REPEATS = 2
"""How often a slow pattern is measured again; the best time counts, because machines are shared."""

PROSE = 180_000
EXAMPLES = 20_000
"""Characters of prose, and of a rule's own examples, that are searched."""
WORDS = 3000
SYLLABLES = "ba co di ed fu ga he ing ki lu me no qui ra sti tion va xy zen"
HAN = "织机棉布上海市场"
ENDS = "....!?:"


def matches_empty(loaded: Loaded) -> Iterator[LintProblem]:
    """A pattern matches the empty string, and therefore everywhere."""
    for rule in loaded.rules.values():
        for pattern in rule.written_patterns():
            if any(
                found and not found.group() for found in map(pattern.compiled.search, ("", "a"))
            ):
                yield LintProblem(
                    rule,
                    "matches-empty",
                    f"{pattern.key}: {pattern.text!r} matches the empty string; "
                    "make it require something (+ instead of *, no empty alternative)",
                )


def matches_no_line(loaded: Loaded) -> Iterator[LintProblem]:
    """A pattern that is matched within a line has a line break, so it never matches."""
    for rule in loaded.rules.values():
        for pattern in rule.written_patterns():
            within = rule.matches_lines and pattern.key not in OF_LINES
            if within and has_break(pattern.text):
                yield LintProblem(
                    rule,
                    "matches-no-line",
                    f"{pattern.key}: {pattern.text!r} has a line break, and is looked for within "
                    "a line; write it on one line, or several patterns as a list",
                )


def has_break(pattern: str) -> bool:
    r"""Return whether a pattern requires a line break.

    >>> has_break(r"^a\nb"), has_break(r"^a[^\n]b"), has_break(r"^a\n?b")
    (True, False, False)
    """
    parts = [*parts_of(pattern), ""]
    inside = False  # of a class
    for part, following in pairwise(parts):
        if inside:
            inside = part != "]"
        elif part.startswith("[") and not part.startswith("[:"):
            inside = True
        elif part in {"\n", r"\n"} and following[:1] not in {"?", "*", "{"}:
            return True
    return False


def slow_pattern(loaded: Loaded) -> Iterator[LintProblem]:
    """A pattern is much slower than most."""
    patterns = [
        (rule, pattern) for rule in loaded.rules.values() for pattern in rule.written_patterns()
    ]
    wanted = [n for n, (rule, _) in enumerate(patterns) if rule.name in loaded.linted]
    some = range(0, len(patterns), max(1, len(patterns) // SAMPLE))
    times = {number: timed(loaded, *patterns[number]) for number in {*wanted, *some}}
    usual = median([times[number] for number in some] or [0])
    limit = max(FLOOR, FACTOR * usual)
    for number in wanted:
        (rule, pattern), time = patterns[number], times[number]
        if time <= limit:
            continue
        best = min(time, *(timed(loaded, rule, pattern) for _ in range(REPEATS)))
        if best > limit:
            yield LintProblem(
                rule,
                "slow-pattern",
                f"{pattern.key}: {pattern.text!r} takes {best * 1000:.0f} ms for 200 kB of text, "
                f"most take {usual * 1000:.0f}; use smaller counts in {{}}, and no repetition "
                "within another",
            )


def timed(loaded: Loaded, rule: Rule, pattern: WrittenPattern) -> float:
    """Return how long a pattern takes for the prose and for the examples of its rule."""
    return loaded.measure(pattern.compiled, [*prose(), *own_lines(rule)])


def seconds(pattern: Any, lines: Sequence[str]) -> float:
    """Return how many seconds a newly compiled pattern takes to search all lines.

    RE2 builds the states of its automaton while it searches. After the first search of a text, even
    the worst pattern is fast, so each measurement needs a newly compiled pattern.
    """
    re2.purge()
    fresh = re2.compile(pattern.pattern, pattern.options)
    start = perf_counter()
    for line in lines:
        fresh.search(line)
    return perf_counter() - start


@cache
def prose() -> tuple[str, ...]:
    """Return lines of invented words, always the same: sentences, numbers, some Chinese."""
    rng = random.Random(1)  # noqa: S311 - nothing is secret here
    words = ["".join(rng.choices(SYLLABLES.split(), k=rng.randint(1, 4))) for _ in range(WORDS)]
    words += [word.capitalize() for word in words[: WORDS // 10]]
    words += [f"{word}," for word in words[: WORDS // 10]]
    words += [str(rng.randint(1, 2020)) for _ in range(WORDS // 20)]
    words += [HAN[rng.randrange(len(HAN)) :] for _ in range(WORDS // 50)]
    lines = iter(lambda: " ".join(rng.choices(words, k=rng.randint(3, 40))) + rng.choice(ENDS), "")
    return tuple(first(PROSE, lines))


def own_lines(rule: Rule) -> list[str]:
    """Return the lines of a rule's examples, repeated."""
    texts = [text for example in rule.examples for text in (example.before, example.after)]
    lines = [line for text in texts for line in text.split("\n") if line.strip()]
    return first(EXAMPLES, cycle(lines))


def first(characters: int, lines: Iterable[str]) -> list[str]:
    """Return the first lines, until they have this many characters in total."""
    taken: list[str] = []
    for line in lines:
        taken.append(line)
        characters -= len(line) + 1
        if characters <= 0:
            break
    return taken
