"""Mojibake: UTF-8 that was read in another encoding, found run by run and judged where it stands.

A run is a stretch of characters that are the bytes of UTF-8 in some encoding: "Ã©", "â€™", "Р°".
Good text has such runs, too ("ROMÃ»"), so each is judged by itself: by ftfy's heuristic on it and
its neighbours, by what it decodes to, and by whether its characters may stand there in their own
right. Nothing else of the line is looked at, so that neither a lost letter nor a second encoding
keeps a word from being repaired.
"""

from __future__ import annotations

import re
from array import array
from collections import deque
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import ftfy.bad_codecs  # noqa: F401 - registers the sloppy encodings
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
from garmentclean.filters.repair_encoding.lost_quotes import lost_quotes, lost_spaces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ENCODINGS = (
    ("latin-1", "sloppy-windows-1252"),
    ("sloppy-windows-1251",),
    ("sloppy-windows-1250",),
    ("sloppy-windows-1253",),
    ("sloppy-windows-1254",),
    ("sloppy-windows-1257",),
    ("iso-8859-2",),
    ("macroman",),
    ("cp437",),
    ("cp850",),
    ("koi8-r",),
    ("cp866",),
)
"""What UTF-8 was read in, in the order in which it is tried. The first two are mixed: browsers read
a byte that Windows-1252 has no character for as a control of Latin-1."""
BY_LENGTH = frozenset({"koi8-r", "cp866"})
"""ftfy does not know these; two Cyrillic letters of UTF-8 in a row are sure to be mojibake."""
SURE = 2
"""So many of them share no run with those after them that becomes something else."""
COMMONEST = "latin-1"
ENOUGH = 2
HARDLY_WITHIN = "ÂÃ"
"""A mark between one of these and a letter is odd, whichever it is."""
WORD = re.compile(r"[^\x00-/:-@\[-`{-\x7f]+")
LEFT = re.compile("[a-zß-öø-ÿ][À-ÞĂĐĹĚĞŃŇŘŮĀŲ]|[A-Za-z][┬├┼─√≈]|[À-ô]\ufffd")
"""What is left of UTF-8 in a word where bytes are lost: no word has such a capital."""
BESIDE = frozenset("“”‘’„«»‹›–—…•\xa0")
"""Punctuation beyond ASCII that may stand beside mojibake in its own right."""
LOST = "\ufffd"
LETTER, HIDDEN = "x", "*"
"""What a lost character is taken for, and what has been dealt with."""


class Found(NamedTuple):
    """What may be repaired in a line: what is certain, and what needs other mojibake as evidence.

    Both are in the order of the line, and do not overlap. `either` has what two encodings make of
    the same words, by their names; `votes` has those of the two of which the line has other runs.
    """

    certain: tuple[Change, ...] = ()
    doubtful: tuple[Change, ...] = ()
    either: Mapping[str, tuple[Change, ...]] = MappingProxyType({})
    votes: frozenset[str] = frozenset()


class Run(NamedTuple):
    """A stretch that decodes: where it is, and what it becomes."""

    change: Change
    verdict: Doubt

    @property
    def scripts(self) -> set[str]:
        """The scripts of what it becomes, but for Latin."""
        return scripts(self.change.to)


class Encoding:
    """An encoding in which UTF-8 was read.

    Args:
        names: what Python calls it, or several that were mixed.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.name = names[0]
        self.bytes = {
            bytes([byte]).decode(name): byte for name in names for byte in range(0x80, 0x100)
        }
        more = self._class(0x80, 0xBF)
        sequences = (
            self._class(0xC2, 0xDF) + more,
            self._class(0xE0) + self._class(0xA0, 0xBF) + more,
            f"{self._class(0xE1, 0xEC)}{more}{{2}}",
            self._class(0xED) + self._class(0x80, 0x9F) + more,
            f"{self._class(0xEE, 0xEF)}{more}{{2}}",
            f"{self._class(0xF0)}{self._class(0x90, 0xBF)}{more}{{2}}",
            # A character beyond FFFF as two halves, each of them written as UTF-8.
            self._class(0xED)
            + self._class(0xA0, 0xAF)
            + more
            + self._class(0xED)
            + self._class(0xB0, 0xBF)
            + more,
        )
        self.runs = re.compile(f"(?:{'|'.join(sequences)})+")

    def _class(self, first: int, last: int = 0) -> str:
        members = (c for c, byte in self.bytes.items() if first <= byte <= (last or first))
        return f"[{''.join(map(re.escape, members))}]"

    def decode(self, run: str) -> str:
        """Return the text whose UTF-8 was read as this run."""
        text = bytes(self.bytes[c] for c in run).decode("utf-8", "surrogatepass")
        return text.encode("utf-16", "surrogatepass").decode("utf-16")


@cache
def encodings() -> tuple[Encoding, ...]:
    """Return all encodings that are tried."""
    return tuple(map(Encoding, ENCODINGS))


def find(line: str) -> Found:
    """Return what may be repaired in a line.

    >>> find("Itâ€™s “ROMÔ, 5\u202f€ – the cafÃ©").certain
    (Change(start=2, end=5, to='’'), Change(start=27, end=29, to='é'))
    """
    search = _Search(line)
    common, rest = encodings()[:SURE], encodings()[SURE:]
    for encoding in common:
        search.look(encoding)
    votes, either = search.part_central()
    if votes == {ISO}:
        rest = tuple(sorted(rest, key=lambda encoding: encoding.name != ISO))
    for encoding in rest:
        search.look(encoding)
    certain, doubtful = tuple(sorted(search.certain)), tuple(sorted(search.doubtful))
    return Found(certain, doubtful, either, votes)


class _Search:
    """What is found in a line, encoding by encoding; what has been found is hidden from the next.

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
        self._torn_at = array("I")  # of each character, which of these takes it, from 1; or 0
        self._right = Mask(len(line))

    def look(self, encoding: Encoding) -> None:
        """Look for what was read in an encoding."""
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
        """Take note of what is torn in an encoding."""
        if not self._torn:
            self._torn_at = array("I", bytes(self._torn_at.itemsize * len(self._line)))
        self._torn.append(change)
        places = slice(change.start, change.end)
        self._torn_at[places] = array("I", [len(self._torn)]) * (change.end - change.start)

    def _cuts(self, change: Change) -> bool:
        """Return whether a change takes only a part of what is torn in another encoding."""
        if not self._torn:
            return False
        first, last = self._torn_at[change.start], self._torn_at[change.end - 1]
        return bool(first and self._torn[first - 1].start < change.start) or bool(
            last and self._torn[last - 1].end > change.end
        )

    def part_central(self) -> tuple[frozenset[str], dict[str, tuple[Change, ...]]]:
        """Return whether the line speaks for Windows-1250 or ISO-8859-2, and what is open.

        The words that are open are hidden; what each of both makes of them comes by its name.
        """
        if TELLING.isdisjoint(self._line):
            return frozenset(), {}
        windows, iso = _surely(WINDOWS, self._line), _surely(ISO, self._line)
        said = votes(self._line, windows, iso) if windows or iso else frozenset()
        if len(said) == 1 or not (windows and iso):
            return said, {}
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
        return said, either if words else {}


def _surely(name: str, line: str) -> list[Change]:
    """Return what is repaired in a line, if its UTF-8 was read in an encoding."""
    encoding = next(one for one in encodings() if one.name == name)
    runs = [*_runs(encoding, line)]
    if not any(run.verdict is Doubt.NO for run in runs):
        return []
    sure = [run.change for run in runs if run.verdict in {Doubt.NO, Doubt.COMMON}]
    return [*_whole(None, line, sure)]


def _whole(encoding: Encoding | None, line: str, changes: Sequence[Change]) -> Iterator[Change]:
    """Yield the changes of words in which nothing is left then that looks like mojibake."""
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
    """Return whether another encoding repairs more of a word, and all that this one does.

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
    """Return a line with something else in place of each character that may be repaired."""
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
        fixed = again(encoding.decode(match[0]), before, after)
        verdict = _verdict(encoding, match, fixed)
        if verdict is not Doubt.REFUSED:
            yield Run(Change(match.start(), match.end(), fixed), verdict)


def again(text: str, before: str, after: str) -> str:
    """Return a decoded text with what was read wrongly twice repaired.

    Args:
        text: the text.
        before: the letter before it, if there is one.
        after: the letter after it.
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
    """Return whether a run is dashes, quotes and the like, or part of a word or table."""
    run, beside = match[0], match.string[max(0, match.start() - 1) : match.start()]
    beside += match.string[match.end() : match.end() + 1]
    if encoding.name in BY_LENGTH:
        return any(map(str.isalpha, beside)) or not fixed.isalpha() or foreign != {"CYRILLIC"}
    return run[0] in BESIDE and (len(fixed) <= ENOUGH or foreign != {"CYRILLIC"})


def _is_odd(encoding: Encoding, around: tuple[str, str, str], fixed: str) -> bool:
    """Return whether no text has such a run, between the characters before and after it."""
    before, run, after = around
    if encoding.name in BY_LENGTH:
        return len(fixed) >= ENOUGH
    if run[0] in HARDLY_WITHIN and (before.isalpha() or after.isalpha()):
        return True
    if run[0].isupper() and before.islower():
        return True
    return badness(before + fixed + after) < badness(before + run + after)


def _is_torn(before: str, after: str, foreign: set[str]) -> bool:
    """Return whether beside a run there is a part of it that lost some bytes.

    Args:
        before: the character before it.
        after: the character after it.
        foreign: the scripts of what it becomes, but for Latin.
    """
    for beside in before + after:
        if beside.isascii() or beside in BESIDE:
            continue
        if foreign and script(beside) not in foreign:
            return True
        if not foreign and (beside.isalpha() or beside in WESTERN):
            return True
    return False
