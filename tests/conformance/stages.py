"""Every document of an example at every stage of its life, as files for the judges.

The trial PKI's services and our own clock are moved together for the renewals, and the judges are
asked for the same moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import time_machine

from generator.delegation import parse
from generator.dossier import Document
from generator.pipeline import make
from signing import sign, testpki
from signing.increment import Services, stamp_archive
from signing.keys import Key, PemSource
from signing.plan import RESERVE_FIELDS
from signing.policy import load_trust
from signing.testpki import TrialPki, running
from signing.timestamp import service
from signing.verify import verify

KeyKind = Literal["rsa", "ecdsa", "pss"]
_P384: testpki.KeyKind = "p-384"

# Signers' certificates last one year here: both renewals come after their end. Not much later: four
# and eight years on EU DSS still says TOTAL_PASSED but warns of RSA-2048, and a warning is a fault to us.
YEARS = 1
RENEWALS = (timedelta(days=450), timedelta(days=700))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One file to judge as of `at`; `level` is what every signature in it must reach ("" for none)."""

    dossier: str
    document: str
    name: str
    path: Path
    root: Path
    at: datetime
    level: str
    signatures: int


def life_of_example(folder: Path, source: Path, *, keys: KeyKind) -> Iterator[Stage]:
    """Make the dossier of the delegation file `source` in `folder`; give each document at each stage."""
    data = source.read_bytes()
    delegation = parse(data).delegation
    if delegation is None:
        raise ValueError(source)
    seal = delegation.arbodienst.naam
    persons = (
        delegation.werkgever.vertegenwoordiger.naam,
        delegation.taakgedelegeerde.naam,
        delegation.bedrijfsarts.naam,
    )
    place = folder / f"{source.stem}-{keys}"
    kinds = dict.fromkeys((*persons, seal), _P384) if keys == "ecdsa" else None
    with running(place / "pki", persons=persons, seals=(seal,), keys=kinds, years=YEARS) as pki:
        made = make(data, name=source.name, test=True)
        for document in made.manifest.documents:
            life = _Life(place, document, pki, seal, keys)
            yield from life.stages(made.files[document.pdf])


class _Life:
    """One document, from revision 0 to its second renewal."""

    def __init__(self, place: Path, document: Document, pki: TrialPki, seal: str, keys: KeyKind) -> None:
        self.place, self.document, self.pki, self.seal, self.keys = place, document, pki, seal, keys
        self.trust = load_trust([pki.root])
        self.count = 0

    def stages(self, pdf: bytes) -> Iterator[Stage]:
        """Take every step in turn."""
        plan = self.document.plan
        yield self._stage("revisie 0", pdf, "")
        pdf = self._step(sign.issue, pdf, holder=self.seal)
        yield self._stage("uitgegeven", pdf, "B-LT")
        for slot in plan.persons:
            pdf = self._step(sign.approve, pdf, slot.role, holder=slot.name)
            yield self._stage(slot.role, pdf, "B-LT")
        pdf = self._step(sign.close, pdf, holder=self.seal)
        yield self._stage("verzegeld", pdf, "B-LTA")
        start = datetime.now(UTC)
        for times, (later, field) in enumerate(zip(RENEWALS, RESERVE_FIELDS[1:], strict=True), start=1):
            with time_machine.travel(start + later, tick=True):
                pdf = stamp_archive(pdf, field, self._services())
                origin = self.document.origin
                report = verify(pdf, trust=self.trust, at=sign.now(), plan=plan, origin=origin)
                if report.verdict != "valid":
                    raise AssertionError(report.reasons)
                yield self._stage(f"{times}× vernieuwd", pdf, "B-LTA")

    def _step(self, act: Callable[..., bytes], pdf: bytes, *words: str, holder: str) -> bytes:
        return act(
            pdf,
            self.document.plan,
            *words,
            self._key(holder),
            self._services(),
            origin=self.document.origin,
            clock=sign.now,
        )

    def _stage(self, name: str, data: bytes, level: str) -> Stage:
        path = self.place / f"{self.document.id}-{self.count}.pdf"
        path.write_bytes(data)
        signatures = min(self.count, len(self.document.plan.slots))
        self.count += 1
        return Stage(
            dossier=self.place.name,
            document=self.document.id,
            name=name,
            path=path,
            root=self.pki.root,
            at=datetime.now(UTC),
            level=level,
            signatures=signatures,
        )

    def _services(self) -> Services:
        return Services(timestamper=service(self.pki.tsa_url), trust=self.trust)

    def _key(self, holder: str) -> Key:
        certificate, key = self.pki.keys[holder]
        source = PemSource(
            certificate_path=certificate, key_path=key, ask=lambda _: "", pss=self.keys == "pss"
        )
        return source.unlock()
