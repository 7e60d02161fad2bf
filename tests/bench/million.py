"""What a million dossiers would take, computed from what one takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from tests.bench.measure import Measure
from tests.bench.stand import STEPS

MILLION = 1_000_000
CORES = 32
_MS_AN_HOUR = 3_600_000
_MANY = {"maken": "grow.make.", "controleren": "grow.judge.", "plannen": "grow.plan."}


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Hours of one core for one step of a million dossiers, and hours when so many cores share them."""

    name: str
    hours: float
    spread: float
    cores: int

    def as_json(self) -> dict[str, object]:
        """Give it as in build/bench.json."""
        return asdict(self)


def shares(measures: Mapping[str, Measure]) -> tuple[Share, ...]:
    """Compute every step and all of them together, from what it takes where many come one after the other.

    That so many cores share the work evenly is assumed: with two it was measured.
    """
    milliseconds = {step: measures[f"life.{step}"].median for step in STEPS}
    for step, start in _MANY.items():
        if one := _largest(measures, start):
            milliseconds[step] = one.median
    each = [_share(step, took) for step, took in milliseconds.items()]
    return (*each, _share("samen", sum(milliseconds.values())))


def _largest(measures: Mapping[str, Measure], start: str) -> Measure | None:
    counted = [key for key in measures if key.startswith(start) and key.removeprefix(start).isdigit()]
    return measures[max(counted, key=lambda key: int(key.removeprefix(start)))] if counted else None


def _share(name: str, milliseconds: float) -> Share:
    hours = milliseconds * MILLION / _MS_AN_HOUR
    return Share(name=name, hours=hours, spread=hours / CORES, cores=CORES)
