"""A sealed dossier becomes a package: what is in it, what is refused, and that nothing is written over."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.archive import pakbon
from generator.archive.examine import digest_of, examine_package
from generator.archive.order import Form, Order
from generator.archive.package import lay_out, opened
from generator.delegation import parse
from generator.dossier import open_dossier, sha256
from generator.errors import InputRefused, SurroundingsFailed
from signing.report import Verdict, weigh
from signing.sign import now
from tests.generator.archive.conftest import Pack
from tests.workshop import Shelf, Workshop, example, snapshot

FORMS: tuple[Form, ...] = ("map", "tar", "zip")


def verdict(path: Path, workshop: Workshop) -> Verdict:
    items = examine_package(path, trust=workshop.trust, at=now(), templates=workshop.own)
    return weigh([p for i in items for p in (*i.problems, *(q for s in i.signatures for q in s.problems))])


@pytest.mark.parametrize("form", FORMS)
def test_a_package_is_valid_in_every_form(
    form: Form, packages: Callable[[Form], Path], workshop: Workshop
) -> None:
    assert verdict(packages(form), workshop) == "valid"


def test_what_is_in_it_is_the_dossier_byte_for_byte(
    packages: Callable[[Form], Path], workshop: Workshop, tmp_path: Path
) -> None:
    with opened(packages("zip")) as package:
        lay_out(package, tmp_path / "weer")
    assert snapshot(tmp_path / "weer") == snapshot(workshop.small("verzegeld"))


@pytest.mark.parametrize("form", FORMS)
def test_the_pakbon_names_the_digest_that_sha256sum_gives(
    form: Form, packages: Callable[[Form], Path]
) -> None:
    package = packages(form)
    slip = pakbon.read(package.with_name(f"{package.name}{pakbon.NAME_END}").read_bytes())
    stands_for = package / "tagmanifest-sha256.txt" if form == "map" else package
    assert slip.sip_sha256 == sha256(stands_for.read_bytes()) == digest_of(package)


def test_the_same_command_again_leaves_the_package_as_it_is(
    package: Path, pack: Pack, workshop: Workshop
) -> None:
    before = snapshot(package)
    assert pack(workshop.small("verzegeld"), package.parent) == package
    assert snapshot(package) == before


def test_a_package_of_another_dossier_in_its_place_is_refused(
    package: Path, pack: Pack, workshop: Workshop
) -> None:
    (package / "data/DLG-2026-0042/DLG-2026-0042-administratie/delegatie.yaml").write_bytes(b"x")
    before = snapshot(package)
    with pytest.raises(InputRefused, match="geen pakket van dit dossier"):
        pack(workshop.small("verzegeld"), package.parent)
    assert snapshot(package) == before


def test_a_pakbon_without_its_package_is_left_alone(pack: Pack, workshop: Workshop, tmp_path: Path) -> None:
    slip = tmp_path / f"DLG-2026-0042{pakbon.NAME_END}"
    slip.write_bytes(b"van een pakket dat al is aangeleverd")
    with pytest.raises(InputRefused, match="zonder het pakket"):
        pack(workshop.small("verzegeld"), tmp_path)
    assert slip.read_bytes() == b"van een pakket dat al is aangeleverd"


def test_what_a_killed_run_left_behind_is_taken_away(pack: Pack, workshop: Workshop, tmp_path: Path) -> None:
    left = tmp_path / ".DLG-2026-0042.abcdefgh.nieuw"
    left.mkdir()
    for slip in (left / "pakbon.nieuw", tmp_path / f"DLG-2026-0042{pakbon.NAME_END}"):
        slip.write_bytes(b"van de run die werd afgebroken")
    pack(workshop.small("verzegeld"), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "DLG-2026-0042",
        f"DLG-2026-0042{pakbon.NAME_END}",
    ]
    assert verdict(tmp_path / "DLG-2026-0042", workshop) == "valid"


@pytest.mark.parametrize(
    ("folder", "reason"),
    [
        pytest.param("uitgegeven", "[onvolledig]", id="not-signed"),
        pytest.param("terugkoppeling", "medisch dossier", id="filled-feedback"),
    ],
)
def test_what_does_not_belong_in_an_archive_is_refused(
    folder: str, reason: str, pack: Pack, workshop: Workshop, tmp_path: Path
) -> None:
    of = (
        workshop.addition("terugkoppeling", "verzegeld")
        if folder == "terugkoppeling"
        else workshop.small("uitgegeven")
    )
    with pytest.raises(InputRefused) as refused:
        pack(of, tmp_path / "archief")
    assert reason in f"{refused.value.message} {refused.value.hint}"
    assert not any((tmp_path / "archief").rglob("*.pdf"))


def test_a_dossier_that_is_not_valid_is_refused_with_the_reason(
    pack: Pack, workshop: Workshop, shelf: Shelf, tmp_path: Path
) -> None:
    folder = shelf.copy(workshop.small("verzegeld"), name="beschadigd")
    word = folder / open_dossier(folder).manifest.documents[0].word
    word.write_bytes(word.read_bytes() + b"x")
    with pytest.raises(InputRefused, match="word-gewijzigd"):
        pack(folder, tmp_path / "archief")


@pytest.mark.parametrize("name", ["terugname", "toezicht"])
def test_papers_that_came_later_are_archived_by_themselves(
    name: str, pack: Pack, workshop: Workshop, tmp_path: Path
) -> None:
    made = pack(workshop.addition(name, "verzegeld"), tmp_path)
    assert made.name.startswith("DLG-2026-0042-T")
    assert verdict(made, workshop) == "valid"


def test_a_full_disk_leaves_nothing_behind(
    pack: Pack, workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_rest: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("generator.archive.legs.container.pack", full)
    with pytest.raises(SurroundingsFailed, match="de schijf is vol"):
        pack(workshop.small("verzegeld"), tmp_path / "archief", form="tar")
    assert list((tmp_path / "archief").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "creator"),
    [
        pytest.param("in-dienst", "Gemeente Dommelwaard", id="gemeente"),
        pytest.param("extern", "", id="other-employer: the arbodienst"),
    ],
)
def test_who_formed_the_archive(name: str, creator: str) -> None:
    delegation = parse(example(name)).delegation
    assert delegation is not None
    expected = creator or delegation.arbodienst.naam
    assert Order().creator_of(delegation) == expected
    assert Order(creator="Een ander").creator_of(delegation) == "Een ander"
    assert Order().officer_of(delegation) == delegation.archief.verantwoordelijke


def test_the_dossier_itself_stays_as_it_is(
    pack: Pack, workshop: Workshop, shelf: Shelf, tmp_path: Path
) -> None:
    folder = shelf.copy(workshop.small("verzegeld"), name="dossier")
    before = snapshot(folder)
    pack(folder, tmp_path / "archief")
    assert snapshot(folder) == before
    shutil.rmtree(tmp_path / "archief")
