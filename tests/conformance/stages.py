"""Every document of a run at every stage of its life, as files for the judges.

The trial PKI's services and our own clock are moved together for the renewals, and the judges are
asked for the same moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import time_machine

from generator import statement
from generator.additions import start_of
from generator.dossier import Document, open_dossier
from generator.files import create_folder
from generator.pipeline import Made, make
from generator.resources import content
from signing import lift, sign
from signing.increment import Outcome, Services, single, stamp_archives
from signing.plan import Slot
from signing.policy import load_trust
from signing.state import free_reserves
from signing.testpki import TrialPki, running
from signing.timestamp import service
from signing.verify import verify
from tests.conformance.keys import Keys, keys_of
from tests.conformance.runs import START, Run

Level = Literal["", "B-LT", "B-LTA"]

# A document of which a flavour is promised that others do not have.
_FLAVOURS = {statement.ID: ("3a", "ua1")}
_USUAL = ("2a", "ua1")
_NOWHERE = "http://127.0.0.1:9/"  # no time-stamp service listens there


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One file to judge as of `at`.

    `level` is what every signature in it must reach ("" for none), `flavours` what veraPDF must
    find in it; `position` counts the stages of one document.
    """

    run: Run
    document: str
    name: str
    position: int
    path: Path
    root: Path
    at: datetime
    level: Level
    signatures: int
    flavours: tuple[str, ...]

    @property
    def label(self) -> str:
        """Name the file for messages."""
        return f"{self.run.name} {self.document} {self.name}"


def life_of(run: Run, folder: Path) -> list[Stage]:
    """Make the papers of `run` in a folder of its own in `folder`, each document at each stage."""
    with time_machine.travel(START, tick=True):
        return list(_lives(made_of(run), run, folder))


def made_of(run: Run) -> Made:
    """Make the papers of a run, unsigned."""
    source = content("examples") / f"{run.example}.yaml"
    data, addition = source.read_bytes(), None
    if b"\nsoort: " in data:  # papers that come after the delegation which they name
        addition = data
        source = source.with_name(start_of(data, name=source.name)[1])
        data = source.read_bytes()
    return make(data, name=source.name, addition=addition, test=True, engine=run.engine, only=run.documents)


def _lives(made: Made, run: Run, folder: Path) -> Iterator[Stage]:
    """Give every stage of what was made; the keys are for those whom the signing plans name."""
    place = folder / run.name.replace(",", "").replace(" ", "-")
    slots = [slot for document in made.manifest.documents for slot in document.plan.slots]
    seals = _names(one for one in slots if one.kind != "persoon")
    persons = _names(one for one in slots if one.kind == "persoon")
    remote = _names(one for one in slots if one.role == "werkgever")
    with (
        running(
            place / "pki",
            persons=persons,
            seals=seals,
            keys=dict.fromkeys((*persons, *seals), run.keys),
            services=run.services,
            pss=run.services_pss,
            years=1,
        ) as pki,
        keys_of(run, pki, place / "sleutels", remote=remote) as keys,
    ):
        sealed = {}
        for document in made.manifest.documents:
            life = _Life(place, run, document, pki, keys)
            yield from life.stages(made.files[document.pdf])
            sealed[document.pdf] = life.sealed
        create_folder(place / "dossier", made.files | sealed, replace=False)
        dossier = open_dossier(place / "dossier")
        if not run.documents and statement.due(dossier):
            closing = statement.make(dossier, trust=load_trust([pki.root]), at=sign.now())
            yield from _Life(place, run, closing.document, pki, keys).stages(closing.pdf)


def _names(slots: Iterable[Slot]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(slot.name for slot in slots))


class _Life:
    """One document, from revision 0 to its last renewal."""

    def __init__(self, place: Path, run: Run, document: Document, pki: TrialPki, keys: Keys) -> None:
        self.place, self.run, self.document, self.pki, self.keys = place, run, document, pki, keys
        self.trust = load_trust([pki.root])
        self.count = self.signed = 0
        self.sealed = b""

    def stages(self, pdf: bytes) -> Iterator[Stage]:
        """Take every step in turn."""
        plan = self.document.plan
        yield self._stage("revisie 0", pdf, "")
        pdf = self._step(sign.issue, pdf, holder=plan.slots[0].name)
        yield self._stage("uitgegeven", pdf, "B-LT")
        for slot in plan.persons:
            pdf = self._step(sign.approve, pdf, slot.role, holder=slot.name)
            if not self.run.lifted:
                yield self._stage(slot.role, pdf, "B-LT")
        if self.run.lifted and plan.persons:
            pdf = single(lift.lift([self._paper(pdf)], self._services(), clock=sign.now))
            yield self._stage("aangevuld", pdf, "B-LTA")
        self.sealed = pdf = self._step(sign.close, pdf, holder=plan.slots[-1].name)
        yield self._stage("verzegeld", pdf, "B-LTA")
        start = datetime.now(UTC)
        for times, (later, field) in enumerate(
            zip(self.run.renewals, free_reserves(pdf), strict=False), start=1
        ):
            with time_machine.travel(start + later, tick=True):
                pdf = single(stamp_archives([pdf], [field], self._services()))
                origin = self.document.origin
                report = verify(pdf, trust=self.trust, at=sign.now(), plan=plan, origin=origin)
                if report.verdict != "valid":
                    raise AssertionError(self.run.name, self.document.id, report.reasons)
                yield self._stage(f"{times}× vernieuwd", pdf, "B-LTA")

    def _step(self, act: Callable[..., list[Outcome]], pdf: bytes, *words: str, holder: str) -> bytes:
        down = self.run.lifted and act is sign.approve
        services = replace(self._services(), timestamper=service(_NOWHERE), policy="registreer")
        self.signed += 1
        return single(
            act(
                [self._paper(pdf)],
                *words,
                self.keys.of(holder),
                services if down else self._services(),
                clock=sign.now,
            )
        )

    def _paper(self, pdf: bytes) -> sign.Paper:
        return sign.Paper(pdf=pdf, plan=self.document.plan, origin=self.document.origin)

    def _stage(self, name: str, data: bytes, level: Level) -> Stage:
        position = self.count
        path = self.place / f"{self.document.id}-{position}.pdf"
        path.write_bytes(data)
        self.count += 1
        return Stage(
            run=self.run,
            document=self.document.id,
            name=name,
            position=position,
            path=path,
            root=self.pki.root,
            at=datetime.now(UTC),
            level=level,
            signatures=self.signed,
            flavours=_FLAVOURS.get(self.document.id, _USUAL),
        )

    def _services(self) -> Services:
        return Services(timestamper=service(self.pki.tsa_url), trust=self.trust)
