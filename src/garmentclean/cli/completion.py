"""garmentclean completion: scripts that complete the command line in a shell."""

from __future__ import annotations

from typing import Any, ClassVar

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

from garmentclean.cli.command import Described
from garmentclean.report.terminal import write

PROGRAM = "garmentclean"
EXAMPLES = (
    ('eval "$(garmentclean completion bash)"', "in ~/.bashrc"),
    ('eval "$(garmentclean completion zsh)"', "in ~/.zshrc, below compinit"),
    (
        "garmentclean completion fish > ~/.config/fish/completions/garmentclean.fish",
        "once, for fish",
    ),
)


class Completing(ShellComplete):
    """Adds what click's completion lacks in all shells."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[Any]]:
        """Return the completions; after `--ignore=`, each with that prefix."""
        name, equals, value = incomplete.partition("=")
        if not equals or not name.startswith("-"):
            return super().get_completions(args, incomplete)
        items = super().get_completions([*args, name], value)
        for item in items:
            item.value = f"{name}={item.value}"
        return items

    def complete(self) -> str:
        """Return what the script reads, with invalid UTF-8 from the command line replaced."""
        return super().complete().encode(errors="replace").decode()


@add_completion_class
class Bash(Completing, BashComplete):
    """Completion for bash.

    Its script differs from click's, which cannot offer both words and files: here the first word
    can be a command or a file.
    """

    source_template: ClassVar[str] = r"""%(complete_func)s() {
    local IFS=$'\n' type value paths=''
    COMPREPLY=()
    while IFS=',' read -r type value; do
        case $type in
            dir | file) paths=$type ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done < <(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD="$COMP_CWORD" \
        %(complete_var)s=bash_complete "$1")
    if [[ $paths && ${#COMPREPLY[@]} -gt 0 ]]; then
        while read -r value; do
            [[ -d $value ]] && value+=/
            COMPREPLY+=("$(printf '%%q' "$value")")
        done < <(compgen -f -- "$2")
    elif [[ $paths == dir ]]; then
        compopt -o dirnames
    elif [[ $paths ]]; then
        compopt -o default
    fi
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one to complete, and that one.

        Bash treats the '=' of `--ignore=letters` as a word.
        """
        words, incomplete = super().get_completion_args()
        return [word for word in words if word != "="], incomplete


@add_completion_class
class Zsh(Completing, ZshComplete):
    """Completion for zsh, with click's own script."""


@add_completion_class
class Fish(Completing, FishComplete):
    """Completion for fish.

    Its script differs from click's: completions may contain commas.
    """

    source_template: ClassVar[str] = r"""function %(complete_func)s
    set -l response (env %(complete_var)s=fish_complete COMP_WORDS=(commandline -cp) \
        COMP_CWORD=(commandline -t) %(prog_name)s)
    for completion in $response
        set -l metadata (string split --max 1 "," $completion)
        switch $metadata[1]
            case dir
                __fish_complete_directories $metadata[2]
            case file
                __fish_complete_path $metadata[2]
            case plain
                echo $metadata[2]
        end
    end
end

complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
"""


SHELLS: dict[str, type[ShellComplete]] = {"bash": Bash, "zsh": Zsh, "fish": Fish}


@click.command(cls=Described, examples=EXAMPLES)
@click.argument("shell", metavar="SHELL", type=click.Choice([*SHELLS]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print a script that completes commands, options, rules and paths in a shell.

    SHELL is one of bash, zsh and fish.
    """
    write(
        SHELLS[shell](ctx.find_root().command, {}, PROGRAM, f"_{PROGRAM.upper()}_COMPLETE").source()
    )
