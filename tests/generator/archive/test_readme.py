"""LEESMIJ.txt of a package: what it says is so, and its commands do what it says, pasted as they stand."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.archive.model import README
from tests.ages import moment
from tests.generator.archive.years import Years

PROGRAMS = ("pdfsig", "pdfdetach", "pdftotext", "openssl", "sha256sum", "qpdf")
MISSING = [one for one in PROGRAMS if not shutil.which(one)]
needs_programs = pytest.mark.skipif(bool(MISSING), reason=f"{', '.join(MISSING)} not installed")


@pytest.fixture
def told(package: Path) -> str:
    return text_of(package)


def text_of(package: Path) -> str:
    (found,) = package.rglob(f"*-administratie/{README}")
    return found.read_text("utf-8")


def commands(told: str) -> str:
    """All that is to be pasted, in its order: the indented lines of part 3 and what is shown in part 5."""
    part = told[told.index("3. Zo controleert u het") : told.index("4. Wat de uitkomsten")]
    roots = told[told.index("5. De wortels") : told.index("6. Wat u niet")]
    return "\n".join(line for line in (part + roots).splitlines() if line.startswith("  "))


def paste(told: str, package: Path, tmp_path: Path) -> str:
    done = subprocess.run(
        ["bash"],  # noqa: S607 - the archivist's own
        input=commands(told),
        cwd=package,
        env={"PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path), "LC_ALL": "C.UTF-8"},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout


def test_it_names_every_folder_and_every_signature(told: str, package: Path) -> None:
    for folder in package.glob("data/*/*/"):
        assert f"  data/{folder.relative_to(package / 'data').as_posix()}/\n" in told
    assert "Arbodienst De Dieze B.V." in told
    assert len(re.findall(r"zegel bij sluiting +Arbodienst", told)) == 3
    assert len(re.findall(r"archieftijdstempel +Proeftijdstempeldienst", told)) == 3
    assert "dit is een proef" in told


def test_it_can_be_read_everywhere(told: str) -> None:
    assert "\r" not in told
    assert "\t" not in told
    assert max(map(len, told.splitlines())) <= 130
    assert "None" not in told


@needs_programs
def test_the_commands_find_a_good_package_good(told: str, package: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in package.rglob("*") if path.is_file()}
    said = paste(told, package, tmp_path)
    for expected in (
        "tagmanifest klopt",
        "manifest klopt",
        "manifest klopt ook met SHA-512",
        "CMS Verification successful",
        "Verification: OK",
        "Time stamp: ",
        "begint gelijk",
        "sha256 Fingerprint=",
        "houder.pem: good",
    ):
        assert expected in said, said
    assert said.count("\ngelijk") == 4, said
    assert said.count("Verification: OK") == 3, said  # a signature, the statement, the paper
    assert "FAILED" not in said
    assert "invalid" not in said.lower()
    assert {path: path.read_bytes() for path in package.rglob("*") if path.is_file()} == before


@needs_programs
def test_the_commands_go_back_through_every_renewal(years: Years, tmp_path: Path) -> None:
    path = years.copy(tmp_path, 2034, 2042)
    today = int(moment(2046).timestamp())
    told = text_of(path).replace('V=""', f"V={today}")  # openssl looks at the clock, and it is not 2046 yet
    said = paste(told, path, tmp_path)
    assert said.count("Verification: OK") == 5, said  # a signature, the statement, the paper thrice
    assert re.findall(r"Time stamp: .*?(20\d\d) GMT", said) == ["2026", "2042", "2042", "2034", "2026"]
    assert "houder.pem: good" in said
    assert said.count("genoemd: ") == 2, said
    cut = re.findall(r"^([0-9a-f]{64})  -$", said, re.MULTILINE)
    listed = re.findall(r"^([0-9a-f]{64})  data/", said, re.MULTILINE)
    assert len(cut) == 3
    assert cut[:2] == listed  # the paper as it was, by the lists of 2026 and 2034
    assert "FAILED" not in said


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 1
    path.write_bytes(bytes(data))


HARMED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a bit in a paper": (lambda package: next(package.rglob("D9-*.pdf")), "D9-informatiebrief-werknemers.pdf: FAILED"),
    "a bit in the ledger": (lambda package: next(package.rglob("logboek.jsonl")), "logboek.jsonl: FAILED"),
    "a bit in a manifest": (lambda package: package / "manifest-sha256.txt", "manifest-sha256.txt: FAILED"),
}  # fmt: skip


@needs_programs
@pytest.mark.parametrize("case", HARMED)
def test_the_commands_find_a_harmed_package_harmed(
    case: str, told: str, package: Path, tmp_path: Path
) -> None:
    which, says = HARMED[case]
    flipped(which(package))
    assert says in paste(told, package, tmp_path)
