"""The shape of MDTO 1.0.1 as a table: what may stand where, in which order, how often.

It says what the official schema says; a test holds the one against the other. With it the writer puts
elements in their order, and a reader judges a sidecar without the schema at hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from generator.archive.markup import Node

NAMESPACE = "https://www.nationaalarchief.nl/mdto"
SCHEMA = "https://www.nationaalarchief.nl/mdto/MDTO-XML1.0.1.xsd"


@dataclass(frozen=True, slots=True)
class Slot:
    """One element of a group: what it holds, and whether it must be there and may be repeated."""

    holds: str
    must: bool = False
    many: bool = False


def _slots(text: str) -> Mapping[str, Slot]:
    """Read `name: kind` with `!` for must, `*` for many, `+` for both."""
    found = {}
    for entry in text.split(";"):
        name, kind = entry.strip().split(": ")
        mark = kind[-1] if kind[-1] in "!*+" else ""
        found[name] = Slot(kind.rstrip("!*+"), must=mark in tuple("!+"), many=mark in tuple("*+"))
    return found


_OBJECT = "identificatie: identificatie+; naam: tekst!"

GROUPS: Mapping[str, Mapping[str, Slot]] = {
    "informatieobject": _slots(
        f"{_OBJECT}; aggregatieniveau: begrip; classificatie: begrip*; trefwoord: tekst*; omschrijving: tekst*; "
        "raadpleeglocatie: raadpleeglocatie*; dekkingInTijd: dekkingInTijd*; dekkingInRuimte: verwijzing*; "
        "taal: taal*; event: event*; waardering: begrip!; bewaartermijn: termijn; informatiecategorie: begrip; "
        "isOnderdeelVan: verwijzing*; bevatOnderdeel: verwijzing*; heeftRepresentatie: verwijzing*; "
        "aanvullendeMetagegevens: verwijzing*; gerelateerdInformatieobject: gerelateerdInformatieobject*; "
        "archiefvormer: verwijzing+; betrokkene: betrokkene*; activiteit: verwijzing; "
        "beperkingGebruik: beperkingGebruik+"
    ),
    "bestand": _slots(
        f"{_OBJECT}; omvang: aantal!; bestandsformaat: begrip!; checksum: checksum+; URLBestand: tekst; "
        "isRepresentatieVan: verwijzing!"
    ),
    "identificatie": _slots("identificatieKenmerk: tekst!; identificatieBron: tekst!"),
    "verwijzing": _slots("verwijzingNaam: tekst!; verwijzingIdentificatie: identificatie"),
    "begrip": _slots("begripLabel: tekst!; begripCode: tekst; begripBegrippenlijst: verwijzing!"),
    "dekkingInTijd": _slots(
        "dekkingInTijdType: begrip!; dekkingInTijdBegindatum: datum!; dekkingInTijdEinddatum: datum"
    ),
    "event": _slots(
        "eventType: begrip!; eventTijd: moment; eventVerantwoordelijkeActor: verwijzing; eventResultaat: tekst"
    ),
    "gerelateerdInformatieobject": _slots(
        "gerelateerdInformatieobjectVerwijzing: verwijzing!; gerelateerdInformatieobjectTypeRelatie: begrip!"
    ),
    "betrokkene": _slots("betrokkeneTypeRelatie: begrip!; betrokkeneActor: verwijzing!"),
    "beperkingGebruik": _slots(
        "beperkingGebruikType: begrip!; beperkingGebruikNadereBeschrijving: tekst; "
        "beperkingGebruikDocumentatie: verwijzing*; beperkingGebruikTermijn: termijn"
    ),
    "termijn": _slots(
        "termijnTriggerStartLooptijd: begrip; termijnStartdatumLooptijd: dag; termijnLooptijd: duur; "
        "termijnEinddatum: datum"
    ),
    "checksum": _slots("checksumAlgoritme: begrip!; checksumWaarde: tekst!; checksumDatum: dagtijd!"),
    "raadpleeglocatie": _slots("raadpleeglocatieFysiek: verwijzing*; raadpleeglocatieOnline: tekst*"),
}

_DURATION = re.compile(
    r"P(?=[0-9T])(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?)?"
)
_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*")
_COUNT = re.compile(r"[0-9]{1,18}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
_YEAR = re.compile(r"[0-9]{4}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])?"
)


def group(name: str, holds: str, parts: Mapping[str, object]) -> Node:
    """Make the element `name` of a group of the table from its parts, in the order of the schema.

    A part is text, a Node made by this function whose name is the part's, or a sequence of them; what is
    None, empty or an empty sequence is left out.
    """
    nodes: list[Node] = []
    for key in GROUPS[holds]:
        part = parts.get(key)
        for one in part if isinstance(part, tuple) else (part,):
            if isinstance(one, Node):
                nodes.append(one)
            elif one:
                nodes.append(Node(key, str(one)))
    return Node(name, tuple(nodes))


def fault(root: Node) -> str:
    """Say in Dutch what in a sidecar is not MDTO 1.0.1; empty when all of it is."""
    inside = root.nodes
    if root.name != "MDTO" or len(inside) != 1 or inside[0].name not in ("informatieobject", "bestand"):
        return "het is geen MDTO met één informatieobject of bestand"
    return next(_faults(inside[0], inside[0].name), "")


def _faults(node: Node, holds: str) -> Iterator[str]:
    if holds not in GROUPS:
        yield from _faults_of_text(node, holds)
        return
    if not node.nodes and node.text.strip():
        yield f"in «{node.name}» hoort geen tekst"
        return
    slots = GROUPS[holds]
    yield from _faults_of_place(node, slots)
    for inner in node.nodes:
        if inner.name in slots:
            yield from _faults(inner, slots[inner.name].holds)


def _faults_of_text(node: Node, holds: str) -> Iterator[str]:
    if node.nodes:
        yield f"in «{node.name}» hoort tekst"
    elif not _SIMPLE[holds](node.text):
        yield f"«{node.name}» is geen {holds}: {node.text[:40]!r}"


def _faults_of_place(node: Node, slots: Mapping[str, Slot]) -> Iterator[str]:
    order, last = list(slots), 0
    for inner in node.nodes:
        if inner.name not in slots:
            yield f"«{inner.name}» hoort niet in «{node.name}»"
            continue
        place = order.index(inner.name)
        if place < last:
            yield f"«{inner.name}» staat in «{node.name}» niet op zijn plaats"
        last = place
    for name, slot in slots.items():
        number = sum(1 for _ in node.all(name))
        if slot.must and not number:
            yield f"in «{node.name}» ontbreekt «{name}»"
        if number > 1 and not slot.many:
            yield f"«{name}» staat meer dan één keer in «{node.name}»"


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    try:
        return bool(_MOMENT.fullmatch(text) and datetime.fromisoformat(text))
    except ValueError:
        return False


def _is_date(text: str) -> bool:
    return _is_day(text) or any(form.fullmatch(text) and text[:4] != "0000" for form in (_MONTH, _YEAR))


_SIMPLE: Mapping[str, Callable[[str], bool]] = {
    "tekst": lambda _: True,
    "taal": lambda text: bool(_LANGUAGE.fullmatch(text)),
    "aantal": lambda text: bool(_COUNT.fullmatch(text)),
    "duur": lambda text: bool(_DURATION.fullmatch(text)),
    "dag": _is_day,
    "datum": _is_date,
    "dagtijd": _is_moment,
    "moment": lambda text: _is_date(text) or _is_moment(text),
}
