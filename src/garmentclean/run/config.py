"""The configuration: `[tool.garmentclean]` of the nearest pyproject.toml, or garmentclean.toml."""

from __future__ import annotations

import os.path
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from garmentclean.corpus.file_kinds import read_small
from garmentclean.corpus.globs.patterns import fault_of
from garmentclean.corpus.sizes import bytes_of
from garmentclean.errors import GarmentcleanError, RuleError, nearest
from garmentclean.filters import registry
from garmentclean.run.settings import INPUT_FORMATS, WEB_KEEPS, Settings
from garmentclean.text.display import CONTROL
from garmentclean.text.encoding import AUTO, encoding_of
from garmentclean.text.regex import check_written, compile_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

OWN, SHARED = "garmentclean.toml", "pyproject.toml"
FILES = "files"
"""The key for rule files in the table `rules`, which has a table for each rule besides."""
LARGEST = 1_000_000
"""The largest configuration, in bytes."""
MOST = 1e15
"""Numbers must be smaller: in TOML they may have a million digits, too many for Python."""
PARTS = 50
PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*"""
DEEP = rf"(?:{PART}\.[ \t]*){{{PARTS}}}"
"""A key with too many parts: the time that Python's parser takes grows with their cube."""


class ConfigError(GarmentcleanError):
    """A configuration cannot be used."""


def find(folder: Path) -> Path | None:
    """Return the configuration of a folder: its own, or the nearest one above.

    A garmentclean.toml comes before a pyproject.toml in the same folder; a pyproject.toml without
    our table is ignored.
    """
    for above in (folder, *folder.parents):
        own, shared = above / OWN, above / SHARED
        if is_there(own):
            return own
        if is_there(shared) and table(shared) is not None:
            return shared
    return None


def is_there(path: Path) -> bool:
    """Return whether there is a file of any kind; reading it reports what is wrong with it."""
    return os.path.exists(path) and not os.path.isdir(path)  # noqa: PTH110 - Path may raise


def table(path: Path) -> dict[str, Any] | None:
    """Return our table in a file; None if a pyproject.toml has none.

    Raises ConfigError for a file that cannot be read, is too large, or is not TOML.
    """
    import tomllib  # only where there is a configuration

    try:
        text = read_small(path, LARGEST).decode("utf-8-sig")
        if deep := compile_pattern(DEEP).search(text):
            line = text.count("\n", 0, deep.start()) + 1
            raise ConfigError(f"{path}:{line}: a key has more than {PARTS} parts; write fewer")
        data = tomllib.loads(text)
    except OSError as error:
        raise ConfigError(f"{path}: cannot read this configuration: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        escapes = "Unescaped '\\'" in str(error) or "hex value" in str(error)
        hint = "; put a text with backslashes in single quotes" if escapes else ""
        if "('rules'," in str(error):
            hint = f"; write the list of rule files as {FILES} = […] in the table [rules]"
        raise ConfigError(f"{path}: is not valid TOML: {error}{hint}") from None
    if path.name != SHARED:
        return data
    tools = data.get("tool")
    ours = tools.get("garmentclean") if isinstance(tools, dict) else None
    if ours is not None and not isinstance(ours, dict):
        raise ConfigError(f"{path}: tool.garmentclean must be a table")
    return ours


def load(path: Path) -> Settings:
    """Read a configuration.

    Raises ConfigError, with the file and the key, for anything wrong with it.
    """
    settings = Settings(root=Path(os.path.realpath(path)).parent)
    for key, value in (table(path) or {}).items():
        if key not in KEYS:
            raise ConfigError(f"{path}: has no key {key!r}{nearest(key, KEYS)}")
        try:
            settings = with_key(settings, key, value, settings.root)
        except ValueError as error:
            raise ConfigError(f"{path}: key '{key}' must be {error}") from None
    return settings


def with_key(settings: Settings, key: str, value: object, folder: Path) -> Settings:
    """Return settings with another value for a key.

    Args:
        settings: the settings.
        key: one of `KEYS`.
        value: its value, as read from TOML.
        folder: what paths and patterns of paths are relative to.

    Raises:
        ValueError: the value is invalid; the message says what it must be.
    """
    parsed = KEYS[key](value)
    if key == "rules":
        files, overrides = parsed
        return replace(settings, rules=tuple(folder / f for f in files), overrides=overrides)
    if key == "counts":
        parsed = tuple(folder / name for name in parsed)
    elif key in {"include", "exclude"}:
        parsed = tuple((folder, glob) for glob in parsed)
    return replace(settings, **{field_of(key): parsed})


def field_of(key: str) -> str:
    """Return the field of Settings for a key."""
    return key.replace("-", "_")


def texts(value: object) -> tuple[str, ...]:
    """Return a list of texts as a tuple; ValueError for anything else."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError('a list of texts, such as ["citation-mark"]')
    return tuple(value)


def paths(value: object) -> tuple[str, ...]:
    """Return a list of paths as a tuple; ValueError for anything else."""
    names = texts(value)
    if not all(names):
        raise ValueError('a list of paths, such as ["rules/mine.yaml"]')
    without_controls("a list of paths", names)
    return names


def rules(value: object) -> tuple[tuple[str, ...], dict[str, dict[str, Any]]]:
    """Return the paths of rule files, and by rule the keys that are overridden.

    The value is a list of paths, or a table: the list is then its key `files`, and the other keys
    are names of rules. Raises ValueError for anything else.
    """
    if not isinstance(value, dict):
        return paths(value), {}
    overrides = {name: given for name, given in value.items() if name != FILES}
    for name, given in overrides.items():
        if not isinstance(given, dict):
            example = f'"{name}" = {{ where = "tail" }}'
            raise ValueError(  # noqa: TRY004 - all of them raise the same
                f"a list of paths, or a table with a table for each rule: {example}"
            )
    try:
        return paths(value.get(FILES, [])), overrides
    except ValueError as error:
        raise ValueError(f"a table, with {FILES} as {error}") from None


def without_controls(what: str, names: Iterable[str]) -> None:
    """Raise ValueError if a name has a control character, which is never intended."""
    for name in names:
        if CONTROL.search(name):
            written = "write it in single quotes, where a backslash is only a backslash"
            raise ValueError(f"{what}, and {name!r} has a control character; {written}")


def patterns(value: object) -> tuple[str, ...]:
    """Return a list of RE2 patterns as a tuple; ValueError for anything else."""
    parsed = texts(value)
    try:
        for pattern in parsed:
            check_written(pattern)
    except RuleError as error:
        raise ValueError(f"a list of patterns: {error}") from None
    return parsed


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


def a_kept_share(value: object) -> float:
    """Return a share that the pack `web` can keep; ValueError for anything else."""
    least, most = WEB_KEEPS
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise ValueError(f"a number from {least} to {most}")
    return float(value)


def seconds(value: object) -> float:
    """Return a number of seconds; ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < MOST:
        raise ValueError("a number of seconds, 0 or more")
    return float(value)


def ignores(value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return a table of lists of texts as pairs; ValueError for anything else."""
    try:
        parsed = tuple((glob, texts(names)) for glob, names in value.items())  # type: ignore[attr-defined]
    except (AttributeError, ValueError):
        example = '{ "old/*" = ["datelines"] }'
        raise ValueError(f"a table of lists of texts, such as {example}") from None
    without_controls("a table with patterns of paths", (glob for glob, _ in parsed))
    for glob, _ in parsed:
        if fault := why_no_match(glob):
            raise ValueError(f"a table with patterns of paths, and {glob!r} is not one: {fault}")
    return parsed


def globs(value: object) -> tuple[str, ...]:
    """Return a list of patterns of paths as a tuple; ValueError for anything else."""
    parsed = texts(value)
    without_controls("a list of patterns of paths", parsed)
    for glob in parsed:
        if fault := why_no_match(glob):
            raise ValueError(f"a list of patterns of paths, and {glob!r} is not one: {fault}")
    return parsed


def switches(value: object) -> tuple[tuple[str, bool], ...]:
    """Return a table of booleans as pairs; ValueError for anything else."""
    if not isinstance(value, dict) or not all(isinstance(item, bool) for item in value.values()):
        raise ValueError("a table of true and false, such as { terms = false }")
    return tuple(value.items())


def kinds(value: object) -> tuple[str, ...]:
    """Return a list of kinds of filter as a tuple; ValueError for anything else."""
    parsed = texts(value)
    for kind in parsed:
        if kind not in registry.kinds():
            close = nearest(kind, registry.kinds())
            raise ValueError(f"a list of filters, and {kind!r} is not one{close}")
    if len({*parsed}) < len(parsed):
        raise ValueError("a list of filters, each only once")
    return parsed


def fields(value: object) -> tuple[str, ...]:
    """Return a text, or a list of texts, as a tuple; ValueError for anything else."""
    parsed = texts([value] if isinstance(value, str) else value)
    if not parsed or not all(parsed):
        raise ValueError('a key, or a list of keys, such as ["title", "text"]')
    return parsed


def input_format(value: object) -> str:
    """Return an input format; ValueError for anything but "" and `INPUT_FORMATS`."""
    if not isinstance(value, str) or value not in {"", *INPUT_FORMATS}:
        raise ValueError(f"one of {', '.join(INPUT_FORMATS)}")
    return str(value)


def an_encoding(value: object) -> str:
    """Return the usual name of an encoding; ValueError if there is no such encoding."""
    return AUTO if value == AUTO else encoding_of(value if isinstance(value, str) else "")


def a_key(value: object) -> str:
    """Return a text; ValueError for anything else."""
    if not isinstance(value, str):
        raise ValueError("a key, such as url")  # noqa: TRY004 - all of them raise the same
    return value


def a_count(value: object) -> int:
    """Return a whole number from 0; ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < MOST:
        raise ValueError("a whole number, 0 or more")
    return value


def a_size(value: object) -> int:
    """Return a number of bytes from a number or a text; ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("a size, such as 100MB")  # noqa: TRY004 - all of them raise the same
    return bytes_of(value if isinstance(value, str) else f"{min(value, MOST):.0f}")


def why_no_match(glob: str) -> str:
    """Return why a pattern, as in .gitignore, matches no path by itself; empty if it does."""
    return fault_of(glob) or ("it only cancels other patterns" if glob.startswith("!") else "")


KEYS: dict[str, Callable[[object], Any]] = {
    "rules": rules,
    "select": texts,
    "extend-select": texts,
    "ignore": texts,
    "web-keep": a_kept_share,
    "unsafe": flag,
    "max-loss": a_share,
    "protect": patterns,
    "filter-timeout": seconds,
    "per-file-ignores": ignores,
    "packs": switches,
    "pipeline": kinds,
    "include": globs,
    "exclude": globs,
    "force-exclude": flag,
    "ignore-files": flag,
    "input-format": input_format,
    "encoding": an_encoding,
    "text-field": fields,
    "min-words": a_count,
    "max-size": a_size,
    "counts": paths,
    "site-field": a_key,
    "jobs": a_count,
    "cache": flag,
}
