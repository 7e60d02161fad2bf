"""How the bedrijfsarts keeps an eye on it: consultation, oversight, evaluation, training, escalation."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from generator.nodes import shortened
from generator.rules.rule import breach, rule
from generator.rules.words import is_void

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules.rule import Breach, Case

AGREED = "NVAB-FAQ overeenkomst taakdelegatie (20-10-2023)"
_DURATION = re.compile(r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,4})D)?")
_DAYS = (365, 30, 7, 1)
_PHONE_DIGITS = 10
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_MEDICAL = re.compile(
    r"medisch|gezondheid|klacht|ziek|behandel|arts|diagnos|lichamelijk|psychisch|beperking|belastbaar|symptoom|spoed|suïcid",
    re.IGNORECASE,
)


@rule(
    "V-20",
    "error",
    demand="De frequentie van het overleg is een duur volgens ISO 8601 (P1W is een week), korter dan de looptijd.",
    source=f"{AGREED}, c",
)
def consultation_is_regular(case: Case) -> Iterator[Breach]:
    """Require how often they consult, as a duration that a program can count with."""
    written, term = case.delegation.toezicht.overleg, case.delegation.looptijd
    found = _DURATION.fullmatch(written)
    days = (
        sum(int(number or 0) * each for number, each in zip(found.groups(), _DAYS, strict=True))
        if found
        else 0
    )
    if days == 0:
        yield breach(
            "toezicht",
            "overleg",
            says=f"«{shortened(written)}» zegt niet hoe vaak bedrijfsarts en taakgedelegeerde overleggen. Dat moet zijn "
            "afgesproken. "
            "Schrijf een duur: P1W is eenmaal per week, P2W per twee weken, P1M per maand.",
        )
    elif timedelta(days) > term.einde - term.ingang > timedelta(0):
        yield breach(
            "toezicht",
            "overleg",
            says=f"Het overleg is er eenmaal per «{shortened(written)}», en dat is langer dan de delegatie duurt. Dan is er geen "
            "enkel overleg. Kies een kortere tussentijd.",
        )


@rule(
    "V-21",
    "error",
    demand="Beschreven is hoe de bedrijfsarts toezicht houdt en bereikbaar is; een waarnemer is genoemd, en telefoonnummer en "
    "e-mailadres zijn volledig.",
    source=f"{AGREED}, d; kernvoorwaarde 4",
    also=("warning",),
)
def oversight_is_described(case: Case) -> Iterator[Breach]:
    """Require method and reachability in words that say something; ask for a stand-in and a whole address."""
    oversight = case.delegation.toezicht
    for key, what in (("wijze", "toezicht houdt"), ("bereikbaarheid", "bereikbaar is")):
        if is_void(getattr(oversight, key)):
            yield breach(
                "toezicht",
                key,
                says=f"Er staat niet hoe de bedrijfsarts {what}. Zonder toezicht en tussenkomst is er geen taakdelegatie. "
                "Beschrijf het zo dat later is na te gaan of het is gebeurd.",
            )
    if case.delegation.bedrijfsarts.waarnemer is None:
        yield breach(
            "bedrijfsarts",
            says="Er is geen waarnemer genoemd. Als de bedrijfsarts er niet is, kan niemand ingrijpen of overleggen. Noem bij "
            "«waarnemer» een bedrijfsarts, met naam en BIG-nummer.",
            severity="warning",
        )
    arts = case.delegation.bedrijfsarts
    if sum(character.isdigit() for character in arts.telefoon) < _PHONE_DIGITS:
        yield breach(
            "bedrijfsarts",
            "telefoon",
            says="Dit telefoonnummer heeft minder dan tien cijfers. Het staat op de papieren, en werknemers moeten de "
            "bedrijfsarts ermee kunnen bereiken. Schrijf het hele nummer, met netnummer.",
            severity="warning",
        )
    if not _EMAIL.fullmatch(arts.email.strip()):
        yield breach(
            "bedrijfsarts",
            "email",
            says="Dit is geen volledig e-mailadres: achter de «@» hoort een naam met een punt erin. Het staat op de papieren, "
            "en werknemers moeten de bedrijfsarts ermee kunnen bereiken. Kijk het na.",
            severity="warning",
        )


@rule(
    "V-22",
    "error",
    demand="Binnen de looptijd is ten minste één evaluatie gepland, de eerste in de eerste helft.",
    source="NVAB-FAQ evalueren van taakdelegatie",
    also=("warning",),
)
def evaluations_are_planned(case: Case) -> Iterator[Breach]:
    """Require an evaluation within the term, and advise that the first comes before its middle."""
    term = case.delegation.looptijd
    if term.einde <= term.ingang:
        return  # V-17 says so; within no term is nothing
    within = sorted(day for day in term.evaluaties if term.ingang <= day <= term.einde)
    if not within:
        yield breach(
            "looptijd",
            "evaluaties",
            says="Binnen de looptijd is geen evaluatie gepland. Zonder evaluatie blijft onbekend of de taakdelegatie goed gaat. "
            "Noem bij «evaluaties» ten minste één datum, liefst in de eerste helft.",
        )
    elif within[0] > term.ingang + (term.einde - term.ingang) / 2:
        yield breach(
            "looptijd",
            "evaluaties",
            says=f"De eerste evaluatie is op {within[0]}, in de tweede helft van de looptijd. Dan is er weinig tijd om bij te "
            "sturen. Plan er een in de eerste helft.",
            severity="warning",
        )
    for index, day in enumerate(term.evaluaties if within else ()):
        if not term.ingang <= day <= term.einde:
            yield breach(
                "looptijd",
                "evaluaties",
                index,
                says=f"De evaluatie op {day} valt buiten de looptijd ({term.ingang} tot en met {term.einde}). Dan is er niets "
                "meer, of nog niets, te evalueren. Verbeter de datum.",
                severity="warning",
            )


@rule(
    "V-23",
    "error",
    demand="Er is ten minste één afspraak over scholing.",
    source=f"{AGREED}, f",
)
def training_is_agreed(case: Case) -> Iterator[Breach]:
    """Require what was agreed on training."""
    if not any(not is_void(line) for line in case.delegation.scholing):
        yield breach(
            "scholing",
            says="Er is geen afspraak over scholing. Die hoort in de overeenkomst: bekwaamheid moet worden onderhouden. Noem bij "
            "«scholing» ten minste één afspraak, bijvoorbeeld intervisie.",
        )


@rule(
    "V-30",
    "error",
    demand="Er staat wanneer de taakgedelegeerde de bedrijfsarts inschakelt, in elk geval bij medische problematiek.",
    source="RSC-document, II.2; Gemeente ’s-Hertogenbosch, Rollen en verantwoordelijkheden",
    also=("warning",),
)
def escalation_is_clear(case: Case) -> Iterator[Breach]:
    """Require criteria for calling in the bedrijfsarts; a medical one is missed only as far as words tell."""
    said = [line for line in case.delegation.toezicht.escalatie if not is_void(line)]
    if not said:
        yield breach(
            "toezicht",
            "escalatie",
            says="Er staat niet wanneer de taakgedelegeerde de bedrijfsarts inschakelt. Medische problematiek hoort bij de "
            "bedrijfsarts. Noem bij «escalatie» ten minste «Vermoeden van medische problematiek».",
        )
    elif not any(_MEDICAL.search(line) for line in said):
        yield breach(
            "toezicht",
            "escalatie",
            says="Bij «escalatie» is geen medische aanleiding te herkennen. Medische problematiek hoort altijd bij de "
            "bedrijfsarts. Voeg «Vermoeden van medische problematiek» toe.",
            severity="warning",
        )
