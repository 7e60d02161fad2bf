"""The delegation file: its shape, and how its text becomes a `Delegation`.

The names of the attributes are the keys of the file, in Dutch, as its author writes them. Shape is
decided here and in `generator.parts` (keys, kinds of value, what must be there); what must hold
between values is decided in `generator.rules`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from generator import source
from generator.fields import Datum, Facultatief, Formaat, Gevuld, Kenmerk, Lijst, Part, Regel, Tekst
from generator.nodes import START, Node, Path, Place
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
from generator.shape import shape_findings

if TYPE_CHECKING:
    from generator.findings import Finding


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
class Places:
    """Where in the text each value of the file stands."""

    root: Node | None

    def of(self, path: Path, *, at_key: bool = False) -> Place:
        """Give line and column of the value at `path` (or its key); of what lacks it, where it is missing."""
        return START if self.root is None else self.root.place(path, at_key=at_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What was read of a delegation file.

    `delegation` is there if and only if text and shape are without findings. `draft` is what the
    rules may look at: it also exists when the only fault is a superfluous or repeated key, so that
    a slip of the pen does not hide a forbidden role.
    """

    delegation: Delegation | None
    draft: Delegation | None
    findings: tuple[Finding, ...]
    places: Places


def parse(data: bytes) -> Parsed:
    """Read a delegation file; everything that is wrong with text and shape is a finding."""
    text = source.read(data)
    if text.root is None:
        return Parsed(delegation=None, draft=None, findings=text.findings, places=Places(root=None))
    delegation: Delegation | None = None
    draft: Delegation | None = None
    findings = text.findings
    try:
        delegation = draft = Delegation.model_validate(text.root.value)
    except ValidationError as err:
        findings += shape_findings(err, Delegation, text.root)
        draft = _draft(text.root)
    return Parsed(
        delegation=None if findings else delegation,
        draft=draft,
        findings=findings,
        places=Places(root=text.root),
    )


def _draft(root: Node) -> Delegation | None:
    try:
        return Delegation.model_validate(root.value, extra="ignore")
    except ValidationError:
        return None
