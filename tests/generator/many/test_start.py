"""A process begins also where the server that it begins from dies at that moment."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from contextlib import suppress
from multiprocessing import forkserver
from typing import NoReturn

import pytest

from generator.many import start

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no such server there")

_SERVER = forkserver._forkserver  # type: ignore[attr-defined]


def _leave() -> None:
    sys.exit(7)


def _kill_it() -> None:
    os.kill(_SERVER._forkserver_pid, signal.SIGKILL)
    with suppress(ConnectionRefusedError):
        while True:  # until it is dead, though nobody knows yet
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(_SERVER._forkserver_address)
            time.sleep(0.01)


def test_a_process_begins_where_its_server_has_just_died(monkeypatch: pytest.MonkeyPatch) -> None:
    ensure, killed = _SERVER.ensure_running, list[int]()

    def dies_just_then() -> None:
        ensure()
        if not killed:
            killed.append(_SERVER._forkserver_pid)
            _kill_it()

    found = start.context()
    monkeypatch.setattr(_SERVER, "ensure_running", dies_just_then)
    process = found.Process(target=_leave)
    start.begin(process)
    process.join(60)
    assert process.exitcode == 7
    assert killed
    assert killed[0] != _SERVER._forkserver_pid


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(BrokenPipeError, id="broken pipe: not to be taken for a reader who has seen enough"),
        pytest.param(ConnectionRefusedError, id="refused"),
        pytest.param(EOFError, id="gone half-way"),
    ],
)
def test_where_none_can_begin_it_is_told(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []

    def refuse(_fds: object) -> NoReturn:
        tried.append(None)
        raise error

    found = start.context()
    monkeypatch.setattr(forkserver, "connect_to_new_process", refuse)
    monkeypatch.setattr(start, "_PAUSES", (0.0, 0.0))
    with pytest.raises(ChildProcessError):
        start.begin(found.Process(target=_leave))
    assert len(tried) == 3
