"""`delegatie onderteken` for who signs elsewhere: what it asks, what it says, and what it leaves."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from tests.generator.test_away import D4, another_dossier, signed_elsewhere
from tests.workshop import PDF, SIGNERS, Shelf, Workshop, snapshot

ROLE = "taakgedelegeerde"


def run(*arguments: object, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def folder(shelf: Shelf) -> Path:
    return shelf.take("uitgegeven").folder


def services(workshop: Workshop) -> tuple[object, ...]:
    return ("--tsa", workshop.pki.tsa_url, "--vertrouw", workshop.pki.root)


def test_there_and_back(workshop: Workshop, folder: Path, tmp_path: Path) -> None:
    """Laying out asks for no key, no service and no root; taking back for no key."""
    away = tmp_path / "stick"
    certificate = workshop.pki.keys[SIGNERS[ROLE]][0]
    said = run(
        "onderteken", folder / PDF["D4"], "--als", ROLE, "--voorbereiden", away, "--certificaat", certificate
    )
    laid = away / "DLG-2026-0042"
    assert said.stdout == f"{laid}: 1 document klaargezet. Hoe het verder gaat, staat in LEESMIJ.txt.\n"
    signed_elsewhere(workshop, laid / f"{D4}.pdf")
    taken = run("onderteken", folder, "--als", ROLE, "--invoegen", away, *services(workshop))
    assert taken.stdout == f"{folder}: 1 document teruggenomen.\n"
    assert taken.stderr.endswith("DLG-2026-0042 D4 Onderschrijving gedragscode\n")
    again = run("onderteken", folder, "--als", ROLE, "--invoegen", away, *services(workshop))
    assert again.stdout == f"{folder}: 0 documenten teruggenomen.\n"
    assert f"{D4}.pdf: staat er al in." in again.stderr


def test_each_file_that_is_refused_is_named_with_its_reason(
    workshop: Workshop, folder: Path, tmp_path: Path
) -> None:
    from generator.dossier import open_dossier

    wrong = tmp_path / "fout.pdf"
    shutil.copyfile(folder / PDF["D5"], wrong)
    signed_elsewhere(workshop, wrong, name="C. Bakker")
    strange = another_dossier(workshop, open_dossier(folder), tmp_path)
    before = snapshot(folder)
    result = run(
        *("onderteken", folder, "--als", ROLE, "--invoegen", wrong, "--invoegen", strange),
        *services(workshop),
        code=1,
    )
    assert f"{wrong}: Dit is niet het certificaat van B. Jansen" in result.stderr
    assert f"{strange}: deze PDF hoort bij dossier DLG-2026-0043" in result.stderr
    assert snapshot(folder) == before


WRONG_USE: dict[str, tuple[tuple[str, ...], str]] = {
    "both ways": (("--voorbereiden", "weg", "--invoegen", "."), "niet allebei"),
    "a certificate for nothing": (("--certificaat", "{cert}"), "hoort bij --voorbereiden"),
    "a key to lay out with": (("--voorbereiden", "weg", "--sleutel", "arts"), "geen sleutel gebruikt"),
    "a key to take back with": (("--invoegen", ".", "--sleutel", "arts"), "geen sleutel gebruikt"),
}


@pytest.mark.parametrize("case", WRONG_USE)
def test_wrong_use_is_told(case: str, workshop: Workshop) -> None:
    options, says = WRONG_USE[case]
    certificate = str(workshop.pki.keys[SIGNERS[ROLE]][0])
    given = [option.format(cert=certificate) for option in options]
    result = run("onderteken", workshop.stage("uitgegeven"), "--als", ROLE, *given, code=2)
    assert says in result.stderr
