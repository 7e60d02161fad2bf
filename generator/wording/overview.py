"""`docs/documenten.md`: every document, when it is made, who signs it, what it must say and never may.

Written by `make docs` from the same files that decide it; a test holds the page to them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from generator import catalogue
from generator.files import read_file, replace_file
from generator.resources import content
from generator.wording.lines import lines_of
from generator.wording.points import demands

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.catalogue import DocumentKind, Occasion
    from generator.wording.points import Ban, Point

_INTRO = """# De documenten

Wanneer elk document wordt gemaakt, wie het ondertekent, wat erin moet staan en wat er nooit in mag staan. Deze
bladzijde wordt gemaakt uit `templates/documenten.toml`, `templates/punten/` en de sjablonen zelf, met `make docs`;
wijzig haar niet met de hand.

«Plaats» is de kop waaronder de tekst in het sjabloon staat; de bladwijzer eromheen heet `punt_` met het punt erachter.
RSC is het stuk van het Register Specialistisch Casemanagement over casemanagement in taakdelegatie; de kernvoorwaarden
zijn de vijf van de Werkwijzer Taakdelegatie zoals anderen die aanhalen, en de zesde van RSC. De teksten zijn geen
juridisch advies: laat ze door een jurist lezen voordat u ze gebruikt.
"""
_WHEN: Mapping[Occasion, str] = {
    "altijd": "bij elk dossier",
    "dienstverband": "als de taakgedelegeerde in dienst is van de werkgever",
    "medezeggenschap": "als de werkgever een ondernemingsraad of personeelsvertegenwoordiging heeft",
    "verzegeling": "bij de verzegeling van een dossier",
    "weigering": "als iemand niet ondertekent",
    "intrekking": "als papieren worden ingetrokken voordat zij zijn voltooid",
    "archivering": "als een dossier in een archiefpakket wordt gelegd, en bij iedere vernieuwing van dat pakket",
    "terugkoppeling": "bij een terugkoppeling",
    "terugname": "bij terugname van taken",
    "terugname-dienstverband": "bij terugname van taken, als de taakgedelegeerde in dienst is van de werkgever",
    "toezicht": "bij een verslag van toezicht en evaluatie",
}
_LEVELS = {"ses": "eenvoudig (ses)", "aes": "geavanceerd (aes)", "qes": "gekwalificeerd (qes)"}
_HEADINGS = ("Heading", "Kop", "Artikel", "Title")


def overview() -> str:
    """Write the page from the program's own catalogues, points and templates."""
    return "\n".join([_INTRO, *("\n".join(_section(kind)) for kind in catalogue.all_documents())])


def _section(kind: DocumentKind) -> Iterator[str]:
    when = _WHEN[kind.wanneer] + ("; anders alleen op verzoek" if kind.op_verzoek else "")
    signers = ", dan ".join(kind.ondertekenaars)
    yield f"## {kind.id} {kind.titel}\n"
    yield f"- Sjabloon: `{kind.template}`"
    yield f"- Wanneer: {when}"
    yield f"- Ondertekent: {signers or 'niemand; alleen de zegels van de organisatie'}"
    for signer, needed in kind.na.items():
        yield f"- De {signer} tekent pas als compleet zijn, voor zover zij in het dossier zitten: {', '.join(needed)}"
    if kind.ondertekenaars:
        yield f"- Laagste niveau van handtekening: {_LEVELS[kind.niveau]}"
    yield f"- Bewaren: {kind.bewaren}\n"
    asked = demands(kind)
    if asked.points:
        places = _places(kind)
        yield "| Punt | Wat erin moet staan | Plaats | Bron |\n| --- | --- | --- | --- |"
        for point in asked.points:
            yield _row(point, places.get(point.bookmark, ""))
        yield ""
    if asked.bans:
        yield "Wat er nooit in mag staan:\n"
        for ban in asked.bans:
            yield _item(ban)
        yield ""


def _row(point: Point, place: str) -> str:
    demand = point.demand + (" Alleen bij een dienstverband met de werkgever." if point.only else "")
    where = (
        point.heading
        if not place or place in point.heading or point.heading in place
        else f"{point.heading} ({place})"
    )
    return f"| {point.id} | {_cell(demand)} | {_cell(where)} | {_cell(point.source)} |"


def _item(ban: Ban) -> str:
    return f"- {ban.demand} (bron: {ban.source})"


def _places(kind: DocumentKind) -> dict[str, str]:
    """Give the last heading before each bookmark in the template."""
    path = content("templates") / kind.template
    if not path.is_file():
        return {}
    found: dict[str, str] = {}
    heading = ""
    for line in lines_of(read_file(path), name=path.name).all:
        if line.style.startswith(_HEADINGS) and line.text.strip():
            heading = line.text.strip()
        found |= dict.fromkeys(line.opens, heading)
    return found


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    replace_file(Path(sys.argv[1]), overview().encode())
