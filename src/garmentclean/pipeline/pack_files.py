"""Finds and loads packs: the built-in ones, those of plugins, and the user's own."""

from __future__ import annotations

import os.path
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from garmentclean.errors import RuleFileError
from garmentclean.filters.plugins.entry_points import PACKS, PluginError, load, plugins
from garmentclean.pipeline.selection import SelectionError
from garmentclean.version import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from importlib.metadata import EntryPoint
    from os import PathLike

    from garmentclean.pipeline.pack import Pack

T = TypeVar("T")
ENDINGS = (".yaml", ".yml")
"""The endings of rule files."""


def builtin_folder() -> Path:
    """Return the folder of the packs that come with garmentclean.

    In a wheel it is inside the package, in an editable install it is next to `src`.
    """
    shipped = Path(PACKAGE, "rules")
    return shipped if shipped.is_dir() else Path(PACKAGE).parents[1] / "rules"


def load_packs(paths: Iterable[Path] = (), store: Path | None = None) -> list[Pack]:
    """Load the built-in packs, those of plugins, and those at some paths.

    Args:
        paths: rule files, or folders of them.
        store: the folder that caches packs, so that the next start is fast; rules then have no
            examples.

    Raises:
        GarmentcleanError: a file or a plugin cannot be used, or two packs have the same name.
    """
    packs: dict[str, tuple[Pack, Path]] = {}
    for file in files_of([builtin_folder()]):
        _add(packs, file, store)
    for entry in plugins(PACKS):
        for file in files_of_plugin(entry):
            try:
                _add(packs, file, store)
            except (RuleFileError, SelectionError) as error:
                why = "; ".join(error.messages)
                raise PluginError.of(entry, f"has a pack that cannot be used: {why}") from None
    load_all(files_of(paths), lambda file: _add(packs, file, store))
    return [pack for pack, _ in packs.values()]


def rule_files(given: Iterable[str | PathLike[str]]) -> list[Path]:
    """Return rule files and folders as paths; SelectionError for the name of a built-in pack."""
    paths = [Path(one) for one in given]
    for path in paths:
        if not path.exists() and builtin_folder().joinpath(f"{path}.yaml").exists():
            raise SelectionError(
                f"{path}: no such file; the built-in pack of this name goes to select=['{path}']"
            )
    return paths


def load_all(files: Iterable[Path], load: Callable[[Path], T]) -> list[T]:
    """Load each file; RuleFileError, with all faults, if some of them cannot be used."""
    loaded: list[T] = []
    faults: list[str] = []
    for file in files:
        try:
            loaded.append(load(file))
        except RuleFileError as error:
            faults += error.messages
    if faults:
        raise RuleFileError(*faults)
    return loaded


def _add(packs: dict[str, tuple[Pack, Path]], file: Path, store: Path | None) -> None:
    """Load a pack; SelectionError if another one has its name."""
    if store:
        from garmentclean.pipeline.pack_cache import stored_pack  # only one of the two is needed

        pack = stored_pack(file, store)
    else:
        from garmentclean.pipeline.rulefile import load_pack

        pack = load_pack(file)
    if pack.name in packs:
        first = packs[pack.name][1]
        raise SelectionError(f"{file}:1: a pack '{pack.name}' is already in {first}; rename it")
    packs[pack.name] = (pack, file)


def installed() -> list[Path]:
    """Return the rule files that are always loaded: the built-in ones, and those of plugins."""
    own = files_of([builtin_folder()])
    return own + [file for entry in plugins(PACKS) for file in files_of_plugin(entry)]


def files_of_plugin(entry: EntryPoint) -> list[Path]:
    """Return the rule files in the package that an entry point names.

    Raises PluginError if it cannot be imported, or has none.
    """
    from importlib.resources import files  # only where there are plugins

    named = load(entry)
    if not hasattr(named, "__path__"):
        raise PluginError.of(entry, "names no package: it must be a folder with rule files in it")
    found = sorted(str(file) for file in files(named).iterdir() if file.name.endswith(ENDINGS))
    if not found:
        raise PluginError.of(entry, "names a package without rule files (*.yaml)")
    return [Path(file) for file in found]


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Return the rule files that paths name: the files, and all *.yaml and *.yml of folders."""
    found: list[Path] = []
    for path in paths:
        if os.path.isdir(path):
            try:
                inside = sorted(f for f in path.iterdir() if f.name.endswith(ENDINGS))
            except OSError as error:
                reason = error.strerror
                raise SelectionError(f"{path}: cannot read this folder: {reason}") from None
            if not inside:
                raise SelectionError(f"{path}: no rule files (*.yaml) in this folder")
            found += inside
        else:
            found.append(path)
    return found
