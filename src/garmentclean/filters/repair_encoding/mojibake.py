"""Mojibake: UTF-8 that was read in another encoding, found and judged run by run.

A run is a stretch of characters that are the bytes of UTF-8 in some encoding: "Ã©", "â€™", "Р°".
Correct text has such runs, too ("ROMÃ»"), so each is judged by itself: by ftfy's heuristic for it
and its neighbours, by what it decodes to, and by whether it may be right as it is. The rest of the
line does not matter, so that neither a lost letter nor a second encoding keeps a word from being
repaired.
"""

from __future__ import annotations

import re
from array import array
from collections import deque
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from ftfy.badness import badness, is_bad

from garmentclean.filters.base.mask import Mask
from garmentclean.filters.repair_encoding.capitals import Doubt, doubt
from garmentclean.filters.repair_encoding.central_europe import (
    ISO,
    TELLING,
    WINDOWS,
    undecided,
    votes,
)
from garmentclean.filters.repair_encoding.changes import Change, changed
from garmentclean.filters.repair_encoding.characters import (
    C1_AS_WESTERN,
    WESTERN,
    has_rare_letter,
    is_latin,
    is_readable,
    script,
    scripts,
)
from garmentclean.filters.repair_encoding.encodings import (
    BY_LENGTH,
    COMMONEST,
    SURE,
    Encoding,
    encodings,
)
from garmentclean.filters.repair_encoding.lost_quotes import lost_quotes, lost_spaces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ENOUGH = 2
HARDLY_WITHIN = "ÂÃ"
"""Any mark between one of these and a letter is odd."""
WORD = re.compile(r"[^\x00-/:-@\[-`{-\x7f]+")
LEFT = re.compile("[a-zß-öø-ÿ][À-ÞĂĐĹĚĞŃŇŘŮĀŲ]|[A-Za-z][┬├┼─√≈]|[À-ô]\ufffd")
"""What is left of UTF-8 in a word that lost bytes: no word has such a capital."""
BESIDE = frozenset("“”‘’„«»‹›–—…•\xa0")
"""Punctuation beyond ASCII that may be next to mojibake without being part of it."""
LOST = "\ufffd"
LETTER, HIDDEN = "x", "*"
"""Stand-ins for a lost character, and for text that has been repaired."""


class Repairs(NamedTuple):
    """Possible repairs in a line: certain ones, and those that need other mojibake as evidence.

    Both are in order, and do not overlap. `either` has the repairs by two encodings for the same
    words, by name; `votes` names the ones of the two for which other runs on the line are evidence.
    """

    certain: tuple[Change, ...] = ()
    doubtful: tuple[Change, ...] = ()
    either: Mapping[str, tuple[Change, ...]] = MappingProxyType({})
    votes: frozenset[str] = frozenset()


class Run(NamedTuple):
    """A run that decodes: the change, and how certain it is."""

    change: Change
    verdict: Doubt

    @property
    def scripts(self) -> set[str]:
        """The scripts of its result, except Latin."""
        return scripts(self.change.to)


def find(line: str) -> Repairs:
    """Return the possible repairs in a line.

    >>> find("Itâ€™s “ROMÔ, 5\u202f€ – the cafÃ©").certain
    (Change(start=2, end=5, to='’'), Change(start=27, end=29, to='é'))
    """
    search = _Search(line)
    common, rest = encodings()[:SURE], encodings()[SURE:]
    for encoding in common:
        search.try_encoding(encoding)
    votes, either = search.decide_central()
    if votes == {ISO}:
        rest = tuple(sorted(rest, key=lambda encoding: encoding.name != ISO))
    for encoding in rest:
        search.try_encoding(encoding)
    certain, doubtful = tuple(sorted(search.certain)), tuple(sorted(search.doubtful))
    return Repairs(certain, doubtful, either, votes)


class _Search:
    """The search in a line, encoding by encoding; what one finds is hidden from the next.

    Args:
        line: the line.
    """

    def __init__(self, line: str) -> None:
        self.certain = [*lost_quotes(line)]
        self.doubtful: list[Change] = []
        taken = Mask.of(self.certain, len(line))
        for lost in lost_spaces(line):
            if lost.change.start not in taken:
                (self.certain if lost.certain else self.doubtful).append(lost.change)
        self._line = line
        self._rest = without(line, self.certain + self.doubtful)
        self._torn: list[Change] = []
        self._torn_at = array("I")  # for each character, which of these it is in, from 1; or 0
        self._right = Mask(len(line))

    def try_encoding(self, encoding: Encoding) -> None:
        """Search for text that was read in an encoding."""
        runs = [
            run
            for run in _runs(encoding, self._rest)
            if not self._cuts(run.change) and not self._right.all(run.change.start, run.change.end)
        ]
        known = {s for run in runs if run.verdict is Doubt.NO for s in run.scripts}
        evident = any(run.verdict is Doubt.NO for run in runs)
        sure, unsure = [], []
        for run in runs:
            common = run.verdict is Doubt.COMMON
            if run.verdict is Doubt.NO or (common and evident and run.scripts <= known):
                sure.append(run.change)
            elif run.verdict is Doubt.YES or (common and encoding.name == COMMONEST):
                unsure.append(run.change)
            elif run.verdict is Doubt.RIGHT:
                self._right.mark(run.change.start, run.change.end)
            elif run.verdict is Doubt.TORN:
                self._tear(run.change)
        sure = [*_whole(encoding, self._rest, sure)]
        self.certain += sure
        self.doubtful += unsure
        self._rest = without(self._rest, sure + unsure)

    def _tear(self, change: Change) -> None:
        """Remember a run that is torn (lost bytes) in an encoding."""
        if not self._torn:
            self._torn_at = array("I", bytes(self._torn_at.itemsize * len(self._line)))
        self._torn.append(change)
        places = slice(change.start, change.end)
        self._torn_at[places] = array("I", [len(self._torn)]) * (change.end - change.start)

    def _cuts(self, change: Change) -> bool:
        """Return whether a change covers only a part of a run that is torn in another encoding."""
        if not self._torn:
            return False
        first, last = self._torn_at[change.start], self._torn_at[change.end - 1]
        return bool(first and self._torn[first - 1].start < change.start) or bool(
            last and self._torn[last - 1].end > change.end
        )

    def decide_central(self) -> tuple[frozenset[str], dict[str, tuple[Change, ...]]]:
        """Return the ones of Windows-1250 and ISO-8859-2 for which the line is evidence.

        Also return the repairs of undecided words by both encodings; these words are then hidden.
        """
        if TELLING.isdisjoint(self._line):
            return frozenset(), {}
        windows, iso = _surely(WINDOWS, self._line), _surely(ISO, self._line)
        found = votes(self._line, windows, iso) if windows or iso else frozenset()
        if len(found) == 1 or not (windows and iso):
            return found, {}
        windows, iso = _surely(WINDOWS, self._rest), _surely(ISO, self._rest)
        size = len(self._rest)
        places = Mask.of(undecided(windows, iso), size)
        words = [word for word in WORD.finditer(self._rest) if places.any(*word.span())]
        inside = Mask(size, (word.span() for word in words))
        either = {
            name: tuple(one for one in found if one.start in inside)
            for name, found in ((WINDOWS, windows), (ISO, iso))
        }
        self._rest = without(self._rest, [Change(*word.span(), "") for word in words])
        return found, either if words else {}


def _surely(name: str, line: str) -> list[Change]:
    """Return the repairs in a line if its UTF-8 was read in one encoding."""
    encoding = next(one for one in encodings() if one.name == name)
    runs = [*_runs(encoding, line)]
    if not any(run.verdict is Doubt.NO for run in runs):
        return []
    sure = [run.change for run in runs if run.verdict in {Doubt.NO, Doubt.COMMON}]
    return [*_whole(None, line, sure)]


def _whole(encoding: Encoding | None, line: str, changes: Sequence[Change]) -> Iterator[Change]:
    """Yield the changes of words in which nothing then looks like mojibake."""
    rest = deque(changes)
    for word in WORD.finditer(line) if changes else ():
        first = word.start()
        inside: list[Change] = []
        while rest and rest[0].start < word.end():
            inside.append(rest.popleft())
        if inside:
            moved = [Change(start - first, end - first, to) for start, end, to in inside]
            after = changed(word[0], moved)
            left = is_bad(after.replace(LOST, LETTER)) or LEFT.search(after)
            if not left and not (encoding and _fits_another(encoding, word[0], moved)):
                yield from inside


def _fits_another(encoding: Encoding, word: str, changes: Sequence[Change]) -> bool:
    """Return whether another encoding repairs all that this one repairs in a word, and more.

    The ě of "ĂşpÄ›l" is the same in Windows-1252 as in Windows-1250, but the ú is not.
    """
    if without(word, changes).isascii():
        return False
    places = Mask.of(changes, len(word))
    return any(
        places < Mask.of(_not_right(_runs(other, word)), len(word))
        for other in encodings()
        if other is not encoding
    )


def _not_right(runs: Iterable[Run]) -> Iterator[Change]:
    return (run.change for run in runs if run.verdict is not Doubt.RIGHT)


def without(line: str, changes: Sequence[Change]) -> str:
    """Return a line in which the characters of changes are hidden."""
    if not changes:
        return line
    return changed(line, (Change(s, e, HIDDEN * (e - s)) for s, e, _ in sorted(changes)))


def _runs(encoding: Encoding, line: str) -> Iterator[Run]:
    for match in encoding.runs.finditer(line):
        beside = (
            line[max(0, match.start() - 1) : match.start()],
            line[match.end() : match.end() + 1],
        )
        before, after = (c if c.isascii() and c.isalpha() else "" for c in beside)
        fixed = repaired_again(encoding.decode(match[0]), before, after)
        verdict = _verdict(encoding, match, fixed)
        if verdict is not Doubt.REFUSED:
            yield Run(Change(match.start(), match.end(), fixed), verdict)


def repaired_again(text: str, before: str, after: str) -> str:
    """Return a decoded text, repaired once more if it was misread twice.

    Args:
        text: the text.
        before: the letter before it, or empty.
        after: the letter after it, or empty.
    """
    text = text.translate(C1_AS_WESTERN)
    if not is_bad(text) and encodings()[0].runs.search(text) is None:
        return text
    inside = range(len(before), len(before) + len(text))
    changes = [c for c in find(before + text + after).certain if c.start in inside]
    moved = (Change(c.start - len(before), c.end - len(before), c.to) for c in changes)
    return changed(text, moved)


def _verdict(encoding: Encoding, match: re.Match[str], fixed: str) -> Doubt:
    line, run = match.string, match[0]
    before = line[max(0, match.start() - 1) : match.start()]
    after = line[match.end() : match.end() + 1]
    foreign = scripts(fixed)
    if _is_torn(before, after, foreign):
        return Doubt.TORN
    before, after = before.replace(LOST, LETTER), after.replace(LOST, LETTER)
    if not is_readable(fixed, before) or is_bad(fixed):
        return Doubt.REFUSED
    if has_rare_letter(fixed, common=encoding.name == COMMONEST):
        return Doubt.REFUSED
    if _is_usual(encoding, match, fixed, foreign):
        return Doubt.REFUSED
    if len(fixed) > 1:
        beside = before.islower() or after.islower()
        natural = not beside and run[:-1].isalpha() and run[:-1].isupper()
        verdict = Doubt.RIGHT if natural else Doubt.NO
    elif foreign and any(map(is_latin, before + after)):
        verdict = Doubt.COMMON
    else:
        verdict = doubt(match, fixed)
        if verdict is Doubt.RIGHT and foreign and not before.isalpha():
            verdict = Doubt.COMMON
    if verdict is Doubt.RIGHT or _is_odd(encoding, (before, run, after), fixed):
        return verdict
    return Doubt.COMMON


def _is_usual(encoding: Encoding, match: re.Match[str], fixed: str, foreign: set[str]) -> bool:
    """Return whether a run is ordinary punctuation, or part of a word or table."""
    run, beside = match[0], match.string[max(0, match.start() - 1) : match.start()]
    beside += match.string[match.end() : match.end() + 1]
    if encoding.name in BY_LENGTH:
        return any(map(str.isalpha, beside)) or not fixed.isalpha() or foreign != {"CYRILLIC"}
    return run[0] in BESIDE and (len(fixed) <= ENOUGH or foreign != {"CYRILLIC"})


def _is_odd(encoding: Encoding, around: tuple[str, str, str], fixed: str) -> bool:
    """Return whether no correct text has such a run between these characters."""
    before, run, after = around
    if encoding.name in BY_LENGTH:
        return len(fixed) >= ENOUGH
    if run[0] in HARDLY_WITHIN and (before.isalpha() or after.isalpha()):
        return True
    if run[0].isupper() and before.islower():
        return True
    return badness(before + fixed + after) < badness(before + run + after)


def _is_torn(before: str, after: str, foreign: set[str]) -> bool:
    """Return whether a part of a run that lost bytes is next to it.

    Args:
        before: the character before it.
        after: the character after it.
        foreign: the scripts of its result, except Latin.
    """
    for beside in before + after:
        if beside.isascii() or beside in BESIDE:
            continue
        if foreign and script(beside) not in foreign:
            return True
        if not foreign and (beside.isalpha() or beside in WESTERN):
            return True
    return False
