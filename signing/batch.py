"""What the documents that are signed together have in common, worked out once for all of them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers.pdf_signer import PdfSigningSession, PreSignValidationStatus
from pyhanko.sign.timestamps import TimeStamper

from signing.timestamp import certificates_of

_Found = tuple[PreSignValidationStatus | None, int]


@dataclass(frozen=True, slots=True)
class Shared:
    """The memory of one batch, in one event loop: one key, one validation context.

    One document has its `turn` at a time to be prepared, which takes the processor; what the others wait for on
    the network comes in meanwhile.
    """

    turn: asyncio.Semaphore = field(default_factory=partial(asyncio.Semaphore, 1), repr=False)
    _known: dict[frozenset[bytes], _Found] = field(default_factory=dict, repr=False)

    async def status(
        self, session: PdfSigningSession, writer: IncrementalPdfFileWriter, stamper: TimeStamper | None
    ) -> _Found:
        """Give what was found of the signer and of the time-stamp service, and the room that a signature takes.

        Neither depends on the document: the signer, the context and the kind of signature are the batch's own. A
        service that changes its certificate is looked at anew. Raises what pyHanko does, and keeps nothing then.
        """
        service = frozenset(one.dump() for one in certificates_of(stamper)) if stamper else frozenset()
        if service not in self._known:
            found = await session.perform_presign_validation(writer)
            self._known[service] = found, await session.estimate_signature_container_size(found)
        return self._known[service]
