"""Which options and files do not go together."""

from __future__ import annotations

import os
from importlib.util import find_spec
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from garmentclean.cli.places import is_many
from garmentclean.cli.values import SLASHED
from garmentclean.corpus.endings import ENDINGS, LINES, PARQUET, TEXT, ending, format_of
from garmentclean.corpus.formats.parquet import require
from garmentclean.corpus.ignore import is_inside
from garmentclean.corpus.outputs import is_stream, refusal
from garmentclean.corpus.remote import URL, Url
from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from garmentclean.corpus.walk import Walk
    from garmentclean.run.output import Plan

RECORDS = ("ledger", "metadata", "rejects")
"""Files that are written beside the clean text; of several partitions, folders of them."""
SHOWN = 60
"""Of a longer name, so many characters are shown."""
KINDS = {
    TEXT: "may hold texts; use --metadata FILE, or --input-format jsonl",
    PARQUET: "holds Parquet; use --metadata FILE",
}


def check_files(paths: tuple[Path, ...], given: dict[str, Any]) -> list[Path]:
    """Return the files and folders that a run writes; a usage error if one is in another's way."""
    if str(given["output"]) == "-":
        raise click.UsageError("-o - is no file; the clean text goes to stdout without -o")
    options = ("output", *RECORDS, "quarantine")
    written = {f"--{name}": Path(given[name]) for name in options if given[name]}
    slashed = click.get_current_context().meta.get(SLASHED, ())
    for name in RECORDS:
        if given[name] and given["engine"] == "pool":
            if isinstance(given[name], Url):
                raise click.UsageError(f"--{name} {given[name]} is elsewhere; name a file here")
            if os.path.isdir(given[name]) or name in slashed:
                raise click.UsageError(f"--{name} {given[name]} is a folder; name a file")
    taken = {realpath(path): str(path) for path in paths if not os.path.isdir(path)}
    for option, path in written.items():
        name = str(given[option.removeprefix("--")])
        check_name("-o" if option == "--output" else option, name)
        check_kind(option, path, again=option == "--ledger")
        if is_stream(path):
            continue
        if option != "--output" and realpath(path) in taken:
            raise click.UsageError(f"{option} {path} would overwrite {taken[realpath(path)]}")
        taken[realpath(path)] = option
    return [*written.values()]


def check_name(option: str, name: str) -> None:
    """Raise an error for the name of an output that no file can have here.

    Args:
        option: the option that names it.
        name: the output, a path or an address.
    """
    if URL.match(name):
        Url(name)
        return
    if "://" in name:
        raise click.UsageError(f"{option} {name} is no address, and no path; mend its beginning")
    try:
        os.lstat(name)
    except FileNotFoundError:
        return
    except NotADirectoryError:
        path = Path(name)
        there = next(one for one in (path, *path.parents) if os.path.lexists(one))
        raise click.UsageError(f"{option} {path}: {there} is no folder; name another one") from None
    except (OSError, ValueError) as error:  # a zero byte is no OSError
        reason = getattr(error, "strerror", None) or error
        short = name if len(name) <= SHOWN else f"{name[:SHOWN]}…"
        raise GarmentcleanError(f"{option} {short}: {reason}; give another name") from None


def check_kind(option: str, path: Path | str, *, again: bool = False) -> None:
    """Raise a usage error for an output that is there, and is nothing to write into.

    Args:
        option: the option that names it.
        path: the output.
        again: whether it is read again later, so that it must be a file.
    """
    problem = refusal(path, again=again)
    if problem:
        raise click.UsageError(f"{option} {path}: {problem}")


def check_engine(paths: tuple[Path, ...], plan: Plan, given: dict[str, Any]) -> None:
    """Raise a usage error for what Dask is not asked to do, or cannot do."""
    check_cluster(given)
    if given["engine"] == "pool":
        return
    if plan.mode != "output" or not plan.into_folder or not paths or Path("-") in paths:
        raise click.UsageError("--engine dask takes files of rows, and needs a folder: -o DIR/")
    for name in RECORDS:
        if given[name] and not os.path.isdir(given[name]) and os.path.lexists(given[name]):
            raise click.UsageError(
                f"--{name} {given[name]} is a file; with --engine dask, name a folder"
            )
    require()


def check_cluster(given: dict[str, Any]) -> None:
    """Raise an error for options on a cluster that do not go together, or if Dask is not here."""
    if given["engine"] == "pool" and given["scheduler"]:
        raise click.UsageError("--scheduler is for --engine dask")
    if given["scheduler"] and given["jobs"]:
        raise click.UsageError("--jobs is for a cluster made here; --scheduler names another one")
    for package in ("distributed", "cryptography") if given["engine"] == "dask" else ():
        if find_spec(package) is None and not (given["scheduler"] and package == "cryptography"):
            raise GarmentcleanError(
                f"--engine dask needs {package}: pip install 'garmentclean[dask]'"
            )


def check_rows(paths: tuple[Path, ...], mode: str, form: str, given: dict[str, Any]) -> None:
    """Raise a usage error for what cannot be done with what the files hold.

    Args:
        paths: the files and folders.
        mode: what is done with clean documents.
        form: what the files hold, if that was said.
        given: the options of the command line.
    """
    if given["min_words"] and given["rejects"] is None:
        raise click.UsageError("--min-words needs --rejects FILE, or documents would be lost")
    if given["min_words"] and mode == "write":
        raise click.UsageError("--min-words takes nothing out in place; use -o instead of --write")
    for path, holds in held(paths, form):
        known = form or holds == PARQUET or is_many(path)  # else a look at it will tell
        if given["metadata_columns"] and holds != LINES and known:
            raise click.UsageError(
                f"--metadata-columns is for JSON Lines, and {path} {KINDS[holds]}"
            )
        if holds == PARQUET:
            check_parquet(path, mode == "stdout")
    check_output([holds for _, holds in held(paths, form)], given["output"])


def held(paths: tuple[Path, ...], form: str) -> Iterator[tuple[Path, str]]:
    """Yield each path with what it holds; what is piped in is `-`."""
    for path in paths or (Path("-"),):
        named = str(path) != "-" and not is_many(path)
        yield path, format_of(path, form) if named else form or TEXT


def check_parquet(path: Path, stdout: bool) -> None:  # noqa: FBT001 - the one thing it asks
    """Raise a usage error if a path cannot be read, or not be written, as Parquet."""
    if str(path) == "-":
        raise click.UsageError("Parquet cannot be piped in; name a file")
    if stdout:
        raise click.UsageError(f"{path}: Parquet cannot go to stdout; use -o FILE or --write")
    require()


def check_output(holds: list[str], output: str | None) -> None:
    """Raise a usage error if the name of a file promises another format than it would get."""
    if not output or len(holds) > 1:
        return
    wanted = next((form for form in (LINES, PARQUET) if ending(Path(output)) in ENDINGS[form]), "")
    if PARQUET in {wanted, *holds} and wanted not in {"", *holds}:
        raise click.UsageError(
            f"-o {output}: the format stays as it is; give it the ending of the input"
        )


def check_outside(paths: tuple[Path, ...], plan: Plan, walk: Walk) -> None:
    """Raise a usage error for an output that is no folder, or is in one that is cleaned.

    That is no error if the output is no part of what is cleaned there.
    """
    if not plan.into_folder:
        return
    there = next((path for path in (plan.output, *plan.output.parents) if path.exists()), Path())
    if not there.is_dir():
        raise click.UsageError(f"-o {plan.output}: {there} is no folder; name another one")
    output = realpath(plan.output)
    for path in paths:
        if (
            os.path.isdir(path)
            and output != realpath(path)
            and is_inside(output, realpath(path))
            and not walk.excludes_folder(plan.output, path)
        ):
            raise click.UsageError(
                f"-o {plan.output} lies inside of {path}, which is cleaned; name a folder outside, "
                f"or leave it out with --exclude {plan.output}/"
            )


def check_stdin_name(paths: tuple[Path, ...], name: str | None) -> None:
    """Raise a usage error for a name of what is piped in that names nothing."""
    if name == "":
        raise click.UsageError("--stdin-filename needs a name")
    if name is not None and paths and Path("-") not in paths:
        raise click.UsageError("--stdin-filename names what is piped in; put - among the paths")
