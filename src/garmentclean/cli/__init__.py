"""The command line: parse, call, exit code."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import click

from garmentclean.cli.command import DescribedGroup
from garmentclean.cli.typos import refuse_unknown_command
from garmentclean.console import ReaderGoneError, say
from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

CONTEXT: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
MODULES = {
    name: f"{__name__}.{name}"
    for name in ("clean", "count", "restore", "rules", "report", "config", "init", "completion")
}
COMPLETE = "_GARMENTCLEAN_COMPLETE"
"""The environment variable by which a shell asks for completion."""
EXAMPLES = (
    ("garmentclean < raw.txt > clean.txt", "a pipe"),
    ("garmentclean --diff raw.txt", "what would change, and why"),
    ("garmentclean --write corpus/", "clean all files of a folder"),
    ("garmentclean init", "write a configuration, a first rule and a pre-commit hook"),
)


class DefaultsToClean(DescribedGroup):
    """A group whose command may be left out: then it is `clean`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `clean` before arguments that do not begin with a command.

        While the first of them is being completed, it can still become a command.
        """
        own = {"-h", "--help", "--version"}
        begun = args[0] if args else None
        if begun not in {*self.list_commands(ctx), *own} and (args or not ctx.resilient_parsing):
            if begun and not ctx.resilient_parsing:
                refuse_unknown_command(begun, self.list_commands(ctx))
            args = ["clean", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[Any]]:
        """Return what the first argument can be: a command, or what `clean` has there."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - only for it

        clean = self.commands_of(ctx)["clean"]
        with clean.make_context("clean", [], parent=ctx, resilient_parsing=True) as inner:
            options = clean.shell_complete(inner, incomplete)
        found = {item.value: item for item in (*super().shell_complete(ctx, incomplete), *options)}
        path = [] if incomplete.startswith("-") else [CompletionItem(incomplete, type="file")]
        return [*found.values(), *path]


@click.group(
    cls=DefaultsToClean,
    modules=MODULES,
    context_settings=CONTEXT,
    invoke_without_command=True,
    examples=EXAMPLES,
)
@click.version_option(package_name="garmentclean")
def cli() -> None:
    """Clean crawled articles: strip boilerplate, repair the text, name every edit.

    The command may be left out, it is `clean` then; `garmentclean clean --help` shows its options.
    """


def main() -> None:
    """Run the command line; what the user can mend is one line on stderr, with exit code 2."""
    if COMPLETE in os.environ:
        import_module(MODULES["completion"])  # which tells click how each shell is served
    try:
        sys.exit(cli.main(prog_name="garmentclean", standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "garmentclean"
        message = error.format_message().replace("\n\t", " ").removesuffix(".")
        say(f"{message}; see '{command} --help'")
        sys.exit(2)
    except ReaderGoneError:
        end_of_pipe()
    except GarmentcleanError as error:
        for message in error.messages:
            say(message)
        sys.exit(2)
    except click.ClickException as error:
        say(str(error))
        sys.exit(2)
    except click.Abort:
        say("stopped")
        sys.exit(130)


def end_of_pipe() -> NoReturn:
    """End as cat does when nobody reads what it writes: quietly, killed by SIGPIPE."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.raise_signal(signal.SIGPIPE)
    sys.exit(2)
