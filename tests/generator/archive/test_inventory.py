"""What nobody judged is told, whoever sealed it: a seal over a package does not make a paper of every file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator.archive import inventory
from generator.archive.examine import examine_package
from generator.archive.model import STATEMENT
from generator.archive.package import opened
from signing.archive import bag
from signing.sign import now
from tests.workshop import Workshop

REFERENCE = "DLG-2026-0042"
TOP = f"data/{REFERENCE}"
PAPER = "D9-informatiebrief-werknemers"
HISTORY = f"{TOP}/{REFERENCE}-geschiedenis/{REFERENCE}"
STRANGERS = {
    "beside a paper": f"{TOP}/{PAPER}/{PAPER}-bijlage.pdf",
    "a second Word copy of a paper": f"{TOP}/{PAPER}/D9-oud.docx",
    "in a folder of its own": f"{TOP}/D99-besluit/besluit.pdf",
    "a record without its paper": f"{TOP}/D99-besluit/D99-besluit.premis.xml",
    "with the books": f"{TOP}/{REFERENCE}-administratie/notitie.txt",
    "called a certificate": f"{TOP}/{REFERENCE}-certificaten/notitie.pem",
    "called a statement of before": f"{HISTORY}-2020-01-01x-archiefverklaring.pdf",
    "in no folder": f"{TOP}/notitie.txt",
}


def bagged_anew(package: Path) -> None:
    info = bag.info(package)
    info.pop("Payload-Oxum")
    statement = (package / STATEMENT).read_bytes()
    for path in package.glob("*.*"):
        path.unlink()
    bag.make(package, info)
    (package / STATEMENT).write_bytes(statement)


def strangers(package: Path) -> list[str]:
    with opened(package) as found:
        return [problem.message.split("»")[0].lstrip("«") for problem in inventory.problems(found)]


def test_a_package_as_it_is_made_has_no_strangers(package: Path) -> None:
    assert strangers(package) == []


@pytest.mark.parametrize("case", STRANGERS)
def test_what_is_no_part_of_a_package_is_named(case: str, package: Path) -> None:
    path = package / STRANGERS[case]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"%PDF-1.7\nnobody judged this\n%%EOF\n")
    bagged_anew(package)
    assert strangers(package) == [STRANGERS[case]]


def test_a_certificate_with_more_behind_it_is_a_stranger(package: Path) -> None:
    path = min((package / f"{TOP}/{REFERENCE}-certificaten").glob("*.pem"))
    path.write_bytes(path.read_bytes() + b"and this\n")
    bagged_anew(package)
    assert strangers(package) == [path.relative_to(package).as_posix()]


def test_the_verdict_on_the_package_says_so(package: Path, workshop: Workshop) -> None:
    shutil.copy(package / f"{TOP}/{PAPER}/{PAPER}.pdf", package / STRANGERS["beside a paper"])
    bagged_anew(package)
    whole = examine_package(package, trust=workshop.trust, at=now(), templates=workshop.own)[0]
    assert "onbekend-bestand" in {problem.code for problem in whole.problems}
    assert whole.verdict == "invalid"


def test_more_than_a_package_holds_is_told_and_not_read(package: Path, workshop: Workshop) -> None:
    """A sparse file takes no room on their disk, and all of ours if it is copied."""
    with (package / STRANGERS["beside a paper"]).open("wb") as stream:
        stream.truncate(1 << 42)
    items = examine_package(package, trust=workshop.trust, at=now(), templates=workshop.own)
    assert [item.verdict for item in items] == ["invalid"]
    assert any("te groot" in problem.message for problem in items[0].problems)
