"""Hands that are processes on this machine. The only module that starts them.

Not the pool of the standard library: of that, one process that dies takes the whole, and what is handed out just then
may be told by nobody; and it waits for ever for a result of which half was sent. Here each process has a pipe and a
thread of its own. So it is known whose task went with it, and the others do not notice.
"""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Future
from multiprocessing import connection, current_process, parent_process
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from generator.many.start import begin, context

Task = TypeVar("Task")
Result = TypeVar("Result")


class Processes:
    """So many processes, each begun when there is work for it; it keeps what it loaded for the next task.

    `preload` are the modules that the work needs. Ctrl-C is for the owner only. The future of a task whose process
    died tells so by `BrokenExecutor`; the next task there is for a new one.
    """

    def __init__(self, at_once: int, preload: Sequence[str]) -> None:
        self.at_once = at_once
        self._start = context(*preload)
        self._tasks: SimpleQueue[_Order | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._at_work: set[_Process] = set()
        self._starting = threading.Lock()
        self._killed = False

    def submit(self, job: Callable[[Task], Result], task: Task) -> Future[Result]:
        """Hand out a task."""
        told: Future[Result] = Future()
        self._tasks.put((told, job, task))
        if len(self._threads) < self.at_once:
            thread = threading.Thread(target=self._attend, daemon=True)
            thread.start()
            self._threads.append(thread)
        return told

    def close(self, *, wait: bool) -> None:
        """Hand out no more, and end the processes: after what is at work, or now."""
        while True:
            try:
                waiting = self._tasks.get_nowait()
            except Empty:
                break
            if waiting:
                waiting[0].cancel()
        if not wait:
            with self._starting:
                self._killed = True
                for process in list(self._at_work):
                    process.kill()
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()

    def _attend(self) -> None:
        """See to one process, and to the next where that dies."""
        process: _Process | None = None
        while order := self._tasks.get():
            told, job, task = order
            if not told.set_running_or_notify_cancel():
                continue
            try:
                process = self._given(process, ForkingPickler.dumps((job, task)))
                done, result = process.answer()
            except _Died as err:
                self._let_go(process)
                process = None
                told.set_exception(err)
            except Exception as err:  # noqa: BLE001 - no process to be had, or a task that cannot be sent
                told.set_exception(err)
            else:
                told.set_result(result) if done else told.set_exception(result)
        self._let_go(process)

    def _given(self, process: _Process | None, order: memoryview) -> _Process:
        """Give the process that has the order now: a new one where this died since its last. Raises `_Died`."""
        if process and process.takes(order):
            return process
        self._let_go(process)
        new = self._begun()
        if new.takes(order):
            return new
        self._let_go(new)
        raise _Died

    def _begun(self) -> _Process:
        with self._starting:  # the program is hidden from all threads, so one at a time
            if self._killed:
                raise _Died
            process = _Process(self._start)
            self._at_work.add(process)
            return process

    def _let_go(self, process: _Process | None) -> None:
        if process:
            self._at_work.discard(process)
            process.end()


_TAKEN = None  # what a process says of a task that it has; if it dies before that, the task did not kill it
_Order = tuple[Future[Any], Callable[[Any], Any], Any]


class _Died(BrokenExecutor):
    """The process is no more."""


class _Process:
    """One process, and the pipe to it."""

    def __init__(self, start: Any) -> None:  # noqa: ANN401 - the types of contexts do not tell that they are alike
        self._pipe, theirs = start.Pipe()
        # The end of the program ends it as well, whatever way that ends.
        self._process = start.Process(target=_serve, args=(theirs,), daemon=True)
        try:
            begin(self._process)
        except BaseException:
            self._pipe.close()
            raise
        finally:
            theirs.close()  # so that the pipe ends where the process does

    def takes(self, order: memoryview) -> bool:
        """Send it a job and a task; claim that it begins."""
        try:
            self._pipe.send_bytes(order)
            self._pipe.recv()
        except (EOFError, OSError):
            return False
        return True

    def answer(self) -> tuple[bool, Any]:
        """Give, once it is done, whether that went well, and the result or else the exception. Raises `_Died`."""
        try:
            answer: tuple[bool, Any] = self._pipe.recv()
        except (EOFError, OSError) as err:
            raise _Died from err
        return answer

    def kill(self) -> None:
        """End it now, whatever it does."""
        self._process.kill()

    def end(self) -> None:
        """Take leave, and wait until it is gone."""
        self._pipe.close()
        self._process.join()


def _serve(pipe: Connection) -> None:
    """Do one task after another, until the owner takes leave."""
    _begin()
    while True:
        try:
            job, task = pipe.recv()
        except EOFError:
            return
        except Exception as err:  # noqa: BLE001 - told to the owner
            pipe.send(_TAKEN)
            _send(pipe, (False, err))
        else:
            pipe.send(_TAKEN)
            _send(pipe, _done(job, task))


def _done(job: Callable[[Any], Any], task: Any) -> tuple[bool, Any]:  # noqa: ANN401 - whatever the job takes
    try:
        return True, job(task)
    except BaseException as err:  # noqa: BLE001 - told to the owner
        err.add_note(
            traceback.format_exc()
        )  # where it happened; of an exception that is sent, nothing else tells
        return False, err


def _send(pipe: Connection, answer: tuple[bool, Any]) -> None:
    try:
        pipe.send(answer)
    except OSError:
        raise  # the owner is gone
    except Exception as err:  # noqa: BLE001 - what cannot be sent is told in words
        pipe.send((False, RuntimeError(f"{type(answer[1]).__name__}: {err}")))


def _begin() -> None:
    """Leave Ctrl-C, and the terminal, to the owner, and end with it, however that ends."""
    threading.Thread(target=_end_with_owner, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    silence = os.open(os.devnull, os.O_RDONLY)
    os.dup2(silence, 0)
    current_process().daemon = (
        False  # it may start others; a stranger's file is judged in a process of its own
    )


def _end_with_owner() -> None:
    # A task may take long, and the pipe is read between two.
    if (owner := parent_process()) is not None:
        connection.wait([owner.sentinel])
        os._exit(1)
