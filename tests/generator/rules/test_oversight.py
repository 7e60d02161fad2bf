"""V-20 to V-23, V-27, V-28, V-30, V-36, V-37: oversight, informing, archive."""

from __future__ import annotations

import pytest
from example_file import Change, drop, findings, put

EVALUATIONS, BODY = ("looptijd", "evaluaties"), ("werkgever", "medezeggenschap")


def consult(text: str) -> Change:
    return put("toezicht", "overleg", value=text)


def body(**said: str) -> Change:
    return put(*BODY, value=said)


CASES: dict[str, tuple[Change, set[tuple[str, str, str]]]] = {
    "V-20 in words": (consult("wekelijks"), {("V-20", "error", "toezicht.overleg")}),
    "V-20 never": (consult("P0D"), {("V-20", "error", "toezicht.overleg")}),
    "V-20 nothing after P": (consult("P"), {("V-20", "error", "toezicht.overleg")}),
    "V-20 in hours": (consult("PT36H"), {("V-20", "error", "toezicht.overleg")}),
    "V-20 longer than the term": (consult("P366D"), {("V-20", "error", "toezicht.overleg")}),
    "V-20 not: months and days": (consult("P1M15D"), set()),
    "V-20 not: once within the term": (consult("P364D"), set()),
    "V-21 no method": (put("toezicht", "wijze", value="n.v.t."), {("V-21", "error", "toezicht.wijze")}),
    "V-21 not reachable": (
        put("toezicht", "bereikbaarheid", value="Nader te bepalen"),
        {("V-21", "error", "toezicht.bereikbaarheid")},
    ),
    "V-21 no stand-in": (drop("bedrijfsarts", "waarnemer"), {("V-21", "warning", "bedrijfsarts")}),
    "V-21 a digit short": (
        put("bedrijfsarts", "telefoon", value="073 555 01 0"),
        {("V-21", "warning", "bedrijfsarts.telefoon")},
    ),
    "V-21 not: ten digits": (put("bedrijfsarts", "telefoon", value="073-5550101"), set()),
    "V-21 a domain without a dot": (
        put("bedrijfsarts", "email", value="a.devries@dedieze"),
        {("V-21", "warning", "bedrijfsarts.email")},
    ),
    "V-21 a name and no domain": (
        put("bedrijfsarts", "email", value="a.devries"),
        {("V-21", "warning", "bedrijfsarts.email")},
    ),
    "V-21 ends in a dot": (
        put("bedrijfsarts", "email", value="a.devries@dedieze."),
        {("V-21", "warning", "bedrijfsarts.email")},
    ),
    "V-21 not: a long domain": (put("bedrijfsarts", "email", value="a@post.dedieze.example"), set()),
    "V-21 not: in a few words": (put("toezicht", "bereikbaarheid", value="Telefonisch."), set()),
    "V-22 none": (put(*EVALUATIONS, value=[]), {("V-22", "error", "looptijd.evaluaties")}),
    "V-22 none within the term": (
        put(*EVALUATIONS, value=["2026-12-31", "2028-01-01"]),
        {("V-22", "error", "looptijd.evaluaties")},
    ),
    "V-22 first in the second half": (
        put(*EVALUATIONS, value=["2027-07-03"]),
        {("V-22", "warning", "looptijd.evaluaties")},
    ),
    "V-22 one of them too late": (
        put(*EVALUATIONS, value=["2027-05-01", "2028-01-01"]),
        {("V-22", "warning", "looptijd.evaluaties[1]")},
    ),
    "V-22 not: there is no term at all": (put("looptijd", "einde", value="2026-12-31"), set()),
    "V-22 not: on the day in the middle": (put(*EVALUATIONS, value=["2027-07-02"]), set()),
    "V-22 not: in another order": (put(*EVALUATIONS, value=["2027-11-01", "2027-06-01"]), set()),
    "V-23 none": (put("scholing", value=[]), {("V-23", "error", "scholing")}),
    "V-23 only said to be none": (put("scholing", value=["geen"]), {("V-23", "error", "scholing")}),
    "V-23 not: one line": (put("scholing", value=["Intervisie."]), set()),
    "V-27 a day late": (
        put("informeren", "datum", value="2027-01-02"),
        {("V-27", "error", "informeren.datum")},
    ),
    "V-27 not told how": (
        put("informeren", "wijze", value="Nog niet bekend"),
        {("V-27", "error", "informeren.wijze")},
    ),
    "V-27 not: on the day it begins": (put("informeren", "datum", value="2027-01-01"), set()),
    "V-28 council without consent": (body(vorm="or"), {("V-28", "error", "werkgever.medezeggenschap")}),
    "V-28 council, consent too late": (
        body(vorm="or", instemming="2027-01-02"),
        {("V-28", "error", "werkgever.medezeggenschap.instemming")},
    ),
    "V-28 council, consent after the papers": (
        body(vorm="or", instemming="2026-11-24"),
        {("V-28", "warning", "werkgever.medezeggenschap.instemming")},
    ),
    "V-28 representation not heard": (body(vorm="pvt"), {("V-28", "warning", "werkgever.medezeggenschap")}),
    "V-28 none, and no reason": (body(vorm="geen"), {("V-28", "info", "werkgever.medezeggenschap")}),
    "V-28 not: none, with a reason": (body(vorm="geen", reden="minder dan tien werknemers"), set()),
    "V-28 not: consent on the day of the papers": (body(vorm="or", instemming="2026-11-23"), set()),
    "V-30 none": (put("toezicht", "escalatie", value=[]), {("V-30", "error", "toezicht.escalatie")}),
    "V-30 nothing medical": (
        put("toezicht", "escalatie", value=["Bij een conflict"]),
        {("V-30", "warning", "toezicht.escalatie")},
    ),
    "V-30 not: one that is medical": (
        put("toezicht", "escalatie", value=["Toename van klachten"]),
        set(),
    ),
    "V-36 no category": (
        drop("archief", "selectielijst_categorie"),
        {("V-36", "error", "archief.selectielijst_categorie")},
    ),
    "V-36 category unknown": (
        put("archief", "selectielijst_categorie", value="onbekend"),
        {("V-36", "error", "archief.selectielijst_categorie")},
    ),
    "V-36 not: no municipality": (
        lambda values: (values["werkgever"].update(rechtsvorm="bv"), values["archief"].pop("selectielijst_categorie")),
        set(),
    ),
    "V-37 a day short of ten years": (
        put("archief", "bewaren_tot", value="2037-12-30"),
        {("V-37", "warning", "archief.bewaren_tot")},
    ),
    "V-37 not: ten years": (put("archief", "bewaren_tot", value="2037-12-31"), set()),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_oversight(case: str) -> None:
    change, expected = CASES[case]
    mine = {"V-20", "V-21", "V-22", "V-23", "V-27", "V-28", "V-30", "V-36", "V-37"}
    assert {(f.rule, f.severity, f.path) for f in findings(change) if f.rule in mine} == expected
