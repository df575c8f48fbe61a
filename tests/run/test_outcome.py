"""Outcomes, which processes send to each other by the thousand."""

from __future__ import annotations

import pickle
from copy import deepcopy
from pathlib import Path

from garmentclean.corpus.sources import File, Row, Source
from garmentclean.ledger.lines import UnsealedLine
from garmentclean.report.summary import Count, Tally
from garmentclean.run.outcome import Content, Outcome, Records, Report, as_read, cached_outcome

FILE = File(Path("mill.jsonl"))


def outcome() -> Outcome:
    return Outcome(
        3,
        1,
        Content(b"One loom.\n", (b"One", None), changed=True),
        Report(warnings=["mill.jsonl:3: a warning"], shown=["mill.jsonl:3:1: a finding"]),
        Records([UnsealedLine(b"head", 3, b"tail")], b"{}\n"),
        Tally(1, 1, words=2, rules={"p/a": Count(1, 2, 1)}),
        ("before", "after"),
    )


def test_an_outcome_arrives_as_it_was_sent() -> None:
    assert deepcopy(outcome()) == outcome()  # which goes the way of pickle


def test_names_of_fields_are_not_sent() -> None:
    sent = pickle.dumps(outcome())
    assert not [
        name for name in (b"checksums", b"is_cached", b"left_out", b"unread") if name in sent
    ]


def test_rows_of_a_source_are_those_that_the_outcome_is_for() -> None:
    source = Source(FILE, row=Row(1, b"a\nb\nc\nd\n", 4))
    [some] = [Outcome(2, 2).source_in(source)]
    assert some.name == "mill.jsonl:2"
    assert some.row == Row(2, b"", 2)
    assert Outcome(1, 4).source_in(source) is source
    assert Outcome().source_in(Source(FILE)) == Source(FILE)


def test_only_a_row_has_bytes_as_they_were_read() -> None:
    assert as_read(Source(FILE, row=Row(1, b"a\n"))) == Content(b"a\n")
    assert as_read(Source(FILE)) == Content(b"")


def test_the_cache_keeps_what_the_next_run_reports() -> None:
    kept = cached_outcome(outcome().to_json(), silent=False)
    assert kept == Outcome(report=outcome().report, tally=outcome().tally, is_cached=True)
    assert cached_outcome(outcome().to_json(), silent=True) is None
