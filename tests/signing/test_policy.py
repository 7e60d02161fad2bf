"""What is trusted, as it is read from files and folders, and how it reaches another process."""

from __future__ import annotations

import os
import pickle
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import algos, pem
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from signing.errors import KeyFailed
from signing.evidence_files import Evidence
from signing.policy import BY_DATE, Trust, load_trust
from tests.signing.certificates import AT, Made, PrivateKey, authority, make, rsa_key

ONE, TWO = authority("Wortel een"), authority("Wortel twee")


def armoured(*made: Made) -> bytes:
    return b"".join(pem.armor("CERTIFICATE", one.certificate.dump()) for one in made)


def folder(tmp_path: Path, **files: bytes) -> Path:
    place = tmp_path / "wortels"
    place.mkdir()
    for name, data in files.items():
        (place / name.replace("_", ".")).write_bytes(data)
    return place


def names(trust: Trust) -> list[str]:
    return [root.subject.native["common_name"] for root in trust.roots]


PLACES = [
    pytest.param(
        {"a_pem": armoured(ONE), "b_crt": TWO.certificate.dump()}, ["Wortel een", "Wortel twee"], id="two"
    ),
    pytest.param(
        {"b_CER": armoured(TWO), "a_der": ONE.certificate.dump()}, ["Wortel een", "Wortel twee"], id="by name"
    ),
    pytest.param({"a_pem": armoured(ONE, TWO)}, ["Wortel een", "Wortel twee"], id="two in a file"),
    pytest.param({"a_pem": armoured(ONE), "b_pem": armoured(ONE)}, ["Wortel een"], id="the same twice"),
    pytest.param({"a_pem": armoured(ONE), "LEESMIJ_txt": b"hallo"}, ["Wortel een"], id="other files"),
]


@pytest.mark.parametrize(("files", "expected"), PLACES)
def test_a_folder_is_every_certificate_in_it(
    tmp_path: Path, files: dict[str, bytes], expected: list[str]
) -> None:
    place = folder(tmp_path, **files)
    (place / "dieper").mkdir()
    (place / "dieper" / "c.pem").write_bytes(b"hier wordt niet gekeken")
    assert names(load_trust([place])) == expected


def test_files_and_folders_go_together(tmp_path: Path) -> None:
    place = folder(tmp_path, a_pem=armoured(ONE))
    (tmp_path / "twee.txt").write_bytes(armoured(TWO))  # a file by name may have any ending
    assert names(load_trust([tmp_path / "twee.txt", place])) == ["Wortel twee", "Wortel een"]


SECRET = ONE.key.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)
REFUSED = [
    pytest.param({}, "in deze map staat geen certificaat", id="empty"),
    pytest.param({"LEESMIJ_txt": b"hallo"}, "in deze map staat geen certificaat", id="nothing that counts"),
    pytest.param(
        {"a_pem": armoured(ONE), "b_pem": b"hallo"}, r"b\.pem: dit is geen certificaatbestand", id="text"
    ),
    pytest.param(
        {"a_pem": armoured(ONE), "b_pem": SECRET},
        r"b\.pem: in dit bestand staat geen certificaat",
        id="a key",
    ),
    pytest.param({"b_der": b""}, r"b\.der: dit is geen certificaatbestand", id="nothing in it"),
    pytest.param(
        {"b_der": ONE.certificate.dump() + b"x"}, r"b\.der: dit is geen", id="more than a certificate"
    ),
]


@pytest.mark.parametrize(("files", "why"), REFUSED)
def test_what_is_no_certificate_is_refused_by_name(tmp_path: Path, files: dict[str, bytes], why: str) -> None:
    with pytest.raises(KeyFailed, match=why):
        load_trust([folder(tmp_path, **files)])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_in_a_folder_does_not_hold_the_reader(tmp_path: Path) -> None:
    place = folder(tmp_path, a_pem=armoured(ONE))
    os.mkfifo(place / "b.pem")
    with pytest.raises(KeyFailed, match=r"b\.pem"):
        load_trust([place])


def test_trust_reaches_another_process_whole(tmp_path: Path) -> None:
    trust = Trust(
        roots=load_trust([folder(tmp_path, a_pem=armoured(ONE, TWO))]).roots,
        evidence=Evidence(crls=(b"lijst",)),
    )
    sent = pickle.dumps(trust)
    there = pickle.loads(sent)  # noqa: S301 - our own
    assert names(there) == names(trust)
    assert [root.dump() for root in there.roots] == [root.dump() for root in trust.roots]
    assert (there.lists, there.evidence) == (None, trust.evidence)
    assert len(sent) < 5000, "as bytes, without what was read of them"


def test_nothing_is_a_choice_too() -> None:
    assert not Trust()
    assert not Trust(evidence=Evidence(crls=(b"lijst",)))
    assert Trust(roots=(ONE.certificate,))


SHA1, SHA256, RSA, ECDSA = "sha1", "sha256", "sha256_rsa", "sha256_ecdsa"
LAST = datetime(2028, 12, 31, 23, 59, 59, tzinfo=UTC)
NEXT = datetime(2029, 1, 1, tzinfo=UTC)
ALGORITHMS = [
    pytest.param(RSA, rsa_key(2048), AT, True, id="RSA-2048 in 2026"),
    pytest.param(RSA, rsa_key(2048), LAST, True, id="RSA-2048 on its last day"),
    pytest.param(RSA, rsa_key(2048), NEXT, False, id="RSA-2048 after 2028"),
    pytest.param(RSA, rsa_key(1024), AT, False, id="RSA-1024"),
    pytest.param(ECDSA, ec.generate_private_key(ec.SECP256R1()), NEXT, True, id="P-256 after 2028"),
    pytest.param(ECDSA, ec.generate_private_key(ec.SECP192R1()), AT, False, id="P-192"),
    pytest.param("sha1_rsa", rsa_key(2048), AT, False, id="SHA-1"),
    pytest.param("md5_rsa", rsa_key(2048), AT, False, id="MD5"),
]


@pytest.mark.parametrize(("name", "key", "at", "allowed"), ALGORITHMS)
def test_an_algorithm_counts_until_its_day(
    name: str, key: PrivateKey, at: datetime, *, allowed: bool
) -> None:
    public = make(key=key).certificate.public_key
    found = BY_DATE.signature_algorithm_allowed(algos.SignedDigestAlgorithm({"algorithm": name}), at, public)
    assert found.allowed is allowed
