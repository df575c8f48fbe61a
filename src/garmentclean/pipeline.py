"""The pipeline: runs the filters over a document until they find nothing more."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.brake import Protection, allowed, apart, count_words, loss, over_limit
from garmentclean.document import Document
from garmentclean.edit import Edit, Patch, apply, resolve, restore
from garmentclean.filters import ORDER, rule_class
from garmentclean.packs import choose, load_packs
from garmentclean.view import View

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
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
        words: how many words the document had.
        loss: the share of them that the edits, made or refused, take away; what is taken by
            rules that may take all does not count.
        refused: the edits that were not made, because they would have taken more than the
            pipeline's `max_loss`; then the document is as it was.
        held: rules that were left out because they would have taken more than their `at-most`,
            with the share of the words that each would have taken.
    """

    document: Document
    edits: tuple[Edit, ...] = ()
    notes: tuple[Note, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    settled: bool = True
    words: int = 0
    loss: float = 0.0
    refused: tuple[Edit, ...] = ()
    held: dict[str, float] = field(default_factory=dict)

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
        order: the kinds of filter in the order in which they run; rules of others do not run.
        max_loss: the share of its words that a document may lose; one that would lose more stays
            as it is.
        protect: RE2 patterns whose matches no rule may touch.
    """

    def __init__(
        self,
        rules: Iterable[Rule],
        order: Sequence[str] = ORDER,
        *,
        max_loss: float = 1.0,
        protect: Sequence[str] = (),
    ) -> None:
        self.rules = tuple(rule for rule in rules if rule.kind in order)
        self.max_loss = max_loss
        self._free = {rule.name for rule in self.rules if rule.at_most == 1}
        self._limits = {
            rule.name: rule.at_most
            for rule in self.rules
            if rule.at_most is not None and not rule.judges_at_most
        }
        self._protection = Protection(protect)
        by_kind: dict[str, list[Rule]] = {kind: [] for kind in order}
        for rule in self.rules:
            by_kind[rule.kind].append(rule)
        self._scanners: list[Scanner] = [
            rule_class(kind).scanner(rules) for kind, rules in by_kind.items() if rules
        ]

    @classmethod
    def from_packs(  # noqa: PLR0913 - one parameter an option
        cls,
        paths: Iterable[Path] = (),
        *,
        select: Collection[str] = (),
        extend_select: Collection[str] = (),
        ignore: Collection[str] = (),
        unsafe: bool = False,
        max_loss: float = 1.0,
        protect: Sequence[str] = (),
    ) -> Pipeline:
        """Make a pipeline of the built-in packs and of more rule files.

        Args:
            paths: rule files, or folders of them, beside the built-in ones.
            select: rules (`id` or `pack/id`) and packs that run, instead of the default.
            extend_select: rules and packs that run beside the default.
            ignore: rules and packs that do not run.
            unsafe: whether rules run that may change a meaning.
            max_loss: the share of its words that a document may lose, 0 to 1.
            protect: RE2 patterns whose matches no rule may touch.

        Raises:
            GarmentcleanError: a rule file cannot be used, or a name is in none of them.
        """
        packs = load_packs(paths)
        rules = choose(
            packs, select=select, extend_select=extend_select, ignore=ignore, unsafe=unsafe
        )
        return cls(rules, max_loss=max_loss, protect=protect)

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
        held: dict[str, float] = {}
        for _ in range(PASSES):
            one = self._run(text, given)
            edits += one.edits
            learnt = one.facts | learnt
            held = one.held | held
            text = one.text
            if not one.edits or len(text) > GROWTH * len(document.text) + ROOM:
                break
        words = count_words(document.text)
        lost = loss(edits, words, self._free)
        refused: tuple[Edit, ...] = ()
        if lost > self.max_loss:
            refused, edits, text, one.notes = tuple(edits), [], document.text, []
        return Result(
            document.with_text(text),
            tuple(edits),
            tuple(one.notes),
            learnt,
            settled=bool(refused) or not one.edits,
            words=words,
            loss=lost,
            refused=refused,
            held=held,
        )

    def _run(self, text: str, given: Mapping[str, str]) -> _Pass:
        """Run each filter once."""
        done = _Pass(text, facts=dict(given))
        view = View(text, done.facts)
        for scanner in self._scanners:
            patches = self._within_limits(list(scanner.patches(view)), done)
            if not patches:
                continue
            notes = [patch for patch in patches if patch.replacement is None]
            done.notes += [Note(p.rule, p.start, done.text[p.start : p.end]) for p in notes]
            changes, _ = resolve(allowed(done.text, patches))
            changed, edits = apply(done.text, apart(done.text, changes))
            if edits:
                for key, value in (fact for patch in changes for fact in patch.facts):
                    done.facts.setdefault(key, value)
                done.edits += edits
                done.text = changed
                view = View(changed, done.facts)
        done.notes.sort(key=lambda note: note.start)
        return done

    def _within_limits(self, patches: list[Patch], done: _Pass) -> list[Patch]:
        """Return the patches that touch nothing protected, of rules that take no more than theirs.

        The limit is judged in each pass by itself: else a second run, which begins anew, could
        do what the first one held back.
        """
        patches = list(self._protection.outside(patches, done.text))
        held = over_limit(patches, done.text, self._limits)
        done.held |= held
        return [patch for patch in patches if patch.rule not in held]


@dataclass
class _Pass:
    """What one pass over the filters has done."""

    text: str
    edits: list[Edit] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    held: dict[str, float] = field(default_factory=dict)


def clean(text: str) -> str:
    r"""Return a text as the built-in packs clean it.

    >>> clean("The pformation of the mill is done.\n\nReturn to list\n")
    'The transformation of the mill is done.\n'
    """
    return _default_pipeline().clean(text).text


@cache
def _default_pipeline() -> Pipeline:
    return Pipeline.from_packs()
