"""What was measured as a table for the terminal, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from tests.bench.measure import Measure, number
from tests.bench.million import Share
from tests.bench.report import Report
from tests.bench.stand import Section

HEADS = ("wat", "mediaan", "kwartielen", "keer", "geheugen", "verhouding", "doel")


def lines(section: Section, why: dict[str, str]) -> Iterator[str]:
    """Give the table of one section, a missed target with its reason under it."""
    rows = [HEADS, *(cells(one) for one in section.measures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    yield section.title
    yield "  " + _line(HEADS, widths)
    for one, row in zip(section.measures, rows[1:], strict=True):
        yield "  " + _line(row, widths)
        if one.met is False:
            yield f"      niet gehaald: {why.get(one.key, UNEXPLAINED)}"


UNEXPLAINED = "waarom, is nog niet uitgezocht."


def cells(one: Measure) -> tuple[str, ...]:
    """Write a row, with what could not be measured and why."""
    if one.missing:
        return (one.name, "niet gemeten", one.missing, "", "", "", one.target)
    return (
        one.name,
        f"{number(one.median)} {one.unit}",
        f"{number(one.low)} – {number(one.high)}",
        str(one.rounds),
        f"{number(round(one.peak))} MiB" if one.peak is not None else "",
        f"{number(one.ratio)} × «{one.against}»" if one.ratio is not None else "",
        f"{one.target}: {_MET[one.met]}" if one.target else "",
    )


_MET = {True: "gehaald", False: "NIET gehaald", None: "niet te zeggen"}


def shares(found: Sequence[Share]) -> Iterator[str]:
    """Give what a million would take."""
    yield "Een miljoen dossiers (berekend)"
    for one in found:
        yield f"  {one.name:<14} {number(one.hours)} uur op één kern, {number(one.spread)} uur op {one.cores}"


def as_json(report: Report) -> str:
    """Give all that was measured, as in build/bench.json."""
    return json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
