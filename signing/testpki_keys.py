"""The keys of the throw-away PKI: made for it, and opened by its services without doubting them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from asn1crypto import algos, keys
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

KeyKind = Literal["rsa-2048", "rsa-3072", "rsa-4096", "p-256", "p-384"]
_CURVES: Mapping[str, ec.EllipticCurve] = {"p-256": ec.SECP256R1(), "p-384": ec.SECP384R1()}


def write(folder: Path, kinds: Mapping[str, KeyKind]) -> None:
    """Make a key of each kind, in a file by its name that only its owner can read."""
    for name, kind in kinds.items():
        path = folder / f"{name}.key.pem"
        path.touch(mode=0o600)
        key = (
            rsa.generate_private_key(public_exponent=65537, key_size=int(kind.removeprefix("rsa-")))
            if kind.startswith("rsa-")
            else ec.generate_private_key(_CURVES[kind])
        )
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )


class Trusting:
    """Does as certomancer's cryptography does, but takes RSA keys for sound.

    Certomancer opens a key anew for each answer, and whether an RSA key is sound takes 70 ms to find out. These keys
    were made here a moment ago.
    """

    def __init__(self, usual: Any) -> None:  # noqa: ANN401 - certomancer has no types
        self.usual = usual

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - certomancer has no types
        """Leave the rest as it is."""
        return getattr(self.usual, name)

    def load_private_key(
        self, key_bytes: bytes, password: bytes | None
    ) -> tuple[keys.PrivateKeyInfo, keys.PublicKeyInfo]:
        """Open a file with a key."""
        key = serialization.load_pem_private_key(key_bytes, password, unsafe_skip_rsa_key_validation=True)
        private = key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        public = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return keys.PrivateKeyInfo.load(private), keys.PublicKeyInfo.load(public)

    def generic_sign(
        self, private_key: keys.PrivateKeyInfo, tbs_bytes: bytes, sd_algo: algos.SignedDigestAlgorithm
    ) -> bytes:
        """Sign as `sd_algo` says."""
        key = serialization.load_der_private_key(
            private_key.dump(), None, unsafe_skip_rsa_key_validation=True
        )
        if not isinstance(key, rsa.RSAPrivateKey):
            return bytes(self.usual.generic_sign(private_key, tbs_bytes, sd_algo))
        digest = getattr(hashes, sd_algo.hash_algo.upper())()
        return key.sign(tbs_bytes, _padding(sd_algo, digest), digest)


def _padding(sd_algo: algos.SignedDigestAlgorithm, digest: hashes.HashAlgorithm) -> padding.AsymmetricPadding:
    if sd_algo.signature_algo == "rsassa_pss":
        return padding.PSS(padding.MGF1(digest), sd_algo["parameters"]["salt_length"].native)
    return padding.PKCS1v15()
