"""What a signing service says of a key: read strictly, bounded, into values that cannot be half right.

Cloud Signature Consortium API 1.0.4, 11.5 (credentials/info). A service may write numbers and truths as
strings; anything else that differs from the standard is refused with the name of the field.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, cast

from asn1crypto import keys, x509

from signing.errors import KeyFailed, ServiceFailed

Presence = Literal["true", "false", "optional"]
_MOST_TEXT = 10_000
_MOST_CERTIFICATES = 20
_SHORTEST_RSA = 2048
_CURVES = ("secp256r1", "secp384r1", "secp521r1")
_KEY_PROBLEMS = {"disabled": "heeft deze sleutel uitgeschakeld"}
_CERTIFICATE_PROBLEMS = {
    "expired": "zegt dat het certificaat is verlopen",
    "revoked": "zegt dat het certificaat is ingetrokken",
    "suspended": "heeft het certificaat geschorst",
}


class Unfit(Exception):
    """A field is missing or not what the standard says; the message is its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A key at the service: whose it is, how it signs, and what its holder authorises it with.

    `most` is how many signatures one authorisation may give; `algorithms` are object identifiers.
    """

    name: str
    certificate: x509.Certificate = field(repr=False)
    chain: tuple[x509.Certificate, ...] = field(repr=False)
    key_status: str
    certificate_status: str
    bits: int
    algorithms: frozenset[str]
    most: int
    mode: Literal["implicit", "explicit", "oauth2code"]
    pin: Presence
    otp: Presence
    otp_online: bool

    @property
    def elliptic(self) -> bool:
        """Whether the key is on an elliptic curve; else it is RSA."""
        return bool(self.certificate.public_key.algorithm == "ec")

    @property
    def signature_size(self) -> int:
        """The most bytes that a signature takes (ECDSA: two integers in DER)."""
        size = _octets(self.certificate.public_key.bit_size)
        return 2 * (size + 3) + 3 if self.elliptic else size


def read_names(body: object) -> tuple[list[str], bool]:
    """Read the keys of credentials/list, and whether there are more. Raises `Unfit`."""
    answer = _mapping(body, "")
    names = [_text(name, "credentialIDs") for name in _list(answer, "credentialIDs", most=1000)]
    return names, bool(answer.get("nextPageToken"))


def read_credential(name: str, body: object) -> Credential:
    """Read the answer of credentials/info on the key `name`. Raises `Unfit`."""
    answer = _mapping(body, "")
    key = _mapping(answer.get("key"), "key")
    cert = _mapping(answer.get("cert"), "cert")
    certificates = [
        _certificate(one) for one in _list(cert, "certificates", most=_MOST_CERTIFICATES, where="cert.")
    ]
    if not certificates:
        raise Unfit("cert.certificates")
    mode = _one_of(answer.get("authMode"), ("implicit", "explicit", "oauth2code"), "authMode")
    unknown = "optional" if mode == "explicit" else "false"
    pin = _mapping(answer.get("PIN", {}), "PIN")
    otp = _mapping(answer.get("OTP", {}), "OTP")
    found = Credential(
        name=name,
        certificate=certificates[0],
        chain=tuple(certificates[1:]),
        key_status=_one_of(key.get("status"), ("enabled", "disabled"), "key.status"),
        certificate_status=_one_of(
            cert.get("status", "valid"), ("valid", *_CERTIFICATE_PROBLEMS), "cert.status"
        ),
        bits=_number(key.get("len"), "key.len"),
        algorithms=frozenset(_text(one, "key.algo") for one in _list(key, "algo", most=100, where="key.")),
        most=_number(answer.get("multisign"), "multisign"),
        mode=cast("Literal['implicit', 'explicit', 'oauth2code']", mode),
        pin=_presence(pin.get("presence", unknown), "PIN.presence"),
        otp=_presence(otp.get("presence", unknown), "OTP.presence"),
        otp_online=_one_of(otp.get("type", "offline"), ("offline", "online"), "OTP.type") == "online",
    )
    if _octets(found.bits) != _octets(found.certificate.public_key.bit_size):  # P-521 counts as 528 here
        raise Unfit("key.len")
    return found


def require_usable(found: Credential, host: str) -> None:
    """Raise `KeyFailed` for a key that may not, or should not, be signed with."""
    problem = _KEY_PROBLEMS.get(found.key_status) or _CERTIFICATE_PROBLEMS.get(found.certificate_status)
    if problem:
        raise KeyFailed(
            f"De ondertekendienst {host} {problem}.",
            hint="Vraag de dienst waarom, of gebruik een andere sleutel. Er is niets ondertekend.",
        )
    public = found.certificate.public_key
    if public.algorithm == "rsa" and public.bit_size < _SHORTEST_RSA:
        raise KeyFailed(
            f"De RSA-sleutel bij {host} is met {public.bit_size} bits te kort; ten minste {_SHORTEST_RSA}.",
            hint="Vraag een nieuw certificaat aan, met een langere sleutel.",
        )
    if public.algorithm not in ("rsa", "ec") or (found.elliptic and not _is_known_curve(public)):
        raise KeyFailed(
            f"Met dit soort sleutel (bij {host}) kan niet worden ondertekend.",
            hint="Gebruik een RSA-sleutel van ten minste 2048 bits of een sleutel op P-256, P-384 of P-521.",
        )


def read_permission(body: object) -> tuple[str, int]:
    """Read the signature activation data of credentials/authorize, and its life in seconds. Raises `Unfit`."""
    answer = _mapping(body, "")
    sad = _text(answer.get("SAD"), "SAD", most=500_000)
    return sad, _number(answer.get("expiresIn", 3600), "expiresIn", least=0)


def read_signatures(body: object, *, count: int) -> list[bytes]:
    """Read the signatures of signatures/signHash, as many as were asked. Raises `Unfit`."""
    found = _list(_mapping(body, ""), "signatures", most=count)
    if len(found) != count:
        raise Unfit("signatures")
    return [_bytes(one, "signatures") for one in found]


def read_refusal(body: object) -> tuple[str, str]:
    """Read why a request was refused: the standard's code and the service's own words; both may be empty."""
    answer = body if isinstance(body, dict) else {}
    code, words = answer.get("error"), answer.get("error_description")
    return (code if isinstance(code, str) else ""), (words if isinstance(words, str) else "")


def unfit(host: str, method: str, err: Unfit) -> ServiceFailed:
    """Say which field was wrong; for the caller to raise."""
    what = f"«{err}» in het antwoord" if str(err) else "het antwoord"
    return ServiceFailed(
        f"De ondertekendienst {host} antwoordde op {method} anders dan de CSC-norm (1.0.4) voorschrijft: {what}.",
        hint="Meld dit de dienst. Er is niets ondertekend.",
    )


def _octets(bits: int) -> int:
    return (bits + 7) // 8


def _is_known_curve(public: keys.PublicKeyInfo) -> bool:
    kind, curve = public.curve
    return kind == "named" and curve in _CURVES


def _mapping(value: object, name: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise Unfit(name)
    return value


def _list(holder: Mapping[str, object], name: str, *, most: int, where: str = "") -> Sequence[object]:
    value = holder.get(name)
    if not isinstance(value, list) or len(value) > most:
        raise Unfit(where + name)
    return value


def _text(value: object, name: str, *, most: int = _MOST_TEXT) -> str:
    if not isinstance(value, str) or not value or len(value) > most or not value.isprintable():
        raise Unfit(name)
    return value


def _one_of(value: object, allowed: Sequence[str], name: str) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise Unfit(name)
    return value


def _presence(value: object, name: str) -> Presence:
    if isinstance(value, bool):
        return "true" if value else "false"
    return cast("Presence", _one_of(value, ("true", "false", "optional"), name))


def _number(value: object, name: str, *, least: int = 1) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:  # noqa: PLR2004
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise Unfit(name)
    return value


def _bytes(value: object, name: str) -> bytes:
    try:
        return base64.b64decode(_text(value, name, most=100_000), validate=True)
    except ValueError as err:
        raise Unfit(name) from err


def _certificate(value: object) -> x509.Certificate:
    try:
        found = x509.Certificate.load(_bytes(value, "cert.certificates"), strict=True)
        found.native  # noqa: B018 - asn1crypto parses when asked; ask now, fail here
        found.public_key.bit_size  # noqa: B018
    except (ValueError, TypeError, KeyError) as err:
        raise Unfit("cert.certificates") from err
    return found
