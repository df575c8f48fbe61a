"""Filters of other packages in a process of their own, which is killed if it takes too long.

Nothing else stops every filter: C code may hold the interpreter, and threads and the daemonic
processes of a scheduler may use neither signals nor `multiprocessing`.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, cast
from weakref import finalize

from garmentclean.errors import FilterError, GarmentcleanError
from garmentclean.filters.plugins import worker as host
from garmentclean.filters.plugins.guard import blamed
from garmentclean.filters.plugins.worker import HEAD, START, Begin, Request, message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import IO

    from garmentclean.filters.base.rule import Rule
    from garmentclean.filters.base.view import View
    from garmentclean.text.edit import Patch

PATIENCE = 5.0
"""Seconds that a process has to end by itself once there are no more documents."""


class Host:
    """Runs filters in other processes, one for each thread; this thread's starts at once.

    Args:
        rules: the rules of each kind.
        packages: the package of each kind.
        limit: how many seconds a filter has for a document; it has the same time to compile its
            rules, but at least `START`.

    Raises:
        FilterError: rules cannot be compiled within the limit, or at all.
    """

    def __init__(
        self,
        rules: Mapping[str, Sequence[Rule]],
        packages: Mapping[str, str],
        limit: float,
    ) -> None:
        if not hasattr(select, "poll"):  # pragma: no cover - Windows
            raise GarmentcleanError(
                "the time of filters cannot be limited on this system; use --filter-timeout 0"
            )
        self._limit = limit
        self._packages = packages
        self._begin = {kind: _begin(kind, packages[kind], some) for kind, some in rules.items()}
        self._mine = threading.local()
        self._process()

    def scanner(self, kind: str) -> Hosted:
        """Return the scanner of a kind."""
        return Hosted(self, kind)

    def patches(self, kind: str, view: View) -> list[Patch]:
        """Return the patches of a filter; FilterError if it fails, or takes too long."""
        request: Request = kind, view.raw, dict(view.facts)
        return self._answer(self._process(), kind, pickle.dumps(request))

    def _process(self) -> _Process:
        """Return the process of this thread; a new one if none is running."""
        process: _Process | None = getattr(self._mine, "process", None)
        if process is None or not process.is_ready:
            process = _Process(self._limit)
            for kind, data in self._begin.items():
                self._answer(process, kind, data, begins=True)
            self._mine.process = process
        return process

    def _answer(
        self, process: _Process, kind: str, data: bytes, *, begins: bool = False
    ) -> list[Patch]:
        """Return the patches that a process sends for a filter; FilterError if that fails."""
        limit = max(self._limit, START) if begins else self._limit
        try:
            return _unpickled(kind, self._packages[kind], process.answer(data, limit))
        except TimeoutError:
            message = f"{self._named(kind)} takes more than"
            message += (
                f" {limit:g} s to begin" if begins else f" the {limit:g} s of --filter-timeout"
            )
            raise FilterError(f"{message}; give it more, or --ignore its rules") from None
        except EOFError:
            raise FilterError(
                f"{self._named(kind)} has failed: its process has ended with {process.end}; "
                "tell its authors, and --ignore its rules until then"
            ) from None

    def _named(self, kind: str) -> str:
        return f"filter {kind} of package {self._packages[kind]}"


class Hosted:
    """The rules of a plugin's kind, compiled in another process.

    Args:
        host: talks to that process.
        kind: the kind.
    """

    def __init__(self, host: Host, kind: str) -> None:
        self._host, self._kind = host, kind

    def patches(self, view: View) -> Iterable[Patch]:
        """Return the plugin's patches; FilterError if it fails, or takes too long."""
        return self._host.patches(self._kind, view)


def _begin(kind: str, package: str, rules: Sequence[Rule]) -> bytes:
    """Return the message with a filter's rules; FilterError if they cannot be pickled."""
    with blamed(kind, package):
        begin: Begin = kind, package, pickle.dumps(rules)
    return pickle.dumps(begin)


def _unpickled(kind: str, package: str, answer: bytes) -> list[Patch]:
    """Return the patches in an answer; FilterError if the answer is an error."""
    with blamed(kind, package):
        found: list[Patch] | str = pickle.loads(answer)  # noqa: S301 - of our own process
    if isinstance(found, str):
        raise FilterError(found)
    return found


class _Process:
    """A process that answers messages; a caller that stops waiting for an answer must end it.

    It finds packages in the same places as this process.

    Args:
        limit: how many seconds it has for an answer before it ends itself.

    Attributes:
        end: how it ended: `exit code 3`, `signal 11`.
    """

    def __init__(self, limit: float) -> None:
        self._owner = os.getpid()
        self._process = subprocess.Popen(  # noqa: S603 - this Python, and a number
            [sys.executable, "-P", "-m", host.__name__, str(limit)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            start_new_session=True,  # Ctrl-C goes to the parent only, and a group can be killed
        )
        self._to = cast("IO[bytes]", self._process.stdin)
        self._from = cast("IO[bytes]", self._process.stdout)
        os.set_blocking(self._to.fileno(), False)
        self._finish = finalize(self, _end, self._process, self._owner)
        self.end = ""

    @property
    def is_ready(self) -> bool:
        """Whether it can be used: it is running, and was not started before a fork."""
        return self._owner == os.getpid() and self._process.poll() is None

    def answer(self, data: bytes, limit: float | None = None) -> bytes:
        """Return the answer to a message.

        Raises TimeoutError if it takes longer than the limit, and EOFError if the process ended.
        After any error, the process is ended.
        """
        until = None if limit is None else monotonic() + limit
        try:
            self._put(message(data), until)
            return self._get(int.from_bytes(self._get(HEAD, until)), until)
        except (EOFError, BrokenPipeError):
            self._finish()
            code = self._process.returncode
            if code == -signal.SIGALRM:
                raise TimeoutError from None
            self.end = f"signal {-code}" if code < 0 else f"exit code {code}"
            raise EOFError from None
        except BaseException:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._finish()
            raise

    def _put(self, data: bytes, until: float | None) -> None:
        left = memoryview(data)
        while left:
            _wait(self._to, select.POLLOUT, until)
            left = left[os.write(self._to.fileno(), left) :]

    def _get(self, size: int, until: float | None) -> bytes:
        got = bytearray()
        while len(got) < size:
            _wait(self._from, select.POLLIN, until)
            piece = os.read(self._from.fileno(), size - len(got))
            if not piece:
                raise EOFError
            got += piece
        return bytes(got)


def _wait(file: IO[bytes], event: int, until: float | None) -> None:
    """Wait until a file can be read or written; TimeoutError if that takes too long."""
    poll = select.poll()
    poll.register(file, event)
    if not poll.poll(None if until is None else max(0, until - monotonic()) * 1000):
        raise TimeoutError


def _end(process: subprocess.Popen[bytes], owner: int) -> None:
    """End a process; if it does not end by itself, kill it and all processes that it started."""
    for file in (process.stdin, process.stdout):
        if file:
            file.close()
    if os.getpid() != owner:
        process.returncode = 0  # it belongs to another process, and keeps running
        return
    with suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
