"""The configuration: `[tool.garmentclean]` of the nearest pyproject.toml, or garmentclean.toml."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from garmentclean.errors import GarmentcleanError
from garmentclean.rulefile import nearest
from garmentclean.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OWN, SHARED = "garmentclean.toml", "pyproject.toml"


class ConfigError(GarmentcleanError):
    """A configuration cannot be used."""


def find(folder: Path) -> Path | None:
    """Return the configuration that holds in a folder: its own, or the nearest one above.

    Where both files stand, garmentclean.toml wins; a pyproject.toml without our table is passed.
    """
    for above in (folder, *folder.parents):
        if (above / OWN).is_file():
            return above / OWN
        if (above / SHARED).is_file() and table(above / SHARED) is not None:
            return above / SHARED
    return None


def table(path: Path) -> dict[str, Any] | None:
    """Return our table of a file, None if a pyproject.toml has none.

    Raises ConfigError for a file that cannot be read, or is no TOML.
    """
    try:
        data = tomllib.loads(path.read_bytes().decode())
    except OSError as error:
        raise ConfigError(f"{path}: cannot read this configuration: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}") from None
    if path.name != SHARED:
        return data
    found = data.get("tool", {}).get("garmentclean")
    if found is not None and not isinstance(found, dict):
        raise ConfigError(f"{path}: tool.garmentclean must be a table")
    return found


def load(path: Path) -> Settings:
    """Read a configuration.

    Raises ConfigError, which names the file and the key, for whatever is wrong with it.
    """
    settings = Settings(root=path.resolve().parent)
    for key, value in (table(path) or {}).items():
        if key not in KEYS:
            raise ConfigError(f"{path}: has no key '{key}'{nearest(key, KEYS)}")
        try:
            made = KEYS[key](value)
        except ValueError as error:
            raise ConfigError(f"{path}: key '{key}' must be {error}") from None
        if key == "rules":
            made = tuple(settings.root / name for name in made)
        settings = replace(settings, **{key.replace("-", "_"): made})
    return settings


def texts(value: object) -> tuple[str, ...]:
    """Return a list of texts as a tuple; ValueError for anything else."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError('a list of texts, such as ["citation-mark"]')
    return tuple(value)


def flag(value: object) -> bool:
    """Return a boolean; ValueError for anything else."""
    if not isinstance(value, bool):
        raise ValueError("true or false")  # noqa: TRY004 - all of them raise the same
    return value


def a_share(value: object) -> float:
    """Return a number from 0 to 1; ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError("a number from 0 to 1")
    return float(value)


def ignores(value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return a table of lists of texts as pairs; ValueError for anything else."""
    if not isinstance(value, dict):
        example = '{ "old/*" = ["datelines"] }'
        raise ValueError(f"a table of lists, such as {example}")  # noqa: TRY004 - the same
    return tuple((pattern, texts(names)) for pattern, names in value.items())


KEYS: dict[str, Callable[[object], Any]] = {
    "rules": texts,
    "select": texts,
    "extend-select": texts,
    "ignore": texts,
    "unsafe": flag,
    "max-loss": a_share,
    "protect": texts,
    "per-file-ignores": ignores,
}
