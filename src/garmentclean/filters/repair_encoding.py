"""repair-encoding: mojibake, entities and control characters."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

from garmentclean.edit import Patch
from garmentclean.filters import FilterRule
from garmentclean.filters.changes import Change, by_words
from garmentclean.filters.character_entities import entity_changes
from garmentclean.filters.control_characters import control_changes
from garmentclean.filters.operators import Evidence
from garmentclean.filters.pieces import pieces_of
from garmentclean.filters.untouched import CONTROLS, has_entity, is_untouched
from garmentclean.lazy import lazily
from garmentclean.memo import remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from garmentclean.view import View

BETWEEN = lazily(r"[ \t;>]")
"""Behind one of these a line of megabytes is cut: none is within a run or an entity."""
KEPT = 50_000
"""So many changes are kept in memory."""
CONTROL = lazily(f"[{CONTROLS}]")
LOST = "\ufffd"


@dataclass(frozen=True, kw_only=True)
class RepairEncoding(FilterRule):
    """Repair what a wrong decoding has done, run by run.

    Mojibake is found and judged with the tables of ftfy. Each run of characters is judged by
    itself, so that good ones beside it, and lost ones, stay as they are. What may be a capital
    and a mark in its own right needs other mojibake of the same kind in the document. Quotes,
    ligatures and the width of characters are never touched.

    Keys:
        repairs: `mojibake` (UTF-8 that was read as Windows-1252, Latin-1 and the like), `entities`
            (`&amp;`), or `controls` (control characters, terminal escapes).
    """

    kind: ClassVar[str] = "repair-encoding"

    repairs: Literal["mojibake", "entities", "controls"]

    @staticmethod
    def scanner(rules: Sequence[RepairEncoding]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


class Changes(NamedTuple):
    """What each of `repairs` would change in a line."""

    mojibake: tuple[Change, ...]
    doubtful: tuple[Change, ...]
    entities: tuple[Change, ...]
    controls: tuple[Change, ...]
    either: Mapping[str, tuple[Change, ...]]
    votes: frozenset[str]


class Scanner:
    """All repair-encoding rules."""

    def __init__(self, rules: Sequence[RepairEncoding]) -> None:
        self._rules = rules
        self._changes = remembered(changes_of)

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the words that would be written otherwise."""
        if is_untouched(view.text) and not has_entity(view.text):
            return
        starts, lines = pieces_of(view, BETWEEN)
        marked = _Marked(lines, self._changes)
        votes: set[str] = set()
        evidence = Evidence(lines, _certain(marked, votes))
        which = next(iter(votes)) if len(votes) == 1 else ""
        for number, changes in marked:
            certain = (one for one in changes.mojibake if evidence.allows(number, one))
            evident = (one for one in changes.doubtful if evidence.speaks_for(number, one))
            central = changes.either.get(which, ())
            found = changes._replace(mojibake=(*certain, *evident, *central))
            for rule in self._rules:
                repairs = getattr(found, rule.repairs)
                yield from self._patches_of(rule, view, starts[number], lines[number], repairs)

    @staticmethod
    def _patches_of(
        rule: RepairEncoding, view: View, floor: int, line: str, changes: Sequence[Change]
    ) -> Iterator[Patch]:
        for first, last, to in by_words(line, changes) if changes else ():
            start, end = floor + first, floor + last
            if view.text[start:end].count(LOST) != view.raw[start:end].count(LOST):
                continue  # a byte that is no UTF-8, and must be written again
            if rule.allows(view, start, end):
                yield Patch(start, end, to, rule.name)


class _Marked:
    """The lines in which something would be changed, with what.

    Changes take a hundred times the memory of what they change. So those of a few lines are kept,
    and those of the others are worked out again.

    Args:
        lines: the lines.
        changes_of: says what would be changed in one.
    """

    def __init__(self, lines: Sequence[str], changes_of: Callable[[str], Changes | None]) -> None:
        self._lines, self._changes_of = lines, changes_of
        self._kept: list[tuple[int, Changes]] = []
        self._others = array("I")
        self._begun = False

    def __iter__(self) -> Iterator[tuple[int, Changes]]:
        """Yield the number of each of the lines, and what would be changed; more than once."""
        if self._begun:
            yield from self._kept
            yield from ((n, found) for n in self._others if (found := self._of(n)))
            return
        self._begun = True
        left = KEPT
        for number in range(len(self._lines)):
            found = self._of(number)
            if not found:
                continue
            left -= sum(map(len, found))
            if left > 0:
                self._kept.append((number, found))
            else:
                self._others.append(number)
            yield number, found

    def _of(self, number: int) -> Changes | None:
        return self._changes_of(self._lines[number])


def _certain(
    marked: Iterable[tuple[int, Changes]], votes: set[str]
) -> Iterator[tuple[int, Change]]:
    """Yield the certain changes of lines with the lines' numbers; add the votes of the lines."""
    for number, changes in marked:
        votes |= changes.votes
        yield from ((number, one) for one in changes.mojibake)


def changes_of(line: str) -> Changes | None:
    """Return what would be changed in a line, None for nothing."""
    mojibake: tuple[Change, ...] = ()
    doubtful: tuple[Change, ...] = ()
    either: Mapping[str, tuple[Change, ...]] = {}
    votes: frozenset[str] = frozenset()
    entities: tuple[Change, ...] = ()
    controls: tuple[Change, ...] = ()
    if not is_untouched(line):
        from garmentclean.filters.mojibake import find  # noqa: PLC0415 - it imports ftfy

        mojibake, doubtful, either, votes = find(line)
    if has_entity(line):
        entities = tuple(entity_changes(line))
    if CONTROL.search(line) and not line.isspace():
        controls = tuple(control_changes(line, mojibake))
    found = Changes(mojibake, doubtful, entities, controls, either, votes)
    return found if any(found) else None
