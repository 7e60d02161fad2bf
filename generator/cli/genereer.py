"""`delegatie genereer`: a dossier folder from each delegation file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.house import House, house_options
from generator.cli.options import FILE
from generator.errors import GeneratorError

if TYPE_CHECKING:
    from generator.papers import Engine
    from generator.pipeline import Made


@click.command(short_help="Maak dossiers: Word en PDF.")
@click.argument("bestanden", metavar="BESTAND…", nargs=-1, required=True, type=FILE)
@click.option(
    "-o",
    "--uit",
    "out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Map voor de dossiers.",
)
@click.option(
    "--alleen",
    "only",
    metavar="DOCUMENT",
    multiple=True,
    help="Maak alleen dit document, bijvoorbeeld D5, als voorbeeld; mag vaker. Een dossier waarin documenten ontbreken "
    "wordt nooit geldig.",
)
@house_options
@click.option(
    "--zetter",
    "engine",
    type=click.Choice(["typst", "libreoffice"]),
    default="typst",
    show_default=True,
    help="Programma dat de PDF zet; LibreOffice moet u zelf installeren.",
)
@click.option("--proef", is_flag=True, help="Merk elke pagina als proef, zonder rechtsgevolg.")
@click.option("--overschrijf", is_flag=True, help="Vervang een dossier dat er al staat.")
def genereer(
    bestanden: tuple[Path, ...],
    *,
    out: Path,
    only: tuple[str, ...],
    house: House,
    engine: Engine,
    proef: bool,
    overschrijf: bool,
) -> None:
    """Maak van elk delegatiebestand een dossier: Word en PDF, klaar voor uitgifte."""
    failed, partial = 0, False
    for path in bestanden:
        try:
            folder, made = _make(path, out, only, house, engine=engine, proef=proef, replace=overschrijf)
        except GeneratorError as err:
            if len(bestanden) == 1:
                raise
            click.echo(f"Fout: {err.message}", err=True)
            failed = max(failed, err.exit_code)
            continue
        for finding in made.findings:
            if finding.severity == "warning":
                click.echo(f"{path}:{finding.line}: let op, {finding.rule}: {finding.message}", err=True)
        click.echo(folder)
        partial = partial or bool(made.left_out)
    if partial:
        click.echo(
            "Let op: dit is een voorbeeld; een dossier waarin documenten ontbreken wordt nooit geldig.",
            err=True,
        )
    if failed:
        raise click.exceptions.Exit(failed)


def _make(
    path: Path,
    out: Path,
    only: tuple[str, ...],
    house: House,
    *,
    engine: Engine,
    proef: bool,
    replace: bool,
) -> tuple[Path, Made]:
    from generator.additions import refuse_addition
    from generator.conditions import require_same_bedrijfsarts
    from generator.intake import take_in
    from generator.pipeline import make
    from generator.place import put
    from generator.source import MAX_BYTES

    data = take_in(path, limit=MAX_BYTES)
    refuse_addition(data, name=str(path))
    made = make(
        data,
        name=str(path),
        templates=house.templates,
        only=only,
        test=proef,
        engine=engine,
        letterhead=house.letterhead(),
        limits=house.limits,
    )
    folder = put(
        made,
        out,
        command="genereer",
        replace=replace,
        check=lambda old: require_same_bedrijfsarts(old, data),
    )
    return folder, made
