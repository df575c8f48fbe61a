"""What may never happen to data and to whole runs by default, on thousands of files made for it.

Each chunk is a tree of files: articles, data, code and files that nobody can read. A run over it
must leave data as it is or refuse it, and must account for every file. What happens to articles is
in test_never.py.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from timing.sentences import Writer

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

QUICK = range(100)
WHOLE, CHUNK = 20_000, 2_500
numbers = pytest.mark.parametrize(
    "numbers",
    [
        pytest.param(QUICK, id="quick"),
        *(
            pytest.param(
                range(start, start + CHUNK), marks=pytest.mark.exhaustive, id=f"from-{start}"
            )
            for start in range(0, WHOLE, CHUNK)
        ),
    ],
)


class Made(NamedTuple):
    """A file that was made: its name, its bytes, and what must stay of them.

    `kept` are the bytes that must stand in the output as they are; None where the whole file must
    stay as it is, or be refused.
    """

    name: str
    data: bytes
    kept: bytes | None = None


def spoilt(random: Random) -> str:
    """Return a text that a rule would change if it were prose."""
    writer = Writer(random)
    return random.choice(
        [
            "The pformation of the mill is done.",
            "Share",
            "2012-08-16 10:22:31",
            f"{writer.title()} &amp; more",
            "It isnâ€™t open.",
            "the the loom",
            "Return to list",
            "All rights reserved.",
            writer.sentence(),
            f"{writer.slots.person()} said &quot;no&quot; to <b>{writer.slots.firm()}</b>",
        ]
    )


def value(random: Random) -> Any:
    return random.choice([spoilt(random), spoilt(random), random.random(), 7, True, None, []])


def as_json(random: Random) -> str:
    keys = random.sample(["title", "date", "text", "tags", "url", "author", "views", "body"], 4)
    data: Any = {key: value(random) for key in keys}
    if random.random() < 0.4:
        data = [data, {key: value(random) for key in keys}]
    return json.dumps(data, indent=random.choice([2, 4, 1]), ensure_ascii=random.random() < 0.5)


def as_csv(random: Random) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=random.choice([",", ";", "\t"]))
    writer.writerow(["id", "date", "title", "text"])
    for number in range(random.randint(3, 9)):
        writer.writerow([number, "2012-08-16", spoilt(random), spoilt(random)])
    return out.getvalue()


def as_html(random: Random) -> str:
    head = random.choice(["<!DOCTYPE html>\n<html>", "<html lang='en'>", "<!doctype html><html>"])
    body = "\n".join(f"<p>{spoilt(random)}</p>" for _ in range(random.randint(1, 6)))
    return f"{head}<head><title>{spoilt(random)}</title></head>\n<body>{body}</body></html>\n"


def as_xml(random: Random) -> str:
    rows = "\n".join(f"  <row n='{n}'>{spoilt(random)}</row>" for n in range(random.randint(1, 6)))
    return f"<?xml version='1.0'?>\n<rows>\n{rows}\n</rows>\n"


def as_code(random: Random) -> str:
    return "\n".join(
        random.choice(
            [
                f"text = {spoilt(random)!r}",
                f"# {spoilt(random)}",
                f"def p{random.choice(['form', 'late', 'it'])}(row):\n    return row[1][2] + 1",
                f"print({spoilt(random)!r}, file=sys.stderr)",
            ]
        )
        for _ in range(random.randint(3, 12))
    )


def front_matter(random: Random) -> str:
    kind = random.choice(["---", "+++", ""])
    colon = " = " if kind == "+++" else ": "
    quote = '"' if kind == "+++" else ""
    keys = ["date", "tags", "author", "category", "description", "slug"]
    if kind:  # without a fence, such lines may be those of a page
        keys += ["source", "views", "time"]
    lines = [f"title{colon}{quote}{spoilt(random)}{quote}"]
    lines += [
        f"{key}{colon}{quote}{spoilt(random)}{quote}"
        for key in random.sample(keys, random.randint(2, 5))
    ]
    if not kind:
        return "\n".join(line[0].upper() + line[1:] for line in lines) + "\n\n"
    return "\n".join([kind, *lines, kind]) + "\n"


def article(random: Random) -> str:
    writer = Writer(random)
    return "\n\n".join([writer.title(), *(writer.paragraph() for _ in range(4))]) + "\n"


def data_file(number: int) -> Made:
    random = Random(number)
    kind = random.choice(["json", "csv", "html", "xml", "code", "matter", "matter"])
    if kind == "matter":
        head = front_matter(random)
        text = head + random.choice(["", "\n"]) + article(random)
        return Made(f"{number}.{random.choice(['md', 'txt'])}", text.encode(), head.encode())
    make: dict[str, Callable[[Random], str]] = {
        "json": as_json,
        "csv": as_csv,
        "html": as_html,
        "xml": as_xml,
        "code": as_code,
    }
    own = "py" if kind == "code" else kind
    # A table or code without the right ending is known by its name alone.
    ending = own if kind in {"csv", "code"} else random.choice([own, "txt", "md"])
    return Made(f"{number}.{ending}", make[kind](random).encode())


@numbers
def test_no_data_is_treated_as_prose(here: Run, tmp_path: Path, numbers: range) -> None:
    made = [data_file(number) for number in numbers]
    (tmp_path / "in").mkdir()
    for one in made:
        (tmp_path / "in" / one.name).write_bytes(one.data)
    named = [f"in/{one.name}" for one in made]
    done = here("-v", "--no-cache", "--jobs", "1", "-o", "out", *named)
    assert done.returncode == 2
    messages = done.stderr.decode()
    for one in made:
        out = tmp_path / "out" / one.name
        if one.kept is not None:
            assert out.read_bytes().startswith(one.kept), one
        elif out.exists():
            assert out.read_bytes() == one.data, one
        else:
            assert f"in/{one.name}: " in messages, one


# ---- 3. A run that looked at nothing, or left something out, ends as if all were well.


def any_file(number: int) -> tuple[str, bytes, str]:
    """Return a file of a folder: its path, its bytes, and what must become of it.

    It is `cleaned`, or `named` in a message and an error, or only `counted`, as pictures are.
    """
    random = Random(number)
    folder = random.choice(["", "", "deep/", "deep/er/"])
    text = article(random)
    path = f"{folder}{number}"
    return random.choice(
        [
            (f"{path}.txt", text.encode(), "cleaned"),
            (f"{path}.md", text.encode(), "cleaned"),
            (path, text.encode(), "cleaned"),
            (f"{path}.txt", b"", "cleaned"),
            (f"{path}.txt", text.encode("utf-16"), "cleaned"),
            (f"{path}.txt", text.encode("utf-32"), "cleaned"),
            (f"{path}.jsonl", json.dumps({"text": text}).encode() + b"\n", "cleaned"),
            (f"{path}.txt", text.encode("utf-16-le"), "named"),
            (f"{path}.txt", text.encode() + b"\0", "named"),
            (f"{path}.txt", as_html(random).encode(), "named"),
            (f"{path}.md", as_json(random).encode(), "named"),
            (f"{path}.jsonl", json.dumps({"body": text}).encode() + b"\n", "named"),
            (f"{path}.jsonl", b"{broken\n", "named"),
            (f"{path}.png", b"\x89PNG\0", "counted"),
            (f"{path}.rst", text.encode(), "counted"),
        ]
    )


TREE = 25
"""How many files are in a folder that is cleaned in one run."""


@numbers
def test_every_file_of_a_run_is_accounted_for(here: Run, tmp_path: Path, numbers: range) -> None:
    for start in range(numbers.start, numbers.stop, TREE):
        top = tmp_path / f"in{start}"
        files = [any_file(number) for number in range(start, start + TREE)]
        if start % 3 == 0:  # a folder in which nothing is wrong, or nothing is there to clean
            only = Random(start).choice(["cleaned", "counted"])
            files = [one for one in files if one[2] == only]
        for path, data, _ in files:
            (top / path).parent.mkdir(parents=True, exist_ok=True)
            (top / path).write_bytes(data)
        top.mkdir(exist_ok=True)
        done = here("-v", "--no-cache", "--jobs", "1", "-o", f"out{start}", f"in{start}")
        messages = done.stderr.decode()
        for path, _, fate in files:
            out = tmp_path / f"out{start}" / path
            assert out.exists() == (fate == "cleaned") or fate == "named", (start, path, messages)
            if fate == "named":
                assert f"in{start}/{path}" in messages, (start, path, messages)
            if fate == "counted":
                assert f"{Path(path).suffix}" in messages, (start, path, messages)
        fates = {fate for _, _, fate in files}
        expected = 2 if "named" in fates or "cleaned" not in fates else 0
        assert done.returncode == expected, (start, fates, messages)
