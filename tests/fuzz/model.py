"""What is mutated, what comes of it, and how it was made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from signing.plan import Origin, Plan
from signing.report import Report
from signing.testpki import TrialPki
from tests.attacks.scene import Scene


class NothingToDo(Exception):
    """This mutation does not apply to what the dice chose; another throw may do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Victim:
    """A genuine paper, how a recipient judges it, and what is rightly told of it.

    Without a `plan` it is judged as a file alone.
    """

    name: str
    pdf: bytes = field(repr=False)
    plan: Plan | None = field(repr=False, default=None)
    origin: Origin | None = None
    sealed: bool = True
    report: Report = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A genuine closed dossier: its files by name, and the folder with its list of documents."""

    files: Mapping[str, bytes] = field(repr=False)
    templates: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """All that mutants are made from, under the root of `pki`, whose services run meanwhile.

    `stages` are the papers of a scene, which can sign on with them in another process.
    """

    victims: tuple[Victim, ...]
    folder: Folder | None
    stages: Mapping[str, object] = field(repr=False)
    pki: TrialPki

    def scene(self) -> Scene:
        """Set the scene again, with the papers that are there."""
        made = Scene(self.pki, Path())
        vars(made).update(self.stages)
        return made

    def genuine(self, pdf: bytes) -> bool:
        """Claim that these bytes are one of the papers, unharmed."""
        return any(one.pdf == pdf for one in self.victims)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A paper that passes itself off for `victim`, or the files of a dossier; `note` says what was done.

    `anew`: the last signature was set over it by whom it should be.
    """

    note: str
    victim: Victim | None = None
    pdf: bytes = field(repr=False, default=b"")
    files: Mapping[str, bytes] = field(repr=False, default_factory=dict)
    anew: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One way to make mutants; the same dice and samples give the same mutant. Raises `NothingToDo`."""

    name: str
    make: Callable[[Random, Samples], Mutant]
    weight: int = 1


def of_paper(change: Callable[[Random, bytes], tuple[bytes, str]]) -> Callable[[Random, Samples], Mutant]:
    """Make mutants of any victim by a change of its bytes."""

    def make(dice: Random, samples: Samples) -> Mutant:
        victim = dice.choice(samples.victims)
        pdf, note = change(dice, victim.pdf)
        return Mutant(note=note, victim=victim, pdf=pdf)

    return make


def of_sealed(change: Callable[[Random, bytes], tuple[bytes, str]]) -> Callable[[Random, Samples], Mutant]:
    """Make mutants as `of_paper`, mostly of sealed ones: what comes behind an unfinished one is refused anyway."""

    def make(dice: Random, samples: Samples) -> Mutant:
        victim = dice.choice([one for one in samples.victims if one.sealed or dice.random() < 0.2])
        pdf, note = change(dice, victim.pdf)
        return Mutant(note=note, victim=victim, pdf=pdf)

    return make
