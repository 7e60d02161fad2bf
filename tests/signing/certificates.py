"""Certificates with one thing different, and an issuer to make them with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from asn1crypto import x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID
from pyhanko.sign.ades.qualified_asn1 import QcStatements

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
SIGNING = frozenset({"digital_signature", "content_commitment"})
_USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


@cache
def rsa_key(bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def loaded(certificate: pyca.Certificate) -> x509.Certificate:
    return x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


@dataclass(frozen=True, kw_only=True)
class Made:
    """A certificate with its private key."""

    pyca: pyca.Certificate
    key: PrivateKey = field(repr=False)

    @property
    def certificate(self) -> x509.Certificate:
        return loaded(self.pyca)


def statements(*names: str, kind: str = "qct_esign", law: str = "") -> bytes:
    """The statements of an issuer (EN 319 412-5), encoded."""
    said: list[dict[str, object]] = [{"statement_id": name} for name in names]
    if kind:
        said.append({"statement_id": "qc_type", "statement_info": [kind]})
    if law:
        said.append({"statement_id": "qc_cc_legislation", "statement_info": [law]})
    return bytes(QcStatements(said).dump())


def make(
    name: str = "A.M. de Vries",
    *,
    key: PrivateKey | None = None,
    issuer: Made | None = None,
    country: str = "NL",
    start: datetime = AT - timedelta(days=10),
    end: datetime = AT + timedelta(days=365),
    usage: Iterable[str] | None = SIGNING,
    purposes: Iterable[str] = (),
    qualified: bytes = b"",
    ca: bool = False,
    digest: hashes.HashAlgorithm | None = None,
    serial: int = 0xABC123,
    more: Iterable[pyca.ExtensionType] = (),
) -> Made:
    """Make a certificate, by itself or by `issuer`; without `usage` it has no key usage at all."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    named = _name(name, country)
    signs = issuer.key if issuer else key
    builder = (
        pyca.CertificateBuilder()
        .subject_name(named)
        .issuer_name(issuer.pyca.subject if issuer else named)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(pyca.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if usage is not None:
        builder = builder.add_extension(
            pyca.KeyUsage(**{name: name in usage for name in _USAGES}), critical=True
        )
    if purposes:
        wanted = [pyca.ObjectIdentifier(one) for one in purposes]
        builder = builder.add_extension(pyca.ExtendedKeyUsage(wanted), critical=False)
    if qualified:
        extension = pyca.UnrecognizedExtension(pyca.ObjectIdentifier("1.3.6.1.5.5.7.1.3"), qualified)
        builder = builder.add_extension(extension, critical=False)
    for one in more:
        builder = builder.add_extension(one, critical=False)
    chosen = None if isinstance(signs, ed25519.Ed25519PrivateKey) else (digest or hashes.SHA256())
    return Made(pyca=builder.sign(signs, chosen), key=key)


def authority(name: str = "Uitgever NL", *, country: str = "NL") -> Made:
    """Make a certificate that may issue others."""
    return make(name, country=country, ca=True, usage={"key_cert_sign", "crl_sign"})


def _name(name: str, country: str) -> pyca.Name:
    return pyca.Name(
        [
            pyca.NameAttribute(NameOID.COUNTRY_NAME, country),
            pyca.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
