"""`genereer` of many files: the same whatever does them, one bad one stops no other, and it goes on where it stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator import pipeline
from generator.cli import main
from tests.workshop import Shelf, example, snapshot

PROGRAM = [sys.executable, "-m", "tests.many_faults"]
SURROUNDINGS = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
PATIENCE = 120  # seconds before a test gives up on a process
ONE = ["--alleen", "D9"]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals")


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def delegation(reference: str, path: Path, *, change: tuple[str, str] = ("", "")) -> Path:
    text = example("extern").decode().replace("DLG-2026-0007", reference).replace(*change)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


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
class TestGoOn:
    """`--verder`: what stands there and was made from the same is not made again."""

    @pytest.fixture
    def made(self) -> list[object]:
        files = ["een.yaml", "map/b.yaml"]
        assert run("genereer", *files, "-o", "uit", *ONE).exit_code == 0
        return [*files, "-o", "uit"]

    def test_nothing_is_made_again(self, made: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
        before = snapshot(Path("uit"))
        monkeypatch.delattr(pipeline, "make")
        result = run("genereer", *made, *ONE, "--verder", "-j", 1)
        assert result.exit_code == 0, result.output
        assert result.stdout == "uit/DLG-1\nuit/DLG-3\n"
        assert result.stderr.splitlines()[:2] == ["uit/DLG-1 stond er al.", "uit/DLG-3 stond er al."]
        assert snapshot(Path("uit")) == before

    def test_unasked_it_is_an_error_as_ever(self, made: list[object]) -> None:
        result = run("genereer", *made, *ONE)
        assert result.exit_code == 1
        assert result.stderr.count("bestaat al.") == 2

    @pytest.mark.parametrize(
        ("words", "change", "what"),
        [
            pytest.param(["--alleen", "D11"], None, "de keuze van documenten", id="other documents"),
            pytest.param([], None, "de keuze van documenten", id="all documents"),
            pytest.param([*ONE, "--proef"], None, "--proef", id="a trial"),
            pytest.param(ONE, "een.yaml", "het delegatiebestand", id="another delegation"),
            pytest.param(ONE, "delegatie.toml", "de huisstijl", id="another letterhead"),
            pytest.param([*ONE, "--sjablonen", "eigen"], None, "de sjablonen", id="another template"),
            pytest.param(ONE, "versions", "de versie van het programma of de zetter", id="another program"),
            pytest.param(ONE, "gone", "pdf/D9-informatiebrief-werknemers.pdf ontbreekt", id="a file is gone"),
        ],
    )
    def test_what_differs_is_told_and_left_alone(
        self,
        words: list[str],
        change: str | None,
        what: str,
        made: list[object],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        pdf = Path("uit/DLG-1/pdf/D9-informatiebrief-werknemers.pdf")
        match change:
            case "een.yaml":
                with Path("een.yaml").open("a") as file:
                    file.write("# gewijzigd\n")
            case "delegatie.toml":
                Path("delegatie.toml").write_text('[huisstijl]\nnaam = "Arbo"\n')
            case "versions":
                monkeypatch.setattr("generator.many.same.versions", lambda: {"taakdelegatie": "0"})
            case "gone":
                pdf.unlink()
        if "eigen" in words:
            from generator.resources import template_file

            name = "D9-informatiebrief-werknemers.docx"
            Path("eigen").mkdir()
            (Path("eigen") / name).write_bytes(template_file(name, None).read_bytes() + b"\0")
        before = snapshot(Path("uit"))
        result = run("genereer", *made, *words, "--verder", "-j", 1)
        assert result.exit_code == 1, result.output
        assert "uit/DLG-1 bestaat al, maar is anders gemaakt dan nu wordt gevraagd: " in result.stderr
        assert what in result.stderr
        assert snapshot(Path("uit")) == before

    def test_with_leave_to_replace_only_what_differs_is_made(self, made: list[object]) -> None:
        old = Path("uit/DLG-3").stat().st_ino
        with Path("een.yaml").open("a") as file:
            file.write("# gewijzigd\n")
        result = run("genereer", *made, *ONE, "--verder", "--overschrijf")
        assert result.exit_code == 0, result.output
        assert "uit/DLG-3 stond er al." in result.stderr
        assert "uit/DLG-1 stond" not in result.stderr
        assert Path("uit/DLG-1/delegatie.yaml").read_bytes() == Path("een.yaml").read_bytes()
        assert Path("uit/DLG-3").stat().st_ino == old

    def test_a_dossier_that_is_signed_by_now_is_not_made_again(self, shelf: Shelf) -> None:
        folder = shelf.copy(shelf.workshop.small("uitgegeven"), name="DLG-2026-0042")
        before = snapshot(folder)
        words = ["genereer", folder / "delegatie.yaml", "-o", folder.parent, "--verder"]
        own = ["--sjablonen", shelf.workshop.own, "--proef"]
        result = run(*words, *own)
        assert result.exit_code == 0, result.output
        assert "stond er al." in result.stderr
        assert snapshot(folder) == before


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


class _Running:
    """The program at work on eight files, of which only what is let through `gate` is made."""

    def __init__(self, gate: Path, at_once: int) -> None:
        self.gate = gate
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and program
            [*PROGRAM, "genereer", "acht", "-o", "uit", *ONE, "-j", str(at_once)],
            env={**SURROUNDINGS, "POORT": str(gate)}, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.watch = threading.Timer(PATIENCE, self.process.kill)
        self.watch.start()

    def told(self) -> str:
        """The first line that it tells, once it does."""
        assert self.process.stdout
        return self.process.stdout.readline()

    def heard(self) -> str:
        """What it says to a first Ctrl-C."""
        assert self.process.stderr
        return self.process.stderr.readline()

    def signal(self, number: int) -> None:
        os.killpg(self.process.pid, number)  # as a terminal does: to all that was started

    def end(self) -> tuple[str, str]:
        return self.process.communicate(timeout=PATIENCE)


def _eight(folder: Path) -> None:
    for number in range(8):
        delegation(f"DLG-{number}", folder / f"{number}.yaml")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What stands there when nothing comes in between."""
    place = tmp_path_factory.mktemp("heel")
    _eight(place / "acht")
    assert run("genereer", place / "acht", "-o", place / "uit", *ONE, "-j", 1).exit_code == 0
    return snapshot(place / "uit")


@POSIX
@pytest.mark.parametrize("at_once", [1, 2])
class TestInterrupted:
    @pytest.fixture
    def running(self, at_once: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[_Running]:
        """The first is made, the others wait at the gate."""
        monkeypatch.chdir(tmp_path)
        _eight(Path("acht"))
        gate = Path("poort").absolute()
        gate.mkdir()
        (gate / "vrij").write_text("DLG-0")
        program = _Running(gate, at_once)
        try:
            assert program.told() == "uit/DLG-0\n"
            while not (gate / "DLG-1").exists():
                assert program.process.poll() is None
                time.sleep(0.02)
            yield program
        finally:
            program.watch.cancel()
            with suppress(ProcessLookupError):
                os.killpg(program.process.pid, signal.SIGKILL)
            with program.process:
                pass

    @staticmethod
    def goes_on(whole: dict[str, bytes], before: list[str]) -> None:
        result = run("genereer", "acht", "-o", "uit", *ONE, "--verder", "-j", 2)
        assert result.exit_code == 0, result.output
        assert [line.split()[0] for line in result.stderr.splitlines() if "stond er al" in line] == before
        assert snapshot(Path("uit")) == whole

    def test_what_is_begun_is_finished_and_told(self, running: _Running, whole: dict[str, bytes]) -> None:
        running.signal(signal.SIGINT)
        assert running.heard().startswith("Gestopt: wat is begonnen, wordt afgemaakt.")
        (running.gate / "open").touch()
        made, told = running.end()
        assert running.process.returncode == 1
        folders = ["uit/DLG-0", *made.split()]
        assert len(folders) < 8
        assert f"Gestopt: {len(folders)} van 8 gemaakt." in told
        assert "--verder" in told
        assert sorted(path.name for path in Path("uit").iterdir()) == [Path(one).name for one in folders]
        self.goes_on(whole, folders)

    def test_who_asks_twice_waits_for_nothing(self, running: _Running, whole: dict[str, bytes]) -> None:
        running.signal(signal.SIGINT)
        assert running.heard().startswith("Gestopt: ")
        running.signal(signal.SIGINT)
        made, told = running.end()
        assert running.process.returncode == 1
        assert made == ""
        assert "Gestopt: 1 van 8 gemaakt." in told
        assert "Traceback" not in told
        self.goes_on(whole, ["uit/DLG-0"])

    def test_who_is_killed_leaves_only_what_is_whole(
        self, running: _Running, whole: dict[str, bytes]
    ) -> None:
        running.process.kill()  # the owner only: the others must see it for themselves
        running.end()
        assert [path.name for path in Path("uit").iterdir() if path.name[0] != "."] == ["DLG-0"]
        self.goes_on(whole, ["uit/DLG-0"])
