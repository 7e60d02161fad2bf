"""A desk to sign at: every PDF that leaves it is verified again, as its recipient would."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import typst

from signing import fields, plan, sign
from signing.increment import Services, single
from signing.keys import Key, PemSource
from signing.plan import Origin, Pin, Plan
from signing.policy import Trust, load_trust
from signing.report import Report
from signing.testpki import TrialPki
from signing.timestamp import service
from signing.verify import verify

ORGANISATION = "Arbodienst De Dieze B.V."

_PAPER = """
#set document(title: "Proefverklaring", author: "Arbodienst", date: auto)
#set text(lang: "nl", region: "NL", font: "Libertinus Serif")
= Proefverklaring
De ondergetekenden verklaren dat dit een proef is.
#for name in {names} [
  #block(link("veld:" + name, box(width: 7cm, height: 2cm)))
]
#for n in (1, 2, 3) [#link("veld:archieftijdstempel_" + str(n), box(width: 0pt, height: 0pt))]
"""


def typeset(names: tuple[str, ...], *, title: str = "Proefverklaring") -> bytes:
    """A small tagged PDF with an anchor for each name and the three reserve anchors."""
    source = _PAPER.replace("{names}", "(" + "".join(f'"{name}",' for name in names) + ")")
    pdf = typst.compile(
        source.replace("Proefverklaring", title).encode(),
        ignore_system_fonts=True,
        timestamp=datetime(2026, 11, 23, tzinfo=UTC),
        pdf_standards=["a-2a", "ua-1"],
    )
    assert isinstance(pdf, bytes)
    return pdf


def make_plan(**changes: object) -> Plan:
    """The plan of D5: delegate first, then the bedrijfsarts."""
    values: dict[str, object] = {
        "document": "D5",
        "title": "Geheimhoudingsverklaring",
        "organisation": ORGANISATION,
        "persons": (("taakgedelegeerde", "B. Jansen", Pin()), ("bedrijfsarts", "A.M. de Vries", Pin())),
        "test": True,
    } | changes
    return plan.make(**values)  # type: ignore[arg-type]


class Desk:
    """Plan, revision 0 and services of one document, and all that was made of it."""

    def __init__(self, *, pki: TrialPki, plan: Plan, pdf: bytes) -> None:
        self.pki, self.plan, self.pdf = pki, plan, pdf
        self.pss = False
        self.made: list[tuple[bytes, bool]] = []

    @property
    def trust(self) -> Trust:
        return load_trust([self.pki.root])

    @property
    def origin(self) -> Origin:
        return Origin.of(self.pdf)

    @property
    def services(self) -> Services:
        return Services(timestamper=service(self.pki.tsa_url), trust=self.trust)

    def key(self, name: str) -> Key:
        certificate, key = self.pki.keys[name]
        return PemSource(certificate_path=certificate, key_path=key, ask=lambda _: "", pss=self.pss).unlock()

    def paper(self, pdf: bytes) -> sign.Paper:
        return sign.Paper(pdf=pdf, plan=self.plan, origin=self.origin)

    def issue(self, pdf: bytes, services: Services | None = None, name: str = ORGANISATION) -> bytes:
        made = sign.issue([self.paper(pdf)], self.key(name), services or self.services, clock=sign.now)
        return self._keep(single(made), sealed=False)

    def approve(self, pdf: bytes, role: str, name: str = "") -> bytes:
        slot = self.plan.slot_of(role)
        holder = name or (slot.name if slot else "")
        made = sign.approve([self.paper(pdf)], role, self.key(holder), self.services, clock=sign.now)
        return self._keep(single(made), sealed=False)

    def close(self, pdf: bytes) -> bytes:
        made = sign.close([self.paper(pdf)], self.key(ORGANISATION), self.services, clock=sign.now)
        return self._keep(single(made), sealed=True)

    def verify(self, pdf: bytes, **changes: object) -> Report:
        values: dict[str, object] = {
            "trust": self.trust, "at": sign.now(), "plan": self.plan, "origin": self.origin,
        } | changes  # fmt: skip
        return verify(pdf, **values)  # type: ignore[arg-type]

    def _keep(self, pdf: bytes, *, sealed: bool) -> bytes:
        self.made.append((pdf, sealed))
        return pdf


@pytest.fixture
def desk(pki: TrialPki) -> Iterator[Desk]:
    """A desk with a fresh document; at the end each PDF made at it must verify and hold revision 0."""
    made_plan = make_plan()
    pdf = fields.prepare(typeset(tuple(slot.field for slot in made_plan.slots)), made_plan)
    table = Desk(pki=pki, plan=made_plan, pdf=pdf)
    yield table
    for out, sealed in table.made:
        report = table.verify(out, sealed=sealed)
        assert report.verdict == "valid", report.reasons
        assert out.startswith(table.pdf)


class Stages(dict[str, bytes]):
    """The bytes of a document by stage; hypothesis prints arguments, and these are long."""

    def __repr__(self) -> str:
        return "stages"


@pytest.fixture(scope="session")
def stages(pki: TrialPki) -> Stages:
    """One document at each stage, made once: its bytes by the name of the stage."""
    made_plan = make_plan()
    pdf = fields.prepare(typeset(tuple(slot.field for slot in made_plan.slots)), made_plan)
    table = Desk(pki=pki, plan=made_plan, pdf=pdf)
    found = Stages({"gereed": pdf})
    found["uitgegeven"] = table.issue(pdf)
    found["half"] = table.approve(found["uitgegeven"], "taakgedelegeerde")
    found["ondertekend"] = table.approve(found["half"], "bedrijfsarts")
    found["verzegeld"] = table.close(found["ondertekend"])
    return found
