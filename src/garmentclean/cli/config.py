"""garmentclean config: the configuration in force, and where each value comes from."""

from __future__ import annotations

import json
import os.path
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from garmentclean.cli.command import Described
from garmentclean.cli.options import BRAKE, FILES, LIMITS, ROWS, SELECTION, SITES, SPEED
from garmentclean.cli.settings import in_force, working_folder
from garmentclean.filters.base.keys import sections
from garmentclean.report.terminal import write
from garmentclean.run.config import FILES as FILES_KEY
from garmentclean.run.config import KEYS, field_of
from garmentclean.run.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

EXAMPLES = (
    ("garmentclean config", "the configuration of this folder"),
    ("garmentclean config --ignore citation-mark --max-loss 0.5", "the same with options"),
    ("garmentclean config --isolated", "the defaults"),
)


@click.command(cls=Described, examples=EXAMPLES)
@SELECTION
@BRAKE
@FILES
@ROWS
@SITES
@LIMITS
@SPEED
def config(**given: Any) -> None:
    """Print the configuration in force, with the origin of each value.

    The origin is a file, an option or the default. The output is a valid garmentclean.toml with the
    same meaning.
    """
    resolved, _ = in_force(given)
    root = resolved.path.parent.resolve() if resolved.path else working_folder()
    write(f"# {comment(f'in {root}')}\n")
    for key in KEYS:
        value = as_toml(value_of(resolved.settings, key))
        write(f"{key} = {value}  # {comment(resolved.origins[key])}\n")


def meaning(key: str) -> str:
    """Return the meaning of a key, in one sentence."""
    return sections(Settings, "Attributes")[field_of(key)].partition(". ")[0].rstrip(".") + "."


def value_of(settings: Settings, key: str) -> Any:
    """Return the value of a key as a configuration in the root of the settings would have it.

    This is the inverse of `config.load`.
    """
    value: Any = getattr(settings, field_of(key))
    root = Path(os.path.realpath(settings.root))
    if key in {"rules", "counts"}:
        paths = [relative(Path(os.path.abspath(path)), root) for path in value]  # noqa: PTH100 - links stay
        has_overrides = key == "rules" and settings.overrides
        return {FILES_KEY: paths} | dict(settings.overrides) if has_overrides else paths
    if key in {"include", "exclude"}:
        return [moved(glob, folder, root) for folder, glob in value]
    if key in {"per-file-ignores", "packs"}:
        return dict(value)
    return value


def relative(path: Path, root: Path) -> str:
    """Return a path relative to a folder, or in full if it is not inside it."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def moved(glob: str, folder: Path, root: Path) -> str:
    """Return a pattern, as in .gitignore, that means the same in a folder above its own.

    If the root is not above its folder, the pattern stays as it is.

    >>> moved("*.bak", Path("/corpus/old"), Path("/corpus"))
    '/old/**/*.bak'
    >>> moved("/2013/*", Path("/corpus/old"), Path("/corpus"))
    '/old/2013/*'
    """
    folder = Path(os.path.realpath(folder))
    if folder == root or not folder.is_relative_to(root):
        return glob
    deep = "" if "/" in glob.rstrip("/") else "**/"
    return f"/{folder.relative_to(root).as_posix()}/{deep}{glob.removeprefix('/')}"


def as_toml(value: Any) -> str:
    r"""Return a value as TOML, on one line.

    >>> as_toml({"old/*": ["a\x7f\n"], "new": ()})
    '{ "old/*" = ["a\\u007f\\n"], "new" = [] }'
    """
    match value:
        case list() | tuple():
            return f"[{', '.join(map(as_toml, value))}]"
        case dict():
            return f"{{ {pairs(value)} }}" if value else "{}"
        case _:  # strings, numbers and booleans are as in JSON, except for one character
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def pairs(table: Mapping[str, Any]) -> str:
    """Return the keys and values of a table as TOML."""
    return ", ".join(f"{as_toml(key)} = {as_toml(value)}" for key, value in table.items())


def comment(text: str) -> str:
    """Return a text for a comment, with unprintable characters escaped."""
    return text if text.isprintable() else repr(text)[1:-1]
