"""What was found in a run is found once: of the same bytes, as of the same moment, with the same plan and trust."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from signing import once
from signing.once import Verdicts
from signing.plan import Origin
from signing.policy import Trust, load_trust
from signing.sign import now
from signing.testpki import TrialPki
from tests.signing.conftest import make_plan

AT, PLAN, ORIGIN = now(), make_plan(), Origin(size=3, sha256="ab" * 32)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The bytes that were really verified."""
    seen: list[bytes] = []
    real = once.verify

    def verify(pdf: bytes, **given: Any) -> Any:
        seen.append(pdf)
        return real(pdf, **given)

    monkeypatch.setattr(once, "verify", verify)
    return seen


def test_the_same_question_is_answered_once(asked: list[bytes]) -> None:
    verdicts, trust = Verdicts(), Trust()
    first = verdicts.of(b"een", trust=trust, at=AT, plan=PLAN, origin=ORIGIN)
    assert verdicts.of(b"een", trust=trust, at=AT, plan=PLAN, origin=ORIGIN) == first
    assert first.verdict == "invalid"
    assert asked == [b"een"]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"pdf": b"twee"}, id="other bytes"),
        pytest.param({"at": AT + timedelta(microseconds=1)}, id="another moment"),
        pytest.param({"plan": replace(PLAN, test=not PLAN.test)}, id="another plan"),
        pytest.param({"origin": replace(ORIGIN, size=4)}, id="another origin"),
        pytest.param({"sealed": False}, id="another stage"),
        pytest.param({"trust": Trust()}, id="another trust, though it looks the same"),
    ],
)
def test_another_question_is_asked_anew(other: Mapping[str, Any], asked: list[bytes]) -> None:
    verdicts = Verdicts()
    given: dict[str, Any] = {"pdf": b"een", "trust": Trust(), "at": AT, "plan": PLAN, "origin": ORIGIN}
    verdicts.of(**given)
    verdicts.of(**{**given, **other})
    assert len(asked) == 2


def test_a_root_that_is_no_longer_trusted_counts_no_more(stages: dict[str, bytes], pki: TrialPki) -> None:
    pdf, verdicts = stages["verzegeld"], Verdicts()
    given: dict[str, Any] = {"at": now(), "plan": PLAN, "origin": Origin.of(stages["gereed"])}
    assert verdicts.of(pdf, trust=load_trust([pki.root]), **given).verdict == "valid"
    assert verdicts.of(pdf, trust=Trust(), **given).verdict == "indeterminate"
