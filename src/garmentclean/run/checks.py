"""Checks of options: whether they fit each other, and the files."""

from __future__ import annotations

import os
from importlib.util import find_spec
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING

from garmentclean.corpus.endings import TEXT
from garmentclean.corpus.file_kinds import is_stream, refusal
from garmentclean.corpus.formats.registry import FORMATS, format_of, format_of_rows
from garmentclean.corpus.ignore import is_inside
from garmentclean.corpus.remote import URL, Url
from garmentclean.errors import GarmentcleanError, OptionError
from garmentclean.run.options import PIPED, as_flag, is_folder, is_many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from garmentclean.corpus.formats.base import Format
    from garmentclean.corpus.walk import Walk
    from garmentclean.run.options import CleanOptions
    from garmentclean.run.output import Plan

SHOWN = 60
"""How many characters of a long name are shown."""


def check_mode(options: CleanOptions) -> None:
    """Raise an OptionError if files cannot be cleaned in place."""
    spell = options.spell
    if options.mode == "write" and options.reads_stdin:
        raise OptionError(f"{spell('write')} needs files; standard input goes to stdout")
    urls = [path for path in options.paths if isinstance(path, Url)]
    if options.mode == "write" and urls:
        raise OptionError(f"{spell('write')} works in place, not at {urls[0]}; use {spell('o')}")


def check_files(options: CleanOptions) -> list[Path]:
    """Return the files and folders that a run writes; OptionError if two of them collide."""
    spell = options.spell
    if options.output == "-":
        raise OptionError("-o - is not a file; without -o, the clean text goes to stdout")
    names = {"output": options.output} | options.records
    if options.quarantine:
        names["quarantine"] = str(options.quarantine)
    for kind, name in options.records.items() if not options.on_cluster else ():
        if URL.match(name):
            raise OptionError(f"{spell(kind, name)} is on another system; name a local file")
        if os.path.isdir(name) or getattr(options, kind).endswith("/"):
            raise OptionError(f"{spell(kind, name)} is a folder; name a file")
    taken = {realpath(path): str(path) for path in options.paths if not os.path.isdir(path)}
    written = {kind: Path(name) for kind, name in names.items() if name}
    for kind, path in written.items():
        check_name("o" if kind == "output" else kind, names[kind], spell)
        check_kind(kind, path, spell, again=kind == "ledger")
        if is_stream(path):
            continue
        if kind != "output" and realpath(path) in taken:
            other = taken[realpath(path)]
            raise OptionError(f"{spell(kind, str(path))} would overwrite {other}")
        taken[realpath(path)] = spell(kind)
    return [*written.values()]


def check_name(option: str, name: str, spell: Callable[..., str] = as_flag) -> None:
    """Raise an error for the name of an output that cannot be a file here.

    Args:
        option: the option that names it; `o` for `-o`.
        name: the output, a path or a URL.
        spell: how messages write an option and its value.
    """
    if URL.match(name):
        Url(name)
        return
    if "://" in name:
        raise OptionError(f"{spell(option, name)} is neither a URL nor a path; fix its beginning")
    try:
        os.lstat(name)
    except FileNotFoundError:
        return
    except NotADirectoryError:
        path = Path(name)
        existing = next(one for one in (path, *path.parents) if os.path.lexists(one))
        raise OptionError(
            f"{spell(option, str(path))}: {existing} is not a folder; name another one"
        ) from None
    except (OSError, ValueError) as error:  # a zero byte is no OSError
        reason = getattr(error, "strerror", None) or error
        short = name if len(name) <= SHOWN else f"{name[:SHOWN]}…"
        raise GarmentcleanError(f"{spell(option, short)}: {reason}; give another name") from None


def check_kind(
    option: str, path: Path | str, spell: Callable[..., str] = as_flag, *, again: bool = False
) -> None:
    """Raise an OptionError for an output that exists, and cannot be written.

    Args:
        option: the option that names it; `o` for `-o`.
        path: the output.
        spell: how messages write an option and its value.
        again: whether it is read again later, and must therefore be a regular file.
    """
    problem = refusal(path, again=again)
    if problem:
        raise OptionError(f"{spell(option, str(path))}: {problem}")


def check_engine(options: CleanOptions) -> None:
    """Raise an error for what a cluster cannot do."""
    if not options.on_cluster:
        return
    dask = options.spell("engine", "dask")
    into_folder = options.mode == "output" and is_folder(options.output, options.paths)
    if not into_folder or options.reads_stdin:
        output = options.spell("o", "DIR/")
        raise OptionError(f"{dask} takes files of rows, and needs a folder: {output}")
    for kind, name in options.records.items():
        if not os.path.isdir(name) and os.path.lexists(name):
            raise OptionError(f"{options.spell(kind, name)} is a file; with {dask}, name a folder")
    FORMATS["parquet"].require()


def check_cluster(
    engine: str, scheduler: str, jobs: int | None, spell: Callable[..., str] = as_flag
) -> None:
    """Raise an error for options of a cluster that do not go together, or if Dask is missing.

    Args:
        engine: the name of the engine.
        scheduler: the address of a cluster; empty for none.
        jobs: how many processes are wanted; None for the default.
        spell: how messages write an option and its value.
    """
    dask = spell("engine", "dask")
    if engine == "pool" and scheduler:
        raise OptionError(f"{spell('scheduler')} is for {dask}")
    if scheduler and jobs:
        raise OptionError(
            f"{spell('jobs')} is for a cluster that is started here; "
            f"{spell('scheduler')} names another one"
        )
    for package in ("distributed", "cryptography") if engine == "dask" else ():
        if find_spec(package) is None and not (scheduler and package == "cryptography"):
            raise GarmentcleanError(f"{dask} needs {package}: pip install 'garmentclean[dask]'")


def check_min_words(options: CleanOptions, min_words: int | None) -> None:
    """Raise an OptionError if documents with few words would be lost, or cannot be removed."""
    spell = options.spell
    if min_words and not options.rejects:
        needed = spell("rejects", "FILE")
        raise OptionError(f"{spell('min_words')} needs {needed}, or documents would be lost")
    if min_words and options.mode == "write":
        raise OptionError(
            f"{spell('min_words')} cannot remove documents in place; "
            f"use {spell('o')} instead of {spell('write')}"
        )


def check_rows(options: CleanOptions, form: str) -> None:
    """Raise an OptionError for options that do not fit what the files hold.

    Args:
        options: what the run does.
        form: the input format; empty to go by the names of the files.
    """
    metadata = options.spell("metadata", "FILE")
    for path, holds in formats_of(options.paths, form):
        known = form or holds != TEXT or is_many(path)  # otherwise its content decides
        if options.metadata_columns and not FORMATS[holds].takes_columns and known:
            what = f"holds {FORMATS[holds].title}; use {metadata}"
            if holds == TEXT:
                rows = options.spell("input_format", "jsonl")
                what = f"may hold texts; use {metadata}, or {rows}"
            columns = options.spell("metadata_columns")
            raise OptionError(f"{columns} is for JSON Lines, and {path} {what}")
        check_pipes(FORMATS[holds], path, stdout=options.mode == "stdout")
    check_output(options, [holds for _, holds in formats_of(options.paths, form)])


def formats_of(paths: tuple[Path, ...], form: str) -> Iterator[tuple[Path, str]]:
    """Yield each path with its format; standard input is `-`."""
    for path in paths or (PIPED,):
        named = str(path) != "-" and not is_many(path)
        yield path, format_of(path, form) if named else form or TEXT


def check_pipes(form: Format, path: Path, *, stdout: bool) -> None:
    """Raise an error if a format cannot be piped, or needs a package that is not installed.

    Args:
        form: the format.
        path: a file that has it; `-` for standard input.
        stdout: whether the clean rows go to stdout.
    """
    if not form.can_be_piped and str(path) == "-":
        raise OptionError(f"{form.title} cannot be piped in; name a file")
    if not form.can_be_piped and stdout:
        raise OptionError(f"{path}: {form.title} cannot go to stdout; use -o FILE or --write")
    form.require()


def check_output(options: CleanOptions, holds: list[str]) -> None:
    """Raise an OptionError if the ending of the output is that of another format."""
    output = options.output
    if not output or len(holds) > 1:
        return
    wanted = format_of_rows(Path(output))
    is_binary = any(not FORMATS[form].can_be_piped for form in (wanted or TEXT, *holds))
    if is_binary and wanted not in {"", *holds}:
        raise OptionError(
            f"{options.spell('o', output)}: the format does not change; "
            "use the file ending of the input"
        )


def check_outside(options: CleanOptions, plan: Plan, walk: Walk) -> None:
    """Raise an OptionError if an output is not a folder, or is inside one that is cleaned.

    An output that the run excludes may be inside.
    """
    if not plan.into_folder:
        return
    option = options.spell("o", str(plan.output))
    there = next((path for path in (plan.output, *plan.output.parents) if path.exists()), Path())
    if not there.is_dir():
        raise OptionError(f"{option}: {there} is not a folder; name another one")
    output = realpath(plan.output)
    for path in options.paths:
        if (
            os.path.isdir(path)
            and output != realpath(path)
            and is_inside(output, realpath(path))
            and not walk.excludes_folder(plan.output, path)
        ):
            raise OptionError(
                f"{option} is inside {path}, which is cleaned; name a folder outside, "
                f"or exclude it with {options.spell('exclude', f'{plan.output}/')}"
            )
