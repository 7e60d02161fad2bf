"""What stands in a folder with a dossier, and that nothing of it was lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from generator import logbook
from generator.dossier import LEDGER, open_dossier
from generator.examine import examine
from signing import ledger
from signing.state import state

if TYPE_CHECKING:
    from tests.faults.scenes import Scene, Theatre

REFERENCE = "DLG-2026-0042"


def told(theatre: Theatre, _scene: Scene, root: Path) -> str:
    """Say what stands in the folder: how far each document is, and what the ledger says."""
    folder = root / REFERENCE
    if not folder.exists():
        aside = any(path.name.endswith(".oud") for path in root.iterdir())
        return "de map is er niet; de oude staat nog terzijde" if aside else "er is nog geen map"
    dossier = open_dossier(folder)
    stages: dict[str, list[str]] = {}
    for document in (*dossier.manifest.documents, *theatre.beside(dossier)):
        found = state(dossier.read_pdf(document), document.plan)
        stages.setdefault("vernieuwd" if found.stamps > 1 else found.stage, []).append(document.id)
    written = (folder / LEDGER).read_bytes()
    lines, whole = ledger.read(written), ledger.read(logbook.read(dossier))
    waits = f", en {len(whole) - len(lines)} die ernaast wacht" if len(whole) > len(lines) else ""
    said = "; ".join(f"{named(ids)} {stage}" for stage, ids in stages.items())
    return f"{said}; logboek: {len(lines)} {'regel' if len(lines) == 1 else 'regels'}{waits}"


def require_nothing_lost(theatre: Theatre, scene: Scene, root: Path) -> None:
    """What was there is there, and what has grown verifies: nothing worse than unfinished."""
    folder, start = root / REFERENCE, scene.start()
    if not folder.exists():
        assert start is None or any(path.name.endswith(".oud") for path in root.iterdir())
        return
    problems = [
        problem
        for item in examine(folder, trust=theatre.workshop.trust, at=theatre.at, templates=theatre.own)
        for problem in (*item.problems, *(one for s in item.signatures for one in s.problems))
        if problem.code not in scene.unfinished
    ]
    assert problems == [], problems
    if start is not None and not scene.replaces:
        for path in start.rglob("*.pdf"):
            assert (folder / path.relative_to(start)).read_bytes().startswith(path.read_bytes())


def require_finished(theatre: Theatre, scene: Scene, root: Path) -> None:
    """Nothing more is asked of the end than of the way to it."""
    require_nothing_lost(theatre, scene, root)


def written(root: Path) -> list[str]:
    """Give the lines of the ledger, as they are the same after every run."""
    lines = ledger.read((root / REFERENCE / LEDGER).read_bytes())
    return sorted(str((line.data["stap"], line.data["document"])) for line in lines)


def named(ids: list[str]) -> str:
    """Name documents in a row."""
    *others, last = ids
    return f"{', '.join(others)} en {last}" if others else last
