"""D17 as a paper: what it says and carries, when it is made and when not, and that no dossier holds it."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from pikepdf import Pdf

from generator.archive import statement
from generator.archive.model import STATEMENT
from generator.dossier import sha256
from generator.errors import InputRefused
from generator.examine import examine
from generator.letterhead.design import Letterhead
from signing.errors import DocumentRefused, ServiceFailed
from signing.sign import now
from signing.timestamp import service
from tests.generator.archive.sealed import CUSTODIAN, LISTS, OFFICER, Bench, bench_of, kept_by
from tests.generator.test_statement import claims, words
from tests.workshop import ORGANISATION, STATEMENT_PDF, Workshop


@pytest.fixture(scope="module")
def bench(workshop: Workshop) -> Bench:
    return bench_of(workshop)


@pytest.fixture(scope="module")
def kept(bench: Bench) -> bytes:
    return kept_by(bench)


def test_it_carries_the_lists_and_nothing_else_byte_for_byte(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / STATEMENT).write_bytes(bench.pdf)
    assert claims(tmp_path / STATEMENT) == ("3", "A", "1")
    with Pdf.open(tmp_path / STATEMENT) as pdf:
        assert {str(one.UF): one.EF.F.read_bytes() for one in pdf.Root.AF} == LISTS
        assert {str(one.AFRelationship) for one in pdf.Root.AF} == {"/Data"}
        assert set(pdf.attachments) == set(LISTS)


def test_it_prints_what_a_reader_compares(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / STATEMENT).write_bytes(bench.pdf)
    text = words(tmp_path / STATEMENT)
    for data in LISTS.values():
        assert sha256(data) in text
        assert hashlib.sha512(data).hexdigest() in text
    for paper in bench.facts().papers:
        assert f"{paper.sha256}bijcontrolegeldig" in text
    for said in (
        OFFICER,
        "Archiefvormer Gemeente Dommelwaard",
        "1 januari 2047",
        "43 bestanden",
        "1.234.567 bytes",
    ):
        assert said.replace(" ", "") in text
    assert "TEST–zonderrechtsgevolg" in text
    assert "Dit is de eerste archiefverklaring".replace(" ", "") in text


def test_a_custodian_speaks_for_itself_and_names_what_went_before(
    bench: Bench, kept: bytes, tmp_path: Path
) -> None:
    (tmp_path / STATEMENT).write_bytes(kept)
    text = words(tmp_path / STATEMENT)
    assert f"{CUSTODIAN}, beheerder van dit archief".replace(" ", "") in text
    assert f"De zegels van {CUSTODIAN}".replace(" ", "") in text
    assert f"{sha256(bench.pdf)}Hetcertificaatvandetijdstempelverliepop1mei2034." in text


@pytest.mark.parametrize(("custodian", "headed"), [("", True), (CUSTODIAN, False)])
def test_only_the_arbodienst_writes_on_its_letterhead(custodian: str, *, headed: bool, bench: Bench) -> None:
    facts, head = bench.facts(custodian=custodian), Letterhead(name="Een ander briefhoofd")
    plain = statement.make(bench.dossier, facts, LISTS)
    assert (statement.make(bench.dossier, facts, LISTS, letterhead=head).pdf != plain.pdf) is headed


def test_it_is_whole_or_it_is_not_whatever_the_policy(bench: Bench) -> None:
    down = replace(
        bench.workshop.services, timestamper=service("http://127.0.0.1:9/tsa"), policy="registreer"
    )
    with pytest.raises(ServiceFailed):
        statement.seal(bench.dossier, bench.facts(), LISTS, bench.keys[ORGANISATION], down, clock=now)


@pytest.mark.parametrize(
    ("lists", "reference"),
    [
        pytest.param({}, "DLG-2026-0042", id="no lists"),
        pytest.param(dict.fromkeys(statement.TAG_MANIFESTS[:1], b"x"), "DLG-2026-0042", id="one list"),
        pytest.param(LISTS | {"tagmanifest-md5.txt": b"x"}, "DLG-2026-0042", id="three lists"),
        pytest.param(LISTS, "DLG-2026-0099", id="another dossier"),
    ],
)
def test_it_is_made_for_a_whole_package_only(lists: dict[str, bytes], reference: str, bench: Bench) -> None:
    with pytest.raises(InputRefused, match="niet het archiefpakket"):
        statement.make(bench.dossier, bench.facts(reference=reference), lists)


def test_it_is_no_part_of_a_dossier(bench: Bench, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(bench.dossier.folder, tmp_path / "DLG-2026-0042"))
    (folder / "pdf" / "D17-archiefverklaring.pdf").write_bytes(bench.pdf)
    items = examine(folder, trust=bench.workshop.trust, at=now(), templates=bench.workshop.own)
    assert [problem.code for item in items for problem in item.problems] == ["onbekend-bestand"]


def test_another_paper_has_no_facts(bench: Bench) -> None:
    with pytest.raises(DocumentRefused, match="geen archiefverklaring"):
        statement.facts_of((bench.dossier.folder / STATEMENT_PDF).read_bytes())
