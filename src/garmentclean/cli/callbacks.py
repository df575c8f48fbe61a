"""What becomes of the values of options."""

from __future__ import annotations

from pathlib import Path

import click

from garmentclean.corpus.remote import URL, Url
from garmentclean.encoding import AUTO, encoding_of
from garmentclean.sizes import bytes_of


def names(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> list[str]:
    """Return the names of all uses of an option as one list; commas may stand between them."""
    return [name.strip() for value in values for name in value.split(",") if name.strip()]


def a_size(_: click.Context, __: click.Parameter, value: str | None) -> int | None:
    """Return a size in bytes; a usage error for what is none."""
    try:
        return None if value is None else bytes_of(value)
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is not {error}") from None


def an_encoding(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Return the usual name of an encoding; a usage error for what is none."""
    try:
        return value if value in {None, AUTO} else encoding_of(str(value))
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is not {error}") from None


def a_place(_: click.Context, __: click.Parameter, value: str | None) -> Path | None:
    """Return a path, or an address, which a path would not keep as it is."""
    if value is None:
        return None
    return Url(value) if URL.match(value) else Path(value)
