"""The tables `[sleutels.NAAM]` of `delegatie.toml`: where each key is, and how it is opened.

Nothing secret has a place there. A PIN, passphrase or access token is asked, or stands in a file of its
own that is named here; who writes one in the configuration is told so, without repeating it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from generator.errors import InputRefused
from generator.toml_reading import choice, flag, only, text, written

PinEntry = Literal["", "vraag", "pinpad", "geen"]
Authorisation = Literal["pin", "otp", "pin+otp", "geen"]
_KINDS = ("pkcs12", "pem", "pkcs11", "csc")
_KNOWN = {
    "pkcs12": ("bestand", "wachtwoord_bestand"),
    "pem": ("certificaat", "sleutel", "wachtwoord_bestand"),
    "pkcs11": (
        "module", "token", "sleuf", "certificaat", "certificaat_id", "pin", "pin_bestand",
        "handtekening_pin", "keten",
    ),
    "csc": ("adres", "sleutel_id", "toestemming", "toegang_bestand", "pin_bestand", "keten"),
}  # fmt: skip
_PINS: tuple[PinEntry, ...] = ("vraag", "pinpad", "geen")
_AUTHORISATIONS: tuple[Authorisation, ...] = ("pin", "otp", "pin+otp", "geen")
_SECRETS = frozenset(
    {
        "code", "geheim", "otp", "passphrase", "password", "pincode", "puk", "secret", "toegang",
        "toegangstoken", "wachtwoord", "wachtwoordzin",
    }
)  # fmt: skip
_MOST_SLOTS = 1000
_LONGEST_ID = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Pkcs12Entry:
    """Key and certificate in one file."""

    path: Path
    password_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PemEntry:
    """Certificate and key in a file each."""

    certificate: Path
    key: Path
    password_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenEntry:
    """A key behind a PKCS#11 module; what is empty is left to what is on the card."""

    module: str
    token: str = ""
    slot: int | None = None
    certificate: str = ""
    certificate_id: bytes = b""
    pin: PinEntry = ""
    pin_file: Path | None = None
    signing_pin: bool = False
    chain: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteEntry:
    """A key at a signing service (CSC)."""

    address: str
    credential: str = ""
    authorisation: Authorisation = "pin"
    access_file: Path | None = None
    pin_file: Path | None = None
    chain: tuple[Path, ...] = ()


KeyEntry = Pkcs12Entry | PemEntry | TokenEntry | RemoteEntry


def key_entry(path: Path, here: Path, name: str, table: Mapping[str, object]) -> KeyEntry:
    """Read one key of the file `path`, whose relative paths start at `here`. Raises `InputRefused`."""
    where = f"sleutels.{name}"
    kind = table.get("soort")
    if kind not in _KINDS:
        raise InputRefused(f"{path}: {where}.soort moet «pkcs12», «pem», «pkcs11» of «csc» zijn.")
    _no_secret(path, where, table, kind=str(kind))
    only(path, where, table, {"soort", *_KNOWN[str(kind)]})
    read = _Reader(path=path, here=here, where=where, table=table)
    if kind == "pkcs12":
        return Pkcs12Entry(path=read.needed("bestand"), password_file=read.file("wachtwoord_bestand"))
    if kind == "pem":
        return PemEntry(
            certificate=read.needed("certificaat"),
            key=read.needed("sleutel"),
            password_file=read.file("wachtwoord_bestand"),
        )
    return _token(read) if kind == "pkcs11" else _remote(read)


def module_at(here: Path, module: str) -> str:
    """Place a module: a path is relative to `here`, a bare name is for the system's loader."""
    return str(here / module) if "/" in module or (here / module).is_file() else module


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """One table, and where it stands."""

    path: Path
    here: Path
    where: str
    table: Mapping[str, object]

    def said(self, key: str) -> str:
        """Give a text that may be left out."""
        return written(self.path, f"{self.where}.{key}", self.table[key]) if key in self.table else ""

    def needed(self, key: str) -> Path:
        """Give a file that must be named."""
        text(self.path, f"{self.where}.{key}", self.table.get(key))
        return self.here / self.said(key)

    def file(self, key: str) -> Path | None:
        """Give a file that may be left out."""
        return self.here / self.said(key) if key in self.table else None


def _token(read: _Reader) -> TokenEntry:
    path, where = read.path, read.where
    text(path, f"{where}.module", read.table.get("module"))
    pin: PinEntry = choice(path, f"{where}.pin", read.table["pin"], _PINS) if "pin" in read.table else ""
    pin_file = read.file("pin_bestand")
    if pin_file and pin in ("pinpad", "geen"):
        raise InputRefused(
            f"{path}: bij {where}.pin = «{pin}» hoort geen pin_bestand.",
            hint="Laat een van beide weg.",
        )
    return TokenEntry(
        module=module_at(read.here, read.said("module")),
        token=read.said("token"),
        slot=_slot(read),
        certificate=read.said("certificaat"),
        certificate_id=_id(read),
        pin=pin,
        pin_file=pin_file,
        signing_pin=flag(path, f"{where}.handtekening_pin", read.table.get("handtekening_pin", False)),
        chain=read.file("keten"),
    )


def _remote(read: _Reader) -> RemoteEntry:
    path, where = read.path, read.where
    address = written(path, f"{where}.adres", read.table.get("adres"))
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("https", "http") and bool(parts.hostname) and (parts.port or True)
    except ValueError:
        good = False
    if not good:
        raise InputRefused(
            f"{path}: {where}.adres is geen webadres.",
            hint='Bijvoorbeeld adres = "https://dienst.example/csc/v1".',
        )
    if parts.username is not None or parts.password is not None:  # never repeated: it may be a secret
        raise InputRefused(
            f"{path}: in {where}.adres staat een naam of wachtwoord; dat hoort niet in dit bestand.",
            hint="Zet het toegangstoken in een eigen bestand, en noem dat in toegang_bestand.",
        )
    chain = read.file("keten")
    authorisation = read.table.get("toestemming", "pin")
    return RemoteEntry(
        address=address,
        credential=read.said("sleutel_id"),
        authorisation=choice(path, f"{where}.toestemming", authorisation, _AUTHORISATIONS),
        access_file=read.file("toegang_bestand"),
        pin_file=read.file("pin_bestand"),
        chain=(chain,) if chain else (),
    )


def _no_secret(path: Path, where: str, table: Mapping[str, object], *, kind: str) -> None:
    """Refuse what would put a secret in the file, before anything else is said of that key."""
    asked = {"pkcs11": "pin_bestand", "csc": "toegang_bestand of pin_bestand"}.get(kind, "wachtwoord_bestand")
    for key, value in table.items():
        word = key.casefold().replace("-", "").replace("_", "")
        pin = key == "pin" and (kind != "pkcs11" or value not in _PINS)
        if word in _SECRETS or pin or (key == "token" and kind == "csc"):
            also = (
                " Hier kan staan: «vraag», «pinpad» of «geen»." if key == "pin" and kind == "pkcs11" else ""
            )
            raise InputRefused(
                f"{path}: «{where}.{key}»: een geheim hoort niet in dit bestand.{also}",
                hint=f"Laat het weg, dan wordt ernaar gevraagd; of zet het in een eigen bestand en noem dat "
                f"in {asked}. Wie dit bestand al heeft gezien, kent het geheim nu: kies zo mogelijk een nieuw.",
            )


def _slot(read: _Reader) -> int | None:
    if "sleuf" not in read.table:
        return None
    slot = read.table["sleuf"]
    if not isinstance(slot, int) or isinstance(slot, bool) or not 0 <= slot < _MOST_SLOTS:
        raise InputRefused(
            f"{read.path}: {read.where}.sleuf moet een getal van 0 af zijn.",
            hint="Het is het volgnummer van de kaartlezer; `delegatie doctor` laat zien welke er zijn.",
        )
    return slot


def _id(read: _Reader) -> bytes:
    said = read.said("certificaat_id").replace(":", "")
    try:
        found = bytes.fromhex(said)
    except ValueError:
        found = b""
    if (said and not found) or len(found) > _LONGEST_ID:
        raise InputRefused(
            f"{read.path}: {read.where}.certificaat_id moet in hexadecimale cijfers staan.",
            hint='Bijvoorbeeld certificaat_id = "01ab".',
        )
    return found
