"""By whom a PDF is signed: their certificates, in words for a record that people read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509

from signing.etsi.contents import Contents
from signing.identity import fingerprint, holder


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """What identifies a certificate: `issuer` is the whole distinguished name, `serial` hexadecimal."""

    sha256: str
    holder: str
    issuer: str
    serial: str
    not_before: datetime
    not_after: datetime


def signers(found: Contents) -> Mapping[str, Signer]:
    """Give the certificates of all signatures and archive time-stamps in what a PDF holds, by SHA-256.

    Never raises: a certificate that cannot be read is not among them.
    """
    each = (mark.certificate for mark in found.marks)
    certificates = (x509.Certificate.load(one.data) for one in each if one is not None)
    return {one.sha256: one for one in map(_signer, certificates)}


def _signer(certificate: x509.Certificate) -> Signer:
    return Signer(
        sha256=fingerprint(certificate),
        holder=holder(certificate),
        issuer=certificate.issuer.human_friendly,
        serial=f"{certificate.serial_number:X}",
        not_before=certificate.not_valid_before,
        not_after=certificate.not_valid_after,
    )
