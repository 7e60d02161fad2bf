"""The process that does one job: `python -m tests.bench.worker MODULE:FUNCTION ARGUMENTS`.

Each line that comes in is a round; what it took goes out. At the end of the lines it tells the most memory that
was in use: by this process, or by the largest that it started.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import IO

from tests.bench.act import Missing, stopwatch
from tests.bench.measure import Sample


def _peak() -> float:
    """Give the peak since the program began; what getrusage says of it includes the process that started it."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
    own = int(found[1]) if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def _serve(name: str, given: dict[str, object], asked: IO[str], told: IO[str]) -> None:
    module, _, function = name.partition(":")

    def tell(**what: object) -> None:
        told.write(json.dumps(what) + "\n")
        told.flush()

    try:
        with getattr(import_module(module), function)(**given) as act:
            for _ in asked:
                end = stopwatch()
                parts = act()
                took = end()
                tell(round=_plain(took), parts={key: _plain(one) for key, one in (parts or {}).items()})
    except Missing as err:
        tell(missing=str(err))
    except Exception as err:  # noqa: BLE001 - told to who asked, who knows whether that may be
        traceback.print_exc()
        tell(broken=f"{type(err).__name__}: {err}")
    else:
        tell(peak=_peak())


def _plain(sample: Sample) -> dict[str, float]:
    return {"wall": sample.wall, "cpu": sample.cpu}


if __name__ == "__main__":
    # What acts print goes to the terminal's second channel: the first is for what was measured.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as channel:
        os.dup2(2, 1)
        _serve(sys.argv[1], json.loads(sys.argv[2]), sys.stdin, channel)
