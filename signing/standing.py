"""How a signature stands: what the engine says of it, and what trusted lists and later revocation add.

The document's own data come first: its level (B-LT: it can be judged by itself) is what they reach. What files beside
it say of revocation fills what lacks. What was said later than the moment that counts can take away, never give.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from asn1crypto import cms, x509
from pyhanko.sign.diff_analysis import DiffPolicy
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing import embedded, hindsight, judge
from signing.changes import NOTHING_BUT_FIELDS
from signing.judge import Judged
from signing.knowledge import Knowledge
from signing.listed import Kind, Listing
from signing.plan import Slot
from signing.report import Level, Problem

REVOKED_LATER = "ingetrokken-later"
_LACKING = frozenset({"status-onbekend", "tijdstempel"})
_REVOKED = Problem(
    code="ingetrokken", message="Het certificaat was al ingetrokken toen ermee werd ondertekend."
)
_REVOKED_UNPROVEN = Problem(
    code=REVOKED_LATER, message="Het certificaat is ingetrokken en niets bewijst dat eerder is ondertekend."
)
_STAMP_REVOKED = Problem(
    code="ingetrokken",
    message="Het certificaat van de tijdstempeldienst was al ingetrokken toen het tijdstempel werd gezet.",
)
_STAMP_REVOKED_UNPROVEN = Problem(
    code=REVOKED_LATER,
    message="Het certificaat van de tijdstempeldienst is ingetrokken, en geen later tijdstempel bewijst dat dit er toen al "
    "was.",
)


def judged(
    emb: EmbeddedPdfSignature,
    slot: Slot | None,
    knowledge: Knowledge,
    *,
    at: datetime,
    archived: bool,
    rules: DiffPolicy = NOTHING_BUT_FIELDS,
) -> Judged:
    """Judge a signature, seal or time-stamp as of `at`; `slot` is its place in the plan, if it has one.

    `rules` say what may follow it.

    Raises whatever a stranger's bytes make the engine raise.
    """
    found = _found(emb, knowledge, at=at, archived=archived, rules=rules)
    if later := asyncio.run(_later(emb, found, knowledge.with_files(), at=at)):
        kept = (one for one in found.problems if one.code != REVOKED_LATER)
        found = replace(found, level="", problems=(*kept, later))
    listing = _listing(emb, found, knowledge, at=at)
    if listing is None:
        return found
    unfit = tuple(_unfit(slot, listing))
    return replace(
        found,
        level="" if unfit else found.level,
        problems=(*found.problems, *unfit),
        qualified=listing.told,
    )


def _found(
    emb: EmbeddedPdfSignature, knowledge: Knowledge, *, at: datetime, archived: bool, rules: DiffPolicy
) -> Judged:
    """Ask the engine: by the document's own data, and once more with the files beside it where those lack."""

    def engine(known: Knowledge) -> Judged:
        return asyncio.run(
            judge.timestamp(emb, known, at=at, rules=rules)
            if embedded.is_stamp(emb)
            else judge.signature(emb, known, at=at, archived=archived, rules=rules)
        )

    own = engine(knowledge)
    if not knowledge.trust.evidence or _LACKING.isdisjoint(one.code for one in own.problems):
        return own
    filled = engine(knowledge.with_files())
    # Its own level: others who get the document do not get the files.
    return replace(filled, level=own.level or _reached(emb, filled))


def _reached(emb: EmbeddedPdfSignature, filled: Judged) -> Level:
    if not filled.level:
        return ""
    return "B-B" if embedded.stamped_at(emb) is None else "B-T"


async def _later(
    emb: EmbeddedPdfSignature, found: Judged, knowledge: Knowledge, *, at: datetime
) -> Problem | None:
    """Hold what issuers said since then against the signer, and against the service of each time-stamp.

    A signer's certificate may be revoked after the proven time. A time-stamp service's must hold until the moment
    that is judged as of: a later time-stamp proves that this one was there by then.
    """
    stamp = embedded.is_stamp(emb)
    proven = found.time if stamp or not found.at_latest else None
    signer = (_REVOKED, _REVOKED_UNPROVEN)
    service = (_STAMP_REVOKED, _STAMP_REVOKED_UNPROVEN)
    holders = [(emb.signed_data, proven, service if stamp else signer, stamp)]
    if not stamp:
        holders += [
            (token, _time(token), service, True)
            for token in extract_tst_data_iter(emb.signer_info, signed=False)
        ]
    worst: Problem | None = None
    for data, time, (before, unproven), stamps in holders:
        by = at if stamps or time is None else time
        since = await _revoked(
            data, knowledge, "tijdstempeldienst" if stamps else "uitgever", by=by, used=time
        )
        if since is not None and time is not None and since <= time:
            return before
        if since is not None:
            worst = worst or unproven
    return worst


async def _revoked(
    data: cms.SignedData, knowledge: Knowledge, kind: Kind, *, by: datetime, used: datetime | None
) -> datetime | None:
    certificates = extract_certificate_info(data)
    # Without any proof of when it was used, whatever was said in its life may be about then.
    begins: datetime = certificates.signer_cert.not_valid_before
    return await hindsight.revoked(
        certificates.signer_cert,
        (*certificates.other_certs, *knowledge.certificates, *knowledge.trust.roots),
        knowledge.said(used=used or begins, by=knowledge.asked),
        knowledge.trust.anchors(kind, used=used or by, asked=knowledge.asked),
        by=by,
    )


def _time(token: cms.SignedData) -> datetime:
    time: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    return time


def _listing(
    emb: EmbeddedPdfSignature, found: Judged, knowledge: Knowledge, *, at: datetime
) -> Listing | None:
    """Look the signer up as it was when the signature was set, as far as that is known."""
    lists = knowledge.trust.lists
    if lists is None:
        return None
    chain: list[x509.Certificate] = [*emb.other_embedded_certs, *knowledge.certificates]
    look = lists.stamp_listing if embedded.is_stamp(emb) else lists.listing
    return look(emb.signer_cert, chain, at=found.time or at, asked=knowledge.asked)


def _unfit(slot: Slot | None, listing: Listing) -> Iterator[Problem]:
    """Say why it is not the qualified signature (QES) that the plan asks for (eIDAS, article 3, 12 and 27)."""
    if slot is None or slot.pin.level != "qes":
        return
    if listing.qualified is None:
        yield Problem(
            code="kwalificatie-onbekend",
            message=f"Gevraagd is een gekwalificeerde handtekening (QES). Of dit er een is, blijft open. {listing.told}",
        )
    elif not listing.signs:
        yield Problem(
            code="niet-gekwalificeerd",
            message=f"Gevraagd is een gekwalificeerde handtekening (QES), en dat is deze niet. {listing.told}",
        )
