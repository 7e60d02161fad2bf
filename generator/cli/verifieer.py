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
    from signing.report import Problem, Verdict

_WORDS = {"valid": "GELDIG", "invalid": "ONGELDIG", "indeterminate": "NIET VAST TE STELLEN"}
_UNFINISHED = frozenset({"onvolledig", "niet-ondertekend", "verklaring-ontbreekt"})
# Why it will stay unfinished: the gravest first, and nothing else is wrong.
_STOPPED = {"ingetrokken-dossier": "INGETROKKEN", "geweigerd": "GEWEIGERD"}
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
    from signing.sign import now

    options = Given(**given)
    roots, at = trust(options), now()
    house = find_house(templates, options.configuratie)
    letterhead = house.letterhead() if herbouw else None
    groups = [
        examine(path, trust=roots, at=at, templates=house.templates, again=herbouw, letterhead=letterhead)
        for path in paths
    ]
    items = [item for group in groups for item in group]
    verdict = _verdict(items)
    if as_json:
        data = {"verdict": verdict, "items": [item.as_json() for item in items]}
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        for group in groups:
            for item in group:
                click.echo("\n".join(lines(item, group[1:] if item is group[0] else ())))
        click.echo(f"\nOordeel: {_word(items)}{' (uitkomst 1)' if _unfinished(items) else ''}")
        if not roots:
            click.echo(
                "Er is geen wortelcertificaat opgegeven; wie werkelijk tekende, is daarom niet vast te stellen.\n"
                "Geef met --vertrouw het wortelcertificaat van de uitgever op.",
                err=True,
            )
    for path in paths:
        if hint := _meant(path):
            click.echo(hint, err=True)
    sys.exit(_CODES[verdict])


def lines(item: Item, parts: Sequence[Item] = ()) -> Sequence[str]:
    """Tell one item in Dutch: the verdict, each signature, each reason once.

    `parts` are the documents of a dossier: it is never called better than they are. Nothing that is told
    can act on the terminal, whoever wrote it.
    """
    from generator.report.excerpt import printable
    from signing.appearance import dutch_moment

    told = [f"{_word((item, *parts)):<21} {item.title}  ({item.path})"]
    for signature in item.signatures:
        when = f", {dutch_moment(signature.time)}" if signature.time else ""
        role = f" als {signature.role}" if signature.kind == "handtekening" and signature.role else ""
        level = f", PAdES {signature.level}" if signature.level else ""
        mark = {"valid": "goed", "invalid": "FOUT", "indeterminate": "open"}[signature.verdict]
        told.append(f"    {mark}  {signature.kind} van {signature.signer}{role}{when}{level}")
        told += [f"          {problem.message} [{problem.code}]" for problem in signature.problems]
    told += [f"    {problem.message} [{problem.code}]" for problem in item.problems]
    return [printable(line) for line in told]


def _word(items: Sequence[Item]) -> str:
    codes = {problem.code for problem in _reasons(items)}
    for code, word in _STOPPED.items():
        if code in codes and codes <= _UNFINISHED | _STOPPED.keys():
            return word
    return "NOG NIET COMPLEET" if _unfinished(items) else _WORDS[_verdict(items)]


def _verdict(items: Sequence[Item]) -> Verdict:
    """Weigh the items together: where signatures are missing and all else is open, nothing was found wrong."""
    from signing.report import weigh

    reasons = _reasons(items)
    beside = [problem for problem in reasons if problem.code not in _UNFINISHED]
    return "indeterminate" if weigh(beside) == "indeterminate" else weigh(reasons)


def _unfinished(items: Sequence[Item]) -> bool:
    """Whether signatures are missing and nothing else is wrong: not valid, but no fraud either."""
    codes = {problem.code for problem in _reasons(items)}
    return bool(codes) and codes <= _UNFINISHED | _STOPPED.keys()


def _reasons(items: Sequence[Item]) -> list[Problem]:
    return [p for item in items for p in (*item.problems, *(q for s in item.signatures for q in s.problems))]


def _meant(path: Path) -> str:
    """Tell which dossier may be meant by the folder that it lies in; empty when there is none."""
    from generator.dossier import MANIFEST
    from generator.report.excerpt import printable

    try:
        if not path.is_dir() or (path / MANIFEST).is_file():
            return ""
        inside = sorted(folder for folder in path.iterdir() if (folder / MANIFEST).is_file())
    except OSError:
        return ""  # that it cannot be read was told with the verdict
    return printable(f"{path} is geen dossier. Bedoelde u {inside[0]}?") if inside else ""
