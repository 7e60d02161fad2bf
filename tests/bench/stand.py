"""What all parts share: the services, dossiers with a whole life behind them, and how a row is made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench import services
from tests.bench.crew import Job, Run, alone
from tests.bench.length import Length
from tests.bench.measure import Measure, Target, absent, measured

DOCUMENTS = 12  # of the dossier that is made all the time
STEPS = ("maken", "uitgeven", "ondertekenen", "verzegelen", "controleren", "archiveren")
_LIVES = "levens"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Rows that belong together, and what they say together (Dutch)."""

    title: str
    says: str
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """What all sections share: a folder, the services, dossiers that were sealed, and their packages."""

    folder: Path
    pki: str
    length: Length
    life: dict[str, Run]  # by step

    @property
    def root(self) -> str:
        """The file with the root certificate of what was signed."""
        return str(services.find(self.pki, services.KINDS[0]).root)

    @property
    def dossiers(self) -> list[str]:
        """The folders of sealed dossiers: one for a first round that does not count, and one for each that does."""
        return [str(place / "dossier") for place in self._lives]

    @property
    def packages(self) -> list[str]:
        """The folders of their archive packages."""
        return [str(one) for place in self._lives for one in place.glob("archief/DLG-*") if one.is_dir()]

    @property
    def _lives(self) -> list[Path]:
        return sorted((self.folder / _LIVES).iterdir(), key=lambda place: int(place.name))

    def lay(self, what: str, name: str, **given: object) -> str:
        """Have something laid down by a process of its own; give its folder."""
        folder = str(self.folder / name)
        alone(Job(act=f"tests.bench.acts.laying:{what}", given={"folder": folder, **given}, fresh=True), 1)
        return folder


@contextmanager
def stand(length: Length) -> Iterator[Stand]:
    """Start the services, and take some dossiers through their whole life."""
    with TemporaryDirectory(prefix="delegatie-meting-") as name:
        folder = Path(name)
        with services.elsewhere(folder / "pki") as pki:
            given: dict[str, Any] = {"place": str(folder / _LIVES), "pki": str(pki)}
            life = {name: alone(job("living:step", name=name, **given), length.few) for name in STEPS}
            yield Stand(folder=folder, pki=str(pki), length=length, life=life)


def job(act: str, *, fresh: bool = False, rounds: int | None = None, **given: object) -> Job:
    """Have an act of our own done; `given` are its arguments."""
    return Job(act=f"tests.bench.acts.{act}", given=given, fresh=fresh, rounds=rounds)


def peer(act: str, *, rounds: int | None = None, **given: object) -> Job:
    """Have an act of a peer done, which may be missing here."""
    return Job(act=f"tests.bench.acts.{act}", given=given, peer=True, rounds=rounds)


def row(
    key: str,
    name: str,
    run: Run,
    *,
    each: int = 1,
    against: Measure | None = None,
    target: Target | None = None,
    peak: bool = True,
) -> Measure:
    """Make a row of the time on the clock, in milliseconds, or one that says why there is none."""
    if run.missing:
        return absent(key, name, run.missing, target=target)
    shown = run.peak if peak else None
    return measured(key, name, "ms", run.wall(each), peak=shown, against=against, target=target)
