"""The package of the small dossier through the years: each state is made once a run, tests work on copies."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from generator.archive.archive import archive
from generator.archive.examine import examine_package
from generator.archive.make import House
from generator.archive.order import Form, Order
from generator.archive.renew import renew
from generator.dossier import open_dossier
from generator.examine import Item
from signing.report import weigh
from signing.sign import now
from tests.ages import Ages, moment
from tests.workshop import ORGANISATION


class Years:
    """Packages that were archived in 2026 and renewed since; every verdict is given in its own year."""

    def __init__(self, ages: Ages, folder: Path) -> None:
        self.ages, self.folder = ages, folder
        self.house = House(templates=ages.workshop.own)
        self._made: dict[tuple[Form, tuple[int, ...]], Path] = {}
        self._done: dict[Path, Sequence[str]] = {}

    def package(self, *renewed: int, form: Form = "map") -> Path:
        """The package as it was after these renewals; never to be changed."""
        if (form, renewed) not in self._made:
            place = self.folder / "-".join((form, "2026", *map(str, renewed)))
            place.mkdir()
            if renewed:
                path = self.copy(place, *renewed[:-1], form=form)
                self._done[path] = self.renew(path, renewed[-1])
            else:
                path = self._archived(place, form)
            self._made[form, renewed] = path
        return self._made[form, renewed]

    def done(self, *renewed: int, form: Form = "map") -> Sequence[str]:
        """What the last of these renewals said that it had renewed."""
        return self._done[self.package(*renewed, form=form)]

    def copy(self, to: Path, *renewed: int, form: Form = "map") -> Path:
        """A copy to harm, or to renew."""
        of = self.package(*renewed, form=form)
        take = shutil.copytree if of.is_dir() else shutil.copy2
        return Path(take(of, to / of.name))

    def renew(self, path: Path, year: int) -> list[str]:
        with self.ages.world(year) as services:
            return renew(
                path, self.ages.source(ORGANISATION, year), services,
                order=Order(), house=self.house, progress=lambda _text: None, clock=now,
            )  # fmt: skip

    def items(self, path: Path, at: datetime) -> tuple[Item, ...]:
        with self.ages.world(at.year):
            return examine_package(path, trust=self.ages.trust, at=at, templates=self.house.templates)

    def verdict(self, path: Path, year: int) -> str:
        return weigh(problems(self.items(path, moment(year))))

    def _archived(self, place: Path, form: Form) -> Path:
        small = self.ages.small
        with self.ages.world(2026) as services:
            dossier = Path(shutil.copytree(small, place / "dossier"))
            return archive(
                open_dossier(dossier), place / "archief", Order(form=form),
                self.ages.source(ORGANISATION, 2026), services,
                house=self.house, progress=lambda _text: None, clock=now,
            ).path  # fmt: skip


def problems(items: tuple[Item, ...]) -> list[object]:
    return [p for i in items for p in (*i.problems, *(q for s in i.signatures for q in s.problems))]
