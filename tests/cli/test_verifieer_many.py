"""`verifieer` of many paths at once: all of them, in order, whatever one of them is; and the files beside the verdict."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from generator.cli.judged import Reports
from generator.cli.verdict import lines
from generator.examine import Item
from generator.judgement import crew
from generator.judgement.answer import Answer, Statement
from generator.judgement.words import Tally
from signing.report import Problem
from tests.hostile.raw import catalog
from tests.workshop import Workshop

PAPER = "pdf/D9-informatiebrief-werknemers.pdf"


ENDLESS = catalog(b"/X[" + b"1 " * 2_000_000 + b"]")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def known(workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The options with which the small dossiers are judged, in a folder with nothing in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DELEGATIE_VERTROUW", raising=False)
    return ["--vertrouw", workshop.pki.root, "--sjablonen", workshop.own]


@pytest.fixture
def mixed(workshop: Workshop) -> list[Path]:
    """Papers, and what is none, in the folder at hand."""
    good = (workshop.small("verzegeld") / PAPER).read_bytes()
    for name, data in {"a.pdf": good, "b.pdf": b"", "c.pdf": good[: len(good) // 2], "d.pdf": good}.items():
        Path(name).write_bytes(data)
    Path("weg.pdf").symlink_to("nergens")
    Path("map").mkdir()
    return [Path(name) for name in ("a.pdf", "b.pdf", "weg.pdf", "c.pdf", "map", "d.pdf")]


@pytest.mark.parametrize("at_once", ["1", "2", "6"])
def test_the_output_does_not_depend_on_how_many_at_once(
    at_once: str, known: list[object], mixed: list[Path]
) -> None:
    result = run("verifieer", *mixed, *known, "-j", at_once)
    assert result.exit_code == 1, result.output
    told = [line for line in result.stdout.splitlines() if line and not line.startswith(" ")]
    words = ["GELDIG", "ONGELDIG", "ONGELDIG", "ONGELDIG", "ONGELDIG", "GELDIG"]
    assert told == [
        *(f"{word:<21} {path}  ({path})" for word, path in zip(words, mixed, strict=True)),
        "Oordeel: ONGELDIG",
    ]
    assert result.stderr == "", "no progress where nobody watches"


def test_of_each_path_there_is_an_item(known: list[object], mixed: list[Path]) -> None:
    data = json.loads(run("verifieer", *mixed, *known, "--json").stdout)
    assert [item["path"] for item in data["items"]] == [str(path) for path in mixed]
    codes = [{problem["code"] for problem in item["problems"]} for item in data["items"]]
    assert codes == [set(), {"geen-pdf"}, {"onleesbaar"}, {"afgekapt"}, {"onleesbaar"}, set()]


def test_a_path_where_nothing_is_was_typed_wrongly(known: list[object], mixed: list[Path]) -> None:
    result = run("verifieer", *mixed, "nergens.pdf", *known)
    assert result.exit_code == 2
    assert "nergens.pdf" in result.stderr
    assert result.stdout == "", "nothing is judged before all is known to be there"


@pytest.mark.parametrize(
    "wrong", [("-j", "0"), ("-j", "65"), ("--tijd", "0"), ("--tijd", "4000"), ("--tijd", "nan")]
)
def test_bounds_on_the_bounds(wrong: tuple[str, str], known: list[object], mixed: list[Path]) -> None:
    assert run("verifieer", mixed[0], *known, *wrong).exit_code == 2


def test_one_that_takes_too_long_is_told_and_open(known: list[object]) -> None:
    long = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/X[" + b"1 " * 2_000_000 + b"]>>\nendobj\n"
    table = (
        b"xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer\n<</Size 2/Root 1 0 R>>\nstartxref\n"
    )
    Path("lang.pdf").write_bytes(long + table + b"%d\n%%%%EOF\n" % len(long))
    result = run("verifieer", "lang.pdf", *known, "--tijd", "1")
    assert result.exit_code == 3, result.output
    assert result.stdout.startswith("NIET VAST TE STELLEN  lang.pdf")
    assert "duurde langer dan 1 seconden en is afgebroken" in result.stdout
    assert "[te-lang]" in result.stdout


def test_a_package_without_room_is_no_verdict(
    known: list[object], mixed: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the surroundings did is told by the exit code of the surroundings; the others are judged all the same."""
    full = Problem(code="geen-ruimte", message="de schijf is vol")

    def judge(tasks: list[object], **_: object) -> object:
        for task in tasks:
            yield Answer(items=(Item(path=str(task.path), title="x", problems=(full,)),))  # type: ignore[attr-defined]

    monkeypatch.setattr(crew, "judge", judge)
    result = run("verifieer", *mixed, *known)
    assert result.exit_code == 4
    assert result.stdout.count("de schijf is vol") == len(mixed)
    assert "Oordeel: NIET VAST TE STELLEN" in result.stdout


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param(["file:///er/is/niets.pdf"], 4, id="nothing there"),
        pytest.param(["file:///er/is/niets.pdf", "fout.pdf"], 1, id="and another is invalid"),
    ],
)
def test_what_cannot_be_fetched_is_no_verdict(given: list[str], code: int, known: list[object]) -> None:
    Path("fout.pdf").write_bytes(b"geen pdf")
    result = run("verifieer", *given, *known)
    assert result.exit_code == code
    assert "NIET VAST TE STELLEN  niets.pdf  (file:///er/is/niets.pdf)" in result.stdout
    assert "[onbereikbaar]" in result.stdout


def test_nothing_judged_is_not_valid() -> None:
    assert Tally().verdict != "valid"


def test_a_line_is_never_as_long_as_a_book() -> None:
    item = Item(path="p" * 100_000, title="t" * 100_000, problems=(Problem(code="x", message="m" * 100_000),))
    assert all(len(line) <= 2001 for line in lines(item))


class TestPage:
    def test_it_is_written_and_not_written_over(self, known: list[object], mixed: list[Path]) -> None:
        page = Path("oordeel.html")
        result = run("verifieer", *mixed, *known, "--html", page)
        assert result.exit_code == 1, result.output
        text = page.read_text("utf-8")
        assert text.startswith(("<!DOCTYPE html>", "<!doctype html>"))
        assert "data:image/png;base64," in text
        page.write_text("van iemand anders")
        refused = run("verifieer", *mixed, *known, "--html", page)
        assert refused.exit_code == 2
        assert "--overschrijf" in refused.stderr
        assert refused.stdout == ""
        assert page.read_text() == "van iemand anders"
        assert run("verifieer", mixed[0], *known, "--html", page, "--overschrijf").exit_code == 0
        assert page.read_text("utf-8") != "van iemand anders"

    def test_names_that_are_no_text_can_be_written(self, known: list[object], mixed: list[Path]) -> None:
        odd = Path(os.fsdecode(b"half \xff.pdf"))
        try:
            shutil.copy(mixed[0], odd)
        except OSError:
            pytest.skip("this disk has no such names")
        result = run("verifieer", odd, "b.pdf", *known, "--html", "x.html", "--xml", "xml")
        assert result.exit_code == 1, result.output
        assert "half" in Path("x.html").read_text("utf-8")
        assert len(list(Path("xml").iterdir())) == 2


class TestReports:
    def test_every_pdf_has_one(self, known: list[object], mixed: list[Path]) -> None:
        assert run("verifieer", *mixed, *known, "--xml", "rapporten").exit_code == 1
        names = {path.name for path in Path("rapporten").iterdir()}
        assert names == {f"{name}.validatie.xml" for name in ("a", "b", "c", "d")}
        assert "total-passed" in Path("rapporten/a.validatie.xml").read_text("utf-8")
        refused = run("verifieer", *mixed, *known, "--xml", "rapporten")
        assert refused.exit_code == 2
        assert "--overschrijf" in refused.stderr
        assert run("verifieer", "a.pdf", *known, "--xml", "rapporten", "--overschrijf").exit_code == 0

    def test_those_of_dossiers_do_not_get_in_each_others_way(
        self, known: list[object], workshop: Workshop
    ) -> None:
        folder = workshop.small("verzegeld")
        shutil.copytree(folder, "een")
        shutil.copytree(folder, "ander/een")
        assert run("verifieer", "een", "ander/een", *known, "--xml", "rapporten").exit_code == 0
        names = sorted(path.name for path in Path("rapporten").iterdir())
        papers = [path.stem for path in (folder / "pdf").iterdir()]
        assert names == sorted(f"een-{one}{end}.validatie.xml" for one in papers for end in ("", "-2"))

    @pytest.mark.parametrize(
        ("said", "named"),
        [
            pytest.param("../../../elders.pdf", "elders.validatie.xml", id="another folder"),
            pytest.param("/etc/passwd", "passwd.validatie.xml", id="another place"),
            pytest.param("..", "rapport.validatie.xml", id="the folder above"),
            pytest.param("", "rapport.validatie.xml", id="nothing"),
            pytest.param("a\x1b[2J\nb.pdf", "a_2J_b.validatie.xml", id="escape codes"),
            pytest.param("C:\\x\\y.pdf", "y.validatie.xml", id="Windows"),
            pytest.param("x" * 999, f"{'x' * 100}.validatie.xml", id="a long name"),
        ],
    )
    def test_what_they_are_called_is_not_the_strangers_to_choose(
        self, said: str, named: str, tmp_path: Path
    ) -> None:
        folder = tmp_path / "diep" / "rapporten"
        answer = Answer(items=(), reports=(Statement(path=said, xml="<x/>"),))
        Reports(folder).add(answer, Path("x.pdf"))
        assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.xml")] == [
            f"diep/rapporten/{named}"
        ]


def _marked(mark: str) -> list[str]:
    """Name every process that was started with this mark in its surroundings."""
    found = []
    for place in Path("/proc").iterdir():
        with suppress(OSError):
            if place.name.isdigit() and mark.encode() in (place / "environ").read_bytes():
                found.append(place.name)
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="looks in /proc")
def test_what_is_judged_is_told_at_once_and_ctrl_c_ends_all(known: list[object], tmp_path: Path) -> None:
    Path("a.pdf").write_bytes(b"geen pdf")
    for name in ("b.pdf", "c.pdf"):
        Path(name).write_bytes(ENDLESS)
    command = [sys.executable, "-m", "generator", "verifieer", "a.pdf", "b.pdf", "c.pdf", *map(str, known)]
    mark = f"MERK={tmp_path}"
    with subprocess.Popen(  # noqa: S603 - our own interpreter and program
        [*command, "--tijd", "600", "-j", "2"], env={**os.environ, "MERK": str(tmp_path)}, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline().startswith("ONGELDIG"), "the first, while the others go on"
        assert len(_marked(mark)) >= 3
        os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 1
    assert told.strip() == "Afgebroken: 1 van 3 beoordeeld."
    deadline = time.monotonic() + 10
    while _marked(mark) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert _marked(mark) == []
