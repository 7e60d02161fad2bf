"""The ledger and the documents say the same, or it is named what does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from generator import books
from generator.cli import main
from generator.dossier import LEDGER, Dossier, open_dossier
from generator.statement import find
from signing import ledger
from tests.workshop import PDF, Shelf, Workshop

Line = dict[str, Any]
Change = Callable[[list[Line]], list[Line]]


def said(dossier: Dossier) -> list[str]:
    return [problem.message for problem in books.ledger_problems(dossier, find(dossier))]


def rewrite(folder: Path, change: Change) -> None:
    """Write the ledger anew with other lines, its own chain whole: as a forger would."""
    path = folder / LEDGER
    lines = [dict(entry.data) for entry in ledger.read(path.read_bytes())]
    data = b""
    for line in change(lines):
        data = ledger.append(data, {key: value for key, value in line.items() if key not in ("nr", "vorige")})
    path.write_bytes(data)


def of(lines: list[Line], step: str, document: str) -> Line:
    return next(line for line in lines if (line["stap"], line["document"]) == (step, document))


def without(step: str, document: str) -> Change:
    return lambda lines: [line for line in lines if line is not of(lines, step, document)]


def edited(step: str, document: str, **values: Any) -> Change:
    def change(lines: list[Line]) -> list[Line]:
        of(lines, step, document).update(values)
        return lines

    return change


def twice(lines: list[Line]) -> list[Line]:
    return [*lines, of(lines, "ondertekening", "D2")]


def swapped(lines: list[Line]) -> list[Line]:
    """The two lines of persons on D3 change places."""
    one, other = [index for index, line in enumerate(lines) if line["document"] == "D3"][1:3]
    lines[one], lines[other] = lines[other], lines[one]
    return lines


def another_document(lines: list[Line]) -> list[Line]:
    return [*lines, {**lines[-1], "document": "D99"}]


def other_numbers(lines: list[Line]) -> list[Line]:
    """An earlier line says another length and digest, and so does the next: the links themselves hold."""
    first, second = [line for line in lines if line["document"] == "D3"][:2]
    first["na"] = second["voor"] = "0" * 64
    return lines


def more_length(lines: list[Line]) -> list[Line]:
    last = [line for line in lines if line["document"] == "D2"][-1]
    last["bytes"] += 1
    return lines


HARMS: dict[str, tuple[Change, list[str]]] = {
    "a line gone from the middle": (
        without("ondertekening", "D3"),
        ["(ondertekening van D3) sluit niet aan"],
    ),
    "the first line gone": (
        without("uitgifte", "D4"),
        ["(ondertekening van D4) sluit niet aan"],
    ),
    "the last line gone": (
        without("ondertekening", "D4"),
        ["noemt een andere pdf/D4-gedragscode.pdf dan er nu staat"],
    ),
    "a line twice": (twice, ["(ondertekening van D2) sluit niet aan"]),
    "two lines swapped": (
        swapped,
        [
            "sluit niet aan",
            "sluit niet aan",
            "noemt een andere pdf/D3-ontslagbescherming.pdf dan er nu staat",
        ],
    ),
    "a document that is not here": (
        another_document,
        ["van D99) gaat over een document dat niet in dit dossier zit"],
    ),
    "bytes that never were": (
        other_numbers,
        ["een toestand die pdf/D3-ontslagbescherming.pdf nooit heeft gehad"],
    ),
    "another length": (more_length, ["een toestand die pdf/D2-werkgeversverklaring.pdf nooit heeft gehad"]),
    "another name": (
        edited("ondertekening", "D4", naam="C. Bakker"),
        ["de handtekening die toen op pdf/D4-gedragscode.pdf is gezet: die van B. Jansen (taakgedelegeerde)"],
    ),
    "another role": (
        edited("ondertekening", "D4", rol="werkgever"),
        ["een andere persoon, rol of ander certificaat"],
    ),
    "another certificate": (
        edited("ondertekening", "D4", certificaat="0" * 64),
        ["een andere persoon, rol of ander certificaat"],
    ),
    "another level": (
        edited("ondertekening", "D4", niveau="B-LTA"),
        ["ander niveau dan toen is bereikt: B-LT"],
    ),
    "other services": (
        edited("uitgifte", "D4", diensten={"tijdstempel": ["x"], "ocsp": [], "crl": []}),
        ["noemt andere diensten dan toen zijn gebruikt"],
    ),
}


@pytest.mark.parametrize("case", HARMS)
def test_each_difference_is_named(case: str, shelf: Shelf) -> None:
    change, says = HARMS[case]
    folder = shelf.spoil("taakgedelegeerde")
    rewrite(folder, change)
    told = said(open_dossier(folder))
    assert len(told) == len(says)
    assert all(part in one for part, one in zip(says, told, strict=True))


@pytest.mark.parametrize("stage", ["gemaakt", "taakgedelegeerde", "verzegeld"])
def test_an_honest_ledger_agrees(stage: str, workshop: Workshop) -> None:
    assert said(open_dossier(workshop.stage(stage))) == []


def test_the_line_of_the_statement_is_held_against_it_too(workshop: Workshop, shelf: Shelf) -> None:
    folder = shelf.copy(workshop.small("verzegeld"))
    rewrite(folder, edited("dossierverklaring", "D14", voor="0" * 64))
    dossier = open_dossier(folder)
    told = [one.message for one in books.ledger_problems(dossier, find(dossier, workshop.own))]
    assert [one.split(" van het")[0] for one in told] == ["Regel 5"]
    assert "(dossierverklaring van D14) sluit niet aan" in told[0]


def test_a_line_of_an_older_program_says_less_and_is_still_good(shelf: Shelf) -> None:
    folder = shelf.spoil("taakgedelegeerde")
    rewrite(
        folder,
        lambda lines: [{k: v for k, v in line.items() if k not in ("niveau", "diensten")} for line in lines],
    )
    assert said(open_dossier(folder)) == []


@pytest.mark.parametrize("key", ["stap", "document", "na", "bytes"])
def test_a_value_of_another_type_is_named_and_breaks_nothing(key: str, shelf: Shelf) -> None:
    folder = shelf.spoil("taakgedelegeerde")

    def strange(lines: list[Line]) -> list[Line]:
        lines[-1][key] = []  # the last, so that it can be written
        return lines

    rewrite(folder, strange)
    dossier = open_dossier(folder)
    (told,) = said(dossier)
    assert f"klopt niet: bij «{key}» staat geen" in told
    assert [one.message for one in books.chain_problems(dossier)] == [told]


def test_a_document_that_is_another_is_named_once(shelf: Shelf) -> None:
    folder = shelf.spoil("taakgedelegeerde")
    (folder / PDF["D4"]).write_bytes((folder / PDF["D5"]).read_bytes())
    told = said(open_dossier(folder))
    assert told == ["Het logboek noemt een andere pdf/D4-gedragscode.pdf dan er nu staat."]


def test_the_status_says_that_ledger_and_document_differ(shelf: Shelf) -> None:
    folder = shelf.spoil("taakgedelegeerde")
    rewrite(folder, without("ondertekening", "D3"))
    result = CliRunner().invoke(main, ["status", str(folder)])
    assert result.exit_code == 0
    assert "LET OP: Regel " in result.output
    assert (
        "(ondertekening van D3) sluit niet aan op wat daarvoor met pdf/D3-ontslagbescherming.pdf"
        in result.output
    )
