"""The main job on both examples, from delegation file to verified dossier, with a throw-away PKI."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from generator import statement, steps
from generator.archive.archive import archive
from generator.archive.make import House
from generator.archive.order import Order
from generator.delegation import Delegation, parse
from generator.dossier import Dossier, open_dossier
from generator.errors import InputRefused
from generator.examine import examine
from generator.files import create_folder, read_file, replace_file
from generator.pipeline import make
from generator.resources import content
from signing.increment import Services
from signing.keys import KeySource, PemSource
from signing.policy import load_trust
from signing.report import Verdict
from signing.sign import now
from signing.testpki import TrialPki, running
from signing.timestamp import service

EXAMPLES = ("extern", "in-dienst")
# Papers that come later in the life of the second example; each says to which delegation it belongs.
LATER = ("terugname", "toezicht", "terugkoppeling")
ROOT_NAME = "proef-wortel.pem"
ARCHIVE = "archief"
ROLES = ("werkgever", "taakgedelegeerde", "bedrijfsarts")

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One finished document: where it is, who signed it, what verification says."""

    reference: str
    document: str
    title: str
    pdf: Path
    signers: tuple[str, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration:
    """What the demonstration left behind."""

    root: Path
    dossiers: tuple[Path, ...]
    packages: tuple[Path, ...]
    rows: tuple[Row, ...]

    @property
    def ok(self) -> bool:
        """Claim that every paper verifies; a package that does not is never put in its place."""
        return bool(self.rows) and all(row.verdict == "valid" for row in self.rows)


def demonstrate(folder: Path, *, replace: bool, progress: Progress) -> Demonstration:
    """Run the whole chain in `folder`; the keys are gone afterwards, the root stays to verify with.

    Raises what the steps raise, and `InputRefused` for a folder that is in the way.
    """
    _clear(folder, replace=replace)
    sources = [read_file(content("examples") / f"{name}.yaml") for name in EXAMPLES]
    delegations = [_parsed(data) for data in sources]
    with tempfile.TemporaryDirectory(prefix="delegatie-proef-") as secret:
        progress("Proef-PKI: wortel, uitgever, ondertekenaars, zegels, tijdstempel, OCSP en CRL")
        with running(
            Path(secret),
            persons=_unique(name for one in delegations for name in _persons(one)),
            seals=_unique(one.arbodienst.naam for one in delegations),
        ) as pki:
            folder.mkdir(parents=True, exist_ok=True)
            root = folder / ROOT_NAME
            replace_file(root, read_file(pki.root))
            signing = _Signing(folder=folder, pki=pki, progress=progress)
            dossiers = [
                signing.dossier(data, one, None) for data, one in zip(sources, delegations, strict=True)
            ]
            packages = [
                signing.archived(dossier, one) for dossier, one in zip(dossiers, delegations, strict=True)
            ]
            dossiers += [
                signing.dossier(sources[-1], delegations[-1], read_file(content("examples") / f"{name}.yaml"))
                for name in LATER
            ]
    rows = [row for dossier in dossiers for row in _rows(dossier, root, progress)]
    return Demonstration(
        root=root,
        dossiers=tuple(dossier.folder for dossier in dossiers),
        packages=tuple(packages),
        rows=tuple(rows),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signing:
    """Takes one folder of papers after another through its whole life."""

    folder: Path
    pki: TrialPki
    progress: Progress

    def dossier(self, data: bytes, delegation: Delegation, addition: bytes | None) -> Dossier:
        """Make, issue, sign and seal the dossier of a delegation, or the papers of an addition to it."""
        names = dict(zip(ROLES, _persons(delegation), strict=True))
        made = make(
            data,
            name=delegation.kenmerk,
            addition=addition,
            test=True,
            progress=lambda document: self.progress(f"{delegation.kenmerk}  genereer    {document}"),
        )
        create_folder(self.folder / made.reference, made.files, replace=False)
        dossier, needed = open_dossier(self.folder / made.reference), self.services

        def told(verb: str) -> Progress:
            start = made.reference

            def one(text: str) -> None:
                if text.startswith(start):  # not what is told of a certificate: all are of the trial PKI
                    self.progress(f"{start}  {verb:<11} {text.removeprefix(start).strip()}")

            return one

        seal = _key(self.pki, delegation.arbodienst.naam)
        steps.issue(dossier, seal, needed, progress=told("geef-uit"), clock=now)
        for role, name in names.items():
            if any(one.document.plan.slot_of(role) for one in steps.standings(dossier)):
                key = _key(self.pki, name)
                steps.approve(dossier, role, key, needed, progress=told("onderteken"), clock=now)
        steps.close(dossier, seal, needed, progress=told("verzegel"), clock=now)
        return dossier

    @property
    def services(self) -> Services:
        """The services of the trial PKI."""
        return Services(timestamper=service(self.pki.tsa_url), trust=load_trust([self.pki.root]))

    def archived(self, dossier: Dossier, delegation: Delegation) -> Path:
        """Pack a sealed dossier for the archive; it is judged before it is put in its place."""
        self.progress(f"{dossier.manifest.reference}  archiveer")
        seal = _key(self.pki, delegation.arbodienst.naam)
        return archive(
            dossier, self.folder / ARCHIVE, Order(), seal, self.services,
            house=House(), progress=_quiet, clock=now,
        ).path  # fmt: skip


def _quiet(_text: str) -> None:
    """Tell nobody: all that could be told of a certificate is of the trial PKI."""


def _rows(dossier: Dossier, root: Path, progress: Progress) -> list[Row]:
    progress(f"{dossier.manifest.reference}  verifieer")
    whole, *items = examine(dossier.folder, trust=load_trust([root]), at=now())
    stated = statement.find(dossier)
    return [
        Row(
            reference=dossier.manifest.reference,
            document=document.id,
            title=document.plan.title,
            pdf=dossier.folder / document.pdf,
            signers=tuple(slot.name for slot in document.plan.persons),
            verdict=item.verdict if whole.verdict == "valid" else whole.verdict,
        )
        for document, item in zip(
            (*dossier.manifest.documents, *((stated,) if stated else ())), items, strict=True
        )
    ]


def _clear(folder: Path, *, replace: bool) -> None:
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not replace:
        raise InputRefused(
            f"{folder} bestaat al.", hint="Noem een andere map, of vervang de vorige proef met --overschrijf."
        )
    if not (folder / ROOT_NAME).is_file():
        raise InputRefused(
            f"{folder} is niet van een eerdere proef; die map wordt niet vervangen.",
            hint="Noem een andere map.",
        )
    shutil.rmtree(folder)


def _parsed(data: bytes) -> Delegation:
    delegation = parse(data).delegation
    if delegation is None:
        raise InputRefused("Een voorbeeld bij het programma is beschadigd.", hint="Installeer opnieuw.")
    return delegation


def _persons(delegation: Delegation) -> tuple[str, str, str]:
    """Give the names in the order of `ROLES`."""
    return (
        delegation.werkgever.vertegenwoordiger.naam,
        delegation.taakgedelegeerde.naam,
        delegation.bedrijfsarts.naam,
    )


def _key(pki: TrialPki, name: str) -> KeySource:
    certificate, key = pki.keys[name]
    return PemSource(certificate_path=certificate, key_path=key, ask=_no_secret)


def _no_secret(question: str) -> str:
    raise InputRefused(f"De proefsleutels hebben geen wachtwoord ({question}).")


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
