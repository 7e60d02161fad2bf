"""What an archive statement says as data: it comes back as it was, and nothing else is taken for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from generator.archive.statement_facts import Earlier, Facts, Paper

AT = datetime(2034, 5, 1, 7, 30, 12, 345678, tzinfo=UTC)
FACTS = Facts(
    reference="DLG-2026-0042",
    title="Taakdelegatie «Zuid»",
    at=AT,
    program="delegatie 1.0",
    officer="E. de Groot, casemanager",
    creator="Arbodienst De Dieze B.V.",
    keep_until=date(2047, 1, 1),
    files=143,
    size=12_345_678,
    papers=(
        Paper(document="D1", title="Delegatieovereenkomst", sha256="ab" * 32, verdict="valid"),
        Paper(document="D5", title="Geheimhouding", sha256="cd" * 32, verdict="indeterminate"),
    ),
    earlier=(Earlier(at=AT, sha256="ef" * 32, sealer="", why="De tijdstempel verliep."),),
    custodian="Regionaal Archief Ærø",
)


def test_they_come_back_as_they_were() -> None:
    assert Facts.loads(FACTS.dumps()) == FACTS
    assert FACTS.dumps().isascii()


def gone(key: str) -> Callable[[dict[str, Any]], object]:
    return lambda data: data.pop(key)


def put(key: str, value: object) -> Callable[[dict[str, Any]], object]:
    return lambda data: data.update({key: value})


KEYS = sorted(json.loads(FACTS.dumps()))
SLIPS: dict[str, Callable[[dict[str, Any]], object]] = {
    **{f"without {key}": gone(key) for key in KEYS},
    **{f"a list for {key}": put(key, [[]]) for key in KEYS},
    "no time zone": put("gemaakt_op", "2034-05-01T07:30:12"),
    "no moment": put("gemaakt_op", "gisteren"),
    "no date": put("bewaren_tot", "ooit"),
    "a truth for a number": put("bestanden", True),
    "fewer than none": put("bytes", -1),
    "no verdict": lambda data: data["documenten"][0].update({"oordeel": "goed"}),
    "a digest that is none": lambda data: data["documenten"][0].update({"sha256": 1}),
    "an earlier one without a reason": lambda data: data["eerder"][0].pop("reden"),
}


@pytest.mark.parametrize("case", SLIPS)
def test_another_shape_is_refused(case: str) -> None:
    data = json.loads(FACTS.dumps())
    SLIPS[case](data)
    with pytest.raises(ValueError, match=r".+"):
        Facts.loads(json.dumps(data))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "1", '"D17"', "[" * 100_000])
def test_no_facts_at_all(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Facts.loads(text)
