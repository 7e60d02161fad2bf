"""The plan as a calendar (RFC 5545): a day to renew, and the last day of keeping, of each dossier and package.

The only module that knows icalendar. The same plan gives the same bytes; an event keeps its identifier from
plan to plan, so that a calendar that reads it again moves the event instead of adding one.
"""

from __future__ import annotations

import os
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from pathlib import Path

from icalendar import Alarm, Calendar, Event

from generator.archive.plan import Plan, Row

_WARNING = timedelta(days=14)
_SPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "taakdelegatie.archief")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    name: str
    day: date
    summary: str
    description: str


def calendar(plan: Plan) -> bytes:
    """Write the calendar of a plan."""
    whole = Calendar()
    whole.add("prodid", "-//delegatie//vernieuw//NL")
    whole.add("version", "2.0")
    whole.add("x-wr-calname", "Archief: vernieuwen en bewaren")
    known: Counter[str] = Counter()
    for row in plan.rows:
        for one in _days(row):
            whole.add_component(_event(one, row, plan, known))
    return bytes(whole.to_ical())


def _days(row: Row) -> Iterator[_Day]:
    proof = row.proof
    if row.renew_before is not None:
        yield _Day(
            name="vernieuwen",
            day=row.renew_before,
            summary=f"Vernieuw het bewijs van {proof.reference}",
            description=f"{proof.lifetime.told} Geef `delegatie vernieuw` vóór deze dag. Waar: {_shown(row.glance.path)}.",
        )
    yield _Day(
        name="bewaren",
        day=proof.keep_until,
        summary=f"Laatste dag van bewaren: {proof.reference}",
        description=f"Daarna mag dit worden vernietigd; {proof.officer} is verantwoordelijk voor het archief. "
        f"Waar: {_shown(row.glance.path)}.",
    )


def _event(one: _Day, row: Row, plan: Plan, known: Counter[str]) -> Event:
    # by the name and not by the place: an archive may move; a second one of the same name counts on
    who = f"{row.proof.reference}\n{_shown(Path(row.glance.path.name))}\n{one.name}"
    known[who] += 1
    event = Event()
    event.add("uid", str(uuid.uuid5(_SPACE, f"{who}\n{known[who]}")))
    event.add("dtstamp", plan.at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0))
    event.add("dtstart", one.day)  # without an end: that whole day
    event.add("summary", one.summary)
    event.add("description", one.description)
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", one.summary)
    alarm.add("trigger", -_WARNING)
    event.add_component(alarm)
    return event


def _shown(path: Path) -> str:
    """Give a path as text; a disk keeps names that are none, and one of these must not cost the whole calendar."""
    return os.fsencode(path).decode("utf-8", "replace")
