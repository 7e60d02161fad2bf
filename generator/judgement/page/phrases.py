"""The fixed Dutch sentences of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from signing.report import SignatureReport

Tone = Literal["good", "bad", "open"]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of signature is called: by itself, and before «van» and a name."""

    what: str
    named: str


KINDS: Mapping[str, Kind] = {
    "certificering": Kind("Zegel bij uitgifte", "het zegel bij uitgifte"),
    "handtekening": Kind("Handtekening", "de handtekening"),
    "sluitzegel": Kind("Sluitzegel", "het sluitzegel"),
    "archieftijdstempel": Kind("Tijdstempel voor het archief", "het tijdstempel voor het archief"),
}
TONES: Mapping[str, Tone] = {
    "GELDIG": "good",
    "ONGELDIG": "bad",
    "NIET VAST TE STELLEN": "open",
    "NOG NIET COMPLEET": "open",
    "INGETROKKEN": "bad",
    "GEWEIGERD": "bad",
}
# In a sentence: what the letters of a verdict say to who reads the page from top to bottom.
ANSWERS: Mapping[str, str] = {
    "GELDIG": "Ja",
    "ONGELDIG": "Nee",
    "NIET VAST TE STELLEN": "Dat is niet vast te stellen",
    "NOG NIET COMPLEET": "Nog niet",
    "INGETROKKEN": "Nee",
    "GEWEIGERD": "Nee",
}
_STOPPED = "Er is niets vervalst, maar op deze papieren samen kan niemand zich beroepen."
MEANS: Mapping[str, str] = {
    "GELDIG": "Alles is er, alle handtekeningen en zegels zijn echt, en sinds het tekenen is niets veranderd.",
    "ONGELDIG": "Er is iets mis. Vertrouw hier niet op voordat duidelijk is wat er aan de hand is.",
    "NIET VAST TE STELLEN": "Er is niets gevonden dat fout is, maar niet alles is te bewijzen.",
    "NOG NIET COMPLEET": "Er is niets gevonden dat fout is, maar er moet nog worden getekend of verzegeld.",
    "INGETROKKEN": f"De papieren zijn ingetrokken voordat zij klaar waren. {_STOPPED}",
    "GEWEIGERD": f"Iemand heeft geweigerd te tekenen. {_STOPPED}",
}
MEANS_OF_A_PAPER: Mapping[str, str] = {
    **MEANS,
    "GELDIG": "Alle handtekeningen en zegels op dit document zijn echt, en sinds het tekenen is niets veranderd.",
    "NOG NIET COMPLEET": "Er is niets gevonden dat fout is, maar dit document is nog niet getekend en verzegeld.",
}
EVERY_ONE = "alle handtekeningen, zegels en tijdstempels in dit document"
HEADINGS: Mapping[str, str] = {
    "ONGELDIG": "Wat is er mis?",
    "NIET VAST TE STELLEN": "Wat staat nog open?",
    "NOG NIET COMPLEET": "Wat moet er nog gebeuren?",
    "INGETROKKEN": "Wat is er aan de hand?",
    "GEWEIGERD": "Wat is er aan de hand?",
}
WEIGHS: Mapping[str, str] = {
    "invalid": "dit is niet goed",
    "indeterminate": "dit staat niet vast",
    "unfinished": "dit is nog niet af",
    "stopped": "het tekenen is gestopt",
}
STANDS: Mapping[str, str] = {
    "valid": "Ja",
    "invalid": "Nee",
    "indeterminate": "Niet vast te stellen",
    "alone": "Zij wel, maar het document klopt niet",
}
GLOSSARY: tuple[tuple[str, str], ...] = (
    (
        "Handtekening",
        "Een persoon heeft het document elektronisch ondertekend, met een certificaat waarin zijn of haar naam staat.",
    ),
    (
        "Zegel bij uitgifte",
        "De organisatie legde vast welk document werd aangeboden om te tekenen, en wat er daarna nog bij mocht.",
    ),
    ("Sluitzegel", "De organisatie sloot het document af nadat iedereen had getekend."),
    (
        "Tijdstempel voor het archief",
        "Een onafhankelijke dienst legde vast dat het hele document, met alles erin, er op dat moment al was.",
    ),
    (
        "Certificaat",
        "Een digitaal bewijs van een uitgever: deze sleutel hoort bij deze persoon of organisatie.",
    ),
    (
        "Wortelcertificaat",
        "Het certificaat van de uitgever zelf. Wie het rapport liet maken, zei welke uitgevers te vertrouwen zijn.",
    ),
    (
        "PAdES B-LTA",
        "Het hoogste niveau van de Europese norm: ook over jaren is dit te bewijzen. B-LT en B-T bewijzen korter of minder.",
    ),
    (
        "SHA-256",
        "De vingerafdruk van een bestand. Is er ook maar één teken anders, dan is de vingerafdruk anders.",
    ),
)


def by(one: SignatureReport) -> str:
    """Name a signature in a sentence: what it is, and whose."""
    kind = KINDS.get(one.kind)
    named = kind.named if kind else "de handtekening"
    role = f" ({one.role})" if one.kind == "handtekening" and one.role else ""
    return f"{named} van {one.signer}{role}"
