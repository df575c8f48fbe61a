from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from garmentclean.errors import RuleFileError, nearest
from garmentclean.filters.drop_block import DropBlock
from garmentclean.filters.drop_lines import DropLines
from garmentclean.filters.substitute import Substitute
from garmentclean.rule import Example
from garmentclean.rulefile import load_pack

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
pack: mine
about: Mine.
language: en
default: false
rules:
  - id: one
    why: Because.
    filter: drop-lines
    patterns: '^x$'
    where: tail
    examples:
      - {before: "y x\\nx\\n", after: "y x\\n"}
      - {keep: "y"}
  - id: two
    why: Because.
    filter: drop-block
    start: '^z$'
    while: '^-'
    blank-lines: 2
    at-most: 1
    safety: unsafe
    language: de
    examples:
      - before: z
        after: ''
        fails: not yet
      - keep: "yes"
"""
EXAMPLES = """\
    examples:
      - {before: "y x\\nx\\n", after: "y x\\n"}
      - {keep: "y"}
"""
IN_FILE = [  # what stands in GOOD, what stands there instead, the line of the error, its message
    ("pack: mine", "pakc: mine", 1, "a rule file has no key 'pakc'; did you mean 'pack'?"),
    ("pack: mine\n", "", 1, "key 'pack' is missing"),
    ("about: Mine.\n", "", 1, "key 'about' is missing"),
    ("about: Mine.", "pack: yours", 2, "key 'pack' stands twice"),
    ("about: Mine.", "about: 5", 2, "key 'about' must be text, not a number"),
    ("about: Mine.", "about: [5]", 2, "must be text, not a list"),
    ("about: Mine.", "about:", 2, "must be text, not empty"),
    ("about: Mine.", "about: true", 2, "must be text, not true or false"),
    ("about: Mine.", "about: {a: b}", 2, "must be text, not a mapping"),
    ("about: Mine.", "about: !mine x", 2, "cannot read 'x'; write text in quotes"),
    ("about: Mine.", "about: 10:30", 2, "cannot read '10:30'; write text in quotes"),
    ("about: Mine.", "about: [", 4, "not valid YAML"),
    ("about: Mine.", "about: 'Mine", 9, "not valid YAML"),
    ("about: Mine.", "about: a: b", 2, "not valid YAML: mapping values are not allowed"),
    ("about: Mine.", "\tabout: Mine.", 2, "not valid YAML"),
    ("about: Mine.", "about: \a", 1, "not valid YAML: unacceptable character"),
    ("about: Mine.", "? [a]\n: b", 2, "a key must be a word"),
    ("about: Mine.", "about: &a Mine.\nlanguage: *a", 2, "anchors and aliases are not allowed"),
    ("about: Mine.", "<<: {about: Mine.}", 2, "a rule file has no key '<<'"),
    ("default: false", "default: no", 4, "key 'default' must be true or false, not text"),
    ("  - id: one", "  - just text\n  - id: one", 6, "a rule is a mapping with the keys id"),
    ("  - id: one\n    why", "  - why", 6, "a rule: key 'id' is missing"),
    ("id: one", "id: a b", 6, "id 'a b' may have letters, digits and -"),
    ("id: one", "id: -", 6, "not valid YAML"),
    ("id: one", "id: '-'", 6, "id '-' may have letters, digits and -"),
    ("id: one", "id: mine/one", 6, "id 'mine/one' may have letters"),
    ("id: one", 'id: "one\\ntwo"', 6, "may have letters, digits and -"),
    ("id: two", "id: one", 14, "rule 'one' stands twice; rename one of them"),
    ("    why: Because.\n    filter: drop-l", "    filter: drop-l", 6, "key 'why' is missing"),
    ("    filter: drop-lines\n", "", 6, "rule 'one': key 'filter' is missing"),
    ("drop-lines", "drop-line", 8, "no filter is called 'drop-line'; did you mean 'drop-lines'?"),
    ("drop-lines", '"drop\\nlines"', 8, "no filter is called"),
    ("    patterns: '^x$'\n", "", 6, "rule 'one': key 'patterns' is missing"),
    ("patterns:", "patern:", 9, "rule 'one' has no key 'patern'; did you mean 'patterns'?"),
    ("patterns:", "qqq:", 9, "rule 'one' has no key 'qqq' (it has "),
    ("'^x$'", "'(x'", 9, "rule 'one': key 'patterns': RE2 refuses the pattern '(x'"),
    ("'^x$'", "'(?=x)'", 9, "RE2 refuses the pattern '(?=x)'"),
    ("'^x$'", r"'[\W]'", 9, "rule 'one': key 'patterns': "),
    ("'^x$'", "['^x$', 5]", 9, "key 'patterns' must be text, not a number"),
    ("'^x$'", "{a: b}", 9, "key 'patterns' must be text, not a mapping"),
    ("where: tail", "when: '['", 10, "rule 'one': key 'when': RE2 refuses the pattern '['"),
    ("where: tail", "unless-document: '*'", 10, "key 'unless-document': RE2 refuses"),
    ("where: tail", "where: foot", 10, "key 'where' must be one of head, tail, "),
    ("where: tail", "where: [tail]", 10, "key 'where' must be one of head, tail, "),
    ("where: tail", "ignore-case: on", 10, "must be true or false, not text"),
    ("where: tail", "line: 7", 10, "rule 'one' has no key 'line'"),
    ("safety: unsafe", "safety: no", 21, "must be one of safe, unsafe; it is 'no'"),
    ("blank-lines: 2", "blank-lines: 2.5", 19, "key 'blank-lines' must be a number"),
    ("blank-lines: 2", "blank-lines: true", 19, "must be a number, not true or false"),
    ("blank-lines: 2", "blank-lines: -1", 19, "key 'blank-lines': is a number of lines, not -1"),
    ("at-most: 1", "at-most: most", 20, "key 'at-most' must be a number, not text"),
    ("at-most: 1", "at-most: 1.5", 20, "key 'at-most': is a share, above 0 and up to 1"),
    ("start: '^z$'", "start: ''", 17, "key 'start': is empty"),
    ("    examples:\n      - {b", "    exampels:\n      - {b", 11, "did you mean 'examples'?"),
    (EXAMPLES, "    examples: x\n", 11, "key 'examples' must be a list"),
    (EXAMPLES, "", 6, "needs an example with before and after, and one with keep"),
    ('      - {keep: "y"}\n', "", 11, "needs an example with before and after, and one with keep"),
    ('      - {before: "y x\\nx\\n", after: "y x\\n"}\n', "", 11, "needs an example with before"),
    ('{keep: "y"}', "{kep: y}", 13, "an example has no key 'kep'; did you mean 'keep'?"),
    ('{keep: "y"}', "{qqq: y}", 13, "'qqq' (it has after, before, corpus, fails, keep"),
    ('{keep: "y"}', "{keep: y, after: y}", 13, "an example has before and after, before and"),
    ('{keep: "y"}', "{before: y}", 13, "an example has before and after, before and reports"),
    ('{keep: "y"}', "{fails: y}", 13, "an example has before and after, before and reports"),
    ('{keep: "y"}', "{keep: 5}", 13, "an example: key 'keep' must be text, not a number"),
    ('{keep: "y"}', "{before: y, reports: [5]}", 13, "'reports' must be text, not a number"),
    ('{keep: "y"}', "{keep: y, metadata: [a]}", 13, "'metadata' must be a mapping, not a list"),
    ('{keep: "y"}', "just text", 13, "an example is a mapping with before and after, or keep"),
    ("fails: not yet", "fails: 5", 26, "key 'fails' must be text, not a number"),
]
WHOLE = [
    ("", 1, "a rule file is a mapping with the keys pack, about and rules"),
    ("# Nothing yet.\n", 1, "a rule file is a mapping"),
    ("- a list\n", 1, "a rule file is a mapping"),
    ("just text\n", 1, "a rule file is a mapping"),
    ("pack: a\n--- # and another\npack: b\n", 2, "not valid YAML"),
    ("pack: a\nabout: b\n", 1, "a rule file: key 'rules' is missing"),
    ("pack: a\nabout: b\nrules: one\n", 3, "key 'rules' must be a list, not text"),
]


def error_of(path: Path) -> str:
    with pytest.raises(RuleFileError) as caught:
        load_pack(path)
    message = str(caught.value)
    assert len(message.splitlines()) == 1
    assert "Entry(" not in message
    assert message.startswith(f"{path}:")
    return message


@pytest.mark.parametrize(("old", "new", "line", "message"), IN_FILE)
def test_an_error_names_its_line(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    assert old in GOOD
    path = tmp_path / "rules.yaml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    error = error_of(path)
    assert message in error
    assert error.startswith(f"{path}:{line}: ")


@pytest.mark.parametrize(("text", "line", "message"), WHOLE)
def test_a_file_that_is_no_rule_file(tmp_path: Path, text: str, line: int, message: str) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    error = error_of(path)
    assert message in error
    assert re.match(rf"{re.escape(str(path))}:{line}\b", error)


def test_a_good_file_is_read_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    pack = load_pack(path)
    one, two = pack.rules
    assert (pack.name, pack.about, pack.language, pack.default) == ("mine", "Mine.", "en", False)
    assert isinstance(one, DropLines)
    assert (one.name, one.patterns, one.where, one.language) == ("mine/one", ("^x$",), "tail", "en")
    assert (one.path, one.line, one.safety, one.when) == (str(path), 6, "safe", "")
    assert one.examples[0] == Example(before="y x\nx\n", after="y x\n", line=12)
    assert one.examples[1].keeps
    assert isinstance(two, DropBlock)
    assert (two.while_, two.blank_lines, two.at_most, two.language) == ("^-", 2, 1, "de")
    assert (two.safety, two.examples[0].fails) == ("unsafe", "not yet")


def test_what_is_kept_may_be_empty(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(GOOD.replace('{keep: "y"}', '{keep: ""}'), encoding="utf-8")
    assert load_pack(path).rules[0].examples[1] == Example(before="", after="", line=13)


def test_no_on_and_yes_are_words(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    rule = "    filter: substitute\n    terms: {no: yes, on: off, 2024-01-01: n}\n"
    rule = GOOD.replace("    filter: drop-lines\n    patterns: '^x$'\n", rule)
    path.write_text(rule.replace("pack: mine", "pack: on"), encoding="utf-8")
    pack = load_pack(path)
    assert pack.name == "on"
    assert isinstance(pack.rules[0], Substitute)
    assert pack.rules[0].terms == {"no": "yes", "on": "off", "2024-01-01": "n"}


def test_an_alias_bomb_is_refused_at_its_first_alias(tmp_path: Path) -> None:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    path = tmp_path / "rules.yaml"
    path.write_text("\n".join(["a0: &a0 lol", *levels]), encoding="utf-8")
    assert "anchors and aliases are not allowed" in error_of(path)


@pytest.mark.parametrize(
    "text", ["pack: a\nrules: " + "[" * 900 + "]" * 900, "pack: " + "[" * 5000]
)
def test_deep_nesting_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    assert re.search(r":\d+: (nested too deeply|not valid YAML)", error_of(path))


def test_a_hundred_thousand_brackets_are_an_error_and_no_crash(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("pack: " + "[" * 100_000, encoding="utf-8")
    code = "import pathlib, sys, garmentclean.rulefile as r; r.load_pack(pathlib.Path(sys.argv[1]))"
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, check=False)
    assert done.returncode == 1
    assert b"RuleFileError" in done.stderr


def test_a_file_that_is_not_utf_8_is_named_with_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_bytes(b"pack: caf\xe9\n")
    assert "not UTF-8 at byte 9; save it as UTF-8" in error_of(path)


def test_a_file_that_is_not_there_and_one_that_is_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        assert "cannot read this rule file: " in error_of(path)
    assert "No such file" in error_of(tmp_path / "none.yaml")


def test_nothing_is_suggested_for_a_word_like_no_other() -> None:
    assert nearest("qqq", ["drop-lines", "report"]) == ""
    assert nearest("reprot", ["drop-lines", "report"]) == "; did you mean 'report'?"
