"""How long patterns take, measured on a text that is always the same."""

from __future__ import annotations

import random
from functools import cache
from itertools import cycle
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import re2

from garmentclean.authoring.lint.loaded import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from garmentclean.authoring.lint.loaded import Loaded
    from garmentclean.filters.base.rule import Rule, WrittenPattern

    Measure = Callable[[Any, Sequence[str]], float]

FACTOR = 8
"""So many times the median is slow. Of the built-in patterns, nineteen of twenty take less than 2.1
times the median, and the slowest 4.3 times; a repetition within a repetition takes 20 to 150."""
FLOOR = 0.02
"""Fewer seconds than that are never slow: 10 MB of text a second."""
SAMPLE = 50
"""The median is that of so many patterns of all."""
AGAIN = 2
"""What looks slow is measured so many times more, and the best counts: the machine is shared."""

PROSE = 180_000
OWN = 20_000
"""So many characters of prose, and so many of a rule's own examples, are searched."""
WORDS = 3000
SYLLABLES = "ba co di ed fu ga he ing ki lu me no qui ra sti tion va xy zen"
HAN = "织机棉布上海市场"
ENDS = "....!?:"


def slow_pattern(loaded: Loaded) -> Iterator[Finding]:
    """A pattern is much slower than most are."""
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
        best = min(time, *(timed(loaded, rule, pattern) for _ in range(AGAIN)))
        if best > limit:
            yield Finding(
                rule,
                "slow-pattern",
                f"{pattern.key}: {pattern.text!r} takes {best * 1000:.0f} ms for 200 kB of text, "
                f"most take {usual * 1000:.0f}; use smaller counts in {{}}, and no repetition "
                "within another",
            )


def timed(loaded: Loaded, rule: Rule, pattern: WrittenPattern) -> float:
    """Return how long a pattern takes for the prose and its rule's own examples."""
    return loaded.measure(pattern.compiled, [*prose(), *own_lines(rule)])


def seconds(pattern: Any, lines: Sequence[str]) -> float:
    """Return how long it takes to search each line, with nothing learnt from earlier searches.

    RE2 builds the states of its automaton while it searches. Once a text has been seen, even the
    worst pattern is fast on it; so each measurement needs a pattern that was compiled anew.
    """
    re2.purge()
    fresh = re2.compile(pattern.pattern, pattern.options)
    start = perf_counter()
    for line in lines:
        fresh.search(line)
    return perf_counter() - start


@cache
def prose() -> tuple[str, ...]:
    """Return lines of made-up words, always the same ones: sentences, figures, some Chinese."""
    chance = random.Random(1)  # noqa: S311 - nothing is secret here
    words = [
        "".join(chance.choices(SYLLABLES.split(), k=chance.randint(1, 4))) for _ in range(WORDS)
    ]
    words += [word.capitalize() for word in words[: WORDS // 10]]
    words += [f"{word}," for word in words[: WORDS // 10]]
    words += [str(chance.randint(1, 2020)) for _ in range(WORDS // 20)]
    words += [HAN[chance.randrange(len(HAN)) :] for _ in range(WORDS // 50)]
    lines = iter(
        lambda: " ".join(chance.choices(words, k=chance.randint(3, 40))) + chance.choice(ENDS), ""
    )
    return tuple(first(PROSE, lines))


def own_lines(rule: Rule) -> list[str]:
    """Return the lines of a rule's examples, again and again."""
    texts = [text for example in rule.examples for text in (example.before, example.after)]
    lines = [line for text in texts for line in text.split("\n") if line.strip()]
    return first(OWN, cycle(lines))


def first(characters: int, lines: Iterable[str]) -> list[str]:
    """Return lines until they make up so many characters."""
    taken: list[str] = []
    for line in lines:
        taken.append(line)
        characters -= len(line) + 1
        if characters <= 0:
            break
    return taken
