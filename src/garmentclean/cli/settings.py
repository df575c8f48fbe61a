"""The settings in force: the command line over the configuration, and where each value is from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from garmentclean.errors import GarmentcleanError
from garmentclean.pipeline.overrides import OverrideError
from garmentclean.pipeline.selection import SelectionError, UnknownNameError
from garmentclean.run.config import KEYS, SHARED, field_of, find, load, table
from garmentclean.run.settings import Settings, pipeline_by_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from garmentclean.pipeline.by_path import PipelineByPath

DEFAULT = "default"

REPLACED = {
    "select": ("select", "extend-select", "ignore", "packs"),
    "include": ("include",),
    "text-field": ("text-field",),
    "counts": ("counts",),
}
"""Options that replace keys of the configuration, before lists are added to them."""
LISTS = ("rules", "extend-select", "ignore", "protect", "exclude", *REPLACED)
SINGLE = (
    "web-keep",
    "max-loss",
    "filter-timeout",
    "min-words",
    "max-size",
    "input-format",
    "encoding",
    "site-field",
    "jobs",
)
FLAGS: dict[str, tuple[str, object]] = {
    "force": ("max-loss", 1.0),
    "unsafe": ("unsafe", True),
    "force-exclude": ("force-exclude", True),
    "no-ignore-files": ("ignore-files", False),
    "no-cache": ("cache", False),
}
"""Options without a value, each with the key that it sets, and to what."""


class SettingsInForce:
    """The settings in force, with the origin of each value.

    Attributes:
        settings: the settings.
        path: the configuration, if there is one.
        origins: the origin of each key's value: the path of the configuration, options of the
            command line, or `default`.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.settings = load(path) if path else Settings()
        self.origins = dict.fromkeys(KEYS, DEFAULT)
        if path:
            where = f"{path} [tool.garmentclean]" if path.name == SHARED else str(path)
            self.origins |= dict.fromkeys(table(path) or {}, where)

    def put(self, key: str, value: Any, origin: str) -> None:
        """Replace the value of a key."""
        self.settings = replace(self.settings, **{field_of(key): value})
        self.origins[key] = origin

    def add(self, key: str, values: tuple[Any, ...], origin: str) -> None:
        """Add values to those of a key."""
        old = getattr(self.settings, field_of(key))
        kept = old or (key == "rules" and self.settings.overrides)
        self.put(key, (*old, *values), f"{self.origins[key]}, {origin}" if kept else origin)


def settings_for_all(given: Mapping[str, Any]) -> Settings:
    """Return the settings for a command that runs no rules, and has only some of the options."""
    resolved = SettingsInForce(configuration(given))
    lists = dict.fromkeys(("rule_files", *map(field_of, LISTS)), ())
    others = dict.fromkeys(map(field_of, (*SINGLE, *FLAGS)))
    apply_options(resolved, lists | others | dict(given))
    return resolved.settings


def in_force(given: Mapping[str, Any]) -> tuple[SettingsInForce, PipelineByPath]:
    """Return the settings in force, and their pipelines.

    Args:
        given: the values of the options, by the names that click gives them.

    Raises:
        GarmentcleanError: the configuration, a rule file or an option cannot be used.
    """
    resolved = SettingsInForce(configuration(given))
    settings = resolved.settings
    configured = {*settings.select, *settings.extend_select, *settings.ignore}
    configured |= {name for _, names in settings.per_file_ignores for name in names}
    configured |= {*settings.overrides, *(name for name, _ in settings.packs)}
    apply_options(resolved, given)
    try:
        return resolved, pipeline_by_path(resolved.settings)
    except UnknownNameError as error:
        if error.name in configured:
            raise SelectionError(f"{resolved.path}: {error}") from None
        raise
    except OverrideError as error:
        raise SelectionError(f"{resolved.path}: {error}") from None


def configuration(given: Mapping[str, Any]) -> Path | None:
    """Return the configuration that is named, or the nearest one; None if there is none."""
    named: Path | None = given["config"]
    if named and given["isolated"]:
        raise click.UsageError("only one of --config and --isolated can be given")
    return named or (None if given["isolated"] else find(working_folder()))


def working_folder() -> Path:
    """Return the working folder; GarmentcleanError if it no longer exists."""
    try:
        return Path.cwd()
    except OSError:
        raise GarmentcleanError(
            "the working folder no longer exists; change to another one"
        ) from None


def apply_options(resolved: SettingsInForce, given: Mapping[str, Any]) -> None:
    """Apply the options of the command line to a configuration.

    A --select replaces everything in the configuration that selects rules; an --include and a
    --text-field replace their own keys. Other lists are added to those of the configuration.
    """
    for key, replaced in REPLACED.items():
        for other in replaced if given[field_of(key)] else ():
            resolved.put(other, (), f"--{key}")
    for key in LISTS:
        values = tuple(dict.fromkeys(given["rule_files" if key == "rules" else field_of(key)]))
        if values and key in {"include", "exclude"}:
            folder = working_folder()
            values = tuple((folder, glob) for glob in values)
        if values:
            resolved.add(key, values, f"--{key}")
    for key in SINGLE:
        if given[field_of(key)] is not None:
            resolved.put(key, given[field_of(key)], f"--{key}")
    for flag, (key, value) in FLAGS.items():
        if given[field_of(flag)]:
            resolved.put(key, value, f"--{flag}")
