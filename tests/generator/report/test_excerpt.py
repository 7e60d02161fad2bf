"""The line that is shown under a finding, and where the mark comes."""

from __future__ import annotations

import pytest

from generator.report.excerpt import excerpt, printable

ROWS = [
    pytest.param("plaats: x", 9, "plaats: x", 8, id="a plain line"),
    pytest.param("a: x", 1, "a: x", 0, id="its beginning"),
    pytest.param("a: x", 99, "a: x", 4, id="beyond its end"),
    pytest.param("", 1, "", 0, id="an empty line"),
    pytest.param("\tb: 1", 2, "→   b: 1", 4, id="a tab takes four cells"),
    pytest.param("日本: x", 5, "日本: x", 6, id="wide letters take two"),
    pytest.param("e\u0301e\u0301: x", 7, "e\u0301e\u0301: x", 4, id="combining marks take none"),
    pytest.param("👩\u200d💼: x", 6, "👩\u200d💼: x", 6, id="a joiner takes none"),
    pytest.param("a: \x1b[2Jx", 4, "a: \ufffd[2Jx", 3, id="a control sequence is taken apart"),
    pytest.param("a: \x9b2J", 4, "a: \ufffd2J", 3, id="also in one byte"),
    pytest.param("a: \u202ecba", 5, "a: \ufffdcba", 4, id="no turned reading direction"),
]


@pytest.mark.parametrize(("line", "column", "shown", "before"), ROWS)
def test_what_is_shown_and_where_the_mark_comes(line: str, column: int, shown: str, before: int) -> None:
    found = excerpt(line, column)
    assert (found.line, found.before) == (shown, before)


@pytest.mark.parametrize("column", [1, 71, 72, 500_000, 999_999, 1_000_000])
def test_of_a_long_line_only_what_stands_around_the_place(column: int) -> None:
    line = "0123456789" * 100_000
    found = excerpt(line, column)
    assert len(found.line) <= 102
    assert found.line[found.before] == line[column - 1]
    assert found.line.startswith("…") == (column > 71)
    assert found.line.endswith("…") == (column < 999_970)


def test_a_long_line_of_wide_letters_is_not_twice_as_wide() -> None:
    found = excerpt("日" * 1000, 500)
    assert len(found.line) <= 52
    assert found.before == 71


def test_marks_without_end_do_not_fill_the_screen() -> None:
    assert len(excerpt("a" + "\u0301" * 100_000, 50_000).line) < 500


def test_a_message_stays_on_its_line() -> None:
    assert (
        printable("a\nb\tc\x1b[1m\u2028\u202e – «é» \u00a0日")
        == "a\ufffdb\ufffdc\ufffd[1m\ufffd\ufffd – «é» \u00a0日"
    )
