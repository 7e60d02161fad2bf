"""The command as a whole: help, exit codes, and failures told in Dutch without a traceback."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from generator import pipeline
from generator.cli import main
from generator.judgement import crew
from generator.resources import content
from tests.signing.test_verify import altered_page
from tests.workshop import ORGANISATION, Shelf, Workshop, snapshot

EXAMPLES = content("examples")
ROOT = Path(__file__).parents[2]
ENGINES = {
    *("pyhanko", "pyhanko_certvalidator", "asn1crypto", "certomancer", "cryptography", "pikepdf"),
    *("typst", "docxtpl", "docx", "jinja2", "lxml", "pydantic", "ruamel"),
}
COMMANDS = sorted(main.commands)


def run(*arguments: object, **options: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], **options)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads a delegatie.toml or variable that is not its own."""
    monkeypatch.chdir(tmp_path)
    for name in ("DELEGATIE_TSA", "DELEGATIE_VERTROUW"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert result.stderr == ""
    command = main.commands[name]
    assert command.help
    for parameter in command.params:
        assert isinstance(parameter, click.Argument) or getattr(parameter, "help", None), parameter.name


def test_the_help_names_every_command_and_every_exit_code() -> None:
    shown = run("--help").stdout
    for name in COMMANDS:
        assert re.search(rf"^  {name} ", shown, re.MULTILINE)
    for code in range(5):
        assert re.search(rf"\b{code} [a-z]", shown)


def test_the_version_is_told() -> None:
    result = run("--version")
    assert result.exit_code == 0
    assert re.fullmatch(r"delegatie \d+\.\d+\.\d+\S*\n", result.stdout)


@pytest.mark.parametrize("arguments", [["--help"], ["onderteken", "--help"], ["--version"]])
def test_help_loads_no_engine(arguments: list[str]) -> None:
    program = (
        "import sys, json\nfrom generator.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit as end:\n    code = end.code\n"
        "print('\\x00' + json.dumps([code, sorted(sys.modules)]))"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program, *arguments],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}, capture_output=True, check=True, timeout=30,
    )  # fmt: skip
    code, modules = json.loads(done.stdout.split(b"\x00")[1])
    assert not code
    assert {name.split(".")[0] for name in modules} & ENGINES == set()


Row = tuple[Callable[[Path, Workshop], list[object]], int, str]


def good(_folder: Path, _workshop: Workshop) -> Path:
    return EXAMPLES / "extern.yaml"


def wrong(folder: Path, _workshop: Workshop) -> Path:
    path = folder / "fout.yaml"
    text = (EXAMPLES / "extern.yaml").read_text("utf-8").replace("DLG-2026-0007", "DLG-2026-0008")
    path.write_text(text.replace("functie: bedrijfsarts", "functie: basisarts"), "utf-8")
    return path


def keys(workshop: Workshop, name: str = ORGANISATION, *, tsa: str = "") -> list[object]:
    certificate, key = workshop.pki.keys[name]
    return ["--pem", certificate, key, "--tsa", tsa or workshop.pki.tsa_url, "--vertrouw", workshop.pki.root]


def harmed(folder: Path, workshop: Workshop) -> Path:
    path = folder / "gewijzigd.pdf"
    path.write_bytes(altered_page((workshop.stage("verzegeld") / "pdf/D4-gedragscode.pdf").read_bytes()))
    return path


def sealed(workshop: Workshop) -> Path:
    return workshop.stage("verzegeld") / "pdf" / "D4-gedragscode.pdf"


CODES: dict[str, Row] = {
    "a good file": (lambda f, w: ["controleer", good(f, w)], 0, ""),
    "a file with findings": (lambda f, w: ["controleer", wrong(f, w)], 1, ""),
    "making of a file with findings": (
        lambda f, w: ["genereer", wrong(f, w), "-o", f / "uit"],
        1,
        "is niet in orde; er is niets gemaakt",
    ),
    "one bad file of two": (
        lambda f, w: ["genereer", wrong(f, w), good(f, w), "-o", f / "uit", "--alleen", "D4"],
        1,
        "is niet in orde",
    ),
    "an unknown document": (
        lambda f, w: ["genereer", good(f, w), "-o", f / "uit", "--alleen", "D99"],
        1,
        "Onbekend document: D99",
    ),
    "out of reach": (
        lambda f, w: ["genereer", good(f, w), "-o", good(f, w).parent / "extern.yaml", "--alleen", "D4"],
        2,
        "",
    ),
    "a valid PDF": (lambda _f, w: ["verifieer", sealed(w), "--vertrouw", w.pki.root], 0, ""),
    "a PDF without a root": (
        lambda _f, w: ["verifieer", sealed(w)],
        3,
        "Er is geen wortelcertificaat opgegeven",
    ),
    "a changed PDF": (lambda f, w: ["verifieer", harmed(f, w), "--vertrouw", w.pki.root], 1, ""),
    "a changed PDF without a root": (lambda f, w: ["verifieer", harmed(f, w)], 1, ""),
    "an unsigned PDF": (
        lambda _f, w: ["verifieer", w.stage("gemaakt") / "pdf/D4-gedragscode.pdf", "--vertrouw", w.pki.root],
        1,
        "",
    ),
    "a folder that is no dossier": (lambda f, _w: ["status", f], 1, "is geen dossier"),
    "a root that is none": (
        lambda _f, w: ["verifieer", sealed(w), "--vertrouw", EXAMPLES / "extern.yaml"],
        4,
        "dit is geen certificaatbestand",
    ),
    "wrong turn": (
        lambda _f, w: ["onderteken", w.stage("gemaakt"), "--als", "werkgever", *keys(w, "C. Bakker")],
        1,
        "wacht nu niets op de werkgever",
    ),
    "wrong person": (
        lambda _f, w: ["onderteken", w.stage("uitgegeven"), "--als", "werkgever", *keys(w, "B. Jansen")],
        1,
        "Dit is niet het certificaat van C. Bakker",
    ),
    "wrong seal": (
        lambda _f, w: ["geef-uit", w.stage("gemaakt"), *keys(w, "B. Jansen")],
        1,
        "Dit is niet het certificaat van Arbodienst",
    ),
    "sealed too early": (
        lambda _f, w: ["verzegel", w.stage("uitgegeven"), *keys(w)],
        1,
        "kan nog niet worden verzegeld",
    ),
    "a PDF without a dossier": (
        lambda f, w: ["onderteken", harmed(f, w), "--als", "werkgever", *keys(w, "C. Bakker")],
        1,
        "hoort niet bij een dossier",
    ),
    "a service that is down": (
        lambda _f, w: ["geef-uit", w.stage("gemaakt"), *keys(w, tsa="http://127.0.0.1:9/")],
        4,
        "tijdstempeldienst",
    ),
    "a service that is no address": (
        lambda _f, w: ["geef-uit", w.stage("gemaakt"), *keys(w, tsa="tsa.example")],
        4,
        "geen adres van een tijdstempeldienst",
    ),
    "no service named": (
        lambda _f, w: ["geef-uit", w.stage("gemaakt"), *keys(w)[:3], "--vertrouw", w.pki.root],
        2,
        "Noem de tijdstempeldienst",
    ),
    "no root named": (lambda _f, w: ["geef-uit", w.stage("gemaakt"), *keys(w)[:5]], 2, "Noem de wortels"),
    "no key named": (
        lambda _f, w: ["geef-uit", w.stage("gemaakt"), *keys(w)[3:]],
        2,
        "Noem precies één sleutel",
    ),
    "two keys named": (
        lambda _f, w: ["geef-uit", w.stage("gemaakt"), *keys(w), "--sleutel", "zegel"],
        2,
        "Noem precies één sleutel",
    ),
    "a key that nobody knows": (
        lambda _f, w: ["geef-uit", w.stage("gemaakt"), *keys(w)[3:], "--sleutel", "zegel"],
        1,
        "kent geen sleutel «zegel»",
    ),
    "no such command": (lambda _f, _w: ["verzegl"], 2, "verzegl"),
    "no command": (lambda _f, _w: [], 2, ""),
    "no such file": (lambda f, _w: ["genereer", f / "weg.yaml", "-o", f / "uit"], 2, "bestaat niet"),
    "no such role": (
        lambda _f, w: ["onderteken", w.stage("uitgegeven"), "--als", "notaris", *keys(w)],
        2,
        "notaris",
    ),
}


@pytest.mark.parametrize("case", CODES)
def test_how_it_ends(case: str, workshop: Workshop, tmp_path: Path) -> None:
    arguments, code, says = CODES[case]
    result = run(*arguments(tmp_path, workshop))
    assert result.exit_code == code, result.output
    assert says in result.stderr
    assert "Traceback" not in result.output
    if code == 2:
        assert result.stdout == ""
    elif code in (1, 4) and says:
        assert re.search(r"^(Fout: |Niet gemaakt: \d)", result.stderr, re.MULTILINE)
        assert len(result.stderr.strip().splitlines()) > 1, "what went wrong, and what to do next"


def test_no_row_above_changed_a_stage(workshop: Workshop) -> None:
    """The rows run on the stages themselves: a refusal leaves them as they were made."""
    assert snapshot(workshop.stage("gemaakt")) == workshop.made.files


def test_an_unexpected_failure_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("dit had niemand verwacht")

    monkeypatch.setattr(pipeline, "make", broken)
    arguments = ["genereer", EXAMPLES / "extern.yaml", "-o", tmp_path / "uit"]
    result = run(*arguments)
    assert result.exit_code == 4
    assert "Onverwachte fout in het programma (RuntimeError: dit had niemand verwacht)" in result.stderr
    assert "--fouten" in result.stderr
    assert "Traceback" not in result.output
    assert not (tmp_path / "uit").exists()
    shown = run("--fouten", *arguments)
    assert isinstance(shown.exception, RuntimeError)


def test_a_disk_that_fails_is_a_sentence(monkeypatch: pytest.MonkeyPatch, workshop: Workshop) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(crew, "judge", broken)
    result = run("verifieer", sealed(workshop))
    assert result.exit_code == 4
    assert "Traceback" not in result.output
    assert result.stderr.startswith("Fout: ")


@pytest.mark.parametrize(
    ("name", "says", "command"),
    [
        pytest.param("terugname.yaml", "Dit is een terugname (", "`delegatie neem-terug`", id="withdrawal"),
        pytest.param(
            "terugkoppeling.yaml", "Dit is een terugkoppeling (", "`delegatie terugkoppeling`", id="feedback"
        ),
        pytest.param(
            "toezicht.yaml", "Dit is een toezichtverslag (", "`delegatie toezichtverslag`", id="supervision"
        ),
    ],
)
def test_an_addition_is_no_delegation(name: str, says: str, command: str, tmp_path: Path) -> None:
    result = run("genereer", EXAMPLES / name, "-o", tmp_path)
    assert result.exit_code == 1
    assert says in result.stderr
    assert command in result.stderr
    assert "SCHEMA" not in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("command", "file"),
    [
        pytest.param("neem-terug", "het terugnamebestand", id="withdrawal"),
        pytest.param("terugkoppeling", "het terugkoppelingsbestand", id="feedback"),
        pytest.param("toezichtverslag", "het toezichtbestand", id="supervision"),
    ],
)
def test_a_delegation_is_no_addition(command: str, file: str, tmp_path: Path) -> None:
    result = run(command, EXAMPLES / "extern.yaml", "-o", tmp_path)
    assert result.exit_code == 1
    assert "is een delegatiebestand." in result.stderr
    assert f"Geef {file}; daarin staat achter «delegatie»" in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_part_of_a_dossier_is_an_example(tmp_path: Path) -> None:
    result = run("genereer", EXAMPLES / "extern.yaml", "-o", tmp_path, "--alleen", "D4")
    assert result.exit_code == 0
    assert result.stderr.splitlines()[-1] == (
        "Let op: dit is een voorbeeld; een dossier waarin documenten ontbreken wordt nooit geldig."
    )


def test_a_dossier_is_not_replaced_unasked(tmp_path: Path) -> None:
    arguments = ["genereer", EXAMPLES / "extern.yaml", "-o", tmp_path, "--alleen", "D4"]
    assert run(*arguments).stdout == f"{tmp_path / 'DLG-2026-0007'}\n"
    before = snapshot(tmp_path)
    result = run(*arguments)
    assert result.exit_code == 1
    assert "bestaat al" in result.stderr
    assert "--overschrijf" in result.stderr
    assert snapshot(tmp_path) == before
    (tmp_path / "DLG-2026-0007" / "notitie.txt").write_text("van mij")
    again = run(*arguments, "--overschrijf")
    assert again.exit_code == 0
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("stage", ["uitgegeven", "verzegeld"])
def test_a_signed_dossier_is_never_replaced(stage: str, shelf: Shelf) -> None:
    folder = shelf.spoil(stage)
    before = snapshot(folder)
    result = run("genereer", EXAMPLES / "in-dienst.yaml", "-o", folder.parent, "--overschrijf")
    assert result.exit_code == 1
    assert "die worden niet vervangen" in result.stderr
    assert snapshot(folder) == before


def test_a_folder_that_is_no_dossier_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "DLG-2026-0007").mkdir()
    (tmp_path / "DLG-2026-0007" / "scriptie.txt").write_text("van mij")
    before = snapshot(tmp_path)
    result = run("genereer", EXAMPLES / "extern.yaml", "-o", tmp_path, "--alleen", "D4", "--overschrijf")
    assert result.exit_code == 1
    assert "is geen dossier" in result.stderr
    assert snapshot(tmp_path) == before


def test_the_demo_replaces_only_an_earlier_demo(tmp_path: Path) -> None:
    (tmp_path / "map").mkdir()
    (tmp_path / "map" / "scriptie.txt").write_text("van mij")
    assert "bestaat al" in run("demo", tmp_path / "map").stderr
    result = run("demo", tmp_path / "map", "--overschrijf")
    assert result.exit_code == 1
    assert "niet van een eerdere proef" in result.stderr
    assert (tmp_path / "map" / "scriptie.txt").read_text() == "van mij"


def test_a_damaged_dossier_is_told_not_thrown(shelf: Shelf) -> None:
    folder = shelf.spoil("uitgegeven")
    (folder / "pdf" / "D4-gedragscode.pdf").write_bytes(b"Geachte heer")
    result = run("status", folder)
    assert result.exit_code == 1
    assert "geen leesbare PDF" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("command", "times"),
    [
        pytest.param(["onderteken", ".", "--als", "werkgever"], 1, id="a signing command"),
        pytest.param(["status", "."], 0, id="a command that only reads"),
    ],
)
def test_who_interrupts_is_told_what_is_kept(
    command: list[str], times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_folder: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("generator.dossier.open_dossier", interrupted)
    result = run(*command)
    assert result.exit_code == 1
    assert result.stderr.count("Afgebroken.") == 1
    assert result.stderr.count("is bewaard. Geef dezelfde opdracht om verder te gaan.") == times
