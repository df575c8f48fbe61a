"""Random command lines over hostile folders: no traceback, every byte restored, nothing done twice.

GARMENTCLEAN_RANDOM_SECONDS is how long this goes on (60 if it is not set). What it does follows
from GARMENTCLEAN_RANDOM_SEED, the number of the first case (1). A case that fails is printed with
its number, and can be run alone: `python tests/end_to_end/test_random_command_lines.py NUMBER`.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, TypeVar

import pytest
from click.testing import CliRunner

from garmentclean.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

pytestmark = [
    pytest.mark.exhaustive,
    pytest.mark.skipif(os.name != "posix", reason="needs links, pipes and free names"),
]

SECONDS = float(os.environ.get("GARMENTCLEAN_RANDOM_SECONDS", "60"))
FIRST = int(os.environ.get("GARMENTCLEAN_RANDOM_SEED", "1"))
PATIENCE = 120
"""A command line that takes more seconds hangs."""
MOST = 20
"""How many failures are reported."""
OWN = {"GARMENTCLEAN_TRACEBACK": "1", "GARMENTCLEAN_CACHE_DIR": ""}

PLAIN = [
    *(
        "Return to list",
        "The pformation of the mills has begun.",
        "Share this page",
        "",
        "  ",
        "- ",
    ),
    *("2013/10/17 8:40:00 73", "Home > News", "Related reading", "• Daily headlines", "Photo: x"),
    *(
        "Hemp&Nbsp;is strong, and and it is needed [3].",
        "&amp;amp;&lt;b&gt;",
        "<p>A <b>loom</b></p>",
    ),
    *(
        "1 billion 200 million yuan",
        "Fran?ais",
        "Ã©tÃ© â€œquotedâ€\x9d",
        "10<sup>3</sup>",
        "[1][2]",
    ),
    *(
        "织机很旧。",
        "服装 网讯：转载请注明出处",
        "Уважаемые",
        "a\u200bb\u00adc\ufeff",
        "x\u202ey\u2066z",
    ),
    *("---", "title: a", "+++", "{", '{"a": 1}', "a,b,c", "```", "def f(x):", "return 1;", "|a|b|"),
    *(
        "\x1b[1mN\bNA\x1b[0m",
        "\x00",
        "\x07\x0b\x0c\x1c",
        "\x85\u2028\u2029",
        "reci-",
        "pient",
        "&" * 60,
    ),
    *("One loom is old, and the weavers of the town know it well.", "::set-output name=a::b"),
    *("##[error]x", "word " * 300, "x" * 5000, "!!!!!", "«»“”", "\U0001f9f5" * 9, "ﬁnal", "ＡＢＣ"),
]
BYTES = [b"\xff", b"\xe9", b"\xc3", b"\x80", b"\xe4\xb8", b"\xed\xa0\x80", b"\xf8", b"\x9b2J"]
NEWLINES = [b"\n", b"\n", b"\n", b"\r\n", b"\r", b"\r\r\n", b"\n\n"]
BEGINNINGS = [b"", b"", b"", b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b", b"\n\n"]
NAMES = [
    *(
        b"a.txt",
        b"b.md",
        b"c",
        b"d.text",
        b"-w",
        b"--check",
        b"-.txt",
        b"new\nline.txt",
        b"esc\x1b[2J.txt",
    ),
    *(
        b"caf\xe9.txt",
        "\u202egnp.txt".encode(),
        b" .txt",
        b"a b.txt",
        b"'q\"\\.txt",
        b"%41.txt",
        b"#.txt",
    ),
    *(
        b"n" * 200 + b".txt",
        b"e.html",
        b"f.json",
        b"g.csv",
        b".hidden.txt",
        b"h.txt.gz",
        b"[z-a].txt",
    ),
    *(
        "织机.txt".encode(),
        b"::error::.txt",
        b"##[group].txt",
        b"~",
        b"$HOME.txt",
        b"a:1.txt",
        b"i.zip",
    ),
]
ROWS = [b"r.jsonl", b"s.ndjson", b"t.jsonl.gz", b"u.json"]
PACKS = [
    *(
        "boilerplate",
        "datelines",
        "encoding",
        "invisible",
        "languages",
        "letters",
        "markup",
    ),
    *("notices", "only-english", "repeats", "spacing", "suspects", "terms", "torn", "web"),
    *("words", "zh"),
    *("return-link", "trans", "citation-mark", "nothing-of-this", ""),
]
GOOD = {
    "pattern": ["^Photo: .*$", r"\w+", r"\x{DC80}", "loom|织", "^$", r"\C", "list$"],
    "share": ["0", "0.01", "0.5", "0.9", "1"],
    "size": ["1", "100", "1kB", "1MB"],
    "number": ["0", "1", "5", "999999999999"],
    "glob": ["*.txt", "*", "a*", "*a*a*a*b", "**/x", "in/"],
    "encoding": ["auto", "utf-8", "cp1252", "gb18030", "utf-16", "latin-1"],
    "field": ["text", "id", "meta.text", "meta", "nothing"],
    "more": ["--force-exclude", "--unsafe"],
}
BAD = {
    "pattern": ["", "(", "(" * 300, "(?=x)"],
    "share": ["nan", "-1", "x"],
    "size": ["0", "x", "-5"],
    "number": ["-1", "x"],
    "glob": ["[z-a]", "!*", ""],
    "encoding": ["rot13", "nothing"],
    "field": [""],
    "more": ["--nothing", "--jobs=0", "--config=x", "--metadata-columns"],
}
FORMATS = ["text", "json", "github", "sarif"]


Some = TypeVar("Some")


class Case:
    """One command line, and the folder that it runs in.

    Args:
        number: by which all that is random is chosen.
        folder: an empty folder.
    """

    def __init__(self, number: int, folder: Path) -> None:
        self.chance = Random(number)
        self.folder = folder
        self.is_careless = self.maybe(0.25)
        self.is_counted = False
        self.commands: list[str] = []

    def one_of(self, some: Sequence[Some]) -> Some:
        return self.chance.choice(some)

    def maybe(self, share: float) -> bool:
        return self.chance.random() < share

    def value(self, kind: str) -> str:
        """Return a value of a kind; a wrong one only if this case is careless."""
        wrong = self.is_careless and self.maybe(0.4)
        return str(self.one_of((BAD if wrong else GOOD)[kind]))

    # What there is.

    def text(self) -> bytes:
        """Return a text, with all that may be wrong with one."""
        lines = []
        for _ in range(self.one_of([0, 1, 3, 8, 20, 60])):
            line = self.one_of(PLAIN).encode()
            if line == b"\x00" and self.maybe(0.9):
                continue
            for _ in range(self.one_of([0, 0, 0, 0, 1, 2])):
                place = self.chance.randint(0, len(line))
                line = line[:place] + self.one_of(BYTES) + line[place:]
            lines.append(line)
        newline = self.one_of(NEWLINES)
        ends = [self.one_of(NEWLINES) if self.maybe(0.03) else newline for _ in lines]
        data = b"".join(line + end for line, end in zip(lines, ends, strict=True))
        if self.maybe(0.04):
            return data.decode("utf-8", "ignore").encode("utf-16")
        return self.one_of(BEGINNINGS) + data[: None if self.maybe(0.7) else -1]

    def row(self) -> bytes:
        """Return a row of JSON Lines, or what is none."""
        text = self.text().decode("utf-8", "surrogateescape")
        value: object = self.one_of([text, text, text, None, 7, ["x"], {"text": text}])
        row = {"id": self.one_of([1, "a", None]), "text": value, "meta": {"text": text}}
        if self.maybe(0.05):
            return self.one_of(
                [b"", b"[]", b"{", b"7", b'{"text": "\xff"}', b'{"text":1e999}', b" "]
            )
        return json.dumps(row, ensure_ascii=self.maybe(0.8)).encode("utf-8", "replace")

    def content(self, name: bytes) -> bytes:
        if name in ROWS:
            rows = b"\n".join(self.row() for _ in range(self.one_of([0, 1, 4, 30])))
            data = rows + self.one_of([b"", b"\n", b"\r\n", b"\n\n"])
        else:
            data = self.text()
        return gzip.compress(data) if name.endswith(b".gz") and self.maybe(0.9) else data

    def tree(self) -> None:
        """Make a folder `in` with files, links and pipes, and one outside of it."""
        top, outside = self.folder / "in", self.folder / "outside"
        for folder in (top, top / "sub", top / "sub" / "deep", outside):
            folder.mkdir()
        (outside / "o.txt").write_bytes(b"The pformation.\nReturn to list\n")
        for _ in range(self.one_of([1, 2, 4, 8])):
            name = self.one_of(NAMES) if self.maybe(0.75) else self.one_of(ROWS)
            folder = self.one_of([top, top, top / "sub", top / "sub" / "deep"])
            path = folder / os.fsdecode(name)
            if not os.path.lexists(path):
                path.write_bytes(self.content(name))
        links = {"in.txt": "a.txt", "out.txt": "../outside/o.txt", "away": "../outside"}
        links |= {"round.txt": "round.txt", "up": "..", "none.txt": "nowhere.txt"}
        for link, target in links.items():
            if self.maybe(0.1) and not os.path.lexists(top / link):
                (top / link).symlink_to(target)
        if self.maybe(0.05):
            os.mkfifo(top / "pipe.txt")
        if self.maybe(0.1):
            lines = [self.value("glob").encode() for _ in range(3)]
            (top / self.one_of([".gitignore", ".ignore"])).write_bytes(
                b"\n".join([*lines, b"\xff"])
            )
        if self.is_careless and self.maybe(0.5):
            (self.folder / "garmentclean.toml").write_bytes(self.configuration())

    def configuration(self) -> bytes:
        lines = [
            f"{key} = {value}"
            for key, value in {
                "max-loss": self.one_of(["0.5", "1", "true", "nan"]),
                "ignore": json.dumps([self.one_of(PACKS)]),
                "protect": json.dumps([self.value("pattern")]),
                "exclude": json.dumps([self.value("glob")]),
                "text-field": json.dumps(self.value("field")),
                "nothing": "1",
            }.items()
            if self.maybe(0.25)
        ]
        return "\n".join(lines).encode() + self.one_of([b"", b"\n", b"\n[", b"\xff"])

    # What is done.

    def options(self) -> list[str]:
        """Return options that `clean` has in every mode."""
        made: list[tuple[float, Callable[[], list[str]]]] = [
            (0.1, lambda: [self.one_of(["--select", "--extend-select"]), self.names()]),
            (0.15, lambda: ["--ignore", self.names()]),
            (0.2, lambda: ["--unsafe"]),
            (0.3, lambda: ["--extend-select", ",".join(PACKS[:16])]),
            (0.3, lambda: ["--protect", self.value("pattern")]),
            (0.2, lambda: ["--max-loss", self.value("share")]),
            (0.1, lambda: ["--force"]),
            (0.1, lambda: ["--max-size", self.value("size")]),
            (0.1, lambda: ["--encoding", self.value("encoding")]),
            (0.1, lambda: [self.one_of(["--include", "--exclude"]), self.value("glob")]),
            (0.1, lambda: ["--no-ignore-files"]),
            (0.1, lambda: ["--text-field", self.value("field")]),
            (0.1, lambda: ["--input-format", self.one_of(["text", "jsonl"])]),
            (0.1, lambda: ["--site-field", self.value("field")]),
            (0.15, lambda: ["--metadata", "metadata.jsonl"]),
            (0.15, lambda: ["--rejects", "rejects.jsonl"]),
            (0.1, lambda: ["--rejects", "poor.jsonl", "--min-words", self.value("number")]),
            (0.1, lambda: ["--quarantine", "aside"]),
            (0.9 * self.is_counted, lambda: ["--counts", "counts", "--extend-select", "common"]),
            (0.1 * self.is_careless, lambda: ["--counts", "nowhere"]),
            (0.3, lambda: ["--no-cache"]),
            (0.2, lambda: [self.one_of(["-q", "-v"])]),
            (0.2, lambda: ["--color", self.one_of(["auto", "always", "never"])]),
            (0.7, lambda: ["--isolated"]),
            (
                0.03,
                lambda: [self.one_of(["--nothing", "--force-exclude", "--jobs=0", "--config=x"])],
            ),
        ]
        return [part for share, option in made if self.maybe(share) for part in option()]

    def names(self) -> str:
        known = PACKS if self.is_careless else PACKS[:-2]
        return ",".join(self.one_of(known) for _ in range(self.one_of([1, 1, 2, 4])))

    def paths(self) -> list[str]:
        """Return what is to be cleaned: the folder, or some of its files."""
        if self.maybe(0.7):
            return ["in"]
        files = sorted(str(path.relative_to(self.folder)) for path in walked(self.folder / "in"))
        return [*self.chance.sample(files, min(len(files), self.one_of([1, 2, 3]))), "in/none"][
            : None if self.maybe(0.1) else -1
        ] or ["in"]

    def jobs(self) -> list[str]:
        return ["--jobs", "2" if self.maybe(0.05) else "1"]

    def run(self, *args: str, stdin: bytes = b"") -> tuple[int, bytes, bytes]:
        """Run a command line, and check what must hold for any."""
        self.commands.append(f"garmentclean {' '.join(map(repr, args))}")
        alone = self.maybe(0.03)
        code, out, err = (in_process if alone else in_here)(self.folder, args, stdin)
        if code not in {0, 1, 2}:
            raise WrongError(f"ends with {code}: {err[-2000:]!r}")
        for sign in (b"Traceback", b"this is a bug"):
            if sign in err:
                raise WrongError(err[-3000:].decode("utf-8", "backslashreplace"))
        if code == 2 and not err:
            raise WrongError("an error without a word")
        return code, out, err

    def do(self) -> None:
        self.tree()
        outside = snapshot(self.folder / "outside")
        if self.maybe(0.1):
            self.run("count", "in", "-o", "counts", "--jobs", "1")
            self.is_counted = (self.folder / "counts").is_dir()
        self.one_of([self.shows] * 3 + [self.writes] * 5 + [self.outputs] * 4 + [self.others])()
        if snapshot(self.folder / "outside") != outside:
            raise WrongError("a file outside has changed")

    def shows(self) -> None:
        """Check, diff or clean to stdout, twice; nothing may change."""
        before = snapshot(self.folder / "in")
        mode = self.one_of([["--check"], ["--check", "--format", self.one_of(FORMATS)], ["--diff"]])
        args = [*mode, *self.options(), *self.jobs()]
        if self.maybe(0.3):
            self.run(*(args if self.maybe(0.5) else self.options()), stdin=self.text())
        else:
            first = self.run(*args, "--", *self.paths())
            form = mode[-1]
            if first[0] != 2 and form in {"json", "sarif"}:
                json.loads(first[1])
        if snapshot(self.folder / "in") != before:
            raise WrongError("a file has changed")

    def writes(self) -> None:
        """Clean in place, again, and take it back."""
        top = self.folder / "in"
        before = snapshot(top)
        options, paths = [*self.options(), *self.jobs()], self.paths()
        self.run("-w", *options, "--ledger", "ledger.jsonl", "--", *paths)
        after = snapshot(top)
        if before.keys() - after.keys():
            raise WrongError(f"files are gone: {before.keys() - after.keys()}")
        self.run("-w", *options, "--ledger", "again.jsonl", "--", *paths)
        if snapshot(top) != after:
            raise WrongError(f"a second run has changed {changed(after, snapshot(top))}")
        if not changed(before, after):
            return
        names = [f"in/{name}" for name in changed(before, after)]
        whole = ["in"] if self.maybe(0.2) else names
        code, _, err = self.run("restore", "-w", "-q", "--ledger", "ledger.jsonl", "--", *names)
        if code or changed(before, snapshot(top)):
            left = changed(before, snapshot(top))
            raise WrongError(f"restore ends with {code} and leaves {left}: {err[-800:]!r}")
        self.run("report", "ledger.jsonl", "-o", "report.html")
        if whole != names:
            self.run(
                "restore",
                "-w",
                "--rule",
                self.one_of(PACKS) or "x",
                "--ledger",
                "ledger.jsonl",
                *whole,
            )

    def outputs(self) -> None:
        """Clean into another folder, twice."""
        before = snapshot(self.folder / "in")
        options = [*self.options(), *self.jobs()]
        if self.maybe(0.5):
            options += ["--ledger", self.one_of(["l.jsonl", "l.jsonl.gz", "l.jsonl.zst"])]
        output = self.one_of(["out", "out", "out/", "out/deep", "in/out", "out.txt"])
        args = ["-o", output, *options, "--", *self.paths()]
        self.run(*args)
        if snapshot(self.folder / "in") != before and output != "in/out":
            raise WrongError("an input has changed")
        after = snapshot(self.folder / "out")
        if self.maybe(0.5):
            shutil.rmtree(self.folder / "out", ignore_errors=True)
        self.run(*args)
        again = snapshot(self.folder / "out")
        if again != after and not any(
            name.endswith("manifest.db") for name in changed(after, again)
        ):
            raise WrongError(f"a second run has changed {changed(after, again)}")

    def others(self) -> None:
        """Run another command."""
        ledger = self.one_of(["in/a.txt", "ledger.jsonl", "nowhere", "in"])
        (self.folder / "ledger.jsonl").write_bytes(self.text())
        self.run(
            *self.one_of(
                [
                    ["count", "in", "-o", "counts", "--jobs", "1"],
                    ["restore", "--ledger", ledger, *self.paths()],
                    ["restore", "-w", "--ledger", ledger, *self.paths()],
                    ["report", ledger, "-o", "report.html"],
                    ["rules", "list"],
                    ["rules", "show", self.one_of(PACKS)],
                    ["rules", "lint", self.one_of(["in", "in/a.txt", "garmentclean.toml"])],
                    ["rules", "test", self.one_of(["in", "in/a.txt", "nowhere.yaml"])],
                    ["config", *self.paths()[:1]],
                    ["completion", self.one_of(["bash", "zsh", "fish", "x"])],
                    [self.one_of(["chek", "help", "", "-", "--", "---"])],
                ]
            ),
            stdin=self.text(),
        )


class WrongError(AssertionError):
    """What may never happen has happened."""


def walked(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder that are no links."""
    for top, _, names in os.walk(folder):
        for name in names:
            path = Path(top, name)
            if path.is_file() and not path.is_symlink():
                yield path


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return the bytes of all files of a folder, but those of ours, by their names.

    Of what is compressed it is the bytes within, which is all that comes back.
    """
    contents = {}
    for path in walked(folder):
        if not path.name.startswith((".garmentclean-", "garmentclean-")):
            data = path.read_bytes()
            with contextlib.suppress(OSError, EOFError, zlib.error):
                data = gzip.decompress(data)
            contents[str(path.relative_to(folder))] = data
    return contents


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    """Return the names of what is not the same."""
    return sorted(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )


def in_here(folder: Path, args: Sequence[str], stdin: bytes) -> tuple[int, bytes, bytes]:
    """Run a command line in this process."""

    def late(*_: object) -> None:
        raise WrongError("it hangs")

    argv, before = sys.argv, Path.cwd()
    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    sys.argv = ["garmentclean", *args]
    os.chdir(folder)
    try:
        with CliRunner().isolation(stdin) as (out, err, _):
            code: object = 0
            try:
                main()
            except SystemExit as stop:
                code = stop.code
            return int(str(code or 0)), out.getvalue(), err.getvalue()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        os.chdir(before)
        sys.argv = argv


def in_process(folder: Path, args: Sequence[str], stdin: bytes) -> tuple[int, bytes, bytes]:
    """Run a command line in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "garmentclean", *args],
        input=stdin,
        capture_output=True,
        check=False,
        cwd=folder,
        timeout=PATIENCE,
    )
    return done.returncode, done.stdout, done.stderr


def tried(number: int) -> str:
    """Return what goes wrong in a case; nothing if all is well."""
    folder = Path(tempfile.mkdtemp(prefix="random-"))
    case = Case(number, folder)
    try:
        case.do()
    except Exception as wrong:  # noqa: BLE001 - whatever goes wrong is reported
        report = "\n  ".join(
            [f"case {number}:", *case.commands, f"{type(wrong).__name__}: {wrong}"]
        )
        return report.encode("utf-8", "backslashreplace").decode()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return ""


def test_random_command_lines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for key, value in OWN.items():
        monkeypatch.setenv(key, value or str(tmp_path))
    end = time.monotonic() + SECONDS
    number, wrong = FIRST, list[str]()
    while time.monotonic() < end and len(wrong) < MOST:
        if report := tried(number):
            wrong.append(report)
        number += 1
    print(f"{number - FIRST} cases")
    assert not wrong, "\n\n".join(wrong)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt), tempfile.TemporaryDirectory() as cache:
        os.environ |= {key: value or cache for key, value in OWN.items()}
        for given in map(int, sys.argv[1:]):
            sys.stdout.write(f"{tried(given) or f'case {given}: all is well'}\n")
