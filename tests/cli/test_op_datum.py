"""`verifieer --op-datum`: the verdict as of another day, told with the verdict."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from tests.workshop import Workshop

PAPER = "pdf/D9-informatiebrief-werknemers.pdf"


@pytest.fixture
def judge(workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """Verify a paper of the sealed small dossier, or all of it, as of a day."""
    monkeypatch.chdir(tmp_path)

    def run(day: str, *words: str, of: str = PAPER) -> Result:
        path = workshop.small("verzegeld") / of
        known = ["--vertrouw", workshop.pki.root, "--sjablonen", workshop.own]
        given = ["verifieer", path, *known, *(["--op-datum", day] if day else []), *words]
        return CliRunner().invoke(main, [str(one) for one in given])

    return run


def day(days: int) -> str:
    return f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%d}"


# The services sign with RSA-2048: good to the end of 2028.
DAYS = [
    pytest.param("2028-12-31", 0, "GELDIG", id="the last day of the algorithm"),
    pytest.param("31-12-2028", 0, "GELDIG", id="a day as it is written here"),
    pytest.param("2029-01-01", 3, "NIET VAST TE STELLEN", id="the day after"),
    pytest.param("2046-03-01", 3, "NIET VAST TE STELLEN", id="twenty years on"),
    pytest.param(day(-1), 3, "NIET VAST TE STELLEN", id="the day before it was sealed"),
    pytest.param("2001-01-01", 3, "NIET VAST TE STELLEN", id="long before"),
]


@pytest.mark.parametrize(("when", "code", "word"), DAYS)
@pytest.mark.parametrize("of", [pytest.param(PAPER, id="a paper"), pytest.param("", id="the dossier")])
def test_the_day_decides(of: str, when: str, code: int, word: str, judge: object) -> None:
    result = judge(when, of=of)  # type: ignore[operator]
    assert result.exit_code == code, result.output
    *_, said, last = result.stdout.splitlines()
    assert last == f"Oordeel: {word}"
    assert said.startswith("Beoordeeld naar het einde van ")
    assert said.endswith(" (23:59:59 UTC).")


def test_the_reason_is_that_it_was_not_there(judge: object) -> None:
    told = judge(day(-1)).stdout  # type: ignore[operator]
    assert "was dit er nog niet: het tijdstempel is van" in told
    assert "[nog-niet-gezet]" in told


def test_an_aged_algorithm_is_the_reason(judge: object) -> None:
    told = judge("2029-01-01").stdout  # type: ignore[operator]
    assert told.count("[verouderd]") == 1, "what it covers was good at the proven time"
    assert "geldt niet meer als betrouwbaar" in told


def test_programs_are_told_the_moment(judge: object) -> None:
    assert json.loads(judge("2028-03-01", "--json").stdout)["at"] == "2028-03-01T23:59:59+00:00"  # type: ignore[operator]


def test_without_a_day_it_is_now(judge: object) -> None:
    result = judge("", "--json")  # type: ignore[operator]
    at = datetime.fromisoformat(json.loads(result.stdout)["at"])
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=10)
    assert "Beoordeeld naar" not in judge("").stdout  # type: ignore[operator]


REFUSED = [
    pytest.param("morgen", "is geen dag", id="a word"),
    pytest.param("2046-02-30", "is geen dag", id="no such day"),
    pytest.param("9999-12-31", "kies een dag in de jaren", id="the end of days"),
]


@pytest.mark.parametrize(("when", "says"), REFUSED)
def test_what_is_no_day_is_refused(when: str, says: str, judge: object) -> None:
    result = judge(when)  # type: ignore[operator]
    assert result.exit_code == 2
    assert says in result.stderr
