"""Lines that end a sentence, or introduce what follows them."""

from __future__ import annotations

from garmentclean.text.regex import lazily

ENDS_SENTENCE = lazily(r"[.!?。！？…][\"'”’»)\]]*\s*$")
INTRODUCTION_WORDS = 5
INTRODUCTION_HAN = lazily(r"\w{6}")


def introduces(text: str) -> bool:
    """Return whether a line is a sentence with a colon that introduces what follows.

    The label of a box has fewer words.

    >>> introduces("On the door of the old mill it says:"), introduces("Opening hours:")
    (True, False)
    """
    text = text.rstrip()
    if not text.endswith((":", "：")):
        return False
    long = len(text.split()) >= INTRODUCTION_WORDS
    return long or (text[-1] == "：" and INTRODUCTION_HAN.search(text) is not None)
