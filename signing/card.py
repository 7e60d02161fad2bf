"""A card, stick or HSM behind a PKCS#11 module: the only place that drives python-pkcs11.

What python-pkcs11 does and does not, and what follows from it:

- It starts a module as one that is used from one thread at a time. All that touches a card goes
  through `Card`, and its signatures wait for each other.
- A session cannot be logged in afterwards. The certificates are read in a first session, without PIN;
  the PIN opens a second one.
- A wrong PIN counts. After the first refusal a card is not touched again: of ten documents that wait
  for the same wrong PIN, nine would lock it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pkcs11
from asn1crypto import algos, x509
from cryptography.hazmat.primitives import hashes
from pkcs11 import Attribute, Mechanism, ObjectClass, TokenFlag
from pkcs11.types import Session, Token
from pyhanko.sign.pkcs11 import select_pkcs11_signing_params

from signing import card_problems
from signing.errors import KeyFailed

_RAW = {"ecdsa": Mechanism.ECDSA, "rsassa_pkcs1v15": Mechanism.RSA_PKCS, "rsassa_pss": Mechanism.RSA_PKCS_PSS}
_HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
PAD = object()  # in place of a PIN: it is typed on the reader


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCard:
    """A certificate on a card, and the label and id under which it is kept there."""

    label: str
    id: bytes
    certificate: x509.Certificate = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardKey:
    """A private key on a card; `pin_each_time` where it wants a PIN for each signature."""

    label: str
    id: bytes
    pin_each_time: bool
    handle: Any = field(repr=False)  # python-pkcs11 makes the class of a key when it meets one


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicHalf:
    """The modulus of an RSA key or the point of an elliptic one; empty where a card does not tell."""

    modulus: bytes = b""
    point: bytes = b""


def present(module: str) -> list[tuple[int, Token]]:
    """Give the cards that are there, each with the number of its slot. Raises `KeyFailed`."""
    place = Path(module)
    if place.parent != Path() and not place.is_file():  # a bare name is looked up by the system
        raise KeyFailed(
            f"PKCS#11-module {module}: dit bestand is er niet.",
            hint="Noem de module die bij uw kaart hoort; de uitgever zegt hoe zij heet en waar zij staat.",
        )
    try:
        slots = pkcs11.lib(module).get_slots()
    except (pkcs11.PKCS11Error, ValueError) as err:
        if type(err) not in (pkcs11.PKCS11Error, ValueError):
            raise KeyFailed(
                f"PKCS#11-module {module}: start niet ({type(err).__name__}).",
                hint="Loopt de dienst voor smartcards (pcscd), en is de module ingesteld zoals haar uitgever zegt?",
            ) from err
        raise KeyFailed(
            f"PKCS#11-module {module}: kan niet worden gestart; dit is geen PKCS#11-module, "
            "of zij hoort niet bij deze computer.",
            hint="Noem de module (vaak .so) van de uitgever van uw kaart, voor hetzelfde soort processor.",
        ) from err
    if not slots:
        raise KeyFailed(
            f"PKCS#11-module {module}: er is geen kaartlezer.",
            hint="Sluit de lezer aan en probeer het opnieuw.",
        )
    found: list[tuple[int, Token]] = []
    for number, slot in enumerate(slots):
        with suppress(pkcs11.PKCS11Error):  # an empty slot
            token = slot.get_token()
            if token.label or token.flags & TokenFlag.TOKEN_INITIALIZED:
                found.append((number, token))
    return found


def choose(module: str, *, label: str, slot: int | None) -> Token:
    """Give the card that is meant, or the only one. Raises `KeyFailed`, with those that are there."""
    there = present(module)
    if not there:
        raise KeyFailed(
            f"PKCS#11-module {module}: er zit geen kaart in de lezer.", hint="Steek de kaart in de lezer."
        )
    meant = [(n, t) for n, t in there if (not label or t.label == label) and (slot is None or n == slot)]
    listed = "".join(f"\n  «{token.label}» (sleuf {number})" for number, token in there)
    if not meant:
        name = " ".join([f"«{label}»"] * bool(label) + [f"in sleuf {slot}"] * (slot is not None))
        raise KeyFailed(
            f"PKCS#11-module {module}: kaart {name} is er niet. Wel:{listed}",
            hint="Steek de kaart in de lezer, of verbeter de naam.",
        )
    if len(meant) > 1:
        raise KeyFailed(
            f"PKCS#11-module {module}: er is meer dan één kaart:{listed}",
            hint="Zeg welke u bedoelt: met --token of token, of in de configuratie met sleuf.",
        )
    return meant[0][1]


class Card:
    """An opened card: what can be read without a PIN, and after `login` what signs."""

    def __init__(self, token: Token) -> None:
        """Open the card for reading. Raises `KeyFailed`."""
        self.name = f"kaart «{token.label}»"
        self._token = token
        self._broken: KeyFailed | None = None
        self._bound: asyncio.AbstractEventLoop | None = None
        self._turn = asyncio.Lock()
        self._signing: Session | None = None
        self._pin: str | None = None
        with self._explaining():
            self._reading: Session | None = token.open()
            self._mechanisms = token.slot.get_mechanisms()

    def certificates(self) -> list[OnCard]:
        """Read the certificates that the card shows now. Raises `KeyFailed`."""
        found: list[OnCard] = []
        for one in self._objects(ObjectClass.CERTIFICATE, Attribute.VALUE):
            try:
                certificate = x509.Certificate.load(one.get(Attribute.VALUE, b""), strict=True)
                certificate.native  # noqa: B018 - asn1crypto parses when asked; ask now, fail here
            except (ValueError, TypeError, KeyError):
                continue  # another kind of certificate, or a broken one: not ours to sign with
            found.append(OnCard(label=one["label"], id=one["id"], certificate=certificate))
        return found

    def keys(self) -> list[CardKey]:
        """Give the private keys that sign; most cards show them after `login` only. Raises `KeyFailed`."""
        wanted = (Attribute.SIGN, Attribute.ALWAYS_AUTHENTICATE)
        return [
            CardKey(
                label=one["label"],
                id=one["id"],
                pin_each_time=bool(one.get(Attribute.ALWAYS_AUTHENTICATE)),
                handle=one["handle"],
            )
            for one in self._objects(ObjectClass.PRIVATE_KEY, *wanted)
            if one.get(Attribute.SIGN, True)
        ]

    def public_key(self, id_: bytes) -> PublicHalf:
        """Give what the card itself says of the public half of a key. Raises `KeyFailed`."""
        told: dict[Any, Any] = {}
        for kind in (ObjectClass.PUBLIC_KEY, ObjectClass.PRIVATE_KEY):
            for one in self._objects(kind, Attribute.MODULUS, Attribute.EC_POINT):
                told |= one if one["id"] == id_ else {}
        return PublicHalf(modulus=told.get(Attribute.MODULUS, b""), point=told.get(Attribute.EC_POINT, b""))

    def public_ids(self) -> set[bytes]:
        """Give the ids of the keys that the card shows now. Raises `KeyFailed`."""
        kinds = (ObjectClass.PUBLIC_KEY, ObjectClass.PRIVATE_KEY)
        return {one["id"] for kind in kinds for one in self._objects(kind)}

    @property
    def has_pad(self) -> bool:
        """Whether the PIN is typed on the reader."""
        return bool(self._token.flags & TokenFlag.PROTECTED_AUTHENTICATION_PATH)

    @property
    def last_try(self) -> bool:
        """Whether one more wrong PIN locks the card."""
        return bool(self._flags() & TokenFlag.USER_PIN_FINAL_TRY)

    def require_open_to_pin(self) -> None:
        """Refuse a card that would not take a PIN, before one is asked. Raises `KeyFailed`."""
        if why := card_problems.refused_beforehand(self.name, self._flags()):
            raise why

    def login(self, pin: str | object | None) -> None:
        """Open the session that signs: with a PIN, with `PAD`, or without any. Raises `KeyFailed`."""
        secret = pkcs11.PROTECTED_AUTH if pin is PAD else pin
        with self._explaining():
            try:
                self._signing = self._token.open(user_pin=secret)
            except pkcs11.UserAlreadyLoggedIn:  # this program did, for another key on the same card
                self._signing = self._token.open()
        self._broken = None

    def pin_for_each_signature(self, pin: str) -> None:
        """Keep the PIN that the card wants for each signature, until `close`."""
        self._pin = pin

    def sign(self, key: CardKey, data: bytes, how: algos.SignedDigestAlgorithm, digest: str) -> bytes:
        """Set one signature; a card that refused once is left alone. Raises `KeyFailed`."""
        if self._broken is not None:
            raise KeyFailed(self._broken.message, hint=self._broken.hint)
        with self._explaining():
            algorithm = how.signature_algo
            spec = select_pkcs11_signing_params(how, digest, use_raw_mechanism=False, sign_kwargs={})
            arguments = dict(spec.sign_kwargs)
            if not self._knows(arguments["mechanism"]) and self._knows(_RAW[algorithm]):
                if algorithm != "rsassa_pss":
                    spec = select_pkcs11_signing_params(how, digest, use_raw_mechanism=True, sign_kwargs={})
                    data = spec.pre_sign_transform(data) if spec.pre_sign_transform else data
                else:
                    data = _digest(data, digest)
                arguments["mechanism"] = _RAW[algorithm]
            if self._pin is not None:
                arguments["pin"] = self._pin
            signature: bytes = key.handle.sign(data, **arguments)
            return spec.post_sign_transform(signature) if spec.post_sign_transform else signature

    async def sign_in_turn(
        self, key: CardKey, data: bytes, how: algos.SignedDigestAlgorithm, digest: str
    ) -> bytes:
        """Set one signature in a thread, after those that came before it. Raises `KeyFailed`."""
        loop = asyncio.get_running_loop()
        if self._bound is not loop:  # a lock belongs to one loop, and each batch has its own
            self._bound, self._turn = loop, asyncio.Lock()
        async with self._turn:
            return await loop.run_in_executor(None, self.sign, key, data, how, digest)

    def close(self) -> None:
        """Log out and forget the PIN. A card that is gone needs no goodbye."""
        self._pin = None
        for session in (self._signing, self._reading):
            if session is not None:
                with suppress(pkcs11.PKCS11Error):
                    session.close()
        self._signing = self._reading = None

    def _objects(self, kind: ObjectClass, *wanted: Attribute) -> list[dict[Any, Any]]:
        session = self._signing or self._reading
        if session is None:
            raise KeyFailed(f"{self.name}: is al gesloten.", hint="Geef dezelfde opdracht opnieuw.")
        with self._explaining():
            found = list(session.get_objects({Attribute.CLASS: kind}))  # left half-way it blocks all else
            return [
                {
                    "handle": one,
                    "label": _said(one, Attribute.LABEL) or "",
                    "id": _said(one, Attribute.ID) or b"",
                }
                | {attribute: said for attribute in wanted if (said := _said(one, attribute)) is not None}
                for one in found
            ]

    def _knows(self, mechanism: Mechanism) -> bool:
        return mechanism in self._mechanisms

    def _flags(self) -> TokenFlag:
        try:
            return self._token.slot.get_token().flags  # as they are now, not as they were
        except pkcs11.PKCS11Error:
            return self._token.flags

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except pkcs11.PinIncorrect as err:
            self._broken = card_problems.wrong_pin(self.name, self._flags())
            raise self._broken from err
        except pkcs11.PinLocked as err:
            self._broken = card_problems.locked(self.name)
            raise self._broken from err
        except pkcs11.PKCS11Error as err:
            self._broken = card_problems.explained(err, self.name)
            raise self._broken from err


def _digest(data: bytes, digest: str) -> bytes:
    hashed = hashes.Hash(_HASHES[digest]())
    hashed.update(data)
    return hashed.finalize()


def _said(one: Any, attribute: Attribute) -> Any:  # noqa: ANN401 - as many types as attributes
    try:
        return one[attribute]
    except (pkcs11.AttributeTypeInvalid, pkcs11.AttributeSensitive, pkcs11.FunctionFailed):
        return None
