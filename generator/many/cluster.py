"""Hands on other machines: the worker processes of a Dask cluster. The only module that knows it.

A cluster does whatever it is sent, so it must be one's own. What is sent are names of our own functions, and tasks:
paths and settings. No key, passphrase or PIN is ever in a task. Each worker process has one unit at a time, so
that one that dies takes one unit with it; that is done again by another, and one that kills each who tries is lost.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from functools import partial
from multiprocessing import current_process
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from generator.errors import InputRefused, SurroundingsFailed
from generator.many import sameness
from generator.many.hands import Hands, Killed

if TYPE_CHECKING:
    from distributed import Client

Task = TypeVar("Task")
Result = TypeVar("Result")

_PATIENCE = 15.0  # seconds: to be reached, to see the first worker, and for all to answer
_GRACE = 3.0  # seconds for it to say itself that it was not reached
_FRESH = 5.0  # seconds that a count of the workers is good for
_MOST_NAMED = 5  # of the workers that do not fit

_turn = threading.Lock()  # a worker process may have threads; our work is not for two at a time


def hands(address: str) -> Hands:
    """Give the workers of the cluster whose scheduler is at `address`, such as `tcp://10.0.0.1:8786`.

    Raises `SurroundingsFailed` where there is no such cluster, or nobody works there, and `InputRefused` where
    somebody has another version of the program: what they make would differ.
    """
    try:
        from distributed import Client
    except ImportError as err:
        raise SurroundingsFailed(
            "Voor --cluster ontbreekt een onderdeel van het programma: Dask (distributed).",
            hint="Installeer het erbij, hier en op elke machine van het cluster: pip install 'taakdelegatie[cluster]'",
        ) from err
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what is wrong, we tell
    client: Client = Client.__new__(Client)
    try:
        _within(_PATIENCE + _GRACE, partial(_connect, client, address))
    except Exception as err:
        client.status = "closed"  # or it would wait, when it is forgotten, for what never began
        raise SurroundingsFailed(
            f"Het cluster op {address} is niet te bereiken.",
            hint="Klopt het adres, bijvoorbeeld tcp://10.0.0.1:8786, en draait daar `dask scheduler` van dezelfde versie? "
            "Een adres dat begint met tls:// heeft ook de certificaten in de configuratie van Dask nodig.",
        ) from err
    try:
        _require_workers(client, address)
        return _Workers(client)
    except BaseException:
        client.close()
        raise


def _require_workers(client: Client, address: str) -> None:
    """Raise unless somebody works there, and all have the very program that runs here."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
        answers = _answers(client)
    except TimeoutError as err:
        raise SurroundingsFailed(
            f"In het cluster op {address} antwoordt niemand die werk kan doen.",
            hint="Start op elke machine: dask worker met dit adres.",
        ) from err
    ours = sameness.found()
    others = [
        f"  {worker}: {sameness.difference(ours, answer)}"
        for worker, answer in sorted(answers.items())
        if answer != ours
    ]
    if others:
        more = f"\n  en nog {len(others) - _MOST_NAMED}" if len(others) > _MOST_NAMED else ""
        raise InputRefused(
            f"In het cluster op {address} werkt niet iedereen met hetzelfde programma; er is niets gedaan:\n"
            + "\n".join(others[:_MOST_NAMED])
            + more,
            hint="Wat daar wordt gemaakt, kan verschillen van wat hier wordt gemaakt. Installeer overal hetzelfde, uit "
            "hetzelfde requirements.lock, en start de workers opnieuw.",
        )


def _connect(client: Client, address: str) -> None:
    client.__init__(address, timeout=_PATIENCE, set_as_default=False, name="delegatie")  # type: ignore[misc]


def _answers(client: Client) -> dict[str, object]:
    """Ask every worker for its program, by its address; an exception is an answer too. Raises `TimeoutError`."""
    return _within(_PATIENCE, partial(client.run, there, on_error="return"))


def _within(seconds: float, call: Callable[[], Result]) -> Result:
    """Do what knows no end itself. Raises `TimeoutError`, and what it raises."""
    asked: Future[Result] = Future()

    def ask() -> None:
        try:
            asked.set_result(call())
        except Exception as err:  # noqa: BLE001 - told by the future
            asked.set_exception(err)

    threading.Thread(target=ask, daemon=True).start()
    return asked.result(timeout=seconds)


class _Workers:
    """The workers of a cluster, as many as there are now; whoever joins is given work as well."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._executor = client.get_executor(pure=False)
        self._ours = sameness.found()
        self._waiting: deque[tuple[Future[Any], Callable[[Any], Any], Any]] = deque()
        self._at_work: set[Future[Any]] = set()
        self._lock = threading.RLock()
        self._counted = 0.0
        self.at_once = 1
        self._count()

    def _count(self) -> None:
        """Count the worker processes; a cluster may grow and shrink."""
        if monotonic() - self._counted > _FRESH:
            self.at_once = max(1, len(self._client.nthreads()))
            self._counted = monotonic()

    def submit(self, job: Callable[[Task], Result], task: Task) -> Future[Result]:
        """Hand out a task as soon as a worker has its hands free."""
        self._count()  # here, for whoever hands out next may not wait for an answer
        told: Future[Result] = Future()
        with self._lock:
            self._waiting.append((told, job, task))
        self._hand_out()
        return told

    def _hand_out(self) -> None:
        with self._lock:
            while self._waiting and len(self._at_work) < self.at_once:
                told, job, task = self._waiting.popleft()
                if not told.set_running_or_notify_cancel():
                    continue
                try:
                    given = self._executor.submit(done, job, task, self._ours)
                except Exception as err:  # noqa: BLE001 - told by the future: it may be told in another thread
                    told.set_exception(_explained(err))
                    continue
                self._at_work.add(told)
                given.add_done_callback(partial(self._taken_in, told))

    def _taken_in(self, told: Future[Any], given: Future[Any]) -> None:
        with self._lock:
            self._at_work.discard(told)
        self._hand_out()
        if given.cancelled():
            told.set_exception(_explained(ConnectionError()))
        elif (err := given.exception()) is not None:
            told.set_exception(_explained(err))
        else:
            told.set_result(given.result())

    def close(self, *, wait: bool) -> None:
        """Hand out no more, and `wait` for what is at work, or let go of it."""
        with self._lock:
            for told, _, _ in self._waiting:
                told.cancel()
            self._waiting.clear()
            at_work = list(self._at_work)
        if wait:
            wait_for(at_work)
        self._client.close()


def _explained(err: BaseException) -> BaseException:
    """Say of what the cluster raises what it means to us; what the work raised stays as it is."""
    from distributed import KilledWorker
    from distributed.comm.core import CommClosedError

    if isinstance(err, KilledWorker):
        return Killed(str(err))
    if isinstance(err, (CommClosedError, ConnectionError)):
        lost = SurroundingsFailed(
            "De verbinding met het cluster is verbroken.",
            hint="Wat klaar was, blijft. Geef dezelfde opdracht opnieuw als het cluster er weer is.",
        )
        lost.__cause__ = err
        return lost
    return err


def there() -> sameness.Found:
    """Give what decides the bytes of papers, of whoever is asked."""
    return sameness.found()


def done(job: Callable[[Task], Result], task: Task, ours: sameness.Found) -> Result:
    """Do a unit, in a worker process. Raises `InputRefused` where that has another program, and what `job` raises."""
    if (here := sameness.found()) != ours:
        raise InputRefused(
            f"Een worker van het cluster heeft een ander programma: {sameness.difference(ours, here)}.",
            hint="Installeer overal hetzelfde, uit hetzelfde requirements.lock, en start de workers opnieuw.",
        )
    with _turn:
        # Dask's worker is a process that may start no others; a stranger's file is judged in one of its own.
        current_process().daemon = False
        return job(task)
