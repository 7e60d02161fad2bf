"""R-01 to R-04, R-07, R-08: per rule what breaks it, and what just does not."""

from __future__ import annotations

from typing import Any

import pytest
from example_file import Change, both, found, put


def role(rol: str, voor: str, **more: str) -> Change:
    return put("taakgedelegeerde", "andere_rollen", value=[{"rol": rol, "voor": voor, **more}])


def delegate(key: str, value: Any) -> Change:
    return put("taakgedelegeerde", key, value=value)


AT, NAME = "taakgedelegeerde.andere_rollen[0]", "taakgedelegeerde.naam"
EXPLAINED = {"toelichting": "Andere werknemers, gescheiden dossiers."}

CASES: dict[str, tuple[Change, set[tuple[str, str, str]]]] = {
    "R-01 basisarts": (
        put("bedrijfsarts", "functie", value="basisarts"),
        {("R-01", "error", "bedrijfsarts.functie")},
    ),
    "R-01 arboarts": (
        put("bedrijfsarts", "functie", value="arboarts"),
        {("R-01", "error", "bedrijfsarts.functie")},
    ),
    "R-01 in training": (
        put("bedrijfsarts", "functie", value="bedrijfsarts in opleiding"),
        {("R-01", "error", "bedrijfsarts.functie")},
    ),
    "R-01 not: capital": (put("bedrijfsarts", "functie", value="Bedrijfsarts"), set()),
    "R-02 the bedrijfsarts himself": (delegate("naam", "A.M. de Vries"), {("R-02", "error", NAME)}),
    "R-02 otherwise written": (delegate("naam", "a m DE VRIËS"), {("R-02", "error", NAME)}),
    "R-02 by address": (delegate("email", "A.deVries@dedieze.example"), {("R-02", "error", NAME)}),
    "R-02 by BIG number": (delegate("big_nummer", "19012345601"), {("R-02", "error", NAME)}),
    "R-02 the stand-in": (delegate("naam", "J. Peters"), {("R-02", "error", NAME)}),
    "R-02 the signatory": (delegate("naam", "C. Bakker"), {("R-02", "error", NAME)}),
    "R-02 not: a namesake with another initial": (delegate("naam", "C.C. Bakker"), set()),
    "R-02 not: another BIG number": (delegate("big_nummer", "19012345602"), set()),
    "R-03 same employer": (role("casemanager-verzuim", "werkgever"), {("R-03", "error", AT)}),
    "R-03 explained, still forbidden": (
        role("casemanager-verzuim", "werkgever", **EXPLAINED),
        {("R-03", "error", AT)},
    ),
    "R-03 same employer called another": (
        role("casemanager-verzuim", "andere-werkgever", organisatie="gemeente dommelwaard", **EXPLAINED),
        {("R-03", "error", AT)},
    ),
    "R-03 by kind": (
        delegate("casemanager_type", "procesbegeleider-werkgever"),
        {("R-03", "error", "taakgedelegeerde.casemanager_type")},
    ),
    "R-03 not: another employer": (
        role("casemanager-verzuim", "andere-werkgever", organisatie="Gemeente Elders", **EXPLAINED),
        {("R-07", "warning", AT)},
    ),
    "R-04 for an insurer": (role("casemanager-verzuim", "verzekeraar"), {("R-04", "error", AT)}),
    "R-04 employed by an insurer": (
        delegate("formele_werkgever", "verzekeraar"),
        {
            ("R-04", "error", "taakgedelegeerde.formele_werkgever"),
            ("R-06", "warning", "taakgedelegeerde.arbeidsovereenkomst"),
        },
    ),
    "R-04 not: for the arbodienst": (role("casemanager-verzuim", "arbodienst"), set()),
    "R-07 explained": (
        role("casemanager-verzuim", "andere-werkgever", **EXPLAINED),
        {("R-07", "warning", AT)},
    ),
    "R-07 not explained": (role("casemanager-verzuim", "andere-werkgever"), {("R-07", "error", AT)}),
    "R-07 explained with nothing": (
        role("casemanager-verzuim", "andere-werkgever", toelichting=" "),
        {("R-07", "error", AT)},
    ),
    "R-07 for whom is unclear": (role("casemanager-verzuim", "anders"), {("R-07", "error", AT)}),
    "R-07 not: another role elsewhere": (role("preventiemedewerker", "andere-werkgever"), set()),
    "R-08 manager": (role("leidinggevende", "werkgever"), {("R-08", "error", AT)}),
    "R-08 HR adviser": (role("hr-adviseur", "werkgever"), {("R-08", "error", AT)}),
    "R-08 HR adviser of the same under another name": (
        role("hr-adviseur", "anders", organisatie="Gemeente Dommelwaard"),
        {("R-08", "error", AT)},
    ),
    "R-08 unknown role": (role("anders", "werkgever"), {("R-08", "warning", AT)}),
    "R-08 not: manager elsewhere": (role("leidinggevende", "arbodienst"), set()),
    "two faults are two findings": (
        both(role("hr-adviseur", "werkgever"), put("bedrijfsarts", "functie", value="arts")),
        {("R-08", "error", AT), ("R-01", "error", "bedrijfsarts.functie")},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_roles(case: str) -> None:
    change, expected = CASES[case]
    # Rules of another theme may look at the same roles; here only these are under test.
    mine = {"R-01", "R-02", "R-03", "R-04", "R-06", "R-07", "R-08"}
    assert {finding for finding in found(change) if finding[0] in mine} == expected
