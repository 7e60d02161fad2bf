"""Tools of a forger: the place of a signature in the bytes, and its CMS by hand.

What is made here is made by hand, for the engines that sign refuse to make it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO

from asn1crypto import algos, cms, core, tsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing import increment, sign
from signing.increment import Job, single, stamp_archives
from signing.plan import CLOSING_FIELD, ISSUE_FIELD, RESERVE_FIELDS
from signing.state import free_reserves
from tests.attacks.holders import DIGEST, Hand, hand, key_of
from tests.attacks.said import Listed, with_evidence
from tests.attacks.scene import Scene
from tests.foreign import program
from tests.workshop import ORGANISATION, SIGNERS

DELEGATE, PHYSICIAN = "taakgedelegeerde", "bedrijfsarts"
STAMP = RESERVE_FIELDS[0]


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


def digest_of(pdf: bytes, field_name: str, algorithm: str = DIGEST) -> bytes:
    """Give what the signed bytes of a signature come to."""
    _, length, start, rest = signature(pdf, field_name).byte_range
    return hashlib.new(algorithm, pdf[:length] + pdf[start : start + rest]).digest()


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
    algorithm: str = DIGEST,
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


def signed_data(
    digest: bytes,
    by: Hand,
    *,
    content: tsp.TSTInfo | None = None,
    algorithm: str = DIGEST,
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


def token(over: bytes, by: Hand, *, at: datetime, algorithm: str = DIGEST) -> cms.ContentInfo:
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
    return Hand(certificate=own, key=key_of(scene, "tijdstempel"), chain=hand(scene, ORGANISATION).chain)


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
