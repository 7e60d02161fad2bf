"""`neem-terug` and `toezichtverslag`: from a file beside a delegation to a folder of its own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from generator.resources import content
from tests.workshop import snapshot

COMMANDS = {
    "neem-terug": ("terugname.yaml", "DLG-2026-0042-T1", ["D12-terugname.pdf", "D12W-melding-werkgever.pdf"]),
    "toezichtverslag": ("toezicht.yaml", "DLG-2026-0042-TV1", ["D13-toezichtverslag-gevuld.pdf"]),
}
BOTH = pytest.mark.parametrize("command", COMMANDS)


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the examples, in which the commands are given."""
    monkeypatch.chdir(tmp_path)
    for name in ("in-dienst", "extern", "terugname", "toezicht"):
        shutil.copy(content("examples") / f"{name}.yaml", tmp_path)
    return tmp_path


def run(*arguments: object, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    return result


def rewrite(name: str, old: str, new: str) -> None:
    path = Path(name)
    before = path.read_text("utf-8")
    assert old in before
    path.write_text(before.replace(old, new), "utf-8")


@BOTH
def test_makes_a_folder_of_its_own(command: str) -> None:
    file, reference, papers = COMMANDS[command]
    assert run(command, file, "-o", "uit").stdout == f"uit/{reference}\n"
    folder = Path("uit") / reference
    assert sorted(path.name for path in (folder / "pdf").iterdir()) == papers
    assert (folder / "aanvulling.yaml").read_bytes() == Path(file).read_bytes()
    assert (folder / "delegatie.yaml").read_bytes() == Path("in-dienst.yaml").read_bytes()


@BOTH
def test_the_same_file_gives_the_same_bytes(command: str) -> None:
    file, *_ = COMMANDS[command]
    run(command, file, "-o", "een")
    run(command, file, "-o", "twee")
    assert snapshot(Path("een")) == snapshot(Path("twee"))


@BOTH
def test_the_folder_goes_on_as_a_dossier_does(command: str) -> None:
    file, reference, papers = COMMANDS[command]
    run(command, file, "-o", "uit")
    (told,) = json.loads(run("status", f"uit/{reference}", "--json").stdout)["dossiers"]
    assert [Path(one["file"]).name for one in told["documents"]] == papers
    verdict = json.loads(run("verifieer", f"uit/{reference}", "--herbouw", "--json", code=1).stdout)
    codes = {problem["code"] for item in verdict["items"] for problem in item["problems"]}
    assert codes == {"niet-ondertekend"}  # made again, the papers are the same: only signatures are missing


def test_no_notice_to_a_werkgever_who_does_not_employ_the_delegate() -> None:
    rewrite("terugname.yaml", "delegatie: in-dienst.yaml", "delegatie: extern.yaml")
    text = Path("terugname.yaml").read_text("utf-8")
    start, end = text.index("taken:"), text.index("overdracht:")
    Path("terugname.yaml").write_text(f"{text[:start]}taken: alle\n{text[end:]}", "utf-8")
    run("neem-terug", "terugname.yaml", "-o", "uit")
    assert [path.name for path in Path("uit/DLG-2026-0042-T1/pdf").iterdir()] == ["D12-terugname.pdf"]


def test_the_delegation_may_be_a_dossier() -> None:
    run("genereer", "in-dienst.yaml", "-o", "dossiers", "--alleen", "D5")
    rewrite("terugname.yaml", "delegatie: in-dienst.yaml", "delegatie: dossiers/DLG-2026-0042")
    run("neem-terug", "terugname.yaml", "-o", "dossiers")
    assert Path("dossiers/DLG-2026-0042-T1/pdf/D12-terugname.pdf").is_file()
    # What no longer is the dossier's own file is not taken for it.
    with Path("dossiers/DLG-2026-0042/delegatie.yaml").open("a", encoding="utf-8") as source:
        source.write("# later\n")
    refused = run("neem-terug", "terugname.yaml", "-o", "elders", code=1)
    assert "is niet het bestand waarmee dit dossier is gemaakt" in refused.stderr
    assert not Path("elders").exists()


def test_every_finding_is_told_and_nothing_is_made() -> None:
    rewrite("terugname.yaml", "ingang: 2027-05-12", "reden: te veel fouten\ningang: 2031-05-12")
    refused = run("neem-terug", "terugname.yaml", "-o", "uit", code=1)
    assert "T-08" in refused.stderr
    assert "T-04" in refused.stderr
    assert "terugname.yaml:" in refused.stderr
    assert not Path("uit").exists()


def test_a_warning_is_told_with_its_line() -> None:
    rewrite("terugname.yaml", "ingang: 2027-05-12", "ingang: 2027-05-09")
    said = run("neem-terug", "terugname.yaml", "-o", "uit")
    assert "let op, T-04: De terugname gaat in op 2027-05-09" in said.stderr
    assert said.stdout == "uit/DLG-2026-0042-T1\n"


def test_an_error_in_the_delegation_stops_it() -> None:
    rewrite("in-dienst.yaml", "functie: bedrijfsarts", "functie: arboarts")
    assert "R-01" in run("neem-terug", "terugname.yaml", "-o", "uit", code=1).stderr


REFUSED = {
    "another kind of file": ("neem-terug", "toezicht.yaml", "", "", "Gebruik daarvoor `delegatie toezichtverslag`"),
    "another kind of file, the other way": ("toezichtverslag", "terugname.yaml", "", "", "`delegatie neem-terug`"),
    "a delegation that is not there": (
        "neem-terug", "terugname.yaml", "delegatie: in-dienst.yaml", "delegatie: weg.yaml", "Dit bestand bestaat niet"
    ),
    "a folder that is no dossier": (
        "neem-terug", "terugname.yaml", "delegatie: in-dienst.yaml", "delegatie: .", "Dit bestand bestaat niet"
    ),
    "no delegation at all": (
        "toezichtverslag", "toezicht.yaml", "delegatie: in-dienst.yaml", "bij: in-dienst.yaml", "bij welke delegatie"
    ),
    "no YAML": ("toezichtverslag", "toezicht.yaml", "periode: {", "periode: {{", "niet in orde"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_refuses_in_words(case: str) -> None:
    command, file, old, new, says = REFUSED[case]
    if old:
        rewrite(file, old, new)
    assert says in run(command, file, "-o", "uit", code=1).stderr
    assert not Path("uit").exists()


@BOTH
def test_never_writes_within_a_dossier(command: str) -> None:
    file, *_ = COMMANDS[command]
    run("genereer", "in-dienst.yaml", "-o", "dossiers", "--alleen", "D5")
    before = snapshot(Path("dossiers"))
    refused = run(command, file, "-o", "dossiers/DLG-2026-0042/later", code=1)
    assert "ligt in het dossier DLG-2026-0042" in refused.stderr
    assert snapshot(Path("dossiers")) == before


def test_replaces_only_when_asked() -> None:
    run("neem-terug", "terugname.yaml", "-o", "uit")
    assert "bestaat al" in run("neem-terug", "terugname.yaml", "-o", "uit", code=1).stderr
    before = snapshot(Path("uit"))
    run("neem-terug", "terugname.yaml", "-o", "uit", "--overschrijf", "--proef")
    assert snapshot(Path("uit")) != before
