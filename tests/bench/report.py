"""All that one run gave, and on what machine."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.bench.measure import Measure
from tests.bench.million import Share, shares
from tests.bench.stand import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What the figures were measured on."""

    cores: int
    processor: str
    system: str
    python: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One run: its sections, and what follows from them."""

    day: date
    length: str
    machine: Machine
    sections: tuple[Section, ...]

    @property
    def measures(self) -> Mapping[str, Measure]:
        """Give every row by its key. Raises `ValueError` where two have the same."""
        every = [one for section in self.sections for one in section.measures]
        found = {one.key: one for one in every}
        if len(found) < len(every):
            raise ValueError("two rows have the same key")
        return found

    @property
    def million(self) -> tuple[Share, ...]:
        """Compute what a million dossiers would take."""
        return shares(self.measures)

    def as_json(self) -> dict[str, object]:
        """Give the run as in build/bench.json."""
        return {
            "day": self.day.isoformat(),
            "length": self.length,
            "machine": {
                "cores": self.machine.cores,
                "processor": self.machine.processor,
                "system": self.machine.system,
                "python": self.machine.python,
            },
            "sections": [
                {"title": one.title, "says": one.says, "measures": [row.as_json() for row in one.measures]}
                for one in self.sections
            ],
            "million": [one.as_json() for one in self.million],
        }


def this_machine() -> Machine:
    """Tell what this machine is."""
    told = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", told.read_text("utf-8")) if told.exists() else None
    return Machine(
        cores=os.cpu_count() or 1,
        processor=found[1].strip() if found else platform.machine(),
        system=platform.system(),
        python=platform.python_version(),
    )
