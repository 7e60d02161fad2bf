"""What a check has to say about a place in a person's file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found: which rule spoke, how grave, where, what (Dutch), and on what authority.

    `path` is dotted with indices (`taken[1].omvang`), "" for the file as a whole;
    `line` and `column` count from 1.
    """

    rule: str
    severity: Severity
    path: str
    line: int
    column: int
    message: str
    source: str

    def as_json(self) -> dict[str, str | int]:
        """Give the finding with the keys of `controleer --json` (design 4.2)."""
        return asdict(self)
