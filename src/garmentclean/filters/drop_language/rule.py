"""drop-language: remove stray lines in another language, and documents in unwanted languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from garmentclean.errors import RuleError
from garmentclean.filters.base.cutting import Drop, cut_lines
from garmentclean.filters.base.rule import Rule
from garmentclean.filters.drop_language.foreign import reason, strays
from garmentclean.filters.drop_language.mixture import is_mixed, outside, second_language, unquoted
from garmentclean.text.edit import Patch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.filters.base.view import View


@dataclass(frozen=True, kw_only=True)
class DropLanguage(Rule):
    """Remove lines in another language than the document's, or whole documents.

    Lines: another script decides; for lines in Latin letters or in the document's own script, stop
    words do, and for longer ones langdetect must agree. A line that is not certain stays, and so do
    quotations, verse, names, titles, references, labelled lines, lines that switch languages, and
    lines that the article names. A document is mixed if foreign lines are more than `at-most` of
    it, or alternate with its own paragraphs: that is reported, and nothing is removed.

    Documents: one whose language is certain and not in `languages` becomes empty.

    Keys:
        unit: `line` or `document`.
        languages: for documents: the ISO 639-1 codes of those that stay.
        at-most: for lines: the largest share (0 to 1) of the document's letters that may be
            removed; a Chinese, Japanese or Korean letter counts as two.
    """

    kind: ClassVar[str] = "drop-language"
    judges_at_most: ClassVar[bool] = True

    unit: Literal["line", "document"] = "line"
    languages: tuple[str, ...] = ()
    at_most: float = 0.3

    def __post_init__(self) -> None:
        """Reject languages without `unit: document`, and the reverse."""
        super().__post_init__()
        if (self.unit == "document") != bool(self.languages):
            raise RuleError("languages", "is for `unit: document`, and needed there")

    @staticmethod
    def scanner(rules: Sequence[DropLanguage]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


class Scanner:
    """All drop-language rules."""

    def __init__(self, rules: Sequence[DropLanguage]) -> None:
        self._rules = rules

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose to remove foreign lines or documents, or note that the languages are mixed."""
        for rule in self._rules:
            if rule.unit == "document":
                yield from self._document(view, rule)
            else:
                yield from self._lines(view, rule)

    @staticmethod
    def _document(view: View, rule: DropLanguage) -> Iterator[Patch]:
        unwanted = view.language is not None and view.language not in rule.languages
        if unwanted and rule.allows(view, 0, len(view.text)):
            yield Patch(0, len(view.text), "", rule.name, (("language", view.language or ""),))

    @staticmethod
    def _lines(view: View, rule: DropLanguage) -> Iterator[Patch]:
        found = unquoted(
            view, [stray for stray in strays(view) if is_removable(view, rule, stray.number)]
        )
        if view.language is None:
            second, why = second_language(view, rule.at_most), "two languages, none of them first"
        elif found and is_mixed(view, found, rule.at_most):
            second, why = found[0].number, reason(found[0].language, view.language)
        else:
            drops = [
                Drop(number, number, rule.name, because=reason(language, view.language))
                for _, number, language in outside(view, found)
            ]
            yield from cut_lines(view, drops)
            return
        if second is not None:
            start, end = view.starts[second], view.ends[second]
            yield Patch(start, end, None, rule.name, because=why)


def is_removable(view: View, rule: DropLanguage, number: int) -> bool:
    """Return whether the guards let the rule remove a line."""
    return rule.allows(view, view.starts[number], view.ends[number])
