"""Cleaning files and folders from Python: what the command does, as a function."""

from __future__ import annotations

import logging
import signal
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict, Unpack

from garmentclean.errors import GarmentcleanError, OptionError, nearest
from garmentclean.run import runner
from garmentclean.run.checks import check_cluster, check_min_words
from garmentclean.run.config import KEYS, field_of, flag, load, with_key
from garmentclean.run.engines import ENGINES
from garmentclean.run.interrupts import INTERRUPTS
from garmentclean.run.messages import kind_of
from garmentclean.run.options import PIPED, CleanOptions, as_argument, paths_of
from garmentclean.run.settings import Settings, pipeline_by_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from garmentclean.run.runner import RunResult

Name = str | PathLike[str]
Names = Name | Iterable[Name]

LOGGER = logging.getLogger("garmentclean")
LOGGER.addHandler(logging.NullHandler())  # without a handler, Python would write to stderr
SHOWN = 5
"""How many kinds of messages an error quotes if nothing could be cleaned."""


class Keys(TypedDict, total=False):
    """The keys of a configuration, as keyword arguments; `Settings` documents them."""

    rules: Names | Mapping[str, Any]
    select: Names
    extend_select: Names
    ignore: Names
    web_keep: float
    unsafe: bool
    max_loss: float
    protect: Names
    filter_timeout: float
    per_file_ignores: Mapping[str, Names]
    packs: Mapping[str, bool]
    pipeline: Names
    include: Names
    exclude: Names
    force_exclude: bool
    ignore_files: bool
    input_format: str
    encoding: str
    text_field: Names
    min_words: int
    max_size: int | str
    counts: Names
    site_field: str
    jobs: int
    cache: bool


class RuleSummary(NamedTuple):
    """What one rule did: the documents it changed, its edits, and the words that they removed."""

    documents: int
    edits: int
    words_removed: int


@dataclass(frozen=True)
class CorpusSummary:
    """The result of cleaning a corpus.

    Attributes:
        documents: how many documents there were: files, or rows of files.
        changed: how many of them the rules changed; with `check`, would change.
        edits: how many edits they made.
        words: how many words the documents had.
        words_removed: how many of them the edits removed.
        stopped: how many documents would have lost too much, and were left alone.
        rejected: how many documents were rejected.
        failed: how many documents could not be cleaned.
        refused: how many files hold neither an article nor rows.
        left_out: how many files in folders are not articles.
        unchanged_files: how many files were skipped, because an earlier run cleaned them.
        by_rule: what each rule did, by its full name.
        ok: whether everything could be cleaned, so that the command would not exit with 2.
    """

    documents: int
    changed: int
    edits: int
    words: int
    words_removed: int
    stopped: int
    rejected: int
    failed: int
    refused: int
    left_out: int
    unchanged_files: int
    by_rule: Mapping[str, RuleSummary]
    ok: bool


def clean_corpus(  # noqa: PLR0913 - one parameter an option
    paths: Names,
    *,
    output: Name | None = None,
    write: bool = False,
    check: bool = False,
    ledger: Name | None = None,
    metadata: Name | None = None,
    metadata_columns: bool = False,
    rejects: Name | None = None,
    quarantine: Name | None = None,
    engine: str = "pool",
    scheduler: str = "",
    config: Name | None = None,
    on_message: Callable[[str], None] | None = None,
    **keys: Unpack[Keys],
) -> CorpusSummary:
    """Clean files and folders, as `garmentclean clean` does, and return a summary.

    It writes nothing to stdout or stderr, and reads no configuration unless `config` names one.

    Args:
        paths: files, folders, glob patterns, and URLs such as `s3://…`; one, or several.
        output: a file or a folder for the clean text, or its URL. A folder mirrors the tree.
        write: clean the files in place.
        check: write no clean text; only count what would change.
        ledger: write each edit to this file, so that `garmentclean restore` can undo it.
        metadata: write what the removed lines said to this file.
        metadata_columns: add the same to each row of JSON Lines.
        rejects: write rejected documents to this file.
        quarantine: write documents that would lose too much to this folder.
        engine: `pool` for processes on this machine, or `dask`.
        scheduler: the address of a Dask cluster; without it, one is started on this machine.
        config: a configuration file. Keyword arguments override its values.
        on_message: called with each message of the run, one line. Without it, the logger
            `garmentclean` logs them as warnings. Messages may name the options of the command.
        keys: the keys of a configuration, with `_` for `-`: `select`, `max_loss`, `jobs` …

    Raises:
        GarmentcleanError: the arguments do not go together, or nothing could be cleaned.
    """
    check_types(
        engine,
        scheduler,
        on_message,
        write=write,
        check=check,
        metadata_columns=metadata_columns,
    )
    settings = settings_of(config, keys)
    folder = name_of("quarantine", quarantine)
    options = CleanOptions(
        expanded(paths),
        mode_of(output, write=write, check=check),
        output=name_of("output", output),
        ledger=name_of("ledger", ledger),
        metadata=name_of("metadata", metadata),
        rejects=name_of("rejects", rejects),
        quarantine=Path(folder) if folder else None,
        metadata_columns=metadata_columns,
        wants_rows="text_field" in keys or metadata_columns,
        engine=engine,
        scheduler=scheduler,
        all_messages=True,
        spell=as_argument,
    )
    check_cluster(engine, scheduler, keys.get("jobs"), as_argument)
    check_min_words(options, keys.get("min_words"))
    kinds: dict[str, str] = {}  # the first message of each kind

    def report(message: str) -> None:
        if len(kinds) < SHOWN:
            kinds.setdefault(kind_of(message), message)
        (on_message or LOGGER.warning)(message)

    result = runner.clean(options, settings, pipeline_by_path(settings), report)
    if result.interrupted:
        pass_on_interrupt()
    account = result.account
    if account.failed and not (account.tally.documents or account.recalled):
        raise GarmentcleanError(" | ".join(kinds.values()))
    return summary_of(result)


def check_types(engine: object, scheduler: object, on_message: object, **flags: object) -> None:
    """Raise an OptionError if an argument has the wrong type; paths and keys are checked later."""
    for name, value in flags.items():
        try:
            flag(value)
        except ValueError as error:
            raise OptionError(f"{name} must be {error}") from None
    if engine not in ENGINES:
        raise OptionError(f"engine must be one of {', '.join(ENGINES)}, not {engine!r}")
    if not isinstance(scheduler, str):
        raise OptionError("scheduler must be an address, such as tcp://host:8786")
    if on_message is not None and not callable(on_message):
        raise OptionError("on_message must be a function that takes a text")


def name_of(argument: str, value: object) -> str:
    """Return a path as text, and None as an empty one; OptionError if it is no path, or empty."""
    if value is None:
        return ""
    name = fspath(value) if isinstance(value, PathLike) else value
    if not isinstance(name, str):
        raise OptionError(f"{argument} must be a path, not {type(value).__name__}")
    if not name:
        raise OptionError(f"{argument}: it is empty; name a file or a folder")
    return name


def settings_of(config: Name | None, keys: Keys) -> Settings:
    """Return the settings of a configuration, if one is named, and of keyword arguments."""
    file = name_of("config", config)
    settings = load(Path(file)) if file else Settings()
    values: Mapping[str, Any] = keys
    for name, value in values.items():
        key = name.replace("_", "-")
        if key not in KEYS:
            close = nearest(name, map(field_of, KEYS))
            raise TypeError(f"clean_corpus() got an unexpected keyword argument {name!r}{close}")
        try:
            settings = with_key(settings, key, plain(with_lists(key, value)), Path.cwd())
        except ValueError as error:
            raise OptionError(f"{name} must be {error}") from None
    return settings


def with_lists(key: str, value: Any) -> Any:
    """Return the value of a key; where it takes lists of names, a single name becomes a list."""
    if key == "per-file-ignores" and isinstance(value, Mapping):
        return {pattern: listed(rules) for pattern, rules in value.items()}
    return listed(value) if isinstance(getattr(Settings(), field_of(key)), tuple) else value


def listed(value: Any) -> Any:
    """Return a single name in a list, and anything else as it is."""
    return [value] if isinstance(value, str | PathLike) else value


def plain(value: Any) -> Any:
    """Return a value as in a configuration: with lists, and with paths as text."""
    if isinstance(value, PathLike):
        return fspath(value)
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("a table with texts as keys")
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [plain(one) for one in value]
    return value


def expanded(paths: Names) -> tuple[Path, ...]:
    """Return the paths that names and patterns stand for; OptionError if there are none."""
    names: dict[str, Any] = {"paths": paths}
    if not isinstance(paths, str | bytes | PathLike) and isinstance(paths, Iterable):
        names = {f"paths[{index}]": name for index, name in enumerate(paths)}
    expanded_paths: list[Path] = []
    for argument, value in names.items():
        if value is None:
            raise OptionError(f"{argument} must be a path, not None")
        name = name_of(argument, value)
        expanded_paths += [value] if isinstance(value, Path) else paths_of(name)
    if not expanded_paths:
        raise OptionError("nothing to clean: name a file or a folder")
    if PIPED in expanded_paths:
        raise OptionError("clean_corpus reads no standard input; name a file or a folder")
    return tuple(expanded_paths)


def mode_of(output: Name | None, *, write: bool, check: bool) -> str:
    """Return the mode of a run; OptionError if it is unclear."""
    modes = {"output": output is not None, "write": write, "check": check}
    chosen = [mode for mode, wanted in modes.items() if wanted]
    if len(chosen) != 1:
        raise OptionError("give one of output=…, write=True and check=True")
    if output == "-":
        raise OptionError("clean_corpus does not write to stdout; name a file or a folder")
    return chosen[0]


def pass_on_interrupt() -> None:
    """Raise KeyboardInterrupt after Ctrl-C; pass another signal on to whoever handles it."""
    if INTERRUPTS.number:
        signal.raise_signal(INTERRUPTS.number)
    raise KeyboardInterrupt


def summary_of(result: RunResult) -> CorpusSummary:
    """Return the summary of a run."""
    account, tally = result.account, result.account.tally
    return CorpusSummary(
        documents=tally.documents,
        changed=tally.changed,
        edits=tally.edits,
        words=tally.words,
        words_removed=tally.removed,
        stopped=tally.stopped,
        rejected=tally.rejected,
        failed=account.failures,
        refused=account.refused,
        left_out=account.left_out,
        unchanged_files=account.recalled,
        by_rule={
            rule: RuleSummary(count.documents, count.edits, count.words)
            for rule, count in tally.rules.items()
        },
        ok=not account.failed,
    )
