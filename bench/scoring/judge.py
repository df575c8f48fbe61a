"""Score a cleaner on one document: counts, and which rule did what."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scoring.baselines import BASELINES
from scoring.blame import culprits
from scoring.cleaners import Cleaned, Cleaner
from scoring.left import Left, left_of
from scoring.words import fates, fixed, surviving, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from scoring.labels import Labelled
    from scoring.words import Fate

TRANS = re.compile("trans", re.IGNORECASE)
KEEP = frozenset("KH")
"""The labels of lines to keep."""
COLLIDES = re.compile("p|plat(?:e[sd]?|ing)|pits?|pacts?|poms?", re.IGNORECASE)
"""Corrupted words that are words themselves, so that only their context shows it."""


@dataclass
class Judged:
    """The counts of one document, or of several.

    Attributes:
        counts: what `card.METRICS` are made of.
        baselines: the same for each baseline.
        rules: for each rule what it did: `hits` (its edits), `right` (lines to drop that are
            gone), `either`, `wrong` (words lost of lines to keep, in how many `lines`), `harmed`.
        remarks: what went wrong, a line each.
        hits: what the rules did that are to be shown, a line each.
        left: the lines to drop that are still there.
    """

    counts: Counter[str] = field(default_factory=Counter)
    baselines: dict[str, Counter[str]] = field(default_factory=dict)
    rules: dict[str, Counter[str]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    hits: list[str] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    def add(self, other: Judged) -> None:
        """Add the counts of another document."""
        self.counts += other.counts
        for mine, its in ((self.baselines, other.baselines), (self.rules, other.rules)):
            for name, counts in its.items():
                mine[name] = mine.get(name, Counter()) + counts
        self.remarks += other.remarks
        self.hits += other.hits
        self.left += other.left

    def rule(self, name: str) -> Counter[str]:
        """Return the counts of a rule."""
        return self.rules.setdefault(name, Counter())


@dataclass(frozen=True)
class Judge:
    """Cleans labelled documents and judges them; a function that can be sent to another process.

    Args:
        cleaner: what cleans them.
        quick: whether each is cleaned only once: nothing is said of a second cleaning, of corrupted
            words and of baselines.
        shown: the rules whose hits are listed.
    """

    cleaner: Cleaner
    quick: bool = False
    shown: frozenset[str] = frozenset()

    def __call__(self, document: Labelled) -> Judged:
        """Judge one document; GarmentcleanError if the cleaner cannot be used."""
        judged = Judged(Counter(documents=1))
        cleaned = self.cleaner(document.data)
        lines = fates(document, cleaned.words)
        judged.counts += of_lines(lines) + of_fixes(document, cleaned.words)
        judged.remarks += unfixed(document, cleaned.words)
        judged.left = left_of(document, [f.line for f in lines if f.label == "D" and not f.gone])
        blame(judged, document, lines, cleaned, self.shown)
        self._whole(judged, document, lines, cleaned)
        if not self.quick:
            for name, keep in BASELINES.items():
                judged.baselines[name] = of_baseline(document, keep)
            self._corrupt(judged, document)
        return judged

    def _whole(
        self, judged: Judged, document: Labelled, lines: Sequence[Fate], cleaned: Cleaned
    ) -> None:
        """Count what concerns the document as a whole."""
        faults = {
            "failed": bool(cleaned.problem),
            "unsettled": not self.quick and self.cleaner(cleaned.data).data != cleaned.data,
            "unrestored": not cleaned.restores,
            "untitled": title_lost(lines, cleaned.words),
        }
        told = {"failed": cleaned.problem, "unsettled": "a second cleaning changes it again"}
        told |= {"unrestored": "does not come back", "untitled": "has lost its title"}
        for fault, found in faults.items():
            judged.counts[fault] += found
            if found:
                judged.remarks.append(f"{document.name}: {told[fault]}")

    def _corrupt(self, judged: Judged, document: Labelled) -> None:
        """Count the words restored in lines to keep in which each `trans` has become `p`."""
        good = document.labelled("KH")
        cleaned = self.cleaner(f"{corrupt(chr(10).join(good))}\n".encode())
        alive = iter(surviving([word for line in good for word in words(line)], cleaned.words))
        taken = iter(cleaned.takers)
        for line in good:
            found = [(word, next(alive), next(taken, "")) for word in words(line)]
            dropped = 2 * sum(ok for _, ok, _ in found) < len(found)
            for word, ok, rule in found:
                bad = corrupt(word)
                kind = "guarded" if COLLIDES.fullmatch(bad) else "certain"
                judged.counts["trans words"] += 1
                if bad != word:
                    judged.counts[kind] += 1
                    judged.counts[f"{kind} restored"] += ok
                    if not ok:
                        judged.remarks.append(f"{document.name}: not restored: {bad} ({word})")
                elif not ok and not dropped:
                    judged.counts["harmed"] += 1
                    judged.remarks.append(
                        f"{document.name}: harmed: {word}{by(filter(None, [rule]))}"
                    )
                    if rule:
                        judged.rule(rule)["harmed"] += 1


def corrupt(text: str) -> str:
    """Return a text with a `p` for each `trans`, as pages of some translators have it.

    >>> corrupt("Transport and translate")
    'Pport and plate'
    """
    return TRANS.sub(lambda match: "P" if match[0][0] == "T" else "p", text)


def of_lines(lines: Sequence[Fate]) -> Counter[str]:
    """Count words of lines to keep, lines to drop, and the survivors of both."""
    counts: Counter[str] = Counter()
    for line in lines:
        if line.label in KEEP:
            counts["keep"] += len(line.words)
            counts["kept"] += len(line.words) - line.lost
        elif line.label == "D":
            counts["drop"] += 1
            counts["gone"] += line.gone
    return counts


def of_fixes(document: Labelled, clean: Sequence[str]) -> Counter[str]:
    """Count the corrections that a document needs, and those that were made."""
    good, text = document.labelled("KH"), " ".join(clean)
    return Counter(
        {
            "fixes": sum(fix.times for fix in document.fixes),
            "fixed": sum(fixed(fix, good, text) for fix in document.fixes),
        }
    )


def unfixed(document: Labelled, clean: Sequence[str]) -> Iterator[str]:
    """Yield a line for each correction that was not made as often as it should have been."""
    good, text = document.labelled("KH"), " ".join(clean)
    for fix in document.fixes:
        made = fixed(fix, good, text)
        if made < fix.times:
            yield f"{document.name}: fixed {made}/{fix.times}: {fix.wrong} -> {fix.right}"


def of_baseline(document: Labelled, keep: Callable[[Sequence[str]], list[bool]]) -> Counter[str]:
    """Count the same for what keeps or drops whole lines."""
    kept = zip(document.lines, keep(document.lines), strict=True)
    clean = words("\n".join(line for line, stays in kept if stays))
    return of_lines(fates(document, clean)) + of_fixes(document, clean)


def title_lost(lines: Sequence[Fate], clean: Sequence[str]) -> bool:
    """Return whether the title is gone, and not elsewhere as a whole.

    Where lines are labelled as titles, one of them must be there; else the first line to keep.
    """
    titles = [line for line in lines if line.label == "H"]
    titles = titles or [line for line in lines if line.label == "T"]
    titles = titles or [line for line in lines if line.label == "K"][:1]
    if not titles or not all(title.gone for title in titles):
        return False
    text = f" {' '.join(clean)} "
    return not any(f" {' '.join(title.words)} " in text for title in titles)


def blame(
    judged: Judged,
    document: Labelled,
    lines: Sequence[Fate],
    cleaned: Cleaned,
    shown: frozenset[str],
) -> None:
    """Count for each rule its edits, the lines that it dropped, and the words that it removed."""
    for rule in cleaned.edits:
        judged.rule(rule)["hits"] += 1
    for line, rules in culprits(document, lines, cleaned.takers):
        did = Counter(rules)
        text = document.lines[line.line - 1]
        if line.lost:
            judged.hits += [
                f"{rule}: {line.label} {document.name}:{line.line}: {text}"
                for rule in sorted(shown.intersection(did))
            ]
        if line.label in KEEP and line.lost:
            for rule, count in did.items():
                judged.rule(rule).update(wrong=count, lines=1)
            told = f"{line.lost}/{len(line.words)} words lost{by(did)}"
            judged.remarks.append(f"{document.name}:{line.line}: {told}: {text}")
        elif line.label not in KEEP and line.gone:
            for rule, _ in did.most_common(1):
                judged.rule(rule)["right" if line.label == "D" else "either"] += 1


def by(rules: Iterable[str]) -> str:
    """Return by whom something was done, as far as that is known."""
    names = ", ".join(sorted(rules))
    return names and f" by {names}"
