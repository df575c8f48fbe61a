from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from garmentclean import Document, Edit, Result
from garmentclean.errors import LedgerError
from garmentclean.ledger.changed_files import ChangedFiles
from garmentclean.ledger.entry import Entry, Tool, proved_entry
from garmentclean.ledger.history import ChangedError, History, NotInLedgerError
from garmentclean.ledger.index import Index, parts, path_key
from garmentclean.ledger.withdrawing import without_detours
from garmentclean.text.edit import replay

if TYPE_CHECKING:
    from collections.abc import Sequence

TOOL = Tool("garmentclean 1", "0" * 16)


def entry_for(
    name: str, before: bytes, edits: Sequence[Edit] = (), output: str | None = None
) -> Entry:
    original = Document.from_bytes(before, name)
    clean = original.with_text(replay(original.text, edits))
    result = Result(clean, tuple(edits))
    return proved_entry(original, result, before, clean.to_bytes(), TOOL, output=output)


def drop(number: int) -> list[Edit]:
    """Return the edit that drops so many bytes from the beginning of a text of dots."""
    return [Edit("p/dots", 0, "." * number, "")]


def test_restoring_goes_back_through_all_runs() -> None:
    runs = [
        entry_for("a.txt", b"......", drop(1)),
        entry_for("./a.txt", b".....", drop(2), "a.txt"),
        entry_for("sub/../a.txt", b"...", drop(3)),
    ]
    restored = History(runs).restore(b"", "a.txt")
    assert restored.data == b"......"
    assert restored.entries == tuple(reversed(runs))


def test_restoring_does_not_go_on_into_another_file() -> None:
    runs = [entry_for("b.txt", b"....", drop(1)), entry_for("a.txt", b"...", drop(1))]
    assert History(runs).restore(b"..", "a.txt").data == b"..."


def test_an_original_is_left_unchanged_even_if_another_file_became_the_same() -> None:
    runs = [entry_for("x/b.txt", b"...", drop(1)), entry_for("x/a.txt", b"..")]
    assert History(runs).restore(b"..", "x/a.txt").data == b".."
    assert History(runs).restore(b"..", "x/b.txt").data == b"..."
    gone = entry_for("y/c.txt", b"..", drop(1))
    assert History([*runs, gone]).restore(b"..", "y/c.txt").data == b".."


@pytest.mark.parametrize("later_first", [False, True])
def test_two_entries_of_one_file_with_the_same_result_are_not_ambiguous(
    later_first: bool,
) -> None:
    runs = [entry_for("a.txt", b"..", drop(1)), entry_for("a.txt", b"...", drop(2))]
    ordered = runs[::-1] if later_first else runs
    assert History(ordered).restore(b".", "a.txt").data == (b".." if later_first else b"...")


def test_the_name_separates_documents_with_the_same_text() -> None:
    runs = [
        entry_for(f"raw/{name}.txt", b"." * number, drop(number - 1), f"clean/{name}.txt")
        for number, name in enumerate(["a", "deep/a", "deep/er/a"], 2)
    ]
    history = History(runs)
    for number, name in enumerate(["clean/a", "/x/y/deep/a", "raw/deep/er/a"], 2):
        assert history.restore(b".", f"{name}.txt").data == b"." * number
    with pytest.raises(LedgerError, match=r"z\.txt: could be raw/a\.txt or raw/deep/er/a\.txt"):
        history.restore(b".", "z.txt")


def test_an_empty_text_is_identified_by_its_name_only() -> None:
    history = History([entry_for("a.txt", b"..", drop(2))])
    assert history.restore(b"", "b/a.txt").data == b".."
    with pytest.raises(NotInLedgerError):
        history.restore(b"", "b.txt")


def test_an_unknown_text_differs_from_a_changed_one() -> None:
    history = History([entry_for("x/a.txt", b"..", drop(1)), entry_for("rows.jsonl:7", b"..")])
    with pytest.raises(NotInLedgerError, match=r"^b\.txt: is not in this ledger; look for the"):
        history.restore(b"other", "b.txt")
    with pytest.raises(ChangedError, match=r"^y/a\.txt: was changed after it was cleaned") as error:
        history.restore(b"other", "y/a.txt")
    for known, was_changed in ((["x/a.txt"], False), (["z/a.txt", "b.txt"], True)):
        changed = ChangedFiles(history)
        changed.add(error.value.name, error.value.key)
        for name in known:
            changed.add_known(name)
        assert list(changed.decided()) == [("y/a.txt", was_changed)]
    with pytest.raises(ChangedError):
        history.restore(b"other", "rows.jsonl:7")


def test_an_entry_that_does_not_lead_back_raises() -> None:
    wrong = replace(entry_for("a.txt", b"..", drop(1)), edits=tuple(drop(2)))
    with pytest.raises(LedgerError, match="the ledger's edits do not lead to the original's"):
        History([wrong]).restore(b".", "a.txt")
    with pytest.raises(LedgerError, match="the ledger's edits do not lead to the original's"):
        History([wrong]).withdraw(b".", "a.txt", frozenset({"p/dots"}))


def test_withdrawing_goes_back_over_runs_that_read_the_text_the_same_way() -> None:
    name, rules = "a.txt", frozenset({"p/one"})
    first = entry_for(name, b"one two\r\nx\r\n", [Edit("p/one", 0, "one", "1")])
    second = entry_for(name, b"1 two\r\nx\r\n", [Edit("p/two", 2, "two", "2")])
    restored = History([first, second]).withdraw(b"1 2\r\nx\r\n", name, rules)
    assert restored.data == b"one 2\r\nx\r\n"
    third = entry_for(name, b"1 2\r\nx\r\n", [Edit("p/end", 3, "\nx\n", "")])
    fourth = entry_for(name, b"1 2", [Edit("p/three", 2, "2", "3")])  # whose newlines are unknown
    history = History([first, second, third, fourth])
    assert history.withdraw(b"1 3", name, rules).entries == ()
    assert history.withdraw(b"1 3", name, frozenset({"p/three"})).data == b"1 2"
    assert history.restore(b"1 3", name).data == b"one two\r\nx\r\n"


def test_withdrawing_from_an_original_does_nothing() -> None:
    history = History([entry_for("a.txt", b"..", drop(1)), entry_for("b.txt", b"..")])
    for data, name in ((b"..", "a.txt"), (b"..", "b.txt")):
        restored = history.withdraw(data, name, frozenset({"p/dots"}))
        assert (restored.data, restored.entries, restored.blocked) == (data, (), ())


def test_undone_entries_are_left_out_of_a_chain() -> None:
    away = entry_for("a.txt", b"...", drop(1))
    nothing = entry_for("a.txt", b"..")
    back = entry_for("a.txt", b"..", [Edit("restore:p/dots", 0, "", ".")])
    on = entry_for("a.txt", b"..", drop(1))
    assert without_detours([away, nothing, back, away, nothing, on]) == [away, on]
    assert without_detours([away, back]) == []
    assert without_detours([nothing]) == []


@pytest.mark.parametrize(
    ("one", "two", "common"),
    [
        ("a.txt", "a.txt", 1),
        ("x/a.txt", "y/a.txt", 1),
        ("/x/y/a.txt", "y/a.txt", 2),
        ("a.txt", "ba.txt", 0),
        ("x/r.jsonl:3", "r.jsonl:3", 2),
        ("x/r.jsonl:3", "r.jsonl:4", 0),
        ("<stdin>:3", "<stdin>:3", 2),
        ("a:b", "a:b", 1),
        ("", "", 0),
    ],
)
def test_paths_are_compared_from_their_ends(one: str, two: str, common: int) -> None:
    for first, second in ((one, two), (two, one)):
        index = Index()
        index.add([path_key(first)], 1)
        assert index.shared(b"", path_key(second)).parts == common


def test_the_row_number_is_a_part_of_the_path() -> None:
    assert parts("x/r:1.jsonl:17") == ["x", "r:1.jsonl", "17"]
    assert parts(":3") == [":3"]
