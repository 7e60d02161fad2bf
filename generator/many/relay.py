"""Work of which a part is done by hands and a part by its owner, for many pieces at once, the results in their order.

A piece of work is a generator. It yields what it wants done: `Away`, by whatever hands there are, or `Together`, by
the owner for all that wait for it at that moment. In between it runs in the owner's one thread, so that locks, keys
and their sessions are where they always are. What is yielded comes back as its result, or is raised there.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from generator.errors import SurroundingsFailed
from generator.failures import LOST
from generator.many.hands import Hands, Killed, Own

Result = TypeVar("Result")

_BEAT = 0.2  # seconds within which a wish to stop is heard
_AHEAD = 2  # times the hands, and one: enough to have them busy while the owner does its part


@dataclass(frozen=True, slots=True)
class Away:
    """To be done by hands; `job` and what goes in and out of it can be pickled, and it may be done twice."""

    job: Callable[[Any], Any]
    task: Any


@dataclass(frozen=True, slots=True)
class Together:
    """To be done by the owner: `act` (one and the same object) for all items that wait for it.

    It gives a result for each; one that is an exception is raised in the work of that item.
    """

    act: Callable[[list[Any]], Sequence[Any]]
    item: Any


Steps: TypeAlias = Generator[Away | Together, Any, Result]


class Gone(SurroundingsFailed):
    """The process that did this fell away, without company, each time that it was tried."""

    def __init__(self) -> None:
        super().__init__(LOST.message, hint=LOST.hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Generic[Result]):
    """A piece of work that is not begun; never two at once that have the same `place`."""

    place: Hashable
    begin: Callable[[], Steps[Result]]


def alone(steps: Steps[Result]) -> Result:
    """Do one piece of work here and now. Raises what it raises."""
    try:
        wanted = next(steps)
        while True:
            try:
                got = _done_here(wanted)
            except BaseException as err:  # noqa: BLE001 - raised within the work, which clears away
                wanted = steps.throw(err)
            else:
                wanted = steps.send(got)
    except StopIteration as end:
        result: Result = end.value
        return result


def _done_here(wanted: Away | Together) -> object:
    if isinstance(wanted, Away):
        return wanted.job(wanted.task)
    (got,) = wanted.act([wanted.item])
    if isinstance(got, Exception):
        raise got
    return got


def relay(
    works: Iterable[Work[Result]], hands: Hands, stopped: Callable[[], bool] = lambda: False
) -> Generator[Result]:
    """Do each of `works`, several at the same time, and give the results in their order. Raises what they raise.

    Once `stopped` claims so, nothing more is begun; what was begun is finished, and its results are given. When
    the iterator is closed, or an exception goes through it, what is at work is dropped, and clears away.
    """
    run = _Run(works, hands)
    try:
        while True:
            if stopped():
                run.stop()
            run.begin()
            yield from run.in_turn()
            if run.open:
                run.go_on()
            elif not run.more:
                return
    finally:
        run.drop()


@dataclass(slots=True, kw_only=True)
class _Piece(Generic[Result]):
    """A piece of work that was begun, and what it waits for."""

    number: int
    place: Hashable
    steps: Steps[Result]
    wanted: Away | Together | None = None
    future: Future[Any] | None = None  # of what is away; none yet while it waits for hands
    legs: int = 0


class _Run(Generic[Result]):
    """The pieces at work, in their order, and the results that are not given yet."""

    def __init__(self, works: Iterable[Work[Result]], hands: Hands) -> None:
        self._works, self._hands = enumerate(works), hands
        self._next: tuple[int, Work[Result]] | None = next(self._works, None)
        self._turn = 0
        self.open: list[_Piece[Result]] = []
        self._done: dict[int, Result] = {}
        self._dropped: set[int] = set()

    @property
    def more(self) -> bool:
        """Claim that there is work that is not begun."""
        return self._next is not None

    def begin(self) -> None:
        """Begin as many as there is room for; one whose place is taken waits, and so do those after it."""
        room = 1 if isinstance(self._hands, Own) else _AHEAD * self._hands.at_once + 1
        while self._next and len(self.open) + len(self._done) < room:
            number, work = self._next
            if any(piece.place == work.place for piece in self.open):
                return
            self._next = next(self._works, None)
            piece = _Piece(number=number, place=work.place, steps=work.begin())
            self.open.append(piece)
            self._advance(piece, piece.steps.__next__)

    def in_turn(self) -> Generator[Result]:
        """Give the results whose turn it is."""
        while self._turn in self._done or self._turn in self._dropped:
            self._turn += 1
            if (given := self._turn - 1) in self._done:
                yield self._done.pop(given)

    def stop(self) -> None:
        """Begin nothing more, and drop what was not handed out yet."""
        self._next = None
        for piece in [one for one in self.open if one.legs == 1 and self._waits(one)]:
            self.open.remove(piece)
            self._dropped.add(piece.number)
            piece.steps.close()

    def go_on(self) -> None:
        """Take in what the hands have done, and do what waits for the owner."""
        self._hand_out()
        waiting = any(isinstance(piece.wanted, Together) for piece in self.open)
        away = [piece.future for piece in self.open if piece.future]
        ready = wait(away, timeout=0 if waiting else _BEAT, return_when=FIRST_COMPLETED).done
        for piece in [one for one in self.open if one.future in ready]:
            self._take_in(piece)
        self._hand_out()  # before the owner does its part: who is free meanwhile has something to do
        self._together([piece for piece in self.open if isinstance(piece.wanted, Together)])

    def drop(self) -> None:
        """Let go of all that is at work; each clears away what it made."""
        wait([piece.future for piece in self.open if piece.future])
        with ExitStack() as stack:
            for piece in self.open:
                stack.callback(piece.steps.close)
            self.open = []

    def _advance(self, piece: _Piece[Result], go_on: Callable[[], Away | Together]) -> None:
        try:
            piece.wanted = go_on()
        except StopIteration as end:
            self.open.remove(piece)
            self._done[piece.number] = end.value
            return
        except BaseException:
            self.open.remove(piece)
            raise
        piece.future = None
        piece.legs += 1

    def _hand_out(self) -> None:
        """Hand out one more than there are hands, those first that were begun first."""
        for piece in self.open:
            if sum(1 for one in self.open if one.future and not one.future.done()) > self._hands.at_once:
                return
            if isinstance(piece.wanted, Away) and self._waits(piece):
                piece.future = self._hands.submit(piece.wanted.job, piece.wanted.task)

    @staticmethod
    def _waits(piece: _Piece[Result]) -> bool:
        return isinstance(piece.wanted, Away) and piece.future is None

    def _take_in(self, piece: _Piece[Result]) -> None:
        """Go on with the outcome of a piece; where its process died, do it again first, with nothing else at work."""
        outcome = _outcome(piece.future) if piece.future else None
        if isinstance(outcome, BrokenExecutor) and not isinstance(outcome, Killed):
            wait([one.future for one in self.open if one.future])
            if isinstance(piece.wanted, Away):
                outcome = _outcome(self._hands.submit(piece.wanted.job, piece.wanted.task))
        self._give(piece, outcome)

    def _give(self, piece: _Piece[Result], outcome: object) -> None:
        if isinstance(outcome, BrokenExecutor):
            outcome = Gone()
        if isinstance(outcome, Exception):
            error = outcome
            self._advance(piece, lambda: piece.steps.throw(error))
        else:
            self._advance(piece, lambda: piece.steps.send(outcome))

    def _together(self, waiting: list[_Piece[Result]]) -> None:
        acts = {
            id(piece.wanted.act): piece.wanted.act for piece in waiting if isinstance(piece.wanted, Together)
        }
        for act in acts.values():
            same = [
                (piece, piece.wanted.item)
                for piece in waiting
                if isinstance(piece.wanted, Together) and piece.wanted.act is act
            ]
            outcomes: Sequence[object]
            try:
                outcomes = act([item for _, item in same])
            except Exception as err:  # noqa: BLE001 - raised in each work that asked for it
                outcomes = [err] * len(same)
            for (piece, _), outcome in zip(same, outcomes, strict=True):
                self._give(piece, outcome)


def _outcome(future: Future[Any]) -> object:
    """Give what came of it: the result, or the exception in its place."""
    try:
        return future.result()
    except CancelledError as err:
        return BrokenExecutor(str(err))
    except Exception as err:  # noqa: BLE001 - told to the work itself
        return err
