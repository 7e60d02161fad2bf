"""Judges many paths at once, each in a process of its own, and gives the answers in the order that was asked.

Whatever becomes of a process, its path gets an answer: one that was late, grew too large, broke or spoke nonsense
is never valid, and never keeps the others waiting.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import ExitStack
from multiprocessing.connection import wait
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from generator.judgement.cell import GRACE, Bounds, Cell, Work, context
from generator.judgement.letters import Letter, Unreadable, whole, words

if TYPE_CHECKING:
    from generator.judgement.answer import Answer
    from generator.judgement.cell import Job
    from generator.judgement.task import Task
    from generator.many.start import Start

_AHEAD = 4  # times the processes: so many answers may wait for one that is slow, and no more

Told = Callable[[int, Path, str], None]
_ORDINARY = Bounds()


def ready() -> Start:
    """Begin to load what judging needs, beside whatever the caller does next; hand the result to `judge`."""
    return context()


def judge(
    tasks: Iterable[Task],
    *,
    at_once: int,
    bounds: Bounds = _ORDINARY,
    start: Start | None = None,
    told: Told = lambda _number, _path, _what: None,
    job: Job | None = None,
    loud: bool = False,
) -> Generator[Answer]:
    """Judge each task in a process of its own, `at_once` at a time; give the answers in the order of the tasks.

    `told` hears which task (from 1) is at what. `job` does a task, if not `generator.judgement.task.perform`; `loud`
    lets it write to the terminal. All processes end with the iterator.
    """
    crew = _Crew(start or context(), bounds, told, job, loud=loud)
    waiting = enumerate(tasks, start=1)
    turn = 1
    try:
        while True:
            while len(crew.cells) < at_once and crew.last - turn < _AHEAD * at_once:
                number, task = next(waiting, (0, None))
                if task is None:
                    break
                crew.begin(number, task)
            if not crew.cells and not crew.answers:
                return
            while turn in crew.answers:
                yield crew.answers.pop(turn)
                turn += 1
            if crew.cells:
                crew.listen()
    finally:
        crew.close()


def lost(task: Task) -> Answer:
    """Give the answer for a task of which the machine that had it fell away: nothing is known."""
    return _failed(
        task,
        "te-veel-geheugen",
        "De machine die dit beoordeelde, viel weg, ook toen het opnieuw werd geprobeerd; wat dit waard is, staat niet vast.",
    )


class _Crew:
    """The processes at work, by the number of their task, and the answers that are not given yet."""

    def __init__(self, start: Start, bounds: Bounds, told: Told, job: Job | None, *, loud: bool) -> None:
        self._start, self._bounds, self._told, self._job, self._loud = start, bounds, told, job, loud
        self.cells: dict[int, tuple[Cell, ExitStack]] = {}
        self.answers: dict[int, Answer] = {}
        self.last = 0

    def begin(self, number: int, task: Task) -> None:
        self.last = number
        with ExitStack() as stack:
            place = stack.enter_context(TemporaryDirectory(prefix="delegatie-", ignore_cleanup_errors=True))
            given = Work(
                task=task, bounds=self._bounds.of(task), place=Path(place), job=self._job, loud=self._loud
            )
            cell = Cell(given, self._start)
            self.cells[number] = cell, stack.pop_all()

    def listen(self) -> None:
        """Wait until one of them says something or is late, and take it in."""
        pipes: dict[object, int] = {cell.pipe: number for number, (cell, _) in self.cells.items()}
        first = min(cell.deadline for cell, _ in self.cells.values())
        ready = wait([cell.pipe for cell, _ in self.cells.values()], max(0.0, first - time.monotonic()))
        heard = {pipes[pipe] for pipe in ready}
        for number in heard:
            self._hear(number)
        now = time.monotonic()
        for number, (cell, _) in list(self.cells.items()):
            # After a pause of the machine all are late; who has something to say is heard first.
            if cell.deadline <= now and number not in heard:
                self._close(number, _late(cell))

    def _hear(self, number: int) -> None:
        cell, _ = self.cells[number]
        try:
            letter = cell.hear()
        except EOFError:
            self._close(number, _died(cell, cell.outcome()))
        except Unreadable:
            self._close(number, _failed(cell.task, "onleesbaar", _BROKEN))
        else:
            if letter is None:
                self._told(number, cell.task.path, cell.at)
            else:
                self._close(number, _answer(cell, letter), done=True)

    def _close(self, number: int, answer: Answer, *, done: bool = False) -> None:
        cell, stack = self.cells.pop(number)
        with stack:
            cell.end(patience=GRACE if done else 0.0)
        self.answers[number] = answer

    def close(self) -> None:
        """End all that is still at work."""
        while self.cells:
            cell, stack = self.cells.popitem()[1]
            with stack:
                cell.end()


_BROKEN = "Dit is zo gemaakt of beschadigd dat het niet te beoordelen is: het programma dat het las, liep erop vast."


def _answer(cell: Cell, letter: Letter) -> Answer:
    from generator.judgement.answer import read

    try:
        if letter.kind == "antwoord":
            given = read(letter.body)
            return given if given.items else _failed(cell.task, "onleesbaar", _BROKEN)
        code, message = words(letter.body)
    except (ValueError, Unreadable):
        return _failed(cell.task, "onleesbaar", _BROKEN)
    if code == "te-veel-geheugen":
        return _too_large(cell)
    return _failed(cell.task, "geen-ruimte", message)


def _late(cell: Cell) -> Answer:
    return _failed(
        cell.task,
        "te-lang",
        f"De beoordeling{_where(cell)} duurde langer dan {cell.patience:g} seconden en is afgebroken; wat dit waard is, "
        "staat niet vast. Vertrouwt u de herkomst, geef dan met --tijd meer seconden.",
    )


def _too_large(cell: Cell) -> Answer:
    return _failed(
        cell.task,
        "te-veel-geheugen",
        f"De beoordeling{_where(cell)} vroeg meer geheugen dan is toegestaan en is afgebroken; wat dit waard is, staat "
        "niet vast.",
    )


def _died(cell: Cell, code: int | None) -> Answer:
    if code == -getattr(signal, "SIGXCPU", 0):
        return _late(cell)
    if code == -getattr(signal, "SIGKILL", 0):  # the system ran out of memory
        return _too_large(cell)
    return _failed(cell.task, "onleesbaar", _BROKEN)


def _where(cell: Cell) -> str:
    return f" ({cell.at})" if cell.at else ""


def _failed(task: Task, code: str, message: str) -> Answer:
    from generator.examine import Item
    from generator.judgement.answer import Answer
    from signing.report import Problem

    problem = Problem(code=code, message=message)
    return Answer(items=(Item(path=whole(str(task.path)), title=whole(task.path.name), problems=(problem,)),))
