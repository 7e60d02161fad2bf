"""Three renewals over thirty years, with simulated clocks: the last by the archive statement alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from generator.archive.archive import archive
from generator.archive.examine import examine_package
from generator.archive.history import rounds
from generator.archive.make import House
from generator.archive.order import Form, Order
from generator.archive.package import opened
from generator.archive.renew import renew
from generator.dossier import open_dossier
from generator.errors import InputRefused
from generator.examine import Item
from signing.errors import WrongTurn
from signing.report import weigh
from signing.sign import now
from signing.state import free_reserves
from tests.ages import Ages, moment
from tests.workshop import ORGANISATION, snapshot

REFERENCE = "DLG-2026-0042"
PAPER = f"data/{REFERENCE}/D9-informatiebrief-werknemers/D9-informatiebrief-werknemers.pdf"


class Years:
    """A package through the years; every verdict is given in its own year."""

    def __init__(self, ages: Ages, folder: Path) -> None:
        self.ages, self.folder = ages, folder
        self.house = House(templates=ages.workshop.own)

    def archive(self, form: Form = "map") -> Path:
        with self.ages.world(2026) as services:
            dossier = Path(shutil.copytree(self.ages.small, self.folder / "dossier"))
            return archive(
                open_dossier(dossier), self.folder / "archief", Order(form=form),
                self.ages.source(ORGANISATION, 2026), services,
                house=self.house, progress=lambda _text: None, clock=now,
            ).path  # fmt: skip

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
        return weigh(_problems(self.items(path, moment(year))))


def _problems(items: tuple[Item, ...]) -> list[object]:
    return [p for i in items for p in (*i.problems, *(q for s in i.signatures for q in s.problems))]


@pytest.fixture
def years(ages: Ages, tmp_path: Path) -> Years:
    return Years(ages, tmp_path)


def test_three_renewals_carry_a_package_over_thirty_years(years: Years) -> None:
    path = years.archive()
    assert years.verdict(path, 2030) == "valid"
    assert years.verdict(path, 2038) == "indeterminate"  # not renewed, its time-stamp has run out
    assert len(years.renew(path, 2034)) == 3
    assert years.verdict(path, 2038) == "valid"
    assert len(years.renew(path, 2042)) == 3
    assert free_reserves((path / PAPER).read_bytes()) == ()
    before = (path / PAPER).read_bytes()
    assert years.renew(path, 2049) == []  # the reserve fields are used up: the statement alone
    assert (path / PAPER).read_bytes() == before
    assert years.verdict(path, 2056) == "valid"
    with opened(path) as package:
        assert len(rounds(package)) == 3


def test_an_archive_file_is_renewed_as_one(years: Years) -> None:
    path = years.archive("tar")
    years.renew(path, 2034)
    renewed = path.read_bytes()
    with pytest.raises(WrongTurn, match="nog geen 30 dagen"):  # the same command again costs nothing
        years.renew(path, 2034)
    assert path.read_bytes() == renewed
    assert path.suffix == ".tar"
    assert years.verdict(path, 2038) == "valid"


def test_a_package_that_ran_out_is_not_given_a_new_life(years: Years) -> None:
    path = years.archive()
    before = snapshot(path)
    with pytest.raises(InputRefused, match="niet geldig"):
        years.renew(path, 2042)
    assert snapshot(path) == before


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        pytest.param(lambda name: name.endswith("archiefverklaring.pdf"), "geschiedenis", id="statement"),
        pytest.param(lambda name: name.endswith("tagmanifest-sha256.txt"), "geschiedenis", id="tag-manifest"),
    ],
)
def test_a_history_that_was_changed_and_bagged_anew_is_not_believed(
    harm: Callable[[str], bool], reason: str, years: Years
) -> None:
    path = years.archive()
    years.renew(path, 2034)
    folder = path / f"data/{REFERENCE}/{REFERENCE}-geschiedenis"
    (changed,) = [one for one in folder.iterdir() if harm(one.name)]
    changed.write_bytes(changed.read_bytes() + b"\n")
    items = years.items(path, moment(2036))
    codes = {problem.code for item in items for problem in item.problems}
    assert {reason, "pakket-gewijzigd"} & codes
    assert weigh(_problems(items)) == "invalid"
