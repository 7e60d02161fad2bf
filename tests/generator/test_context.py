"""The names that templates use, in the words of a Dutch document."""

from __future__ import annotations

import re
from datetime import date

import pytest
from word_parts import DIGEST, FILES, TEMPLATES, least, most, values

from generator.context import frequency, in_words, names

DATES = {
    "first of the year": (date(2027, 1, 1), "1 januari 2027"),
    "a leap day": (date(2028, 2, 29), "29 februari 2028"),
    "last of the year": (date(2026, 12, 31), "31 december 2026"),
}


@pytest.mark.parametrize("case", DATES)
def test_date(case: str) -> None:
    day, words = DATES[case]
    assert in_words(day) == words


FREQUENCIES = {
    "P1D": "dagelijks",
    "P1W": "wekelijks",
    "P2W": "eenmaal per twee weken",
    "P1M": "maandelijks",
    "P3M": "eenmaal per drie maanden",
    "P1Y": "jaarlijks",
    "P2Y": "eenmaal per twee jaar",
    "P7D": "eenmaal per zeven dagen",
    "P30D": "eenmaal per 30 dagen",
    "P1M2W": "eenmaal per een maand en twee weken",
    "PT48H": "met een tussentijd van ten hoogste PT48H",
}


@pytest.mark.parametrize("duration", FREQUENCIES)
def test_frequency(duration: str) -> None:
    assert frequency(duration) == FREQUENCIES[duration]


READS = {
    "date": (lambda n: n["looptijd"]["ingang"], "1 januari 2027"),
    "dates": (lambda n: n["looptijd"]["evaluaties"], ["1 juni 2027", "1 november 2027"]),
    "duration": (lambda n: n["toezicht"]["overleg"], "wekelijks"),
    "doctor": (lambda n: n["bedrijfsarts"]["aanduiding"], "mevrouw dr. A.M. de Vries"),
    "signatory": (lambda n: n["werkgever"]["vertegenwoordiger"]["aanduiding"], "mevrouw C. Bakker"),
    "employment": (lambda n: n["taakgedelegeerde"]["dienstbetrekking"], "in dienst van Gemeente Dommelwaard"),
    "title": (lambda n: n["taakgedelegeerde"]["rsc"]["titel"], "titel Casemanager Taakdelegatie (CMTD)"),
    "council": (lambda n: n["werkgever"]["medezeggenschap"]["vorm"], "ondernemingsraad"),
    "task number": (lambda n: n["taken"][0]["nummer"], 2),
    "task wording": (lambda n: n["taken"][0]["tekst"], "Arbeidsanamnese afnemen."),
    "task category": (lambda n: n["taken"][0]["categorie"], "verzuimbegeleiding"),
    "no exception": (lambda n: n["taken"][0]["uitgezonderd"], ""),
    "an exception": (
        lambda n: n["taken"][1]["uitgezonderd"],
        "Anamnese bij psychische klachten en bij verzuim langer dan zes weken.",
    ),
    "employed": (lambda n: n["dienstverband"], True),
    "no deviations": (lambda n: n["afwijkingen"], []),
    "document": (lambda n: n["document"], {"id": "D1", "titel": "Delegatieovereenkomst"}),
    "trial": (lambda n: n["proef"], False),
    "digest": (lambda n: n["bron_sha256"], DIGEST),
}


@pytest.mark.parametrize("case", READS)
def test_reads(case: str) -> None:
    pick, expected = READS[case]
    assert pick(values(FILES["example in-dienst"])) == expected


def test_what_is_left_out_is_false_and_there() -> None:
    found = values(least())
    assert found["gedragscode"] == ""
    assert found["bedrijfsarts"]["waarnemer"] == ""
    assert found["taakgedelegeerde"]["arbeidsovereenkomst"] == ""
    assert found["taakgedelegeerde"]["rsc"] == {"titel": "", "nummer": ""}
    assert found["taken"][0]["aanwijzingen"] == ""
    assert found["dienstverband"] is False


SENTENCES = {
    "a full stop is added to a sentence": (("scholing", 1), "Intervisie", "Intervisie."),
    "a full stop is not doubled": (("toezicht", "wijze"), "Zo doen wij dat.", "Zo doen wij dat."),
    "a full stop goes where the template goes on": (
        ("toezicht", "escalatie", 0),
        "Bij twijfel.",
        "Bij twijfel",
    ),
    "space around goes": (("informeren", "wijze"), "  Per brief. \n", "Per brief."),
    "lines stay lines": (("toezicht", "wijze"), "Zo. \nEn zo", "Zo.\nEn zo."),
}


@pytest.mark.parametrize("case", SENTENCES)
def test_sentence(case: str) -> None:
    path, written, read = SENTENCES[case]
    data = most()
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = written
    found = values(data)
    for step in path:
        found = found[step]
    assert found == read


def test_only_plain_values() -> None:
    def plain(value: object) -> bool:
        if isinstance(value, dict):
            return all(type(key) is str and plain(inner) for key, inner in value.items())
        if isinstance(value, list):
            return all(plain(inner) for inner in value)
        return type(value) in {str, int, bool}

    assert all(plain(values(data)) for data in FILES.values())


def test_no_name_is_hidden_by_a_method_of_a_mapping() -> None:
    last = {name.rstrip("[]").rpartition(".")[2] for name in names(values(most()))}
    assert not last & set(dir(dict))


def test_the_guide_lists_exactly_these_names() -> None:
    guide = (TEMPLATES / "README.md").read_text("utf-8")
    listed = re.search(r"<!-- namen -->\n```\n(.*?)\n```\n<!-- einde namen -->", guide, re.DOTALL)
    assert listed is not None
    assert listed.group(1).split("\n") == sorted(names(values(most())))
