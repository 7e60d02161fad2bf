"""V-01, V-02, V-05 and V-07: numbers that a register gave out."""

from __future__ import annotations

import pytest
from example_file import Change, findings, put

CASES: dict[str, tuple[Change, set[tuple[str, str, str]]]] = {
    "V-01 ten digits": (
        put("bedrijfsarts", "big_nummer", value="1901234560"),
        {("V-01", "error", "bedrijfsarts.big_nummer")},
    ),
    "V-01 twelve digits": (
        put("bedrijfsarts", "big_nummer", value="190123456011"),
        {("V-01", "error", "bedrijfsarts.big_nummer")},
    ),
    "V-01 a letter": (
        put("bedrijfsarts", "big_nummer", value="1901234560A"),
        {("V-01", "error", "bedrijfsarts.big_nummer")},
    ),
    "V-01 other digits": (
        put("bedrijfsarts", "big_nummer", value="１９012345601"),
        {("V-01", "error", "bedrijfsarts.big_nummer")},
    ),
    "V-01 the stand-in": (
        put("bedrijfsarts", "waarnemer", "big_nummer", value="1"),
        {("V-01", "error", "bedrijfsarts.waarnemer.big_nummer")},
    ),
    "V-01 the delegate": (
        put("taakgedelegeerde", "big_nummer", value="5901234560"),
        {("V-01", "error", "taakgedelegeerde.big_nummer"), ("V-05", "info", "taakgedelegeerde.big_nummer")},
    ),
    "V-01 not: any eleven digits": (put("bedrijfsarts", "big_nummer", value="10000000001"), set()),
    "V-02 another profession": (
        put("bedrijfsarts", "big_nummer", value="19012345604"),
        {("V-02", "warning", "bedrijfsarts.big_nummer")},
    ),
    "V-02 the stand-in": (
        put("bedrijfsarts", "waarnemer", "big_nummer", value="29012345717"),
        {("V-02", "warning", "bedrijfsarts.waarnemer.big_nummer")},
    ),
    "V-02 not: a physician": (put("bedrijfsarts", "big_nummer", value="99999999901"), set()),
    "V-02 not: the delegate may be a nurse": (
        put("taakgedelegeerde", "big_nummer", value="59012345630"),
        {("V-05", "info", "taakgedelegeerde.big_nummer")},
    ),
    "V-05 a number that is not needed": (
        put("taakgedelegeerde", "big_nummer", value="59012345601"),
        {("V-05", "info", "taakgedelegeerde.big_nummer")},
    ),
    "V-05 not: none": (lambda _: None, set()),
    "V-07 KvK of seven": (
        put("werkgever", "kvk_nummer", value="9000001"),
        {("V-07", "error", "werkgever.kvk_nummer")},
    ),
    "V-07 KvK of nine": (
        put("arbodienst", "kvk_nummer", value="900000211"),
        {("V-07", "error", "arbodienst.kvk_nummer")},
    ),
    "V-07 not: KvK of eight": (put("werkgever", "kvk_nummer", value="12345678"), set()),
    "V-07 branch of eleven": (
        put("werkgever", "vestigingsnummer", value="00001234567"),
        {("V-07", "error", "werkgever.vestigingsnummer")},
    ),
    "V-07 not: branch of twelve": (put("werkgever", "vestigingsnummer", value="000012345678"), set()),
    "V-07 RSIN fails the eleven-test": (
        put("werkgever", "rsin", value="123456789"),
        {("V-07", "error", "werkgever.rsin")},
    ),
    "V-07 RSIN of eight": (
        put("arbodienst", "rsin", value="12345678"),
        {("V-07", "error", "arbodienst.rsin")},
    ),
    "V-07 RSIN of zeros": (
        put("werkgever", "rsin", value="000000000"),
        {("V-07", "error", "werkgever.rsin")},
    ),
    "V-07 not: RSIN passes": (put("werkgever", "rsin", value="123456782"), set()),
}


@pytest.mark.parametrize("case", CASES)
def test_numbers(case: str) -> None:
    change, expected = CASES[case]
    mine = {"V-01", "V-02", "V-05", "V-07"}
    assert {(f.rule, f.severity, f.path) for f in findings(change) if f.rule in mine} == expected


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(("werkgever", "kvk_nummer"), id="KvK"),
        pytest.param(("werkgever", "vestigingsnummer"), id="branch"),
        pytest.param(("bedrijfsarts", "big_nummer"), id="BIG"),
    ],
)
def test_no_message_repeats_a_wrong_number(path: tuple[str, ...]) -> None:
    messages = [f.message for f in findings(put(*path, value="1234567890")) if f.rule in {"V-01", "V-07"}]
    assert len(messages) == 1
    assert "10 cijfers" in messages[0]
    assert "1234567890" not in messages[0]
