"""What happened to a paper and to its dossier, read from the signatures themselves and from the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time

from generator.archive.history import Earlier
from generator.archive.model import Happened
from generator.archive.statement_facts import Facts
from generator.delegation import Delegation
from generator.examine import Item
from signing import ledger
from signing.report import SignatureReport

_RENEWED = "vernieuwing"
_VERDICTS = {"valid": "geldig", "invalid": "ongeldig", "indeterminate": "niet vast te stellen"}


def of_paper(
    item: Item,
    lines: Sequence[ledger.Entry],
    *,
    document: str,
    earlier: Sequence[Facts],
    made: datetime,
    judged_at: datetime,
    officer: str,
) -> Iterator[Happened]:
    """Give the events of one paper: made, agreed to by each person, frozen, renewed, and validated then and now.

    `lines` are those of the ledger on this paper, `earlier` what the statements before this package said.
    """
    yield Happened(kind="Creatie", at=_before_all(made, [item]), by=_maker(item))
    for one in item.signatures:
        if one.time is None:
            continue
        match one.kind:
            case "handtekening":
                yield Happened(
                    kind="Accordering", at=one.time, by=f"{one.signer} ({one.role})", result=_set(one)
                )
            case "sluitzegel":
                yield Happened(kind="Bevriezing", at=one.time, by=one.signer, result=_set(one))
    for line in lines:
        if line.data.get("stap") == _RENEWED:
            at = datetime.fromisoformat(str(line.data.get("tijd")))
            yield Happened(kind="Wijziging", at=at, by=_maker(item), result="Archieftijdstempel vernieuwd.")
    yield from _validations(document, earlier)
    for one in item.signatures:
        yield Happened(kind="Validatie Handtekening", at=judged_at, by=officer, result=_validated(one))


def _validations(document: str, earlier: Sequence[Facts]) -> Iterator[Happened]:
    """Give the validations of then: whom an earlier statement named, and what it said of this paper."""
    for facts in earlier:
        for paper in facts.papers:
            if paper.document == document:
                told = (
                    f"{_VERDICTS[paper.verdict]}: alle handtekeningen, zegels en tijdstempels op dit papier"
                )
                yield Happened(
                    kind="Validatie Handtekening", at=facts.at, by=facts.officer, result=f"{told}."
                )


def of_dossier(
    delegation: Delegation,
    papers: Sequence[Item],
    earlier: Earlier,
    *,
    packed_at: datetime,
    officer: str,
    custodian: str,
) -> Iterator[Happened]:
    """Give the events of the dossier as a whole: made, closed when its last seal was set, packed, renewed."""
    yield Happened(kind="Creatie", at=_before_all(day(delegation), papers), by=delegation.arbodienst.naam)
    seals = [one for item in papers for one in item.signatures if one.kind == "sluitzegel" and one.time]
    last = max(seals, key=lambda one: one.time or packed_at, default=None)
    if last is not None and last.time is not None:
        yield Happened(kind="Bevriezing", at=last.time, by=last.signer, result="Het dossier is gesloten.")
    keeper = delegation.arbodienst.naam
    rounds = [(one.at, one.officer, one.custodian or keeper) for one in earlier.facts]
    rounds.append((packed_at, officer, custodian or keeper))
    yield Happened(kind="Export", at=rounds[0][0], by=rounds[0][1], result="Opgenomen in een archiefpakket.")
    for (at, _, sealer), before in zip(rounds[1:], earlier.statements, strict=True):
        yield Happened(
            kind="Wijziging", at=at, by=sealer, result=f"Archiefpakket vernieuwd. {before.why}".strip()
        )


def day(delegation: Delegation) -> datetime:
    """Give the day on which the papers were drawn up."""
    return datetime.combine(delegation.datum_opmaak, time(), tzinfo=UTC)


def _before_all(made: datetime, papers: Sequence[Item]) -> datetime:
    """Nothing is signed before it is made, also where the papers bear a later date."""
    return min([made, *(one.time for item in papers for one in item.signatures if one.time)])


def _maker(item: Item) -> str:
    return next((one.signer for one in item.signatures if one.kind == "certificering"), "onbekend")


def _set(one: SignatureReport) -> str:
    return f"PAdES {one.level}, certificaat SHA-256 {one.certificate}" if one.level else ""


def _validated(one: SignatureReport) -> str:
    told = f"{_VERDICTS[one.verdict]}: {one.kind} van {one.signer}"
    if one.role and one.kind == "handtekening":
        told += f" als {one.role}"
    if one.time:
        told += f", gezet op {one.time:%Y-%m-%dT%H:%M:%SZ}"
    reasons = " ".join(problem.message for problem in one.problems)
    return f"{told}, certificaat SHA-256 {one.certificate}. {reasons}".strip()
