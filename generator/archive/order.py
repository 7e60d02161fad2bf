"""What a person asks of a package: who answers for it, who formed the archive, where it goes, in which form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.delegation import Delegation

Form = Literal["map", "tar", "zip"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What options and configuration say; empty where they are silent.

    `officer` answers for the validation (Archiefregeling art. 24 c), `creator` is the archiefvormer, `custodian`
    who seals the package where that is not the arbodienst, `target` where it is sent (on the pakbon).
    """

    officer: str = ""
    creator: str = ""
    custodian: str = ""
    target: str = ""
    form: Form = "map"

    def officer_of(self, delegation: Delegation) -> str:
        """Name the officer: as asked, or as the delegation file says."""
        return self.officer or delegation.archief.verantwoordelijke

    def creator_of(self, delegation: Delegation) -> str:
        """Name the archiefvormer: as asked; else the gemeente, or where there is none the arbodienst."""
        if self.creator:
            return self.creator
        employer = delegation.werkgever
        return employer.naam if employer.rechtsvorm == "gemeente" else delegation.arbodienst.naam
