"""Privacy: no data of employees in this file, and clear limits to what the delegate may see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.rules import search
from generator.rules.rule import breach, rule, text_rule
from generator.rules.words import folded, is_void, says

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.nodes import Node
    from generator.rules.rule import Breach, Case

_EVERYTHING = re.compile(
    r"\b(?:alles|onbeperkt|alle (?:medische )?(?:gegevens|informatie|dossiers?)|(?:hele|gehele|volledige?|complete?) "
    r"(?:medisch(?:e)? )?dossier)\b(?!.*\b(?:behalve|voor zover|uitgezonderd)\b)",
    re.IGNORECASE,
)


@text_rule(
    "V-08",
    "error",
    demand="Nergens staat een burgerservicenummer: geen getal van acht of negen cijfers dat aan de elfproef voldoet, buiten "
    "KvK-nummer, RSIN, BIG-nummer, telefoon, controlegetal en datum; en geen sleutel die ernaar heet.",
    source=search.NO_NUMBER,
)
def no_citizen_numbers(root: Node) -> Iterator[Breach]:
    """Refuse what can be a citizen service number, wherever it stands."""
    return search.citizen_numbers(root)


@text_rule(
    "V-09",
    "error",
    demand="Nergens staan gegevens van een werknemer of patiënt; soorten gegevens («klachten» bij inzage) mogen wel worden "
    "genoemd.",
    source=search.NO_EMPLOYEES,
)
def no_employee_data(root: Node) -> Iterator[Breach]:
    """Refuse what seems to be about one employee."""
    return search.employees(root)


@rule(
    "V-29",
    "error",
    demand="Het dossier heeft een afgeschermd deel, per taak staat wat de taakgedelegeerde mag zien, de "
    "verwerkingsverantwoordelijke is genoemd, en met iedere verwerker is een verwerkersovereenkomst gesloten.",
    source="NVAB-FAQ leden van een behandelteam (1-3-2024); AVG 9 en 28; eigen regel",
    also=("warning",),
)
def access_is_limited(case: Case) -> Iterator[Breach]:
    """Require a part of the file that is closed to the delegate, and a scope for each task."""
    privacy, delegation = case.delegation.privacy, case.delegation
    if not privacy.afgeschermd_dossierdeel:
        yield breach(
            "privacy",
            "afgeschermd_dossierdeel",
            says="Er is geen afgeschermd deel van het dossier. De bedrijfsarts moet gegevens kunnen vastleggen die de "
            "taakgedelegeerde niet ziet. Richt het in en schrijf «afgeschermd_dossierdeel: true».",
        )
    for index, entry in enumerate(delegation.taken):
        scope = ("taken", index, "inzage")
        if not entry.inzage:
            yield breach(
                *scope,
                says=f"Voor de taak «{entry.taak}» staat niet welke gegevens de taakgedelegeerde mag zien. Inzage is alleen "
                "toegestaan voor zover een taak die vraagt. Noem de soorten gegevens; is er geen inzage nodig, schrijf dan "
                "«inzage: [geen]».",
            )
        for number, line in enumerate(entry.inzage):
            if says(_EVERYTHING, line):
                yield breach(
                    *scope,
                    number,
                    says=f"«{line}» is geen grens aan de inzage: een deel van het dossier blijft voor de taakgedelegeerde "
                    "gesloten. "
                    "Noem de soorten gegevens die de taak vraagt.",
                )
    yield from _controller(case)
    for index, processor in enumerate(privacy.verwerkers):
        if processor.verwerkersovereenkomst is None:
            yield breach(
                "privacy",
                "verwerkers",
                index,
                says=f"Met de verwerker «{processor.naam}» is volgens dit bestand geen verwerkersovereenkomst gesloten. Zonder "
                "die "
                "mag een ander geen persoonsgegevens verwerken. Vul bij «verwerkersovereenkomst» de datum in.",
                severity="warning",
            )


def _controller(case: Case) -> Iterator[Breach]:
    privacy, delegation = case.delegation.privacy, case.delegation
    path = ("privacy", "verwerkingsverantwoordelijke")
    if is_void(privacy.verwerkingsverantwoordelijke):
        yield breach(
            *path,
            says="Er is geen verwerkingsverantwoordelijke genoemd. Werknemers moeten weten wie voor hun gegevens instaat. Noem "
            "de "
            "organisatie die het medisch dossier beheert.",
        )
    apart = delegation.arbodienst.kvk_nummer != delegation.werkgever.kvk_nummer
    if apart and folded(privacy.verwerkingsverantwoordelijke) == folded(delegation.werkgever.naam):
        yield breach(
            *path,
            says="De werkgever is hier verwerkingsverantwoordelijke voor medische gegevens. De werkgever mag die niet zien. "
            "Noem de "
            "organisatie van de bedrijfsarts, of laat nagaan of dit klopt.",
            severity="warning",
        )
