"""Reading values from `delegatie.toml`: what is missing, unknown or of another kind is refused with its place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar, cast

from generator.errors import InputRefused

C = TypeVar("C", bound=str)


def only(path: Path, where: str, table: Mapping[str, object], known: Collection[str]) -> None:
    """Refuse a key that is not `known`, with the one that was probably meant."""
    for key in table:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            place = f"{where}.{key}" if where else key
            raise InputRefused(
                f"{path}: «{place}» is hier onbekend.",
                hint=f"Bedoelde u «{near[0]}»?" if near else f"Hier kan staan: {', '.join(sorted(known))}.",
            )


def subtable(path: Path, data: Mapping[str, object], name: str) -> Mapping[str, object]:
    """Give the table `name`, empty where there is none."""
    found = data.get(name, {})
    if not isinstance(found, dict):
        raise InputRefused(f"{path}: «{name}» moet een tabel [{name}] zijn.")
    return found


def listed(path: Path, where: str, value: object) -> list[object]:
    """Give a list; what is in it is the reader's to check."""
    if not isinstance(value, list):
        raise InputRefused(f"{path}: {where} moet een lijst van bestanden zijn.")
    return value


def written(path: Path, where: str, value: object) -> str:
    """Give a text in which something stands."""
    said = text(path, where, value).strip()
    if not said:
        raise InputRefused(f"{path}: «{where}» is leeg.", hint="Vul het in, of laat het weg.")
    return said


def text(path: Path, where: str, value: object) -> str:
    """Give a text, of any length."""
    if not isinstance(value, str):
        raise InputRefused(f"{path}: «{where}» ontbreekt of is geen tekst.")
    if "\0" in value:
        raise InputRefused(f"{path}: «{where}» bevat een onzichtbaar teken.", hint="Haal het teken weg.")
    return value


def flag(path: Path, where: str, value: object) -> bool:
    """Give a yes or no."""
    if not isinstance(value, bool):
        raise InputRefused(f"{path}: «{where}» moet true of false zijn.")
    return value


def choice(path: Path, where: str, value: object, choices: Collection[C]) -> C:
    """Give one of the `choices`. The value is not repeated: it may be a secret in the wrong place."""
    if value not in choices:
        told = [f"«{one}»" for one in choices]
        raise InputRefused(f"{path}: {where} moet {', '.join(told[:-1])} of {told[-1]} zijn.")
    return cast("C", value)
