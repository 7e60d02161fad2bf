"""`delegatie.toml`: the keys, roots, services and house style of an organisation, so that nobody retypes them.

    [tijdstempel]                    # and [netwerk]: `generator.settings_services`
    adressen = ["https://tsa.example/"]

    [vertrouwen]                     # files, or folders of them
    wortels = ["wortels/root.pem"]
    lijsten = ["lijsten"]            # EU trusted lists (.xml), used when asked

    [sleutels.zegel]                 # a table a key: `generator.settings_keys`
    soort = "pkcs12"                 # or "pem", "pkcs11", "csc"
    bestand = "zegel.p12"

    [sjablonen]
    map = "sjablonen"                # templates and catalogues of one's own

    [huisstijl]                      # what each paper carries; every key may be left out
    naam = "Arbodienst De Dieze"
    adres = ["Waterkade 12", "5211 AB 's-Hertogenbosch"]
    logo = "logo.png"
    logo_beschrijving = "Logo van Arbodienst De Dieze"
    kleur = "1F3864"

    [archief]                        # `generator.settings_archive`; every key may be left out
    functionaris = "H. Willems, informatiebeheerder"

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
from pathlib import Path

from generator.errors import InputRefused
from generator.intake import take_in
from generator.limits import Limits
from generator.settings_archive import ArchiveEntry, archive
from generator.settings_keys import KeyEntry, key_entry
from generator.settings_services import ServicesEntry, services
from generator.toml_reading import listed, only, subtable, text, written

NAME = "delegatie.toml"
_TABLES = {"tijdstempel", "netwerk", "vertrouwen", "sleutels", "sjablonen", "huisstijl", "archief", "grenzen"}
_MOST_BYTES = 64_000
_LONGEST = 100  # signs in a line of the letterhead
_MOST_LINES = 6
_MOST = 1000  # months, delegates
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


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

    services: ServicesEntry = field(default_factory=ServicesEntry)
    roots: tuple[Path, ...] = ()
    lists: tuple[Path, ...] = ()
    keys: Mapping[str, KeyEntry] = field(default_factory=dict)
    templates: Path | None = None
    letterhead: LetterheadEntry | None = None
    archive: ArchiveEntry = field(default_factory=ArchiveEntry)
    limits: Limits = field(default_factory=Limits)


def load(path: Path | None) -> Settings:
    """Read the given file, or `delegatie.toml` here if it exists. Raises `InputRefused`."""
    if path is None:
        path = Path(NAME)
        if not path.exists():
            return Settings()
    try:
        raw = take_in(path, limit=_MOST_BYTES)
    except InputRefused as err:
        raise InputRefused(f"{path}: {err.message}", hint=err.hint) from err
    if len(raw) > _MOST_BYTES:
        raise InputRefused(
            f"{path} is te groot: een configuratie heeft ten hoogste {_MOST_BYTES // 1000} kB.",
            hint="Controleer of dit het bedoelde bestand is.",
        )
    try:
        data = tomllib.loads(raw.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise InputRefused(f"{path} is geen geldige configuratie: {err}.") from err
    except RecursionError as err:
        raise InputRefused(f"{path} is geen geldige configuratie: te veel lijsten in elkaar.") from err
    except ValueError as err:  # Python reads a number up to some thousands of digits
        raise InputRefused(f"{path} is geen geldige configuratie: een getal is te lang.") from err
    only(path, "", data, _TABLES)
    trust, keys = subtable(path, data, "vertrouwen"), subtable(path, data, "sleutels")
    only(path, "vertrouwen", trust, {"wortels", "lijsten"})
    here = path.resolve().parent
    return Settings(
        services=services(path, here, subtable(path, data, "tijdstempel"), subtable(path, data, "netwerk")),
        roots=_files(path, here, "vertrouwen.wortels", trust.get("wortels", [])),
        lists=_files(path, here, "vertrouwen.lijsten", trust.get("lijsten", [])),
        keys={name: key_entry(path, here, name, subtable(path, keys, name)) for name in keys},
        templates=_templates(path, here, subtable(path, data, "sjablonen")),
        letterhead=_letterhead(path, here, subtable(path, data, "huisstijl")),
        archive=archive(path, subtable(path, data, "archief")),
        limits=_limits(path, subtable(path, data, "grenzen")),
    )


def _files(path: Path, here: Path, where: str, value: object) -> tuple[Path, ...]:
    return tuple(here / text(path, where, one) for one in listed(path, where, value))


def _templates(path: Path, here: Path, table: Mapping[str, object]) -> Path | None:
    only(path, "sjablonen", table, {"map"})
    if not table:
        return None
    return here / written(path, "sjablonen.map", table.get("map"))


def _letterhead(path: Path, here: Path, table: Mapping[str, object]) -> LetterheadEntry | None:
    only(path, "huisstijl", table, {"naam", "adres", "logo", "logo_beschrijving", "kleur"})
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
        logo=here / written(path, "huisstijl.logo", table["logo"]) if "logo" in table else None,
        logo_text=said.get("logo_beschrijving", ""),
        colour=said.get("kleur", ""),
    )


def _limits(path: Path, table: Mapping[str, object]) -> Limits:
    keys = {"looptijd_maanden": "months", "taakgedelegeerden": "delegates"}
    only(path, "grenzen", table, set(keys))
    said: dict[str, int] = {}
    for key, value in table.items():
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= _MOST:
            raise InputRefused(f"{path}: grenzen.{key} moet een getal van 1 tot en met {_MOST} zijn.")
        said[keys[key]] = value
    return Limits(**said)


def _line(path: Path, where: str, value: object) -> str:
    """Read one line that is printed: it is short, and each of its signs can be seen."""
    line = written(path, where, value)
    if len(line) > _LONGEST:
        raise InputRefused(f"{path}: «{where}» is met {len(line)} tekens te lang; {_LONGEST} is het meeste.")
    if any(unicodedata.category(sign) in _UNPRINTABLE for sign in line):
        raise InputRefused(
            f"{path}: «{where}» bevat een onzichtbaar teken.", hint="Begin in een lijst een nieuwe regel."
        )
    return line
