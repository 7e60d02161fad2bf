"""Smartcards for tests: SoftHSM2 with a folder of cards of its own.

A module is started once per process and reads its configuration then. So there is one folder for a
run, and after a card was added the module is started anew; sessions of earlier tests are gone with that.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pkcs11 import Attribute, CertificateType, ObjectClass
from pkcs11.util.ec import decode_ec_private_key, decode_ec_public_key
from pkcs11.util.rsa import decode_rsa_private_key, decode_rsa_public_key

from signing.testpki import TrialPki

PIN = "739-é-5821"  # not ASCII only, and not a number that could be found by chance
MODULE = next(
    (
        str(place)
        for place in map(
            Path,
            (
                "/usr/lib/softhsm/libsofthsm2.so",
                "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
                "/usr/lib64/pkcs11/libsofthsm2.so",
            ),
        )
        if place.is_file()
    ),
    "",
)
_UTIL = shutil.which("softhsm2-util") or ""
MISSING = "" if MODULE and _UTIL else "SoftHSM2 is not installed (Debian: softhsm2)"


class Cards:
    """A folder of cards, in readers that are always there."""

    def __init__(self, folder: Path, pki: TrialPki) -> None:
        self.folder, self.pki = folder / "kaarten", pki
        self.folder.mkdir(parents=True)
        self.configuration = folder / "softhsm2.conf"
        self.configuration.write_text(
            f"directories.tokendir = {self.folder}\nobjectstore.backend = file\nlog.level = ERROR\n"
        )
        self._numbers = count(1)
        self._places: dict[str, Path] = {}

    def card(self, label: str, *holders: str, **how: Any) -> str:
        """Make a card that bears key and certificate of these people of the PKI; give its label.

        The first has id 01 and the label «sleutel 1», and so on.
        """
        before = set(self.folder.iterdir())
        subprocess.run(  # noqa: S603 - the PIN is that of a test
            [_UTIL, "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "87654321"],
            check=True,
            capture_output=True,
            env={**os.environ, "SOFTHSM2_CONF": str(self.configuration)},
        )
        (self._places[label],) = set(self.folder.iterdir()) - before
        self.restart()
        with pkcs11.lib(MODULE).get_token(token_label=label).open(rw=True, user_pin=PIN) as session:
            for number, holder in enumerate(holders, start=1):
                self._put(session, number, holder, **how)
        return label

    def unique(self, label: str) -> str:
        """Give a label that no other test uses."""
        return f"{label} {next(self._numbers)}"

    def pull_out(self, label: str) -> None:
        """Take the card away while it is in use; `restart` when all is done."""
        shutil.rmtree(self._places.pop(label))

    def restart(self) -> None:
        """Let the module see which cards there are now."""
        pkcs11.lib(MODULE).reinitialize()

    def _put(
        self,
        session: pkcs11.Session,
        number: int,
        holder: str,
        *,
        pin_each_time: bool = False,
        public: bool = True,
        hidden: bool = False,
        key_of: str = "",
        issuers: bool = True,
    ) -> None:
        certificates = x509.load_pem_x509_certificates(self.pki.keys[holder][0].read_bytes())
        private = serialization.load_pem_private_key(self.pki.keys[key_of or holder][1].read_bytes(), None)
        named = {Attribute.ID: bytes([number]), Attribute.LABEL: f"sleutel {number}", Attribute.TOKEN: True}
        for one in certificates if issuers else certificates[:1]:
            own = named if one is certificates[0] else {Attribute.LABEL: "uitgever", Attribute.TOKEN: True}
            session.create_object(
                {
                    **own,
                    Attribute.CLASS: ObjectClass.CERTIFICATE,
                    Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                    Attribute.PRIVATE: hidden,
                    Attribute.SUBJECT: one.subject.public_bytes(),
                    Attribute.VALUE: one.public_bytes(serialization.Encoding.DER),
                }
            )
        secret = {
            **named,
            Attribute.PRIVATE: True,
            Attribute.SENSITIVE: True,
            Attribute.EXTRACTABLE: False,
            Attribute.SIGN: True,
            Attribute.ALWAYS_AUTHENTICATE: pin_each_time,
        }
        session.create_object(_private(private) | secret)
        if public:
            session.create_object(_public(private) | named | {Attribute.PRIVATE: False})


def _private(key: Any) -> dict[Attribute, Any]:
    der = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    return decode_rsa_private_key(der) if isinstance(key, rsa.RSAPrivateKey) else decode_ec_private_key(der)


def _public(key: Any) -> dict[Attribute, Any]:
    form = (
        serialization.PublicFormat.SubjectPublicKeyInfo
        if isinstance(key, ec.EllipticCurvePrivateKey)
        else serialization.PublicFormat.PKCS1
    )
    der = key.public_key().public_bytes(serialization.Encoding.DER, form)
    return decode_rsa_public_key(der) if isinstance(key, rsa.RSAPrivateKey) else decode_ec_public_key(der)


@contextmanager
def cards(folder: Path, pki: TrialPki) -> Iterator[Cards]:
    """Start the module with a folder of its own, until the block ends."""
    made = Cards(folder, pki)
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(made.configuration)
    try:
        pkcs11.lib(MODULE)
        yield made
    finally:
        pkcs11.lib(MODULE).finalize()
        if before is None:
            del os.environ["SOFTHSM2_CONF"]
        else:
            os.environ["SOFTHSM2_CONF"] = before
