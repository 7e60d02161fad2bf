"""The scene of an attack: real papers at each stage of their life, and keys that an attacker could have."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from generator import statement
from generator.dossier import Document, open_dossier
from generator.pipeline import make
from signing import sign
from signing.increment import Services, single, stamp_archives
from signing.keys import Key, PemSource
from signing.plan import Origin, Plan
from signing.policy import Trust, load_trust
from signing.report import Report
from signing.state import free_reserves
from signing.testpki import TrialPki
from signing.timestamp import service
from signing.verify import verify
from tests.workshop import ORGANISATION, SIGNERS, Workshop, example

ATTACKER = "C. Bakker"  # a real certificate under the trusted root, for whom D5 has no place


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document of the dossier: its plan, the digest of its revision 0, and its bytes at the end."""

    plan: Plan
    origin: Origin
    sealed: bytes


class Scene:
    """D5 as the program makes it, signed by whom it should be; D14 with its attachments; and services.

    Every stage begins with the bytes of the one before: `drafted`, `issued`, `half` (the delegate signed),
    `signed` (the bedrijfsarts too), `sealed`, `renewed`.
    """

    def __init__(self, pki: TrialPki, folder: Path) -> None:
        self.pki, self.folder = pki, folder

    def __repr__(self) -> str:
        return "scene"  # hypothesis prints arguments, and these are long

    @property
    def trust(self) -> Trust:
        return load_trust([self.pki.root])

    @property
    def services(self) -> Services:
        return Services(timestamper=service(self.pki.tsa_url), trust=self.trust)

    @cached_property
    def _document(self) -> tuple[Document, bytes]:
        made = make(example("in-dienst"), name="in-dienst.yaml", test=True, only=("D5",))
        document = next(one for one in made.manifest.documents if one.id == "D5")
        return document, made.files[document.pdf]

    @property
    def plan(self) -> Plan:
        return self._document[0].plan

    @property
    def origin(self) -> Origin:
        return self._document[0].origin

    @property
    def drafted(self) -> bytes:
        return self._document[1]

    @cached_property
    def issued(self) -> bytes:
        return single(sign.issue([self._paper(self.drafted)], *self._by(ORGANISATION), clock=sign.now))

    @cached_property
    def half(self) -> bytes:
        return self._approved(self.issued, "taakgedelegeerde")

    @cached_property
    def signed(self) -> bytes:
        return self._approved(self.half, "bedrijfsarts")

    @cached_property
    def sealed(self) -> bytes:
        return single(sign.close([self._paper(self.signed)], *self._by(ORGANISATION), clock=sign.now))

    @cached_property
    def renewed(self) -> bytes:
        return single(stamp_archives([self.sealed], free_reserves(self.sealed)[:1], self.services))

    @cached_property
    def statement(self) -> Paper:
        """D14 of a small dossier: a PDF/A-3a with attachments."""
        place = self.folder / "dossiers"
        place.mkdir(exist_ok=True)
        dossier = open_dossier(Workshop(self.pki, place).small("verzegeld"))
        found = statement.find(dossier)
        assert found is not None
        return Paper(plan=found.plan, origin=found.origin, sealed=dossier.read_pdf(found))

    def key(self, name: str) -> Key:
        certificate, key = self.pki.keys[name]
        return PemSource(certificate_path=certificate, key_path=key, ask=lambda _: "").unlock()

    def verify(self, pdf: bytes, *, victim: str = "D5", alone: bool = False, sealed: bool = True) -> Report:
        """Judge as a recipient would: against the plan of the dossier, or with the file `alone`."""
        paper = self.statement if victim == "D14" else self
        return verify(
            pdf,
            trust=self.trust,
            at=sign.now(),
            plan=None if alone else paper.plan,
            origin=None if alone else paper.origin,
            sealed=sealed,
        )

    def _paper(self, pdf: bytes) -> sign.Paper:
        return sign.Paper(pdf=pdf, plan=self.plan, origin=self.origin)

    def _by(self, name: str) -> tuple[Key, Services]:
        return self.key(name), self.services

    def _approved(self, pdf: bytes, role: str) -> bytes:
        return single(sign.approve([self._paper(pdf)], role, *self._by(SIGNERS[role]), clock=sign.now))
