"""What happens to the paragraphs of an article on its way to a corpus."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from timing.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from timing.sentences import Writer

TRANS = re.compile(r"trans(?=\w)", re.IGNORECASE)
PER_TRANS = 300
"""Characters of an article with spoilt letters for each word that these letters are in."""
WHOLLY = 0.7
"""The share of the articles with spoilt letters in which no such word is intact."""
HALF = 0.5
ACCENTED = ("Łukasz Gołąb", "Zoë Müller", "Jürgen Weiß", "Inês Conceição")
ENTITIES = ("&amp;", "&nbsp;", "&quot;", "&#39;", "&Nbsp;")


class Spoiling:
    """What happens to the paragraphs of an article: each method returns them anew.

    Args:
        random: the source of all choices.
        writer: who writes the sentences that are spoilt.
    """

    def __init__(self, random: Random, writer: Writer) -> None:
        self._random = random
        self._writer = writer

    def _within(self, lines: list[str], change: Callable[[str], str], times: int = 1) -> list[str]:
        for place in self._random.sample(range(len(lines)), min(times, len(lines))):
            lines[place] = change(lines[place])
        return lines

    def _after_a_word(self, line: str, what: str) -> str:
        parts = line.split(" ")
        parts.insert(self._random.randint(1, len(parts)), what)
        return " ".join(parts)

    def letters(self, lines: list[str]) -> list[str]:
        """Spoil `trans`, in all words of an article or in half of them."""
        all_of_them = self._random.random() < WHOLLY
        for _ in range(max(1, sum(map(len, lines)) // PER_TRANS)):
            sentence = text = f"{self._writer.one_of('spoilt')}."
            if all_of_them or self._random.random() < HALF:
                text = TRANS.sub(lambda found: "P" if found[0][0] == "T" else "p", sentence)
            place = self._random.randrange(len(lines))
            lines[place] = f"{lines[place]} {text}"
        return lines

    def marks(self, lines: list[str]) -> list[str]:
        """Put the marks of citations behind sentences."""
        draw = self._random.randint
        for _ in range(draw(6, 16)):
            self._within(lines, lambda line: f"{line[:-1]} [{draw(1, 15)}].")
        return lines

    def twice(self, lines: list[str]) -> list[str]:
        """Say a word twice."""

        def change(line: str) -> str:
            return re.sub(r"\b(the|of|and|has|to) ", r"\1 \1 ", line, count=1)

        return self._within(lines, change)

    def span(self, lines: list[str]) -> list[str]:
        """Leave the name of a tag behind a sentence."""
        return self._within(lines, lambda line: f"{line} span")

    def tags(self, lines: list[str]) -> list[str]:
        """Leave tags around and in paragraphs."""
        lines = self._within(lines, lambda line: f"< p >{line}< /p >", 3)
        return self._within(lines, lambda line: f"{line} < strong > {self._writer.title()}")

    def entities(self, lines: list[str]) -> list[str]:
        """Leave entities in the text."""
        choice = self._random.choice
        return self._within(lines, lambda line: self._after_a_word(line, choice(ENTITIES)), 4)

    def quotes(self, lines: list[str]) -> list[str]:
        """Set the quotation marks as a printer does, and dashes."""
        text = "\n".join(lines)
        text = re.sub(r'"([^"\n]*)"', "“\\1”", text).replace("'", "’").replace("; ", " – ")
        return self._within(text.split("\n"), lambda line: f"{line} That’s “all” we know.", 2)

    def accents(self, lines: list[str]) -> list[str]:
        """Name somebody whose name has letters that English has not."""
        name, firm = self._random.choice(ACCENTED), self._writer.slots.firm()
        return self._within(lines, lambda line: f"{line} {name} of {firm} agrees.")

    def mojibake(self, lines: list[str]) -> list[str]:
        """Decode what a printer has set with the wrong code page."""
        text = "\n".join(self.quotes(lines))
        text = text.replace("’", "â€™").replace("“", "â€œ").replace("”", "â€\x9d")
        return text.replace("–", "â€“").split("\n")

    def torn(self, lines: list[str]) -> list[str]:
        """Put the text of a link on a line of its own, in the middle of a sentence."""
        for _ in range(self._random.randint(1, 3)):
            place = self._random.randrange(len(lines))
            parts = lines[place].split(" ")
            at = len(parts) // 2
            anchor = self._writer.fill("{trade} {body}").capitalize()
            lines[place : place + 1] = [" ".join(parts[:at]), anchor, " ".join(parts[at:])]
        return lines

    def again(self, lines: list[str]) -> list[str]:
        """Repeat a paragraph."""
        lines.append(self._random.choice(lines))
        return lines

    def capitals(self, lines: list[str]) -> list[str]:
        """Set a capital behind an apostrophe."""
        name = self._random.choice(words("surnames"))
        return self._within(lines, lambda line: f"{line} {name}'S {self._writer.slots['goods']}.")

    def one(self, lines: list[str]) -> list[str]:
        """Write `1` for a capital I."""
        return self._within(lines, lambda line: f"{line} 1n {self._writer.slots['place']} too.", 2)

    def terms(self, lines: list[str], kind: str = "terms") -> list[str]:
        """Add sentences with terms that are translated word for word."""
        times = self._random.randint(1, 3)
        return self._within(lines, lambda line: f"{line} {self._writer.one_of(kind)}", times)

    def numbers(self, lines: list[str]) -> list[str]:
        """Add sentences with numbers that can't be right."""
        return self.terms(lines, "numbers")
