from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import settings

from garmentclean import cli
from garmentclean.pipeline import pack_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

settings.register_profile("tests", deadline=None)
settings.load_profile("tests")

CPU_LIMIT = 60
"""Seconds that a test may take that would take hours if time grew with the square of a text."""
EXAMPLES = [{"before": "Before.\n", "after": "After.\n"}, {"keep": "Kept.\n"}]


def write_pack(path: Path, *rules: dict[str, Any], **header: object) -> Path:
    """Write a rule file; a rule that does not say otherwise is called r0, r1 ..."""
    full = [
        {"id": f"r{number}", "why": "It is no part of the article.", "examples": EXAMPLES, **rule}
        for number, rule in enumerate(rules)
    ]
    pack = {"pack": path.stem, "about": "Rules of a test.", **header, "rules": full}
    text = yaml.dump(pack, Dumper=NoAliases, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")
    return path


class NoAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - what it overrides has it
        return True


@pytest.fixture(scope="session")
def stored_packs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Store the built-in packs, so that no test's first start spends seconds on their YAML."""
    folder = tmp_path_factory.mktemp("stored") / "packs"
    pack_files.load_packs(store=folder)
    return [*folder.iterdir()]


@pytest.fixture(autouse=True)
def plain_environment(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
    stored_packs: list[Path],
) -> None:
    """Unset the variables that turn on colours or annotations, and use a fresh cache."""
    cache = tmp_path_factory.mktemp("cache")
    (cache / "packs").mkdir(mode=0o700)
    for file in stored_packs:
        (cache / "packs" / file.name).hardlink_to(file)
    monkeypatch.setenv("GARMENTCLEAN_CACHE_DIR", str(cache))
    for name in ("GITHUB_ACTIONS", "NO_COLOR", "FORCE_COLOR", "PRE_COMMIT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def make_pack(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    folder = tmp_path_factory.mktemp("packs")

    def make(name: str, *rules: dict[str, Any], **header: object) -> Path:
        return write_pack(folder / f"{name}.yaml", *rules, **header)

    return make


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Replace the built-in packs with two small ones."""
    folder = tmp_path_factory.mktemp("house")
    back: dict[str, Any] = {"id": "return", "filter": "drop-lines", "patterns": "^Return to list$"}
    back["why"] = "A link back to the overview."
    back["examples"] = [
        {"before": "Cloth.\nReturn to list\n", "after": "Cloth.\n"},
        {"keep": "Return to list price.\n"},
    ]
    trans = {"id": "trans", "filter": "substitute", "terms": {"pformation": "transformation"}}
    gown = {"id": "gown", "filter": "substitute", "terms": {"dress": "gown"}, "safety": "unsafe"}
    sums = {"id": "sums", "filter": "report", "patterns": r"\d+ zillion"}
    write_pack(folder / "house.yaml", back, trans, gown, sums)
    shout = {"id": "shout", "filter": "substitute", "patterns": "!!+", "to": "!"}
    write_pack(folder / "loud.yaml", shout, default=False)
    monkeypatch.setattr(pack_files, "builtin_folder", lambda: folder)
    return folder


@pytest.fixture
def lock(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Return a function that makes a folder unreadable; its mode would not, for root."""

    def locked(folder: Path) -> None:
        for name in ("listdir", "scandir"):
            real = getattr(os, name)

            def refuse(path: Any = ".", real: Callable[..., Any] = real) -> Any:
                if not isinstance(path, int) and os.path.realpath(path) == str(folder.resolve()):
                    raise PermissionError(13, "Permission denied", str(path))
                return real(path)

            monkeypatch.setattr(os, name, refuse)

    return locked


@pytest.fixture
def here(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    house: Path,
) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run the command in this process, in tmp_path, with the house's packs."""
    monkeypatch.chdir(tmp_path)

    def run(*args: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        monkeypatch.setattr(sys, "argv", ["garmentclean", *args])
        with CliRunner().isolation(stdin) as (out, err, _):
            try:
                cli.main()
            except SystemExit as stop:
                code = stop.code
            return subprocess.CompletedProcess(args, int(code or 0), out.getvalue(), err.getvalue())

    return run


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run the installed command as a process of its own, in tmp_path."""

    def run(*args: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "garmentclean", *args],
            input=stdin,
            capture_output=True,
            check=False,
            cwd=tmp_path,
        )

    return run


@pytest.fixture
def beside(tmp_path: Path) -> Callable[[Path], Callable[..., subprocess.CompletedProcess[str]]]:
    """Return a function that runs the command in tmp_path, with packages from a folder."""

    def with_packages(folder: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
        def run(*args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                [sys.executable, "-m", "garmentclean", *args],
                input=stdin,
                capture_output=True,
                check=False,
                cwd=tmp_path,
                encoding="utf-8",
                env={**os.environ, "PYTHONPATH": str(folder)},
            )

        return run

    return with_packages


class Repository:
    """A git repository that is the same on every machine, and the environment of its commands.

    Args:
        folder: where it is; made if it is not there.
        env: what the environment has beside, or instead of, what it has.
    """

    def __init__(self, folder: Path, **env: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        config = folder.parent / "gitconfig"
        config.write_text("[user]\nname = A Tester\nemail = tester@mill.example\n", "utf-8")
        foreign = ("GIT_", "PRE_COMMIT", "SKIP")  # of a hook that runs the tests
        own = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
        path = f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}"
        self.folder = folder
        self.env = own | {
            "PATH": path,
            "GIT_CONFIG_GLOBAL": str(config),
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        self.env |= env
        self.run("git", "init", "--quiet", "--initial-branch", "main", check=True)

    def run(self, *args: str, check: bool = False) -> subprocess.CompletedProcess[str]:
        """Run a command in it; with `check`, the command must end with 0."""
        done = subprocess.run(
            args,
            cwd=self.folder,
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            encoding="utf-8",
        )
        if check and done.returncode:
            pytest.fail(f"{args}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def git(self, *args: str) -> str:
        """Run git, which must end with 0; return its output."""
        return self.run("git", *args, check=True).stdout

    def commit(self, files: dict[str, str], message: str = "Add what is new") -> None:
        """Write files and commit them, whatever hooks there are."""
        self.put(files)
        self.git("commit", "--quiet", "--no-verify", "-m", message)

    def put(self, files: dict[str, str]) -> None:
        """Write files, and add them to what is committed next."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        self.git("add", "--all")

    def read(self, name: str) -> str:
        """Return the content of a file."""
        return (self.folder / name).read_bytes().decode()


@pytest.fixture
def make_repository(tmp_path: Path) -> Callable[..., Repository]:
    """Return a function that makes a git repository in its own folder."""
    if shutil.which("git") is None:
        pytest.skip("git is not here")

    def make(name: str, **env: str) -> Repository:
        return Repository(tmp_path / name / "tree", **env)

    return make


@pytest.fixture(scope="session")
def scheduler() -> Iterator[str]:
    """Return the address of a Dask cluster that outlives the runs."""
    from distributed import LocalCluster  # only tests of it need it

    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
    with LocalCluster(**options) as cluster:
        yield cluster.scheduler_address


@pytest.fixture
def cpu_limit() -> Iterator[None]:
    """End a test that takes a minute of CPU time: its work has outgrown the text."""

    def stop(*_: object) -> None:
        pytest.fail(f"took more than {CPU_LIMIT} s of CPU time")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, CPU_LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.fixture
def time_limit() -> Iterator[None]:
    """End a test that waits for a minute: it waits for somebody to write into a pipe."""

    def stop(*_: object) -> None:
        pytest.fail(f"waited for {CPU_LIMIT} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(CPU_LIMIT)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
