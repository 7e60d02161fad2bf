"""The tables `[tijdstempel]` and `[netwerk]` of `delegatie.toml`: which services, and how they are reached.

Strict like the rest of the file: an unknown key, a value of another kind or a secret is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

from generator.errors import InputRefused
from generator.toml_reading import only, written
from signing.report import Policy

_MOST_SECONDS = 300
_MOST_ATTEMPTS = 10
_MOST_ADDRESSES = 10
_STAMP_KEYS = ("url", "adressen", "beleid", "gebruiker", "wachtwoord_bestand")
_NETWORK_KEYS = ("wachttijd", "pogingen", "proxy", "wortels")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicesEntry:
    """The services as they are written; None and empty where the file is silent.

    `tls_roots` are trusted for the connection only, never for a certificate in a document.
    """

    addresses: tuple[str, ...] = ()
    policy: Policy = "vereist"
    user: str = ""
    password_file: Path | None = None
    patience: float | None = None
    attempts: int | None = None
    proxy: str = ""
    tls_roots: tuple[Path, ...] = ()


def services(
    path: Path, here: Path, stamp_table: Mapping[str, object], network_table: Mapping[str, object]
) -> ServicesEntry:
    """Read both tables of the file `path`, whose relative paths start at `here`. Raises `InputRefused`."""
    only(path, "tijdstempel", stamp_table, _STAMP_KEYS)
    only(path, "netwerk", network_table, _NETWORK_KEYS)
    user, password_file = _login(path, here, stamp_table)
    return ServicesEntry(
        addresses=_addresses(path, stamp_table),
        policy=_policy(path, stamp_table),
        user=user,
        password_file=password_file,
        patience=_number(path, network_table, "wachttijd", most=_MOST_SECONDS),
        attempts=_attempts(path, network_table),
        proxy=_address(path, "netwerk.proxy", network_table["proxy"], schemes=("http",))
        if "proxy" in network_table
        else "",
        tls_roots=tuple(
            here / written(path, "netwerk.wortels", root)
            for root in _listed(path, "netwerk.wortels", network_table.get("wortels", []))
        ),
    )


def _addresses(path: Path, table: Mapping[str, object]) -> tuple[str, ...]:
    if "url" in table and "adressen" in table:
        raise InputRefused(
            f"{path}: noem de tijdstempeldiensten in tijdstempel.adressen of in tijdstempel.url, niet in beide.",
            hint="Met adressen kunt u er meer noemen; zij worden in die volgorde geprobeerd.",
        )
    where = "tijdstempel.adressen"
    written = [table["url"]] if "url" in table else _listed(path, where, table.get("adressen", []))
    if "adressen" in table and not 1 <= len(written) <= _MOST_ADDRESSES:
        raise InputRefused(
            f"{path}: «{where}» moet een lijst van een tot {_MOST_ADDRESSES} adressen zijn.",
            hint='Bijvoorbeeld adressen = ["https://tsa.example/"].',
        )
    where = "tijdstempel.url" if "url" in table else where
    found = tuple(_address(path, where, one, schemes=("https", "http")) for one in written)
    if len(set(found)) != len(found):
        raise InputRefused(
            f"{path}: «{where}» noemt een dienst twee keer.", hint="Noem elke dienst een keer."
        )
    return found


def _policy(path: Path, table: Mapping[str, object]) -> Policy:
    policy = table.get("beleid", "vereist")
    known: Policy
    for known in get_args(Policy):
        if policy == known:
            return known
    raise InputRefused(
        f"{path}: tijdstempel.beleid moet «vereist» of «registreer» zijn.",
        hint="vereist: zonder tijdstempel wordt niet getekend. registreer: dan wordt getekend op een lager "
        "niveau, en later aangevuld.",
    )


def _login(path: Path, here: Path, table: Mapping[str, object]) -> tuple[str, Path | None]:
    if "gebruiker" not in table:
        if "wachtwoord_bestand" in table:
            raise InputRefused(
                f"{path}: bij tijdstempel.wachtwoord_bestand hoort tijdstempel.gebruiker.",
                hint="Noem de naam waarmee u zich bij de tijdstempeldienst meldt.",
            )
        return "", None
    user = written(path, "tijdstempel.gebruiker", table["gebruiker"])
    if ":" in user or not user.isprintable():
        raise InputRefused(
            f"{path}: tijdstempel.gebruiker kan geen dubbele punt of onzichtbaar teken bevatten.",
            hint="Schrijf alleen de naam; het wachtwoord hoort niet in dit bestand.",
        )
    if "wachtwoord_bestand" not in table:
        return user, None
    return user, here / written(path, "tijdstempel.wachtwoord_bestand", table["wachtwoord_bestand"])


def _attempts(path: Path, table: Mapping[str, object]) -> int | None:
    attempts = _number(path, table, "pogingen", most=_MOST_ATTEMPTS)
    if attempts is None:
        return None
    if not isinstance(attempts, int):
        raise InputRefused(f"{path}: netwerk.pogingen moet een geheel getal zijn.")
    return attempts


def _number(path: Path, table: Mapping[str, object], key: str, *, most: int) -> float | None:
    if key not in table:
        return None
    value = table[key]
    if not isinstance(value, int | float) or isinstance(value, bool) or not 1 <= value <= most:
        raise InputRefused(f"{path}: netwerk.{key} moet een getal van 1 tot en met {most} zijn.")
    return value


def _address(path: Path, where: str, value: object, *, schemes: Collection[str]) -> str:
    text = written(path, where, value)
    try:
        parts = urlsplit(text)
        named = parts.hostname and (parts.port or True)
    except ValueError:
        named = None
    if not named or parts.scheme not in schemes or not text.isprintable() or " " in text:
        raise InputRefused(
            f"{path}: «{where}» is geen webadres.",
            hint=f"Een adres begint hier met {' of '.join(f'{scheme}://' for scheme in schemes)}.",
        )
    if parts.username is not None or parts.password is not None:  # never repeated: it may be a secret
        raise InputRefused(
            f"{path}: in «{where}» staat een naam of wachtwoord; dat hoort niet in dit bestand.",
            hint="Noem de naam in tijdstempel.gebruiker, en een bestand met het wachtwoord in "
            "tijdstempel.wachtwoord_bestand.",
        )
    return text


def _listed(path: Path, where: str, value: object) -> list[object]:
    if not isinstance(value, list):
        raise InputRefused(f"{path}: «{where}» moet een lijst zijn.")
    return value
