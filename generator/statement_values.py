"""What D14, the statement that closes a dossier, says of it: its papers with who signed them, and the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.dossier import sha256
from generator.errors import InputRefused
from signing.identity import fingerprint, holder

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from generator.dossier import Document, Dossier
    from generator.findings import Finding
    from signing.once import Verdicts
    from signing.policy import Trust

_WEIGHTS = {"error": "fout", "warning": "waarschuwing", "info": "opmerking"}


def values(
    dossier: Dossier,
    source: bytes,
    known: Verdicts,
    *,
    trust: Trust,
    at: datetime,
    templates: Path | None,
) -> dict[str, object]:
    """Give the values for its template, `source` being the delegation file; each paper is verified as of `at`.

    `known` is what was found earlier in this run. Raises `InputRefused` for a paper that is not valid,
    `SurroundingsFailed`.
    """
    from generator.rules import RULES, TEXT_RULES, findings_of
    from signing.appearance import dutch_moment

    _, findings = findings_of(source, templates=templates)
    return {
        "documenten": [
            _document(dossier, document, known, trust=trust, at=at) for document in dossier.manifest.documents
        ],
        "bevindingen": [_finding(finding) for finding in findings],
        "regels_gecontroleerd": len(RULES) + len(TEXT_RULES),
        "versies": [
            {"naam": name, "versie": version} for name, version in sorted(dossier.manifest.versions.items())
        ],
        "vertrouwen": _roots(trust),
        "verzegeld_op": dutch_moment(at),
    }


def _document(
    dossier: Dossier, document: Document, known: Verdicts, *, trust: Trust, at: datetime
) -> dict[str, object]:
    from signing.appearance import dutch_moment

    pdf = dossier.read_pdf(document)
    report = known.of(pdf, trust=trust, at=at, plan=document.plan, origin=document.origin)
    if report.verdict != "valid":
        reasons = " ".join(dict.fromkeys(problem.message for problem in report.reasons))
        raise InputRefused(
            f"{document.pdf} is niet geldig, dus het dossier wordt niet gesloten. {reasons}",
            hint="`delegatie verifieer` zegt wat er nog meer niet klopt; zet het document terug uit een kopie.",
        )
    return {
        "id": document.id,
        "titel": document.plan.title,
        "bestand": document.pdf,
        "sha256": sha256(pdf),
        "ondertekenaars": [
            {
                "rol": one.role,
                "naam": one.signer,
                "moment": dutch_moment(one.time) if one.time else "",
                "certificaat": one.certificate,
                "niveau": one.level,
            }
            for one in report.signatures
            if one.kind != "archieftijdstempel"
        ],
    }


def _roots(trust: Trust) -> str:
    named = "; ".join(f"{holder(root)} (SHA-256 {fingerprint(root)})" for root in trust.roots)
    return f"Vertrouwd werd op {'de wortel' if len(trust.roots) == 1 else 'de wortels'} {named}."


def _finding(finding: Finding) -> dict[str, str]:
    return {
        "regel": finding.rule,
        "ernst": _WEIGHTS[finding.severity],
        "plaats": finding.path,
        "tekst": finding.message,
        "bron": finding.source,
    }
