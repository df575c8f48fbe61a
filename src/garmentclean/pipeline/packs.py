"""Where the packs are, and which of their rules run."""

from __future__ import annotations

import os.path
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from garmentclean.errors import GarmentcleanError, RuleFileError, nearest
from garmentclean.filters.plugins.entry_points import PACKS, PluginError, load, plugins
from garmentclean.version import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from importlib.metadata import EntryPoint
    from os import PathLike

    from garmentclean.filters.base.rule import Rule
    from garmentclean.pipeline.pack import Pack


T = TypeVar("T")

ENDINGS = (".yaml", ".yml")
"""What the names of rule files end in."""


class SelectionError(GarmentcleanError):
    """What was asked for of rules and packs cannot be had."""


class UnknownNameError(SelectionError):
    """A rule or pack was asked for that is in no rule file.

    Args:
        name: what it was called.
        known: the names that there are.
        what: what could have this name.
    """

    def __init__(self, name: str, known: Iterable[str], what: str = "rule or pack") -> None:
        super().__init__(
            f"no {what} is called '{name}'{nearest(name, known)}"
            "; 'garmentclean rules list' shows all"
        )
        self.name = name


def builtin_folder() -> Path:
    """Return the folder of the packs that come with garmentclean.

    It is inside of the package in a wheel, and beside `src` in an editable install.
    """
    shipped = PACKAGE / "rules"
    return shipped if shipped.is_dir() else PACKAGE.parents[1] / "rules"


def load_packs(paths: Iterable[Path] = (), store: Path | None = None) -> list[Pack]:
    """Load the built-in packs, those of plugins, and those of some paths.

    Args:
        paths: rule files, or folders of them.
        store: the folder in which packs are kept as plain data, so that the next start is quick;
            then rules have no examples.

    Raises:
        GarmentcleanError: a file or a plugin cannot be used, or two packs have one name.
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
    of_all(files_of(paths), lambda file: _add(packs, file, store))
    return [pack for pack, _ in packs.values()]


def rule_files(given: Iterable[str | PathLike[str]]) -> list[Path]:
    """Return rule files and folders; SelectionError for the name of a built-in pack."""
    found = [Path(one) for one in given]
    for path in found:
        if not path.exists() and builtin_folder().joinpath(f"{path}.yaml").exists():
            raise SelectionError(
                f"{path}: no such file; the built-in pack of this name goes to select=['{path}']"
            )
    return found


def of_all(files: Iterable[Path], load: Callable[[Path], T]) -> list[T]:
    """Return what is loaded of each file; RuleFileError with what is wrong in all of them."""
    found: list[T] = []
    wrong: list[str] = []
    for file in files:
        try:
            found.append(load(file))
        except RuleFileError as error:
            wrong += error.messages
    if wrong:
        raise RuleFileError(*wrong)
    return found


def _add(packs: dict[str, tuple[Pack, Path]], file: Path, store: Path | None) -> None:
    """Load a pack; SelectionError if there is one of its name."""
    if store:
        from garmentclean.pipeline.pack_cache import stored_pack  # one of the two is needed

        pack = stored_pack(file, store)
    else:
        from garmentclean.pipeline.rulefile import load_pack

        pack = load_pack(file)
    if pack.name in packs:
        first = packs[pack.name][1]
        raise SelectionError(f"{file}:1: a pack '{pack.name}' is already in {first}; rename it")
    packs[pack.name] = (pack, file)


def installed() -> list[Path]:
    """Return the rule files that are loaded without being named: our own, and those of plugins."""
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


def choose(  # noqa: PLR0913 - one parameter an option
    packs: Sequence[Pack],
    *,
    select: Collection[str] = (),
    extend_select: Collection[str] = (),
    ignore: Collection[str] = (),
    switched: Mapping[str, bool] | None = None,
    unsafe: bool = False,
) -> list[Rule]:
    """Return the rules that run, in the order of their packs.

    Args:
        packs: all packs that there are.
        select: names of rules (`id` or `pack/id`) and packs that run, instead of the default.
        extend_select: names that run beside the default.
        ignore: names that do not run, whatever else is said.
        switched: packs that are on by default, or off, whatever their header says.
        unsafe: whether rules run that may change a meaning.

    Raises:
        UnknownNameError: a name is in no pack; it suggests the nearest one.
    """
    asked = (*select, *extend_select, *ignore)
    check_names(asked, packs)
    on = {pack.name: pack.default for pack in packs}
    for name in switched or {}:
        if name not in on:
            raise UnknownNameError(name, on)
    on |= switched or {}

    selected, extended, ignored = {*select}, {*extend_select}, {*ignore}

    def runs(pack: Pack, rule: Rule) -> bool:
        mine = {*names(rule), pack.name} if asked else set()
        wanted = bool(mine & selected) if select else on[pack.name]
        wanted = wanted or bool(mine & extended)
        return wanted and not mine & ignored and (unsafe or rule.safety == "safe")

    asleep = set() if select or extend_select else {name for name in on if not on[name]}
    awake = (pack for pack in packs if pack.name not in asleep)
    return [rule for pack in awake for rule in pack.rules if runs(pack, rule)]


def check_names(asked: Collection[str], packs: Sequence[Pack]) -> None:
    """Raise UnknownNameError, which suggests the nearest one, for a name that is in no pack."""
    if not asked:  # the rules of a pack are made when they are first needed
        return
    known = {pack.name for pack in packs}
    known |= {name for pack in packs for rule in pack.rules for name in names(rule)}
    for name in asked:
        if name not in known:
            raise UnknownNameError(name, known)


def names(rule: Rule) -> tuple[str, str]:
    """Return the names by which a rule can be asked for."""
    return rule.id, rule.name
