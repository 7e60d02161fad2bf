"""Which colours are taken; what is read on their shades."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import InputRefused
from generator.letterhead import colours

CONTRASTS = [
    pytest.param("000000", "FFFFFF", 21.0, id="black on white"),
    pytest.param("767676", "FFFFFF", 4.54, id="the palest grey that may be"),
    pytest.param("0000FF", "FFFFFF", 8.59, id="blue on white"),
    pytest.param("FF0000", "FF0000", 1.0, id="red on red"),
]


@pytest.mark.parametrize(("one", "other", "ratio"), CONTRASTS)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert colours.contrast(one, other) == colours.contrast(other, one) == pytest.approx(ratio, abs=0.01)


PALE = {
    "yellow": ("FFD700", "1,40"),
    "just too pale": ("777777", "4,47"),
    "white": ("#ffffff", "1,00"),
}


@pytest.mark.parametrize("case", PALE)
def test_a_pale_colour_is_refused_with_its_contrast(case: str) -> None:
    colour, ratio = PALE[case]
    with pytest.raises(InputRefused, match=rf"contrast is {ratio} op 1"):
        colours.main_colour(colour)


@pytest.mark.parametrize("text", ["blauw", "12345", "1234567", "##123456", "12345G", "rgb(1,2,3)"])
def test_another_form_of_colour_is_refused(text: str) -> None:
    with pytest.raises(InputRefused, match="is geen kleur") as caught:
        colours.main_colour(text)
    assert "zes hexadecimale cijfers" in caught.value.hint


@given(st.tuples(*[st.integers(0, 255)] * 3).map(lambda parts: bytes(parts).hex()))
def test_words_can_be_read_on_the_shade_of_every_colour_that_is_taken(colour: str) -> None:
    try:
        taken = colours.main_colour(colour)
    except InputRefused:
        return
    main, line, shade = colours.palette(taken).values()
    assert main == taken
    assert colours.contrast(main, shade) >= 4.5
    assert colours.contrast(line, "FFFFFF") <= colours.contrast(main, "FFFFFF")
