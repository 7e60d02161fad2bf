"""The papers that mutants are made from."""

from __future__ import annotations

from signing.policy import load_trust
from signing.sign import now
from signing.testpki import TrialPki
from signing.verify import verify
from tests.attacks.scene import Scene
from tests.fuzz.model import Folder, Samples, Victim
from tests.workshop import Workshop, snapshot


def of_scene(scene: Scene, pki: TrialPki, *, workshop: Workshop | None = None) -> Samples:
    """Gather a real paper at each stage, in its dossier and alone; and a closed dossier, where a workshop is given."""
    at, trust = now(), load_trust([pki.root])
    stages = {
        "issued": (scene.issued, False),
        "half": (scene.half, False),
        "signed": (scene.signed, False),
        "sealed": (scene.sealed, True),
    }
    victims = []
    if workshop is not None:
        stages["renewed"] = (scene.renewed, True)
        stated = scene.statement
        report = verify(stated.sealed, trust=trust, at=at, plan=stated.plan, origin=stated.origin)
        victims.append(
            Victim(name="D14", pdf=stated.sealed, plan=stated.plan, origin=stated.origin, report=report)
        )
    for name, (pdf, sealed) in stages.items():
        for plan, origin, alone in ((scene.plan, scene.origin, ""), (None, None, " alone")):
            report = verify(pdf, trust=trust, at=at, plan=plan, origin=origin, sealed=sealed)
            assert report.verdict == "valid", (name, alone, report.reasons)
            victims.append(
                Victim(name=name + alone, pdf=pdf, plan=plan, origin=origin, sealed=sealed, report=report)
            )
    folder = None
    if workshop is not None:
        folder = Folder(files=snapshot(workshop.small("verzegeld")), templates=workshop.own)
    kept = ("_document", "issued", "half", "signed", "sealed")
    papers = {name: vars(scene)[name] for name in kept}
    return Samples(victims=tuple(victims), folder=folder, stages=papers, pki=pki)
