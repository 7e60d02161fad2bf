"""Which tasks may be delegated, and what must be agreed for each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.rules.rule import breach, rule
from generator.shape import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalogue import Task
    from generator.rules.rule import Breach, Case

TWENTY = "RSC-document, II, figuur «Twintig taken»; NVAB-standpunt taakdelegatie 2020"
_JUDGEMENT = "oordeel-vormen-en-adviseren"
_EXCEPT = re.compile(r"\W*(niet|geen|behalve)\b", re.IGNORECASE)


@rule(
    "V-10", "error", demand="Iedere taak staat in de takenlijst, en in het bestand één keer.", source=TWENTY
)
def tasks_are_known_and_named_once(case: Case) -> Iterator[Breach]:
    """Require that every task is one of the catalogue, and stands in the file once."""
    seen: dict[str, int] = {}
    for index, entry in enumerate(case.delegation.taken):
        if entry.taak not in case.tasks:
            yield breach(
                "taken",
                index,
                "taak",
                says=f"«{entry.taak}» is geen taak uit de lijst van {len(case.tasks)} taken die een bedrijfsarts kan "
                f"delegeren.{nearest(entry.taak, case.tasks)} Kies een taak uit de lijst; wat er niet in staat, kan "
                "niet worden gedelegeerd.",
            )
        elif entry.taak in seen:
            yield breach(
                "taken",
                index,
                "taak",
                says=f"De taak «{entry.taak}» staat al in het bestand, als taak {seen[entry.taak] + 1}. Onduidelijk is "
                "welke afspraken gelden. Voeg de twee samen.",
            )
        else:
            seen[entry.taak] = index


@rule(
    "V-11",
    "error",
    demand="Een taak zonder ster in de bron (lichamelijk onderzoek, aanvullend onderzoek, oordeel vormen, vaccinaties) wordt "
    "niet "
    "gedelegeerd.",
    source=TWENTY,
)
def tasks_are_delegable(case: Case) -> Iterator[Breach]:
    """Refuse a task that has no asterisk in the source."""
    for index, task in _known(case):
        if task.delegeerbaar or task.bron_onzeker:
            continue
        why = (
            "een casemanager velt geen eigenstandige medische oordelen en brengt geen eigenstandige medische "
            "adviezen uit, maar bereidt ze voor"
            if task.id == _JUDGEMENT
            else "zij vraagt kennis, vaardigheid en scholing die een casemanager niet heeft"
        )
        yield breach(
            "taken",
            index,
            "taak",
            says=f"De taak «{task.tekst.rstrip('.')}» kan niet aan een casemanager worden gedelegeerd: {why}. "
            "Verwijder deze taak; de bedrijfsarts doet haar zelf.",
        )


@rule(
    "V-12",
    "error",
    demand="Een taak waarover de bron onzeker is (beroepsziekten melden) wordt niet gedelegeerd zonder motivering en bron.",
    source=f"{TWENTY}; Arbowet 9 lid 3; ECLI:NL:TGZRAMS:2025:128",
    overridable=True,
)
def uncertain_tasks_are_not_delegated(case: Case) -> Iterator[Breach]:
    """Refuse, without a stated reason, a task on which figure and text of the source disagree."""
    for index, task in _known(case):
        if task.bron_onzeker:
            yield breach(
                "taken",
                index,
                "taak",
                says=f"Het is onzeker of «{task.tekst.rstrip('.')}» aan een casemanager kan worden gedelegeerd: de "
                "figuur in de bron geeft deze taak geen ster, de tekst telt een taak meer dan de figuur, en de wet "
                "draagt het melden aan de bedrijfsarts op. Verwijder de taak, of motiveer bij «afwijkingen» met "
                "«regel: V-12», «motivering» en «bron».",
            )


@rule(
    "V-13",
    "error",
    demand="Per taak staan omvang (met wat is uitgezonderd), bekwaamheid en toezicht vast, en zo nodig aanwijzingen.",
    also=("warning",),
    source="Werkwijzer Taakdelegatie 2019 (kernvoorwaarden 1 en 2); NVAB-FAQ overeenkomst taakdelegatie",
)
def extent_and_instructions_are_clear(case: Case) -> Iterator[Breach]:
    """Require that what is left out of a task is written out, and ask for instructions."""
    for index, entry in enumerate(case.delegation.taken):
        if entry.omvang == "gedeeltelijk" and entry.uitgezonderd is None:
            yield breach(
                "taken",
                index,
                "omvang",
                says=f"De taak «{entry.taak}» wordt gedeeltelijk gedelegeerd, maar er staat niet welk deel bij de "
                "bedrijfsarts blijft. Schrijf dat bij «uitgezonderd».",
            )
        if entry.omvang == "volledig" and entry.uitgezonderd is not None:
            yield breach(
                "taken",
                index,
                "uitgezonderd",
                says=f"De taak «{entry.taak}» wordt volledig gedelegeerd, maar er is een deel uitgezonderd. Schrijf "
                "«omvang: gedeeltelijk», of verwijder «uitgezonderd».",
            )
        if found := _EXCEPT.match(entry.uitgezonderd or ""):
            yield breach(
                "taken",
                index,
                "uitgezonderd",
                says=f"Wat bij de bedrijfsarts blijft, begint met «{found[1]}». In de overeenkomst komt ervoor «De "
                "bedrijfsarts houdt zelf:»; samen zegt dat het omgekeerde. Noem het deel zelf.",
                severity="warning",
            )
        if not (entry.aanwijzingen or "").strip():
            yield breach(
                "taken",
                index,
                "aanwijzingen",
                says=f"Voor de taak «{entry.taak}» zijn geen aanwijzingen gegeven. De bedrijfsarts moet die zo nodig "
                "geven; noem bijvoorbeeld het protocol en zijn versie, of leg vast dat ze niet nodig zijn.",
                severity="warning",
            )


def _known(case: Case) -> Iterator[tuple[int, Task]]:
    for index, entry in enumerate(case.delegation.taken):
        if entry.taak in case.tasks:
            yield index, case.tasks[entry.taak]
