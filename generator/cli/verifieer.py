"""`delegatie verifieer`: may a recipient rely on these papers, and if not, why."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli.data import json_text
from generator.cli.elsewhere import Elsewhere, parted
from generator.cli.house import find_house, templates_option
from generator.cli.many import Bar, Many, broken_off, many_options, progress
from generator.cli.options import Given, judging_options, trust
from generator.cli.verdict import lines
from generator.days import iso_of
from generator.many.start import processors

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from generator.judgement.answer import Answer
    from generator.judgement.cell import Bounds
    from generator.judgement.task import Task
    from generator.judgement.words import Tally
    from generator.many.hands import Hands
    from generator.many.start import Start

_FIRST_YEAR, _LAST_YEAR = 1970, 2999
_CODES = {"valid": 0, "invalid": 1, "indeterminate": 3}
_SURROUNDINGS = 4
_SECONDS, _MOST_SECONDS = 10, 3600


def _there(
    context: click.Context, option: click.Parameter, paths: tuple[Path | str, ...]
) -> tuple[Path | str, ...]:
    """Refuse a path where nothing is; what is there and cannot be read gets a verdict of its own, as a URL does."""
    for path in paths:
        if isinstance(path, Path) and not os.path.lexists(path):
            click.Path(exists=True).convert(path, option, context)
    return paths


@click.command(short_help="Beoordeel of papieren deugen.")
@click.argument(
    "paths", metavar="PAD|URL…", nargs=-1, required=True, type=Elsewhere(path_type=Path), callback=_there
)
@click.option("--json", "as_json", is_flag=True, help="Geef het oordeel als JSON.")
@click.option(
    "--html",
    "page",
    metavar="BESTAND",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Schrijf het oordeel ook als pagina voor mensen, met de bladzijden die elke ondertekenaar zag.",
)
@click.option(
    "--xml",
    "reports",
    metavar="MAP",
    type=click.Path(file_okay=False, path_type=Path),
    help="Schrijf van elke PDF een validatierapport (ETSI TS 119 102-2).",
)
@click.option("--overschrijf", is_flag=True, help="Vervang de pagina en rapporten die er al staan.")
@click.option(
    "--op-datum",
    "day",
    metavar="JJJJ-MM-DD",
    callback=lambda _context, _option, value: None if value is None else _end_of(value),
    help="Beoordeel naar het einde van deze dag (23:59:59 UTC), ook als die voorbij is of nog komt; anders naar nu.",
)
@templates_option
@click.option(
    "--herbouw", is_flag=True, help="Maak de papieren van een dossier over en vergelijk ze tot op de byte."
)
@click.option(
    "--beheerder",
    metavar="NAAM",
    help="Wie een archiefpakket mag verzegelen, behalve de arbodienst van het dossier.",
)
@many_options("Beoordeel zoveel paden tegelijk; anders zoveel als er processors zijn.")
@click.option(
    "--tijd",
    "patience",
    metavar="SECONDEN",
    type=click.IntRange(1, _MOST_SECONDS),
    default=_SECONDS,
    show_default=True,
    help="Zo lang mag de beoordeling van één document duren.",
)
@judging_options
def verifieer(
    paths: tuple[Path | str, ...],
    *,
    as_json: bool,
    page: Path | None,
    reports: Path | None,
    overschrijf: bool,
    day: datetime | None,
    templates: Path | None,
    herbouw: bool,
    beheerder: str | None,
    many: Many,
    patience: int,
    **given: Any,  # noqa: ANN401 - options by name
) -> None:
    """Beoordeel PDF's, dossiers of archiefpakketten.

    Zijn zij echt en ongewijzigd, en door de juiste personen in de juiste volgorde getekend? Zonder netwerk, met
    alleen de wortels die u opgeeft. Elk pad wordt apart gelezen, met grenzen aan tijd en geheugen. Uitkomst:
    0 geldig, 1 ongeldig, 3 niet vast te stellen.
    """
    from generator.cli import judged
    from generator.judgement import crew

    judged.require_free(page, reports, replace=overschrijf)
    start = crew.ready()
    from generator.judgement.cell import Bounds
    from generator.judgement.task import Task
    from generator.judgement.words import Tally
    from generator.settings import load
    from signing.knowledge import SKEW
    from signing.sign import now

    options = Given(**given)
    # A day is exact; that the clock of this machine may be behind is allowed for at the present only.
    roots, at = trust(options), day - SKEW if day else now()
    house = find_house(templates, options.configuratie)
    letterhead = house.letterhead() if herbouw else None
    sealer = beheerder or load(options.configuratie).archive.custodian
    tasks = [
        Task(
            path=_path(path, absolute=bool(many.cluster)), trust=roots, at=at, templates=house.templates,
            again=herbouw, letterhead=letterhead, custodian=sealer, pictures=page is not None,
            xml=reports is not None,
        )
        for path in paths
    ]  # fmt: skip
    tally, items = Tally(), []
    with ExitStack() as stack:
        html = (
            stack.enter_context(judged.new_page(at=day or at, day=bool(day), trust=roots)) if page else None
        )
        xml = judged.Reports(reports) if reports else None
        bar = stack.enter_context(progress(len(tasks), word="niet geldig"))
        stack.enter_context(broken_off(bar, "beoordeeld"))
        answers = _judged(tasks, paths, many, bounds=Bounds(patience=patience), start=start, bar=bar)
        stack.enter_context(closing(answers))
        for task, answer in zip(tasks, answers, strict=True):
            bar.clear()
            bar.count(failed=any(item.verdict != "valid" for item in answer.items))
            tally.add(answer.items)
            if as_json:
                items += [item.as_json() for item in answer.items]
            else:
                _tell(answer)
            if html:
                html.add(answer)
            if xml:
                xml.add(answer, task.path)
            bar.at("")
        if html and page:
            html.write(page)
    if as_json:
        data = {"verdict": tally.verdict, "at": (day or at).isoformat(timespec="seconds"), "items": items}
        click.echo(json_text(data))
    else:
        _conclude(tally, day, trusted=bool(roots))
    for path in parted(paths)[0]:
        if hint := _meant(path):
            click.echo(hint, err=True)
    sys.exit(_SURROUNDINGS if tally.hindered else _CODES[tally.verdict])


def _judged(
    tasks: Sequence[Task], paths: Sequence[Path | str], many: Many, *, bounds: Bounds, start: Start, bar: Bar
) -> Generator[Answer]:
    """Judge each task here, or where `--cluster` said; what is elsewhere is fetched by who judges it."""
    if many.cluster or any(isinstance(path, str) for path in paths):
        with many.hands(len(tasks), "generator.judgement.far") as hands:
            yield from _judged_by(hands, tasks, paths, bounds)
        return
    from generator.judgement import crew

    yield from crew.judge(
        tasks,
        at_once=many.at_once or processors(),
        bounds=bounds,
        start=start,
        told=lambda _number, path, what: bar.at(f"{path.name}{f': {what}' if what else ''}"),
        loud=bool(click.get_current_context().find_root().params.get("fouten")),
    )


def _judged_by(
    hands: Hands, tasks: Sequence[Task], paths: Sequence[Path | str], bounds: Bounds
) -> Generator[Answer]:
    from generator.judgement import far

    urls = [path if isinstance(path, str) else "" for path in paths]
    there = [replace(task, templates=task.templates and task.templates.absolute()) for task in tasks]
    sent = (far.Sent(task=task, bounds=bounds, url=url) for task, url in zip(there, urls, strict=True))
    return far.judge(sent, hands=hands)


def _path(path: Path | str, *, absolute: bool) -> Path:
    """Give the path of what is to be judged, for a URL the last part of it; `absolute` for who stands in another folder."""
    if isinstance(path, str):
        return Path(path.rstrip("/").rpartition("/")[2])
    return path.absolute() if absolute else path


def _tell(answer: Answer) -> None:
    for number, item in enumerate(answer.items, start=1):
        click.echo("\n".join(lines(item, answer.items[number:] if item.whole else ())))


def _conclude(tally: Tally, day: datetime | None, *, trusted: bool) -> None:
    click.echo(f"\nBeoordeeld naar het einde van {day:%d-%m-%Y} (23:59:59 UTC)." if day else "")
    click.echo(f"Oordeel: {tally.word}{' (uitkomst 1)' if tally.unfinished else ''}")
    if day and "nog-niet-gezet" in tally.codes:
        click.echo(
            "Er is na die dag nog ondertekend, verzegeld of vernieuwd. Kies een latere dag; bij elke handtekening "
            "staat wanneer zij is gezet.",
            err=True,
        )
    if not trusted:
        click.echo(
            "Er is geen wortelcertificaat opgegeven; wie werkelijk tekende, is daarom niet vast te stellen.\n"
            "Geef met --vertrouw het wortelcertificaat van de uitgever op.",
            err=True,
        )


def _end_of(text: str) -> datetime:
    """Give the last second of a day, as it may be written. Raises `click.BadParameter`."""
    try:
        day = date.fromisoformat(iso_of(text))
    except ValueError:
        raise click.BadParameter(f"«{text}» is geen dag; schrijf jaar-maand-dag, zoals 2046-03-01.") from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise click.BadParameter(f"kies een dag in de jaren {_FIRST_YEAR} tot en met {_LAST_YEAR}.")
    return datetime.combine(day, time(23, 59, 59), UTC)


def _meant(path: Path) -> str:
    """Tell which dossier may be meant by the folder that it lies in; empty when there is none."""
    from generator.dossier import MANIFEST
    from generator.report.excerpt import printable

    try:
        if not path.is_dir() or (path / MANIFEST).is_file():
            return ""
        inside = sorted(folder for folder in path.iterdir() if (folder / MANIFEST).is_file())
    except OSError:
        return ""  # that it cannot be read was told with the verdict
    return printable(f"{path} is geen dossier. Bedoelde u {inside[0]}?") if inside else ""
