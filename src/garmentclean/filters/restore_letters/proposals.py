"""Proposes the right words for the corrupted forms of a document, by all of its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.filters.base.matching import in_address
from garmentclean.filters.restore_letters.broken_words import Part, part_of
from garmentclean.filters.restore_letters.contexts import deciding, in_compound
from garmentclean.filters.restore_letters.doubtful_words import Evidence, Hit, spot_of
from garmentclean.filters.restore_letters.occurrences import Occurrence, packed
from garmentclean.text.edit import Patch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from garmentclean.filters.base.view import View
    from garmentclean.filters.restore_letters.rule import RestoreLetters


def patches(view: View, rule: RestoreLetters, places: Iterable[Occurrence]) -> Iterator[Patch]:
    """Yield the patches of corrupted words that the rule's guards and the context allow."""
    yield from Found(view, rule, places).patches()


class Found:
    """The forms of a rule in a document, with the evidence that they give for each other.

    Args:
        view: the document.
        rule: the rule.
        places: all that may be corrupted words.
    """

    def __init__(self, view: View, rule: RestoreLetters, places: Iterable[Occurrence]) -> None:
        self._view, self.rule = view, rule
        self._ambiguous, self._whole = packed(), packed()
        self._hits: list[Hit] = []
        same: dict[Hit, Hit] = {}
        for place in places:
            start, end, candidate, _ = place
            if not rule.allows(view, start, end) or in_address(
                view, start, end, bare=candidate.ambiguous
            ):
                continue
            if candidate.ambiguous:
                self._ambiguous.append(place)
                continue
            part = part_of(view, start, end, candidate.form)
            if part is not Part.PIECE:
                self._whole.append(place)
                hit = hit_of(view, place, doubtful=part is Part.DOUBTFUL)
                self._hits.append(same.setdefault(hit, hit))
        self._evidence = Evidence(self._hits)

    @property
    def certain(self) -> list[str]:
        """The different forms that are certainly corrupted."""
        return self._evidence.certain

    def patches(self, elsewhere: str = "") -> Iterator[Patch]:
        """Yield the patches of all that is corrupted.

        Args:
            elsewhere: a form that is certainly corrupted by another rule; "" if there is none.
        """
        for place, hit in zip(self._whole, self._hits, strict=True):
            other = self._evidence.decides(hit, elsewhere)
            if other is not None:
                yield patch(self._view, place, place.candidate.right.because, other)
        other = self._evidence.other_than() or elsewhere
        yield from in_contexts(self._view, self.rule, self._ambiguous, other)


def hit_of(view: View, place: Occurrence, *, doubtful: bool) -> Hit:
    """Return a form as evidence, to be judged together with the others of its document."""
    start, end, candidate, _ = place
    return Hit(
        candidate.form,
        candidate.right.word,
        spot_of(view, start, end),
        doubtful=doubtful,
        obscure=candidate.obscure,
    )


def in_contexts(
    view: View, rule: RestoreLetters, places: Iterable[Occurrence], other: str
) -> Iterator[Patch]:
    """Yield the patches of ambiguous forms whose context shows that they are corrupted.

    Args:
        view: the document.
        rule: the rule.
        places: the occurrences of the forms.
        other: a form that is certainly corrupted; "" if there is none. An ambiguous form whose
            context shows it is one as well. With such a form, the contexts in `doubtful` count, and
            the signs.
    """
    words = (one for one in places if part_of(view, *one[:2], one.candidate.form) is Part.WORD)
    whole = packed(words)
    certain = [
        deciding(view, rule.ambiguous[one.candidate.form], one.start, one.end) for one in whole
    ]
    other = other or next(
        (one.candidate.form for one, context in zip(whole, certain, strict=True) if context), ""
    )
    for place, context in zip(whole, certain, strict=True):
        if context:
            yield patch(view, place, context, "")
        elif other and (because := _beside_another(view, rule, place)):
            yield patch(view, place, because, other)


def _beside_another(view: View, rule: RestoreLetters, place: Occurrence) -> str:
    """Return why an ambiguous form is corrupted beside a certain one; "" if it is not."""
    start, end, form = place.start, place.end, place.candidate.form
    context = deciding(view, rule.doubtful.get(form, ()), start, end)
    if context or form not in rule.signs_of or in_compound(view, start, end):
        return context
    signs = rule.signs_of[form]
    total, because = signs.judge(view, start, end)
    if total < rule.at_least:
        return ""
    needed = rule.at_least + (rule.intact if signs.is_intact_in(view.text) else 0)
    return because if total >= needed else ""


def patch(view: View, place: Occurrence, because: str, other: str) -> Patch:
    """Return the patch of a corrupted word.

    Args:
        view: the document.
        place: the occurrence of the word.
        because: the evidence in its context or its parts.
        other: another form that was needed as evidence.
    """
    rule, right = place.candidate.rule, place.candidate.right
    if place.changed:
        start, end, after = place.changed
    else:
        start, end = place.start, place.end
        after = rule.corruption.cased(view.text[start:end], right.word)
    reasons = filter(None, (because, other and f"beside {other}"))
    return Patch(start, end, after, rule.name, because=", ".join(reasons))
