"""The certificates without which the signatures in a package cannot be judged, to keep beside them as files.

They stand in the signed papers too, but there only this program and its like can take them out. What is kept
proves nothing: whoever judges decides himself which root to trust.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from asn1crypto import cms, ocsp, pem, x509
from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.errors import DocumentRefused
from signing.identity import fingerprint, holder

_MOST_OF_A_NAME = 80  # letters of the holder in a file name
_MOST_OF_A_LINE = 200
_MOST_SAID = 2000  # bytes before the certificate itself
_FEWEST_DIGITS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One certificate as a file: its name and PEM, and what people ask of it.

    `root`: it is one of the roots that were trusted, not one that only came along.
    """

    name: str
    pem: bytes
    sha256: str
    holder: str
    issuer: str
    since: datetime
    until: datetime
    root: bool


def needed(
    pdfs: Iterable[bytes], roots: Sequence[x509.Certificate], more: Iterable[bytes] = ()
) -> tuple[Kept, ...]:
    """Give every certificate in the signed `pdfs`, `more` (DER), and those of `roots` that issued one of them.

    In them: what signatures, their time-stamps, archive time-stamps, the validation data and the answers on
    revocation carry. Each once, sorted by file name. Raises `DocumentRefused` for what cannot be read.
    """
    try:
        return _needed(pdfs, {fingerprint(root): root for root in roots}, more)
    except Exception as err:  # a stranger's bytes: whatever breaks, it cannot be read
        raise DocumentRefused(
            "De certificaten in een van de PDF’s kunnen niet worden gelezen: het is geen gewone, ondertekende PDF."
        ) from err


def is_one(data: bytes) -> bool:
    """Claim that a file holds one certificate: a few lines on it, its PEM, and nothing after that."""
    try:
        kind, _, der = pem.unarmor(data)
        armored = pem.armor("CERTIFICATE", x509.Certificate.load(der, strict=True).dump())
    except Exception:  # noqa: BLE001 - a stranger's bytes: whatever breaks, it is no certificate
        return False
    return kind == "CERTIFICATE" and data.endswith(armored) and len(data) - len(armored) <= _MOST_SAID


def _needed(
    pdfs: Iterable[bytes], trusted: dict[str, x509.Certificate], more: Iterable[bytes]
) -> tuple[Kept, ...]:
    found = {fingerprint(one): one for one in map(x509.Certificate.load, more)}
    found |= {fingerprint(one): one for pdf in pdfs for one in _carried(PdfFileReader(BytesIO(pdf)))}
    # A root may have been signed by another trusted one, so once is not enough.
    while used := {
        key: root
        for key, root in trusted.items()
        if key not in found and any(_issued(root, one) for one in found.values())
    }:
        found |= used
    names = _names(found)
    kept = [_kept(names[key], key, one, root=key in trusted) for key, one in found.items()]
    return tuple(sorted(kept, key=lambda one: one.name))


def _carried(reader: PdfFileReader) -> Iterator[x509.Certificate]:
    for signature in reader.embedded_signatures:
        yield from _in_message(signature.signed_data)
    store = reader.root["/DSS"] if "/DSS" in reader.root else DictionaryObject()
    for one in store["/Certs"] if "/Certs" in store else ():  # noqa: SIM401 - `get` follows no reference
        yield x509.Certificate.load(one.get_object().data)
    for one in store["/OCSPs"] if "/OCSPs" in store else ():  # noqa: SIM401
        answer = ocsp.OCSPResponse.load(one.get_object().data)
        if answer["response_status"].native == "successful":
            yield from answer.basic_ocsp_response["certs"] or ()


def _in_message(message: cms.SignedData) -> Iterator[x509.Certificate]:
    """Give those in a signature, and in the time-stamps on it."""
    for choice in message["certificates"] or ():
        if isinstance(choice.chosen, x509.Certificate):
            yield choice.chosen
    for signer in message["signer_infos"]:
        for attribute in signer["unsigned_attrs"] or ():
            if attribute["type"].native == "signature_time_stamp_token":
                for token in attribute["values"]:
                    yield from _in_message(token["content"])


def _issued(root: x509.Certificate, one: x509.Certificate) -> bool:
    """Whether `one` says that `root` issued it."""
    if one.issuer.dump() != root.subject.dump():
        return False
    return one.authority_key_identifier in {None, root.key_identifier} or not root.key_identifier


def _kept(name: str, key: str, one: x509.Certificate, *, root: bool) -> Kept:
    issuer = one.issuer.native.get("common_name") or one.issuer.human_friendly
    since, until = one.not_valid_before, one.not_valid_after
    lines = {
        "Houder": holder(one),
        "Uitgever": issuer,
        "Geldig van": f"{since:%Y-%m-%d %H:%M:%S} UTC",
        "Geldig tot": f"{until:%Y-%m-%d %H:%M:%S} UTC",
        "SHA-256": key,
    }
    # Programs skip what stands before the dashes; it may not look like them.
    said = "".join(f"{label + ':':<12}{_line(value)}\n" for label, value in lines.items())
    return Kept(
        name=name,
        pem=said.encode() + b"\n" + pem.armor("CERTIFICATE", one.dump()),
        sha256=key,
        holder=holder(one),
        issuer=issuer,
        since=since,
        until=until,
        root=root,
    )


def _line(value: str) -> str:
    plain = "".join(sign if sign.isprintable() else " " for sign in value)
    return re.sub(r"-{2,}", "-", plain)[:_MOST_OF_A_LINE].strip()


def _names(found: dict[str, x509.Certificate]) -> dict[str, str]:
    """Give each certificate, by its SHA-256, a file name that is its own."""
    digits = _FEWEST_DIGITS
    while len({key[:digits] for key in found}) < len(found):
        digits += 1
    return {key: f"{_plain(holder(one))}-{key[:digits]}.pem" for key, one in found.items()}


def _plain(name: str) -> str:
    """Write a holder's name with letters and digits that every computer has."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", ascii_only)[:_MOST_OF_A_NAME].strip("-") or "certificaat"
