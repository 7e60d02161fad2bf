"""Verdicts: the gravest reason counts, what is not known is bad, and nothing is never good."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.reasons import REASONS
from signing.report import Problem, Report, SignatureReport, weigh

OPEN_CODES = frozenset(code for code, reason in REASONS.items() if reason.verdict == "indeterminate")
OPEN = Problem(code="wortel-onbekend", message="Onbekende wortel.")
BAD = Problem(code="gewijzigd", message="Gewijzigd.")
NEW = Problem(code="een-code-van-morgen", message="Nieuw.")


def signature(*problems: Problem) -> SignatureReport:
    return SignatureReport(
        certificate="ab" * 32,
        field="bedrijfsarts", role="bedrijfsarts", signer="A.M. de Vries", kind="handtekening",
        level="B-LT", time=datetime(2026, 11, 23, tzinfo=UTC), problems=problems,
    )  # fmt: skip


WEIGHED = {
    "nothing wrong": ([], "valid"),
    "one open": ([OPEN], "indeterminate"),
    "one bad": ([BAD], "invalid"),
    "bad outweighs open": ([OPEN, BAD, OPEN], "invalid"),
    "a code that nobody knows": ([NEW], "invalid"),
    "an empty code": ([Problem(code="", message="")], "invalid"),
}


@pytest.mark.parametrize("case", WEIGHED)
def test_the_gravest_counts(case: str) -> None:
    problems, verdict = WEIGHED[case]
    assert weigh(problems) == verdict
    assert signature(*problems).verdict == verdict
    assert Report(signatures=(signature(*problems),), problems=()).verdict == verdict
    assert Report(signatures=(signature(),), problems=tuple(problems)).verdict == verdict


def test_one_bad_signature_among_good_ones_counts() -> None:
    report = Report(signatures=(signature(), signature(BAD), signature()), problems=())
    assert report.verdict == "invalid"
    assert report.reasons == (BAD,)


def test_no_signature_is_never_valid() -> None:
    assert Report(signatures=(), problems=()).verdict == "invalid"


def test_the_reasons_of_the_file_come_first() -> None:
    assert Report(signatures=(signature(OPEN),), problems=(BAD,)).reasons == (BAD, OPEN)


@given(codes=st.lists(st.text(max_size=12) | st.sampled_from(sorted(OPEN_CODES)), max_size=5))
def test_only_known_codes_leave_a_verdict_open(codes: list[str]) -> None:
    verdict = weigh([Problem(code=code, message="") for code in codes])
    if not codes:
        assert verdict == "valid"
    elif set(codes) <= OPEN_CODES:
        assert verdict == "indeterminate"
    else:
        assert verdict == "invalid"


def test_json_has_the_agreed_keys() -> None:
    told = signature(OPEN).as_json()
    assert told == {
        "field": "bedrijfsarts", "role": "bedrijfsarts", "signer": "A.M. de Vries", "kind": "handtekening",
        "level": "B-LT", "time": "2026-11-23T00:00:00+00:00", "verdict": "indeterminate", "qualified": "",
        "problems": [{"code": "wortel-onbekend", "message": "Onbekende wortel."}],
    }  # fmt: skip
