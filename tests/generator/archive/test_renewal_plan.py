"""The plan: what is due, in which order, and what is told of it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from generator.archive import plan as planning
from generator.archive.glance import Glance
from generator.archive.plan import Plan, make
from tests.generator.archive.planned import AT, seen

TODAY = AT.date()
KEPT = date(2047, 12, 31)
BAD = Glance(path=Path("archief/stuk"), kind="", problem="Dit is niet te lezen.")


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> object:
    """Plan over glances instead of files."""

    def of(*ones: Glance, within: int = 365, at: datetime = AT) -> Plan:
        monkeypatch.setattr(planning, "glances", lambda _paths, **_at: iter(ones))
        return make([], at=at, within=within)

    return of


LONG_AGO = AT - timedelta(days=400)
DUE = [
    pytest.param(date(2036, 11, 20), LONG_AGO, 365, "later", id="years to go"),
    pytest.param(TODAY + timedelta(days=396), LONG_AGO, 365, "later", id="a day outside the window"),
    pytest.param(
        TODAY + timedelta(days=395), LONG_AGO, 365, "nu vernieuwen", id="the first day of the window"
    ),
    pytest.param(TODAY + timedelta(days=30), LONG_AGO, 0, "nu vernieuwen", id="no window, within the margin"),
    pytest.param(TODAY + timedelta(days=31), LONG_AGO, 0, "later", id="no window, outside the margin"),
    pytest.param(TODAY, LONG_AGO, 365, "nu vernieuwen", id="the last day"),
    pytest.param(TODAY - timedelta(days=1), LONG_AGO, 365, "te laat", id="a day too late"),
    pytest.param(date.min, LONG_AGO, 365, "te laat", id="an algorithm that never counted"),
    pytest.param(TODAY + timedelta(days=90), AT - timedelta(days=29), 365, "later", id="renewed this month"),
    pytest.param(TODAY + timedelta(days=90), AT - timedelta(days=30), 365, "nu vernieuwen", id="a month ago"),
    pytest.param(KEPT, LONG_AGO, 9999, "niet nodig", id="it outlives its keeping"),
    pytest.param(date(2036, 11, 20), LONG_AGO, 10**9, "nu vernieuwen", id="a window without end"),
]


@pytest.mark.parametrize(("until", "stamped", "within", "standing"), DUE)
def test_what_is_due_follows_from_the_dates(
    until: date, stamped: datetime, within: int, standing: str, planned: object
) -> None:
    plan = planned(seen("A", until=until, stamped=stamped, keep_until=KEPT), within=within)  # type: ignore[operator]
    (row,) = plan.rows
    assert row.standing == standing
    assert row.due is (standing in ("te laat", "nu vernieuwen"))
    assert plan.sound is (standing != "te laat")


def test_the_most_urgent_comes_first(planned: object) -> None:
    plan = planned(  # type: ignore[operator]
        seen("C", until=KEPT, keep_until=KEPT),
        seen("B", until=date(2030, 1, 1)),
        seen("D", until=date(2028, 1, 1)),
        seen("A", until=date(2030, 1, 1)),
    )
    assert [row.proof.reference for row in plan.rows] == ["D", "A", "B", "C"]


def test_what_need_no_longer_be_kept_is_listed_apart(planned: object) -> None:
    plan = planned(  # type: ignore[operator]
        seen("laatste dag", keep_until=TODAY),
        seen("voorbij", keep_until=TODAY - timedelta(days=1), until=date(2020, 1, 1)),
        seen("langer voorbij", keep_until=date(2001, 1, 1), government=True),
    )
    assert [row.proof.reference for row in plan.rows] == ["laatste dag"]
    assert [one.reference for one in plan.destroyable] == ["langer voorbij", "voorbij"]
    assert plan.sound, "nothing is too late that need not be kept"


def test_the_table_tells_all_of_it(planned: object) -> None:
    plan = planned(  # type: ignore[operator]
        seen("DLG-2026-0042", until=date(2028, 1, 15), stamped=LONG_AGO),
        seen("DLG-2001-0001", keep_until=date(2022, 1, 1), government=True),
        BAD,
    )
    assert "\n".join(plan.lines()) == (
        "stand          kenmerk        staat tot   vernieuwen vóór  reserve  bewaren tot  pad\n"
        "nu vernieuwen  DLG-2026-0042  15-01-2028  16-12-2027       2        31-12-2047   archief/DLG-2026-0042\n"
        "    pdf/D1-delegatieovereenkomst.pdf: Het bewijs staat tot en met 15-01-2028: daarna is het certificaat verlopen.\n"
        "1 te bewaren; te vernieuwen binnen 365 dagen: 1.\n"
        "\n"
        "Mag worden vernietigd: de bewaartermijn is voorbij.\n"
        "DLG-2001-0001  bewaren tot en met 01-01-2022  archief/DLG-2001-0001\n"
        "    Dit valt onder de Archiefwet: de zorgdrager beslist, en maakt een verklaring van vernietiging op. "
        "Verantwoordelijk voor het archief: H. Willems, informatiebeheerder.\n"
        "Dit programma vernietigt niets.\n"
        "\n"
        "Niet te lezen:\n"
        "archief/stuk\n"
        "    Dit is niet te lezen."
    )


def test_programs_get_the_same(planned: object) -> None:
    plan = planned(
        seen("A", until=date(2028, 1, 15), stamped=LONG_AGO), seen("B", keep_until=date(2022, 1, 1)), BAD
    )  # type: ignore[operator]
    data = json.loads(json.dumps(plan.as_json()))
    assert data["at"] == "2027-06-01T09:00:00+00:00"
    assert data["renew"] == [
        {
            "reference": "A", "path": "archief/A", "kind": "dossier", "due": True, "reserve": 2,
            "governing": "pdf/D1-delegatieovereenkomst.pdf", "stamped": "2026-04-27T09:00:00+00:00",
            "until": "2028-01-15", "renew_before": "2027-12-16", "reason": "certificaat",
            "why": "Het bewijs staat tot en met 15-01-2028: daarna is het certificaat verlopen.",
            "keep_until": "2047-12-31", "officer": "H. Willems, informatiebeheerder",
        }
    ]  # fmt: skip
    assert [one["reference"] for one in data["destroy"]] == ["B"]
    assert data["unread"] == [{"path": "archief/stuk", "message": "Dit is niet te lezen."}]


def test_nothing_at_all_is_told_as_well(planned: object) -> None:
    assert list(planned().lines()) == ["Er is niets te bewaren."]  # type: ignore[operator]


def test_midnight_is_that_of_utc(planned: object) -> None:
    late = datetime(2027, 6, 1, 23, 59, tzinfo=UTC)
    plan = planned(seen("A", keep_until=date(2027, 6, 1)), at=late)  # type: ignore[operator]
    assert [row.proof.reference for row in plan.rows] == ["A"]
