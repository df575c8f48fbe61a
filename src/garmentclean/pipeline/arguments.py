"""Checks the arguments of Python callers: one value or several, names, texts, documents."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from garmentclean.text.document import Document

INSTEAD = (
    (type(None), "leave out what is missing (in pandas, with na_action='ignore')"),
    ((bytes, bytearray, memoryview), "Document.from_bytes(data) decodes it"),
    (os.PathLike, "Document.from_bytes(path.read_bytes(), str(path)) reads it"),
    (float, "leave out what is missing (in pandas, with na_action='ignore')"),
    ((list, tuple, set, frozenset), "clean its texts one by one"),
)
"""Types that are passed by mistake, each with what to do instead."""


def as_tuple(given: Any) -> tuple[Any, ...]:
    """Return an argument as a tuple, whether it is one value or several.

    A text or a path is one value.

    >>> as_tuple("return-link"), as_tuple(["datelines", "return-link"])
    (('return-link',), ('datelines', 'return-link'))
    """
    if isinstance(given, (str, os.PathLike)):
        return (given,)
    return tuple(given)


def names_in(given: Any, key: str) -> tuple[Any, ...]:
    """Return the names or paths in an argument; TypeError, with its key, for anything else."""
    names = as_tuple(given) if isinstance(given, (str, os.PathLike, Iterable)) else (given,)
    for name in names:
        if not isinstance(name, (str, os.PathLike)) or not str(name):
            raise TypeError(f"{key} takes one or more names, not {name!r}; leave it out for none")
    return names


def document_of(given: Any) -> Document:
    """Return a document, or a text as a document; TypeError for anything else."""
    if isinstance(given, Document):
        return given
    if isinstance(given, str):
        return Document.from_text(given)
    what = "None" if given is None else f"an object of type {type(given).__name__}"
    instead = next((f"; {text}" for kind, text in INSTEAD if isinstance(given, kind)), "")
    raise TypeError(f"what is cleaned must be a str or a Document, not {what}{instead}")
