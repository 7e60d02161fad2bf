"""D17, the statement that seals a package: does it seal this one, and since when is that proven.

A bag is held together by digests that anyone can compute again. The statement carries its two tag manifests
byte for byte under a seal with an archive time-stamp, and prints their digests (docs/adr/0023).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from generator.archive.statement_facts import Earlier, Facts, Paper, earlier_of, facts_of
from generator.archive.statement_make import ID, TAG_MANIFESTS, make, plan_for, seal, seal_all
from generator.dossier import marks, sha256
from generator.rules.words import folded
from signing import state
from signing.errors import DocumentRefused
from signing.report import Problem, Report, Verdict, weigh
from signing.verify import verify

if TYPE_CHECKING:
    from generator.delegation import Delegation
    from generator.dossier import Manifest
    from signing.policy import Trust

__all__ = [
    "ID",
    "TAG_MANIFESTS",
    "Earlier",
    "Facts",
    "Judged",
    "Paper",
    "earlier_of",
    "facts_of",
    "judge",
    "judge_earlier",
    "make",
    "plan_for",
    "seal",
    "seal_all",
]

_OTHERS = {
    "BronSHA256": "hoort bij een ander delegatiebestand dan in het pakket ligt",
    "AanvullingSHA256": "hoort bij een andere aanvulling dan in het pakket ligt",
    "CatalogusSHA256": "hoort bij een dossier dat met een andere lijst van documenten is gemaakt",
    "Proef": "is een proef bij een echt dossier, of andersom",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What verification found of a statement.

    `facts` is what it says, None where it says nothing that can be read. `proven_at` is the moment since when
    everything in the package is proven to have existed: only where all is valid.
    """

    report: Report
    problems: tuple[Problem, ...]
    facts: Facts | None
    proven_at: datetime | None

    @property
    def verdict(self) -> Verdict:
        """Weigh what is wrong with its signatures and with what it says."""
        return weigh([*self.report.reasons, *self.problems])


def judge(
    pdf: bytes,
    tag_manifests: Mapping[str, bytes],
    *,
    delegation: Delegation,
    manifest: Manifest,
    trust: Trust,
    at: datetime,
    custodian: str = "",
) -> Judged:
    """Judge as of `at` whether `pdf` seals the package with these tag manifests; never raises for a bad one.

    Who had to seal it comes from the delegation, or is the `custodian` whom the caller names: never from the
    PDF. One that says another sealer is judged as that one's and stays open (`ander-beheer`), for anyone can
    have a seal. The bytes of revision 0 are known from nowhere else, and need not be: the issue seal certifies
    them, they name the dossier, its delegation file and whether it is real, and they hold the tag manifests;
    another paper under the same seal differs in one of these (`archiefverklaring`).
    """
    return _judge(
        pdf, tag_manifests, delegation=delegation, manifest=manifest, trust=trust, at=at,
        sealers=(delegation.arbodienst.naam, custodian), more=(),
    )  # fmt: skip


def judge_earlier(
    pdf: bytes,
    tag_manifests: Mapping[str, bytes],
    *,
    newer: Facts,
    delegation: Delegation,
    manifest: Manifest,
    trust: Trust,
    at: datetime,
    custodian: str = "",
) -> Judged:
    """Judge a statement that was succeeded, with the tag manifests of its time, as of when `newer` is proven.

    The newer one must name it by its digest; whom that names as its sealer is accepted as well, for a
    custodian can be succeeded too.
    """
    named = next((one for one in newer.earlier if one.sha256 == sha256(pdf)), None)
    stranger = Problem(
        code="archiefverklaring",
        message="De archiefverklaring die hierna kwam, noemt deze eerdere archiefverklaring niet.",
    )
    return _judge(
        pdf, tag_manifests, delegation=delegation, manifest=manifest, trust=trust, at=at,
        sealers=(delegation.arbodienst.naam, custodian, named.sealer if named else ""),
        more=() if named else (stranger,),
    )  # fmt: skip


def _judge(
    pdf: bytes,
    tag_manifests: Mapping[str, bytes],
    *,
    delegation: Delegation,
    manifest: Manifest,
    trust: Trust,
    at: datetime,
    sealers: Collection[str],
    more: Collection[Problem],
) -> Judged:
    try:
        facts = facts_of(pdf)
    except DocumentRefused:
        facts = None
    said = (facts.custodian if facts else "") or delegation.arbodienst.naam
    accepted = next((one for one in sealers if folded(one) == folded(said)), "")
    plan = plan_for(delegation, test=manifest.test, custodian=accepted or said)
    report = verify(pdf, trust=trust, at=at, plan=plan)
    problems = (*_problems(pdf, tag_manifests, manifest), *(() if accepted else (_other(said),)), *more)
    stamps = [one.time for one in report.signatures if one.kind == "archieftijdstempel"]
    whole = report.verdict == "valid" and not problems
    # Of several time-stamps each proves the one before it, so that the first is the earliest proof.
    return Judged(report=report, problems=problems, facts=facts, proven_at=stamps[0] if whole else None)


def _problems(pdf: bytes, tag_manifests: Mapping[str, bytes], manifest: Manifest) -> Iterator[Problem]:
    """Hold what the PDF says of itself, and what it carries, against the package it lies in."""
    try:
        found = state.marks(pdf)
    except DocumentRefused:
        return  # `verify` says that it is unreadable
    wanted = marks(manifest, ID, word_sha256=found.get("WordSHA256", ""))
    whose = found.get("Document", "onbekend"), found.get("Kenmerk", "onbekend")
    if whose != (ID, manifest.reference):
        yield _differs(f"is {' van '.join(whose)}, en hier hoort {ID} van {manifest.reference} te liggen")
        return
    for key, other in _OTHERS.items():
        if found.get(key) != wanted.get(key):
            yield _differs(other)
    try:
        inside = state.attachments(pdf)
        facts_of(pdf)
    except DocumentRefused as err:
        yield _differs(f"is niet te lezen: {err.message.removesuffix('.')}")
        return
    for name in sorted({*inside, *tag_manifests}):
        if inside.get(name) != tag_manifests.get(name):
            yield _differs(f"verzegelt een andere {name} dan in het pakket ligt")
    if not inside:
        yield _differs("bevat geen lijsten van bestanden, en verzegelt dus niets")


def _other(sealer: str) -> Problem:
    return Problem(
        code="ander-beheer",
        message=f"De archiefverklaring is verzegeld door {sealer}. Dat is niet de arbodienst van de delegatie, "
        f"en of {sealer} dit pakket beheert, is hier niet bekend; bevestig dat met --beheerder.",
    )


def _differs(what: str) -> Problem:
    return Problem(code="archiefverklaring", message=f"De archiefverklaring {what}.")
