"""The facts in the mark of a statement: what is written is read again, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from generator.void_facts import Facts, Then

FACTS = Facts(
    kind="weigering",
    name="Zoë van den Bergh-Łukasiewicz",
    role="werkgever",
    documents=("D2", "D3"),
    reason="Nog «geen» akkoord; zie de brief.",
    at=datetime(2026, 11, 22, 9, 15, 1, tzinfo=UTC),
    recorded_by="E. de Groot",
    manifest_sha256="ab" * 32,
    papers={"D2": Then(size=1200, sha256="cd" * 32, signed=("zegel_uitgifte",))},
)


def changed(**changes: Any) -> str:
    return json.dumps(json.loads(FACTS.dumps()) | changes)


def without(key: str) -> str:
    return json.dumps({name: value for name, value in json.loads(FACTS.dumps()).items() if name != key})


OTHER = {
    "nothing": "",
    "no JSON": "weigering",
    "a list": "[]",
    "another kind": changed(verklaring="bekrachtiging"),
    "no reason": without("reden"),
    "a reason that is no text": changed(reden=["x"]),
    "a moment that is none": changed(vastgelegd_op="gisteren"),
    "a moment without its zone": changed(vastgelegd_op="2026-11-22T09:15:01"),
    "papers that are a list": changed(stand=["D2"]),
    "a paper without its bytes": changed(stand={"D2": {"sha256": "x", "gevuld": []}}),
    "a size that is a boolean": changed(stand={"D2": {"bytes": True, "sha256": "x", "gevuld": []}}),
    "as deep as can be": "[" * 100_000,
}


def test_facts_are_read_as_they_were_written() -> None:
    assert Facts.loads(FACTS.dumps()) == FACTS
    assert FACTS.dumps().isascii()


@pytest.mark.parametrize(
    ("role", "said"),
    [
        pytest.param(
            "namens Dieze B.V.", "door E. de Groot, namens Dieze B.V. Reden:", id="ends in a full stop"
        ),
        pytest.param("bedrijfsarts", "door E. de Groot, bedrijfsarts. Reden:", id="ends in a word"),
    ],
)
def test_a_withdrawal_is_told_with_one_full_stop(role: str, said: str) -> None:
    assert said in replace(FACTS, kind="intrekking", name="E. de Groot", role=role).told()


@pytest.mark.parametrize("case", OTHER)
def test_anything_else_is_refused(case: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Facts.loads(OTHER[case])


def test_it_is_told_in_sentences() -> None:
    assert FACTS.told() == (
        "Zoë van den Bergh-Łukasiewicz heeft als werkgever geweigerd te ondertekenen: D2, D3. Dat is op 22 november "
        "2026, 10.15 uur (UTC+01:00) vastgelegd door E. de Groot. Reden: «Nog «geen» akkoord; zie de brief»."
    )
