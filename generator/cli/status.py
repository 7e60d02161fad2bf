"""`delegatie status`: per document who signed, who is next, what blocks; read from the PDFs."""

from __future__ import annotations

import json
from pathlib import Path

import click

from generator.cli.options import FOLDER


@click.command(short_help="Toon wie tekende en wie aan de beurt is.")
@click.argument("dossiers", metavar="DOSSIER…", nargs=-1, required=True, type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Geef de stand als JSON.")
def status(dossiers: tuple[Path, ...], *, as_json: bool) -> None:
    """Laat per document zien wie heeft getekend, wie aan de beurt is en wat het tegenhoudt.

    De stand komt uit de PDF's zelf. Of de handtekeningen deugen, zegt `delegatie verifieer`.
    """
    from generator.dossier import open_dossier
    from generator.report.excerpt import printable
    from generator.steps import next_of, standings, stated

    found = [(folder, open_dossier(folder)) for folder in dossiers]
    standing = [(folder, dossier, (*standings(dossier), *stated(dossier))) for folder, dossier in found]
    if as_json:
        data = [
            {
                "path": str(folder),
                "documents": [
                    {
                        "id": one.document.id,
                        "file": one.document.pdf,
                        "state": one.state.stage,
                        "signed": [slot.role for slot in one.state.signed if slot.kind == "persoon"],
                        "next": one.state.next.role if one.state.next else None,
                        "blocked_by": list(one.blocked_by),
                    }
                    for one in ones
                ],
            }
            for folder, _, ones in standing
        ]
        click.echo(json.dumps({"dossiers": data}, ensure_ascii=False, indent=2))
        return
    for folder, dossier, ones in standing:
        told = [f"{folder}  (dossier {dossier.manifest.reference})"]
        for one in ones:
            names = ", ".join(s.name for s in one.state.signed if s.kind == "persoon")
            done = f"getekend door {names}; " if names else ""
            told.append(f"  {one.document.id:<4} {one.state.stage:<11} {one.document.plan.title}")
            told.append(f"                   {done}{next_of(one) or 'klaar'}")
        click.echo("\n".join(map(printable, told)))
