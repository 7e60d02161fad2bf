"""R-05, R-06, R-09, V-35: what employment by the werkgever asks, and which code of conduct."""

from __future__ import annotations

from hashlib import sha256

import pytest
from example_file import Change, both, drop, findings, found, put, text

from generator.rules import findings_of

EMPLOYER, CONTRACT = "taakgedelegeerde.formele_werkgever", "taakgedelegeerde.arbeidsovereenkomst"
KVK = put("arbodienst", "kvk_nummer", value="90000013")

CASES: dict[str, tuple[str, Change, set[tuple[str, str, str]]]] = {
    "R-05 no contract": (
        "in-dienst",
        drop("taakgedelegeerde", "arbeidsovereenkomst"),
        {("R-05", "error", CONTRACT)},
    ),
    "R-05 no code of conduct": ("in-dienst", drop("gedragscode"), {("R-05", "error", "gedragscode")}),
    "R-05 neither": (
        "in-dienst",
        both(drop("gedragscode"), drop("taakgedelegeerde", "arbeidsovereenkomst")),
        {("R-05", "error", "gedragscode"), ("R-05", "error", CONTRACT)},
    ),
    "R-05 called employed by others": (
        "extern",
        put("taakgedelegeerde", "formele_werkgever", value="werkgever"),
        {("R-05", "error", CONTRACT)},
    ),
    "R-05 arbodienst is the werkgever": (
        "extern",
        put("arbodienst", "kvk_nummer", value="90000039"),
        {("R-05", "error", EMPLOYER)},
    ),
    "R-05 not: arbodienst is the werkgever, and that is said": ("in-dienst", KVK, set()),
    "R-05 not: no contract of one who is not employed": ("extern", lambda _: None, set()),
    "R-06 no code of conduct": ("extern", drop("gedragscode"), {("R-06", "warning", "gedragscode")}),
    "R-06 contract of one who is not employed": (
        "in-dienst",
        put("taakgedelegeerde", "formele_werkgever", value="bureau"),
        {("R-06", "warning", CONTRACT)},
    ),
    "V-35 no digest": (
        "in-dienst",
        put("gedragscode", "sha256", value="5f70bf18"),
        {("V-35", "error", "gedragscode.sha256")},
    ),
    "V-35 digest of nothing": (
        "in-dienst",
        put("gedragscode", "sha256", value=sha256(b"").hexdigest()),
        {("V-35", "error", "gedragscode.sha256")},
    ),
    "V-35 version not filled in": (
        "extern",
        put("gedragscode", "versie", value="n.v.t."),
        {("V-35", "error", "gedragscode.versie")},
    ),
    "V-35 not: capitals in the digest": ("extern", put("gedragscode", "sha256", value="AB" * 32), set()),
    "R-06 not: self-employed": (
        "extern",
        put("taakgedelegeerde", "formele_werkgever", value="zelfstandig"),
        set(),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_employment(case: str) -> None:
    name, change, expected = CASES[case]
    assert found(change, name) == expected


def test_employment_is_remarked_on_only_where_it_is() -> None:
    assert [finding.rule for finding in findings(lambda _: None)] == ["R-09"]
    assert findings_of(text("extern").encode())[1] == ()


def test_a_missing_motive_is_told() -> None:
    assert found(drop("taakgedelegeerde", "arbeidsovereenkomst", "motivering")) == {
        ("SCHEMA", "error", "taakgedelegeerde.arbeidsovereenkomst.motivering")
    }
