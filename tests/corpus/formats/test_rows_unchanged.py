from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

PACK: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".zst": zstandard.compress,
}
SPACE = st.sampled_from(["", " ", "\t", " \r "])
KEYS = st.sampled_from(['"id"', '"text"', '"\\u0074ext"', '"a.b"', '""', '"é"'])
VALUES = st.sampled_from(
    [
        "1.0e0",
        "-0",
        "1E400",
        "9" * 400,
        "NaN",
        "null",
        '"\\u00E9\\/"',
        '"é"',
        "[ 1 ,{} ]",
        '{"b":1}',
    ]
)
TEXTS = st.sampled_from(
    ['"A loom."', '"\\u0041 loom\\r\\n"', '"A\\u2028loom \\ud83d"', '"棉 loom"', '""', '" \\t"']
)
ENDS = st.sampled_from(["\n", "\r\n", " \n", "\n\n", "\n \t\r\n"])


@st.composite
def rows(draw: st.DrawFn) -> str:
    """Write a row with nothing to clean, in any spacing, with keys that may be there twice."""
    members = draw(st.lists(st.tuples(KEYS, VALUES), max_size=3))
    members.append(('"text"', draw(TEXTS)))  # of a key that is there twice, the last one counts
    members += [('"n"', value) for value in draw(st.lists(VALUES, max_size=1))]
    parts = [draw(SPACE) + key + draw(SPACE) + ":" + draw(SPACE) + value for key, value in members]
    return draw(SPACE) + "{" + ",".join(parts) + draw(SPACE) + "}" + draw(SPACE)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Write a file of such rows."""
    text = draw(st.sampled_from(["", "\ufeff"]))
    for row in draw(st.lists(rows(), min_size=1, max_size=5)):
        text += row + draw(ENDS)
    if draw(st.booleans()):
        text = re.sub(r"\r?\n\Z", "", text)
    return text.encode()


@pytest.mark.parametrize("pack", ["", ".gz", ".zst"])
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=files())
def test_rows_without_an_edit_are_the_same_bytes(
    here: Run, tmp_path: Path, pack: str, raw: bytes
) -> None:
    packed = PACK[pack](raw)
    path = tmp_path / f"a.jsonl{pack}"
    path.write_bytes(packed)
    done = here("-q", path.name)
    assert (done.stdout, done.stderr, done.returncode) == (raw, b"", 0)
    assert here("-q", path.name, "-o", "b.jsonl").returncode == 0
    assert (tmp_path / "b.jsonl").read_bytes() == raw
    assert here("-q", "-w", "--exit-non-zero-on-change", path.name).returncode == 0
    assert path.read_bytes() == packed
