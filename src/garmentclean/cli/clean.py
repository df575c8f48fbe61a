"""garmentclean clean: clean files, folders or standard input."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import click

from garmentclean.cli.checks import check_stdin_name, chosen_format, chosen_mode
from garmentclean.cli.command import Described
from garmentclean.cli.options import (
    BRAKE,
    CONSOLE,
    FILES,
    LIMITS,
    MODE,
    PATHS,
    RECORDS,
    ROWS,
    SELECTION,
    SITES,
    SPEED,
)
from garmentclean.cli.settings import in_force
from garmentclean.report.summary import never_fired, summary_lines
from garmentclean.report.terminal import color_wanted, say, say_more
from garmentclean.run import runner
from garmentclean.run.assembly import total_size
from garmentclean.run.checks import check_cluster, check_min_words
from garmentclean.run.options import MODES, CleanOptions
from garmentclean.run.settings import WEB_KEEP, WEB_RULE
from garmentclean.run.sink import edits_of
from garmentclean.text.display import plural

if TYPE_CHECKING:
    from pathlib import Path

    from garmentclean.cli.progress import Progress
    from garmentclean.run.runner import RunResult
    from garmentclean.run.settings import Settings

EXAMPLES = (
    ("garmentclean < raw.txt > clean.txt", "clean a pipe"),
    ("garmentclean --diff raw.txt", "show what would change, and by which rule"),
    (
        "garmentclean --check --ignore citation-mark corpus/",
        "list the changes, without those of one rule",
    ),
    (
        "garmentclean --write --ledger ledger.jsonl corpus/",
        "clean a folder in place; the ledger can undo it",
    ),
    (
        "garmentclean -o clean/ --max-loss 0.5 corpus/",
        "write a clean copy of a folder; no text loses more than half",
    ),
    ("garmentclean -o clean.jsonl --text-field body raw.jsonl", "clean rows, one article per line"),
)


@click.command(cls=Described, examples=EXAMPLES)
@PATHS
@MODE
@SELECTION
@BRAKE
@FILES
@ROWS
@SITES
@LIMITS
@RECORDS
@SPEED
@CONSOLE
def clean(paths: tuple[Path, ...], **given: Any) -> None:
    """Clean files, folders or standard input.

    One file, or standard input, is cleaned to stdout. Several files or a folder need one of
    --check, --diff, --write and -o. A summary goes to stderr, except for standard input.

    Exit codes: 0 success; 1 --check or --diff found something to change, or a document would have
    lost too much; 2 an error.
    """
    mode = chosen_mode(paths, given["output"], [name for name in MODES if given[name]])
    check_stdin_name(paths, given["stdin_filename"])
    options = CleanOptions(
        paths,
        mode,
        output=given["output"] or "",
        ledger=given["ledger"] or "",
        metadata=given["metadata"] or "",
        rejects=given["rejects"] or "",
        quarantine=given["quarantine"],
        metadata_columns=given["metadata_columns"],
        wants_rows=bool(given["text_field"] or given["metadata_columns"]),
        engine=given["engine"],
        scheduler=given["scheduler"] or "",
        stdin_name=given["stdin_filename"] or "",
        format=chosen_format(mode, given["form"]),
        color=color_wanted(given["color"], sys.stdout),
        quiet=given["quiet"],
        verbose=given["verbose"],
        all_messages=given["verbose"],
        name_changed=given["exit_non_zero_on_change"],
    )
    check_cluster(options.engine, options.scheduler, given["jobs"])
    check_min_words(options, given["min_words"])
    resolved, pipelines = in_force(given)
    settings = resolved.settings
    rules = [rule.name for rule in pipelines.default.rules]
    if settings.web_keep != WEB_KEEP and WEB_RULE not in rules and not options.quiet:
        say("web-keep has no effect: the pack web is not selected (--extend-select web)")
    progress = progress_of(options, settings, given["color"])

    def report(message: str) -> None:
        with progress.hidden() if progress else nullcontext():
            say(message)

    with progress or nullcontext():
        result = runner.clean(options, settings, pipelines, report, progress)
    summarize(options, result, rules)
    if result.interrupted:
        raise click.Abort
    sys.exit(exit_code(options, result))


def progress_of(options: CleanOptions, settings: Settings, color: Any) -> Progress | None:
    """Return the progress bar of a run; None if it would be in the way, or not be seen."""
    stdout_is_free = options.mode in {"write", "output"} or not (sys.stdout and sys.stdout.isatty())
    if options.quiet or options.verbose or options.mode == "stdout" or not stdout_is_free:
        return None
    if not sys.stderr or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None
    from garmentclean.cli.progress import Progress  # rich takes a while to load

    total = total_size(options, settings)
    return Progress(total or None, color=color_wanted(color, sys.stderr))


def summarize(options: CleanOptions, result: RunResult, rules: list[str]) -> None:
    """Write the summary to stderr; for standard input, only if --verbose asks for it.

    Args:
        options: what the run was to do.
        result: its result.
        rules: the full names of the rules that ran.
    """
    account = result.account
    tally = account.tally
    piped = options.mode == "stdout" and not (not options.reads_stdin and tally.documents)
    if options.quiet or (piped and not options.verbose):
        return
    verb = "to clean" if options.mode in {"check", "diff"} else "cleaned"
    stopped = f", {tally.stopped:,} stopped" if tally.stopped else ""
    stopped += f", {tally.rejected:,} rejected" if tally.rejected else ""
    stopped += f", {account.failures:,} failed" if account.failures else ""
    stopped += f", {account.left_out:,} left out" if account.left_out else ""
    stopped += f", {account.refused:,} refused" if account.refused else ""
    documents = plural(tally.documents, "document")
    say(f"{documents}, {tally.changed:,} {verb}{stopped}, {edits_of(tally)}")
    if account.recalled:
        say_more(
            f"  {plural(account.recalled, 'file')} unchanged since an earlier run, and "
            "skipped (--no-cache cleans all)"
        )
    if result.not_read:
        say_more(f"  not read in folders: {result.not_read}")
    for line in summary_lines(tally):
        say_more(line)
    if options.verbose:
        for line in never_fired(tally, rules):
            say_more(f"  {line}")


def exit_code(options: CleanOptions, result: RunResult) -> int:
    """Return 2 after an error, 1 for changes that the mode reports, else 0.

    A document that the brake has stopped is reported in all modes.
    """
    account = result.account
    if account.failed or (account.left_out and not account.tally.documents):
        return 2
    changed = account.tally.changed if options.mode in {"check", "diff"} else 0
    rewritten = account.rewritten if options.mode == "write" and options.name_changed else 0
    return int(account.tally.stopped + changed + rewritten > 0)
