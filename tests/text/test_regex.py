from __future__ import annotations

import re

import pytest

from garmentclean.text.regex import lazily


def test_a_lazy_pattern_does_what_a_compiled_one_does() -> None:
    lazy, made = (
        lazily("(?P<word>l)oom", re.IGNORECASE),
        re.compile("(?P<word>l)oom", re.IGNORECASE),
    )
    for _ in range(2):
        assert lazy.sub("x", "LOOM loom") == made.sub("x", "LOOM loom")
        assert (lazy.pattern, lazy.flags, lazy.groupindex) == (
            made.pattern,
            made.flags,
            made.groupindex,
        )
    with pytest.raises(AttributeError):
        lazy.nothing  # type: ignore[attr-defined] # noqa: B018 - to ask is the test
