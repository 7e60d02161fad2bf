"""Whose certificate it is: names are compared, never guessed at."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest
from asn1crypto import keys, x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.sign.ades.qualified_asn1 import QcCertificateType, QcStatements

from signing.identity import fingerprint, holder, mismatch, subject
from signing.plan import Pin, Slot, SlotKind


def certificate(serial: int = 0xABCDEF12, **names: str) -> x509.Certificate:
    """An unsigned certificate: only its subject and number matter here."""
    algorithm = {"algorithm": "sha256_rsa"}
    name = x509.Name.build(names)
    return x509.Certificate(
        {
            "tbs_certificate": {
                "version": "v3",
                "serial_number": serial,
                "signature": algorithm,
                "issuer": x509.Name.build({"common_name": "Uitgever"}),
                "validity": {
                    "not_before": x509.Time({"utc_time": "260101000000Z"}),
                    "not_after": x509.Time({"utc_time": "290101000000Z"}),
                },
                "subject": name,
                "subject_public_key_info": keys.PublicKeyInfo.wrap(
                    keys.RSAPublicKey({"modulus": 3, "public_exponent": 65537}), "rsa"
                ),
            },
            "signature_algorithm": algorithm,
            "signature_value": b"",
        }
    )


def slot(name: str, pin: Pin = Pin(), kind: SlotKind = "persoon") -> Slot:  # noqa: B008 - frozen
    return Slot(field="bedrijfsarts", kind=kind, role="bedrijfsarts", name=name, pin=pin)


NAMES = {
    "the same": ("A.M. de Vries", "A.M. de Vries", True),
    "other case": ("A.M. DE VRIES", "A.M. de Vries", True),
    "more spaces": ("A.M.  de   Vries ", "A.M. de Vries", True),
    "a space that does not break": ("A.M. de\u00a0Vries", "A.M. de Vries", True),
    "a curly apostrophe": ("R. O’Neill-van ’t Hof", "R. O'Neill-van 't Hof", True),
    "a letter apostrophe": ("R. OʼNeill-van 't Hof", "R. O'Neill-van 't Hof", True),
    "another hyphen": ("R. O'Neill\u2010van 't Hof", "R. O'Neill-van 't Hof", True),
    "composed and decomposed": (unicodedata.normalize("NFD", "Zoë Núñez"), "Zoë Núñez", True),
    "Ł in other case": ("ŁUKASIEWICZ", "Łukasiewicz", True),
    "German ß in capitals": ("J. WEISS", "J. Weiß", True),
    "Ł is not L": ("Zoë Lukasiewicz", "Zoë Łukasiewicz", False),
    "ë is not e": ("Zoe Jansen", "Zoë Jansen", False),
    "ç is not c": ("S. Celik", "S. Çelik", False),
    "no apostrophe": ("R. ONeill", "R. O'Neill", False),
    "no hyphen": ("A. Jansen de Vries", "A. Jansen-de Vries", False),
    "spaces left out": ("A.M. deVries", "A.M. de Vries", False),
    "spaces between initials": ("A. M. de Vries", "A.M. de Vries", False),
    "fewer initials": ("A. de Vries", "A.M. de Vries", False),
    "a title before": ("dr. A.M. de Vries", "A.M. de Vries", False),
    "a part of the name": ("Vries", "A.M. de Vries", False),
    "Cyrillic letters that look alike": ("\u0410.M. de Vries", "A.M. de Vries", False),
    "an invisible character": ("A.M. de\u200bVries", "A.M. deVries", False),
    "someone else": ("C. Bakker", "A.M. de Vries", False),
    "another person's relation": ("Wed. A.M. de Vries", "A.M. de Vries", False),
}


@pytest.mark.parametrize("case", NAMES)
def test_a_name_is_the_same_or_it_is_not(case: str) -> None:
    written, expected, same = NAMES[case]
    why = mismatch(certificate(common_name=written), slot(expected))
    assert (why == "") is same
    if not same:
        assert why.endswith(f"verwacht wordt {expected}")


def test_given_name_and_surname_count_as_the_name() -> None:
    found = certificate(common_name="UZI-pas 12345", given_name="Anna Maria", surname="de Vries")
    assert mismatch(found, slot("Anna Maria de Vries")) == ""
    assert mismatch(found, slot("A.M. de Vries")) != ""


@pytest.mark.parametrize(("kind", "same"), [("persoon", False), ("uitgifte", True), ("sluiting", True)])
def test_the_name_of_an_organisation_is_no_person(kind: SlotKind, same: bool) -> None:  # noqa: FBT001
    found = certificate(common_name="Zegel 2026", organization_name="Arbodienst De Dieze B.V.")
    assert (mismatch(found, slot("Arbodienst De Dieze B.V.", kind=kind)) == "") is same


@pytest.mark.parametrize("of", ["given_name", "surname", "pseudonym"])
def test_the_card_of_an_employee_is_no_seal_of_the_employer(of: str) -> None:
    """A UZI card names the practice too; whoever works there would seal for it."""
    found = certificate(
        common_name="B. Jansen", organization_name="Arbodienst De Dieze B.V.", **{of: "Jansen"}
    )
    assert mismatch(found, slot("Arbodienst De Dieze B.V.", kind="sluiting")) != ""
    assert mismatch(found, slot("B. Jansen")) == ""


def test_a_certificate_without_a_name_is_nobody() -> None:
    assert mismatch(certificate(country_name="NL"), slot("A.M. de Vries")) != ""
    assert mismatch(certificate(country_name="NL"), slot("NL")) != ""


def test_mail_never_counts() -> None:
    assert mismatch(certificate(common_name="X", email_address="a@b.nl"), slot("a@b.nl")) != ""


FOUND = certificate(common_name="Vries, A.M. de", serial_number="PASNR-900012345")
DIGEST = fingerprint(FOUND)
COLONS = ":".join(DIGEST[i : i + 2] for i in range(0, 64, 2)).upper()
PINS = {
    "by digest": (Pin(sha256=DIGEST), True),
    "by digest with colons in capitals": (Pin(sha256=COLONS), True),
    "by another digest": (Pin(sha256="0" * 64), False),
    "by half a digest": (Pin(sha256=DIGEST[:32]), False),
    "by number in hexadecimals": (Pin(serial="abcdef12"), True),
    "by number in capitals": (Pin(serial="ABCDEF12"), True),
    "by number in decimals": (Pin(serial=str(0xABCDEF12)), True),
    "by the subject's number": (Pin(serial="PASNR-900012345"), True),
    "by another number": (Pin(serial="12345"), False),
    "by name": (Pin(name="Vries, A.M. de"), True),
    "by another name": (Pin(name="A.M. de Vries"), False),
    "by digest and name": (Pin(sha256=DIGEST, name="Vries, A.M. de"), True),
    "the digest right, the name wrong": (Pin(sha256=DIGEST, name="C. Bakker"), False),
    "the digest wrong, the name right": (Pin(sha256="0" * 64, name="Vries, A.M. de"), False),
    "the number right, the digest wrong": (Pin(serial="abcdef12", sha256="0" * 64), False),
    "not at all": (Pin(), False),
}


@pytest.mark.parametrize("case", PINS)
def test_a_pin_says_which_certificate(case: str) -> None:
    pin, same = PINS[case]
    assert (mismatch(FOUND, slot("A.M. de Vries", pin)) == "") is same


def test_a_serial_pin_does_not_match_a_certificate_without_subject_number() -> None:
    """An absent number is the empty text; a pin of spaces must not meet it."""
    assert mismatch(certificate(common_name="X"), slot("A", Pin(serial=" "))) != ""


def test_the_holder_is_told_for_people() -> None:
    assert holder(certificate(common_name="A", given_name="B", surname="C")) == "A"
    assert holder(certificate(given_name="B", surname="C")) == "B C"
    assert "Arbodienst" in holder(certificate(organization_name="Arbodienst"))
    assert subject(FOUND)["serial_number"] == "PASNR-900012345"


PRINTABLE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(str.strip)


@given(name=PRINTABLE)
def test_every_name_is_its_own(name: str) -> None:
    assert mismatch(certificate(common_name=name), slot(name)) == ""


@given(name=st.from_regex(r"\A[a-z]{1,8} [a-z]{1,8}\Z"), other=st.from_regex(r"\A[a-z]{1,8} [a-z]{1,8}\Z"))
def test_two_names_are_two_persons(name: str, other: str) -> None:
    assert (mismatch(certificate(common_name=name), slot(other)) == "") == (name == other)


def qualified(*statements: str, kind: str = "qct_esign") -> x509.Certificate:
    """A real certificate whose issuer makes these statements (EN 319 412-5)."""
    said = [
        {"statement_id": name, "statement_info": QcCertificateType([kind])}
        if name == "qc_type"
        else {"statement_id": name}
        for name in statements
    ]
    key = ec.generate_private_key(ec.SECP256R1())
    name = pyca.Name([pyca.NameAttribute(NameOID.COMMON_NAME, "A.M. de Vries")])
    builder = (
        pyca.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2027, 1, 1, tzinfo=UTC))
    )
    if said:
        value = pyca.UnrecognizedExtension(
            pyca.ObjectIdentifier("1.3.6.1.5.5.7.1.3"), QcStatements(said).dump()
        )
        builder = builder.add_extension(value, critical=False)
    der = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    return x509.Certificate.load(der)


QUALIFIED = {
    "all three": (("qc_compliance", "qc_sscd", "qc_type"), "qct_esign", True),
    "without a type, which means for signing": (("qc_compliance", "qc_sscd"), "", True),
    "for a seal": (("qc_compliance", "qc_sscd", "qc_type"), "qct_eseal", False),
    "not in a secure device": (("qc_compliance", "qc_type"), "qct_esign", False),
    "a device but not qualified": (("qc_sscd", "qc_type"), "qct_esign", False),
    "no statements": ((), "", False),
}


@pytest.mark.parametrize("case", QUALIFIED)
def test_a_demand_for_qes_is_held_against_the_certificate(case: str) -> None:
    statements, kind, enough = QUALIFIED[case]
    made = qualified(*statements, kind=kind)
    assert (mismatch(made, slot("A.M. de Vries", Pin(level="qes"))) == "") is enough
    assert mismatch(made, slot("A.M. de Vries", Pin(level="aes"))) == ""
