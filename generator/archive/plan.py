"""When what must be renewed: the plan over any number of dossiers and packages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

from generator.archive.destruction import CLOSING, TITLE, Destruction, may_be_destroyed, passed
from generator.archive.glance import Glance, Proof, glances

Standing = Literal["te laat", "nu vernieuwen", "later", "niet nodig"]
# A service can be silent and people away: the day before which to renew comes this much before the end.
_MARGIN = timedelta(days=30)
# What was renewed this short ago is not renewed again, even if the service's own certificate soon ends.
_ROUND = timedelta(days=30)
_HEADS = ("stand", "kenmerk", "staat tot", "vernieuwen vóór", "reserve", "bewaren tot", "pad")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One dossier or package that is to be kept.

    `renew_before` is None when its proof outlives the day until which it is kept.
    """

    glance: Glance
    proof: Proof
    renew_before: date | None
    standing: Standing

    @property
    def due(self) -> bool:
        """Claim that it is to be renewed now."""
        return self.standing in ("te laat", "nu vernieuwen")

    def as_json(self) -> dict[str, object]:
        """Give it as in `vernieuw --plan --json`."""
        ends = self.proof.lifetime
        return {
            "reference": self.proof.reference,
            "path": str(self.glance.path),
            "kind": self.glance.kind,
            "governing": self.proof.governing,
            "stamped": ends.stamped.isoformat(timespec="seconds"),
            "until": ends.until.isoformat(),
            "reason": ends.reason,
            "why": ends.told,
            "renew_before": self.renew_before and self.renew_before.isoformat(),
            "due": self.due,
            "reserve": self.proof.free,
            "keep_until": self.proof.keep_until.isoformat(),
            "officer": self.proof.officer,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is kept, the first to renew on top; what may be destroyed; and what could not be read."""

    at: datetime
    within: int
    rows: tuple[Row, ...]
    destroyable: tuple[Destruction, ...]
    unread: tuple[Glance, ...]

    @property
    def sound(self) -> bool:
        """Claim that all could be read and nothing is too late."""
        return not self.unread and all(row.standing != "te laat" for row in self.rows)

    def as_json(self) -> dict[str, object]:
        """Give the plan as in `vernieuw --plan --json`."""
        return {
            "at": self.at.isoformat(timespec="seconds"),
            "within_days": self.within,
            "renew": [row.as_json() for row in self.rows],
            "destroy": [one.as_json() for one in self.destroyable],
            "unread": [{"path": str(one.path), "message": one.problem} for one in self.unread],
        }

    def lines(self) -> Iterator[str]:
        """Tell the plan in Dutch: a table, each row with its reason under it."""
        if self.rows:
            table = [_HEADS, *map(_cells, self.rows)]
            widths = [max(len(cells[column]) for cells in table) for column in range(len(_HEADS))]
            yield _line(_HEADS, widths)
            for row, cells in zip(self.rows, table[1:], strict=True):
                yield _line(cells, widths)
                yield f"    {row.proof.governing}: {row.proof.lifetime.told}"
        due = sum(row.due for row in self.rows)
        yield (
            f"{len(self.rows)} te bewaren; te vernieuwen binnen {self.within} dagen: {due}."
            if self.rows
            else "Er is niets te bewaren."
        )
        if self.destroyable:
            yield f"\n{TITLE}."
            for one in self.destroyable:
                yield from one.lines
            yield CLOSING
        if self.unread:
            yield "\nNiet te lezen:"
            for bad in self.unread:
                yield f"{bad.path}\n    {bad.problem}"


def make(paths: Iterable[Path], *, at: datetime, within: int) -> Plan:
    """Look at all of `paths`, and plan: what must be renewed within so many days is due. Never raises."""
    return plan_of(glances(paths, at=at), at=at, within=within)


def plan_of(glanced: Iterable[Glance], *, at: datetime, within: int) -> Plan:
    """Plan for what was seen."""
    today = at.astimezone(UTC).date()
    seen = list(glanced)
    rows = [
        _row(one, one.proof, at=at, within=within)
        for one in seen
        if one.proof is not None and not passed(one.proof, today)
    ]
    return Plan(
        at=at,
        within=within,
        rows=tuple(sorted(rows, key=lambda row: (row.renew_before or date.max, str(row.glance.path)))),
        destroyable=tuple(may_be_destroyed(seen, today=today)),
        unread=tuple(one for one in seen if one.proof is None),
    )


def _row(one: Glance, proof: Proof, *, at: datetime, within: int) -> Row:
    today, until = at.astimezone(UTC).date(), proof.lifetime.until
    if until >= proof.keep_until:
        return Row(glance=one, proof=proof, renew_before=None, standing="niet nodig")
    # the unknown algorithm of a stranger's time-stamp ends before there were days
    before = max(until, date.min + _MARGIN) - _MARGIN
    standing: Standing = "later"
    if until < today:
        standing = "te laat"
    elif before <= _later(today, within) and at - proof.lifetime.stamped >= _ROUND:
        standing = "nu vernieuwen"
    return Row(glance=one, proof=proof, renew_before=before, standing=standing)


def _later(today: date, days: int) -> date:
    return date.fromordinal(min(today.toordinal() + days, date.max.toordinal()))


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.standing,
        row.proof.reference,
        f"{row.proof.lifetime.until:%d-%m-%Y}",
        f"{row.renew_before:%d-%m-%Y}" if row.renew_before else "-",
        "-" if row.proof.free is None else str(row.proof.free),
        f"{row.proof.keep_until:%d-%m-%Y}",
        str(row.glance.path),
    )


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
