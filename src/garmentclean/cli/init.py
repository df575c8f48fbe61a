"""garmentclean init: a configuration, a first rule and a hook to start with."""

from __future__ import annotations

import os.path
import shlex
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

import click

from garmentclean.cli.command import Described
from garmentclean.cli.config import as_toml, meaning, value_of
from garmentclean.corpus import writing
from garmentclean.report.terminal import say, write
from garmentclean.run.config import KEYS, OWN, SHARED, table
from garmentclean.run.settings import Settings
from garmentclean.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

RULES = "rules/first.yaml"
HOOKS = ".pre-commit-config.yaml"
WIDTH = 96
EXAMPLES = (
    ("garmentclean init", "in this folder"),
    ("garmentclean init news/", "in another folder, which is created if needed"),
    ("garmentclean init --preset news", "for general news, not that of the garment trade"),
)

HEAD = """\
# What garmentclean does in this folder and below it. Each key is listed with its default;
# to change one, remove its '#'. Options of the command line override this file.
# 'garmentclean config' prints what is in force, and where each value comes from."""

PRESETS = {
    "news": {
        "ignore": """\
# The preset 'news': these rules undo what certain sites and translations have done to a text.
ignore = [
  "letters/trans", # sites that deleted "trans", so that "transform" became "pform"
  "letters/keyboard-letters", # sites that hid "adidas" from a filter as "asdfssdfsdidasdfssdfss"
  "suspects/broken-number", # numbers that a translation from Chinese has split
  "suspects/lost-space", # lost spaces before words of the trade, such as "ofTextile"
  "suspects/name-spellings", # one Chinese name in two spellings
]""",
        "packs": """\
# The preset 'news': no terms of the garment trade, which machines mistranslate from Chinese.
packs = { terms = false }""",
    },
}
"""What each preset writes for a key, instead of its default in a comment."""

FIRST = """\
# Your own rules. 'garmentclean rules test {name}' tests their examples.
pack: first
about: What my sites put around their articles.
rules:
  # The name of a rule is {pack}/model-credit; 'garmentclean --ignore model-credit' leaves it out.
  - id: model-credit
    why: The agency's line on its models is no part of the article.
    filter: drop-lines # drops the lines on which a pattern matches
    patterns: '^Models?: Sample Agency$' # RE2; put the name of your agency here, and below
    where: tail # only below the article
    examples:
      - before: |
          The show closed with a coat of nettle cloth.
          Model: Sample Agency
        after: |
          The show closed with a coat of nettle cloth.
      - keep: "Models: the Sample Agency has none of the coat."
""".format(name=RULES, pack="first")


@click.command(cls=Described, examples=EXAMPLES)
@click.argument(
    "folder",
    metavar="[DIR]",
    default=".",
    type=click.Path(path_type=Path, file_okay=False),
)
@click.option(
    "--preset",
    type=click.Choice(sorted(PRESETS)),
    help="Choose the rules for a kind of text. 'news': general news, without the rules for terms "
    "and translations of the garment trade.",
)
def init(folder: Path, preset: str | None) -> None:
    """Write a configuration, a first rule file and a pre-commit hook to start with.

    Files that already exist are listed and left as they are.
    """
    keys = PRESETS[preset] if preset else {}
    if shared(folder):
        say(f"{folder / SHARED}: already has [tool.garmentclean]; no {OWN} is written")
        added = False
    else:
        added = begin(folder / OWN, configuration(keys))
    if preset and not added:
        say(f"add this to your configuration for the preset '{preset}':")
        write("\n".join([*keys.values(), ""]))
    begin(folder / RULES, FIRST)
    if not begin(folder / HOOKS, f"repos:\n{hook()}"):
        say(f"add this to the 'repos:' of {folder / HOOKS}, unless it is there:")
        write(hook())
    into = "" if folder == Path() else f"cd {shlex.quote(str(folder))} && "
    say(f"next: {into}garmentclean rules test {RULES}")


def shared(folder: Path) -> bool:
    """Return whether a pyproject.toml has our table, which a garmentclean.toml would hide."""
    path = folder / SHARED
    return os.path.isfile(path) and table(path) is not None  # noqa: PTH113 - as in config.find


def begin(path: Path, text: str) -> bool:
    """Write a file unless it exists, and report that; return whether it was written."""
    if os.path.lexists(path):
        say(f"{path}: already exists, and stays as it is")
        return False
    writing.write(path, text.encode())
    say(f"{path}: written")
    return True


def configuration(keys: Mapping[str, str]) -> str:
    """Return a configuration with all keys, their meaning and their default.

    Args:
        keys: for some keys, the lines to write instead of their default.
    """
    lines = [HEAD]
    for key in KEYS:
        default = f"# {key} = {as_toml(value_of(Settings(), key))}"
        lines += ["", *(f"# {line}" for line in wrap(meaning(key), WIDTH))]
        lines.append(f'rules = ["{RULES}"]' if key == "rules" else keys.get(key, default))
    return "\n".join(lines) + "\n"


def hook() -> str:
    """Return the lines of a pre-commit configuration that clean the folder `corpus`."""
    return f"""\
  - repo: https://github.com/garmentclean/garmentclean
    rev: v{VERSION}
    hooks:
      - id: garmentclean
        files: ^corpus/
"""
