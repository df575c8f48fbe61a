"""The pipeline: runs the filters on a document until they find nothing more to change."""

from __future__ import annotations

import warnings
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from garmentclean.counts.loading import common_of
from garmentclean.errors import FilterError, GarmentcleanError, StoppedWarning, nearest
from garmentclean.filters.base.patterns import PatternScanner, share
from garmentclean.filters.base.rule import Rule
from garmentclean.filters.base.screens import TokenScanner, share_tokens
from garmentclean.filters.base.view import View
from garmentclean.filters.registry import kinds, origin, scanners_of
from garmentclean.pipeline.arguments import as_tuple, document_of, names_in
from garmentclean.pipeline.brake import (
    MAX_LOSS,
    Protection,
    allowed,
    loss,
    over_limit,
    without_joined_bytes,
)
from garmentclean.pipeline.overrides import with_overrides
from garmentclean.pipeline.pack_files import load_packs, rule_files
from garmentclean.pipeline.result import Note, Pass, Proposal, Result
from garmentclean.pipeline.selection import SelectionError, choose, names
from garmentclean.text.edit import Edit, Patch, apply, resolve
from garmentclean.text.frontmatter import front_matter
from garmentclean.text.patch_blocks import gathered
from garmentclean.text.words import count_words
from garmentclean.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from os import PathLike

    from garmentclean.counts.common import Common
    from garmentclean.text.document import Document

    AnyPath = str | PathLike[str]

__all__ = ["Note", "Pipeline", "Result", "clean"]

PASSES = 50
"""A text that still changes after this many passes is changed back and forth by its rules."""
GROWTH = 4
ROOM = 1000
"""A text that grows by more than this factor plus this many characters will grow without end."""


class Pipeline:
    """Compiled rules, in the order in which their filters run.

    A pickle contains the rules; each process that loads it compiles them once.

    Args:
        rules: the rules; all rules of a kind run together.
        order: the kinds of filter in the order in which they run; rules of other kinds do not
            run. By default all kinds run, in their usual order.
        max_loss: the share of its words that a document may lose, 0 to 1; one that would lose more
            is left unchanged.
        protect: RE2 patterns whose matches no rule may touch.
        filter_timeout: how many seconds a plugin's filter may take for a document; 0 for no limit.
            With a limit, such filters run in a process of their own.
        common: what many documents of the corpus have in common; some rules need it.

    Raises:
        GarmentcleanError: a pattern or a filter cannot be used, there is no such kind, a rule
            needs counts, or `max_loss` is not a share.
        TypeError: `rules` contains something that is not a rule.
    """

    def __init__(  # noqa: PLR0913 - one parameter an option
        self,
        rules: Iterable[Rule],
        order: Sequence[str] = (),
        *,
        max_loss: float = 1.0,
        protect: Sequence[str] = (),
        filter_timeout: float = 0,
        common: Common | None = None,
    ) -> None:
        self.order = as_tuple(order) or kinds()
        for kind in self.order:
            if kind not in kinds():
                raise SelectionError(f"no filter is called {kind!r}{nearest(kind, kinds())}")
        if not isinstance(max_loss, (int, float)) or not 0 <= max_loss <= 1:
            raise GarmentcleanError(f"max_loss must be a number from 0 to 1, not {max_loss!r}")
        self.rules = tuple(rule for rule in rules_in(rules) if rule.kind in self.order)
        self.max_loss = max_loss
        self.protect = as_tuple(protect)
        self.filter_timeout = filter_timeout
        self.common = common
        require_counts(self.rules, common)
        self._free = {rule.name for rule in self.rules if rule.at_most == 1}
        self._limits = {
            rule.name: rule.at_most
            for rule in self.rules
            if rule.at_most is not None and not rule.judges_at_most
        }
        self._protection = Protection(self.protect)
        by_kind: dict[str, list[Rule]] = {kind: [] for kind in self.order}
        for rule in self.rules:
            by_kind[rule.kind].append(rule)
        used = {kind: rules for kind, rules in by_kind.items() if rules}
        self._scanners = scanners_of(used, filter_timeout)
        share([one.index for one in self._scanners if isinstance(one, PatternScanner)])
        scanners = (one for one in self._scanners if isinstance(one, TokenScanner))
        share_tokens([screen for one in scanners for screen in one.screens])

    def __repr__(self) -> str:
        """Return the number of rules and packs, and the limit."""
        packs = len({rule.pack for rule in self.rules})
        return f"<Pipeline of {len(self.rules)} rules in {packs} packs, max_loss={self.max_loss}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return unpacked, (type(self), self._packed)

    @cached_property
    def _packed(self) -> bytes:
        return packed(self.rules, self.order, self._options)

    @property
    def _options(self) -> dict[str, Any]:
        """The arguments of the constructor, except rules and order."""
        keys = ("max_loss", "protect", "filter_timeout", "common")
        return {key: getattr(self, key) for key in keys}

    def without(self, ignored: Collection[str]) -> Pipeline:
        """Return the same pipeline without some rules (`id` or `pack/id`) and packs."""
        rules = [rule for rule in self.rules if {*names(rule), rule.pack}.isdisjoint(ignored)]
        return type(self)(rules, self.order, **self._options)

    @classmethod
    def from_packs(  # noqa: PLR0913 - one parameter an option
        cls,
        paths: Iterable[AnyPath] | AnyPath = (),
        *,
        select: Collection[str] = (),
        extend_select: Collection[str] = (),
        ignore: Collection[str] = (),
        overrides: Mapping[str, Mapping[str, Any]] | None = None,
        unsafe: bool = False,
        order: Sequence[str] = (),
        max_loss: float = MAX_LOSS,
        protect: Sequence[str] = (),
        filter_timeout: float = 0,
        counts: Iterable[AnyPath] | AnyPath = (),
    ) -> Pipeline:
        """Make a pipeline from the built-in packs and more rule files.

        Where several paths, names or patterns are allowed, one can be passed without a list.

        Args:
            paths: more rule files, or folders of rule files.
            select: rules (`id` or `pack/id`) and packs that run, instead of the default.
            extend_select: rules and packs that run as well.
            ignore: rules and packs that do not run.
            overrides: by the name of a rule, the keys of it to override, with their new values.
            unsafe: whether to run rules that may change the meaning of a text.
            order: the kinds of filter to run, in this order; by default all, in the usual order.
            max_loss: the share of its words that a document may lose, 0 to 1; one that would lose
                more is left unchanged.
            protect: RE2 patterns whose matches no rule may touch.
            filter_timeout: how many seconds a plugin's filter may take for a document.
            counts: folders of counts of the corpus, for rules of `drop-common`.

        Raises:
            GarmentcleanError: a rule file, a pattern, a plugin or counts cannot be used, or no
                rule or pack has one of the names.
            TypeError: an argument has the wrong type.
        """
        if unsafe not in (True, False):
            raise TypeError(f"unsafe is True or False, not {unsafe!r}")
        packs = load_packs(rule_files(names_in(paths, "paths")))
        rules = choose(
            with_overrides(packs, overrides or {}),
            select=names_in(select, "select"),
            extend_select=names_in(extend_select, "extend_select"),
            ignore=names_in(ignore, "ignore"),
            unsafe=unsafe,
        )
        common = common_of([Path(path) for path in names_in(counts, "counts")])
        options: dict[str, Any] = {"max_loss": max_loss, "protect": protect, "common": common}
        return cls(rules, order, filter_timeout=filter_timeout, **options)

    def clean(self, document: Document | str, metadata: Mapping[str, str] | None = None) -> Result:
        """Clean a document.

        Args:
            document: the document, or its text.
            metadata: what else is known about it, as evidence for rules: its `tags`, or the
                `site` that `drop-common` needs.

        The filters run again until none of them finds anything, so that cleaning the result
        changes nothing: each pass starts from the text alone, as a second run would. They only see
        the text below the front matter, and only its words count.

        Raises:
            FilterError: a plugin's filter failed, or took too long.
            TypeError: `document` is neither a document nor a text.
        """
        document = document_of(document)
        text = document.text
        edits: list[Edit] = []
        given = dict(metadata or {})
        facts = dict(given)
        held: dict[str, float] = {}
        proposals: dict[int, Proposal] = {}
        for _ in range(PASSES):
            try:
                one = self._run(text, document.name, given, proposals)
            except FilterError as error:
                raise FilterError(f"{document.name}: {error}") from error.__cause__
            edits += one.edits
            facts = one.facts | facts
            held = one.held | held
            text = one.text
            if not one.edits or len(text) > GROWTH * len(document.text) + ROOM:
                break
        words = count_words(document.text[front_matter(document.text) :])
        lost = loss(edits, words, self._free)
        refused: tuple[Edit, ...] = ()
        if lost > self.max_loss:
            refused, edits, text, one.notes = tuple(edits), [], document.text, []
        return Result(
            document.with_text(text),
            tuple(edits),
            tuple(one.notes),
            facts,
            settled=bool(refused) or not one.edits,
            words=words,
            loss=lost,
            refused=refused,
            held=held,
        )

    def _run(
        self, text: str, name: str, given: Mapping[str, str], proposals: dict[int, Proposal]
    ) -> Pass:
        """Run each filter once, except those that saw the same text in the previous pass."""
        front = front_matter(text)
        current = Pass(text[front:], facts=dict(given))
        view = View(current.text, current.facts, name, self.common)
        for number, scanner in enumerate(self._scanners):
            last = proposals.get(number)
            if not last or last.text != current.text or last.facts != current.facts:
                patches = gathered(scanner.patches(view), current.text)
                last = proposals[number] = Proposal(current.text, dict(current.facts), patches)
            if not last.patches:
                continue
            patches = self._within_limits(last.patches, current)
            if not patches:
                continue
            notes = [patch for patch in patches if patch.replacement is None]
            current.notes += [
                Note(p.rule, p.start, current.text[p.start : p.end], p.because) for p in notes
            ]
            changes, _ = resolve(allowed(current.text, patches))
            changed, edits = apply(current.text, without_joined_bytes(current.text, changes))
            if edits:
                for key, value in (fact for patch in changes for fact in patch.facts):
                    current.facts.setdefault(key, value)
                current.edits += edits
                current.text = changed
                view = View(changed, current.facts, name, self.common)
        current.notes.sort(key=lambda note: note.start)
        return current.below(text[:front])

    def _within_limits(self, patches: list[Patch], current: Pass) -> list[Patch]:
        """Return the patches that touch nothing protected, of rules within their `at-most`.

        Each pass is judged by itself. Otherwise a second run, which starts afresh, could do what
        the first one held back.
        """
        patches = list(self._protection.outside(patches, current.text))
        held = over_limit(patches, current.text, self._limits)
        current.held |= held
        return [patch for patch in patches if patch.rule not in held]


def packed(rules: Sequence[Rule], order: Sequence[str], options: Mapping[str, Any]) -> bytes:
    """Return a small pickle of a pipeline's arguments and the versions of the code it runs.

    Some caches, such as that of Hugging Face datasets, use the pickle as a key. Because it has the
    versions in it, they do not return results of an older version.

    Args:
        rules: its rules.
        order: the kinds of filter in their order.
        options: the other arguments of the constructor, by name.
    """
    import pickle  # only for other processes
    import zlib

    versions = {"garmentclean": VERSION}
    versions |= {rule.kind: origin(rule.kind) for rule in rules if origin(rule.kind)}
    pickled = pickle.dumps((rules, order, dict(options), versions))
    return zlib.compress(pickled)  # an engine sends it with each of its tasks


@lru_cache(maxsize=4)
def unpacked(cls: Any, data: bytes) -> Any:
    """Return the pipeline of a pickle; it is cached, because pools send it with each task.

    Args:
        cls: its class.
        data: what `packed` returned.
    """
    import pickle  # only in other processes
    import zlib

    rules, order, options, _ = pickle.loads(zlib.decompress(data))  # noqa: S301 - it was in a pickle
    return cls(rules, order, **options)


def rules_in(given: Iterable[Rule]) -> Iterator[Rule]:
    """Yield rules; TypeError for anything else, such as names."""
    for rule in given:
        if not isinstance(rule, Rule):
            raise TypeError(
                f"a Pipeline is made of rules, not of {rule!r}; Pipeline.from_packs(select=[...]) "
                "takes their names"
            )
        yield rule


def require_counts(rules: Iterable[Rule], common: Common | None) -> None:
    """Raise GarmentcleanError if a rule needs counts, and there are none."""
    name = next((rule.name for rule in rules if rule.needs_counts), "") if not common else ""
    if name:
        raise GarmentcleanError(
            f"rule {name} needs counts of the whole corpus: 'garmentclean count PATH... -o "
            "counts/' makes them, 'garmentclean clean --counts counts/ ...' uses them"
        )


def clean(text: str) -> str:
    r"""Clean a text with the built-in packs, as `Pipeline.from_packs()` does.

    A text that would lose more than three quarters of its words is left unchanged, with a
    StoppedWarning. Raises TypeError for anything but a text.

    >>> clean("The pformation of the mill is done.\n\nReturn to list\n")
    'The transformation of the mill is done.\n'
    """
    result = _default_pipeline().clean(text)
    if result.stopped:
        warnings.warn(
            f"the text would lose {result.loss:.0%} of its {result.words:,} words, and stays as it "
            "is; Pipeline.from_packs(max_loss=1) cleans it all the same",
            StoppedWarning,
            stacklevel=2,
        )
    return result.text


@cache
def _default_pipeline() -> Pipeline:
    return Pipeline.from_packs()
