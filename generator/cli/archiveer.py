"""`delegatie archiveer`: a sealed dossier as a package for the e-depot."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli.house import find_house, templates_option
from generator.cli.options import FOLDER, Given, key_options, key_source, services

if TYPE_CHECKING:
    from generator.archive.order import Form, Order


@click.command(short_help="Maak van verzegelde dossiers archiefpakketten.")
@click.argument("dossiers", metavar="DOSSIER…", nargs=-1, required=True, type=FOLDER)
@click.option(
    "-o",
    "--naar",
    "out",
    metavar="MAP",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Map waarin de pakketten komen; wat er al staat, wordt nooit overschreven.",
)
@click.option(
    "--vorm",
    "form",
    type=click.Choice(["map", "tar", "zip"]),
    default="map",
    show_default=True,
    help="Een map, of één bestand.",
)
@click.option(
    "--functionaris",
    metavar="NAAM",
    help="Wie verantwoordelijk is voor de validatie; anders het delegatiebestand.",
)
@click.option("--archiefvormer", metavar="NAAM", help="Anders de gemeente, of de arbodienst.")
@click.option("--bestemming", metavar="TEKST", help="Waar het pakket heen gaat; komt op de pakbon.")
@click.option(
    "--beheerder",
    metavar="NAAM",
    help="Wie het pakket verzegelt, als dat niet de arbodienst van het dossier is.",
)
@templates_option
@key_options
def archiveer(
    dossiers: tuple[Path, ...],
    *,
    out: Path,
    form: Form,
    templates: Path | None,
    **given: Any,  # noqa: ANN401 - options by name
) -> None:
    """Maak van elk dossier een archiefpakket: BagIt met MDTO, validatiegegevens en een verzegelde archiefverklaring.

    Alleen een verzegeld dossier dat in alles geldig is, wordt gearchiveerd; het dossier zelf blijft zoals het is.
    Bestaat het pakket al, dan gebeurt er niets. Lukt er één niet, dan gaan de andere door.
    """
    from generator.archive.archive import archive
    from generator.archive.make import House
    from generator.dossier import open_dossier
    from generator.errors import GeneratorError
    from signing.errors import SealingError
    from signing.sign import now

    order = order_of(given, form=form)
    options = Given(**given)
    source, needed = key_source(options), services(options)
    house = find_house(templates, options.configuratie)
    made = House(templates=house.templates, letterhead=house.letterhead())
    worst = 0
    for folder in dossiers:
        try:
            done = archive(
                open_dossier(folder), out, order, source, needed, house=made, progress=_tell, clock=now
            )
        except (GeneratorError, SealingError) as err:
            _tell("\n".join(filter(None, (f"Fout: {err.message}", err.hint))))
            worst = max(worst, err.exit_code)
            continue
        click.echo(f"{done.path}: {'gearchiveerd.' if done.new else 'was al gearchiveerd.'}")
    if worst:
        sys.exit(worst)


def order_of(given: dict[str, Any], *, form: Form = "map") -> Order:
    """Take what was asked of a package out of `given`; the configuration says what the options leave open.

    Raises `InputRefused`.
    """
    from generator.archive.order import Order
    from generator.settings import load

    said = load(given["configuratie"]).archive
    return Order(
        officer=given.pop("functionaris", None) or said.officer,
        creator=given.pop("archiefvormer", None) or said.creator,
        custodian=given.pop("beheerder", None) or said.custodian,
        target=given.pop("bestemming", None) or said.target,
        form=form,
    )


def _tell(text: str) -> None:
    click.echo(text, err=True)
