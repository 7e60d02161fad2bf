"""The terms with which we fill MDTO, each from its own list: those of MDTO, PRONOM, and one of ours."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from generator.archive.mdto import Begrip
from generator.archive.model import EventKind, FileKind

_PRONOM = "PRONOM-register"
_NO_REGISTER = "Formaten zonder code in het PRONOM-register"
_MUNICIPAL = "Selectielijst gemeenten en intergemeentelijke organen 2020"

DOSSIER = Begrip(label="Dossier", lijst="Begrippenlijst Aggregatieniveaus MDTO")
ARCHIEFSTUK = Begrip(label="Archiefstuk", lijst="Begrippenlijst Aggregatieniveaus MDTO")
TIJDELIJK = Begrip(label="Tijdelijk te bewaren", code="V", lijst="Begrippenlijst Waarderingen MDTO")
SHA256 = Begrip(label="SHA-256", lijst="Begrippenlijst ChecksumAlgoritme MDTO")
OVERIG = Begrip(label="Overig", lijst="Begrippenlijst BeperkingGebruikTypeLijst MDTO")
BELANGHEBBENDE = Begrip(label="Belanghebbende", lijst="Begrippenlijst Relatietypen (betrokkene) MDTO")
REFEREERT_AAN = Begrip(label="Refereert aan", lijst="Begrippenlijst Relatietypen (informatieobject) MDTO")
# MDTO has no list for this one; the term is that of its own example.
LOOPTIJD = Begrip(label="Looptijd van de delegatie", lijst="Begrippen taakdelegatie")

# As PRONOM has them (release 121, checked in its own files); the version stands in the name as in MDTO's example.
FORMATS: Mapping[FileKind, Begrip] = MappingProxyType(
    {
        "pdf": Begrip(label="Acrobat PDF/A - Portable Document Format 2a", code="fmt/476", lijst=_PRONOM),
        "verklaring": Begrip(
            label="Acrobat PDF/A - Portable Document Format 3a", code="fmt/479", lijst=_PRONOM
        ),
        "word": Begrip(label="Microsoft Word for Windows 2007 onwards", code="fmt/412", lijst=_PRONOM),
        "validatie": Begrip(label="Extensible Markup Language 1.0", code="fmt/101", lijst=_PRONOM),
        "premis": Begrip(label="Extensible Markup Language 1.0", code="fmt/101", lijst=_PRONOM),
        "yaml": Begrip(label="YAML", code="fmt/818", lijst=_PRONOM),
        "json": Begrip(label="JSON Data Interchange Format", code="fmt/817", lijst=_PRONOM),
        "jsonl": Begrip(label="JSON Lines Text Format", code="fmt/2054", lijst=_PRONOM),
        "certificaat": Begrip(label="X.509-certificaat in PEM (RFC 7468)", lijst=_NO_REGISTER),
        "manifest": Begrip(label="Plain Text File", code="x-fmt/111", lijst=_PRONOM),
        "tekst": Begrip(label="Plain Text File", code="x-fmt/111", lijst=_PRONOM),
    }
)


def event(kind: EventKind) -> Begrip:
    """Give the type of an event."""
    return Begrip(label=kind, lijst="Begrippenlijst EventTypeLijst MDTO")


def category(code: str | None, *, municipal: bool, creator: str) -> Begrip | None:
    """Give the category of a selection list, if the delegation file names one: nothing but its code is known.

    Only of a gemeente we know which list that is.
    """
    if not code:
        return None
    lijst = _MUNICIPAL if municipal else f"Selectielijst van {creator}"
    return Begrip(label=f"Categorie {code}", code=code, lijst=lijst)
