"""All sections of the page, in its order; each can also be made by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from tests.faults import archiving, page, requests
from tests.faults.breaking import Stage
from tests.faults.memory import remembered
from tests.faults.scenes import Theatre
from tests.faulty import Faults
from tests.workshop import Workshop

REMOTE, CARD = "csc", "kaart"
_REMOTE = "`delegatie onderteken`: de ondertekendienst (CSC) faalt"
_CARD = "`delegatie onderteken`: de kaart gaat uit de lezer"
_NONE: Mapping[str, str] = MappingProxyType({})


def sections(
    workshop: Workshop,
    folder: Path,
    faults: Faults,
    *,
    only: tuple[str, ...] = (),
    kept: Mapping[str, str] = _NONE,
) -> Iterator[str]:
    """Give every section; with `only`, those of the scenes that it names are made, and the others are those `kept`."""
    yield from disk(workshop, folder / "schijf", only=only, kept=kept)
    yield from services(workshop, folder / "diensten", faults, only=only, kept=kept)
    for name, title, make in ((REMOTE, _REMOTE, remote), (CARD, _CARD, card)):
        if not only or name in only:
            yield make(workshop, folder / name)
        else:
            yield from _kept(kept, title)


def names(workshop: Workshop, folder: Path) -> tuple[str, ...]:
    """Name every scene."""
    theatre = Theatre(workshop=workshop, folder=folder)
    return (*(scene.name for scene in (*theatre.scenes(), *archiving.scenes(theatre))), REMOTE, CARD)


def disk(
    workshop: Workshop, folder: Path, *, only: tuple[str, ...] = (), kept: Mapping[str, str] = _NONE
) -> Iterator[str]:
    """Kill each command at each change on the disk, and fill the disk; `only` names scenes."""
    theatre = Theatre(workshop=workshop, folder=folder / "dossiers")
    with remembered():
        for scene in (*theatre.scenes(), *archiving.scenes(theatre)):
            if not only or scene.name in only:
                stage = Stage(theatre, scene, folder)
                yield page.killed(scene.command, stage.killed())
                yield page.filled(scene.command, stage.filled())
            else:
                yield from _kept(kept, *page.titles(scene.command))


def services(
    workshop: Workshop,
    folder: Path,
    faults: Faults,
    *,
    only: tuple[str, ...] = (),
    kept: Mapping[str, str] = _NONE,
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
        if scene.name in runs:
            title = f"`{scene.command}`: een dienst faalt"
            if not only or scene.name in only:
                yield page.failed(
                    title, requests.asked(Stage(theatre, scene, folder), runs[scene.name], faults)
                )
            else:
                yield from _kept(kept, title)


def remote(workshop: Workshop, folder: Path) -> str:
    """Break each request of the remote signing service."""
    theatre = Theatre(workshop=workshop, folder=folder / "dossiers", papers=("D4",))
    return page.failed(_REMOTE, requests.remote(_signing(theatre, folder), theatre))


def card(workshop: Workshop, folder: Path) -> str:
    """Take the card out."""
    theatre = Theatre(workshop=workshop, folder=folder / "dossiers", papers=("D4", "D5"))
    with requests.cards(theatre) as made:
        return page.failed(_CARD, requests.card(_signing(theatre, folder), theatre, made))


def _signing(theatre: Theatre, folder: Path) -> Stage:
    (scene,) = [one for one in theatre.scenes() if one.name == "onderteken"]
    scene.start()
    return Stage(theatre, scene, folder)


def _kept(kept: Mapping[str, str], *titles: str) -> Iterator[str]:
    yield from (kept[title] for title in titles if title in kept)
