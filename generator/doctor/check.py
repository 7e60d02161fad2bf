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
        """Give it for people: a line, and one for what to do; what takes more lines goes on below itself."""
        first, *more = f"{self.verdict:<6}  {self.subject}: {self.says}".split("\n")
        steps = f"→ {self.next_step}".split("\n") if self.next_step else ()
        return (first, *(f"        {line}" for line in (*more, *steps)))

    def as_json(self) -> dict[str, str]:
        """Give it for other programs."""
        return {
            "subject": self.subject,
            "verdict": self.verdict,
            "says": self.says,
            "next_step": self.next_step,
        }


def not_looked_at(subject: str) -> Check:
    """Say of what the configuration names that it was not tried, since that could not be read."""
    return Check(
        subject=subject,
        verdict="let op",
        says="niet bekeken: de configuratie is niet gelezen.",
        next_step="Verbeter eerst de configuratie, en geef dan dezelfde opdracht.",
    )
