"""What `verifieer` and `status` say: the words of the verdict, and that no stranger's text acts on the terminal."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from generator.cli.verifieer import lines
from generator.examine import Item
from signing.report import Problem, SignatureReport
from tests.workshop import SMALL, Workshop

ACTS = "\x1b[2J\x9b1m\u202e\u2066\u2028\u2029\r\n\u200b"
UNFINISHED = Problem(code="onvolledig", message="Nog niet getekend.")
OPEN = Problem(code="wortel-onbekend", message="Onbekende wortel.")
WRONG = Problem(code="gewijzigd", message="Gewijzigd.")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads a delegatie.toml or variable that is not its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DELEGATIE_VERTROUW", raising=False)


def item(*problems: Problem, title: str = "D4 Gedragscode") -> Item:
    return Item(path="pdf/D4.pdf", title=title, problems=problems)


@pytest.mark.parametrize(
    ("whole", "parts", "word"),
    [
        pytest.param([], [[], []], "GELDIG", id="all is well"),
        pytest.param([], [[UNFINISHED], []], "NOG NIET COMPLEET", id="a paper lacks a signature"),
        pytest.param([UNFINISHED], [[], []], "NOG NIET COMPLEET", id="only the statement is missing"),
        pytest.param([], [[UNFINISHED], [WRONG]], "ONGELDIG", id="one unfinished and one changed"),
        pytest.param([WRONG], [[UNFINISHED], []], "ONGELDIG", id="unfinished, and the folder is wrong"),
        pytest.param([], [[OPEN], []], "NIET VAST TE STELLEN", id="no root"),
        pytest.param([], [[OPEN, UNFINISHED], []], "NIET VAST TE STELLEN", id="unfinished, and no root"),
        pytest.param(
            [], [[OPEN, UNFINISHED], [WRONG]], "ONGELDIG", id="unfinished, no root, and one changed"
        ),
    ],
)
def test_a_dossier_is_never_called_better_than_its_papers(
    whole: list[Problem], parts: list[list[Problem]], word: str
) -> None:
    told = lines(item(*whole, title="Dossier DLG-1"), [item(*problems) for problems in parts])
    assert told[0] == f"{word:<21} Dossier DLG-1  (pdf/D4.pdf)"


@pytest.mark.parametrize(
    ("stage", "word", "code"),
    [
        pytest.param("gemaakt", "NOG NIET COMPLEET", 1, id="nothing is signed"),
        pytest.param("uitgegeven", "NOG NIET COMPLEET", 1, id="not everything is signed"),
        pytest.param("verzegeld", "GELDIG", 0, id="sealed"),
    ],
)
def test_the_first_and_the_last_line_say_the_same(
    stage: str, word: str, code: int, workshop: Workshop
) -> None:
    own = ["--vertrouw", workshop.pki.root, "--sjablonen", workshop.own]
    result = run("verifieer", workshop.small(stage), *own)
    assert result.exit_code == code, result.output
    told = result.stdout.splitlines()
    assert told[0].startswith(f"{word:<21} Dossier DLG-2026-0042  ")
    assert told[-1] == f"Oordeel: {word}{' (uitkomst 1)' if code else ''}"
    assert sum(line.startswith(f"{word:<21} D") for line in told) >= 1 + len(SMALL)
    data = json.loads(run("verifieer", workshop.small(stage), *own, "--json").stdout)
    assert data["verdict"] == ("invalid" if code else "valid"), "programs are told as before"


def test_unfinished_and_not_to_be_checked_is_not_called_wrong(workshop: Workshop) -> None:
    folder = workshop.small("uitgegeven")
    result = run("verifieer", folder, "--sjablonen", workshop.own)
    assert result.exit_code == 3, result.output
    first, *_, last = result.stdout.splitlines()
    assert first.startswith("NIET VAST TE STELLEN  Dossier DLG-2026-0042  ")
    assert last == "Oordeel: NIET VAST TE STELLEN"
    assert "ONGELDIG" not in result.stdout
    told = run("verifieer", folder, "--sjablonen", workshop.own, "--json")
    assert (told.exit_code, json.loads(told.stdout)["verdict"]) == (3, "indeterminate")


def test_of_a_folder_with_dossiers_the_dossier_is_named(workshop: Workshop, tmp_path: Path) -> None:
    shutil.copytree(workshop.small("gemaakt"), tmp_path / "dossiers" / "DLG-2026-0042")
    (tmp_path / "dossiers" / "AAA").mkdir()
    result = run("verifieer", "dossiers")
    assert result.exit_code == 1
    meant = Path("dossiers") / "DLG-2026-0042"
    assert f"dossiers is geen dossier. Bedoelde u {meant}?\n" in result.stderr
    assert "Bedoelde u" not in run("verifieer", meant).stderr
    assert "Bedoelde u" not in run("verifieer", meant / "pdf").stderr


def test_no_text_acts_on_the_terminal() -> None:
    problem = Problem(code="gewijzigd", message=f"reden{ACTS}")
    signature = SignatureReport(
        field="x", role=f"rol{ACTS}", signer=f"naam{ACTS}", certificate="", kind="handtekening",
        level="", time=None, problems=(problem,),
    )  # fmt: skip
    hostile = Item(path=f"pad{ACTS}", title=f"titel{ACTS}", problems=(problem,), signatures=(signature,))
    told = lines(hostile)
    assert len(told) == 4
    assert all(line.isprintable() for line in told)
    assert all(word in "".join(told) for word in ("reden", "rol", "naam", "pad", "titel"))


@pytest.mark.skipif(os.name != "posix", reason="such a name for a folder is POSIX")
@pytest.mark.parametrize("command", ["verifieer", "status"])
def test_no_name_of_a_folder_acts_on_the_terminal(command: str, workshop: Workshop, tmp_path: Path) -> None:
    folder = shutil.copytree(workshop.small("gemaakt"), tmp_path / "uit" / f"DLG{ACTS}")
    for asked in (folder, folder.parent, folder / "pdf"):
        result = run(command, asked)
        assert "DLG\ufffd[2J" in result.output or asked == folder.parent
        assert all(line.isprintable() for line in result.output.split("\n"))
