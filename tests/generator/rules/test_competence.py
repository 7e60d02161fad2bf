"""V-14, V-15, V-16: competence, judged from both sides and shown."""

from __future__ import annotations

import pytest
from example_file import Change, both, drop, findings, found, put, text

from generator.rules import findings_of

COMPETENCE = ("taken", 0, "bekwaamheid")
SELF, ARTS, EVIDENCE = (
    (*COMPETENCE, "zelfbeoordeling"),
    (*COMPETENCE, "beoordeling_bedrijfsarts"),
    (*COMPETENCE, "bewijs"),
)
AT = "taken[0].bekwaamheid"

CASES: dict[str, tuple[Change, set[tuple[str, str, str]]]] = {
    "V-14 self judgement too late": (
        put(*SELF, "datum", value="2026-11-24"),
        {("V-14", "error", f"{AT}.zelfbeoordeling.datum")},
    ),
    "V-14 judgement too late": (
        put(*ARTS, "datum", value="2026-11-24"),
        {("V-14", "error", f"{AT}.beoordeling_bedrijfsarts.datum")},
    ),
    "V-14 not: on the day itself": (
        both(put(*SELF, "datum", value="2026-11-23"), put(*ARTS, "datum", value="2026-11-23")),
        set(),
    ),
    "V-14 no self judgement": (drop(*SELF), {("SCHEMA", "error", f"{AT}.zelfbeoordeling")}),
    "V-14 no judgement": (drop(*ARTS), {("SCHEMA", "error", f"{AT}.beoordeling_bedrijfsarts")}),
    "V-15 not competent, he says": (
        put(*SELF, "oordeel", value="niet-bekwaam"),
        {("V-15", "error", f"{AT}.zelfbeoordeling.oordeel")},
    ),
    "V-15 not competent, says the bedrijfsarts": (
        put(*ARTS, "oordeel", value="niet-bekwaam"),
        {("V-15", "error", f"{AT}.beoordeling_bedrijfsarts.oordeel")},
    ),
    "V-15 conditions not named": (
        put(*ARTS, "oordeel", value="bekwaam-onder-voorwaarden"),
        {("V-15", "error", f"{AT}.beoordeling_bedrijfsarts.oordeel")},
    ),
    "V-15 not: conditions named": (
        both(
            put(*ARTS, "oordeel", value="bekwaam-onder-voorwaarden"),
            put(*ARTS, "voorwaarden", value="Samen."),
        ),
        set(),
    ),
    "V-16 no evidence": (put(*EVIDENCE, value=[]), {("V-16", "error", f"{AT}.bewijs")}),
    "V-16 evidence left out": (drop(*EVIDENCE), {("V-16", "error", f"{AT}.bewijs")}),
    "V-16 one item expired": (
        put(*EVIDENCE, 0, "geldig_tot", value="2026-11-22"),
        {("V-16", "warning", f"{AT}.bewijs[0].geldig_tot")},
    ),
    "V-16 only expired": (
        both(drop(*EVIDENCE, 1), put(*EVIDENCE, 0, "geldig_tot", value="2026-11-22")),
        {("V-16", "warning", f"{AT}.bewijs[0].geldig_tot")},
    ),
    "V-16 not: valid until the day itself": (put(*EVIDENCE, 0, "geldig_tot", value="2026-11-23"), set()),
    "V-16 evidence of tomorrow": (
        put(*EVIDENCE, 1, "datum", value="2026-11-24"),
        {("V-16", "warning", f"{AT}.bewijs[1].datum")},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_competence(case: str) -> None:
    change, expected = CASES[case]
    assert found(change) == expected


def test_a_fault_behind_an_alias_is_told_once_where_it_stands() -> None:
    wrong = text().replace("zelfbeoordeling: {oordeel: bekwaam,", "zelfbeoordeling: {oordeel: niet-bekwaam,")
    faults = [finding for finding in findings_of(wrong.encode())[1] if finding.severity == "error"]
    assert [(fault.rule, fault.path) for fault in faults] == [
        ("V-15", "taken[0].bekwaamheid.zelfbeoordeling.oordeel")
    ]
    assert "niet-bekwaam" in wrong.splitlines()[faults[0].line - 1]


def test_a_fault_written_out_for_two_tasks_is_told_twice() -> None:
    wrong = findings(both(put(*EVIDENCE, value=[]), put("taken", 1, "bekwaamheid", "bewijs", value=[])))
    assert [finding.rule for finding in wrong].count("V-16") == 2
