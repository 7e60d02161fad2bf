"""From what a person types to a value of the file; whatever cannot be one is said in Dutch."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from generator.days import iso_of
from generator.errors import InputRefused
from generator.intake import take_in
from generator.new.question import schema_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from generator.catalogue import Task
    from generator.new.question import Kind, Question

_YES, _NO = {"ja", "j"}, {"nee", "n"}
_DURATION = re.compile(
    r"(?:(?:iedere|elke|om de|eens per|per)\s+)?(\d{1,2})?\s*(dag|week|maand)(?:en)?", re.IGNORECASE
)
_WORDS = {"dagelijks": "P1D", "wekelijks": "P1W", "tweewekelijks": "P2W", "maandelijks": "P1M"}
_UNITS = {"dag": "D", "week": "W", "wek": "W", "maand": "M"}
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_LARGEST = 100 << 20


class Unclear(Exception):
    """The answer cannot be understood; `message` says why and what can be typed."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def understand(text: str, question: Question, tasks: Mapping[str, Task]) -> Any:  # noqa: ANN401
    """Give the value that `text` stands for. Raises `Unclear`."""
    if question.kind == "taken":
        return _tasks(text, list(tasks.values()))
    if question.kind == "keuze":
        return _choice(text, schema_at(question.path)["enum"])
    return _PLAIN[question.kind](text)


def shown(value: Any) -> str:  # noqa: ANN401
    """Write a value as a person would type it."""
    match value:
        case bool():
            return "ja" if value else "nee"
        case list():
            return "; ".join(map(str, value))
    return str(value)


def _choice(text: str, allowed: Sequence[str]) -> str:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= len(allowed):
        return allowed[int(text) - 1]
    for one in allowed:
        if one.casefold() == text.casefold():
            return one
    raise Unclear(f"Kies een nummer van 1 tot en met {len(allowed)}, of typ het woord.")


def _yes_or_no(text: str) -> bool:
    if text.casefold() in _YES | _NO:
        return text.casefold() in _YES
    raise Unclear("Antwoord met ja of nee.")


def _several(text: str) -> list[str]:
    return [part for one in text.split(";") if (part := one.strip())]


def _duration(text: str) -> str:
    if word := _WORDS.get(text.casefold()):
        return word
    if found := _DURATION.fullmatch(text.replace("weken", "week")):
        return f"P{int(found[1] or 1)}{_UNITS[found[2].casefold()]}"
    return text.upper() if re.fullmatch(r"[pP][0-9dwmyDWMY]+", text) else text


def _fingerprint(text: str) -> str:
    if _SHA256.fullmatch(text):
        return text.lower()
    try:
        data = take_in(FilePath(text).expanduser(), limit=_LARGEST)
    except InputRefused as err:
        raise Unclear(
            f"Typ de 64 tekens van de SHA-256, of de naam van het bestand met de gedragscode. {err.message}"
        ) from err
    if len(data) > _LARGEST:
        raise Unclear("Dat bestand is groter dan 100 MiB. Is dat wel de gedragscode?")
    return hashlib.sha256(data).hexdigest()


def _tasks(text: str, tasks: Sequence[Task]) -> list[dict[str, str]]:
    chosen: list[str] = []
    for word in re.split(r"[\s,;]+", text.strip(" ,;")):
        found = next((task.id for task in tasks if word.casefold() in (str(task.nummer), task.id)), None)
        if found is None:
            raise Unclear(f"«{word}» is geen nummer of naam uit de lijst. Typ bijvoorbeeld: 1, 2, 7")
        if found not in chosen:
            chosen.append(found)
    return [{"taak": one} for one in chosen]


_PLAIN: Mapping[Kind, Callable[[str], Any]] = {
    "tekst": str,
    "datum": iso_of,
    "ja-nee": _yes_or_no,
    "deel": _yes_or_no,
    "zelfde": _yes_or_no,
    "teksten": _several,
    "data": lambda text: [iso_of(one) for one in _several(text.replace(",", ";"))],
    "duur": _duration,
    "vingerafdruk": _fingerprint,
}
