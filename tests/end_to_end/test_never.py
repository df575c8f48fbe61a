"""What the tool may never do by default, on thousands of documents that are made for it.

Each document is made of its number alone, so that a failure can be looked at again. The quick runs
see a few hundred, those marked as exhaustive 20,000. What happens to data and to whole runs is in
test_never_data.py.
"""

from __future__ import annotations

import re
import sys
import tracemalloc
from functools import cache, partial
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from garmentclean import Pipeline
from garmentclean.filters.drop_block.rule import DropBlock
from garmentclean.filters.drop_lines.rule import DropLines
from garmentclean.filters.drop_similar.rule import DropSimilar
from garmentclean.filters.restore_letters.rule import RestoreLetters
from garmentclean.pipeline.pipeline import PASSES
from timing.sentences import Writer

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

QUICK, FEW = range(200), 40
WHOLE, CHUNK = 20_000, 2_500
numbers = pytest.mark.parametrize(
    "numbers",
    [
        pytest.param(QUICK, id="quick"),
        *(
            pytest.param(
                range(start, start + CHUNK), marks=pytest.mark.exhaustive, id=f"from-{start}"
            )
            for start in range(0, WHOLE, CHUNK)
        ),
    ],
)

WORD = re.compile(r"\w+")


@cache
def pipeline() -> Pipeline:
    return Pipeline.from_packs()


@cache
def rules_of(kind: type) -> tuple[Any, ...]:
    return tuple(rule for rule in pipeline().rules if isinstance(rule, kind))


# ---- 1. A word that was right becomes another word.


NO_NAME = re.compile(
    "(?:ed|ing|ings|[ai]tive|[ai]tions?|ation\\w+|issions?|ptions?|ctions?|abilit(?:y|ies)|enc(?:e|es|y|ies))$"
)
"""So ends no surname, as "Pformation" or "Pmitted": there a capital letter shows no name."""


@cache
def corrupted_forms() -> list[str]:
    """Return what corrupted words look like: as surnames and identifiers, they are right."""
    forms = {form for rule in rules_of(RestoreLetters) for form in rule.corruption.forms}
    return sorted(
        form for form in forms if form.isalpha() and len(form) > 3 and not NO_NAME.search(form)
    )


def named(random: Random) -> str:
    """Return a sentence with a name, an identifier or a file that looks like a corrupted word."""
    form = random.choice(corrupted_forms())
    return random.choice(
        [
            f"It was Greta {form.capitalize()} who had asked for it.",
            f"The works of {form.capitalize()} Brothers stand by the river.",
            f"The value of {form}_count is set in {form}.txt before the loom starts.",
            f"Nobody calls {form}() any more, or {form[:2]}{form.capitalize()}.",
            f"The option --{form} is old.",
            f"Write to {form}@mill.example, or look at https://mill.example/{form}/.",
        ]
    )


def hyphenated(text: str, random: Random) -> str:
    """Return a paragraph with words broken by hyphens, at the ends of lines or within them."""
    hyphen = random.choice(["-\n", "-\n", "-\n  ", "\u00ad\n", "\u2010\n", "\u00ad", "-\r\n"])
    width = random.randint(30, 72)
    out, column = [], 0
    for word in text.split(" "):
        column += len(word) + 1
        if column < width:
            out.append(word)
            continue
        cut = random.randint(1, len(word) - 2) if len(word) > 4 else 0
        breaks = cut and word.isalpha() and word.islower()
        out.append(f"{word[:cut]}{hyphen}{word[cut:]}" if breaks else word)
        column = 0
    return " ".join(out)


def good_page(number: int) -> str:
    random = Random(number)
    writer = Writer(random)
    paragraphs = [writer.paragraph() for _ in range(random.randint(2, 5))]
    for place in range(len(paragraphs)):
        if random.random() < 0.5:
            paragraphs[place] += " " + named(random)
    if random.random() < 0.7:
        paragraphs = [hyphenated(text, random) for text in paragraphs]
    return "\n\n".join([writer.title(), *paragraphs]) + "\n"


@numbers
def test_no_right_word_becomes_another_word(numbers: range) -> None:
    for number in numbers:
        page = good_page(number)
        for edit in pipeline().clean(page).edits:
            new = {*WORD.findall(edit.after)} - {*WORD.findall(edit.before)}
            assert not new, (number, edit)


# ---- 4. A sentence of the author goes because a phrase in it is known from notices.


@cache
def known_lines() -> list[str]:
    """Return what rules take out: the phrases that they know, and the lines of their examples."""
    lines = {phrase for rule in rules_of(DropSimilar) for phrase in rule.phrases}
    for rule in rules_of(DropLines) + rules_of(DropBlock):
        for example in rule.examples:
            lines |= {*example.before.split("\n")} - {*example.after.split("\n")}
    return sorted(line.strip() for line in lines if 0 < len(line.strip()) < 120)


def quoting(random: Random, writer: Writer) -> str:
    """Return a sentence of an article that says in it what notices, links and buttons say."""
    known = random.choice(known_lines()).rstrip(".!?…:")
    inner = known if known[:2].isupper() else known[:1].lower() + known[1:]
    return random.choice(
        [
            f"“{known},” said {writer.slots.person()}, and the others laughed.",
            f"On the door of {writer.slots.firm()} stands in large letters: “{known}”.",
            f"The judges asked what was meant by the words “{known}”, and who wrote them.",
            f"They had agreed with {writer.slots.firm()} that {inner}, but not for how long.",
            f"Nobody knew what to say when {writer.slots.person()} read “{known}” aloud.",
        ]
    )


@numbers
def test_no_sentence_of_the_author_is_removed_for_a_phrase_in_it(numbers: range) -> None:
    kinds = ("drop-lines", "drop-block", "drop-similar", "drop-language")
    dropping = {rule.name for rule in pipeline().rules if rule.kind in kinds}
    for number in numbers:
        random = Random(number)
        writer = Writer(random)
        body = [writer.paragraph() for _ in range(random.randint(4, 7))]
        sentences = [writer.sentence() for _ in range(random.randint(0, 3))]
        sentences.insert(random.randint(0, len(sentences)), quoting(random, writer))
        # What stands alone as the last line may be a notice, whatever it says.
        place = random.randint(0, len(body)) if len(sentences) > 1 else random.randint(1, 2)
        body.insert(place, " ".join(sentences))
        page = random.choice(["\n", "\n\n"]).join([writer.title(), *body]) + "\n"
        gone = [edit for edit in pipeline().clean(page).edits if edit.rule in dropping]
        assert not gone, (number, gone)


# ---- 5. Time or memory that grows faster than the text.

UNITS = (
    *("a ", "-", "[1]", "[1] ", "&amp;", "amp;", "<p>", "< /p >", "<", "&", "â€", "Ã", "\u00ad"),
    *("\n", "\r\n", "\r", "\t", " ", "\u200b", "\x0b", "\ufffd", "\u3000", "布", "。", "…", "..."),
    *("pformation ", "pform-\n", "the the ", "I I ", "Share\n", "Related reading\n", "Home >\n"),
    *(
        "2012-08-16 10:22\n",
        "Views: 1\n",
        "Tags: a, b\n",
        "Copyright 2012\n",
        "All rights reserved. ",
    ),
    *(
        "“",
        "”",
        '"',
        "'",
        "’S ",
        "(",
        ")",
        "{",
        "}",
        "```\n",
        "---\n",
        "key: value\n",
        "| a | b |\n",
    ),
    *("http://a.example/ ", "a@b.example ", "1,000 ", "Read the next article\n", "{page_break}"),
    *("Previous: A\n", "Why Wool Itches\n", "Mill sold.\n", "It is so. ", "x" * 30, "Ä", "é", "ﬁ"),
    *("&#55358;", "&#56698;", "<sup>2</sup>", "< a href= ", "'>", "[[", "]]", "\\", "#", "*", "_"),
)
SHORTEST, DOUBLINGS = 8, 9
"""A text has its unit so often, and as often again up to so many times; short ones are frequent."""
CALLS, CALLS_A_CHARACTER = 60_000, 200
BYTES, BYTES_A_CHARACTER = 4_000_000, 400
"""What a text may cost, and each of its characters: a cost that outgrows the text is soon above."""


def unit(number: int) -> str:
    random = Random(number)
    return "".join(random.choices(UNITS, k=random.randint(1, 4)))


def calls_in(run: Callable[[], object]) -> float:
    """Return how many functions, of Python and of libraries, are called in each pass of a run.

    The number of passes has a limit of its own, whatever the text.
    """
    count = passes = 0

    def counted(frame: FrameType, event: str, _: object) -> None:
        nonlocal count, passes
        count += event.endswith("call")
        passes += event == "call" and frame.f_code is Pipeline._run.__code__  # noqa: SLF001 - counted by its frames

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        run()
    finally:
        sys.setprofile(before)
    assert 0 < passes <= PASSES
    return count / passes


def peak_of(run: Callable[[], object]) -> int:
    """Return how many bytes of memory a run takes at most."""
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def long_text(number: int) -> str:
    times = SHORTEST * 2 ** (DOUBLINGS * Random(-number).random() ** 6)
    return unit(number) * int(times)


@numbers
def test_no_cost_outgrows_the_text(numbers: range) -> None:
    clean = pipeline().clean
    for number in numbers[:FEW] if numbers is QUICK else numbers:  # to count calls takes long
        text = long_text(number)
        calls = calls_in(partial(clean, text))
        assert calls <= CALLS + CALLS_A_CHARACTER * len(text), (number, unit(number), calls)
        if number % 10 == 0:  # to trace memory takes long
            peak = peak_of(partial(clean, text))
            assert peak <= BYTES + BYTES_A_CHARACTER * len(text), (number, unit(number), peak)
