"""What pydantic found wrong with the shape of a file, as Dutch findings with a place.

pydantic speaks English; every kind of error that the model can give has its Dutch wording here, and
an unknown kind gets a general one.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from generator.fields import DUTCH
from generator.findings import Finding
from generator.nodes import Place, dotted, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from generator.nodes import Node, Path

SOURCE = "Formaat 1 van dit bestand; eigen regel"

# Looking for a nearest word costs time for each unknown key; a hostile file has thousands.
_SUGGESTIONS = 100
_LONGEST_WORD = 60

# Missing keys whose reason is worth more than the bare request to add them.
_WHY: Mapping[str, str] = {
    "andere_rollen": "Zonder dit is niet te beoordelen of rollen worden vermengd. Heeft de taakgedelegeerde geen "
    "andere rollen, schrijf dan «andere_rollen: []»: ook dat is een verklaring.",
    "einde": "Taakdelegatie is niet structureel en heeft dus een einddatum. Voeg «einde» toe.",
    "omvang": "Leg per taak vast of zij «volledig» of «gedeeltelijk» wordt gedelegeerd.",
    "bekwaamheid": "De bekwaamheid moet per taak van twee kanten zijn beoordeeld. Voeg «bekwaamheid» toe.",
    "zelfbeoordeling": "De taakgedelegeerde moet de eigen bekwaamheid hebben beoordeeld. Voeg het oordeel toe.",
    "beoordeling_bedrijfsarts": "De bedrijfsarts moet de bekwaamheid hebben beoordeeld. Voeg het oordeel toe.",
    "toezicht": "Zonder toezicht van de bedrijfsarts is er geen taakdelegatie. Beschrijf het toezicht.",
}


def shape_findings(error: ValidationError, model: type[BaseModel], root: Node) -> tuple[Finding, ...]:
    """Give every error as a finding: at the unknown key, the wrong value, or the part that lacks a key."""
    return tuple(_findings(error.errors(include_url=False), model, root))


def nearest(word: str, known: Iterable[str]) -> str:
    """Give « Bedoelde u «…»?» for the known word that is nearest, or nothing."""
    if len(word) > _LONGEST_WORD:
        return ""
    by_folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.casefold(), by_folded, n=1)
    return f" Bedoelde u «{by_folded[close[0]]}»?" if close else ""


def _findings(errors: list[ErrorDetails], model: type[BaseModel], root: Node) -> Iterator[Finding]:
    unknown = 0
    for error in errors:
        path = tuple(error["loc"])
        if error["type"] == "too_short" and error["input"]:
            continue  # pydantic counts what it accepted; the entries that it refused speak for themselves
        at_key = error["type"] == "extra_forbidden"
        if at_key:
            unknown += 1
            message = _unknown(path, model, suggest=unknown <= _SUGGESTIONS)
        else:
            message = _message(error, root)
        yield _finding(path, message, root.place(path, at_key=at_key))


def _finding(path: Path, message: str, place: Place) -> Finding:
    return Finding(
        rule="SCHEMA",
        severity="error",
        path=dotted(path),
        line=place.line,
        column=place.column,
        message=message,
        source=SOURCE,
    )


def _message(error: ErrorDetails, root: Node) -> str:
    path: Path = tuple(error["loc"])
    name = _name(path)
    if error["type"] == DUTCH:
        return f"{name}: {error['ctx']['text']}"
    if error["type"] == "missing":
        return f"{name} ontbreekt. {_WHY.get(str(path[-1]), 'Voeg deze sleutel toe.')}"
    if error["input"] is None:
        return f"{name} is leeg. Vul een waarde in."
    say = _SAY.get(error["type"])
    what = (
        say(error, root.raw_at(path)) if say else "deze waarde past hier niet. Vergelijk met het voorbeeld."
    )
    return f"{name}: {what}"


def _name(path: Path) -> str:
    last = path[-1] if path else ""
    if isinstance(last, int):
        return f"Onderdeel {last + 1} van «{shortened(str(path[-2]))}»"
    return f"«{shortened(last)}»"


def _text(error: ErrorDetails, raw: str) -> str:
    value = error["input"]
    if isinstance(value, bool | int | float):
        return (
            f"hier hoort tekst, maar «{shortened(raw)}» is een getal of ja/nee-waarde. Zet de waarde tussen "
            f'aanhalingstekens: "{shortened(raw)}".'
        )
    return f"hier hoort tekst, geen {_kind(value)}."


def _choice(error: ErrorDetails, raw: str) -> str:
    allowed = re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
    value = error["input"]
    given = f"«{shortened(raw)}»" if isinstance(value, str | bool | int | float) else f"een {_kind(value)}"
    hint = nearest(value, allowed) if isinstance(value, str) else ""
    return f"{given} kan hier niet. Toegestaan: {', '.join(allowed)}.{hint}"


def _too_long(error: ErrorDetails, _raw: str) -> str:
    return f"deze tekst is te lang; ten hoogste {error['ctx']['max_length']} tekens."


_SAY: Mapping[str, Callable[[ErrorDetails, str], str]] = {
    "string_type": _text,
    "literal_error": _choice,
    "string_too_long": _too_long,
    "string_too_short": lambda _e, _r: "hier staat geen tekst. Vul een tekst in.",
    "bool_type": lambda _e, raw: f"hier hoort true of false, niet «{shortened(raw)}».",
    "tuple_type": lambda error, _r: f"hier hoort een lijst (regels met «- »), geen {_kind(error['input'])}.",
    "model_type": lambda error, _r: f"hier horen sleutels met waarden, geen {_kind(error['input'])}.",
    "too_short": lambda _e, _r: "deze lijst is leeg; noem er ten minste één.",
}


def _kind(value: object) -> str:
    match value:
        case dict():
            return "blok met sleutels"
        case list():
            return "lijst"
        case str():
            return "tekst"
    return "getal of ja/nee-waarde"


def _unknown(path: Path, model: type[BaseModel], *, suggest: bool) -> str:
    key = str(path[-1])
    start = f"De sleutel «{shortened(key)}» bestaat hier niet."
    if key == "<<":
        return f"{start} Samenvoegen met «<<» hoort niet bij YAML 1.2; schrijf de sleutels uit."
    owner = _model_at(model, path[:-1])
    if owner is None or not suggest:
        return start
    hint = nearest(key, owner.model_fields)
    return start + (hint or f" Toegestaan: {', '.join(owner.model_fields)}.")


def _model_at(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    """Give the part of the model that `path` leads to; a list is passed through to what it holds."""
    found: type[BaseModel] | None = model
    for step in path:
        if isinstance(step, int) or found is None:
            continue
        field = found.model_fields.get(step)
        found = _model_in(field.annotation) if field else None
    return found


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401  (any annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for arg in get_args(annotation) if (found := _model_in(arg))), None)
