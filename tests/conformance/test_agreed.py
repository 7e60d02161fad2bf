"""When EU DSS and we agree, when a difference is explained, and when it is a fault."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from signing.reasons import REASONS
from signing.report import Verdict
from tests.conformance import agreed, grounds
from tests.conformance.agreement import Agreement, Theirs, compare, theirs, unused
from tests.conformance.judges import Answer
from tests.conformance.trial import Kind, Ours, Trial

CHANGED = "The document contains undefined object modifications after the signature revision!"
RESTRICTED = "Document contains changes restricted by /DocMDP dictionary!"
AN_APPEARANCE = "/Catalog /AcroForm 3 0 R /Fields 9 0 R /P 20 0 R /Annots 10 0 R /AP /N 35 0 R /BBox"
A_PAGE = "/Catalog /Pages 2 0 R /Kids 3 0 R /Contents 5 0 R"
PASSED = Theirs(indication="TOTAL_PASSED")
FAILED = Theirs(indication="TOTAL_FAILED HASH_FAILURE")
WARNED = Theirs(indication="TOTAL_PASSED", told=(CHANGED,))


def signature(**more: Any) -> dict[str, Any]:
    """What the judge says of a signature with which nothing is wrong, but for `more`."""
    return {
        "indication": "TOTAL_PASSED",
        "sub_indication": "null",
        "warnings": [],
        "undefined_changes": [],
        "time_stamps": [{"indication": "PASSED", "sub_indication": "null"}],
    } | more


def answer(*signatures: dict[str, Any]) -> Answer:
    return {"signatures": {"signatures": list(signatures), "time_stamps": []}}


def judged(verdict: Verdict, *codes: str, other: Theirs, kind: Kind = "foreign") -> Agreement:
    trial = Trial(
        kind=kind, name="proef", path=Path("x"), root=Path("y"), at=datetime(2026, 10, 1, tzinfo=UTC)
    )
    return compare(trial, {"alone": Ours(verdict=verdict, codes=codes)}, other)


@pytest.mark.parametrize(
    ("found", "says"),
    [
        pytest.param(answer(signature()), PASSED, id="all is well"),
        pytest.param({}, Theirs(indication="no answer", told=("",)), id="nothing was said"),
        pytest.param(
            {"signatures": {"signatures": [signature()], "time_stamps": [], "error": "Boom"}},
            Theirs(indication="no answer", told=("Boom",)),
            id="an error after the first signature",
        ),
        pytest.param(answer(), Theirs(indication="no signature"), id="no signature is no pass"),
        pytest.param(
            answer(signature(), signature(indication="INDETERMINATE", sub_indication="NO_POE")),
            Theirs(indication="INDETERMINATE NO_POE"),
            id="one of two is open",
        ),
        pytest.param(
            answer(signature(warnings=[CHANGED], undefined_changes=[A_PAGE])), WARNED, id="a page changed"
        ),
        pytest.param(
            answer(signature(warnings=[CHANGED, RESTRICTED], undefined_changes=[AN_APPEARANCE])),
            Theirs(indication="TOTAL_PASSED", alarms=("appearance",)),
            id="a field was signed",
        ),
        pytest.param(
            answer(signature(warnings=[CHANGED], undefined_changes=[AN_APPEARANCE, A_PAGE])),
            WARNED,
            id="a field was signed and a page changed",
        ),
        pytest.param(
            answer(signature(pictures_differ=1)),
            Theirs(indication="TOTAL_PASSED", told=("pictures differ",)),
            id="a page looks otherwise",
        ),
        pytest.param(
            answer(signature(time_stamps=[{"indication": "FAILED", "sub_indication": "HASH_FAILURE"}])),
            Theirs(indication="TOTAL_PASSED", told=("time-stamp FAILED HASH_FAILURE",)),
            id="a time-stamp is broken",
        ),
    ],
)
def test_what_the_judge_says_of_a_file(found: Answer, says: Theirs) -> None:
    assert theirs(found) == says


@pytest.mark.parametrize(
    ("found", "used", "faulty"),
    [
        pytest.param(judged("valid", other=PASSED), (), False, id="both valid"),
        pytest.param(judged("invalid", "gewijzigd", other=FAILED), (), False, id="both invalid"),
        pytest.param(judged("valid", other=FAILED), (), True, id="we are milder"),
        pytest.param(judged("valid", other=WARNED), (), True, id="we say nothing of what they warn of"),
        pytest.param(
            judged("valid", other=Theirs(indication="TOTAL_PASSED", alarms=("appearance",))),
            ("appearance",),
            False,
            id="what they warn of is not so",
        ),
        pytest.param(judged("invalid", "gewijzigd", other=WARNED), ("warns",), False, id="they only warn"),
        pytest.param(
            judged("invalid", "verkeerde-persoon", other=PASSED),
            ("verkeerde-persoon",),
            False,
            id="explained",
        ),
        pytest.param(judged("invalid", "iets", other=PASSED), ("iets",), True, id="not explained"),
        pytest.param(
            judged("invalid", "verkeerde-persoon", "iets", other=PASSED),
            ("verkeerde-persoon", "iets"),
            True,
            id="half explained",
        ),
        pytest.param(
            judged("indeterminate", "verlopen", other=FAILED, kind="as made"),
            (),
            True,
            id="our own is not valid",
        ),
        pytest.param(judged("valid", other=PASSED, kind="altered"), (), True, id="an attack that nobody saw"),
    ],
)
def test_a_difference_is_explained_or_a_fault(found: Agreement, used: tuple[str, ...], faulty: bool) -> None:  # noqa: FBT001
    assert found.used == used
    assert bool(found.faults) is faulty


def test_an_explanation_that_explains_nothing_is_a_fault() -> None:
    everything = [judged("invalid", *grounds.STRICTER, other=PASSED), judged("invalid", "x", other=WARNED)]
    left = "".join(unused(everything))
    assert all(f"«{name}»" in left for name in grounds.ALARMS)
    assert "«veld-onbekend»" not in left
    assert "«warns»" not in left


def test_every_code_that_is_explained_has_a_clause() -> None:
    assert grounds.STRICTER.keys() <= REASONS.keys()


def test_the_page_counts_what_is_agreed() -> None:
    page = agreed.section(
        [judged("valid", other=PASSED), judged("invalid", "verkeerde-persoon", other=PASSED)]
    )
    assert "Of 2 files we agree on 1. On 1 we are stricter, of which EU DSS warns of 0" in page
    assert "| proef | invalid: verkeerde-persoon | TOTAL_PASSED | verkeerde-persoon |" in page
