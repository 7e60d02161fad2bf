"""`delegatie terugkoppeling`: the feedback to werkgever and werknemer (D6 and D7), from one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.addition import addition_options, make_addition, tell
from generator.errors import InvalidFile

if TYPE_CHECKING:
    from generator.cli.house import House
    from generator.papers import Engine


@click.command(short_help="Maak een terugkoppeling (D6 en D7).")
@addition_options
def terugkoppeling(path: Path, *, out: Path, house: House, engine: Engine, test: bool, replace: bool) -> None:
    """Maak uit een terugkoppelingsbestand de terugkoppeling aan werkgever (D6) en werknemer (D7).

    Beide brieven hebben dezelfde tekst. Het programma weigert wat er niet in mag staan, voor zover het dat herkent.
    De bedrijfsarts leest, stelt vast en ondertekent. Bestand en brieven bevatten gezondheidsgegevens: zij horen in het
    medisch dossier.
    """
    from generator.feedback.check import LIMIT

    try:
        made = make_addition(
            path,
            out,
            house=house,
            engine=engine,
            test=test,
            replace=replace,
            occasion="terugkoppeling",
        )
    except InvalidFile:
        click.echo(LIMIT, err=True)
        raise
    tell(path, *made)
    click.echo(LIMIT, err=True)
