"""Acts from the shell: a command from its first byte to its last. Nothing of ours is loaded beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tests.bench.act import Act


@contextmanager
def run(words: list[str]) -> Iterator[Act]:
    """Run Python with these words."""
    yield lambda: _run(words)


@contextmanager
def judge(folder: str, root: str, number: int) -> Iterator[Act]:
    """Judge so many copies of a dossier by one command, one after the other."""
    with tempfile.TemporaryDirectory() as place:
        copies = [str(shutil.copytree(folder, Path(place, str(one)))) for one in range(number)]
        yield lambda: _run(["-m", "generator", "verifieer", *copies, "-j", "1", "--vertrouw", root])


@contextmanager
def generate(folder: str, hands: int) -> Iterator[Act]:
    """Make a dossier of every file of a folder, with so many processes."""
    with tempfile.TemporaryDirectory() as place:
        numbers = count()
        words = ["-m", "generator", "genereer", folder, "-j", str(hands), "-o"]
        yield lambda: _run([*words, f"{place}/{next(numbers)}"])


def _run(words: Sequence[str]) -> None:
    # As for who installed it: what was compiled once is kept, which the Makefile would rather not have here.
    plain = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run([sys.executable, *words], check=False, capture_output=True, env=plain)  # noqa: S603
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-500:])
