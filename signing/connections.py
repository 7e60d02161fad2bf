"""Connections that stay open for as long as one event loop works: one handshake for all documents of a batch.

A session cannot outlive its loop, and each step runs in a loop of its own: outside `kept` a session lives as long as
one request.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from ssl import SSLContext

import aiohttp

# At once to one service: more only wait there, and their patience runs out while they do.
_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class _Kept:
    stack: AsyncExitStack
    sessions: dict[tuple[Path, ...], aiohttp.ClientSession] = field(default_factory=dict)
    places: dict[str, asyncio.Semaphore] = field(default_factory=dict)


_KEPT: ContextVar[_Kept | None] = ContextVar("kept", default=None)


@asynccontextmanager
async def kept() -> AsyncIterator[None]:
    """Keep what `session` opens inside this block until it ends; also for the tasks that begin in it."""
    async with AsyncExitStack() as stack:
        before = _KEPT.set(_Kept(stack))
        try:
            yield
        finally:
            _KEPT.reset(before)


@asynccontextmanager
async def session(
    service: str, roots: tuple[Path, ...], tls: SSLContext
) -> AsyncIterator[aiohttp.ClientSession]:
    """Give a session that trusts `tls`, which stands for `roots`, once there is place at `service`."""
    here = _KEPT.get()
    if here is None:
        async with _opened(tls) as alone:
            yield alone
        return
    async with here.places.setdefault(service, asyncio.Semaphore(_AT_ONCE)):
        if roots not in here.sessions:
            here.sessions[roots] = await here.stack.enter_async_context(_opened(tls))
        yield here.sessions[roots]


def _opened(tls: SSLContext) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=tls), cookie_jar=aiohttp.DummyCookieJar())
