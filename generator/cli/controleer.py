"""`delegatie controleer`: everything that is wrong with files, and why, for people and for programs."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.data import json_text
from generator.cli.house import House, house_options
from generator.errors import GeneratorError, InputRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.report.check import Checked
    from generator.report.gather import Asked


@click.command(short_help="Controleer delegatiebestanden en aanvullingen.")
@click.argument(
    "bestanden",
    metavar="BESTAND|MAP|-…",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, allow_dash=True),
)
@click.option("--json", "as_json", is_flag=True, help="Geef de bevindingen als JSON.")
@click.option(
    "--sarif", "as_sarif", is_flag=True, help="Geef de bevindingen als SARIF 2.1.0, voor andere programma's."
)
@click.option("--streng", is_flag=True, help="Keur ook bij waarschuwingen af.")
@house_options
@click.pass_context
def controleer(
    ctx: click.Context,
    bestanden: tuple[Path, ...],
    *,
    as_json: bool,
    as_sarif: bool,
    streng: bool,
    house: House,
) -> None:
    """Controleer bestanden en noem alle bevindingen.

    Van een MAP worden alle bestanden op .yaml en .yml gecontroleerd, ook in de mappen daarin; «-» is de standaardinvoer.
    Een terugkoppeling, terugname of toezichtverslag wordt gecontroleerd naast de delegatie waar het bij hoort.

    Per bevinding: de plaats in het bestand, de regel, wat er mis is en de bron. De uitkomst is 0 als ieder
    bestand in orde is, en anders 1.
    """  # noqa: D401  (Dutch: it is the help text)
    if as_json and as_sarif:
        raise click.UsageError("Kies --json of --sarif, niet allebei.")
    files = _checked(bestanden, house, raising=bool(ctx.find_root().params.get("fouten")))
    if as_json:
        click.echo(_json(files, strict=streng))
    elif as_sarif:
        from generator.report.sarif import sarif

        click.echo(json_text(sarif(files, here=Path.cwd())))
    else:
        _tell(files, strict=streng)
    if any(file.health for file in files):
        from generator.feedback.check import LIMIT

        click.echo(LIMIT, err=True)
    if not files:
        click.echo("Er is niets gecontroleerd: hier staan geen delegatiebestanden of aanvullingen.", err=True)
    if not files or not all(file.ok(strict=streng) for file in files):
        sys.exit(1)


def _checked(bestanden: Sequence[Path], house: House, *, raising: bool) -> tuple[Checked, ...]:
    # Models and rules load here, not with the module: `delegatie --help` needs neither.
    from generator.report.check import check_file, refused, together
    from generator.report.excerpt import printable
    from generator.report.gather import gather

    files: list[Checked] = []
    for asked in gather(bestanden):
        try:
            checked = check_file(asked, _take_in, templates=house.templates, limits=house.limits)
        except GeneratorError:
            raise
        except Exception as err:  # a fault of ours in one file is no reason to be silent on the others
            if raising:
                raise
            checked = refused(
                asked,
                f"Door een fout in het programma is dit bestand niet gecontroleerd ({type(err).__name__}). Meld dit, met de "
                "uitvoer van `delegatie --fouten controleer` met dit bestand.",
            )
        if checked is None:
            click.echo(
                f"{printable(asked.name)}: overgeslagen, dit is geen delegatiebestand of aanvulling.",
                err=True,
            )
        else:
            files.append(checked)
    return together(files, house.limits)


def _take_in(asked: Asked) -> bytes:
    from generator.intake import take_in
    from generator.source import MAX_BYTES

    if asked.path is not None:
        return take_in(asked.path, limit=MAX_BYTES)
    try:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    except (OSError, AttributeError) as err:  # AttributeError: there is none at all
        raise InputRefused("De standaardinvoer kan niet worden gelezen. Noem een bestand.") from err


def _json(files: Sequence[Checked], *, strict: bool) -> str:
    told = [
        {
            "path": file.name,
            "ok": file.ok(strict=strict),
            "findings": [finding.as_json() for finding in file.findings],
        }
        for file in files
    ]
    return json_text({"files": told})


def _tell(files: Sequence[Checked], *, strict: bool) -> None:
    from generator.report.text import summary, told

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    for file in files:
        click.echo("\n".join(told(file, strict=strict, colour=colour)) + "\n", color=colour)
    click.echo(summary(files, strict=strict))
