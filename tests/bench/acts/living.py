"""Acts of a dossier's whole life, and of judging it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count, cycle
from pathlib import Path

from generator import steps
from generator.archive.archive import archive
from generator.archive.examine import examine_package
from generator.archive.make import House
from generator.archive.order import Order
from generator.dossier import open_dossier
from generator.examine import Item, examine
from generator.files import create_folder
from generator.pipeline import make
from signing.increment import Services
from signing.keys import KeySource, PemSource
from signing.policy import load_trust
from signing.sign import now
from signing.testpki import TrialPki
from signing.timestamp import service
from tests.bench import orders
from tests.bench.act import Act
from tests.bench.services import ORGANISATION, SIGNERS, find

ROLES = ("werkgever", "taakgedelegeerde", "bedrijfsarts")
DOSSIER, ARCHIVE = "dossier", "archief"


@contextmanager
def step(name: str, place: str, pki: str) -> Iterator[Act]:
    """Take one step of the life of a dossier; round `n` takes it for the dossier in the folder `n` of `place`.

    So each step is taken by a process that never saw these papers before, as it is where people are at work.
    """
    made, numbers = find(pki, "rsa-2048"), count()

    def act() -> None:
        number = next(numbers)
        _STEPS[name](Path(place, str(number)), number, made)

    yield act


def _make(folder: Path, number: int, _pki: TrialPki) -> None:
    made = make(orders.order(number, names=False), name="x", test=True)
    create_folder(folder / DOSSIER, made.files, replace=False)


def _issue(folder: Path, _number: int, pki: TrialPki) -> None:
    dossier, seal = open_dossier(folder / DOSSIER), _key(pki, ORGANISATION)
    steps.issue(dossier, seal, _services(pki), progress=_silent, clock=now)


def _sign(folder: Path, _number: int, pki: TrialPki) -> None:
    dossier = open_dossier(folder / DOSSIER)
    for role, name in zip(ROLES, SIGNERS, strict=True):
        steps.approve(dossier, role, _key(pki, name), _services(pki), progress=_silent, clock=now)


def _close(folder: Path, _number: int, pki: TrialPki) -> None:
    dossier, seal = open_dossier(folder / DOSSIER), _key(pki, ORGANISATION)
    steps.close(dossier, seal, _services(pki), progress=_silent, clock=now)


def _judge(folder: Path, _number: int, pki: TrialPki) -> None:
    _judged(examine(folder / DOSSIER, trust=load_trust([pki.root]), at=now()))


def _archive(folder: Path, _number: int, pki: TrialPki) -> None:
    dossier, seal = open_dossier(folder / DOSSIER), _key(pki, ORGANISATION)
    archive(
        dossier, folder / ARCHIVE, Order(), seal, _services(pki),
        house=House(), progress=_silent, clock=now,
    )  # fmt: skip


_STEPS: dict[str, Callable[[Path, int, TrialPki], None]] = {
    "maken": _make,
    "uitgeven": _issue,
    "ondertekenen": _sign,
    "verzegelen": _close,
    "controleren": _judge,
    "archiveren": _archive,
}


def _services(pki: TrialPki) -> Services:
    return Services(timestamper=service(pki.tsa_url), trust=load_trust([pki.root]))


@contextmanager
def judge_dossier(folders: list[str], pki: str) -> Iterator[Act]:
    """Judge a sealed dossier, each round the next."""
    roots, turns = [find(pki, "rsa-2048").root], cycle(folders)
    yield lambda: _judged(examine(Path(next(turns)), trust=load_trust(roots), at=now()))


@contextmanager
def judge_package(folders: list[str], pki: str) -> Iterator[Act]:
    """Judge an archive package, each round the next."""
    roots, turns = [find(pki, "rsa-2048").root], cycle(folders)
    yield lambda: _judged(examine_package(Path(next(turns)), trust=load_trust(roots), at=now()))


def _key(pki: TrialPki, name: str) -> KeySource:
    certificate, key = pki.keys[name]
    return PemSource(certificate_path=certificate, key_path=key, ask=lambda _: "")


def _judged(items: tuple[Item, ...]) -> None:
    if bad := [(item.title, item.problems) for item in items if item.verdict != "valid"]:
        raise RuntimeError(f"not valid: {bad[:3]}")


def _silent(_text: str) -> None:
    """Tell nobody."""
