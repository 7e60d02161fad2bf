"""The steps of a dossier, each as it can be run again and again: where it starts, and the command."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from generator import place, statement, steps, void
from generator.dossier import Document, Dossier, open_dossier
from generator.files import create_folder
from generator.pipeline import Made, make
from generator.steps import away
from generator.steps.lift import lift
from signing.increment import Services
from signing.keys import OpenedOnce
from signing.network import Network
from signing.sign import now
from signing.timestamp import service
from tests.faults import dossiers
from tests.faults.dossiers import REFERENCE
from tests.workshop import ORGANISATION, SIGNERS, Workshop, example, own_list

REASON = "De uitvoering wijkt af van wat is afgesproken."
PAPERS = ("D4", "D9")  # the delegate signs D4; D9 bears seals only


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One command: the folder from which it starts, what it does in a copy, and how that is told.

    `unfinished` are the verdict's codes that are no damage at this stage. `look` judges what stands; `into` is
    where the start is laid. Of what lies in a folder that is made beside, a full disk tries one in `stride`.
    """

    name: str
    command: str
    start: Callable[[], Path | None]
    run: Callable[[Path], str]
    replaces: bool = False
    look: Any = dossiers
    into: str = REFERENCE
    makes: str = ""
    stride: int = 1
    unfinished: frozenset[str] = frozenset({"onvolledig", "niet-ondertekend", "verklaring-ontbreekt"})


@dataclass
class Theatre:
    """Makes the small dossiers that the scenes start from, each once."""

    workshop: Workshop
    folder: Path
    papers: tuple[str, ...] = PAPERS
    at: datetime = field(default_factory=lambda: now() + timedelta(minutes=20))

    @cached_property
    def own(self) -> Path:
        """The list of documents that these dossiers are made with."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return own_list(self.folder / "lijst", *self.papers, "D15", "D16")

    @cached_property
    def made(self) -> Made:
        return make(example("in-dienst"), name="x", test=True, templates=self.own)

    @cached_property
    def other(self) -> Made:
        """The same dossier with fewer papers: what stood there before it was made again."""
        return make(example("in-dienst"), name="x", test=True, templates=self.own, only=self.papers[:1])

    @property
    def without_time_stamps(self) -> Services:
        """Services of which the one for time-stamps does not answer, while that is no reason to stop."""
        network = Network(patience=3, attempts=1)
        return replace(
            self.workshop.services,
            timestamper=service("http://127.0.0.1:9/tsa", network=network),
            policy="registreer",
        )

    def clock(self) -> datetime:
        return self.at

    def at_stage(self, name: str) -> Path:
        """The folder of the dossier at a stage; never to be changed."""
        folder = self.folder / name / REFERENCE
        if folder.exists():
            return folder
        if name == "lager":
            beside = Path(shutil.copytree(self.at_stage("gemaakt"), self.folder / "lager.nieuw" / REFERENCE))
            self.issue(beside.parent, self.without_time_stamps)
            folder.parent.mkdir()
            return beside.rename(folder)
        if name in ("gemaakt", "ouder"):
            create_folder(folder, (self.made if name == "gemaakt" else self.other).files, replace=False)
            return folder
        before = {"uitgegeven": "gemaakt", "ondertekend": "uitgegeven", "verzegeld": "ondertekend"}[name]
        act = {"uitgegeven": self.issue, "ondertekend": self.sign, "verzegeld": self.close}[name]
        beside = Path(shutil.copytree(self.at_stage(before), self.folder / f"{name}.nieuw" / REFERENCE))
        act(beside.parent)
        folder.parent.mkdir()
        return beside.rename(folder)

    def issue(self, root: Path, services: Services | None = None) -> str:
        done = steps.issue(self._open(root), self.seal, services or self._services, **self._how)
        return f"uitgegeven: {ids(done)}"

    def sign(self, root: Path, services: Services | None = None, source: Any = None) -> str:
        key = source or self._delegate
        dossier = self._open(root)
        done = steps.approve(dossier, "taakgedelegeerde", key, services or self._services, **self._how)
        return f"ondertekend: {ids(done)}"

    def close(self, root: Path, services: Services | None = None) -> str:
        done = steps.close(
            self._open(root), self.seal, services or self._services, templates=self.own, **self._how
        )
        return f"verzegeld: {ids(done)}" if done else "het logboek is aangevuld"

    def lift(self, root: Path, services: Services | None = None) -> str:
        done = lift(self._open(root), services or self._services, **self._how)
        return f"aangevuld: {ids(done)}"

    def decline(self, root: Path, services: Services | None = None) -> str:
        made = steps.decline(
            self._open(root), "taakgedelegeerde", self.seal, services or self._services,
            reason=REASON, templates=self.own, **self._how,
        )  # fmt: skip
        return f"vastgelegd: {made.id}"

    def withdraw(self, root: Path, services: Services | None = None) -> str:
        made = steps.withdraw(
            self._open(root), self.seal, services or self._services,
            reason=REASON, by=SIGNERS["bedrijfsarts"], templates=self.own, **self._how,
        )  # fmt: skip
        return f"vastgelegd: {made.id}"

    def take_back(self, root: Path, services: Services | None = None) -> str:
        (paper,) = (self.at_stage("ondertekend") / "pdf").glob("D4-*.pdf")
        brought = away.gather([paper])
        done = away.take_back(
            self._open(root), "taakgedelegeerde", brought, services or self._services, **self._how
        )
        return f"ingevoegd: {ids(done)}" if done else "D4 staat er al in"

    def generate(self, root: Path) -> str:
        place.put(self.made, root, command="genereer", replace=False)
        return "gemaakt"

    def generate_again(self, root: Path) -> str:
        place.put(self.made, root, command="genereer", replace=True)
        return "gemaakt"

    def beside(self, dossier: Dossier) -> tuple[Document, ...]:
        """Give the documents that lie in the folder and are not in its manifest."""
        stated = statement.find(dossier, self.own)
        stopped = [one.document for one in void.find_all(dossier, self.own) if one.document]
        return (*((stated,) if stated else ()), *stopped)

    def renew(self, root: Path, services: Services | None = None) -> str:
        done = steps.renew(self._open(root), services or self._services, templates=self.own, **self._how)
        return f"vernieuwd: {ids(done)}"

    @property
    def _how(self) -> Mapping[str, Any]:
        return {"progress": lambda _text: None, "clock": self.clock}

    @cached_property
    def seal(self) -> Any:
        return OpenedOnce(self.workshop.key(ORGANISATION))

    @cached_property
    def _delegate(self) -> Any:
        return OpenedOnce(self.workshop.key(SIGNERS["taakgedelegeerde"]))

    @cached_property
    def _services(self) -> Services:
        return self.workshop.services

    def _open(self, root: Path) -> Dossier:
        return open_dossier(root / REFERENCE)

    def scenes(self) -> Iterator[Scene]:
        """Give the commands in the order of the work."""
        yield Scene(name="genereer", command="delegatie genereer", start=lambda: None, run=self.generate)
        yield Scene(
            name="genereer-overschrijf",
            command="delegatie genereer --overschrijf",
            start=lambda: self.at_stage("ouder"),
            run=self.generate_again,
            replaces=True,
            unfinished=frozenset({"niet-ondertekend", "document-ontbreekt"}),  # the old one had fewer papers
        )
        yield Scene(
            name="geef-uit",
            command="delegatie geef-uit",
            start=lambda: self.at_stage("gemaakt"),
            run=self.issue,
        )
        yield Scene(
            name="onderteken",
            command="delegatie onderteken",
            start=lambda: self.at_stage("uitgegeven"),
            run=self.sign,
        )
        yield Scene(
            name="verzegel",
            command="delegatie verzegel",
            start=lambda: self.at_stage("ondertekend"),
            run=self.close,
        )
        yield Scene(
            name="aanvullen",
            command="delegatie verzegel --aanvullen",
            start=lambda: self.at_stage("lager"),
            run=self.lift,
            unfinished=frozenset({"onvolledig", "zonder-tijdstempel", "status-onbekend"}),
        )
        yield Scene(
            name="weiger",
            command="delegatie weiger",
            start=lambda: self.at_stage("uitgegeven"),
            run=self.decline,
            unfinished=frozenset({"onvolledig", "geweigerd"}),
        )
        yield Scene(
            name="trek-in",
            command="delegatie trek-in",
            start=lambda: self.at_stage("uitgegeven"),
            run=self.withdraw,
            unfinished=frozenset({"onvolledig", "ingetrokken-dossier"}),
        )
        yield Scene(
            name="invoegen",
            command="delegatie onderteken --invoegen",
            start=lambda: self.at_stage("uitgegeven"),
            run=self.take_back,
        )
        yield Scene(
            name="vernieuw",
            command="delegatie vernieuw",
            start=lambda: self.at_stage("verzegeld"),
            run=self.renew,
            unfinished=frozenset(),
        )


def ids(documents: list[Document]) -> str:
    return ", ".join(document.id for document in documents)
