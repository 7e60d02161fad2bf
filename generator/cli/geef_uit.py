"""`delegatie geef-uit`: the organisation certifies every document before anyone is asked to sign."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from generator.cli.options import FOLDER, Given, counted, key_options, key_source, services


@click.command("geef-uit", short_help="Certificeer met het zegel van de organisatie.")
@click.argument("dossiers", metavar="DOSSIER…", nargs=-1, required=True, type=FOLDER)
@key_options
def geef_uit(dossiers: tuple[Path, ...], **given: Any) -> None:  # noqa: ANN401 - options by name
    """Certificeer alle documenten met het zegel van de organisatie.

    Dit bewijst meteen dat de zegelsleutel werkt, nog voordat iemand om een handtekening wordt gevraagd.
    """
    from generator import steps
    from generator.dossier import open_dossier
    from signing.sign import now

    options = Given(**given)
    source, needed = key_source(options), services(options)
    for folder in dossiers:
        done = steps.issue(
            open_dossier(folder), source, needed, progress=lambda text: click.echo(text, err=True), clock=now
        )
        click.echo(f"{folder}: {counted(done)} uitgegeven.")
