"""Corrupted letters: what is restored without a list, and what is left alone."""

from __future__ import annotations

import random
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from garmentclean import Pipeline
from garmentclean.errors import RuleError
from garmentclean.filters.base.view import View
from garmentclean.filters.restore_letters.corruption import SHORTEST, Corruption, Right
from garmentclean.filters.restore_letters.occurrences import Occurrence
from garmentclean.filters.restore_letters.proposals import patches
from garmentclean.filters.restore_letters.rule import RestoreLetters
from garmentclean.filters.restore_letters.scanner import TOKEN, Scanner, Words
from garmentclean.pipeline.pack_files import load_packs
from garmentclean.pipeline.rulefile import load_pack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from garmentclean.text.edit import Patch

TRANS = "transform transport translate tranship transparent transit trans-Pacific Transvaal"
ADJECTIVES = "transcultural transnational transregional transpersonal"
INTER = Path(__file__).parents[3] / "bench" / "corruptions" / "inter.yaml"


def trans(words: str = TRANS) -> Corruption:
    return Corruption("trans", ["p", "span"], words.split())


def rule(**keys: object) -> RestoreLetters:
    known = {"id": "r", "why": "It is so.", "was": "trans", "now": ("p",), "words": TRANS}
    return RestoreLetters(**(known | keys))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("form", "word", "because"),
    [
        ("pform", "transform", ""),
        ("spanport", "transport", ""),
        ("pformers", "transformers", "transform + ers"),
        ("pportability", "transportability", "transport + ability"),
        ("phipped", "transhipped", "tranship + ed"),
        ("unpformed", "untransformed", "un + transform + ed"),
        ("pformingly", "transformingly", "transform + ing + ly"),
        ("psectoral", "transsectoral", "trans + sectoral"),
        ("p-national", "trans-national", "trans + national"),
    ],
)
def test_words_come_back_with_the_reason(form: str, word: str, because: str) -> None:
    assert trans(f"{TRANS} {ADJECTIVES}").right(form) == (word, because)


@pytest.mark.parametrize(
    "form",
    [
        *("plate", "plates", "plated", "platen", "plater", "pit", "pitted", "pits", "port"),
        *("supppression", "pinformation", "pwhich", "pformat", "ph", "pp", "psi", "p-value"),
        *("prespective", "pform1", "planner", "span", "spanned", "spanish", ""),
    ],
)
def test_words_names_and_typing_errors_stay(form: str) -> None:
    assert trans(f"{TRANS} {ADJECTIVES}").right(form) is None


def test_compounds_need_others_like_them_in_the_list() -> None:
    assert trans().right("psectoral") is None


def test_a_base_that_the_list_does_not_have_is_known_by_its_derivation() -> None:
    assert trans("transducer").right("pduced") == ("transduced", "as transducer")


def test_a_derivation_of_a_form_that_is_a_word_stays() -> None:
    corruption = Corruption("con", [""], ["content", "condition", "conceal"])
    assert corruption.right("ditions") == ("conditions", "condition + s")
    assert corruption.right("cealed") == ("concealed", "conceal + ed")
    assert [corruption.right(form) for form in ("tent", "tents", "tented")] == [None] * 3


def test_short_forms_are_abbreviations() -> None:
    corruption = Corruption("inter", ["i"], ["winter", "pointer", "Internet"])
    words = [corruption.right(form) for form in ("wi", "poi", "inet")]
    assert words == [None, None, ("Internet", "")]


def test_letters_may_have_become_a_mark() -> None:
    pipeline = Pipeline([rule(was="fi", now=("?",), words="office find profit")])
    text = "The of?ce is ?nding pro?ts. Is it of?ce? Is it?"
    wanted = "The office is finding profits. Is it office? Is it?"
    assert pipeline.clean(text).text == wanted


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("DataPformer, dataPport", "DataTransformer, dataTransport"),
        ("PFORM Pform pform", "TRANSFORM Transform transform"),
        ("PVaal P-Pacific’s PPARENT's", "TransVaal Trans-Pacific’s TRANSPARENT's"),
        ("myPlate iPit McPherson", "myPlate iPit McPherson"),
    ],
)
def test_capitals_stay_as_they_are(before: str, after: str) -> None:
    cleaned = Pipeline([rule()]).clean(f"It pported. {before}").text
    assert cleaned == f"It transported. {after}"


def test_an_edit_names_the_context_that_decided() -> None:
    contexts = {"plate": ("{} into (?:English|Thai)",), "pit": ()}
    result = Pipeline([rule(ambiguous=contexts)]).clean(
        "They plate into Thai; a pit; a plate-plate."
    )
    assert result.text == "They translate into Thai; a pit; a plate-plate."
    assert [edit.because for edit in result.edits] == ["plate into Thai"]


def test_a_form_can_be_kept() -> None:
    assert Pipeline([rule(ambiguous={"pforms": ()})]).clean("pforms pformed").text == (
        "pforms transformed"
    )


def test_a_corruption_that_leaves_nothing_of_a_word_is_refused() -> None:
    with pytest.raises(RuleError, match="nothing is left of 'trans'"):
        rule(now=("",), words="trans")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("the pfor-\nmation", "the transfor-\nmation"),
        ("the P-\n  PORT", "the TRANS-\n  PORT"),
        ("to re-\npform", "to re-\ntransform"),
        ("trans-\nport of pport", "trans-\nport of transport"),
        ("gold-\nplated im-\nplant", "gold-\nplated im-\nplant"),
        ("the pfor-\r\nmation", "the transfor-\r\nmation"),
    ],
)
def test_a_word_stays_broken_over_a_line(before: str, after: str) -> None:
    cleaned = Pipeline([rule()]).clean(f"It pported goods. {before}").text
    assert cleaned == f"It transported goods. {after}"


def test_a_second_corruption_is_undone_without_any_code() -> None:
    pack = load_pack(INTER)
    pipeline = Pipeline(pack.rules)
    for example in pack.rules[0].examples:
        result = pipeline.clean(example.before)
        assert result.text == example.after
        assert result.restore().text == example.before
        assert pipeline.clean(result.text).edits == ()


class PlainCorruption(Corruption):
    """The plain definition: find what a form may have been first, and then whether it is a word."""

    def right(self, form: str) -> Right | None:
        if form in self.forms or len(form) < SHORTEST:
            return super().right(form)
        for word in self._restorations(form):
            made = self._derivation(word) or self._compound(word, form)
            if made:
                return None if self._is_word(form, made.base) else Right(word, made.parts)
        return None


def built_in() -> list[RestoreLetters]:
    return [r for pack in load_packs() for r in pack.rules if isinstance(r, RestoreLetters)]


def known() -> list[str]:
    lists = [
        files("garmentclean.filters.restore_letters").joinpath(f"{name}.txt")
        for name in ("ordinary", "rare")
    ]
    return [word for one in lists for word in one.read_text("utf-8").split()]


def test_no_word_needs_a_search_for_its_originals() -> None:
    rule = built_in()[0]
    plain = PlainCorruption(rule.was, rule.now, rule.words.split())
    forms = [form for form in known() if form not in plain.forms]
    assert len(forms) > 150_000
    assert [form for form in forms if plain.right(form)] == []
    assert [form for form in forms[::10] if rule.corruption.right(form)] == []


def forms() -> Iterator[str]:
    """Yield English words, and what comes near to them and to corrupted ones."""
    listed, right = [*built_in()[0].corruption.forms], known()
    draw = random.Random(6)
    ends = ["", "s", "ed", "ing", "er", "able", "ly", "al", "ic", "ness", "ation"]
    while True:
        yield draw.choice(right)
        yield draw.choice(listed) + draw.choice(ends)
        yield draw.choice(["p", "span", "unp", "rep"]) + draw.choice(right) + draw.choice(ends)
        yield draw.choice(listed)[: draw.randint(2, 9)] + draw.choice(right)[-draw.randint(2, 6) :]


def plainly(scanner: Words, view: View) -> Iterator[Patch]:
    """Yield the patches of all tokens, each of which is looked into."""
    places = [
        Occurrence(token.start() + start, token.start() + end, found)
        for token in TOKEN.finditer(view.text)
        for start, end, found in scanner._candidates(token[0])  # noqa: SLF001 - what is guarded
    ]
    for one in scanner._rules:  # noqa: SLF001 - the same
        yield from patches(view, one, [place for place in places if place.candidate.rule is one])


@pytest.mark.exhaustive
def test_what_is_remembered_of_lines_and_tokens_changes_nothing() -> None:
    scanner = Words([rule for rule in built_in() if rule.proof == 1])
    draw = random.Random(6)
    tokens = [*islice(forms(), 2000), "pform,", "P-Pacific", "DataPport", "plate into Thai", "1n"]
    tokens += ["in pit to", "the plates to", "public pit", "x@pform.example", "\n", "\n", "\t", "a"]
    tokens += ["pform"] * 30 + ["\u3000", "PFORM", "Pformed.", "1ndustry"]
    changed = 0
    for _ in range(1000):
        text = " ".join(draw.choices(tokens, k=20))
        patches = [patch for found in scanner.found(View(text)) for patch in found.patches()]
        assert patches == [*plainly(scanner, View(text))]
        changed += bool(patches)
    assert changed > 600


@pytest.mark.exhaustive
def test_rules_that_need_several_sure_forms_miss_no_document() -> None:
    scanner = Scanner([rule for rule in built_in() if rule.proof > 1])
    draw = random.Random(6)
    words = [*islice(known(), 500), "panies", "Munity", "ailable", "anic", "a bee", "he been"]
    words += ["munities"] * 20 + ["erage"] * 20 + ["-", "\n", "-\n", "(panies)", "ill-pleted"]
    changed = 0
    for _ in range(1000):
        view = View(" ".join(draw.choices(words, k=20)))
        patches = [*scanner.patches(view)]
        assert patches == [*scanner._proven(view)]  # noqa: SLF001 - what is guarded
        changed += bool(patches)
    assert changed > 300
