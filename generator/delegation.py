"""The delegation file: its shape, and how its text becomes a `Delegation`.

The names of the attributes are the keys of the file, in Dutch, as its author writes them. Shape is
decided here and in `generator.parts` (keys, kinds of value, what must be there); what must hold
between values is decided in `generator.rules`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.fields import Datum, Facultatief, Formaat, Gevuld, Kenmerk, Lijst, Part, Regel, Tekst
from generator.parts import (
    Afwijking,
    Arbodienst,
    Archief,
    Bedrijfsarts,
    Gedragscode,
    Informeren,
    Looptijd,
    Ondertekening,
    Privacy,
    Taak,
    Taakgedelegeerde,
    Toezicht,
    Werkgever,
)
from generator.reading import Places, read_as

if TYPE_CHECKING:
    from generator.findings import Finding

_MOST = 4  # delegations that are remembered


class Delegation(Part):
    """One delegation as its author wrote it: who hands which tasks to whom, and until when."""

    formaat: Formaat
    kenmerk: Kenmerk
    plaats: Regel
    datum_opmaak: Datum
    looptijd: Looptijd
    bedrijfsarts: Bedrijfsarts
    taakgedelegeerde: Taakgedelegeerde
    werkgever: Werkgever
    arbodienst: Arbodienst
    taken: Gevuld[Taak]
    toezicht: Toezicht
    scholing: Lijst[Tekst]
    privacy: Privacy
    informeren: Informeren
    archief: Archief
    gedragscode: Facultatief[Gedragscode] = None
    afwijkingen: Lijst[Afwijking] = ()
    ondertekening: Facultatief[Ondertekening] = None

    @property
    def dienstverband(self) -> bool:
        """Whether the delegate is employed by the werkgever: then D2 and D3 are required."""
        return self.taakgedelegeerde.formele_werkgever == "werkgever"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What was read of a delegation file; see `generator.reading.Read`."""

    delegation: Delegation | None
    draft: Delegation | None
    findings: tuple[Finding, ...]
    places: Places


def parse(data: bytes) -> Parsed:
    """Read a delegation file; everything that is wrong with text and shape is a finding."""
    found = read_as(data, Delegation)
    return Parsed(delegation=found.value, draft=found.draft, findings=found.findings, places=found.places)


@lru_cache(maxsize=_MOST)
def delegation_in(data: bytes) -> Delegation | None:
    """Give the delegation that a file holds, None unless text and shape are in order; the same bytes are read once.

    A step asks for that of its dossier time and again, and each time of the bytes that lie there now.
    """
    return parse(data).delegation
