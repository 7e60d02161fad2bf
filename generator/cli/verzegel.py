"""`delegatie verzegel`: closing seal and archive time-stamp on every document of a dossier."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from generator.cli.options import FOLDER, Given, counted, key_options, key_source, services


@click.command(short_help="Sluit een ondertekend dossier af.")
@click.argument("dossiers", metavar="DOSSIER…", nargs=-1, required=True, type=FOLDER)
@click.option("--sjablonen", "templates", type=FOLDER, help="Map met eigen sjablonen en catalogi.")
@key_options
def verzegel(dossiers: tuple[Path, ...], *, templates: Path | None, **given: Any) -> None:  # noqa: ANN401 - options by name
    """Sluit een volledig ondertekend dossier af: sluitzegel en archieftijdstempel (PAdES B-LTA).

    Als laatste komt de dossierverklaring (D14), met het delegatiebestand, de inhoudsopgave en het logboek
    erin: wat daarna aan het dossier verandert, valt op.
    """
    from generator import steps
    from generator.dossier import open_dossier
    from signing.sign import now

    options = Given(**given)
    source, needed = key_source(options), services(options)
    for folder in dossiers:
        done = steps.close(
            open_dossier(folder),
            source,
            needed,
            templates=templates,
            progress=lambda text: click.echo(text, err=True),
            clock=now,
        )
        click.echo(
            f"{folder}: {counted(done)} verzegeld." if done else f"{folder}: het logboek is aangevuld."
        )
