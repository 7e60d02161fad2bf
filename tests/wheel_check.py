"""The wheel, built and used far from the checkout: `python -m tests.wheel_check`.

It is built without the network, installed in an environment of its own beside the dependencies of
this one, and makes a dossier from a folder in which nothing of the project lies.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from generator.resources import content

ROOT = Path(__file__).resolve().parent.parent


def build(folder: Path) -> Path:
    """Build the wheel into `folder`."""
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), at=ROOT)
    (wheel,) = folder.glob("*.whl")
    return wheel


def names(wheel: Path) -> set[str]:
    """Give the files that the wheel carries."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def _run(*command: str, at: Path, **environment: str) -> str:
    done = subprocess.run(  # noqa: S603
        command, cwd=at, check=False, capture_output=True, text=True, env=os.environ | environment
    )
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


def main() -> None:
    """Build, install beside, generate; say what was made."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = build(folder)
        place = folder / "site"
        _run(
            *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--no-deps", "--no-index", "--target", str(place), str(wheel)),
            at=folder,
        )
        found = _run(
            *(sys.executable, "-P", "-c", "import generator; print(generator.__file__)"),
            at=folder,
            PYTHONPATH=str(place),
        )
        if not Path(found.strip()).is_relative_to(place):
            raise SystemExit(f"the checkout was used instead of the wheel: {found}")
        example = content("examples") / "in-dienst.yaml"
        # -P keeps the current folder out of the path; the installed copy must find its own content.
        _run(
            *(sys.executable, "-P", "-m", "generator", "genereer", str(example), "-o", "uit"),
            at=folder,
            PYTHONPATH=str(place),
        )
        made = sorted(path.name for path in (folder / "uit").glob("*/pdf/*.pdf"))
        if not made or not (place / "generator" / "_content" / "templates").is_dir():
            raise SystemExit("the installed wheel made nothing")
        sys.stdout.write(f"wheel-check: {wheel.name} made {', '.join(made)}\n")


if __name__ == "__main__":
    main()
