"""Things to measure, each in a process of its own, their rounds in turns, so that a busy moment harms all alike."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import IO, Any, Self

from tests.bench.measure import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What one process does: a context manager `module:function` that gives the act to time, and its arguments.

    A `fresh` job gets a new process for each round, without a first round that does not count. Of a `peer` that
    fails it is told why; our own that fails ends the run.
    """

    act: str
    given: dict[str, Any] = field(default_factory=dict)
    fresh: bool = False
    peer: bool = False
    rounds: int | None = None  # fewer than the others, for what takes long


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came of a job: a sample a round, those of its parts by name, the most memory, or why there is nothing."""

    samples: tuple[Sample, ...] = ()
    parts: dict[str, tuple[Sample, ...]] = field(default_factory=dict)
    peak: float = 0.0  # MiB
    missing: str = ""

    def wall(self, each: int = 1, part: str = "") -> list[float]:
        """Give the milliseconds on the clock of every round, shared over `each`."""
        return [one.wall * 1000 / each for one in self._of(part)]

    def cpu(self, each: int = 1, part: str = "") -> list[float]:
        """Give the milliseconds of processor time of every round, shared over `each`."""
        return [one.cpu * 1000 / each for one in self._of(part)]

    def _of(self, part: str) -> tuple[Sample, ...]:
        return self.parts[part] if part else self.samples


class Failed(RuntimeError):
    """A job of our own broke: nothing that it gave counts."""


def race(jobs: dict[str, Job], rounds: int) -> dict[str, Run]:
    """Do all jobs, round by round in turns. Raises `Failed` for a job of our own."""
    with ExitStack() as stack:
        runners = {name: stack.enter_context(_Runner(job)) for name, job in jobs.items()}
        for runner in runners.values():
            runner.warm_up()
        for number in range(rounds):
            for runner in runners.values():
                runner.go(number)
        return {name: runner.result() for name, runner in runners.items()}


def alone(job: Job, rounds: int) -> Run:
    """Do one job. Raises `Failed`."""
    return race({"": job}, rounds)[""]


class _Runner:
    """One job on its way: the process that does it, and what it gave so far."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._worker: _Worker | None = None
        self._samples: list[Sample] = []
        self._parts: dict[str, list[Sample]] = {}
        self._peak, self._missing = 0.0, ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._worker:
            self._worker.kill()

    def warm_up(self) -> None:
        if not self._job.fresh:
            self._ask(counts=False)

    def go(self, number: int) -> None:
        if self._job.rounds is None or number < self._job.rounds:
            self._ask(counts=True)
            if self._job.fresh:
                self._end()

    def result(self) -> Run:
        self._end()
        if self._missing:
            return Run(missing=self._missing)
        return Run(
            samples=tuple(self._samples),
            parts={name: tuple(found) for name, found in self._parts.items()},
            peak=self._peak,
        )

    def _ask(self, *, counts: bool) -> None:
        if self._missing:
            return
        self._worker = self._worker or _Worker(self._job)
        told = self._worker.round()
        if why := told.get("missing"):
            self._missing = str(why)
        elif why := told.get("broken"):
            self._broke(str(why))
        elif counts:
            self._samples.append(Sample(**told["round"]))
            for name, one in told["parts"].items():
                self._parts.setdefault(name, []).append(Sample(**one))

    def _broke(self, why: str) -> None:
        if not self._job.peer:
            raise Failed(f"{self._job.act} {self._job.given}: {why}")
        self._missing = f"mislukt: {why.splitlines()[-1]}"

    def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        told = worker.end()
        if why := told.get("broken"):
            self._broke(str(why))
        self._peak = max(self._peak, told.get("peak", 0.0))


class _Worker:
    """A process that does a round when it is asked, by lines of JSON."""

    def __init__(self, job: Job) -> None:
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "tests.bench.worker", job.act, json.dumps(job.given)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def round(self) -> dict[str, Any]:
        """Have it do one round; a process that died says so."""
        try:
            self._writes.write("round\n")
            self._writes.flush()
            line = self._reads.readline()
        except BrokenPipeError:
            line = ""
        told: dict[str, Any] = json.loads(line) if line else {"broken": "the process died"}
        return told

    def end(self) -> dict[str, Any]:
        """Let it end, and give what it said last: the most memory that it had (`peak`, MiB), if all went well."""
        with suppress(BrokenPipeError):
            self._writes.close()
        with self._reads:
            last = self._reads.read().strip()
        self._process.wait()
        told: dict[str, Any] = json.loads(last) if last else {}
        return told

    def kill(self) -> None:
        """End it now."""
        self._process.kill()
        with self._process:
            pass  # waits, and closes what it spoke through

    @property
    def _writes(self) -> IO[str]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def _reads(self) -> IO[str]:
        assert self._process.stdout is not None
        return self._process.stdout
