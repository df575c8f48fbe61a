"""Kinds of files that are not an article in plain text, and what to do with each."""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """What a file holds.

    Attributes:
        what: its name in messages, such as "an HTML page".
        advice: what to do with it.
    """

    what: str
    advice: str

    def refusal(self, name: str) -> str:
        """Return the message for a document of this kind, which is not cleaned."""
        return (
            f"{name}: looks like {self.what}, not like an article; {self.advice}, "
            "or insist with --input-format text"
        )


_LEAVE_OUT = "leave it out"
_CONVERT = "convert it to plain text first, for example with pandoc"

ROWS = Kind("JSON Lines", "clean its rows with --input-format jsonl")
JSON = Kind("a JSON document", "write it as JSON Lines first, for example with jq -c '.[]'")
HTML = Kind("an HTML page", "extract its text first, for example with trafilatura")
XML = Kind("XML", "extract its text first, for example with xmlstarlet")
TABLE = Kind("CSV", "clean a column of it with --input-format csv and --text-field")
NOTEBOOK = Kind("a notebook", "convert it to Markdown first, for example with nbconvert")
RTF = Kind("RTF", _CONVERT)
TEX = Kind("LaTeX", _CONVERT)
OFFICE = Kind("an office document", _CONVERT)
PDF = Kind("a PDF or PostScript file", "extract its text first, for example with pdftotext")
WARC = Kind("a web archive", "extract the text of its pages first, for example with trafilatura")
MAIL = Kind("a mail", "extract its text first")
PACKED = Kind("a compressed file", "unpack it first")
CODE = Kind("source code", _LEAVE_OUT)
SETTINGS = Kind("a configuration file", _LEAVE_OUT)
PATCH = Kind("a patch", _LEAVE_OUT)
LOG = Kind("a log", _LEAVE_OUT)
REFERENCES = Kind("a list of references", _LEAVE_OUT)
SUBTITLES = Kind("subtitles", _LEAVE_OUT)
TRANSLATIONS = Kind("a file of translations", _LEAVE_OUT)
CALENDAR = Kind("a calendar or an address book", _LEAVE_OUT)

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
"""What files hold, by the endings of their names in lower case."""
PACKS = (".gz", ".zst", ".bz2", ".xz", ".zip", ".7z", ".lz4", ".br", ".tar", ".tgz", ".rar")
BY_NAME = dict.fromkeys(
    (
        *("makefile", "gnumakefile", "dockerfile", "containerfile", "vagrantfile", "jenkinsfile"),
        *("rakefile", "gemfile", "podfile", "procfile", "brewfile", "cmakelists.txt"),
    ),
    CODE,
)
"""What files hold whose names have no telling ending, by the whole names in lower case."""
