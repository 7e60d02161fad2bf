"""The kinds of value that a delegation file is made of, each refusing in Dutch what it is not."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

# Every error of this module has this type: its text is Dutch and is shown as it stands.
DUTCH = "nederlands"

FIRST_YEAR, LAST_YEAR = 1900, 2199

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_REFERENCE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Part(BaseModel):
    """A mapping in the file: it cannot be changed, nothing is coerced, unknown keys are refused."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


def refusal(message: str) -> PydanticCustomError:
    """Give the error that carries a Dutch message out of a validator."""
    # Braces are the template syntax of the error; a message is never a template.
    return PydanticCustomError(DUTCH, "{text}", {"text": message})


def _filled(text: str) -> str:
    if not text.strip():
        raise refusal("Hier staat geen tekst. Vul een tekst in.")
    return text


def _one_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise refusal("Deze tekst moet op één regel passen, zonder regeleinden en tabs.")
    return text


def _date(value: object) -> object:
    if value is None or isinstance(value, date):
        return value
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise refusal("Dit is geen datum. Schrijf jaar-maand-dag, zoals 2026-11-23.")
    try:
        day = date.fromisoformat(value)
    except ValueError as err:
        raise refusal(f"De datum {value} bestaat niet. Schrijf jaar-maand-dag, zoals 2026-11-23.") from err
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise refusal(
            f"Het jaar {day.year} valt buiten {FIRST_YEAR} tot en met {LAST_YEAR}. Verbeter de datum."
        )
    return day


def _format(value: object) -> object:
    if value != 1 or not isinstance(value, int) or isinstance(value, bool):
        raise refusal("Dit programma leest formaat 1. Schrijf «formaat: 1».")
    return value


def _reference(text: str) -> str:
    # It becomes the name of a folder, on every system, and is part of file names.
    if not _REFERENCE.fullmatch(text) or _DEVICE.fullmatch(text):
        raise refusal(
            "Het kenmerk wordt de naam van een map. Gebruik hooguit 64 letters (zonder accenten), cijfers en "
            "«-», «_» of «.», met een letter of cijfer aan begin en eind, zoals DLG-2026-0042."
        )
    return text


def _sha256(text: str) -> str:
    if not _SHA256.fullmatch(text):
        raise refusal("Een SHA-256 bestaat uit 64 tekens: de cijfers 0-9 en de kleine letters a-f.")
    return text


def _given(value: object) -> object:
    # A key that may be absent says nothing when empty: is it forgotten or meant so?
    if value is None:
        raise refusal("Hier ontbreekt een waarde. Vul hem in, of verwijder de hele sleutel.")
    return value


T = TypeVar("T")

Facultatief = Annotated[T | None, BeforeValidator(_given)]
Lijst = Annotated[tuple[T, ...], Field(strict=False)]
Gevuld = Annotated[tuple[T, ...], Field(strict=False, min_length=1)]

# `json_schema_extra` tells editors what the validator beside it asks; it refuses nothing itself.
Regel = Annotated[
    str,
    Field(min_length=1, max_length=300, json_schema_extra={"pattern": r"^[^\n\t]*[^\s][^\n\t]*$"}),
    AfterValidator(_filled),
    AfterValidator(_one_line),
]
Tekst = Annotated[
    str,
    Field(min_length=1, max_length=5000, json_schema_extra={"pattern": r"\S"}),
    AfterValidator(_filled),
]
LegeTekst = Annotated[str, Field(max_length=5000)]
Datum = Annotated[
    date, BeforeValidator(_date), Field(json_schema_extra={"pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})
]
Formaat = Annotated[int, BeforeValidator(_format), Field(ge=1, le=1, json_schema_extra={"const": 1})]
Kenmerk = Annotated[
    str, AfterValidator(_reference), Field(json_schema_extra={"pattern": f"^{_REFERENCE.pattern}$"})
]
Sha256 = Annotated[str, AfterValidator(_sha256), Field(json_schema_extra={"pattern": f"^{_SHA256.pattern}$"})]
