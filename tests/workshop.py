"""A dossier at each stage of its life, made once a run; tests work on copies.

Every PDF that a test signs in a copy is verified again when the test ends, as its recipient would.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from generator import statement, steps
from generator.dossier import Dossier, open_dossier
from generator.files import create_folder
from generator.pipeline import Made, make
from generator.resources import content, template_file
from signing.increment import Services
from signing.keys import PemSource
from signing.policy import Trust, load_trust
from signing.sign import now
from signing.state import state
from signing.testpki import TrialPki
from signing.timestamp import service
from signing.verify import verify

ORGANISATION = "Arbodienst De Dieze B.V."
SIGNERS = {"werkgever": "C. Bakker", "taakgedelegeerde": "B. Jansen", "bedrijfsarts": "A.M. de Vries"}
# The in-dienst dossier: its papers in the order in which they are signed, then the statement that closes it.
PDF = {
    "D8": "pdf/D8-bekwaamheidsbeoordeling.pdf",
    "D10": "pdf/D10-or-instemming.pdf",
    "D3": "pdf/D3-ontslagbescherming.pdf",
    "D2": "pdf/D2-werkgeversverklaring.pdf",
    "D4": "pdf/D4-gedragscode.pdf",
    "D5": "pdf/D5-geheimhoudingsverklaring.pdf",
    "D1": "pdf/D1-delegatieovereenkomst.pdf",
    "D9": "pdf/D9-informatiebrief-werknemers.pdf",
    "D11": "pdf/D11-rolverdeling.pdf",
    "D6": "pdf/D6-terugkoppeling-werkgever.pdf",
    "D7": "pdf/D7-terugkoppeling-werknemer.pdf",
    "D13": "pdf/D13-toezichtverslag.pdf",
}
STATEMENT = "D14"
STATEMENT_PDF, STATEMENT_WORD = "pdf/D14-dossierverklaring.pdf", "word/D14-dossierverklaring.docx"
ORDER = list(PDF)
# What each person signs of it, in that order; nobody signs the rest, which bears the organisation's seals only.
SIGNED_BY = {
    "werkgever": ["D10", "D3", "D2"],
    "taakgedelegeerde": ["D8", "D3", "D4", "D5", "D1"],
    "bedrijfsarts": ["D8", "D2", "D5", "D1"],
}
SMALL = ["D9", "D11"]
ADDITIONS = ("terugkoppeling", "terugname", "toezicht")
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


def own_list(folder: Path, *documents: str) -> Path:
    """A folder of one's own that lists the named documents of a dossier, and the statement."""
    head, *entries = template_file("documenten.toml", None).read_text("utf-8").split("[[document]]")
    wanted = [f'id = "{one}"' for one in (*documents, STATEMENT)]
    kept = [entry for entry in entries if entry.split("\n")[1] in wanted and "gevuld" not in entry]
    folder.mkdir(parents=True)
    (folder / "documenten.toml").write_text("[[document]]".join((head, *kept)), "utf-8")
    return folder


class Workshop:
    """Makes the stages of the in-dienst dossier, each only when a test first asks for it.

    Besides: `small`, two papers that bear seals only, by a list of one's own; and `addition`, the papers
    that come after the delegation.
    """

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

    @property
    def own(self) -> Path:
        """The folder with the list of the small dossiers."""
        folder = self.folder / "lijst"
        return folder if folder.exists() else own_list(folder, *SMALL)

    def small(self, stage: str, *, reference: str = "DLG-2026-0042") -> Path:
        """The folder of a small dossier at a stage; never to be changed."""
        folder = self.folder / f"{reference}-{stage}"
        if folder.exists():
            return folder
        if stage == "gemaakt":
            data = example("in-dienst").replace(b"DLG-2026-0042", reference.encode())
            create_folder(folder, make(data, name="x", test=True, templates=self.own).files, replace=False)
            return folder
        return self._on(
            folder, self.small("uitgegeven" if stage == "verzegeld" else "gemaakt", reference=reference)
        )

    def addition(self, name: str, stage: str) -> Path:
        """The folder of the papers of `examples/<name>.yaml` at a stage; never to be changed."""
        folder = self.folder / f"{name}-{stage}"
        if folder.exists():
            return folder
        if stage == "gemaakt":
            made = make(example("in-dienst"), name="in-dienst.yaml", addition=example(name), test=True)
            create_folder(folder, made.files, replace=False)
            return folder
        return self._on(folder, self.addition(name, "uitgegeven" if stage == "verzegeld" else "gemaakt"))

    def _on(self, folder: Path, before: Path) -> Path:
        """Take a folder from issue to issued, or from there to sealed."""
        beside = Path(shutil.copytree(before, folder.with_suffix(".nieuw")))
        dossier = open_dossier(beside)
        if folder.name.endswith("uitgegeven"):
            self.issue(dossier)
        else:
            for role in ("taakgedelegeerde", "bedrijfsarts"):
                if any(one.document.plan.slot_of(role) for one in steps.standings(dossier)):
                    self.approve(dossier, role)
            self.close(dossier)
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

    def close(
        self, dossier: Dossier, *, services: Services | None = None, templates: Path | None = None
    ) -> list[str]:
        source = self.key(ORGANISATION)
        done = steps.close(
            dossier, source, services or self.services, templates=templates, progress=_silent, clock=now
        )
        return [document.id for document in done]


class Shelf:
    """Hands out copies of stages; `verify_all` judges whatever was signed in them."""

    def __init__(self, workshop: Workshop, folder: Path) -> None:
        self.workshop, self.folder = workshop, folder
        self._taken: list[tuple[Path, dict[str, bytes]]] = []

    def take(self, stage: str) -> Dossier:
        """A copy to sign in."""
        return self.take_copy(self.workshop.stage(stage))

    def take_copy(self, of: Path) -> Dossier:
        """A copy of any folder, to sign in."""
        dossier = open_dossier(self.copy(of))
        self._taken.append((dossier.folder, snapshot(dossier.folder)))
        return dossier

    def spoil(self, stage: str, *, name: str = "DLG-2026-0042") -> Path:
        """A copy to harm: nothing in it is verified afterwards."""
        return self.copy(self.workshop.stage(stage), name=name)

    def copy(self, of: Path, *, name: str = "") -> Path:
        """A copy of any folder, to harm."""
        return Path(shutil.copytree(of, self.folder / (name or of.name)))

    def verify_all(self) -> None:
        for folder, before in self._taken:
            dossier = open_dossier(folder)
            stated = statement.find(dossier)
            for document in (*dossier.manifest.documents, *((stated,) if stated else ())):
                pdf = dossier.read_pdf(document)
                if pdf == before.get(document.pdf):
                    continue
                whole = state(pdf, document.plan).next is None
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
