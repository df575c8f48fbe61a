from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garmentclean.text.language import language_by_stop_words, language_of, script_of

ARTICLES = {
    "en": "The price of cotton has risen for the third time this year. The mills in the valley say "
    "that they will not buy more of it until the harvest is in.",
    "fr": "Le prix du coton est monté pour la troisième fois cette année. Les usines de la vallée "
    "disent que les stocks ne sont pas suffisants pour une saison entière.",
    "de": "Der Preis der Baumwolle ist in diesem Jahr zum dritten Mal gestiegen. Die Spinnereien "
    "sagen, dass sie nicht mehr kaufen werden und auf die neue Ernte warten.",
    "es": "El precio del algodón ha subido por tercera vez este año. Las fábricas de la región "
    "dicen que no van a comprar más y que esperan la cosecha de los campos.",
    "it": "Il prezzo del cotone è salito per la terza volta. Le fabbriche della valle dicono che "
    "non sono disposte a comprare di più e che si aspetta il raccolto nel mese di maggio.",
    "pt": "O preço do algodão subiu pela terceira vez. As fábricas da região dizem que não vão "
    "comprar mais do que é preciso e que esperam a colheita dos campos para o fim de maio.",
    "nl": "De prijs van katoen is dit jaar voor de derde keer gestegen. De fabrieken in het dal "
    "zeggen dat zij niet meer kopen en dat er op de nieuwe oogst wordt gewacht.",
    "tr": "Pamuk fiyatı bu yıl üçüncü kez arttı ve fabrikalar çok daha az alım için bekliyor. Bu "
    "durum ne kadar sürecek, bir sonraki hasat ile belli olacak, ancak umut var.",
    "vi": "Giá bông đã tăng trong năm nay và các nhà máy không mua với giá này. Những người trồng "
    "bông của vùng được cho là một trong các nhóm có lợi từ việc đó.",
    "id": "Harga kapas naik untuk ketiga kali pada tahun ini dan pabrik di lembah tidak akan "
    "membeli lagi. Mereka yang menanam kapas telah menunggu panen itu dengan sabar.",
    "pl": "Cena bawełny wzrosła w tym roku po raz trzeci i nie jest to dobra wiadomość dla fabryk. "
    "Na nowe zbiory trzeba czekać do maja, co oraz za co kupić, nie wie się od razu.",
    "sv": "Priset på bomull har stigit för tredje gången i år och det är inte till glädje för den "
    "som har en fabrik i dalen. Man väntar på att skörden var av god kvalitet.",
    "zh": "棉花价格今年第三次上涨，河谷里的工厂说在收获以前不会再买。",
    "ja": "綿花の価格は今年三度目の値上がりとなりました。工場は収穫まで買わないと言っています。",
    "ko": "목화 가격이 올해 세 번째로 올랐습니다. 공장들은 수확 때까지 사지 않겠다고 합니다.",
    "el": "Η τιμή του βαμβακιού ανέβηκε για τρίτη φορά φέτος.",
    "he": "מחיר הכותנה עלה בפעם השלישית השנה.",
    "th": "ราคาฝ้ายเพิ่มขึ้นเป็นครั้งที่สามในปีนี้",
    "ru": "Цена на хлопок выросла в этом году уже в третий раз. Фабрики в долине говорят, что "
    "больше не будут покупать его до нового урожая, потому что склады ещё полны, а заказов "
    "из города приходит всё меньше. Торговцы надеются, что осенью положение станет лучше.",
    "ar": "ارتفع سعر القطن للمرة الثالثة هذا العام. تقول المصانع في الوادي إنها لن تشتري المزيد "
    "حتى موعد الحصاد لأن المخازن ما زالت ممتلئة والطلبات التي تصل من المدينة أقل من قبل. "
    "ويأمل التجار أن تتحسن الأحوال في الخريف المقبل وأن تعود الأسواق إلى ما كانت عليه.",
    "fi": "Puuvillan hinta on noussut tänä vuonna jo kolmannen kerran. Laakson tehtaat sanovat, "
    "etteivät ne osta enempää ennen sadonkorjuuta, koska varastot ovat vielä täynnä ja "
    "kaupungista tulee yhä vähemmän tilauksia. Kauppiaat toivovat parempaa syksyä.",
}
UNSURE = [
    "",
    "2024/5/6 10:30",
    "Cotton 100%",
    "Gap Pad",
    "Li Wei, Anna Kowalska, Jean Dupont, Mehmet Demir, Ingrid Larsson, Paolo Ricci",
    "Nylon Polyester Viscose Spandex Acetate Modal Cupro Ramie",
    "Хлопок сто процентов",
    "Cena 12 zł",
]


@pytest.mark.parametrize(("code", "text"), ARTICLES.items(), ids=list(ARTICLES))
def test_the_language_of_a_few_sentences(code: str, text: str) -> None:
    assert language_of(text) == code


@pytest.mark.parametrize("text", UNSURE)
def test_an_uncertain_language_is_none(text: str) -> None:
    assert language_of(text) is None


@pytest.mark.parametrize("code", ["ru", "ar", "fi"])
def test_the_answer_stays_the_same(code: str) -> None:
    assert {language_of(ARTICLES[code]) for _ in range(5)} == {code}


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"https://example.org/news/detail/cotton/{n}" for n in range(30)),
        "\u1e67" * 250,
        "\u0511" * 250,
        "\u0600\u06dd\u0750" * 90,
    ],
    ids=["addresses", "latin", "cyrillic", "arabic"],
)
def test_letters_without_words_have_no_language(text: str) -> None:
    assert language_of(text) is None


BLOCKS = [("A", "z"), ("\u0100", "\u1eff"), ("\u0400", "\u052f"), ("\u0600", "\u097f")]


@given(
    st.sampled_from(BLOCKS)
    .map(lambda block: st.characters(min_codepoint=ord(block[0]), max_codepoint=ord(block[1])))
    .flatmap(lambda chars: st.text(chars, min_size=200, max_size=300))
)
@settings(max_examples=40)
def test_any_text_can_be_asked_for_its_language(text: str) -> None:
    assert re.fullmatch("[a-z]{2}", language_of(text) or "xx")


def test_only_the_beginning_decides() -> None:
    assert language_of(ARTICLES["en"] * 40 + ARTICLES["zh"] * 500) == "en"


def test_several_different_stop_words_are_needed() -> None:
    assert language_by_stop_words("") is None
    assert language_by_stop_words("the the the of of of") is None
    assert language_by_stop_words("The price of the yarn and of the cloth") == "en"


def test_languages_that_share_their_words_are_not_guessed() -> None:
    assert language_by_stop_words("de la que no en el para por com uma") is None


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Cotton", "latin"),
        ("Tiếng Việt ở đây", "latin"),
        ("相关阅读：棉花价格 (Cotton)", "han"),
        ("棉花の価格", "kana"),
        ("목화 가격", "hangul"),
        ("Цена хлопка", "cyrillic"),
        ("τιμή", "greek"),
        ("سعر القطن", "arabic"),
        ("מחיר", "hebrew"),
        ("कपास का दाम", "devanagari"),
        ("ราคาฝ้าย", "thai"),
        ("12, 34.", None),
        ("", None),
        ("１２（３）", None),
        ("ab中文", None),
    ],
)
def test_the_script_is_that_of_most_letters(text: str, script: str | None) -> None:
    assert script_of(text) == script
