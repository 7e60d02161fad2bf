"""The page with all documents is the one that the catalogues, the points and the templates give."""

from __future__ import annotations

from pathlib import Path

from generator import catalogue
from generator.wording.overview import overview
from generator.wording.points import demands

PAGE = Path(__file__).parents[3] / "docs" / "documenten.md"


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == overview(), "make docs"


def test_the_page_tells_of_every_document_point_and_ban() -> None:
    page = overview()
    for kind in catalogue.all_documents():
        assert f"## {kind.id} {kind.titel}\n" in page
        assert f"`{kind.template}`" in page
        asked = demands(kind)
        for point in asked.points:
            assert f"| {point.id} | {point.demand}" in page
        for ban in asked.bans:
            assert f"- {ban.demand} (bron: {ban.source})" in page
    assert page.count("- Bewaren: ") == len(catalogue.all_documents())
