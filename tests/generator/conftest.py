"""What the tests of dossiers share. Being here, it also lets tests in the folders below import `example_file`."""

from __future__ import annotations

from typing import Any

import pytest

from generator import examine
from generator.dossier import sha256
from signing import verify as verifying
from signing.policy import Trust
from signing.report import Report
from signing.verify import verify

_JUDGED: dict[tuple[object, ...], Report] = {}


@pytest.fixture
def each_pdf_is_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes, plan and roots give the same report: only what a test harmed is judged anew."""

    def judged(pdf: bytes, *, trust: Trust, plan: Any = None, origin: Any = None, **rest: Any) -> Report:
        key = (sha256(pdf), tuple(root.dump() for root in trust.roots), repr(plan), origin)
        if key not in _JUDGED:
            _JUDGED[key] = verify(pdf, trust=trust, plan=plan, origin=origin, **rest)
        return _JUDGED[key]

    for module in (examine, verifying):  # some look the name up only when they need it
        monkeypatch.setattr(module, "verify", judged)
