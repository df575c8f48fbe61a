from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from garmentclean.errors import RuleFileError, nearest
from garmentclean.filters.base.rule import Example
from garmentclean.filters.drop_block.rule import DropBlock
from garmentclean.filters.drop_lines.rule import DropLines
from garmentclean.filters.substitute import Substitute
from garmentclean.pipeline.rulefile import load_pack

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
    ("about: Mine.", "pack: yours", 2, "key 'pack' appears twice"),
    ("about: Mine.", "about: 5", 2, "key 'about' must be text, not a number; put it in quotes"),
    ("about: Mine.", "about: [5]", 2, "must be text, not a list; put a text that begins with ["),
    ("about: Mine.", "about:", 2, "must be text, not empty"),
    ("about: Mine.", "about: true", 2, "must be text, not true or false"),
    ("about: Mine.", "about: {a: b}", 2, "must be text, not a mapping"),
    ("about: Mine.", "about: !mine x", 2, "'!mine' is a tag for YAML; put a text that begins"),
    (
        "about: Mine.",
        "about: null",
        2,
        "text, not empty; null means nothing in YAML, put it in quotes",
    ),
    ("about: Mine.", "about: 0x1f", 2, "cannot read '0x1f'; write text in quotes"),
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
    ("id: two", "id: one", 14, "rule 'one' appears twice; rename one of them"),
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
    ("where: tail", "when-document: '*'", 10, "key 'when-document': RE2 refuses"),
    ("where: tail", "unless-document: '*'", 10, "key 'unless-document': RE2 refuses"),
    ("where: tail", "where: foot", 10, "key 'where' must be one of head, top, "),
    ("where: tail", "where: [tail]", 10, "key 'where' must be one of head, top, "),
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


def errors_of(path: Path) -> list[str]:
    with pytest.raises(RuleFileError) as caught:
        load_pack(path)
    messages = list(caught.value.messages)
    assert messages == str(caught.value).splitlines()
    for message in messages:
        assert "Entry(" not in message
        assert message.startswith(f"{path}:")
    return messages


def error_of(path: Path) -> str:
    [message] = errors_of(path)
    return message


@pytest.mark.parametrize(("old", "new", "line", "message"), IN_FILE)
def test_an_error_names_its_line(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    assert old in GOOD
    path = tmp_path / "rules.yaml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    [error] = [error for error in errors_of(path) if message in error]
    assert error.startswith(f"{path}:{line}: ")


@pytest.mark.parametrize(("text", "line", "message"), WHOLE)
def test_a_file_that_is_not_a_rule_file(tmp_path: Path, text: str, line: int, message: str) -> None:
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


# What YAML makes of a text that is not in quotes, or in the wrong ones: the value of `patterns`,
# the end of the message.
MISREAD = [
    (
        r"^Issue #\d+$",
        "YAML ends the value at ' #', after '^Issue'; put the pattern in quotes, or",
    ),
    ("^Ad #", "after '^Ad'; put the pattern in quotes, or the comment on its own line"),
    ("^x$  # of a site", "put the pattern in quotes, or the comment on its own line"),
    ("^x$\t#1", "put the pattern in quotes, or the comment on its own line"),
    ("['^y$', ^x #\n      ]", "YAML ends the value at ' #', after '^x'"),
    ("#1", "must be text, not empty; YAML takes text that begins with # for a comment"),
    ('"\\bx"', r"U+0008, in '\x08x': within double quotes \b is one; write it in single quotes"),
    ('"x\\f"', r"within double quotes \f is one; write it in single quotes"),
    ('"\\P{L}"', r"within double quotes \P is one; write it in single quotes"),
    ('"\\x07x"', r"within double quotes \a is one; write it in single quotes"),
    ('"\\x1fx"', r"has a control character, U+001F, in '\x1fx': write it in single quotes"),
    (r'"\d+"', "found unknown escape character; put a text with backslashes in single quotes"),
    (r'"\xyz"', "; put a text with backslashes in single quotes"),
    ("Photo: x", "put a text with ': ' in it in quotes"),
    ("\n      - Photo: x", "must be text, not a mapping; put a text with ': ' in it in quotes"),
    ("- x", "put a text that begins with - in quotes"),
    ("@x", "put a text that begins with @ in quotes"),
    ("`x`", "put a text that begins with ` in quotes"),
    ("%x", "put a text that begins with % in quotes"),
    ("*x", "put text that begins with & or * in quotes"),
    ("* x", "put a text that begins with * in quotes"),
    ("&x y", "put text that begins with & or * in quotes"),
    ("&amp; y", "put a text that begins with & in quotes"),
    ("!x y", "'!x' is a tag for YAML; put a text that begins with ! in quotes"),
    ("[a-z]+", "put a text that begins with [ in quotes"),
    ("[^A-Za-z]", "[^A-Za-z] is a list for YAML, of '^A-Za-z'; put the pattern in quotes"),
    ("[[x]]", "must be text, not a list; put a text that begins with [ in quotes"),
    ("{3}", "must be text, not a mapping; put a text that begins with { in quotes"),
    ("|x", "put a text that begins with | in quotes"),
    ("'it's'", "within single quotes, write a single quote twice ('')"),
    ('"x" y', r"within double quotes, write a double quote as \""),
    (
        "|\n      ^x$",
        "the block, and so the pattern, ends in a line break, so that it matches in no",
    ),
    (
        ">\n      ^x\n      y$",
        "ends in a line break, so that it matches in no line; put the pattern",
    ),
    ("true", "must be text, not true or false; put it in quotes"),
    ("010", "must be text, not a number; put it in quotes"),
    ("12:30", "cannot read '12:30'; write text in quotes"),
    ("~", "~ means nothing in YAML, put it in quotes"),
]


@pytest.mark.parametrize(("written", "message"), MISREAD, ids=[repr(one) for one, _ in MISREAD])
def test_a_pattern_that_yaml_reads_as_something_else(
    tmp_path: Path, written: str, message: str
) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(GOOD.replace("patterns: '^x$'", f"patterns: {written}"), encoding="utf-8")
    error = error_of(path)
    assert message in error
    line = 9 + written.count("\n") * (written[0] in "\n[")
    assert error.startswith((f"{path}:{line}: ", f"{path}:{line - 1}: "))


@pytest.mark.parametrize(
    "written",
    [
        "'^x #1$'  # of a site",
        '"^x\\t#1"',
        "x#y",
        "|-\n      ^x #1$",
        "[x]",
        "[T-shirt]",
        "yes",
        "1e3",
        "2020-01-01",
        "\n      # of a site\n      - ^x$\n      # of another\n      - 'y' # z",
    ],
)
def test_a_pattern_that_yaml_reads_as_it_is_written(tmp_path: Path, written: str) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(GOOD.replace("patterns: '^x$'", f"patterns: {written}"), encoding="utf-8")
    assert load_pack(path).rules


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("start: '^z$'", "start: ^Ad #", 17, "rule 'two': key 'start': YAML ends the value"),
        ("start: '^z$'", "start: z\n    unless: prize #1", 18, "key 'unless': YAML ends the value"),
        ("while: '^-'", "while: ^- #", 18, "key 'while': YAML ends the value"),
        ("        fails: not yet", "        fails: see #7", 26, "put the text in quotes, or the"),
        ("why: Because.", "why: Because of #7.", 7, "after 'Because of'; put the text in quotes"),
        ('- keep: "yes"', "- keep: The issue #7.", 27, "an example: key 'keep': YAML ends the"),
        ("- before: z", "- before: z #1", 24, "an example: key 'before': YAML ends the value"),
    ],
)
def test_a_comment_after_a_text_is_an_error(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    assert old in GOOD
    path = tmp_path / "rules.yaml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    error = error_of(path)
    assert message in error
    assert error.startswith(f"{path}:{line}: ")


def test_a_replacement_and_a_phrase_are_texts_too(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    rule = "    filter: substitute\n    patterns: x\n    to: No. #1\n"
    text = GOOD.replace("    filter: drop-lines\n    patterns: '^x$'\n", rule)
    path.write_text(text, encoding="utf-8")
    assert "key 'to': YAML ends the value at ' #', after 'No.'" in error_of(path)
    rule = "    filter: substitute\n    terms:\n      prize: prize #1\n"
    text = GOOD.replace("    filter: drop-lines\n    patterns: '^x$'\n", rule)
    path.write_text(text, encoding="utf-8")
    assert "key 'terms': YAML ends the value at ' #', after 'prize'" in error_of(path)


def test_a_comment_may_follow_a_single_word(tmp_path: Path) -> None:
    lines = [
        f"{line}  # why" if re.search(r": [\w-]+\.?$", line) and "before" not in line else line
        for line in GOOD.splitlines()
    ]
    path = tmp_path / "rules.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert "where: tail  # why" in path.read_text(encoding="utf-8")
    assert load_pack(path).rules[1].why == "Because."


def test_all_errors_are_reported_at_once(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    text = (
        GOOD.replace("about: Mine.", "about: 5")
        .replace("id: one", "id: a b")
        .replace("'^x$'", "['(x', '^x$', '(?!y)', 7]")
        .replace("where: tail", "where: foot\n    when: '['")
        .replace('{keep: "y"}', "{kep: y}")
        .replace("at-most: 1", "at-most: 1.5")
        .replace("blank-lines: 2", "blank-lines: -1")
        .replace("while:", "wile:")
    )
    path.write_text(text + "  - id: three\n    filter: report\n  - 4\n", encoding="utf-8")
    assert [error.removeprefix(f"{path}:") for error in errors_of(path)] == [
        "2: a rule file: key 'about' must be text, not a number; put it in quotes",
        "6: id 'a b' may have letters, digits and -",
        "9: rule 'a b': key 'patterns' must be text, not a number; put it in quotes",
        "9: rule 'a b': key 'patterns': RE2 refuses the pattern '(x': missing )",
        (
            "9: rule 'a b': key 'patterns': RE2 refuses the pattern '(?!y)': RE2 has no "
            "look-ahead; a rule can use `unless:`"
        ),
        (
            "10: rule 'a b': key 'where' must be one of head, top, tail, edges, below, outside, "
            "above-title, anywhere; it is "
            "'foot'"
        ),
        "11: rule 'a b': key 'when': RE2 refuses the pattern '[': missing ]",
        "14: rule 'a b': an example has no key 'kep'; did you mean 'keep'?",
        "19: rule 'two' has no key 'wile'; did you mean 'while'?",
        "20: rule 'two': key 'blank-lines': is a number of lines, not -1",
        "21: rule 'two': key 'at-most': is a share, above 0 and up to 1, not 1.5",
        "29: rule 'three': needs an example with before and after, and one with keep",
        "29: rule 'three': key 'why' is missing",
        "29: rule 'three': key 'patterns' is missing",
        "31: a rule is a mapping with the keys id, why and filter",
    ]


def test_consequences_of_an_error_are_not_reported(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    rule = "    filter: substitute\n    terms: {x: 5, x y: x y z}\n    patern: y\n"
    text = GOOD.replace("    filter: drop-lines\n    patterns: '^x$'\n", rule)
    path.write_text(text, encoding="utf-8")
    assert [error.removeprefix(f"{path}:") for error in errors_of(path)] == [
        "9: rule 'one': key 'terms', 'x' must be text, not a number; put it in quotes",
        "10: rule 'one' has no key 'patern'; did you mean 'patterns'?",
    ]


# A pattern for another engine, and the message in place of RE2's own.
OTHER_ENGINES = [
    ("x(?=y)", "RE2 has no look-ahead; a rule can use `when:`, or a group: "),
    ("(?<=y)x", "RE2 has no look-behind; a rule can use `when:`, or a group: "),
    ("x(?!y)", "RE2 has no look-ahead; a rule can use `unless:`"),
    ("(?<!y)x", "RE2 has no look-behind; a rule can use `unless:`"),
    (r"(x)\1", "RE2 has no back-references; write the repeated text out"),
    (r"(?P<n>x)(?P=n)", "RE2 has no back-references; write the repeated text out"),
    (r"(?<n>x)\k<n>", "RE2 has no back-references; write the repeated text out"),
    ("x++y", "RE2 never goes back, so it neither has nor needs possessive repetition"),
    ("x{2}+y", "RE2 never goes back, so it neither has nor needs possessive repetition"),
    ("(?>x)", "RE2 never goes back, so it neither has nor needs atomic groups; write (?:"),
    ("x(?#y)", "RE2 has no comments in patterns; take it out"),
    ("(x)?(?(1)y|z)", "RE2 has no conditions, branch resets or recursion"),
    ("(?x) y", "RE2 has the flags i, m, s and U only"),
    (r"\u4e00", r"write the character itself, or its number as \x{4e00}"),
    (r"x\Z", r"the end of a text is \z in RE2"),
    (r"[\b]", r"\b cannot stand within [...]"),
    ("x{1,2000}", "RE2 counts repetitions up to 1000"),
    (r"\R", r"invalid escape sequence: \R"),
    ("x**", "bad repetition operator: **"),
    ("(x", "missing )"),
    ("x)", "unexpected )"),
    ("(?", "invalid perl operator: (?"),
]


@pytest.mark.parametrize(("pattern", "message"), OTHER_ENGINES)
def test_a_pattern_of_another_engine_gets_a_hint(
    tmp_path: Path, pattern: str, message: str
) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(GOOD.replace("'^x$'", f"'{pattern}'"), encoding="utf-8")
    _, separator, reason = error_of(path).partition(f"RE2 refuses the pattern {pattern!r}: ")
    assert separator
    assert reason.startswith(message)


def test_a_comment_that_breaks_a_text_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    for old, new, line in (
        ("why: Because.", "why: Because\n      of #1\n      it is so.", 9),
        ("'^x$'", "[^x #1, ^y]", 10),
    ):
        path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
        error = error_of(path)
        assert error.startswith(f"{path}:{line}: not valid YAML: did not find expected ")
        assert error.endswith("; YAML ends a text without quotes at ' #', put it in quotes")


def test_a_tab_as_indentation_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(GOOD.replace("    why", "\twhy", 1), encoding="utf-8")
    assert "7: not valid YAML" in error_of(path)
    assert error_of(path).endswith("; indent with spaces, not with tabs")


def test_the_error_has_the_line_of_an_unclosed_quotation_mark(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("pack: mine\nabout: 'Mine.\nrules: []\n", encoding="utf-8")
    assert error_of(path).endswith("; the quotation mark in line 2 is not closed")


def test_a_keep_may_be_empty(tmp_path: Path) -> None:
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


def test_a_hundred_thousand_brackets_are_an_error_not_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("pack: " + "[" * 100_000, encoding="utf-8")
    code = "import pathlib, sys, garmentclean.pipeline.rulefile as r"
    code += "; r.load_pack(pathlib.Path(sys.argv[1]))"
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


def test_nothing_is_suggested_for_a_word_unlike_all_others() -> None:
    assert nearest("qqq", ["drop-lines", "report"]) == ""
    assert nearest("reprot", ["drop-lines", "report"]) == "; did you mean 'report'?"
