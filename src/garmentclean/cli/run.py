"""One run over some documents: clean each, send it where it belongs, count, and go on."""

from __future__ import annotations

import os.path
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.cli.console import StdoutError, plural, say, write, write_bytes
from garmentclean.corpus import files
from garmentclean.document import BinaryFileError, Document
from garmentclean.errors import GarmentcleanError
from garmentclean.report.check import check_lines
from garmentclean.report.diff import diff_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from garmentclean.pipeline import Pipeline, Result

MODES = ("check", "diff", "write")


class Source(NamedTuple):
    """A document to clean.

    Attributes:
        path: its file; None for what is piped in.
        place: where it lies in an output folder.
        named: whether the user named it, rather than a folder above it.
    """

    path: Path | None
    place: Path
    named: bool = True

    def read(self) -> Document:
        """Read the document; GarmentcleanError if that cannot be done."""
        if self.path is None:
            if sys.stdin is None:
                raise GarmentcleanError("<stdin>: is closed; pipe text in, or name a file")
            return Document.from_bytes(sys.stdin.buffer.read(), "<stdin>")
        return files.read(self.path)


def sources(
    paths: tuple[Path, ...], error: Callable[[str], None], skip: Path | None = None
) -> Iterator[Source]:
    """Yield what paths name: files, all text files of folders, and stdin for `-` or no path.

    A folder that cannot be read is told to `error`, and the others go on; what lies in the folder
    `skip` (the output of an earlier run) is left out. The only folder is mirrored from its own
    top; of several paths, each keeps its name.
    """
    for path in paths or (Path("-"),):
        if str(path) == "-":
            yield Source(None, Path("stdin.txt"))
        elif not os.path.isdir(path):
            yield Source(path, Path(path.name))
        else:
            top = Path() if len(paths) == 1 else Path(path.resolve().name)
            found = False
            for file in files.text_files(path, error):
                found = True
                if skip is None or not file.resolve().is_relative_to(skip.resolve()):
                    yield Source(file, top / file.relative_to(path), named=False)
            if not found:
                say(f"{path}: no text files (.txt, .md, ...) in this folder")


class Run:
    """Cleans documents one by one; an error of one of them does not stop the others.

    Args:
        pipeline: the rules.
        mode: `stdout`, `check`, `diff`, `write` or `output`.
        output: the file of the mode `output`, or its folder.
        into_folder: whether it is a folder, even if there is none yet.
        quiet: whether to say nothing but errors.
    """

    def __init__(
        self,
        pipeline: Pipeline,
        mode: str,
        output: Path | None = None,
        *,
        into_folder: bool = False,
        quiet: bool = False,
    ) -> None:
        self._pipeline = pipeline
        self._mode = mode
        self._output = output or Path()
        self._into_folder = into_folder
        self._quiet = quiet
        self._failed = False
        self._written: set[Path] = set()
        self._documents = self._changed = self._edits = 0

    def error(self, message: str) -> None:
        """Tell an error, which makes the run end with 2."""
        self._failed = True
        say(message)

    def clean(self, source: Source) -> None:
        """Clean one document and do with it what the mode says."""
        try:
            document = source.read()
        except BinaryFileError as failure:
            if source.named:
                self.error(str(failure))
            return
        except GarmentcleanError as failure:
            self.error(str(failure))
            return
        result = self._pipeline.clean(document)
        self._warn(document, result)
        try:
            self._emit(source, document, result)
        except StdoutError:
            raise
        except GarmentcleanError as failure:
            self.error(str(failure))
            return
        self._documents += 1
        self._changed += result.document.text != document.text
        self._edits += len(result.edits)

    def _warn(self, document: Document, result: Result) -> None:
        bad = document.undecodable()
        if bad and not self._quiet:
            place = len(document.text[: bad[0]].encode("utf-8", "surrogateescape"))
            say(
                f"{document.name}: {plural(len(bad), 'byte')} of no UTF-8 (the first is byte "
                f"{place + 1}), left unchanged; convert the file to UTF-8 to have all of it cleaned"
            )
        if not result.settled:
            say(
                f"{document.name}: still changing after several passes; rule "
                f"{result.edits[-1].rule} and another one undo each other, --ignore one of them"
            )

    def _emit(self, source: Source, document: Document, result: Result) -> None:
        if self._mode == "stdout":
            write_bytes(result.document.to_bytes())
        elif self._mode == "check":
            write("".join(f"{line}\n" for line in check_lines(document, result)))
        elif self._mode == "diff":
            write("".join(diff_lines(document, result)))
        elif self._mode == "output":
            self._write_output(source, result)
        elif source.path is not None and result.document.text != document.text:
            files.write(source.path, result.document.to_bytes(), like=source.path)

    def _write_output(self, source: Source, result: Result) -> None:
        target = self._output / source.place if self._into_folder else self._output
        if source.path and target.resolve() == source.path.resolve():
            raise GarmentcleanError(f"{target}: -o would overwrite its own input; use --write")
        if target in self._written:
            raise GarmentcleanError(
                f"{source.path}: {target} was already written for another file of this run; "
                "clean the folders one by one"
            )
        self._written.add(target)
        files.write(target, result.document.to_bytes(), like=source.path)

    def summary(self) -> None:
        """Say on stderr what was done, unless the text itself went to stdout."""
        if self._mode == "stdout" or self._quiet:
            return
        verb = {"write": "cleaned", "output": "cleaned"}.get(self._mode, "to clean")
        say(
            f"{plural(self._documents, 'document')}, "
            f"{self._changed:,} {verb}, {plural(self._edits, 'edit')}"
        )

    def exit_code(self, *, on_change: bool) -> int:
        """Return 2 after an error, 1 for changes that the mode is to tell of, else 0."""
        if self._failed:
            return 2
        tells = self._mode in {"check", "diff"} or (self._mode == "write" and on_change)
        return int(tells and self._changed > 0)
