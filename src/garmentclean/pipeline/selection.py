"""Selecting the rules that run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.errors import GarmentcleanError, nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from garmentclean.filters.base.rule import Rule
    from garmentclean.pipeline.pack import Pack


class SelectionError(GarmentcleanError):
    """Selected rules or packs do not exist, or cannot be loaded."""


class UnknownNameError(SelectionError):
    """No rule or pack has a given name.

    Args:
        name: the name.
        known: all names that exist.
        what: what was looked up by this name.
    """

    def __init__(self, name: str, known: Iterable[str], what: str = "rule or pack") -> None:
        super().__init__(
            f"no {what} is called '{name}'{nearest(name, known)}"
            "; 'garmentclean rules list' shows all"
        )
        self.name = name


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
        packs: all packs.
        select: names of rules (`id` or `pack/id`) and packs that run, instead of the default.
        extend_select: names of rules and packs that run as well.
        ignore: names of rules and packs that do not run, even if they are selected.
        switched: packs that are on (true) or off (false) by default, whatever their header says.
        unsafe: whether to run rules that may change the meaning of a text.

    Raises:
        UnknownNameError: no pack has a rule of this name; it suggests the nearest one.
    """
    chosen = (*select, *extend_select, *ignore)
    check_names(chosen, packs)
    on = {pack.name: pack.default for pack in packs}
    for name in switched or {}:
        if name not in on:
            raise UnknownNameError(name, on)
    on |= switched or {}

    selected, extended, ignored = {*select}, {*extend_select}, {*ignore}

    def runs(pack: Pack, rule: Rule) -> bool:
        aliases = {*names(rule), pack.name} if chosen else set()
        wanted = bool(aliases & selected) if select else on[pack.name]
        wanted = wanted or bool(aliases & extended)
        return wanted and not aliases & ignored and (unsafe or rule.safety == "safe")

    # The rules of a pack are built on first use, so packs without a rule that runs are skipped.
    off = set() if select or extend_select else {name for name in on if not on[name]}
    used = (pack for pack in packs if pack.name not in off)
    return [rule for pack in used for rule in pack.rules if runs(pack, rule)]


def check_names(wanted: Collection[str], packs: Sequence[Pack]) -> None:
    """Raise UnknownNameError, which suggests the nearest one, for a name that is in no pack."""
    if not wanted:  # do not build the rules of all packs for nothing
        return
    known = {pack.name for pack in packs}
    known |= {name for pack in packs for rule in pack.rules for name in names(rule)}
    for name in wanted:
        if name not in known:
            raise UnknownNameError(name, known)


def names(rule: Rule) -> tuple[str, str]:
    """Return the names by which a rule can be selected."""
    return rule.id, rule.name
