"""A pack: one rule file, loaded."""

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
"""The largest rule file, in bytes: 16 MB hold half a million corrections."""


@dataclass(frozen=True)
class Pack:
    """One rule file.

    Attributes:
        name: its name, the first half of its rules' full names.
        about: one sentence that says what it is for.
        language: the language of the documents that its rules run on; empty for all.
        default: whether its rules run by default.
        rules: its rules, in the order of the file.
    """

    name: str
    about: str
    language: str
    default: bool
    rules: Sequence[Rule]


def source_of(path: Path) -> bytes:
    """Return the bytes of a rule file; RuleFileError if it cannot be read."""
    try:
        return read_small(path, LARGEST)
    except OSError as error:
        reason = error.strerror or error
        raise RuleFileError(f"{path}: cannot read this rule file: {reason}") from None
