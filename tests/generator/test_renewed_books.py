"""What the ledger may say of a closed dossier: that its time-stamps were renewed, each where it was, and no more."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator import books, closed, statement, steps
from generator.dossier import LEDGER, Dossier, open_dossier, sha256
from generator.errors import InputRefused
from generator.examine import examine
from signing import ledger, sign
from signing.errors import WrongTurn
from signing.ledger import Entry
from tests.ages import Ages, moment
from tests.workshop import SMALL, STATEMENT

D9, D11 = SMALL
Lines = list[dict[str, object]]


@pytest.fixture
def twice(ages: Ages) -> Path:
    """The small dossier, renewed in 2034 and 2042; never to be changed."""
    return ages.renewed[2042]


@pytest.fixture
def dossier(twice: Path, tmp_path: Path) -> Dossier:
    return open_dossier(Path(shutil.copytree(twice, tmp_path / "dossier")))


def entries(dossier: Dossier) -> tuple[Entry, ...]:
    return ledger.read((dossier.folder / LEDGER).read_bytes())


def rewrite(dossier: Dossier, change: Callable[[Lines], Lines]) -> None:
    """Write the ledger anew, its chain whole, as somebody would who wants to be believed."""
    said = [
        {key: value for key, value in one.data.items() if key not in ("nr", "vorige")}
        for one in entries(dossier)
    ]
    data = b""
    for line in change(said):
        data = ledger.append(data, line)  # type: ignore[arg-type]
    (dossier.folder / LEDGER).write_bytes(data)


def wrong(dossier: Dossier) -> str:
    """What the books are told of; whether the seals hold is judged elsewhere."""
    stated = statement.find(dossier)
    assert stated is not None
    problems = [*closed.problems(dossier, stated), *books.ledger_problems(dossier, stated)]
    return " ".join(problem.message for problem in problems)


def of(lines: Lines, document: str) -> Lines:
    """The lines of the two renewals of a document."""
    return [one for one in lines if one["document"] == document and one["stap"] == "vernieuwing"]


def last(lines: Lines, document: str) -> dict[str, object]:
    return [one for one in lines if one["document"] == document][-1]


def without_a_stamp(step: str) -> Callable[[Lines], Lines]:
    def change(lines: Lines) -> Lines:
        known = last(lines, D9)
        return [*lines, {**known, "stap": step, "voor": known["na"], "diensten": {}}]

    return change


def caught_up_without_a_stamp(lines: Lines) -> Lines:
    known = last(lines, D9)
    return [*lines, {key: known[key] for key in ("document", "tijd", "na", "bytes")} | {"stap": "aangevuld"}]


def two_under_one(step: str) -> Callable[[Lines], Lines]:
    def change(lines: Lines) -> Lines:
        first, second = of(lines, D9)
        both = {**second, "voor": first["voor"], "stap": step}
        if step == "aangevuld":
            both = {key: both[key] for key in ("stap", "document", "tijd", "na", "bytes")}
        return [both if one is second else one for one in lines if one is not first]

    return change


def changed(**values: object) -> Callable[[Lines], Lines]:
    def change(lines: Lines) -> Lines:
        (_, second) = of(lines, D9)
        return [{**one, **values} if one is second else one for one in lines]

    return change


def of_the_other(lines: Lines) -> Lines:
    (_, second) = of(lines, D9)
    return [{**one, "document": D11} if one is second else one for one in lines]


def closing_as_renewal(lines: Lines) -> Lines:
    return [
        {**one, "stap": "vernieuwing"} if (one["stap"], one["document"]) == ("verzegeling", D9) else one
        for one in lines
    ]


ONE_STAMP = "hoort voor één archieftijdstempel te staan"
AFTER = "na het sluiten van het dossier worden alleen nog tijdstempels vernieuwd"
ATTACKS = [
    pytest.param(without_a_stamp("vernieuwing"), ONE_STAMP, id="a-renewal-without-a-stamp"),
    pytest.param(caught_up_without_a_stamp, ONE_STAMP, id="a-line-to-catch-up-without-a-stamp"),
    pytest.param(two_under_one("vernieuwing"), ONE_STAMP, id="two-stamps-under-one-renewal"),
    pytest.param(two_under_one("aangevuld"), ONE_STAMP, id="two-stamps-under-one-line-to-catch-up"),
    pytest.param(changed(stap="ondertekening"), AFTER, id="a-signature-after-the-statement"),
    pytest.param(changed(stap="aanvulling"), AFTER, id="lifted-after-the-statement"),
    pytest.param(changed(stap="dossierverklaring"), AFTER, id="a-second-statement"),
    pytest.param(without_a_stamp("verzegeling"), AFTER, id="sealed-again"),
    pytest.param(changed(niveau="B-T"), "noemt een ander niveau", id="another-level"),
    pytest.param(changed(diensten={"tijdstempel": ["Anders"]}), "andere diensten", id="another-service"),
    pytest.param(changed(voor="0" * 64), "sluit niet aan", id="another-paper-before"),
    pytest.param(of_the_other, "sluit niet aan", id="the-line-of-another-paper"),
    pytest.param(closing_as_renewal, "nog niet verzegeld", id="the-closing-told-as-a-renewal"),
    pytest.param(lambda lines: lines[:-1], "noemt een andere", id="a-stamp-without-a-line"),
    pytest.param(lambda lines: [*lines, last(lines, D9)], "sluit niet aan", id="the-same-line-twice"),
]


def test_nothing_is_wrong_before_an_attack(dossier: Dossier, ages: Ages) -> None:
    assert wrong(dossier) == ""
    with ages.world(2043):
        items = examine(dossier.folder, trust=ages.trust, at=moment(2043), templates=ages.workshop.own)
    assert {item.verdict for item in items} == {"valid"}


@pytest.mark.parametrize(("attack", "says"), ATTACKS)
def test_a_ledger_that_tells_it_otherwise_is_not_believed(
    attack: Callable[[Lines], Lines], says: str, dossier: Dossier
) -> None:
    before = (dossier.folder / LEDGER).read_bytes()
    rewrite(dossier, attack)
    assert (dossier.folder / LEDGER).read_bytes() != before
    assert says in wrong(dossier)


def test_a_stamp_that_owes_its_line_gets_one_from_the_same_command(ages: Ages, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ages.small, tmp_path / "dossier"))
    with ages.world(2034) as services:
        steps.renew(open_dossier(folder), services, progress=lambda _: None, clock=sign.now)
        dossier = open_dossier(folder)
        rewrite(dossier, lambda lines: [one for one in lines if one["stap"] != "vernieuwing"])
        for document in dossier.manifest.documents:
            assert f"noemt een andere {document.pdf}" in wrong(dossier)
        with pytest.raises(WrongTurn, match="nog geen 30 dagen"):  # only their lines lacked
            steps.renew(dossier, ages.services(2034), progress=lambda _: None, clock=sign.now)
    assert [one.data["stap"] for one in entries(dossier)][-3:] == ["aangevuld"] * 3
    assert wrong(dossier) == ""


def test_what_the_ledger_does_not_know_is_not_renewed(ages: Ages, tmp_path: Path, twice: Path) -> None:
    folder = Path(shutil.copytree(ages.small, tmp_path / "dossier"))
    dossier = open_dossier(folder)
    document = dossier.manifest.documents[0]
    path = folder / document.pdf
    path.write_bytes((twice / document.pdf).read_bytes())  # two stamps ahead of the books
    digest = sha256(path.read_bytes())
    with ages.world(2043) as services, pytest.raises(InputRefused, match="er is niets vernieuwd"):
        steps.renew(dossier, services, progress=lambda _: None, clock=sign.now)
    assert sha256(path.read_bytes()) == digest
    assert STATEMENT not in [
        one.data["document"] for one in entries(dossier) if one.data["stap"] == "vernieuwing"
    ]
