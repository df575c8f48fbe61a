"""garmentclean restore: from clean files and their ledger back to the original ones."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from functools import partial
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from garmentclean.cli.checks import check_kind, check_parquet, held
from garmentclean.cli.command import Described
from garmentclean.cli.completers import ledger_rules, paths_like
from garmentclean.cli.options import ROWS, names_option
from garmentclean.cli.places import PATHS, is_folder
from garmentclean.corpus.documents import Reading, documents
from garmentclean.corpus.endings import ENDINGS, PARQUET
from garmentclean.corpus.outputs import is_stream
from garmentclean.corpus.remote import Url
from garmentclean.corpus.sources import sources
from garmentclean.corpus.walk import Walk
from garmentclean.corpus.writing import Replacement
from garmentclean.errors import nearest
from garmentclean.ledger.history import History
from garmentclean.ledger.writer import Writer
from garmentclean.pipeline.selection import SelectionError
from garmentclean.report.terminal import say, stdin_is_terminal
from garmentclean.run.messages import Messages
from garmentclean.run.restore import Restoring
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
    help="The ledger of the run that cleaned, or the folder of its ledgers.",
)
@names_option("--rule", "Take back only what these rules did.", ledger_rules)
@click.option("-w", "--write", is_flag=True, help="Restore the files in place.")
@click.option(
    "-o",
    "--output",
    metavar="DIR|FILE",
    shell_complete=paths_like,
    help="Write the originals there; DIR mirrors a tree.",
)
@click.option(
    "--partial", is_flag=True, help="Go without the last line of the ledger if it is cut off."
)
@click.option(
    "--skip-changed",
    is_flag=True,
    help="Leave documents as they are that were changed since, and restore the others.",
)
@ROWS
@click.option("-q", "--quiet", is_flag=True, help="Only say what went wrong.")
@click.option("-v", "--verbose", is_flag=True, help="Name all documents that are not restored.")
def restore(paths: tuple[Path, ...], **given: Any) -> None:
    """Restore clean text to what it was, byte for byte.

    One file, or what is piped in, is restored to stdout. Several files or a folder need --write
    or -o. The files may have been moved: the ledger knows them by their checksums, and by their
    names where several came out the same.

    If one document is not what the ledger says, nothing is written at all. With --skip-changed,
    those that were changed after they were cleaned are named and left as they are.

    With --rule, all edits of other rules stay. What was done is added to the ledger, so that the
    rest can be taken back later.

    Exit codes: 0 done; 1 --rule could not take back everything, or --skip-changed skipped a
    document; 2 an error.
    """
    check_mode(paths, given)
    history = History.of(given["ledger"], partial=given["partial"])
    with ExitStack() as stack:
        messages = stack.enter_context(Messages(say, verbose=given["verbose"]))
        run = Restoring(
            history,
            rules_of(history.tools, given["rule"]),
            given["text_field"],
            stack,
            messages,
            skip_changed=given["skip_changed"],
            folder=folder_of(paths, given),
            stream=stream_of(given, stack),
        )
        form = given["input_format"] or ""
        reading = Reading(form, run.columns)
        walk = Walk(
            ignore_files=False,
            suffixes=ENDINGS[form] if form else run.suffixes,
            skip=[given["ledger"]],
            follow=not given["write"],
        )
        found = sources(paths, walk, run.refuse, messages)
        for source in documents(found, reading, partial(run.admit, form)):
            run.take(aimed(source, paths, given))
        run.settle()
        messages.finish()
        if run.refused or run.found_nothing:
            say(
                f"nothing was written{run.hint}" if run.refused else "none of this is in the ledger"
            )
            sys.exit(2)
        if run.taken_back and (given["write"] or given["output"]):
            with Writer(given["ledger"], [*history.tools][-1], run.readers, say) as writer:
                for entry in run.taken_back:
                    writer.add(entry)
                writer.sync()
        run.commit()
    if not given["quiet"] and (given["write"] or given["output"]):
        same = run.known - run.restored
        skipped = f", {run.skipped:,} skipped" if run.skipped else ""
        restored = plural(run.restored, "document")
        say(f"{restored} restored, {same:,} already as they were{skipped}")
    sys.exit(int(run.blocked or run.skipped > 0))


def check_mode(paths: tuple[Path, ...], given: dict[str, Any]) -> None:
    """Raise a usage error if it is unclear where the originals go."""
    if given["write"] and given["output"] is not None:
        raise click.UsageError("only one of --write and -o can be given")
    if urls := [path for path in paths if isinstance(path, Url)]:
        raise click.UsageError(f"{urls[0]}: only files of this system are restored; fetch it first")
    if given["output"] == "":
        raise click.UsageError("-o needs the name of a file or a folder")
    check_kind("-o", given["output"] or "")
    if not paths and stdin_is_terminal():
        raise click.UsageError("nothing to restore: name a PATH, or pipe clean text in")
    if given["write"] and (not paths or Path("-") in paths):
        raise click.UsageError("--write needs files; what is piped in goes to stdout")
    if is_folder("", paths) and not given["write"]:
        check_folder(given["output"])
    for path, holds in held(paths, given["input_format"] or ""):
        if holds == PARQUET:
            output = given["output"]
            check_parquet(path, not given["write"] and (output is None or is_stream(output)))
    if given["output"] and realpath(given["output"]) == realpath(given["ledger"]):
        raise click.UsageError("-o would overwrite the ledger; give it another name")


def check_folder(output: str | None) -> None:
    """Raise a usage error if several originals cannot go to an output."""
    if output is None:
        raise click.UsageError("several files or a folder need --write or -o DIR")
    if is_stream(output):
        raise click.UsageError(f"-o {output}: is no folder; name another one")


def aimed(source: Source, paths: tuple[Path, ...], given: dict[str, Any]) -> Source:
    """Return a source with the file that is to get its original."""
    if given["write"]:
        return source._replace(target=source.path)
    if given["output"] is None or is_stream(given["output"]):
        return source
    output = Path(given["output"])
    folder = folder_of(paths, given)
    return source._replace(target=output / source.place if folder else output)


def folder_of(paths: tuple[Path, ...], given: dict[str, Any]) -> Path | None:
    """Return the folder that the originals go to, if they do."""
    output = given["output"]
    return Path(output) if output and is_folder(output, paths) else None


def stream_of(given: dict[str, Any], stack: ExitStack) -> Replacement | None:
    """Return the device or the named pipe that an original goes to, if it does."""
    output = given["output"]
    return stack.enter_context(Replacement(Path(output))) if output and is_stream(output) else None


def rules_of(tools: Iterable[Tool], names: list[str]) -> frozenset[str]:
    """Return the full names of the rules that are meant; SelectionError for one that is none."""
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
