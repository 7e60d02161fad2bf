"""`delegatie.toml`: the keys, roots and services of an organisation, so that nobody retypes them.

    [tijdstempel]
    url = "https://tsa.example/"

    [vertrouwen]
    wortels = ["wortels/root.pem"]

    [sleutels.zegel]
    soort = "pkcs12"                 # or "pem", with certificaat and sleutel
    bestand = "zegel.p12"

Paths are relative to the file. Secrets do not belong in it and have no key here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from generator.errors import InputRefused
from generator.intake import take_in

NAME = "delegatie.toml"
_MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEntry:
    """A named key: what kind of medium, and where its files are."""

    kind: Literal["pkcs12", "pem"]
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the configuration says; empty where it is silent."""

    tsa_url: str = ""
    roots: tuple[Path, ...] = ()
    keys: Mapping[str, KeyEntry] = field(default_factory=dict)


def load(path: Path | None) -> Settings:
    """Read the given file, or `delegatie.toml` here if it exists. Raises `InputRefused`."""
    if path is None:
        path = Path(NAME)
        if not path.exists():
            return Settings()
    try:
        data = tomllib.loads(take_in(path, limit=_MOST_BYTES).decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise InputRefused(f"{path} is geen geldige configuratie: {err}.") from err
    _only(path, "", data, {"tijdstempel", "vertrouwen", "sleutels"})
    stamp, trust = _table(path, data, "tijdstempel"), _table(path, data, "vertrouwen")
    _only(path, "tijdstempel", stamp, {"url"})
    _only(path, "vertrouwen", trust, {"wortels"})
    roots = trust.get("wortels", [])
    if not isinstance(roots, list):
        raise InputRefused(f"{path}: vertrouwen.wortels moet een lijst van bestanden zijn.")
    here = path.resolve().parent
    return Settings(
        tsa_url=_text(path, "tijdstempel.url", stamp.get("url", "")),
        roots=tuple(here / _text(path, "vertrouwen.wortels", root) for root in roots),
        keys={
            name: _key(path, here, name, _table(path, _table(path, data, "sleutels"), name))
            for name in _table(path, data, "sleutels")
        },
    )


def _key(path: Path, here: Path, name: str, table: Mapping[str, object]) -> KeyEntry:
    kind = table.get("soort")
    parts = {"pkcs12": ("bestand",), "pem": ("certificaat", "sleutel")}
    if kind == "pkcs12" or kind == "pem":  # noqa: PLR1714 - the type narrows only this way
        _only(path, f"sleutels.{name}", table, {"soort", *parts[kind]})
        return KeyEntry(
            kind=kind,
            paths=tuple(
                here / _text(path, f"sleutels.{name}.{part}", table.get(part)) for part in parts[kind]
            ),
        )
    raise InputRefused(f"{path}: sleutels.{name}.soort moet «pkcs12» of «pem» zijn.")


def _only(path: Path, where: str, table: Mapping[str, object], known: set[str]) -> None:
    for key in table:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            place = f"{where}.{key}" if where else key
            raise InputRefused(
                f"{path}: «{place}» is hier onbekend.",
                hint=f"Bedoelde u «{near[0]}»?" if near else f"Hier kan staan: {', '.join(sorted(known))}.",
            )


def _table(path: Path, data: Mapping[str, object], name: str) -> Mapping[str, object]:
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise InputRefused(f"{path}: «{name}» moet een tabel [{name}] zijn.")
    return table


def _text(path: Path, where: str, value: object) -> str:
    if not isinstance(value, str):
        raise InputRefused(f"{path}: «{where}» ontbreekt of is geen tekst.")
    return value
