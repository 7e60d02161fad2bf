"""What the persons are and may call themselves: bedrijfsarts, delegate, signatory of the werkgever."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.rules.calendar import months_after
from generator.rules.rule import breach, rule
from generator.rules.words import folded, hinted, is_void, says, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.nodes import Path
    from generator.rules.rule import Breach, Case

_SPECIALISM = {folded(text) for text in ("arbeid en gezondheid - bedrijfsgeneeskunde", "bedrijfsgeneeskunde")}
_STALE = 12  # months
_BEFORE_TITLE = (
    r"(?:(?:de|een|senior|junior|waarnemend|plaatsvervangend|zelfstandig|vrijgevestigd|geregistreerd|adviserend|"
    r"coördinerend)\s+)*"
)
_TITLE = re.compile(r"\b(?:bedrijfs|arbo)arts\b", re.IGNORECASE)
_IS_TITLE = re.compile(
    rf"{_BEFORE_TITLE}(?:bedrijfs|arbo)arts\b(?!\s*-?\s*(?:ondersteun|assisten))", re.IGNORECASE
)
_PARTS = re.compile(r"[,/&+;()]|\s[-–]\s|\b(?:en|tevens|annex|ook)\b", re.IGNORECASE)
_ARBOARTS = re.compile(r"\barboarts(?:en)?\b", re.IGNORECASE)
_AUTHORITY = re.compile(
    r"bevoegd|volmacht|mandaat|gemandateer|machtig|procura|handelsregister|statut|kvk|eigenaar|vennoot|bestuur|besluit|"
    r"reglement|\bwet\b|\w+wet\b",
    re.IGNORECASE,
)
_MANDATE = re.compile(r"mandaat|gemandateer|volmacht|machtig|gemeentewet", re.IGNORECASE)


@rule(
    "V-03",
    "error",
    demand="De bedrijfsarts is specialist in arbeid en gezondheid - bedrijfsgeneeskunde; wie dat wanneer in het BIG-register "
    "heeft nagekeken is vermeld, en dat is bij de opmaak niet langer dan twaalf maanden geleden.",
    source="Codelijst van het BIG-register (specialismen, code 8); eigen regel (twaalf maanden)",
    also=("warning",),
)
def specialism_is_checked(case: Case) -> Iterator[Breach]:
    """Require the specialism, and a look in the register that is not older than a year."""
    arts, made = case.delegation.bedrijfsarts, case.delegation.datum_opmaak
    if folded(arts.specialisme) not in _SPECIALISM:
        yield breach(
            "bedrijfsarts",
            "specialisme",
            says=f"Een bedrijfsarts is specialist in «arbeid en gezondheid - bedrijfsgeneeskunde»; «{arts.specialisme}» is "
            "dat niet. Een arts zonder dit specialisme kan geen taken delegeren. Kijk het na in het BIG-register.",
        )
    checked = arts.big_controle.datum
    if checked > made:
        yield breach(
            "bedrijfsarts",
            "big_controle",
            "datum",
            says=f"De controle in het BIG-register is van {checked}, na de opmaak van de overeenkomst ({made}). Wat er nog "
            "niet is, bewijst niets. Kijk het register nu na en verbeter de datum.",
            severity="warning",
        )
    elif months_after(checked, _STALE) < made:
        yield breach(
            "bedrijfsarts",
            "big_controle",
            "datum",
            says=f"Het BIG-register is op {checked} nagekeken, meer dan twaalf maanden vóór de opmaak van de overeenkomst "
            f"({made}). Een registratie kan intussen zijn vervallen. Kijk het register opnieuw na.",
            severity="warning",
        )


@rule(
    "V-06",
    "warning",
    demand="De taakgedelegeerde heeft een titel van het Register Specialistisch Casemanagement, met het nummer.",
    source="RSC-document, I en III.2 (titels); eigen regel (nummer)",
)
def delegate_is_registered(case: Case) -> Iterator[Breach]:
    """Advise a title of the RSC, and the number that goes with it; its form is not known."""
    rsc = case.delegation.taakgedelegeerde.rsc
    if rsc.titel == "geen":
        yield breach(
            "taakgedelegeerde",
            "rsc",
            "titel",
            says="De taakgedelegeerde heeft geen titel van het Register Specialistisch Casemanagement. Die is niet verplicht, "
            "maar maakt de bekwaamheid beter aantoonbaar. Noem bij «bewijs» waaruit de bekwaamheid anders blijkt.",
        )
    elif rsc.nummer is None or is_void(rsc.nummer):
        yield breach(
            "taakgedelegeerde",
            "rsc",
            says="Er is een titel van het Register Specialistisch Casemanagement opgegeven, maar geen nummer. Zonder nummer "
            "is de titel niet na te zoeken en staat zij niet in de overeenkomst. Vul «nummer» in.",
        )


@rule(
    "V-31",
    "warning",
    demand="Bij «bevoegdheid» staat waarop het recht berust om voor de werkgever te tekenen; bij een gemeente een mandaatbesluit "
    "of volmacht.",
    source="Eigen regel (vertegenwoordiging van de werkgever)",
)
def signatory_has_authority(case: Case) -> Iterator[Breach]:
    """Ask on what the authority of the signatory rests."""
    werkgever = case.delegation.werkgever
    authority = werkgever.vertegenwoordiger.bevoegdheid
    path = ("werkgever", "vertegenwoordiger", "bevoegdheid")
    if werkgever.rechtsvorm == "gemeente":
        if not says(_MANDATE, authority):
            yield breach(
                *path,
                says="Voor een gemeente tekent wie daarvoor mandaat of volmacht heeft; dat staat hier niet. Zonder bevoegdheid "
                "bindt de handtekening de gemeente niet. Noem het mandaatbesluit, met jaar en artikel.",
            )
    elif is_void(authority) or not says(_AUTHORITY, authority):
        yield breach(
            *path,
            says="Hier staat niet waarop het recht berust om voor de werkgever te tekenen. Zonder bevoegdheid bindt de "
            "handtekening de werkgever niet. Noem de inschrijving in het handelsregister, de statuten of de volmacht.",
        )


@rule(
    "V-32",
    "error",
    demand="Alleen de bedrijfsarts heet in dit bestand «bedrijfsarts», en niemand heet «arboarts».",
    source="ECLI:NL:TGZREIN:2022:8 (onjuist gebruik van de titel)",
    also=("warning",),
)
def titles_are_of_the_right_person(case: Case) -> Iterator[Breach]:
    """Refuse a physician's title for who is none, and «arboarts» for anyone."""
    for path, title in _own_titles(case):
        yield breach(
            *path,
            says=f"«{title}» is hier een titel van iemand die geen bedrijfsarts is, of niet de juiste titel van wie het wel is. "
            "Werknemers en werkgever moeten weten wie arts is en wie niet. Schrijf de eigen functie.",
        )
    for path, text in texts(case.places.root):
        if _names_wrongly(case, text):
            yield breach(
                *path,
                says="In deze tekst krijgt iemand de titel bedrijfsarts of arboarts die haar niet heeft. Werknemers en werkgever "
                "moeten weten wie arts is en wie niet. Schrijf de eigen functie.",
            )
        elif path[0] == "toezicht" and says(_ARBOARTS, text, hints=("arboarts",)):
            yield breach(
                *path,
                says="Het toezicht ligt bij de bedrijfsarts; hier staat «arboarts». Een arboarts is geen bedrijfsarts en werkt "
                "zelf onder supervisie. Schrijf wie bedoeld is, bijvoorbeeld de bedrijfsarts of de waarnemer.",
                severity="warning",
            )


def _own_titles(case: Case) -> Iterator[tuple[Path, str]]:
    """Yield the titles in names and functions of who has no right to them."""
    delegation = case.delegation
    arts, delegate, signatory = (
        delegation.bedrijfsarts,
        delegation.taakgedelegeerde,
        delegation.werkgever.vertegenwoordiger,
    )
    at_signatory = ("werkgever", "vertegenwoordiger")
    names: list[tuple[Path, str]] = [
        (("taakgedelegeerde", "naam"), delegate.naam),
        (("taakgedelegeerde", "aanhef"), delegate.aanhef),
        ((*at_signatory, "naam"), signatory.naam),
        ((*at_signatory, "aanhef"), signatory.aanhef),
    ]
    for path, text in names:
        if found := _TITLE.search(text):
            yield path, found.group()
    functions: list[tuple[Path, str]] = [
        (("taakgedelegeerde", "functie"), delegate.functie),
        ((*at_signatory, "functie"), signatory.functie),
    ]
    if delegate.arbeidsovereenkomst is not None:
        functions.append(
            (("taakgedelegeerde", "arbeidsovereenkomst", "functie"), delegate.arbeidsovereenkomst.functie)
        )
    for path, text in functions:
        if any(_IS_TITLE.match(part.strip()) for part in _PARTS.split(text)):
            yield path, text
    for key in ("naam", "aanhef"):
        if found := _ARBOARTS.search(getattr(arts, key)):
            yield ("bedrijfsarts", key), found.group()


def _names_wrongly(case: Case, text: str) -> bool:
    """Tell whether a text gives a title to a person who has another, by name."""
    if not hinted(text, ("bedrijfsarts", "arboarts")):
        return False
    delegation = case.delegation
    others = [delegation.taakgedelegeerde.naam, delegation.werkgever.vertegenwoordiger.naam]
    doctors = [delegation.bedrijfsarts.naam]
    if delegation.bedrijfsarts.waarnemer is not None:
        doctors.append(delegation.bedrijfsarts.waarnemer.naam)
    return any(_titled(text, "(?:bedrijfs|arbo)arts", name) for name in others) or any(
        _titled(text, "arboarts", name) for name in doctors
    )


def _titled(text: str, title: str, name: str) -> bool:
    person = re.escape(name)
    return bool(
        re.search(
            rf"\b{title}\s+(?:{person})(?!\w)|(?<!\w){person}\s*[,(]\s*(?:de |onze )?{title}\b",
            text,
            re.IGNORECASE,
        )
    )
