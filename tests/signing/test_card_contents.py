"""Which of the certificates on a card is meant: as on a UZI card, and on cards that are less tidy."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import pytest
from asn1crypto import x509
from cryptography import x509 as maker
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from signing.card import CardKey, OnCard
from signing.card_contents import Wanted, chosen, key_of
from signing.errors import KeyFailed

_USES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip
SIGN, LOG_IN, CIPHER = ("content_commitment",), ("digital_signature",), ("key_encipherment",)
KEYS: dict[str, Any] = {
    "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "brainpool": lambda: ec.generate_private_key(ec.BrainpoolP256R1()),
    "RSA-1024": lambda: rsa.generate_private_key(65537, 1024),  # noqa: S505 - too short, as it should be
}


@cache
def certificate(name: str, uses: tuple[str, ...], kind: str = "P-256") -> x509.Certificate:
    key = KEYS[kind]()
    subject = maker.Name([maker.NameAttribute(NameOID.COMMON_NAME, name)])
    usage: Any = {use: use in uses for use in _USES}
    built = (
        maker.CertificateBuilder(subject, subject, key.public_key(), 7)
        .not_valid_before(dt.datetime(2026, 1, 1))  # noqa: DTZ001 - cryptography takes it as UTC
        .not_valid_after(dt.datetime(2029, 1, 1))  # noqa: DTZ001
        .add_extension(maker.KeyUsage(**usage), critical=True)
        .add_extension(maker.BasicConstraints(ca="key_cert_sign" in uses, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return x509.Certificate.load(built.public_bytes(serialization.Encoding.DER))


def card(*uses: tuple[str, ...]) -> list[OnCard]:
    return [
        OnCard(label=f"c{n}", id=bytes([n]), certificate=certificate(f"Nr {n}", use))
        for n, use in enumerate(uses)
    ]


UZI = card(LOG_IN, SIGN, CIPHER)
ALL = {b"\0", b"\1", b"\2"}


@pytest.mark.parametrize(
    ("there", "ids", "final", "label"),
    [
        pytest.param(UZI, set(), False, "c1", id="a UZI card that hides its keys"),
        pytest.param(UZI, ALL, True, "c1", id="a UZI card after the PIN"),
        pytest.param(card(LOG_IN), set(), False, "c0", id="one that only logs in will do"),
        pytest.param(card(SIGN, SIGN), {b"\1"}, True, "c1", id="the one with a key"),
        pytest.param(card(SIGN, SIGN), set(), False, None, id="two, and the keys do not show yet"),
        pytest.param(card(CIPHER), ALL, True, None, id="nothing to sign with"),
        pytest.param(card((*SIGN, "key_cert_sign")), ALL, True, None, id="an issuer does not count"),
        pytest.param(card(SIGN), set(), True, None, id="after the PIN a key must be there"),
        pytest.param([], set(), False, None, id="nothing at all"),
    ],
)
def test_the_choice(there: list[OnCard], ids: set[bytes], label: str | None, *, final: bool) -> None:
    found = chosen("kaart «X»", there, ids, Wanted(), final=final)
    assert (found.label if found else None) == label


def test_a_name_beats_everything() -> None:
    found = chosen("kaart «X»", UZI, ALL, Wanted(label="c0"), final=True)
    assert found is not None
    assert found.label == "c0"


def test_two_that_could_be_meant_are_listed() -> None:
    with pytest.raises(KeyFailed) as caught:
        chosen("kaart «X»", card(SIGN, SIGN), ALL, Wanted(), final=True)
    assert "kaart «X»: er is meer dan één certificaat" in caught.value.message
    assert "«c0», id 00: Nr 0, geldig tot en met 2029-01-01" in caught.value.message
    assert "«c1», id 01: Nr 1" in caught.value.message
    assert 'certificaat = "…"' in caught.value.hint


@pytest.mark.parametrize("final", [False, True])
def test_what_is_not_there(final: bool) -> None:  # noqa: FBT001 - a row of the table
    """Before the PIN a card may hide it; after that it is not there."""
    if not final:
        assert chosen("kaart «X»", UZI, set(), Wanted(label="weg"), final=False) is None
        return
    with pytest.raises(KeyFailed, match="het certificaat «weg» is er niet"):
        chosen("kaart «X»", UZI, ALL, Wanted(label="weg"), final=True)


def test_two_of_one_name() -> None:
    twice = [OnCard(label="zelfde", id=one.id, certificate=one.certificate) for one in card(SIGN, SIGN)]
    with pytest.raises(KeyFailed, match="«zelfde» is er meer dan eens"):
        chosen("kaart «X»", twice, ALL, Wanted(label="zelfde"), final=False)


@pytest.mark.parametrize("kind", ["RSA-1024", "brainpool"])
def test_a_key_that_may_not_sign_is_refused_before_the_pin(kind: str) -> None:
    weak = [OnCard(label="a", id=b"\0", certificate=certificate("Zwak", SIGN, kind))]
    with pytest.raises(KeyFailed, match="met deze sleutel kan niet worden ondertekend"):
        chosen("kaart «X»", weak, set(), Wanted(), final=False)


def key(id_: bytes, label: str = "") -> CardKey:
    return CardKey(label=label, id=id_, pin_each_time=False, handle=None)


@pytest.mark.parametrize(
    ("keys", "which"),
    [
        pytest.param([key(b"\1"), key(b"\0")], 1, id="by id"),
        pytest.param([key(b"\7", "c1"), key(b"\x08", "c0")], 1, id="by label"),
        pytest.param([key(b"\7", "x")], 0, id="the only one"),
    ],
)
def test_the_key_of_a_certificate(keys: list[CardKey], which: int) -> None:
    assert key_of("kaart «X»", UZI[0], keys) is keys[which]


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        pytest.param([], "staat geen sleutel op de kaart", id="none"),
        pytest.param(
            [key(b"\7", "x"), key(b"\x08", "y")], "niet te zien welke sleutel hoort", id="none fits"
        ),
    ],
)
def test_a_certificate_without_a_key(keys: list[CardKey], says: str) -> None:
    with pytest.raises(KeyFailed, match=says):
        key_of("kaart «X»", UZI[0], keys)
