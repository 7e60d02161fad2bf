"""The term of the delegation: an end, not too far away, and all that must be there before it begins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.rules.calendar import months_after
from generator.rules.rule import breach, rule
from generator.rules.search import ForbiddenKeys
from generator.rules.words import says, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules.rule import Breach, Case

NOT_STRUCTURAL = "Werkwijzer Taakdelegatie 2019 («niet structureel»); NVAB-FAQ overeenkomst taakdelegatie"
_RENEWAL = re.compile(
    r"\b(?:stilzwijgend|automatisch|telkens)e?\b.{0,40}\b(?:verleng\w*|voortgezet|vernieuw\w*)"
    r"|\b(?:verleng\w*|voortgezet|vernieuw\w*)\b.{0,40}\b(?:stilzwijgend|automatisch|telkens)",
    re.IGNORECASE,
)

KEYS = (
    ForbiddenKeys(
        id="V-18",
        names=frozenset(
            {
                "verlenging",
                "stilzwijgende_verlenging",
                "automatische_verlenging",
                "automatisch_verlengen",
                "verlengen",
            }
        ),
        says="taakdelegatie is niet structureel en wordt niet vanzelf verlengd.",
        source=NOT_STRUCTURAL,
        do="Verwijder haar; maak na afloop een nieuwe overeenkomst.",
    ),
)


@rule(
    "V-17",
    "error",
    demand="De delegatie heeft een einddatum, en die ligt na de ingangsdatum.",
    source=NOT_STRUCTURAL,
)
def ends_after_it_begins(case: Case) -> Iterator[Breach]:
    """Require that the delegation ends, and does so after it begins."""
    term = case.delegation.looptijd
    if term.einde <= term.ingang:
        yield breach(
            "looptijd",
            "einde",
            says=f"De einddatum {term.einde} ligt niet na de ingangsdatum {term.ingang}. Taakdelegatie is niet "
            "structureel en geldt voor een bepaalde tijd. Verbeter een van beide datums.",
        )


@rule(
    "V-18",
    "warning",
    demand="De looptijd is niet langer dan het maximum (24 maanden, instelbaar), en wordt niet stilzwijgend verlengd.",
    source=f"{NOT_STRUCTURAL}; eigen regel (maximum)",
    also=("error",),
)
def term_is_limited(case: Case) -> Iterator[Breach]:
    """Remark on a long term, and on words that make it longer by themselves."""
    term, most = case.delegation.looptijd, case.limits.months
    if term.einde > months_after(term.ingang, most):
        yield breach(
            "looptijd",
            "einde",
            says=f"De looptijd van {term.ingang} tot en met {term.einde} is langer dan {most} maanden. Taakdelegatie is niet "
            "structureel: bekwaamheid en toezicht moeten geregeld opnieuw worden bezien. Kies een eerdere einddatum.",
        )
    for path, text in texts(case.places.root):
        if says(_RENEWAL, text, hints=("verleng", "voortgezet", "vernieuw")):
            yield breach(
                *path,
                says="Hier staat dat de delegatie vanzelf wordt verlengd. Taakdelegatie is niet structureel, en de overeenkomst "
                "sluit stilzwijgende verlenging uit. Verwijder dit; maak na afloop een nieuwe overeenkomst.",
            )


@rule(
    "V-19",
    "error",
    demand="Wat aan de delegatie voorafgaat, is uiterlijk gedateerd op de dag van ingang: de documenten en de "
    "arbeidsovereenkomst; "
    "bij verzegelen en verifiëren ook de handtekeningen.",
    source="RSC-document, III.1; NVAB-FAQ bekwaamheid; eigen regel (volgorde van de documenten)",
)
def prerequisites_precede_the_start(case: Case) -> Iterator[Breach]:
    """Require that the papers are drawn up before the delegation begins; when they are signed is seen later."""
    delegation, begins = case.delegation, case.delegation.looptijd.ingang
    if delegation.datum_opmaak > begins:
        yield breach(
            "datum_opmaak",
            says=f"De documenten worden op {delegation.datum_opmaak} opgemaakt, na de ingang van de delegatie ({begins}). Vóór "
            "de "
            "opdracht van de bedrijfsarts mag de taakgedelegeerde geen taken uitvoeren. Laat de delegatie later ingaan.",
        )
    contract = delegation.taakgedelegeerde.arbeidsovereenkomst
    if contract is not None and contract.datum > begins:
        yield breach(
            "taakgedelegeerde",
            "arbeidsovereenkomst",
            "datum",
            says=f"De arbeidsovereenkomst is van {contract.datum}, na de ingang van de delegatie ({begins}). De "
            "ontslagbescherming (D3) vult haar aan en moet er vóór de ingang zijn. Verbeter een van beide datums.",
        )
