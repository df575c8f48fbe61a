"""Packs: what a rule file comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from garmentclean.corpus.file_kinds import read_small
from garmentclean.errors import RuleFileError
from garmentclean.filters.base.rule import Rule

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 16_000_000
"""A rule file has so many bytes at most: 16 MB are half a million corrections."""


@dataclass(frozen=True)
class Pack:
    """One rule file.

    Attributes:
        name: its name, the first half of its rules' full names.
        about: one sentence on what it is for.
        language: its rules run only on documents in this language; empty for all.
        default: whether its rules run unless something else is asked for.
        rules: its rules, in their order.
    """

    name: str
    about: str
    language: str
    default: bool
    rules: Sequence[Rule]


def source_of(path: Path) -> bytes:
    """Return what is in a rule file; RuleFileError if it cannot be read."""
    try:
        return read_small(path, LARGEST)
    except OSError as error:
        reason = error.strerror or error
        raise RuleFileError(f"{path}: cannot read this rule file: {reason}") from None
