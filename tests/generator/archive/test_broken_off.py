"""What a killed or crowded run leaves of a package, and who may not be disturbed; `tests/faults` breaks the rest."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator import lock
from generator.archive import swap
from generator.archive.examine import digest_of, examine_package
from generator.archive.glance import glances
from generator.archive.make import House
from generator.archive.order import Form, Order
from generator.archive.renew import renew
from generator.errors import InputRefused, InUse, NoRoom
from signing.archive import disk
from signing.sign import now
from tests.generator.archive.conftest import Pack
from tests.workshop import ORGANISATION, Shelf, Workshop, snapshot

Packages = Callable[[Form], Path]


def pakbon_of(package: Path) -> bytes:
    return swap.slip_beside(package).read_bytes()


@pytest.fixture
def depot(packages: Packages, tmp_path: Path) -> Path:
    """A folder with a package and its pakbon, to break off."""
    whole = packages("map")
    folder = tmp_path / "depot"
    shutil.copytree(whole, folder / whole.name)
    shutil.copy(swap.slip_beside(whole), folder)
    return folder


def broken_off(package: Path, *, new_slip: bytes) -> None:
    """As a kill between the two moves of a swap leaves it: the old one aside, its pakbon already replaced."""
    making = package.with_name(f".{package.name}.aaaaaaaa.nieuw")
    making.mkdir()
    slip = swap.slip_beside(package)
    (making / "pakbon.oud").write_bytes(slip.read_bytes())
    (making / "pakbon.nieuw").write_bytes(new_slip)
    slip.write_bytes(new_slip)
    package.rename(package.with_name(f".{package.name}.bbbbbbbb.oud"))


def test_the_old_package_and_its_pakbon_come_back(depot: Path) -> None:
    before = snapshot(depot)
    broken_off(depot / "DLG-2026-0042", new_slip=b"van een pakket dat er niet kwam")
    (seen,) = glances([depot], at=now())
    assert "delegatie vernieuw" in seen.problem  # a plan misses nothing, and changes nothing
    swap.put_all_right([depot])
    assert snapshot(depot) == before
    assert [path.name for path in depot.iterdir() if path.name.startswith(".")] == []


def test_it_comes_back_by_its_own_name(depot: Path) -> None:
    before = snapshot(depot)
    broken_off(depot / "DLG-2026-0042", new_slip=b"van een pakket dat er niet kwam")
    swap.put_all_right([depot / "DLG-2026-0042"])
    assert snapshot(depot) == before


def test_nothing_is_put_back_while_another_process_is_at_it(depot: Path) -> None:
    package = depot / "DLG-2026-0042"
    broken_off(package, new_slip=b"x")
    with lock.held(lock.beside(package), "vernieuw", what="x"):
        swap.put_all_right([depot])
    assert not package.exists()


def test_a_pakbon_that_somebody_else_wrote_stays(depot: Path) -> None:
    package = depot / "DLG-2026-0042"
    broken_off(package, new_slip=b"x")
    swap.slip_beside(package).write_bytes(b"van mij")
    swap.put_all_right([depot])
    assert pakbon_of(package) == b"van mij"


@pytest.mark.parametrize("fault", [OSError(errno.ENOSPC, "vol"), KeyboardInterrupt()], ids=["full", "ctrl-c"])
def test_a_package_that_does_not_get_its_place_leaves_no_pakbon(
    fault: BaseException, pack: Pack, workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_rest: object) -> None:
        raise fault

    monkeypatch.setattr(swap, "install", broken)
    with pytest.raises(type(fault)):
        pack(workshop.small("verzegeld"), tmp_path / "archief")
    assert list((tmp_path / "archief").iterdir()) == []


def test_a_disk_without_hard_links_holds_a_package(
    pack: Pack, workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without(*_args: object, **_rest: object) -> None:
        raise OSError(errno.EPERM, "geen koppelingen")

    monkeypatch.setattr(disk.os, "link", without)
    made = pack(workshop.small("verzegeld"), tmp_path, form="tar")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "DLG-2026-0042.tar",
        "DLG-2026-0042.tar.pakbon.xml",
    ]
    items = examine_package(made, trust=workshop.trust, at=now(), templates=workshop.own)
    assert [problem for item in items for problem in item.problems] == []


def test_a_full_temporary_folder_is_no_verdict(
    packages: Packages, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_rest: object) -> None:
        raise OSError(errno.ENOSPC, "vol")

    package = packages("tar")
    monkeypatch.setattr("generator.archive.package.container.unpack", full)
    with pytest.raises(NoRoom, match="de schijf is vol") as told:
        examine_package(package, trust=workshop.trust, at=now(), templates=workshop.own)
    assert "TMPDIR" in told.value.hint


@pytest.mark.parametrize(
    "place",
    [
        pytest.param("dossier", id="the-dossier-itself"),
        pytest.param("dossier/archief", id="within-it"),
        pytest.param("pakket/archief", id="within-a-package"),
    ],
)
def test_a_package_never_comes_within_what_it_would_damage(
    place: str, pack: Pack, packages: Packages, workshop: Workshop, shelf: Shelf
) -> None:
    folder = shelf.copy(workshop.small("verzegeld"), name="dossier")
    package = shelf.copy(packages("map"), name="pakket")
    before = snapshot(folder.parent)
    with pytest.raises(InputRefused, match="zelf een dossier of archiefpakket"):
        pack(folder, folder.parent / place)
    assert snapshot(folder.parent) == before
    assert not (package / "archief").exists()


def test_who_may_only_read_the_dossier_can_archive_it(
    pack: Pack, workshop: Workshop, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shelf.copy(workshop.small("verzegeld"), name="dossier")
    _forbid_writing_in(folder, monkeypatch)
    made = pack(folder, tmp_path / "archief")
    assert made.is_dir()
    with pytest.raises(PermissionError):
        os.open(folder / lock.NAME, os.O_RDWR | os.O_CREAT)


def test_a_dossier_in_use_is_not_archived(
    pack: Pack, workshop: Workshop, shelf: Shelf, tmp_path: Path
) -> None:
    folder = shelf.copy(workshop.small("verzegeld"), name="dossier")
    with (
        lock.held(folder / lock.NAME, "vernieuw", what="x"),
        pytest.raises(InUse, match="`vernieuw` door"),
    ):
        pack(folder, tmp_path / "archief")
    assert list((tmp_path / "archief").iterdir()) == []


def test_a_package_in_use_is_not_renewed(depot: Path, workshop: Workshop) -> None:
    package, before = depot / "DLG-2026-0042", snapshot(depot)
    with (
        lock.held(lock.beside(package), "vernieuw", what="x"),
        pytest.raises(InUse, match=r"Archiefpakket DLG-2026-0042 is in gebruik"),
    ):
        _renew(package, workshop)
    assert snapshot(depot) == before


@pytest.mark.parametrize("by", ["link", "dot"])
def test_a_package_is_renewed_where_it_lies(
    by: str, depot: Path, workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package, before = depot / "DLG-2026-0042", digest_of(depot / "DLG-2026-0042")
    if by == "link":
        path = tmp_path / "koppeling"
        path.symlink_to(package, target_is_directory=True)
    else:
        monkeypatch.chdir(package)
        path = Path()
    _renew(path, workshop)
    assert digest_of(package) != before
    assert sorted(one.name for one in depot.iterdir()) == ["DLG-2026-0042", "DLG-2026-0042.pakbon.xml"]
    items = examine_package(package, trust=workshop.trust, at=now(), templates=workshop.own)
    assert [problem for item in items for problem in item.problems] == []


def test_of_two_that_archive_at_once_one_does(workshop: Workshop, shelf: Shelf, tmp_path: Path) -> None:
    folder = shelf.copy(workshop.small("verzegeld"), name="dossier")
    out = tmp_path / "archief"
    arguments = ["archiveer", folder, "-o", out, "--pem", *workshop.pki.keys[ORGANISATION]]
    arguments += ["--tsa", workshop.pki.tsa_url, "--vertrouw", workshop.pki.root, "--sjablonen", workshop.own]
    both = [
        subprocess.Popen(  # noqa: S603 - our own interpreter and program
            [sys.executable, "-m", "generator", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [one.communicate(timeout=300) for one in both]
    told = [
        stdout if one.returncode == 0 else stderr for one, (stdout, stderr) in zip(both, said, strict=True)
    ]
    assert sum(": gearchiveerd." in one for one in told) == 1, told
    assert sum("is in gebruik: `archiveer`" in one or "was al gearchiveerd" in one for one in told) == 1, told
    assert sorted(one.name for one in out.iterdir()) == ["DLG-2026-0042", "DLG-2026-0042.pakbon.xml"]
    items = examine_package(out / "DLG-2026-0042", trust=workshop.trust, at=now(), templates=workshop.own)
    assert [problem for item in items for problem in item.problems] == []


def _renew(path: Path, workshop: Workshop) -> None:
    renew(
        path, workshop.key(ORGANISATION), workshop.services, order=Order(),
        house=House(templates=workshop.own), progress=lambda _text: None, clock=now,
    )  # fmt: skip


def _forbid_writing_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse to make a file there, as the system does for who may only read; to root it refuses nothing."""
    real = os.open

    def opened(path: str | Path, flags: int, *args: int, **rest: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR) and Path(path).is_relative_to(folder):
            raise PermissionError(errno.EACCES, "alleen lezen", str(path))
        return real(path, flags, *args, **rest)

    monkeypatch.setattr(os, "open", opened)
