"""A small sealed dossier with its archive statement, and the keys of two organisations to seal with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from generator.archive import statement
from generator.archive.statement import Facts, Judged, Paper
from generator.dossier import Dossier, open_dossier, sha256
from generator.void import delegation_of
from signing.keys import Key
from signing.sign import now
from tests.workshop import ORGANISATION, Workshop

CUSTODIAN = "Bedrijfsartsengroep Rivierenland"
LISTS = {
    "tagmanifest-sha256.txt": b"ab" * 32 + b"  manifest-sha256.txt\n",
    "tagmanifest-sha512.txt": b"cd" * 64 + b"  manifest-sha512.txt\n",
}
OFFICER = "E. de Groot, casemanager"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A small sealed dossier, the keys of two organisations, and its statement."""

    workshop: Workshop
    dossier: Dossier
    keys: dict[str, Key]
    pdf: bytes = b""

    def facts(self, **changes: Any) -> Facts:
        papers = tuple(
            Paper(
                document=one.id,
                title=one.plan.title,
                sha256=sha256(self.dossier.read_pdf(one)),
                verdict="valid",
            )
            for one in self.dossier.manifest.documents
        )
        given: dict[str, Any] = {
            "reference": self.dossier.manifest.reference,
            "title": "Taakdelegatie Gemeente Dommelwaard",
            "at": now(),
            "program": "delegatie 0.1.0",
            "officer": OFFICER,
            "creator": "Gemeente Dommelwaard",
            "keep_until": date(2047, 1, 1),
            "files": 43,
            "size": 1_234_567,
            "papers": papers,
        }
        return Facts(**given | changes)

    def seal(self, facts: Facts | None = None, *, key: str = "", of: Dossier | None = None) -> bytes:
        facts = facts or self.facts()
        return statement.seal(
            of or self.dossier,
            facts,
            LISTS,
            self.keys[key or facts.custodian or ORGANISATION],
            self.workshop.services,
            clock=now,
        )

    def judge(
        self, pdf: bytes, lists: dict[str, bytes] = LISTS, *, newer: Facts | None = None, **changes: Any
    ) -> Judged:
        given: dict[str, Any] = {
            "delegation": delegation_of(self.dossier),
            "manifest": self.dossier.manifest,
            "trust": self.workshop.trust,
            "at": now(),
        } | changes
        if newer is not None:
            return statement.judge_earlier(pdf, lists, newer=newer, **given)
        return statement.judge(pdf, lists, **given)

    def named(self, **changes: Any) -> Dossier:
        """The dossier as if its manifest said something else."""
        return replace(self.dossier, manifest=replace(self.dossier.manifest, **changes))


def bench_of(workshop: Workshop) -> Bench:
    """The bench, with a statement that was sealed by the arbodienst."""
    keys = {name: workshop.key(name).unlock() for name in (ORGANISATION, CUSTODIAN)}
    made = Bench(workshop=workshop, dossier=open_dossier(workshop.small("verzegeld")), keys=keys)
    return replace(made, pdf=made.seal())


def kept_by(bench: Bench) -> bytes:
    """The statement of a custodian, who renewed the package."""
    earlier = statement.earlier_of(bench.pdf, why="Het certificaat van de tijdstempel verliep op 1 mei 2034.")
    return bench.seal(bench.facts(custodian=CUSTODIAN, earlier=earlier))
