"""What may be destroyed, since the day until which it is kept has passed; and who decides that.

The program destroys nothing: it lists. A government body decides under the Archiefwet, and draws up a
declaration of what was destroyed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from generator.archive.glance import Glance, Proof

TITLE = "Mag worden vernietigd: de bewaartermijn is voorbij"
CLOSING = "Dit programma vernietigt niets."


@dataclass(frozen=True, slots=True, kw_only=True)
class Destruction:
    """One dossier or package that need no longer be kept: since when, and who decides (a Dutch sentence)."""

    reference: str
    path: str
    keep_until: date
    officer: str
    decides: str

    def as_json(self) -> dict[str, str]:
        """Give it as in `vernieuw --plan --json`."""
        return {
            "reference": self.reference,
            "path": self.path,
            "keep_until": self.keep_until.isoformat(),
            "officer": self.officer,
            "decides": self.decides,
        }

    @property
    def lines(self) -> tuple[str, ...]:
        """Tell it in Dutch."""
        return (
            f"{self.reference}  bewaren tot en met {self.keep_until:%d-%m-%Y}  {self.path}",
            f"    {self.decides}",
        )


def may_be_destroyed(seen: Iterable[Glance], *, today: date) -> list[Destruction]:
    """List what has passed its day, the longest ago first."""
    return sorted(_past(seen, today), key=lambda one: (one.keep_until, one.path))


def _past(seen: Iterable[Glance], today: date) -> Iterator[Destruction]:
    for one in seen:
        if one.proof is not None and passed(one.proof, today):
            yield Destruction(
                reference=one.proof.reference,
                path=str(one.path),
                keep_until=one.proof.keep_until,
                officer=one.proof.officer,
                decides=decides(one.proof),
            )


def passed(proof: Proof, today: date) -> bool:
    """Claim that it need no longer be kept; on its last day it must be still."""
    return proof.keep_until < today


def decides(proof: Proof) -> str:
    """Say who decides on destruction."""
    if proof.government:
        return (
            "Dit valt onder de Archiefwet: de zorgdrager beslist, en maakt een verklaring van vernietiging op. "
            f"Verantwoordelijk voor het archief: {proof.officer}."
        )
    return f"Hierover beslist wie verantwoordelijk is voor het archief: {proof.officer}."
