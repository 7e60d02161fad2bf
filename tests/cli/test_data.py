"""JSON for other programs, also when a person looks at it."""

from __future__ import annotations

import json
import os
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.cli.data import json_text


@given(
    value=st.recursive(
        st.text() | st.integers() | st.none(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_what_is_written_is_read_back(value: object) -> None:
    assert json.loads(json_text(value)) == value


@given(text=st.text())
def test_nothing_acts_on_a_terminal(text: str) -> None:
    written = json_text({text: text}).replace("\n", "")
    assert not {unicodedata.category(c) for c in written} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize("letters", ["Zoë", "Łukasiewicz", "«D1»", "’s-Hertogenbosch", "日本"])
def test_letters_stay_letters(letters: str) -> None:
    assert letters in json_text([letters])


def test_a_name_that_is_no_text_can_be_written() -> None:
    name = os.fsdecode(b"D1-\xff.pdf")
    assert json_text(name).encode() == b'"D1-\\udcff.pdf"'
