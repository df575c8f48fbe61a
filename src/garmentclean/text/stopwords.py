"""Stop words and names of languages."""

from __future__ import annotations

from functools import cache

STOP_WORDS = {
    "en": "is are was were be been has have had will it they we you he she not our your us can"
    " | the of and to in that for on as with his at this from by but what when there which their"
    " more its or an who",
    "fr": "est sont était sera ont nous vous il elle ils ne pas votre notre"
    " | le la les de des du et un une que qui dans pour sur avec au aux ce cette par plus mais"
    " ou son sa ses",
    "de": "ist sind war hat haben wird werden wurde nicht wir sie er es kann"
    " | der die das und ein eine mit den von zu auf für im dem sich des auch als an bei oder aus"
    " nach wie einer um dass",
    "es": "es son fue está están ha han no se nos usted"
    " | el la los las de que y en un una por con para del al como más pero sus lo este esta su"
    " sobre entre",
    "it": "è sono ha hanno non si era siamo"
    " | il i lo la gli le di che e un una per in con del della dei da al alla come più anche nel"
    " questo questa ma",
    "ca": "és són era han no es | el la els les de i que en un una per amb del dels al als com"
    " més però seva aquest aquesta o si",
    "pt": "é são foi não se está tem você"
    " | o a os as de que e em um uma para com do da dos das no na por mais como ao pela pelo"
    " também",
    "nl": "is zijn was heeft wordt niet wij we u kan"
    " | de het een en van dat op te in voor met aan er om ook als bij naar dan door deze die"
    " maar uit",
    "tr": "var olan oldu değil | ve bir bu da de için ile çok daha gibi olarak en ne kadar sonra"
    " ancak her ise veya",
    "vi": "là được có đã không | và của các cho trong một những với người này khi để từ về ra",
    "id": "adalah telah tidak akan kami anda | yang dan di ini itu dengan untuk dari dalam pada"
    " juga ke karena oleh ada atau mereka",
    "pl": "jest są nie się był była było | i w na z do to że o jak po co ale za od przez dla tym"
    " tego oraz",
    "sv": "är var har inte vi du blir | och i att det som en på av för med den till om ett de från",
    "da": "er var har ikke vi du bliver | og i at det som en på af for med den til om et de fra",
    "no": "er var har ikke vi du blir | og i at det som en på av for med den til om et de fra",
    "fi": "on ovat oli ei eivät | ja että se joka myös mutta tai kun kuin sekä ovat jos niin",
    "cs": "je jsou byl byla není jsme se | a v na z do to že o jak po co ale za od pro tak jako"
    " které která který nebo při",
    "sk": "je sú bol bola nie sa | a v na z do to že o ako po čo ale za od pre ktoré ktorý",
    "sl": "je so bil ni se | in v na za da od do kot ali ki pa z s",
    "hr": "je su bio bila nije se | i u na za da od do kao ali ili koji koja koje što to iz s",
    "hu": "van nem volt vannak lehet | a az és hogy egy is ez ezt meg mint már csak vagy de",
    "ro": "este sunt nu au fost | și în de la cu pe un o care din pentru mai să al ale sau ca",
    "ru": "был была были есть будет мы вы они он она не | и в на с что по к из от для как это у"
    " за но же при также его их",
    "uk": "є був була були буде ми ви вони він вона не | і в на з що по до та від для як це у за"
    " але й при також його їх",
    "bg": "е са беше не ще се | и в на с за от да че по като което които до или това",
    "sr": "је су био није се | и у на за да од до као али или који која које што то из са",
    "ar": "كان كانت هو هي لا لم | في من على إلى أن عن مع التي الذي هذا هذه أو ما بعد كما بين",
    "fa": "است بود شد نیست ما شما | و در به از که این را با برای آن تا بر یک هم نیز",
}
"""The most common words of each language. Before the bar are those that occur in sentences, but
hardly in titles: pronouns, negations, and the verbs to be and to have."""

NAMES = {
    "ar": "Arabic",
    "bg": "Bulgarian",
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hr": "Croatian",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sr": "Serbian",
    "sv": "Swedish",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


def name_of(code: str) -> str:
    """Return the English name of a language, or its code if the name is unknown.

    >>> name_of("de"), name_of("sw")
    ('German', 'sw')
    """
    return NAMES.get(code, code)


@cache
def stop_words() -> dict[str, frozenset[str]]:
    """Return the stop words of each language."""
    return {code: frozenset(words.split()) - {"|"} for code, words in STOP_WORDS.items()}


@cache
def sentence_words() -> dict[str, frozenset[str]]:
    """Return the stop words of each language that occur in sentences, but hardly in titles."""
    return {code: frozenset(words.split("|")[0].split()) for code, words in STOP_WORDS.items()}


@cache
def languages_with() -> dict[str, tuple[str, ...]]:
    """Return the languages of each stop word."""
    languages: dict[str, tuple[str, ...]] = {}
    for code, words in stop_words().items():
        for word in words:
            languages[word] = (*languages.get(word, ()), code)
    return languages
