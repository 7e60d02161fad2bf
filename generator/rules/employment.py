"""What the delegate's employment asks: the four additional measures, or less."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.rules.rule import breach, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules.rule import Breach, Case

MEASURES = "RSC-document, III.1 (vier aanvullende maatregelen)"


@rule("R-05", "error", source=MEASURES)
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


@rule("R-06", "warning", source="RSC-document, III.1; BW 7:457 lid 2; Wet BIG 88; eigen regel")
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


@rule("R-09", "info", source=MEASURES)
def employment_is_motivated(case: Case) -> Iterator[Breach]:
    """Say that delegating to the werkgever's own people is not the simplest way, and is motivated."""
    if case.delegation.dienstverband:
        yield breach(
            "taakgedelegeerde",
            "formele_werkgever",
            says="De taakgedelegeerde is in dienst van de werkgever. De eenvoudigste oplossing is aan iemand van buiten "
            "te delegeren; de reden om dat niet te doen staat bij «motivering» en komt in de overeenkomst.",
        )
