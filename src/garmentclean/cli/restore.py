"""garmentclean restore: from clean files and their ledger back to the originals."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from garmentclean.cli.command import Described
from garmentclean.cli.completers import ledger_rules, paths_like
from garmentclean.cli.options import PATHS, ROWS, names_option
from garmentclean.corpus.discovery import sources
from garmentclean.corpus.documents import documents
from garmentclean.corpus.file_kinds import is_stream
from garmentclean.corpus.formats.base import Reading
from garmentclean.corpus.formats.registry import FORMATS
from garmentclean.corpus.remote import Url
from garmentclean.corpus.walk import Walk
from garmentclean.corpus.writing import Replacement
from garmentclean.errors import nearest
from garmentclean.ledger.history import History
from garmentclean.ledger.writer import Writer
from garmentclean.pipeline.selection import SelectionError
from garmentclean.report.terminal import say, stdin_is_terminal
from garmentclean.run.checks import check_kind, check_pipes, formats_of
from garmentclean.run.messages import Messages
from garmentclean.run.options import PIPED, is_folder
from garmentclean.run.restore import Restorer
from garmentclean.text.display import plural

if TYPE_CHECKING:
    from collections.abc import Iterable

    from garmentclean.corpus.sources import Source
    from garmentclean.ledger.entry import Tool

EXAMPLES = (
    ("garmentclean restore --ledger ledger.jsonl clean.txt", "the original, to stdout"),
    ("garmentclean restore --write --ledger ledger.jsonl corpus/", "undo a run, in place"),
    (
        "garmentclean restore --write --rule citation-mark --ledger ledger.jsonl corpus/",
        "undo what one rule did",
    ),
)


@click.command(cls=Described, examples=EXAMPLES)
@PATHS
@click.option(
    "--ledger",
    type=click.Path(path_type=Path),
    metavar="FILE|DIR",
    required=True,
    help="The ledger of the run that cleaned the text, or a folder of ledgers.",
)
@names_option("--rule", "Undo only the edits of these rules.", ledger_rules)
@click.option("-w", "--write", is_flag=True, help="Restore the files in place.")
@click.option(
    "-o",
    "--output",
    metavar="DIR|FILE",
    shell_complete=paths_like,
    help="Write the originals here; a folder mirrors the tree.",
)
@click.option(
    "--partial", is_flag=True, help="Ignore the last line of the ledger if it is cut off."
)
@click.option(
    "--skip-changed",
    is_flag=True,
    help="Skip documents that were changed after cleaning, and restore the others.",
)
@ROWS
@click.option("-q", "--quiet", is_flag=True, help="Report only errors.")
@click.option("-v", "--verbose", is_flag=True, help="List every document that is not restored.")
def restore(paths: tuple[Path, ...], **given: Any) -> None:
    """Restore clean text to the original, byte for byte.

    One file, or standard input, is restored to stdout. Several files or a folder need --write or
    -o. The files may have moved: the ledger finds them by checksum, and by name if several have the
    same clean text.

    If any document differs from what the ledger says, nothing is written. With --skip-changed,
    documents that were changed after cleaning are listed and left as they are.

    With --rule, the edits of all other rules stay. The ledger records what was undone, so that the
    rest can be undone later.

    Exit codes: 0 success; 1 --rule could not undo everything, or --skip-changed skipped a document;
    2 an error.
    """
    options = RestoreOptions(paths, **given)
    check_options(options)
    history = History.of(options.ledger, partial=options.partial)
    with ExitStack() as stack:
        messages = stack.enter_context(Messages(say, verbose=options.verbose))
        output = options.output
        stream = Replacement(Path(output)) if output and is_stream(output) else None
        run = Restorer(
            history,
            rules_of(history.tools, options.rule),
            options.text_field,
            stack,
            messages,
            skip_changed=options.skip_changed,
            folder=options.folder,
            stream=stream and stack.enter_context(stream),
        )
        form = options.input_format or ""
        walk = Walk(
            ignore_files=False,
            suffixes=FORMATS[form].endings if form else run.suffixes,
            skip=[options.ledger],
            follow=not options.write,
            restores=True,
        )
        files = sources(paths, walk, run.refuse, messages)
        for source in documents(files, Reading(form, run.columns), partial(run.admit, form)):
            run.take(with_target(source, options))
        run.settle()
        messages.finish()
        if run.refused or run.found_nothing:
            say(
                f"nothing was written{run.hint}" if run.refused else "none of this is in the ledger"
            )
            sys.exit(2)
        if run.taken_back and options.to_files:
            with Writer(options.ledger, [*history.tools][-1], run.readers, say) as writer:
                for entry in run.taken_back:
                    writer.add(entry)
                writer.sync()
        run.commit()
    if options.to_files and not options.quiet:
        same = run.known - run.restored
        skipped = f", {run.skipped:,} skipped" if run.skipped else ""
        restored = plural(run.restored, "document")
        say(f"{restored} restored, {same:,} already as they were{skipped}")
    sys.exit(int(run.blocked or run.skipped > 0))


@dataclass(frozen=True)
class RestoreOptions:
    """The options of the command, by the names that click gives them.

    Attributes:
        paths: the clean files and folders.
        ledger: the ledger, or the folder of ledgers, of the run that cleaned them.
        rule: the rules whose edits are undone; empty for all.
        write: whether to restore in place.
        output: the file or folder for the originals; None for stdout, or in place.
        partial: whether to ignore a last line of the ledger that is cut off.
        skip_changed: whether to skip documents that were changed after they were cleaned.
        input_format: what the files hold; None to go by the ledger.
        text_field: the keys of the texts; empty for those in the ledger.
        quiet: whether only errors are reported.
        verbose: whether to list each document that is not restored.
    """

    paths: tuple[Path, ...]
    ledger: Path
    rule: list[str]
    write: bool
    output: str | None
    partial: bool
    skip_changed: bool
    input_format: str | None
    text_field: tuple[str, ...]
    quiet: bool
    verbose: bool

    @property
    def to_files(self) -> bool:
        """Whether the originals go to files, and not to stdout."""
        return self.write or bool(self.output)

    @property
    def folder(self) -> Path | None:
        """The folder that the originals go to; None if they go to one file, or in place."""
        output = self.output
        return Path(output) if output and is_folder(output, self.paths) else None


def check_options(options: RestoreOptions) -> None:
    """Raise a usage error if it is unclear where the originals go."""
    paths, output = options.paths, options.output
    if options.write and output is not None:
        raise click.UsageError("only one of --write and -o can be given")
    if urls := [path for path in paths if isinstance(path, Url)]:
        raise click.UsageError(f"{urls[0]}: only local files can be restored; download it first")
    if output == "":
        raise click.UsageError("-o needs the name of a file or a folder")
    check_kind("o", output or "")
    if not paths and stdin_is_terminal():
        raise click.UsageError("nothing to restore: name a PATH, or pipe clean text in")
    if options.write and (not paths or PIPED in paths):
        raise click.UsageError("--write needs files; standard input goes to stdout")
    if is_folder("", paths) and not options.write:
        check_folder(output)
    for path, holds in formats_of(paths, options.input_format or ""):
        stdout = not options.write and (not output or is_stream(output))
        check_pipes(FORMATS[holds], path, stdout=stdout)
    if output and realpath(output) == realpath(options.ledger):
        raise click.UsageError("-o would overwrite the ledger; give it another name")


def check_folder(output: str | None) -> None:
    """Raise a usage error if several originals cannot go to an output."""
    if output is None:
        raise click.UsageError("several files or a folder need --write or -o DIR")
    if is_stream(output):
        raise click.UsageError(f"-o {output}: is not a folder; name another one")


def with_target(source: Source, options: RestoreOptions) -> Source:
    """Return a source with the target of its original."""
    if options.write:
        return source._replace(target=source.target._replace(path=source.file.path))
    if options.output is None or is_stream(options.output):
        return source
    folder = options.folder
    target = folder / source.target.place if folder else Path(options.output)
    return source._replace(target=source.target._replace(path=target))


def rules_of(tools: Iterable[Tool], names: list[str]) -> frozenset[str]:
    """Return the full names of rules; SelectionError for a name that the ledger does not have."""
    rules = {rule for tool in tools for rule in tool.rules}
    known: dict[str, set[str]] = {}
    for rule in rules:
        for name in (rule, rule.partition("/")[2]):
            known.setdefault(name, set()).add(rule)
    for name in names:
        if name not in known:
            hint = nearest(name, known)
            raise SelectionError(f"the runs of this ledger had no rule '{name}'{hint}")
    return frozenset(rule for name in names for rule in known[name])
