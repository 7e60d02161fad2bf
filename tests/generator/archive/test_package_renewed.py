"""Three renewals over thirty years, with simulated clocks: the last by the archive statement alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator.archive.history import rounds
from generator.archive.package import opened
from generator.errors import InputRefused
from signing.errors import WrongTurn
from signing.report import weigh
from signing.state import free_reserves
from tests.ages import moment
from tests.generator.archive.years import Years, problems
from tests.workshop import snapshot

REFERENCE = "DLG-2026-0042"
PAPER = f"data/{REFERENCE}/D9-informatiebrief-werknemers/D9-informatiebrief-werknemers.pdf"


def test_three_renewals_carry_a_package_over_thirty_years(years: Years) -> None:
    assert years.verdict(years.package(), 2030) == "valid"
    assert years.verdict(years.package(), 2038) == "indeterminate"  # not renewed, its time-stamp has run out
    assert len(years.done(2034)) == 3
    assert years.verdict(years.package(2034), 2038) == "valid"
    assert len(years.done(2034, 2042)) == 3
    before = (years.package(2034, 2042) / PAPER).read_bytes()
    assert free_reserves(before) == ()
    assert years.done(2034, 2042, 2049) == []  # the reserve fields are used up: the statement alone
    path = years.package(2034, 2042, 2049)
    assert (path / PAPER).read_bytes() == before
    assert years.verdict(path, 2056) == "valid"
    with opened(path) as package:
        assert len(rounds(package)) == 3


def test_an_archive_file_is_renewed_as_one(years: Years, tmp_path: Path) -> None:
    path = years.copy(tmp_path, form="tar")
    years.renew(path, 2034)
    renewed = path.read_bytes()
    with pytest.raises(WrongTurn, match="nog geen 30 dagen"):  # the same command again costs nothing
        years.renew(path, 2034)
    assert path.read_bytes() == renewed
    assert path.suffix == ".tar"
    assert years.verdict(path, 2038) == "valid"


def test_a_package_that_ran_out_is_not_given_a_new_life(years: Years, tmp_path: Path) -> None:
    path = years.copy(tmp_path)
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
    harm: Callable[[str], bool], reason: str, years: Years, tmp_path: Path
) -> None:
    path = years.copy(tmp_path, 2034)
    folder = path / f"data/{REFERENCE}/{REFERENCE}-geschiedenis"
    (changed,) = [one for one in folder.iterdir() if harm(one.name)]
    changed.write_bytes(changed.read_bytes() + b"\n")
    items = years.items(path, moment(2036))
    codes = {problem.code for item in items for problem in item.problems}
    assert {reason, "pakket-gewijzigd"} & codes
    assert weigh(problems(items)) == "invalid"
