"""V-17: an end, after the beginning."""

from __future__ import annotations

import pytest
from example_file import Change, drop, found, put

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
    "V-17 not: one day": (put("looptijd", "einde", value="2027-01-02"), set()),
}


@pytest.mark.parametrize("case", CASES)
def test_term(case: str) -> None:
    change, expected = CASES[case]
    # What else is thought of the dates of such a term is for the rules on evaluation and duration.
    assert {finding for finding in found(change) if finding[0] in {"V-17", "SCHEMA"}} == expected
