"""Competence for each task: judged from both sides before the agreement, and shown by evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.rules.rule import breach, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.parts import BeoordelingBedrijfsarts, Zelfbeoordeling
    from generator.rules.rule import Breach, Case

JUDGED = "Werkwijzer Taakdelegatie 2019 (kernvoorwaarde 3); RSC-document, III.2; NVAB-FAQ bekwaamheid"


@rule(
    "V-14",
    "error",
    demand="Taakgedelegeerde en bedrijfsarts hebben de bekwaamheid per taak beiden beoordeeld, uiterlijk op de dag van opmaak.",
    source=JUDGED,
)
def judgements_precede_the_agreement(case: Case) -> Iterator[Breach]:
    """Require both judgements on or before the day the agreement is drawn up."""
    made = case.delegation.datum_opmaak
    for path, who, judgement in _judgements(case):
        if judgement.datum > made:
            yield breach(
                *path,
                "datum",
                says=f"Het oordeel van {who} is van {judgement.datum}, na de opmaak van de overeenkomst ({made}). De "
                "bekwaamheid moet zijn beoordeeld voordat de overeenkomst wordt gesloten. Verbeter de datum, of maak "
                "de overeenkomst later op.",
            )


@rule(
    "V-15",
    "error",
    demand="Geen oordeel is «niet-bekwaam»; bij «bekwaam-onder-voorwaarden» staan de voorwaarden.",
    source=f"{JUDGED}; RSC-document, III (voorwaarde 2)",
)
def judged_competent(case: Case) -> Iterator[Breach]:
    """Refuse a task for which the delegate was judged not competent; require conditions to be written out."""
    for path, who, judgement in _judgements(case):
        if judgement.oordeel == "niet-bekwaam":
            yield breach(
                *path,
                "oordeel",
                says=f"Het oordeel van {who} is «niet-bekwaam». Een taak kan alleen worden gedelegeerd aan wie daarvoor "
                "aantoonbaar bekwaam is. Verwijder de taak, of beoordeel opnieuw na scholing.",
            )
        if judgement.oordeel == "bekwaam-onder-voorwaarden" and judgement.voorwaarden is None:
            yield breach(
                *path,
                "oordeel",
                says=f"Het oordeel van {who} is «bekwaam-onder-voorwaarden», maar de voorwaarden staan er niet bij. "
                "Schrijf ze bij «voorwaarden».",
            )


@rule(
    "V-16",
    "error",
    demand="Per taak is er ten minste één bewijs van bekwaamheid, dat bij de opmaak bestaat en niet is verlopen.",
    source="RSC-document, III.2 («aantoonbaar»); NVAB-FAQ welke taken en aan wie",
    also=("warning",),
)
def competence_is_shown(case: Case) -> Iterator[Breach]:
    """Require evidence of competence for each task, still valid when the agreement is drawn up."""
    made = case.delegation.datum_opmaak
    for index, entry in enumerate(case.delegation.taken):
        path = ("taken", index, "bekwaamheid", "bewijs")
        evidence = entry.bekwaamheid.bewijs
        if not evidence:
            yield breach(
                *path,
                says="Er is geen bewijs van bekwaamheid. De bekwaamheid moet aantoonbaar zijn. Noem bij «bewijs» ten "
                "minste één opleiding, certificaat, werkervaring of observatie.",
            )
        for number, item in enumerate(evidence):
            if item.geldig_tot is not None and item.geldig_tot < made:
                yield breach(
                    *path,
                    number,
                    "geldig_tot",
                    says=f"Het bewijs «{item.omschrijving}» is verlopen op {item.geldig_tot}, vóór de opmaak van de "
                    f"overeenkomst ({made}). Laat het verlengen, of noem ander bewijs.",
                    severity="warning",
                )
            if item.datum > made:
                yield breach(
                    *path,
                    number,
                    "datum",
                    says=f"Het bewijs «{item.omschrijving}» is van {item.datum}, na de opmaak van de overeenkomst "
                    f"({made}). Wat er nog niet is, bewijst niets. Verbeter de datum, of noem ander bewijs.",
                    severity="warning",
                )


def _judgements(
    case: Case,
) -> Iterator[tuple[tuple[str | int, ...], str, Zelfbeoordeling | BeoordelingBedrijfsarts]]:
    for index, entry in enumerate(case.delegation.taken):
        path = ("taken", index, "bekwaamheid")
        yield (*path, "zelfbeoordeling"), "de taakgedelegeerde", entry.bekwaamheid.zelfbeoordeling
        yield (
            (*path, "beoordeling_bedrijfsarts"),
            "de bedrijfsarts",
            entry.bekwaamheid.beoordeling_bedrijfsarts,
        )
