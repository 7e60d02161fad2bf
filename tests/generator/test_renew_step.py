"""A sealed dossier renewed through the years: all its papers, its statement, and its books."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from generator import logbook, steps
from generator.dossier import LEDGER, Dossier, open_dossier
from generator.examine import examine
from signing import ledger, sign
from signing.errors import DocumentRefused, ServiceFailed, WrongTurn
from signing.increment import Services
from signing.renew import ReserveUsed
from tests import faulty, stopped
from tests.ages import Ages, moment
from tests.generator.test_logbook import Kill, ended
from tests.workshop import SMALL, STATEMENT, snapshot

EVERY = [*SMALL, STATEMENT]


@pytest.fixture
def aged(ages: Ages) -> Mapping[int, Path]:
    """The small dossier by year: sealed in 2026, renewed in 2034 and in 2042; never to be changed."""
    return ages.renewed


def renewed(dossier: Dossier, services: Services) -> list[str]:
    done = steps.renew(dossier, services, progress=lambda _: None, clock=sign.now)
    return [document.id for document in done]


def copy(of: Path, to: Path) -> Dossier:
    return open_dossier(Path(shutil.copytree(of, to / "dossier")))


def told(folder: Path, ages: Ages, year: int) -> dict[str, list[str]]:
    """What is wrong, by the title of each thing examined."""
    with ages.world(year):
        items = examine(folder, trust=ages.trust, at=moment(year), templates=ages.workshop.own)
    assert len(items) == 1 + len(EVERY)
    return {
        item.title: [p.message for p in (*item.problems, *(q for s in item.signatures for q in s.problems))]
        for item in items
    }


def wrong(folder: Path, ages: Ages, year: int) -> str:
    return " ".join(message for messages in told(folder, ages, year).values() for message in messages)


@pytest.mark.parametrize(("last", "year"), [(2026, 2035), (2034, 2037), (2034, 2043), (2042, 2049)])
def test_the_dossier_is_valid_as_long_as_it_is_renewed_in_time(
    last: int, year: int, aged: Mapping[int, Path], ages: Ages
) -> None:
    assert wrong(aged[last], ages, year) == ""


def test_left_too_long_everything_is_open_and_nothing_false(aged: Mapping[int, Path], ages: Ages) -> None:
    with ages.world(2045):
        items = examine(aged[2034], trust=ages.trust, at=moment(2045), templates=ages.workshop.own)
    assert [item.verdict for item in items] == ["valid", *["indeterminate"] * len(EVERY)]


def test_each_renewal_is_a_line_on_each_document(aged: Mapping[int, Path]) -> None:
    lines = [one.data for one in ledger.read((aged[2042] / LEDGER).read_bytes())]
    renewals = [line for line in lines if line["stap"] == "vernieuwing"]
    assert [line["document"] for line in renewals] == EVERY * 2
    assert [str(line["tijd"])[:4] for line in renewals] == ["2034"] * len(EVERY) + ["2042"] * len(EVERY)
    assert {str(line["niveau"]) for line in renewals} == {"B-LTA"}
    assert not any("naam" in line for line in renewals)  # it takes no key


def test_a_round_that_is_done_is_not_done_again(aged: Mapping[int, Path], ages: Ages, tmp_path: Path) -> None:
    dossier = copy(aged[2034], tmp_path)
    before = snapshot(dossier.folder)
    with (
        ages.world(moment(2034).replace(month=12)) as services,
        pytest.raises(WrongTurn, match="nog geen 30 dagen"),
    ):
        renewed(dossier, services)
    assert snapshot(dossier.folder) == before


def test_without_a_free_field_nothing_is_changed_and_the_way_on_is_told(
    aged: Mapping[int, Path], ages: Ages, tmp_path: Path
) -> None:
    dossier = copy(aged[2042], tmp_path)
    before = snapshot(dossier.folder)
    with ages.world(2049) as services, pytest.raises(ReserveUsed, match="D9, D11, D14") as caught:
        renewed(dossier, services)
    assert "delegatie archiveer" in caught.value.hint
    assert snapshot(dossier.folder) == before


def test_too_late_nothing_is_changed(aged: Mapping[int, Path], ages: Ages, tmp_path: Path) -> None:
    dossier = copy(aged[2026], tmp_path)
    before = snapshot(dossier.folder)
    with ages.world(2037) as services, pytest.raises(DocumentRefused, match="te laat"):
        renewed(dossier, services)
    assert snapshot(dossier.folder) == before


def test_what_is_not_sealed_is_not_renewed(ages: Ages, tmp_path: Path) -> None:
    with ages.world(2026) as services:
        dossier = copy(ages.workshop.small("uitgegeven"), tmp_path)
        with pytest.raises(WrongTurn, match="nog niet verzegeld"):
            renewed(dossier, services)


def test_one_document_that_fails_does_not_keep_the_others(
    aged: Mapping[int, Path], ages: Ages, tmp_path: Path
) -> None:
    dossier = copy(aged[2026], tmp_path)
    with ages.world(2034), faulty.before(ages.pki(2034)) as faults:
        # one to measure with, one for the first paper
        faults.play("tsa", "good", "good", "rejection")
        with pytest.raises(ServiceFailed):
            renewed(dossier, faults.services(ages.pki(2034)))
        assert counts(dossier) == {"D9": 1}
        faults.clear()
        assert renewed(dossier, faults.services(ages.pki(2034))) == ["D11", "D14"]
    assert counts(dossier) == dict.fromkeys(EVERY, 1)
    assert wrong(dossier.folder, ages, 2037) == ""


def counts(dossier: Dossier) -> dict[str, int]:
    found = [str(line.data["document"]) for line in renewals(dossier)]
    return {name: found.count(name) for name in found}


def renewals(dossier: Dossier) -> list[ledger.Entry]:
    return [one for one in ledger.read(logbook.read(dossier)) if one.data["stap"] == "vernieuwing"]


@pytest.mark.parametrize("nth", [1, 2, 3, 9])  # of each document: its line beside, the PDF, the ledger
def test_killed_anywhere_the_same_command_goes_on_where_it_stopped(
    nth: int, aged: Mapping[int, Path], ages: Ages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = copy(aged[2026], tmp_path)
    with ages.world(2034) as services:
        with monkeypatch.context() as patch:
            patch.setattr(logbook, "replace_file", ended(nth))
            with pytest.raises(Kill):
                renewed(dossier, services)
        done = renewed(dossier, ages.services(2034))
    assert done[-1] == STATEMENT
    assert counts(dossier) == dict.fromkeys(EVERY, 1)
    assert [line.data["document"] for line in renewals(dossier)] == EVERY
    assert wrong(dossier.folder, ages, 2037) == ""


def test_of_papers_that_were_stopped_the_sealed_statement_is_renewed(ages: Ages, tmp_path: Path) -> None:
    with ages.world(2026):
        dossier = copy(stopped.stopped(ages.workshop, "ingetrokken"), tmp_path)
    with ages.world(2034) as services:
        assert renewed(dossier, services) == ["D15", "D16"]
    with ages.world(2037):
        items = examine(
            dossier.folder, trust=ages.trust, at=moment(2037), templates=stopped.own(ages.workshop)
        )
    verdicts = {Path(item.path).name[:3]: item.verdict for item in items}
    assert (verdicts["D15"], verdicts["D16"]) == ("valid", "valid")
