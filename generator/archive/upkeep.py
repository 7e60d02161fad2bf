"""Carry out a plan: renew one after the other, at most so many; a bad one never stops the rest.

Nothing of a run is remembered. What was renewed is no longer due, so the same command goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from generator.archive.glance import Glance, glance
from generator.archive.plan import Plan
from generator.failures import failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """What became of one: the papers that got a time-stamp, or why nothing did, with the exit code for that.

    `told` is a Dutch sentence; `hint` may be empty.
    """

    path: Path
    told: str
    hint: str = ""
    exit_code: int = 0


def due(plan: Plan, *, most: int | None = None) -> tuple[Glance, ...]:
    """Give what the plan wants renewed, the most urgent first, at most so many."""
    return tuple(islice((row.glance for row in plan.rows if row.due), most))


def renewable(seen: Iterable[Glance], *, most: int | None = None) -> tuple[Glance, ...]:
    """Give what a person names, due or not, also past the day until which it is kept: a dispute may outlast that."""
    return tuple(islice(seen, most))


def carry_out(
    work: Sequence[Glance], renew: Callable[[Glance], Sequence[str]], *, clock: Callable[[], datetime]
) -> Iterator[Renewed]:
    """Renew each of `work` with `renew`, which gives the papers that it renewed; tell of each as it is done.

    Never raises for a bad one. What interrupts the program goes through.
    """
    for one in work:
        yield _one(one, renew, clock)


def _one(one: Glance, renew: Callable[[Glance], Sequence[str]], clock: Callable[[], datetime]) -> Renewed:
    if one.proof is None:
        return Renewed(path=one.path, told=one.problem, exit_code=1)
    try:
        papers = renew(one)
    except Exception as err:  # noqa: BLE001 - one bad one never stops the rest
        found = failure(err)
        return Renewed(path=one.path, told=found.message, hint=found.hint, exit_code=found.exit_code)
    return Renewed(path=one.path, told=_told(one, papers, glance(one.path, at=clock())))


def _told(before: Glance, papers: Sequence[str], after: Glance) -> str:
    done = f"vernieuwd ({', '.join(papers)})" if papers else "vernieuwd"
    if before.proof is None or after.proof is None:
        return f"{done}."
    until = after.proof.lifetime.until
    if until > before.proof.lifetime.until:
        return f"{done}; het bewijs staat nu tot en met {until:%d-%m-%Y}."
    return (
        f"{done}, maar het bewijs staat niet langer dan het al stond. {after.proof.lifetime.told} "
        "Een andere tijdstempeldienst kan verder reiken."
    )
