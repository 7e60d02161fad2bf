"""docs/betrouwbaarheid.md: what was found, one section for each command and kind of fault (Dutch)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import TypeVar

from tests.faults.breaking import Broken
from tests.faults.disk import Change
from tests.faults.dossiers import REFERENCE
from tests.faults.packages import in_the_making
from tests.faults.requests import Failed

INTRO = """\
# Betrouwbaarheid: als er iets misgaat

Deze bladzijde is gemaakt door proeven (`make faults`), niet met de hand. Elke opdracht die een dossier of archiefpakket
maakt of wijzigt, is op elke plek waar zij iets op de schijf zet afgebroken, elke aanvraag bij elke dienst is mislukt, en
de kaart is uit de lezer gehaald. Na elk geval is nagegaan:

- wat er staat, deugt: `delegatie verifieer` zegt hoogstens dat het dossier nog niet compleet is;
- er is niets verloren: geen document, geen handtekening, geen regel van het logboek, geen archiefpakket;
- dezelfde opdracht nog eens komt uit waar een ongestoorde uitkomt, en er blijft niets liggen.

Zo leest u de tabellen. De proefdossiers bestaan uit D4 (de taakgedelegeerde tekent), D9 (alleen zegels) en soms D5.
«Keer» is het aantal plekken waarop is afgebroken. «Een regel die ernaast wacht» staat nog niet in `logboek.jsonl`, maar
telt wel: zij is samen met haar document vastgelegd, en de volgende opdracht zet haar erin. Valt het programma weg, dan
leest u niets; `delegatie status` laat zien wat er staat. Wie tijdens een opdracht een tweede geeft, leest wie het dossier
in gebruik heeft, en wijzigt niets.

Een archiefpakket wordt gemaakt in een verborgen map ernaast, en komt in één keer op zijn plaats; bij een vernieuwing
gaat het oude dan pas weg. Het dossier zelf blijft bij `archiveer` onaangeroerd. De pakbon wordt vlak voor het pakket
geschreven: valt het programma juist daartussen weg, dan gaat de pakbon over een pakket dat er nog niet is, en dat zegt
`delegatie verifieer`. Dezelfde opdracht maakt dan het pakket, of zet de vorige pakbon terug. Van de bestanden in die
verborgen map is bij een volle schijf één op de twaalf geprobeerd: wat er half in staat, wordt nooit gebruikt.

Antwoordt OCSP niet of onbruikbaar, dan is de lijst van ingetrokken certificaten (CRL) genoeg. De diensten zijn hier
`vereist`: wat niet het volle niveau haalt, wordt niet bewaard. Elke aanvraag is één keer gedaan; gewoonlijk probeert het
programma het vaker, en bij meer tijdstempeldiensten ook bij de volgende.
"""
KILLED = "Het programma valt weg"
FILLED = "De schijf raakt vol"
T = TypeVar("T", Broken, Failed)


def titles(command: str) -> tuple[str, str]:
    """Name the sections on a command that is killed and on one that fills the disk."""
    return f"`{command}`: {KILLED.lower()}", f"`{command}`: {FILLED.lower()}"


def killed(command: str, rows: Sequence[Broken]) -> str:
    """Write what a kill leaves."""
    table = [
        [_places(group), str(len(group)), stands, _again(again)]
        for (stands, again), group in _grouped(rows, "stands", "again")
    ]
    head = ["Waar het ophoudt", "Keer", "Wat er dan staat", "Dezelfde opdracht nog eens"]
    return _section(titles(command)[0], head, table)


def filled(command: str, rows: Sequence[Broken]) -> str:
    """Write what a full disk does."""
    table = [
        [_places(group), str(len(group)), told, stands, _again(again)]
        for (told, stands, again), group in _grouped(rows, "told", "stands", "again")
    ]
    head = ["Waar de schijf vol raakt", "Keer", "Wat u leest", "Wat er staat", "Dezelfde opdracht nog eens"]
    return _section(titles(command)[1], head, table)


def failed(title: str, rows: Sequence[Failed]) -> str:
    """Write what services that fail do."""
    table = [
        [service, fault, _numbers(group), told, stands, _again(again)]
        for (service, fault, told, stands, again), group in _grouped(
            rows, "service", "fault", "told", "stands", "again"
        )
    ]
    head = [
        "Dienst",
        "Wat er misgaat",
        "Aanvraag",
        "Wat u leest",
        "Wat er staat",
        "Dezelfde opdracht nog eens",
    ]
    return _section(title, head, table)


def page(sections: Iterable[str]) -> str:
    """Put the sections together."""
    return "\n".join((INTRO, *sections))


def parts(text: str) -> dict[str, str]:
    """Take a page apart again: its sections by title."""
    sections = re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]
    return {title_of(one): f"{one.rstrip()}\n" for one in sections}


def title_of(section: str) -> str:
    """Give the title of a section."""
    return section.partition("\n")[0].removeprefix("## ")


def _grouped(rows: Sequence[T], *names: str) -> Iterable[tuple[tuple[str, ...], list[T]]]:
    found = groupby(rows, key=lambda row: tuple(getattr(row, name) for name in names))
    return [(key, list(group)) for key, group in found]


def _places(group: Sequence[Broken]) -> str:
    first, last = _place(group[0].change), _place(group[-1].change)
    return first if first == last else f"{first} t/m {last}"


def _place(change: Change) -> str:
    if in_the_making(change.target):
        return f"een bestand van het pakket in wording {change.act}"
    name = change.target.removeprefix(f"{REFERENCE}/")
    whole: Mapping[str, str] = {REFERENCE: "de map van het dossier", "": "de map"}
    return f"{whole.get(name) or f'`{name}`'} {change.act}"


def _numbers(group: Sequence[Failed]) -> str:
    first, last = group[0].number, group[-1].number
    return str(first) if first == last else f"{first} t/m {last}"


def _again(told: str) -> str:
    return told.partition(" bestaat al.")[0] + " bestaat al" if " bestaat al." in told else told


def _section(title: str, head: Sequence[str], table: Iterable[Sequence[str]]) -> str:
    lines = [f"## {title}", "", _row(head), _row(["---"] * len(head)), *map(_row, table), ""]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/').rstrip('.') for cell in cells)} |"
