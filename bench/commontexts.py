"""A generated corpus of sites with their frames: each line is known to belong to an article or not.

The same seed makes the same corpus. There are several kinds of lines to remove; the articles have
everything that could be mistaken for them: quotations of an agency, follow-ups, headings, tables,
refrains.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import NamedTuple

OWN = ""
"""The kind of a line of the article."""


def listed(text: str, between: str | None = None) -> list[str]:
    """Return the words of a text, or what stands between marks."""
    return " ".join(text.split()).split(between)


PEOPLE = listed("""
    miller weaver spinner dyer tailor porter ginner carder fuller draper hatter lacemaker
    buyer shearer mayor clerk widow captain painter ropemaker bleacher saddler""")
THINGS = listed("""
    hemp cotton silk jute linen wool felt lace canvas velvet denim twine ribbon muslin
    tweed corduroy satin ramie cashmere yarn thread buttons""")
PLACES = listed("""valley harbour river market quarter hill island station bridge field square tower
    yard canal coast forest village border plain pass""")
VERBS = listed("""
    sold bought dyed lost found carried mended burned stored counted praised weighed hid
    shipped traded soaked painted borrowed""")
QUALITIES = listed("""
    blue heavy narrow ancient cheap damp costly coarse pale soft famous broken common
    crooked quiet golden rough modest northern late""")
TIMES = listed(
    """at dawn|after the flood|in the spring|for nine years|before the war|on a Sunday
    |without a word|against all advice|by candlelight|once more|in great haste|before noon""",
    "|",
)
PATTERNS = (
    "The {q} {p} of the {l} {v} the {t} {w}, and the {p2} {v2} what was left of the {t2}.",
    "Nobody in the {l} had thought that a {p} would have {v} so much {q} {t} {w}.",
    "When the {t} was {v} {w}, the {p} went to the {q} {l} and {v2} the {t2} of the {p2}.",
    "“We have {v} our {t} {w},” said the {p}, “and the {l} is none the more {q} for it.”",
    "{w}, a {p} and a {q} {p2} {v} all the {t} that there was in the {l}.",
    "It was the {p2} of the {l} who {v} the {q} {t}, though the {p} {v2} the {t2} {w}.",
)
SYLLABLES = listed("bra dun fel gar hol kin lor mar nes pol ras sel tor ulm ven wil yar zan")


class Line(NamedTuple):
    """A line, and which kind of frame it is part of."""

    text: str
    kind: str = OWN


@dataclass
class Page:
    """A document, and whether and how it duplicates another one."""

    site: str
    name: str
    lines: list[Line] = field(default_factory=list)
    twin: str = ""

    @property
    def text(self) -> str:
        """Its text."""
        return "".join(f"{line.text}\n" for line in self.lines)


class Prose:
    """Sentences that hardly ever come twice."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw

    def happens(self, chance: float) -> bool:
        """Return whether something with a probability from 0 to 1 happens."""
        return self.draw.random() < chance

    def sentence(self) -> str:
        """Return a sentence."""
        draw = self.draw
        p, p2 = draw.sample(PEOPLE, 2)
        t, t2 = draw.sample(THINGS, 2)
        v, v2 = draw.sample(VERBS, 2)
        words = {"p": p, "p2": p2, "t": t, "t2": t2, "v": v, "v2": v2}
        words |= {"q": draw.choice(QUALITIES), "l": draw.choice(PLACES)}
        made = draw.choice(PATTERNS).format(w=draw.choice(TIMES).strip(), **words)
        return made[0].upper() + made[1:]

    def paragraph(self, fewest: int = 2, most: int = 5) -> str:
        """Return some sentences."""
        return " ".join(self.sentence() for _ in range(self.draw.randint(fewest, most)))

    def title(self) -> str:
        """Return a headline."""
        draw = self.draw
        who, what = draw.choice(PEOPLE), draw.choice(THINGS)
        words = f"{draw.choice(QUALITIES)} {what} {draw.choice(VERBS)} by {who} of the"
        return f"{words} {draw.choice(QUALITIES)} {draw.choice(PLACES)}".capitalize()

    def name(self) -> str:
        """Return a name that no other site has."""
        return "".join(self.draw.choices(SYLLABLES, k=4)).capitalize()

    def day(self) -> str:
        """Return a date."""
        month = self.draw.choice(["January", "April", "May", "August", "October"])
        return f"{self.draw.randint(1, 28)} {month} {self.draw.randint(2009, 2024)}"


class Site:
    """A site: its frame, and the articles in it."""

    def __init__(self, number: int, prose: Prose, agency: list[str]) -> None:
        self.prose, self.draw, self.agency = prose, prose.draw, agency
        name, draw = prose.name(), prose.draw
        self.host = f"{name.lower()}{number}.example"
        self.title = f"The {name} {draw.choice(['Post', 'Echo', 'Courier', 'Mirror'])}"
        self.sections = draw.sample(THINGS, 3)
        self.menu = [self.title, *(w.capitalize() for w in draw.sample(PLACES, 5))]
        self.menu += [f"About {name}", f"{draw.choice(QUALITIES).capitalize()} things of {name}"]
        self.about = f"{self.title} tells {prose.sentence().lower()} {prose.sentence()}"
        self.notice = f"What stands in {self.title} is its authors' own. {prose.sentence()}"
        self.call = f"Write to {self.title} and get a letter each {draw.choice(PLACES)} day"
        self.share = [f"Tell a {draw.choice(PEOPLE)} of this", "Print", "Send it on"]
        self.foot = f"© {draw.randint(2001, 2024)} {self.title}. All of it is ours."
        self.phone = (
            f"Call {draw.randint(10, 99)} {draw.randint(100, 999)} {draw.randint(100, 999)}"
        )
        self.above = ["Let a friend read this", "Print it"] if prose.happens(0.4) else []
        self.is_flooded = prose.happens(0.1)  # nearly half of the pages are one article
        self.lists_itself = prose.happens(0.5)
        self.wraps = prose.happens(0.2)
        self.latest: list[str] = []

    def framed(self, title: str, body: list[str]) -> list[Line]:
        """Return the lines of a page."""
        draw, section = self.draw, self.draw.choice(self.sections)
        lines = [Line(text, "menu") for text in self.menu]
        lines += [Line(f"You are at: {self.title} / all of {section}", "path")]
        lines += [Line(""), Line(title), Line("")]
        lines += [Line(text, "share") for text in self.above]
        for text in body:
            lines += [Line(text), Line("")]
        lines += [Line(text, "share") for text in self.share]
        lines.append(Line(f"Read {draw.randint(2, 9000)} times by now", "counter"))
        lines.append(Line("Say what you think of it", "share"))
        if self.prose.happens(0.8):  # a box that is not on all pages
            lines += [Line(self.call, "newsletter")]
        lines += [Line(f"The latest of {self.title}", "headlines")]
        listed = [text for text in self.latest if text != title or self.lists_itself]
        lines += [Line(text, "headlines") for text in listed]
        lines += [Line("", OWN), *self.wrapped(self.about, "about"), Line("", OWN)]
        lines += [Line(self.notice, "notice")]
        lines += [Line(f"This page was made on {self.prose.day()}", "date")]
        lines += [Line(self.phone, "contact"), Line(self.foot, "copyright")]
        return lines

    def wrapped(self, text: str, kind: str) -> list[Line]:
        """Return a text as a line; on some sites as several, broken in other places each time."""
        if not self.wraps:
            return [Line(text, kind)]
        words, lines = text.split(), []
        while words:
            size = self.draw.randint(6, 12)
            lines.append(Line(" ".join(words[:size]), kind))
            words = words[size:]
        return lines

    def pages(self, count: int) -> list[Page]:
        """Return the pages of the site; a few are the same as others but for a date."""
        prose, draw = self.prose, self.draw
        titles = [prose.title() for _ in range(count)]
        self.latest = titles[:5]
        background = prose.paragraph()
        found = []
        for number, title in enumerate(titles):
            body = [prose.paragraph() for _ in range(draw.randint(3, 8))]
            if number % 5 == 0:  # an agency's words, in a fifth of the pages
                body.insert(1, self.agency[number % 2])
            if number % 6 == 1:  # follow-ups, that say again what has gone before
                body.append(background)
            if number % 4 == 2:  # noqa: PLR2004 - a table, headings, a refrain
                body[1:1] = ["In brief", *self.table(), "Sing, loom, sing", prose.sentence()]
                body.append("Sing, loom, sing")
            found.append(Page(self.host, f"{number:04}", self.framed(title, body)))
        return found + self.copies(count)

    def table(self) -> list[str]:
        """Return the rows of a table; some are the same as the day before."""
        rows = [f"{what.capitalize()} 120 125" for what in self.sections[:2]]
        return [*rows, f"{self.sections[2].capitalize()} {self.draw.randint(100, 999)}"]

    def copies(self, count: int) -> list[Page]:
        """Return an article that has come several times, each time with another date."""
        prose = self.prose
        title, body = prose.title(), [prose.paragraph(4, 6) for _ in range(5)]
        found = []
        for number in range(count, count + (count - 1 if self.is_flooded else max(3, count // 3))):
            dated = [f"On {prose.day()} this was heard. {body[0]}", *body[1:]]
            page = Page(self.host, f"{number:04}", self.framed(title, dated))
            page.twin = "date" if number > count else ""
            found.append(page)
        return found


def corpus(sites: int, pages: int, seed: int = 7) -> list[Page]:
    """Return the pages of some sites, site by site.

    Each second site brings an article of the one before, word for word, in its own frame; and one
    of its own pages twice.
    """
    prose = Prose(random.Random(seed))
    agency = [prose.paragraph(), prose.paragraph()]
    found: list[Page] = []
    before: list[str] = []
    for number in range(sites):
        site = Site(number, prose, agency)
        made = site.pages(pages)
        if number % 2:
            again = Page(site.host, "9998", site.framed(before[0], before[1:]))
            later = max(again, found[-1], key=lambda page: page.site)
            later.twin = "site"
            made += [again, Page(site.host, "9999", made[3].lines, "copy")]
        else:
            before = [prose.title(), *(prose.paragraph(4, 6) for _ in range(6))]
            made.append(Page(site.host, "9997", site.framed(before[0], before[1:])))
        found += made
    return found
