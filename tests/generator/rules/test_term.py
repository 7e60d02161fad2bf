"""V-17, V-18, V-19: an end, not too far, and everything before the beginning."""

from __future__ import annotations

from datetime import date

import pytest
from example_file import Change, changed, drop, found, put, text

from generator.limits import Limits
from generator.rules import findings_of
from generator.rules.calendar import months_after

CASES: dict[str, tuple[Change, set[tuple[str, str, str]]]] = {
    "V-17 ends before it begins": (
        put("looptijd", "einde", value="2026-12-31"),
        {("V-17", "error", "looptijd.einde")},
    ),
    "V-17 ends when it begins": (
        put("looptijd", "einde", value="2027-01-01"),
        {("V-17", "error", "looptijd.einde")},
    ),
    "V-17 no end": (drop("looptijd", "einde"), {("SCHEMA", "error", "looptijd.einde")}),
    "V-18 a day over two years": (
        put("looptijd", "einde", value="2029-01-02"),
        {("V-18", "warning", "looptijd.einde")},
    ),
    "V-18 not: two years": (put("looptijd", "einde", value="2029-01-01"), set()),
    "V-18 renewed by itself": (
        put("toezicht", "wijze", value="Overleg. De delegatie wordt telkens stilzwijgend verlengd."),
        {("V-18", "warning", "toezicht.wijze")},
    ),
    "V-18 not: not renewed by itself": (
        put("toezicht", "wijze", value="Overleg. De delegatie wordt niet stilzwijgend verlengd."),
        set(),
    ),
    "V-18 a key for renewal": (
        put("looptijd", "verlenging", value="stilzwijgend"),
        {("V-18", "error", "looptijd.verlenging")},
    ),
    "V-19 drawn up after the beginning": (
        put("datum_opmaak", value="2027-01-02"),
        {("V-19", "error", "datum_opmaak")},
    ),
    "V-19 not: drawn up on the day": (put("datum_opmaak", value="2027-01-01"), set()),
    "V-19 a contract that is not there yet": (
        put("taakgedelegeerde", "arbeidsovereenkomst", "datum", value="2027-01-02"),
        {("V-19", "error", "taakgedelegeerde.arbeidsovereenkomst.datum")},
    ),
    "V-19 not: a contract of that day": (
        put("taakgedelegeerde", "arbeidsovereenkomst", "datum", value="2027-01-01"),
        set(),
    ),
    "V-17 not: one day": (put("looptijd", "einde", value="2027-01-02"), set()),
}


@pytest.mark.parametrize("case", CASES)
def test_term(case: str) -> None:
    change, expected = CASES[case]
    # What else is thought of the dates of such a term is for the rules on evaluation and duration.
    assert {
        finding for finding in found(change) if finding[0] in {"V-17", "V-18", "V-19", "SCHEMA"}
    } == expected


def test_an_organisation_has_its_own_longest_term() -> None:
    data = changed(put("looptijd", "einde", value="2029-01-02"))
    assert "V-18" in {finding.rule for finding in findings_of(data)[1]}
    assert "V-18" not in {finding.rule for finding in findings_of(data, limits=Limits(months=36))[1]}
    (told,) = (f for f in findings_of(text().encode(), limits=Limits(months=11))[1] if f.rule == "V-18")
    assert "langer dan 11 maanden" in told.message


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        pytest.param("2027-01-31", 1, "2027-02-28", id="a month that is too short"),
        pytest.param("2028-02-29", 12, "2029-02-28", id="a year without that day"),
        pytest.param("2026-12-15", 24, "2028-12-15", id="two years"),
        pytest.param("2026-11-30", 1, "2026-12-30", id="December"),
    ],
)
def test_months_as_people_count_them(day: str, months: int, later: str) -> None:
    assert str(months_after(date.fromisoformat(day), months)) == later
