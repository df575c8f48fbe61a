"""Names and addresses that nothing can be read from or written to: one line, and nothing made."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from garmentclean.corpus.remote import join_name
from garmentclean.errors import GarmentcleanError
from garmentclean.run.checks import check_name

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

OUTPUTS = {
    "-o": ("corpus", "-o", "{}/"),
    "-o of a file": ("corpus/a.txt", "-o", "{}"),
    "--ledger": ("corpus", "-o", "out", "--ledger", "{}"),
    "--metadata": ("corpus", "-o", "out", "--metadata", "{}"),
    "--rejects": ("corpus", "-o", "out", "--rejects", "{}"),
    "--quarantine": ("corpus", "-o", "out", "--quarantine", "{}"),
    "count": ("count", "corpus", "-o", "{}"),
    "report": ("report", "no-ledger", "-o", "{}"),
}
INPUTS = {
    "path": ("--check", "{}"),
    "--config": ("--check", "--config", "{}", "corpus"),
    "--rules": ("--check", "--rules", "{}", "corpus"),
    "--counts": ("--check", "--counts", "{}", "corpus"),
}
COUNTED = ("count", "--counts")


def one_line(done: subprocess.CompletedProcess[bytes]) -> str:
    assert done.returncode == 2, done.stderr
    first, *rest = done.stderr.decode().splitlines()
    assert not rest or (len(rest) == 1 and rest[0].startswith("garmentclean: 0 documents")), rest
    return first


@pytest.fixture(autouse=True)
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/a.txt").write_text("The mill.\nReturn to list\n")
    return tmp_path


def run(
    here: Run, what: str, args: tuple[str, ...], name: str
) -> subprocess.CompletedProcess[bytes]:
    if what in COUNTED:
        pytest.importorskip("datasketch")
    return here(*(arg.format(name) for arg in args))


@pytest.mark.parametrize("length", [300, 5000])
@pytest.mark.parametrize("what", OUTPUTS | INPUTS)
def test_a_very_long_name_is_one_line(here: Run, corpus: Path, what: str, length: int) -> None:
    done = run(here, what, (OUTPUTS | INPUTS)[what], "n" * length)
    assert "File name too long" in one_line(done)
    assert os.listdir(corpus) == ["corpus"]


@pytest.mark.parametrize("what", OUTPUTS)
def test_a_name_in_a_file_is_one_line(here: Run, corpus: Path, what: str) -> None:
    message = one_line(run(here, what, OUTPUTS[what], "corpus/a.txt/x"))
    assert "corpus/a.txt/x: corpus/a.txt is not a folder; name another one" in message
    assert os.listdir(corpus) == ["corpus"]


@pytest.mark.parametrize("what", ["--ledger", "--metadata", "--rejects", "report"])
def test_a_slash_at_the_end_of_a_file_is_one_line(here: Run, corpus: Path, what: str) -> None:
    message = one_line(run(here, what, OUTPUTS[what], "new/"))
    assert "is a folder; name a file" in message or "is not a local file" in message
    assert os.listdir(corpus) == ["corpus"]


def test_a_zero_byte_in_a_name_is_reported() -> None:
    with pytest.raises(GarmentcleanError, match="embedded null byte; give another name"):
        check_name("o", "a\0b")


ADDRESSES = {
    "local://corpus": "it is a folder; write a slash at its end",
    "local:///dev/zero": "it is not a regular file",
    "file://host/x": "names a file on 'host'; for a file on this machine, write file:///",
    "http://": "this URL has no path",
    "ftp://": "this URL has no path",
    "looms+x://y": "Protocol not known: looms+x",
    "reference://x": "cannot list this: ",
    "dir://x": "cannot list this: ",
    "zip://x": "cannot ",
    "://": "cannot read this file: No such file or directory",
    "a://b": "cannot read this file: No such file or directory",
}


@pytest.mark.usefixtures("time_limit")
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_cannot_be_read_is_one_line(here: Run, address: str) -> None:
    pytest.importorskip("fsspec")
    assert ADDRESSES[address] in one_line(here("--check", address))


@pytest.mark.parametrize(
    "address",
    [
        "http://",
        "file://host/x/",
        "looms+x://y/",
        "dir://x/",
        "://",
        "a://b",
        "x_y://z",
        "a::b://c",
    ],
)
def test_an_address_that_cannot_be_written_is_one_line(
    here: Run, corpus: Path, address: str
) -> None:
    pytest.importorskip("fsspec")
    one_line(here("corpus", "-o", address))
    assert os.listdir(corpus) == ["corpus"]


@pytest.mark.parametrize("option", ["--ledger", "--metadata", "--rejects"])
def test_records_stay_here(here: Run, option: str) -> None:
    message = one_line(here("corpus", "-o", "out", option, "local://x"))
    assert f"{option} local://x is on another system; name a local file" in message


def test_counts_and_reports_stay_here(here: Run) -> None:
    pytest.importorskip("datasketch")
    assert "is on another system" in one_line(here("count", "corpus", "-o", "local://x"))
    assert "is not a local file" in one_line(here("report", "no-ledger", "-o", "local://x"))


def test_the_top_of_a_file_system_is_a_folder_to_write_into() -> None:
    assert join_name("memory:///", "a.txt") == "memory:///a.txt"
