from __future__ import annotations

import gzip
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from garmentclean.corpus.compression import DamagedError, PackedReplacement, packer, unpacked

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

ROWS = b'{"text": "A loom.\\nReturn to list\\nA pformation.", "id": 7}\n{"text": "A loom."}'
CLEAN = ROWS.replace(b"\\nReturn to list", b"").replace(b"pform", b"transform")


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


def opened(data: bytes) -> bytes:
    """Unpack a whole file by its first bytes, with a reader of its own."""
    if data[:2] == b"\x1f\x8b":
        return gzip.decompress(data)
    if data[:4] == b"\x28\xb5\x2f\xfd":
        return zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data)).read()
    return data


PACK: dict[str, Callable[[bytes], bytes]] = {"": bytes, ".gz": gzip.compress, ".zst": zstd}


def read(path: Path) -> bytes:
    with unpacked(path) as file:
        return file.read()


@pytest.mark.parametrize("pack", [".gz", ".zst", ".GZ"])
@given(parts=st.lists(st.binary(max_size=50) | st.just(b"line\n" * 9000), max_size=4))
def test_written_bytes_are_read_back(
    tmp_path_factory: pytest.TempPathFactory, pack: str, parts: list[bytes]
) -> None:
    path = tmp_path_factory.mktemp("packed") / f"a.jsonl{pack}"
    with PackedReplacement(path) as file:
        for part in parts:
            file.write(part)
        file.commit()
    assert read(path) == opened(path.read_bytes()) == b"".join(parts)


@pytest.mark.parametrize("pack", [".gz", ".zst"])
def test_all_members_and_frames_are_read(tmp_path: Path, pack: str) -> None:
    path = tmp_path / f"a{pack}"
    parts = [os.urandom(20_000), b"", b"a line\n" * 2000, b"last"]
    path.write_bytes(b"".join(map(PACK[pack], parts)))
    assert read(path) == b"".join(parts)
    path.write_bytes(b"")
    assert read(path) == b""


@pytest.mark.parametrize("pack", [".gz", ".zst"])
@pytest.mark.parametrize("cut", [1, 3, 12, 500])
def test_a_file_that_is_cut_off_is_an_error(tmp_path: Path, pack: str, cut: int) -> None:
    path = tmp_path / f"a{pack}"
    path.write_bytes(PACK[pack](b"first") + PACK[pack](os.urandom(1000))[:-cut])
    with pytest.raises(DamagedError) as failure:
        read(path)
    assert str(failure.value) == f"{path}: is cut off; get the whole file"


@pytest.mark.parametrize(("pack", "kind"), [(".gz", "gzip"), (".zst", "Zstandard")])
@pytest.mark.parametrize("start", [0, 40])
def test_a_damaged_file_is_reported(tmp_path: Path, pack: str, kind: str, start: int) -> None:
    path = tmp_path / f"a{pack}"
    data = PACK[pack](os.urandom(200))
    path.write_bytes(data[:start] + bytes(30) + data[start + 30 :])
    with pytest.raises(DamagedError, match=f"is damaged, or no {kind} file: ") as failure:
        read(path)
    assert str(failure.value).startswith(f"{path}: ")
    assert "\n" not in str(failure.value)


def test_frames_with_the_largest_windows_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zst"
    parameters = zstandard.ZstdCompressionParameters(window_log=30, enable_ldm=True)
    long = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    path.write_bytes(long.compress(b"a line\n" * 1000) + long.flush())
    assert read(path) == b"a line\n" * 1000


def test_a_gzip_file_has_no_name_and_no_time() -> None:
    packs = packer(Path("a.gz"))
    made = packs.compress(b"line\n") + packs.flush()
    assert (made[3], made[4:8]) == (0, bytes(4))


@pytest.mark.parametrize("source", PACK)
@pytest.mark.parametrize("target", PACK)
def test_the_name_of_the_output_decides(
    here: Run, tmp_path: Path, source: str, target: str
) -> None:
    (tmp_path / f"a.jsonl{source}").write_bytes(PACK[source](ROWS))
    for name in ("one", "two"):
        args = (f"a.jsonl{source}", "-o", f"{name}.ndjson{target}", "--ledger", f"{name}.ledger")
        assert here("-q", *args).stderr == b""
    made = (tmp_path / f"one.ndjson{target}").read_bytes()
    assert made == (tmp_path / f"two.ndjson{target}").read_bytes()
    assert (made[:2] == b"\x1f\x8b", made[:4] == b"\x28\xb5\x2f\xfd") == (
        target == ".gz",
        target == ".zst",
    )
    assert opened(made) == CLEAN
    assert here(f"a.jsonl{source}").stdout == CLEAN
    back = here("restore", f"one.ndjson{target}", "--ledger", "one.ledger", "-o", "b.jsonl.gz")
    assert back.returncode == 0
    assert opened((tmp_path / "b.jsonl.gz").read_bytes()) == ROWS


@pytest.mark.parametrize("pack", [".gz", ".zst"])
def test_a_file_keeps_its_compression_in_place_and_in_a_folder(
    here: Run, tmp_path: Path, pack: str
) -> None:
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / f"a.jsonl{pack}"
    raw = PACK[pack](ROWS)
    path.write_bytes(raw)
    (tmp_path / "in" / f"notes.txt{pack}").write_bytes(b"no rows")
    assert here("-q", "in", "--input-format", "jsonl", "-o", "out").returncode == 0
    assert [file.name for file in (tmp_path / "out").glob("[!.]*")] == [path.name]
    assert opened((tmp_path / "out" / path.name).read_bytes()) == CLEAN
    assert path.read_bytes() == raw
    assert here("-q", "-w", "--ledger", "l", str(path)).returncode == 0
    assert opened(path.read_bytes()) == CLEAN
    clean = path.stat().st_ino
    assert here("-q", "-w", "--exit-non-zero-on-change", str(path)).returncode == 0
    assert path.stat().st_ino == clean
    assert here("restore", "-q", "-w", "--ledger", "l", str(path)).returncode == 0
    assert opened(path.read_bytes()) == ROWS


@pytest.mark.parametrize("pack", [".gz", ".zst"])
@pytest.mark.parametrize("mode", [["-w"], ["-o", "out"]])
def test_nothing_is_written_of_a_damaged_file(
    here: Run, tmp_path: Path, pack: str, mode: list[str]
) -> None:
    raw = PACK[pack](ROWS + b"\n") + PACK[pack](ROWS)[:-3]
    path = tmp_path / f"a.jsonl{pack}"
    path.write_bytes(raw)
    (tmp_path / "b.jsonl").write_bytes(ROWS)
    done = here("-q", *mode, path.name, "b.jsonl")
    message = f"garmentclean: {path.name}: is cut off; get the whole file\n"
    assert (done.stderr.decode(), done.returncode) == (message, 2)
    assert path.read_bytes() == raw
    names = sorted(file.name for file in tmp_path.rglob("[!.]*.*"))
    assert names == [path.name, *["b.jsonl"] * len(mode)]
