"""The part of the report on one signature or archive time-stamp (TS 119 102-2, 4.3)."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING

from signing.etsi.attributes import attributes
from signing.etsi.contents import Mark
from signing.etsi.markup import digest, element, known_digest, moment, reference
from signing.etsi.objects import proof, signed_data_id
from signing.etsi.page import Page
from signing.etsi.status import constraints, status
from signing.etsi.verdicts import indication
from signing.report import SignatureReport

if TYPE_CHECKING:
    from lxml.etree import _Element


def is_stamp(mark: Mark | None) -> bool:
    """Claim that a mark is an archive time-stamp: those are reported on with the objects, not as signatures."""
    return mark is not None and mark.stamp and bool(mark.tokens)


def part(page: Page, position: int) -> _Element:
    """Write the part on the signature, or archive time-stamp, at `position`."""
    one, mark = page.judged[position]
    stamp = is_stamp(mark)
    document = () if stamp else page.report.problems
    return element(
        "ValidationReport" if stamp else "SignatureValidationReport",
        _identifier(page, position, one, mark),
        None if stamp else constraints(page),
        _times(page, one, mark),
        _signed(mark),
        attributes(mark, page.contents, page.later(mark)) if mark else None,
        _signer(one, mark),
        None if stamp else process(archived=bool(mark and page.later(mark))),
        status(
            page,
            indication(one.problems, document),
            one.problems,
            chain=page.chains[position],
            facts={"niveau": one.level, "rol": one.role, "soort": one.kind},
        ),
    )


def process(*, archived: bool) -> _Element:
    """Write which process of EN 319 102-1 was gone through: that with archive time-stamps (5.6), or without (5.5)."""
    name = "LTA" if archived else "LTVM"
    return element(
        "SignatureValidationProcess",
        element("SignatureValidationProcessID", f"urn:etsi:019102:validationprocess:{name}"),
    )


def what_was_signed(mark: Mark) -> tuple[str, bytes] | None:
    """Give the digest over the bytes that a mark signs, with its algorithm; None if that cannot be told."""
    with suppress(Exception):  # a stranger's CMS
        named = mark.embedded.external_md_algorithm
        algorithm = named if known_digest(named) else "sha256"
        return algorithm, mark.embedded.compute_digest(algorithm)
    return None


def _identifier(page: Page, position: int, one: SignatureReport, mark: Mark | None) -> _Element:
    """Name the signature: by the digest of what was put under the key, its value, file and field."""
    made = element(
        "SignatureIdentifier",
        element("HashOnly", "false"),
        element("DocHashOnly", "false"),
        element("DAIdentifier", f"{page.name}#{one.field}"),
        id=f"S-{position + 1}-{hashlib.sha256(page.pdf).hexdigest()}",
    )
    if mark is not None:
        with suppress(Exception):  # a stranger's CMS
            value = element("ds:SignatureValue", bytes(mark.embedded.signer_info["signature"].native))
            signed = mark.embedded.signer_info["signed_attrs"].untag().dump()
            made.insert(0, value)
            made.insert(0, digest("DigestAlgAndValue", "sha256", hashlib.sha256(signed).digest()))
    return made


def _times(page: Page, one: SignatureReport, mark: Mark | None) -> _Element:
    """Write when it was judged, and when it existed at the latest: proven by a time-stamp, else now."""
    by: list[str] = []
    if one.time is not None and mark is not None and not mark.stamp:
        over = page.proofs.over(mark.position + 1) if one.at_latest else None
        by = [over.token.id] if over else [token.id for token in mark.tokens[:1]]
    return element(
        "ValidationTimeInfo",
        element("ValidationTime", moment(page.at)),
        proof(one.time or page.at, *by, name="BestSignatureTime"),
    )


def _signed(mark: Mark | None) -> _Element | None:
    signed = what_was_signed(mark) if mark else None
    if signed is None:
        return None
    return element(
        "SignersDocument",
        digest("DigestAlgAndValue", *signed),
        reference("SignersDocumentRef", signed_data_id(*signed)),
    )


def _signer(one: SignatureReport, mark: Mark | None) -> _Element | None:
    if mark is None or mark.certificate is None:
        return None
    return element(
        "SignerInformation",
        reference("SignerCertificate", mark.certificate.id),
        element("Signer", one.signer),
    )
