"""Feedback to employer and employee (D6 and D7): one body, two envelopes, checked before it is made.

The file with it holds health data and belongs in the medical file: nothing of its text goes into names of
files, logs or dossiers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.addition import Addition
from generator.feedback.check import check
from generator.feedback.model import Terugkoppeling
from generator.feedback.values import values
from generator.reading import read_as

if TYPE_CHECKING:
    from pathlib import Path

    from generator.delegation import Delegation
    from generator.findings import Finding


def read(
    data: bytes, *, delegation: Delegation, templates: Path | None = None
) -> tuple[Addition | None, tuple[Finding, ...]]:
    """Read and check a feedback file against its delegation; see `generator.additions.Reader`.

    Raises `TemplateRefused` and `SurroundingsFailed` for a word list that cannot be used.
    """
    found = read_as(data, Terugkoppeling)
    findings = check(found, data, delegation=delegation, templates=templates)
    file = found.value
    if file is None:
        return None, findings
    printed = {"terugkoppeling": values(file)}
    return Addition.of(file, data, series="terugkoppeling", values=printed, findings=findings), findings
