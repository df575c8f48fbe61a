"""Properties of characters that matter when an encoding is repaired."""

from __future__ import annotations

from functools import cache
from unicodedata import category, name, normalize

WESTERN = {
    chr(code): character
    for code in range(0x80, 0xA0)
    if (character := bytes([code]).decode("cp1252", "ignore"))
}
"""The C1 controls, which texts do not use, with the characters that Windows-1252 has instead."""
C1_AS_WESTERN = str.maketrans(WESTERN)
LETTERS_END, ADDITIONAL = 0x300, range(0x1E00, 0x1F00)
COMBINING = range(0x300, 0x370)
SELECTORS = frozenset("\ufe0e\ufe0f\u20e3")
"""Characters that turn the one before them into an emoji or a keycap."""
RARE_LATIN = range(0x180, 0x2B0)
LIVING = frozenset("ơƠưƯƏəȘșȚț" + "".join(map(chr, range(0x1CD, 0x1DD))))
"""The rare letters that Vietnamese, Azerbaijani, Romanian and Pinyin use."""
AFRICAN = frozenset("ƁɓƊɗƘƙƳƴƐɛƆɔƉɖƑƒƔɣƲʋƖɩǤǥǦǧǨǩǪǫƷʒǮǯǺǻǼǽǾǿȞȟɂɁ")
"""The rare letters of Hausa, Ewe and others, of Sami, and of accented Danish."""
NO_TEXT = frozenset({"Cn", "Cc", "Cs", "Co"})


def is_latin(character: str) -> bool:
    """Return whether a character is a letter of the Latin script."""
    code = ord(character)
    return character.isalpha() and (code < LETTERS_END or code in ADDITIONAL)


@cache
def script(character: str) -> str:
    """Return the script of a letter or mark: the first word of its Unicode name; empty for others.

    >>> script("ж"), script("é"), script("ひ"), script("-")
    ('CYRILLIC', 'LATIN', 'CJK', '')
    """
    if category(character)[0] not in "LM" or ord(character) in COMBINING:
        return ""
    found = name(character, "").partition(" ")[0]
    return "CJK" if found in {"HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"} else found


def is_readable(text: str, before: str) -> bool:
    r"""Return whether a text is readable: it has no controls, and no marks without a letter.

    Args:
        text: the text.
        before: the character before it, or empty.

    >>> is_readable("\u0308nig", "o"), is_readable("\u0326nig", "K"), is_readable("\x81", "a")
    (True, False, False)
    """
    base = before
    for character in text:
        kind = category(character)
        if kind in NO_TEXT:
            return False
        if kind[0] != "M":
            base = character
        elif ord(character) in COMBINING:
            base = normalize("NFC", base + character)
            if len(base) != 1:
                return False
        elif character not in SELECTORS and (not base or script(base) != script(character)):
            return False
    return True


def has_rare_letter(text: str, *, common: bool) -> bool:
    """Return whether a text has a Latin letter that hardly any language uses.

    Args:
        text: the text.
        common: whether the letters of smaller languages are allowed.

    >>> has_rare_letter("Ʃ", common=True), has_rare_letter("ư", common=False)
    (True, False)
    """
    return any(
        ord(c) in RARE_LATIN and c not in LIVING and not (common and c in AFRICAN) for c in text
    )


def letters_before(line: str, place: int, most: int = 40) -> str:
    """Return the letters directly before an offset in a line."""
    start = place
    while start > max(0, place - most) and line[start - 1].isalpha():
        start -= 1
    return line[start:place]


def scripts(text: str) -> set[str]:
    """Return the scripts of a text's letters, except Latin."""
    return {script(c) for c in text} - {"", "LATIN"}
