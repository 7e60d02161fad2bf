"""Delegation files by the number, and the command that makes dossiers of them: what the tests of `genereer` share."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from tests.workshop import example

PROGRAM = [sys.executable, "-m", "tests.many_faults"]
SURROUNDINGS = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
PATIENCE = 120  # seconds before a test gives up on a process
ONE = ["--alleen", "D9"]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals")


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def delegation(reference: str, path: Path, *, change: tuple[str, str] = ("", "")) -> Path:
    text = example("extern").decode().replace("DLG-2026-0007", reference).replace(*change)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path
