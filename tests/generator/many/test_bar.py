"""What a progress bar says, and when: by a clock of the test's own."""

from __future__ import annotations

import pytest

from generator.cli.many import Bar
from generator.many import bar


@pytest.mark.parametrize(
    ("a_second", "said"),
    [
        pytest.param(12.34, "12 per seconde", id="many a second"),
        pytest.param(1234.0, "1.234 per seconde", id="thousands"),
        pytest.param(2.46, "2,5 per seconde", id="a few a second"),
        pytest.param(1.0, "1,0 per seconde", id="one a second"),
        pytest.param(0.5, "30 per minuut", id="less than one a second"),
        pytest.param(0.02, "1,2 per minuut", id="hardly one a minute"),
    ],
)
def test_a_rate_has_two_figures(a_second: float, said: str) -> None:
    assert bar.rate(a_second) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        pytest.param(0.0, "0 s", id="nothing"),
        pytest.param(0.2, "1 s", id="a part of a second"),
        pytest.param(59.0, "59 s", id="seconds"),
        pytest.param(59.5, "1 min 00 s", id="nearly a minute"),
        pytest.param(125.0, "2 min 05 s", id="minutes"),
        pytest.param(3599.5, "1 u 00 min", id="nearly an hour"),
        pytest.param(7322.0, "2 u 03 min", id="hours"),
        pytest.param(86_399.0, "24 u 00 min", id="nearly a day"),
        pytest.param(200_000.0, "2 d 07 u", id="days"),
    ],
)
def test_what_is_left_is_rounded_up(seconds: float, said: str) -> None:
    assert bar.left(seconds) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({}, "░░░░░░░░░░ 0/10", id="nothing done"),
        pytest.param({"done": 1, "seconds": 1.0}, "█░░░░░░░░░ 1/10", id="too early for a rate"),
        pytest.param(
            {"done": 5, "seconds": 10.0}, "█████░░░░░ 5/10 · 30 per minuut · nog 10 s", id="half"
        ),
        pytest.param({"done": 10, "seconds": 20.0}, "██████████ 10/10", id="done"),
        pytest.param({"done": 3, "failed": 2}, "███░░░░░░░ 3/10 · 2 mislukt", id="failed"),
        pytest.param({"at": "x.pdf: D5"}, "░░░░░░░░░░ 0/10 · x.pdf: D5", id="at hand"),
        pytest.param(
            {"done": 5, "seconds": 10.0, "columns": 23}, "5/10 · 30 per minuut", id="room for no half number"
        ),
        pytest.param({"columns": 6}, "0/10", id="no room for a bar"),
        pytest.param({"columns": 4, "done": 10}, "10/", id="hardly any room"),
        pytest.param({"columns": 0}, "", id="no room at all"),
    ],
)  # fmt: skip
def test_a_line(given: dict[str, object], said: str) -> None:
    values: dict[str, object] = {
        "done": 0,
        "total": 10,
        "failed": 0,
        "word": "mislukt",
        "seconds": 0.0,
        "at": "",
    }
    columns = given.pop("columns", len(said) + 1)
    line = bar.line(**values | given, columns=columns)  # type: ignore[arg-type]
    assert line == said
    assert len(line) <= max(0, int(str(columns)) - 1)


class TestOnATerminal:
    @pytest.fixture(autouse=True)
    def terminal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Bar, "_on_a_terminal", staticmethod(lambda: True))
        monkeypatch.setenv("COLUMNS", "60")

    def test_it_is_drawn_not_too_often_and_gone_when_cleared(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        now = [0.0]
        shown = Bar(200, clock=lambda: now[0])
        shown.step()
        assert "1/200" in capsys.readouterr().err
        now[0] = 0.05
        shown.step()
        assert capsys.readouterr().err == "", "nobody reads that fast"
        now[0] = 4.0
        shown.step(failed=True)
        assert capsys.readouterr().err.endswith(" 3/200 · 45 per minuut · nog 4 min 23 s · 1 mislukt")
        shown.clear()
        assert capsys.readouterr().err == "\r\x1b[K"
        shown.clear()
        assert capsys.readouterr().err == "", "it was gone"
        shown.step()
        assert "4/200" in capsys.readouterr().err, "what was cleared comes back at once"

    def test_a_stranger_cannot_write_on_the_terminal(self, capsys: pytest.CaptureFixture[str]) -> None:
        Bar(1).at("een\x1b[2J.pdf")
        assert "een\ufffd[2J.pdf" in capsys.readouterr().err


def test_elsewhere_there_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    shown = Bar(2)
    shown.step()
    shown.at("x")
    shown.clear()
    assert capsys.readouterr() == ("", "")
