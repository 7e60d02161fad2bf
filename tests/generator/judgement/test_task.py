"""What judging one path gives besides the verdict: digests, reports and pictures, and an answer that crosses a pipe."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from generator.examine import Item, examine
from generator.judgement.answer import Answer, Digest, Picture, Seen, Statement, read, written
from generator.judgement.task import WIDTH, Task, perform
from signing.report import Problem
from signing.sign import now
from tests.workshop import Workshop


@pytest.fixture(scope="module")
def dossier(workshop: Workshop) -> Task:
    return Task(
        path=workshop.small("verzegeld"), trust=workshop.trust, at=now(), templates=workshop.own,
        pictures=True, xml=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def answer(dossier: Task) -> Answer:
    return perform(dossier, lambda _what: None)


def papers(answer: Answer) -> dict[str, Item]:
    return {item.path: item for item in answer.items if not item.whole}


def test_the_verdicts_are_those_of_examining(dossier: Task, answer: Answer) -> None:
    examined = examine(dossier.path, trust=dossier.trust, at=dossier.at, templates=dossier.templates)
    assert answer.items == examined
    assert all(item.verdict == "valid" for item in answer.items)


def test_every_paper_is_named_by_its_bytes(answer: Answer) -> None:
    assert {one.path for one in answer.files} == papers(answer).keys()
    for one in answer.files:
        data = Path(one.path).read_bytes()
        assert (one.sha256, one.size) == (hashlib.sha256(data).hexdigest(), len(data))


def test_every_paper_has_a_report_on_it(answer: Answer) -> None:
    assert {one.path for one in answer.reports} == papers(answer).keys()
    for one in answer.reports:
        assert one.xml.startswith("<?xml")
        assert "urn:etsi:019102:mainindication:total-passed" in one.xml
        assert Path(one.path).name in one.xml


def test_every_signer_has_pages_that_were_seen(answer: Answer) -> None:
    for path, item in papers(answer).items():
        signed = [one.field for one in item.signatures if one.kind != "archieftijdstempel"]
        seen = [one for one in answer.seen if one.path == path]
        assert [one.field_name for one in seen] == signed
        for one in seen:
            assert one.pages
            assert one.left_out == 0
            assert all(page.png.startswith(b"\x89PNG") and abs(page.width - WIDTH) <= 2 for page in one.pages)


def test_nothing_is_made_that_was_not_asked(dossier: Task) -> None:
    path = next(iter((dossier.path / "pdf").iterdir()))
    plain = perform(replace(dossier, path=path, pictures=False, xml=False), lambda _what: None)
    assert (plain.seen, plain.reports) == ((), ())
    assert len(plain.files) == 1


def test_it_tells_what_it_is_at(dossier: Task) -> None:
    heard: list[str] = []
    perform(replace(dossier, pictures=False, xml=False), heard.append)
    assert heard[:2] == ["D9", "D11"]
    assert heard[-1] == "het dossier als geheel"


def test_what_cannot_be_drawn_is_told_without_pages(dossier: Task, tmp_path: Path) -> None:
    paper = next(iter((dossier.path / "pdf").iterdir()))
    broken = tmp_path / "kapot.pdf"
    broken.write_bytes(paper.read_bytes().replace(b"/MediaBox", b"/MedioBox"))
    found = perform(replace(dossier, path=broken), lambda _what: None)
    assert found.items[0].verdict == "invalid"
    assert len(found.files) == 1


FULL = Answer(
    items=(Item(path="a\x1b\u2028\n«é»", title="t", problems=(Problem(code="x", message="m"),), whole=True),),
    seen=(Seen(path="a", field_name="f", pages=(Picture(png=bytes(range(256)), width=1, height=2),), left_out=3),),
    reports=(Statement(path="a", xml="<x>\n</x>"),),
    files=(Digest(path="a", sha256="00", size=9),),
)  # fmt: skip


def test_an_answer_is_the_same_after_the_pipe(answer: Answer) -> None:
    for one in (FULL, answer):
        line = written(one)
        assert b"\n" not in line
        assert read(line) == one


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{}", id="no items"),
        pytest.param(b'{"items":1}', id="items that are a number"),
        pytest.param(b'{"items":[{"path":1,"title":"t","problems":[]}]}', id="a path that is a number"),
        pytest.param(
            b'{"items":[],"files":[{"path":"a","sha256":"x","size":"9"}]}', id="a size that is a text"
        ),
        pytest.param(b"[" * 100_000, id="too deep"),
        pytest.param(b"\xff", id="no text"),
    ],
)
def test_what_is_no_answer_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(data)
