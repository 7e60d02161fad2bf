"""`delegatie verifieer`: may a recipient rely on these papers, and if not, why."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli.house import find_house, templates_option
from generator.cli.options import Given, trust, trust_options
from generator.days import iso_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.examine import Item
    from signing.report import Problem, Verdict

_WORDS = {"valid": "GELDIG", "invalid": "ONGELDIG", "indeterminate": "NIET VAST TE STELLEN"}
_UNFINISHED = frozenset({"onvolledig", "niet-ondertekend", "verklaring-ontbreekt"})
# Why it will stay unfinished: the gravest first, and nothing else is wrong.
_STOPPED = {"ingetrokken-dossier": "INGETROKKEN", "geweigerd": "GEWEIGERD"}
_FIRST_YEAR, _LAST_YEAR = 1970, 2999
_CODES = {"valid": 0, "invalid": 1, "indeterminate": 3}


@click.command(short_help="Beoordeel of papieren deugen.")
@click.argument(
    "paths", metavar="PAD…", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="Geef het oordeel als JSON.")
@click.option(
    "--op-datum",
    "day",
    metavar="JJJJ-MM-DD",
    callback=lambda _context, _option, value: None if value is None else _end_of(value),
    help="Beoordeel naar het einde van deze dag (23:59:59 UTC), ook als die voorbij is of nog komt; anders naar nu.",
)
@templates_option
@click.option(
    "--herbouw", is_flag=True, help="Maak de papieren van een dossier over en vergelijk ze tot op de byte."
)
@click.option(
    "--beheerder",
    metavar="NAAM",
    help="Wie een archiefpakket mag verzegelen, behalve de arbodienst van het dossier.",
)
@trust_options
def verifieer(
    paths: tuple[Path, ...],
    *,
    as_json: bool,
    day: datetime | None,
    templates: Path | None,
    herbouw: bool,
    beheerder: str | None,
    **given: Any,  # noqa: ANN401 - options by name
) -> None:
    """Beoordeel PDF's, dossiers of archiefpakketten.

    Zijn zij echt en ongewijzigd, en door de juiste personen in de juiste volgorde getekend? Zonder netwerk, met
    alleen de wortels die u opgeeft. Uitkomst: 0 geldig, 1 ongeldig, 3 niet vast te stellen.
    """
    from generator.archive.examine import examine_package
    from generator.archive.package import is_package
    from generator.examine import examine
    from generator.settings import load
    from signing.judge import SKEW
    from signing.sign import now

    options = Given(**given)
    # A day is exact; that the clock of this machine may be behind is allowed for at the present only.
    roots, at = trust(options), day - SKEW if day else now()
    house = find_house(templates, options.configuratie)
    letterhead = house.letterhead() if herbouw else None
    sealer = beheerder or load(options.configuratie).archive.custodian
    groups = [
        examine_package(
            path, trust=roots, at=at, templates=house.templates, again=herbouw, letterhead=letterhead,
            custodian=sealer,
        )
        if is_package(path)
        else examine(path, trust=roots, at=at, templates=house.templates, again=herbouw, letterhead=letterhead)
        for path in paths
    ]  # fmt: skip
    items = [item for group in groups for item in group]
    verdict = _verdict(items)
    if as_json:
        data = {
            "verdict": verdict,
            "at": (day or at).isoformat(timespec="seconds"),
            "items": [item.as_json() for item in items],
        }
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        for group in groups:
            for number, item in enumerate(group, start=1):
                click.echo("\n".join(lines(item, group[number:] if item.whole else ())))
        click.echo(f"\nBeoordeeld naar het einde van {day:%d-%m-%Y} (23:59:59 UTC)." if day else "")
        click.echo(f"Oordeel: {_word(items)}{' (uitkomst 1)' if _unfinished(items) else ''}")
        if day and any(problem.code == "nog-niet-gezet" for problem in _reasons(items)):
            click.echo(
                "Er is na die dag nog ondertekend, verzegeld of vernieuwd. Kies een latere dag; bij elke handtekening "
                "staat wanneer zij is gezet.",
                err=True,
            )
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


def _end_of(text: str) -> datetime:
    """Give the last second of a day, as it may be written. Raises `click.BadParameter`."""
    try:
        day = date.fromisoformat(iso_of(text))
    except ValueError:
        raise click.BadParameter(f"«{text}» is geen dag; schrijf jaar-maand-dag, zoals 2046-03-01.") from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise click.BadParameter(f"kies een dag in de jaren {_FIRST_YEAR} tot en met {_LAST_YEAR}.")
    return datetime.combine(day, time(23, 59, 59), UTC)


def lines(item: Item, parts: Sequence[Item] = ()) -> Sequence[str]:
    """Tell one item in Dutch: the verdict, each signature, each reason once.

    `parts` are the documents of a dossier or package: it is never called better than they are. Nothing that is told
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
