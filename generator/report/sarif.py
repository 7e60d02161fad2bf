"""What was found, for programs that show it beside the text: SARIF 2.1.0 (OASIS).

A file below the working folder is named relative to it, so that the report says nothing of the machine.
No line of a file is quoted: the report can end up where the file itself may not be.
"""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from generator.rules import RULES, TEXT_RULES
from generator.rules.elsewhere import ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.findings import Finding, Severity
    from generator.report.check import Checked

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVEL: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
_BASE = "WERKMAP"
# What no rule of the catalogue says: the file itself, its text, its shape.
_OTHERS: Mapping[str, str] = {
    "BESTAND": "Het bestand, en het bestand waar het bij hoort, kan worden gelezen.",
    "YAML": "De tekst is één YAML 1.2-document, binnen de grenzen van het formaat.",
    "SCHEMA": "Iedere sleutel hoort bij het formaat en heeft een waarde van de goede soort.",
}


def sarif(files: Sequence[Checked], *, here: Path) -> dict[str, Any]:
    """Give the report as a SARIF log with one run; `here` is the folder that names are relative to."""
    rules = _rules([finding for one in files for finding in one.findings])
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "delegatie",
                "version": _version(),
                "language": "nl",
                "rules": rules,
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_BASE: {"description": {"text": "De map waarin de opdracht is gegeven."}}},
        "artifacts": [{"location": _location(one, here)} for one in files],
        "results": [
            _result(finding, index, _location(one, here) | {"index": number})
            for number, one in enumerate(files)
            for finding in one.findings
        ],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rules(found: Sequence[Finding]) -> list[dict[str, Any]]:
    """Describe every rule on delegation files, and those that spoke on something else."""
    rules: dict[str, dict[str, Any]] = {}
    for norm in (*RULES, *TEXT_RULES, *(one for one in ELSEWHERE if "controleer" in one.steps)):
        rules[norm.id] = _rule(norm.id, norm.demand, norm.severity, norm.source)
    for id_, demand in _OTHERS.items():
        rules[id_] = _rule(id_, demand, "error", "eigen regel")
    for finding in found:
        if finding.rule not in rules:
            demand = f"Regel {finding.rule} voor papieren na de delegatie."
            rules[finding.rule] = _rule(finding.rule, demand, finding.severity, finding.source)
    return sorted(rules.values(), key=lambda rule: str(rule["id"]))


def _rule(id_: str, demand: str, severity: Severity, source: str) -> dict[str, Any]:
    return {
        "id": id_,
        "shortDescription": {"text": demand},
        "help": {"text": f"{demand} Bron: {source}."},
        "defaultConfiguration": {"level": _LEVEL[severity]},
    }


def _result(finding: Finding, index: Mapping[str, int], location: Mapping[str, Any]) -> dict[str, Any]:
    place: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": location,
            "region": {"startLine": finding.line, "startColumn": finding.column},
        }
    }
    if finding.path:
        place["logicalLocations"] = [{"fullyQualifiedName": finding.path}]
    return {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": _LEVEL[finding.severity],
        "message": {"text": finding.message},
        "locations": [place],
        "properties": {"bron": finding.source},
    }


def _location(checked: Checked, here: Path) -> dict[str, Any]:
    if checked.path is None:
        return {"uri": "stdin", "description": {"text": "Standaardinvoer"}}
    # Not resolved: a link has the name by which it was given.
    path = Path(os.path.abspath(here / checked.path))  # noqa: PTH100
    if path.is_relative_to(here):
        return {"uri": quote(os.fsencode(path.relative_to(here).as_posix())), "uriBaseId": _BASE}
    return {"uri": f"file://{quote(os.fsencode(path.as_posix()))}"}


def _version() -> str:
    try:
        return version("taakdelegatie")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "0"
