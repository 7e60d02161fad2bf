"""The program begun with one of its streams closed, as some services and scripts do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.workshop import example

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a shell that closes streams")

_FILES = 4


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{number}.yaml" for number in range(_FILES)]
    for number, path in enumerate(paths):
        path.write_bytes(example("extern").replace(b"DLG-2026-0007", b"DLG-%d" % number))
    return paths


@pytest.mark.parametrize(
    ("closed", "at_once"),
    [
        pytest.param("<&-", 2, id="nothing to read from"),
        pytest.param("2>&-", 1, id="nobody hears the messages"),
        pytest.param("<&- >&- 2>&-", 2, id="none at all"),
    ],
)
def test_many_are_made_all_the_same(closed: str, at_once: int, files: list[Path], tmp_path: Path) -> None:
    program = [sys.executable, "-m", "generator", "genereer", *files, "-o", tmp_path / "uit"]
    result = subprocess.run(  # noqa: S603 - our own interpreter and program
        ["/bin/sh", "-c", f'exec "$@" {closed}', "sh", *program, "--alleen", "D9", "-j", str(at_once)],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    made = [tmp_path / "uit" / f"DLG-{number}" for number in range(_FILES)]
    assert [path for path in made if not (path / "dossier.json").is_file()] == []
    assert result.stdout == ("".join(f"{path}\n" for path in made) if ">&- 2" not in closed else "")
    assert "Niet gemaakt" not in result.stderr


def test_what_nobody_writes_is_empty() -> None:
    result = subprocess.run(
        ["/bin/sh", "-c", 'exec "$@" <&-', "sh", sys.executable, "-m", "generator", "controleer", "-"],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert result.returncode == 1
    assert "Het bestand is leeg" in result.stderr + result.stdout
    assert "Onverwachte fout" not in result.stderr
