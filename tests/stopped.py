"""Two papers under way, and the same declined and withdrawn: made once a run; tests work on copies.

D5 is signed by two persons, D9 by nobody: the least in which someone can decline.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from generator import steps
from generator.dossier import Document, Dossier, open_dossier
from generator.files import create_folder
from generator.pipeline import make
from signing.sign import now
from tests.workshop import ORGANISATION, Workshop, example, own_list

REASON = "De bedrijfsarts wil eerst andere afspraken over bereikbaarheid"
RECORDER = "E. de Groot, casemanager"
WITHDRAWN = "De taakgedelegeerde gaat uit dienst."
D5, D9 = "pdf/D5-geheimhoudingsverklaring.pdf", "pdf/D9-informatiebrief-werknemers.pdf"
D15, D15_WORD = "pdf/D15-weigering.pdf", "word/D15-weigering.docx"
D16, D16_WORD = "pdf/D16-intrekking.pdf", "word/D16-intrekking.docx"
STAGES = ("gemaakt", "uitgegeven", "getekend", "geweigerd", "ingetrokken")


def own(workshop: Workshop) -> Path:
    """The folder with the list of these dossiers."""
    folder = workshop.folder / "lijst-gestopt"
    return folder if folder.exists() else own_list(folder, "D5", "D9")


def stopped(workshop: Workshop, stage: str, *, reference: str = "DLG-2026-0042") -> Path:
    """The folder at a stage; never to be changed. The taakgedelegeerde signs, the bedrijfsarts declines."""
    folder = workshop.folder / f"gestopt-{reference}-{stage}"
    if folder.exists():
        return folder
    if stage == "gemaakt":
        data = example("in-dienst").replace(b"DLG-2026-0042", reference.encode())
        made = make(data, name="x", test=True, templates=own(workshop))
        create_folder(folder, made.files, replace=False)
        return folder
    before = stopped(workshop, STAGES[STAGES.index(stage) - 1], reference=reference)
    beside = Path(shutil.copytree(before, folder.with_suffix(".nieuw")))
    dossier = open_dossier(beside)
    match stage:
        case "uitgegeven":
            workshop.issue(dossier)
        case "getekend":
            workshop.approve(dossier, "taakgedelegeerde")
        case "geweigerd":
            decline(workshop, dossier)
        case _:
            withdraw(workshop, dossier)
    return beside.rename(folder)


def decline(workshop: Workshop, dossier: Dossier, role: str = "bedrijfsarts", **changes: Any) -> Document:
    given = {
        "reason": REASON,
        "by": RECORDER,
        "source": workshop.key(ORGANISATION),
        "services": workshop.services,
        "progress": lambda _: None,
        "clock": now,
    } | changes
    return steps.decline(dossier, role, **given)


def withdraw(workshop: Workshop, dossier: Dossier, **changes: Any) -> Document:
    given = {
        "reason": WITHDRAWN,
        "by": "A.M. de Vries",
        "source": workshop.key(ORGANISATION),
        "services": workshop.services,
        "progress": lambda _: None,
        "clock": now,
    } | changes
    return steps.withdraw(dossier, **given)
