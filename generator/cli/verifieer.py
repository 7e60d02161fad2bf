"""`delegatie verifieer`: may a recipient rely on these papers, and if not, why."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli.house import find_house, templates_option
from generator.cli.options import Given, trust, trust_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.examine import Item

_WORDS = {"valid": "GELDIG", "invalid": "ONGELDIG", "indeterminate": "NIET VAST TE STELLEN"}
_CODES = {"valid": 0, "invalid": 1, "indeterminate": 3}


@click.command(short_help="Beoordeel of papieren deugen.")
@click.argument(
    "paths", metavar="PAD…", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="Geef het oordeel als JSON.")
@templates_option
@click.option(
    "--herbouw", is_flag=True, help="Maak de papieren van een dossier over en vergelijk ze tot op de byte."
)
@trust_options
def verifieer(
    paths: tuple[Path, ...],
    *,
    as_json: bool,
    templates: Path | None,
    herbouw: bool,
    **given: Any,  # noqa: ANN401 - options by name
) -> None:
    """Beoordeel PDF's of dossiers: echt, ongewijzigd, door de juiste personen en in de juiste volgorde getekend.

    Zonder netwerk, met alleen de wortels die u opgeeft. Uitkomst: 0 geldig, 1 ongeldig, 3 niet vast te stellen.
    """
    from generator.examine import examine
    from signing.report import weigh
    from signing.sign import now

    options = Given(**given)
    roots, at = trust(options), now()
    house = find_house(templates, options.configuratie)
    letterhead = house.letterhead() if herbouw else None
    items = [
        item
        for path in paths
        for item in examine(
            path, trust=roots, at=at, templates=house.templates, again=herbouw, letterhead=letterhead
        )
    ]
    verdict = weigh(
        [p for item in items for p in (*item.problems, *(q for s in item.signatures for q in s.problems))]
    )
    if as_json:
        data = {"verdict": verdict, "items": [item.as_json() for item in items]}
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        for item in items:
            click.echo("\n".join(lines(item)))
        unfinished = all(item.verdict == "valid" or _unfinished(item) for item in items)
        under_way = verdict == "invalid" and unfinished
        click.echo(f"\nOordeel: {_WORDS[verdict]}{' – nog niet compleet' if under_way else ''}")
        if not roots:
            click.echo(
                "Er is geen wortelcertificaat opgegeven; wie werkelijk tekende, is daarom niet vast te stellen.\n"
                "Geef met --vertrouw het wortelcertificaat van de uitgever op.",
                err=True,
            )
    sys.exit(_CODES[verdict])


def lines(item: Item) -> Sequence[str]:
    """Tell one item in Dutch: the verdict, each signature, each reason once."""
    from signing.appearance import dutch_moment

    word = "NOG NIET COMPLEET" if _unfinished(item) else _WORDS[item.verdict]
    told = [f"{word:<21} {item.title}  ({item.path})"]
    for signature in item.signatures:
        when = f", {dutch_moment(signature.time)}" if signature.time else ""
        role = f" als {signature.role}" if signature.kind == "handtekening" and signature.role else ""
        level = f", PAdES {signature.level}" if signature.level else ""
        mark = {"valid": "goed", "invalid": "FOUT", "indeterminate": "open"}[signature.verdict]
        told.append(f"    {mark}  {signature.kind} van {signature.signer}{role}{when}{level}")
        told += [f"          {problem.message} [{problem.code}]" for problem in signature.problems]
    told += [f"    {problem.message} [{problem.code}]" for problem in item.problems]
    return told


def _unfinished(item: Item) -> bool:
    """Whether signatures are missing and nothing else is wrong: not valid, but no fraud either."""
    codes = {p.code for p in (*item.problems, *(q for s in item.signatures for q in s.problems))}
    return bool(codes) and codes <= {"onvolledig", "niet-ondertekend", "verklaring-ontbreekt"}
