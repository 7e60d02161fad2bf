"""Ctrl-C while many are at work, and while somebody is asked something."""

from __future__ import annotations

import os
import signal
import sys
import threading

import pytest

from generator.many.stop import at_once, stoppable

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_the_first_asks_and_the_second_ends() -> None:
    told: list[str] = []
    with stoppable(lambda: told.append("gestopt")) as stop:
        assert not stop()
        interrupt()
        assert (stop(), told) == (True, ["gestopt"])
        with pytest.raises(KeyboardInterrupt):
            interrupt()
    assert told == ["gestopt"]


def test_at_a_question_the_first_ends_and_nothing_was_asked_of_the_work() -> None:
    told: list[str] = []
    with stoppable(lambda: told.append("gestopt")) as stop:
        with at_once() as interrupted:
            assert not interrupted()
            with pytest.raises(KeyboardInterrupt):
                interrupt()
            assert interrupted()
        assert (stop(), told) == (False, [])
        interrupt()
        assert (stop(), told) == (True, ["gestopt"]), "after the question it is as it was"


@pytest.mark.parametrize("listen", [at_once, lambda: stoppable(lambda: None)], ids=["question", "work"])
def test_outside_the_main_thread_it_hears_nothing(listen: object) -> None:
    heard: list[bool] = []

    def body() -> None:
        with listen() as stop:  # type: ignore[operator]
            heard.append(stop())

    before = signal.getsignal(signal.SIGINT)
    thread = threading.Thread(target=body)
    thread.start()
    thread.join()
    assert heard == [False]
    assert signal.getsignal(signal.SIGINT) is before
