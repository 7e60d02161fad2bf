"""Make D17, the statement that seals a package: its page, the lists it carries, two seals and an archive time-stamp."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from generator import catalogue
from generator.addition import Addition
from generator.archive.names import sip_name
from generator.archive.package import BOOKS, HISTORY
from generator.archive.statement_facts import MARK, Facts
from generator.context import in_words
from generator.dossier import sha256
from generator.errors import InputRefused
from generator.papers import Work, plan_of, typeset_all
from generator.typeset.paper import Attachment
from generator.void import delegation_of
from signing import sign
from signing.appearance import dutch_moment
from signing.increment import Outcome, Services, single

if TYPE_CHECKING:
    from pathlib import Path

    from generator.catalogue import DocumentKind
    from generator.delegation import Delegation
    from generator.dossier import Dossier
    from generator.letterhead.design import Letterhead
    from signing.keys import Key
    from signing.plan import Plan
    from signing.report import Verdict

ID = "D17"
TAG_MANIFESTS = ("tagmanifest-sha256.txt", "tagmanifest-sha512.txt")
_VERDICTS: Mapping[Verdict, str] = {
    "valid": "geldig",
    "invalid": "ongeldig",
    "indeterminate": "niet vast te stellen",
}


def seal(
    dossier: Dossier,
    facts: Facts,
    tag_manifests: Mapping[str, bytes],
    key: Key,
    services: Services,
    *,
    clock: sign.Clock,
    templates: Path | None = None,
    letterhead: Letterhead | None = None,
) -> bytes:
    """Make the statement of one package, seal it twice and stamp it for the archive; it is whole, or it is not.

    One key may seal any number of packages. Raises what `make` raises, and `WrongTurn`, `KeyFailed`,
    `ServiceFailed`, `DocumentRefused`, `ResultRefused`.
    """
    paper = make(dossier, facts, tag_manifests, templates=templates, letterhead=letterhead)
    return single(seal_all([paper], key, services, clock=clock))


def seal_all(
    papers: Sequence[sign.Paper], key: Key, services: Services, *, clock: sign.Clock
) -> list[Outcome]:
    """Seal statements twice and stamp them for the archive, together; each is whole, or one says why it is not."""
    # A lower level would leave the package without proof of when it was, and that is what this is for.
    whole = replace(services, policy="vereist")
    issued = sign.issue(papers, key, whole, clock=clock)
    to_close = [
        replace(paper, pdf=pdf) for paper, pdf in zip(papers, issued, strict=True) if isinstance(pdf, bytes)
    ]
    closed = iter(sign.close(to_close, key, whole, clock=clock))
    return [next(closed) if isinstance(one, bytes) else one for one in issued]


def make(
    dossier: Dossier,
    facts: Facts,
    tag_manifests: Mapping[str, bytes],
    *,
    templates: Path | None = None,
    letterhead: Letterhead | None = None,
) -> sign.Paper:
    """Make it without signatures (revision 0), with who seals it. A custodian does not write on our letterhead.

    Raises `InputRefused`, `TemplateRefused`, `ProductRefused`, `SurroundingsFailed`.
    """
    reference = dossier.manifest.reference
    if tuple(sorted(tag_manifests)) != TAG_MANIFESTS or facts.reference != reference:
        raise InputRefused(f"Dit is niet het archiefpakket van dossier {reference}.")
    delegation = delegation_of(dossier)
    work = Work(
        delegation=delegation,
        addition=Addition(
            series="archivering",
            reference=reference,
            place=delegation.plaats,
            made_on=facts.at.date(),
            data=b"",
            values={"archivering": _values(facts, delegation, tag_manifests)},
            findings=(),
        ),
        manifest=dossier.manifest,
        templates=templates,
        progress=lambda _kind: None,
        letterhead=None if facts.custodian else letterhead,
        marks={MARK: facts.dumps()},
        sealer=facts.custodian,
    )
    one = work.render(kind())
    attachments = tuple(
        Attachment(
            name=name,
            data=tag_manifests[name],
            mime="text/plain",
            relationship="data",
            description="Lijst van bestanden van het archiefpakket, met hun controlegetallen.",
        )
        for name in TAG_MANIFESTS
    )
    one = replace(one, paper=replace(one.paper, attachments=attachments))
    (typeset_pdf,), _ = typeset_all([one], "typst", at=work.at)
    document, pdf = work.finish(one, typeset_pdf)
    return sign.Paper(pdf=pdf, plan=document.plan, origin=document.origin)


def kind() -> DocumentKind:
    """Give the kind of document it is: the program's own, whatever list a dossier was made with."""
    return catalogue.documents(None, "archivering")[0]


def plan_for(delegation: Delegation, *, test: bool, custodian: str = "") -> Plan:
    """Give who seals it: the arbodienst, or the custodian that is named."""
    return plan_of(kind(), delegation, test=test, sealer=custodian)


def _values(facts: Facts, delegation: Delegation, tag_manifests: Mapping[str, bytes]) -> dict[str, object]:
    return {
        "titel": facts.title,
        "gemaakt_op": dutch_moment(facts.at),
        "programma": facts.program,
        "functionaris": facts.officer,
        "archiefvormer": facts.creator,
        "bewaren_tot": in_words(facts.keep_until),
        "omvang": f"{_grouped(facts.files)} bestanden, samen {_grouped(facts.size)} bytes",
        "administratie": _place(facts, BOOKS),
        "geschiedenis": _place(facts, HISTORY),
        "beheerder": facts.custodian,
        "zegelaar": facts.custodian or delegation.arbodienst.naam,
        "documenten": [
            {"id": one.document, "titel": one.title, "sha256": one.sha256, "oordeel": _VERDICTS[one.verdict]}
            for one in facts.papers
        ],
        "lijsten": [
            {"naam": name, "sha256": sha256(tag_manifests[name]), "sha512": _long(tag_manifests[name])}
            for name in TAG_MANIFESTS
        ],
        "eerder": [
            {
                "gemaakt_op": dutch_moment(one.at),
                "zegelaar": one.sealer or delegation.arbodienst.naam,
                "sha256": one.sha256,
                "reden": one.why,
            }
            for one in facts.earlier
        ],
    }


def _place(facts: Facts, name: str) -> str:
    """Give the folder of a piece that is no paper, as the package has it."""
    whole = sip_name(facts.reference)
    return f"data/{whole}/{whole}-{name}"


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _long(data: bytes) -> str:
    """Write a SHA-512 on two lines: no line of the page holds it."""
    digest = hashlib.sha512(data).hexdigest()
    return f"{digest[:64]}\n{digest[64:]}"
