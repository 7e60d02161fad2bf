"""What the commands that add papers to a delegation share: their options, and the way from file to folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from generator.cli.house import House, house_options
from generator.cli.options import FILE
from generator.errors import InputRefused

if TYPE_CHECKING:
    from generator.additions import Kind
    from generator.findings import Finding
    from generator.papers import Engine

F = TypeVar("F", bound=Callable[..., Any])


def addition_options(command: F) -> F:
    """Add what these commands take: one file, the folder for the papers, and how to make them."""
    options = (
        click.option("--overschrijf", "replace", is_flag=True, help="Vervang een map die er al staat."),
        click.option(
            "--proef", "test", is_flag=True, help="Merk elke pagina als proef, zonder rechtsgevolg."
        ),
        click.option(
            "--zetter",
            "engine",
            type=click.Choice(["typst", "libreoffice"]),
            default="typst",
            show_default=True,
            help="Programma dat de PDF zet; LibreOffice moet u zelf installeren.",
        ),
        house_options,
        click.option(
            "-o",
            "--uit",
            "out",
            type=click.Path(file_okay=False, path_type=Path),
            required=True,
            help="Map waarin de map met papieren komt.",
        ),
        click.argument("path", metavar="BESTAND", type=FILE),
    )
    for option in options:
        command = option(command)
    return command


def make_addition(
    path: Path,
    out: Path,
    *,
    house: House,
    engine: Engine,
    test: bool,
    replace: bool,
    occasion: Kind | None = None,
) -> tuple[Path, tuple[Finding, ...]]:
    """Make the papers that an addition file asks for, in a folder of their own within `out`.

    With `occasion` only a file of that `soort` is taken. Gives the folder and what was found. Raises
    `InputRefused` for a file that cannot be used and for an `out` within a dossier, and what
    `generator.pipeline.make` and `generator.place.put` raise.
    """
    from generator.additions import COMMANDS, start_of, take_in_delegation
    from generator.intake import take_in
    from generator.pipeline import make
    from generator.place import put
    from generator.source import MAX_BYTES

    _refuse_within_dossier(out)
    data = take_in(path, limit=MAX_BYTES)
    series, named = start_of(data, name=str(path), wanted=occasion)
    if occasion not in (None, series):
        raise InputRefused(
            f"{path} is een bestand van de soort «{series}», niet van de soort «{occasion}».",
            hint=f"Gebruik daarvoor `{COMMANDS[series]}`.",
        )
    delegation = path.parent / named
    made = make(
        take_in_delegation(delegation),
        name=str(delegation),
        templates=house.templates,
        letterhead=house.letterhead(),
        test=test,
        engine=engine,
        addition=data,
        addition_name=str(path),
    )
    folder = put(made, out, command=COMMANDS[series].split()[1], replace=replace)
    return folder, made.findings


def tell(path: Path, folder: Path, findings: tuple[Finding, ...]) -> None:
    """Print where the papers are, after the warnings."""
    for finding in findings:
        if finding.severity == "warning":
            click.echo(f"{path}:{finding.line}: let op, {finding.rule}: {finding.message}", err=True)
    click.echo(folder)


def _refuse_within_dossier(out: Path) -> None:
    """Refuse a place within a dossier: what is not of that dossier makes its verdict invalid."""
    from generator.dossier import MANIFEST

    here = out.resolve()
    for folder in (here, *here.parents):
        if (folder / MANIFEST).is_file():
            raise InputRefused(
                f"{out} ligt in het dossier {folder.name}; daar horen alleen de papieren van dat dossier.",
                hint="Kies met -o een andere map, bijvoorbeeld die waarin het dossier zelf staat.",
            )
