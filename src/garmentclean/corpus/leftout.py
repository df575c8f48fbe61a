"""Counts of what is left out of folders, and the messages about it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from garmentclean.corpus.formats.registry import default_endings
from garmentclean.corpus.recognition import kind_of_name

if TYPE_CHECKING:
    from collections.abc import Collection

MOST = 5
"""How many endings a message names."""


@dataclass
class LeftOut:
    """Counts of what is left out of folders.

    Attributes:
        endings: how many files of each ending are not cleaned.
        patterns: how many files and folders patterns have left out.
        hidden: how many files and folders are hidden.
        links: how many links lead to folders, or out of the tree.
        special: how many pipes, sockets and devices there are.
        unread: how many folders could not be read, or their ignore files.
    """

    endings: Counter[str] = field(default_factory=Counter)
    patterns: int = 0
    hidden: int = 0
    links: int = 0
    special: int = 0
    unread: int = 0

    def since(self, before: LeftOut) -> LeftOut:
        """Return what was left out since an earlier count."""
        return LeftOut(
            self.endings - before.endings,
            self.patterns - before.patterns,
            self.hidden - before.hidden,
            self.links - before.links,
            self.special - before.special,
            self.unread - before.unread,
        )

    def copy(self) -> LeftOut:
        """Return a copy, which later counts do not change."""
        return replace(self, endings=Counter(self.endings))

    def others(self) -> str:
        """Return the counts of files that are not cleaned, by ending; empty if there are none.

        >>> LeftOut(Counter({".html": 12, "": 1}), special=1).others()
        '12 .html, 1 without an ending, 1 pipe, socket or device'
        """
        common = self.endings.most_common(MOST)
        named = [f"{count:,} {end or 'without an ending'}" for end, count in common]
        rest = self.endings.total() - sum(count for _, count in common)
        named += [f"{rest:,} others"] if rest else []
        what = "pipe, socket or device" if self.special == 1 else "pipes, sockets and devices"
        return ", ".join([*named, *([f"{self.special:,} {what}"] if self.special else [])])

    def summary(self) -> str:
        """Return all that was left out; empty if there is nothing.

        >>> LeftOut(Counter({".rst": 2}), patterns=1, hidden=3).summary()
        '2 .rst, 1 left out by patterns, 3 hidden'
        """
        counts = {
            "left out by patterns": self.patterns,
            "hidden": self.hidden,
            "links that are not followed": self.links,
            "that could not be read": self.unread,
        }
        parts = [f"{count:,} {what}" for what, count in counts.items() if count]
        return ", ".join(filter(None, [self.others(), *parts]))

    def hint(self, suffixes: Collection[str], *, chosen: bool) -> str:
        """Return what the user can do to have some of it cleaned.

        Args:
            suffixes: the endings of the files to clean.
            chosen: whether files are selected by patterns rather than endings.
        """
        end = next((end for end, _ in self.endings.most_common() if end), None)
        if chosen:
            return "no file matches --include"
        if self.patterns >= self.endings.total():
            return "look at --exclude and the ignore files" if self.patterns else ""
        if end is None:
            return "--include takes others"
        if end in default_endings() and end not in suffixes:
            return "these are left out by --input-format or --engine"
        kind = kind_of_name(f"a{end}")
        return f"this is {kind.what}: {kind.advice}" if kind else f"--include '*{end}' takes these"


def nothing(folder: str, left: LeftOut, suffixes: Collection[str], *, chosen: bool) -> str:
    """Return the message for a folder without files to clean.

    >>> nothing("old", LeftOut(), {".txt"}, chosen=False)
    'old: nothing to clean in this folder: it is empty'
    >>> nothing("old", LeftOut(Counter({".rst": 2})), {".txt"}, chosen=False)
    "old: nothing to clean in this folder, but 2 .rst; --include '*.rst' takes these"
    """
    summary, hint = left.summary(), left.hint(suffixes, chosen=chosen)
    contents = f", but {summary}" if summary else ": it is empty"
    return f"{folder}: nothing to clean in this folder{contents}{hint and f'; {hint}'}"
