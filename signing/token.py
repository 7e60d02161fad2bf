"""Keys on a smartcard, stick or HSM (PKCS#11): whose certificate, which PIN, and what signs.

The certificate is read before any PIN where the card allows that, so that the wrong person is
refused first. One login signs all that waits, in all dossiers of a command, until `close`.

pyHanko's own `PKCS11Signer` is not used: it waits for its objects with an event of one loop, for ever
where loading them failed, and chooses the longest PSS salt, which a card need not take. The mapping of
algorithms to mechanisms is pyHanko's.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from asn1crypto import algos, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from signing.card import PAD, Card, CardKey, OnCard, choose
from signing.card_contents import Wanted, chosen, key_of
from signing.errors import KeyFailed
from signing.held import HeldSigner
from signing.identity import holder
from signing.keys import AskSecret, Key, load_certificates

PinEntry = Literal["", "vraag", "pinpad", "geen"]
_DIGEST = "sha256"
_COORDINATE = {"secp256r1": 32, "secp384r1": 48, "secp521r1": 66}  # bytes
_SALT = 32  # as long as the digest (RFC 8017, 9.1): what cards and HSMs can do


class TokenSigner(HeldSigner):
    """A pyHanko signer whose private key never leaves the card."""

    def __init__(
        self,
        card: Card,
        key: CardKey,
        certificate: x509.Certificate,
        chain: Iterable[x509.Certificate],
        *,
        pss: bool = False,
    ) -> None:
        super().__init__(certificate, chain, pss=pss)
        self._card, self._key, self._size = card, key, _signature_size(certificate)
        self._public = certificate.public_key.dump()

    def get_signature_mechanism_for_digest(self, digest_algorithm: str | None) -> algos.SignedDigestAlgorithm:
        """Give pyHanko's choice, but for the length of the salt of RSASSA-PSS."""
        how: algos.SignedDigestAlgorithm = super().get_signature_mechanism_for_digest(digest_algorithm)
        if how.signature_algo == "rsassa_pss":
            how["parameters"]["salt_length"] = _SALT
        return how

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002 - pyHanko's signature
    ) -> bytes:
        """Sign `data` on the card; a dry run only measures. Raises `KeyFailed`."""
        if dry_run:
            return bytes(self._size)
        how = self.get_signature_mechanism_for_digest(digest_algorithm)
        return await self._card.sign_in_turn(self._key, data, how, digest_algorithm)

    def prove(self) -> bool:
        """Whether the key fits the certificate: sign something random, and verify it. Raises `KeyFailed`."""
        data = secrets.token_bytes(64)
        how = self.get_signature_mechanism_for_digest(_DIGEST)
        signature = self._card.sign(self._key, data, how, _DIGEST)
        public = load_der_public_key(self._public)
        try:
            if isinstance(public, ec.EllipticCurvePublicKey):
                public.verify(signature, data, ec.ECDSA(hashes.SHA256()))
            elif isinstance(public, rsa.RSAPublicKey):
                pss = padding.PSS(padding.MGF1(hashes.SHA256()), _SALT)
                scheme = pss if self.prefer_pss else padding.PKCS1v15()
                public.verify(signature, data, scheme, hashes.SHA256())
        except InvalidSignature:
            return False
        return True


@dataclass(slots=True, kw_only=True)
class TokenSource:
    """A key behind a PKCS#11 module (`--pkcs11`), on the card `token` or in `slot`.

    `certificate_label` or `certificate_id` say which certificate; without them it is the only one that can
    sign. `pin` says how the card gets its PIN: from `ask`, on the reader («pinpad»), not at all («geen»), or
    as the card itself says; `signing_pin`: it has a PIN of its own for each signature. `tell` gets what
    the user must know at once. `chain` is a PEM file with issuers that are not on the card.
    """

    module: str
    ask: AskSecret = field(repr=False)
    tell: Callable[[str], None] = field(repr=False)
    token: str = ""
    slot: int | None = None
    certificate_label: str = ""
    certificate_id: bytes = b""
    pin: PinEntry = ""
    signing_pin: bool = False
    chain: Path | None = None
    pss: bool = False
    _card: Card | None = field(default=None, init=False, repr=False)
    _known: OnCard | None = field(default=None, init=False, repr=False)

    def certificate(self) -> x509.Certificate | None:
        """Give the certificate if the card shows it without a PIN, else None. Raises `KeyFailed`."""
        if self._known is None:
            card = self._opened()
            there = card.certificates()
            if there:
                self._known = self._chosen(there, card.public_ids(), final=False)
        return self._known.certificate if self._known else None

    def issuers(self) -> list[x509.Certificate]:
        """Give the other certificates on the card, and those of the chain's file. Raises `KeyFailed`."""
        own = self._known.certificate.dump() if self._known else b""
        there = [one.certificate for one in self._opened().certificates()]
        return [*(one for one in there if one.dump() != own), *self._outside()]

    def unlock(self) -> Key:
        """Log in, asking for the PIN if the card needs one, and try the key. Raises `KeyFailed`."""
        self.certificate()
        self._outside()  # a file that is missing is found before the PIN is asked
        card = self._opened()
        pin = self._login(card)
        there = card.certificates()
        keys = card.keys()
        known = self._known or self._chosen(there, {key.id for key in keys}, final=True)
        if known is None:
            raise KeyFailed(
                f"{card.name}: er staat geen certificaat op waarmee kan worden ondertekend.",
                hint="Is dit de goede kaart, en is zij geactiveerd?",
            )
        self._known = known
        key = key_of(card.name, known, keys)
        if key.pin_each_time or self.signing_pin:
            if self.signing_pin and pin is not None:
                pin = self._asked(f"PIN van {card.name} voor het zetten van handtekeningen")
            if pin is not None:
                card.pin_for_each_signature(pin)
        signer = TokenSigner(card, key, known.certificate, self.issuers(), pss=self.pss)
        if not (_same_public(card, key, known.certificate) if key.pin_each_time else signer.prove()):
            raise KeyFailed(
                f"{card.name}: de sleutel en het certificaat van {holder(known.certificate)} horen niet bij elkaar.",
                hint="Noem het certificaat dat bij de sleutel hoort, of vraag de uitgever om hulp.",
            )
        return Key(signer=signer, certificate=known.certificate)

    def close(self) -> None:
        """Log out and let go of the card; the PIN is forgotten."""
        if self._card is not None:
            self._card.close()
        self._card = None

    def _outside(self) -> list[x509.Certificate]:
        return load_certificates(self.chain) if self.chain else []

    def _opened(self) -> Card:
        if self._card is None:
            self._card = Card(choose(self.module, label=self.token, slot=self.slot))
        return self._card

    def _login(self, card: Card) -> str | None:
        """Log in; give the PIN that was asked, if one was."""
        if self.pin == "geen":
            card.login(None)
            return None
        card.require_open_to_pin()
        if card.last_try:
            self.tell(f"Let op: {card.name} blokkeert na nog één verkeerde PIN.")
        if self.pin == "pinpad" or (not self.pin and card.has_pad):
            if not card.has_pad:
                raise KeyFailed(
                    f"{card.name}: deze kaartlezer heeft geen toetsen voor een PIN.",
                    hint='Zet in de configuratie pin = "vraag".',
                )
            self.tell(f"Typ uw PIN op de kaartlezer ({card.name}).")
            card.login(PAD)
            return None
        pin = self._asked(f"PIN van {card.name}")
        card.login(pin)
        return pin

    def _asked(self, question: str) -> str:
        pin = self.ask(question)
        try:
            pin.encode()
        except UnicodeEncodeError:  # not chained: the error holds the PIN
            pin = ""
        if not pin or "\0" in pin:  # an attempt with it would count
            raise KeyFailed(
                "Dat is geen PIN: zij is leeg of bevat een vreemd teken. De kaart is niet benaderd.",
                hint="Typ de PIN, of zet haar op de eerste regel van het bestand.",
            )
        return pin

    def _chosen(self, there: Sequence[OnCard], ids: set[bytes], *, final: bool) -> OnCard | None:
        wanted = Wanted(label=self.certificate_label, id=self.certificate_id)
        return chosen(self._opened().name, there, ids, wanted, final=final)


def _same_public(card: Card, key: CardKey, certificate: x509.Certificate) -> bool:
    """Compare the public halves: a trial signature would cost the user a PIN. True where the card is silent."""
    public = load_der_public_key(certificate.public_key.dump())
    told = card.public_key(key.id)
    if isinstance(public, rsa.RSAPublicKey) and told.modulus:
        return int.from_bytes(told.modulus, "big") == public.public_numbers().n
    if isinstance(public, ec.EllipticCurvePublicKey) and told.point:
        return told.point.endswith(
            bytes(certificate.public_key["public_key"])
        )  # some wrap it in an OCTET STRING
    return True


def _signature_size(certificate: x509.Certificate) -> int:
    public = certificate.public_key
    if public.algorithm == "ec":
        return 2 * _COORDINATE[public.curve[1]] + 16
    return int(public.bit_size) // 8
