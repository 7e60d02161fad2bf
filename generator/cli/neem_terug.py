"""`delegatie neem-terug`: the withdrawal of tasks (D12), and the notice of it to the werkgever."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.addition import addition_options, make_addition, tell

if TYPE_CHECKING:
    from generator.cli.house import House
    from generator.papers import Engine


@click.command("neem-terug", short_help="Neem taken terug.")
@addition_options
def neem_terug(path: Path, *, out: Path, house: House, engine: Engine, test: bool, replace: bool) -> None:
    """Maak uit een terugnamebestand de terugname van taken (D12), klaar voor uitgifte.

    Is de taakgedelegeerde in dienst van de werkgever, dan komt daar de melding aan de werkgever bij. In geen
    van beide staat een reden. De bedrijfsarts ondertekent ze; instemming van een ander is niet nodig.
    """
    made = make_addition(
        path, out, house=house, engine=engine, test=test, replace=replace, occasion="terugname"
    )
    tell(path, *made)
