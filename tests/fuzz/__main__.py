"""Mutants for as long as one likes: `python -m tests.fuzz --minuten 10`; exits with 1 where one was a fault."""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from signing import testpki
from tests.attacks.scene import Scene
from tests.conftest import PERSONS, SEALS
from tests.fuzz import crew
from tests.fuzz.everything import KINDS
from tests.fuzz.figures import Figures
from tests.fuzz.model import Kind, Samples
from tests.fuzz.samples import of_scene
from tests.workshop import Workshop


def tasks(kinds: tuple[Kind, ...], seed: int, until: float) -> Iterator[tuple[Kind, int]]:
    """Give kinds by their weight, each time with the next seed, until that moment of the clock."""
    dice = Random(seed)  # noqa: S311 - nothing secret
    for number in itertools.count(seed):
        if time.monotonic() >= until:
            return
        yield dice.choices(kinds, [one.weight for one in kinds])[0], number


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--minuten", type=float, default=10.0)
    parser.add_argument("--processen", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--zaad", type=int, default=int(time.time()), help="the first seed; the same one, the same dice"
    )
    parser.add_argument("--soort", action="append", default=[], help="only kinds whose name begins so")
    parser.add_argument(
        "--bewaar", type=Path, default=Path("build/fuzz"), help="where what is faulty is kept"
    )
    return parser.parse_args()


def _fuzz(samples: Samples, asked: argparse.Namespace) -> Figures:
    kinds = tuple(one for one in KINDS if not asked.soort or one.name.startswith(tuple(asked.soort)))
    figures = Figures()
    (asked.bewaar).mkdir(parents=True, exist_ok=True)
    (asked.bewaar / "wortel.pem").write_bytes(samples.pki.root.read_bytes())
    until = time.monotonic() + 60 * asked.minuten
    for outcome in crew.run(
        tasks(kinds, asked.zaad, until), samples, hands=asked.processen, keep=asked.bewaar
    ):
        figures.count(outcome)
        if outcome.faults:
            sys.stderr.write(f"{outcome.kind} {outcome.seed} ({outcome.note}): {outcome.faults[0][-2000:]}\n")
    return figures


def main() -> int:
    """Make the papers, and mutate them."""
    asked = _asked()
    sys.stderr.write(f"--zaad {asked.zaad}\n")
    with tempfile.TemporaryDirectory(prefix="delegatie-fuzz-") as name:
        folder = Path(name)
        with testpki.running(folder / "pki", persons=PERSONS, seals=SEALS) as pki:
            place = folder / "scene"
            place.mkdir()
            scene = Scene(pki, place)
            samples = of_scene(scene, pki, workshop=Workshop(pki, place / "dossiers"))
            figures = _fuzz(samples, asked)
    sys.stdout.write(figures.text())
    return 1 if figures.faulty else 0


if __name__ == "__main__":
    sys.exit(main())
