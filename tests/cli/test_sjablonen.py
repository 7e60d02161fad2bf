"""`delegatie sjablonen`: what a keeper of templates sees, and with which exit code."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document

from generator import catalogue, resources
from generator.cli import main
from generator.resources import content

TEMPLATES = content("templates")
D2, D4 = "D2-werkgeversverklaring.docx", "D4-gedragscode.docx"
COMMANDS = ["lijst", "exporteer", "controleer", "vrijgeven", "tekst", "opschonen"]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["sjablonen", *map(str, arguments)])


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A house style of two templates."""
    folder = tmp_path / "eigen"
    folder.mkdir()
    for name in (D2, D4):
        shutil.copy(TEMPLATES / name, folder)
    return folder


def typed(path: Path, text: str) -> None:
    """Add a paragraph at the end."""
    document = Document(str(path))
    document.add_paragraph(text)
    document.save(str(path))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "--help" in result.stdout
    assert list(main.commands["sjablonen"].commands) == COMMANDS  # type: ignore[attr-defined]


def test_the_list_names_every_template_and_its_release(own: Path) -> None:
    told = run("lijst").stdout
    for kind in catalogue.all_documents():
        assert kind.template in told
        assert kind.titel in told
    typed(own / D4, "Nog een zin.")
    lines = run("lijst", "--sjablonen", own).stdout.split("\n")
    (mine,) = [line for line in lines if D4 in line]
    assert mine.endswith("eigen, niet uitgegeven")
    assert [line for line in lines if "eigen" in line] == [mine]


def test_the_list_as_json(own: Path) -> None:
    typed(own / D4, "Nog een zin.")
    result = run("lijst", "--json", "--sjablonen", own)
    entries = {one["file"]: one for one in json.loads(result.stdout)["templates"]}
    assert (entries[D4]["own"], entries[D4]["version"], entries[D4]["id"]) == (True, None, "D4")
    assert entries[D2]["own"] is False
    assert len(entries[D2]["sha256"]) == 64


def test_export_makes_a_folder_and_never_overwrites(tmp_path: Path) -> None:
    folder = tmp_path / "huisstijl"
    result = run("exporteer", folder)
    assert result.exit_code == 0
    assert str(folder / D2) in result.stdout
    (folder / D2).write_bytes(b"mijn werk")
    again = run("exporteer", folder)
    assert again.exit_code == 1
    assert "wordt nooit iets overschreven" in again.stderr
    assert (folder / D2).read_bytes() == b"mijn werk"


def test_export_into_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bestand").write_text("x", encoding="utf-8")
    assert run("exporteer", tmp_path / "bestand").exit_code == 1


def test_what_was_exported_is_in_order(tmp_path: Path) -> None:
    run("exporteer", tmp_path / "huisstijl")
    result = run("controleer", tmp_path / "huisstijl")
    assert (result.exit_code, "niet in orde.") == (0, result.stdout.strip()[-13:])
    assert ", 0 niet in orde." in result.stdout


def test_findings_name_template_and_paragraph(own: Path) -> None:
    typed(own / D2, "Met dank aan {{ werkgver.naam }}, mits aanwezig.")
    result = run("controleer", own)
    assert result.exit_code == 1
    assert f"{D2}: niet in orde" in result.stdout
    assert f"{D4}: in orde" in result.stdout
    assert (
        "alinea 69 («Met dank aan {{ werkgver.naam }}, mits aanwezig.»): De naam «werkgver.naam»"
        in result.stdout
    )
    assert "Hier staat «mits»" in result.stdout
    assert "2 bestanden gecontroleerd, 1 niet in orde." in result.stdout


def test_findings_as_json(own: Path) -> None:
    (own / D2).write_bytes(b"weg")
    result = run("controleer", "--json", own)
    assert result.exit_code == 1
    first, second = json.loads(result.stdout)["templates"]
    assert (first["file"], first["ok"], second["ok"]) == (D2, False, True)
    assert first["findings"][0]["check"] == "bestand"


def test_the_programs_own_templates_are_in_order() -> None:
    result = run("controleer")
    assert result.exit_code == 0, result.stdout
    assert "fout" not in result.stdout
    assert "waarschuwing" not in result.stdout


def test_release_records_and_keeps(own: Path) -> None:
    typed(own / D4, "Nog een zin.")
    result = run("vrijgeven", own, "--datum", "2026-12-01")
    assert result.exit_code == 0
    assert result.stdout == f"{D4}: uitgave 1\n"
    assert (own / "eerder" / "D4-gedragscode@1.docx").read_bytes() == (own / D4).read_bytes()
    again = run("vrijgeven", own, "--datum", "2026-12-02")
    assert again.exit_code == 1
    assert "niets gewijzigd" in again.stderr


def test_what_is_not_in_order_is_not_released(own: Path) -> None:
    typed(own / D4, "{{ niks }}")
    result = run("vrijgeven", own, "--datum", "2026-12-01")
    assert result.exit_code == 1
    assert D4 in result.stderr
    assert sorted(path.name for path in own.iterdir()) == [D2, D4]


@pytest.mark.parametrize(
    "day", [[], ["--datum", "gisteren"], ["--datum", "31-2-2027"], ["--datum", "2026/12/01"]]
)
def test_a_release_has_a_date(day: list[str], own: Path) -> None:
    result = run("vrijgeven", own, *day)
    assert result.exit_code == 2
    assert not day or f"«{day[1]}» is geen datum" in result.stderr
    assert "format" not in result.stderr


def test_the_day_of_a_release_may_be_written_as_in_dutch(own: Path) -> None:
    typed(own / D4, "Nog een zin.")
    assert run("vrijgeven", own, "--datum", "1-12-2026").exit_code == 0
    assert "2026-12-01" in (own / "versies.toml").read_text(encoding="utf-8")


def test_text_is_printed(own: Path) -> None:
    result = run("tekst", own / D4)
    assert result.exit_code == 0
    assert result.stdout.startswith("Title | {{ document.titel }}\n")
    assert run("tekst", own / "niets.docx").exit_code == 2


def test_a_bad_file_has_no_text(own: Path) -> None:
    (own / D4).write_bytes(b"weg")
    result = run("tekst", own / D4)
    assert (result.exit_code, result.stdout) == (4, "")
    assert "Traceback" not in result.stderr


def test_cleaning_says_what_it_did_and_does_it_once(own: Path) -> None:
    before = (own / D4).read_bytes()
    document = Document(str(own / D4))
    document.save(str(own / D4))
    assert (own / D4).read_bytes() != before
    result = run("opschonen", own / D2, own / D4)
    assert (result.exit_code, result.stdout) == (0, f"{own / D4}: opgeschoond\n")
    assert (own / D4).read_bytes() == before
    assert run("opschonen", own / D2, own / D4).stdout == ""


def test_nothing_is_cleaned_when_one_is_no_word_file(own: Path) -> None:
    document = Document(str(own / D4))
    document.save(str(own / D4))
    dirty = (own / D4).read_bytes()
    (own / D2).write_bytes(b"weg")
    assert run("opschonen", own / D4, own / D2).exit_code == 4
    assert (own / D4).read_bytes() == dirty


def test_git_shows_the_sentence_that_changed(own: Path) -> None:
    """The two lines of configuration in templates/README.md, and .gitattributes, do what they promise."""
    git = shutil.which("git")
    if git is None:
        pytest.skip("git is not installed")
    shutil.copy(Path(__file__).parents[2] / ".gitattributes", own)

    def told(*arguments: str) -> str:
        command = [git, "-c", f"diff.word.textconv={sys.executable} -m generator sjablonen tekst", *arguments]
        environment = {
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "PATH": "/usr/bin:/bin",
            "HOME": str(own),
        }
        done = subprocess.run(command, cwd=own, env=environment, capture_output=True, check=True)  # noqa: S603
        return done.stdout.decode()

    told("init", "--quiet")
    told("add", ".")
    typed(own / D4, "Nog een zin.")
    shown = told("diff")
    assert "\n+Standaard | Nog een zin.\n" in shown
    assert sum(line[:1] in "+-" for line in shown.split("\n") if line and line[:3] not in ("+++", "---")) == 1


def test_an_installed_program_releases_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There the next update would throw away what was released."""
    inside = tmp_path / "generator" / resources.INSTALLED
    for name in ("templates", "examples"):
        shutil.copytree(content(name), inside / name)
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "generator" / "resources.py"))
    typed(inside / "templates" / D4, "Nog een zin.")
    before = sorted(inside.rglob("*"))
    result = run("vrijgeven", "--datum", "2026-12-01")
    assert result.exit_code == 1
    assert "geïnstalleerd programma" in result.stderr
    assert sorted(inside.rglob("*")) == before
