"""Make the word lists of the filter `restore-letters` from SCOWL, in Debian's package `scowl`.

usage: python bench/lexicon.py [FOLDER]

FOLDER is that of SCOWL's lists, /usr/share/dict/scowl if it is not given.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from garmentclean.filters.restore_letters.english import made_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

TARGET = Path(__file__).parent.parent / "src" / "garmentclean" / "filters" / "restore_letters"
NAME = re.compile(r"[\w-]+\.(\d+)")
WORD = re.compile(r"[a-z]{2,}")
SIZES = {"ordinary": 60, "rare": 80}
SHORT = 3
"""Of shorter words SCOWL has abbreviations above all: only those of the smallest lists count."""
SMALL = 35


def sizes(folder: Path) -> dict[str, int]:
    """Return each word, in small letters, with the smallest of SCOWL's sizes that has it.

    Names and abbreviations are no ordinary words, however well they are known.
    """
    found: dict[str, int] = {}
    for path in folder.iterdir():
        match = NAME.fullmatch(path.name)
        if not match or int(match[1]) > max(SIZES.values()):
            continue
        named = not re.search(r"words|contractions", path.name)
        size = max(int(match[1]), SIZES["ordinary"] + 1) if named else int(match[1])
        for line in path.read_text("latin-1").split():
            word = line.lower().removesuffix("'s")
            if WORD.fullmatch(word) and (len(word) >= SHORT or size <= SMALL):
                found[word] = min(found.get(word, size), size)
    return found


def unmade(words: Iterable[str], known: Collection[str]) -> set[str]:
    """Return words without those that are made of a shorter one, or of a known one."""
    found: set[str] = set()
    for word in sorted(words, key=len):
        if not any(base in found or base in known for base in made_of(word)):
            found.add(word)
    return found


def main() -> None:
    """Write the lists."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/dict/scowl")
    found = sizes(folder) if folder.is_dir() else {}
    if not found:
        sys.exit(f"lexicon: {folder}: no word lists of SCOWL in this folder; nothing is written")
    ordinary = {word for word, size in found.items() if size <= SIZES["ordinary"]}
    rare = found.keys() - ordinary
    write("ordinary", ordinary)
    write("rare", unmade(rare, ordinary))


def write(name: str, words: Iterable[str]) -> None:
    """Write a list."""
    text = "".join(f"{word}\n" for word in sorted(words))
    (TARGET / f"{name}.txt").write_text(text, encoding="ascii")


if __name__ == "__main__":
    main()
