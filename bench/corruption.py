"""Measure how well corrupted words are restored: corrupt good texts, clean them, and compare.

usage: python bench/corruption.py FOLDER WAS NOW [--verbose] -- COMMAND [ARG ...]

FOLDER    has plain texts, *.txt
WAS, NOW  in each word WAS becomes NOW (an empty NOW deletes it), in small or capital letters as
          in the text
COMMAND   cleans standard input to standard output

It prints, word by word of the texts as they were:
  certain   the share of corrupted words that are restored, of those that are not ordinary words
  guarded   the same, of those that are (plate for translate), or have only one or two letters
  harmed    words that were right and no longer are, per million words; lines that are removed as
            a whole do not count
"""

from __future__ import annotations

import argparse
import re
import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import Indel

from garmentclean.filters.restore_letters.english import is_ordinary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WORD = re.compile(r"\w+|[^\w\s]")
SHORT = 3
"""A form with fewer letters can be any word."""
HALF = 0.5
"""A line that keeps a smaller share of its words counts as dropped."""


class Word(NamedTuple):
    """A word of a text, and the number of its line."""

    text: str
    line: int


def corrupting(was: str, now: str) -> Callable[[str], str]:
    """Return what corrupts a text: `now` has the case of the first letter of `was`."""
    pattern = re.compile(re.escape(was), re.IGNORECASE)

    def letters(match: re.Match[str]) -> str:
        return now[:1].upper() + now[1:] if match[0][0].isupper() else now

    return lambda text: pattern.sub(letters, text)


def cleaned(text: str, command: Sequence[str]) -> str:
    """Return what the command makes of a text; CalledProcessError if it fails."""
    run = subprocess.run(command, input=text.encode(), capture_output=True, check=True)
    return run.stdout.decode("utf-8", "replace")


def words_of(text: str) -> list[Word]:
    """Return the words of a text."""
    lines = enumerate(text.splitlines())
    return [Word(word, number) for number, line in lines for word in WORD.findall(line)]


def compare(text: str, corrupt: Callable[[str], str], command: Sequence[str]) -> Counter[str]:
    """Return how often each thing has happened: `asked`, `right`, `harmed` and so on."""
    words = words_of(text)
    got = WORD.findall(cleaned(corrupt(text), command))
    alive = [False] * len(words)
    for part in Indel.opcodes([word.text for word in words], got):
        if part.tag == "equal":
            alive[part.src_start : part.src_end] = [True] * (part.src_end - part.src_start)
    size = Counter(word.line for word in words)
    left = Counter(word.line for word, kept in zip(words, alive, strict=True) if kept)
    found = Counter({"words": len(words)})
    for word, kept in zip(words, alive, strict=True):
        form = corrupt(word.text)
        if form != word.text:
            kind = "guarded" if is_ordinary(form.lower()) or len(form) < SHORT else "certain"
            found[f"{kind} asked"] += 1
            found[f"{kind} right"] += kept
            if not kept:
                found[f"missed {word.text} ({kind})"] += 1
        elif not kept and left[word.line] >= HALF * size[word.line]:
            found["harmed"] += 1
            found[f"harmed {word.text}"] += 1
    return found


def main() -> None:
    """Print the measures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("was")
    parser.add_argument("now")
    parser.add_argument("--verbose", action="store_true", help="name the words that went wrong")
    parser.add_argument("command", nargs="+", help="after --")
    args = parser.parse_args()
    corrupt = corrupting(args.was, args.now)
    texts = [path.read_text("utf-8", "replace") for path in sorted(args.folder.glob("*.txt"))]
    if not texts:
        parser.error(f"{args.folder}: no *.txt in this folder")
    with ThreadPoolExecutor() as pool:
        counts = pool.map(lambda text: compare(text, corrupt, args.command), texts)
        found = sum(counts, Counter[str]())
    for kind in ("certain", "guarded"):
        right, asked = found[f"{kind} right"], found[f"{kind} asked"]
        print(f"{kind:8} {right / max(1, asked):8.4f}  ({right}/{asked})")
    harmed, words = found["harmed"], found["words"]
    print(f"harmed   {1e6 * harmed / max(1, words):8.1f}  per million words ({harmed}/{words})")
    if args.verbose:
        for what, times in found.most_common():
            if what.startswith(("missed ", "harmed ")):
                print(f"{times:6}  {what}")


if __name__ == "__main__":
    main()
