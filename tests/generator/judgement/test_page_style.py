"""The style of the page: readable colours, a focus that is seen, and paper that does not cut rows."""

from __future__ import annotations

import re
from itertools import product

import pytest

from generator.judgement.page.language import HERE

CSS = (HERE / "page.css").read_text(encoding="utf-8")
MARKUP = "".join((HERE / name).read_text(encoding="utf-8") for name in ("page.html", "answer.html"))
COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", CSS))
BACKGROUNDS = ("paper", "panel", "good-soft", "bad-soft", "open-soft")
TEXTS = ("ink", "quiet", "link", "good", "bad", "open")


def luminance(colour: str) -> float:
    """Give the relative luminance (WCAG 2.2, definition)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(COLOURS[one]), luminance(COLOURS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_that_of_the_standard() -> None:
    COLOURS.update(black="#000000", white="#ffffff", grey="#767676")
    assert contrast("black", "white") == pytest.approx(21)
    assert contrast("grey", "white") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("text", "background"), list(product(TEXTS, BACKGROUNDS)))
def test_text_can_be_read_on_every_ground(text: str, background: str) -> None:
    """1.4.3: whatever stands on whatever, so that no rule of the style can make a bad pair."""
    assert contrast(text, background) >= 4.5


@pytest.mark.parametrize("background", BACKGROUNDS)
def test_lines_and_focus_are_seen_on_every_ground(background: str) -> None:
    """1.4.11: borders, and the outline of what has the focus."""
    assert contrast("line", background) >= 3
    assert contrast("link", background) >= 3


def test_there_are_no_colours_but_these() -> None:
    rules = CSS.split("}", 1)[1]
    assert set(BACKGROUNDS) | set(TEXTS) | {"line"} == set(re.findall(r"--([a-z-]+): #", CSS))
    assert set(re.findall(r"var\(--([a-z-]+)\)", rules)) == set(BACKGROUNDS) | set(TEXTS) | {"line"}
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", rules) == []
    grounds = set(re.findall(r"background: var\(--([a-z-]+)\)", rules))
    assert grounds == set(BACKGROUNDS)
    texts = set(re.findall(r"[^-]color: var\(--([a-z-]+)\)", rules))
    assert texts == set(TEXTS)


def test_what_has_the_focus_is_seen() -> None:
    assert re.search(r"a:focus-visible, summary:focus-visible \{ outline: \.2rem solid", CSS)
    assert "outline: none" not in CSS
    assert "outline: 0" not in CSS


def test_text_grows_with_the_reader() -> None:
    """1.4.4: sizes in rem or em, points on paper only."""
    screen = CSS.split("@media print")[0]
    assert re.findall(r"font(?:-size)?: [^;]*\d(?:px|pt)", screen) == []


def test_paper_keeps_rows_whole_and_repeats_headers() -> None:
    paper = CSS.split("@media print")[1]
    assert "@page { size: A4;" in paper
    kept = re.search(r"([^{}]+)\{ break-inside: avoid; \}", paper)
    assert kept is not None
    assert {"tr", ".pages li", ".reasons > li"} <= {one.strip() for one in kept[1].split(",")}
    assert "thead { display: table-header-group; }" in paper


def test_every_class_has_a_rule_and_every_rule_a_class() -> None:
    used = {
        name
        for found in re.findall(r'class="([^"]+)"', MARKUP)
        for name in re.findall(r"[a-z]+", re.sub(r"\{\{.*?\}\}", "", found))
    }
    used |= {"good", "bad", "open"}
    ruled = set(re.findall(r"\.([a-z]+)\b", re.sub(r"\{[^}]*\}", "{}", CSS)))
    assert used == ruled
