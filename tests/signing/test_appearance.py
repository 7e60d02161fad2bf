"""What a signature looks like: the words unharmed, on one page, in fonts that go along."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from signing.appearance import TypesetStamp, dutch_moment, typeset

AT = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)
WIDTH, HEIGHT = 198.0, 56.0  # 7 by 2 centimetres

MOMENTS = {
    "winter": (datetime(2026, 11, 23, 13, 5, tzinfo=UTC), "23 november 2026, 14.05 uur (UTC+01:00)"),
    "summer": (datetime(2026, 7, 1, 13, 5, tzinfo=UTC), "1 juli 2026, 15.05 uur (UTC+02:00)"),
    "the hour that is left out": (
        datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
        "29 maart 2026, 03.00 uur (UTC+02:00)",
    ),
    "the hour that comes twice, first": (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        "25 oktober 2026, 02.30 uur (UTC+02:00)",
    ),
    "the hour that comes twice, again": (
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        "25 oktober 2026, 02.30 uur (UTC+01:00)",
    ),
    "over the turn of the year": (
        datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
        "1 januari 2027, 00.30 uur (UTC+01:00)",
    ),
}


@pytest.mark.parametrize("case", MOMENTS)
def test_a_moment_is_written_the_dutch_way(case: str) -> None:
    at, text = MOMENTS[case]
    assert dutch_moment(at) == text


def words(pdf: bytes) -> str:
    return " ".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().split())


NAMES = {
    "markup of the typesetter": "#strong[Jansen] $x$ *B* _C_ `d`",
    "a function call": '#panic("x")',
    "less and greater": "<Waalbrug> & Zn.",
    "an anchor": "<label> @ref",
    "quotes": "O'Neill \"de\" 'Hof'",
    "a backslash": "A\\B \\u{41}",
    "a mail address": "a@b.example",
    "a web address": "https://x.example/#y",
    "comments": "A // B /* C */",
    "hyphens": "A -- B --- C-D",
    "dots": "A... B",
    "Polish and Turkish": "Zoë Łukasiewicz-Çelik Şahin Ğ ı",
    "Hungarian and Croatian": "Őze Đurić Šćepanović",
    "Spanish": "M. Núñez Íñigo",
    "curly quotes": "R. O’Neill-van ’t Hof",
    "braces": "{{ naam }} {% x %}",
    "percent": "100% zeker",
}


@pytest.mark.parametrize("case", NAMES)
def test_a_name_is_set_as_it_is(case: str) -> None:
    pdf = typeset([NAMES[case], "als bedrijfsarts"], mark="", width=400, height=HEIGHT, at=AT)
    assert words(pdf) == f"{NAMES[case]} als bedrijfsarts"


LONG = {
    "a long name": [
        "Ondertekend door " + "Maria-Wilhelmina van den Bergh-Łukasiewicz tot Waalbrug " * 2,
        "als bedrijfsarts",
        "23 november 2026",
    ],
    "a name without spaces": ["X" * 120, "als bedrijfsarts"],
    "many lines": ["regel"] * 8,
    "far too much": ["woord " * 300],
}


@pytest.mark.parametrize("case", LONG)
def test_long_words_stay_on_one_page_of_the_field(case: str) -> None:
    reader = PdfReader(
        BytesIO(typeset(LONG[case], mark="TEST – zonder rechtsgevolg", width=WIDTH, height=HEIGHT, at=AT))
    )
    assert len(reader.pages) == 1
    assert [float(edge) for edge in reader.pages[0].mediabox] == [0, 0, WIDTH, HEIGHT]


def sizes(lines: list[str]) -> set[float]:
    found: set[float] = set()
    pdf = typeset(lines, mark="", width=WIDTH, height=HEIGHT, at=AT)

    def visit(text: str, _cm: object, _tm: object, _font: object, size: float) -> None:
        if text.strip():
            found.add(size)

    PdfReader(BytesIO(pdf)).pages[0].extract_text(visitor_text=visit)
    return found


def test_longer_text_is_set_smaller() -> None:
    short, long = sizes(["B. Jansen"]), sizes(["Maria van den Bergh-Łukasiewicz " * 12])
    assert max(long) < min(short)
    assert min(long) >= 4


def test_the_whole_long_name_is_there() -> None:
    name = "Maria-Wilhelmina van den Bergh-Łukasiewicz tot Waalbrug"
    lines = [f"Ondertekend door {name}", "als taakgedelegeerde", dutch_moment(AT), "PAdES B-LT"]
    pdf = typeset(lines, mark="TEST – zonder rechtsgevolg", width=WIDTH, height=HEIGHT, at=AT)
    assert name.replace(" ", "") in words(pdf).replace(" ", "")  # lines may break at a space or hyphen
    assert words(pdf).endswith("TEST – zonder rechtsgevolg")


def test_the_fonts_are_embedded_and_nothing_is_tagged() -> None:
    reader = PdfReader(BytesIO(typeset(["Zoë"], mark="TEST", width=WIDTH, height=HEIGHT, at=AT)))
    assert "/StructTreeRoot" not in reader.trailer["/Root"]
    fonts = reader.pages[0]["/Resources"]["/Font"].values()
    for font in fonts:
        descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_the_same_words_give_the_same_bytes() -> None:
    one, two = (typeset(["B. Jansen"], mark="", width=WIDTH, height=HEIGHT, at=AT) for _ in range(2))
    assert one == two


def test_a_stamp_needs_its_moment() -> None:
    with pytest.raises(ValueError, match="moment"):
        TypesetStamp(lines=("x",)).create_stamp(None, None, {})  # type: ignore[arg-type]
