from __future__ import annotations

import pytest

from garmentclean.filters.base.line_metadata import facts_of, labelled
from garmentclean.text.regex import compile_pattern

BOTH = "Source: Web | Author: Li Na"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "Views:12 Author:Site Editor Publish Time: 2020-05-21 Origin:Site",
            {"views": "12", "author": "Site Editor", "date": "2020-05-21", "source": "Site"},
        ),
        (
            "Source: | Author:web01 | Published time: 2020-03-09 08:30 | 167 Views",
            {"author": "web01", "date": "2020-03-09 08:30", "views": "167"},
        ),
        ("Release date:[2021/3/2] Read a total of[45]time", {"date": "2021/3/2", "views": "45"}),
        ("Views: Update:2016/7/6 0:00:00", {"date": "2016/7/6 0:00:00"}),
        ("Author: 2020-03-09", {}),
        ("发布时间：2021年5月1日 来源：纺织周报", {"date": "2021年5月1日", "source": "纺织周报"}),
        (f"Source: {'x' * 61}", {}),
        ("Resource: none of it, and no date", {}),
        ("", {}),
    ],
)
def test_values_behind_labels_are_metadata(line: str, expected: dict[str, str]) -> None:
    assert dict(labelled(line)) == expected


@pytest.mark.parametrize(
    ("pattern", "line", "expected"),
    [
        (
            r"^Source: (?P<source>\w+)",
            BOTH,
            {"source": "Web", "author": "Li Na"},
        ),
        (r"^At (?P<date>[\d-]+)", "At 2020-05-21 08:30:15 h", {"date": "2020-05-21 08:30:15"}),
        (r"^At (?P<date>[\d-]+)", "At 2020-05-21 8:30 pm", {"date": "2020-05-21"}),
        (
            r"^At (?P<date>[\d: -]+)",
            "At 2020-05-21 08:30 09:30",
            {"date": "2020-05-21 08:30 09:30"},
        ),
        (r"^Source: \w+", BOTH, {}),
        (
            r"^(?P<cut>Source): \w+",
            BOTH,
            {},
        ),
        (r"^(?P<source>)Author", "Author: Li Na", {"author": "Li Na"}),
    ],
)
def test_groups_come_before_labels(pattern: str, line: str, expected: dict[str, str]) -> None:
    assert dict(facts_of(compile_pattern(pattern).search(line))) == expected
