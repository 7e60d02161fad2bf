"""Signatures that are asked for one by one and made together: a batch that no document can hold up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from asn1crypto import x509
from pyhanko.sign.signers import Signer

from signing.errors import SealingError
from signing.held import HeldSigner

T = TypeVar("T")


async def attended(signer: Signer, step: Awaitable[T]) -> T:
    """Run the step of one document; however it ends, those that wait for it learn that it comes no more."""
    try:
        return await step
    finally:
        if isinstance(signer, Gathering):
            signer.leave()


@dataclass(frozen=True, slots=True)
class _Waiting:
    data: bytes = field(repr=False)
    signature: asyncio.Future[bytes]


class Gathering(HeldSigner):
    """A signer for `count` documents in one event loop, that makes their signatures in one go.

    It begins when each document has handed in its data or has left. Every step is to be run by `attended`:
    else one that fails before it comes here would keep the others waiting for ever.
    """

    def __init__(
        self,
        count: int,
        *,
        certificate: x509.Certificate,
        chain: Iterable[x509.Certificate],
        size: int,
        pss: bool = False,
    ) -> None:
        super().__init__(certificate, chain, pss=pss)
        self._size = size
        self._coming = count
        self._came: set[asyncio.Task[object] | None] = set()
        self._waiting: list[_Waiting] = []
        self._making: set[asyncio.Task[None]] = set()

    async def sign_all(self, batch: Sequence[bytes]) -> Sequence[bytes | SealingError]:
        """Give for each of `batch`, in its order, the signature or why there is none."""
        raise NotImplementedError

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002 - pyHanko's signature
    ) -> bytes:
        """Wait for the others, then give the signature of `data`; a dry run gives as many bytes."""
        if dry_run:
            return bytes(self._size)
        if digest_algorithm != "sha256":
            raise ValueError(digest_algorithm)
        signature: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(data, signature))
        self._came.add(asyncio.current_task())
        self._coming -= 1
        self._begin_if_complete()
        return await signature

    def leave(self) -> None:
        """Say, in a document's own task, that it ends; that counts only if it had handed in nothing."""
        task = asyncio.current_task()
        if task not in self._came:
            self._came.add(task)
            self._coming -= 1
            self._begin_if_complete()

    def _begin_if_complete(self) -> None:
        # Who is interrupted leaves too: then nobody waits any more, and nothing may be asked.
        waiting = [one for one in self._waiting if not one.signature.done()]
        if self._coming > 0 or not waiting:
            return
        self._waiting = []
        making = asyncio.get_running_loop().create_task(self._make(waiting))
        self._making.add(making)
        making.add_done_callback(self._making.discard)

    async def _make(self, waiting: Sequence[_Waiting]) -> None:
        made: Sequence[bytes | Exception]
        try:
            made = await self.sign_all([one.data for one in waiting])
        except Exception as err:  # noqa: BLE001 - raised again by each that waits
            made = [err] * len(waiting)
        for one, result in zip(waiting, made, strict=True):
            if one.signature.done():
                continue
            if isinstance(result, Exception):
                one.signature.set_exception(result)
            else:
                one.signature.set_result(result)
