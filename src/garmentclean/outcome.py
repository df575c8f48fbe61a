"""What the work on a document has led to."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from garmentclean.corpus.sources import Cells, Source
from garmentclean.report.summary import Count, Tally


@dataclass
class Outcome:
    """What the work on a document has led to.

    Attributes:
        source: the document.
        data: the bytes to write: the clean ones; None if there is nothing to write.
        cells: the same of a row of Parquet.
        changed: whether they are other than the ones that were read.
        stopped: whether the brake has stopped the document.
        problem: what went wrong, if something did: an error of the run.
        warnings: what has to be said of the document.
        remarks: what can be said, or left unsaid.
        shown: what goes to stdout: findings in some format, or a diff.
        entries: the document's lines of the ledger: one, or one for each text of a row.
        metadata: its lines of metadata.
        rejected: why it has no place in a clean corpus, if it has none.
        reject: its line of the rejects, or that of a row that is none.
        tally: the document, counted.
        before: the checksum of the bytes that were read, if it was asked for.
        recalled: whether an earlier run has done it; then there is nothing to write.
    """

    source: Source
    data: bytes | None = None
    cells: Cells = ()
    changed: bool = False
    stopped: bool = False
    problem: str = ""
    warnings: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    entries: list[bytes] = field(default_factory=list)
    metadata: bytes = b""
    rejected: str = ""
    reject: bytes = b""
    tally: Tally = field(default_factory=Tally)
    before: str = ""
    recalled: bool = False

    @property
    def told(self) -> list[str]:
        """All that there is to say of the document."""
        return self.remarks + self.warnings

    def to_json(self) -> str:
        """Return what there is to tell of a document, for the next run."""
        keys = ("changed", "warnings", "remarks", "shown")
        told = {key: getattr(self, key) for key in keys}
        return json.dumps(told | {"tally": asdict(self.tally)}, separators=(",", ":"))

    @classmethod
    def recall(cls, source: Source) -> Outcome:
        """Return the outcome of a document that an earlier run has done."""
        known = json.loads(source.known)
        counted = known.pop("tally")
        rules = {rule: Count(**count) for rule, count in counted.pop("rules").items()}
        tally = Tally(**counted, rules=rules)
        return cls(source, **known, tally=tally, recalled=True)
