"""The calendar of a plan, read back with the library that others read it with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar, Event

from generator.archive import plan as planning
from generator.archive.calendar import calendar
from generator.archive.glance import Glance
from tests.generator.archive.planned import AT, seen

RENEW, KEEP = "Vernieuw het bewijs van", "Laatste dag van bewaren:"


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> object:
    """The events of the plan over some glances."""

    def of(*ones: Glance, at: datetime = AT) -> list[Event]:
        monkeypatch.setattr(planning, "glances", lambda _paths, **_at: iter(ones))
        data = calendar(planning.make([], at=at, within=365))
        assert data == calendar(planning.make([], at=at, within=365)) or not ones
        return [one for one in Calendar.from_ical(data).walk("VEVENT") if isinstance(one, Event)]

    return of


def test_there_is_a_day_to_renew_and_a_last_day(events: object) -> None:
    first, last = events(seen("DLG-1", until=date(2030, 1, 31)))  # type: ignore[operator]
    assert first["summary"] == f"{RENEW} DLG-1"
    assert first.decoded("dtstart") == date(2030, 1, 1), "a whole day"
    assert "staat tot en met 31-01-2030" in first["description"]
    assert last["summary"] == f"{KEEP} DLG-1"
    assert last.decoded("dtstart") == date(2047, 12, 31)
    for one in (first, last):
        (alarm,) = one.walk("VALARM")
        assert alarm.decoded("trigger") == timedelta(days=-14)


def test_the_same_plan_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "glances", lambda _paths, **_at: iter([seen("B"), seen("A")]))
    one = calendar(planning.make([], at=AT, within=365))
    monkeypatch.setattr(planning, "glances", lambda _paths, **_at: iter([seen("A"), seen("B")]))
    assert calendar(planning.make([], at=AT + timedelta(hours=3), within=365)) == one


def test_an_event_keeps_its_name_when_its_day_moves(events: object) -> None:
    before = events(seen("A", until=date(2030, 1, 31)))  # type: ignore[operator]
    after = events(seen("A", until=date(2040, 1, 31)), at=AT + timedelta(days=900))  # type: ignore[operator]
    assert [one["uid"] for one in before] == [one["uid"] for one in after]
    assert before[0].decoded("dtstart") != after[0].decoded("dtstart")


def test_every_event_has_a_name_of_its_own(events: object) -> None:
    found = events(seen("A"), seen("A"), seen("B"))  # type: ignore[operator]
    assert len({one["uid"] for one in found}) == len(found) == 6


APART = [
    pytest.param(seen("A", until=date(2047, 12, 31)), [KEEP], id="it outlives its keeping: no renewal"),
    pytest.param(seen("A", keep_until=date(2001, 1, 1)), [], id="past its day: no event"),
    pytest.param(seen("A", keep_until=date.max), [RENEW, KEEP], id="kept to the end of days"),
]


@pytest.mark.parametrize(("one", "summaries"), APART)
def test_only_what_is_to_be_done_is_in_it(one: Glance, summaries: list[str], events: object) -> None:
    assert [found["summary"].removesuffix(" A") for found in events(one)] == summaries  # type: ignore[operator]


def test_a_name_that_is_no_text_does_not_cost_the_whole_calendar(events: object) -> None:
    odd = replace(seen("A"), path=Path("archief", "pak\udcff\nBEGIN:VEVENT"))
    found = events(odd, seen("B"))  # type: ignore[operator]
    assert len(found) == 4
    assert any("pak\ufffd\nBEGIN:VEVENT" in one["description"] for one in found)
