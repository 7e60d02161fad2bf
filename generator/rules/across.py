"""What only shows over several delegation files: how many delegates one bedrijfsarts has at a time (V-34)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.limits import Limits
from generator.rules.elsewhere import ELSEWHERE
from generator.rules.words import folded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from generator.delegation import Parsed
    from generator.nodes import Place

_CROWDED = next(norm for norm in ELSEWHERE if norm.id == "V-34")
_LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What of one file matters for the others, so that a thousand files need not be held at once."""

    bedrijfsarts: str
    delegate: str
    begins: date
    ends: date
    place: Place


def facts(parsed: Parsed) -> Facts | None:
    """Take from a file what matters for others; nothing if it could not be read."""
    found = parsed.draft
    if found is None:
        return None
    return Facts(
        bedrijfsarts=found.bedrijfsarts.big_nummer,
        delegate=folded(found.taakgedelegeerde.naam),
        begins=found.looptijd.ingang,
        ends=found.looptijd.einde,
        place=parsed.places.of(("bedrijfsarts", "naam")),
    )


def check_together(
    files: Sequence[Facts | None], *, limits: Limits = _LIMITS
) -> tuple[tuple[Finding, ...], ...]:
    """Give for each file what the others make of it."""
    by_bedrijfsarts: defaultdict[str, list[Facts]] = defaultdict(list)
    for one in files:
        if one is not None:
            by_bedrijfsarts[one.bedrijfsarts].append(one)
    most = {number: _most_at_a_time(together) for number, together in by_bedrijfsarts.items()}
    return tuple(
        (_finding(one, most[one.bedrijfsarts], limits),)
        if one is not None and most[one.bedrijfsarts] > limits.delegates
        else ()
        for one in files
    )


def _finding(one: Facts, number: int, limits: Limits) -> Finding:
    return Finding(
        rule=_CROWDED.id,
        severity=_CROWDED.severity,
        path="bedrijfsarts.naam",
        line=one.place.line,
        column=one.place.column,
        message=f"In de bestanden die nu samen zijn gecontroleerd heeft deze bedrijfsarts {number} taakgedelegeerden tegelijk; "
        f"het maximum is {limits.delegates}. Toezicht op zo velen is moeilijk waar te maken. Verdeel de taken over meer "
        "bedrijfsartsen, of leg vast hoe het toezicht toch slaagt.",
        source=_CROWDED.source,
    )


def _most_at_a_time(together: Sequence[Facts]) -> int:
    """Count the different delegates on the busiest day; some busiest day is the first of a term."""
    return max(
        len({other.delegate for other in together if other.begins <= one.begins <= other.ends})
        for one in together
    )
