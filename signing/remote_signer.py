"""Signing at a service: who authorises, with what, and what comes back.

Nothing that the service returns is used before it is verified against the certificate.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Literal

from asn1crypto import x509
from cryptography.exceptions import InvalidSignature
from pyhanko_certvalidator.sig_validate import DEFAULT_SIGNATURE_VALIDATOR

from signing.asking import asked
from signing.csc import Service
from signing.csc_answers import Credential
from signing.errors import KeyFailed, SealingError, ServiceFailed
from signing.gathering import Gathering
from signing.keys import AskSecret

Authorisation = Literal["pin", "otp", "pin+otp", "geen"]
# What is asked of the service, the most exact first: a key's `algo` names what it takes.
_PKCS1 = ("1.2.840.113549.1.1.11", "1.2.840.113549.1.1.1")
_PSS = ("1.2.840.113549.1.1.10",)
_ECDSA = ("1.2.840.10045.4.3.2", "1.2.840.10045.2.1")


class Holder:
    """The person whose key it is: authorises each batch, with a PIN given once and a code each time."""

    def __init__(self, ask: AskSecret, authorisation: Authorisation) -> None:
        self._ask = ask
        self._factors = authorisation.split("+")
        self._pin = ""

    def pin(self, host: str) -> str:
        """Give the PIN, asked the first time and again after it was refused; empty where there is none."""
        if "pin" in self._factors and not self._pin:
            self._pin = asked(self._ask, f"Pincode van uw sleutel bij {host}")
        return self._pin

    async def authorise(
        self, service: Service, credential: Credential, hashes: Sequence[bytes], what: str
    ) -> str:
        """Give what activates the key for these hashes. Raises `KeyFailed`, `ServiceFailed`."""
        secrets = {"PIN": pin} if (pin := self.pin(service.host)) else {}
        if "otp" in self._factors:
            if credential.otp_online:
                await service.send_code(credential)
            secrets["OTP"] = asked(self._ask, f"Eenmalige code van {service.host} voor {what}")
        try:
            return await service.authorize(credential, hashes, secrets)
        except KeyFailed:
            self._pin = ""  # never a second time by itself: a PIN has few attempts
            raise


class RemoteSigner(Gathering):
    """Signs at the service: with as few authorisations as the key allows, each signature verified."""

    def __init__(
        self,
        count: int,
        service: Service,
        credential: Credential,
        chain: Sequence[x509.Certificate],
        holder: Holder,
        *,
        pss: bool,
    ) -> None:
        self._algorithm = algorithm_for(credential, pss=pss, host=service.host)
        super().__init__(
            count,
            certificate=credential.certificate,
            chain=chain,
            size=credential.signature_size,
            pss=self._algorithm in _PSS,
        )
        self._service, self._credential, self._holder = service, credential, holder

    async def sign_all(self, batch: Sequence[bytes]) -> Sequence[bytes | SealingError]:
        """Sign in parts of as many as one authorisation may give; after a refusal, nothing more is asked."""
        made: list[bytes | SealingError] = []
        most = self._credential.most
        for first in range(0, len(batch), most):
            part = batch[first : first + most]
            try:
                made += await self._sign_part(part, _counted(first + 1, first + len(part), len(batch)))
            except SealingError as err:
                made += [err] * (len(batch) - len(made))
                break
        return made

    async def _sign_part(self, part: Sequence[bytes], what: str) -> list[bytes | SealingError]:
        hashes = [hashlib.sha256(data).digest() for data in part]
        activation = await self._holder.authorise(self._service, self._credential, hashes, what)
        mechanism = self.get_signature_mechanism_for_digest("sha256")
        parameters = mechanism["parameters"].dump() if self._algorithm in _PSS else None
        signatures = await self._service.sign(
            self._credential, hashes, activation, algorithm=self._algorithm, parameters=parameters
        )
        return [self._verified(data, made) for data, made in zip(part, signatures, strict=True)]

    def _verified(self, data: bytes, signature: bytes) -> bytes | SealingError:
        mechanism = self.get_signature_mechanism_for_digest("sha256")
        public = self._credential.certificate.public_key
        try:
            DEFAULT_SIGNATURE_VALIDATOR.validate_signature(signature, data, public, mechanism)
        except (InvalidSignature, ValueError):
            return ServiceFailed(
                f"De ondertekendienst {self._service.host} gaf een handtekening die niet bij het certificaat past.",
                hint="Dit document is niet gewijzigd. Meld dit de dienst.",
            )
        return signature


def algorithm_for(credential: Credential, *, pss: bool, host: str) -> str:
    """Give the identifier of the algorithm to ask for. Raises `KeyFailed` if the key takes none of ours."""
    rsa: tuple[str, ...] = _PSS if pss else (*_PKCS1, *_PSS)
    wanted = _ECDSA if credential.elliptic else rsa
    for algorithm in wanted:
        if algorithm in credential.algorithms:
            return algorithm
    kind = "RSASSA-PSS" if pss and not credential.elliptic else "SHA-256"
    raise KeyFailed(
        f"De sleutel bij de ondertekendienst {host} tekent niet met {kind}.",
        hint="Laat --pss weg." if wanted == _PSS else "Vraag de dienst een sleutel die dat wel kan.",
    )


def require_authorisation(credential: Credential, given: Authorisation, host: str) -> None:
    """Raise `KeyFailed` unless what the configuration says is what the service wants for this key."""
    if credential.mode == "oauth2code":
        raise KeyFailed(
            f"De ondertekendienst {host} wil toestemming in een webbrowser (oauth2code); dat kan dit programma niet.",
            hint="Vraag de dienst een sleutel met een pincode of eenmalige code.",
        )
    factors = given.split("+")
    if all(
        wanted == "optional" or (wanted == "true") == (factor in factors)
        for factor, wanted in (("pin", credential.pin), ("otp", credential.otp))
    ):
        return
    wants = "+".join(
        factor
        for factor, wanted in (("pin", credential.pin), ("otp", credential.otp))
        if wanted == "true" or (wanted == "optional" and factor in factors)
    )
    raise KeyFailed(
        f"De ondertekendienst {host} wil voor deze sleutel een andere toestemming dan «{given}».",
        hint=f'Zet bij deze sleutel toestemming = "{wants or "geen"}" in delegatie.toml.',
    )


def _counted(first: int, last: int, total: int) -> str:
    if last - first + 1 == total:
        return "1 document" if total == 1 else f"{total} documenten"
    return (
        f"document {first} tot en met {last} van {total}" if last > first else f"document {first} van {total}"
    )
