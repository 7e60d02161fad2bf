"""Many dossiers at once: the same packages whoever judges, one key for all, and nothing half there."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from generator.archive.all import Asked, Outcome, archive_all
from generator.archive.make import House
from generator.archive.order import Order
from generator.archive.sealer import Sealer
from generator.dossier import open_dossier
from generator.many.hands import Hands, Own, here
from signing.errors import KeyFailed
from signing.keys import Key, KeySource
from signing.sign import now
from tests.workshop import ORGANISATION, Workshop, snapshot

NEVER: Callable[[], bool] = lambda: False  # noqa: E731
STATEMENT = "archiefverklaring.pdf"


@pytest.fixture(scope="session")
def dossiers(workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """Two that can be archived, one that cannot, one again, one with the kenmerk of another, and none at all."""
    small = workshop.small("verzegeld")
    other = tmp_path_factory.mktemp("ander") / "DLG-2026-0042"
    shutil.copytree(small, other)
    paper = other / open_dossier(other).manifest.documents[0].pdf
    paper.write_bytes(paper.read_bytes() + b"x")
    return (
        small,
        workshop.small("uitgegeven"),
        workshop.addition("terugname", "verzegeld"),
        small,
        other,
        tmp_path_factory.mktemp("leeg"),
    )


@pytest.fixture(scope="session")
def two() -> Iterator[Hands]:
    made = here(2, "generator.archive.legs")
    yield made
    made.close(wait=True)


class Counted:
    """A source that counts how often it is opened; `fails` for a PIN that is wrong."""

    def __init__(self, source: KeySource, *, fails: bool = False) -> None:
        self._source, self._fails = source, fails
        self.opened = 0

    def certificate(self) -> object:
        return self._source.certificate()

    def issuers(self) -> object:
        return self._source.issuers()

    def unlock(self) -> Key:
        self.opened += 1
        if self._fails:
            raise KeyFailed("De PIN klopt niet.")
        return self._source.unlock()


class Desk:
    """Archives in a folder with a clock that stands still."""

    def __init__(self, workshop: Workshop, out: Path, *, fails: bool = False) -> None:
        # Ahead of the time-stamp service: what it says must lie before the moment of judgement.
        moment = now().replace(microsecond=0) + timedelta(minutes=5)
        self.clock = lambda: moment
        self.source = Counted(workshop.key(ORGANISATION), fails=fails)
        self.sealer = Sealer(self.source, workshop.services, tell=lambda _line: None, clock=self.clock)  # type: ignore[arg-type]
        self.asked = Asked(out=out, order=Order(), house=House(templates=workshop.own))

    def archive(self, folders: tuple[Path, ...], hands: Hands) -> list[Outcome]:
        with closing(archive_all(folders, self.asked, self.sealer, hands, NEVER)) as outcomes:
            return list(outcomes)


def told(outcome: Outcome, out: Path) -> str:
    """What a person reads of one, the same wherever the packages go."""
    if outcome.archived:
        return f"{outcome.archived.path.name}: {outcome.archived.new}"
    assert outcome.failure
    return outcome.failure.message.replace(str(out), "")


def test_the_packages_are_the_same_whoever_judges(
    dossiers: tuple[Path, ...], two: Hands, workshop: Workshop, tmp_path: Path
) -> None:
    one, many = Desk(workshop, tmp_path / "een" / "archief"), Desk(workshop, tmp_path / "twee" / "archief")
    many.clock = many.sealer.clock = one.sealer.clock = one.clock
    alone, together = one.archive(dossiers, Own()), many.archive(dossiers, two)
    said = [told(outcome, one.asked.out) for outcome in alone]
    assert [told(outcome, many.asked.out) for outcome in together] == said
    assert [outcome.archived.new if outcome.archived else None for outcome in alone] == [
        True, None, True, False, None, None,
    ]  # fmt: skip
    assert [outcome.folder for outcome in together] == list(dossiers)
    assert (one.source.opened, many.source.opened) == (1, 1)
    here_, there = snapshot(one.asked.out), snapshot(many.asked.out)
    assert here_.keys() == there.keys()
    assert any(name.endswith(STATEMENT) for name in here_)
    different = {name for name in here_ if here_[name] != there[name]}
    assert {name.rpartition("/")[2] for name in different} <= {STATEMENT}  # signatures and time-stamps


def test_a_key_that_does_not_open_is_tried_once(
    dossiers: tuple[Path, ...], two: Hands, workshop: Workshop, tmp_path: Path
) -> None:
    desk = Desk(workshop, tmp_path, fails=True)
    outcomes = desk.archive(dossiers, two)
    assert {one.failure.message for one in outcomes if one.failure} >= {"De PIN klopt niet."}
    assert desk.source.opened == 1
    assert desk.sealer.failed
    assert list(tmp_path.iterdir()) == []


def test_who_breaks_off_leaves_nothing_and_goes_on_later(
    dossiers: tuple[Path, ...], two: Hands, workshop: Workshop, tmp_path: Path
) -> None:
    desk = Desk(workshop, tmp_path)
    wanted = (dossiers[0], dossiers[2])

    def broken_off() -> bool:
        if any(tmp_path.glob(".*.nieuw")):  # a package is being made
            raise KeyboardInterrupt
        return False

    with pytest.raises(KeyboardInterrupt):
        list(archive_all(wanted, desk.asked, desk.sealer, two, broken_off))
    assert list(tmp_path.iterdir()) == []
    for folder in wanted:
        assert not list(folder.glob(".slot*"))
    again = desk.archive(wanted, two)
    assert [one.archived.new for one in again if one.archived] == [True, True]


def test_what_nobody_expected_is_told_of_its_own_dossier(
    dossiers: tuple[Path, ...], workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_rest: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("generator.archive.legs.container.pack", broken)
    desk = Desk(workshop, tmp_path)
    desk.asked = replace(desk.asked, order=Order(form="zip"))
    (one,) = desk.archive(dossiers[:1], Own())
    assert one.failure
    assert "ZeroDivisionError" in one.failure.message
    desk.asked = replace(desk.asked, loud=True)
    with pytest.raises(ZeroDivisionError):
        desk.archive(dossiers[:1], Own())
    assert list(tmp_path.iterdir()) == []
