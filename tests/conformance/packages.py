"""Archive packages as other programs see them: the bag, the metadata, the reports, the statement, the papers.

Each example is sealed and archived, and its package renewed: once, and of one example as often as it takes
for the reserve fields of its papers to be used up.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

from generator import statement, steps
from generator.archive.archive import archive
from generator.archive.make import House
from generator.archive.model import STATEMENT
from generator.archive.order import Order
from generator.archive.renew import renew
from generator.demonstration import ROLES
from generator.dossier import open_dossier
from generator.files import create_folder
from generator.resources import content
from signing.increment import Services
from signing.keys import PemSource
from signing.policy import load_trust
from signing.sign import now
from signing.testpki import TrialPki, running
from signing.timestamp import service
from signing.verify import verify
from tests.conformance.runs import START, Run
from tests.conformance.stages import Stage, made_of

# When each is renewed, counted from the day on which it was made. The keys that seal last three years.
_ONCE = (timedelta(days=450),)
_USED_UP = (timedelta(days=450), timedelta(days=575), timedelta(days=700))
# Filled feedback is never archived; the fewer papers, the sooner renewing them over and over is done.
EXAMPLES = {
    path.stem: _USED_UP if path.stem == "terugname" else _ONCE
    for path in sorted(content("examples").glob("*.yaml"))
    if path.stem != "terugkoppeling"
}
_ORDER = Order(officer="R. Meijer, recordmanager", target="Proef-e-depot")
_STATEMENT = "D17"


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """One package as it was at one time: the bag in a folder, and the sealed PDFs in it for the judges."""

    label: str
    folder: Path
    stages: tuple[Stage, ...]


def packages_of(example: str, folder: Path) -> list[Packed]:
    """Seal and archive an example in a folder of its own in `folder`, then renew the package."""
    with time_machine.travel(START, tick=True):
        run = Run(name=f"archief: {example}", example=example, renewals=EXAMPLES[example])
        return list(_life(run, folder / f"archief-{example}"))


def _life(run: Run, place: Path) -> Iterator[Packed]:
    made = made_of(run)
    slots = [slot for document in made.manifest.documents for slot in document.plan.slots]
    persons = tuple(dict.fromkeys(slot.name for slot in slots if slot.kind == "persoon"))
    seals = tuple(dict.fromkeys(slot.name for slot in slots if slot.kind != "persoon"))
    with running(place / "pki", persons=persons, seals=seals) as pki:
        create_folder(place / "dossier", made.files, replace=False)
        dossier = open_dossier(place / "dossier")
        seal = _key(pki, seals[0])
        steps.issue(dossier, seal, _services(pki), progress=_quiet, clock=now)
        names = {slot.role: slot.name for slot in slots if slot.kind == "persoon"}
        for role in (one for one in ROLES if one in names):
            key = _key(pki, names[role])
            steps.approve(dossier, role, key, _services(pki), progress=_quiet, clock=now)
        steps.close(dossier, seal, _services(pki), progress=_quiet, clock=now)
        packed = archive(
            dossier, place / "uit", _ORDER, seal, _services(pki),
            house=House(), progress=_quiet, clock=now,
        ).path  # fmt: skip
        yield _kept(run, place, packed, pki, times=0)
        start = datetime.now(UTC)
        for times, later in enumerate(run.renewals, start=1):
            with time_machine.travel(start + later, tick=True):
                renew(packed, seal, _services(pki), order=_ORDER, progress=_quiet, clock=now)
                yield _kept(run, place, packed, pki, times=times)


def _kept(run: Run, place: Path, packed: Path, pki: TrialPki, *, times: int) -> Packed:
    """Keep the package as it is now, and say what the judges are to find in its PDFs."""
    name = f"{times}× vernieuwd" if times else "gearchiveerd"
    folder = place / f"pakket-{times}" / packed.name
    shutil.copytree(packed, folder)
    found = [(_STATEMENT, folder / STATEMENT)]
    if times:  # the papers in a new package are those of the dossier, judged with it
        found += [
            (path.name.split("-")[0], path) for path in sorted(folder.glob("data/*/D[0-9]*/D[0-9]*.pdf"))
        ]
    stages = tuple(_stage(run, document, path, pki, name=name, position=times) for document, path in found)
    return Packed(label=f"{run.name} {name}", folder=folder, stages=stages)


def _stage(run: Run, document: str, path: Path, pki: TrialPki, *, name: str, position: int) -> Stage:
    report = verify(path.read_bytes(), trust=load_trust([pki.root]), at=now())
    whole = document in (statement.ID, _STATEMENT)
    return Stage(
        run=run,
        document=document,
        name=name,
        position=position,
        path=path,
        root=pki.root,
        at=datetime.now(UTC),
        level="B-LTA",
        signatures=sum(one.kind != "archieftijdstempel" for one in report.signatures),
        flavours=("3a", "ua1") if whole else ("2a", "ua1"),
    )


def _key(pki: TrialPki, name: str) -> PemSource:
    certificate, key = pki.keys[name]
    return PemSource(certificate_path=certificate, key_path=key, ask=lambda _: "")


def _services(pki: TrialPki) -> Services:
    return Services(timestamper=service(pki.tsa_url), trust=load_trust([pki.root]))


def _quiet(_text: str) -> None:
    """Tell nobody how far it is."""
