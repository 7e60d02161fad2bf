"""Tools of a forger: the place of a signature in the bytes, its CMS by hand, and certificates as they should not be.

What is made here is made by hand, for the engines that sign refuse to make it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO

from asn1crypto import algos, cms, core, crl, ocsp, pem, tsp, x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing import increment, sign
from signing.increment import Job, single, stamp_archives
from signing.keys import Key, LoadedSigner
from signing.plan import CLOSING_FIELD, ISSUE_FIELD, RESERVE_FIELDS
from signing.state import free_reserves
from tests.attacks.hands import appended
from tests.attacks.scene import Scene
from tests.foreign import program
from tests.signing.certificates import Made, make
from tests.workshop import ORGANISATION, SIGNERS

DELEGATE, PHYSICIAN = "taakgedelegeerde", "bedrijfsarts"
STAMP = RESERVE_FIELDS[0]
# The bytes that the attacker sees between the angle brackets of /Contents: half of them are the CMS.
_DIGEST = "sha256"


def signature(pdf: bytes, field_name: str) -> EmbeddedPdfSignature:
    """Give the signature in a field."""
    found = PdfFileReader(BytesIO(pdf)).embedded_signatures
    return next(one for one in found if one.field_name == field_name)


def gap(pdf: bytes, field_name: str) -> tuple[int, int]:
    """Give where the bytes begin and end that a signature leaves out: its own /Contents, brackets included."""
    _, length, start, _ = signature(pdf, field_name).byte_range
    return int(length), int(start)


def dictionary(pdf: bytes, field_name: str) -> tuple[int, int]:
    """Give where the object of a signature begins and ends."""
    start, _ = gap(pdf, field_name)
    return pdf.rindex(b" obj", 0, start) + 4, pdf.index(b"endobj", start)


def with_gap(pdf: bytes, field_name: str, filling: bytes) -> bytes:
    """Put other bytes in the place of /Contents, as many as there were."""
    start, end = gap(pdf, field_name)
    assert len(filling) == end - start
    return pdf[:start] + filling + pdf[end:]


def with_cms(pdf: bytes, field_name: str, der: bytes) -> bytes:
    """Put another CMS in the place of a signature's."""
    start, end = gap(pdf, field_name)
    return with_gap(pdf, field_name, b"<" + der.hex().encode().ljust(end - start - 2, b"0") + b">")


def cms_of(pdf: bytes, field_name: str) -> cms.ContentInfo:
    """Read the CMS of a signature, to change it or to put it elsewhere."""
    return cms.ContentInfo.load(signature(pdf, field_name).pkcs7_content)


def changed_cms(pdf: bytes, field_name: str, change: Callable[[cms.SignedData], object]) -> bytes:
    """Change the CMS of a signature in its place."""
    info = cms_of(pdf, field_name)
    signed = info["content"]
    change(signed)
    return with_cms(
        pdf, field_name, cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()
    )


def digest_of(pdf: bytes, field_name: str, algorithm: str = _DIGEST) -> bytes:
    """Give what the signed bytes of a signature come to."""
    _, length, start, rest = signature(pdf, field_name).byte_range
    return hashlib.new(algorithm, pdf[:length] + pdf[start : start + rest]).digest()


@dataclass(frozen=True, kw_only=True)
class Hand:
    """A certificate with its key and chain: whoever holds it can sign anything."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey = field(repr=False)
    chain: tuple[x509.Certificate, ...] = ()

    def raw(self, data: bytes, digest: str = _DIGEST) -> bytes:
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
    return Hand(certificate=leaf, key=_key(scene, key.stem.removesuffix(".key")), chain=tuple(chain))


def _key(scene: Scene, entity: str) -> rsa.RSAPrivateKey:
    data = (scene.pki.folder / f"{entity}.key.pem").read_bytes()
    found = serialization.load_pem_private_key(data, None)
    assert isinstance(found, rsa.RSAPrivateKey)
    return found


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


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A list of revoked certificates: what it says, who signed it and when."""

    revoked: tuple[tuple[int, datetime], ...] = ()
    since: timedelta = timedelta(minutes=10)
    lasts: timedelta = timedelta(days=30)
    by: Callable[[Scene], Made] = issuer
    scope: pyca.IssuingDistributionPoint | None = None

    def made(self, scene: Scene) -> crl.CertificateList:
        above, said = self.by(scene), datetime.now(UTC) - self.since
        builder = (
            pyca.CertificateRevocationListBuilder()
            .issuer_name(above.pyca.subject)
            .last_update(said)
            .next_update(said + self.lasts)
        )
        for serial, day in self.revoked:
            entry = pyca.RevokedCertificateBuilder().serial_number(serial).revocation_date(day).build()
            builder = builder.add_revoked_certificate(entry)
        if self.scope is not None:
            builder = builder.add_extension(self.scope, critical=True)
        assert isinstance(above.key, rsa.RSAPrivateKey)
        listed = builder.sign(above.key, hashes.SHA256())
        return crl.CertificateList.load(listed.public_bytes(serialization.Encoding.DER))


CLEAN = Listed()


def with_evidence(
    scene: Scene,
    pdf: bytes,
    *lists: Listed,
    certificates: Sequence[x509.Certificate] = (),
    answers: Sequence[ocsp.OCSPResponse] = (),
) -> bytes:
    """Add validation data, of one's own choice, in a revision of their own."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        DocumentSecurityStore.supply_dss_in_writer(
            writer,
            None,
            certs=[issuer(scene).certificate, *certificates],
            crls=[CLEAN_ROOT.made(scene), *(one.made(scene) for one in lists)],
            ocsps=list(answers),
        )

    return appended(pdf, change)


def root(scene: Scene) -> Made:
    trusted = x509.Certificate.load(pem.unarmor(scene.pki.root.read_bytes())[2])
    return Made(pyca=pyca.load_der_x509_certificate(trusted.dump()), key=_key(scene, "root"))


CLEAN_ROOT = Listed(by=root)


def as_delegate(
    who: Callable[[Scene], Hand], *lists: Listed, after: Sequence[x509.Certificate] = (), **how: object
) -> Callable[[Scene], bytes]:
    """Sign in the delegate's place, by hand, with validation data of one's own; then the others sign."""

    def harm(scene: Scene) -> bytes:
        made = resigned(scene, who(scene), **how)
        return finished(scene, with_evidence(scene, made, *lists, certificates=after))

    return harm


def resigned(
    scene: Scene,
    by: Hand,
    *,
    stamps: Callable[[Scene, bytes], Sequence[cms.ContentInfo]] | None = None,
    change: Callable[[cms.SignedData], object] = lambda _: None,
    algorithm: str = _DIGEST,
    **how: object,
) -> bytes:
    """Put a signature of one's own making in the place of the delegate's; a genuine time-stamp is over it."""
    made = signed_data(digest_of(scene.half, DELEGATE, algorithm), by, algorithm=algorithm, **how)  # type: ignore[arg-type]
    (info,) = made["signer_infos"]
    value = info["signature"].native
    tokens = (stamps or _genuine)(scene, value)
    info["unsigned_attrs"] = cms.CMSAttributes([stamped(one) for one in tokens])
    change(made)
    return with_cms(scene.half, DELEGATE, wrapped(made).dump())


def _genuine(scene: Scene, value: bytes) -> list[cms.ContentInfo]:
    return [token(value, time_service(scene), at=datetime.now(UTC))]


def rsa_key(bits: int) -> rsa.RSAPrivateKey:
    """Make a key, also one that is too short."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def signed_data(
    digest: bytes,
    by: Hand,
    *,
    content: tsp.TSTInfo | None = None,
    algorithm: str = _DIGEST,
    attributes: Callable[[list[cms.CMSAttribute]], list[cms.CMSAttribute]] = lambda usual: usual,
    unsigned: Sequence[cms.CMSAttribute] = (),
    carried: Iterable[x509.Certificate] | None = None,
) -> cms.SignedData:
    """Sign by hand: `digest` is that of the PDF, or there is a time-stamp's `content`."""
    if content is not None:
        digest = hashlib.new(algorithm, content.dump()).digest()
    usual = [
        attribute("content_type", "data" if content is None else "tst_info"),
        attribute("message_digest", digest),
        attribute("signing_certificate_v2", names(by.certificate)),
    ]
    said = cms.CMSAttributes(attributes(usual))
    signer: dict[str, object] = {
        "version": "v1",
        "sid": identifier(by.certificate),
        "digest_algorithm": {"algorithm": algorithm},
        "signature_algorithm": {"algorithm": "rsassa_pkcs1v15", "parameters": core.Null()},
        "signature": by.raw(said.dump(), algorithm),
        "signed_attrs": said,
    }  # fmt: skip
    if unsigned:
        signer["unsigned_attrs"] = cms.CMSAttributes(list(unsigned))
    inside: dict[str, object] = {"content_type": "data"}
    if content is not None:
        inside = {"content_type": "tst_info", "content": core.ParsableOctetString(content.dump())}
    return cms.SignedData({
        "version": "v3" if content is not None else "v1",
        "digest_algorithms": [algos.DigestAlgorithm({"algorithm": algorithm})],
        "encap_content_info": inside,
        "certificates": [by.certificate, *by.chain] if carried is None else list(carried),
        "signer_infos": [cms.SignerInfo(signer)],
    })  # fmt: skip


def identifier(certificate: x509.Certificate) -> cms.SignerIdentifier:
    """Say by issuer and number whose the signature is; nobody signs that."""
    return cms.SignerIdentifier(
        {"issuer_and_serial_number": {
            "issuer": certificate.issuer, "serial_number": certificate.serial_number,
        }}
    )  # fmt: skip


def attribute(name: str, *values: object) -> cms.CMSAttribute:
    """Make an attribute of a signature."""
    return cms.CMSAttribute({"type": name, "values": list(values)})


def names(certificate: x509.Certificate) -> tsp.SigningCertificateV2:
    """Say with which certificate is signed (ESS signing-certificate-v2)."""
    return tsp.SigningCertificateV2({"certs": [{"cert_hash": hashlib.sha256(certificate.dump()).digest()}]})


def wrapped(signed: cms.SignedData) -> cms.ContentInfo:
    """Put it in the envelope in which it travels."""
    return cms.ContentInfo({"content_type": "signed_data", "content": signed})


def token(over: bytes, by: Hand, *, at: datetime, algorithm: str = _DIGEST) -> cms.ContentInfo:
    """Make a time-stamp over the bytes `over`, with any time one likes."""
    told = tsp.TSTInfo({
        "version": "v1",
        "policy": "1.2.3.4",
        "message_imprint": {
            "hash_algorithm": {"algorithm": algorithm}, "hashed_message": hashlib.new(algorithm, over).digest(),
        },
        "serial_number": 4711,
        "gen_time": at.replace(microsecond=0),
    })  # fmt: skip
    return wrapped(signed_data(b"", by, content=told, carried=[by.certificate]))


def stamped(one: cms.ContentInfo) -> cms.CMSAttribute:
    """Make the attribute in which a signature carries its time-stamp."""
    return attribute("signature_time_stamp_token", one)


def stamps_of(pdf: bytes, field_name: str) -> list[cms.CMSAttribute]:
    """Give what a signature carries unsigned: its time-stamp."""
    return list(signature(pdf, field_name).signer_info["unsigned_attrs"])


def time_service(scene: Scene) -> Hand:
    """Give the key of the time-stamp service itself: for what happens when it is stolen, or its clock is wrong."""
    token_in = signature(scene.sealed, STAMP).signed_data
    own = next(one.chosen for one in token_in["certificates"])
    return Hand(certificate=own, key=_key(scene, "tijdstempel"), chain=hand(scene, ORGANISATION).chain)


def signed_by(scene: Scene, pdf: bytes, field_name: str, who: Hand | None = None) -> bytes:
    """Have a field signed with our own engine by whom it should be, who does not look at what is signed.

    With `who` somebody else does it, with another program.
    """
    if who is not None:
        return program(pdf, field_name, who.opened, stamper=scene.services.timestamper, notes=False)
    slot = next(one for one in scene.plan.slots if one.field == field_name)
    holder = ORGANISATION if field_name in (ISSUE_FIELD, CLOSING_FIELD) else SIGNERS[field_name]
    job = Job(pdf=pdf, slot=slot, test=True)
    return single(increment.sign_fields((job,), scene.key(holder), scene.services, clock=sign.now))


def archived(scene: Scene, pdf: bytes) -> bytes:
    """Add an archive time-stamp: for that nobody asks who you are."""
    return single(stamp_archives([pdf], free_reserves(pdf)[:1], scene.services))


def finished(scene: Scene, pdf: bytes) -> bytes:
    """Let all who have not yet signed do so, and close it with seal and archive time-stamp."""
    filled = {one.field_name for one in PdfFileReader(BytesIO(pdf)).embedded_signatures}
    for slot in scene.plan.slots:
        if slot.field not in filled:
            pdf = signed_by(scene, pdf, slot.field)
    return archived(scene, pdf)
