"""What is scored: the packs, in this process, or any command that cleans its stdin."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass

from garmentclean import Document
from garmentclean.errors import LedgerError
from garmentclean.ledger.entry import Tool, proved_entry
from garmentclean.pipeline.by_path import PipelineByPath
from scoring.blame import takers
from scoring.labels import ScoreError
from scoring.words import words

SCORER = Tool("scorecard", "")


@dataclass(frozen=True)
class Cleaned:
    """The result for a document.

    Attributes:
        data: the clean bytes.
        edits: the rules whose edits made it, one for each edit.
        takers: for each word of the document the rule that took it; empty if that is not known.
        restores: whether the edits lead back to the bytes of the document; True if not known.
        problem: why it is not clean, if it is not.
    """

    data: bytes
    edits: tuple[str, ...] = ()
    takers: tuple[str, ...] = ()
    restores: bool = True
    problem: str = ""

    @property
    def words(self) -> list[str]:
        """The clean words."""
        return words(self.data.decode("utf-8", "replace"))


@dataclass(frozen=True)
class Packs:
    """Rules that run in this process.

    Args:
        pipelines: the rules.
    """

    pipelines: PipelineByPath

    def __call__(self, data: bytes) -> Cleaned:
        """Clean a document; GarmentcleanError if a filter fails."""
        document = Document.from_bytes(data)
        result = self.pipelines.default.clean(document)
        clean = result.document.to_bytes()
        try:
            proved_entry(document, result, data, clean, SCORER)
        except LedgerError:
            restores = False
        else:
            restores = True
        edits = tuple(edit.rule for edit in result.edits)
        taken = tuple(takers(document.text, result.edits))
        problem = "stopped, it would lose too much" if result.refused else ""
        return Cleaned(clean, edits, taken, restores, problem)


@dataclass(frozen=True)
class Command:
    """A program that reads a document on its standard input, and writes it clean on its output.

    Args:
        arguments: the program, and what it is called with.
    """

    arguments: tuple[str, ...]

    def __call__(self, data: bytes) -> Cleaned:
        """Run it; ScoreError if there is no such program."""
        try:
            done = subprocess.run(self.arguments, input=data, capture_output=True, check=False)
        except OSError as error:
            raise ScoreError(f"{self.arguments[0]}: {error.strerror}") from None
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        problem = f"ended with {done.returncode}: {last}" if done.returncode else ""
        return Cleaned(done.stdout, problem=problem)


Cleaner = Packs | Command
