"""Completions for option values: names of rules and packs, and paths."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from click.shell_completion import CompletionItem

    from garmentclean.pipeline.pack import Pack

    Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem[Any]]]
    Names = Iterable[tuple[str, str]]


def rule_names(
    ctx: click.Context, _: click.Parameter, incomplete: str
) -> list[CompletionItem[Any]]:
    """Return the rules and packs that begin with the text, or with the last name of a list."""
    return completions(names_of(packs_of(ctx)), incomplete)


def shown_names(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem[Any]]:
    """Return the rules, packs and filters that begin with the text."""
    from garmentclean.filters.registry import kinds  # only for completion

    filters = completions(((kind, "A filter.") for kind in kinds()), incomplete)
    return rule_names(ctx, param, incomplete) + filters


def ledger_rules(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem[Any]]:
    """Return the rules of the ledger that begin with the text; without a ledger, any such rules."""
    from garmentclean.ledger.reader import runs  # only for a ledger

    ledger = ctx.params.get("ledger")
    try:
        rules = sorted({rule for run in runs(ledger) for rule in run.rules}) if ledger else []
    except GarmentcleanError:  # the command reports it
        rules = []
    if not rules:
        return rule_names(ctx, param, incomplete)
    return completions(
        ((name, "") for rule in rules for name in (rule.partition("/")[2], rule)), incomplete
    )


def paths_like(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem[Any]]:
    """Let the shell complete a path."""
    from click.shell_completion import CompletionItem  # only for completion

    return [CompletionItem(incomplete, type="file")]


def packs_of(ctx: click.Context) -> list[Pack]:
    """Return the packs that the command would load; if that fails, the installed ones.

    Errors in a configuration, a rule file or a plugin are reported when the command runs.
    """
    from garmentclean.cli.settings import configuration  # it imports much
    from garmentclean.pipeline.pack_files import load_packs
    from garmentclean.run.config import load

    given = ctx.params
    with suppress(GarmentcleanError, click.UsageError):
        path = configuration(given) if "config" in given else None
        return load_packs((*(load(path).rules if path else ()), *(given.get("rule_files") or ())))
    with suppress(GarmentcleanError):
        return load_packs()
    return []


def names_of(packs: list[Pack]) -> Names:
    """Return the names of packs and rules, short and full, each with a description."""
    for pack in packs:
        yield pack.name, pack.about
    for pack in packs:
        for rule in pack.rules:
            yield rule.id, rule.why
            yield rule.name, rule.why


def completions(names: Names, incomplete: str) -> list[CompletionItem[Any]]:
    """Return completions for the last name of a list that is separated by commas.

    Full names, with the pack, are only offered after a slash.
    """
    from click.shell_completion import CompletionItem

    before, comma, last = incomplete.rpartition(",")
    taken = before.split(",")
    fitting = {
        name: " ".join(about.split())
        for name, about in names
        if name.startswith(last) and name not in taken and ("/" in last or "/" not in name)
    }
    return [CompletionItem(before + comma + name, help=fitting[name] or None) for name in fitting]
