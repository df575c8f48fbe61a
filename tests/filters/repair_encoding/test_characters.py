"""Entities, control characters, raised figures and marks in brackets are judged one by one."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean import Pipeline
from garmentclean.filters.repair_encoding.changes import changed
from garmentclean.filters.repair_encoding.entities import entity_changes


@cache
def pipeline() -> Pipeline:
    return Pipeline.from_packs()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Dyes &amp; yarn of the caf\ufffd", "Dyes & yarn of the caf\ufffd"),
        ("&#55358;&#56801; wool", "🧡 wool"),
        ("a &#xD83D;&#xDC57; dress", "a 👗 dress"),
        ("a &#55357;&#xDC57; dress", "a 👗 dress"),
        ("&amp;#55357;&amp;#56832; is a smile", "😀 is a smile"),
        ("&#55357; alone, &#56832;&#55357; turned", "&#55357; alone, &#56832;&#55357; turned"),
        ("wea&shy;ving tex&#8203;tile &#xfeff;wool fel&zwnj;ting", "weaving textile wool felting"),
        ("می&zwnj;بافد", "می\u200cبافد"),
        ("क्&zwj;ष", "क्\u200dष"),
        ("👩&zwj;👧 knit", "👩\u200d👧 knit"),
        ("&#1605;&#1740;&#8204;&#1576;", "می\u200cب"),
        ("yarn&#13;", "yarn"),
        ("yarn&#10;wool", "yarn wool"),
        ("yarn&#11;wool", "yarn wool"),
        ("R&amp;D; &amp;unknown;", "R&D; &unknown;"),
        ("5 &lt; 6 &amp;&amp; 7 &gt; 2", "5 < 6 && 7 > 2"),
        ("5 &Lt; 6 % and 7 &Gt; 6", "5 < 6 % and 7 > 6"),
        ("R&Amp;D &Quot;old&Quot; it&Rsquo;s &Mdash; &Copy; 2010", 'R&D "old" it’s — © 2010'),
        ("&Auml;rger &Eacute;t&eacute; 5&Prime; loom&Dagger;", "Ärger Été 5″ loom‡"),
        ("&lt;p&gt;Prices rose.&lt;/p&gt;", "Prices rose."),
        ("&lt;p&gt;Prices rose.", "Prices rose."),
        ("Prices rose.&lt;br /&gt;", "Prices rose."),
        ("&lt;div&gt;&lt;/div&gt;\nPrices rose.", "Prices rose."),
        ("MILL\x0bHEAD OF DYES", "MILL HEAD OF DYES"),
        ("flax\x1fhemp\x1cjute", "flax hemp jute"),
        ("a list:\x0b- one \x0b- two\x0b", "a list: - one - two"),
        ("one\x85two", "one two"),
        ("it\x92s so\x85", "it’s so…"),
        ("\x93Looms\x94 \x96 all of them\x97are sold", "“Looms” – all of them—are sold"),
        ("\x84gut\x93, 5 \x80, 1990\x961995", "„gut“, 5 €, 1990–1995"),
        ("c\x9cur, \x8eivot, ko\x9aile, MU\x8e", "cœur, Život, košile, MUŽ"),
        ("caf\x8e, it\x92s \x93old\x94", "caf\x8e, it’s “old”"),
        ("\x1b(B\x1b[mThe loom\x1b[?25h", "The loom"),
        ("\x1b]0;user@host: ~\x07The loom\x1b]133;C\x1b\\", "The loom"),
        ("a \x1b]8;;https://a.example\x1b\\link\x1b]8;;\x1b\\ here", "a link here"),
        ("\x9b31mRed\x9b0m \x1bP1$r0m\x1b\\and \x1b7blue\x1b8", "Red and blue"),
        ("\x1b[38;2;1;2;3mred\x1b[0m \x1b[>4;1m\x1b[!p\x1b[0 qyarn", "red yarn"),
        ("The \x1b[1mfile\x1b[0m is N\bNA\bAM\bME\bE.", "The file is NAME."),
        ("a loom\x1b", "a loom"),
        ("the loom\ufffccloth", "the loom cloth"),
        ("4x10<sup>6</sup> m", "4x10⁶ m"),
        ("10<sup>-4</sup> and 10< sup >−4< /sup >", "10⁻⁴ and 10⁻⁴"),
        ("30 m<SUP>3</SUP> of air, H<sub>2</sub>O", "30 m³ of air, H₂O"),
        ("built in 1911<sup>4</sup> here", "built in 1911⁴ here"),
        ("y<sub>1</sub>7 and the 2< sup > nd < / sup > loom", "y₁7 and the 2nd loom"),
        ("Woolina<sup>®</sup> of the mill<sup></sup>", "Woolina® of the mill"),
        ("Rents rose by half [2][11] - Mills moved [3]. Costs fell [4]",
         "Rents rose by half - Mills moved. Costs fell"),
        ("Rents rose [2], [3]. Nobody came [4]", "Rents rose. Nobody came"),
    ],
)  # fmt: skip
def test_certain_characters_are_replaced(before: str, after: str) -> None:
    result = pipeline().clean(before)
    assert result.text == after
    assert result.restore().to_text() == before
    assert pipeline().clean(after).text == after


@pytest.mark.parametrize(
    "text",
    [
        "in M\x9fnchen, the caf\x8e and the jalape\x96os",
        "der K\x84se, the caf\x82, sch\x94n, Citro\x91n, hist\x97ria",
        "an escape \x1b[and \x1b]0;no end, \x1bMen",
        "To end a line, type &lt;br&gt; there, and &lt;p&gt; for a paragraph.",
        "Use &lt;i&gt; and &lt;/i&gt; around a name.",
        "The table begins with &lt;td&gt;.",
        "Put &#60;hr&#62; where the rule should be.",
        "She typed &amp;lt;p&amp;gt; and saw nothing.",
        "&lt;br&gt; is what breaks a line.",
        "Put &lt;img src=&quot;a.png&quot;&gt; below it.",
        "a page\fand a line\u2028end",
        "10<sup>k</sup>, F<sub>max</sub>, w<sup>th</sup> and 10<sup>1.5</sup>",
        "Turn the dial to [4] and wait.",
        "Press [1] for wool, press [2] for silk.",
        "She threw a [5] and then a [2].",
        "The answer to question three is [1].",
        "Choose the vector [1] [2]. Then go to step [7].",
        "Select option [2], then enter [3]. See [4].",
        "The intervals are x [1] and y [2].",
        "Wool is yes [1], silk no [2].",
        "The matrix [1] [2] is small, A[1][2] is a cell, and [0, 1] is an interval.",
        "[1] The loom, by A. Weaver, is the first one here [2].",
    ],
)
def test_characters_that_may_be_intended_stay(text: str) -> None:
    assert pipeline().clean(text).text == text


PIECES = [
    "&lt;",
    "&gt;",
    "<",
    ">",
    "br",
    "/p",
    "p",
    " ",
    "b",
    "&amp;",
    "lt;",
    "#55357;",
    "&#56832;",
]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_cleaning_entities_twice_changes_nothing(text: str) -> None:
    once = pipeline().clean(text).text
    assert pipeline().clean(once).text == once


@given(st.text(st.characters(min_codepoint=0x10000, exclude_categories=["Cn", "Cs", "Co"])))
def test_pairs_of_surrogates_are_the_character(text: str) -> None:
    units = text.encode("utf-16-be")
    numbers = [int.from_bytes(units[n : n + 2]) for n in range(0, len(units), 2)]
    entities = "".join(f"&#{number};" for number in numbers)
    assert changed(entities, entity_changes(entities)) == text
