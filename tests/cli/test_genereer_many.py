"""`genereer` of many files: the same whatever does them, and one bad one stops no other."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from generator import pipeline
from tests.cli.many_files import ONE, PATIENCE, POSIX, PROGRAM, SURROUNDINGS, delegation, run
from tests.workshop import example, snapshot


@pytest.fixture
def mixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Files in and outside a folder: good, wrong, twice the same, unreadable, and no delegation at all."""
    monkeypatch.chdir(tmp_path)
    delegation("DLG-1", Path("een.yaml"))
    delegation("DLG-2", Path("map/a.yaml"), change=("functie: bedrijfsarts", "functie: basisarts"))
    delegation("DLG-3", Path("map/b.yaml"))
    delegation("DLG-1", Path("map/c.yaml"))
    delegation("DLG-4", Path("map/diep/d.yml"))
    Path("map/compose.yaml").write_text("services: {web: {image: nginx}}\n")
    Path("map/terugname.yaml").write_bytes(example("terugname"))
    Path("map/z.yaml").write_bytes(b"kenmerk: [")
    return ["een.yaml", "map"]


EVERYTHING = {
    "exit_code": 1,
    "stdout": "uit/DLG-1\nuit/DLG-3\nuit/DLG-4\n",
    "stderr": """\
map/compose.yaml: overgeslagen, dit is geen delegatiebestand.
map/terugname.yaml: overgeslagen, dit is een aanvulling, geen delegatiebestand.
Let op: dit is een voorbeeld; een dossier waarin documenten ontbreken wordt nooit geldig.

Niet gemaakt: 3 van 8.
""",
}


@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_what_comes_of_it_does_not_depend_on_how_many_at_once(at_once: int, mixed: list[str]) -> None:
    result = run("genereer", *mixed, "-o", "uit", *ONE, "-j", at_once)
    assert result.exit_code == EVERYTHING["exit_code"], result.output
    assert result.stdout == EVERYTHING["stdout"]
    told, _, failed = result.stderr.partition("Niet gemaakt: 3 van 8.\n")
    assert f"{told}Niet gemaakt: 3 van 8.\n" == EVERYTHING["stderr"]
    assert [line.split(":")[0] for line in failed.splitlines() if line.startswith("  map")] == [
        "  map/a.yaml is niet in orde; er is niets gemaakt.",
        "  map/a.yaml",
        "  map/c.yaml",
        "  map/z.yaml is niet in orde; er is niets gemaakt.",
        "  map/z.yaml",
    ]
    assert "Het kenmerk DLG-1 staat ook in een.yaml, dat eerder aan de beurt is" in failed
    files = snapshot(Path("uit"))
    for reference, path in {"DLG-1": "een.yaml", "DLG-3": "map/b.yaml", "DLG-4": "map/diep/d.yml"}.items():
        made = pipeline.make(Path(path).read_bytes(), name=path, only=("D9",))
        assert {name: data for name, data in files.items() if name.startswith(f"{reference}/")} == {
            f"{reference}/{name}": data for name, data in made.files.items()
        }
    assert {name.split("/")[0] for name in files} == {"DLG-1", "DLG-3", "DLG-4"}, "and nothing besides"


@pytest.mark.usefixtures("mixed")
def test_files_of_a_dossier_made_one_already() -> None:
    delegation("DLG-9", Path("werk/x.yaml"))
    assert run("genereer", "werk", "-o", "werk/dossiers", *ONE).exit_code == 0
    again = run("genereer", "werk", "-o", "werk/dossiers", *ONE, "--verder")
    assert again.exit_code == 0, again.output
    assert again.stdout == "werk/dossiers/DLG-9\n"
    assert "werk/dossiers/DLG-9 stond er al." in again.stderr


@pytest.mark.usefixtures("mixed")
def test_a_folder_without_delegation_files() -> None:
    Path("leeg").mkdir()
    empty = run("genereer", "leeg", "-o", "uit")
    assert (empty.exit_code, empty.stdout) == (1, "")
    assert "In deze map staat geen bestand dat op .yaml of .yml eindigt" in empty.stderr
    Path("leeg/compose.yaml").write_text("services: {}\n")
    none = run("genereer", "leeg", "-o", "uit")
    assert none.exit_code == 1
    assert none.stderr.endswith("Er is niets gemaakt: hier staan geen delegatiebestanden.\n")


@pytest.mark.usefixtures("mixed")
class TestReference:
    """The one thing that is read before a file is made: which dossier it becomes."""

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param(("kenmerk: DLG-1", "kenmerk: 'DLG-1'  # van ons"), id="in quotes"),
            pytest.param(("kenmerk: DLG-1", '"kenmerk": DLG-1'), id="the key in quotes"),
            pytest.param(("kenmerk: DLG-1", "kenmerk:\n  DLG-1"), id="on the next line"),
            pytest.param(("kenmerk: DLG-1", "kenmerk: !!str DLG-1"), id="in a way that is refused"),
        ],
    )
    def test_however_it_is_written_the_first_counts(self, change: tuple[str, str]) -> None:
        odd = delegation("DLG-1", Path("anders.yaml"), change=change)
        result = run("genereer", odd, "een.yaml", "-o", "uit", *ONE, "-j", 2)
        assert result.exit_code == 1
        refused = "!!" in change[1]
        assert ("staat ook in anders.yaml" in result.stderr) is not refused
        assert (
            Path("uit/DLG-1/delegatie.yaml").read_bytes()
            == (Path("een.yaml") if refused else odd).read_bytes()
        )

    def test_one_that_is_another_than_it_seemed_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("generator.many.reference.reference_in", lambda path: f"GEZIEN-{path.stem}")
        result = run("genereer", "een.yaml", "map/b.yaml", "-o", "uit", *ONE, "-j", 1)
        assert result.exit_code == 1
        assert "Het kenmerk van een.yaml staat er niet eenduidig" in result.stderr
        assert not Path("uit").exists()


@pytest.mark.usefixtures("mixed")
class TestFaults:
    """A fault of ours, or of the machine, in one file."""

    def test_what_nobody_expected_is_told_of_its_file_only(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(data: bytes, **rest: object) -> pipeline.Made:
            if b"DLG-3" in data:
                raise RuntimeError("dit had niemand verwacht")
            return make(data, **rest)  # type: ignore[arg-type]

        make = pipeline.make
        monkeypatch.setattr(pipeline, "make", broken)
        words = ["genereer", "map/b.yaml", "een.yaml", "-o", "uit", *ONE, "-j", 1]
        result = run(*words)
        assert result.exit_code == 4
        assert result.stdout == "uit/DLG-1\n"
        assert (
            "  map/b.yaml: Onverwachte fout in het programma (RuntimeError: dit had niemand verwacht)."
            in result.stderr
        )
        assert "Traceback" not in result.output
        assert isinstance(run("--fouten", *words).exception, RuntimeError)

    @POSIX
    def test_a_process_that_dies_costs_its_own_file(self) -> None:
        """The machine runs out of memory over one file, each time that it is tried."""
        for number in range(4):
            delegation(f"DLG-{number}", Path(f"vier/{number}.yaml"))
        result = subprocess.run(  # noqa: S603 - our own interpreter and program
            [*PROGRAM, "genereer", "vier", "-o", "uit", *ONE, "-j", "2"],
            env={**SURROUNDINGS, "STERFT": "DLG-2"}, capture_output=True, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip
        assert result.returncode == 4, result.stderr
        assert result.stdout == "uit/DLG-0\nuit/DLG-1\nuit/DLG-3\n"
        assert "  vier/2.yaml: Het proces dat hiermee bezig was, is weggevallen" in result.stderr
        assert "Traceback" not in result.stderr
