"""Folding: what is one word to a reader is one word to the list, and its place in the text is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.feedback.folding import fold, words

ALIKE = {
    "capitals": ("GRIEP", "griep"),
    "accents": ("dépressie", "depressie"),
    "a soft hyphen": ("hoofd\u00adpijn", "hoofdpijn"),
    "zero-width characters": ("gr\u200bi\u200de\u2060p", "griep"),
    "letters of another script": ("\u0433\u0072\u0456\u0435\u0440"[1:], "riep"),
    "wide letters": ("\uff27\uff32\uff29\uff25\uff30", "griep"),
    "a curly apostrophe": ("foto’s", "foto's"),
    "another dash": ("burn\u2010out", "burn-out"),
    "a non-breaking space": ("burn\u00a0out", "burn out"),
    "a ligature": ("\ufb01brose", "fibrose"),
}


@pytest.mark.parametrize("name", ALIKE)
def test_what_reads_alike_folds_alike(name: str) -> None:
    one, other = ALIKE[name]
    assert fold(one).text == fold(other).text


JOINED = {
    "hyphens": ("rug-klachten", "rugklachten"),
    "and the parts of it": ("long-covid", "covid"),
    "broken off at the end of a line": ("hoofd- pijn", "hoofdpijn"),
    "spaced out": ("g r i e p", "griep"),
}


@pytest.mark.parametrize("name", JOINED)
def test_words_are_found_however_they_are_written(name: str) -> None:
    text, word = JOINED[name]
    assert word in {found.text for found in words(fold(text))}


def test_a_part_that_is_left_out_is_not_joined() -> None:
    assert "rugen" not in {found.text for found in words(fold("rug- en nekklachten"))}


@given(st.text(max_size=60))
def test_every_place_leads_back_into_the_text(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.origin)
    for word in words(folded):
        start, end = folded.span(word.start, word.end)
        assert 0 <= start < end <= len(text)
        assert fold(text[start:end]).text
