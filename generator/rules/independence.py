"""What would undo the independence of the bedrijfsarts, or the personal nature of the assignment, in other ways than a role.

The format has no place for most of it, so keys are refused with the reason and sentences are read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.rules.rule import breach, rule
from generator.rules.search import ForbiddenKeys
from generator.rules.words import denied, folded, hinted, says, sentences, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.nodes import Path
    from generator.rules.rule import Breach, Case

PERSONAL = "Werkwijzer Taakdelegatie 2019 (kernvoorwaarden 1 en 3); eigen regel (persoonlijke opdracht)"
ONLY_BEDRIJFSARTS = (
    "RSC-document, III.1 (tweede van de vier elementen); NVAB-FAQ informatieplicht; ECLI:NL:TGZCTG:2023:90"
)

KEYS = (
    ForbiddenKeys(
        id="R-11",
        names=frozenset(
            {
                "subdelegatie", "subgedelegeerde", "subgedelegeerden", "ondergedelegeerde", "doordelegatie",
                "doordelegeren", "vervanger",
            }
        ),
        says="de opdracht is persoonlijk; wie taken gedelegeerd krijgt, draagt ze niet aan een ander over.",
        source=PERSONAL,
        do="Verwijder haar; maak voor een tweede taakgedelegeerde een eigen delegatiebestand.",
    ),
    ForbiddenKeys(
        id="R-11",
        names=frozenset({"waarnemer", "plaatsvervanger"}),
        under="taakgedelegeerde",
        says="de opdracht is persoonlijk, dus niemand neemt voor de taakgedelegeerde waar.",
        source=PERSONAL,
        do="Verwijder haar; maak voor een tweede taakgedelegeerde een eigen delegatiebestand.",
    ),
    ForbiddenKeys(
        id="R-14",
        names=frozenset(
            {
                "goedkeuring", "goedkeuring_werkgever", "goedkeurder", "goedgekeurd_door", "akkoord", "akkoord_werkgever",
                "toestemming_werkgever", "instemming_werkgever", "accordering", "accordeur", "fiattering", "meelezer",
                "beoordelaar", "beoordeling_werkgever", "beoordeling_leidinggevende", "tegenlezer",
            }
        ),
        says="alleen de bedrijfsarts oordeelt over de taakgedelegeerde en stelt de terugkoppeling vast; de werkgever keurt niets "
        "vooraf goed.",
        source=ONLY_BEDRIJFSARTS,
    ),
)  # fmt: skip

_PASSED_ON = re.compile(
    r"\b(?:door|sub|verder )-?(?:ge)?deleg\w+"
    r"|\b(?:laat|laten|mag|kan|kunnen|mogen)\b.{0,60}\b(?:collega|vervanger|plaatsvervanger|invaller|stagiaire?|secretaresse)\b"
    r".{0,60}\b(?:uitvoeren|overnemen|waarnemen|doen|afnemen|afhandelen|overlaten)"
    r"|\b(?:vervang(?:er|ing)|plaatsvervanger|invaller|waarnem(?:er|ing)) van de taakgedelegeerde\b",
    re.IGNORECASE,
)
_OTHERS = ("deleg", "collega", "vervang", "invaller", "stagiair", "secretaresse", "waarnem")
_MANDATED_PHYSICIAN = re.compile(r"\barts-? ?gemachtigde\b|\bgemachtigde?[- ]arts\b", re.IGNORECASE)
_PARTY = (
    r"(?:werkgever|opdrachtgever|leidinggevende|manager|directeur|directie|personeelsfunctionaris|personeelsadviseur|"
    r"personeelszaken|hr(?:-\w+)?|p&o(?:-\w+)?|casemanager(?: verzuim)?(?: van de werkgever)?)"
)
_APPROVAL = r"(?:goedkeuring|goedgekeurd|toestemming|instemming|akkoord|fiat|accordering|geaccordeerd|vaststelling|vastgesteld)"
_ARTICLE = r"(?:(?:de|het|zijn|haar|een)\s+)?(?:direct \w+ )?"
_JUDGED = r"(?:functioneren|bekwaamheid|de taakgedelegeerde|terugkoppeling|concept|tekst)"
_NOT_THEIRS = re.compile(r"plan van aanpak", re.IGNORECASE)  # that is of werkgever and werknemer
_APPROVES = (
    "keur", "stemming", "akkoord", "fiat", "accorde", "vast", "beoordeelt", "toetst", "corrigeert", "redigeert", "mee",
)  # fmt: skip
_ABOUT = re.compile(
    r"terugkoppel|advies|advie?z|rapport|verslag|\btekst|\bbrief|concept|oordeel|beoord|functioner|bekwaam|probleemanalyse|verzend|"
    r"verstu|verzonden",
    re.IGNORECASE,
)
_ALWAYS_ABOUT = frozenset({"terugkoppeling-opstellen", "probleemanalyse-bespreken"})


@rule(
    "R-11",
    "error",
    demand="De taakgedelegeerde draagt de taken niet over aan een ander.",
    source=PERSONAL,
)
def not_passed_on(case: Case) -> Iterator[Breach]:
    """Refuse sub-delegation: competence and assignment are personal."""
    for path, text in texts(case.places.root):
        if says(_PASSED_ON, text, hints=_OTHERS):
            yield breach(
                *path,
                says="Hier staat dat de taakgedelegeerde een taak aan een ander overdraagt. De opdracht en het oordeel over de "
                "bekwaamheid zijn persoonlijk. Verwijder dit; maak voor een tweede taakgedelegeerde een eigen delegatiebestand.",
            )


@rule(
    "R-12",
    "warning",
    demand="De bedrijfsarts is niet ook arts-gemachtigde van de werkgever.",
    source="NVAB-FAQ privacy en gegevensbescherming (tuchtcollege: niet te verenigen)",
)
def bedrijfsarts_is_not_mandated(case: Case) -> Iterator[Breach]:
    """Remark on a bedrijfsarts who also acts as arts-gemachtigde for the werkgever."""
    why = (
        "De bedrijfsarts is volgens dit bestand ook arts-gemachtigde van de werkgever. Volgens de tuchtrechter zijn die rollen "
        "niet te verenigen: de een adviseert onafhankelijk, de ander treedt op voor de werkgever. Geef een van beide aan een "
        "ander."
    )
    if case.delegation.bedrijfsarts.arts_gemachtigde:
        yield breach("bedrijfsarts", "arts_gemachtigde", says=why)
    for path, text in texts(case.places.root):
        if says(_MANDATED_PHYSICIAN, text, hints=("gemachtigd",)):
            yield breach(*path, says=why)


@rule(
    "R-13",
    "warning",
    demand="Is de taakgedelegeerde lid van de ondernemingsraad of preventiemedewerker van de werkgever, dan is dat toegelicht en "
    "beoordeeld.",
    source="Eigen regel (de bronnen zeggen er niets over)",
)
def other_protected_roles_are_explained(case: Case) -> Iterator[Breach]:
    """Remark on a member of the works council or a preventiemedewerker of the werkgever: no source settles it."""
    delegation = case.delegation
    for index, role in enumerate(delegation.taakgedelegeerde.andere_rollen):
        here = role.voor == "werkgever" or (
            role.organisatie is not None and folded(role.organisatie) == folded(delegation.werkgever.naam)
        )
        if not here or role.rol not in {"or-lid", "preventiemedewerker"}:
            continue
        name = "lid van de ondernemingsraad" if role.rol == "or-lid" else "preventiemedewerker"
        explained = (role.toelichting or "").strip()
        yield breach(
            "taakgedelegeerde",
            "andere_rollen",
            index,
            says=f"De taakgedelegeerde is ook {name} van de werkgever. De bronnen laten open of dat samengaat. "
            + (
                "Laat de bedrijfsarts de toelichting beoordelen voordat hij ondertekent."
                if explained
                else "Schrijf bij «toelichting» hoe de rollen gescheiden blijven."
            ),
        )


@rule(
    "R-14",
    "error",
    demand="De werkgever heeft geen invloed op het oordeel over de taakgedelegeerde of op de terugkoppeling, en keurt niets "
    "vooraf "
    "goed.",
    source=ONLY_BEDRIJFSARTS,
)
def werkgever_approves_nothing(case: Case) -> Iterator[Breach]:
    """Refuse an approver on the side of the werkgever, in what concerns judgement and feedback."""
    delegation = case.delegation
    names = (delegation.werkgever.naam, delegation.werkgever.vertegenwoordiger.naam)
    party = f"(?:{_PARTY}|{'|'.join(map(re.escape, names))})"
    approver = re.compile(
        rf"\b{_APPROVAL}\b(?:(?!bedrijfsarts).){{0,20}}\b(?:van|door|bij)\s+{_ARTICLE}{party}(?!\w)"
        rf"|\bter {_APPROVAL}\b.{{0,20}}\baan\s+{_ARTICLE}{party}(?!\w)"
        rf"|(?<!\w){party}\s+(?:\w+\s+){{0,4}}?(?:goedkeur\w*|keurt|accordeert|fiatteert|corrigeert|redigeert|"
        r"leest (?:\w+ )?mee|akkoord (?:is|gaat|geeft)|geeft (?:\w+ )?akkoord|stelt .{0,40}\bvast\b)"
        rf"|(?<!\w){party}\s+(?:\w+\s+){{0,2}}?(?:beoordeelt|toetst)\s+(?!of\b|wat\b|hoe\b)(?:\S+\s+){{0,4}}?{_JUDGED}",
        re.IGNORECASE,
    )
    for path, text in texts(case.places.root):
        for sentence in sentences(text) if hinted(text, _APPROVES) else ():
            if (
                approver.search(sentence)
                and not denied(sentence)
                and not _NOT_THEIRS.search(sentence)
                and (_ABOUT.search(sentence) or _in_such_task(case, path))
            ):
                yield breach(
                    *path,
                    says="Hier keurt of beoordeelt de werkgever iets dat alleen aan de bedrijfsarts is: het oordeel over de "
                    "taakgedelegeerde of de inhoud van een terugkoppeling. Dat tast de onafhankelijkheid aan. Verwijder dit.",
                )
                break


def _in_such_task(case: Case, path: Path) -> bool:
    """Tell whether the text belongs to a task whose outcome goes to the werkgever."""
    match path:
        case ("taken", int(index), *_):
            tasks = case.delegation.taken
            return index < len(tasks) and tasks[index].taak in _ALWAYS_ABOUT
    return False
