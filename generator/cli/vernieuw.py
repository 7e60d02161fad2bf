"""`delegatie vernieuw`: plan and renew the proof of dossiers and packages, for as long as they are kept."""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli.data import json_text
from generator.cli.house import find_house, templates_option
from generator.cli.many import Many, many_options, progress
from generator.cli.options import Given, key_options, key_source, services

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from generator.archive.glance import Glance
    from generator.archive.plan import Plan

_YEAR = 365


@click.command(short_help="Plan en vernieuw het bewijs van wat wordt bewaard.")
@click.argument("paths", metavar="PAD…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--plan", "planned", is_flag=True, help="Zeg alleen tot wanneer alles staat, en waarom.")
@click.option(
    "--uitvoeren", "carried_out", is_flag=True, help="Vernieuw wat volgens het plan aan de beurt is."
)
@click.option(
    "--binnen",
    "within",
    metavar="DAGEN",
    type=click.IntRange(min=0),
    default=_YEAR,
    show_default=True,
    help="Aan de beurt is wat binnen zoveel dagen moet worden vernieuwd.",
)
@click.option(
    "--hoogstens", "most", metavar="AANTAL", type=click.IntRange(min=1), help="Vernieuw er niet meer dan dit."
)
@click.option(
    "--ics",
    metavar="BESTAND",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Schrijf het plan ook als agenda; een eerdere wordt vervangen.",
)
@click.option("--json", "as_json", is_flag=True, help="Geef het plan als JSON.")
@click.option(
    "--beheerder",
    metavar="NAAM",
    help="Wie een pakket opnieuw verzegelt, als dat niet de arbodienst van het dossier is.",
)
@click.option(
    "--functionaris",
    metavar="NAAM",
    help="Wie nu verantwoordelijk is voor de validatie; anders het delegatiebestand.",
)
@click.option("--archiefvormer", metavar="NAAM", help="Anders de gemeente, of de arbodienst.")
@many_options(
    "Bekijk zoveel dossiers en pakketten tegelijk; anders zoveel als er processors zijn, en één voor één als het er "
    "minder dan 64 zijn. Vernieuwen gaat altijd één voor één."
)
@templates_option
@key_options
def vernieuw(
    paths: tuple[Path, ...],
    *,
    planned: bool,
    carried_out: bool,
    within: int,
    most: int | None,
    ics: Path | None,
    as_json: bool,
    many: Many,
    templates: Path | None,
    **given: Any,  # noqa: ANN401 - options by name
) -> None:
    """Zet het volgende archieftijdstempel op dossiers en archiefpakketten, zodat hun bewijs blijft staan.

    Een map met dossiers en pakketten telt als alles wat erin ligt. Met --plan verandert er niets: het zegt per
    dossier of pakket tot wanneer het bewijs staat, en wat mag worden vernietigd. Met --uitvoeren wordt
    vernieuwd wat aan de beurt is; zonder die twee alles wat u noemt.

    Een dossier vraagt alleen een tijdstempeldienst. Een pakket krijgt een nieuwe archiefverklaring en vraagt
    ook de sleutel van het zegel. Lukt er één niet, dan gaan de andere door; dezelfde opdracht gaat later verder.
    """
    if planned and carried_out:
        raise click.UsageError("Kies --plan of --uitvoeren, niet allebei.")
    if not planned and (ics or as_json):
        raise click.UsageError("--ics en --json horen bij --plan.")
    if planned and most:
        raise click.UsageError("--hoogstens hoort niet bij --plan.")

    from generator.archive import upkeep
    from generator.archive.plan import plan_of
    from generator.archive.swap import put_all_right
    from signing.sign import now

    if not planned:
        put_all_right(paths)
    for path in paths:
        _require_there(path)
    at = now()
    seen = _glances(paths, many, at=at, most=None if planned or carried_out else most)
    if planned:
        _show(plan_of(seen, at=at, within=within), ics, as_json=as_json)
        return
    due = upkeep.due(plan_of(seen, at=at, within=within), most=most) if carried_out else ()
    work = due if carried_out else upkeep.renewable(seen)
    if not work:
        click.echo("Er is nu niets te vernieuwen.")
        return
    _renew(work, templates, given)


def _glances(paths: Sequence[Path], many: Many, *, at: datetime, most: int | None) -> list[Glance]:
    """Look at all that is named, or the first `most` of it, with a bar on a terminal."""
    from generator.archive.glance import each_once
    from generator.archive.glances import PAYS, PRELOAD, glances_by

    named = [path.absolute() if many.cluster else path for path in islice(each_once(paths), most)]
    with (
        progress(len(named), word="niet te lezen") as bar,
        many.hands(len(named), *PRELOAD, pays=PAYS) as hands,
    ):
        return list(glances_by(hands, named, at=at, told=lambda one: bar.step(failed=one.proof is None)))


def _require_there(path: Path) -> None:
    """Raise `click.BadParameter` for what is not there, not even beside its place since a run was killed."""
    from generator.files import folders_beside

    if not path.exists() and not folders_beside(path):
        raise click.BadParameter(f"{path} bestaat niet.", param_hint="PAD")


def _show(plan: Plan, ics: Path | None, *, as_json: bool) -> None:
    from generator.report.excerpt import printable

    if ics is not None:
        from generator.archive.calendar import calendar
        from generator.files import replace_file

        replace_file(ics, calendar(plan))
    if as_json:
        click.echo(json_text(plan.as_json()))
    else:
        for text in plan.lines():
            click.echo("\n".join(map(printable, text.split("\n"))))
    sys.exit(0 if plan.sound else 1)


def _renew(work: Sequence[Glance], templates: Path | None, given: dict[str, Any]) -> None:
    from generator.archive import upkeep
    from generator.report.excerpt import printable
    from signing.sign import now

    failed = []
    for one in upkeep.carry_out(work, _renewal(work, templates, given), clock=now):
        if one.exit_code:
            failed.append(one)
        else:
            click.echo(printable(f"{one.path}: {one.told}"))
    if failed:
        click.echo(f"\nNiet vernieuwd: {len(failed)} van {len(work)}.", err=True)
        for one in failed:
            for text in (f"  {one.path}: {one.told}", *([f"    {one.hint}"] if one.hint else ())):
                click.echo("\n".join(map(printable, text.split("\n"))), err=True)
        sys.exit(max(one.exit_code for one in failed))


def _renewal(
    work: Sequence[Glance], templates: Path | None, given: dict[str, Any]
) -> Callable[[Glance], list[str]]:
    """Make what renews one; what it needs is asked before the first. Raises `click.UsageError`, `InputRefused`."""
    from generator import steps
    from generator.cli.archiveer import order_of
    from generator.dossier import open_dossier
    from signing.sign import now

    order = order_of(given)
    options = Given(**given)
    house, needed = find_house(templates, options.configuratie), services(options)

    def dossier(what: Glance) -> list[str]:
        opened = open_dossier(what.path)
        done = steps.renew(opened, needed, templates=house.templates, progress=_tell, clock=now)
        return [document.id for document in done]

    if all(one.kind != "pakket" for one in work):
        return dossier

    from generator.archive.make import House
    from generator.archive.renew import renew

    source = key_source(options)
    made = House(templates=house.templates, letterhead=house.letterhead())

    def either(what: Glance) -> list[str]:
        if what.kind == "dossier":
            return dossier(what)
        return renew(what.path, source, needed, order=order, house=made, progress=_tell, clock=now)

    return either


def _tell(text: str) -> None:
    click.echo(text, err=True)
