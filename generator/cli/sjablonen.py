"""`delegatie sjablonen`: the Word templates: which there are, whether they are in order, their releases."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.data import json_text
from generator.cli.house import House, house_options
from generator.cli.options import FILE, FOLDER
from generator.days import iso_of
from generator.errors import InputRefused

if TYPE_CHECKING:
    from generator.wording.remark import Remark
    from generator.wording.survey import Checked

_WEIGHT = {"error": "fout", "warning": "waarschuwing", "info": "info"}
_JSON = click.option("--json", "as_json", is_flag=True, help="Geef de uitkomst als JSON.")


class _Day(click.ParamType[date]):
    """A day as year-month-day, or as it is written in Dutch: day-month-year."""

    name = "datum"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Give the day. Raises `click.BadParameter` for what is none."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(iso_of(value.strip()))
        except ValueError as err:
            raise click.BadParameter(
                f"«{value}» is geen datum. Schrijf bijvoorbeeld 2026-12-01 of 1-12-2026.",
                ctx=ctx,
                param=param,
            ) from err


class _InOrder(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Give the commands in the order of the work, not of the alphabet."""
        return list(self.commands)


@click.group(
    cls=_InOrder,
    short_help="Bekijk, controleer en geef sjablonen vrij.",
    subcommand_metavar="OPDRACHT …",
)
def sjablonen() -> None:
    """De Word-sjablonen van de documenten, van het programma of uit een map van uzelf.

    \b
    Een eigen huisstijl:
      delegatie sjablonen exporteer  eigen-sjablonen
      delegatie sjablonen controleer eigen-sjablonen
      delegatie sjablonen vrijgeven  eigen-sjablonen --datum 2027-01-01
      delegatie genereer delegatie.yaml -o dossiers --sjablonen eigen-sjablonen
    """  # noqa: D301  (click's mark for text that keeps its lines)


@sjablonen.command(short_help="Welke sjablonen zijn er, in welke uitgave.")
@house_options
@_JSON
def lijst(*, house: House, as_json: bool) -> None:
    """Noem elk document met zijn sjabloon en de uitgave daarvan."""
    from generator.wording.survey import listed

    entries = listed(house.templates)
    if as_json:
        click.echo(json_text({"templates": [one.as_json() for one in entries]}))
        return
    width = max(len(one.kind.template) for one in entries)
    for one in entries:
        click.echo(f"{one.kind.id:<5}{one.kind.template:<{width}}  {one.standing or 'ontbreekt'}")
        click.echo(f"     {one.kind.titel}")


@sjablonen.command(short_help="Kopieer de sjablonen als begin van een eigen huisstijl.")
@click.argument("folder", metavar="MAP", type=click.Path(path_type=Path))
def exporteer(folder: Path) -> None:
    """Kopieer sjablonen, catalogi en uitleg naar MAP, die nog niet bestaat of leeg is."""
    from generator.wording.survey import export

    for name in export(folder):
        click.echo(folder / name)


@sjablonen.command(short_help="Noem alles wat er mis is met sjablonen.")
@click.argument("own", metavar="[MAP]", required=False, type=FOLDER)
@_JSON
def controleer(*, own: Path | None, as_json: bool) -> None:
    """Controleer de sjablonen in MAP, of zonder MAP die van het programma.

    Namen en opdrachten, verplichte punten en wat er nooit mag staan, plaatsen voor handtekeningen, wat niet
    gezet kan worden, koppen en taal; daarna wordt elk sjabloon met voorbeelden ingevuld. De uitkomst is 1 als
    er iets te herstellen is.
    """  # noqa: D401  (Dutch: it is the help text)
    from generator.wording.survey import checked

    found = checked(own)
    if as_json:
        click.echo(json_text({"templates": [one.as_json() for one in found]}))
    else:
        for one in found:
            click.echo("\n".join(_lines(one)))
        bad = sum(not one.ok for one in found)
        files = "1 bestand" if len(found) == 1 else f"{len(found)} bestanden"
        click.echo(f"\n{files} gecontroleerd, {bad} niet in orde.")
    if not all(one.ok for one in found):
        sys.exit(1)


@sjablonen.command(short_help="Leg gewijzigde sjablonen vast als nieuwe uitgave.")
@click.argument("folder", metavar="[MAP]", required=False, type=FOLDER)
@click.option(
    "--datum",
    "day",
    type=_Day(),
    required=True,
    help="Datum van de uitgave, als 2026-12-01 of 1-12-2026.",
)
def vrijgeven(*, folder: Path | None, day: date) -> None:
    """Leg vast wat in MAP (of in de sjablonen van het programma) is gewijzigd sinds de vorige uitgave.

    Elk gewijzigd sjabloon krijgt het volgende nummer in versies.toml en een kopie in eerder/, zodat een dossier
    dat ermee is gemaakt later te controleren blijft. Sjablonen met fouten worden niet vrijgegeven.
    """
    from generator.resources import INSTALLED, content
    from generator.wording.releases import release
    from generator.wording.survey import checked

    bad = [one for one in checked(folder) if not one.ok]
    if bad:
        raise InputRefused(
            f"Er is niets vrijgegeven: in {', '.join(one.file for one in bad)} is iets mis.",
            hint="`delegatie sjablonen controleer` noemt alles wat te herstellen is.",
        )
    place = folder or content("templates")
    if folder is None and place.parent.name == INSTALLED:
        raise InputRefused(
            "De sjablonen van een geïnstalleerd programma worden niet vrijgegeven.",
            hint="Geef de map met uw eigen sjablonen; `delegatie sjablonen exporteer` maakt er een.",
        )
    for one in release(place, day=day):
        click.echo(f"{one.file}: uitgave {one.version}")


@sjablonen.command(short_help="Toon een sjabloon als platte tekst.")
@click.argument("path", metavar="BESTAND", type=FILE)
def tekst(path: Path) -> None:
    """Toon een Word-bestand als tekst, een regel per alinea, om twee versies te vergelijken.

    In git: `git config diff.word.textconv "delegatie sjablonen tekst"`.
    """
    from generator.files import read_file
    from generator.wording.plain import plain

    click.echo(plain(read_file(path), name=path.name), nl=False)


@sjablonen.command(short_help="Haal uit Word-bestanden wat niets zegt.")
@click.argument("paths", metavar="BESTAND…", nargs=-1, required=True, type=FILE)
def opschonen(paths: tuple[Path, ...]) -> None:
    """Haal tijden, sessienummers en andere ruis uit Word-bestanden; wat er staat, blijft gelijk.

    Een sjabloon dat ongewijzigd opnieuw is opgeslagen, is daarna weer hetzelfde bestand.
    """
    from generator.files import read_file, replace_file
    from generator.wording.clean import clean

    cleaned = [(path, before := read_file(path), clean(before, name=path.name)) for path in paths]
    for path, before, after in cleaned:
        if after != before:
            replace_file(path, after)
            click.echo(f"{path}: opgeschoond")


for _command in (lijst, exporteer, controleer, vrijgeven, tekst, opschonen):
    _command.options_metavar = "[OPTIES]"
sjablonen.options_metavar = "[OPTIES]"


def _lines(one: Checked) -> list[str]:
    lines = [f"{one.file}: {'in orde' if one.ok else 'niet in orde'}"]
    for remark in one.remarks:
        place = _place(remark)
        lines.append(
            f"    {_WEIGHT[remark.severity]} {remark.check}  {f'{place}: ' if place else ''}{remark.message}"
        )
    return lines


def _place(remark: Remark) -> str:
    if not remark.paragraph:
        return remark.part
    words = f" («{remark.words}»)" if remark.words else ""
    return f"{remark.part + ', ' if remark.part else ''}alinea {remark.paragraph}{words}"
