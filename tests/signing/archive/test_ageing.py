"""The table by date: its rows, and that signing and verification look in the same one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from asn1crypto import algos
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from signing.algorithms import strength
from signing.archive import ageing
from signing.archive.ageing import Term
from signing.policy import BY_DATE
from tests.signing.certificates import make, rsa_key

END = date(2028, 12, 31)
LAST = datetime(2028, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
AFTER = datetime(2029, 1, 1, tzinfo=UTC)

DIGESTS = [
    pytest.param("md5", None, False, id="MD5"),
    pytest.param("sha1", None, False, id="SHA-1"),
    pytest.param("1.3.36.3.2.1", None, False, id="RIPEMD-160"),
    pytest.param("sha224", END, True, id="SHA-224"),
    pytest.param("sha256", None, True, id="SHA-256"),
    pytest.param("sha384", None, True, id="SHA-384"),
    pytest.param("sha512", None, True, id="SHA-512"),
    pytest.param("sha3_256", None, True, id="SHA3-256"),
    pytest.param("sha3_384", None, True, id="SHA3-384"),
    pytest.param("sha3_512", None, True, id="SHA3-512"),
]


@pytest.mark.parametrize(("name", "until", "known"), DIGESTS)
def test_a_hash_function_counts_till_its_day(name: str, until: date | None, known: bool) -> None:  # noqa: FBT001
    term = ageing.digest(name)
    assert (term.until, term.known) == (until, known)
    assert term.holds(LAST) is known
    assert term.holds(AFTER) is (known and until is None)
    allowed = BY_DATE.digest_algorithm_allowed(algos.DigestAlgorithm({"algorithm": name}), AFTER)
    assert bool(allowed) is term.holds(AFTER)
    assert allowed.not_allowed_after == (AFTER if until else None), (
        "what never counted has no proof of existence"
    )


RSA = [
    pytest.param(1024, False, None, False, id="short"),
    pytest.param(2047, True, None, False, id="one bit too few"),
    pytest.param(2048, False, END, True, id="2048, PKCS#1 v1.5"),
    pytest.param(2048, True, END, True, id="2048, PSS"),
    pytest.param(2999, True, END, True, id="2999, PSS"),
    pytest.param(3000, True, None, True, id="3000, PSS"),
    pytest.param(3072, False, END, True, id="3072, PKCS#1 v1.5"),
    pytest.param(16384, False, END, True, id="however long, PKCS#1 v1.5"),
]


@pytest.mark.parametrize(("bits", "pss", "until", "known"), RSA)
def test_rsa_counts_by_length_and_padding(bits: int, pss: bool, until: date | None, known: bool) -> None:  # noqa: FBT001
    term = ageing.rsa(bits, pss=pss)
    assert (term.until, term.known) == (until, known)


CURVES = [
    pytest.param("secp256r1", True, id="P-256"),
    pytest.param("secp384r1", True, id="P-384"),
    pytest.param("secp521r1", True, id="P-521"),
    pytest.param("brainpoolp256r1", True, id="Brainpool"),
    pytest.param("1.2.250.1.223.101.256.1", True, id="FRP256v1"),
    pytest.param("secp224r1", False, id="P-224"),
    pytest.param("secp256k1", False, id="Bitcoin's"),
]


@pytest.mark.parametrize(("name", "known"), CURVES)
def test_a_curve_counts_when_the_standard_names_it(name: str, known: bool) -> None:  # noqa: FBT001
    assert ageing.curve(name).known is known
    assert ageing.curve(name).until is None


SIGNED = [
    pytest.param("sha256_rsa", rsa_key(2048), END, True, id="RSA-2048"),
    pytest.param("sha256_rsa", rsa_key(3072), END, True, id="RSA-3072"),
    pytest.param("rsassa_pkcs1v15", rsa_key(3072), END, True, id="RSA that names no digest"),
    pytest.param("sha1_rsa", rsa_key(3072), None, False, id="SHA-1 with RSA"),
    pytest.param("sha384_ecdsa", ec.generate_private_key(ec.SECP384R1()), None, True, id="P-384"),
    pytest.param("sha224_ecdsa", ec.generate_private_key(ec.SECP256R1()), END, True, id="SHA-224 on P-256"),
    pytest.param("sha256_ecdsa", ec.generate_private_key(ec.SECP224R1()), None, False, id="P-224"),
    pytest.param("ed25519", ed25519.Ed25519PrivateKey.generate(), None, False, id="Ed25519"),
]


@pytest.mark.parametrize(("scheme", "key", "until", "known"), SIGNED)
def test_a_signature_counts_as_long_as_its_weakest_part(
    scheme: str,
    key: Any,
    until: date | None,
    known: bool,  # noqa: FBT001
) -> None:
    algorithm = algos.SignedDigestAlgorithm({"algorithm": scheme})
    public_key = make(key=key).certificate.public_key
    term = ageing.signature(algorithm, public_key)
    assert (term.until, term.known) == (until, known)
    assert bool(BY_DATE.signature_algorithm_allowed(algorithm, LAST, public_key)) is known
    assert bool(BY_DATE.signature_algorithm_allowed(algorithm, AFTER, public_key)) is (
        known and until is None
    )
    assert bool(BY_DATE.signature_algorithm_allowed(algorithm, None, public_key)) is (known and until is None)


PSS = [
    pytest.param("sha256", 3072, None, True, id="long"),
    pytest.param("sha256", 2048, END, True, id="short"),
    pytest.param("sha224", 3072, END, True, id="long, SHA-224"),
    pytest.param("sha1", 3072, None, False, id="long, SHA-1"),
]


@pytest.mark.parametrize(("digest", "bits", "until", "known"), PSS)
def test_pss_names_its_digest_in_its_parameters(
    digest: str,
    bits: int,
    until: date | None,
    known: bool,  # noqa: FBT001
) -> None:
    parameters = algos.RSASSAPSSParams({"hash_algorithm": {"algorithm": digest}})
    algorithm = algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})
    term = ageing.signature(algorithm, make(key=rsa_key(bits)).certificate.public_key)
    assert (term.until, term.known) == (until, known)


def test_what_ends_first_is_the_shortest() -> None:
    never, soon, long = Term(name="nooit", known=False), Term(name="kort", until=END), Term(name="lang")
    assert ageing.shortest(long, soon) == soon
    assert ageing.shortest(long, soon, never) == never


@pytest.mark.parametrize("pss", [False, True])
@pytest.mark.parametrize("bits", [2048, 3072])
def test_signing_and_verification_look_in_one_table(bits: int, pss: bool) -> None:  # noqa: FBT001
    assert strength(make(key=rsa_key(bits)).certificate, pss=pss).until == ageing.rsa(bits, pss=pss).until
