"""`delegatie weiger` and `delegatie trek-in`: what is asked, what is told, and what `status` says afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from generator.void_reason import WARNING
from tests.stopped import D9, D15, D16, REASON, RECORDER, WITHDRAWN, own, stopped
from tests.workshop import ORGANISATION, SIGNERS, Shelf, Workshop, snapshot

Run = Callable[..., Result]


@pytest.fixture
def run(workshop: Workshop) -> Run:
    def run(*arguments: object, key: str = "", code: int = 0, **options: Any) -> Result:
        given: list[object] = list(arguments)
        if key:
            certificate, private = workshop.pki.keys[key]
            given += ["--pem", certificate, private, "--tsa", workshop.pki.tsa_url]
            given += ["--vertrouw", workshop.pki.root]
        result = CliRunner().invoke(main, [str(one) for one in given], **options)
        assert result.exit_code == code, result.output
        return result

    return run


def test_declined_and_withdrawn_by_commands_alone(run: Run, workshop: Workshop, shelf: Shelf) -> None:
    folder = shelf.take_copy(stopped(workshop, "getekend")).folder
    before = snapshot(folder)
    said = run(
        "weiger", folder, "--als", "bedrijfsarts", "--document", "d5", "--reden", REASON, "--door", RECORDER,
        key=ORGANISATION,
    )  # fmt: skip
    assert said.stdout == f"{folder}: Verklaring van weigering vastgelegd in {D15}.\n"
    assert "A.M. de Vries heeft als bedrijfsarts geweigerd te ondertekenen: D5." in said.stderr
    assert WARNING in said.stderr
    assert "nieuw kenmerk" in said.stderr
    run("onderteken", folder, "--als", "bedrijfsarts", key=SIGNERS["bedrijfsarts"], code=1)
    said = run("trek-in", folder, "--door", "E. de Groot", "--reden", "Gaat niet door.", key=ORGANISATION)
    assert said.stdout == f"{folder}: Verklaring van intrekking vastgelegd in {D16}.\n"
    after = snapshot(folder)
    assert all(after[path] == data for path, data in before.items() if path != "logboek.jsonl")
    said = run("verifieer", folder, "--vertrouw", workshop.pki.root, "--sjablonen", own(workshop), code=1)
    assert said.stdout.startswith("INGETROKKEN ")
    assert "[ingetrokken-dossier]" in said.stdout
    assert "Oordeel: INGETROKKEN (uitkomst 1)" in said.stdout


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.cli.stopping._at_a_terminal", lambda: True)


@pytest.mark.usefixtures("at_a_terminal")
def test_a_reason_is_asked_after_the_warning(run: Run, workshop: Workshop, shelf: Shelf) -> None:
    folder = shelf.copy(stopped(workshop, "getekend"))
    said = run("weiger", folder, "--als", "bedrijfsarts", key=ORGANISATION, input="Eerst\x07 dit\n", code=1)
    assert said.stderr.index(WARNING) < said.stderr.index("Reden")
    assert "niet te drukken" in said.stderr


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        pytest.param(
            ["weiger", "--als", "bedrijfsarts", "--document", "D5"],
            "A.M. de Vries tekent niet als bedrijfsarts:\n  D5   Geheimhoudingsverklaring",
            id="weiger",
        ),
        pytest.param(["trek-in", "--door", "E. de Groot"], "trekt alle documenten in:\n  D5 ", id="trek-in"),
    ],
)
@pytest.mark.usefixtures("at_a_terminal")
def test_on_a_terminal_it_is_asked_once_more(
    command: list[str], shown: str, run: Run, workshop: Workshop, shelf: Shelf
) -> None:
    folder = shelf.copy(stopped(workshop, "getekend"))
    before = snapshot(folder)
    name, *options = command
    given = [name, folder, *options, "--reden", REASON]
    said = run(*given, key=ORGANISATION, input="n\n", code=1)
    assert "Dossier DLG-2026-0042  (" in said.stderr
    assert shown in said.stderr
    assert said.stderr.index(WARNING) < said.stderr.index("Weet u het zeker?")
    assert said.stderr.endswith("Er is niets vastgelegd of gewijzigd.\n")
    assert snapshot(folder) == before
    said = run(*given, "--ja", key=ORGANISATION)
    assert "Weet u het zeker?" not in said.stderr
    assert snapshot(folder) != before


REFUSED = {
    "no reason, no terminal": (["weiger", "--als", "bedrijfsarts"], 2, "Noem de reden"),
    "a reason with a number": (
        ["weiger", "--als", "bedrijfsarts", "--reden", "Zie 111222333"], 1, "burgerservicenummer",
    ),
    "no role": (["weiger", "--reden", "Om iets"], 2, "--als"),
    "a name that is none": (
        ["weiger", "--als", "bedrijfsarts", "--reden", "Om iets", "--door", "1"], 1, "De naam",
    ),
    "nobody who withdraws": (["trek-in", "--reden", "Om iets"], 2, "--door"),
    "a document of nobody": (
        ["weiger", "--als", "bedrijfsarts", "--reden", "Om iets", "--document", "D99"], 1, "geen D99",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_slip_changes_nothing(case: str, run: Run, workshop: Workshop, shelf: Shelf) -> None:
    (command, *options), code, why = REFUSED[case]
    folder = shelf.copy(stopped(workshop, "getekend"))
    before = snapshot(folder)
    said = run(command, folder, *options, key=ORGANISATION, code=code)
    assert why in said.stderr
    assert WARNING not in said.stderr, "nothing is to be taken down"
    assert snapshot(folder) == before


# What `status` says.


def as_json(run: Run, folder: Path) -> dict[str, Any]:
    (told,) = json.loads(run("status", folder, "--json").stdout)["dossiers"]
    return dict(told)


def test_status_of_a_dossier_that_goes_on(run: Run, workshop: Workshop) -> None:
    told = as_json(run, stopped(workshop, "getekend"))
    assert (told["declined"], told["void"], told["problems"]) == (None, None, [])
    assert [one["next"] for one in told["documents"]] == ["bedrijfsarts", "organisatie"]


def test_status_of_a_declined_dossier(run: Run, workshop: Workshop) -> None:
    folder = stopped(workshop, "geweigerd")
    told = as_json(run, folder)
    at = told["declined"].pop("at")
    assert told["declined"] == {
        "by": "A.M. de Vries",
        "role": "bedrijfsarts",
        "documents": ["D5"],
        "reason": REASON,
        "recorded_by": RECORDER,
        "statement": D15,
    }
    assert at.endswith("+00:00")
    assert (told["void"], told["problems"]) == (None, [])
    assert [(one["next"], one["blocked_by"]) for one in told["documents"]] == [(None, [])] * 2
    assert [one["signed"] for one in told["documents"]] == [["taakgedelegeerde"], []]
    top, reason, *rest = run("status", folder).stdout.splitlines()
    assert top == f"{folder}  (dossier DLG-2026-0042)"
    assert reason.startswith(
        "  GEWEIGERD: A.M. de Vries heeft als bedrijfsarts geweigerd te ondertekenen: D5. "
    )
    assert "    Verklaring: pdf/D15-weigering.pdf" in rest
    assert any(line.endswith("getekend door B. Jansen; wordt niet voltooid (geweigerd)") for line in rest)
    assert any(line.endswith("wordt niet voltooid (dossier geweigerd)") for line in rest)
    assert not any("wacht op" in line for line in rest)


def test_status_of_a_withdrawn_dossier(run: Run, workshop: Workshop) -> None:
    folder = stopped(workshop, "ingetrokken")
    told = as_json(run, folder)
    assert (told["void"]["by"], told["void"]["reason"], told["void"]["statement"]) == (
        "A.M. de Vries", WITHDRAWN, D16,
    )  # fmt: skip
    assert told["declined"]["statement"] == D15
    lines = run("status", folder).stdout.splitlines()
    assert lines[1].startswith("  INGETROKKEN: Ingetrokken op ")
    assert lines[3].startswith("  GEWEIGERD: ")


def test_status_does_not_believe_what_lies_in_its_place(run: Run, workshop: Workshop, shelf: Shelf) -> None:
    folder = shelf.copy(stopped(workshop, "getekend"))
    (folder / D15).write_bytes((folder / D9).read_bytes())
    told = as_json(run, folder)
    assert told["declined"] is None
    assert any("pdf/D15-weigering.pdf is een ander document" in one for one in told["problems"])
    assert "LET OP: pdf/D15-weigering.pdf is een ander document" in run("status", folder).stdout
