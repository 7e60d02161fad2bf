"""`genereer` of many files that is stopped, however that comes, and goes on where it was."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from generator import pipeline
from tests.cli.many_files import ONE, PATIENCE, POSIX, PROGRAM, SURROUNDINGS, delegation, run
from tests.workshop import Shelf, snapshot


class TestGoOn:
    """`--verder`: what stands there and was made from the same is not made again."""

    @pytest.fixture
    def made(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[object]:
        monkeypatch.chdir(tmp_path)
        files = [delegation("DLG-1", Path("een.yaml")), delegation("DLG-3", Path("map/b.yaml"))]
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
