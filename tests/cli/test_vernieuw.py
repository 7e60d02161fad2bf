"""`delegatie vernieuw`, as from the shell: the plan, and carrying it out through the years."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from icalendar import Calendar

from generator.cli import main
from signing.state import free_reserves
from tests.ages import Ages
from tests.workshop import ORGANISATION, Workshop, snapshot

PAPER = "pdf/D9-informatiebrief-werknemers.pdf"
YEARS_ON = datetime(2036, 3, 1, tzinfo=UTC)  # the certificate of the time-stamp ends in November


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("DELEGATIE_TSA", "DELEGATIE_VERTROUW"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def depot(workshop: Workshop, tmp_path: Path) -> Path:
    """A folder with two sealed dossiers, and one that is not."""
    for name, stage in (("A", "verzegeld"), ("B", "verzegeld"), ("C", "uitgegeven")):
        shutil.copytree(workshop.small(stage), tmp_path / "depot" / name)
    return tmp_path / "depot"


def test_the_plan_needs_no_key_and_changes_nothing(depot: Path) -> None:
    before = snapshot(depot)
    result = run("vernieuw", depot, "--plan")
    assert result.exit_code == 1, "one could not be read"
    assert snapshot(depot) == before
    told = result.stdout.splitlines()
    assert told[0].split() == [
        "stand",
        "kenmerk",
        "staat",
        "tot",
        "vernieuwen",
        "vóór",
        "reserve",
        "bewaren",
        "tot",
        "pad",
    ]
    assert [line.split()[-1] for line in told if line.startswith("later")] == [f"{depot}/A", f"{depot}/B"]
    assert "2 te bewaren; te vernieuwen binnen 365 dagen: 0." in told
    assert told[-2:] == [f"{depot}/C", "    Dossier DLG-2026-0042 is niet verzegeld, of beschadigd: D11, D9."]


def test_the_plan_does_not_depend_on_how_many_look(depot: Path) -> None:
    for number in range(9):
        (depot / f"leeg-{number}").mkdir()
        (depot / f"leeg-{number}" / "dossier.json").write_text("{}")
    shutil.copytree(depot / "A", depot / "leeg-A")
    told = [run("vernieuw", depot, "--plan", *words) for words in ([], ["-j", "1"], ["-j", "2"], ["-j", "3"])]
    assert {one.exit_code for one in told} == {1}
    assert {one.stderr for one in told} == {""}, "no progress where nobody watches"
    assert len({one.stdout for one in told}) == 1
    assert told[0].stdout.count("leeg-") == 2 * 9 + 1, "each is told, and why"


def test_the_plan_as_data_and_as_a_calendar(depot: Path) -> None:
    result = run("vernieuw", depot / "A", "--plan", "--json", "--ics", "plan.ics")
    assert result.exit_code == 0, result.output
    (row,) = json.loads(result.stdout)["renew"]
    assert (row["until"], row["renew_before"], row["reason"]) == ("2028-12-31", "2028-12-01", "algoritme")
    days = [
        one.decoded("dtstart") for one in Calendar.from_ical(Path("plan.ics").read_bytes()).walk("VEVENT")
    ]
    assert days == [date(2028, 12, 1), date(2047, 12, 31)]
    first = Path("plan.ics").read_bytes()
    run("vernieuw", depot / "A", "--plan", "--ics", "plan.ics")
    assert Path("plan.ics").read_bytes() == first


WRONG = [
    pytest.param(["--plan", "--uitvoeren"], "niet allebei", id="plan and carry out"),
    pytest.param(["--json"], "horen bij --plan", id="data of no plan"),
    pytest.param(["--uitvoeren", "--ics", "x.ics"], "horen bij --plan", id="a calendar of no plan"),
    pytest.param(["--plan", "--hoogstens", "3"], "hoort niet bij --plan", id="a bound on a plan"),
    pytest.param(["--uitvoeren", "--hoogstens", "0"], "0 valt buiten", id="none at all"),
    pytest.param([], "Noem de tijdstempeldienst", id="no time-stamp service"),
]


@pytest.mark.parametrize(("words", "says"), WRONG)
def test_what_does_not_go_together_is_refused(words: list[str], says: str, depot: Path) -> None:
    before = snapshot(depot)
    result = run("vernieuw", depot / "A", *words)
    assert result.exit_code == 2, result.output
    assert says in result.stderr
    assert snapshot(depot) == before


def test_what_is_due_is_renewed_and_the_same_command_goes_on(ages: Ages, tmp_path: Path) -> None:
    """Sealed in 2026 by a service whose certificate ends in 2036; renewed in 2036, one at a time."""
    for name in "AB":
        shutil.copytree(ages.small, tmp_path / "depot" / name)
    (tmp_path / "depot" / "0").mkdir()
    (tmp_path / "depot" / "0" / "dossier.json").write_text("{}", "utf-8")
    words = [
        "vernieuw", "depot", "--uitvoeren", "--hoogstens", "1", "--tsa", ages.pki(2036).tsa_url,
        "--vertrouw", ages.pki(2026).root, "--sjablonen", ages.workshop.own,
    ]  # fmt: skip
    with ages.world(2034):  # two years before the end
        early = run(*words)
        assert (early.exit_code, early.stdout) == (0, "Er is nu niets te vernieuwen.\n"), early.output
    with ages.world(YEARS_ON):
        for name in "AB":
            done = run(*words)
            assert done.exit_code == 0, done.output
            assert done.stdout.startswith(
                f"depot/{name}: vernieuwd (D9, D11, D14); het bewijs staat nu tot en met "
            )
            assert "2044" in done.stdout
        assert run(*words).stdout == "Er is nu niets te vernieuwen.\n"
    for name in "AB":
        assert len(free_reserves(Path("depot", name, PAPER).read_bytes())) == 1


def test_one_that_fails_is_told_at_the_end(ages: Ages, tmp_path: Path) -> None:
    shutil.copytree(ages.small, tmp_path / "goed")
    bad = Path(shutil.copytree(ages.small, tmp_path / "fout"))
    (bad / "pdf" / "D11-rolverdeling.pdf").write_bytes(b"%PDF-1.7 weg")
    with ages.world(2035):
        result = run(
            "vernieuw", "fout", "goed", "--tsa", ages.pki(2035).tsa_url,
            "--vertrouw", ages.pki(2026).root, "--sjablonen", ages.workshop.own,
        )  # fmt: skip
    assert result.exit_code == 1, result.output
    assert result.stdout.startswith("goed: vernieuwd")
    assert "Niet vernieuwd: 1 van 2.\n  fout: " in result.stderr


def test_a_package_asks_for_the_key_of_the_seal(ages: Ages, tmp_path: Path) -> None:
    shutil.copytree(ages.small, tmp_path / "dossier")
    own = ["--vertrouw", ages.pki(2026).root, "--sjablonen", ages.workshop.own]
    with ages.world(2026):
        made = run(
            "archiveer", "dossier", "-o", "archief", "--vorm", "zip", "--tsa", ages.pki(2026).tsa_url, *own,
            "--pem", *ages.pki(2026).keys[ORGANISATION],
        )  # fmt: skip
        assert made.exit_code == 0, made.output
    with ages.world(YEARS_ON):
        words = ["vernieuw", "archief", "--uitvoeren", "--tsa", ages.pki(2036).tsa_url, *own]
        without = run(*words)
        assert without.exit_code == 2
        assert "sleutel" in without.stderr
        done = run(*words, "--pem", *ages.pki(2036).keys[ORGANISATION])
        assert done.exit_code == 0, done.output
        assert (
            "archief/DLG-2026-0042.zip: vernieuwd (D9, D11, D14); het bewijs staat nu tot en met"
            in done.stdout
        )


def test_what_was_put_aside_when_a_run_was_killed_is_found_and_put_back(depot: Path) -> None:
    before = snapshot(depot)
    (depot / "A").rename(depot / ".A.abcdefgh.oud")
    left = snapshot(depot)
    for path in (depot, depot / "A"):
        plan = run("vernieuw", path, "--plan")
        assert (plan.exit_code, f"delegatie vernieuw {depot / 'A'}" in plan.stdout) == (1, True), plan.output
    assert snapshot(depot) == left, "a plan changes nothing"
    run("vernieuw", depot / "A", "--uitvoeren")
    assert snapshot(depot) == before


@pytest.mark.parametrize("option", [["--plan"], ["--uitvoeren"], []])
def test_what_is_not_there_is_said(option: list[str]) -> None:
    result = run("vernieuw", "weg", *option)
    assert (result.exit_code, "weg bestaat niet." in result.stderr) == (2, True), result.output
