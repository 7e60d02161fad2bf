"""`delegatie weiger`: take down that someone does not sign, in a sealed statement (D15)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from generator.cli.house import find_house, templates_option
from generator.cli.options import FOLDER, Given, key_options, key_source, services
from generator.cli.stopping import agreement, asked_reason, sure_option, tell


@click.command(short_help="Leg vast dat iemand niet tekent.")
@click.argument("folder", metavar="DOSSIER", type=FOLDER)
@click.option(
    "--als",
    "role",
    required=True,
    type=click.Choice(["werkgever", "taakgedelegeerde", "bedrijfsarts"]),
    help="In welke rol iemand niet tekent.",
)
@click.option(
    "--document", "only", multiple=True, metavar="D5", help="Alleen dit document; mag vaker. Anders alles."
)
@click.option("--reden", "reason", metavar="TEKST", help="Waarom; staat in de verklaring. Anders gevraagd.")
@click.option("--door", "by", metavar="NAAM", help="Wie dit vastlegt; anders de arbodienst.")
@sure_option
@templates_option
@key_options
def weiger(
    folder: Path,
    *,
    role: str,
    only: tuple[str, ...],
    reason: str | None,
    by: str | None,
    sure: bool,
    templates: Path | None,
    **given: Any,  # noqa: ANN401 - options by name
) -> None:
    """Leg vast dat iemand niet tekent. Daarna wordt in dit dossier niets meer ondertekend.

    Er komt een verklaring van weigering (D15) bij de papieren, met het zegel van de organisatie: wie, in welke
    rol, welke documenten, wanneer, waarom, en hoe ver elk document was. Niets wordt gewijzigd of verwijderd.
    """
    from generator import steps
    from generator.dossier import open_dossier
    from generator.void_reason import name
    from signing.sign import now

    options = Given(**given)
    dossier = open_dossier(folder)
    recorder = name(by) if by is not None else ""
    source, needed = key_source(options), services(options)
    house = find_house(templates, options.configuratie)
    document = steps.decline(
        dossier,
        role,
        source,
        needed,
        only=tuple(one.upper() for one in only),
        reason=asked_reason(reason),
        by=recorder,
        templates=house.templates,
        letterhead=house.letterhead(),
        progress=lambda text: click.echo(text, err=True),
        clock=now,
        agree=agreement(dossier, warned=reason is None, sure=sure),
    )
    tell(dossier, document)
