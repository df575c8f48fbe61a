"""Hard links: files with several names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from garmentclean.corpus.writing import Names


class HardLinks:
    """Files with several names, some of which were replaced.

    A new file takes the place of one name, and the others keep the old one: they may be a backup.
    """

    def __init__(self) -> None:
        self._replaced: dict[tuple[int, int], list[str]] = {}
        self._left: dict[tuple[int, int], int] = {}

    def add(self, path: Path, names: Names | None) -> None:
        """Take a file that was replaced, with the names that it had."""
        file = names and (names.device, names.inode)
        if names and file and (names.total > 1 or file in self._replaced):
            self._replaced.setdefault(file, []).append(str(path))
            self._left[file] = names.total - 1

    def messages(self) -> Iterator[str]:
        """Yield what has to be said of them."""
        for file, (first, *others) in self._replaced.items():
            left = self._left[file]
            if left:
                keep = "1 other name of its file keeps" if left == 1 else f"{left:,} others keep"
                yield f"{first}: is a hard link; {keep} the text as it was"
            if others:
                more = f" and {len(others) - 1:,} more" if others[1:] else ""
                yield f"{first}: was a hard link of {others[0]}{more}; these are separate files now"
