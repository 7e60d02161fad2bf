"""What was measured: medians with their quartiles, against what, and whether the target is met."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

_FEWEST = 3  # rounds of which quartiles say something


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One round: seconds on the clock, and seconds of processor time of the process and what it started."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A limit that was promised: of the value itself (`unit`), or of the ratio to what it is held against."""

    limit: float
    kind: Literal["least", "most"]
    of: Literal["value", "ratio"] = "ratio"
    unit: str = "×"

    @property
    def told(self) -> str:
        """Say the target in Dutch."""
        return f"{'ten minste' if self.kind == 'least' else 'hoogstens'} {number(self.limit)} {self.unit}"

    def met(self, value: float, ratio: float | None) -> bool:
        """Claim that the target is met. Raises `ValueError` without the ratio that it is on."""
        found = value if self.of == "value" else ratio
        if found is None:
            raise ValueError(f"a target of {self.told} needs a ratio")
        return found >= self.limit if self.kind == "least" else found <= self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One row: a median and its quartiles, in `unit`, over so many rounds.

    `ratio` is that of its median to the median of the row that `against` names. `peak` is the most memory (MiB)
    of the largest process. A row with `missing` could not be measured here, and says why.
    """

    key: str
    name: str
    unit: str
    rounds: int = 0
    median: float = 0.0
    low: float = 0.0
    high: float = 0.0
    peak: float | None = None
    against: str = ""
    ratio: float | None = None
    target: str = ""
    met: bool | None = None
    missing: str = ""

    def as_json(self) -> dict[str, object]:
        """Give the row as in build/bench.json."""
        return asdict(self)


def measured(
    key: str,
    name: str,
    unit: str,
    values: Sequence[float],
    *,
    peak: float | None = None,
    against: Measure | None = None,
    target: Target | None = None,
) -> Measure:
    """Make a row of what each round gave.

    Against a row that is missing there is no ratio, and a target on it is neither met nor missed.
    """
    low, median, high = quartiles(values)
    found = median / against.median if against and not against.missing else None
    judged = target is not None and (target.of == "value" or found is not None)
    return Measure(
        key=key,
        name=name,
        unit=unit,
        rounds=len(values),
        median=median,
        low=low,
        high=high,
        peak=peak,
        against=against.name if against else "",
        ratio=found,
        target=target.told if target else "",
        met=target.met(median, found) if target and judged else None,
    )


def absent(key: str, name: str, why: str, *, target: Target | None = None) -> Measure:
    """Make a row of what could not be measured here; its target is neither met nor missed."""
    return Measure(key=key, name=name, unit="", missing=why, target=target.told if target else "")


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """Give the first quartile, the median and the third; of fewer than three rounds the least and the most."""
    if not values:
        raise ValueError("no rounds")
    median = statistics.median(values)
    if len(values) < _FEWEST:
        return min(values), median, max(values)
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, median, high


def number(value: float) -> str:
    """Write a number in Dutch, with three figures or more."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = f"{value:,.{digits}f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    return text.rstrip("0").rstrip(",") if "," in text else text
