"""Keys to sign with: opened once, used for all that waits.

A `KeySource` knows its certificate before any secret is asked where the medium allows that (PEM,
later cards), so that a wrong person is refused first. Secrets never reach repr, logs or messages.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from asn1crypto import algos, pem, x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.util import process_pss_params

from signing import regular
from signing.errors import KeyFailed
from signing.held import HeldSigner

AskSecret = Callable[[str], str]
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
_MOST_BYTES = 1_000_000  # a chain takes some 10 kB
_HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}


class LoadedSigner(HeldSigner):
    """A pyHanko signer whose private key stays loaded.

    pyHanko's own loads and checks the key at each signature: 127 ms instead of 23 for RSA-2048.
    """

    def __init__(
        self,
        key: PrivateKey,
        certificate: x509.Certificate,
        chain: Iterable[x509.Certificate],
        *,
        pss: bool = False,
    ) -> None:
        super().__init__(certificate, chain, pss=pss)
        self._key = key

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002 - pyHanko's signature
    ) -> bytes:
        """Sign `data`; a dry run only measures, so that it gives as many bytes as a signature has."""
        if dry_run:
            return bytes(self._key.key_size // 8 + 16)
        digest = _HASHES[digest_algorithm]()
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            return self._key.sign(data, ec.ECDSA(digest))
        mechanism: algos.SignedDigestAlgorithm = self.get_signature_mechanism_for_digest(digest_algorithm)
        if mechanism.signature_algo == "rsassa_pss":
            pss, digest = process_pss_params(mechanism["parameters"])
            return self._key.sign(data, pss, digest)
        return self._key.sign(data, padding.PKCS1v15(), digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """An opened key: what signs, and whose it is.

    `batch`, where the medium cares, gives what signs a number of documents that come at the same time.
    """

    signer: Signer = field(repr=False)
    certificate: x509.Certificate = field(repr=False)
    batch: Callable[[int], Signer] | None = field(default=None, repr=False)

    def for_batch(self, count: int) -> Signer:
        """Give what signs `count` documents at the same time, in one event loop."""
        return self.batch(count) if self.batch else self.signer


class KeySource(Protocol):
    """Where a key comes from."""

    def certificate(self) -> x509.Certificate | None:
        """Give the certificate if that needs no secret, else None. Raises `KeyFailed`."""

    def issuers(self) -> list[x509.Certificate]:
        """Give the issuers' certificates that come with it, as far as that needs no secret. Raises `KeyFailed`."""

    def unlock(self) -> Key:
        """Open the key, asking for a secret if it needs one. Raises `KeyFailed`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pkcs12Source:
    """A key and its chain in one PKCS#12 file (`--pkcs12`); `pss`: sign with RSASSA-PSS."""

    path: Path
    ask: AskSecret = field(repr=False)
    pss: bool = False

    def certificate(self) -> x509.Certificate | None:
        """Give None: the certificates in such a file are under the passphrase too."""
        return None

    def issuers(self) -> list[x509.Certificate]:
        """Give none, for the same reason."""
        return []

    def unlock(self) -> Key:
        """Open the file; tries without a passphrase first. Raises `KeyFailed`."""
        data = _read(self.path)
        try:
            private, certificate, others = pkcs12.load_key_and_certificates(data, None)
        except (ValueError, UnsupportedAlgorithm):
            secret = self.ask(f"Wachtwoord van {self.path.name}")
            try:
                private, certificate, others = pkcs12.load_key_and_certificates(data, secret.encode())
            except (ValueError, UnsupportedAlgorithm) as err:
                raise KeyFailed(
                    f"{self.path}: het wachtwoord klopt niet, of dit is geen PKCS#12-bestand.",
                    hint="Probeer het opnieuw; er is niets ondertekend.",
                ) from err
        if certificate is None:
            raise KeyFailed(
                f"{self.path}: in dit bestand zit geen certificaat bij de sleutel.",
                hint="Voer het certificaat opnieuw uit, samen met de privésleutel en de keten.",
            )
        return _key(
            self.path,
            private,
            x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
            [x509.Certificate.load(c.public_bytes(serialization.Encoding.DER)) for c in others],
            pss=self.pss,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PemSource:
    """A certificate (first in its file, chain after it) and a private key as PEM or DER (`--pem`).

    `pss`: sign with RSASSA-PSS.
    """

    certificate_path: Path
    key_path: Path
    ask: AskSecret = field(repr=False)
    pss: bool = False

    def certificate(self) -> x509.Certificate | None:
        """Give the first certificate of the file. Raises `KeyFailed`."""
        return load_certificates(self.certificate_path)[0]

    def issuers(self) -> list[x509.Certificate]:
        """Give the other certificates of the file. Raises `KeyFailed`."""
        return load_certificates(self.certificate_path)[1:]

    def unlock(self) -> Key:
        """Open the private key; asks for its passphrase only if it has one. Raises `KeyFailed`."""
        certificate, *chain = load_certificates(self.certificate_path)
        data = _read(self.key_path)
        try:
            try:
                private = _private(data, None)
            except TypeError:  # cryptography's way to say that the key is encrypted
                private = _private(data, self.ask(f"Wachtwoord van {self.key_path.name}").encode())
        except (TypeError, ValueError, UnsupportedAlgorithm) as err:
            raise KeyFailed(
                f"{self.key_path}: het wachtwoord klopt niet, of dit is geen privésleutel.",
                hint="Probeer het opnieuw; er is niets ondertekend.",
            ) from err
        return _key(self.key_path, private, certificate, chain, pss=self.pss)


class OpenedOnce:
    """A source that keeps what it opened: one passphrase for all dossiers of a session."""

    def __init__(self, source: KeySource) -> None:
        self._source = source
        self._key: Key | None = None

    def certificate(self) -> x509.Certificate | None:
        """Give the certificate if it is known by now."""
        return self._key.certificate if self._key else self._source.certificate()

    def issuers(self) -> list[x509.Certificate]:
        """Give the issuers' certificates as far as they are known by now."""
        return list(self._key.signer.cert_registry) if self._key else self._source.issuers()

    def unlock(self) -> Key:
        """Open the key the first time. Raises `KeyFailed`."""
        if self._key is None:
            self._key = self._source.unlock()
        return self._key


def load_certificates(path: Path) -> list[x509.Certificate]:
    """Read the certificates of a PEM or DER file, at least one. Raises `KeyFailed`."""
    data = _read(path)
    try:
        blocks = (
            [der for kind, _, der in pem.unarmor(data, multiple=True) if kind == "CERTIFICATE"]
            if pem.detect(data)
            else [data]
        )
        found = [x509.Certificate.load(der, strict=True) for der in blocks]
        for certificate in found:
            certificate.native  # noqa: B018 - asn1crypto parses when asked; ask now, fail here
    except (ValueError, TypeError, KeyError) as err:
        raise KeyFailed(
            f"{path}: dit is geen certificaatbestand (PEM of DER).",
            hint="Noem het bestand dat de uitgever u gaf, vaak met de naam .pem, .crt of .cer.",
        ) from err
    if not found:
        raise KeyFailed(
            f"{path}: in dit bestand staat geen certificaat.",
            hint="Noem het bestand met het certificaat, niet dat met de sleutel.",
        )
    return found


def _private(data: bytes, secret: bytes | None) -> object:
    load = serialization.load_pem_private_key if pem.detect(data) else serialization.load_der_private_key
    return load(data, secret)


def _key(
    path: Path,
    private: object,
    certificate: x509.Certificate,
    chain: list[x509.Certificate],
    *,
    pss: bool,
) -> Key:
    if not isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise KeyFailed(
            f"{path}: met dit soort sleutel kan niet worden ondertekend.",
            hint="Gebruik een RSA-sleutel van ten minste 2048 bits of een sleutel op P-256, P-384 of P-521.",
        )
    if isinstance(private, rsa.RSAPrivateKey) and private.key_size < 2048:  # noqa: PLR2004
        raise KeyFailed(
            f"{path}: een RSA-sleutel van {private.key_size} bits is te kort; ten minste 2048.",
            hint="Vraag een nieuw certificaat aan, met een langere sleutel.",
        )
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    if public != certificate.public_key.dump():
        raise KeyFailed(
            f"{path}: de sleutel en het certificaat horen niet bij elkaar.",
            hint="Het certificaat van de ondertekenaar staat vooraan in zijn bestand, de keten erna.",
        )
    return Key(signer=LoadedSigner(private, certificate, chain, pss=pss), certificate=certificate)


def _read(path: Path) -> bytes:
    try:
        data = regular.read(path, limit=_MOST_BYTES)
    except (OSError, ValueError) as err:  # ValueError: a NUL in the name
        raise KeyFailed(
            f"{path}: kan niet worden gelezen ({_why(err)}).",
            hint="Controleer de naam van het bestand en uw toegang ertoe.",
        ) from err
    if len(data) > _MOST_BYTES:
        raise KeyFailed(
            f"{path}: te groot voor een sleutel of certificaat.",
            hint="Noem het bestand dat de uitgever u gaf, vaak met de naam .pem, .crt, .cer of .p12.",
        )
    return data


def _why(err: OSError | ValueError) -> str:
    if isinstance(err, ValueError):
        return "zo kan een bestand niet heten"
    if err.errno == errno.ENODEV:
        return "het is geen gewoon bestand, maar een apparaat of kanaal"
    return err.strerror or type(err).__name__
