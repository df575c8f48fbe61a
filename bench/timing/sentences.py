"""Sentences of trade news, made of templates, names and numbers: hardly one comes twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timing.vocabulary import pick, rare, words

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

QUOTING = 0.15
"""The share of the paragraphs that quote somebody."""


class Slots:
    """What stands in the slots of a template: another thing each time.

    Args:
        random: the source of all choices.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self._fill: dict[str, Callable[[], str]] = {
            "person": self.person,
            "firm": self.firm,
            "number": lambda: f"{int(10 ** random.uniform(0.5, 4)):,}",
            "money": lambda: f"{10 ** random.uniform(0, 3):,.1f}",
            "percent": lambda: f"{random.random() * 40:.1f}",
            "small": lambda: str(random.randint(4, 12)),
            "year": lambda: str(random.randint(2005, 2025)),
        }
        skewed = {kind: words(kind) for kind in ("trade", "goods", "actors", "trans")}
        skewed |= {slot: rare(f"{slot}s") for slot in ("noun", "plural", "adjective", "verb")}
        even = {"place": "places", "body": "bodies", "month": "months", "infinitive": "infinitives"}
        for slot, choice in skewed.items():
            self._fill[slot] = self._skewed(choice)
        for slot, kind in even.items():
            self._fill[slot] = self._even(words(kind))

    def _skewed(self, choice: list[str]) -> Callable[[], str]:
        return lambda: pick(choice, self._random)

    def _even(self, choice: list[str]) -> Callable[[], str]:
        return lambda: self._random.choice(choice)

    def __getitem__(self, slot: str) -> str:
        return self._fill[slot]()

    def person(self) -> str:
        """Return the name of somebody."""
        return f"{self._random.choice(words('given'))} {self._random.choice(words('surnames'))}"

    def firm(self) -> str:
        """Return the name of a firm, which nobody bears."""
        random = self._random
        name = "".join(random.choices(words("syllables"), k=random.randint(2, 4))).capitalize()
        return f"{name} {random.choice(words('firm_kinds'))} {random.choice(words('firm_forms'))}"


class Writer:
    """Writes sentences, paragraphs and titles.

    Args:
        random: the source of all choices.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self.slots = Slots(random)

    def fill(self, *templates: str) -> str:
        """Return the templates, one behind the other, with their slots filled."""
        return "".join(templates).format_map(self.slots)

    def one_of(self, kind: str) -> str:
        """Return one of the templates of a kind, filled."""
        return self.fill(self._random.choice(words(kind)))

    def sentence(self) -> str:
        """Return a sentence."""
        choice = self._random.choice
        text = self.fill(
            choice(words("openings")), choice(words("clauses")), choice(words("tails"))
        )
        return f"{text[:1].upper()}{text[1:]}."

    def paragraph(self) -> str:
        """Return a paragraph of some sentences on one line."""
        sentences = [self.sentence() for _ in range(self._random.randint(1, 6))]
        if self._random.random() < QUOTING:
            sentences.insert(0, f'"{sentences.pop()[:-1]}," said {self.slots.person()}.')
        return " ".join(sentences)

    def title(self) -> str:
        """Return a title, with capitals on its words."""
        parts = self.one_of("titles").split(" ")
        return " ".join(f"{part[:1].upper()}{part[1:]}" for part in parts)
