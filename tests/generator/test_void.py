"""Someone declines, or papers are withdrawn: what is said, what stays, what is refused, and what is found."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Pdf
from pypdf import PdfReader

from generator import logbook, void
from generator.additions import take_in_delegation
from generator.cli.verifieer import lines as told
from generator.dossier import LEDGER, MANIFEST, Document, Dossier, open_dossier, sha256
from generator.errors import InputRefused
from generator.examine import Item, examine
from generator.steps import void as step
from signing import ledger, sign
from signing.errors import ServiceFailed, WrongTurn
from signing.sign import now
from signing.state import state
from tests.generator.test_statement import Kill, killed, killed_at, rewrite
from tests.signing.test_verify import altered_page, without_last_revision
from tests.stopped import (
    D5,
    D9,
    D15,
    D15_WORD,
    D16,
    D16_WORD,
    REASON,
    RECORDER,
    WITHDRAWN,
    decline,
    own,
    stopped,
    withdraw,
)
from tests.workshop import ORGANISATION, SIGNERS, Shelf, Workshop, snapshot

pytestmark = pytest.mark.usefixtures("each_pdf_is_judged_once")
UNFINISHED = {"onvolledig"}


def judged(workshop: Workshop, path: Path) -> tuple[Item, ...]:
    return examine(path, trust=workshop.trust, at=now(), templates=own(workshop))


def codes(items: tuple[Item, ...]) -> set[str]:
    return {p.code for item in items for p in item.problems}


def words(pdf: Path) -> str:
    """The text of a PDF as another program reads it, without its white space."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(pdf).pages)


def squeezed(text: str) -> str:
    return "".join(text.split())


# What the statements say.


def test_a_refusal_says_who_what_when_why_and_who_took_it_down(workshop: Workshop) -> None:
    folder = stopped(workshop, "geweigerd")
    text = words(folder / D15)
    for said in (
        "Wie tekent niet A.M. de Vries, bedrijfsarts",
        "Welke documenten D5 Geheimhoudingsverklaring afgeleid beroepsgeheim",
        f"Vastgelegd door {RECORDER}",
        f"Reden, zoals opgegeven {REASON}",
        "vastgelegd op",
    ):
        assert squeezed(said) in text
    facts = void.find_all(open_dossier(folder))[0].facts
    assert facts is not None
    assert (facts.name, facts.role, facts.documents, facts.reason, facts.recorded_by) == (
        "A.M. de Vries", "bedrijfsarts", ("D5",), REASON, RECORDER,
    )  # fmt: skip


def test_a_withdrawal_says_who_when_why_and_what_went_before(workshop: Workshop) -> None:
    text = words(stopped(workshop, "ingetrokken") / D16)
    for said in (
        "Ingetrokken door A.M. de Vries, bedrijfsarts",
        f"Reden, zoals opgegeven {WITHDRAWN}",
        "A.M. de Vries ondertekende als bedrijfsarts niet",
        "D15 Verklaring van weigering",
        "met deze papieren zijn geen taken gedelegeerd",
    ):
        assert squeezed(said) in text


def test_each_document_stands_there_as_it_was(workshop: Workshop) -> None:
    folder = stopped(workshop, "geweigerd")
    text = words(folder / D15)
    for path, standing in (
        (D5, "uitgegeven, niet ondertekend door A.M. de Vries (bedrijfsarts)"),
        (D9, "uitgegeven, niet verzegeld"),
    ):
        assert f"SHA-256{sha256((folder / path).read_bytes())}" in text
        assert squeezed(standing) in text
    assert squeezed("Op naam van B. Jansen, taakgedelegeerde,") in text
    assert sha256((folder / MANIFEST).read_bytes()) in text


def test_the_organisation_takes_down_what_nobody_else_did(workshop: Workshop, shelf: Shelf) -> None:
    dossier = shelf.take_copy(stopped(workshop, "getekend"))
    decline(workshop, dossier, by="")
    assert f"Vastgelegddoor{squeezed(ORGANISATION)}" in words(dossier.folder / D15)


def test_who_withdraws_and_is_not_the_bedrijfsarts_does_so_for_the_organisation(
    workshop: Workshop, shelf: Shelf
) -> None:
    dossier = shelf.take_copy(stopped(workshop, "uitgegeven"))
    withdraw(workshop, dossier, by="E. de Groot")
    assert squeezed(f"Ingetrokken door E. de Groot, namens {ORGANISATION}") in words(dossier.folder / D16)


@pytest.mark.parametrize("path", [D15, D16])
def test_a_statement_is_archivable_accessible_and_carries_nothing(path: str, workshop: Workshop) -> None:
    with Pdf.open(stopped(workshop, "ingetrokken") / path) as pdf, pdf.open_metadata() as meta:
        claims = meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]
        assert claims == ("2", "A", "1")
        assert not pdf.attachments


def test_no_paper_is_changed_and_the_ledger_only_grows(workshop: Workshop) -> None:
    before = snapshot(stopped(workshop, "getekend"))
    after = snapshot(stopped(workshop, "ingetrokken"))
    assert after.keys() - before.keys() == {D15, D15_WORD, D16, D16_WORD}
    assert {path for path in before if after[path] != before[path]} == {LEDGER}
    assert after[LEDGER].startswith(before[LEDGER])
    lines = [entry.data for entry in ledger.read(after[LEDGER])][-2:]
    assert [(line["stap"], line["wie"], line["reden"]) for line in lines] == [
        ("weigering", "A.M. de Vries", REASON),
        ("intrekking", "A.M. de Vries", WITHDRAWN),
    ]


# What a recipient is told.


def test_a_declined_dossier_is_not_valid_and_its_signatures_are(workshop: Workshop) -> None:
    folder = stopped(workshop, "geweigerd")
    whole, *papers, statement = judged(workshop, folder)
    (problem,) = whole.problems
    assert (whole.verdict, problem.code) == ("invalid", "geweigerd")
    for said in ("A.M. de Vries", "bedrijfsarts", "D5", RECORDER, REASON):
        assert said in problem.message
    assert {one.verdict for paper in papers for one in paper.signatures} == {"valid"}
    assert codes(tuple(papers)) == UNFINISHED
    assert (statement.title, statement.verdict) == ("D15 Verklaring van weigering", "valid")
    assert told(whole, papers)[0].startswith("GEWEIGERD ")
    assert told(papers[0])[0].startswith("NOG NIET COMPLEET ")


def test_a_withdrawn_dossier_says_both(workshop: Workshop) -> None:
    whole, *papers, _, withdrawal = judged(workshop, stopped(workshop, "ingetrokken"))
    assert [problem.code for problem in whole.problems] == ["geweigerd", "ingetrokken-dossier"]
    assert withdrawal.verdict == "valid"
    assert told(whole, papers)[0].startswith("INGETROKKEN ")


def test_without_a_root_it_still_is_not_valid(workshop: Workshop) -> None:
    whole, *_ = examine(
        stopped(workshop, "geweigerd"),
        trust=type(workshop.trust)(roots=()),
        at=now(),
        templates=own(workshop),
    )
    assert "geweigerd" in {problem.code for problem in whole.problems}
    assert whole.verdict == "invalid"


def test_a_statement_can_be_judged_by_itself(workshop: Workshop) -> None:
    (item,) = judged(workshop, stopped(workshop, "geweigerd") / D15)
    assert (item.verdict, item.problems) == ("valid", ())


# What is refused afterwards.

AFTERWARDS: dict[str, tuple[str, Callable[[Workshop, Dossier], object], str]] = {
    "signing what was declined": (
        "geweigerd",
        lambda w, d: w.approve(d, "bedrijfsarts"),
        "geweigerd te ondertekenen",
    ),
    "signing by another": (
        "geweigerd",
        lambda w, d: w.approve(d, "taakgedelegeerde"),
        "geweigerd te ondertekenen",
    ),
    "issuing": ("geweigerd", lambda w, d: w.issue(d), "geweigerd te ondertekenen"),
    "sealing": ("geweigerd", lambda w, d: w.close(d), "geweigerd te ondertekenen"),
    "declining again": ("geweigerd", decline, "geweigerd te ondertekenen"),
    "signing what is withdrawn": ("ingetrokken", lambda w, d: w.approve(d, "bedrijfsarts"), "Ingetrokken op"),
    "sealing what is withdrawn": ("ingetrokken", lambda w, d: w.close(d), "Ingetrokken op"),
    "withdrawing again": ("ingetrokken", withdraw, "Ingetrokken op"),
    "declining what is withdrawn": ("ingetrokken", decline, "Ingetrokken op"),
}


@pytest.mark.parametrize("case", AFTERWARDS)
def test_nothing_is_signed_any_more(case: str, workshop: Workshop, shelf: Shelf) -> None:
    stage, act, says = AFTERWARDS[case]
    dossier = open_dossier(shelf.copy(stopped(workshop, stage)))
    before = snapshot(dossier.folder)
    with pytest.raises(WrongTurn, match=says) as refused:
        act(workshop, dossier)
    assert "nieuw kenmerk" in refused.value.hint
    assert re.search(r"\bop \d{1,2} [a-z]+ \d{4}, \d{1,2}\.\d\d uur", refused.value.message)
    assert snapshot(dossier.folder) == before


class Untouched:
    """A key that must not be asked for."""

    def certificate(self) -> None:
        return None

    def issuers(self) -> list[Any]:
        return []

    def unlock(self) -> Any:
        pytest.fail("the key was asked")


BEFORE: dict[str, tuple[Callable[[Workshop], Path], Callable[[Workshop, Dossier], object], str]] = {
    "nobody was asked yet": (
        lambda w: stopped(w, "gemaakt"),
        lambda w, d: decline(w, d, source=Untouched()),
        "nog niet uitgegeven",
    ),
    "not issued, so nothing to withdraw": (
        lambda w: stopped(w, "gemaakt"),
        lambda w, d: withdraw(w, d, source=Untouched()),
        "nog niet uitgegeven",
    ),
    "someone who signs nothing": (
        lambda w: stopped(w, "getekend"),
        lambda w, d: decline(w, d, "werkgever", source=Untouched()),
        "de werkgever niets",
    ),
    "someone who signed all": (
        lambda w: stopped(w, "getekend"),
        lambda w, d: decline(w, d, "taakgedelegeerde", source=Untouched()),
        "alles al ondertekend",
    ),
    "a document that was signed": (
        lambda w: stopped(w, "getekend"),
        lambda w, d: decline(w, d, "taakgedelegeerde", only=("D5",), source=Untouched()),
        "D5 .* al door de taakgedelegeerde ondertekend",
    ),
    "a document of somebody else": (
        lambda w: stopped(w, "getekend"),
        lambda w, d: decline(w, d, only=("D9",), source=Untouched()),
        "de bedrijfsarts geen D9",
    ),
    "declining what is sealed": (
        lambda w: w.small("verzegeld"),
        lambda w, d: decline(w, d, source=Untouched()),
        "verzegeld: het is voltooid",
    ),
    "withdrawing what is sealed": (
        lambda w: w.small("verzegeld"),
        lambda w, d: withdraw(w, d, source=Untouched()),
        "verzegeld: het is voltooid",
    ),
    "withdrawing an assignment that was given": (
        lambda w: w.stage("ondertekend"),
        lambda w, d: withdraw(w, d, source=Untouched()),
        r"\(D1\) al door beide partijen ondertekend",
    ),
}


@pytest.mark.parametrize("case", BEFORE)
def test_what_cannot_be_stopped_is_refused_before_the_key_is_asked(
    case: str, workshop: Workshop, shelf: Shelf
) -> None:
    of, act, says = BEFORE[case]
    dossier = open_dossier(shelf.copy(of(workshop)))
    before = snapshot(dossier.folder)
    with pytest.raises(WrongTurn, match=says):
        act(workshop, dossier)
    assert snapshot(dossier.folder) == before


@pytest.mark.parametrize(
    ("of", "advised"),
    [
        pytest.param(lambda w: w.stage("ondertekend"), "`delegatie neem-terug`", id="D1 is signed by both"),
        pytest.param(lambda w: stopped(w, "getekend"), "`delegatie trek-in`", id="there is no D1"),
    ],
)
def test_who_signed_all_is_advised_what_can_be_done(
    of: Callable[[Workshop], Path], advised: str, workshop: Workshop, shelf: Shelf
) -> None:
    dossier = open_dossier(shelf.copy(of(workshop)))
    with pytest.raises(WrongTurn) as refused:
        decline(workshop, dossier, "taakgedelegeerde", source=Untouched())
    assert advised in refused.value.hint


def test_what_is_closed_is_taken_back_in_another_way(workshop: Workshop, shelf: Shelf) -> None:
    with pytest.raises(WrongTurn) as refused:
        withdraw(workshop, open_dossier(shelf.copy(workshop.small("verzegeld"))))
    assert "`delegatie neem-terug`" in refused.value.hint
    assert "D12" in refused.value.hint


def test_only_the_organisation_states(workshop: Workshop, shelf: Shelf) -> None:
    dossier = open_dossier(shelf.copy(stopped(workshop, "getekend")))
    before = snapshot(dossier.folder)
    with pytest.raises(WrongTurn, match=f"niet het certificaat van {ORGANISATION}"):
        decline(workshop, dossier, source=workshop.key(SIGNERS["bedrijfsarts"]))
    assert snapshot(dossier.folder) == before


def test_a_service_that_fails_leaves_the_dossier_going_on(
    workshop: Workshop, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = shelf.take_copy(stopped(workshop, "getekend"))
    before = snapshot(dossier.folder)

    def down(*_: object, **__: object) -> list[object]:
        return [ServiceFailed("De tijdstempeldienst gaf geen antwoord.")]

    with monkeypatch.context() as patch:
        patch.setattr(sign, "close", down)
        with pytest.raises(ServiceFailed):
            decline(workshop, dossier)
    assert snapshot(dossier.folder) == before


def test_papers_that_came_later_can_be_declined_and_withdrawn(workshop: Workshop, shelf: Shelf) -> None:
    dossier = shelf.take_copy(workshop.addition("toezicht", "uitgegeven"))
    decline(workshop, dossier, "taakgedelegeerde")
    withdraw(workshop, dossier, by="E. de Groot")
    whole, *_ = examine(dossier.folder, trust=workshop.trust, at=now())
    assert [problem.code for problem in whole.problems] == ["geweigerd", "ingetrokken-dossier"]
    assert squeezed("Het gaat om het toezichtverslag met kenmerk") in words(dossier.folder / D15)
    assert "geentakengedelegeerd" not in words(dossier.folder / D16)


def test_no_paper_is_added_to_what_was_withdrawn(workshop: Workshop) -> None:
    with pytest.raises(InputRefused, match="Ingetrokken op"):
        take_in_delegation(stopped(workshop, "ingetrokken"))
    assert take_in_delegation(stopped(workshop, "geweigerd"))  # its agreement may have been signed before


# What is done by one who holds no key, but may write in the folder.

Harm = Callable[[Workshop, Path], object]


def without_line(folder: Path, kind: str = "weigering") -> None:
    rewrite(folder, lambda line: line if line.get("verklaring") != kind else None)


def follow(folder: Path) -> None:
    """Make the ledger agree with the refusal that lies there now, as far as digests go."""
    data = (folder / D15).read_bytes()
    rewrite(
        folder,
        lambda line: line | {"na": sha256(data), "bytes": len(data)} if line["document"] == "D15" else line,
    )


def change_line(**changes: str) -> Harm:
    return lambda _, folder: rewrite(
        folder, lambda line: line | changes if line.get("verklaring") == "weigering" else line
    )


def stated(change: Callable[[bytes], bytes]) -> Harm:
    def harm(_: Workshop, folder: Path) -> None:
        (folder / D15).write_bytes(change((folder / D15).read_bytes()))
        follow(folder)

    return harm


def unsealed(pdf: bytes) -> bytes:
    """Only the generated bytes: it says all it should, and nobody sealed it."""
    end = pdf.index(b"%%EOF") + len(b"%%EOF")
    return pdf[:end] + b"\n"


def of_another(workshop: Workshop, folder: Path) -> None:
    other = stopped(workshop, "geweigerd", reference="DLG-2026-0099")
    for path in (D15, D15_WORD):
        shutil.copy(other / path, folder / path)
    follow(folder)


def stray(_: Workshop, folder: Path) -> None:
    without_line(folder)
    shutil.copy(folder / D9, folder / D15)


def sign_after_all(workshop: Workshop, folder: Path) -> None:
    """Sign in a copy that nobody stopped, and bring the paper with its line over."""
    going = workshop.folder / "gaat-door"
    if not going.exists():
        copy = Path(shutil.copytree(stopped(workshop, "getekend"), going))
        workshop.approve(open_dossier(copy), "bedrijfsarts")
    shutil.copy(going / D5, folder / D5)
    line = dict(ledger.read((going / LEDGER).read_bytes())[-1].data)
    books = (folder / LEDGER).read_bytes()
    (folder / LEDGER).write_bytes(
        ledger.append(books, {key: value for key, value in line.items() if key not in ("nr", "vorige")})
    )


def another_manifest(_: Workshop, folder: Path) -> None:
    data = json.loads((folder / MANIFEST).read_bytes())
    data["versies"]["typst"] = "9.9.9"
    (folder / MANIFEST).write_bytes(json.dumps(data).encode())


def renamed(name: str) -> Harm:
    """The statement under almost its name, and its line cut off the ledger."""

    def harm(_: Workshop, folder: Path) -> None:
        without_line(folder)
        (folder / D15).rename(folder / "pdf" / name)

    return harm


def displaced(_: Workshop, folder: Path) -> None:
    without_line(folder)
    (folder / D15).unlink()
    (folder / D15).symlink_to("nergens.pdf")


def gone(*paths: str) -> Harm:
    def harm(_: Workshop, folder: Path) -> None:
        for path in paths:
            (folder / path).unlink()

    return harm


# The first of these codes must be there; «geweigerd» only where the statement may still be believed.
ATTACKS: dict[str, tuple[Harm, str, bool]] = {
    "the statement taken away": (gone(D15, D15_WORD), "verklaring-weg", False),
    "its line taken out of the ledger": (lambda _, f: without_line(f), "logboek", True),
    "the statement in capitals, its line gone": (renamed("D15-weigering.PDF"), "verklaring-weg", False),
    "the statement as a copy, its line gone": (renamed("d15-Weigering (1).pdf"), "verklaring-weg", False),
    "a link to nowhere, its line gone": (displaced, "verklaring-weg", False),
    "another reason in the ledger": (change_line(reden="Geen zin"), "verklaring-onecht", False),
    "another person in the ledger": (change_line(wie="B. Jansen"), "verklaring-onecht", False),
    "the seals cut off": (stated(unsealed), "verklaring-onecht", False),
    "the archive time-stamp cut off": (stated(without_last_revision), "verklaring-onecht", False),
    "a page painted over": (stated(altered_page), "verklaring-onecht", False),
    "the statement emptied": (stated(lambda _: b""), "verklaring-onecht", False),
    "the statement of another dossier": (of_another, "verklaring-onecht", False),
    "a paper that pretends to be one": (stray, "verklaring-onecht", False),
    "a manifest changed since": (another_manifest, "verklaring-onecht", False),
    "a paper signed after all": (sign_after_all, "na-verklaring", True),
    "a paper put back as it was before": (
        lambda w, f: shutil.copy(stopped(w, "uitgegeven") / D5, f / D5), "na-verklaring", True,
    ),
    "the Word copy changed": (
        lambda _, f: (f / D15_WORD).write_bytes((f / D15_WORD).read_bytes() + b"x"), "word-gewijzigd", True,
    ),
    "the Word copy gone": (gone(D15_WORD), "ontbreekt", True),
}  # fmt: skip


@pytest.mark.parametrize("case", ATTACKS)
def test_harm_is_found(case: str, workshop: Workshop, shelf: Shelf) -> None:
    harm, code, believed = ATTACKS[case]
    folder = shelf.copy(stopped(workshop, "geweigerd"))
    harm(workshop, folder)
    whole, *_ = judged(workshop, folder)
    found = {problem.code for problem in whole.problems}
    assert code in found
    assert ("geweigerd" in found) is believed
    assert whole.verdict == "invalid"
    assert told(whole)[0].startswith("ONGELDIG ")


@pytest.mark.parametrize("case", [case for case in ATTACKS if "Word" not in case and "manifest" not in case])
def test_harm_never_sets_the_work_going_again(case: str, workshop: Workshop, shelf: Shelf) -> None:
    dossier = open_dossier(shelf.copy(stopped(workshop, "geweigerd")))
    ATTACKS[case][0](workshop, dossier.folder)
    before = snapshot(dossier.folder)
    with pytest.raises(WrongTurn, match="ondertekend"):
        workshop.approve(dossier, "bedrijfsarts")
    assert snapshot(dossier.folder) == before


def test_what_almost_has_the_name_of_a_statement_is_named_with_what_to_do(
    workshop: Workshop, shelf: Shelf
) -> None:
    dossier = open_dossier(shelf.copy(stopped(workshop, "geweigerd")))
    renamed("D15-weigering.PDF")(workshop, dossier.folder)
    with pytest.raises(WrongTurn) as refused:
        workshop.approve(dossier, "bedrijfsarts")
    for said in ("Er ligt een pdf/D15-weigering.PDF", f"die {D15} moet heten", "haal het anders weg"):
        assert said in refused.value.message


def test_a_refusal_that_went_before_is_held_by_the_withdrawal(workshop: Workshop, shelf: Shelf) -> None:
    folder = shelf.copy(stopped(workshop, "ingetrokken"))
    gone(D15, D15_WORD)(workshop, folder)
    without_line(folder)
    whole, *_ = judged(workshop, folder)
    assert "na-verklaring" in {problem.code for problem in whole.problems}


def test_a_withdrawal_taken_away_with_its_line_leaves_the_refusal(workshop: Workshop, shelf: Shelf) -> None:
    folder = shelf.copy(stopped(workshop, "ingetrokken"))
    gone(D16, D16_WORD)(workshop, folder)
    without_line(folder, "intrekking")
    whole, *_ = judged(workshop, folder)
    assert [problem.code for problem in whole.problems] == ["geweigerd"]


# What a process that ends half-way leaves behind.

CRASHES: dict[str, tuple[Any, str, Callable[..., Any], bool]] = {
    "before the seals": (sign, "issue", killed, False),
    "before the Word copy": (step, "replace_file", killed, False),
    "before its line is written beside": (logbook, "replace_file", killed, False),
    "before the PDF": (logbook, "replace_file", killed_at(2, logbook.replace_file), False),
    "before the ledger": (logbook, "replace_file", killed_at(3, logbook.replace_file), True),
    "before the line beside is dropped": (logbook, "_drop", killed, True),
}


@pytest.mark.parametrize("case", CRASHES)
def test_after_a_kill_the_dossier_is_as_it_was_or_says_so(
    case: str, workshop: Workshop, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, name, broken, done = CRASHES[case]
    dossier = shelf.take_copy(stopped(workshop, "getekend"))
    with monkeypatch.context() as patch:
        patch.setattr(module, name, broken)
        with pytest.raises(Kill):
            decline(workshop, dossier)
    assert [one.believed and not one.behind for one in void.find_all(dossier)] == [True] * done
    whole, *_ = judged(workshop, dossier.folder)
    assert codes((whole,)) == ({"geweigerd"} if done else set())
    document: Document = decline(workshop, dossier)
    assert state(dossier.read_pdf(document), document.plan).next is None
    whole, *_ = judged(workshop, dossier.folder)
    assert codes((whole,)) == {"geweigerd"}
    assert [e.data["stap"] for e in ledger.read((dossier.folder / LEDGER).read_bytes())].count(
        "weigering"
    ) == 1
    with pytest.raises(WrongTurn):
        decline(workshop, dossier)
