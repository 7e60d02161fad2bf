"""soffice on a short lead: its own group, its own fonts, a limit in time, and no trust in its exit code."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import word_documents as make
from click.testing import CliRunner

from generator.cli import main
from generator.errors import ProductRefused, SurroundingsFailed, TemplateRefused
from generator.resources import content
from generator.typeset.fonts import FAMILIES, MONO, SANS, SERIF
from generator.typeset.office import engine, program
from generator.typeset.office.engine import Job, Office
from generator.typeset.office.fonts import FACES, lay_out
from generator.typeset.reader import read

Fake = Callable[[str], Office]


@pytest.fixture
def fake(tmp_path: Path) -> Fake:
    """An soffice of a few lines of Python; it knows `out` (where PDFs go) and `files`, and counts its starts."""

    def of(body: str) -> Office:
        path = tmp_path / "soffice"
        path.write_text(
            f"#!{sys.executable}\nimport os, subprocess, sys, time\nfrom pathlib import Path\n"
            f"here = Path({str(tmp_path)!r})\n"
            "with (here / 'starts').open('a') as starts: starts.write('x')\n"
            "at = sys.argv.index('--outdir') if '--outdir' in sys.argv else 0\n"
            "out, files = Path(sys.argv[at + 1]), [Path(name) for name in sys.argv[at + 2:]]\n" + body + "\n",
            encoding="utf-8",
        )
        path.chmod(0o755)
        return Office(program=path, start=1.0, each=0.1)

    return of


def _job(docx: bytes, name: str = "proef") -> Job:
    return Job(docx=docx, paper=read(docx, name=name))


def test_what_no_engine_can_set_is_refused_before_the_start(fake: Fake, tmp_path: Path) -> None:
    with pytest.raises(TemplateRefused, match=r"U\+13000"):
        engine.typeset([_job(make.of("\U00013000"))], at=make.AT, office=fake("pass"))
    assert not (tmp_path / "starts").exists()


def test_one_start_for_many_and_none_for_nothing(fake: Fake, tmp_path: Path) -> None:
    office = fake("for file in files: (out / (file.stem + '.pdf')).write_bytes(b'%PDF-' + file.read_bytes())")
    assert office.convert([b"a", b"b", b"c"], {SANS}) == [b"%PDF-a", b"%PDF-b", b"%PDF-c"]
    assert engine.typeset([], at=make.AT, office=office) == []
    assert (tmp_path / "starts").read_text() == "x"


MISSING = {
    "nothing came": "pass",
    "something else came": "(out / '0000.pdf').write_bytes(b'<html>')",
    "an error, in words only": "sys.exit('source file could not be loaded')",
}


@pytest.mark.parametrize("case", MISSING)
def test_a_missing_pdf_is_told(case: str, fake: Fake) -> None:
    with pytest.raises(ProductRefused, match=r"proef: LibreOffice maakte van dit document geen PDF"):
        engine.typeset([_job(make.of("tekst"))], at=make.AT, office=fake(MISSING[case]))


def test_a_broken_pdf_is_told(fake: Fake) -> None:
    office = fake("(out / '0000.pdf').write_bytes(b'%PDF-1.6 en verder niets')")
    with pytest.raises(ProductRefused, match="opbouw niet klopt"):
        engine.typeset([_job(make.of("tekst"))], at=make.AT, office=office)


def test_only_its_own_group_dies_when_time_is_up(fake: Fake, tmp_path: Path) -> None:
    sleep = "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])"
    office = fake(
        f"child = {sleep}\n(here / 'pids').write_text(f'{{os.getpid()}} {{child.pid}}')\ntime.sleep(60)"
    )
    bystander = os.posix_spawn(
        sys.executable, [sys.executable, "-c", "import time; time.sleep(60)"], os.environ
    )
    try:
        start = time.monotonic()
        with pytest.raises(SurroundingsFailed, match="na 1 seconden niet klaar"):
            office.convert([b""], ())
        assert time.monotonic() - start < 10
        for pid in map(int, (tmp_path / "pids").read_text().split()):
            assert _gone(pid), f"{pid} still runs"
        assert not _gone(bystander)
    finally:
        os.kill(bystander, 9)
        os.waitpid(bystander, 0)


def test_what_is_left_running_dies_with_a_good_end_too(fake: Fake, tmp_path: Path) -> None:
    office = fake(
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "(here / 'pids').write_text(str(child.pid))"
    )
    assert office.convert([b""], ()) == [None]
    assert _gone(int((tmp_path / "pids").read_text()))


def test_it_knows_nothing_of_the_machine(fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.invalid")
    monkeypatch.setenv("LANG", "nl_NL.UTF-8")
    office = fake("(here / 'seen').write_text('\\n'.join(f'{k}={v}' for k, v in os.environ.items()))")
    office.convert([b""], {SANS})
    seen = dict(line.split("=", 1) for line in (tmp_path / "seen").read_text().splitlines())
    assert seen["TZ"] == "UTC"
    assert "HTTPS_PROXY" not in seen
    assert "LANG" not in seen
    assert not Path(seen["FONTCONFIG_FILE"]).exists()  # a profile and fonts of its own, gone with it


def test_a_missing_program_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SurroundingsFailed) as failed:
        program.find()
    assert "libreoffice-writer-nogui" in failed.value.hint
    with pytest.raises(SurroundingsFailed, match="kan niet worden gestart"):
        Office(program=tmp_path / "soffice").version()


def test_the_command_says_it_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    source = str(content("examples") / "in-dienst.yaml")
    result = CliRunner().invoke(
        main, ["genereer", source, "-o", str(tmp_path / "uit"), "--zetter", "libreoffice"]
    )
    assert result.exit_code == 4
    assert "apt-get install libreoffice-writer-nogui" in result.output
    assert not (tmp_path / "uit").exists()


def test_the_fonts_are_those_of_the_program(tmp_path: Path) -> None:
    assert FACES.keys() == set(FAMILIES.values()) == {SANS, SERIF, MONO}
    lay_out(FACES, tmp_path)
    laid = {path.stem for path in (tmp_path / "fonts").iterdir()}
    assert laid == {face for faces in FACES.values() for face in faces}
    assert "<dir>" in (tmp_path / "fonts.conf").read_text()


def test_a_part_from_elsewhere_is_refused(fake: Fake, tmp_path: Path) -> None:
    document = make.new()
    document.add_paragraph("tekst")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    document.part.relate_to("https://example.org/beeld.png", kind, is_external=True)
    with pytest.raises(TemplateRefused, match=r"onderdeel \(image\) van «https://example.org/beeld.png»"):
        engine.typeset([_job(make.data(document))], at=make.AT, office=fake("pass"))
    assert not (tmp_path / "starts").exists()


def _gone(pid: int) -> bool:
    """Claim that a process has ended; one that nobody has reaped counts as ended."""
    for _attempt in range(25):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False
