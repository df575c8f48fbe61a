"""repair-encoding: repair mojibake, entities and control characters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from garmentclean.filters.base.compact_list import CompactList
from garmentclean.filters.base.long_lines import pieces_of
from garmentclean.filters.base.rule import Rule
from garmentclean.filters.repair_encoding.changes import Change, by_words
from garmentclean.filters.repair_encoding.controls import control_changes
from garmentclean.filters.repair_encoding.entities import AMP, entity_changes
from garmentclean.filters.repair_encoding.operators import Evidence
from garmentclean.text.edit import Patch
from garmentclean.text.line_cache import remembered
from garmentclean.text.regex import compile_pattern, lazily

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from garmentclean.filters.base.view import View


ENTITY = lazily("&#?[0-9A-Za-z]{1,24};")
"""Text that ftfy looks up as an entity."""

HARMLESS = bytes(range(0x20, 0x7F)) + b"\t\n\r\f"
PLAIN = bytes.maketrans(HARMLESS + b"\0\v", b" " * len(HARMLESS) + b"\1\1")
"""For `bytes.translate`: each ASCII character that is harmless next to any other becomes a space.
The vertical tab does not, although `bytes.split` splits at it."""

CONTROLS = "\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u206a-\u206f\ufeff\ufff9-\ufffc"
COMMON = "\xa0\xad·´–—―…’"
"""Marks that may be next to most characters."""
OPENING = "¡«¿©‘“„•‹"
CLOSING = "®»”›™"
MONEY = "£€¥"
EXTENDED = [chr(code) for code in range(0x100, 0x180)]
LOWER = "ß-öø-ÿάέ-ία-ώа-џ" + "".join(filter(str.islower, EXTENDED))
UPPER = "ÀÁÄ-ÍÏÑ-ÖÚ-ÞΑ-ΩЀ-Я" + "".join(filter(str.isupper, EXTENDED))
UNKNOWN = (
    "\u0500-\u1fff\u2000-\u2012\u2028-\u202f\u2070-\u209f\u2600-\ud7ff\ue000-\uf8fe\uf900-\ufb00"
    "\ufb03-\ufff8\U00010000-\U0010ffff"
)
"""Blocks that are in none of ftfy's tables: Hebrew, Arabic, Thai, Chinese, emoji and others."""


def is_untouched(text: str) -> bool:
    """Return whether ftfy certainly changes nothing in a text except entities.

    >>> is_untouched("“A café – £5 for naïve résumés…” said Zoë’s friend"), is_untouched("cafÃ©")
    (True, False)
    """
    odd = set(text.encode().translate(PLAIN).split())
    if not odd:
        return True
    # An underscore is a word character but no letter: after some stretches, either is suspicious.
    stretches = b"_".join((*odd, b""))
    suspect = _suspect()
    return not suspect.search(stretches) or not suspect.search(text)


def has_entity(text: str) -> bool:
    """Return whether a text has anything that ftfy looks up as an entity.

    >>> has_entity("R&D, wool &amp silk & AT&T;"), has_entity("R&D, wool &amp silk &")
    (True, False)
    """
    return "&" in text and ENTITY.search(text) is not None


@cache
def _suspect() -> Any:
    """Return the pattern of all neighbouring characters that ftfy might change."""
    letters, marks = LOWER + UPPER, OPENING + CLOSING
    beyond = r"^\x00-\x7f"
    other = f"{beyond}{COMMON}{marks}{MONEY}{letters}{UNKNOWN}"
    return compile_pattern(
        f"[{CONTROLS}ÂÃ]"
        "|[Œœ][^A-Za-z]"
        f"|[{LOWER}][{UPPER}]"
        "|[ÄÅ]Ÿ"
        # UTF-8 that was read in an encoding of Central Europe.
        "|[ÂÄĂĹ][ˇĄĽŚŠŞŤŹŽąľśšşťźž]"
        f"|[{letters}][{marks}][0-9A-Z_a-z\x80-\U0010ffff]"
        f"|[{UPPER}][{OPENING}]"
        f"|[{CLOSING}][{letters}]"
        f"|[{letters}{CLOSING}][{MONEY}]"
        f"|[{MONEY}][{beyond}{UNKNOWN}]"
        f"|[{other}][{beyond}{UNKNOWN}]"
        f"|[{beyond}{COMMON}{MONEY}{UNKNOWN}][{other}]"
    )


BETWEEN = lazily(rf"[ \t>]|;(?!{AMP})")
"""Lines of megabytes are cut after one of these. None is within a run, an entity, or an ampersand
that was escaped several times."""
CONTROL = lazily(f"[{CONTROLS}]")
LOST = "\ufffd"


@dataclass(frozen=True, kw_only=True)
class RepairEncoding(Rule):
    """Repair the results of wrong decoding, run by run.

    Mojibake is found and judged with the tables of ftfy. Each run of characters is judged by
    itself, so that correct and lost characters next to it stay as they are. A run that may be a
    capital and a punctuation mark is repaired only if the document has other mojibake of the same
    kind. Quotes, ligatures and the width of characters are never changed.

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
    """The changes in a line, by the values of `repairs`."""

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


def _packed(changes: Iterable[Change]) -> CompactList[Change]:
    return CompactList(Change, changes, numbers=2)


class Scanner:
    """All repair-encoding rules."""

    def __init__(self, rules: Sequence[RepairEncoding]) -> None:
        self._rules = rules
        self._changes = remembered(changes_of)

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the repaired words."""
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
            evident = (one for one in found.doubtful if evidence.supports(number, one))
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
                continue  # an invalid UTF-8 byte, which must stay
            if rule.allows(view, start, end):
                yield Patch(start, end, to, rule.name)


def changes_of(line: str) -> Changes | None:
    """Return the changes in a line; None if there are none."""
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
