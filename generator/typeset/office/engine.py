"""The LibreOffice engine: Word documents to tagged PDF/A-2a and PDF/UA-1, all in one start of soffice.

For layouts that are to come out as Word has them. It reads no more than the strict reader does, and
what it makes passes the same gate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from generator.errors import ProductRefused
from generator.typeset import engine as typst_engine
from generator.typeset.office.mend import families, mend
from generator.typeset.office.prepare import prepare
from generator.typeset.office.program import Office, find

if TYPE_CHECKING:
    from generator.typeset.paper import Paper

__all__ = ["Job", "Office", "find", "typeset"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A Word document, and what the strict reader read in it."""

    docx: bytes
    paper: Paper


def typeset(jobs: Sequence[Job], *, at: datetime, office: Office) -> list[bytes]:
    """Set every document, in one start of the program.

    The same documents, moment and version of LibreOffice give the same bytes. Raises TemplateRefused for what
    no engine can set, ProductRefused for what LibreOffice made otherwise or not at all, SurroundingsFailed
    when it does not start or end.
    """
    if not jobs:
        return []
    for job in jobs:
        _check(job.paper, at=at)
    named = sorted({family for job in jobs for family in families(job.paper)})
    results = office.convert([prepare(job.docx, job.paper) for job in jobs], named)
    return [_mended(job.paper, data, at=at) for job, data in zip(jobs, results, strict=True)]


def _check(paper: Paper, *, at: datetime) -> None:
    """Let the other engine name what cannot be set (a sign that no font has, headings that skip a level).

    LibreOffice would borrow a sign from another font, or show an empty box, and say nothing.
    """
    try:
        typst_engine.typeset(paper, at=at)
    except ProductRefused:
        return  # that engine's own trouble


def _mended(paper: Paper, data: bytes | None, *, at: datetime) -> bytes:
    if data is None:
        raise ProductRefused(
            f"{paper.name}: LibreOffice maakte van dit document geen PDF.",
            hint="Open het sjabloon in LibreOffice en kijk of het daar leesbaar is; of gebruik de gewone zetter.",
        )
    return mend(data, paper, at=at)
