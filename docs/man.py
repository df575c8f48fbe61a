"""Make the man page from the help texts: python docs/man.py > docs/man/garmentclean.1."""

from __future__ import annotations

import inspect
import re
import sys
from importlib.metadata import version
from itertools import pairwise
from textwrap import wrap
from typing import TYPE_CHECKING

import click

from garmentclean.cli import cli
from garmentclean.cli.command import CONTEXT, TITLE, DescribedGroup, option_groups

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 78
OPTION = re.compile(r"(?<![\w-])-[\w-]+")
VALUE = re.compile(r"(?<= )[A-Z]\S*|\[.+\]$")
END = r"""
.SH EXIT STATUS
.TP
.B 0
Done, whatever was changed.
.TP
.B 1
There is something to change or to look at; the command reports it.
.TP
.B 2
An error. A line on stderr describes it.
.TP
.B 130
Stopped with Ctrl\-C. After SIGTERM and SIGHUP, the process ends by the signal.
.SH ENVIRONMENT
.TP
.B NO_COLOR
If it is not empty, no colours, unless
.B \-\-color
is given.
.TP
.B FORCE_COLOR
If it is not empty, colours even if stdout is not a terminal.
.TP
.B GARMENTCLEAN_TRACEBACK
If it is not empty, bugs are shown with their traceback.
.SH FILES
.TP
.B garmentclean.toml
The configuration of its folder and of all folders below; the nearest one applies.
.B garmentclean init
writes one,
.B garmentclean config
prints the settings that apply.
.TP
.B pyproject.toml
The same in its table
.BR [tool.garmentclean] .
"""


def page() -> str:
    """Return the page: all commands with their help."""
    ctx = click.Context(cli, info_name="garmentclean", **CONTEXT)
    about, _, rest = (cli.help or "").partition("\n")
    lines = [
        rf'.TH GARMENTCLEAN 1 "" "garmentclean {version("garmentclean")}" "User Commands"',
        ".SH NAME",
        rf"garmentclean \- {prose(about[:1].lower() + about[1:].rstrip('.'))}",
        ".SH SYNOPSIS",
        "\n.br\n".join(synopsis(command) for _, command in commands(ctx)),
        ".SH DESCRIPTION",
        *paragraphs(rest),
        ".SH OPTIONS",
        *(line for rows in option_groups(cli, ctx).values() for line in described(rows)),
        ".SH COMMANDS",
        *(line for command, inner in commands(ctx) for line in section(command, inner)),
    ]
    lines += [END.strip(), ".SH EXAMPLES", *examples(cli)]
    return "".join(f"{line}\n" for line in tidy(lines))


def tidy(lines: list[str]) -> Iterator[str]:
    """Return lines without a paragraph mark right below a heading, which starts one itself."""
    for above, line in pairwise(["", *lines]):
        if line != ".PP" or not above.startswith((".SH", ".SS")):
            yield line


def commands(ctx: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    """Return the commands of a group and of its subgroups, each in its context."""
    assert isinstance(ctx.command, DescribedGroup)  # noqa: S101 - it is always called with a group
    for name, command in ctx.command.commands_of(ctx).items():
        inner = click.Context(command, info_name=name, parent=ctx)
        if isinstance(command, click.Group):
            yield from commands(inner)
        else:
            yield command, inner


def synopsis(ctx: click.Context) -> str:
    """Return the usage of a command."""
    pieces = " ".join(ctx.command.collect_usage_pieces(ctx))
    return rf"\fB{ctx.command_path}\fR {literal(pieces)}"


def section(command: click.Command, ctx: click.Context) -> Iterator[str]:
    """Return the section of a command: its help, options and examples."""
    yield f".SS {ctx.command_path}"
    yield from (*paragraphs(command.help or ""), *paragraphs(command.epilog or ""))
    for title, rows in option_groups(command, ctx).items():
        if title == TITLE:
            rows = [row for row in rows if "--help" not in row[0]]  # noqa: PLW2901 - all have it
        if rows:
            yield from (".PP", rf"\fI{title}\fR") if title != TITLE else ()
            yield from described(rows)
    yield from examples(command)


def described(rows: list[tuple[str, str]]) -> Iterator[str]:
    """Return options with their descriptions."""
    for names, text in rows:
        marked = VALUE.sub(lambda match: rf"\fI{match[0]}\fR", literal(names))
        yield from (".TP", re.sub(r"(?:\\-)+[\w\\-]+", lambda match: rf"\fB{match[0]}\fR", marked))
        yield prose(text)


def examples(command: click.Command) -> Iterator[str]:
    """Return the examples of a command."""
    for line, about in getattr(command, "examples", ()):
        yield from (".PP", prose(about[:1].upper() + about[1:]) + ":")
        yield from (".RS 4", ".nf", literal(line), ".fi", ".RE")


def paragraphs(text: str) -> Iterator[str]:
    r"""Return the paragraphs of a help text; one that starts with \b keeps its lines."""
    for paragraph in filter(None, inspect.cleandoc(text).split("\n\n")):
        if paragraph.startswith("\b"):
            lines = map(literal, paragraph.splitlines()[1:])
            yield from (".PP", ".nf", *lines, ".fi")
        else:
            yield from (".PP", prose(" ".join(paragraph.split())))


def prose(text: str) -> str:
    """Return a text in lines of a moderate length; only the dashes of options are escaped."""
    escaped = text.replace("\\", r"\e").strip()
    bold = re.sub("`([^`]+)`", r"\\fB\1\\fR", escaped)
    dashed = OPTION.sub(lambda match: match[0].replace("-", r"\-"), bold)
    lines = wrap(dashed, WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join(map(guarded, lines))


def literal(text: str) -> str:
    """Return a text that can be copied from the page unchanged."""
    return guarded(text.replace("\\", r"\e").replace("-", r"\-"))


def guarded(line: str) -> str:
    """Return a line that groff does not take for a request."""
    return rf"\&{line}" if line.startswith((".", "'")) else line


if __name__ == "__main__":
    sys.stdout.write(page())
