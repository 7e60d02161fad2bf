"""The process that judges one path: bounded before it reads anything, heard by letters, ended when it is late.

`work` runs within it; a `Cell` is what its owner holds.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.judgement import letters
from generator.judgement.letters import Inbox, Letter
from generator.many import start

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess
    from typing import NoReturn

    from generator.judgement.answer import Answer
    from generator.judgement.task import Task
    from generator.many.start import Start

    Job = Callable[[Task, Callable[[str], None]], Answer]

START = 60.0  # seconds to begin: our own work, before anything of a stranger is read
GRACE = 2.0  # seconds to end by itself
_MAKING = 12  # times the patience for a task that makes papers again
_PLAIN, _PICTURED = 24 << 20, 160 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How long the work on one document may take (seconds), and how much memory the process may have (bytes)."""

    patience: float = 10.0
    memory: int = 1 << 30

    def of(self, task: Task) -> Bounds:
        """Give what holds for this task: to make papers again is more work than to read them, by large programs."""
        if not task.again:
            return self
        return Bounds(patience=_MAKING * self.patience, memory=4 * self.memory)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a process is given: the task and its bounds, and a folder for files, which the owner takes away.

    `job` is what does the task, and `loud` lets it write to the terminal.
    """

    task: Task
    bounds: Bounds
    place: Path
    job: Job | None = None
    loud: bool = False


def work(pipe: Connection, given: Work) -> None:
    """Do the task within its bounds, and send the letters."""
    task, bounds = given.task, given.bounds
    _alone(loud=given.loud)
    from generator.errors import NoRoom
    from generator.judgement.answer import written
    from generator.judgement.confine import allow_processor, confine
    from generator.judgement.task import perform

    job = given.job or perform
    tempfile.tempdir = str(given.place)
    confine(memory=bounds.memory, place=given.place, programs=task.again)

    def tell(what: str) -> None:
        allow_processor(bounds.patience)
        letters.send(pipe, letters.note(what))

    try:
        tell("")
        found = letters.answer(written(job(task, tell)))
    except MemoryError:
        found = letters.failure("te-veel-geheugen", "")
    except NoRoom as err:
        found = letters.failure("geen-ruimte", f"{err.message} {err.hint}".strip())
    with suppress(BrokenPipeError):  # nobody waits for it any more
        letters.send(pipe, found)


def _alone(*, loud: bool) -> None:
    """Leave the group and the terminal of whoever started this, so that it can be ended with all that it starts."""
    if hasattr(os, "setsid"):
        os.setsid()

    def ended(_number: int, _frame: object) -> NoReturn:
        raise SystemExit(1)  # so that programs which it started are ended too

    signal.signal(signal.SIGTERM, ended)
    silence = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0,) if loud else (0, 1, 2):
        os.dup2(silence, descriptor)


class Cell:
    """A process at work on one task; `pipe` can be waited on."""

    def __init__(self, given: Work, context: Start) -> None:
        self.task = task = given.task
        self.at = ""
        self._bounds = given.bounds
        self._inbox = Inbox(_PICTURED if task.pictures or task.xml else _PLAIN)
        self.pipe, writer = context.Pipe(duplex=False)
        self._process: BaseProcess = context.Process(target=work, args=(writer, given), daemon=True)
        try:
            start.begin(self._process)
        except BaseException:
            self.pipe.close()
            raise
        finally:
            writer.close()
        self.deadline = time.monotonic() + START

    def hear(self) -> Letter | None:
        """Read what it sent; give the letter that ends the work, if it came. Raises `EOFError`, `Unreadable`."""
        piece = letters.receive(self.pipe)
        if not piece:
            raise EOFError
        for letter in self._inbox.take(piece):
            if letter.kind != "nu":
                return letter
            self.at = letters.words(letter.body)[0]
            self.deadline = time.monotonic() + self._bounds.patience
        return None

    @property
    def patience(self) -> float:
        """Give how many seconds the work on one document may take."""
        return self._bounds.patience

    def end(self, *, patience: float = 0.0) -> None:
        """End the process and all that it started, after so many seconds to end by itself.

        It is reaped only after that, so that its number can be no other's by then.
        """
        self._process.join(patience)
        if self._process.exitcode is None and self.task.again:
            self._process.terminate()  # it ends the programs that it started
            self._process.join(GRACE)
        if self._process.exitcode is None:
            _end_group(self._process.pid)
            self._process.kill()
            self._process.join()
        self._process.close()
        self.pipe.close()

    def outcome(self) -> int | None:
        """Give the exit code of a process whose pipe is at its end; None if it goes on without it."""
        self._process.join(GRACE)
        return self._process.exitcode


def _end_group(leader: int | None) -> None:
    if leader is not None and sys.platform != "win32":
        with suppress(OSError):  # it leads no group yet
            os.killpg(leader, signal.SIGKILL)


def context() -> Start:
    """Give the way to start processes: from one that has the engines loaded already, where the system can."""
    return start.context("generator.judgement.task", "generator.judgement.confine")
