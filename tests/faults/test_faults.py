"""What docs/betrouwbaarheid.md says is so: a part of it is tried again, and what kills is really killed."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.faults import archiving
from tests.faults.breaking import Stage, digest, files
from tests.faults.disk import Change, watched
from tests.faults.everything import card, disk, remote, services
from tests.faults.memory import remembered
from tests.faults.scenes import Theatre
from tests.faulty import before
from tests.softhsm import MISSING
from tests.workshop import Workshop

PAGE = Path(__file__).resolve().parents[2] / "docs" / "betrouwbaarheid.md"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what is written is watched by /proc")


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text("utf-8")


@pytest.mark.parametrize("scene", ["genereer", "genereer-overschrijf", "onderteken", "trek-in"])
def test_the_page_says_what_a_broken_disk_leaves(
    scene: str, page: str, workshop: Workshop, tmp_path: Path
) -> None:
    for section in disk(workshop, tmp_path, only=(scene,)):
        assert section in page, "make faults"


def test_the_page_says_what_services_that_fail_leave(page: str, workshop: Workshop, tmp_path: Path) -> None:
    with before(workshop.pki) as faults:
        for section in services(workshop, tmp_path, faults, only=("geef-uit",)):
            assert section in page, "make faults"


def test_the_page_says_what_a_remote_service_that_fails_leaves(
    page: str, workshop: Workshop, tmp_path: Path
) -> None:
    assert remote(workshop, tmp_path) in page, "make faults"


@pytest.mark.skipif(bool(MISSING), reason=MISSING)
def test_the_page_says_what_a_card_that_is_taken_out_leaves(
    page: str, workshop: Workshop, tmp_path: Path
) -> None:
    assert card(workshop, tmp_path) in page, "make faults"


def test_a_process_that_is_really_killed_leaves_what_was_looked_at(
    workshop: Workshop, tmp_path: Path
) -> None:
    """The page looks at each state without killing; here each is reached by SIGKILL in a process of its own."""
    theatre = Theatre(workshop=workshop, folder=tmp_path / "dossiers")
    (scene,) = [one for one in theatre.scenes() if one.name == "onderteken"]
    with remembered():
        stage = Stage(theatre, scene, tmp_path)
        root, seen = stage.fresh(), list[str]()
        scene.run(stage.fresh())  # signs, so that the children need not
        with watched(root, lambda _change: seen.append(digest(files(root)))):
            scene.run(root)
        for number, expected in enumerate(seen):
            root = stage.fresh()
            assert _killed_at(number, stage, root) == -signal.SIGKILL
            assert digest(files(root)) == expected


def test_a_renewal_of_a_package_that_is_really_killed_leaves_what_was_looked_at(
    workshop: Workshop, tmp_path: Path
) -> None:
    """Once for each thing that may be left standing: how far the new package is in the making is none."""
    theatre = Theatre(workshop=workshop, folder=tmp_path / "dossiers", papers=("D4",))
    with remembered():
        (scene,) = [one for one in archiving.scenes(theatre) if one.name == "vernieuw-map"]
        stage = Stage(theatre, scene, tmp_path)
        root, seen = stage.fresh(), list[str]()
        states: dict[str, tuple[int, str]] = {}
        scene.run(stage.fresh())

        def look(_change: Change) -> None:
            if (key := digest(files(root))) not in seen:
                states.setdefault(stage.told(root), (len(seen), key))
            seen.append(key)

        with watched(root, look):
            scene.run(root)
        assert len(states) == 4  # the old one, with its pakbon, with that of the new; put aside; the new one
        for number, expected in states.values():
            root = stage.fresh()
            assert _killed_at(number, stage, root) == -signal.SIGKILL
            assert digest(files(root)) == expected


def _killed_at(nth: int, stage: Stage, root: Path) -> int:
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left = [nth]

    def kill(_change: Change) -> None:
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    try:
        with watched(root, kill):
            stage.scene.run(root)
    finally:
        os._exit(1)  # it should have been killed
