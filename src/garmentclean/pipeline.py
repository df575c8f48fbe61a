"""The pipeline: runs the filters over a document until they find nothing more."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.document import SURROGATE, Document
from garmentclean.edit import Edit, Patch, apply, resolve, restore
from garmentclean.filters import ORDER, rule_class
from garmentclean.packs import choose, load_packs
from garmentclean.view import View

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from garmentclean.filters import Scanner
    from garmentclean.rule import Rule

PASSES = 50
"""A text that still changes after so many passes is being changed to and fro."""
GROWTH = 4
ROOM = 1000
"""A text that has grown past so many times its length, and so many characters more, is growing
without an end."""


class Note(NamedTuple):
    """What a rule reports without a change: the rule, where in the clean text, what is there."""

    rule: str
    start: int
    text: str


@dataclass(frozen=True)
class Result:
    """What cleaning a document has led to.

    Attributes:
        document: the clean document.
        edits: all that was changed, in the order in which it was done.
        notes: what rules report, in the order of the text.
        metadata: what dropped lines said of the document: `date`, `source`, `author` ...
        settled: whether a second cleaning would change nothing; only rules that undo one another
            can leave this False.
    """

    document: Document
    edits: tuple[Edit, ...] = ()
    notes: tuple[Note, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    settled: bool = True

    @property
    def text(self) -> str:
        """The clean text, with the newlines of the document."""
        return self.document.to_text()

    def restore(self) -> Document:
        """Return the document as it was before."""
        return self.document.with_text(restore(self.document.text, self.edits))


class Pipeline:
    """Rules, compiled, in the order in which their filters run.

    Args:
        rules: the rules; all of a kind run together.
        order: the kinds of filter in the order in which they run.
    """

    def __init__(self, rules: Iterable[Rule], order: Sequence[str] = ORDER) -> None:
        self.rules = tuple(rules)
        by_kind: dict[str, list[Rule]] = {kind: [] for kind in order}
        for rule in self.rules:
            by_kind[rule.kind].append(rule)
        self._scanners: list[Scanner] = [
            rule_class(kind).scanner(rules) for kind, rules in by_kind.items() if rules
        ]

    @classmethod
    def from_packs(
        cls,
        paths: Iterable[Path] = (),
        *,
        select: Collection[str] = (),
        extend_select: Collection[str] = (),
        ignore: Collection[str] = (),
        unsafe: bool = False,
    ) -> Pipeline:
        """Make a pipeline of the built-in packs and of more rule files.

        Args:
            paths: rule files, or folders of them, beside the built-in ones.
            select: rules (`id` or `pack/id`) and packs that run, instead of the default.
            extend_select: rules and packs that run beside the default.
            ignore: rules and packs that do not run.
            unsafe: whether rules run that may change a meaning.

        Raises:
            GarmentcleanError: a rule file cannot be used, or a name is in none of them.
        """
        packs = load_packs(paths)
        return cls(
            choose(packs, select=select, extend_select=extend_select, ignore=ignore, unsafe=unsafe)
        )

    def clean(self, document: Document | str, metadata: Mapping[str, str] | None = None) -> Result:
        """Clean a document.

        Args:
            document: the document, or its text.
            metadata: what is known of it from elsewhere, as evidence for rules: its `tags`.

        The filters run again until none of them finds anything, so that cleaning the result
        changes nothing: each pass starts from the text alone, as a second run would.
        """
        if isinstance(document, str):
            document = Document.from_text(document)
        text = document.text
        edits: list[Edit] = []
        given = dict(metadata or {})
        learnt = dict(given)
        for _ in range(PASSES):
            one = self._run(text, given)
            edits += one.edits
            learnt = one.facts | learnt
            text = one.text
            if not one.edits or len(text) > GROWTH * len(document.text) + ROOM:
                break
        clean = document.with_text(text)
        return Result(clean, tuple(edits), tuple(one.notes), learnt, settled=not one.edits)

    def _run(self, text: str, given: Mapping[str, str]) -> _Pass:
        """Run each filter once."""
        done = _Pass(text, facts=dict(given))
        view = View(text, done.facts)
        for scanner in self._scanners:
            patches = list(scanner.patches(view))
            if not patches:
                continue
            notes = [patch for patch in patches if patch.replacement is None]
            done.notes += [Note(p.rule, p.start, done.text[p.start : p.end]) for p in notes]
            changes, _ = resolve(allowed(done.text, patches))
            changed, edits = apply(done.text, changes)
            if edits:
                for key, value in (fact for patch in changes for fact in patch.facts):
                    done.facts.setdefault(key, value)
                done.edits += edits
                done.text = changed
                view = View(changed, done.facts)
        done.notes.sort(key=lambda note: note.start)
        return done


@dataclass
class _Pass:
    """What one pass over the filters has done."""

    text: str
    edits: list[Edit] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)


def allowed(text: str, patches: Iterable[Patch]) -> Iterator[Patch]:
    """Yield the patches that change something, and rewrite no byte that is not UTF-8.

    Such a byte may go with the line it stands on, but is never replaced.
    """
    for patch in patches:
        before = text[patch.start : patch.end]
        if patch.replacement is None or patch.replacement == before:
            continue
        if patch.replacement:
            harmless = before.isascii() or not SURROGATE.search(before)
        else:  # two halves of a character must not meet
            around = text[max(0, patch.start - 1) : patch.start] + text[patch.end : patch.end + 1]
            harmless = len(SURROGATE.findall(around)) < 2  # noqa: PLR2004
        if harmless:
            yield patch


def clean(text: str) -> str:
    r"""Return a text as the built-in packs clean it.

    >>> clean("The pformation of the mill is done.\n\nReturn to list\n")
    'The transformation of the mill is done.\n'
    """
    return _default_pipeline().clean(text).text


@cache
def _default_pipeline() -> Pipeline:
    return Pipeline.from_packs()
