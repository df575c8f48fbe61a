"""Mojibake is repaired where it is certain, and left as it is where it is not."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garmentclean import Pipeline
from garmentclean.filters.repair_encoding.characters import WESTERN
from garmentclean.filters.repair_encoding.mojibake import find

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

TEXTS = {
    "Czech": "Příliš žluťoučký kůň úpěl ďábelské ódy, řekla tkadlena a odešla.",
    "Finnish": "Kutojan äiti möi väriä ja pöytäliinoja, eikä hän myöntänyt mitään.",
    "French": "La tisseuse, « âgée » d’un siècle, a reçu où elle était née un métier à lacets.",
    "German": "Die Weberin hörte „schöne Grüße“ aus Österreich, und über Köln fuhr sie zurück.",
    "Greek": "Η υφάντρα έφερε το μαλλί στην αγορά και πούλησε όλα τα χαλιά της.",
    "Hungarian": "A szövőnő őszi gyapjút árult, és fűzöld kendőt kötött.",
    "Polish": "Tkaczka powiedziała, że wełna jest cięższa niż len i źle się przędzie.",
    "Portuguese": "A tecelã não vendeu a lã da irmã, e amanhã irá à feira com três crianças.",
    "Russian": "Ткачиха привезла шерсть на рынок и продала все свои ковры до обеда.",
    "Spanish": "¿Qué tejió la señora mañana? «Un paño», respondió ella.",
    "Turkish": "Dokumacı, ipliğin değerini öğrenip çarşıya ışıl ışıl kumaşlar götürdü.",
    "Vietnamese": "Người thợ dệt đã bán những tấm vải đẹp nhất của mình ở chợ Đồng Xuân.",
    "Arabic": "باعت النساجة كل السجاد في السوق قبل الظهر وعادت إلى البيت.",
    "Hebrew": "האורגת מכרה את כל השטיחים בשוק לפני הצהריים.",
    "Hindi": "बुनकर ने बाज़ार में अपने सारे कपड़े बेच दिए।",
    "Thai": "ช่างทอผ้าขายพรมทั้งหมดที่ตลาดก่อนเที่ยง",
    "Chinese": "织女在市场上卖掉了所有的地毯，“很好”，她说。",
    "Japanese": "織工は市場ですべてのカーペットを売りました。",
    "Korean": "직조공은 시장에서 모든 양탄자를 팔았다.",
    "Emoji": "A new loom 🧵 and a scarf 🧣 for the fair 👗!",
}
CAPITALS = ["ROMÃ", "IRMÃ", "LÃ", "HÂL", "NHÃ", "HYVÄ", "PÅ", "ÎN", "FÖR", "CAFÉ", "MAÇÃ", "ŽIVOTŮ"]
AROUND = [
    "“{}”",
    "«{}»",
    "„{}“",
    "”{}”",
    "»{}«",
    "«\xa0{}\xa0»",
    "{}…",
    "{}™",
    "{}®",
    "{}–{}",
    "{}°",
]
LOSSLESS = ["latin-1", "western", "sloppy-windows-1250", "sloppy-windows-1251"]
ALL_LOSSLESS = [*LOSSLESS, "sloppy-windows-1254", "macroman", "koi8-r", "cp866"]


def misread(text: str, encoding: str) -> str:
    """Return a text whose UTF-8 was decoded in another encoding."""
    if encoding == "western":  # as browsers do
        return text.encode().decode("latin-1").translate({ord(c): to for c, to in WESTERN.items()})
    return text.encode().decode(encoding)


@cache
def pipeline() -> Pipeline:
    return Pipeline.from_packs(select=["encoding"])


@pytest.fixture
def clean() -> Callable[[str], str]:
    return lambda text: pipeline().clean(text).text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("She said â€œyes,â€ and left.", "She said “yes,” and left."),
        ("â€œThe vat is full.â€ The dyer slept.", "“The vat is full.” The dyer slept."),
        ("Sellers of â€œfeltâ€ and â€œtweedâ€ came.", "Sellers of “felt” and “tweed” came."),
        ("The â€œold vatâ€, it seems, leaks.", "The “old vat”, it seems, leaks."),
        ("The â€œold vatâ€? leaks.", "The “old vat” leaks."),
        ("Is it the â€œold vatâ€?", "Is it the “old vat”?"),
        ("â€œIs it old?â€? she asked.", "“Is it old?” she asked."),
        ("The â€œold vatâ€\ufffd leaks.", "The “old vat” leaks."),
        ("It is the â€œold vatâ€", "It is the “old vat”"),
        ("â€œOldâ€”â€œnewâ€", "“Old—“new”"),
        ("Ã¢â‚¬Å“HelloÃ¢â‚¬Â is itÃ¢â‚¬â„¢s name.", "“Hello” is it’s name."),
        ("Two\ufffds â€™90s looms, Fran\ufffdais.", "Two\ufffds ’90s looms, Fran\ufffdais."),
        ("Carder/Weber – BrÃ¸dre", "Carder/Weber – Brødre"),
        ("â€“ BlÃ¥ farge — naïve", "– Blå farge — naïve"),
        ("Ã…rhus er stor, Ã–rebro Ã¤ven.", "Århus er stor, Örebro även."),
        ("Huyá»‡n Ä‘áº¹p, huyện đẹp", "Huyện đẹp, huyện đẹp"),
        ("п╒п╨п╟я┤п╦я┘п╟ п╠я▀п╩п╟", "Ткачиха была"),
        ("╨в╨║╨░╤З╨╕╤Е╨░", "Ткачиха"),
        (
            "It\u00e2\u0080\u0099s \u00e2\u0080\u009cold\u00e2\u0080\u009d, it\x92s",
            "It’s “old”, it’s",
        ),
        ("«La» we\u00c5\u0082na", "«La» wełna"),
        ("ÚP\u00c4\u009aL, PINTÓ\u0094", "ÚPĚL, PINTÓ”"),
        ("voilÃ  la soie, Ã  la mode", "voilà la soie, à la mode"),
        ("5\xa0kgÂ\xa0of wool for Â£20, 20Â°C", "5\xa0kg\xa0of wool for £20, 20°C"),
        ("KoÌˆnig", "Ko\u0308nig"),
        ("fÃ¼r KÃ–LN", "für KÖLN"),
        ("Il est allÃ© Ã la ville", "Il est allé à la ville"),
        ("A etiqueta “IRMÃ” custa 5 â‚¬ no cafÃ©.", "A etiqueta “IRMÃ” custa 5 € no café."),
        ("â€śOld,â€ť he said. â€žGut.â€ś", "“Old,” he said. „Gut.“"),
        ("He said.â€śOld.â€ťThen, done.â€šhe", "He said.“Old.”Then, done.‚he"),
        ("Let Â be it. The price is Â£5.", "Let Â be it. The price is £5."),
        ("10 mÂ² of Â wool, and Â² is a sign", "10 m² of  wool, and ² is a sign"),
        ("Er kam fĂĽr uns.\n\nDie â€žWeberâ€ś ĂĽben.", "Er kam für uns.\n\nDie „Weber“ üben."),
        ("Der fĂźr uns.\n\nDie Stra\u0102\u009fe", "Der für uns.\n\nDie Straße"),
        ("dĆ©jĆ\xa0 vu, espaĆ±ol, Ć„iti", "déjà vu, español, Äiti"),
        (
            "lÃ -bas (voilÃ ), elle est lÃ . C'est-Ã -dire",
            "là-bas (voilà), elle est là. C'est-à-dire",
        ),
        ("dÃ©jÃ vu, une libertÃ pour tous", "déjà vu, une libertà pour tous"),
        ("NoÃƒÂ«l, brÃƒÂ»lÃƒÂ©e, frÃƒÂ¥n", "Noël, brûlée, från"),
        ("dÃƒÂ©jÃƒÂ vu", "déjà vu"),
        ("CAFÃ© MENU, two cafÃ©s", "CAFé MENU, two cafés"),
        ("MÃ¼NCHEN and GRÃ¶SSE, RÃ©MY", "MüNCHEN and GRöSSE, RéMY"),
    ],
)
def test_what_is_certain_is_repaired(before: str, after: str, clean: Callable[[str], str]) -> None:
    assert clean(before) == after
    assert clean(after) == after


@pytest.mark.parametrize(
    "text",
    [
        "O lenço diz «LÃ», a etiqueta “AMANHÃ” e a marca IRMÃ™.",
        "O nome é «\xa0LÃ\xa0».",
        "“MANHÔ, disse ela, e “AMANHÃ”.",
        "Etiket: “HÂL” ve “HÂLÂ”, bez.",
        "BIVTTASÂ\xa0GUOVTTEGIELÂ\xa0lea.",
        "Compra-se LÃ… e LÃ–SEDA.",
        "Der Name „HYVÄ“, ”HYVÄ” und »PÅ«: 10 Å², 3 Å³.",
        "K̦nig und KÌ¦nig",
        "a loom\u2020 and another\u2021",
        'The loom â€" it is old â€" works.',
        "a well-knownâ€ish name",
        "a \u00ce\u0097 b",
        "│моя│я│земля│пол│",
        "Обычный текст: том, март, театр, «НАРОДОВ».",
        "“nhã”“đẹp”",
        "CAFÃ© MENU",
        "Ho ChÃ Minh, ThÃ nh phố",
        "vive allÃ en la casa",
        "MĂźller wohnt in MĂźnchen, fĂĽr 5 ÂĽ.",
        "el piĂąĂłn estĂĄ",
        "If Â is Hermitian, then Â² is positive, and ⟨Â²⟩ is real.",
        "Let Ã be the matrix; Ã² is its square, and Ã is real.",
        "Let (Â) act on x, then Â·x and Â±1, and Â\xa0is it.",
        "O rótulo diz “MAÇÃ©”.",
    ],
)
def test_what_may_be_right_stays(text: str, clean: Callable[[str], str]) -> None:
    assert clean(text) == text


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_good_text_of_all_languages_stays(text: str) -> None:
    for good in (text, text.upper(), f"“{text}”", f"«\xa0{text}\xa0»"):
        assert find(good).certain == ()


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_good_text_of_all_languages_is_not_noted(text: str) -> None:
    for good in (text, text.upper(), text.title(), text.replace(" ", "–"), f"«\xa0{text}\xa0»"):
        assert pipeline().clean(good).notes == ()


@pytest.mark.parametrize("word", CAPITALS)
def test_capitals_stay_between_all_marks(word: str) -> None:
    for around in AROUND:
        text = around.replace("{}", word)
        assert find(text).certain == (), text
        assert find(f"Diz {text} hoje.").certain == (), text


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("encoding", ["latin-1", "western", "cp437"])
def test_all_languages_are_repaired(text: str, encoding: str, clean: Callable[[str], str]) -> None:
    assert clean(misread(text, encoding)) == text


WORDS = sorted({word for text in TEXTS.values() for word in text.split()})


@pytest.mark.parametrize("around", ["{}", "{} a", "a {}", "a {} b", "« {} »"])
@pytest.mark.parametrize("encoding", ALL_LOSSLESS)
def test_no_word_is_repaired_by_half(
    encoding: str, around: str, clean: Callable[[str], str]
) -> None:
    for word in WORDS:
        bad = misread(word, encoding)
        assert clean(around.format(bad)) in {around.format(bad), around.format(word)}


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=12),
    st.sampled_from(ALL_LOSSLESS),
    st.randoms(use_true_random=False),
)
def test_each_word_is_repaired_or_left(
    words: list[str], encoding: str, draw: random.Random
) -> None:
    spoilt = [misread(word, encoding) if draw.random() < 0.7 else word for word in words]
    if any(" " in word or "\n" in word or "\r" in word for word in spoilt):
        return
    came = pipeline().clean(" ".join(spoilt)).text.split(" ")
    for word, bad, result in zip(words, spoilt, came, strict=True):
        assert result in {word, bad}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("errors", ["ignore", "replace"])
def test_lost_bytes_make_no_third_word(text: str, errors: str, clean: Callable[[str], str]) -> None:
    pairs = [(word, word.encode().decode("cp1252", errors)) for word in text.split()]
    came = clean(" ".join(bad for _, bad in pairs)).split(" ")
    if len(came) == len(pairs):
        for (word, bad), result in zip(pairs, came, strict=True):
            lost = result.replace("”", "") == bad.replace("â€", "").replace("\ufffd", "")
            assert result in {word, bad} or lost
    else:
        assert "Â " in " ".join(bad for _, bad in pairs) or "Ã " in " ".join(b for _, b in pairs)
