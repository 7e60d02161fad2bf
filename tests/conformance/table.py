"""The verdicts as a page for people: what was judged, by whom, and what they said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from tests.conformance.broken import Broken
from tests.conformance.judges import Found, Verdict
from tests.conformance.runs import START, Run

_HEAD = f"""# Conformance

Written by `make conformance`; every build makes it again. veraPDF 1.28 judges PDF/A and PDF/UA-1, EU DSS 6.4
judges the signatures with the trial root as its only trust anchor, qpdf and pdfsig (Poppler) judge the sealed
files of `make demo`. A flavour in its column: no rule failed. Levels are those that EU DSS names, without
«PAdES-BASELINE-»; each signature is TOTAL_PASSED and nothing undefined changed after it. «T→LT»: the newest
signature is called T here, and LT in the next stage, because its validation data stand in its own revision
([decision 0003](adr/0003-one-increment-a-step.md)). Every run begins on {START:%-d %B %Y};
the signers' certificates last a year, and for the renewals the clock is moved past their end.
"""
_ENGINES = {"typst": "Typst", "libreoffice": "LibreOffice"}
_COLUMNS = """
| document | stage | PDF/A | PDF/UA | signatures, in the order of the file |
|---|---|---|---|---|
"""
_PLACEMENT = """
## Where EU DSS looks for validation data

The same file twice; behind the second stands one more revision, which names a certificate of the DSS again and
adds nothing. The place makes the level.

| file | signatures |
|---|---|
"""
_BROKEN = """
## Broken on purpose

A judge that accepts these judges nothing.

| file | found by |
|---|---|
"""


def page(
    verdicts: Iterable[Verdict],
    placed: Sequence[Verdict],
    broken: Sequence[tuple[Broken, Verdict]],
    left_out: str,
) -> str:
    """Write the whole page; the same verdicts give the same text."""
    runs = [_run(run, list(group)) for run, group in groupby(verdicts, lambda one: one.stage.run)]
    if left_out:
        runs.append(f"\n## Left out\n\n{left_out}\n")
    same = [f"| {verdict.stage.label} | {_levels(verdict.signatures)} |" for verdict in placed]
    found = [
        f"| {one.name} | {'; '.join(fault for fault in verdict.faults if one.says in fault)} |"
        for one, verdict in broken
    ]
    return _HEAD + "".join(runs) + _PLACEMENT + "\n".join(same) + "\n" + _BROKEN + "\n".join(found) + "\n"


def _run(run: Run, verdicts: Sequence[Verdict]) -> str:
    signed, served = (
        f"{kind.upper()}{' with PSS' if pss else ''}"
        for kind, pss in ((run.keys, run.pss), (run.services, run.services_pss))
    )
    where = " on PKCS#11 tokens, the employer's at a signing service (CSC)" if run.media == "kaarten" else ""
    when = (
        " Persons sign while no time-stamp service answers; lifted before it is closed." if run.lifted else ""
    )
    days = " and ".join(str(later.days) for later in run.renewals)
    told = (
        f"Example {run.example}, set by {_ENGINES[run.engine]}. Keys: signers and seals {signed}{where}, "
        f"services {served}.{when} Renewed after {days} days."
    )
    return f"\n## {run.name}\n\n{told}\n" + _COLUMNS + "\n".join(map(_row, verdicts)) + "\n"


def _row(verdict: Verdict) -> str:
    stage = verdict.stage
    forms = " | ".join(name if ok else f"**not {name}**" for name, ok in verdict.forms.items())
    return f"| {stage.document} | {stage.name} | {forms} | {_levels(verdict.signatures)} |"


def _levels(signatures: Sequence[Found]) -> str:
    levels = map(_level, signatures)
    return ", ".join(f"{len(list(run))} × {level}" for level, run in groupby(levels)) or "–"


def _level(found: Found) -> str:
    if found.indication != "TOTAL_PASSED":
        return f"**{found.indication}**"
    names = [found.level, found.later] if found.later else [found.level]
    return "→".join(name.removeprefix("PAdES-BASELINE-") for name in names)
