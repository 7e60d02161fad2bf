"""Carrying out a plan: most urgent first, at most so many, and a bad one stops nobody."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from generator.archive import plan as planning
from generator.archive import upkeep
from generator.archive.glance import Glance
from generator.errors import InputRefused
from signing.errors import ServiceFailed
from tests.generator.archive.planned import AT, seen

LONG_AGO = AT - timedelta(days=400)
SOON = date(2028, 1, 15)


@pytest.fixture
def sees(monkeypatch: pytest.MonkeyPatch) -> dict[str, Glance]:
    """What is seen of each after its renewal."""
    later: dict[str, Glance] = {}
    monkeypatch.setattr(upkeep, "glance", lambda path, **_at: later[path.name])
    return later


def test_the_most_urgent_are_taken_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    ones = [
        seen("C", until=SOON + timedelta(days=2), stamped=LONG_AGO),
        seen("later", until=date(2040, 1, 1), stamped=LONG_AGO),
        seen("A", until=SOON, stamped=LONG_AGO),
        seen("voorbij", until=SOON, stamped=LONG_AGO, keep_until=date(2020, 1, 1)),
        seen("B", until=SOON + timedelta(days=1), stamped=LONG_AGO),
    ]
    monkeypatch.setattr(planning, "glances", lambda _paths, **_at: iter(ones))
    plan = planning.make([], at=AT, within=365)
    assert [one.path.name for one in upkeep.due(plan)] == ["A", "B", "C"]
    assert [one.path.name for one in upkeep.due(plan, most=2)] == ["A", "B"]


def test_what_is_named_is_renewed_due_or_not_also_past_its_day() -> None:
    """A dispute may outlast the day until which it is kept."""
    bad = Glance(path=Path("stuk"), kind="", problem="Stuk.")
    named = [seen("later", until=date(2040, 1, 1)), seen("voorbij", keep_until=date(2020, 1, 1)), bad]
    assert [one.path.name for one in upkeep.renewable(named)] == ["later", "voorbij", "stuk"]


FAILURES = [
    pytest.param(InputRefused("Niet geldig.", hint="Kijk."), 1, "Niet geldig.", id="refused"),
    pytest.param(ServiceFailed("De dienst zwijgt."), 4, "De dienst zwijgt.", id="a silent service"),
    pytest.param(PermissionError(13, "nee"), 4, "De computer kon niet meewerken: ", id="a disk"),
    pytest.param(ZeroDivisionError("oei"), 4, "(ZeroDivisionError: oei)", id="our own fault"),
]


@pytest.mark.parametrize(("failure", "code", "says"), FAILURES)
def test_a_bad_one_stops_nobody(failure: Exception, code: int, says: str, sees: dict[str, Glance]) -> None:
    def renew(one: Glance) -> list[str]:
        if one.path.name == "slecht":
            raise failure
        return ["D1", "D14"]

    sees["goed"] = seen("goed", until=date(2040, 1, 1))
    bad, good = upkeep.carry_out([seen("slecht"), seen("goed", until=SOON)], renew, clock=lambda: AT)
    assert (bad.exit_code, good.exit_code) == (code, 0)
    assert says in bad.told
    assert good.told == "vernieuwd (D1, D14); het bewijs staat nu tot en met 01-01-2040."


def test_what_could_not_be_read_is_not_tried() -> None:
    bad = Glance(path=Path("stuk"), kind="", problem="Stuk.")
    (found,) = upkeep.carry_out([bad], lambda _one: pytest.fail("tried"), clock=lambda: AT)
    assert (found.told, found.exit_code) == ("Stuk.", 1)


def test_who_stops_the_program_stops_it() -> None:
    def renew(_one: Glance) -> list[str]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(upkeep.carry_out([seen("A")], renew, clock=lambda: AT))


def test_a_renewal_that_gains_nothing_is_told(sees: dict[str, Glance]) -> None:
    """The service's own certificate ends when the old one's did: another must be found in time."""
    sees["A"] = seen("A", until=SOON)
    (found,) = upkeep.carry_out([seen("A", until=SOON)], lambda _one: [], clock=lambda: AT)
    assert found.exit_code == 0
    assert found.told.startswith("vernieuwd, maar het bewijs staat niet langer dan het al stond.")
