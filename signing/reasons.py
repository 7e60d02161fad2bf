"""Every reason that a verdict can have: which step found it, on what ground, and what it makes of the verdict.

The one table of codes. What a code means for a layman is in `generator/judgement/redenen.toml`; what it is called
in a validation report (TS 119 102-2) is the sub-indication here. Steps 1 to 9 are those of `verify`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Weight = Literal["invalid", "indeterminate"]

BEFORE, DOSSIER, PACKAGE = 0, 10, 11
STEPS: Mapping[int, str] = MappingProxyType(
    {
        BEFORE: "vóór het ondertekenen",
        1: "het bestand is te lezen, op één manier",
        2: "de ondertekenvelden zijn die van het plan",
        3: "elke uitbreiding van het bestand hoort bij een handtekening",
        4: "het bestand begint met het document dat is gemaakt",
        5: "elke handtekening is echt, en gold toen zij werd gezet",
        6: "na elke handtekening is alleen gebeurd wat mocht",
        7: "de juiste personen tekenden, in de juiste volgorde",
        8: "het niveau is bereikt dat nodig is",
        9: "elke bladzijde ziet er nog uit zoals bij elke handtekening",
        DOSSIER: "het dossier klopt als geheel",
        PACKAGE: "het archiefpakket klopt als geheel",
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """What a code stands for.

    `sub` is the sub-indication of EN 319 102-1 (5.1.3, table 6). Where it is empty a constraint of the plan is
    not met, which that standard has one word for.
    """

    step: int
    ground: str
    verdict: Weight
    sub: str = ""


# Grounds that several reasons share.
_FORMAT = "EN 319 102-1, 5.2.2"
_PATH = "EN 319 102-1, 5.2.6"
_CRYPTO = "EN 319 102-1, 5.2.7"
_ACCEPTANCE = "EN 319 102-1, 5.2.8"
_TIME = "EN 319 102-1, 5.5"
_PAST = "EN 319 102-1, 5.6.2"
_SIGNED_ALL = "ISO 32000-1, 12.8.1"
_GROWN = "ISO 32000-1, 7.5.6"
_CERTIFIED = "ISO 32000-1, 12.8.2.2"
_LOCKED = "ISO 32000-1, 12.8.2.4"
_PDFA = "ISO 19005-2"
_PDFUA = "ISO 14289-1"
_BAG = "RFC 8493, 3"
_PLAN = "het ondertekenplan in dossier.json"
_BOOKS = "de boeken van het dossier"
_RULE = "een eigen regel van dit programma"

_BAD: Weight = "invalid"
_OPEN: Weight = "indeterminate"

# A row a code, in the order of the steps. A code that is not here makes a verdict invalid.
REASONS: Mapping[str, Reason] = MappingProxyType(
    {
        "algoritme": Reason(BEFORE, "ETSI TS 119 312", _BAD),
        "plaatshouder": Reason(BEFORE, _SIGNED_ALL, _BAD),
        "versleuteld": Reason(BEFORE, _PDFA, _BAD),
        "pdf-2": Reason(BEFORE, _PDFA, _BAD),
        "certificering-p1": Reason(BEFORE, _CERTIFIED, _BAD),
        "xfa": Reason(BEFORE, _PDFA, _BAD),
        "need-appearances": Reason(BEFORE, _PDFA, _BAD),
        "reservevelden": Reason(BEFORE, _RULE, _BAD),
        "actie": Reason(BEFORE, _PDFA, _BAD),
        "geen-pdfa": Reason(BEFORE, _PDFA, _BAD),
        "niet-getagd": Reason(BEFORE, _PDFUA, _BAD),
        "tabvolgorde": Reason(BEFORE, _PDFUA, _BAD),
        "veld-eist-anders": Reason(BEFORE, "EN 319 142-1, 6.3", _BAD),
        "veld-zonder-label": Reason(BEFORE, _PDFUA, _BAD),
        "veld-niet-getagd": Reason(BEFORE, _PDFUA, _BAD),
        "veld-verborgen": Reason(BEFORE, _PDFA, _BAD),
        "veld-zonder-uiterlijk": Reason(BEFORE, _PDFA, _BAD),
        "lettertype": Reason(BEFORE, _PDFA, _BAD),
        "kleur": Reason(BEFORE, _PDFA, _BAD),
        "geen-pdf": Reason(1, _FORMAT, _BAD, "FORMAT_FAILURE"),
        "afgekapt": Reason(1, _FORMAT, _BAD, "FORMAT_FAILURE"),
        "onleesbaar": Reason(1, _FORMAT, _BAD, "FORMAT_FAILURE"),
        "dubbelzinnig": Reason(1, "ISO 32000-1, 7.5", _BAD),
        "te-groot": Reason(1, _RULE, _BAD),
        "te-lang": Reason(1, _RULE, _OPEN),
        "te-veel-geheugen": Reason(1, _RULE, _OPEN),
        "geen-ruimte": Reason(1, _RULE, _OPEN),
        "onbereikbaar": Reason(1, _RULE, _OPEN),
        "veld-ontbreekt": Reason(2, _PLAN, _BAD),
        "veld-onbekend": Reason(2, _PLAN, _BAD),
        "niet-ondertekend": Reason(2, _PLAN, _BAD, "FORMAT_FAILURE"),
        "onvolledig": Reason(2, _PLAN, _BAD),
        "niet-getoetst": Reason(2, _ACCEPTANCE, _OPEN, "GENERIC"),
        # What is shown is not what was signed: the form of signed PDFs is broken (EN 319 142-1, 5.5).
        "niet-gedekt": Reason(3, "ISO 32000-1, 12.8.1; EN 319 142-1, 5.5", _BAD, "FORMAT_FAILURE"),
        "ondertekend-bereik": Reason(3, "ISO 32000-1, 12.8.1; EN 319 142-1, 5.5", _BAD, "FORMAT_FAILURE"),
        "revisie-zonder-handtekening": Reason(3, _GROWN, _BAD),
        "ander-document": Reason(4, _BOOKS, _BAD),
        "gewijzigd-bij-uitgifte": Reason(4, _GROWN, _BAD, "FORMAT_FAILURE"),
        "gewijzigd": Reason(5, _CRYPTO, _BAD, "HASH_FAILURE"),
        "vorm": Reason(5, _FORMAT, _BAD, "FORMAT_FAILURE"),
        "ongeldig": Reason(5, "EN 319 102-1, 5.1.3", _BAD, "GENERIC"),
        "ingetrokken": Reason(5, _PATH, _BAD, "REVOKED"),
        "nog-niet-geldig": Reason(5, _TIME, _BAD, "NOT_YET_VALID"),
        "tijdstempel": Reason(5, "EN 319 102-1, 5.4", _BAD),
        "wortel-onbekend": Reason(5, _PATH, _OPEN, "NO_CERTIFICATE_CHAIN_FOUND"),
        "status-onbekend": Reason(5, "EN 319 102-1, 5.2.5", _OPEN, "TRY_LATER"),
        "ingetrokken-later": Reason(5, _PAST, _OPEN, "REVOKED_NO_POE"),
        "verlopen": Reason(5, _PAST, _OPEN, "OUT_OF_BOUNDS_NO_POE"),
        "verouderd": Reason(5, _PAST, _OPEN, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"),
        "tijd-volgorde": Reason(5, "EN 319 102-1, 5.5.4", _OPEN, "TIMESTAMP_ORDER_FAILURE"),
        "zonder-tijdstempel": Reason(5, _TIME, _OPEN),
        "nog-niet-gezet": Reason(5, _TIME, _OPEN),
        "niet-gekwalificeerd": Reason(5, "ETSI TS 119 615", _BAD),
        "kwalificatie-onbekend": Reason(5, "ETSI TS 119 615", _OPEN),
        "wijziging-na-ondertekening": Reason(6, "ISO 32000-1, 12.8.4", _BAD, "FORMAT_FAILURE"),
        "certificering": Reason(6, _CERTIFIED, _BAD),
        "verkeerd-veld": Reason(6, "EN 319 142-1, 5.4.3", _BAD),
        "slot": Reason(6, _LOCKED, _BAD),
        "verkeerde-persoon": Reason(7, _PLAN, _BAD),
        "persoon-onbekend": Reason(7, _PLAN, _OPEN),
        "volgorde": Reason(7, _PLAN, _BAD),
        "niveau": Reason(8, "EN 319 142-1, 6.1", _BAD),
        "beeld-gewijzigd": Reason(9, _RULE, _BAD),
        "beeld-onbekend": Reason(9, _RULE, _OPEN),
        "ontbreekt": Reason(DOSSIER, _BOOKS, _BAD),
        "onbekend-bestand": Reason(DOSSIER, _BOOKS, _BAD),
        "word-gewijzigd": Reason(DOSSIER, _BOOKS, _BAD),
        "delegatie": Reason(DOSSIER, _BOOKS, _BAD),
        "aanvulling": Reason(DOSSIER, _BOOKS, _BAD),
        "plan": Reason(DOSSIER, _BOOKS, _BAD),
        "document-onbekend": Reason(DOSSIER, _BOOKS, _BAD),
        "document-ontbreekt": Reason(DOSSIER, _BOOKS, _BAD),
        "logboek": Reason(DOSSIER, _BOOKS, _BAD),
        "volgorde-documenten": Reason(DOSSIER, _PLAN, _BAD),
        "volgorde-onbewezen": Reason(DOSSIER, _PLAN, _OPEN),
        "na-ingang": Reason(DOSSIER, "de ingangsdatum in delegatie.yaml", _OPEN),
        "herbouw": Reason(DOSSIER, _RULE, _BAD),
        "herbouw-anders": Reason(DOSSIER, _RULE, _OPEN),
        "verklaring": Reason(DOSSIER, "de dossierverklaring (D14)", _BAD),
        "verklaring-ontbreekt": Reason(DOSSIER, "de dossierverklaring (D14)", _BAD),
        "verklaring-onecht": Reason(DOSSIER, "de verklaring van weigering of intrekking (D15, D16)", _BAD),
        "verklaring-weg": Reason(DOSSIER, "de verklaring van weigering of intrekking (D15, D16)", _BAD),
        "na-verklaring": Reason(DOSSIER, "de verklaring van weigering of intrekking (D15, D16)", _BAD),
        "geweigerd": Reason(DOSSIER, "de verklaring van weigering (D15)", _BAD),
        "ingetrokken-dossier": Reason(DOSSIER, "de verklaring van intrekking (D16)", _BAD),
        "pakket-gewijzigd": Reason(PACKAGE, _BAG, _BAD),
        "pakket-ontbreekt": Reason(PACKAGE, _BAG, _BAD),
        "pakket-onbekend-bestand": Reason(PACKAGE, _BAG, _BAD),
        "pakket-onleesbaar": Reason(PACKAGE, _BAG, _BAD),
        "pakbon": Reason(PACKAGE, _RULE, _BAD),
        "mdto": Reason(PACKAGE, "MDTO 1.0.1", _BAD),
        "geschiedenis": Reason(PACKAGE, "de archiefverklaring (D17)", _BAD),
        "archiefverklaring": Reason(PACKAGE, "de archiefverklaring (D17)", _BAD),
        "ander-beheer": Reason(PACKAGE, "de archiefverklaring (D17)", _OPEN),
    }
)


def verdict_of(code: str) -> Weight:
    """Say what a problem with this code makes of the verdict; what nobody knows is invalid."""
    known = REASONS.get(code)
    return known.verdict if known else _BAD


def sub_indication(code: str) -> str:
    """Give the sub-indication that the standard has for this code; empty when it has none of its own."""
    known = REASONS.get(code)
    return known.sub if known else ""
