"""The verdicts as a page for people: what was judged, by whom, and what they said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from tests.conformance.broken import Broken
from tests.conformance.judges import Verdict

_HEAD = """# Conformance

Written by `make conformance`; every build makes it again. veraPDF 1.28 judges PDF/A-2a and PDF/UA-1,
EU DSS 6.4 judges the signatures with the trial root as its only trust anchor, qpdf and pdfsig (Poppler)
judge the sealed files of `make demo`. «yes» under a flavour: no rule failed. Levels are those that EU DSS
names, without «PAdES-BASELINE-»; each signature is TOTAL_PASSED and nothing undefined changed after it.
The signers' certificates last a year; for the two renewals the clock stands 450 and 700 days later.

| keys | dossier | document | stage | PDF/A-2a | PDF/UA-1 | signatures, in the order of the file |
|---|---|---|---|---|---|---|
"""
_BROKEN = """
## Broken on purpose

A judge that accepts these judges nothing.

| file | found by |
|---|---|
"""


def page(verdicts: Iterable[Verdict], broken: Sequence[tuple[Broken, Verdict]]) -> str:
    """Write the whole page; the same verdicts give the same text."""
    lines = [_row(verdict) for verdict in verdicts]
    found = [
        f"| {one.name} | {'; '.join(fault for fault in verdict.faults if one.says in fault)} |"
        for one, verdict in broken
    ]
    return _HEAD + "\n".join(lines) + "\n" + _BROKEN + "\n".join(found) + "\n"


def _row(verdict: Verdict) -> str:
    stage = verdict.stage
    example, _, keys = stage.dossier.rpartition("-")
    forms = " | ".join("yes" if ok else "**no**" for ok in verdict.forms.values())
    levels = [
        (level if indication == "TOTAL_PASSED" else f"**{indication}**").removeprefix("PAdES-BASELINE-")
        for _, indication, level in (signature.split() for signature in verdict.signatures)
    ]
    told = ", ".join(f"{len(list(run))} × {level}" for level, run in groupby(levels)) or "–"
    return f"| {keys} | {example} | {stage.document} | {stage.name} | {forms} | {told} |"
