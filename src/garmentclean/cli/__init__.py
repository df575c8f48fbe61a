"""The command line: parse, call, exit code."""

from __future__ import annotations

import signal
import sys
from typing import NoReturn

import click

from garmentclean.cli.clean import clean
from garmentclean.cli.console import ReaderGoneError, say
from garmentclean.cli.report import report
from garmentclean.cli.restore import restore
from garmentclean.cli.rules import rules
from garmentclean.errors import GarmentcleanError

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class DefaultsToClean(click.Group):
    """A group whose command may be left out: then it is `clean`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `clean` before arguments that do not begin with a command."""
        own = {"-h", "--help", "--version"}
        if not args or (args[0] not in self.commands and args[0] not in own):
            args = ["clean", *args]
        return super().parse_args(ctx, args)


@click.group(cls=DefaultsToClean, context_settings=CONTEXT, invoke_without_command=True)
@click.version_option(package_name="garmentclean")
def cli() -> None:
    """Clean crawled articles: strip boilerplate, repair the text, name every edit.

    The command may be left out, it is `clean` then:

    \b
      garmentclean < raw.txt > clean.txt     a pipe
      garmentclean --diff raw.txt            what would change, and why
      garmentclean --write corpus/           clean all files of a folder
    """  # noqa: D301 - click wants the character, it keeps the lines apart


cli.add_command(clean)
cli.add_command(restore)
cli.add_command(rules)
cli.add_command(report)


def main() -> None:
    """Run the command line; what the user can mend is one line on stderr, with exit code 2."""
    try:
        sys.exit(cli.main(prog_name="garmentclean", standalone_mode=False))
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "garmentclean"
        say(f"{error.format_message()}; see '{command} --help'")
        sys.exit(2)
    except ReaderGoneError:
        end_of_pipe()
    except (GarmentcleanError, click.ClickException) as error:
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
