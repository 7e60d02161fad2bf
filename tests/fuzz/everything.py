"""All kinds of mutants."""

from __future__ import annotations

from tests.fuzz import appended, bytewise, cms, crossref, dossiers, evidence, metadata, rewritten, signed
from tests.fuzz.model import Kind

KINDS: tuple[Kind, ...] = (
    *bytewise.KINDS,
    *crossref.KINDS,
    *rewritten.KINDS,
    *appended.KINDS,
    *cms.KINDS,
    *evidence.KINDS,
    *metadata.KINDS,
    *signed.KINDS,
    *dossiers.KINDS,
)
