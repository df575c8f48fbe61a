"""restore-letters: its keys and its guards; `restore_letters/` has the words and the doubts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean import Result

CleanWith = Callable[..., Result]

PROSE = (
    "The weavers of the lower valley met on Tuesday, because the price of yarn had risen "
    "for the third time this year, and nobody could say why. They want an answer."
)
TRANS = "transform transport translate tranship transparent transit trans-Pacific Transvaal"


def letters(**keys: Any) -> dict[str, Any]:
    return {"filter": "restore-letters", "was": "trans", "now": "p", "words": TRANS, **keys}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("They pform it.", "They transform it."),
        ("It pported: PFORM Pform pform", "It transported: TRANSFORM Transform transform"),
        ("DataPformer, dataPport, it pported.", "DataTransformer, dataTransport, it transported."),
        ("It pported it across the P-Pacific.", "It transported it across the Trans-Pacific."),
        ("It is pparent’s, and unpformed.", "It is transparent’s, and untransformed."),
        ("the pfor-\nmation", "the transfor-\nmation"),
        ("the pfor-\r\nmation", "the transfor-\r\nmation"),
        ("It is pported（pport）织机", "It is transported（transport）织机"),
    ],
)
def test_corrupted_words_are_restored_in_their_case(
    before: str, after: str, clean_with: CleanWith
) -> None:
    assert clean_with(before, letters()).text == after


@pytest.mark.parametrize(
    "text",
    [
        "They plate it in the pit at the port, and the plates are platted.",
        "gold-\nplated im-\nplant, reci-\npient",
        "See pform.txt, pform.example/pform and a@pform.example there.",
        "The command pform runs `pform`.",
        "“pform”",
        "Mr Pform is here.",
        "psi, pp, p-value, pH",
        "织机很好。",
    ],
)
def test_right_words_names_and_identifiers_stay(text: str, clean_with: CleanWith) -> None:
    assert clean_with(text, letters()).text == text


@pytest.mark.parametrize(
    "address",
    [
        *("https://mill.example/a-pform-b", "www.mill.example/pport", "pform@mill.example"),
        *("mill.example/the-pport", "mill.example/a/pport.html", "pport.example", "(pport.com.cn)"),
    ],
)
def test_an_address_stays_next_to_a_corrupted_word(address: str, clean_with: CleanWith) -> None:
    text = f"They pform it, see {address} there."
    assert clean_with(text, letters()).text == text.replace("They pform", "They transform")


def test_a_full_stop_or_a_slash_makes_no_address(clean_with: CleanWith) -> None:
    text = "They pport it, and it is pparent.Then the man/pform came."
    expected = "They transport it, and it is transparent.Then the man/transform came."
    assert clean_with(text, letters()).text == expected


def test_a_path_stays_in_the_context_of_an_ambiguous_form(clean_with: CleanWith) -> None:
    text = "See /plate into Thai, then plate into Thai."
    expected = "See /plate into Thai, then translate into Thai."
    assert clean_with(text, letters(ambiguous=AMBIGUOUS)).text == expected


def test_a_piece_of_a_known_word_stays_next_to_a_corrupted_word(clean_with: CleanWith) -> None:
    rule = letters(words="transform transient")
    assert clean_with("They pform it. It was pient.", rule).text == (
        "They transform it. It was transient."
    )
    text = "They pform it. The reci-\npient came."
    assert clean_with(text, rule).text == text.replace("pform", "transform")


def test_the_edit_says_what_a_word_is_made_of(clean_with: CleanWith) -> None:
    edits = clean_with("It pforms and pported it.", letters()).edits
    assert {edit.after: edit.because for edit in edits} == {
        "transforms": "transform + s",
        "transported": "transport + ed",
    }


def test_there_may_be_several_corruptions_of_the_same_letters(clean_with: CleanWith) -> None:
    rule = letters(now=["p", "span"])
    assert (
        clean_with("They pform and spanport it.", rule).text == "They transform and transport it."
    )
    assert clean_with("They spanport it.", letters()).text == "They spanport it."


def test_letters_may_be_gone_or_have_become_a_mark(clean_with: CleanWith) -> None:
    gone = letters(was="con", now="", words="conceal")
    assert clean_with("It was cealed from all.", gone).text == "It was concealed from all."
    mark = letters(was="fi", now="?", words="office find profit")
    text = "The of?ce is ?nding pro?ts. Is it of?ce? Is it?"
    assert clean_with(text, mark).text == ("The office is finding profits. Is it office? Is it?")


def test_only_the_words_of_the_list_and_their_derivations_come_back(clean_with: CleanWith) -> None:
    assert clean_with("They pform and pport it.", letters(words="transport")).text == (
        "They pform and transport it."
    )


AMBIGUOUS = {"plate": ["{} into (?:English|Thai)"], "pit": [], "pforms": []}


@pytest.mark.parametrize(
    ("before", "after", "because"),
    [
        ("They plate it.", "They plate it.", []),
        ("They plate into Thai.", "They translate into Thai.", ["plate into Thai"]),
        ("They plate-plate into Thai.", "They plate-plate into Thai.", []),
        ("in pit to the mill, pforms", "in pit to the mill, pforms", []),
    ],
)
def test_a_form_that_is_a_word_is_restored_in_its_contexts(
    before: str, after: str, because: list[str], clean_with: CleanWith
) -> None:
    result = clean_with(before, letters(ambiguous=AMBIGUOUS))
    assert result.text == after
    assert [edit.because for edit in result.edits] == because


def test_a_doubtful_context_decides_beside_a_sure_form(clean_with: CleanWith) -> None:
    rule = letters(ambiguous={"plate": []}, doubtful={"plate": ["often {}"]})
    assert clean_with("They often plate it.", rule).text == "They often plate it."
    result = clean_with("They often plate it, and pform it.", rule)
    assert result.text == "They often translate it, and transform it."
    assert "often plate, beside pform" in [edit.because for edit in result.edits]


SIGNS = {"plate plates": "{} into 2 | {} ... orders 1 | gold -3", "pit": "in {} 3"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Hopes plate into orders.", "Hopes translate into orders."),
        ("Hopes plate into gold.", "Hopes plate into gold."),
        ("Hopes plate orders.", "Hopes plate orders."),
        ("Hopes re-plate into orders.", "Hopes re-plate into orders."),
        ("Hopes plate into orders and translate.", "Hopes plate into orders and translate."),
        ("Hopes plate into orders in transit.", "Hopes translate into orders in transit."),
    ],
)
def test_signs_decide_beside_a_sure_form(before: str, after: str, clean_with: CleanWith) -> None:
    ambiguous: dict[str, list[str]] = {"plate": [], "plates": [], "pit": []}
    words = f"{TRANS} translates"
    rule = letters(words=words, ambiguous=ambiguous, signs=SIGNS, **{"at-least": 2, "intact": 2})
    assert clean_with(before, rule).text == before
    result = clean_with(f"{before}\nThey pform it.", rule)
    assert result.text == f"{after}\nThey transform it."
    if before != after:
        assert result.edits[-1].because == "'plate into' 'plate ... orders', beside pform"


def test_a_rule_may_need_several_sure_forms(clean_with: CleanWith) -> None:
    rule = letters(was="con", now="", words="conceal conclude conduct", proof=2)
    for text in ("It was cealed.", "They ceal and ceal it.", "It is duct, they ceal it."):
        assert clean_with(text, rule).text == text
    text = "They ceal it and clude."
    assert clean_with(text, rule).text == "They conceal it and conclude."


def test_rules_that_need_several_sure_forms_prove_each_other(clean_with: CleanWith) -> None:
    one = letters(was="con", now="", words="conceal conclude", proof=2)
    other = letters(was="com", now="", words="company compare", proof=2)
    other |= {"ambiguous": {"pare": []}, "doubtful": {"pare": ["to {}"]}}
    text = "They ceal it. The pany has a knife to pare with."
    assert clean_with(text, one).text == clean_with(text, other).text == text
    result = clean_with(text, one, other)
    assert result.text == "They conceal it. The company has a knife to compare with."
    assert "to pare, beside pany" in [edit.because for edit in result.edits]


def test_words_change_only_in_the_part_of_the_document_that_the_rule_names(
    clean_with: CleanWith,
) -> None:
    text = f"They pform it\n{PROSE}\n{PROSE}\n{PROSE}\nThey pport it\n"
    assert clean_with(text, letters(where="head")).text == text.replace("pform", "transform")
    assert clean_with(text, letters(where="tail")).text == text.replace("pport", "transport")


def test_a_guard_looks_at_the_line_of_the_word(clean_with: CleanWith) -> None:
    text = "We pform it.\nThey pform it.\n"
    expected = "We pform it.\nThey transform it.\n"
    assert clean_with(text, letters(unless="We")).text == expected
    assert clean_with(text, letters(when="They")).text == expected


def test_guards_and_newlines(
    check_guards: Callable[..., None], check_newlines: Callable[..., None]
) -> None:
    before = f"{PROSE}\n\nThey pform it.\n{PROSE}\n"
    check_guards(letters(), before)
    check_newlines(letters(), before, before.replace("pform", "transform"))


@pytest.mark.parametrize(
    ("keys", "key", "message"),
    [
        ({"was": ""}, "was", "must be letters"),
        ({"was": "p"}, "was", "others than"),
        ({"was": "q"}, "words", "'transform' does not have the letters 'q'"),
        ({"was": "a" * 10_001}, "was", "10,001 characters"),
        ({"now": "a" * 10_001}, "now", "10,001 characters"),
        ({"words": "trans" * 2_001}, "words", "10,005 characters"),
        ({"now": "", "words": "trans"}, "words", "nothing is left of 'trans'"),
        (
            {"ambiguous": {"pan": ["{} x"]}},
            "ambiguous",
            "'pan' is not the corrupted form of any word",
        ),
        ({"ambiguous": {"plate": ["into"]}}, "ambiguous", "'into' has no {}"),
        ({"ambiguous": {"plate": ["{} ("]}}, "ambiguous", "RE2 refuses"),
        ({"doubtful": {"plate": ["{} it"]}}, "doubtful", "'plate' is not in `ambiguous`"),
        ({"ambiguous": {"plate": []}, "doubtful": {"plate": ["it"]}}, "doubtful", "has no {}"),
        ({"signs": {"plate": "{} it 1"}}, "signs", "'plate' is not in `ambiguous`"),
        ({"ambiguous": {"plate": []}, "signs": {"plate": "{} it"}}, "signs", "'{} it' must be a"),
        ({"proof": 0}, "proof", "must be 1 or more"),
    ],
)
def test_a_wrong_value_is_refused(
    keys: dict[str, Any], key: str, message: str, check_refusal: Callable[..., None]
) -> None:
    check_refusal(letters(**keys), key, message)


PIECES = ["pform", "Pport", "plate", "pit", "transform", "the", "-", "-\n", ".", "/", "`", "織"]


@given(st.lists(st.sampled_from([*PIECES, " ", " ", " "])).map("".join))
def test_nothing_but_corrupted_letters_changes(clean_with: CleanWith, text: str) -> None:
    left = clean_with(text, letters()).text
    assert left.lower().replace("trans", "p") == text.lower().replace("trans", "p")
