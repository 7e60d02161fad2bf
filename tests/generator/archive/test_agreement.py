"""Files, sidecars and delegation file held against each other: each disagreement is found, and named."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.archive import agreement
from signing.report import Problem
from tests.generator.archive.described import lay, stored, whole

FOLDER = "DLG-2026-0042"
D1 = f"{FOLDER}/D1-delegatieovereenkomst"
PDF = f"{D1}/D1-delegatieovereenkomst.pdf"
OF_PDF, OF_D1, OF_DOSSIER = (
    f"{PDF}.bestand.MDTO.xml",
    f"{D1}/D1-delegatieovereenkomst.MDTO.xml",
    f"{FOLDER}/{FOLDER}.MDTO.xml",
)
SHA = stored(PDF, "pdf").sha256


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay(tmp_path_factory.mktemp("pakket") / "data", whole())


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "data"))


def told(data: Path, **more: Any) -> list[Problem]:
    facts = {
        "reference": FOLDER,
        "delegation": FOLDER,
        "keep_until": date(2047, 12, 31),
        "signed": {PDF: SHA},
    }
    return list(agreement.problems(data, **{**facts, **more}))


def test_a_package_as_made_agrees(made: Path) -> None:
    assert told(made) == []


def test_an_addition_and_a_reference_with_dots_agree(tmp_path: Path) -> None:
    late = lay(tmp_path / "een", whole(folder="DLG-2026-0042-T1", series="terugname"))
    assert told(late, reference="DLG-2026-0042-T1", signed={}) == []
    dotted = lay(tmp_path / "twee", whole(folder="DLG-26", reference="DLG.26"))
    assert told(dotted, reference="DLG.26", signed={}) == []


def replaced(path: str, old: str, new: str) -> Callable[[Path], None]:
    """The harm that puts `new` for `old` in a sidecar."""

    def harm(data: Path) -> None:
        text = (data / path).read_text("utf-8")
        assert old in text, f"{old} is not in {path}: this harms nothing"
        (data / path).write_text(text.replace(old, new), "utf-8")

    return harm


def written(path: str, content: bytes) -> Callable[[Path], None]:
    def harm(data: Path) -> None:
        (data / path).parent.mkdir(parents=True, exist_ok=True)
        (data / path).write_bytes(content)

    return harm


def gone(path: str) -> Callable[[Path], None]:
    return lambda data: (data / path).unlink()


def moved(path: str, to: str) -> Callable[[Path], None]:
    return lambda data: (data / path).rename(data / to) and None


def link(path: str, to: str) -> Callable[[Path], None]:
    def harm(data: Path) -> None:
        (data / path).unlink(missing_ok=True)
        (data / path).symlink_to(to)

    return harm


NAME = "D1-delegatieovereenkomst"
HARMS: dict[str, tuple[Callable[[Path], None], str]] = {
    "a byte of a paper": (written(PDF, PDF.encode()[:-1] + b"x"), "andere SHA-256 dan MDTO"),
    "a paper longer": (written(PDF, PDF.encode() + b"x"), "bytes; MDTO zegt"),
    "a paper gone": (gone(PDF), "beschrijft niets"),
    "a sidecar of a file gone": (gone(OF_PDF), "heeft geen MDTO-bestand («D1-delegatieovereenkomst.pdf.bestand"),
    "a sidecar of a piece gone": (gone(OF_D1), "heeft geen MDTO-bestand («D1-delegatieovereenkomst.MDTO.xml»)"),
    "the sidecar of the dossier gone": (gone(OF_DOSSIER), "heeft geen MDTO-bestand («DLG-2026-0042.MDTO.xml»)"),
    "a file more": (written(f"{D1}/erbij.txt", b"x"), "erbij.txt» heeft geen MDTO-bestand"),
    "a file beside the pieces": (written(f"{FOLDER}/los.txt", b"x"), "niet in de map van een archiefstuk"),
    "a folder more": (written("elders/a/b.txt", b"x"), "In data hoort één map te liggen"),
    "a folder too deep": (written(f"{D1}/dieper/a.txt", b"x"), "ligt te diep"),
    "a sidecar of nothing": (written(f"{D1}/niets.pdf.bestand.MDTO.xml", b"x"), "beschrijft niets"),
    "a sidecar in small letters": (moved(OF_PDF, OF_PDF.replace("MDTO", "mdto")), "heeft geen MDTO-bestand"),
    "a piece by another name": (moved(D1, f"{FOLDER}/D2-anders"), "heeft geen MDTO-bestand («D2-anders"),
    "a name in MDTO": (replaced(OF_PDF, f"<naam>{NAME}.pdf", "<naam>D2.pdf"), "heet in MDTO «D2.pdf"),
    "a size in MDTO": (replaced(OF_PDF, "<omvang>", "<omvang>1"), "bytes; MDTO zegt"),
    "a digest in MDTO": (replaced(OF_PDF, SHA, "0" * 64), "niet die waarmee het logboek sluit"),
    "another algorithm": (replaced(OF_PDF, "SHA-256", "SHA-512"), "andere SHA-256 dan MDTO"),
    "an identification": (replaced(OF_PDF, f"{FOLDER}/{NAME}.pdf", f"{FOLDER}/D2.pdf"), "dat hoort"),
    "a source": (replaced(OF_PDF, "Delegatiedossiers van", "Zaken van"), "verschillende bronnen"),
    "a file of another piece": (replaced(OF_PDF, f"{FOLDER}/{NAME}<", f"{FOLDER}/D9<"), "isRepresentatieVan"),
    "a piece of another dossier": (
        replaced(OF_D1, "<identificatieKenmerk>DLG-2026-0042<", "<identificatieKenmerk>DLG-2026-0043<"),
        "isOnderdeelVan",
    ),
    "a piece that the dossier does not know": (
        replaced(OF_DOSSIER, f"{FOLDER}/{NAME}<", f"{FOLDER}/D2<"), "bevatOnderdeel",
    ),
    "a file that the piece does not know": (
        replaced(OF_D1, f"{FOLDER}/{NAME}.premis.xml", f"{FOLDER}/weg.xml"), "heeftRepresentatie",
    ),
    "a title that the dossier writes otherwise": (
        replaced(OF_DOSSIER, "<verwijzingNaam>Delegatieovereenkomst<", "<verwijzingNaam>Anders<"),
        "bevatOnderdeel",
    ),
    "a term": (replaced(OF_D1, "2047-12-31", "2027-12-31"), "MDTO zegt «V tot 2027-12-31»"),
    "a term of the dossier": (replaced(OF_DOSSIER, "2047-12-31", "2107-12-31"), "het delegatiebestand «V tot"),
    "a value": (replaced(OF_D1, "<begripCode>V<", "<begripCode>B<"), "MDTO zegt «B tot 2047-12-31»"),
    "a level": (replaced(OF_D1, ">Archiefstuk<", ">Dossier<"), "geen Archiefstuk, maar «Dossier"),
    "a reference": (replaced(OF_DOSSIER, f"<identificatieKenmerk>{FOLDER}<", "<identificatieKenmerk>X<"), "kenmerk «X»"),
    "a file described as an object": (
        lambda data: shutil.copyfile(data / OF_D1, data / OF_PDF) and None, "beschrijft geen bestand",
    ),
    "no XML": (written(OF_PDF, b"hoi"), "geen bruikbare MDTO"),
    "entities": (written(OF_PDF, b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "documenttype"),
    "an element out of order": (
        replaced(OF_PDF, "<omvang>", "<URLBestand>x</URLBestand><omvang>"), "niet op zijn plaats",
    ),
    "a sidecar of many megabytes": (written(OF_PDF, b" " * (5 << 20)), "te groot"),
    "signs that a screen obeys": (replaced(OF_PDF, f"<naam>{NAME}.pdf", "<naam>\x9b31m"), "heet in MDTO «�31m"),
    "a name with a space": (written(f"{D1}/een twee.txt", b"x"), "een naam die in een aanlevering niet mag"),
    "a name twice": (written(f"{FOLDER}/D9-informatiebrief/{NAME}.PDF", b"x"), "heet hetzelfde als"),
    "a link to a paper": (link(PDF, "/etc/passwd"), "is geen gewoon bestand"),
    "a link to a folder": (link(f"{FOLDER}/D5", "/etc"), "is geen gewoon bestand"),
}  # fmt: skip


@pytest.mark.parametrize("harm", HARMS)
def test_a_disagreement_is_named(harm: str, data: Path) -> None:
    spoil, says = HARMS[harm]
    spoil(data)
    found = told(data)
    assert {problem.code for problem in found} == {"mdto"}
    assert says in "\n".join(problem.message for problem in found)
    assert all(problem.verdict == "invalid" for problem in found)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        pytest.param({"keep_until": date(2047, 12, 30)}, "V tot 2047-12-30", id="bewaren_tot"),
        pytest.param({"reference": "DLG-2026-0043"}, "één map te liggen, die van dossier DLG-2026-0043", id="kenmerk"),
        pytest.param({"delegation": "DLG-2026-0001"}, "noemt de delegatie DLG-2026-0001 niet", id="delegation"),
        pytest.param({"signed": {PDF: "0" * 64}}, "niet die waarmee het logboek sluit", id="signed digest"),
        pytest.param({"signed": {f"{FOLDER}/D2/D2.pdf": SHA}}, "ontbreekt, terwijl het logboek", id="paper gone"),
    ],
)  # fmt: skip
def test_what_is_known_otherwise_counts(made: Path, facts: dict[str, Any], says: str) -> None:
    assert says in "\n".join(problem.message for problem in told(made, **facts))


def test_a_folder_that_is_not_there_is_no_package(tmp_path: Path) -> None:
    assert told(tmp_path / "data") != []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="deze computer kent geen benoemde kanalen")
def test_a_pipe_holds_nobody_up(data: Path) -> None:
    (data / OF_PDF).unlink()
    os.mkfifo(data / OF_PDF)
    assert "is geen gewoon bestand" in told(data)[0].message


@settings(max_examples=40)
@given(content=st.binary(max_size=200), name=st.sampled_from([OF_PDF, OF_D1, OF_DOSSIER]))
def test_a_hostile_sidecar_becomes_a_problem(made: Path, content: bytes, name: str) -> None:
    before = (made / name).read_bytes()
    try:
        (made / name).write_bytes(before[: len(content)] + content + before[2 * len(content) :])
        found = told(made)
        assert found or (made / name).read_bytes() == before
    finally:
        (made / name).write_bytes(before)
