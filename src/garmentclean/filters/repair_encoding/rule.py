"""repair-encoding: mojibake, entities and control characters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

from garmentclean.filters import FilterRule
from garmentclean.filters.base.compact_list import Packed
from garmentclean.filters.base.long_lines import pieces_of
from garmentclean.filters.repair_encoding.changes import Change, by_words
from garmentclean.filters.repair_encoding.controls import control_changes
from garmentclean.filters.repair_encoding.entities import AMP, entity_changes
from garmentclean.filters.repair_encoding.operators import Evidence
from garmentclean.filters.untouched import CONTROLS, has_entity, is_untouched
from garmentclean.text.edit import Patch
from garmentclean.text.lazy import lazily
from garmentclean.text.line_cache import remembered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from garmentclean.filters.base.view import View

BETWEEN = lazily(rf"[ \t>]|;(?!{AMP})")
"""Behind one of these a line of megabytes is cut: none is within a run or an entity, or within an
ampersand that was escaped again and again."""
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

    mojibake: Iterable[Change]
    doubtful: Iterable[Change]
    entities: Iterable[Change]
    controls: Iterable[Change]
    either: Mapping[str, Iterable[Change]]
    votes: frozenset[str]

    def packed(self) -> Changes:
        """Return the same in less memory."""
        either = {which: _packed(changes) for which, changes in self.either.items()}
        mojibake, doubtful, entities, controls = map(_packed, self[:4])
        return Changes(mojibake, doubtful, entities, controls, either, self.votes)


def _packed(changes: Iterable[Change]) -> Packed[Change]:
    return Packed(Change, changes, numbers=2)


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
        found_on = ((number, self._changes(line)) for number, line in enumerate(lines))
        marked = [(number, found.packed()) for number, found in found_on if found]
        certain = ((number, one) for number, found in marked for one in found.mojibake)
        evidence = Evidence(lines, certain)
        votes = frozenset().union(*(found.votes for _, found in marked))
        which = next(iter(votes)) if len(votes) == 1 else ""
        for number, found in marked:
            allowed = (one for one in found.mojibake if evidence.allows(number, one))
            evident = (one for one in found.doubtful if evidence.speaks_for(number, one))
            central = found.either.get(which, ())
            changes = found._replace(mojibake=(*allowed, *evident, *central))
            for rule in self._rules:
                repairs = getattr(changes, rule.repairs)
                yield from self._patches_of(rule, view, starts[number], lines[number], repairs)

    @staticmethod
    def _patches_of(
        rule: RepairEncoding, view: View, floor: int, line: str, changes: Iterable[Change]
    ) -> Iterator[Patch]:
        for first, last, to in by_words(line, changes):
            start, end = floor + first, floor + last
            if view.text[start:end].count(LOST) != view.raw[start:end].count(LOST):
                continue  # a byte that is no UTF-8, and must be written again
            if rule.allows(view, start, end):
                yield Patch(start, end, to, rule.name)


def changes_of(line: str) -> Changes | None:
    """Return what would be changed in a line, None for nothing."""
    mojibake: tuple[Change, ...] = ()
    doubtful: tuple[Change, ...] = ()
    either: Mapping[str, tuple[Change, ...]] = {}
    votes: frozenset[str] = frozenset()
    entities: tuple[Change, ...] = ()
    controls: tuple[Change, ...] = ()
    if not is_untouched(line):
        from garmentclean.filters.repair_encoding.mojibake import find  # it imports ftfy

        mojibake, doubtful, either, votes = find(line)
    if has_entity(line):
        entities = tuple(entity_changes(line))
    if CONTROL.search(line) and not line.isspace():
        controls = tuple(control_changes(line, mojibake))
    found = Changes(mojibake, doubtful, entities, controls, either, votes)
    return found if any(found) else None
