"""A document and its line in the ledger are one: there or not there, whenever the process ends."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator import files, logbook
from generator.dossier import LEDGER, Dossier, open_dossier, sha256
from generator.errors import InputRefused, SurroundingsFailed
from generator.examine import examine
from generator.steps import standings
from signing import ledger
from signing.errors import WrongTurn
from signing.sign import now
from tests.workshop import ORGANISATION, SMALL, Shelf, Workshop, snapshot


class Kill(BaseException):
    """The process ends here."""


def ended(nth: int) -> Callable[..., Any]:
    """Replace files as always, but end at one call."""
    calls, real = [0], files.replace_file

    def act(path: Path, data: bytes) -> None:
        calls[0] += 1
        if calls[0] == nth:
            raise Kill
        real(path, data)

    return act


@pytest.fixture
def issued_but_killed(
    workshop: Workshop, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], Dossier]:
    """A small dossier whose issue ended at the nth file: of each document pending line, PDF, ledger."""

    def made(nth: int) -> Dossier:
        dossier = shelf.take_copy(workshop.small("gemaakt"))
        with monkeypatch.context() as patch:
            patch.setattr(logbook, "replace_file", ended(nth))
            with pytest.raises(Kill):
                workshop.issue(dossier)
        return dossier

    return made


def lines(dossier: Dossier) -> list[tuple[object, object]]:
    found = ledger.read((dossier.folder / LEDGER).read_bytes())
    return [(line.data["stap"], line.data["document"]) for line in found]


def signed(dossier: Dossier) -> list[str]:
    return [one.document.id for one in standings(dossier) if one.state.signed]


# Where it ends, the file: what is signed and what the ledger file says, then.
CUT = {
    "before the first line is beside": (1, [], []),
    "before the first document": (2, [], []),
    "before the first line is in the ledger": (3, SMALL[:1], []),
    "before the second line is beside": (4, SMALL[:1], SMALL[:1]),
    "before the second document": (5, SMALL[:1], SMALL[:1]),
    "before the second line is in the ledger": (6, SMALL, SMALL[:1]),
}


@pytest.mark.parametrize("case", CUT)
def test_the_same_command_completes_what_was_cut_off(
    case: str, issued_but_killed: Callable[[int], Dossier], workshop: Workshop
) -> None:
    nth, stands, written = CUT[case]
    dossier = issued_but_killed(nth)
    assert signed(dossier) == stands
    assert lines(dossier) == [("uitgifte", one) for one in written]
    left = snapshot(dossier.folder)
    whole, *_ = examine(dossier.folder, trust=workshop.trust, at=now(), templates=workshop.own)
    assert whole.problems == (), "a line that waits beside its document is part of the ledger"
    assert snapshot(dossier.folder) == left, "reading writes nothing"
    assert workshop.issue(dossier) == [one for one in SMALL if one not in written]
    assert lines(dossier) == [("uitgifte", one) for one in SMALL]
    assert not (dossier.folder / logbook.PENDING).exists()
    with pytest.raises(WrongTurn, match="is al uitgegeven"):
        workshop.issue(dossier)


def test_a_line_that_waited_is_the_line_that_would_have_been(
    issued_but_killed: Callable[[int], Dossier], workshop: Workshop
) -> None:
    dossier = issued_but_killed(3)
    workshop.issue(dossier)
    line = ledger.read((dossier.folder / LEDGER).read_bytes())[0].data
    assert line["naam"] == ORGANISATION
    assert line["rol"] == "organisatie"
    assert line["niveau"] == "B-LT"
    assert line["na"] == sha256(dossier.read_pdf(dossier.manifest.documents[0]))


def test_another_command_completes_it_too(
    issued_but_killed: Callable[[int], Dossier], workshop: Workshop
) -> None:
    dossier = issued_but_killed(6)
    assert set(SMALL) < set(workshop.close(dossier))
    assert lines(dossier)[:2] == [("uitgifte", one) for one in SMALL]


STRANGE = {
    "no JSON": b"\xff",
    "another shape": b"[]",
    "nothing": b"",
    "a place elsewhere": json.dumps({"pdf": "../../brief.pdf", "regels": "{}\n"}).encode(),
    "a line that does not go on": json.dumps(
        {"pdf": "pdf/D9-informatiebrief-werknemers.pdf", "regels": "{}\n"}
    ).encode(),
}


@pytest.mark.parametrize("case", STRANGE)
def test_what_anybody_else_put_there_counts_for_nothing(case: str, workshop: Workshop, shelf: Shelf) -> None:
    dossier = shelf.take_copy(workshop.small("gemaakt"))
    path = dossier.folder / logbook.PENDING
    path.write_bytes(STRANGE[case])
    assert logbook.read(dossier) == b""
    assert workshop.issue(dossier) == SMALL
    assert not path.exists()


def test_a_full_disk_at_the_document_leaves_nothing_beside(
    workshop: Workshop, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = shelf.take_copy(workshop.small("gemaakt"))
    before, real = snapshot(dossier.folder), files.replace_file

    def full(path: Path, data: bytes) -> None:
        if path.suffix == ".pdf":
            raise files._failed(path, OSError(errno.ENOSPC, "No space left on device"))
        real(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(logbook, "replace_file", full)
        with pytest.raises(SurroundingsFailed, match="de schijf is vol"):
            workshop.issue(dossier)
    assert snapshot(dossier.folder) == before


def test_what_killed_processes_left_is_cleared_away(workshop: Workshop, shelf: Shelf) -> None:
    dossier = shelf.take_copy(workshop.small("gemaakt"))
    pdf = dossier.manifest.documents[0].pdf
    left = [f"pdf/.{Path(pdf).name}.ab3_defg.nieuw", f".{LEDGER}.zzzzzzzz.nieuw", ".slot"]
    for name in left:
        (dossier.folder / name).write_bytes(b"half")
    kept = dossier.folder / "pdf" / ".mijn.nieuw"
    kept.write_bytes(b"van een mens")
    whole, *_ = examine(dossier.folder, trust=workshop.trust, at=now(), templates=workshop.own)
    assert [one.message for one in whole.problems] == ["pdf/.mijn.nieuw hoort niet in dit dossier."]
    workshop.issue(dossier)
    assert not [name for name in left if (dossier.folder / name).exists()]
    assert kept.exists()


def test_a_dossier_that_was_made_anew_meanwhile_is_not_signed(workshop: Workshop, shelf: Shelf) -> None:
    old = open_dossier(workshop.small("gemaakt", reference="DLG-2026-0043"))
    dossier = shelf.take_copy(workshop.small("gemaakt"))
    with pytest.raises(InputRefused, match="is zojuist opnieuw gemaakt"):
        workshop.issue(Dossier(folder=dossier.folder, manifest=old.manifest))
