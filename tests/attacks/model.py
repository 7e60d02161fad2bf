"""What an attack is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from signing.report import Verdict
from tests.attacks.scene import Scene

Victim = Literal["D5", "D14"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """A file made to deceive: `harm` makes it, and verification must give exactly `codes` as its reasons.

    `name` says what was done, as the literature calls it where it has a name. `victim` is the paper for which
    it passes itself off. `verdict` is never valid.
    """

    name: str
    harm: Callable[[Scene], bytes]
    codes: frozenset[str]
    victim: Victim = "D5"
    verdict: Verdict = "invalid"
