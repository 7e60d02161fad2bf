"""`delegatie.toml`: the keys, roots, services and house style of an organisation, so that nobody retypes them.

    [tijdstempel]
    url = "https://tsa.example/"

    [vertrouwen]
    wortels = ["wortels/root.pem"]

    [sleutels.zegel]
    soort = "pkcs12"                 # or "pem", with certificaat and sleutel
    bestand = "zegel.p12"

    [sjablonen]
    map = "sjablonen"                # templates and catalogues of one's own

    [huisstijl]                      # what each paper carries; every key may be left out
    naam = "Arbodienst De Dieze"
    adres = ["Waterkade 12", "5211 AB 's-Hertogenbosch"]
    logo = "logo.png"
    logo_beschrijving = "Logo van Arbodienst De Dieze"
    kleur = "1F3864"

    [grenzen]                        # what is remarked on above this; every key may be left out
    looptijd_maanden = 24            # V-18
    taakgedelegeerden = 10           # V-34, at a time for one bedrijfsarts

Paths are relative to the file. Secrets do not belong in it and have no key here.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from generator.errors import InputRefused
from generator.intake import take_in
from generator.limits import Limits

NAME = "delegatie.toml"
_MOST_BYTES = 64_000
_LONGEST = 100  # signs in a line of the letterhead
_MOST_LINES = 6
_MOST = 1000  # months, delegates
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEntry:
    """A named key: what kind of medium, and where its files are."""

    kind: Literal["pkcs12", "pem"]
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterheadEntry:
    """The house style as it is written; `generator.letterhead` reads the logo and judges the colour."""

    name: str = ""
    address: tuple[str, ...] = ()
    logo: Path | None = None
    logo_text: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the configuration says; empty where it is silent."""

    tsa_url: str = ""
    roots: tuple[Path, ...] = ()
    keys: Mapping[str, KeyEntry] = field(default_factory=dict)
    templates: Path | None = None
    letterhead: LetterheadEntry | None = None
    limits: Limits = field(default_factory=Limits)


def load(path: Path | None) -> Settings:
    """Read the given file, or `delegatie.toml` here if it exists. Raises `InputRefused`."""
    if path is None:
        path = Path(NAME)
        if not path.exists():
            return Settings()
    try:
        written = take_in(path, limit=_MOST_BYTES)
    except InputRefused as err:
        raise InputRefused(f"{path}: {err.message}", hint=err.hint) from err
    if len(written) > _MOST_BYTES:
        raise InputRefused(
            f"{path} is te groot: een configuratie heeft ten hoogste {_MOST_BYTES // 1000} kB.",
            hint="Controleer of dit het bedoelde bestand is.",
        )
    try:
        data = tomllib.loads(written.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise InputRefused(f"{path} is geen geldige configuratie: {err}.") from err
    except RecursionError as err:
        raise InputRefused(f"{path} is geen geldige configuratie: te veel lijsten in elkaar.") from err
    except ValueError as err:  # Python reads a number up to some thousands of digits
        raise InputRefused(f"{path} is geen geldige configuratie: een getal is te lang.") from err
    _only(path, "", data, {"tijdstempel", "vertrouwen", "sleutels", "sjablonen", "huisstijl", "grenzen"})
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
        templates=_templates(path, here, _table(path, data, "sjablonen")),
        letterhead=_letterhead(path, here, _table(path, data, "huisstijl")),
        limits=_limits(path, _table(path, data, "grenzen")),
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


def _templates(path: Path, here: Path, table: Mapping[str, object]) -> Path | None:
    _only(path, "sjablonen", table, {"map"})
    if not table:
        return None
    return here / _written(path, "sjablonen.map", table.get("map"))


def _letterhead(path: Path, here: Path, table: Mapping[str, object]) -> LetterheadEntry | None:
    _only(path, "huisstijl", table, {"naam", "adres", "logo", "logo_beschrijving", "kleur"})
    if not table:
        return None
    said = {key: _line(path, f"huisstijl.{key}", table[key]) for key in table if key not in {"adres", "logo"}}
    lines = table.get("adres", [])
    if not isinstance(lines, list) or len(lines) > _MOST_LINES or (not lines and "adres" in table):
        raise InputRefused(
            f"{path}: huisstijl.adres moet een lijst van een tot {_MOST_LINES} regels zijn.",
            hint='Bijvoorbeeld adres = ["Waterkade 12", "5211 AB \'s-Hertogenbosch"].',
        )
    if "logo_beschrijving" in said and "logo" not in table:
        raise InputRefused(
            f"{path}: huisstijl.logo_beschrijving beschrijft een logo dat er niet is.",
            hint='Noem het bestand van het logo: logo = "logo.png".',
        )
    return LetterheadEntry(
        name=said.get("naam", ""),
        address=tuple(_line(path, "huisstijl.adres", line) for line in lines),
        logo=here / _written(path, "huisstijl.logo", table["logo"]) if "logo" in table else None,
        logo_text=said.get("logo_beschrijving", ""),
        colour=said.get("kleur", ""),
    )


def _limits(path: Path, table: Mapping[str, object]) -> Limits:
    keys = {"looptijd_maanden": "months", "taakgedelegeerden": "delegates"}
    _only(path, "grenzen", table, set(keys))
    said: dict[str, int] = {}
    for key, value in table.items():
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= _MOST:
            raise InputRefused(f"{path}: grenzen.{key} moet een getal van 1 tot en met {_MOST} zijn.")
        said[keys[key]] = value
    return Limits(**said)


def _line(path: Path, where: str, value: object) -> str:
    """Read one line that is printed: it is short, and each of its signs can be seen."""
    line = _written(path, where, value)
    if len(line) > _LONGEST:
        raise InputRefused(f"{path}: «{where}» is met {len(line)} tekens te lang; {_LONGEST} is het meeste.")
    if any(unicodedata.category(sign) in _UNPRINTABLE for sign in line):
        raise InputRefused(
            f"{path}: «{where}» bevat een onzichtbaar teken.", hint="Begin in een lijst een nieuwe regel."
        )
    return line


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


def _written(path: Path, where: str, value: object) -> str:
    text = _text(path, where, value).strip()
    if not text:
        raise InputRefused(f"{path}: «{where}» is leeg.", hint="Vul het in, of laat het weg.")
    return text


def _text(path: Path, where: str, value: object) -> str:
    if not isinstance(value, str):
        raise InputRefused(f"{path}: «{where}» ontbreekt of is geen tekst.")
    if "\0" in value:
        raise InputRefused(f"{path}: «{where}» bevat een onzichtbaar teken.", hint="Haal het teken weg.")
    return value
