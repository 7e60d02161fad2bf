"""What verification has to say: a verdict with its reasons, never a bare yes or no."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from signing.reasons import verdict_of

Verdict = Literal["valid", "invalid", "indeterminate"]
Level = Literal["", "B-B", "B-T", "B-LT", "B-LTA"]
# What a step does when a service gives nothing: fail, or reach a lower level that is lifted later.
Policy = Literal["vereist", "registreer"]
# The problems of a signature that has not (yet) reached B-LT and is otherwise good.
LIFTABLE = frozenset({"zonder-tijdstempel", "status-onbekend"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One reason why a verdict is not valid: a fixed code, and Dutch for people."""

    code: str
    message: str

    @property
    def verdict(self) -> Verdict:
        """Say what this problem makes of the verdict."""
        return verdict_of(self.code)

    def as_json(self) -> dict[str, str]:
        """Give the problem as in `verifieer --json`."""
        return {"code": self.code, "message": self.message}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureReport:
    """One signature: whose, what kind, when (time-stamped, UTC), which level, and what is wrong.

    `certificate` is the SHA-256 of the signer's certificate. `at_latest`: it existed at `time`, and may have
    been set earlier. `qualified` is what trusted lists say, a Dutch sentence; empty if they were not asked.
    """

    field: str
    role: str
    signer: str
    certificate: str
    kind: str
    level: Level
    time: datetime | None
    problems: tuple[Problem, ...]
    at_latest: bool = False
    qualified: str = ""

    @property
    def verdict(self) -> Verdict:
        """Weigh the problems."""
        return weigh(self.problems)

    def as_json(self) -> dict[str, object]:
        """Give the signature as in `verifieer --json` (design 4.2)."""
        return {
            "field": self.field,
            "role": self.role,
            "signer": self.signer,
            "kind": self.kind,
            "level": self.level,
            "time": self.time.isoformat(timespec="seconds") if self.time else None,
            "qualified": self.qualified,
            "verdict": self.verdict,
            "problems": [problem.as_json() for problem in self.problems],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One PDF: its signatures in the order of the file, and what is wrong with it as a whole."""

    signatures: tuple[SignatureReport, ...]
    problems: tuple[Problem, ...]

    @property
    def verdict(self) -> Verdict:
        """Weigh everything; a file without signatures is never valid."""
        if not self.signatures and not self.problems:
            return "invalid"
        return weigh([*self.problems, *(p for signature in self.signatures for p in signature.problems)])

    @property
    def liftable(self) -> bool:
        """Claim that all that is wrong is a lower level, which time-stamps and validation data can lift."""
        codes = {problem.code for problem in self.reasons}
        return bool(codes) and codes <= LIFTABLE

    @property
    def reasons(self) -> tuple[Problem, ...]:
        """Give all problems, those of the file first."""
        return (*self.problems, *(p for signature in self.signatures for p in signature.problems))


def sentence(text: str) -> str:
    """End a sentence with one full stop, also after «B.V.»."""
    return text if text.endswith(".") else f"{text}."


def weigh(problems: Iterable[Problem]) -> Verdict:
    """Give the gravest verdict among `problems`; none at all is valid."""
    verdicts = {problem.verdict for problem in problems}
    if "invalid" in verdicts:
        return "invalid"
    return "indeterminate" if verdicts else "valid"
