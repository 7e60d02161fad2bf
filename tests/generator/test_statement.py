"""The statement that closes a dossier: what it says and carries, what it finds, and what a kill leaves."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Pdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PdfReader

from generator import closed, logbook, statement, steps
from generator.cli.verifieer import lines as told
from generator.dossier import LEDGER, MANIFEST, SOURCE, Dossier, open_dossier, sha256
from generator.examine import Item, examine
from generator.resources import content
from signing import ledger, sign
from signing.errors import ServiceFailed, WrongTurn
from signing.increment import single, stamp_archives
from signing.plan import RESERVE_FIELDS
from signing.sign import now
from tests.signing.test_verify import altered_page, flipped_content, without_last_revision, written
from tests.workshop import (
    ORDER,
    ORGANISATION,
    PDF,
    SIGNED_BY,
    SIGNERS,
    SMALL,
    STATEMENT,
    STATEMENT_PDF,
    STATEMENT_WORD,
    Shelf,
    Workshop,
    own_list,
    snapshot,
)

pytestmark = pytest.mark.usefixtures("each_pdf_is_judged_once")
DUE = "verklaring-ontbreekt"
BOOKS = {SOURCE: "/Source", MANIFEST: "/Data", LEDGER: "/Data"}


def judged(workshop: Workshop, path: Path) -> tuple[Item, ...]:
    return examine(path, trust=workshop.trust, at=now(), templates=workshop.own)


def codes(items: tuple[Item, ...]) -> set[str]:
    return {
        p.code for item in items for p in (*item.problems, *(q for s in item.signatures for q in s.problems))
    }


def words(pdf: Path) -> str:
    """The text of a PDF as another program reads it, without its white space."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(pdf).pages)


def test_it_names_every_document_with_its_digest_and_every_signer(workshop: Workshop) -> None:
    folder = workshop.stage("verzegeld")
    text = words(folder / STATEMENT_PDF)
    starts = [text.index(f"Bestand{PDF[one]}") for one in ORDER]
    assert starts == sorted(starts)
    for one, start, end in zip(
        ORDER, starts, [*starts[1:], text.index("Bestandenbijdezeverklaring")], strict=True
    ):
        part = text[start:end]
        assert f"SHA-256{sha256((folder / PDF[one]).read_bytes())}" in part
        signers = [SIGNERS[role] for role, signed in SIGNED_BY.items() if one in signed]
        for name in SIGNERS.values():
            assert part.count(f"Opnaamvan{''.join(name.split())},") == signers.count(name), (one, name)
        assert part.count(f"Opnaamvan{''.join(ORGANISATION.split())},zegel,") == 2
        assert part.count("PAdESB-LTA") == len(signers) + 2


def test_it_names_the_files_it_carries(workshop: Workshop) -> None:
    folder = workshop.small("verzegeld")
    text = words(folder / STATEMENT_PDF)
    with Pdf.open(folder / STATEMENT_PDF) as pdf:
        for name in BOOKS:
            assert f"SHA-256{sha256(pdf.attachments[name].get_file().read_bytes())}" in text


def test_it_carries_the_books_byte_for_byte(workshop: Workshop) -> None:
    folder = workshop.stage("verzegeld")
    *before, last = (folder / LEDGER).read_bytes().splitlines(keepends=True)
    there = {
        SOURCE: (folder / SOURCE).read_bytes(),
        MANIFEST: (folder / MANIFEST).read_bytes(),
        LEDGER: b"".join(before),  # its own line comes after it
    }
    assert json.loads(last)["document"] == STATEMENT
    with Pdf.open(folder / STATEMENT_PDF) as pdf:
        named = {str(one.UF): one for one in pdf.Root.AF}
        assert {name: str(one.AFRelationship) for name, one in named.items()} == BOOKS
        assert {name: one.EF.F.read_bytes() for name, one in named.items()} == there
        assert all(str(one.Desc) for one in named.values())
        assert set(pdf.attachments) == set(BOOKS)


def claims(pdf: Path) -> tuple[str, str, str]:
    with Pdf.open(pdf) as opened, opened.open_metadata() as meta:
        return meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]


def test_only_the_statement_may_have_attachments(workshop: Workshop) -> None:
    folder = workshop.stage("verzegeld")
    assert claims(folder / STATEMENT_PDF) == ("3", "A", "1")
    for path in PDF.values():
        assert claims(folder / path) == ("2", "A", "1")
        with Pdf.open(folder / path) as pdf:
            assert not pdf.attachments


def test_the_same_dossier_at_the_same_moment_gives_the_same_bytes(workshop: Workshop, shelf: Shelf) -> None:
    dossier = shelf.take_copy(workshop.small("verzegeld"))
    unstated(dossier.folder)
    key, moment = workshop.key(ORGANISATION), now()
    steps.close(dossier, key, workshop.services, progress=lambda _: None, clock=lambda: moment)
    sealed = (dossier.folder / STATEMENT_PDF).read_bytes()
    word = (dossier.folder / STATEMENT_WORD).read_bytes()
    unstated(dossier.folder)
    made = statement.make(dossier, trust=workshop.trust, at=moment)
    assert sealed.startswith(made.pdf)
    assert made.word == word
    assert made == statement.make(dossier, trust=workshop.trust, at=moment)


def test_certificates_are_those_of_the_signatures_not_of_the_ledger(workshop: Workshop, shelf: Shelf) -> None:
    """Until it is closed, anyone can rewrite the ledger; what the organisation seals must be true."""
    dossier = open_dossier(shelf.copy(workshop.small("verzegeld")))
    unstated(dossier.folder)
    rewrite(dossier.folder, lambda line: line | {"certificaat": "ab" * 32, "naam": "Iemand anders"})
    text = words_of(statement.make(dossier, trust=workshop.trust, at=now()).pdf)
    assert "ab" * 32 not in text
    assert "Iemandanders" not in text


def words_of(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def test_an_addition_has_no_statement(workshop: Workshop) -> None:
    folder = workshop.addition("terugname", "verzegeld")
    assert not (folder / STATEMENT_PDF).exists()
    assert not statement.due(open_dossier(folder))


def test_a_shorter_list_of_today_does_not_take_the_statement_away(
    workshop: Workshop, shelf: Shelf, tmp_path: Path
) -> None:
    own = own_list(tmp_path / "lijst", *SMALL)
    listed = own / "documenten.toml"
    listed.write_text(listed.read_text("utf-8").rpartition("[[document]]")[0], "utf-8")
    dossier = shelf.take_copy(workshop.small("uitgegeven"))
    assert workshop.close(dossier, templates=own) == [*SMALL, STATEMENT]


# What is done to a closed dossier by one who holds no key, but may write in the folder.

Harm = Callable[[Workshop, Path], object]
D9, D11 = PDF["D9"], PDF["D11"]


def rewrite(folder: Path, change: Callable[[dict[str, Any]], dict[str, Any] | None]) -> None:
    """Write the ledger anew with a chain that holds; None drops a line."""
    path, data = folder / LEDGER, b""
    for entry in ledger.read(path.read_bytes()):
        line = change({key: value for key, value in entry.data.items() if key not in ("nr", "vorige")})
        if line is not None:
            data = ledger.append(data, line)
    path.write_bytes(data)


def manifest(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    data = json.loads((folder / MANIFEST).read_bytes())
    change(data)
    (folder / MANIFEST).write_bytes(json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n")


def unstated(folder: Path) -> None:
    """Take away the statement, and its line in the ledger."""
    (folder / STATEMENT_PDF).unlink()
    (folder / STATEMENT_WORD).unlink()
    rewrite(folder, lambda line: line if line["document"] != STATEMENT else None)


def drop_document(_: Workshop, folder: Path) -> None:
    """One paper less, in the manifest, in the ledger and on the disk."""
    manifest(folder, lambda data: data["documenten"].pop())
    rewrite(folder, lambda line: line if line["document"] != "D11" else None)
    (folder / D11).unlink()
    (folder / "word" / "D11-rolverdeling.docx").unlink()


def move_the_times(_: Workshop, folder: Path) -> None:
    rewrite(folder, lambda line: line | {"tijd": "2026-01-01T00:00:00+00:00"})


def drop_a_step(_: Workshop, folder: Path) -> None:
    rewrite(folder, lambda line: line if (line["stap"], line["document"]) != ("uitgifte", "D9") else None)


def follow(folder: Path, document: str, path: str) -> None:
    """Make the last line on `document` agree with the PDF that lies there now."""
    data = (folder / path).read_bytes()
    last = max(
        e.number for e in ledger.read((folder / LEDGER).read_bytes()) if e.data["document"] == document
    )
    count = [0]

    def change(line: dict[str, Any]) -> dict[str, Any]:
        count[0] += 1
        return line | {"na": sha256(data), "bytes": len(data)} if count[0] == last else line

    rewrite(folder, change)


def swap_the_source(_: Workshop, folder: Path) -> None:
    """Another delegation file, its digest in the manifest."""
    data = (folder / SOURCE).read_bytes() + b"# later bedacht\n"
    (folder / SOURCE).write_bytes(data)
    manifest(folder, lambda told: told["delegatie"].update(sha256=sha256(data)))


def paper_of_another(workshop: Workshop, folder: Path) -> None:
    """A paper that is sealed and valid, of another dossier; manifest and ledger follow."""
    other = workshop.small("verzegeld", reference="DLG-2026-0099")
    shutil.copy(other / D9, folder / D9)
    told = json.loads((other / MANIFEST).read_bytes())["documenten"][0]
    manifest(folder, lambda data: data["documenten"].__setitem__(0, told))
    follow(folder, "D9", D9)


def again(workshop: Workshop) -> Path:
    """The same papers, closed a second time: each is valid in this dossier, but not what was closed."""
    second = workshop.folder / "tweede"
    if not second.exists():
        workshop.close(open_dossier(Path(shutil.copytree(workshop.small("uitgegeven"), second))))
    return second


def paper_of_another_closing(workshop: Workshop, folder: Path) -> None:
    shutil.copy(again(workshop) / D9, folder / D9)
    follow(folder, "D9", D9)


def statement_of_another(workshop: Workshop, folder: Path) -> None:
    other = workshop.small("verzegeld", reference="DLG-2026-0099")
    for path in (STATEMENT_PDF, STATEMENT_WORD):
        shutil.copy(other / path, folder / path)
    follow(folder, STATEMENT, STATEMENT_PDF)


def statement_of_another_closing(workshop: Workshop, folder: Path) -> None:
    second = again(workshop)
    for path in (STATEMENT_PDF, STATEMENT_WORD):
        shutil.copy(second / path, folder / path)
    follow(folder, STATEMENT, STATEMENT_PDF)
    word = sha256((folder / STATEMENT_WORD).read_bytes())
    rewrite(folder, lambda line: line | {"word": word} if line["document"] == STATEMENT else line)


def stated(change: Callable[[bytes], bytes]) -> Harm:
    def harm(_: Workshop, folder: Path) -> None:
        path = folder / STATEMENT_PDF
        path.write_bytes(change(path.read_bytes()))
        follow(folder, STATEMENT, STATEMENT_PDF)

    return harm


def exchange_attachment(pdf: bytes, name: str, data: bytes) -> bytes:
    """Append a revision that puts `data` in the place of the attachment `name`."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    for reference in writer.root["/AF"]:
        spec = reference.get_object()
        if spec["/UF"] == name:
            old = spec["/EF"].raw_get("/F")
            stream = generic.StreamObject(stream_data=data)
            stream.update(
                {key: value for key, value in old.get_object().items() if key in ("/Type", "/Subtype")}
            )
            spec["/EF"]["/F"] = writer.add_object(stream)
            if "/UF" in spec["/EF"]:
                spec["/EF"]["/UF"] = spec["/EF"].raw_get("/F")
            writer.update_container(spec["/EF"])
            writer.update_container(spec)
    return written(writer)


def exchange_manifest(workshop: Workshop, folder: Path) -> None:
    """One paper less, also in the manifest that the statement carries: as far as that goes, all agrees."""
    drop_document(workshop, folder)
    books = (folder / MANIFEST).read_bytes()
    stated(lambda pdf: exchange_attachment(pdf, MANIFEST, books))(workshop, folder)


def remove_statement(_: Workshop, folder: Path) -> None:
    unstated(folder)


def remove_statement_only(_: Workshop, folder: Path) -> None:
    (folder / STATEMENT_PDF).unlink()
    (folder / STATEMENT_WORD).unlink()


def word_copy(_: Workshop, folder: Path) -> None:
    (folder / STATEMENT_WORD).write_bytes((folder / STATEMENT_WORD).read_bytes() + b"x")


def pass_off_as_addition(_: Workshop, folder: Path) -> None:
    """An addition needs no statement: say that this is one, and take the statement away."""
    unstated(folder)
    (folder / "aanvulling.yaml").write_bytes(b"formaat: 1\n")
    entry = {"soort": "toezicht", "bestand": "aanvulling.yaml", "sha256": sha256(b"formaat: 1\n")}
    manifest(folder, lambda data: data.update(aanvulling=entry))


ATTACKS: dict[str, tuple[Harm, set[str]]] = {
    "a document dropped from books and disk": (drop_document, {"verklaring"}),
    "a manifest that names another program": (
        lambda _, f: manifest(f, lambda data: data["versies"].update(typst="9.9.9")),
        {"verklaring"},
    ),
    "a manifest spelled otherwise": (
        lambda _, f: (f / MANIFEST).write_bytes((f / MANIFEST).read_bytes() + b"\n"),
        {"verklaring"},
    ),
    "the times in the ledger moved": (move_the_times, {"verklaring"}),
    "a step dropped from the ledger": (drop_a_step, {"logboek", "verklaring"}),
    "the ledger begun anew": (
        lambda _, f: rewrite(f, lambda line: line if line["document"] == STATEMENT else None),
        {"verklaring", "logboek"},
    ),
    "another delegation file": (swap_the_source, {"verklaring", "delegatie"}),
    "a paper of another dossier": (paper_of_another, {"verklaring", "ander-document"}),
    "a paper of another closing": (paper_of_another_closing, {"verklaring"}),
    "the statement taken away": (remove_statement, {"verklaring-ontbreekt"}),
    "the statement taken away, its line left": (remove_statement_only, {"verklaring-ontbreekt"}),
    "the statement of another dossier": (statement_of_another, {"verklaring", "ander-document"}),
    "the statement of another closing": (statement_of_another_closing, {"logboek", "verklaring"}),
    "the dossier passed off as an addition": (pass_off_as_addition, {"delegatie", "document-onbekend"}),
    "the Word copy changed": (word_copy, {"word-gewijzigd"}),
    "the Word copy gone": (lambda _, f: (f / STATEMENT_WORD).unlink(), {"ontbreekt"}),
    "the statement cut in two": (stated(lambda pdf: pdf[: len(pdf) // 2]), {"afgekapt"}),
    "the statement emptied": (stated(lambda _: b""), {"geen-pdf"}),
    "the archive time-stamp cut off": (stated(without_last_revision), {"onvolledig"}),
    "a bit of a page flipped": (stated(flipped_content), {"gewijzigd"}),
    "a page painted over": (stated(altered_page), {"wijziging-na-ondertekening", "niet-gedekt"}),
    "an attachment exchanged": (
        stated(lambda pdf: exchange_attachment(pdf, LEDGER, b"")),
        {"verklaring", "niet-gedekt", "wijziging-na-ondertekening"},
    ),
    "a document dropped, and the attachment exchanged to agree": (
        exchange_manifest,
        {"verklaring", "niet-gedekt", "wijziging-na-ondertekening"},
    ),
}


# Without the statement nothing in these dossiers would contradict anything.
ONLY_THE_STATEMENT = (
    "a manifest that names another program",
    "a manifest spelled otherwise",
    "the times in the ledger moved",
    "a paper of another closing",
)


@pytest.mark.parametrize("case", ATTACKS)
def test_an_attack_on_a_closed_dossier_is_found_and_named(
    case: str, workshop: Workshop, shelf: Shelf
) -> None:
    attack, expected = ATTACKS[case]
    folder = shelf.copy(workshop.small("verzegeld"))
    attack(workshop, folder)
    items = judged(workshop, folder)
    assert "invalid" in {item.verdict for item in items}
    assert expected <= codes(items)
    assert case not in ONLY_THE_STATEMENT or codes(items) == {"verklaring"}
    assert all(line.strip() for item in items for line in told(item))


def test_the_small_dossier_is_valid_before_it_is_attacked(workshop: Workshop) -> None:
    items = judged(workshop, workshop.small("verzegeld"))
    assert [item.title.split()[0] for item in items] == ["Dossier", *SMALL, STATEMENT]
    assert {item.verdict for item in items} == {"valid"}


def test_the_statement_by_itself_is_held_against_its_dossier(workshop: Workshop, shelf: Shelf) -> None:
    folder = shelf.copy(workshop.small("verzegeld"))
    (item,) = judged(workshop, folder / STATEMENT_PDF)
    assert (item.verdict, item.title) == ("valid", "D14 Dossierverklaring")
    outside = Path(shutil.copy(folder / STATEMENT_PDF, folder.parent / "ontvangen.pdf"))
    (item,) = judged(workshop, outside)
    assert item.verdict == "valid"
    move_the_times(workshop, folder)
    (item,) = judged(workshop, folder / STATEMENT_PDF)
    assert (item.verdict, codes((item,))) == ("invalid", {"verklaring"})


GONE = {
    "the delegation file": (SOURCE, {"delegatie", "onleesbaar"}),
    "the ledger": (LEDGER, {"logboek", "verklaring"}),
    "a document": (D9, {"ontbreekt"}),
}


@pytest.mark.parametrize("case", GONE)
def test_what_is_gone_is_named_and_the_statement_is_no_stray_file(
    case: str, workshop: Workshop, shelf: Shelf
) -> None:
    path, expected = GONE[case]
    folder = shelf.copy(workshop.small("verzegeld"))
    (folder / path).unlink()
    assert codes(judged(workshop, folder)) == expected


@pytest.mark.parametrize("path", [D9, STATEMENT_PDF], ids=["a document", "the statement"])
def test_a_renewed_document_stays_what_was_closed(path: str, workshop: Workshop, shelf: Shelf) -> None:
    """It has grown: the statement still holds, the ledger must be told; `verzegel` does."""
    dossier = shelf.take_copy(workshop.small("verzegeld"))
    before = (dossier.folder / path).read_bytes()
    (dossier.folder / path).write_bytes(
        single(stamp_archives([before], [RESERVE_FIELDS[1]], workshop.services))
    )
    assert codes(judged(workshop, dossier.folder)) == {"logboek"}
    assert workshop.close(dossier) == []
    assert {item.verdict for item in judged(workshop, dossier.folder)} == {"valid"}


# What a process that ends half-way leaves behind.


class Kill(BaseException):
    """The process ends here."""


def killed(*_: object, **__: object) -> None:
    raise Kill


def killed_at(nth: int, act: Callable[..., Any]) -> Callable[..., Any]:
    """Do as `act` does, but end at one call."""
    calls = [0]

    def acting(*args: Any, **kwargs: Any) -> Any:
        calls[0] += 1
        return killed() if calls[0] == nth else act(*args, **kwargs)

    return acting


# Where it ends: in the work on the documents, or when those are sealed and the statement is due.
CRASHES: dict[str, tuple[str, Any, str, Callable[..., Any], set[str], list[str]]] = {
    "between two documents": (
        "uitgegeven", logbook, "replace_file", killed_at(4, logbook.replace_file), {"onvolledig"},
        ["D11", STATEMENT],
    ),
    "between the last document and its line": (
        "uitgegeven", logbook, "replace_file", killed_at(6, logbook.replace_file), {DUE}, ["D11", STATEMENT],
    ),
    "before the statement is made": ("verzegeld", statement, "make", killed, {DUE}, [STATEMENT]),
    "before the statement is sealed": ("verzegeld", sign, "issue", killed, {DUE}, [STATEMENT]),
    "before its Word copy": ("verzegeld", statement, "replace_file", killed, {DUE}, [STATEMENT]),
    "between its Word copy and its PDF": (
        "verzegeld", logbook, "replace_file", killed_at(2, logbook.replace_file), {DUE}, [STATEMENT],
    ),
    "between its PDF and its line": (
        "verzegeld", logbook, "replace_file", killed_at(3, logbook.replace_file), set(), [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CRASHES)
def test_after_a_kill_the_same_command_completes_the_dossier(
    case: str, workshop: Workshop, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, module, name, broken, says, rest = CRASHES[case]
    dossier = shelf.take_copy(workshop.small(stage))
    if stage == "verzegeld":
        unstated(dossier.folder)
    with monkeypatch.context() as patch:
        patch.setattr(module, name, broken)
        with pytest.raises(Kill):
            workshop.close(dossier)
    assert codes(judged(workshop, dossier.folder)) == says
    left = snapshot(dossier.folder)
    assert workshop.close(dossier) == rest
    done, passing = snapshot(dossier.folder), (STATEMENT_WORD, logbook.PENDING)
    assert all(done[path].startswith(data) for path, data in left.items() if path not in passing)
    assert {item.verdict for item in judged(workshop, dossier.folder)} == {"valid"}
    with pytest.raises(WrongTurn, match="is al verzegeld"):
        workshop.close(dossier)


def test_a_service_that_fails_at_the_statement_leaves_the_documents_sealed(
    workshop: Workshop, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = shelf.take_copy(workshop.small("verzegeld"))
    unstated(dossier.folder)

    def down(*_: object, **__: object) -> bytes:
        raise ServiceFailed("De tijdstempeldienst gaf geen antwoord.")

    with monkeypatch.context() as patch:
        patch.setattr(sign, "issue", down)
        with pytest.raises(ServiceFailed):
            workshop.close(dossier)
    assert closed.is_closed(dossier)
    assert not list(dossier.folder.rglob(f"{STATEMENT}-*"))
    assert workshop.close(dossier) == [STATEMENT]


STRANGE: dict[str, Harm] = {
    "altered": stated(altered_page),
    "of another dossier": statement_of_another,
}


@pytest.mark.parametrize("case", STRANGE)
def test_a_statement_that_does_not_belong_is_not_written_in_the_ledger(
    case: str, workshop: Workshop, shelf: Shelf
) -> None:
    dossier: Dossier = open_dossier(shelf.copy(workshop.small("verzegeld")))
    STRANGE[case](workshop, dossier.folder)
    rewrite(dossier.folder, lambda line: line if line["document"] != STATEMENT else None)
    before = snapshot(dossier.folder)
    with pytest.raises(WrongTurn, match="is al verzegeld"):
        workshop.close(dossier)
    assert snapshot(dossier.folder) == before
    assert "logboek" in codes(judged(workshop, dossier.folder))


def test_without_the_list_of_its_own_the_statement_is_still_held_against_the_folder(
    workshop: Workshop, shelf: Shelf
) -> None:
    folder = shelf.copy(workshop.small("verzegeld"))
    whole, *_ = examine(folder, trust=workshop.trust, at=now())
    assert {problem.code for problem in whole.problems} == {"niet-getoetst"}
    move_the_times(workshop, folder)
    whole, *_ = examine(folder, trust=workshop.trust, at=now(), templates=content("templates"))
    assert {problem.code for problem in whole.problems} == {"niet-getoetst", "verklaring"}
