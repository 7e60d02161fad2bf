"""A signature in two halves: laid out without a key, set by another tool, put in and judged."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import cms, pem
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from signing import pades, prepared, sign
from signing.appearance import stamp_of
from signing.elsewhere import Accepted, put_in
from signing.errors import DocumentRefused, KeyFailed, SealingError, ServiceFailed, WrongTurn
from signing.increment import Services
from signing.keys import Key, load_certificates
from signing.plan import Pin
from signing.prepared import Prepared
from signing.timestamp import service
from tests.signing.conftest import Desk, make_plan
from tests.signing.test_elsewhere import FIELD, HOLDER, fresh

OPENSSL = shutil.which("openssl") or ""
needs_openssl = pytest.mark.skipif(not OPENSSL, reason="the openssl command is not installed")


def laid_out(
    desk: Desk, pdf: bytes, *, holder: str = HOLDER, named: bool = True, role: str = FIELD
) -> Prepared:
    slot = desk.plan.slot_of(role)
    assert slot is not None
    certificate = load_certificates(desk.pki.keys[holder][0])[0] if named else None
    return prepared.prepare(pdf, slot, certificate=certificate, at=sign.now(), test=desk.plan.test)


def by_tool(half: Prepared, key: Key, *, is_pades: bool = True, content: bytes | None = None) -> bytes:
    """What a tool makes that knows PAdES: a CMS without a time of its own."""
    digest = hashlib.sha256(half.content if content is None else content).digest()
    made = asyncio.run(
        key.signer.async_sign(
            digest,
            "sha256",
            use_pades=is_pades,
            signed_attr_settings=PdfCMSSignedAttributes(signing_time=sign.now()),
        )
    )
    return bytes(made.dump())


def taken(desk: Desk, before: bytes, half: Prepared, signature: bytes, **changes: object) -> Accepted:
    values: dict[str, object] = {"services": desk.services} | changes
    made = put_in(desk.paper(before), half, signature, FIELD, clock=sign.now, **values)  # type: ignore[arg-type]
    desk.made.append((made.pdf, False))
    return made


@pytest.mark.parametrize("named", [True, False], ids=["certificate known", "certificate not known"])
def test_what_is_laid_out_is_the_paper_and_room_for_one_signature(
    *, named: bool, desk: Desk, stages: dict[str, bytes]
) -> None:
    before = stages["uitgegeven"]
    half = laid_out(desk, before, named=named)
    assert half.pdf.startswith(before)
    assert half.pdf[half.start : half.end].strip(b"<>0") == b""
    assert len(half.content) == len(half.pdf) - (half.end - half.start)


@pytest.mark.parametrize("named", [True, False], ids=["certificate known", "certificate not known"])
def test_a_cms_from_a_tool_is_placed_stamped_and_sealed(
    *, named: bool, desk: Desk, stages: dict[str, bytes]
) -> None:
    half = laid_out(desk, stages["uitgegeven"], named=named)
    made = taken(desk, stages["uitgegeven"], half, by_tool(half, desk.key(HOLDER)))
    assert made.pdf.startswith(half.pdf[: half.start])
    mine = [one for one in desk.verify(made.pdf, sealed=False).signatures if one.field == FIELD]
    assert [(one.signer, one.level) for one in mine] == [(HOLDER, "B-LT")]
    sealed = desk.close(desk.approve(made.pdf, "bedrijfsarts"))
    assert desk.verify(sealed).verdict == "valid"


@needs_openssl
@pytest.mark.parametrize("holder", [HOLDER, "Els Elliptisch", "Ed Elliptisch", "Ria Langer"])
def test_a_bare_signature_by_the_openssl_command_is_taken(holder: str, desk: Desk, tmp_path: Path) -> None:
    desk.plan = make_plan(persons=((FIELD, holder, Pin()),))
    desk.pdf = fresh(desk)
    issued = desk.issue(desk.pdf)
    half = laid_out(desk, issued, holder=holder)
    chain = load_certificates(desk.pki.keys[holder][0])
    (tmp_path / "attrs.der").write_bytes(prepared.attributes(half, chain[0]))
    command = [OPENSSL, "dgst", "-sha256", "-sign", desk.pki.keys[holder][1], "-out", "sig", "attrs.der"]
    subprocess.run(command, cwd=tmp_path, check=True)  # noqa: S603
    signature = prepared.from_bare(half, chain, (tmp_path / "sig").read_bytes())
    made = taken(desk, issued, half, signature)
    assert desk.verify(made.pdf, sealed=False).signatures[-1].signer == holder


@needs_openssl
def test_a_cms_by_the_openssl_command_names_a_time_and_is_refused(
    desk: Desk, stages: dict[str, bytes], tmp_path: Path
) -> None:
    """EN 319 142-1 forbids signing-time, and `openssl cms` cannot leave it out: EU DSS would not call it PAdES."""
    half = laid_out(desk, stages["uitgegeven"])
    certificate, key = desk.pki.keys[HOLDER]
    (tmp_path / "in").write_bytes(half.content)
    command = [
        *(OPENSSL, "cms", "-sign", "-cades", "-binary", "-in", "in", "-outform", "DER", "-out", "uit"),
        *("-signer", certificate, "-inkey", key, "-md", "sha256"),
    ]
    subprocess.run(command, cwd=tmp_path, check=True)  # noqa: S603
    signature = (tmp_path / "uit").read_bytes()
    assert pades.covers(pades.signed_data(signature), half.content)
    with pytest.raises(DocumentRefused, match=r"noemt zelf een tijd \(signing-time\)") as caught:
        taken(desk, stages["uitgegeven"], half, signature)
    assert ".attrs.der" in caught.value.hint


def test_a_time_stamp_that_came_along_is_kept(desk: Desk, stages: dict[str, bytes]) -> None:
    from signing.completion import stamp

    half = laid_out(desk, stages["uitgegeven"])
    stamped = stamp(by_tool(half, desk.key(HOLDER)), desk.services)
    assert isinstance(stamped, bytes)
    down = Services(timestamper=service("http://127.0.0.1:9/tsa"), trust=desk.trust)
    assert (
        stamped.hex()
        in taken(desk, stages["uitgegeven"], half, stamped, services=down).pdf.decode("latin1").lower()
    )


def changed(signature: bytes, change: object) -> bytes:
    content = cms.ContentInfo.load(signature)
    change(content["content"])  # type: ignore[operator]
    return bytes(content.dump(force=True))


def without(name: str) -> object:
    def drop(signed: cms.SignedData) -> None:
        info = signed["signer_infos"][0]
        kept = [one for one in info["signed_attrs"] if one["type"].native != name]
        info["signed_attrs"] = cms.CMSAttributes(kept)

    return drop


def twice(signed: cms.SignedData) -> None:
    signed["signer_infos"] = cms.SignerInfos([signed["signer_infos"][0], signed["signer_infos"][0]])


def anonymous(signed: cms.SignedData) -> None:
    signed["certificates"] = cms.CertificateSet([])


def enclosing(signed: cms.SignedData) -> None:
    signed["encap_content_info"]["content"] = b"het document zelf"


def spoilt(signed: cms.SignedData) -> None:
    value = bytearray(signed["signer_infos"][0]["signature"].native)
    value[-1] ^= 1
    signed["signer_infos"][0]["signature"] = bytes(value)


def bloated(signed: cms.SignedData) -> None:
    signed["certificates"] = cms.CertificateSet([*signed["certificates"], *40 * [signed["certificates"][0]]])


FAULTS: dict[str, tuple[object, str]] = {
    "no ESS": (without("signing_certificate_v2"), "ESS signing-certificate-v2"),
    "no digest": (without("message_digest"), "message-digest"),
    "no content type": (without("content_type"), "content-type"),
    "two signers": (twice, "meer dan één persoon"),
    "no certificate": (anonymous, "certificaat van de ondertekenaar niet"),
    "a document inside": (enclosing, "bevat zelf een document"),
    "a broken signature": (spoilt, "gewijzigd, of de handtekening is beschadigd"),
    "more than the room": (bloated, "groter dan de ruimte"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_cms_that_is_no_pades_signature_is_refused_by_name(
    case: str, desk: Desk, stages: dict[str, bytes]
) -> None:
    change, says = FAULTS[case]
    half = laid_out(desk, stages["uitgegeven"])
    with pytest.raises(DocumentRefused, match=says) as caught:
        taken(desk, stages["uitgegeven"], half, changed(by_tool(half, desk.key(HOLDER)), change))
    assert caught.value.hint


OTHERS: dict[str, tuple[str, type[SealingError], str]] = {
    "other bytes": ("bytes", DocumentRefused, "over iets anders gezet"),
    "the wrong person": ("person", WrongTurn, r"staat op naam van C\. Bakker"),
    "a changed document": ("document", WrongTurn, "al ondertekend"),
    "a changed copy": ("copy", DocumentRefused, "veranderd sinds het voor u werd klaargezet"),
    "garbled": ("garbled", DocumentRefused, "geen CMS-handtekening"),
}


@pytest.mark.parametrize("case", OTHERS)
def test_what_is_not_for_this_paper_is_refused(case: str, desk: Desk, stages: dict[str, bytes]) -> None:
    what, error, says = OTHERS[case]
    before = stages["uitgegeven"]
    half = laid_out(desk, before)
    signature = by_tool(half, desk.key(HOLDER))
    match what:
        case "bytes":
            signature = by_tool(half, desk.key(HOLDER), content=b"iets anders")
        case "person":
            signature = by_tool(half, desk.key("C. Bakker"))
        case "document":
            before = stages["half"]
        case "copy":
            half = replace(half, pdf=half.pdf.replace(b"Arbodienst", b"Arbodiensd", 1))
        case "garbled":
            signature = signature[: len(signature) // 2]
    with pytest.raises(error, match=says):
        taken(desk, before, half, signature)


def test_a_prepared_revision_that_was_tampered_with_is_refused(desk: Desk, stages: dict[str, bytes]) -> None:
    """Signed as it is, and still not taken: what was added is not what we laid out."""
    from tests.foreign import painted, resaved

    painted_over = resaved(stages["uitgegeven"], painted, notes=False)
    half = laid_out(desk, painted_over)
    with pytest.raises(DocumentRefused, match="veranderd dat niet mocht"):
        taken(desk, stages["uitgegeven"], half, by_tool(half, desk.key(HOLDER)))


def test_without_time_stamp_service_nothing_is_placed(desk: Desk, stages: dict[str, bytes]) -> None:
    half = laid_out(desk, stages["uitgegeven"])
    down = Services(timestamper=service("http://127.0.0.1:9/tsa"), trust=desk.trust)
    with pytest.raises(ServiceFailed):
        taken(desk, stages["uitgegeven"], half, by_tool(half, desk.key(HOLDER)), services=down)


def test_a_revoked_certificate_is_refused(desk: Desk) -> None:
    from tests.conftest import REVOKED

    desk.plan = make_plan(persons=((FIELD, REVOKED, Pin()),))
    desk.pdf = fresh(desk)
    issued = desk.issue(desk.pdf)
    half = laid_out(desk, issued, holder=REVOKED)
    with pytest.raises((KeyFailed, DocumentRefused), match="ingetrokken"):
        taken(desk, issued, half, by_tool(half, desk.key(REVOKED)))


def test_pem_is_read_as_der(desk: Desk, stages: dict[str, bytes]) -> None:
    half = laid_out(desk, stages["uitgegeven"])
    der = by_tool(half, desk.key(HOLDER))
    assert pades.der_of(pem.armor("CMS", der)) == pades.der_of(der) == der


def test_only_certificates_are_written_of_a_file_that_holds_a_key_too(desk: Desk, tmp_path: Path) -> None:
    certificate, key = desk.pki.keys[HOLDER]
    both = tmp_path / "alles.pem"
    both.write_bytes(certificate.read_bytes() + key.read_bytes())
    written = prepared.armoured(load_certificates(both))
    assert written.count(b"BEGIN CERTIFICATE") == 2
    assert b"PRIVATE" not in written


@pytest.mark.parametrize(
    ("named", "last"),
    [(True, "PAdES · certificaat van Proefuitgever (TEST – zonder rechtsgevolg)"), (False, "PAdES")],
    ids=["certificate known", "certificate not known"],
)
def test_the_stamp_says_that_it_was_made_ahead(*, named: bool, last: str, desk: Desk) -> None:
    """Whose it is and when it was laid out; when it is signed and how far it reaches is not known yet."""
    slot = desk.plan.slot_of(FIELD)
    assert slot is not None
    certificate = load_certificates(desk.pki.keys[HOLDER][0])[0] if named else None
    at = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
    stamp = stamp_of(slot, certificate, at=at, test=True, sure=False, ahead=True)
    assert stamp.lines == (
        "Ondertekend door B. Jansen",
        "als taakgedelegeerde",
        "klaargezet op 23 november 2026, 10.05 uur (UTC+01:00)",
        last,
    )
    assert stamp.mark == "TEST – zonder rechtsgevolg"
