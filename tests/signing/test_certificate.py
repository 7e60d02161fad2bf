"""What a person reads of a certificate before a PIN is asked, and what is refused then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from signing import algorithms
from signing.certificate import Examined, examine
from signing.errors import KeyFailed, WrongTurn
from signing.keys import load_certificates
from signing.listed import Listing
from signing.plan import Pin, Slot, SlotKind
from signing.policy import Trust, load_trust, signing_context
from signing.revoked import Revocation, ask
from signing.testpki import TrialPki
from tests.signing.certificates import AT, make, rsa_key, statements
from tests.signing.conftest import ORGANISATION

GOOD = Revocation(answer="goed", service="ocsp.example")


def slot(pin: Pin = Pin(), kind: SlotKind = "persoon") -> Slot:  # noqa: B008 - frozen
    return Slot(field="bedrijfsarts", kind=kind, role="bedrijfsarts", name="A.M. de Vries", pin=pin)


def look(*, at: datetime = AT, wanted: Slot | None = None, **differing: Any) -> Examined:
    """Look at a certificate that is good but for what differs."""
    known = {key: differing.pop(key) for key in ("revocation", "listing", "pss") if key in differing}
    certificate = make(**differing).certificate
    return examine(certificate, wanted or slot(), at=at, **({"revocation": GOOD} | known))


def test_a_good_certificate_is_told_in_a_few_lines() -> None:
    found = look(key=rsa_key(3072), qualified=statements("qc_compliance", "qc_sscd"))
    found.require()
    assert found.lines == (
        "Certificaat: A.M. de Vries, uitgegeven door A.M. de Vries, geldig tot 23-11-2027.",
        "  Serienummer: ABC123.",
        (
            "  Sleutel: RSA 3072 bits, aanvaard tot en met 31-12-2028 (ETSI TS 119 312); "
            "met RSASSA-PSS (--pss) zonder einddatum."
        ),
        (
            "  Gekwalificeerd voor handtekeningen, met de sleutel in een veilig middel, volgens het certificaat "
            "zelf; geen vertrouwenslijst geraadpleegd."
        ),
        "  Niet ingetrokken, volgens de uitgever (ocsp.example).",
    )
    assert found.as_json() == {
        "houder": "A.M. de Vries",
        "uitgever": "A.M. de Vries",
        "serienummer": "ABC123",
        "geldig_tot": "2027-11-23T12:00:00+00:00",
        "gekwalificeerd": "handtekeningen",
        "herkomst": "certificaat",
    }


END = datetime(2028, 12, 31, 12, tzinfo=UTC)
REFUSED = [
    pytest.param(
        {"name": "C. Bakker"}, WrongTurn, "niet het certificaat van A.M. de Vries", id="wrong holder"
    ),
    pytest.param({"end": AT - timedelta(days=1)}, KeyFailed, "verlopen op 22-11-2026", id="expired"),
    pytest.param({"start": AT + timedelta(days=1)}, KeyFailed, "pas geldig vanaf 24-11-2026", id="not yet"),
    pytest.param({"usage": {"key_encipherment"}}, KeyFailed, "niet om mee te ondertekenen", id="encrypts"),
    pytest.param({"usage": None}, KeyFailed, "niet om mee te ondertekenen", id="no key usage"),
    pytest.param({"ca": True}, KeyFailed, "van een uitgever", id="an issuer's"),
    pytest.param({"key": rsa_key(1024)}, KeyFailed, "1024 bits is te kort", id="short RSA"),
    pytest.param(
        {"key": rsa_key(2048), "at": END + timedelta(days=1), "end": END + timedelta(days=9)},
        KeyFailed,
        "niet meer worden ondertekend: RSA 2048 bits, aanvaard tot en met 31-12-2028",
        id="a key past its day",
    ),
    pytest.param(
        {"key": ed25519.Ed25519PrivateKey.generate()},
        KeyFailed,
        "ed25519 zou het document op PDF 2.0",
        id="Ed25519",
    ),
    pytest.param(
        {"key": ec.generate_private_key(ec.BrainpoolP256R1())}, KeyFailed, "hoort bij PDF 2.0", id="Brainpool"
    ),
    pytest.param(
        {"revocation": Revocation(answer="ingetrokken", since=AT - timedelta(days=3))},
        KeyFailed,
        "ingetrokken sinds 20-11-2026",
        id="revoked",
    ),
    pytest.param(
        {"wanted": slot(Pin(level="qes"))}, WrongTurn, "noemt zich niet gekwalificeerd", id="no claim for QES"
    ),
    pytest.param(
        {
            "wanted": slot(Pin(level="qes")),
            "qualified": statements("qc_compliance", "qc_sscd"),
            "listing": Listing(qualified=False, told="Niet gekwalificeerd, zegt de lijst."),
        },
        KeyFailed,
        "zegt de lijst",
        id="claims QES, and the list denies it",
    ),
]


@pytest.mark.parametrize(("differing", "kind", "says"), REFUSED)
def test_what_must_not_sign_is_refused_with_a_next_step(
    differing: dict[str, Any], kind: type[KeyFailed | WrongTurn], says: str
) -> None:
    with pytest.raises(kind, match=says) as refused:
        look(**differing).require()
    assert refused.value.hint


def test_a_certificate_signed_with_a_weak_digest_is_refused() -> None:
    made = make().certificate
    made["signature_algorithm"] = {"algorithm": "sha1_ecdsa"}
    assert "SHA-1" in algorithms.strength(made).refusal


WARNED = [
    pytest.param({"end": AT + timedelta(days=12)}, "verloopt over 12 dagen", id="expires soon"),
    pytest.param({"usage": {"digital_signature"}}, "geen onweerlegbaarheid", id="for logging in"),
    pytest.param({"purposes": ["1.3.6.1.5.5.7.3.2"]}, "Acrobat kan het weigeren", id="for a client of TLS"),
    pytest.param(
        {"qualified": statements("qc_compliance", kind="qct_eseal")},
        "gekwalificeerd voor zegels",
        id="for a seal",
    ),
    pytest.param(
        {"qualified": statements("qc_compliance", law="CH")}, "recht van CH", id="of another country's law"
    ),
    pytest.param(
        {"listing": Listing(qualified=None, told="Verlopen.", warning="blijft open. Verlopen.")},
        "blijft open",
        id="a list that ran out",
    ),
]


@pytest.mark.parametrize(("differing", "says"), WARNED)
def test_what_is_odd_is_told_and_no_reason_to_refuse(differing: dict[str, Any], says: str) -> None:
    found = look(**differing)
    found.require()
    assert len(found.warnings) == 1
    assert says in found.lines[-1]


SILENT = [
    pytest.param({"usage": {"content_commitment"}}, id="a card's signing certificate"),
    pytest.param({"purposes": ["1.3.6.1.5.5.7.3.36"]}, id="for signing documents"),
    pytest.param({"purposes": ["1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.4"]}, id="for mail too"),
    pytest.param(
        {"usage": {"digital_signature"}, "wanted": slot(kind="sluiting")}, id="a seal without non-repudiation"
    ),
    pytest.param({"end": AT + timedelta(days=31)}, id="expires in more than a month"),
]


@pytest.mark.parametrize("differing", SILENT)
def test_what_is_usual_is_not_remarked_on(differing: dict[str, Any]) -> None:
    found = look(**differing)
    found.require()
    assert found.warnings == ()


STATED = [
    pytest.param(b"\x30\x03\x02\x01", False, id="cut off"),
    pytest.param(b"\x04\x00", False, id="something else"),
    pytest.param(statements("qc_compliance", "qc_sscd"), True, id="for signatures"),
    pytest.param(statements("qc_compliance", "qc_sscd", kind=""), True, id="of before eIDAS"),
    pytest.param(statements("qc_compliance", "qc_sscd", law="CH"), False, id="by another law"),
    pytest.param(statements("qc_compliance"), False, id="no device"),
    pytest.param(statements("qc_sscd"), False, id="not qualified"),
]


@pytest.mark.parametrize(("encoded", "enough"), STATED)
def test_statements_are_read_with_suspicion(encoded: bytes, enough: bool) -> None:  # noqa: FBT001
    found = look(qualified=encoded, wanted=slot(Pin(level="qes")))
    assert (found.refusal is None) is enough


STRENGTH = [
    pytest.param(rsa_key(2048), False, "31-12-2028", id="short RSA"),
    pytest.param(rsa_key(2048), True, "31-12-2028", id="short RSA with PSS"),
    pytest.param(rsa_key(3072), False, "31-12-2028", id="long RSA, old padding"),
    pytest.param(rsa_key(3072), True, "zonder einddatum", id="long RSA with PSS"),
    pytest.param(ec.generate_private_key(ec.SECP384R1()), False, "zonder einddatum", id="P-384"),
]


@pytest.mark.parametrize(("key", "pss", "end"), STRENGTH)
def test_a_key_is_accepted_as_long_as_the_standard_says(key: Any, pss: bool, end: str) -> None:  # noqa: FBT001
    assert end in look(key=key, pss=pss).key.told


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from signing.testpki import running

    folder = tmp_path_factory.mktemp("status")
    with running(
        folder, persons=["A.M. de Vries", "C. Bakker"], seals=[ORGANISATION], revoked=["C. Bakker"]
    ) as made:
        yield made


def asked(pki: TrialPki, name: str, *, trust: Trust | None = None) -> Revocation:
    certificate, *chain = load_certificates(pki.keys[name][0])
    known = load_trust([pki.root]) if trust is None else trust
    return ask(certificate, lambda: signing_context(known, chain))


def test_the_issuer_says_that_a_certificate_is_good(services: TrialPki) -> None:
    assert asked(services, "A.M. de Vries") == Revocation(answer="goed", service="127.0.0.1")


def test_the_issuer_says_that_a_certificate_is_revoked(services: TrialPki) -> None:
    found = asked(services, "C. Bakker")
    assert (found.answer, found.service) == ("ingetrokken", "127.0.0.1")
    assert found.since is not None


def test_without_a_root_the_answer_stays_open(services: TrialPki) -> None:
    found = asked(services, "A.M. de Vries", trust=Trust())
    assert found.answer == "onbekend"
    assert "wortel" in found.why


def test_a_service_that_is_gone_leaves_the_answer_open(tmp_path: Any) -> None:
    from signing.testpki import running

    with running(tmp_path, persons=["A.M. de Vries"], seals=[]) as gone:
        pass
    found = asked(gone, "A.M. de Vries")
    assert found.answer == "onbekend"
    assert "statusdienst" in found.why
