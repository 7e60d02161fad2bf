"""What all tests share: one PKI for the run, and nothing from the network but loopback."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest

from signing import testpki
from tests import ages as through_the_years
from tests import softhsm
from tests.workshop import Shelf, Workshop

# How long one example takes is no finding here: machines are busy, and `make bench` measures.
hypothesis.settings.register_profile("delegatie", deadline=None)
hypothesis.settings.load_profile("delegatie")

PERSONS = (
    "B. Jansen",
    "A.M. de Vries",
    "C. Bakker",
    "R. O'Neill-van 't Hof",
    "Zoë van den Bergh-Łukasiewicz",
)
SEALS = ("Arbodienst De Dieze B.V.", "Bedrijfsartsengroep Rivierenland")
REVOKED = "Ivo Ingetrokken"
KINDS: dict[str, testpki.KeyKind] = {
    "Els Elliptisch": "p-256",
    "Ed Elliptisch": "p-384",
    "Rob Lang": "rsa-3072",
    "Ria Langer": "rsa-4096",
}


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[testpki.TrialPki]:
    """A PKI made for this run, with its services on loopback."""
    folder = tmp_path_factory.mktemp("pki")
    persons = (*PERSONS, REVOKED, *KINDS)
    with testpki.running(folder, persons=persons, seals=SEALS, revoked=(REVOKED,), keys=KINDS) as made:
        yield made


@pytest.fixture(scope="session")
def other_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a PKI that signed nothing here."""
    folder = tmp_path_factory.mktemp("andere-pki")
    with testpki.running(folder, persons=("Niemand",), seals=()) as made:
        return made.root


@pytest.fixture(scope="session")
def cards(pki: testpki.TrialPki, tmp_path_factory: pytest.TempPathFactory) -> Iterator[softhsm.Cards]:
    """Smartcards, by SoftHSM2, that bear keys of the PKI."""
    if softhsm.MISSING:
        pytest.skip(softhsm.MISSING)
    with softhsm.cards(tmp_path_factory.mktemp("softhsm"), pki) as made:
        yield made


@pytest.fixture(scope="session")
def workshop(pki: testpki.TrialPki, tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """The in-dienst dossier at every stage, each made once."""
    return Workshop(pki, tmp_path_factory.mktemp("werkplaats"))


@pytest.fixture(scope="session")
def ages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[through_the_years.Ages]:
    """A PKI from 2026 to 2056, with a clock to go through it."""
    folder = tmp_path_factory.mktemp("jaren")
    with through_the_years.running(folder, persons=PERSONS[:3], seals=SEALS[:1]) as made:
        yield made


@pytest.fixture
def shelf(workshop: Workshop, tmp_path: Path) -> Iterator[Shelf]:
    """Copies of those dossiers; every PDF signed in one must verify when the test ends."""
    made = Shelf(workshop, tmp_path)
    yield made
    made.verify_all()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where everything is installed (DELEGATIE_ALLES=1, as in `.ci/run`), a skip is a failure."""
    report = yield
    if report.skipped and os.environ.get("DELEGATIE_ALLES") == "1" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} ({call.when}) is skipped: {call.excinfo and call.excinfo.value}"
    return report
