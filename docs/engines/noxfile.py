"""Run the scripts in this folder, each in an environment of its own with what it needs.

nox -f docs/engines/noxfile.py                     runs all,
nox -f docs/engines/noxfile.py -s 'recipe(ray)'    one. Spark needs a Java.
"""

from __future__ import annotations

from pathlib import Path

import nox

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NAMES = sorted(path.stem.removeprefix("with_") for path in HERE.glob("with_*.py"))

nox.options.default_venv_backend = "venv"


@nox.session
@nox.parametrize("name", [nox.param(name, id=name) for name in NAMES])
def recipe(session: nox.Session, name: str) -> None:
    """Run the test of a script, which fails where it would be skipped elsewhere."""
    needs = nox.project.load_toml(HERE / f"with_{name}.py")["dependencies"]
    others = [need for need in needs if not need.startswith("garmentclean")]
    session.install("-e", f"{ROOT}[parquet]", "pytest", "hypothesis", *others)
    session.chdir(ROOT)
    test = ("tests/docs/test_recipes.py", "-k", name, "--durations=0")
    session.run("python", "-m", "pytest", *test, *session.posargs, env={"RECIPES": "run"})
