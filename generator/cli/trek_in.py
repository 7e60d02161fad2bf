"""`delegatie trek-in`: withdraw papers that are under way, in a sealed statement (D16)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from generator.cli.house import find_house, templates_option
from generator.cli.options import FOLDER, Given, key_options, key_source, services
from generator.cli.stopping import agreement, asked_reason, sure_option, tell


@click.command("trek-in", short_help="Trek een dossier in dat nog niet voltooid is.")
@click.argument("folder", metavar="DOSSIER", type=FOLDER)
@click.option(
    "--door", "by", required=True, metavar="NAAM", help="Wie intrekt: de bedrijfsarts of de arbodienst."
)
@click.option("--reden", "reason", metavar="TEKST", help="Waarom; staat in de verklaring. Anders gevraagd.")
@sure_option
@templates_option
@key_options
def trek_in(
    folder: Path,
    *,
    by: str,
    reason: str | None,
    sure: bool,
    templates: Path | None,
    **given: Any,  # noqa: ANN401 - options by name
) -> None:
    """Trek een dossier in dat nog niet voltooid is. Daarna wordt er niets meer in ondertekend.

    Er komt een verklaring van intrekking (D16) bij de papieren, met het zegel van de organisatie: wie, wanneer,
    waarom, en hoe ver elk document was. Niets wordt gewijzigd of verwijderd. Een delegatie die al is gegeven,
    eindigt zo niet: daarvoor is er `delegatie neem-terug`.
    """
    from generator import steps
    from generator.dossier import open_dossier
    from generator.void_reason import name
    from signing.sign import now

    options = Given(**given)
    dossier = open_dossier(folder)
    withdrawer = name(by)
    source, needed = key_source(options), services(options)
    house = find_house(templates, options.configuratie)
    document = steps.withdraw(
        dossier,
        source,
        needed,
        reason=asked_reason(reason),
        by=withdrawer,
        templates=house.templates,
        letterhead=house.letterhead(),
        progress=lambda text: click.echo(text, err=True),
        clock=now,
        agree=agreement(dossier, warned=reason is None, sure=sure),
    )
    tell(dossier, document)
