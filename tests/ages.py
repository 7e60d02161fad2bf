"""One PKI through the years: what its services say at a given time, and who can sign then.

    with ages.world(2034) as services:      # the clock of the whole process stands at 23 November 2034, and runs on
        renew.renew([paper], services, clock=sign.now)
    ages.key(ORGANISATION, 2034)            # whoever seals then; of 2026 the certificate expired long ago
    ages.small                              # a small dossier, sealed in 2026: take a copy
    ages.renewed[2042]                      # the same, renewed in 2034 and in 2042: take a copy

One root, valid to 2079. In each of `YEARS` a new issuer (20 years), time-stamp service (10 years), OCSP
service (20 years) and holders (3 years) begin. In between, the newest that has begun serves. All that once
served still answers, with the time of the world; `faulty.before(ages.pki(2034))` lets services fall silent.
All keys are P-384: good until long after RSA with PKCS#1 v1.5 is not.
No later than 2049: certomancer writes two digits of a year in its time-stamps. Verify as of any later time.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

import time_machine

from generator import steps
from generator.dossier import open_dossier
from signing import sign, testpki
from signing.increment import Services
from signing.keys import Key, PemSource
from signing.policy import Trust, load_trust
from signing.report import Policy
from signing.testpki import TrialPki
from signing.timestamp import service
from tests.workshop import SMALL, STATEMENT, Workshop

YEARS = (2026, 2034, 2042, 2049)


def moment(year: int) -> datetime:
    """When it is in the world of a year."""
    return datetime(year, 11, 23, 9, 0, tzinfo=UTC)


class Ages:
    """The generations of a PKI, and what was made in their time."""

    def __init__(self, generations: Sequence[TrialPki], folder: Path) -> None:
        self._pkis = dict(zip(YEARS, generations, strict=True))
        self._folder = folder

    @property
    def trust(self) -> Trust:
        return load_trust([self._pkis[YEARS[0]].root])

    def pki(self, year: int) -> TrialPki:
        """The newest generation that began by that year."""
        return self._pkis[max(one for one in YEARS if one <= year)]

    @contextmanager
    def world(self, when: int | datetime, policy: Policy = "vereist") -> Iterator[Services]:
        """Let it be that year, or that very moment (UTC): for this process and all services."""
        at = moment(when) if isinstance(when, int) else when
        with time_machine.travel(at, tick=True):
            yield self.services(at.year, policy)

    def services(self, year: int, policy: Policy = "vereist") -> Services:
        """The services of a new run in that year; for use in its world."""
        return Services(timestamper=service(self.pki(year).tsa_url), trust=self.trust, policy=policy)

    def source(self, name: str, year: int) -> PemSource:
        """Where the key of a holder of that year lies."""
        certificate, key = self.pki(year).keys[name]
        return PemSource(certificate_path=certificate, key_path=key, ask=lambda _: "")

    def key(self, name: str, year: int) -> Key:
        """The key of a holder of that year, opened."""
        return self.source(name, year).unlock()

    @cached_property
    def workshop(self) -> Workshop:
        """Dossiers of 2026, at any stage; ask for one in the world of 2026."""
        return Workshop(self.pki(YEARS[0]), self._folder / "werkplaats")

    @cached_property
    def small(self) -> Path:
        """Two papers and the statement, sealed in 2026, an hour before its world begins; never to be changed."""
        with self.world(moment(YEARS[0]) - timedelta(hours=1)):
            self.workshop.folder.mkdir(exist_ok=True)
            return self.workshop.small("verzegeld")

    @cached_property
    def renewed(self) -> Mapping[int, Path]:
        """That dossier by year: as it was sealed, and renewed in 2034 and in 2042; never to be changed."""
        made = {2026: self.small}
        for year, before in ((2034, 2026), (2042, 2034)):
            made[year] = Path(shutil.copytree(made[before], self._folder / f"vernieuwd-{year}"))
            with self.world(year) as services:
                done = steps.renew(
                    open_dossier(made[year]), services, progress=lambda _: None, clock=sign.now
                )
            assert [document.id for document in done] == [*SMALL, STATEMENT]
        return made


@contextmanager
def running(folder: Path, *, persons: Sequence[str], seals: Sequence[str]) -> Iterator[Ages]:
    """Make the PKI in `folder` and serve it until the block ends."""
    kinds: dict[str, testpki.KeyKind] = dict.fromkeys((*persons, *seals), "p-384")
    moments = [moment(year) for year in YEARS]
    with testpki.generations(
        folder / "pki", moments, persons=persons, seals=seals, keys=kinds, services="p-384"
    ) as made:
        yield Ages(made, folder)
