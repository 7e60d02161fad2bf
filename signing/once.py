"""What was found of papers in one run: whether the same bytes hold, as of the same moment, is worked out once.

A step verifies what it made before it hands it out, and whoever then states what was made asks the same again.
"""

from __future__ import annotations

from datetime import datetime

from signing.plan import Origin, Plan
from signing.policy import Trust
from signing.remembered import Remembered, mark
from signing.report import Report
from signing.verify import verify

_MOST = 100  # reports


class Verdicts:
    """Reports by all that they follow from: the bytes, the moment, the plan, what was generated, and one trust."""

    def __init__(self) -> None:
        self._trust: Trust | None = None
        self._known: Remembered[Report] = Remembered(_MOST)

    def of(
        self, pdf: bytes, *, trust: Trust, at: datetime, plan: Plan, origin: Origin, sealed: bool = True
    ) -> Report:
        """Give what `signing.verify.verify` says; with another trust nothing is known any more."""
        if trust is not self._trust:
            self._trust, self._known = trust, Remembered(_MOST)
        return self._known.of(
            (mark(pdf), at, plan, origin, sealed),
            lambda: verify(pdf, trust=trust, at=at, plan=plan, origin=origin, sealed=sealed),
        )
