"""The command line: parse, call, exit code."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager, nullcontext
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import click

from garmentclean.cli.command import DescribedGroup
from garmentclean.cli.typos import refuse_unknown_command
from garmentclean.errors import GarmentcleanError, UnexpectedError
from garmentclean.report.terminal import ReaderGoneError, echoing, say, say_more, write
from garmentclean.run.interrupts import INTERRUPTED, INTERRUPTS
from garmentclean.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click.shell_completion import CompletionItem

MODULES = {
    name: f"{__name__}.{name}"
    for name in ("clean", "count", "restore", "rules", "report", "config", "init", "completion")
}
COMPLETE = "_GARMENTCLEAN_COMPLETE"
"""The environment variable by which a shell asks for completion."""
EXAMPLES = (
    ("garmentclean < raw.txt > clean.txt", "clean a pipe"),
    ("garmentclean --diff raw.txt", "show what would change, and why"),
    ("garmentclean --write corpus/", "clean all files of a folder"),
    ("garmentclean init", "write a configuration, a first rule and a pre-commit hook"),
)


class DefaultsToClean(DescribedGroup):
    """A group that runs `clean` if no command is given."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `clean` before arguments that do not begin with a command.

        A first argument that a shell is still completing may become a command.
        """
        own = {"-h", "--help", "--version"}
        first = args[0] if args else None
        if first not in {*self.list_commands(ctx), *own} and (args or not ctx.resilient_parsing):
            if first and not ctx.resilient_parsing:
                refuse_unknown_command(first, self.list_commands(ctx))
            args = ["clean", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[Any]]:
        """Return completions for the first argument: commands, and those of `clean`."""
        from click.shell_completion import CompletionItem  # only for completion

        clean = self.commands_of(ctx)["clean"]
        with clean.make_context("clean", [], parent=ctx, resilient_parsing=True) as inner:
            options = clean.shell_complete(inner, incomplete)
        items = {item.value: item for item in (*super().shell_complete(ctx, incomplete), *options)}
        path = [] if incomplete.startswith("-") else [CompletionItem(incomplete, type="file")]
        return [*items.values(), *path]


def show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's own
    """Write the version, and exit."""
    if wanted and not ctx.resilient_parsing:
        write(f"garmentclean, version {VERSION}\n")
        ctx.exit()


@click.group(
    cls=DefaultsToClean,
    modules=MODULES,
    invoke_without_command=True,
    examples=EXAMPLES,
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=show_version,
    help="Show the version and exit.",
)
def cli() -> None:
    """Clean crawled articles: strip boilerplate, repair the text, name every edit.

    Without a command, `clean` runs; `garmentclean clean --help` shows its options.
    """


def main() -> None:
    """Run the command line; an error is one line on stderr, with exit code 2.

    After SIGTERM or SIGHUP, the process cleans up and then ends by that signal.
    """
    try:
        with INTERRUPTS.handled():
            code = code_of(cli)
    except ReaderGoneError:
        end_of_pipe()
    except KeyboardInterrupt:  # it came after the work was done
        code = INTERRUPTED
    INTERRUPTS.end()
    sys.exit(code)


def code_of(command: click.Command) -> int:
    """Run a command, report errors, and return the exit code.

    Raises ReaderGoneError if nobody reads stdout any more.
    """
    try:
        with completing() if COMPLETE in os.environ else nullcontext():
            return command.main(prog_name="garmentclean", standalone_mode=False) or 0
    except click.exceptions.NoArgsIsHelpError as error:
        for line in error.format_message().splitlines():
            say_more(line)
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "garmentclean"
        message = error.format_message().replace("\n\t", " ").removesuffix(".")
        say(f"{message}; see '{path} --help'")
    except ReaderGoneError:
        raise
    except GarmentcleanError as error:
        for message in error.messages:
            say(message)
    except click.ClickException as error:
        say(str(error))
    except click.Abort:
        say("stopped")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - any error is reported in one line
        say(str(UnexpectedError(error)))
    return 2


@contextmanager
def completing() -> Iterator[None]:
    """Let click answer a shell that asks for completion."""
    import_module(MODULES["completion"])  # it registers the shells with click
    with echoing():
        yield


def end_of_pipe() -> NoReturn:
    """End as cat does when nobody reads its output: quietly, by SIGPIPE."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.raise_signal(signal.SIGPIPE)
    sys.exit(2)
