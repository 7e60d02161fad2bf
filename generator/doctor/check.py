"""One thing that was tried, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["goed", "let op", "fout"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What was tried, whether it is good, what was seen, and what to do if it is not good; all Dutch."""

    subject: str
    verdict: Verdict
    says: str
    next_step: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """Give it for people: a line, and one for what to do."""
        first = f"{self.verdict:<6}  {self.subject}: {self.says}"
        return (first, f"        → {self.next_step}") if self.next_step else (first,)

    def as_json(self) -> dict[str, str]:
        """Give it for other programs."""
        return {
            "subject": self.subject,
            "verdict": self.verdict,
            "says": self.says,
            "next_step": self.next_step,
        }
