"""One restoring: documents that wait to take their places until all are proved."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING

from garmentclean.cli.console import say, write_bytes
from garmentclean.corpus.files import Replacement
from garmentclean.errors import GarmentcleanError
from garmentclean.ledger.history import ChangedError, History, NotInLedgerError, Restored
from garmentclean.report.findings import shown
from garmentclean.rows import has_text

if TYPE_CHECKING:
    from contextlib import ExitStack
    from pathlib import Path

    from garmentclean.corpus.sources import Source
    from garmentclean.ledger.entry import Entry
    from garmentclean.ledger.file import Ledger

IN_MEMORY = 1 << 24
"""What goes to stdout waits in memory up to so many bytes, and on the disk beyond."""


class Restoring:
    """Restores documents into files that wait to take their places until all are proved.

    Args:
        ledger: what is known.
        rules: the rules whose edits are taken back; empty for all.
        stack: takes away the waiting files in the end, if they are not in place by then.
    """

    def __init__(self, ledger: Ledger, rules: frozenset[str], stack: ExitStack) -> None:
        self._history = History(ledger.entries)
        self._fields = {entry.row["field"] for entry in ledger.entries if entry.row}
        self._rules = rules
        self._stack = stack
        self._files: dict[Path, Replacement] = {}
        self._wanted: set[Path] = set()
        self._stdout = stack.enter_context(SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115
        self._proved: list[str] = []
        self._doubtful: list[ChangedError] = []
        self.refused = False
        self.blocked = False
        self.restored = 0
        self.taken_back: list[Entry] = []

    @property
    def known(self) -> int:
        """How many documents were in the ledger."""
        return len(self._proved)

    def refuse(self, message: str) -> None:
        """Tell why nothing will be written."""
        self.refused = True
        say(message)

    def take(self, source: Source, field: str) -> None:
        """Restore a document, and let its bytes wait."""
        if source.problem:
            self.refuse(source.problem)
            return
        try:
            data = source.read()
            try:
                restored = self._restored(source, data, field)
            except (NotInLedgerError, ChangedError) as failure:
                if source.named:
                    raise
                if isinstance(failure, ChangedError):
                    self._doubtful.append(failure)
                else:
                    say(f"{failure}; left as it is")
                if source.row:
                    self._wait(source, source.line, wanted=False)
                return
            wanted = restored.data != data or source.target != source.path
            if wanted or source.row:
                self._wait(source, restored.data + source.line[len(data) :], wanted=wanted)
        except GarmentcleanError as failure:
            self.refuse(str(failure))

    def settle(self) -> None:
        """Judge the files of folders that have another text than the ledger's of this name.

        One whose name fits another file better is none of the ledger's, and left as it is.
        """
        for failure in self._doubtful:
            if failure.is_better_for(self._proved):
                say(f"{NotInLedgerError(failure.name)}; left as it is")
            else:
                self.refuse(str(failure))

    def _restored(self, source: Source, data: bytes, field: str) -> Restored:
        if source.row and not any(has_text(data, key) for key in {field, *self._fields}):
            return Restored(data, ())  # it was not cleaned either
        if self._rules:
            output = source.output or source.name
            restored = self._history.withdraw(data, source.name, self._rules, output)
            self.taken_back += restored.entries
            for edit, later in restored.blocked:
                self.blocked = True
                say(
                    f"{source.name}: cannot take back {edit.rule} alone: {shown(edit.before)} → "
                    f"{shown(edit.after)}, which {later.rule} has changed later"
                )
        else:
            restored = self._history.restore(data, source.name)
        self._proved.append(source.name)
        self.restored += restored.data != data
        return restored

    def _wait(self, source: Source, data: bytes, *, wanted: bool) -> None:
        """Let bytes wait; they get in their place only if any of their file's are wanted."""
        if source.target is None:
            self._stdout.write(data)
            return
        if source.target in self._files and source.row < 2:  # noqa: PLR2004
            raise GarmentcleanError(
                f"{source.name}: {source.target} is already taken by another file"
            )
        if source.target not in self._files:
            file = self._stack.enter_context(Replacement(source.target, source.path))
            self._files[source.target] = file
        self._files[source.target].write(data)
        if wanted:
            self._wanted.add(source.target)
        if not source.row:
            self._files[source.target].close()

    def commit(self) -> None:
        """Put all that waits in its place."""
        for target, file in self._files.items():
            if target in self._wanted:
                file.commit()
        self._stdout.seek(0)
        while data := self._stdout.read(IN_MEMORY):
            write_bytes(data)
