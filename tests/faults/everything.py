"""All sections of the page, in its order; each can also be made by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.faults import archiving, page, requests
from tests.faults.breaking import Stage
from tests.faults.memory import remembered
from tests.faults.scenes import Theatre
from tests.faulty import Faults
from tests.workshop import Workshop


def sections(workshop: Workshop, folder: Path, faults: Faults) -> Iterator[str]:
    """Give every section."""
    yield from disk(workshop, folder / "schijf")
    yield from services(workshop, folder / "diensten", faults)
    yield remote(workshop, folder / "elders")
    yield card(workshop, folder / "kaart")


def disk(workshop: Workshop, folder: Path, *, only: tuple[str, ...] = ()) -> Iterator[str]:
    """Kill each command at each change on the disk, and fill the disk; `only` names scenes."""
    theatre = Theatre(workshop=workshop, folder=folder / "dossiers")
    with remembered():
        for scene in (*theatre.scenes(), *archiving.scenes(theatre)):
            if not only or scene.name in only:
                stage = Stage(theatre, scene, folder)
                yield page.killed(scene.command, stage.killed())
                yield page.filled(scene.command, stage.filled())


def services(
    workshop: Workshop, folder: Path, faults: Faults, *, only: tuple[str, ...] = ()
) -> Iterator[str]:
    """Break each request of the services for time-stamps and revocation."""
    theatre = Theatre(workshop=workshop, folder=folder / "dossiers", papers=("D4",))
    runs = {
        "geef-uit": theatre.issue,
        "onderteken": theatre.sign,
        "verzegel": theatre.close,
        "aanvullen": theatre.lift,
        "vernieuw": theatre.renew,
    }
    packing = {scene.name: scene for scene in archiving.scenes(theatre)}
    runs |= {name: packing[name].run for name in ("archiveer-tar", "vernieuw-map")}
    for scene in (*theatre.scenes(), *packing.values()):
        if scene.name in runs and (not only or scene.name in only):
            rows = requests.asked(Stage(theatre, scene, folder), runs[scene.name], faults)
            yield page.failed(f"`{scene.command}`: een dienst faalt", rows)


def remote(workshop: Workshop, folder: Path) -> str:
    """Break each request of the remote signing service."""
    theatre = Theatre(workshop=workshop, folder=folder / "dossiers", papers=("D4",))
    rows = requests.remote(_signing(theatre, folder), theatre)
    return page.failed("`delegatie onderteken`: de ondertekendienst (CSC) faalt", rows)


def card(workshop: Workshop, folder: Path) -> str:
    """Take the card out."""
    theatre = Theatre(workshop=workshop, folder=folder / "dossiers", papers=("D4", "D5"))
    with requests.cards(theatre) as made:
        rows = requests.card(_signing(theatre, folder), theatre, made)
    return page.failed("`delegatie onderteken`: de kaart gaat uit de lezer", rows)


def _signing(theatre: Theatre, folder: Path) -> Stage:
    (scene,) = [one for one in theatre.scenes() if one.name == "onderteken"]
    scene.start()
    return Stage(theatre, scene, folder)
