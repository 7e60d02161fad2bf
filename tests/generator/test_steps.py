"""The steps of a dossier: in order, by the right person, and nothing lost when one breaks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from generator import logbook, steps
from generator.dossier import LEDGER, Document, Dossier, open_dossier, sha256
from generator.errors import InputRefused, SurroundingsFailed
from generator.steps import next_of, standings
from signing import ledger, once, sign
from signing.errors import DocumentRefused, ServiceFailed, WrongTurn
from signing.increment import Outcome, Services
from signing.plan import TEST_MARK
from signing.sign import now
from signing.timestamp import service
from tests.signing.test_verify import altered_page
from tests.workshop import (
    ORDER,
    ORGANISATION,
    PDF,
    SIGNED_BY,
    SIGNERS,
    STATEMENT,
    STATEMENT_PDF,
    STATEMENT_WORD,
    Shelf,
    Workshop,
    snapshot,
)
from tests.workshop import STAGES as WORKSHOP_STAGES


def entries(dossier: Dossier) -> list[tuple[object, object]]:
    lines = ledger.read((dossier.folder / LEDGER).read_bytes())
    return [(line.data["stap"], line.data["document"]) for line in lines]


def stages(dossier: Dossier) -> dict[str, str]:
    return {one.document.id: one.state.stage for one in standings(dossier)}


def down(workshop: Workshop) -> Services:
    """A time-stamp service at which nobody listens."""
    return Services(timestamper=service("http://127.0.0.1:9/tsa"), trust=workshop.trust)


def test_the_whole_order(workshop: Workshop) -> None:
    dossier = open_dossier(workshop.stage("verzegeld"))
    assert workshop.done == {
        "uitgegeven": ORDER,
        "werkgever": SIGNED_BY["werkgever"],
        "taakgedelegeerde": SIGNED_BY["taakgedelegeerde"],
        "ondertekend": SIGNED_BY["bedrijfsarts"],
        "verzegeld": [*ORDER, STATEMENT],
    }
    assert entries(dossier) == [
        *(("uitgifte", one) for one in ORDER),
        *(("ondertekening", one) for role in SIGNED_BY for one in SIGNED_BY[role]),
        *(("verzegeling", one) for one in ORDER),
        ("dossierverklaring", STATEMENT),
    ]


STAGES = {
    "gemaakt": {"gereed"},
    "uitgegeven": {"uitgegeven"},
    "ondertekend": {"ondertekend", "uitgegeven"},  # some ask for no person
    "verzegeld": {"verzegeld"},
}


@pytest.mark.parametrize("stage", STAGES)
def test_the_stage_is_read_from_the_documents(stage: str, workshop: Workshop) -> None:
    assert set(stages(open_dossier(workshop.stage(stage))).values()) == STAGES[stage]


def test_each_step_only_adds(workshop: Workshop) -> None:
    for document in workshop.made.manifest.documents:
        grown = [(workshop.stage(stage) / document.pdf).read_bytes() for stage in WORKSHOP_STAGES]
        assert all(after.startswith(before) for before, after in pairwise(grown))


def test_each_line_of_the_ledger_says_who_did_what_to_which_bytes(workshop: Workshop) -> None:
    folder = workshop.stage("ondertekend")
    line = ledger.read((folder / LEDGER).read_bytes())[-1].data
    assert (line["stap"], line["document"], line["rol"], line["naam"]) == (
        "ondertekening", "D1", "bedrijfsarts", "A.M. de Vries",
    )  # fmt: skip
    assert line["na"] == sha256((folder / PDF["D1"]).read_bytes())
    assert line["bytes"] == (folder / PDF["D1"]).stat().st_size
    assert set(line) == {
        "nr",
        "vorige",
        "stap",
        "document",
        "rol",
        "naam",
        "certificaat",
        "certificaat_gegevens",
        "tijd",
        "voor",
        "na",
        "bytes",
        "niveau",
        "diensten",
    }
    facts = line["certificaat_gegevens"]
    assert isinstance(facts, dict)
    assert set(facts) == {"houder", "uitgever", "serienummer", "geldig_tot", "gekwalificeerd", "herkomst"}
    assert (facts["houder"], facts["gekwalificeerd"], facts["herkomst"]) == (
        "A.M. de Vries", "nee", "certificaat",
    )  # fmt: skip
    assert line["niveau"] == "B-LT"
    assert line["diensten"] == {
        "tijdstempel": [f"Proeftijdstempeldienst ({TEST_MARK})"],
        "ocsp": [f"Proefstatusdienst ({TEST_MARK})"],
        "crl": [],
    }


def test_the_agreement_waits_until_the_rest_is_complete(workshop: Workshop, shelf: Shelf) -> None:
    """The delegate has signed everything, the employer nothing: D1 must wait for the papers of others."""
    dossier = shelf.take("uitgegeven")
    workshop.approve(dossier, "taakgedelegeerde")
    d1 = next(one for one in standings(dossier) if one.document.id == "D1")
    assert d1.state.next is not None
    assert d1.state.next.role == "bedrijfsarts"
    assert d1.blocked_by == ("D8", "D3", "D2", "D5")
    assert next_of(d1) == "wacht op A.M. de Vries (bedrijfsarts), zodra D8, D3, D2 en D5 compleet zijn"
    before = snapshot(dossier.folder)
    with pytest.raises(WrongTurn, match=r"D1 Delegatieovereenkomst: wacht op A\.M\. de Vries"):
        workshop.approve(dossier, "bedrijfsarts", only=("D1",))
    assert snapshot(dossier.folder) == before
    assert workshop.approve(dossier, "bedrijfsarts") == ["D8", "D5"]
    assert stages(dossier)["D1"] == "uitgegeven"


def test_only_the_named_document_is_signed(workshop: Workshop, shelf: Shelf) -> None:
    dossier = shelf.take("uitgegeven")
    assert workshop.approve(dossier, "taakgedelegeerde", only=("D4",)) == ["D4"]
    assert stages(dossier)["D5"] == "uitgegeven"


WRONG_PERSONS = {
    "someone else as the employer": ("uitgegeven", "werkgever", "B. Jansen", "C. Bakker"),
    "the employer as the bedrijfsarts": ("taakgedelegeerde", "bedrijfsarts", "C. Bakker", "A.M. de Vries"),
    "the organisation as the delegate": ("werkgever", "taakgedelegeerde", ORGANISATION, "B. Jansen"),
}


@pytest.mark.parametrize("case", WRONG_PERSONS)
def test_a_wrong_person_is_refused_before_anything_changes(
    case: str, workshop: Workshop, shelf: Shelf
) -> None:
    stage, role, name, expected = WRONG_PERSONS[case]
    dossier = shelf.take(stage)
    before = snapshot(dossier.folder)
    with pytest.raises(WrongTurn, match=f"Dit is niet het certificaat van {expected}"):
        workshop.approve(dossier, role, name=name)
    assert snapshot(dossier.folder) == before


class Locked:
    """A key whose owner must not be asked for a secret."""

    def __init__(self, workshop: Workshop, name: str, *, shows: bool) -> None:
        self.source, self.shows, self.opened = workshop.key(name), shows, 0

    def certificate(self) -> Any:
        return self.source.certificate() if self.shows else None

    def issuers(self) -> Any:
        return self.source.issuers() if self.shows else []

    def unlock(self) -> Any:
        self.opened += 1
        return self.source.unlock()


@pytest.mark.parametrize(
    ("shows", "opened"), [(True, 0), (False, 1)], ids=["shown before", "shown when opened"]
)
def test_a_wrong_person_is_not_asked_for_a_secret(
    shows: bool,  # noqa: FBT001 - a table's column
    opened: int,
    workshop: Workshop,
    shelf: Shelf,
) -> None:
    dossier = shelf.take("uitgegeven")
    before = snapshot(dossier.folder)
    key = Locked(workshop, "B. Jansen", shows=shows)
    with pytest.raises(WrongTurn, match="Dit is niet het certificaat"):
        steps.approve(dossier, "werkgever", key, workshop.services, progress=print, clock=now)
    assert key.opened == opened
    assert snapshot(dossier.folder) == before


def test_one_unlocking_signs_everything(workshop: Workshop, shelf: Shelf) -> None:
    dossier = shelf.take("uitgegeven")
    key = Locked(workshop, SIGNERS["werkgever"], shows=True)
    steps.approve(dossier, "werkgever", key, workshop.services, progress=lambda _: None, clock=now)
    assert key.opened == 1


def closes(workshop: Workshop, dossier: Dossier) -> object:
    return workshop.close(dossier)


def issues(workshop: Workshop, dossier: Dossier) -> object:
    return workshop.issue(dossier)


def signs(role: str) -> Any:
    return lambda workshop, dossier: workshop.approve(dossier, role)


NOTHING_WAITS = {
    "nothing issued": (
        "gemaakt",
        signs("werkgever"),
        [
            "wacht nu niets op de werkgever",
            "D10 Instemming van de medezeggenschap: wacht op uitgifte",
            "D3 Ontslagbeschermingsclausule: wacht op uitgifte",
            "D2 Werkgeversverklaring: wacht op uitgifte",
        ],
    ),
    "all done by this person": (
        "werkgever",
        signs("werkgever"),
        [
            "D10 Instemming van de medezeggenschap: al ondertekend",
            "D3 Ontslagbeschermingsclausule: al ondertekend",
            "D2 Werkgeversverklaring: al ondertekend",
        ],
    ),
    "someone else first": (
        "uitgegeven",
        signs("bedrijfsarts"),
        [
            "D8 Bekwaamheidsbeoordeling: wacht op B. Jansen (taakgedelegeerde)",
            "D2 Werkgeversverklaring: wacht op C. Bakker (werkgever)",
            "D5 Geheimhoudingsverklaring afgeleid beroepsgeheim: wacht op B. Jansen",
            "D1 Delegatieovereenkomst: wacht op B. Jansen",
        ],
    ),
    "issued already": ("uitgegeven", issues, ["DLG-2026-0042 is al uitgegeven"]),
    "closing before anything is issued": (
        "gemaakt",
        closes,
        ["kan nog niet worden verzegeld", "D6 Terugkoppeling aan de werkgever (blanco): wacht op uitgifte"],
    ),
    "closing too early": (
        "taakgedelegeerde",
        closes,
        ["kan nog niet worden verzegeld", "D2 Werkgeversverklaring: wacht op A.M. de Vries (bedrijfsarts)"],
    ),
    "closed already": ("verzegeld", closes, ["is al verzegeld"]),
    "signing what is closed": (
        "verzegeld",
        signs("bedrijfsarts"),
        ["D1 Delegatieovereenkomst: al ondertekend"],
    ),
}


@pytest.mark.parametrize("case", NOTHING_WAITS)
def test_when_nothing_waits_each_document_says_why(case: str, workshop: Workshop, shelf: Shelf) -> None:
    stage, act, says = NOTHING_WAITS[case]
    dossier = shelf.take(stage)
    before = snapshot(dossier.folder)
    with pytest.raises(WrongTurn) as caught:
        act(workshop, dossier)
    for sentence in says:
        assert sentence in caught.value.message
    assert snapshot(dossier.folder) == before


def test_a_role_that_signs_nothing_is_told_so(workshop: Workshop, shelf: Shelf) -> None:
    with pytest.raises(WrongTurn, match="tekent de werkgever niets"):
        workshop.approve(shelf.take("uitgegeven"), "werkgever", only=("D4",))


def test_a_document_whose_line_an_older_program_left_out_is_written_before_the_next(
    workshop: Workshop, shelf: Shelf
) -> None:
    dossier = shelf.take("werkgever")
    path = dossier.folder / LEDGER
    *before, last = path.read_bytes().splitlines(keepends=True)
    assert b'"document":"D2"' in last
    path.write_bytes(b"".join(before))
    assert workshop.approve(dossier, "taakgedelegeerde", only=("D3", "D4")) == ["D3", "D4"]
    assert workshop.approve(dossier, "bedrijfsarts", only=("D2",)) == ["D2"]
    assert entries(dossier)[-3:] == [("ondertekening", "D4"), ("aangevuld", "D2"), ("ondertekening", "D2")]
    last_of = {
        line.data["document"]: line.data["na"] for line in ledger.read((dossier.folder / LEDGER).read_bytes())
    }
    assert last_of == {one.id: sha256(dossier.read_pdf(one)) for one in dossier.manifest.documents}


def signed_by_all(workshop: Workshop, shelf: Shelf) -> Dossier:
    """A small dossier that waits for its closing only; not verified afterwards."""
    dossier = open_dossier(shelf.copy(workshop.small("uitgegeven")))
    for role in ("taakgedelegeerde", "bedrijfsarts"):
        if any(one.document.plan.slot_of(role) for one in standings(dossier)):
            workshop.approve(dossier, role)
    return dossier


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The digests of what was really verified."""
    seen: list[str] = []
    real = once.verify

    def verify(pdf: bytes, **given: Any) -> Any:
        seen.append(sha256(pdf))
        return real(pdf, **given)

    monkeypatch.setattr(once, "verify", verify)
    return seen


def test_what_closing_verified_is_not_verified_again_for_the_statement(
    workshop: Workshop, shelf: Shelf, verified: list[str]
) -> None:
    dossier = signed_by_all(workshop, shelf)
    verified.clear()
    workshop.close(dossier)
    papers = [sha256(dossier.read_pdf(one)) for one in dossier.manifest.documents]
    assert [verified.count(one) for one in papers] == [1] * len(papers)
    assert len(verified) == len(papers) + 2  # the statement: issued, and closed


def test_a_paper_that_changed_since_it_was_sealed_is_verified_anew(
    workshop: Workshop, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = signed_by_all(workshop, shelf)
    path = dossier.folder / dossier.manifest.documents[0].pdf

    def harmed(*_given: object, **_more: object) -> bool:
        path.write_bytes(altered_page(path.read_bytes()))
        return False

    monkeypatch.setattr(logbook, "complete", harmed)
    with pytest.raises(InputRefused, match=f"{path.name} is niet geldig, dus het dossier wordt niet"):
        workshop.close(dossier)
    assert not (dossier.folder / STATEMENT_PDF).exists()


def unstated(folder: Path, *, lines: int) -> None:
    """What a kill before the statement leaves; `lines` of the ledger were not written either."""
    (folder / STATEMENT_PDF).unlink()
    (folder / STATEMENT_WORD).unlink()
    path = folder / LEDGER
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[: -1 - lines]))


def test_a_kill_at_the_last_line_before_the_statement_can_be_repaired(
    workshop: Workshop, shelf: Shelf
) -> None:
    dossier = shelf.take("verzegeld")
    unstated(dossier.folder, lines=1)
    assert workshop.close(dossier) == [STATEMENT]
    assert entries(dossier)[-2:] == [("aangevuld", "D13"), ("dossierverklaring", STATEMENT)]
    with pytest.raises(WrongTurn, match="is al verzegeld"):
        workshop.close(dossier)


def test_the_ledger_is_not_completed_with_a_pdf_that_does_not_verify(
    workshop: Workshop, shelf: Shelf
) -> None:
    """Nor is a dossier closed in which such a PDF lies."""
    dossier = open_dossier(shelf.spoil("verzegeld"))
    unstated(dossier.folder, lines=1)
    path = dossier.folder / PDF["D13"]
    path.write_bytes(altered_page(path.read_bytes()))
    before = snapshot(dossier.folder)
    with pytest.raises(
        InputRefused, match=r"D13-toezichtverslag\.pdf is niet geldig, dus het dossier wordt niet"
    ):
        workshop.close(dossier)
    assert entries(dossier)[-1] == ("verzegeling", "D7")
    assert snapshot(dossier.folder) == before


@pytest.mark.parametrize(
    ("stage", "act"), [("gemaakt", "issue"), ("uitgegeven", "approve"), ("ondertekend", "close")]
)
def test_a_time_stamp_service_that_is_down_leaves_the_dossier(
    stage: str, act: str, workshop: Workshop, shelf: Shelf
) -> None:
    dossier = shelf.take(stage)
    before = snapshot(dossier.folder)
    step = {
        "issue": lambda: workshop.issue(dossier, services=down(workshop)),
        "approve": lambda: workshop.approve(dossier, "werkgever", services=down(workshop)),
        "close": lambda: workshop.close(dossier, services=down(workshop)),
    }[act]
    with pytest.raises(ServiceFailed, match="tijdstempeldienst") as caught:
        step()
    assert "niet gewijzigd" in caught.value.hint
    assert snapshot(dossier.folder) == before


def test_a_second_call_goes_on_after_a_failure_on_the_third_document(
    workshop: Workshop, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = shelf.take("gemaakt")
    real = sign.issue

    def third_fails(papers: Sequence[sign.Paper], *args: Any, **kwargs: Any) -> list[Outcome]:
        made = real(papers, *args, **kwargs)
        return [*made[:2], ServiceFailed("De tijdstempeldienst gaf geen antwoord."), *made[3:]]

    with monkeypatch.context() as patch:
        patch.setattr(sign, "issue", third_fails)
        with pytest.raises(ServiceFailed):
            workshop.issue(dossier)
    third, others = ORDER[2], [one for one in ORDER if one != ORDER[2]]
    assert [one for one, stage in stages(dossier).items() if stage == "gereed"] == [third]
    assert workshop.issue(dossier) == [third]
    assert entries(dossier) == [("uitgifte", one) for one in (*others, third)]


def test_a_broken_ledger_stops_the_step_before_a_signature_is_set(workshop: Workshop, shelf: Shelf) -> None:
    dossier = shelf.take("uitgegeven")
    path = dossier.folder / LEDGER
    path.write_bytes(path.read_bytes().replace(b"uitgifte", b"uitgaven", 1))
    before = snapshot(dossier.folder)
    with pytest.raises(InputRefused, match="sluit niet aan"):
        workshop.approve(dossier, "werkgever")
    assert snapshot(dossier.folder) == before


DAMAGE = {
    "a PDF gone": (lambda path: path.unlink(), SurroundingsFailed),
    "a PDF that is none": (lambda path: path.write_bytes(b"Geachte heer"), DocumentRefused),
    "another PDF": (
        lambda path: path.write_bytes((path.parents[1] / PDF["D4"]).read_bytes()),
        DocumentRefused,
    ),
}


@pytest.mark.parametrize("case", DAMAGE)
def test_a_damaged_dossier_is_not_signed(case: str, workshop: Workshop, shelf: Shelf) -> None:
    harm, error = DAMAGE[case]
    dossier = open_dossier(shelf.spoil("uitgegeven"))
    harm(dossier.folder / PDF["D3"])
    before = snapshot(dossier.folder)
    with pytest.raises(error):
        workshop.approve(dossier, "werkgever")
    assert snapshot(dossier.folder) == before


def test_progress_names_dossier_and_document(workshop: Workshop, shelf: Shelf) -> None:
    told: list[str] = []
    done: list[Document] = steps.approve(
        shelf.take("uitgegeven"), "werkgever", workshop.key(SIGNERS["werkgever"]), workshop.services,
        progress=told.append, clock=now,
    )  # fmt: skip
    on_certificate = [line for line in told if line.startswith(("Certificaat", "  "))]
    assert told == [
        *on_certificate,
        *(f"DLG-2026-0042 {document.id} {document.plan.title}" for document in done),
    ]
    assert on_certificate[0].startswith(f"Certificaat: {SIGNERS['werkgever']}, uitgegeven door Proefuitgever")
