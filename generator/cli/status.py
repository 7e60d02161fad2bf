"""`delegatie status`: per document who signed, who is next, what blocks; read from the PDFs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.data import json_text
from generator.cli.options import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.dossier import Dossier
    from generator.standing import Standing
    from generator.void import Found

_LABELS = {"weigering": "GEWEIGERD", "intrekking": "INGETROKKEN"}


@click.command(short_help="Toon wie tekende en wie aan de beurt is.")
@click.argument("dossiers", metavar="DOSSIER…", nargs=-1, required=True, type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Geef de stand als JSON.")
def status(dossiers: tuple[Path, ...], *, as_json: bool) -> None:
    """Laat per document zien wie heeft getekend, wie aan de beurt is en wat het tegenhoudt.

    De stand komt uit de PDF's zelf, en wordt met het logboek vergeleken. Of de handtekeningen deugen, zegt `delegatie verifieer`.
    """
    from generator.books import chain_problems
    from generator.dossier import open_dossier
    from generator.report.excerpt import printable
    from generator.standing import standings, stated
    from generator.void import find_all

    told: list[str] = []
    data: list[dict[str, object]] = []
    for folder in dossiers:
        dossier = open_dossier(folder)
        found = find_all(dossier)
        later = stated(dossier)
        ones = (*standings(dossier), *later)
        beside = [*(one.document for one in later), *(one.document for one in found if one.document)]
        wrong = [
            *(one.wrong for one in found if one.wrong),
            *(p.message for p in chain_problems(dossier, beside)),
        ]
        if as_json:
            data.append(_as_json(folder, ones, found, wrong))
        else:
            told += _lines(dossier, ones, found)
            told += [f"  LET OP: {message} `delegatie verifieer` zegt meer." for message in wrong]
    if as_json:
        click.echo(json_text({"dossiers": data}))
    else:
        click.echo("\n".join(map(printable, told)))


def _as_json(
    folder: Path, ones: Sequence[Standing], found: Sequence[Found], wrong: Sequence[str]
) -> dict[str, object]:
    stopped = bool(found)
    said = {
        one.kind: {**one.facts.as_json(), "statement": one.path}
        for one in found
        if one.believed and one.facts
    }
    return {
        "path": str(folder),
        "declined": said.get("weigering"),
        "void": said.get("intrekking"),
        "problems": list(wrong),
        "documents": [
            {
                "id": one.document.id,
                "file": one.document.pdf,
                "state": one.state.stage,
                "signed": [slot.role for slot in one.state.signed if slot.kind == "persoon"],
                # Nobody's turn comes any more: whoever sends reminders by this must not.
                "next": one.state.next.role if one.state.next and not stopped else None,
                "blocked_by": [] if stopped else list(one.blocked_by),
            }
            for one in ones
        ],
    }


def _lines(dossier: Dossier, ones: Sequence[Standing], found: Sequence[Found]) -> Iterator[str]:
    from generator.standing import LIFT, next_of
    from generator.void import NEXT

    yield f"{dossier.folder}  (dossier {dossier.manifest.reference})"
    for said in reversed(found):
        if said.believed and said.facts is not None:
            yield f"  {_LABELS[said.kind]}: {said.facts.told()}"
            yield f"    Verklaring: {said.path}" + (" (staat niet in het logboek)" if said.behind else "")
    if any(said.believed for said in found):
        yield f"    {NEXT}"
    word = _stopped_by(found)
    declined = {
        name for said in found if said.kind == "weigering" and said.facts for name in said.facts.documents
    }
    for one in ones:
        names = ", ".join(slot.name for slot in one.state.signed if slot.kind == "persoon")
        done = f"getekend door {names}; " if names else ""
        waits = next_of(one)
        if word and one.state.next is not None:
            waits = f"wordt niet voltooid ({'geweigerd' if one.document.id in declined else word})"
        elif one.lower and one.state.next is not None:
            waits = f"{waits}; {LIFT}"
        yield f"  {one.document.id:<4} {one.state.stage:<11} {one.document.plan.title}"
        yield f"                   {done}{waits}"


def _stopped_by(found: Sequence[Found]) -> str:
    """Name in one word why no document is signed any more; empty while the work goes on."""
    words = {"weigering": "dossier geweigerd", "intrekking": "dossier ingetrokken"}
    return next((words[one.kind] if one.believed else "zie hieronder" for one in reversed(found)), "")
