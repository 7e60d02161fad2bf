"""docs/snelheid.md: what was measured, for people (Dutch)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tests.bench.measure import number
from tests.bench.million import Share
from tests.bench.report import Report
from tests.bench.stand import Section
from tests.bench.table import HEADS, UNEXPLAINED, cells

PLOT = "snelheid.svg"
_INTRO = """\
# Snelheid

Deze bladzijde is gemaakt door te meten (`make bench-alles`), niet met de hand. Alles is in één keer gemeten, op één
machine: {processor}, {cores} kernen, {system}, Python {python}; op {day}. Tijden horen bij de machine. Kijk dus naar de
verhoudingen: die zeggen wat u op een andere machine mag verwachten.

Zo leest u de tabellen. Elke regel is gemeten in een eigen proces; wat naast elkaar staat, kwam om de beurt aan bod.
«Mediaan» is de middelste van alle keren, «kwartielen» zijn de grenzen waar de helft van de keren tussen ligt, «keer» is
hoe vaak is gemeten. «Geheugen» is het meeste geheugen van het grootste proces. «Verhouding» is de mediaan van deze regel,
gedeeld door die van de regel die erbij staat. Waar niet «nog eens» staat, ziet een proces nooit twee keer hetzelfde
papier. Wat papieren van één sjabloon gelijk hebben, mag het onthouden, zoals in het gebruik.
"""
_MILLION = """\
## Een miljoen dossiers

Dit is berekend uit de rekentijd hierboven, niet gemeten: wat één dossier kost, een miljoen keer. Dat {cores} kernen
{cores} keer zo snel zijn als één, is een aanname; met twee kernen is het gemeten. Wachten op een tijdstempeldienst, op
OCSP of op een kaart komt erbij, en schrijven op een trage schijf ook.
"""


def page(report: Report, why: Mapping[str, str], picture: str) -> str:
    """Write the page; `picture` says in words what the plot shows."""
    machine = report.machine
    intro = _INTRO.format(
        processor=machine.processor, cores=machine.cores, system=machine.system, python=machine.python,
        day=f"{report.day:%d-%m-%Y}",
    )  # fmt: skip
    return "\n".join(
        (
            intro,
            f"![{picture}]({PLOT})\n",
            *_targets(report, why),
            *(line for section in report.sections for line in _section(section, why)),
            *_million(report.million),
        )
    )


def reasons() -> dict[str, str]:
    """Read why targets are missed, by the key of the row."""
    text = Path(__file__).with_name("why.toml").read_text("utf-8")
    return {key: str(value) for key, value in tomllib.loads(text).items()}


def _targets(report: Report, why: Mapping[str, str]) -> Iterator[str]:
    """Give all targets together, the missed ones with the reason."""
    rows = [one for one in report.measures.values() if one.target]
    yield "## Doelen\n"
    yield _row(("wat", "doel", "gemeten", "gehaald"))
    yield _row(["---"] * 4)
    for one in rows:
        if one.missing:
            yield _row((one.name, one.target, "niet gemeten", f"niet te zeggen: {one.missing}"))
            continue
        # a target is on the ratio where it counts times
        on = one.ratio if one.target.endswith("×") else one.median
        found = "" if on is None else f"{number(on)} {'×' if one.target.endswith('×') else one.unit}"
        reason = why.get(one.key, UNEXPLAINED)
        yield _row(
            (
                one.name,
                one.target,
                found,
                {True: "ja", False: f"**nee**: {reason}", None: "niet te zeggen"}[one.met],
            )
        )
    yield ""


def _section(section: Section, why: Mapping[str, str]) -> Iterator[str]:
    yield f"## {section.title}\n"
    yield f"{section.says}\n"
    yield _row(HEADS)
    yield _row(["---", "---:", "---:", "---:", "---:", "---", "---"])
    for one in section.measures:
        yield _row(cells(one))
    yield ""
    missed = [one for one in section.measures if one.met is False]
    for one in missed:
        reason = why.get(one.key, UNEXPLAINED)
        yield f"Niet gehaald: {one.name} ({one.target}). {reason[0].upper()}{reason[1:]}\n"


def _million(shares: Sequence[Share]) -> Iterator[str]:
    cores = shares[0].cores
    yield _MILLION.format(cores=cores)
    yield _row(("stap", "uur op één kern", f"uur op {cores} kernen"))
    yield _row(["---", "---:", "---:"])
    for one in shares:
        yield _row((one.name, number(one.hours), number(one.spread)))
    yield ""


def _row(cells_: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells_)} |"
