"""Kinds of files that hold no article as plain text, and what to do with each."""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """What a file holds.

    Attributes:
        what: its name, with an article.
        advice: what to do with it.
    """

    what: str
    advice: str

    def refusal(self, name: str) -> str:
        """Return the message that a document of this kind is not cleaned."""
        return (
            f"{name}: looks like {self.what}, not like an article; {self.advice}, "
            "or insist with --input-format text"
        )


_SKIP = "leave it out"
_PLAIN = "convert it to plain text first, for example with pandoc"

ROWS = Kind("JSON Lines", "clean its rows with --input-format jsonl")
JSON = Kind("a JSON document", "write it as JSON Lines first, for example with jq -c '.[]'")
HTML = Kind("an HTML page", "extract its text first, for example with trafilatura")
XML = Kind("XML", "extract its text first, for example with xmlstarlet")
TABLE = Kind("CSV", "clean a column of it with --input-format csv and --text-field")
NOTEBOOK = Kind("a notebook", "convert it to Markdown first, for example with nbconvert")
RTF = Kind("RTF", _PLAIN)
TEX = Kind("LaTeX", _PLAIN)
OFFICE = Kind("an office document", _PLAIN)
PDF = Kind("a PDF or PostScript file", "extract its text first, for example with pdftotext")
WARC = Kind("a web archive", "extract the text of its pages first, for example with trafilatura")
MAIL = Kind("a mail", "extract its text first")
PACKED = Kind("a compressed file", "unpack it first")
CODE = Kind("source code", _SKIP)
SETTINGS = Kind("a configuration file", _SKIP)
PATCH = Kind("a patch", _SKIP)
LOG = Kind("a log", _SKIP)
REFERENCES = Kind("a list of references", _SKIP)
SUBTITLES = Kind("subtitles", _SKIP)
TRANSLATIONS = Kind("a file of translations", _SKIP)
CALENDAR = Kind("a calendar or an address book", _SKIP)

_ENDINGS = {
    JSON: "json geojson topojson jsonld har webmanifest json5 jsonc",
    HTML: "html htm xhtml shtml mhtml mht",
    XML: "xml svg rss atom xsl xslt xsd dtd kml gpx opml plist rdf tei tmx xliff xlf",
    TABLE: "csv tsv tab psv",
    NOTEBOOK: "ipynb",
    RTF: "rtf",
    TEX: "tex ltx sty cls bib",
    OFFICE: "doc docx odt ods odp xls xlsx ppt pptx epub mobi",
    PDF: "pdf ps eps djvu",
    WARC: "warc wet wat arc",
    MAIL: "eml mbox msg",
    CODE: (
        "py pyi pyx pyw js mjs cjs jsx ts tsx vue svelte css scss sass less php phtml asp aspx jsp "
        "c h cc cpp cxx hpp hh hxx m mm cs java kt kts scala groovy gradle go rs swift dart zig "
        "rb pl pm lua r jl f90 f95 hs ml mli fs erl ex exs clj cljs el lisp scm vim asm s "
        "sh bash zsh fish csh ps1 psm1 bat cmd awk sed sql cmake mk mak proto thrift graphql tf "
        "hcl nix sol sv vhd vhdl ino pas vb vbs"
    ),
    SETTINGS: "yaml yml toml ini cfg conf properties env lock desktop editorconfig reg",
    PATCH: "diff patch",
    LOG: "log",
    SUBTITLES: "srt vtt ass ssa sbv",
    TRANSLATIONS: "po pot resx strings arb",
    CALENDAR: "ics vcf ldif",
}
BY_ENDING = {f".{end}": kind for kind, ends in _ENDINGS.items() for end in ends.split()}
"""Ending of a file's name, in small letters, to what such a file holds."""
PACKS = (".gz", ".zst", ".bz2", ".xz", ".zip", ".7z", ".lz4", ".br", ".tar", ".tgz", ".rar")
BY_NAME = dict.fromkeys(
    (
        *("makefile", "gnumakefile", "dockerfile", "containerfile", "vagrantfile", "jenkinsfile"),
        *("rakefile", "gemfile", "podfile", "procfile", "brewfile", "cmakelists.txt"),
    ),
    CODE,
)
"""Whole names of files, in small letters, whose endings do not tell what they hold."""
