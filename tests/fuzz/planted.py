"""Judges with a fault planted in them: what a run of mutants must see."""

from __future__ import annotations

import os
import time

from tests.fuzz.judging import Outcome
from tests.fuzz.model import Kind, Mutant, Samples


def sleeps(mutant: Mutant, kind: Kind, seed: int, _samples: Samples) -> Outcome:
    """Hang on the second mutant."""
    if seed:
        time.sleep(3600)
    return Outcome(kind=kind.name, seed=seed, note=mutant.note, verdict="invalid")


def dies(mutant: Mutant, kind: Kind, seed: int, _samples: Samples) -> Outcome:
    """Die on the second mutant."""
    if seed:
        os._exit(7)
    return Outcome(kind=kind.name, seed=seed, note=mutant.note, verdict="invalid")
