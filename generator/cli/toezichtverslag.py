"""`delegatie toezichtverslag`: the report of supervision and evaluation (D13), filled in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.addition import addition_options, make_addition, tell

if TYPE_CHECKING:
    from generator.cli.house import House
    from generator.papers import Engine


@click.command(short_help="Maak een toezichtverslag.")
@addition_options
def toezichtverslag(
    path: Path, *, out: Path, house: House, engine: Engine, test: bool, replace: bool
) -> None:
    """Maak uit een toezichtbestand het toezicht- en evaluatieverslag (D13), klaar voor uitgifte.

    Taakgedelegeerde en bedrijfsarts ondertekenen het. Gegevens van werknemers horen er niet in; het programma
    herkent die niet altijd.
    """
    made = make_addition(
        path, out, house=house, engine=engine, test=test, replace=replace, occasion="toezicht"
    )
    tell(path, *made)
