"""The names a template may use: the keys of the delegation file, in the words of a Dutch document.

Only text, whole numbers, booleans, lists and mappings: a template meets no live object. Every name
always exists, so that an unknown one is a typing error; what the author left out is "" (text or a
block of keys) or [] (a list), both of them false for a template's {% if %}.
"""

from __future__ import annotations

import re
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.addition import Addition
    from generator.catalogue import DocumentKind, Task
    from generator.delegation import Delegation

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
_NUMBERS = (
    "nul",
    "een",
    "twee",
    "drie",
    "vier",
    "vijf",
    "zes",
    "zeven",
    "acht",
    "negen",
    "tien",
    "elf",
    "twaalf",
)
_EACH = {"Y": "jaarlijks", "M": "maandelijks", "W": "wekelijks", "D": "dagelijks"}
_UNITS = {"Y": ("jaar", "jaar"), "M": ("maand", "maanden"), "W": ("week", "weken"), "D": ("dag", "dagen")}

_TITLES = {
    "CMTD": "titel Casemanager Taakdelegatie (CMTD)",
    "aantekening-taakdelegatie": "aantekening Taakdelegatie",
    "geen": "",
}
# How the fixed choices of the file read in a document; a choice that is not here reads as it stands.
_READS = {
    "rol": {
        "casemanager-verzuim": "casemanager verzuim",
        "hr-adviseur": "personeelsadviseur",
        "or-lid": "lid van de ondernemingsraad",
        "anders": "een andere rol",
    },
    "voor": {
        "werkgever": "de werkgever",
        "andere-werkgever": "een andere werkgever",
        "verzekeraar": "een verzekeraar",
        "arbodienst": "de arbodienst",
        "anders": "een andere organisatie",
    },
    "vorm": {"or": "ondernemingsraad", "pvt": "personeelsvertegenwoordiging"},
    "rechtsvorm": {
        "bv": "besloten vennootschap",
        "nv": "naamloze vennootschap",
        "cooperatie": "coöperatie",
        "vof": "vennootschap onder firma",
        "cv": "commanditaire vennootschap",
        "gemeenschappelijke-regeling": "gemeenschappelijke regeling",
    },
    "oordeel": {"bekwaam-onder-voorwaarden": "bekwaam onder voorwaarden", "niet-bekwaam": "niet bekwaam"},
    "casemanager_type": {
        "medische-begeleiding-taakdelegatie": "casemanager voor medische begeleiding in taakdelegatie",
        "procesbegeleider-bedrijfsarts": "procesbegeleider voor de bedrijfsarts",
        "procesbegeleider-werkgever": "procesbegeleider voor de werkgever",
        "re-integratie-spoor-1-2": "begeleider van re-integratie in het eerste en tweede spoor",
    },
}
_SENTENCES = {
    "wijze",
    "bereikbaarheid",
    "scholing",
    "aanwijzingen",
    "toezicht",
    "uitgezonderd",
    "voorwaarden",
    "motivering",
}
_PHRASES = {
    "escalatie",
    "inzage",
    "andere_werkzaamheden",
    "bevoegdheid",
    "toelichting",
    "reden",
    "omschrijving",
}
_NOT_FOR_PRINT = {"formaat", "ondertekening"}


def context(
    delegation: Delegation,
    *,
    kind: DocumentKind,
    tasks: Mapping[str, Task],
    proef: bool,
    bron_sha256: str,
    questions: Iterable[str] = (),
) -> dict[str, object]:
    """Give the names for one document of `delegation`; `tasks` is the catalogue by id.

    `proef` marks every page as being without legal effect; `bron_sha256` is the digest of the file's text;
    `questions` are the organisation's own, on competence.
    """
    names: dict[str, Any] = printable("", delegation.model_dump(exclude=_NOT_FOR_PRINT))
    for person in (names["bedrijfsarts"], names["taakgedelegeerde"], names["werkgever"]["vertegenwoordiger"]):
        person["aanduiding"] = f"{person['aanhef']} {person['naam']}"
    delegate = names["taakgedelegeerde"]
    delegate["dienstbetrekking"] = {
        "werkgever": f"in dienst van {names['werkgever']['naam']}",
        "arbodienst": f"in dienst van {names['arbodienst']['naam']}",
        "bureau": "in dienst van een bureau",
        "zelfstandig": "als zelfstandige werkzaam",
        "verzekeraar": "in dienst van een verzekeraar",
    }[delegation.taakgedelegeerde.formele_werkgever]
    delegate["rsc"]["titel"] = _TITLES[delegation.taakgedelegeerde.rsc.titel]
    if contract := delegate["arbeidsovereenkomst"]:
        contract["motivering"] = _phrase(contract["motivering"])
    names["toezicht"]["overleg"] = frequency(delegation.toezicht.overleg)
    for task in names["taken"]:
        entry = tasks[task["taak"]]
        task |= {"nummer": entry.nummer, "tekst": entry.tekst, "categorie": entry.categorie.replace("-", " ")}
        task["subcategorie"] = entry.subcategorie or ""
    return names | {
        "dienstverband": delegation.dienstverband,
        "document": {"id": kind.id, "titel": kind.titel},
        "proef": proef,
        "bron_sha256": bron_sha256,
        "bekwaamheidsvragen": [
            {"nummer": number, "vraag": question} for number, question in enumerate(questions, start=1)
        ],
    }


def of_addition(addition: Addition) -> dict[str, object]:
    """Give the names that an addition brings along, beside those of its delegation."""
    own = {
        "kenmerk": addition.reference,
        "plaats": addition.place,
        "datum_opmaak": in_words(addition.made_on),
        "sha256": sha256(addition.data).hexdigest(),
    }
    return {"aanvulling": own, **addition.values}


def names(values: Mapping[str, object], path: str = "") -> Iterator[str]:
    """Yield every name in a context as a template writes it, `taken[].tekst` for what is in a list."""
    for key, value in values.items():
        here = f"{path}{key}"
        inner = value[0] if isinstance(value, list) and value else value
        mark = "[]" if isinstance(value, list) else ""
        if isinstance(inner, dict):
            yield from names(inner, f"{here}{mark}.")
        else:
            yield here + mark


def in_words(day: date) -> str:
    """Write a date as «1 januari 2027»."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def frequency(duration: str) -> str:
    """Write an ISO 8601 duration as how often: «wekelijks», «eenmaal per twee weken»."""
    parts = [(int(number), unit) for number, unit in re.findall(r"(\d+)([YMWD])", duration.partition("T")[0])]
    if not re.fullmatch(r"P(\d+Y)?(\d+M)?(\d+W)?(\d+D)?", duration) or not parts:
        return f"met een tussentijd van ten hoogste {duration}"
    if len(parts) == 1 and parts[0][0] == 1:
        return _EACH[parts[0][1]]
    return "eenmaal per " + " en ".join(_count(number, *_UNITS[unit]) for number, unit in parts)


def _count(number: int, one: str, more: str) -> str:
    word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{word} {one if number == 1 else more}"


def printable(key: str, value: object) -> Any:  # noqa: ANN401  # the shape follows the file
    """Make what a file holds printable; `key` tells what a text is meant to be."""
    match value:
        case None:
            return ""
        case dict():
            return {inner: printable(inner, part) for inner, part in value.items()}
        case tuple() | list():
            return [printable(key, part) for part in value]
        case date():
            return in_words(value)
        case str():
            return _text(key, value)
        case _:
            return value


def _text(key: str, value: str) -> str:
    text = "\n".join(line.rstrip() for line in value.strip().split("\n"))
    if key in _READS:
        return _READS[key].get(text, text)
    if key in _SENTENCES:
        return f"{text}." if text and text[-1] not in ".!?" else text
    return _phrase(text) if key in _PHRASES else text


def _phrase(text: str) -> str:
    """Take the full stop off: the template's own sentence goes on after it."""
    return text[:-1] if text.endswith(".") and not text.endswith("..") else text
