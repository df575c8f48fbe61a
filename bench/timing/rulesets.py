"""Rule files with many rules, phrases or terms of one kind, to measure what their number costs."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING

from timing.vocabulary import rare

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACK = "many"
HEADER = f"pack: {PACK}\nabout: Rules to measure with.\nrules:\n"
LONG_LINE = (
    "The looms of the town stood still for a year, said the weavers who had to wait for yarn."
)


def phrases(number: int) -> Iterator[str]:
    """Yield so many phrases of three words: each another one, none in the corpus but by chance."""
    adjectives, nouns, plurals = rare("adjectives"), rare("nouns"), rare("plurals")
    words = product(plurals[::97], nouns[::41], adjectives[::31])
    for plural, noun, adjective in islice(words, number):
        yield f"{adjective} {noun} {plural}"


def _rule(number: int, key: str, before: str, after: str) -> str:
    return (
        f"  - id: rule-{number}\n    why: It is one of many.\n{key}"
        f"    examples:\n      - before: |\n          {before}\n          {LONG_LINE}\n"
        f"        after: |\n{f'          {after}' if after else ''}          {LONG_LINE}\n"
        f"      - keep: {LONG_LINE}\n"
    )


def lines(number: int) -> str:
    """Return a rule file with so many rules that drop a line, with a pattern each."""
    rules = (
        _rule(
            at,
            f"    filter: drop-lines\n    patterns: '^\\W*(?:see )?{phrase}(?: \\d+)?\\W*$'\n",
            f"{phrase} 12",
            "",
        )
        for at, phrase in enumerate(phrases(number))
    )
    return HEADER + "".join(rules)


def substitutions(number: int) -> str:
    """Return a rule file with so many rules that put one phrase for another."""
    rules = (
        _rule(
            at,
            f"    filter: substitute\n    terms:\n      {phrase}: the term {at}\n",
            f"They spoke of {phrase}.",
            f"They spoke of the term {at}.\n",
        )
        for at, phrase in enumerate(phrases(number))
    )
    return HEADER + "".join(rules)


def terms(number: int) -> str:
    """Return a rule file with one rule that has so many terms."""
    found = list(phrases(number))
    listed = "".join(f"      {phrase}: the term {at}\n" for at, phrase in enumerate(found))
    example = f"They spoke of {found[0]}.", "They spoke of the term 0.\n"
    return HEADER + _rule(0, f"    filter: substitute\n    terms:\n{listed}", *example)


def similar(number: int) -> str:
    """Return a rule file with one rule that has so many fuzzy phrases."""
    found = [f"Please do not {one} without us or the {one} of the site." for one in phrases(number)]
    listed = "".join(f"      - {phrase}\n" for phrase in found)
    return HEADER + _rule(0, f"    filter: drop-similar\n    phrases:\n{listed}", found[0], "")


KINDS = {
    "drop-lines rules": lines,
    "substitute rules": substitutions,
    "terms": terms,
    "phrases": similar,
}


def write(path: Path, kind: str, number: int) -> None:
    """Write a rule file with so many of a kind."""
    path.write_text(KINDS[kind](number), encoding="utf-8")
