"""Acts that sign: ours with each kind of key, with a card, with all the checks of a step, and as a command."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count, islice
from pathlib import Path

from generator.dossier import open_dossier
from signing.increment import Job, Services, sign_fields
from signing.keys import Key, KeySource, PemSource
from signing.policy import load_trust
from signing.sign import Paper, issue, now
from signing.testpki import TrialPki
from signing.timestamp import service
from tests.bench.act import Act, Missing, stopwatch
from tests.bench.measure import Sample
from tests.bench.services import ORGANISATION, find

OPENED = "sleutel open"


@contextmanager
def signatures(dossiers: str, pki: str, kind: str, number: int) -> Iterator[Act]:
    """Open the key and sign so many documents, each with its time-stamp and validation data (B-LT).

    Its one part is what comes after the key was opened.
    """
    made, turns = find(pki, kind), _turns(dossiers, number)

    def act() -> dict[str, Sample]:
        papers, key = next(turns), _source(made).unlock()
        end = stopwatch()
        _sign(papers, key, made)
        return {OPENED: end()}

    yield act


@contextmanager
def by_card(dossiers: str, pki: str, number: int) -> Iterator[Act]:
    """Do the same with a key on a card (SoftHSM), the PIN given each round."""
    from tests import softhsm

    if softhsm.MISSING:
        raise Missing("SoftHSM2 staat niet op deze machine")
    from signing.token import TokenSource

    made, turns = find(pki, "rsa-2048"), _turns(dossiers, number)
    with tempfile.TemporaryDirectory() as folder, softhsm.cards(Path(folder), made) as cards:
        label = cards.card("meting", ORGANISATION)

        def act() -> None:
            source = TokenSource(
                module=softhsm.MODULE, ask=lambda _: softhsm.PIN, tell=lambda _: None, token=label
            )
            with ExitStack() as stack:
                stack.callback(source.close)
                _sign(next(turns), source.unlock(), made)

        yield act


@contextmanager
def step(dossiers: str, pki: str, number: int) -> Iterator[Act]:
    """Open the key and issue so many documents: checked before, signed, and verified as a recipient would."""
    made, turns = find(pki, "rsa-2048"), _turns(dossiers, number)

    def act() -> None:
        outcomes = issue(next(turns), _source(made).unlock(), _services(made), clock=now)
        for outcome in outcomes:
            if not isinstance(outcome, bytes):
                raise outcome

    yield act


@contextmanager
def command(dossiers: str, pki: str) -> Iterator[Act]:
    """Issue a dossier of twelve documents by `delegatie geef-uit`, with all that a command does."""
    made, numbers = find(pki, "rsa-2048"), count()
    certificate, key = made.keys[ORGANISATION]
    folders = sorted(Path(dossiers).iterdir())
    with tempfile.TemporaryDirectory() as place:

        def act() -> None:
            number = next(numbers)
            folder = shutil.copytree(folders[number % len(folders)], Path(place, str(number)))
            subprocess.run(  # noqa: S603
                [
                    sys.executable, "-m", "generator", "geef-uit", str(folder), "--pem", str(certificate),
                    str(key), "--tsa", made.tsa_url, "--vertrouw", str(made.root),
                ],
                check=True,
                capture_output=True,
            )  # fmt: skip

        yield act


def _turns(dossiers: str, number: int) -> Iterator[list[Paper]]:
    """Give so many papers a turn, no paper twice until all were there."""

    def all_of_them() -> Iterator[Paper]:
        while True:
            for folder in sorted(Path(dossiers).iterdir()):
                dossier = open_dossier(folder)
                for document in dossier.manifest.documents:
                    yield Paper(pdf=dossier.read_pdf(document), plan=document.plan, origin=document.origin)

    papers = all_of_them()
    while True:
        yield list(islice(papers, number))


def _source(pki: TrialPki) -> KeySource:
    certificate, key = pki.keys[ORGANISATION]
    return PemSource(certificate_path=certificate, key_path=key, ask=lambda _: "")


def _services(pki: TrialPki) -> Services:
    """Give the services as a command has them: nothing is known yet of what they say."""
    return Services(timestamper=service(pki.tsa_url), trust=load_trust([pki.root]))


def _sign(papers: list[Paper], key: Key, pki: TrialPki) -> None:
    jobs = [Job(pdf=one.pdf, slot=one.plan.slots[0], test=True) for one in papers]
    for outcome in sign_fields(jobs, key, _services(pki), clock=now):
        if not isinstance(outcome, bytes):
            raise outcome
