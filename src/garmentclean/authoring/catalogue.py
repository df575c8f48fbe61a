"""The catalogue: Markdown pages about the packs, their rules and the filters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING
from types import UnionType
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from garmentclean.filters.base.keys import Key, keys_of, own_keys, summary
from garmentclean.filters.base.rule import Rule
from garmentclean.filters.registry import kinds, rule_class
from garmentclean.pipeline.selection import choose
from garmentclean.text.display import with_escapes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from garmentclean.filters.base.rule import Example
    from garmentclean.pipeline.pack import Pack

MARKS = re.compile(r"[\\`*_{}\[\]~^!<>&|]|^[!-@]")
"""Characters that some Markdown dialect may take for markup, anywhere or at the start of a line."""

TICKS = re.compile("`+")
GUARDS = (
    *("where", "when", "unless", "when-document", "unless-document", "unless-letter"),
    *("language", "at-most"),
)


def pages(packs: Sequence[Pack]) -> dict[str, str]:
    """Return the catalogue of some packs as Markdown pages.

    Args:
        packs: the packs, in the order of the pages.

    Returns:
        the text of each page by its name: `index.md`, `filters.md`, and `packs/NAME.md`.
    """
    running = names_of_running(packs)
    return {
        "index.md": index_page(packs, running, link="packs/{}.md"),
        "filters.md": filters_page(),
        **{
            f"packs/{pack.name}.md": pack_page(pack, running, link="../filters.md#{}")
            for pack in packs
        },
    }


def one_page(packs: Sequence[Pack]) -> str:
    """Return the catalogue of some packs as one Markdown document."""
    running = names_of_running(packs)
    texts = [index_page(packs, running, link="#pack-{}"), filters_page()]
    return "\n".join(texts + [pack_page(pack, running, link="#{}") for pack in packs])


def names_of_running(packs: Sequence[Pack]) -> set[str]:
    """Return the names of the rules that run by default."""
    return {rule.name for rule in choose(packs)}


def index_page(packs: Iterable[Pack], running: Collection[str], link: str) -> str:
    """Return the page with the table of all packs; in `link`, {} is the name of a pack."""
    lines = [
        "# The rules",
        "",
        "A pack is a file of rules. `--extend-select` turns on packs and rules that are off,",
        "`--unsafe` rules that may change the meaning of a text; `--ignore` turns rules off.",
        "",
        "| pack | what it is for | language | rules | run by default |",
        "|---|---|---|--:|--:|",
    ]
    for pack in packs:
        on = sum(rule.name in running for rule in pack.rules)
        cells = (
            f"[{pack.name}]({link.format(pack.name)})",
            escaped(pack.about),
            code(pack.language) if pack.language else "all",
            f"{len(pack.rules)}",
            f"{on}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def pack_page(pack: Pack, running: Collection[str], link: str) -> str:
    """Return the page of a pack; in `link`, {} is the name of a filter."""
    state = "On by default." if pack.default else f"Off by default: {enabling(pack.name)}."
    lines = [f"# Pack {pack.name}", "", escaped(pack.about), ""]
    if pack.language:
        lines.append(f"For documents in the language {code(pack.language)}. {state}")
    else:
        lines.append(f"For documents in all languages. {state}")
    for rule in pack.rules:
        lines += ["", *rule_lines(rule, on=rule.name in running, link=link)]
    return "\n".join(lines) + "\n"


def enabling(name: str) -> str:
    """Return the option that turns a rule or a pack on, in Markdown."""
    return f"`--extend-select {name}` turns it on"


def rule_lines(rule: Rule, *, on: bool, link: str) -> Iterator[str]:
    """Yield the lines about a rule."""
    state = "On by default." if on else f"Off by default: {enabling(rule.name)}."
    if rule.safety == "unsafe":
        state = "Unsafe: it may change the meaning of a text, and runs only with `--unsafe`."
    yield from (f"## {rule.id}", "", escaped(rule.why), "")
    yield f"Filter [{rule.kind}]({link.format(rule.kind)}). {state}"
    guards = [f"- {name}: {code(value)}" for name, value in guards_of(rule)]
    if guards:
        yield from ("", *guards)
    for example in rule.examples:
        yield ""
        yield from example_lines(example)


def guards_of(rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield the guards of a rule that differ from their defaults."""
    for key in keys_of(Rule):
        value = getattr(rule, key.name.replace("-", "_"))
        if key.name in GUARDS and value != key.default:
            yield key.name, str(value)


def example_lines(example: Example) -> Iterator[str]:
    """Yield the lines about an example."""
    if example.fails:
        yield from (f"Known failure: {escaped(example.fails)}", "")
    for key, value in example.metadata.items():
        yield from (f"In a document whose {escaped(key)} is {code(value)}:", "")
    for number, text in enumerate(example.corpus, 1):
        yield from block(f"Document {number} of its corpus", text)
        yield ""
    if example.keeps:
        yield from block("Keep", example.before)
        return
    yield from block("Before", example.before)
    yield ""
    if example.reports:
        yield from block("Reports", "\n".join(example.reports))
    else:
        yield from block("After", example.after)


def block(title: str, text: str) -> Iterator[str]:
    """Yield a title and a code block with a text."""
    if not text:
        yield f"**{title}**: nothing"
        return
    shown = with_escapes(text)
    note = " (with escapes for what cannot be seen)" if shown != text else ""
    yield from (f"**{title}**{note}", "", fenced(shown))


def filters_page() -> str:
    """Return the page of the filters, in the order in which they run."""
    lines = [
        "# The filters",
        "",
        "In the order in which they run. They run again until none of them finds anything more.",
        "",
        "## Keys of every rule",
        "",
        "Besides its `id`, `filter` and `examples`, a rule has:",
        "",
        *key_table(keys_of(Rule)),
    ]
    for kind in kinds():
        cls = rule_class(kind)
        lines += ["", f"## {kind}", "", summary(cls), "", *key_table(own_keys(cls))]
    return "\n".join(lines) + "\n"


def key_table(keys: Iterable[Key]) -> Iterator[str]:
    """Yield the lines of a table of keys."""
    yield from ("| key | value | default | meaning |", "|---|---|---|---|")
    for key in keys:
        cells = (f"`{key.name}`", type_words(key.hint), default_words(key.default), key.about)
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def default_words(default: object) -> str:
    """Return the cell of a table for a key's default.

    >>> default_words(MISSING), default_words(False), default_words(()), default_words("safe")
    ('must be given', '`false`', '', '`safe`')
    """
    if default is MISSING:
        return "must be given"
    if isinstance(default, (bool, int, float)):
        return f"`{default}`".lower()
    return f"`{default}`" if default else ""


def type_words(hint: Any) -> str:
    """Return the cell of a table for a key's type.

    >>> type_words(Literal["head", "tail"])
    '`head`, `tail`'
    >>> type_words(Mapping[str, tuple[str, ...]])
    'mapping to text, or a list'
    """
    origin, args = get_origin(hint), get_args(hint)
    if origin is UnionType:
        return type_words(args[0])
    if origin is tuple:
        return f"{type_words(args[0])}, or a list"
    if origin is Mapping:
        return f"mapping to {type_words(args[1])}"
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in args)
    return WORDS[hint]


WORDS: dict[type, str] = {
    str: "text",
    bool: "`true`, `false`",
    int: "whole number",
    float: "number",
}


def escaped(text: str) -> str:
    """Return a text as one line of Markdown.

    >>> escaped("# a *b*")
    '&#35; a &#42;b&#42;'
    """
    shown = with_escapes(" ".join(text.split()))
    return MARKS.sub(lambda mark: f"&#{ord(mark[0])};", shown)


def code(text: str) -> str:
    """Return a text as inline code.

    >>> code("a`b")
    '`` a`b ``'
    """
    shown = with_escapes(text).replace("\n", r"\n")
    longest = longest_ticks(shown)
    fence, space = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{space}{shown}{space}{fence}"


def fenced(text: str) -> str:
    """Return a text as a code block, whose fence is longer than any in the text."""
    fence = "`" * max(3, 1 + longest_ticks(text))
    return "\n".join((f"{fence}text", text.removesuffix("\n"), fence))


def longest_ticks(text: str) -> int:
    """Return the length of the longest run of backticks in a text."""
    return max(map(len, TICKS.findall(text)), default=0)
