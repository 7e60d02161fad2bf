"""What a delegation file cannot show: looked at when papers are made, signed or verified, or over several files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
import word_documents
from click.testing import CliRunner
from example_file import both, changed, data, drop, findings, found, put, text

from generator import catalogue, conditions, logbook, printed
from generator.delegation import Delegation, parse
from generator.dossier import MANIFEST, Dossier, open_dossier
from generator.errors import InputRefused, InvalidFile, TemplateRefused
from generator.examine import examine
from generator.files import create_folder
from generator.limits import Limits
from generator.pipeline import Made, make
from generator.resources import content
from generator.rules.across import check_together, facts
from generator.steps import standings
from signing.errors import WrongTurn
from signing.sign import now
from tests.workshop import SIGNED_BY, Shelf, Workshop, snapshot

ROLES = ("taakgedelegeerde", "andere_rollen")
CASEMANAGER = put(*ROLES, value=[{"rol": "casemanager-verzuim", "voor": "werkgever"}])
FIRM = {kind.id: kind for kind in catalogue.all_documents() if kind.wanneer in ("altijd", "dienstverband")}


def delegation(name: str = "in-dienst") -> Delegation:
    return Delegation.model_validate(data(name))


def dossier_of(folder: Path, *, without: tuple[str, ...] = (), test: bool = False) -> Dossier:
    """The dossier of an example, with a manifest that lacks some documents."""
    create_folder(folder, _made(test=test).files, replace=False)
    dossier = open_dossier(folder)
    kept = tuple(one for one in dossier.manifest.documents if one.id not in without)
    return replace(dossier, manifest=replace(dossier.manifest, documents=kept))


@cache
def _made(*, test: bool) -> Made:
    return make(text().encode(), name="in-dienst.yaml", test=test)


# a part of what R-03 says


def r10_broken(_: Path) -> None:
    (told,) = (f for f in findings(CASEMANAGER) if f.rule == "R-03")
    assert "De NVAB verbiedt het niet uitdrukkelijk" in told.message
    assert "Afwijken kan niet" in told.message


def r10_kept(_: Path) -> None:
    deviates = put("afwijkingen", value=[{"regel": "R-03", "motivering": "NVAB.", "bron": "NVAB"}])
    assert found(both(CASEMANAGER, deviates)) == {
        ("R-03", "error", "taakgedelegeerde.andere_rollen[0]"),
        ("SCHEMA", "error", "afwijkingen[0].regel"),
    }


# a role that came later


def r15_broken(_: Path) -> None:
    with pytest.raises(InvalidFile, match="R-03"):
        make(changed(CASEMANAGER), name="x")


def r15_kept(_: Path) -> None:
    withdrawal = (content("examples") / "terugname.yaml").read_bytes()
    made = make(changed(CASEMANAGER), name="x", addition=withdrawal)
    assert {document.id for document in made.manifest.documents} == {"D12", "D12W"}
    with pytest.raises(InvalidFile, match="R-01"):  # another error stops it, as it stops all papers
        make(changed(put("bedrijfsarts", "functie", value="arboarts")), name="x", addition=withdrawal)


# V-04: the BIG number with name and profession


def v04_broken(_: Path) -> None:
    says = word_documents.of("A.M. de Vries, bedrijfsarts, tekent.")
    with pytest.raises(TemplateRefused, match=r"V-04.*A\.M\. de Vries.*bedrijfsarts\.big_nummer"):
        printed.require(says, FIRM["D9"], delegation())
    stand_in = word_documents.of("J. Peters, bedrijfsarts, neemt waar.")
    with pytest.raises(TemplateRefused, match=r"V-04.*waarnemer\.big_nummer"):
        printed.require(stand_in, FIRM["D9"], delegation())


def v04_kept(_: Path) -> None:
    printed.require(
        word_documents.of("A.M. de Vries, bedrijfsarts, BIG 19012345601."), FIRM["D9"], delegation()
    )
    printed.require(word_documents.of("Dossier van A.M. de Vries."), FIRM["D9"], delegation())
    printed.require(word_documents.of("De bedrijfsarts tekent."), FIRM["D9"], delegation())


# V-24: the roles are stated


def v24_broken(_: Path) -> None:
    assert found(drop(*ROLES)) == {("SCHEMA", "error", "taakgedelegeerde.andere_rollen")}


def v24_kept(_: Path) -> None:
    assert found(put(*ROLES, value=[])) == set()


# V-25: the four measures before the assignment


def v25_broken(tmp_path: Path) -> None:
    dossier = dossier_of(tmp_path / "d", without=("D2", "D5"))
    assert conditions.lacking(dossier, "D1", "bedrijfsarts") == ("D2", "D5")
    assert "D2, D5 zit niet in dit dossier" in conditions.why_lacking(("D2", "D5"))


def v25_kept(tmp_path: Path) -> None:
    whole = dossier_of(tmp_path / "whole")
    assert conditions.lacking(whole, "D1", "bedrijfsarts") == ()
    part = dossier_of(tmp_path / "part", without=("D2",))
    assert conditions.lacking(part, "D1", "taakgedelegeerde") == (), "the delegate may sign before"
    assert conditions.lacking(part, "D5", "bedrijfsarts") == ()


# V-26: the declaration is about the same


def v26_broken(_: Path) -> None:
    who = "B. Jansen, Gemeente Dommelwaard, tot en met 30 december 2027."
    with pytest.raises(TemplateRefused, match=r"V-26.*eindigt op 30 december 2027"):
        printed.require(word_documents.of(who), FIRM["D2"], delegation())
    with pytest.raises(TemplateRefused, match=r"(?s)V-26.*B\. Jansen.*V-26.*Gemeente Dommelwaard"):
        printed.require(word_documents.of("De werkgever verklaart."), FIRM["D2"], delegation())


def v26_kept(_: Path) -> None:
    who = "B. Jansen, Gemeente Dommelwaard, tot en met 31 december 2027."
    printed.require(word_documents.of(who), FIRM["D2"], delegation())
    printed.require(word_documents.of("De werkgever verklaart."), FIRM["D3"], delegation())


# V-33: another bedrijfsarts is another delegation

OTHER = both(
    put("bedrijfsarts", "naam", value="K. Ündürücü"), put("bedrijfsarts", "big_nummer", value="99012345601")
)


def v33_broken(tmp_path: Path) -> None:
    dossier = dossier_of(tmp_path / "d")
    with pytest.raises(InputRefused, match=r"V-33.*A\.M\. de Vries"):
        conditions.require_same_bedrijfsarts(dossier, changed(OTHER))


def v33_kept(tmp_path: Path) -> None:
    dossier = dossier_of(tmp_path / "d")
    conditions.require_same_bedrijfsarts(dossier, changed(put("plaats", value="Elders")))
    conditions.require_same_bedrijfsarts(
        dossier, changed(put("bedrijfsarts", "big_nummer", value="99012345601"))
    )


# V-34: over several files


def _crowd(number: int, **limits: int) -> list[tuple[str, str]]:
    files = [
        facts(parse(changed(put("taakgedelegeerde", "naam", value=f"Gedelegeerde {n}"))))
        for n in range(number)
    ]
    told = check_together([*files, files[0], None], limits=Limits(**limits))
    assert len(told) == number + 2
    return [(finding.rule, finding.severity) for one in told for finding in one]


def v34_broken(_: Path) -> None:
    assert _crowd(11) == [("V-34", "warning")] * 12  # each file; the same delegate twice counts once
    assert len(_crowd(3, delegates=2)) == 4


def v34_kept(_: Path) -> None:
    assert _crowd(10) == []
    after = both(
        put("looptijd", value={"ingang": "2028-01-01", "einde": "2028-12-31", "evaluaties": ["2028-05-01"]}),
        put("taakgedelegeerde", "naam", value="C. Later"),
    )
    files = [facts(parse(changed(change))) for change in (after, lambda _: None)]
    assert check_together(files, limits=Limits(delegates=1)) == ((), ()), "one after the other, not together"


PROOFS: dict[str, tuple[Callable[[Path], None], Callable[[Path], None]]] = {
    "R-10": (r10_broken, r10_kept),
    "R-15": (r15_broken, r15_kept),
    "V-04": (v04_broken, v04_kept),
    "V-24": (v24_broken, v24_kept),
    "V-25": (v25_broken, v25_kept),
    "V-26": (v26_broken, v26_kept),
    "V-33": (v33_broken, v33_kept),
    "V-34": (v34_broken, v34_kept),
}


@pytest.mark.parametrize(
    "proof", [one for two in PROOFS.values() for one in two], ids=lambda one: one.__name__
)
def test_later(proof: Callable[[Path], None], tmp_path: Path) -> None:
    proof(tmp_path)


@pytest.mark.parametrize(
    ("moment", "test", "late"),
    [
        pytest.param(datetime(2027, 1, 1, 23, tzinfo=UTC), False, False, id="on the day itself"),
        pytest.param(datetime(2027, 1, 2, 1, tzinfo=UTC), False, True, id="a day late"),
        pytest.param(datetime(2027, 6, 1, tzinfo=UTC), True, False, id="a trial is never late"),
    ],
)
def test_what_is_signed_after_the_beginning_is_told(
    tmp_path: Path, moment: datetime, *, test: bool, late: bool
) -> None:
    told = conditions.late(dossier_of(tmp_path / "d", test=test), [moment, datetime(2026, 12, 1, tzinfo=UTC)])
    assert bool(told) is late
    assert not late or ("V-19" in told and "2027-01-02" in told)


def test_a_dossier_of_another_bedrijfsarts_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from generator.cli import main

    monkeypatch.chdir(tmp_path)
    Path("een.yaml").write_bytes(changed(lambda _: None))
    Path("ander.yaml").write_bytes(changed(OTHER))
    run = CliRunner().invoke
    made = run(main, ["genereer", "een.yaml", "-o", "uit", "--alleen", "D5"])
    assert made.exit_code == 0, made.output
    refused = run(main, ["genereer", "ander.yaml", "-o", "uit", "--alleen", "D5", "--overschrijf"])
    assert refused.exit_code == 1
    assert "V-33" in refused.output
    shutil.rmtree("uit")
    assert run(main, ["genereer", "ander.yaml", "-o", "uit", "--alleen", "D5"]).exit_code == 0


def test_the_command_counts_over_the_files_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from generator.cli import main

    monkeypatch.chdir(tmp_path)
    for number in range(3):
        name = put("taakgedelegeerde", "naam", value=f"Gedelegeerde {number}")
        Path(f"{number}.yaml").write_bytes(changed(name))
    Path("delegatie.toml").write_text("[grenzen]\ntaakgedelegeerden = 2\n", encoding="utf-8")
    run = CliRunner().invoke
    several = run(main, ["controleer", "--json", "--streng", "0.yaml", "1.yaml", "2.yaml"])
    assert several.exit_code == 1
    assert several.output.count('"V-34"') == 3
    assert '"V-34"' not in run(main, ["controleer", "--json", "--streng", "0.yaml", "1.yaml"]).output


def test_the_bedrijfsarts_cannot_give_the_assignment_without_the_measures(
    shelf: Shelf, workshop: Workshop
) -> None:
    whole = shelf.take("taakgedelegeerde")
    kept = tuple(one for one in whole.manifest.documents if one.id != "D2")
    (whole.folder / MANIFEST).write_bytes(replace(whole.manifest, documents=kept).dumps())
    without = open_dossier(whole.folder)
    (agreement,) = (one for one in standings(without) if one.document.id == "D1")
    assert "D2" in agreement.blocked_by
    before = snapshot(whole.folder)
    with pytest.raises(WrongTurn, match=r"(?s)zodra .*D2.*V-25: D2 zit niet in dit dossier"):
        workshop.approve(without, "bedrijfsarts", only=("D1",))
    assert snapshot(whole.folder) == before


def test_signatures_after_the_beginning_are_told(workshop: Workshop, tmp_path: Path) -> None:
    signed = open_dossier(workshop.stage("ondertekend"))
    moments = logbook.signed_at(signed)
    assert len(moments) == sum(len(ids) for ids in SIGNED_BY.values())
    # The same papers, as if they were real and their delegation had begun before: only that one thing is told.
    begun = changed(put("looptijd", "ingang", value="2026-01-01"))
    folder = tmp_path / "begonnen"
    shutil.copytree(signed.folder, folder)
    (folder / "delegatie.yaml").write_bytes(begun)
    real = replace(open_dossier(folder), manifest=replace(signed.manifest, test=False))
    assert "V-19" in conditions.late(real, moments)
    assert conditions.late(replace(real, manifest=signed.manifest), moments) == ""


def test_lateness_reaches_the_verdict(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def late(_: Dossier, moments: list[datetime]) -> str:
        seen.append(len(moments))
        return "V-19: te laat."

    monkeypatch.setattr(conditions, "late", late)
    whole, *_ = examine(workshop.stage("ondertekend"), trust=workshop.trust, at=now())
    assert ("na-ingang", "V-19: te laat.") in [(one.code, one.message) for one in whole.problems]
    # What it means for the delegation is a question of law: the papers themselves are what they should be.
    assert whole.verdict == "indeterminate"
    assert seen == [sum(len(ids) for ids in SIGNED_BY.values())]
