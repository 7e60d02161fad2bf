"""The verdict on a dossier: one row a harm, and the codes by which a recipient knows it."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from generator.dossier import LEDGER, MANIFEST, SOURCE, sha256
from generator.examine import Item, examine
from signing import ledger
from signing.policy import Trust, load_trust
from signing.sign import now
from tests.signing.test_verify import altered_page, altered_title, flipped_content, without_last_revision
from tests.workshop import ORDER, PDF, SIGNED_BY, STATEMENT, Shelf, Workshop

AT = now() + timedelta(hours=2)  # what is sealed during the run was there by then
WORD = "word/D4-gedragscode.docx"
pytestmark = pytest.mark.usefixtures("each_pdf_is_judged_once")


def codes(items: tuple[Item, ...]) -> set[str]:
    return {
        p.code for item in items for p in (*item.problems, *(q for s in item.signatures for q in s.problems))
    }


def worst(items: tuple[Item, ...]) -> str:
    verdicts = {item.verdict for item in items}
    return next((one for one in ("invalid", "indeterminate") if one in verdicts), "valid")


def test_a_sealed_dossier_is_valid_under_its_root(workshop: Workshop) -> None:
    whole, *papers = examine(workshop.stage("verzegeld"), trust=workshop.trust, at=AT)
    assert whole.title == "Dossier DLG-2026-0042"
    assert [item.verdict for item in (whole, *papers)] == ["valid"] * 14
    assert [item.title.split()[0] for item in papers] == [*ORDER, STATEMENT]
    agreement = papers[ORDER.index("D1")]
    assert [s.signer for s in agreement.signatures if s.kind == "handtekening"] == [
        "B. Jansen",
        "A.M. de Vries",
    ]
    assert {s.level for item in papers for s in item.signatures if s.kind != "archieftijdstempel"} == {
        "B-LTA"
    }


def test_without_the_root_nobody_can_tell(workshop: Workshop) -> None:
    whole, *papers = items = examine(workshop.stage("verzegeld"), trust=Trust(), at=AT)
    assert {item.verdict for item in papers} == {"indeterminate"}
    assert codes(items) == {"wortel-onbekend"}
    assert whole.verdict == "valid"


def test_under_another_root_nobody_can_tell(workshop: Workshop, other_root: Path) -> None:
    items = examine(workshop.stage("verzegeld") / PDF["D4"], trust=load_trust([other_root]), at=AT)
    assert worst(items) == "indeterminate"
    assert codes(items) == {"wortel-onbekend"}


UNFINISHED = {
    "gemaakt": {"niet-ondertekend"},
    "uitgegeven": {"onvolledig"},
    "ondertekend": {"onvolledig"},
}


@pytest.mark.parametrize("stage", UNFINISHED)
def test_an_unfinished_dossier_is_not_valid(stage: str, workshop: Workshop) -> None:
    items = examine(workshop.stage(stage), trust=workshop.trust, at=AT)
    assert worst(items) == "invalid"
    assert codes(items) == UNFINISHED[stage]


Harm = Callable[[Path], object]


def pdf(document: str, change: Callable[[bytes], bytes]) -> Harm:
    return lambda folder: (folder / PDF[document]).write_bytes(change((folder / PDF[document]).read_bytes()))


def swap(one: str, other: str) -> Harm:
    def harm(folder: Path) -> None:
        first, second = folder / PDF[one], folder / PDF[other]
        mine, theirs = first.read_bytes(), second.read_bytes()
        first.write_bytes(theirs)
        second.write_bytes(mine)

    return harm


def manifest(change: Callable[[dict[str, Any]], object]) -> Harm:
    """Change the manifest as someone would who wants it to look made by this program."""

    def harm(folder: Path) -> None:
        data = json.loads((folder / MANIFEST).read_bytes())
        change(data)
        (folder / MANIFEST).write_bytes(json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n")

    return harm


def entry(data: dict[str, Any], document: str) -> dict[str, Any]:
    return next(one for one in data["documenten"] if one["id"] == document)


def also(*harms: Harm) -> Harm:
    def harm(folder: Path) -> None:
        for one in harms:
            one(folder)

    return harm


def erase(*paths: str) -> Harm:
    def harm(folder: Path) -> None:
        for path in paths:
            (folder / path).unlink()

    return harm


def drop_from_manifest(document: str) -> Harm:
    def change(data: dict[str, Any]) -> None:
        data["documenten"].remove(entry(data, document))
        for one in data["documenten"]:
            one["na"] = {role: [i for i in ids if i != document] for role, ids in one["na"].items()}

    return manifest(change)


def rename_signer(data: dict[str, Any]) -> None:
    fields = entry(data, "D1")["ondertekenplan"]["velden"]
    fields[2]["naam"] = "C. Bakker"


def drop_signer(data: dict[str, Any]) -> None:
    plan = entry(data, "D1")["ondertekenplan"]
    plan["velden"] = [field for field in plan["velden"] if field["rol"] != "bedrijfsarts"]


def exchange_origins(data: dict[str, Any]) -> None:
    one, other = entry(data, "D6"), entry(data, "D7")
    for key in ("bytes", "sha256"):
        one["pdf"][key], other["pdf"][key] = other["pdf"][key], one["pdf"][key]


def lines(change: Callable[[list[bytes]], list[bytes]]) -> Harm:
    def harm(folder: Path) -> None:
        path = folder / LEDGER
        path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))

    return harm


def other_delegation(folder: Path) -> None:
    """Another delegate in the file, and the manifest made to agree with the file."""
    data = (folder / SOURCE).read_bytes().replace(b"naam: B. Jansen", b"naam: B. Hansen", 1)
    (folder / SOURCE).write_bytes(data)
    manifest(lambda told: told["delegatie"].update(sha256=sha256(data)))(folder)


def edited_delegation(folder: Path) -> None:
    """A comment more in the file, and its digest in the manifest made to agree."""
    data = (folder / SOURCE).read_bytes() + b"# later bedacht\n"
    (folder / SOURCE).write_bytes(data)
    manifest(lambda found: found["delegatie"].update(sha256=sha256(data)))(folder)


def rewritten_ledger(folder: Path) -> None:
    """A ledger that agrees with whatever PDFs lie there now."""
    data = b""
    for document, name in PDF.items():
        line = {"stap": "verzegeling", "document": document, "na": sha256((folder / name).read_bytes())}
        data = ledger.append(data, line)
    (folder / LEDGER).write_bytes(data)


def broken_delegation(folder: Path) -> None:
    data = b"a: [1"
    (folder / SOURCE).write_bytes(data)
    manifest(lambda told: told["delegatie"].update(sha256=sha256(data)))(folder)


HARMS: dict[str, tuple[Harm, set[str]]] = {
    "one byte of text changed": (
        pdf("D1", lambda p: p.replace(b"B. Jansen", b"B. Hansen", 1)),
        {"gewijzigd", "ander-document", "logboek"},
    ),
    "one bit of a page changed": (pdf("D4", flipped_content), {"gewijzigd", "ander-document", "logboek"}),
    "a page altered in a new revision": (
        pdf("D4", altered_page),
        {"wijziging-na-ondertekening", "niet-gedekt", "logboek"},
    ),
    "a title altered in a new revision": (pdf("D4", altered_title), {"niet-gedekt", "logboek"}),
    "the last signature cut off": (pdf("D4", without_last_revision), {"onvolledig", "logboek"}),
    "a PDF emptied": (pdf("D4", lambda _: b""), {"geen-pdf", "logboek"}),
    "two documents swapped": (
        swap("D4", "D5"),
        {"ander-document", "veld-onbekend", "veld-ontbreekt", "logboek"},
    ),
    "two documents of one plan swapped": (swap("D6", "D7"), {"ander-document", "logboek"}),
    "swapped, their digests in the manifest too": (
        also(swap("D6", "D7"), manifest(exchange_origins)),
        {"logboek"},
    ),
    "swapped, and all the books rewritten": (
        also(swap("D6", "D7"), manifest(exchange_origins), rewritten_ledger),
        {"ander-document"},
    ),
    "a document removed": (erase(PDF["D3"]), {"ontbreekt"}),
    "a document removed from the manifest and the disk": (
        also(drop_from_manifest("D2"), erase(PDF["D2"], "word/D2-werkgeversverklaring.docx")),
        {"document-ontbreekt"},
    ),
    "a document removed from the manifest only": (
        drop_from_manifest("D2"),
        {"document-ontbreekt", "onbekend-bestand"},
    ),
    "a document that nobody knows": (
        manifest(lambda d: entry(d, "D4").update(slug="gedrag")),
        {"document-onbekend", "ontbreekt", "onbekend-bestand"},
    ),
    "a stray file": (lambda f: (f / "pdf" / "D9-bijlage.pdf").write_bytes(b"%PDF-1.7"), {"onbekend-bestand"}),
    "a stray hidden file": (lambda f: (f / ".notitie").write_bytes(b""), {"onbekend-bestand"}),
    "a stray link": (lambda f: (f / "elders").symlink_to("/etc"), {"onbekend-bestand"}),
    "the delegation file changed": (
        lambda f: (f / SOURCE).write_bytes(b"# later\n" + (f / SOURCE).read_bytes()),
        {"delegatie"},
    ),
    "the delegation file changed, its digest in the manifest too": (edited_delegation, {"delegatie"}),
    "the delegation file gone": (erase(SOURCE), {"delegatie"}),
    "the delegation file unreadable": (broken_delegation, {"delegatie"}),
    "the delegation of someone else": (other_delegation, {"plan"}),
    "another signer in the plan": (manifest(rename_signer), {"plan", "verkeerde-persoon"}),
    "a signer dropped from the plan": (manifest(drop_signer), {"plan", "veld-onbekend"}),
    "marked as real where it is a trial": (manifest(lambda d: d.update(proef=False)), {"plan"}),
    "the order dropped from the manifest": (manifest(lambda d: entry(d, "D1").update(na={})), {"plan"}),
    "a Word file changed": (
        lambda f: (f / WORD).write_bytes((f / WORD).read_bytes() + b"x"),
        {"word-gewijzigd"},
    ),
    "a Word file gone": (erase(WORD), {"ontbreekt"}),
    "a line of the ledger changed": (
        lines(lambda ls: [ls[0].replace(b"uitgifte", b"uitgaven"), *ls[1:]]),
        {"logboek"},
    ),
    "the first line removed": (lines(lambda ls: ls[1:]), {"logboek"}),
    "the last line removed": (lines(lambda ls: ls[:-1]), {"logboek"}),
    "the last line before the statement removed": (lines(lambda ls: ls[:-2]), {"logboek", "verklaring"}),
    "a line cut in two": (lines(lambda ls: [*ls[:-1], ls[-1][:40]]), {"logboek"}),
    "the ledger emptied": (lines(lambda _: []), {"logboek"}),
    "the ledger gone": (erase(LEDGER), {"logboek"}),
    "the manifest gone": (erase(MANIFEST), {"onleesbaar"}),
    "the manifest damaged": (lambda f: (f / MANIFEST).write_bytes(b"{"), {"onleesbaar"}),
    "the manifest points outside": (
        manifest(lambda d: entry(d, "D4").update(slug="../../x")),
        {"onleesbaar"},
    ),
}


@pytest.mark.parametrize("case", HARMS)
def test_harm_to_a_sealed_dossier_is_found_and_named(case: str, workshop: Workshop, shelf: Shelf) -> None:
    harm, expected = HARMS[case]
    folder = shelf.spoil("verzegeld")
    harm(folder)
    items = examine(folder, trust=workshop.trust, at=AT)
    assert worst(items) == "invalid"
    assert expected <= codes(items)
    assert all(p.message for item in items for p in item.problems)


def test_signing_out_of_order_between_documents_is_found(workshop: Workshop, shelf: Shelf) -> None:
    """The bedrijfsarts signs D1 past the block: the proven times say so afterwards."""
    import time

    from generator.dossier import open_dossier
    from signing import sign
    from signing.increment import single

    dossier = open_dossier(shelf.spoil("taakgedelegeerde"))
    d1 = dossier.document("D1")
    assert d1 is not None
    key = workshop.key("A.M. de Vries").unlock()
    before = dossier.read_pdf(d1)
    paper = sign.Paper(pdf=before, plan=d1.plan, origin=d1.origin)
    signed = single(sign.approve([paper], "bedrijfsarts", key, workshop.services, clock=now))
    (dossier.folder / d1.pdf).write_bytes(signed)
    time.sleep(1.1)  # time-stamps count in seconds
    assert workshop.approve(dossier, "bedrijfsarts") == ["D8", "D2", "D5"]
    items = examine(dossier.folder, trust=workshop.trust, at=now())
    assert "volgorde-documenten" in {problem.code for problem in items[0].problems}


def whole(folder: Path) -> Path:
    return folder


def beside(name: str, data: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder.parent / name
        path.write_bytes(data)
        return path

    return make


def outside(folder: Path) -> Path:
    return Path(shutil.copy(folder / PDF["D1"], folder.parent / "ontvangen.pdf"))


def empty_folder(folder: Path) -> Path:
    (folder.parent / "leeg").mkdir()
    return folder.parent / "leeg"


PLACES = {
    "a PDF in its dossier": (lambda folder: folder / PDF["D1"], "valid", set(), "D1 Delegatieovereenkomst"),
    "a PDF by itself": (outside, "valid", set(), "ontvangen.pdf"),
    "a Word file in a dossier": (
        lambda folder: folder / WORD,
        "invalid",
        {"geen-pdf"},
        "D4-gedragscode.docx",
    ),
    "a folder that is no dossier": (empty_folder, "invalid", {"onleesbaar"}, "leeg"),
    "the folder of the PDFs": (lambda folder: folder / "pdf", "invalid", {"onleesbaar"}, "pdf"),
    "a text": (beside("brief.pdf", b"Geachte heer"), "invalid", {"geen-pdf"}, "brief.pdf"),
    "an empty file": (beside("leeg.pdf", b""), "invalid", {"geen-pdf"}, "leeg.pdf"),
    "nothing": (lambda folder: folder / "pdf" / "weg.pdf", "invalid", {"onleesbaar"}, "weg.pdf"),
}


@pytest.mark.parametrize("case", PLACES)
def test_what_may_be_examined(case: str, workshop: Workshop, shelf: Shelf) -> None:
    where, verdict, expected, title = PLACES[case]
    items = examine(where(shelf.spoil("verzegeld")), trust=workshop.trust, at=AT)
    assert len(items) == 1
    assert (items[0].verdict, codes(items), items[0].title) == (verdict, expected, title)


def test_a_pdf_in_a_dossier_is_held_against_its_plan(workshop: Workshop, shelf: Shelf) -> None:
    """By itself D5 is in order; in the place of D4 it is not."""
    folder = shelf.spoil("verzegeld")
    swap("D4", "D5")(folder)
    (item,) = examine(folder / PDF["D4"], trust=workshop.trust, at=AT)
    assert item.verdict == "invalid"
    assert "ander-document" in codes((item,))


PAPER_HARMS = {
    "its plan changed": (manifest(rename_signer), {"plan"}),
    "the delegation file changed": (lambda f: (f / SOURCE).write_bytes(b"# later\n"), {"delegatie"}),
    "the order of signing dropped": (manifest(lambda d: entry(d, "D1").update(na={})), {"plan"}),
    "the manifest damaged": (lambda f: (f / MANIFEST).write_bytes(b"{"), {"onleesbaar"}),
}


@pytest.mark.parametrize("case", PAPER_HARMS)
def test_one_pdf_is_not_valid_in_a_dossier_that_is_tampered_with(
    case: str, workshop: Workshop, shelf: Shelf
) -> None:
    harm, expected = PAPER_HARMS[case]
    folder = shelf.spoil("verzegeld")
    harm(folder)
    items = examine(folder / PDF["D1"], trust=workshop.trust, at=AT)
    assert worst(items) == "invalid"
    assert expected <= codes(items)


def test_harm_to_another_paper_does_not_touch_this_one(workshop: Workshop, shelf: Shelf) -> None:
    folder = shelf.spoil("verzegeld")
    also(drop_from_manifest("D3"), pdf("D4", altered_page))(folder)
    items = examine(folder / PDF["D5"], trust=workshop.trust, at=AT)
    assert worst(items) == "valid"


def test_json_has_the_agreed_keys(workshop: Workshop) -> None:
    whole_item, *papers = examine(workshop.stage("verzegeld"), trust=workshop.trust, at=AT)
    assert set(whole_item.as_json()) == {"path", "verdict", "signatures", "problems"}
    signature = papers[ORDER.index("D3")].signatures[1].as_json()
    assert set(signature) == {
        "field", "role", "signer", "kind", "level", "time", "qualified", "verdict", "problems",
    }  # fmt: skip
    assert (signature["role"], signature["signer"], signature["level"]) == ("werkgever", "C. Bakker", "B-LTA")


def test_the_ledger_of_the_sealed_dossier_holds(workshop: Workshop) -> None:
    """A line for each document issued, each signature, each document closed, and the statement."""
    signed = sum(map(len, SIGNED_BY.values()))
    lines_read = ledger.read((workshop.stage("verzegeld") / LEDGER).read_bytes())
    assert len(lines_read) == 2 * len(ORDER) + signed + 1


def test_a_dossier_of_another_catalogue_needs_that_catalogue(workshop: Workshop) -> None:
    """An organisation's own list of documents is held against that list, not against the program's."""
    folder = workshop.small("verzegeld")
    without, *_ = examine(folder, trust=workshop.trust, at=AT)
    assert [problem.code for problem in without.problems] == ["niet-getoetst"]
    given, *_ = examine(folder, trust=workshop.trust, at=AT, templates=workshop.own)
    assert given.problems == ()


def with_comment(folder: Path) -> None:
    """Rewrite the delegation file and every digest of it in the books; the papers say otherwise."""
    edited_delegation(folder)
    rewritten_ledger(folder)


REBUILT: dict[str, tuple[Harm, dict[str, int]]] = {
    "as it was made": (lambda _: None, {}),
    "the Word copy and its digest changed": (
        also(
            lambda f: (f / WORD).write_bytes(b"PK"),
            manifest(lambda d: entry(d, "D4")["word"].update(sha256=sha256(b"PK"))),
        ),
        {"herbouw": 1},
    ),
    "the delegation file and all digests changed": (
        with_comment,
        {"herbouw": 2 * len(ORDER), "delegatie": 0},
    ),
    "made by another version": (
        manifest(lambda d: d["versies"].update(typst="0.0.1")),
        {"herbouw-anders": 1},
    ),
    "made with another list of tasks": (
        manifest(lambda d: d["catalogus"].update(taken_sha256="0" * 64)),
        {"herbouw-anders": 1},
    ),
    "made with another template": (
        manifest(lambda d: entry(d, "D4")["sjabloon"].update(sha256="0" * 64)),
        {"herbouw-anders": 1},
    ),
}


@pytest.mark.parametrize("case", REBUILT)
def test_papers_are_made_again_and_compared(case: str, workshop: Workshop, shelf: Shelf) -> None:
    harm, expected = REBUILT[case]
    dossier = shelf.take("verzegeld")
    harm(dossier.folder)
    whole, *_ = examine(dossier.folder, trust=workshop.trust, at=AT, again=True)
    found = Counter(problem.code for problem in whole.problems)
    assert {code: found[code] for code in expected} == expected
    assert (whole.verdict == "valid") == (not expected)
