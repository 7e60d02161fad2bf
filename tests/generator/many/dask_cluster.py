"""A cluster of real processes on this machine, as `dask scheduler` and `dask worker` start them."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def needed() -> None:
    """Skip the tests of a module where Dask is not installed."""
    pytest.importorskip("distributed", reason="extra «cluster» is not installed")


@contextmanager
def cluster(workers: int, place: Path) -> Iterator[str]:
    """So many worker processes, each under a nanny that starts another when it dies; gives the address."""
    import dask
    from distributed import LocalCluster

    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    settings = {"distributed.worker.daemon": True, "distributed.scheduler.allowed-failures": 2}
    with dask.config.set(settings), LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", local_directory=str(place),
        host="127.0.0.1", silence_logs=logging.CRITICAL,
    ) as made:  # fmt: skip
        yield made.scheduler_address


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
