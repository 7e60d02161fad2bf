"""Who holds which certificate and key: those whom the trial PKI knows, and those whom an attacker makes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from asn1crypto import pem, x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from signing.keys import Key, LoadedSigner
from tests.attacks.scene import Scene
from tests.signing.certificates import Made, make

DIGEST = "sha256"


@dataclass(frozen=True, kw_only=True)
class Hand:
    """A certificate with its key and chain: whoever holds it can sign anything."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey = field(repr=False)
    chain: tuple[x509.Certificate, ...] = ()

    def raw(self, data: bytes, digest: str = DIGEST) -> bytes:
        return self.key.sign(data, padding.PKCS1v15(), getattr(hashes, digest.upper())())

    @property
    def opened(self) -> Key:
        return Key(signer=LoadedSigner(self.key, self.certificate, self.chain), certificate=self.certificate)


def hand(scene: Scene, name: str) -> Hand:
    """Give the certificate that somebody really has."""
    certificate, key = scene.pki.keys[name]
    leaf, *chain = (
        x509.Certificate.load(der) for _, _, der in pem.unarmor(certificate.read_bytes(), multiple=True)
    )
    return Hand(certificate=leaf, key=key_of(scene, key.stem.removesuffix(".key")), chain=tuple(chain))


def key_of(scene: Scene, entity: str) -> rsa.RSAPrivateKey:
    data = (scene.pki.folder / f"{entity}.key.pem").read_bytes()
    found = serialization.load_pem_private_key(data, None)
    assert isinstance(found, rsa.RSAPrivateKey)
    return found


def root(scene: Scene) -> Made:
    trusted = x509.Certificate.load(pem.unarmor(scene.pki.root.read_bytes())[2])
    return Made(pyca=pyca.load_der_x509_certificate(trusted.dump()), key=key_of(scene, "root"))


@cache
def issuer(scene: Scene) -> Made:
    """Give an issuer under the trusted root whose key is ours: it issues what it likes."""
    now = datetime.now(UTC)
    return make(
        "Proefuitgever twee", issuer=root(scene), key=rsa_key(2048), ca=True, usage={"key_cert_sign", "crl_sign"},
        start=now - timedelta(days=300), end=now + timedelta(days=900),
    )  # fmt: skip


@cache
def impostor(_scene: Scene) -> Made:
    """Give an issuer of the same name that nobody trusts."""
    now = datetime.now(UTC)
    return make(
        "Proefuitgever twee", key=rsa_key(2048), ca=True, usage={"key_cert_sign", "crl_sign"},
        start=now - timedelta(days=300), end=now + timedelta(days=900),
    )  # fmt: skip


def minted(scene: Scene, name: str, *, by: Made | None = None, **how: object) -> Hand:
    """Give `name` another certificate, of the issuer that is ours or of `by`; `how` says what is odd about it."""
    above = by or issuer(scene)
    now = datetime.now(UTC)
    values: dict[str, object] = {"start": now - timedelta(days=100), "end": now + timedelta(days=365)} | how
    key = values.pop("key", None) or rsa_key(2048)
    made = make(name, issuer=above, key=key, **values)  # type: ignore[arg-type]
    assert isinstance(made.key, rsa.RSAPrivateKey)
    return Hand(certificate=made.certificate, key=made.key, chain=(above.certificate,))


def rsa_key(bits: int) -> rsa.RSAPrivateKey:
    """Make a key, also one that is too short."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)
