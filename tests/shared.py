"""What is made once for all the workers of one run: pytest-xdist gives each its own fixtures."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

Made = TypeVar("Made")


def once(name: str, folders: pytest.TempPathFactory, make: Callable[[], Made]) -> Made:
    """Give what `make` gives, made by the worker that asks first; the others wait for it.

    What is made must hold for every worker: it knows no PKI of its own and no folder. POSIX only.
    """
    import fcntl

    own = folders.getbasetemp()
    place = own.parent if own.name.startswith("popen-") else own
    kept: Path = place / f"{name}.pickle"
    with kept.with_suffix(".slot").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            made = make()
            beside = kept.with_suffix(".nieuw")
            beside.write_bytes(pickle.dumps(made))
            beside.rename(kept)
        found: Made = pickle.loads(kept.read_bytes())  # noqa: S301 - written by a worker of this run
        return found
