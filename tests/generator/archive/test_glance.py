"""What is seen of a dossier or a package without unpacking it, and that a bad one says why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from generator.archive.glance import glance, glances
from generator.archive.model import STATEMENT
from signing.archive import container
from tests.generator.archive.planned import AT, PAPER, package
from tests.workshop import Shelf, Workshop

ENDS = date(2028, 12, 31)  # the services of the workshop sign with RSA-2048


def test_a_dossier_is_seen_whole(workshop: Workshop) -> None:
    found = glance(workshop.small("verzegeld"), at=AT)
    assert (found.kind, found.problem) == ("dossier", "")
    assert found.proof is not None
    assert found.proof.reference == "DLG-2026-0042"
    assert (found.proof.lifetime.until, found.proof.lifetime.reason) == (ENDS, "algoritme")
    assert found.proof.governing == PAPER, "of papers that end on one day the one stamped first"
    assert found.proof.free == 2
    assert found.proof.keep_until == date(2047, 12, 31)
    assert found.proof.officer == "H. Willems, informatiebeheerder"
    assert found.proof.government, "the employer of the example is a gemeente"


@pytest.mark.parametrize("form", ["map", "tar", "zip"])
def test_a_package_is_seen_by_its_statement(
    form: container.Form | str, workshop: Workshop, tmp_path: Path
) -> None:
    path = package(tmp_path / "DLG-2026-0042", workshop.small("verzegeld"))
    if form != "map":
        container.pack(path, tmp_path / f"elders.{form}", form)  # type: ignore[arg-type]
        path = tmp_path / f"elders.{form}"
    found = glance(path, at=AT)
    assert (found.kind, found.problem) == ("pakket", "")
    assert found.proof is not None
    assert (found.proof.reference, found.proof.governing) == ("DLG-2026-0042", STATEMENT)
    assert found.proof.lifetime.until == ENDS
    assert found.proof.free is None, "each renewal makes a new statement"
    assert found.proof.keep_until == date(2047, 12, 31)


def test_a_real_package_is_seen_as_it_was_made(packages: object) -> None:
    found = glance(packages("zip"), at=AT)  # type: ignore[operator]
    assert found.problem == ""
    assert found.proof is not None
    assert (found.proof.reference, found.proof.keep_until) == ("DLG-2026-0042", date(2047, 12, 31))


def test_a_folder_counts_as_all_that_lies_in_it(workshop: Workshop, shelf: Shelf, tmp_path: Path) -> None:
    depot = tmp_path / "depot"
    first = package(depot / "B", workshop.small("verzegeld"))
    container.pack(first, depot / "A.tar", "tar")
    shelf.copy(workshop.small("verzegeld"), name="depot/C")
    (depot / "B.pakbon.xml").write_text("<pakbon/>", "utf-8")
    (depot / "leeg").mkdir()
    assert [one.path.name for one in glances([depot], at=AT)] == ["A.tar", "B", "C"]
    again = list(glances([depot, first, depot / "C"], at=AT))
    assert len(again) == 3, "what is named twice counts once"


def without(name: str) -> object:
    def harm(folder: Path) -> None:
        (folder / name).unlink()

    return harm


def emptied(name: str) -> object:
    def harm(folder: Path) -> None:
        (folder / name).write_bytes(b"")

    return harm


BOOKS = "data/DLG-2026-0042/DLG-2026-0042-administratie/delegatie.yaml"
BAD = [
    pytest.param(without(STATEMENT), "", id="no statement"),
    pytest.param(emptied(STATEMENT), "geen leesbare", id="an empty statement"),
    pytest.param(without(BOOKS), "", id="no delegation file"),
    pytest.param(emptied(BOOKS), "delegatie.yaml is niet te lezen", id="an empty delegation file"),
]


@pytest.mark.parametrize(("harm", "says"), BAD)
def test_a_bad_package_says_why_and_stops_nobody(
    harm: object, says: str, workshop: Workshop, tmp_path: Path
) -> None:
    bad = package(tmp_path / "depot" / "1-slecht", workshop.small("verzegeld"))
    good = package(tmp_path / "depot" / "2-goed", workshop.small("verzegeld"))
    harm(bad)  # type: ignore[operator]
    first, second = glances([tmp_path / "depot"], at=AT)
    assert (first.path, first.proof) == (bad, None)
    assert first.problem
    assert says in first.problem
    assert (second.path, second.problem) == (good, "")


def test_what_is_not_sealed_has_no_proof(workshop: Workshop) -> None:
    found = glance(workshop.small("uitgegeven"), at=AT)
    assert found.proof is None
    assert found.problem == "Dossier DLG-2026-0042 is niet verzegeld, of beschadigd: D11, D9."


def test_a_folder_without_any_says_so(tmp_path: Path) -> None:
    (found,) = glances([tmp_path], at=AT)
    assert found.problem == "Dit is geen dossier en geen archiefpakket, en er staat er ook geen in."
