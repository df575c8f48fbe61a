"""Measure how well fuzzy phrases match wordings that are not listed, and what they match wrongly.

usage: phrases.py [FOLDER] [--scores]

Each phrase of the built-in packs is left out of its rule, and looked for with the others: the
share of those that are found is the recall on wordings that nobody has listed. FOLDER holds *.txt
files of good prose, a paragraph a line. Each of its lines that a rule matches is printed as a false
match, wherever it is; that is stricter than a rule that works only in the tail of a document. With
--scores, the phrases that are not found are printed as well.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from garmentclean.filters.base.view import View
from garmentclean.filters.drop_similar.rule import DropSimilar, Scanner
from garmentclean.pipeline.pack_files import load_packs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def similar_rules() -> list[DropSimilar]:
    """Return the built-in rules of the kind drop-similar."""
    return [rule for pack in load_packs() for rule in pack.rules if isinstance(rule, DropSimilar)]


def missed(rules: Sequence[DropSimilar]) -> Iterator[tuple[DropSimilar, str]]:
    """Yield each phrase that is not found, by any rule, once it is left out of its own."""
    for place, rule in enumerate(rules):
        for phrase in rule.phrases:
            rest = tuple(other for other in rule.phrases if other != phrase)
            left = [*rules[:place], replace(rule, phrases=rest), *rules[place + 1 :]]
            if Scanner(left).judge(phrase) is None:
                yield rule, phrase


def main() -> None:
    """Print the recall of each rule, and the false matches in a folder."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, help="*.txt of good prose")
    parser.add_argument("--scores", action="store_true", help="print what is not found, too")
    asked = parser.parse_args()
    if asked.folder and not any(asked.folder.glob("*.txt")):
        parser.error(f"{asked.folder}: no *.txt in this folder")
    rules = similar_rules()
    gone = list(missed(rules))
    lost = Counter(rule.id for rule, _ in gone)
    for rule in rules:
        total, found = len(rule.phrases), len(rule.phrases) - lost[rule.id]
        print(f"{rule.id:16} {found:4} of {total:4} found  {found / total:.2f}")
    total = sum(len(rule.phrases) for rule in rules)
    print(f"{'all':16} {total - len(gone):4} of {total:4} found  {1 - len(gone) / total:.3f}")
    if asked.scores:
        for rule, phrase in gone:
            print(f"missed {rule.id}: {phrase}")
    if asked.folder:
        scan(asked.folder, rules)


def scan(folder: Path, rules: Sequence[DropSimilar]) -> None:
    """Print the lines of a folder's text files that rules remove, and their number."""
    scanner = Scanner([replace(rule, where="anywhere") for rule in rules])
    words = matches = 0
    for path in sorted(folder.glob("*.txt")):
        view = View(path.read_text(encoding="utf-8"))
        words += len(view.text.split())
        for patch in scanner.patches(view):
            matches += 1
            said = " ".join(view.text[patch.start : patch.end].split())
            print(f"{path.name}: {patch.rule}: {patch.because}: {said[:160]}")
    print(f"{matches} false matches in {words} words")


if __name__ == "__main__":
    main()
