"""What the delegate's employment asks: the four additional measures, or less."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

from generator.rules.rule import breach, rule
from generator.rules.words import is_void

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules.rule import Breach, Case

_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_OF_NOTHING = sha256(b"").hexdigest()

MEASURES = "RSC-document, III.1 (vier aanvullende maatregelen)"


@rule(
    "R-05",
    "error",
    demand="Is de taakgedelegeerde in dienst van de werkgever, dan is er wat de vier aanvullende maatregelen (D2 tot en met D5) "
    "vragen.",
    source=MEASURES,
)
def four_measures_can_be_made(case: Case) -> Iterator[Breach]:
    """Require what D2 to D5 are made of, if the werkgever employs the delegate."""
    delegation = case.delegation
    same_entity = delegation.arbodienst.kvk_nummer == delegation.werkgever.kvk_nummer
    if same_entity and delegation.taakgedelegeerde.formele_werkgever == "arbodienst":
        yield breach(
            "taakgedelegeerde",
            "formele_werkgever",
            says="De arbodienst heeft hetzelfde KvK-nummer als de werkgever en is dus dezelfde rechtspersoon: de "
            "taakgedelegeerde is in dienst van de werkgever. Daarvoor gelden vier aanvullende maatregelen. "
            "Schrijf «formele_werkgever: werkgever» en vul «arbeidsovereenkomst» in, of verbeter het KvK-nummer.",
        )
    if not delegation.dienstverband:
        return
    start = (
        "De taakgedelegeerde is in dienst van de werkgever; dat kan alleen met vier aanvullende maatregelen."
    )
    if delegation.taakgedelegeerde.arbeidsovereenkomst is None:
        yield breach(
            "taakgedelegeerde",
            "arbeidsovereenkomst",
            says=f"{start} De ontslagbescherming (D3) en de werkgeversverklaring (D2) verwijzen naar de "
            "arbeidsovereenkomst. Vul «arbeidsovereenkomst» in: datum, functie, motivering en andere_werkzaamheden.",
        )
    if delegation.gedragscode is None:
        yield breach(
            "gedragscode",
            says=f"{start} Een daarvan is een gedragscode die de onafhankelijkheid van de bedrijfsarts waarborgt "
            "(D4). Vul «gedragscode» in: titel, versie en sha256.",
        )


@rule(
    "R-06",
    "warning",
    demand="Ook zonder dienstverband bij de werkgever is er een gedragscode (D4); de geheimhouding (D5) wordt altijd gemaakt.",
    source="RSC-document, III.1; BW 7:457 lid 2; Wet BIG 88; eigen regel",
)
def code_of_conduct_without_employment(case: Case) -> Iterator[Breach]:
    """Advise a code of conduct where it is not required; secrecy (D5) is always required."""
    delegation = case.delegation
    if delegation.dienstverband:
        return
    if delegation.gedragscode is None:
        yield breach(
            "gedragscode",
            says="Er is geen gedragscode genoemd, dus de onderschrijving daarvan (D4) wordt niet gemaakt. Zonder "
            "dienstverband bij de werkgever is zij niet verplicht, wel aan te raden: zij waarborgt de "
            "onafhankelijkheid van de bedrijfsarts. Vul «gedragscode» in.",
        )
    if delegation.taakgedelegeerde.arbeidsovereenkomst is not None:
        yield breach(
            "taakgedelegeerde",
            "arbeidsovereenkomst",
            says="«arbeidsovereenkomst» gaat over een dienstverband bij de werkgever, maar «formele_werkgever» noemt "
            "een ander. Is de taakgedelegeerde in dienst van de werkgever, dan gelden vier aanvullende maatregelen. "
            "Verbeter «formele_werkgever», of verwijder «arbeidsovereenkomst».",
        )


@rule(
    "R-09",
    "info",
    demand="Delegeren aan iemand in dienst van de werkgever is gemotiveerd: eenvoudiger is iemand van buiten.",
    source=MEASURES,
)
def employment_is_motivated(case: Case) -> Iterator[Breach]:
    """Say that delegating to the werkgever's own people is not the simplest way, and is motivated."""
    if case.delegation.dienstverband:
        yield breach(
            "taakgedelegeerde",
            "formele_werkgever",
            says="De taakgedelegeerde is in dienst van de werkgever. De eenvoudigste oplossing is aan iemand van buiten "
            "te delegeren; de reden om dat niet te doen staat bij «motivering» en komt in de overeenkomst.",
        )


@rule(
    "V-35",
    "error",
    demand="De gedragscode is aangeduid met titel, versie en SHA-256 van het bestand.",
    source="RSC-document, III.1 (derde van de vier elementen); eigen regel",
)
def code_of_conduct_is_identified(case: Case) -> Iterator[Breach]:
    """Require title, version and digest of the code that is subscribed to: it is referred to, never reproduced."""
    code = case.delegation.gedragscode
    if code is None:
        return
    for key in ("titel", "versie"):
        if is_void(getattr(code, key)):
            yield breach(
                "gedragscode",
                key,
                says=f"De {key} van de gedragscode is niet ingevuld. De taakgedelegeerde moet weten welke tekst wordt "
                "onderschreven. "
                "Neem haar over van de code zelf.",
            )
    if not _SHA256.fullmatch(code.sha256):
        yield breach(
            "gedragscode",
            "sha256",
            says="Hier hoort de SHA-256 van het bestand met de gedragscode: 64 tekens, de cijfers 0-9 en de letters a-f. Daarmee "
            "staat vast welke tekst is onderschreven. Bereken haar, bijvoorbeeld met «sha256sum».",
        )
    elif code.sha256.lower() == _OF_NOTHING:
        yield breach(
            "gedragscode",
            "sha256",
            says="Dit is de SHA-256 van een leeg bestand. Zo staat niet vast welke tekst is onderschreven. Bereken haar van het "
            "bestand met de gedragscode.",
        )
