"""The result of cleaning a document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from garmentclean.text.display import brief, plural
from garmentclean.text.document import Document
from garmentclean.text.edit import Edit, Patch, restore


class Note(NamedTuple):
    """A text that a rule reports without changing it, and where it is in the clean text.

    `because` is the evidence in the document; it is empty if the rule itself says why.
    """

    rule: str
    start: int
    text: str
    because: str = ""

    def __repr__(self) -> str:
        """Return the usual repr, with long texts cut."""
        text, because = brief(self.text), brief(self.because)
        return f"Note(rule={self.rule!r}, start={self.start}, text={text}, because={because})"


@dataclass(frozen=True)
class Result:
    """The result of cleaning a document.

    Attributes:
        document: the clean document.
        edits: all changes, in the order in which they were made.
        notes: what rules report, in the order of the text.
        metadata: what removed lines said about the document: `date`, `source`, `author` ...
        settled: whether a second cleaning would change nothing; only rules that undo one another
            can leave this False.
        words: how many words the document had below its front matter.
        loss: the share of these words that the edits, made or refused, remove; words removed by
            rules that may remove everything do not count.
        refused: the edits that were not made, because they would have removed more than the
            pipeline's `max_loss`; the document is then unchanged.
        held: rules that did not run because they would have removed more than their `at-most`,
            each with the share of the words that it would have removed.
    """

    document: Document
    edits: tuple[Edit, ...] = ()
    notes: tuple[Note, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    settled: bool = True
    words: int = 0
    loss: float = 0.0
    refused: tuple[Edit, ...] = ()
    held: dict[str, float] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Return the number of edits and notes, and the beginning of the text."""
        counts = [
            plural(len(self.edits), "edit"),
            plural(len(self.notes), "note"),
            f"loss={self.loss:.2f}",
        ]
        counts += [f"stopped with {plural(len(self.refused), 'edit')}"] if self.stopped else []
        return f"<Result: {', '.join(counts)}: {brief(self.document.text)}>"

    @property
    def stopped(self) -> bool:
        """Whether the document is unchanged because it would have lost more than `max_loss`."""
        return bool(self.refused)

    @property
    def text(self) -> str:
        """The clean text, with the newlines of the document."""
        return self.document.to_text()

    def restore(self) -> Document:
        """Return the document as it was before."""
        return self.document.with_text(restore(self.document.text, self.edits))


class Proposal(NamedTuple):
    """The patches that a filter proposed for a text with this metadata."""

    text: str
    facts: dict[str, str]
    patches: list[Patch]


@dataclass
class Pass:
    """What one pass of all filters did."""

    text: str
    edits: list[Edit] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    held: dict[str, float] = field(default_factory=dict)

    def below(self, front: str) -> Pass:
        """Return the same pass with its front matter above the text."""
        if not front:
            return self
        edits = [edit._replace(start=edit.start + len(front)) for edit in self.edits]
        notes = [note._replace(start=note.start + len(front)) for note in self.notes]
        return Pass(front + self.text, edits, notes, self.facts, self.held)
