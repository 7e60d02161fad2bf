"""Keys: what opens, what does not, and that nothing secret comes out."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import pem as armour
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from hypothesis import given
from hypothesis import strategies as st

from signing.errors import KeyFailed
from signing.keys import KeySource, PemSource, Pkcs12Source, load_certificates
from signing.policy import load_trust
from signing.testpki import TrialPki

SECRET = "correct horse – batterij é"
NAME = "B. Jansen"
SHORT = 1024


def never(question: str) -> str:
    pytest.fail(f"a secret was asked: {question}")


def say(secret: str) -> Callable[[str], str]:
    return lambda _question: secret


class Papers:
    """One key and certificate of the PKI in every form in which a user may have them."""

    def __init__(self, pki: TrialPki, folder: Path) -> None:
        self.folder = folder
        self.pem, self.key = pki.keys[NAME]
        private = serialization.load_pem_private_key(self.key.read_bytes(), None)
        assert isinstance(private, rsa.RSAPrivateKey)
        self.private = private
        self.chain = x509.load_pem_x509_certificates(self.pem.read_bytes())

    def file(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path

    def private_as(self, form: serialization.Encoding, secret: str = "") -> Path:
        how: serialization.KeySerializationEncryption = (
            serialization.BestAvailableEncryption(secret.encode()) if secret else serialization.NoEncryption()
        )
        data = self.private.private_bytes(form, serialization.PrivateFormat.PKCS8, how)
        return self.file(f"sleutel-{form == PEM}-{bool(secret)}", data)

    def certificate_as_der(self) -> Path:
        return self.file("cert.der", self.chain[0].public_bytes(serialization.Encoding.DER))

    def pkcs12(self, secret: str = "", *, certificate: bool = True, private: object = None) -> Path:
        how: serialization.KeySerializationEncryption = (
            serialization.BestAvailableEncryption(secret.encode()) if secret else serialization.NoEncryption()
        )
        data = pkcs12.serialize_key_and_certificates(
            b"x",
            private or self.private,  # type: ignore[arg-type]
            self.chain[0] if certificate else None,
            self.chain[1:],
            how,
        )
        return self.file(f"bundel-{bool(secret)}-{certificate}.p12", data)


@pytest.fixture
def papers(pki: TrialPki, tmp_path: Path) -> Papers:
    return Papers(pki, tmp_path)


PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
OPENS: dict[str, Callable[[Papers], KeySource]] = {
    "PEM without passphrase": lambda p: PemSource(certificate_path=p.pem, key_path=p.key, ask=never),
    "PEM with passphrase": lambda p: PemSource(
        certificate_path=p.pem, key_path=p.private_as(PEM, SECRET), ask=say(SECRET)
    ),
    "DER without passphrase": lambda p: PemSource(
        certificate_path=p.certificate_as_der(), key_path=p.private_as(DER), ask=never
    ),
    "DER with passphrase": lambda p: PemSource(
        certificate_path=p.certificate_as_der(), key_path=p.private_as(DER, SECRET), ask=say(SECRET)
    ),
    "PKCS#12 without passphrase": lambda p: Pkcs12Source(path=p.pkcs12(), ask=never),
    "PKCS#12 with passphrase": lambda p: Pkcs12Source(path=p.pkcs12(SECRET), ask=say(SECRET)),
}


@pytest.mark.parametrize("case", OPENS)
def test_a_key_opens(case: str, papers: Papers) -> None:
    key = OPENS[case](papers).unlock()
    assert key.certificate.subject.native["common_name"] == NAME
    assert key.signer.signing_cert == key.certificate


def plain(papers: Papers, private: object) -> Path:
    data = private.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())  # type: ignore[attr-defined]
    return papers.file("andere.pem", data)


FAILS: dict[str, tuple[Callable[[Papers], KeySource], str]] = {
    "PEM, wrong passphrase": (
        lambda p: PemSource(certificate_path=p.pem, key_path=p.private_as(PEM, SECRET), ask=say("fout")),
        "het wachtwoord klopt niet",
    ),
    "PEM, empty passphrase": (
        lambda p: PemSource(certificate_path=p.pem, key_path=p.private_as(PEM, SECRET), ask=say("")),
        "het wachtwoord klopt niet",
    ),
    "DER, wrong passphrase": (
        lambda p: PemSource(certificate_path=p.pem, key_path=p.private_as(DER, SECRET), ask=say("fout")),
        "het wachtwoord klopt niet",
    ),
    "PKCS#12, wrong passphrase": (
        lambda p: Pkcs12Source(path=p.pkcs12(SECRET), ask=say("fout")),
        "het wachtwoord klopt niet",
    ),
    "PKCS#12, empty passphrase": (
        lambda p: Pkcs12Source(path=p.pkcs12(SECRET), ask=say("")),
        "het wachtwoord klopt niet",
    ),
    "PKCS#12 without certificate": (
        lambda p: Pkcs12Source(path=p.pkcs12(certificate=False), ask=never),
        "geen certificaat",
    ),
    "the certificate as key": (
        lambda p: PemSource(certificate_path=p.pem, key_path=p.pem, ask=never),
        "geen privésleutel",
    ),
    "the key as certificate": (
        lambda p: PemSource(certificate_path=p.key, key_path=p.key, ask=never),
        "geen certificaat",
    ),
    "a text as key": (
        lambda p: PemSource(certificate_path=p.pem, key_path=p.file("x", b"Geachte heer"), ask=never),
        "geen privésleutel",
    ),
    "a text as PKCS#12": (
        lambda p: Pkcs12Source(path=p.file("x.p12", b"Geachte heer"), ask=say("")),
        "geen PKCS#12-bestand",
    ),
    "a file that is not there": (
        lambda p: Pkcs12Source(path=p.folder / "weg.p12", ask=never),
        "kan niet worden gelezen",
    ),
    "a folder as key": (
        lambda p: PemSource(certificate_path=p.pem, key_path=p.folder, ask=never),
        "kan niet worden gelezen",
    ),
    "the key of another": (
        lambda p: PemSource(
            certificate_path=p.pem, key_path=plain(p, ec.generate_private_key(ec.SECP256R1())), ask=never
        ),
        "horen niet bij elkaar",
    ),
    "a short RSA key": (
        lambda p: PemSource(
            certificate_path=p.pem, key_path=plain(p, rsa.generate_private_key(65537, SHORT)), ask=never
        ),
        "1024 bits is te kort",
    ),
    "an Edwards key": (
        lambda p: PemSource(
            certificate_path=p.pem, key_path=plain(p, ed25519.Ed25519PrivateKey.generate()), ask=never
        ),
        "met dit soort sleutel",
    ),
}


@pytest.mark.parametrize("case", FAILS)
def test_a_key_that_cannot_be_used_is_told_with_its_file(case: str, papers: Papers) -> None:
    make, says = FAILS[case]
    source = make(papers)
    with pytest.raises(KeyFailed, match=says) as caught:
        source.unlock()
    assert (
        str(papers.folder.parent.parent) in caught.value.message
        or str(papers.pem.parent) in caught.value.message
    )
    assert caught.value.hint
    assert SECRET not in f"{caught.value!r} {caught.value.message} {caught.value.hint}"


def test_a_pem_shows_its_holder_before_a_secret_is_asked(papers: Papers) -> None:
    source = PemSource(certificate_path=papers.pem, key_path=papers.private_as(PEM, SECRET), ask=never)
    shown = source.certificate()
    assert shown is not None
    assert shown.subject.native["common_name"] == NAME
    assert Pkcs12Source(path=papers.pkcs12(SECRET), ask=never).certificate() is None


def test_the_question_names_the_file_not_its_folder(papers: Papers) -> None:
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return SECRET

    Pkcs12Source(path=papers.pkcs12(SECRET), ask=ask).unlock()
    assert asked == ["Wachtwoord van bundel-True-True.p12"]


def test_nothing_secret_is_in_repr(papers: Papers) -> None:
    secret = papers.private.private_numbers().d
    for make in OPENS.values():
        source = make(papers)
        key = source.unlock()
        told = f"{source!r} {key!r} {source!s} {key!s} {vars(key.signer).keys()}"
        assert SECRET not in told
        assert str(secret) not in told
        assert f"{secret:x}" not in told
        assert "PRIVATE" not in told


def test_the_chain_goes_along(papers: Papers) -> None:
    key = PemSource(certificate_path=papers.pem, key_path=papers.key, ask=never).unlock()
    issuers = {certificate.subject.human_friendly for certificate in key.signer.cert_registry}
    assert any("Proefuitgever" in name for name in issuers)


def self_signed(key: rsa.RSAPrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Proef")])
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    built = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(moment).not_valid_after(moment + timedelta(days=1))
    )  # fmt: skip
    return built.sign(key, hashes.SHA256()).public_bytes(DER)


CERTIFICATES = {
    "nothing": b"",
    "a text": b"Geachte heer",
    "armour around nothing": b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
    "armour around junk": b"-----BEGIN CERTIFICATE-----\nR2VhY2h0ZSBoZWVy\n-----END CERTIFICATE-----\n",
    "armour that does not end": b"-----BEGIN CERTIFICATE-----\nR2Vh",
    "another kind of armour": b"-----BEGIN PUBLIC KEY-----\nR2VhY2h0ZSBoZWVy\n-----END PUBLIC KEY-----\n",
    "an empty sequence": b"0\x00",
}


@pytest.mark.parametrize("case", CERTIFICATES)
def test_what_is_no_certificate_is_refused(case: str, tmp_path: Path) -> None:
    path = tmp_path / "cert.pem"
    path.write_bytes(CERTIFICATES[case])
    with pytest.raises(KeyFailed):
        load_certificates(path)
    with pytest.raises(KeyFailed):
        load_trust([path])


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices with a path are POSIX")
@pytest.mark.parametrize(
    ("case", "says"),
    [
        pytest.param("pipe", "geen gewoon bestand, maar een apparaat of kanaal", id="a pipe"),
        pytest.param("device", "geen gewoon bestand, maar een apparaat of kanaal", id="a device without end"),
        pytest.param("holes", "te groot voor een sleutel of certificaat", id="a giant full of holes"),
        pytest.param("NUL", "zo kan een bestand niet heten", id="a NUL in the name"),
    ],
)
def test_what_would_hold_the_reader_is_refused_as_a_key(case: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / ("a\0b" if case == "NUL" else "cert.pem")
    if case == "pipe":
        os.mkfifo(path)
    elif case == "device":
        path.symlink_to("/dev/zero")
    elif case == "holes":
        with path.open("wb") as out:
            out.truncate(6 << 30)
    for read in (
        lambda: load_trust([path]),
        Pkcs12Source(path=path, ask=never).unlock,
        PemSource(certificate_path=path, key_path=path, ask=never).certificate,
    ):
        with pytest.raises(KeyFailed, match=says):
            read()


@pytest.mark.parametrize("form", ["PEM", "DER", "PEM, two", "PEM with a text before"])
def test_certificates_are_read_in_either_form(form: str, papers: Papers) -> None:
    der = papers.chain[0].public_bytes(DER)
    data = {
        "PEM": armour.armor("CERTIFICATE", der),
        "DER": der,
        "PEM, two": papers.pem.read_bytes(),
        "PEM with a text before": b"subject=B. Jansen\n" + armour.armor("CERTIFICATE", der),
    }[form]
    found = load_certificates(papers.file("cert", data))
    assert found[0].dump() == der
    assert len(found) == (2 if form == "PEM, two" else 1)


JUNK = st.binary(max_size=200) | st.builds(
    armour.armor,
    st.sampled_from(
        ["CERTIFICATE", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"]
    ),
    st.binary(max_size=100),
)


@given(junk=JUNK, secret=st.text(max_size=5))
def test_junk_fails_as_a_key_and_never_otherwise(
    junk: bytes, secret: str, pki: TrialPki, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "rommel"
    path.write_bytes(junk)
    for source in (
        Pkcs12Source(path=path, ask=say(secret)),
        PemSource(certificate_path=pki.keys[NAME][0], key_path=path, ask=say(secret)),
        PemSource(certificate_path=path, key_path=pki.keys[NAME][1], ask=say(secret)),
    ):
        with pytest.raises(KeyFailed):
            source.unlock()


@given(data=st.data())
def test_a_damaged_certificate_fails_as_a_key_or_not_at_all(
    data: st.DataObject, pki: TrialPki, tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole = armour.unarmor(
        pki.keys[NAME][0].read_bytes().split(b"-----END")[0] + b"-----END CERTIFICATE-----\n"
    )[2]
    place = data.draw(st.integers(0, len(whole) - 1))
    path = tmp_path_factory.getbasetemp() / "beschadigd.der"
    path.write_bytes(
        whole[:place] + bytes([whole[place] ^ data.draw(st.integers(1, 255))]) + whole[place + 1 :]
    )
    try:
        assert load_certificates(path)
    except KeyFailed as err:
        assert err.message  # noqa: PT017 - a flip in a name leaves a certificate


@given(data=st.data())
def test_a_damaged_key_file_fails_as_a_key_or_not_at_all(
    data: st.DataObject, pki: TrialPki, tmp_path_factory: pytest.TempPathFactory
) -> None:
    certificate, key = pki.keys[NAME]
    whole = key.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    path = tmp_path_factory.getbasetemp() / "beschadigd.pem"
    path.write_bytes(
        whole[:place] + bytes([whole[place] ^ data.draw(st.integers(1, 255))]) + whole[place + 1 :]
    )
    try:
        PemSource(certificate_path=certificate, key_path=path, ask=say("")).unlock()
    except KeyFailed as err:
        assert err.message  # noqa: PT017 - a flip in the armour may be harmless
