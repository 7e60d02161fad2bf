"""`delegatie verzegel`: closing seal and archive time-stamp on every document of a dossier."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from generator.cli.house import find_house, templates_option
from generator.cli.options import FOLDER, Given, counted, key_options, key_source, services


@click.command(short_help="Sluit een ondertekend dossier af.")
@click.argument("dossiers", metavar="DOSSIER…", nargs=-1, required=True, type=FOLDER)
@click.option(
    "--aanvullen",
    is_flag=True,
    help="Sluit niet af, maar vul aan wat op een lager niveau is ondertekend; zonder sleutel.",
)
@templates_option
@key_options
def verzegel(
    dossiers: tuple[Path, ...],
    *,
    aanvullen: bool,
    templates: Path | None,
    **given: Any,  # noqa: ANN401 - options by name
) -> None:
    """Sluit een volledig ondertekend dossier af: sluitzegel en archieftijdstempel (PAdES B-LTA).

    Als laatste komt de dossierverklaring (D14), met het delegatiebestand, de inhoudsopgave en het logboek
    erin: wat daarna aan het dossier verandert, valt op.

    Gaf een dienst bij het ondertekenen geen antwoord en staat het beleid op «registreer», dan haalt een
    handtekening een lager niveau. Met --aanvullen komt er later bij wat ontbrak.
    """
    from generator import conditions, logbook, steps
    from generator.dossier import open_dossier
    from signing.sign import now

    options = Given(**given)
    if aanvullen:
        _lift(dossiers, options)
        return
    source, needed = key_source(options), services(options)
    house = find_house(templates, options.configuratie)
    letterhead = house.letterhead()
    for folder in dossiers:
        dossier = open_dossier(folder)
        done = steps.close(
            dossier,
            source,
            needed,
            templates=house.templates,
            letterhead=letterhead,
            progress=lambda text: click.echo(text, err=True),
            clock=now,
        )
        if late := conditions.late(dossier, logbook.signed_at(dossier)):
            click.echo(f"Let op, {late}", err=True)
        click.echo(
            f"{folder}: {counted(done)} verzegeld." if done else f"{folder}: het logboek is aangevuld."
        )


def _lift(dossiers: tuple[Path, ...], options: Given) -> None:
    from generator import steps
    from generator.dossier import open_dossier
    from signing.sign import now

    if options.pkcs12 or options.pem or options.pkcs11 or options.csc or options.sleutel:
        raise click.UsageError("Aanvullen gaat zonder sleutel: laat de sleutel weg, of laat --aanvullen weg.")
    needed = services(options)
    for folder in dossiers:
        done = steps.lift(
            open_dossier(folder), needed, progress=lambda text: click.echo(text, err=True), clock=now
        )
        click.echo(f"{folder}: {counted(done)} aangevuld.")
