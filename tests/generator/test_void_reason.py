"""What may stand in a statement that everyone reads."""

from __future__ import annotations

import pytest

from generator import void_reason
from generator.errors import InputRefused

REFUSED = {
    "nothing": ("   ", "geen woorden"),
    "only signs": ("!? 12", "geen woorden"),
    "too long": ("a" * 501, "501 tekens"),
    "two lines": ("Eerst dit.\nDan dat.", "niet te drukken"),
    "a tab": ("Eerst\tdit.", "niet te drukken"),
    "an escape": ("Rood \x1b[31m", "niet te drukken"),
    "a mark that turns the text": ("Tekst \u202e omgekeerd", "niet te drukken"),
    "a line separator": ("Eerst\u2028dan", "niet te drukken"),
    "a number of a citizen": ("Zie dossier 111222333.", "burgerservicenummer"),
    "such a number with signs between": ("Zie 111.222.333", "burgerservicenummer"),
}
ALLOWED = {
    "a sentence": ("Gaat uit dienst.", "Gaat uit dienst."),
    "spaces around": ("  Gaat uit dienst. ", "Gaat uit dienst."),
    "the longest": ("a" * 500, "a" * 500),
    "another number": ("Kamer 12, verdieping 3", "Kamer 12, verdieping 3"),
    "composed letters": ("Zoe\u0308", "Zoë"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_printed_or_may_not_be_kept_is_refused(case: str) -> None:
    text, why = REFUSED[case]
    with pytest.raises(InputRefused, match=why) as refused:
        void_reason.reason(text)
    assert refused.value.hint
    assert "111" not in refused.value.message + refused.value.hint


@pytest.mark.parametrize("case", ALLOWED)
def test_a_reason_is_kept_as_it_was_given(case: str) -> None:
    text, kept = ALLOWED[case]
    assert void_reason.reason(text) == kept


def test_a_name_is_shorter() -> None:
    assert void_reason.name(" E. de Groot ") == "E. de Groot"
    with pytest.raises(InputRefused, match="--door"):
        void_reason.name("a" * 121)
