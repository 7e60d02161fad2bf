"""What was found, for a person: a file at a time, each finding with its line, the reason and the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.nodes import Place
from generator.report.excerpt import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.findings import Finding, Severity
    from generator.report.check import Checked
    from generator.report.excerpt import Excerpt

_WEIGHT: Mapping[Severity, str] = {"error": "fout", "warning": "waarschuwing", "info": "info"}
_COLOUR: Mapping[Severity, str] = {"error": "31", "warning": "33", "info": "36"}
_BOLD = "1"
_GUTTER = 6


def told(checked: Checked, *, strict: bool, colour: bool) -> Iterator[str]:
    """Yield the lines on one file. Colour only repeats what the words say."""
    name = printable(checked.name)
    yield _painted(
        f"{name}: {'in orde' if checked.ok(strict=strict) else 'niet in orde'}", _BOLD, colour=colour
    )
    shown: Place | None = None
    for finding in checked.findings:
        weight = _painted(
            f"{_WEIGHT[finding.severity]} {finding.rule}", _COLOUR[finding.severity], colour=colour
        )
        yield f"{name}:{finding.line}:{finding.column}  {weight}  {printable(finding.message)}"
        place = Place(finding.line, finding.column)
        if place in checked.excerpts and place != shown:  # two findings on one place need it once
            shown = place
            yield from _pointed(checked.excerpts[place], finding, colour=colour)
        where = f"plaats: {printable(finding.path)} · " if finding.path else ""
        yield f"    {where}bron: {printable(finding.source)}"


def summary(files: Sequence[Checked], *, strict: bool) -> str:
    """Count what was checked and what was found."""
    severities = [finding.severity for one in files for finding in one.findings]
    wrong = sum(not one.ok(strict=strict) for one in files)
    return (
        f"{_count(len(files), 'bestand', 'bestanden')} gecontroleerd, {wrong} niet in orde: "
        f"{_count(severities.count('error'), 'fout', 'fouten')}, "
        f"{_count(severities.count('warning'), 'waarschuwing', 'waarschuwingen')}."
    )


def _pointed(found: Excerpt, finding: Finding, *, colour: bool) -> Iterator[str]:
    yield f"{finding.line:>{_GUTTER}} | {found.line}".rstrip()
    mark = _painted("^", _COLOUR[finding.severity], colour=colour)
    yield f"{'':>{_GUTTER}} | {' ' * found.before}{mark}"


def _painted(text: str, code: str, *, colour: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour else text


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"
