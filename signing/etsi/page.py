"""What the parts of one report share."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from asn1crypto import x509

from signing.etsi.chain import chain
from signing.etsi.contents import Contents, Held, Mark
from signing.etsi.objects import Proofs, Stamp
from signing.identity import fingerprint
from signing.policy import Trust
from signing.report import Report, SignatureReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A file, what it holds and what was found of it; `judged` are the findings, each with its mark if it has one."""

    pdf: bytes = field(repr=False)
    name: str
    report: Report
    at: datetime
    contents: Contents
    judged: tuple[tuple[SignatureReport, Mark | None], ...]
    chains: tuple[tuple[Held, ...], ...]
    roots: tuple[str, ...]
    proofs: Proofs

    @classmethod
    def of(
        cls, pdf: bytes, report: Report, contents: Contents, *, name: str, at: datetime, trust: Trust
    ) -> Page:
        """Bring findings and contents together; contents that are not what the findings are about are left out."""
        fields = [mark.embedded.field_name for mark in contents.marks]
        if fields != [one.field for one in report.signatures]:
            contents = Contents()
        marks = contents.marks or (None,) * len(report.signatures)
        judged = tuple(zip(report.signatures, marks, strict=True))
        known = {one.id: one for one in contents.held}
        chains = tuple(_chain(mark, contents, trust, known) for mark in marks)
        return cls(
            pdf=pdf,
            name=name,
            report=report,
            at=at,
            contents=replace(contents, held=tuple(known.values())),
            judged=judged,
            chains=chains,
            roots=tuple(fingerprint(root) for root in trust.roots),
            proofs=Proofs(
                at=at,
                stamps=tuple(
                    Stamp(position=mark.position, time=one.time, token=mark.tokens[0])
                    for one, mark in judged
                    if mark and mark.stamp and mark.tokens and one.time and one.verdict == "valid"
                ),
            ),
        )

    def later(self, mark: Mark) -> list[Held]:
        """Give the archive time-stamps over `mark`, good or not."""
        return [
            token for one in self.contents.marks[mark.position + 1 :] if one.stamp for token in one.tokens
        ]


def _chain(mark: Mark | None, contents: Contents, trust: Trust, known: dict[str, Held]) -> tuple[Held, ...]:
    """Find the way from a signer's certificate up to a trusted root, which becomes `known` along with it."""
    if mark is None or mark.certificate is None:
        return ()
    links = []
    for link in chain(x509.Certificate.load(mark.certificate.data), contents.certificates, trust.roots):
        # A root that only the judge has is covered by nothing in the file.
        one = Held(kind="certificate", data=link.dump(), covered_from=len(contents.marks))
        links.append(known.setdefault(one.id, one))
    return tuple(links)
