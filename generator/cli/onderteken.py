"""`delegatie onderteken`: one person signs all that waits, with one unlocked key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli.options import Given, counted, key_options, key_source, services
from generator.errors import InputRefused

if TYPE_CHECKING:
    from generator.dossier import Dossier


@click.command(short_help="Onderteken wat op uw rol wacht.")
@click.argument(
    "paths", metavar="DOSSIER|PDF…", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
@click.option(
    "--als",
    "role",
    required=True,
    type=click.Choice(["werkgever", "taakgedelegeerde", "bedrijfsarts"]),
    help="In welke rol u tekent.",
)
@key_options
def onderteken(paths: tuple[Path, ...], *, role: str, **given: Any) -> None:  # noqa: ANN401 - options by name
    """Onderteken alles wat op deze rol wacht, met één keer uw wachtwoord.

    Wie tekent en of die persoon aan de beurt is, wordt gecontroleerd voordat de sleutel wordt gebruikt.
    """
    from generator import conditions, steps
    from generator.dossier import open_dossier
    from generator.examine import home_of
    from signing.sign import now

    options = Given(**given)
    work: list[tuple[Dossier, tuple[str, ...]]] = []
    for path in paths:
        if path.is_dir():
            work.append((open_dossier(path), ()))
            continue
        home = home_of(path)
        if home is None:
            raise InputRefused(
                f"{path} hoort niet bij een dossier; wie het moet tekenen, is niet bekend.",
                hint="Wijs de map van het dossier aan, of de PDF die daarin staat.",
            )
        work.append((home[0], (home[1].id,)))
    source, needed = key_source(options), services(options)
    for dossier, only in work:
        if late := conditions.late(dossier, [now()]):
            click.echo(f"Let op, {late}", err=True)
        done = steps.approve(
            dossier,
            role,
            source,
            needed,
            only=only,
            progress=lambda text: click.echo(text, err=True),
            clock=now,
        )
        click.echo(f"{dossier.folder}: {counted(done)} ondertekend.")
