"""`delegatie terugkoppeling`: from file to folder, what it says, and what it keeps to itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from generator.resources import content


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with the delegation file and a feedback file beside it."""
    for name in ("in-dienst", "terugkoppeling"):
        shutil.copy(content("examples") / f"{name}.yaml", tmp_path)
    return tmp_path


def run(desk: Path, *options: str) -> Result:
    return CliRunner().invoke(
        main, ["terugkoppeling", str(desk / "terugkoppeling.yaml"), "-o", str(desk / "uit"), *options]
    )


def change(desk: Path, old: str, new: str) -> None:
    path = desk / "terugkoppeling.yaml"
    found = path.read_text(encoding="utf-8")
    assert old in found
    path.write_text(found.replace(old, new), encoding="utf-8")


def test_a_pair_in_a_folder_of_its_own(desk: Path) -> None:
    result = run(desk, "--proef")
    assert result.exit_code == 0, result.output
    folder = desk / "uit" / "TK-2027-0113"
    assert result.stdout.strip() == str(folder)
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()) == [
        "aanvulling.yaml",
        "delegatie.yaml",
        "dossier.json",
        "logboek.jsonl",
        "pdf/D6-terugkoppeling-werkgever-gevuld.pdf",
        "pdf/D7-terugkoppeling-werknemer-gevuld.pdf",
        "word/D6-terugkoppeling-werkgever-gevuld.docx",
        "word/D7-terugkoppeling-werknemer-gevuld.docx",
    ]
    assert "geen treffer is geen bewijs" in result.stderr


def test_nothing_of_the_content_is_told_on(desk: Path) -> None:
    change(desk, "Een zit-stawerkplek dicht bij de ingang.", "Bekend met fibromyalgie, BSN 123456782.")
    result = run(desk)
    assert result.exit_code == 1
    for private in ("fibromyalgie", "123456782", "Voorbeeld", "Lindelaan", "teamleider"):
        assert private not in result.output
    assert "F-V1" in result.stderr
    assert "F-V9" in result.stderr
    assert "geen treffer is geen bewijs" in result.stderr
    assert not (desk / "uit").exists()


def test_a_warning_is_told_and_does_not_stop(desk: Path) -> None:
    change(desk, "Thuiswerken op twee dagen per week.", "Werk zonder veel spanning.")
    result = run(desk)
    assert result.exit_code == 0
    assert "let op, F-V2" in result.stderr


def test_not_within_a_dossier(desk: Path) -> None:
    inside = desk / "DLG-2026-0042"
    inside.mkdir()
    (inside / "dossier.json").write_text("{}", encoding="utf-8")
    result = CliRunner().invoke(
        main, ["terugkoppeling", str(desk / "terugkoppeling.yaml"), "-o", str(inside / "terugkoppelingen")]
    )
    assert result.exit_code == 1
    assert "ligt in het dossier" in result.stderr
    assert not (inside / "terugkoppelingen").exists()


def test_what_stands_there_is_not_replaced_unasked(desk: Path) -> None:
    assert run(desk).exit_code == 0
    assert run(desk).exit_code == 1
    assert run(desk, "--overschrijf").exit_code == 0
