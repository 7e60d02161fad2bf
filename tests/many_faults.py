"""`python -m tests.many_faults …`: the program, of which the making of dossiers waits at a gate, or dies.

`POORT` is a folder: who makes a dossier says so there, and waits for the file `open`, unless the file `vrij` names
its reference. `STERFT` is a reference that no process survives.
"""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path

from generator import pipeline
from generator.cli import main
from generator.many import making

_make = pipeline.make


def _watched(data: bytes, **rest: object) -> pipeline.Made:
    found = re.search(rb"^kenmerk: (\S+)", data, re.MULTILINE)
    reference = found[1].decode() if found else ""
    if reference == os.environ.get("STERFT"):
        os.kill(os.getpid(), signal.SIGKILL)
    gate = os.environ.get("POORT")
    if gate and reference not in (Path(gate) / "vrij").read_text().split():
        (Path(gate) / reference).touch()
        while not (Path(gate) / "open").exists():
            time.sleep(0.02)
    return _make(data, **rest)  # type: ignore[arg-type]


pipeline.make = _watched

if __name__ == "__main__":
    making.PRELOAD = (*making.PRELOAD, "tests.many_faults")
    main()
