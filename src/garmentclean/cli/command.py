"""Commands whose help groups the options, and ends with examples."""

from __future__ import annotations

import gc
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from garmentclean.errors import OptionError
from garmentclean.report.terminal import write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TITLE = "Options"
"""The title of options without a group."""
WIDEST = 30
"""The help of a longer option starts on the line below."""

CONTEXT: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
"""The settings of all commands: click keeps the names of --help that a command had first."""


def show_help(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's own
    """Write the help of a command, and exit."""
    if wanted and not ctx.resilient_parsing:
        write(f"{ctx.get_help()}\n")
        ctx.exit()


class Described(click.Command):
    """A command with groups of options and with examples.

    Args:
        examples: command lines, each with a description.
        more: the arguments of click.Command.
    """

    def __init__(self, *args: Any, examples: Sequence[tuple[str, str]] = (), **more: Any) -> None:
        super().__init__(*args, **{"context_settings": CONTEXT} | more)
        self.examples = examples

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; each usage error names the command (click omits some)."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option --help, which exits with 2 if stdout is closed or full."""
        option = super().get_help_option(ctx)
        if option:
            option.callback = show_help
        return option

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, with the garbage collector on, except for what was imported."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
        try:
            return super().invoke(ctx)
        except OptionError as error:
            raise click.UsageError(str(error), ctx) from None

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a section for each group, all with the same columns."""
        groups = option_groups(self, ctx)
        longest = max(len(name) for rows in groups.values() for name, _ in rows)
        for title, rows in groups.items():
            with formatter.section(title):
                formatter.write_dl(
                    [(f"{name:{min(longest, WIDEST)}}", text) for name, text in rows]
                )

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the epilog, and the examples."""
        super().format_epilog(ctx, formatter)
        if self.examples:
            lines = (f"# {about}\n{line}" for line, about in self.examples)
            with formatter.section("Examples"):
                formatter.write_text("\b\n" + "\n".join(lines))


class DescribedGroup(click.Group, Described):
    """A group of commands, each imported only when it is needed.

    Args:
        modules: the module of each command, by its name.
        more: the arguments of click.Group.
    """

    def __init__(self, *args: Any, modules: Mapping[str, str] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.modules = modules or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return sorted({*super().list_commands(ctx), *self.modules})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command with this name; None if there is none."""
        if cmd_name in self.modules and cmd_name not in self.commands:
            self.add_command(getattr(import_module(self.modules[cmd_name]), cmd_name))
        return super().get_command(ctx, cmd_name)

    def commands_of(self, ctx: click.Context) -> dict[str, click.Command]:
        """Return all commands by their names."""
        named = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        return {name: command for name, command in named if command}


def option_groups(command: click.Command, ctx: click.Context) -> dict[str, list[tuple[str, str]]]:
    """Return the options of a command with their help, by the titles of their groups."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for param in command.get_params(ctx):
        record = param.get_help_record(ctx)
        if record and isinstance(param, click.Option):
            groups.setdefault(getattr(param, "title", TITLE), []).append(record)
    return groups
