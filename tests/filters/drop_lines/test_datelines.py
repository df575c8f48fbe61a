"""Lines that consist of what is in datelines, and lines that look like it."""

from __future__ import annotations

import pytest

from garmentclean.filters.drop_lines.datelines import LONGEST, is_dateline

DATELINES = """\
2021-03-29 08:15:11 LoomGroup
Updated 2016-04-05 Lena
Time:2023-10-17 Browse Volume:256
Date:Dec 30, 2019
07 Dec '06
By Ada Brandt and Noor Lim (Ourense Daily)
2022-01-19by admin
By Jane Roe | March 1, 2021
Posted on 12 May 2019 by admin in News, Lace with 3 comments
MARCH 12, 2019
5 min read
Last updated: 3 May 2020, 9.15 am GMT
By Jane Roe, Fashion Editor at Lace Weekly
Dec 31, 2020  |  by Ada B
2020-05-04T10:15:00+02:00
3 days ago
March 3, 2021 · 4 minute read · by Jane Roe
Author: admin  Time: 2020-01-02  Views: 123
By WANG MIN in Wuhan | Trade Daily | Updated: 2015-05-19 07:01
Thursday, August 9, 2012 at 9:15AM
Published 10:24 IST Jan 5, 2021
Updated 9:37 PM EST, Mon November 5, 2021
Words by Ann Weaver. Photography by Noor Lim""".splitlines()

OTHERS = """\
By April the price had fallen.
March 3, 2021 was a cold day
DHAKA, March 3 (Loom Agency) - The mill has closed.
By hand or by machine
March 3, 2021: Lace makers look east
Published by the guild in 2020, the book tells of looms
12 looms
Views of a weaver
Time and motion
3 March 2021, Guild Hall, Tarrow
Update on lace
Lace in May 2021
Updated rules for lace exports in 2021""".splitlines()


@pytest.mark.parametrize("line", DATELINES)
def test_a_dateline(line: str) -> None:
    assert is_dateline(line)


@pytest.mark.parametrize("line", OTHERS)
def test_not_a_dateline(line: str) -> None:
    assert not is_dateline(line)


def test_a_long_line_is_no_dateline() -> None:
    assert not is_dateline("5 min read " * LONGEST)
