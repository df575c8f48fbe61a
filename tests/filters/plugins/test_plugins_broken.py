"""An error in a plugin is one line that names the package, with exit code 2."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from garmentclean import Document, Pipeline
from garmentclean.filters import registry
from garmentclean.filters.plugins import entry_points as plugins
from garmentclean.filters.plugins import guard as plugged
from garmentclean.filters.plugins.entry_points import FILTERS, PACKS
from garmentclean.filters.registry import kinds
from garmentclean.pipeline import rulefile

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

    Run = Callable[..., subprocess.CompletedProcess[bytes]]
    Declare = Callable[..., Path]
    MakePack = Callable[..., Path]

FILTER = """\
from __future__ import annotations
from dataclasses import dataclass
from garmentclean.text.edit import Patch
from garmentclean.filters import FilterRule, RuleError

@dataclass(frozen=True, kw_only=True)
class Odd(FilterRule):
    '''Do something odd.

    Keys:
        size: how odd it is.
    '''

    kind = "odd"
    size: int = 0

    @staticmethod
    def scanner(rules):
        return Scanner(rules)

class Scanner:
    def __init__(self, rules):
        self.rules = rules

    def patches(self, view):
        if "odd" in view.text:
            start = view.text.index("odd")
            yield Patch(start, start + 3, 'even', self.rules[0].name)
"""
PATCH = "Patch(start, start + 3, 'even'"
LATE = """\
def late(rule):
    {}

Odd.__post_init__ = late

"""
REFUSE = "raise RuleError('size', 'is too odd')"
REPAIR = "; repair it, or remove it with 'pip uninstall {}'\n"


def forget() -> None:
    for cached in (plugins.plugins, plugins.declared, plugged.checked, rulefile.rule_types):
        cached.cache_clear()
    registry._plugins.cache_clear()  # noqa: SLF001 - of another test
    for name in {"a_module", "b_module", "p_module"} & {*sys.modules}:
        del sys.modules[name]


@pytest.fixture
def declare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Declare]:
    """Return a function that installs a package as pip leaves it: its module and its entry."""
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    monkeypatch.syspath_prepend(tmp_path / "site")

    def put(package: str, group: str, entry: str, source: str = "") -> Path:
        module = tmp_path / "site" / f"{package}_module"
        module.mkdir(parents=True)
        (module / "__init__.py").write_text(source, encoding="utf-8")
        info = tmp_path / "site" / f"{package}-1.0.dist-info"
        info.mkdir()
        metadata = f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n"
        (info / "METADATA").write_text(metadata, encoding="utf-8")
        (info / "entry_points.txt").write_text(f"[{group}]\n{entry}\n", encoding="utf-8")
        forget()
        return module

    forget()
    yield put
    forget()


@pytest.fixture
def odd(make_pack: MakePack) -> list[str]:
    """Return the options for a rule of the kind `odd`."""
    return ["--isolated", "--rules", str(make_pack("odds", {"filter": "odd", "size": 3}))]


def test_kinds_of_plugins_run_behind_our_own_and_before_the_tidying(declare: Declare) -> None:
    built_in = kinds()
    assert built_in == registry.ORDER
    declare("b", FILTERS, "odd = b_module:Odd", FILTER)
    declare("a", FILTERS, "uneven = a_module:Uneven")
    assert kinds() == (*built_in[:-2], "odd", "uneven", "tidy-spacing", "report")


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("1 / 0", "cannot be imported: ZeroDivisionError: division by zero"),
        ("raise SystemExit('out\\n of stock')", "cannot be imported: SystemExit: out of stock"),
        ("import no_such_loom", "cannot be imported: ModuleNotFoundError: No module named "),
        ("", "cannot be imported: AttributeError: module 'p_module' has no attribute 'Odd'"),
        ("Odd = 7", "is not a FilterRule: 7"),
        ("class Odd: pass", "is not a FilterRule: <class 'p_module.Odd'>"),
        (FILTER.replace('"odd"\n    size', '"even"\n    size'), "names Odd, whose kind is 'even'"),
        (FILTER.replace("def scanner", "def scan"), "names Odd, which has no scanner"),
        (
            FILTER.replace("size: how", "length: how"),
            "names Odd, whose docstring does not document",
        ),
        (FILTER.replace("size: int", "size: Size"), "names Odd, whose fields have types that"),
        (FILTER.replace("size: int", "size: list[int]"), "names Odd, whose key 'size' has a type"),
    ],
)
def test_a_filter_that_cannot_be_used(
    here: Run, declare: Declare, odd: list[str], source: str, fault: str
) -> None:
    declare("p", FILTERS, "odd = p_module:Odd", source)
    done = here(*odd, stdin=b"x\n")
    message = done.stderr.decode()
    begin = "garmentclean: package p 1.0: entry point 'odd' of garmentclean.filters "
    assert message.startswith(begin + fault)
    assert message.endswith(REPAIR.format("p"))
    assert (done.returncode, done.stdout, message.count("\n")) == (2, b"", 1)
    assert here("--isolated", stdin=b"x\n").stdout == b"x\n"


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("drop-lines = p_module:Odd", "has the name of a filter of garmentclean's own"),
        ("odd = p_module:Odd", "has the name of a filter of package a 1.0"),
        (
            "odd_one = p_module:Odd",
            "is not a valid name of a filter: it may have letters, digits and -",
        ),
    ],
)
def test_an_invalid_kind_is_reported_even_if_unused(
    here: Run, declare: Declare, entry: str, fault: str
) -> None:
    declare("a", FILTERS, "odd = a_module:Odd", FILTER)
    declare("p", FILTERS, entry, FILTER)
    done = here("--isolated", stdin=b"x\n")
    name = entry.partition(" ")[0]
    assert done.stderr.decode() == (
        f"garmentclean: package p 1.0: entry point '{name}' of garmentclean.filters {fault}"
        + REPAIR.format("p")
    )
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("value", "text", "fault"),
    [
        ("p_module", None, "names a package without rule files (*.yaml)"),
        ("p_module.rules", None, "cannot be imported: ModuleNotFoundError: No module named "),
        ("textwrap", None, "names no package: it must be a folder with rule files in it"),
        (
            "p_module",
            "pack: p\n",
            "has a pack that cannot be used: {folder}/r.yaml:1: a rule file: ",
        ),
        (
            "p_module",
            "{pack: house, about: Mine., rules: []}",
            "has a pack that cannot be used: {folder}/r.yaml:1: a pack 'house' is already in ",
        ),
    ],
)
def test_an_invalid_pack_is_reported_even_if_unused(
    here: Run, declare: Declare, value: str, text: str | None, fault: str
) -> None:
    folder = declare("p", PACKS, f"mine = {value}")
    if text is not None:
        (folder / "r.yaml").write_text(text, encoding="utf-8")
    for args in (["--isolated"], ["rules", "list"], ["rules", "lint"]):
        done = here(*args, stdin=b"x\n")
        message = done.stderr.decode()
        begin = "garmentclean: package p 1.0: entry point 'mine' of garmentclean.packs "
        assert message.startswith(begin + fault.format(folder=folder))
        assert message.endswith(REPAIR.format("p"))
        assert (done.returncode, message.count("\n")) == (2, 1)


def test_a_folder_without_code_can_hold_the_packs(
    here: Run, declare: Declare, make_pack: MakePack
) -> None:
    folder = declare("p", PACKS, "mine = p_module.rules")
    (folder / "rules").mkdir()
    for name in ("two.yaml", "one.yml"):
        pack = make_pack(name.partition(".")[0], {"filter": "substitute", "terms": {"a": "b"}})
        pack.rename(folder / "rules" / name)
    lines = here("rules", "list").stdout.decode().splitlines()
    assert [line.split()[0] for line in lines[-2:]] == ["one/r0", "two/r0"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("yield", "1 / 0\n            yield"), "ZeroDivisionError: division by zero"),
        (("Patch(start", "Patch(9"), "ValueError: it proposes Patch(start=9, end=7, "),
        (("self.rules[0].name", "'x/y'"), "ValueError: it proposes Patch(start=4, end=7, "),
        (
            ("yield Patch", "yield "),
            "TypeError: it proposes (4, 7, 'even', 'odds/r0'), which is no",
        ),
        (("Patch(start", "Patch(4.0"), "TypeError: it proposes Patch(start=4.0, end=7, "),
        (("Patch(start", "Patch(float('nan')"), "TypeError: it proposes Patch(start=nan, end=7, "),
        (("Patch(start", "Patch(True"), "TypeError: it proposes Patch(start=True, end=7, "),
        (("Patch(start", "Patch(-1"), "ValueError: it proposes Patch(start=-1, end=7, "),
        (("start + 3", "10 ** 30"), "ValueError: it proposes Patch(start=4, end=1000000000000000"),
        (("start + 3", "None"), "TypeError: it proposes Patch(start=4, end=None, "),
        (("'even'", "b'even'"), "TypeError: it proposes Patch(start=4, end=7, replacement=b'even'"),
        (("'even'", "5"), "TypeError: it proposes Patch(start=4, end=7, replacement=5, "),
        (
            ("'even'", "'\\ud800'"),
            "ValueError: it proposes Patch(start=4, end=7, replacement='\\ud8",
        ),
        (("'even'", "'\\0'"), "ValueError: it proposes Patch(start=4, end=7, replacement='\\x00'"),
        (("self.rules[0].name", "[]"), "TypeError: unhashable type: 'list'"),
        (
            ("self.rules[0].name", "self.rules[0].name, 5"),
            "TypeError: 'int' object is not iterable",
        ),
        (
            ("self.rules[0].name", "self.rules[0].name, [('date', 5)]"),
            "TypeError: it proposes Patch(start=4, end=7, replacement='even', rule='odds/r0', ",
        ),
        (("self.rules[0].name", "self.rules[0].name, (), None"), "TypeError: it proposes Patch("),
        (
            ("yield Patch", "raise BaseException('gone')\n            yield Patch"),
            "BaseException: ",
        ),
    ],
)
def test_a_filter_that_fails_costs_one_document(
    here: Run, declare: Declare, odd: list[str], change: tuple[str, str], fault: str
) -> None:
    declare("p", FILTERS, "odd = p_module:Odd", FILTER.replace(*change))
    texts = {"a.txt": "The pformation.\n", "b.txt": "The odd.\n", "c.txt": "Return to list\nX.\n"}
    folder = Path("corpus")
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    done = here("-w", *odd, "corpus")
    (failure,) = [line for line in done.stderr.decode().splitlines() if ": filter" in line]
    assert done.returncode == 2
    assert failure.startswith(
        f"garmentclean: corpus/b.txt: filter odd of package p 1.0 has failed: {fault}"
    )
    assert failure.endswith("; tell its authors, and --ignore its rules until then")
    left = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert left == {"a.txt": "The transformation.\n", "b.txt": "The odd.\n", "c.txt": "X.\n"}


OWN = """
class Own:
    def __init__(self, number):
        self.number = number

    def __index__(self):
        return self.number

class Text(str):
    pass
"""


def test_offsets_and_texts_may_be_of_types_of_their_own(
    here: Run, declare: Declare, odd: list[str]
) -> None:
    patch = "Patch(Own(start), Own(start + 3), Text('even')"
    declare("p", FILTERS, "odd = p_module:Odd", FILTER.replace(PATCH, patch) + OWN)
    done = here(*odd, "--ledger", "l.jsonl", stdin=b"The odd.\n")
    assert (done.returncode, done.stdout) == (0, b"The even.\n")


def test_a_filter_that_fails_costs_one_row(
    here: Run, declare: Declare, odd: list[str], tmp_path: Path
) -> None:
    declare("p", FILTERS, "odd = p_module:Odd", FILTER.replace("yield", "1 / 0\n            yield"))
    rows = b'{"text": "The pformation."}\n{"text": "The odd."}\n{"text": "The pformation."}\n'
    (tmp_path / "r.jsonl").write_bytes(rows)
    done = here("r.jsonl", *odd, "-o", "out.jsonl")
    assert done.returncode == 2
    assert b"r.jsonl:2: filter odd of package p 1.0 has failed: ZeroDivisionError" in done.stderr
    cleaned = rows.replace(b"pformation", b"transformation")
    assert (tmp_path / "out.jsonl").read_bytes() == cleaned


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("= rules", "= rules[9]"), "filter odd of package p 1.0 has failed: IndexError: "),
        (("class Scanner", f"{LATE.format('1 / 0')}class Scanner"), "{pack}:4: rule 'r0': filter "),
        (
            ("class Scanner", f"{LATE.format(REFUSE)}class Scanner"),
            "{pack}:17: rule 'r0': key 'size': is too odd",
        ),
    ],
)
def test_a_filter_that_fails_before_any_document(
    here: Run, declare: Declare, odd: list[str], change: tuple[str, str], fault: str
) -> None:
    declare("p", FILTERS, "odd = p_module:Odd", FILTER.replace(*change))
    done = here(*odd, stdin=b"x\n")
    message = done.stderr.decode()
    assert message.startswith("garmentclean: " + fault.format(pack=odd[-1]))
    assert (done.returncode, done.stdout, message.count("\n")) == (2, b"", 1)


def test_an_example_on_which_a_filter_fails_is_named(
    here: Run, declare: Declare, odd: list[str]
) -> None:
    declare("p", FILTERS, "odd = p_module:Odd", FILTER.replace("if ", "1 / 0\n        if "))
    done = here("rules", "test", odd[-1])
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"garmentclean: {odd[-1]}:7: filter odd of package p ")


def test_an_error_in_a_built_in_filter_is_not_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline = Pipeline.from_packs(select=["return-link"])
    monkeypatch.setattr("garmentclean.filters.drop_lines.rule.cut_lines", lambda *_: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        pipeline.clean(Document("Return to list\n"))
    with pytest.raises(ZeroDivisionError), plugged.blamed("drop-lines", ""):
        1 / 0  # noqa: B018 - what a rule's constructor might do
