"""Our own papers at each stage, and every attack on them, as files for EU DSS.

What we say of each attack is what `tests/attacks` holds us to, with the dossier and without; it is not judged
here again.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

from signing.testpki import running
from tests.attacks.everything import ATTACKS
from tests.attacks.scene import Scene
from tests.conformance.runs import START
from tests.conformance.trial import Ours, Paper, Trial
from tests.conftest import KINDS, PERSONS, REVOKED, SEALS

_UNDER_WAY = ("issued", "half", "signed")
_STAGES = (*_UNDER_WAY, "sealed", "renewed")
_A_MOMENT = timedelta(minutes=1)  # judged a little later than made, as papers are
_AT_ONCE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The moment that it was at a count of the machine's own clock, which no test moves."""

    moment: datetime
    count: float

    @classmethod
    def read(cls) -> Clock:
        """Read both."""
        return cls(moment=datetime.now(UTC), count=time.monotonic())

    @property
    def now(self) -> datetime:
        """Give the moment that it is, also in another process."""
        return self.moment + timedelta(seconds=time.monotonic() - self.count)


def altered(folder: Path) -> list[Trial]:
    """Make the papers and the attacks in `folder`."""
    folder.mkdir(parents=True)
    holders = (*PERSONS, REVOKED, *KINDS)
    with (
        time_machine.travel(START, tick=True),
        running(folder / "pki", persons=holders, seals=SEALS, revoked=(REVOKED,), keys=KINDS) as pki,
    ):
        scene = Scene(pki, folder)
        return [*_papers(scene), *_attacks(scene)]


def _papers(scene: Scene) -> Iterator[Trial]:
    """Give each stage; the scene has them all when this is done."""
    made = [(f"D5 {stage}", getattr(scene, stage), stage not in _UNDER_WAY) for stage in _STAGES]
    for name, pdf, sealed in made:
        yield Trial(
            kind="as made",
            name=name,
            path=_written(scene, name, pdf),
            root=scene.pki.root,
            at=datetime.now(UTC) + _A_MOMENT,
            paper=Paper(plan=scene.plan, origin=scene.origin),
            sealed=sealed,
        )
    closing = scene.statement
    yield Trial(
        kind="as made",
        name="D14 sealed",
        path=_written(scene, "D14 sealed", closing.sealed),
        root=scene.pki.root,
        at=datetime.now(UTC) + _A_MOMENT,
        paper=Paper(plan=closing.plan, origin=closing.origin),
    )


def _attacks(scene: Scene) -> Iterator[Trial]:
    with ProcessPoolExecutor(
        os.cpu_count(),
        mp_context=multiprocessing.get_context("spawn"),  # the services' thread runs in this process
        initializer=_begin,
        initargs=(scene, Clock.read()),
    ) as pool:
        paths = list(pool.map(_harmed, range(len(ATTACKS)), chunksize=_AT_ONCE))
    for attack, path in zip(ATTACKS, paths, strict=True):
        yield Trial(
            kind="altered",
            name=attack.name,
            path=path,
            root=scene.pki.root,
            at=datetime.now(UTC) + _A_MOMENT,
            held=Ours(verdict=attack.verdict, codes=tuple(sorted(attack.codes))),
        )


_here: list[Scene] = []  # in a process of the pool: the scene that it was given


def _begin(scene: Scene, clock: Clock) -> None:
    time_machine.travel(clock.now, tick=True).start()
    _here.append(scene)


def _harmed(number: int) -> Path:
    attack = ATTACKS[number]
    try:
        pdf = attack.harm(_here[0])
    except Exception as err:
        raise AssertionError(f"the attack «{attack.name}» cannot be made") from err
    return _written(_here[0], f"attack {attack.name}", pdf)


def _written(scene: Scene, name: str, pdf: bytes) -> Path:
    path = scene.folder / f"{re.sub('[^a-z0-9]+', '-', name.lower())}.pdf"
    with path.open("xb") as out:
        out.write(pdf)
    return path
