"""Recognizing source code, settings and logs.

An article may quote some of these, so nearly all lines of a file must look like them.
"""

from __future__ import annotations

import ast
import warnings
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from garmentclean.corpus.recognition import kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from garmentclean.corpus.recognition.kinds import Kind

PYTHON = ("import ", "from ", "def ", "class ", "async def ", "@")
"""How statements of Python may begin; a text without such a line is not parsed."""
DEFINING = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
IMPORTANT = (
    *DEFINING,
    *(ast.Assign, ast.AnnAssign, ast.AugAssign, ast.If, ast.For, ast.While, ast.With, ast.Try),
)
BLOCK_COMMENT = r"(?s)/\*(?:[^*]|\*+[^*/])*(?:\*+/|\z)"
DIRECTIVE = r"#\s*(?:include|define|undef|if|ifdef|ifndef|elif|else|endif|pragma|import)\b.*"
CODE = (
    rf"{DIRECTIVE}"
    r"|[^;{}=]*[=;{}].*|.*(?:\w[(\[]|->|::|=>|&&|\|\||\w_\w).*|[(\[\])]+,?"
    r"|import\s+[\w.*{\"']+(?:\s+as\s+\w+)?|from\s+[\w.]+\s+import\s.*|package\s+[\w.]+"
    r"|@[\w.]+|[\w.-]+,|[\w\"'-]+\s*:\s*\S.*,|[\"'].*[\"'],?"
    r"|(?:SELECT|INSERT INTO|CREATE|UPDATE|DELETE FROM|ALTER|DROP|FROM|WHERE|VALUES)\b.*"
    r"|\w+ [A-Z]{3,}\b.*|fi|done|esac|then|do|end|else|begin|case .*:|default:"
)
"""A line of a program. Prose may have a few such lines, but they are never most of it."""
STRING = r"\"[^\"]*\"|`[^`]*`|\B'[^']*'\B"
WORD = r"[(\"'“‘]*[\pL\d][\pL\d'’-]*[.,;:!?)\"'”’]*"
PROSE = rf"(?:.*\s)?(?:{WORD}\s+){{5,}}{WORD}(?:\s.*)?"
"""A line with six words in a row; a program has them only in comments and strings."""
YAML = r"\s*(?:-\s+)*(?:[\w./\"'-]+\s*:(?:\s.*)?|-\s*\S.*|#.*|---(?:\s.*)?|\.\.\.|[\"'].*[\"']:?.*)"
PARENT, CHILD = r"\s*(?:- +)?[a-z_][\w.-]*:\s*", r"\s+(?:- +)?[a-z_][\w.-]*:(?:\s.*)?"
SECTION = r"\s*\[{1,2}[\w \"'.:/@-]+\]{1,2}\s*(?:[#;].*)?"
SETTING = r"\s*[\w.\"'\[\]/ -]{1,60}?\s*=.*|\s*[#;].*|\s*[\]})]+,?|\s*[\"'].*[\"'],?"
EXACT = (
    r".*?=\s*(?:[-+]?\d[\d.]*|(?i:true|false|yes|no|on|off|none|null)|\S*[/\\_:@]\S*"
    r"|[\"'\[{].*)?\s*(?:[#;].*)?|[\w.-]+=.*"
)
"""A setting with a value for a program, or without spaces around `=`; glossaries have neither."""
EQUATION_SENTENCE = r"[A-Z_]\w*=[^\"'\s]+(?:\s[^\"'\s]+){3,}\."
"""A sentence that begins with an equation."""
VARIABLE = r"(?:export )?[A-Z_][A-Z0-9_]*=.*|#.*"
LOGGED = (
    r"\W?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d.{0,80}?"
    r"\b(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|SEVERE)\b.*"
    r"|\S+ \S+ \S+ \[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] \"[A-Z]+ .*"
    r"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ [\w./-]+(?:\[\d+\])?: .*"
)
SQL = r"(?:SELECT|INSERT INTO|CREATE|UPDATE|DELETE FROM|ALTER|DROP)\b.*|\w+ [A-Z]{4,}(?:\W.*)?"
HARD = rf".*(?:[{{}}=\[\]]|\w\(|->|::).*|{SQL}"
"""A line with a sign that at least half of a program's lines have."""
SURE = (
    r".*(?:[{}\"`_\\]|::|\(\)|\w\.\w+\(|[=!<>+-]=|&&|\|\||\+\+).*"
    r"|(?:import|from|var|let|const|return|int|void|char|float|double|package|using|use|#)\b.*"
    rf"|{SQL}"
)
"""A line that only programs have; formulas, routes and clauses look like `HARD`, not like this."""
PROPERTY = r"[a-z-]+:\s*[^;]+;"
"""A CSS property: it counts as `HARD` in a text that has braces."""
LINES = 200
"""How many lines are looked at."""
FEW = 4
"""The fewest lines of settings or of a log; of a program this short, all lines must be code."""
MOST, SOME = 0.8, 0.02
"""The smallest share of code, and the largest share of prose, in a program's lines."""
ENDED = 6
"""At least one in this many lines of a program ends in a brace or a semicolon."""
LONG = 160
"""A line with more characters may be a paragraph."""


def code_kind(text: str, *, whole: bool) -> Kind | None:
    r"""Return `CODE`, `SETTINGS` or `LOG` for a text that is nothing else; None for other texts.

    >>> code_kind("import os\n\n\ndef size(path):\n    return os.stat(path)\n", whole=True).what
    'source code'
    >>> code_kind("def means define.\n", whole=True)
    """
    first = text.split("\n", LINES)[:LINES]
    lines = [line for line in first if line.strip()]
    if not whole and len(first) < LINES:
        lines = lines[:-1]
    if not lines or any(map(_is_paragraph, lines)):
        return kinds.LOG if _is_log(lines) else None
    if any(line.startswith(PYTHON) for line in first) and _is_python(text, whole=whole):
        return kinds.CODE
    if _is_code(lines):
        return kinds.CODE
    if _is_yaml(lines) or _is_settings(lines):
        return kinds.SETTINGS
    return kinds.LOG if _is_log(lines) else None


def _is_paragraph(line: str) -> bool:
    """Return whether a line is surely prose; most articles have one near their beginning."""
    return len(line) > LONG and line[0].isalnum() and ". " in line and not {*"={};"} & {*line}


def _is_python(text: str, *, whole: bool) -> bool:
    """Return whether a text is a module in Python, or the beginning of one."""
    lines = text.split("\n")
    if not whole:  # the last statement may be cut off
        starts = (n for n in range(len(lines) - 1, 0, -1) if lines[n].startswith(PYTHON))
        lines = lines[: next(starts, len(lines))]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            body = ast.parse("\n".join(lines)).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    important = [statement for statement in body if isinstance(statement, IMPORTANT)]
    defining = any(isinstance(statement, DEFINING) for statement in important)
    return defining and len(body) > 1 and 2 * len(important) >= len(body)


def _is_code(lines: Sequence[str]) -> bool:
    """Return whether nearly all lines, without comments, are code with braces or semicolons."""
    if ENDED * sum(line.endswith((";", "{", "}")) for line in lines) < len(lines):
        return False
    if any(line.startswith(("```", "~~~")) for line in lines):
        return False
    text = _pattern(BLOCK_COMMENT).sub("", "\n".join(lines))
    code = [line.strip() for line in text.split("\n") if line.strip()]
    code = [line for line in code if not _is_comment(line)]
    bare = [_pattern(STRING).sub('""', line) for line in code]
    hard = _count(HARD, bare)
    hard += _count(PROPERTY, bare) if any(line.endswith("{") for line in bare) else 0
    if len(code) < FEW - 1 or 2 * hard < len(code) or not _count(CODE, code[:1]):
        return False
    if not _count(SURE, code):
        return False
    share = 1 if len(code) <= FEW else MOST
    strong, prose = _count(CODE, code), _count(PROSE, bare)
    return strong >= share * len(code) and prose <= SOME * len(code)


def _is_comment(line: str) -> bool:
    comment = line.startswith(("//", "--", ";;", "%", "#", "REM "))
    return comment and not (line[0] == "#" and _count(DIRECTIVE, [line]))


def _is_yaml(lines: Sequence[str]) -> bool:
    """Return whether all lines are keys or items, and some keys are nested.

    Front matter between two lines of hyphens does not count: it may be all that a Markdown file
    has.
    """
    if len(lines) < FEW or not _all(YAML, lines):
        return False
    if lines[0].rstrip() == "---" and any(line.rstrip() == "---" for line in lines[1:]):
        return False
    return any(
        _count(PARENT, [above]) and _count(CHILD, [below]) and _indent(below) > _indent(above)
        for above, below in pairwise(lines)
    )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_settings(lines: Sequence[str]) -> bool:
    """Return whether all lines are settings in sections, or environment variables."""
    if len(lines) < FEW:
        return False
    if _all(VARIABLE, lines) and not _count(EQUATION_SENTENCE, lines):
        return 2 * sum(line[0] != "#" for line in lines) >= len(lines)
    if not lines[0].lstrip().startswith(("[", "#", ";")) and "=" not in lines[0]:
        return False
    sections, others = _count(SECTION, lines), _count(SETTING, lines)
    exact = _count(EXACT, [line.strip() for line in lines])
    return 0 < sections <= others and sections + others >= len(lines) and exact > 0


def _is_log(lines: Sequence[str]) -> bool:
    """Return whether nearly all lines are log entries, among them one of the first two."""
    if len(lines) < FEW or not _count(LOGGED, lines[:2]):
        return False
    return _count(LOGGED, lines) >= MOST * len(lines)


def _all(pattern: str, lines: Sequence[str]) -> bool:
    return all(map(_pattern(pattern).fullmatch, lines))


def _count(pattern: str, lines: Sequence[str]) -> int:
    return sum(map(bool, map(_pattern(pattern).fullmatch, lines)))


@cache
def _pattern(pattern: str) -> Any:
    """Compile a pattern with RE2, which takes linear time on any line."""
    import re2  # it takes a while to load, and most texts do not need it

    return re2.compile(pattern)
