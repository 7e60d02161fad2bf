"""What a delegation file cannot show by itself, and where it is looked at instead; what its format guards.

The checks themselves stand where the facts are: in the text as printed, in the dossier, in what is asked
of a command. Here they are named, so that no rule is without a place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from generator.rules.rule import Norm

if TYPE_CHECKING:
    from collections.abc import Mapping

Step = Literal["formaat", "controleer", "genereer", "onderteken", "verzegel", "verifieer", "neem-terug"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere(Norm):
    """A norm that is looked at in other steps than the check of one file; `how` tells in Dutch what happens."""

    steps: tuple[Step, ...]
    how: str


ELSEWHERE: tuple[Elsewhere, ...] = (
    Elsewhere(
        id="R-10",
        severity="error",
        demand="Een beroep op de NVAB maakt de combinatie van R-03 niet toelaatbaar.",
        source="RSC-document, III.1; NVAB zoals aangehaald door anderen",
        steps=("controleer",),
        how="onderdeel van de melding bij R-03, die het verschil van inzicht noemt",
    ),
    Elsewhere(
        id="R-15",
        severity="error",
        demand="Verandert tijdens de looptijd een rol, dan is de uitvoering vanaf die dag opgeschort en neemt de bedrijfsarts "
        "de taken terug.",
        source="RSC-document, III.1 («gelijktijdig»); eigen regel",
        steps=("genereer", "neem-terug"),
        how="met de nieuwe rol in het bestand weigeren R-03, R-04 en R-08 nieuwe documenten; de terugname (D12) kan altijd "
        "worden "
        "gemaakt, ook van zo'n bestand",
    ),
    Elsewhere(
        id="V-04",
        severity="error",
        demand="In ieder document waarin naam en beroep van de bedrijfsarts staan, staat ook het BIG-nummer.",
        source="Wet BIG (plicht sinds 1 april 2019)",
        steps=("genereer",),
        how="het ingevulde document wordt gelezen; zonder nummer wordt het niet gemaakt",
    ),
    Elsewhere(
        id="V-24",
        severity="error",
        demand="De rollen zijn beoordeeld: R-01 tot en met R-15; «andere_rollen» is ingevuld, een lege lijst is een verklaring.",
        source="RSC-document, III.1 (zesde kernvoorwaarde)",
        steps=("formaat", "controleer"),
        how="de sleutel is verplicht; de regels R-01 tot en met R-14 beoordelen wat er staat",
    ),
    Elsewhere(
        id="V-25",
        severity="error",
        demand="Bij een dienstverband bij de werkgever zijn D2 tot en met D5 er, en zijn zij ondertekend vóór de opdracht.",
        source="RSC-document, III.1 (vier aanvullende maatregelen)",
        steps=("onderteken", "verifieer"),
        how="de bedrijfsarts kan D1 niet tekenen zolang er een ontbreekt of niet compleet is, en zonder wordt niet verzegeld; "
        "`verifieer` noemt wat ontbreekt en wat in de verkeerde volgorde is getekend",
    ),
    Elsewhere(
        id="V-26",
        severity="error",
        demand="De werkgeversverklaring (D2) noemt dezelfde persoon en dezelfde werkgever, en eindigt niet vóór de overeenkomst.",
        source="RSC-document, III.1 (tweede van de vier elementen)",
        steps=("genereer",),
        how="het ingevulde document wordt gelezen; klopt het niet, dan wordt het niet gemaakt",
    ),
    Elsewhere(
        id="V-33",
        severity="error",
        demand="Een andere bedrijfsarts vraagt een nieuwe overeenkomst (D1) en een nieuwe beoordeling (D8), geen wijziging.",
        source="Eigen regel (persoonlijke opdracht)",
        steps=("genereer",),
        how="een dossier van een andere bedrijfsarts wordt niet overschreven; neem een nieuw kenmerk",
    ),
    Elsewhere(
        id="V-34",
        severity="warning",
        demand="Een bedrijfsarts heeft tegelijk niet meer taakgedelegeerden dan het maximum (10, instelbaar).",
        source="Eigen regel (toezicht)",
        steps=("controleer",),
        how="geteld over de bestanden die samen worden gecontroleerd",
    ),
)

# What no rule has to ask, because a file without it has no shape: the keys, by the rule that needs them.
FORMAT: Mapping[str, tuple[str, ...]] = {
    "R-01": ("bedrijfsarts.functie",),
    "V-01": ("bedrijfsarts.big_nummer",),
    "V-03": ("bedrijfsarts.specialisme", "bedrijfsarts.big_controle"),
    "V-06": ("taakgedelegeerde.rsc", "taakgedelegeerde.rsc.titel"),
    "V-07": ("werkgever.kvk_nummer", "arbodienst.kvk_nummer"),
    "V-13": ("taken[0].omvang", "taken[0].bekwaamheid", "taken[0].toezicht"),
    "V-14": ("taken[0].bekwaamheid.zelfbeoordeling", "taken[0].bekwaamheid.beoordeling_bedrijfsarts"),
    "V-17": ("looptijd.ingang", "looptijd.einde"),
    "V-20": ("toezicht.overleg",),
    "V-21": ("toezicht.wijze", "toezicht.bereikbaarheid"),
    "V-22": ("looptijd.evaluaties",),
    "V-23": ("scholing",),
    "V-24": ("taakgedelegeerde.andere_rollen",),
    "V-27": ("informeren.wijze", "informeren.datum"),
    "V-28": ("werkgever.medezeggenschap.vorm",),
    "V-29": ("privacy.afgeschermd_dossierdeel", "privacy.verwerkingsverantwoordelijke", "taken[0].inzage"),
    "V-30": ("toezicht.escalatie",),
    "V-31": ("werkgever.vertegenwoordiger.bevoegdheid",),
    "V-35": ("gedragscode.titel", "gedragscode.versie", "gedragscode.sha256"),
    "V-37": ("archief.bewaren_tot",),
}
