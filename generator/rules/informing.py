"""Who hears of the delegation: the employees, and the works council or staff representation before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.rules.rule import breach, rule
from generator.rules.words import is_void

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules.rule import Breach, Case


@rule(
    "V-27",
    "error",
    demand="De werknemers worden geïnformeerd: hoe, en uiterlijk op de dag van ingang. Wat zij ten minste horen staat in D9.",
    source="NVAB-FAQ wie moet de werknemers informeren; kernvoorwaarde 5",
)
def employees_are_informed_in_time(case: Case) -> Iterator[Breach]:
    """Require that employees are told, and not after the delegation begins."""
    told, begins = case.delegation.informeren, case.delegation.looptijd.ingang
    if is_void(told.wijze):
        yield breach(
            "informeren",
            "wijze",
            says="Er staat niet hoe de werknemers worden geïnformeerd. Zij moeten weten wie de taken uitvoert, dat de "
            "bedrijfsarts eindverantwoordelijk blijft en dat zij die altijd kunnen spreken. Beschrijf de wijze.",
        )
    if told.datum > begins:
        yield breach(
            "informeren",
            "datum",
            says=f"De werknemers worden op {told.datum} geïnformeerd, na de ingang van de delegatie ({begins}). Zij moeten het "
            "weten vóór het eerste contact. Informeer hen eerder, of laat de delegatie later ingaan.",
        )


@rule(
    "V-28",
    "error",
    demand="Een ondernemingsraad heeft ingestemd (datum), een personeelsvertegenwoordiging is betrokken (datum), of er staat bij "
    "waarom er geen is.",
    source="WOR 27; NVAB-FAQ instemming van de OR of PVT",
    also=("warning", "info"),
)
def representation_is_heard(case: Case) -> Iterator[Breach]:
    """Require the consent of a works council; ask for it of a staff representation, and for a reason if there is none."""
    body, begins = case.delegation.werkgever.medezeggenschap, case.delegation.looptijd.ingang
    path = ("werkgever", "medezeggenschap")
    if body.vorm == "geen":
        if body.reden is None or is_void(body.reden):
            yield breach(
                *path,
                says="Er is geen ondernemingsraad of personeelsvertegenwoordiging, maar er staat niet bij waarom niet. Later is "
                "dat niet meer na te gaan. Vul «reden» in, bijvoorbeeld het aantal werknemers.",
                severity="info",
            )
        return
    if body.instemming is None:
        is_council = body.vorm == "or"
        who = "De ondernemingsraad" if is_council else "De personeelsvertegenwoordiging"
        yield breach(
            *path,
            says=f"{who} heeft volgens dit bestand nog niet ingestemd. "
            + (
                "Voor de invoering van taakdelegatie is instemming nodig. "
                if is_council
                else "Betrek haar bij de invoering van taakdelegatie. "
            )
            + "Vul bij «instemming» de datum in waarop dat is gebeurd.",
            severity="error" if is_council else "warning",
        )
    elif body.instemming > begins:
        yield breach(
            *path,
            "instemming",
            says=f"De instemming is van {body.instemming}, na de ingang van de delegatie ({begins}). Instemming gaat aan de "
            "invoering vooraf. Verbeter een van beide datums.",
        )
    elif body.instemming > case.delegation.datum_opmaak:
        yield breach(
            *path,
            "instemming",
            says=f"De instemming is van {body.instemming}, na de opmaak van de documenten ({case.delegation.datum_opmaak}). Zij "
            "vermelden haar dan als een feit dat er nog niet is. Maak ze later op, of verbeter de datum.",
            severity="warning",
        )
