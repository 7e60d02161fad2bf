"""A dossier at each stage of its life, made once a run; tests work on copies.

Every PDF that a test signs in a copy is verified again when the test ends, as its recipient would.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from generator import steps
from generator.dossier import Dossier, open_dossier
from generator.files import create_folder
from generator.pipeline import Made, make
from generator.resources import content
from signing.increment import Services
from signing.keys import PemSource
from signing.policy import Trust, load_trust
from signing.sign import now
from signing.testpki import TrialPki
from signing.timestamp import service
from signing.verify import verify

ORGANISATION = "Arbodienst De Dieze B.V."
SIGNERS = {"werkgever": "C. Bakker", "taakgedelegeerde": "B. Jansen", "bedrijfsarts": "A.M. de Vries"}
STAGES = ("gemaakt", "uitgegeven", "werkgever", "taakgedelegeerde", "ondertekend", "verzegeld")


def example(name: str) -> bytes:
    return (content("examples") / f"{name}.yaml").read_bytes()


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its relative path: to see that nothing changed."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


class Workshop:
    """Makes the stages of the in-dienst dossier, each only when a test first asks for it."""

    def __init__(self, pki: TrialPki, folder: Path) -> None:
        self.pki, self.folder = pki, folder
        self._made: Made | None = None
        self.done: dict[str, list[str]] = {}

    @property
    def made(self) -> Made:
        if self._made is None:
            self._made = make(example("in-dienst"), name="in-dienst.yaml", test=True)
        return self._made

    @property
    def trust(self) -> Trust:
        return load_trust([self.pki.root])

    @property
    def services(self) -> Services:
        return Services(timestamper=service(self.pki.tsa_url), trust=self.trust)

    def key(self, name: str, ask: Callable[[str], str] = lambda _: "") -> PemSource:
        certificate, key = self.pki.keys[name]
        return PemSource(certificate_path=certificate, key_path=key, ask=ask)

    def stage(self, name: str) -> Path:
        """The folder of the dossier at a stage; never to be changed."""
        folder = self.folder / name
        if folder.exists():
            return folder
        if name == "gemaakt":
            create_folder(folder, self.made.files, replace=False)
            return folder
        before = self.stage(STAGES[STAGES.index(name) - 1])
        beside = self.folder / f"{name}.nieuw"
        shutil.copytree(before, beside)
        self.done[name] = self._forward(open_dossier(beside), name)
        return beside.rename(folder)

    def _forward(self, dossier: Dossier, stage: str) -> list[str]:
        """Take the step that leads to `stage`; gives the documents that it signed."""
        if stage == "uitgegeven":
            return self.issue(dossier)
        if stage == "verzegeld":
            return self.close(dossier)
        return self.approve(dossier, "bedrijfsarts" if stage == "ondertekend" else stage)

    def issue(self, dossier: Dossier, *, services: Services | None = None) -> list[str]:
        source = self.key(ORGANISATION)
        done = steps.issue(dossier, source, services or self.services, progress=_silent, clock=now)
        return [document.id for document in done]

    def approve(
        self,
        dossier: Dossier,
        role: str,
        *,
        name: str = "",
        only: tuple[str, ...] = (),
        services: Services | None = None,
    ) -> list[str]:
        source = self.key(name or SIGNERS[role])
        done = steps.approve(
            dossier, role, source, services or self.services, only=only, progress=_silent, clock=now
        )
        return [document.id for document in done]

    def close(self, dossier: Dossier, *, services: Services | None = None) -> list[str]:
        source = self.key(ORGANISATION)
        done = steps.close(dossier, source, services or self.services, progress=_silent, clock=now)
        return [document.id for document in done]


class Shelf:
    """Hands out copies of stages; `verify_all` judges whatever was signed in them."""

    def __init__(self, workshop: Workshop, folder: Path) -> None:
        self.workshop, self.folder = workshop, folder
        self._taken: list[tuple[Path, dict[str, bytes]]] = []

    def take(self, stage: str, *, name: str = "DLG-2026-0042") -> Dossier:
        """A copy to sign in."""
        dossier = open_dossier(self.spoil(stage, name=name))
        self._taken.append((dossier.folder, snapshot(dossier.folder)))
        return dossier

    def spoil(self, stage: str, *, name: str = "DLG-2026-0042") -> Path:
        """A copy to harm: nothing in it is verified afterwards."""
        return Path(shutil.copytree(self.workshop.stage(stage), self.folder / name))

    def verify_all(self) -> None:
        for folder, before in self._taken:
            dossier = open_dossier(folder)
            for document in dossier.manifest.documents:
                pdf = dossier.read_pdf(document)
                if pdf == before[document.pdf]:
                    continue
                whole = (
                    next(one for one in steps.standings(dossier) if one.document == document).state.next
                    is None
                )
                report = verify(
                    pdf,
                    trust=self.workshop.trust,
                    at=now(),
                    plan=document.plan,
                    origin=document.origin,
                    sealed=whole,
                )
                assert report.verdict == "valid", (document.id, report.reasons)


def _silent(_text: str) -> None:
    """Tell nobody."""
