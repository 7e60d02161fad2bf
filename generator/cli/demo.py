"""`delegatie demo`: the whole chain on two examples, with a throw-away PKI."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click


@click.command(short_help="Doe de hele gang voor op twee voorbeelden.")
@click.argument("folder", metavar="[MAP]", default="demo", type=click.Path(file_okay=False, path_type=Path))
@click.option("--overschrijf", is_flag=True, help="Vervang een vorige proef in dezelfde map.")
def demo(folder: Path, *, overschrijf: bool) -> None:
    """Doe alles voor op twee voorbeelden: maken, ondertekenen, verzegelen, verifiëren en archiveren.

    Met een weggooi-PKI op deze computer; elk papier is gemerkt «TEST – zonder rechtsgevolg».
    """
    from generator.demonstration import demonstrate

    start = time.monotonic()
    width = 76

    def progress(text: str) -> None:
        # On a terminal one line that renews itself; in a log a line a step.
        if sys.stderr.isatty():
            click.echo(f"\r{text[:width]:<{width}}", err=True, nl=False)
        else:
            click.echo(text, err=True)

    done = demonstrate(folder, replace=overschrijf, progress=progress)
    if sys.stderr.isatty():
        click.echo(f"\r{'':<{width}}\r", err=True, nl=False)
    words = {"valid": "geldig", "invalid": "ONGELDIG", "indeterminate": "ONBEPAALD"}
    first = max(len(row.reference) for row in done.rows)
    click.echo(f"\n{'dossier':<{first}} {'document':<52} {'oordeel':<9} ondertekend door")
    for row in done.rows:
        name = f"{row.document} {row.title}"
        signers = ", ".join(row.signers) or "alleen het zegel"
        click.echo(f"{row.reference:<{first}} {name:<52} {words[row.verdict]:<9} {signers}")
    click.echo(
        f"\n{len(done.rows)} verzegelde PDF's in {time.monotonic() - start:.0f} seconden. De papieren staan in:"
    )
    for dossier in done.dossiers:
        click.echo(f"  {dossier / 'pdf'}")
    click.echo("En de archiefpakketten:")
    for package in done.packages:
        click.echo(f"  {package}")
    again = " ".join(map(str, (*done.dossiers, *done.packages)))
    click.echo(f"Later opnieuw verifiëren:\n  delegatie verifieer {again} --vertrouw {done.root}")
    click.echo("Alles is gemerkt «TEST – zonder rechtsgevolg»; de sleutels zijn vernietigd.")
    if not done.ok:
        sys.exit(1)
