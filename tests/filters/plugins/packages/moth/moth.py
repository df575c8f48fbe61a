"""moth: a filter that does harm where a document asks for it."""

from __future__ import annotations

import ctypes
import os
import re
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, ClassVar

from garmentclean.filters import FilterRule, Patch, RuleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from garmentclean.filters import View


@dataclass(frozen=True, kw_only=True)
class Moth(FilterRule):
    """Darn holes, unless a word of the text says that something goes wrong."""

    kind: ClassVar[str] = "moth"

    @staticmethod
    def scanner(rules: Sequence[Moth]) -> Scanner:
        """Compile rules of this kind, unless the environment says that something goes wrong."""
        START.get(os.environ.get("MOTH_START", ""), lambda: None)()
        return Scanner(rules)


class Scanner:
    """All moth rules, compiled."""

    def __init__(self, rules: Sequence[Moth]) -> None:
        self._rules = rules

    def patches(self, view: View) -> Iterator[Patch]:
        """Do what the words say, and propose a darn for each hole."""
        for word, harm in HARMS.items():
            if f"MOTH-{word}" in view.text:
                harm()
        while "MOTH-NEVER-ENDS" in view.text:
            yield Patch(0, 0, "", self._rules[0].name)
        for rule in self._rules:
            for hole in re.finditer("hole", view.text):
                yield Patch(hole.start(), hole.end(), "darn", rule.name)


def fail() -> None:
    """Raise what a filter may raise."""
    raise ValueError("the cloth; is gone")


def refuse() -> None:
    """Raise what only a rule's constructor should."""
    raise RuleError("why", "is too odd")


def loop() -> None:
    """Go on for ever, in Python."""
    while True:
        pass


def backtrack() -> None:
    """Go on for ages in C, without ever giving the interpreter back."""
    re.match(r"(a+)+$", "a" * 60 + "b")


def block() -> None:
    """Sleep in C, with the interpreter held."""
    ctypes.PyDLL(None).sleep(1000)


def crash() -> None:
    """Read where there is no memory."""
    ctypes.string_at(1)


def chatter() -> None:
    """Print, by Python and past it, and ask for something."""
    print("eaten", sys.stdin.read())
    os.write(1, b"through\n")


def mute() -> None:
    """Close what belongs to others, and sleep."""
    os.closerange(3, 100)
    time.sleep(1000)


def write_pid() -> None:
    """Write down which process this is."""
    Path(os.environ["MOTH_FILE"]).write_text(str(os.getpid()), encoding="utf-8")


def lack() -> None:
    """Raise what a scanner may raise."""
    raise ValueError("no needle")


def thread() -> None:
    """Let a thread raise what a filter may raise."""
    other = Thread(target=fail)
    other.start()
    other.join()


START: dict[str, Callable[[], object]] = {
    "FAILS": lack,
    "EXITS": lambda: os._exit(4),
    "SLEEPS": lambda: time.sleep(1000),
}
HARMS: dict[str, Callable[[], object]] = {
    "TELLS": write_pid,
    "RAISES": fail,
    "REFUSES": refuse,
    "LEAVES": lambda: sys.exit("shop closed"),
    "SLEEPS": lambda: time.sleep(1000),
    "LOOPS": loop,
    "BACKTRACKS": backtrack,
    "BLOCKS": block,
    "EXITS": lambda: os._exit(3),
    "CRASHES": crash,
    "CHATTERS": chatter,
    "MUTES": mute,
    "THREADS": thread,
}
