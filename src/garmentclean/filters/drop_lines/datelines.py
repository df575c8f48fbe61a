"""Datelines and bylines: who wrote a page and when, how often it was read, and nothing else.

Sites put them in countless orders, so they are recognised by what they consist of: dates, times,
names behind "by", numbers of views, the labels of these, and what separates them.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from garmentclean.text.line_cache import remembered
from garmentclean.text.regex import compile_pattern
from garmentclean.text.words import MONTH_NAME

LONGEST = 160
"""A dateline has at most this many characters."""

GAP = r"[\s|│•·●∙⋅,;:：/–—()\[\]（）【】<>»›~*#_-]*"
BAR = r"[|│•·●∙⋅]\s*"
ORDINAL = "(?:st|nd|rd|th)?"
YEAR = r"(?:199\d|20\d\d)"
MONTH = rf"(?i:{MONTH_NAME})\.?"
WEEKDAY = r"(?i:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\.?"
DATE = "|".join(
    (
        rf"{YEAR}[-/.年]\s?\d{{1,2}}[-/.月]\s?\d{{1,2}}日?T?",
        rf"\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:{YEAR}|\d\d\b)",
        rf"{MONTH}\s?\d{{1,2}}{ORDINAL}[\s,]*(?:{YEAR}|['’]\d\d)",
        rf"\d{{1,2}}{ORDINAL}(?: of)?[\s-]?{MONTH}[\s,-]*(?:{YEAR}|['’]?\d\d\b)",
        rf"{MONTH},? {YEAR}",
        rf"{YEAR},? {MONTH} \d{{1,2}}{ORDINAL}",
    )
)
AGO = (
    r"(?i:(?:\d{1,3}|an?|one|about an?)\s?"
    r"(?:sec(?:ond)?|min(?:ute)?|hour|hr|day|week|month|year)s? ago)"
)
ZONE = (
    r"(?:(?:GMT|UTC|[ECMPBIJ][SED]?T|CEST|AE[SD]T|BJT|Z|(?i:(?:local|beijing|eastern) time))\b"
    r"|(?:GMT|UTC)?\s?[+-]\d{1,2}:?(?:\d\d)?)"
)
TIME = (
    r"\d{1,2}[:：.]\d\d(?:[:：]\d\d)?(?:\.\d+)?\s?(?i:[ap]\.?m\b\.?|h\b|hrs?\b)?"
    rf"(?:\s?\(?{ZONE}\)?)?"
)
HOUR = r"\d{1,2}\s?(?i:[ap]\.?m)\b\.?"
VERB = (
    r"(?:post(?:ed)?|publish(?:ed)?|publi(?:cation|shing)|updated?|modified|releas(?:ed?|ing)"
    r"|created|issued?|uploaded|add(?:ed)?|entry|edited|revised|reviewed|submitted|written|filed|dated"
    r"|wrote|first published|originally (?:posted|published)|print(?:ed)?)"
)
LABEL = (
    rf"(?i:(?:last |latest |article |news |page )?{VERB}(?:[ -](?:date|time|on|at))*|pub ?date"
    r"|(?:date|time)(?: and time| posted| published| of (?:issue|publication|release))?)\s*[:：]?"
)
COUNTED = (
    r"(?:page ?views?|views?|viewed|hits?|clicks?|reads?|visits?|visitors?|browse(?:s|d)?"
    r"|browsing|reading|popularity|comments?|shares?|likes?|word count)"
)
COUNTER = (
    rf"(?i:(?:with )?(?:(?:number|amount) of )?{COUNTED}"
    r"(?: (?:volume|times?|count|rate|quantity|number))?"
    r"\s*[:：]?\s*[\[(]?\d[\d,.]{0,9}[km]?[\])]?(?: (?:times?|words))?"
    rf"|(?:with )?\d[\d,.]{{0,9}}[km]?\+?\s?(?:{COUNTED}|people (?:read|viewed)|words)\b"
    r"|read a total of\W*\d+\W*times?"
    r"|(?:(?:estimated |approximate )?reading time\s*[:：]?\s*)?(?:about |approx\.? |~ ?|< ?)?"
    r"\d{1,3}(?:[–-]\d{1,3})?[ -]?min(?:ute)?s?\b\.?(?:[ -](?:read|reading|to read)(?: time)?)?)"
)
CAPITAL = r"[A-Z\x{C0}-\x{D6}\x{D8}-\x{DE}\x{100}-\x{17F}\x{386}-\x{3AB}\x{400}-\x{42F}]"
HAN = r"[\x{3400}-\x{9FFF}]"
r"""As ranges: with `\p{Lu}` and `\p{Han}`, the grammar takes ten times longer to compile."""
WORD = rf"(?:{CAPITAL}[\w.'’&@-]*|{HAN}{{2,10}})"
LINK = r"(?:de|van|von|der|den|da|di|del|al|el|bin|ibn|la|le|du|dos|of|the|and|&)"
NAME = rf"{WORD}(?:\s(?:{LINK}\s)?{WORD}){{0,4}}"
SHORT_NAME = rf"{WORD}(?:\s(?:{LINK}\s)?{WORD}){{0,2}}"
NAMES = rf"{SHORT_NAME}(?:(?:,|,? and| ?&)\s?{SHORT_NAME}){{0,4}}"
ROLE = (
    r"(?i:(?:senior|staff|chief|special|contributing|guest|freelance|news|fashion|business|style"
    r"|features?|sports?|managing|executive|assistant|associate|deputy|web|online|digital|foreign"
    r"|national|local|markets?|retail|technology|health|science|our|the|city|trade|textiles?)[ -]"
    r"){0,3}"
    r"(?i:writers?|reporters?|editors?(?:[- ]in[- ]chief)?|correspondents?|contributors?"
    r"|columnists?|journalists?|authors?|bloggers?|producers?|bureau|desk|team|staff|intern"
    r"|analysts?|news ?room|news service|newspaper|agency)\b"
)
OF = rf"(?:(?i:in|for|at|of|with|from|via|special to)\s(?:the\s)?{NAME}(?:, {SHORT_NAME})?)"
AUTHOR = rf"(?:{NAME}|{ROLE}|(?i:admin\w*|web ?master|[a-z][a-z0-9_.]{{2,20}}))"
BY = (
    r"(?i:(?:(?:story|words|text|article|report|reporting|written|posted|published|compiled"
    r"|submitted|photos?|photography|updated|edited|author|additional reporting) )?(?:and )?by\b)"
    rf"\s*[:：]?\s*{AUTHOR}(?:(?:,|,? and| ?&|/|,? with)\s?(?:{NAME}|{ROLE})){{0,4}}"
    rf"(?:[\s,|–—-]*(?:{ROLE}|{OF})){{0,3}}(?:\s*[(（][^()（）\n]{{2,50}}[)）])?"
)
FIELD = (
    r"(?i:(?:article |news |information )?(?:sou?rce|from|origin|author|editor|writer|reporter"
    r"|publisher|poster|section|categor(?:y|ies)|topics?|channel|column|filed under|posted in"
    r"|published in|type|views?|hits?|clicks?|reads?|browse(?: volume)?|page ?views?|location))"
    r"\s*[:：]\s*(?:[^\s:：|]+(?:\s[^\s:：|]+){0,5})?"
)
PLACED = rf"(?i:posted |published |filed )?(?i:in|under|to)\s?:?\s{NAMES}"
BUTTON = (
    r"(?i:print|e-?mail|share|tweet|pdf|save|comments?|no comments?(?: yet)?|follow|subscribe"
    r"|(?:leave|add|post) a comment|edit|permalink|listen|bookmark|reply|(?:text|font) ?size"
    r"|a[+-]|views?|read)\b"
)
MOJIBAKE = r"[\x{A1}-\x{FF}]{3}[\x{80}-\x{FF}]*\d{0,6}"
"""Chinese labels that were decoded as Latin-1."""
PART = "|".join(
    (
        rf"(?:{DATE})(?:[\sT,]*{TIME}(?:(?:\s+|\s*[–—-]\s*){SHORT_NAME})?)?",
        rf"{LABEL}\s*(?:{DATE})\s+{SHORT_NAME}",
        rf"(?:{DATE})\s+{TIME}\s*\|[^.!?|]{{0,70}}(?:\.(?:com|net|org|cn))?",
        *(rf"{HAN}{{2,10}}", MOJIBAKE),
        *(AGO, r"(?i:today|yesterday)\b", TIME, HOUR, ZONE, rf"{WEEKDAY}\b", r"(?i:at|on)\b"),
        *(LABEL, COUNTER, BY, FIELD, PLACED, BUTTON, rf"{BAR}(?:{NAMES}|\d{{1,5}}\b)"),
        rf"{NAME}\s*[,|–—-]\s*{ROLE}(?:\s{OF})?",
    )
)
DATELINE = rf"^{GAP}(?:{NAMES}(?:\s*{BAR}|\s\s+|\t))?(?:(?:{PART}){GAP})+\.?\s*$"


@cache
def _dateline() -> Any:
    return compile_pattern(DATELINE)


@remembered
def is_dateline(text: str) -> bool:
    """Return whether a line consists of what is in datelines.

    >>> is_dateline("Dec 31, 2020  |  by Ada B"), is_dateline("In 2020 Ada came by.")
    (True, False)
    """
    return len(text) <= LONGEST and _dateline().match(text) is not None
