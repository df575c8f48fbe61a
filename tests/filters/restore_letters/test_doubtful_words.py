"""Corrupted letters: words in pieces, names and identifiers are not taken for corrupted words."""

from __future__ import annotations

from functools import cache
from itertools import product

import pytest

from garmentclean import Document, Pipeline
from garmentclean.errors import RuleError
from garmentclean.filters.restore_letters.english import WordList
from garmentclean.filters.restore_letters.rule import RestoreLetters

SURE = "The pmission was slow.\n\n"
"""A form that is surely corrupted."""
RESTORED = "The transmission was slow.\n\n"
GAPS = (
    *("-\n", "-\r\n", "-  \n", "-\n      ", "–\n", "\u2010\n", "\u2011\n", "\u00ad\n", "-\n\n\n"),
    *("-", "\u2010", "\u2011", "\u00ad", "- ", "\u200b", "\u2060", " ", "\n", "  ", "\u00a0"),
    *("-\n\n12\n\n", "-\n\n- 12 -\n\n", "-\n\nPage 12\n\n", "-\n\nMILL(1)   Looms   12\n\n"),
)
PIECES = ("reci|pient", "ex|pected", "sus|pected", "com|paction", "contem|plation", "pect|oral")


@cache
def letters() -> Pipeline:
    return Pipeline.from_packs(select=["letters"])


def cleaned(text: str) -> str:
    """Return a text as the pack cleans it, once or twice; and it can be restored."""
    document = Document.from_text(text)
    result = letters().clean(document)
    assert letters().clean(result.text).text == result.text
    assert result.restore().to_text() == document.to_text()
    return result.document.to_text()


@pytest.mark.parametrize(("word", "gap"), [*product(PIECES, GAPS)])
def test_a_right_word_in_pieces_stays(word: str, gap: str) -> None:
    text = f"    They saw the {word.replace('|', gap)} of the mill.\n"
    assert cleaned(text) == text
    assert cleaned(SURE + text) == RESTORED + text


@pytest.mark.parametrize(
    "text",
    [
        "the re-ci-pient",
        "the re-\nci-\npient",
        "the re ci pient",
        "the in\u00adci\u00adpi\u00adent and re\u00adci\u00adpient",
        "it was long-ex-pected",
        "ex-\npect-\nancy",
        "sent to the pect-",
        "sent to the pient-\n",
        "the Quon-\npient of Ulm",
        "the quon\u00adpient",
        "the quon-\n\n\npient",
        "a tem-\nplate into English, a tem plate into English, a tem\u00adplate into English",
        "the p-\nform is closed",
        "SUS-\nPECTED, Ex-\nPected",
    ],
)
def test_more_right_words_in_pieces_stay(text: str) -> None:
    assert cleaned(text) == text
    assert cleaned(SURE + text) == RESTORED + text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("the pfor-\nmation", "the transfor-\nmation"),
        ("the pforma-\ntion", "the transforma-\ntion"),
        ("the p-\nformation", "the trans-\nformation"),
        ("the p-\n  formation", "the trans-\n  formation"),
        ("the pforma-\r\ntion", "the transforma-\r\ntion"),
        ("the pfor\u2010\nmation", "the transfor\u2010\nmation"),
        ("the pfor–\nmation", "the transfor–\nmation"),
        ("the pfor-\nma-\ntion", "the transfor-\nma-\ntion"),
        ("the pfor-\n\n12\n\nmation", "the transfor-\n\n12\n\nmation"),
        ("the p\u00adfor\u00adma\u00adtion", "the trans\u00adfor\u00adma\u00adtion"),
        ("the pfor\u00ad\nmation", "the transfor\u00ad\nmation"),
        ("textile-pformation and pport-related", "textile-transformation and transport-related"),
        ("the pfer - pport by sea – was", "the transfer - transport by sea – was"),
    ],
)
def test_a_corrupted_word_in_pieces_is_restored(before: str, after: str) -> None:
    assert cleaned(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a low-\npformation", "a low-\ntransformation"),
        ("a pparent coat", "a transparent coat"),
        ("a Quon-pformation", "a Quon-transformation"),
        ("a pform-, or", "a transform-, or"),
    ],
)
def test_a_word_beside_a_break_needs_another_one(before: str, after: str) -> None:
    assert cleaned(before) == before
    assert cleaned(SURE + before) == RESTORED + after


@pytest.mark.parametrize(
    "text",
    [
        "Rosa Pistor teaches law. Pistor’s book sold well.",
        "Pistor’s book sold well.",
        "She read the pistors of Anna Pistor.",
        "He works for Pnet, and Pmedia owns it.",
        "The pcode of the old compiler runs.",
        "Ms Plator met Mr Pude and Ann Pition.",
        "Plator And Pition Open A Shop",
        "The pversion is in pform.txt.",
        "In the model, pload and pgene are parameters.",
        "The firm Spanform makes shelves.",
        "Spanform makes shelves.",
        "Call pform() first; then pform gives 0.",
        "Pform is a program. Install Pform, and pform runs.",
        "Pform Studio shows the work of two potters.",
        "Pform",
        "See `pform`, --pform, $pform, pform=1, p_form, my_pform, pformX, myPform and src/pform.c.",
        "Follow #pform and @pformed; write to pform@mill.example.",
        "Read https://mill.example/pformation and www.pform.example.",
        "The word “pform” is short for it.",
        "The PFORM is a unit of the firm.",
        "The command pport lists the ports, and pform reads a file.",
        "It is a tool named pform. We call it pform.",
        "The library pform is small, and user pgender wrote it.",
        "Use the pmit flag, and see the pform tag.",
        "We set pmitter = 3.",
        "pform and pformat are functions.",
        "Mr. Pformer and Dr. Pmission met J. Pportation.",
        "Pmission Ltd is a firm of dyers, and Pmission sells vats.",
        "Pportation Dye GmbH is old.",
        "Pform\n\nPform is an app.",
        "Pform’s owner met the dyers.",
        "Pmit is a young firm.",
    ],
)
def test_names_and_identifiers_stay(text: str) -> None:
    assert cleaned(text) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The ministry of Pport met.", "The ministry of Transport met."),
        ("The PPORT was late.", "The TRANSPORT was late."),
        ("The pcode runs.", "The transcode runs."),
        ("It is in pform.txt.", "It is in transform.txt."),
        ("It is called “pform” here.", "It is called “transform” here."),
        ("Pition was slow.", "Transition was slow."),
    ],
)
def test_doubtful_forms_are_restored_beside_a_sure_one(before: str, after: str) -> None:
    assert cleaned(before) == before
    result = letters().clean(SURE + before)
    assert result.text == RESTORED + after
    assert {edit.before: edit.because for edit in result.edits}.pop("pmission") == ""
    assert {edit.because for edit in result.edits} == {"", "beside pmission"}
    assert cleaned(before + "\n\n" + SURE) == after + "\n\n" + RESTORED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The pformation has begun.", "The transformation has begun."),
        ("(pformation) pport, pfer; pport’s", "(transformation) transport, transfer; transport’s"),
        ("so—pform it—and “pform it”", "so—transform it—and “transform it”"),
        ("Pport costs rose.", "Transport costs rose."),
        ("It rose. Pport cost more.", "It rose. Transport cost more."),
        ("Pformation Of The Mill", "Transformation Of The Mill"),
        ("PFORMATION OF THE MILL", "TRANSFORMATION OF THE MILL"),
        ("Pformation", "Transformation"),
        ("Pport\n\nThe pport costs more.", "Transport\n\nThe transport costs more."),
        ("Pport Rises\n\nThe pport cost more.", "Transport Rises\n\nThe transport cost more."),
        ("The Centre for Pnational Studies met.", "The Centre for Transnational Studies met."),
        ("This was pformative.", "This was transformative."),
        ("Three pformers and a pfiguration.", "Three transformers and a transfiguration."),
        ("Pformers and Pplants are pparent.", "Transformers and Transplants are transparent."),
    ],
)  # fmt: skip
def test_sure_forms_need_no_other(before: str, after: str) -> None:
    assert cleaned(before) == after


def test_a_form_is_no_evidence_for_itself() -> None:
    text = "The firm Pmitter sells pmitters. Pmitter is old."
    assert cleaned(text) == text
    assert (
        cleaned(f"{text} The pport is old.")
        == text.replace("pm", "transm").replace("Pm", "Transm") + " The transport is old."
    )


def test_a_capital_letter_now_and_then_makes_no_name() -> None:
    text = "The ministry of Pport has met. " + "The pport is old. " * 3
    assert cleaned(text) == text.replace("pport", "transport").replace("Pport", "Transport")
    assert cleaned(text := text.replace(" The pport is old. ", " ", 1)) == text


def test_evidence_in_source_code_and_addresses_does_not_count() -> None:
    text = (
        "Ann Pistor wrote it.\n\n```\nthe pmission = 1\n```\n\nhttps://mill.example/the-pmission\n"
    )
    assert cleaned(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "The hooks are often plated with nickel, and the steel is left unplated.",
        "I asked which plates to use, and sent two plates to the French court.",
        "They plate it for guests, and a plate from the Chinese collection broke.",
        "The pits between the sheds were filled; the railway pit was in pit lane.",
        "Added carbon plates to enhance stability and to improve performance.",
        "The plating works of Ulm had a plating manual, and a victory over the Poms.",
        "The bank pacts with unions, and pit trading goes on.",
    ],
)
def test_an_ambiguous_form_stays_without_a_context(text: str) -> None:
    assert cleaned(text) == text


@pytest.mark.parametrize("word", ["pude", "puding", "spannet"])
def test_a_form_of_a_word_that_few_readers_know_stays(word: str) -> None:
    assert cleaned(f"{SURE}They ate {word} there.") == f"{RESTORED}They ate {word} there."


PLATES = """
The others made rapid pit stops, and a rapid pit crew won.
Cross-border pit mining is old, and the light rail pit is flooded.
The public pit systems are latrines; bus pit stops and rail pit stations are none.
The singers were in pit for the first act, and horses stand in pit to rest.
The mussels came plated as “low tide”, and were plated to “wow” the guests.
The printer had to plate the book, and she will plate your text in gold.
The cook does not plate into bowls, it plates into the sink, and he plates into Japanese bowls.
The cook plates to an amazing dining experience.
Two towns may pact with each other, and they pact business deals in secret.
The rear pom barked, the door poms are red, and the pom lights hang low.
The plink app is a game of the Google plate on the door.
The pits of the canal are deep, and the vessels pit through rust.
"""


@pytest.mark.parametrize("line", PLATES.strip().splitlines())
def test_a_word_of_its_own_stays_without_other_evidence(line: str) -> None:
    assert cleaned(line) == line


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It was plated from Chinese.", "It was translated from Chinese."),
        ("It was plated into French, and sold.", "It was translated into French, and sold."),
        ("This plates into higher sales.", "This translates into higher sales."),
        ("Did that plate to sales?", "Did that translate to sales?"),
        ("Goods in pit to the port.", "Goods in transit to the port."),
        ("Plated into Thai, as goods in pit.", "Translated into Thai, as goods in transit."),
    ],
)  # fmt: skip
def test_a_context_that_fits_no_plate_decides_alone(before: str, after: str) -> None:
    assert cleaned(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "Carts over 1t must pay the toll, and a load of 1t is not allowed.",
        "A cart of 1t will do. 1t is a lot. 1t bags are common; max. 1t has been set.",
        "At ploidy 1n this cell is stable. Some are 2n, and 1n the others.",
        "She lives at 1f. 1f you are.",
    ],
)
def test_quantities_are_not_words(text: str) -> None:
    assert cleaned(text) == text


def test_a_doubtful_context_decides_beside_a_sure_form() -> None:
    result = letters().clean(SURE + "The door pom was broken; the novel was often plated.")
    assert result.text == RESTORED + "The door transom was broken; the novel was often translated."
    assert {edit.after: edit.because for edit in result.edits} == {
        "transmission": "",
        "transom": "door pom, beside pmission",
        "translated": "'novel', beside pmission",
    }


def test_other_rules_of_the_pack_change_no_right_word() -> None:
    text = "Jan Van't Hoff, in 't Veld, O'Sullivan's, a 1in pipe, 1T, 1s, 1nm, 1nx, CHILDREN'S."
    assert cleaned(text) == text


@pytest.mark.parametrize(
    ("doubtful", "message"),
    [
        ({"pin": ("{} x",)}, "is not in `ambiguous`"),
        ({"pan": ("x",)}, "has no {} for the word"),
    ],
)
def test_doubtful_contexts_are_checked(doubtful: dict[str, tuple[str, ...]], message: str) -> None:
    keys = {"was": "t", "now": ("p",), "words": "tan", "ambiguous": {"pan": ("{} of",)}}
    with pytest.raises(RuleError, match=message) as raised:
        RestoreLetters(id="r", why="It is so.", doubtful=doubtful, **keys)  # type: ignore[arg-type]
    assert raised.value.key == "doubtful"


def test_a_word_list_finds_the_beginnings_of_its_words() -> None:
    known = WordList(b"pit\nplate\n")
    assert [known.begins(letters) for letters in ("p", "pi", "plate", "pm", "plates", "q")] == [
        *(True, True, True, False, False, False)
    ]
