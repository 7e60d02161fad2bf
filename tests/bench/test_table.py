"""What is shown says what was measured: no target missed in silence, no peer left out. Nothing is timed here."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from tests.bench import plot
from tests.bench.crew import Failed, Job, alone
from tests.bench.measure import Measure, Target, absent, measured, number, quartiles
from tests.bench.page import page, reasons
from tests.bench.report import Machine, Report
from tests.bench.stand import STEPS, Section
from tests.bench.table import UNEXPLAINED, as_json, lines

WHY = {"make.batch": "Typst zet twaalf keer, LibreOffice één keer."}
TWICE, EACH = Target(limit=2, kind="least"), Target(limit=40, kind="most", of="value", unit="ms")
GONE = "LibreOffice staat niet op deze machine"


def report(*rows: Measure) -> Report:
    """A run with these rows, and all that the rest is computed from."""
    life = tuple(measured(f"life.{step}", step, "ms", [360.0]) for step in STEPS)
    return Report(
        day=date(2026, 11, 23),
        length="kort",
        machine=Machine(cores=2, processor="Proef", system="Linux", python="3.11.7"),
        sections=(
            Section(title="Een dossier maken", says="Per document.", measures=rows),
            Section(title="Een heel leven", says="Rekentijd.", measures=life),
        ),
    )


OURS = measured("make", "delegatie", "ms", [30.0, 31.0, 35.0], peak=150.4, target=EACH)
MISSED = measured("make.batch", "LibreOffice, één start", "ms", [50.0], against=OURS, target=TWICE)
MET = measured("make.batch", "LibreOffice, één start", "ms", [93.0], against=OURS, target=TWICE)
MISSING = absent("make.batch", "LibreOffice, één start", GONE, target=TWICE)


@pytest.mark.parametrize(
    ("values", "low", "median", "high"),
    [
        pytest.param([7.0], 7, 7, 7, id="one round"),
        pytest.param([9.0, 7.0], 7, 8, 9, id="two rounds: the least and the most"),
        pytest.param([1.0, 2.0, 3.0, 4.0, 100.0], 2, 3, 4, id="quartiles, that no outlier moves"),
    ],
)
def test_a_row_tells_its_median_and_how_far_the_rounds_lie_apart(
    values: list[float], low: float, median: float, high: float
) -> None:
    assert quartiles(values) == (low, median, high)
    row = measured("x", "x", "ms", values)
    assert (row.rounds, row.low, row.median, row.high) == (len(values), low, median, high)


@pytest.mark.parametrize(
    ("target", "median", "met"),
    [
        pytest.param(Target(limit=40, kind="most", of="value", unit="ms"), 40.0, True, id="at most, just"),
        pytest.param(Target(limit=40, kind="most", of="value", unit="ms"), 40.1, False, id="at most, not"),
        pytest.param(Target(limit=4, kind="least"), 40.0, True, id="so many times, just"),
        pytest.param(Target(limit=4, kind="least"), 39.9, False, id="so many times, not"),
    ],
)
def test_a_target_is_met_or_missed(target: Target, median: float, met: object) -> None:
    ten = measured("ten", "tien", "ms", [10.0])
    assert measured("x", "x", "ms", [median], against=ten, target=target).met is met


def test_a_target_on_a_ratio_to_a_missing_peer_is_neither_met_nor_missed() -> None:
    row = measured("x", "x", "ms", [10.0], against=absent("y", "y", GONE), target=TWICE)
    assert (row.ratio, row.met, row.target) == (None, None, "ten minste 2 ×")


def test_a_missed_target_is_told_with_its_reason_in_the_table_and_on_the_page() -> None:
    found = report(OURS, MISSED)
    shown = "\n".join(lines(found.sections[0], WHY))
    assert "ten minste 2 ×: NIET gehaald" in shown
    assert f"niet gehaald: {WHY['make.batch']}" in shown
    written = page(found, WHY, "Vier grafieken")
    assert f"| 1,61 × | **nee**: {WHY['make.batch']} |" in written
    assert f"Niet gehaald: LibreOffice, één start (ten minste 2 ×). {WHY['make.batch']}" in written


def test_a_missed_target_that_nobody_explained_says_so() -> None:
    found = report(OURS, MISSED)
    assert UNEXPLAINED in "\n".join(lines(found.sections[0], {}))
    assert f"**nee**: {UNEXPLAINED}" in page(found, {}, "x")


def test_a_met_target_is_told_without_a_reason() -> None:
    found = report(OURS, MET)
    shown = "\n".join(lines(found.sections[0], WHY))
    assert "ten minste 2 ×: gehaald" in shown
    assert "niet gehaald" not in shown.lower()
    written = page(found, WHY, "x")
    assert "| LibreOffice, één start | ten minste 2 × | 3 × | ja |" in written
    assert "| delegatie | hoogstens 40 ms | 31 ms | ja |" in written


def test_a_missing_peer_is_told_everywhere() -> None:
    found = report(OURS, MISSING)
    assert f"niet gemeten  {GONE}" in "\n".join(lines(found.sections[0], WHY))
    written = page(found, WHY, plot.words(found.measures))
    assert f"niet te zeggen: {GONE}" in written
    assert "LibreOffice, één start: niet gemeten" in written.partition("## ")[0]
    rows = json.loads(as_json(found))["sections"][0]["measures"]
    assert [(row["missing"], row["met"], row["rounds"]) for row in rows] == [("", True, 3), (GONE, None, 0)]


def test_json_holds_every_figure() -> None:
    data = json.loads(as_json(report(OURS, MISSED)))
    assert data["sections"][0]["measures"][1] == {
        "key": "make.batch",
        "name": "LibreOffice, één start",
        "unit": "ms",
        "rounds": 1,
        "median": 50.0,
        "low": 50.0,
        "high": 50.0,
        "peak": None,
        "against": "delegatie",
        "ratio": 50 / 31,
        "target": "ten minste 2 ×",
        "met": False,
        "missing": "",
    }
    assert data["machine"]["cores"] == 2


def test_two_rows_of_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="same key"):
        report(OURS, OURS).measures  # noqa: B018


def test_a_million_is_computed_from_what_one_takes() -> None:
    plans = [measured(f"grow.plan.{count}", "x", "ms", [took]) for count, took in ((10, 9.0), (100, 3.6))]
    shares = report(OURS, *plans).million
    assert [(one.name, round(one.hours, 6)) for one in shares] == [
        *((step, 100) for step in STEPS),
        ("plannen", 1),  # by the largest number that was planned
        ("samen", 100 * len(STEPS) + 1),
    ]
    assert shares[0].spread == shares[0].hours / 32
    written = page(report(OURS, *plans), {}, "x")
    assert "Dit is berekend" in written
    assert "| samen | 601 | 18,8 |" in written


def test_the_plot_is_the_same_for_the_same_figures() -> None:
    grown = [measured(f"grow.make.{count}", "x", "ms", [3.0]) for count in (1, 10)]
    measures = report(OURS, MISSED, *grown).measures
    drawn = plot.plot(measures)
    assert drawn == plot.plot(measures)
    assert b"<dc:date>" not in drawn
    assert drawn != plot.plot(report(OURS, MET, *grown).measures)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(0.154, "0,15", id="small"),
        pytest.param(39.96, "40", id="rounded"),
        pytest.param(12.34, "12,3", id="tens"),
        pytest.param(1234567.0, "1.234.567", id="large"),
        pytest.param(100.0, "100", id="zeros that count"),
    ],
)
def test_numbers_are_dutch(value: float, text: str) -> None:
    assert number(value) == text


def test_a_broken_peer_is_told_and_one_of_our_own_ends_the_run() -> None:
    broken = Job(act="tests.bench.acts.shell:run", given={"words": ["-c", "raise SystemExit('stuk')"]})
    assert alone(replace(broken, peer=True), 1).missing == "mislukt: RuntimeError: stuk"
    with pytest.raises(Failed, match="stuk"):
        alone(broken, 1)


def test_a_job_gives_a_sample_a_round_and_the_memory() -> None:
    run = alone(Job(act="tests.bench.acts.shell:run", given={"words": ["-c", "pass"]}), 2)
    assert len(run.wall()) == 2
    assert run.peak > 1
    assert run.missing == ""


def test_reasons_are_sentences_for_rows() -> None:
    assert all(key and text.endswith(".") for key, text in reasons().items())
