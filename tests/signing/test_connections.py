"""Connections that stay open while a batch is signed: how many are made, how many are used at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from time import sleep

import pytest

from signing.connections import kept
from signing.network import Network, NoAnswer

NETWORK = Network(attempts=2, pause=0.01)


class _Service(ThreadingHTTPServer):
    """Counts who connects, and who is there at the same time."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.lock = Lock()
        self.connections = self.here = self.most = 0
        self.wait = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Service

    def setup(self) -> None:
        super().setup()
        with self.server.lock:
            self.server.connections += 1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.lock:
            self.server.here += 1
            self.server.most = max(self.server.most, self.server.here)
        sleep(self.server.wait)
        with self.server.lock:
            self.server.here -= 1
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@contextmanager
def serving() -> Iterator[_Service]:
    with _Service() as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


async def ask(url: str, number: int, network: Network = NETWORK) -> bytes:
    answer = await network.post(url, str(number).encode(), content_type="text/plain", accept="*/*")
    return answer.body


async def one_after_the_other(url: str, count: int) -> list[bytes]:
    return [await ask(url, number) for number in range(count)]


def test_what_is_asked_one_after_the_other_takes_one_connection() -> None:
    async def inside(url: str) -> list[bytes]:
        async with kept():
            return await one_after_the_other(url, 5)

    with serving() as service:
        assert asyncio.run(inside(service.url)) == [b"0", b"1", b"2", b"3", b"4"]
        assert service.connections == 1


def test_outside_each_request_has_its_own() -> None:
    with serving() as service:
        asyncio.run(one_after_the_other(service.url, 3))
        assert service.connections == 3


def test_what_is_asked_at_the_same_time_waits_for_a_place_and_its_patience_with_it() -> None:
    async def inside(url: str) -> list[bytes]:
        async with kept():
            patient = Network(attempts=1, patience=1.0)
            return list(await asyncio.gather(*(ask(url, number, patient) for number in range(40))))

    with serving() as service:
        service.wait = 0.15  # together longer than the patience of each
        assert asyncio.run(inside(service.url)) == [str(number).encode() for number in range(40)]
        assert service.most <= 4


def test_a_service_that_is_gone_does_not_hold_up_another() -> None:
    async def inside(gone: str, url: str) -> bytes:
        async with kept():
            with pytest.raises(NoAnswer):
                await ask(gone, 0)
            return await ask(url, 1)

    with serving() as first:
        gone = first.url
    with serving() as second:
        assert asyncio.run(inside(gone, second.url)) == b"1"
