"""What ftfy leaves alone, told without ftfy: importing it takes longer than cleaning a page.

ftfy repairs the encoding of a text only where its heuristic (`ftfy.badness`) finds characters
beside each other that are hardly ever neighbours: two beyond ASCII, apart from C1 controls, Â, Ã
and œ. So it is enough to look at the stretches of such characters, which are few and short in
English. Neighbours that no heuristic has may pass; all others are for ftfy to judge.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from garmentclean.text.regex import compile_pattern, lazily

ENTITY = lazily("&#?[0-9A-Za-z]{1,24};")
"""What ftfy looks up as an entity."""

HARMLESS = bytes(range(0x20, 0x7F)) + b"\t\n\r\f"
PLAIN = bytes.maketrans(HARMLESS + b"\0\v", b" " * len(HARMLESS) + b"\1\1")
"""For `bytes.translate`: a space for each character of ASCII that is harmless beside any other, and
none for the vertical tab, which `bytes.split` takes for one."""

CONTROLS = "\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u206a-\u206f\ufeff\ufff9-\ufffc"
COMMON = "\xa0\xad·´–—―…’"
"""Marks that may stand beside most characters."""
OPENING = "¡«¿©‘“„•‹"
CLOSING = "®»”›™"
MONEY = "£€¥"
EXTENDED = [chr(code) for code in range(0x100, 0x180)]
LOWER = "ß-öø-ÿάέ-ία-ώа-џ" + "".join(filter(str.islower, EXTENDED))
UPPER = "ÀÁÄ-ÍÏÑ-ÖÚ-ÞΑ-ΩЀ-Я" + "".join(filter(str.isupper, EXTENDED))
UNKNOWN = (
    "\u0500-\u1fff\u2000-\u2012\u2028-\u202f\u2070-\u209f\u2600-\ud7ff\ue000-\uf8fe\uf900-\ufb00"
    "\ufb03-\ufff8\U00010000-\U0010ffff"
)
"""Blocks that ftfy has in no table: Hebrew, Arabic, Thai, Chinese, emoji and others."""


def is_untouched(text: str) -> bool:
    """Tell whether it is sure that ftfy changes nothing in a text, but for entities.

    >>> is_untouched("“A café – £5 for naïve résumés…” said Zoë’s friend"), is_untouched("cafÃ©")
    (True, False)
    """
    odd = set(text.encode().translate(PLAIN).split())
    if not odd:
        return True
    # An underscore is a word's character and no letter: either is bad behind some stretches.
    stretches = b"_".join((*odd, b""))
    suspect = _suspect()
    return not suspect.search(stretches) or not suspect.search(text)


def has_entity(text: str) -> bool:
    """Tell whether a text has what ftfy looks up as an entity.

    >>> has_entity("R&D, wool &amp silk & AT&T;"), has_entity("R&D, wool &amp silk &")
    (True, False)
    """
    return "&" in text and ENTITY.search(text) is not None


@cache
def _suspect() -> Any:
    """Return the pattern of all neighbours that ftfy might change."""
    letters, marks = LOWER + UPPER, OPENING + CLOSING
    beyond = r"^\x00-\x7f"
    other = f"{beyond}{COMMON}{marks}{MONEY}{letters}{UNKNOWN}"
    return compile_pattern(
        f"[{CONTROLS}ÂÃ]"
        "|[Œœ][^A-Za-z]"
        f"|[{LOWER}][{UPPER}]"
        "|[ÄÅ]Ÿ"
        # UTF-8 that was read in an encoding of Central Europe.
        "|[ÂÄĂĹ][ˇĄĽŚŠŞŤŹŽąľśšşťźž]"
        f"|[{letters}][{marks}][0-9A-Z_a-z\x80-\U0010ffff]"
        f"|[{UPPER}][{OPENING}]"
        f"|[{CLOSING}][{letters}]"
        f"|[{letters}{CLOSING}][{MONEY}]"
        f"|[{MONEY}][{beyond}{UNKNOWN}]"
        f"|[{other}][{beyond}{UNKNOWN}]"
        f"|[{beyond}{COMMON}{MONEY}{UNKNOWN}][{other}]"
    )
