"""What is done with clean documents: the modes of `garmentclean clean`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from garmentclean.corpus.remote import below

MODES = ("check", "diff", "write")


@dataclass(frozen=True)
class Plan:
    """What is done with clean documents.

    Attributes:
        mode: `stdout`, `check`, `diff`, `write` or `output`.
        output: the file of the mode `output`, or its folder.
        into_folder: whether it is a folder, even if there is none yet.
        quarantine: the folder for the documents that the brake has stopped.
        quiet: whether to say nothing but what went wrong.
        verbose: whether to name each document, and the rules that never fired.
        on_change: whether a file that was changed in place is told of on stdout, and fails the run.
        publish: the address of the output, if it is elsewhere; then its files go there from the
            folder of `output`.
        several: whether two documents could go to the same place.
        named: whether files are named, and nothing is piped in.
    """

    mode: str
    output: Path = Path()
    into_folder: bool = False
    quarantine: Path | None = None
    quiet: bool = False
    verbose: bool = False
    on_change: bool = False
    publish: str = ""
    several: bool = True
    named: bool = False

    def url_of(self, target: Path) -> str:
        """Return the address where a file of the output goes; nothing if it stays."""
        if not self.publish or not self.into_folder:
            return self.publish
        return below(self.publish, target.relative_to(self.output).as_posix())
