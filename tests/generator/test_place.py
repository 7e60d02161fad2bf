"""A dossier is put in its folder by one process at a time, and never over what is in use or signed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator import lock, place
from generator.errors import InputRefused, InUse
from generator.pipeline import Made, make
from tests.workshop import Workshop, example, own_list, snapshot


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    own = own_list(tmp_path_factory.mktemp("eigen") / "lijst", "D9")
    return make(example("in-dienst"), name="x", test=True, templates=own)


def put(made: Made, out: Path, *, replace: bool = False) -> Path:
    return place.put(made, out, command="genereer", replace=replace)


def test_a_dossier_is_put_and_nothing_else(made: Made, tmp_path: Path) -> None:
    folder = put(made, tmp_path / "nieuw" / "dossiers")
    assert snapshot(folder) == made.files
    assert [path.name for path in folder.parent.iterdir()] == [made.reference]
    put(made, folder.parent, replace=True)
    assert snapshot(folder) == made.files


def test_what_stands_there_is_not_replaced_unasked(made: Made, tmp_path: Path) -> None:
    put(made, tmp_path)
    with pytest.raises(InputRefused, match="bestaat al") as caught:
        put(made, tmp_path)
    assert "--overschrijf" in caught.value.hint


@pytest.mark.parametrize("within", [True, False], ids=["being signed", "being made"])
def test_what_is_in_use_is_not_replaced(
    within: bool,  # noqa: FBT001 - a table's column
    made: Made,
    tmp_path: Path,
) -> None:
    folder = put(made, tmp_path)
    path = folder / lock.NAME if within else lock.beside(folder)
    with (
        lock.held(path, "geef-uit", what="X"),
        pytest.raises(InUse, match=f"Dossier {made.reference} is in gebruik: `geef-uit`"),
    ):
        put(made, tmp_path, replace=True)
    assert snapshot(folder) == made.files


def test_a_folder_that_is_no_dossier_is_left_alone(made: Made, tmp_path: Path) -> None:
    folder = tmp_path / made.reference
    folder.mkdir()
    (folder / "brief").write_bytes(b"Geachte heer")
    with pytest.raises(InputRefused, match="is geen dossier"):
        put(made, tmp_path, replace=True)
    assert snapshot(tmp_path) == {f"{made.reference}/brief": b"Geachte heer"}


def test_what_is_signed_is_not_replaced(workshop: Workshop, made: Made, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(workshop.small("uitgegeven"), tmp_path / made.reference))
    before = snapshot(folder)
    with pytest.raises(InputRefused, match="al zijn uitgegeven of getekend"):
        put(made, tmp_path, replace=True)
    assert snapshot(folder) == before
