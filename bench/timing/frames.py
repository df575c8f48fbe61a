"""Frames of sites: the text above and below an article on its page, never worded alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timing import foreign
from timing.vocabulary import words

if TYPE_CHECKING:
    from random import Random

    from timing.sentences import Writer

AS_BLOCKS = 0.5
"""The share of the lists of related articles that have a block for each."""
CHINESE = 0.2
"""The share of the other lists that have a title in Chinese among them."""


class Frames:
    """What stands above and below an article on its page.

    Args:
        random: the source of all choices.
        writer: who writes the titles.
    """

    def __init__(self, random: Random, writer: Writer) -> None:
        self._random = random
        self._writer = writer

    def _site(self) -> str:
        return self._random.choice(words("sites"))

    def _section(self) -> str:
        return self._random.choice(words("sections"))

    def time(self) -> str:
        """Return a day and the time of it."""
        draw = self._random.randint
        date = f"{draw(2005, 2025)}/{draw(1, 12)}/{draw(1, 28)}"
        return f"{date} {draw(0, 23)}:{draw(0, 59):02}:{draw(0, 59):02}"

    def breadcrumb(self) -> list[str]:
        """Return where the page stands in its site."""
        shapes = (
            "Home >",
            f"Location: Home > {self._section()} > {self._section()}",
            f"You are here: Home / {self._section()}",
            f"Your current location: {self._site()} - {self._section()} - Text",
        )
        return [self._random.choice(shapes)]

    def dateline(self) -> list[str]:
        """Return when the article was written, by whom, and how many have seen it."""
        time, views = self.time(), self._random.randint(0, 9999)
        day = time.split(" ")[0].replace("/", "-")
        person = self._writer.slots["person"]
        shapes = (
            f"{time} {views}",
            f"{time} {views}",
            f"Views:{views} Author:Site Editor Publish Time: {day} Origin:Site",
            f"Release date:[{day}] Read a total of[{views}]time",
            f"Views: Update:{time}",
            f"Write: {person.split(' ')[0]} [{day}]",
            f"发布日期:{day} 浏览次数:{views}",
        )
        return [self._random.choice(shapes)]

    def share_bar(self) -> list[str]:
        """Return the buttons that share a page."""
        some = self._random.sample(words("social"), self._random.randint(2, 5))
        shapes = (
            ["Share"],
            [f"Share to: {', '.join(some)}"],
            [" ".join(some)],
            ["font size: 【S】 【M】 【L】"],
            some,
        )
        return self._random.choice(shapes)

    def advertisement(self) -> list[str]:
        """Return a line of products and the one who sells them."""
        goods = ",".join(self._writer.fill("{trade} {goods}").title() for _ in range(3))
        name = "".join(self._random.choices(words("syllables"), k=3))
        return [f"{goods} {name.title()} Trading CO.,LTD , https://www.{name}.example"]

    def related(self) -> list[str]:
        """Return a list of other articles, in one of the shapes that such lists have."""
        title, section = self._writer.title, self._section
        count = self._random.randint(3, 22)
        if self._random.random() < AS_BLOCKS:
            lines = ["  • Related reading", ""]
            for _ in range(max(3, count // 4)):
                views = str(self._random.randint(0, 999))
                lines += [title(), "", section(), "|", self.time(), views, ""]
            return lines
        lines = ["- Related reading", "", title()]
        lines += [f"|- {section()} | {title()}"]
        lines += [f"- {section()} | {title()}" for _ in range(count // 2)]
        lines += [f"- {title()}" for _ in range(count // 2)]
        if self._random.random() < CHINESE:
            lines.insert(4, f"- {foreign.title(self._random)}")
        return lines

    def next_article(self) -> list[str]:
        """Return the link to the next article, with its first paragraph."""
        return ["Read the next article", "", self._writer.title(), "", self._writer.paragraph()]

    def notice(self) -> list[str]:
        """Return who holds the rights."""
        text = self._random.choice(words("notices")).replace("{site}", self._site())
        return [self._writer.fill(text)]

    def neighbours(self) -> list[str]:
        """Return the links to the articles before and after."""
        return [f"Previous: {self._writer.title()}", f"Next: {self._writer.title()}"]

    def editor(self) -> list[str]:
        """Return who is responsible."""
        return [f"Responsible editor: {self._writer.slots['person']}"]

    def footer(self) -> list[str]:
        """Return what stands below each page of a firm."""
        draw = self._random.randint
        lines = [
            f"Copyright © {draw(2005, 2025)} {self._writer.slots['firm']} All Rights Reserved",
            f"Tel: +86-{draw(10, 999)}-{draw(10000000, 99999999)}",
            f"ICP No. {draw(10000000, 99999999)}",
        ]
        return lines[: draw(1, 3)]

    def tags(self) -> list[str]:
        """Return the tags of a page, without anything between them."""
        tags = [self._writer.fill("{trade} {body}").title() for _ in range(2)]
        return [self._writer.slots["person"] + "".join(tags)]

    def source(self) -> list[str]:
        """Return a headline in Chinese, the name of a newspaper and a time."""
        day = self.time().replace("/", "-")
        return [foreign.title(self._random), f"Fang Zhi Xin Wen·{day[:-3]}"]
