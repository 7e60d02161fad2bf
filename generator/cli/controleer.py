"""`delegatie controleer`: everything that is wrong with delegation files, and why."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.errors import InputRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generator.findings import Finding

_WEIGHT = {"error": "fout", "warning": "waarschuwing", "info": "info"}


@click.command(short_help="Controleer delegatiebestanden.")
@click.argument("bestanden", metavar="BESTAND…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Geef de bevindingen als JSON.")
@click.option("--streng", is_flag=True, help="Keur ook bij waarschuwingen af.")
@click.option(
    "--sjablonen",
    "templates",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Map met eigen sjablonen en catalogi.",
)
def controleer(bestanden: tuple[Path, ...], *, as_json: bool, streng: bool, templates: Path | None) -> None:
    """Controleer delegatiebestanden en noem alle bevindingen.

    Per bevinding: de plaats in het bestand, de regel, wat er mis is en de bron. De uitkomst is 0 als ieder
    bestand in orde is, en anders 1.
    """  # noqa: D401  (Dutch: it is the help text)
    checked = [(click.format_filename(path), _findings(path, templates)) for path in bestanden]
    verdicts = [_ok(findings, strict=streng) for _, findings in checked]
    if as_json:
        files = [
            {"path": name, "ok": ok, "findings": [finding.as_json() for finding in findings]}
            for (name, findings), ok in zip(checked, verdicts, strict=True)
        ]
        click.echo(json.dumps({"files": files}, ensure_ascii=False, indent=2))
    else:
        for (name, findings), ok in zip(checked, verdicts, strict=True):
            click.echo("\n".join(_lines(_printable(name), findings, ok=ok)) + "\n")
        click.echo(_summary([findings for _, findings in checked], verdicts))
    if not all(verdicts):
        sys.exit(1)


def _findings(path: Path, templates: Path | None) -> tuple[Finding, ...]:
    # Models and rules load here, not with the module: `delegatie --help` needs neither.
    from generator.findings import Finding
    from generator.intake import take_in
    from generator.rules import findings_of
    from generator.source import MAX_BYTES

    try:
        data = take_in(path, limit=MAX_BYTES)
    except InputRefused as err:
        return (
            Finding(
                rule="BESTAND",
                severity="error",
                path="",
                line=1,
                column=1,
                message=err.message,
                source="eigen regel",
            ),
        )
    return findings_of(data, templates=templates)[1]


def _ok(findings: Iterable[Finding], *, strict: bool) -> bool:
    refused = {"error", "warning"} if strict else {"error"}
    return not any(finding.severity in refused for finding in findings)


def _lines(name: str, findings: Sequence[Finding], *, ok: bool) -> list[str]:
    lines = [f"{name}: {'in orde' if ok else 'niet in orde'}"]
    for finding in findings:
        place = f"{name}:{finding.line}:{finding.column}"
        lines.append(f"{place}  {_WEIGHT[finding.severity]} {finding.rule}  {finding.message}")
        where = f"plaats: {finding.path} · " if finding.path else ""
        lines.append(f"    {where}bron: {finding.source}")
    return lines


def _summary(found: Sequence[Sequence[Finding]], verdicts: Sequence[bool]) -> str:
    severities = [finding.severity for findings in found for finding in findings]
    errors, warnings = severities.count("error"), severities.count("warning")
    return (
        f"{_count(len(verdicts), 'bestand', 'bestanden')} gecontroleerd, {verdicts.count(False)} niet in orde: "
        f"{_count(errors, 'fout', 'fouten')}, {_count(warnings, 'waarschuwing', 'waarschuwingen')}."
    )


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _printable(name: str) -> str:
    """Give a file name that cannot write on the terminal by itself."""
    return "".join(c if c.isprintable() else "\ufffd" for c in name)
