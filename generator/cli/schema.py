"""`delegatie schema`: what an editor needs to complete and explain the keys of a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.options import FOLDER

if TYPE_CHECKING:
    from generator.guide.keys import File


@click.command(short_help="Geef het JSON Schema van een bestand, voor uw tekstverwerker.")
@click.option(
    "--aanvulling",
    "addition",
    type=click.Choice(["terugkoppeling", "terugname", "toezicht"]),
    help="Het schema van zo'n bestand in plaats van dat van een delegatiebestand.",
)
@click.option("--sjablonen", "templates", type=FOLDER, help="Map met eigen sjablonen en catalogi.")
def schema(*, addition: File | None, templates: Path | None) -> None:
    """Geef het JSON Schema (2020-12) van een delegatiebestand of een aanvulling.

    Een tekstverwerker die YAML kent, vult met dit schema sleutels aan en legt ze uit. Zet daarvoor bovenaan het
    bestand: # yaml-language-server: $schema=delegatie.schema.json
    """
    from generator.schema import text_of

    click.echo(text_of(addition or "delegatie", templates=templates), nl=False)
