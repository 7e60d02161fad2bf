"""All attacks on one paper, for the tests and for the judges."""

from __future__ import annotations

from tests.attacks import (
    attachments,
    byteranges,
    catalog,
    certification,
    duplicates,
    forgery,
    metadata,
    notes,
    pages,
    resources,
    revocation,
    shadow,
    signers,
    timestamps,
    trailing,
    wrapping,
)
from tests.attacks.model import Attack

ATTACKS: tuple[Attack, ...] = (
    *pages.ATTACKS,
    *notes.ATTACKS,
    *shadow.ATTACKS,
    *catalog.ATTACKS,
    *resources.ATTACKS,
    *metadata.ATTACKS,
    *attachments.ATTACKS,
    *byteranges.ATTACKS,
    *wrapping.ATTACKS,
    *forgery.ATTACKS,
    *signers.ATTACKS,
    *timestamps.ATTACKS,
    *revocation.ATTACKS,
    *certification.ATTACKS,
    *duplicates.ATTACKS,
    *trailing.ATTACKS,
)
