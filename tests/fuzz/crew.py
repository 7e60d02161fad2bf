"""Processes that make and judge mutants, so that one that hangs or dies is seen, ended and told of."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests.fuzz import judging
from tests.fuzz.everything import KINDS
from tests.fuzz.judging import Outcome
from tests.fuzz.model import Kind, Mutant, Samples

HUNG = 60.0  # seconds on the clock, on a machine that others may be using; the bound in processor time is narrower
_LOOK = 0.5
Judge = Callable[[Mutant, Kind, int, Samples], Outcome]


@dataclass(slots=True, kw_only=True)
class _Hand:
    process: BaseProcess
    pipe: Connection
    scratch: Path
    ready: bool = False
    gone: bool = False
    task: tuple[Kind, int] | None = None
    since: float = field(default_factory=time.monotonic)


def run(
    tasks: Iterator[tuple[Kind, int]],
    samples: Samples,
    *,
    hands: int,
    keep: Path,
    judge: Judge = judging.judged,
    hung: float = HUNG,
) -> Iterator[Outcome]:
    """Judge each task in one of `hands` processes; what has faults is kept in the folder `keep`.

    A process that dies on a mutant or takes longer than `hung` gives an outcome that says so, and is replaced.
    """
    keep.mkdir(parents=True, exist_ok=True)
    # In a file: a child that dies before it reads would hold up whoever hands them over.
    shelf = keep / ".papieren"
    shelf.write_bytes(pickle.dumps(samples))
    crew = [_start(number, keep, judge) for number in range(hands)]
    try:
        while True:
            for place, hand in enumerate(crew):
                if hand.ready and hand.task is None and (task := next(tasks, None)) is not None:
                    hand.task, hand.since = task, time.monotonic()
                    hand.pipe.send((task[0].name, task[1]))
                if hand.task is not None and (outcome := _lost(hand, hung)):
                    yield _kept(outcome, hand)
                    crew[place] = _start(place, keep, judge)
            busy = [hand for hand in crew if hand.task is not None or not hand.ready]
            if not busy:
                return
            there = wait([hand.pipe for hand in busy], timeout=_LOOK)
            for hand in busy:
                if hand.pipe in there and (outcome := _received(hand)):
                    hand.task = None
                    yield _kept(outcome, hand)
    finally:
        for hand in crew:
            _end(hand)
        shelf.unlink(missing_ok=True)


def _start(number: int, keep: Path, judge: Judge) -> _Hand:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    scratch = keep / f".{number}"
    process = context.Process(target=_work, args=(theirs, scratch, judge), daemon=True)
    process.start()
    theirs.close()
    return _Hand(process=process, pipe=ours, scratch=scratch)


def _work(pipe: Connection, scratch: Path, judge: Judge) -> None:
    """Make and judge what is asked, until nobody asks any more."""
    judging.confine()
    samples: Samples = pickle.loads(scratch.with_name(".papieren").read_bytes())  # noqa: S301 - written just now
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - a stranger's file makes libraries talk
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    kinds = {one.name: one for one in KINDS}
    pipe.send("ready")  # what it took to begin is no mutant's fault
    with contextlib.suppress(EOFError):
        while True:
            name, seed = pipe.recv()
            kind = kinds[name]
            try:
                mutant = judging.throw(kind, seed, samples)
            except Exception:  # noqa: BLE001 - a fault of ours, to be told like one
                why = f"the mutator raised:\n{traceback.format_exc()}"
                pipe.send(Outcome(kind=name, seed=seed, verdict="none", faults=(why,)))
                continue
            if mutant is None:
                pipe.send(Outcome(kind=kind.name, seed=seed, verdict="none"))
                continue
            scratch.write_bytes(mutant.pdf)
            pipe.send(judge(mutant, kind, seed, samples))


def _received(hand: _Hand) -> Outcome | None:
    """Take what a process says: that it is ready, or an outcome. Raises `RuntimeError` where it never began."""
    try:
        said = hand.pipe.recv()
    except (EOFError, OSError):
        if not hand.ready:
            raise RuntimeError("a process died before its first mutant: see what it wrote") from None
        hand.gone = True  # it died, which is told in the next round
        return None
    hand.ready = True
    return said if isinstance(said, Outcome) else None


def _lost(hand: _Hand, hung: float) -> Outcome | None:
    """Say that a process died on its mutant, or hangs; then it is ended."""
    assert hand.task is not None
    kind, seed = hand.task
    seconds = time.monotonic() - hand.since
    if hand.gone:
        hand.process.join()
        why, verdict = f"the process died ({hand.process.exitcode})", "died"
    elif seconds > hung:
        why, verdict = f"no answer after {seconds:.0f} s", "hung"
    else:
        return None
    _end(hand)
    return Outcome(kind=kind.name, seed=seed, verdict=verdict, faults=(why,), seconds=seconds)


def _end(hand: _Hand) -> None:
    hand.process.kill()
    hand.process.join()
    hand.pipe.close()


def _kept(outcome: Outcome, hand: _Hand) -> Outcome:
    if outcome.faults and hand.scratch.is_file():
        name = f"{outcome.kind.replace(': ', '-').replace(' ', '-')}-{outcome.seed}"
        hand.scratch.with_name(f"{name}.pdf").write_bytes(hand.scratch.read_bytes())
        text = f"{outcome.note}\n\n" + "\n\n".join(outcome.faults) + "\n"
        hand.scratch.with_name(f"{name}.txt").write_text(text, "utf-8")
    hand.scratch.unlink(missing_ok=True)
    return outcome
