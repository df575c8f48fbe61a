"""Nothing that a stranger may have written is run: no pickle, no unsafe YAML, no shell."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import garmentclean

SOURCE = Path(garmentclean.__file__).parent
FORBIDDEN = {
    *("eval", "exec", "compile", "__import__"),
    *("os.system", "os.popen", "os.execv", "os.startfile"),
    *("yaml.load", "yaml.load_all", "yaml.unsafe_load", "yaml.full_load"),
    *("shelve.open", "dill.load", "joblib.load", "cloudpickle.loads", "pandas.read_pickle"),
    *("marshal.load", "marshal.loads", "pickle.load", "pickle.loads", "pickle.Unpickler"),
    "pickle",
}
OUR_OWN = {
    ("filters/plugins/worker.py", "pickle.loads"): "of the parent of this process, by a pipe",
    (
        "filters/plugins/process.py",
        "pickle.loads",
    ): "of the process that this one has started, by a pipe",
    ("pipeline/pipeline.py", "pickle.loads"): "of a pickle that is being read by an engine already",
}
OPTIONS = {"shell", "allow_pickle"}


def calls(source: str) -> list[tuple[str, dict[str, str]]]:
    """Return what a module calls, by dotted names, with the options that make a call unsafe."""
    called: list[tuple[str, dict[str, str]]] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            options = {
                one.arg: ast.unparse(one.value) for one in node.keywords if one.arg in OPTIONS
            }
            called.append((ast.unparse(node.func), options))
        elif isinstance(node, ast.ImportFrom) and node.module in {"pickle", "yaml", "marshal"}:
            called += [(f"{node.module}.{one.name}", {}) for one in node.names]
    return called


def is_unsafe(name: str, options: dict[str, str]) -> bool:
    return name in FORBIDDEN or bool({*options.values()} - {"False"})


def test_nothing_of_a_stranger_is_run() -> None:
    modules = {
        (path.relative_to(SOURCE).as_posix(), name)
        for path in SOURCE.rglob("*.py")
        for name, options in calls(path.read_text("utf-8"))
        if is_unsafe(name, options)
    }
    assert modules == {*OUR_OWN}


@pytest.mark.parametrize(
    "line",
    [
        "pickle.loads(data)",
        "from pickle import loads",
        "yaml.load(text)",
        "subprocess.run(line, shell=True)",
        "np.load(file, allow_pickle=True)",
        "eval(text)",
    ],
)
def test_what_is_unsafe_is_found(line: str) -> None:
    assert any(is_unsafe(name, options) for name, options in calls(line))
