"""Decoding and encoding texts, with a check that the same bytes come back.

A byte order mark overrides a named encoding, as in https://encoding.spec.whatwg.org. Text that is
valid UTF-8 is read as UTF-8, as files in other encodings are practically never valid UTF-8.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import NamedTuple

from garmentclean.errors import GarmentcleanError

AUTO, UTF8 = "auto", "utf-8"
MARKS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-32-le": codecs.BOM_UTF32_LE,  # before UTF-16, whose mark is the beginning of this one
    "utf-32-be": codecs.BOM_UTF32_BE,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
}
"""The byte order mark of each encoding."""
WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
"""Encodings with several bytes for each character; UTF-32 first, as above."""
BARE = {"utf-8-sig": UTF8, "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
"""Python's encodings that write a mark, each with its variant that does not."""
OF_HOSTS = frozenset({"idna", "punycode"})
"""Python's encodings for host names, not for texts."""
SHIFTS = {
    "iso2022_jp": re.compile(rb"\x1b\$[@B][!-~\s]+\x1b\([BJ]"),
    "iso2022_kr": re.compile(rb"\x1b\$\)C[^\x0e\x1b]*\x0e[!-~\s]+\x0f"),
}
"""Encodings that switch between character sets by unmistakable escapes."""
SAMPLE = 4096
OFTEN = 0.05
"""The smallest share of spaces, newlines and the like in a text."""
RARE = 0.2
"""The smallest share of NUL bytes in ASCII text that is encoded in UTF-16 or UTF-32."""


class BinaryFileError(GarmentcleanError):
    """Bytes are not text in the given encoding: they have NULs, or switch between character sets.

    Attributes:
        is_text: whether they look like text in another encoding.
    """

    is_text = False


class EncodingError(GarmentcleanError):
    """Bytes are not in the expected encoding, or a text cannot be written in it.

    Attributes:
        lost: the character that the encoding cannot represent; empty for another reason.
    """

    lost = ""


class Decoded(NamedTuple):
    """A text, its encoding, and whether it had a byte order mark."""

    text: str
    encoding: str
    bom: bool


@cache
def encoding_of(name: str) -> str:
    """Return the canonical name of an encoding; ValueError if Python does not know it.

    >>> encoding_of("windows-1252"), encoding_of("UTF8"), encoding_of("GBK")
    ('cp1252', 'utf-8', 'gbk')
    """
    try:
        "".encode(name)
        canonical = codecs.lookup(name).name
    except (LookupError, UnicodeError, ValueError):
        canonical = ""
    if not canonical or canonical in OF_HOSTS:
        raise ValueError("an encoding, such as windows-1252 or gb18030, or auto")
    return BARE.get(canonical, canonical)


def decode(data: bytes, name: str, fallback: str = AUTO) -> Decoded:
    """Decode bytes so that they can be encoded to the same bytes again.

    Args:
        data: the bytes.
        name: the name of the document in messages.
        fallback: the encoding of text that has no byte order mark and is not UTF-8. With `auto`,
            invalid UTF-8 becomes lone surrogates, as in PEP 383; with `utf-8`, it is an error.

    Raises:
        BinaryFileError: there are NUL bytes, or the encoding is surely ISO-2022.
        EncodingError: the bytes are not in this encoding, or encoding would return other bytes.
    """
    marked = next((one for one, mark in MARKS.items() if data.startswith(mark)), "")
    encoding = marked or _encoding(data, fallback)
    if encoding == UTF8 and b"\0" in data:
        raise _binary(data, name)
    if encoding == UTF8 and b"\x1b$" in data:
        _refuse_shifted(data, name)
    bare = data[len(MARKS[marked]) :] if marked else data
    strict = encoding != UTF8 or fallback == UTF8
    try:
        text = bare.decode(encoding, "strict" if strict else "surrogateescape")
    except UnicodeDecodeError as error:
        place = len(data) - len(bare) + error.start
        raise EncodingError(
            f"{name}: is not in {encoding} (byte {place + 1} is 0x{data[place]:02X}); left as it is"
        ) from None
    if "\0" in text:
        raise _binary(data, name)
    if encoding != UTF8 and encode(text, encoding, name) != bare:
        raise EncodingError(
            f"{name}: does not come back from {encoding} as the same bytes; left as it is"
        )
    return Decoded(text, encoding, bool(marked))


def decode_beginning(data: bytes, fallback: str = AUTO) -> tuple[str, str]:
    r"""Return the beginning of a text and its encoding; invalid bytes are left out.

    Args:
        data: the first bytes of a file, which may be cut off within a character.
        fallback: the encoding of text that has no byte order mark and is not UTF-8.

    >>> decode_beginning(b"\xff\xfeS\0i\0"), decode_beginning(b"S\xc3", "cp1252")
    (('Si', 'utf-16-le'), ('S', 'utf-8'))
    """
    marked = next((one for one, mark in MARKS.items() if data.startswith(mark)), "")
    encoding = marked or _encoding(data, fallback, whole=False)
    return data[len(MARKS[marked]) if marked else 0 :].decode(encoding, "ignore"), encoding


def encode(text: str, encoding: str, name: str) -> bytes:
    """Encode a text without a byte order mark.

    Raises EncodingError if the bytes would be decoded to another text.
    """
    if encoding == UTF8:
        return text.encode(UTF8, "surrogateescape")
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError as error:
        raise _unwritable(text[error.start], encoding, name) from None
    again = data.decode(encoding, "replace")
    if again != text:
        pairs = zip(text, again, strict=False)
        lost = next((old for old, new in pairs if old != new), text[-1:])
        raise _unwritable(lost, encoding, name)
    return data


def _encoding(data: bytes, fallback: str, *, whole: bool = True) -> str:
    """Return the encoding of bytes without a byte order mark."""
    if fallback in {AUTO, UTF8}:
        return UTF8
    if fallback in WIDE or data.isascii() or b"\0" in data:
        return fallback
    try:
        codecs.utf_8_decode(data, "strict", whole)
    except UnicodeDecodeError:
        return fallback
    return UTF8


def _unwritable(char: str, encoding: str, name: str) -> EncodingError:
    error = EncodingError(
        f"{name}: its clean text has {char!r} (U+{ord(char):04X}), which {encoding} cannot hold; "
        "left as it is, convert it to UTF-8"
    )
    error.lost = char
    return error


def _binary(data: bytes, name: str) -> BinaryFileError:
    """Return the error for bytes with NULs; it names an encoding that works, if there is one."""
    encoding = next((one for one in WIDE if _looks_like(data[:SAMPLE], one)), "")
    if not encoding:
        return BinaryFileError(f"{name}: looks like a binary file (NUL bytes); not cleaned")
    kind = encoding[:6].upper()
    error = BinaryFileError(
        f"{name}: looks like {kind} without a byte order mark (NUL bytes); not cleaned, try "
        f"--encoding {encoding}"
    )
    error.is_text = True
    return error


def _refuse_shifted(data: bytes, name: str) -> None:
    """Raise BinaryFileError for bytes that switch to a Japanese or Korean character set."""
    encoding = next((one for one, shift in SHIFTS.items() if shift.search(data)), "")
    if encoding:
        usual = encoding.upper().replace("ISO2022_", "ISO-2022-")
        error = BinaryFileError(
            f"{name}: looks like {usual} (its escapes switch between sets of characters); "
            f"not cleaned, try --encoding {encoding}"
        )
        error.is_text = True
        raise error


def _looks_like(data: bytes, encoding: str) -> bool:
    """Return whether bytes look like text in an encoding: with spaces or newlines, without NULs."""
    if data.count(b"\0") < RARE * len(data) and data.replace(b"\0", b"").isascii():
        return False
    text = data[: len(data) // 4 * 4].decode(encoding, "replace")
    common = sum(map(text.count, " \n,.，。"))
    return common > OFTEN * len(text) and not {"\0", "\ufffd"} & {*text}
