"""A cluster that a run makes answers that run alone, and Ctrl-C reaches nobody but it."""

from __future__ import annotations

import asyncio
import signal
import threading
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING
from urllib.request import urlopen

import psutil
import pytest
from dask import config
from distributed import Security
from distributed.core import rpc

from garmentclean.corpus.sources import File, Source
from garmentclean.errors import GarmentcleanError
from garmentclean.run.engines import dask

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.engines


async def answered(address: str, security: Security) -> bool:
    """Return whether a Dask process serves a client with these credentials."""
    try:
        async with rpc(address, connection_args=security.get_connection_args("client")) as process:
            await asyncio.wait_for(process.identity(), 2)
    except (OSError, TimeoutError):
        return False
    return True


def listening() -> set[int]:
    """Return the ports at which this process and those that it has started listen."""
    here = psutil.Process()
    connections = [one for process in (here, *here.children()) for one in process.net_connections()]
    return {one.laddr.port for one in connections if one.status == psutil.CONN_LISTEN}


def test_a_cluster_started_here_answers_nobody_else(tmp_path: Path) -> None:
    (parent := tmp_path / "parent").mkdir()
    before = listening()  # another test may have a cluster
    with config.set({"temporary-directory": str(parent)}), ExitStack() as stack:
        cluster = dask.local_cluster(1, stack)
        ports = listening() - before
        addresses = [worker.address for worker in cluster.workers.values()]  # those of nannies
        addresses += [cluster.scheduler_address, *cluster.scheduler.workers]
        assert {int(address.rpartition(":")[2]) for address in addresses} <= ports
        for port in ports:
            assert not asyncio.run(answered(f"tcp://127.0.0.1:{port}", Security()))
            assert not asyncio.run(answered(f"tls://127.0.0.1:{port}", Security.temporary()))
            with pytest.raises(OSError) as refused:  # noqa: PT011 - HTTPError, or no HTTP at all
                urlopen(f"http://127.0.0.1:{port}/info/main/workers.html", timeout=5)
            assert getattr(refused.value, "code", 404) == 404
        assert all(asyncio.run(answered(one, cluster.security)) for one in addresses)
        (folder,) = parent.iterdir()
        assert folder.stat().st_mode & 0o777 == 0o700
        assert [*folder.iterdir()]
    assert not folder.exists()


def test_ctrl_c_waits_while_a_cluster_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    states: list[str] = []

    @contextmanager
    def starting(**_: object) -> Iterator[str]:
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)
        states.append("started")
        yield "cluster"
        states.append("closed")

    monkeypatch.setattr(dask, "LocalCluster", starting)
    with ExitStack() as stack:
        with pytest.raises(KeyboardInterrupt):
            dask.local_cluster(1, stack)
        assert states == ["started"]
    assert states == ["started", "closed"]


def test_a_scheduler_that_wants_certificates_is_reported(tmp_path: Path) -> None:
    with pytest.raises(GarmentcleanError, match=r"^tls://127.0.0.1:1: no Dask scheduler answers"):
        next(dask.Dask(scheduler="tls://127.0.0.1:1").run(print, [Source(File(tmp_path))]))  # type: ignore[arg-type]
