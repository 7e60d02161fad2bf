"""The house style by configuration: whose templates and letterhead a command uses."""

from __future__ import annotations

import json
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from generator.cli import main
from generator.pdf_text import page_texts
from generator.resources import content

EXAMPLE = content("examples") / "in-dienst.yaml"
HOUSE = """
[huisstijl]
naam = "Huis Dieze"
logo = "beeld/logo.png"
kleur = "006E5A"
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration, which is read unasked."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "beeld").mkdir()
    Image.new("RGB", (60, 20), "navy").save(tmp_path / "beeld" / "logo.png")
    (tmp_path / "delegatie.toml").write_text(HOUSE, encoding="utf-8")
    return tmp_path


def generated(*more: object) -> Path:
    result = run("genereer", EXAMPLE, "-o", "uit", "--alleen", "D4", "--overschrijf", *more)
    assert result.exit_code == 0, result.stderr
    return Path(result.stdout.strip())


def first_header(dossier: Path) -> str:
    with pikepdf.open(next((dossier / "pdf").glob("D4-*.pdf"))) as pdf:
        return "".join(text for _, text in page_texts(pdf)[0].artifacts)


def test_papers_carry_the_letterhead_of_the_configuration(here: Path) -> None:
    assert "HuisDieze" in first_header(generated())
    (here / "anders.toml").write_text("[huisstijl]\nnaam = 'Elders'", encoding="utf-8")
    other = first_header(generated("--configuratie", "anders.toml"))
    assert "Elders" in other
    assert "HuisDieze" not in other


def codes(*arguments: object) -> list[str]:
    data = json.loads(run("verifieer", *arguments, "--json", "--herbouw").stdout)
    return [
        problem["code"] for problem in data["items"][0]["problems"] if problem["code"].startswith("herbouw")
    ]


def test_a_dossier_is_made_again_with_the_letterhead_of_the_configuration(here: Path) -> None:
    dossier = generated()
    assert codes(dossier) == []
    (here / "delegatie.toml").write_text(HOUSE.replace("Dieze", "Anders"), encoding="utf-8")
    assert codes(dossier) == ["herbouw-anders"]
    Image.new("RGB", (60, 20), "black").save(here / "beeld" / "logo.png")
    (here / "delegatie.toml").write_text(HOUSE, encoding="utf-8")
    assert codes(dossier) == ["herbouw-anders"], "the same name, but another picture"
    (here / "delegatie.toml").unlink()
    assert codes(dossier) == ["herbouw-anders"]


def test_without_herbouw_the_letterhead_does_not_matter(here: Path) -> None:
    dossier = generated()
    asked = ("verifieer", dossier, "--json", "--op-datum", "2026-12-31")  # the verdict tells its moment
    before = run(*asked).stdout
    (here / "beeld" / "logo.png").unlink()
    assert run(*asked).stdout == before


WRONG = {
    "the logo is not there": (HOUSE.replace("logo.png", "weg.png"), "bestaat niet", "huisstijl.logo"),
    "a pale colour": (HOUSE.replace("006E5A", "FFD700"), "te licht", "donkerder"),
    "a folder that is not there": ("[sjablonen]\nmap = 'weg'", "bestaat niet", "[sjablonen] map"),
    "a folder with nothing": ("[sjablonen]\nmap = 'beeld'", "staat geen sjabloon", "exporteer"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_slip_stops_before_anything_is_made(case: str, here: Path) -> None:
    text, says, hint = WRONG[case]
    (here / "delegatie.toml").write_text(text, encoding="utf-8")
    result = run("genereer", EXAMPLE, "-o", "uit", "--alleen", "D4")
    assert result.exit_code == 1
    assert says in result.stderr
    assert hint in result.stderr
    assert not Path("uit").exists()


@pytest.fixture
def own(here: Path) -> Path:
    """A folder that knows one task less: what uses it finds that the example has an unknown task."""
    folder = here / "eigen"
    folder.mkdir()
    whole = (content("templates") / "taken.toml").read_text(encoding="utf-8")
    (folder / "taken.toml").write_text(whole.replace("arbeidsanamnese", "iets-anders"), encoding="utf-8")
    (here / "delegatie.toml").write_text("[sjablonen]\nmap = 'eigen'", encoding="utf-8")
    return folder


COMMANDS = {
    "controleer": ["controleer", EXAMPLE],
    "genereer": ["genereer", EXAMPLE, "-o", "uit"],
}


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("case", COMMANDS)
def test_the_folder_of_the_configuration_is_the_default(case: str) -> None:
    result = run(*COMMANDS[case])
    assert result.exit_code == 1
    assert "arbeidsanamnese" in result.stdout + result.stderr


@pytest.mark.usefixtures("own")
def test_what_the_option_says_comes_first() -> None:
    result = run("controleer", EXAMPLE, "--sjablonen", content("templates"))
    assert result.exit_code == 0, result.stdout


def test_the_list_of_templates_is_that_of_the_configuration(own: Path) -> None:
    (own / "D4-gedragscode.docx").write_bytes(b"anders")
    listed = json.loads(run("sjablonen", "lijst", "--json").stdout)["templates"]
    assert [one["id"] for one in listed if one["own"]] == ["D4"]
