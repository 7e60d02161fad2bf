"""What each document says: competence, the letter to employees, consent, roles, supervision, sources."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from word_parts import AT, FILES, W, all_text, made, most, paragraphs, part, template, text, values

from generator import product
from generator.typeset.engine import typeset
from generator.typeset.reader import read
from generator.word import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree


def headings(root: etree._Element, *styles: str) -> Iterator[str]:
    """The paragraphs in one of these styles."""
    for p in root.iter(f"{W}p"):
        style = p.find(f"{W}pPr/{W}pStyle")
        if style is not None and style.get(f"{W}val") in styles:
            yield text(p)


def test_agreement_names_its_sources_and_the_assessment() -> None:
    lines = paragraphs(part(made(FILES["example in-dienst"], "D1")))
    start = lines.index("Bronnen")
    sources = "\n".join(lines[start : lines.index("Overzicht van de gedelegeerde taken")])
    for source in (
        "20 oktober 2023",
        "1 maart 2024",
        "Register Specialistisch",
        "2019",
        "2020",
        "Hertogenbosch",
    ):
        assert source in sources
    assert "zoals RSC" in sources  # what was only seen as quoted says so
    assert any("bekwaamheidsbeoordeling met kenmerk DLG-2026-0042" in line for line in lines)


def changed(name: str, **blocks: dict[str, Any]) -> dict[str, Any]:
    """One of the files, with these blocks of it completed."""
    data = deepcopy(FILES[name])
    for block, values_ in blocks.items():
        data[block] |= values_
    return data


def cells(docx: bytes, label: str) -> list[list[str]]:
    """The paragraphs beside each first cell with this label, in the order of the document."""
    found = []
    for row in part(docx).iter(f"{W}tr"):
        first, *rest = ([text(p) for p in cell.iter(f"{W}p")] for cell in row.findall(f"{W}tc"))
        if first == [label]:
            found.append([line for cell in rest for line in cell])
    return found


@pytest.mark.parametrize("name", FILES)
def test_assessment_prints_both_judgements_and_the_evidence(name: str) -> None:
    data = FILES[name]
    docx = made(data, "D8")
    tasks = values(data)["taken"]
    both = [task["bekwaamheid"] for task in tasks]
    own = [c["zelfbeoordeling"] for c in both]
    doctors = [c["beoordeling_bedrijfsarts"] for c in both]
    assert cells(docx, "Zelfbeoordeling") == [[f"{o['oordeel']}, {o['datum']}"] for o in own]
    assert cells(docx, "Oordeel bedrijfsarts") == [[f"{o['oordeel']}, {o['datum']}"] for o in doctors]
    assert cells(docx, "Herbeoordeling") == [
        [f"uiterlijk {o['herbeoordeling']}"] for o in doctors if o["herbeoordeling"]
    ]
    assert cells(docx, "Voorwaarden daarbij") == [
        [o["voorwaarden"]] for pair in zip(own, doctors, strict=True) for o in pair if o["voorwaarden"]
    ]
    evidence = cells(docx, "Bewijs")
    assert [len(lines) for lines in evidence] == [max(1, len(c["bewijs"])) for c in both]
    for lines, competence in zip(evidence, both, strict=True):
        for line, item in zip(lines, competence["bewijs"], strict=False):
            assert line.startswith(f"{item['soort']}: {item['omschrijving']}, {item['datum']}")
        assert competence["bewijs"] or lines == ["geen"]


@pytest.mark.parametrize("count", [0, 8])
def test_assessment_prints_an_organisations_own_questions(count: int) -> None:
    questions = [{"nummer": n, "vraag": f"Eigen vraag {n}?"} for n in range(1, count + 1)]
    names = values(FILES["example extern"], "D8") | {"bekwaamheidsvragen": questions}
    lines = paragraphs(part(render(template("D8"), names, at=AT)))
    assert [line for line in lines if line.startswith("Eigen vraag")] == [q["vraag"] for q in questions]
    assert ("Vragen bij de beoordeling" in lines) is bool(count)


@pytest.mark.parametrize("name", FILES)
def test_letter_tells_employees_all_they_must_know(name: str) -> None:
    data, names = FILES[name], values(FILES[name], "D9")
    letter = all_text(made(data, "D9"))
    for needed in (
        "taakdelegatie",
        names["looptijd"]["ingang"],
        names["looptijd"]["einde"],
        names["taakgedelegeerde"]["aanduiding"],
        names["bedrijfsarts"]["aanduiding"],
        names["bedrijfsarts"]["telefoon"],
        names["bedrijfsarts"]["email"],
        "blijft eindverantwoordelijk",
        "U kunt de bedrijfsarts altijd persoonlijk spreken.",
        "De taakgedelegeerde is geen arts.",
        "niet de casemanager verzuim van uw werkgever",
        "geheimhoudingsplicht",
        names["privacy"]["verwerkingsverantwoordelijke"],
        f"klacht indienen bij {names['arbodienst']['naam']}",
        *(task["tekst"] for task in names["taken"]),
        *(
            f"De bedrijfsarts houdt zelf: {task['uitgezonderd']}"
            for task in names["taken"]
            if task["uitgezonderd"]
        ),
    ):
        assert needed in letter
    assert ("in dienst van uw werkgever" in letter) is names["dienstverband"]
    consent = data["werkgever"]["medezeggenschap"].get("instemming")
    assert ("ingestemd" in letter) is bool(consent)


def test_letter_is_plain() -> None:
    """Short sentences: what an employee has to read is at most fifteen words on average, never thirty."""
    lines = paragraphs(part(made(FILES["example in-dienst"], "D9")))
    body = " ".join(lines[lines.index("Geachte werknemer,") + 1 : lines.index("Een klacht")])
    sentences = [s.split() for s in re.split(r"(?<=[.?!])\s+(?=[A-Z])", body.replace("A.M. de", "de"))]
    assert max(map(len, sentences)) < 30
    assert sum(map(len, sentences)) / len(sentences) <= 15


COUNCILS: dict[str, tuple[dict[str, Any], str, str]] = {
    "works council, consented": (
        {"vorm": "or", "instemming": "2026-10-15"},
        r"verzocht om instemming .*, zoals bedoeld in artikel 27 .* heeft op 15 oktober 2026 ingestemd\.",
        r"nog niet beslist|personeelsvertegenwoordiging",
    ),
    "works council, not yet": (
        {"vorm": "or"},
        r"verzoekt de ondernemingsraad om instemming .* artikel 27 .* nog niet beslist",
        r"ingestemd|bevestigt",
    ),
    "staff representation, consented": (
        {"vorm": "pvt", "instemming": "2026-10-15"},
        r"De personeelsvertegenwoordiging heeft op 15 oktober 2026 ingestemd\.",
        r"artikel 27|ondernemingsraad|nog niet beslist",
    ),
    "staff representation, not yet": (
        {"vorm": "pvt", "reden": "Overleg volgt."},
        r"verzoekt de personeelsvertegenwoordiging om instemming .* nog niet beslist.* Toelichting: Overleg volgt\.$",
        r"artikel 27|ondernemingsraad|ingestemd",
    ),
}


@pytest.mark.parametrize("case", COUNCILS)
def test_consent_is_asked_and_confirmed_as_it_stands(case: str) -> None:
    council, says, never = COUNCILS[case]
    data = changed("example in-dienst", werkgever={"medezeggenschap": council})
    lines = paragraphs(part(made(data, "D10")))
    start = next(
        i for i, line in enumerate(lines) if line in {"Verzoek om instemming", "Verzoek en instemming"}
    )
    assert lines[start] == ("Verzoek en instemming" if "instemming" in council else "Verzoek om instemming")
    assert re.search(says, lines[start + 1])
    assert not re.search(never, "\n".join(lines))


ROLES = [
    "Medewerker",
    "Leidinggevende",
    "Casemanager",
    "Personeelsmanager of personeelsadviseur",
    "Taakgedelegeerde",
    "Bedrijfsarts",
]


@pytest.mark.parametrize("name", FILES)
def test_roles_are_six_and_kept_apart(name: str) -> None:
    data = FILES[name]
    docx = made(data, "D11")
    root = part(docx)
    lines = paragraphs(root)
    roles = list(headings(root, "Heading2"))
    assert [role.partition(" (")[0] for role in roles] == ROLES
    for label in ("Kern", "Bij verzuim", "Preventie", "Grens van de rol"):
        assert len(cells(docx, label)) == len(ROLES)
    assert any(
        line.startswith("De taakgedelegeerde is niet de casemanager van de werkgever.") for line in lines
    )
    is_employed = data["taakgedelegeerde"]["formele_werkgever"] == "werkgever"
    assert roles[4] == f"Taakgedelegeerde ({'in dienst van de werkgever' if is_employed else 'extern'})"
    own = cells(docx, "Taken bij verzuim") + cells(docx, "Overige taken")
    printed = [
        line.partition(" De bedrijfsarts houdt zelf: ")[0] for row in own for line in row if line != "geen"
    ]
    assert sorted(printed) == sorted(task["tekst"] for task in values(data)["taken"])
    assert sorted(map(bool, own)) == [True, True]


def test_role_of_a_doctor_within_the_organisation_is_not_external() -> None:
    data = changed("example in-dienst", bedrijfsarts={"organisatie": "Gemeente Dommelwaard"})
    assert "Bedrijfsarts (intern)" in all_text(made(data, "D11"))
    assert "extern" not in all_text(made(data, "D11"))


def controls(docx: bytes) -> list[etree._Element]:
    return list(part(docx).iter(f"{W}sdt"))


@pytest.mark.parametrize("name", FILES)
def test_supervision_form_has_a_place_for_every_finding(name: str) -> None:
    data, names = FILES[name], values(FILES[name], "D13")
    docx = made(data, "D13")
    lines = paragraphs(part(docx))
    for task in names["taken"]:
        assert f"Taak {task['nummer']}: {task['tekst']}" in lines
    for label in ("Uitgeoefend toezicht", "Bevinding", "Bekwaamheid nog voldoende", "Afspraak"):
        assert len(cells(docx, label)) == len(names["taken"])
    for case in [*names["toezicht"]["escalatie"], *names["scholing"]]:
        assert case in lines
    council = data["werkgever"]["medezeggenschap"]["vorm"] != "geen"
    assert any(line.startswith(("de ondernemingsraad", "de personeelsvert")) for line in lines) is council
    assert (
        f"Afgesproken evaluaties: {' en '.join(', '.join(names['looptijd']['evaluaties']).rsplit(', ', 1))}."
        in lines
    )
    assert any(line.startswith("Vermeld nooit gegevens van werknemers:") for line in lines)


def test_controls_say_what_belongs_in_them() -> None:
    """Word shows the title and the grey text; our engine prints that text. Nothing is bound to data."""
    found = controls(made(FILES["example in-dienst"], "D13"))
    assert len(found) > 30
    for control in found:
        about = control.find(f"{W}sdtPr")
        assert about.find(f"{W}alias").get(f"{W}val")
        assert re.fullmatch(r"[a-z-]+", about.find(f"{W}tag").get(f"{W}val"))
        assert about.find(f"{W}showingPlcHdr") is not None
        assert len("".join(t.text for t in control.iter(f"{W}t"))) >= 5
        assert (
            len(about.findall(f"{W}text") + about.findall(f"{W}date") + about.findall(f"{W}dropDownList"))
            == 1
        )
    lists = [c.find(f"{W}sdtPr/{W}dropDownList") for c in found]
    [judged, *_] = [one for one in lists if one is not None]
    choices = [item.get(f"{W}value") for item in judged.iter(f"{W}listItem")]
    assert choices == ["voldoende", "voldoende onder voorwaarden", "onvoldoende"]


def long() -> dict[str, Any]:
    """Twenty tasks, and names that fill more than a line."""
    data = deepcopy(most())
    name = "Gemeenschappelijke Regeling Samenwerkende Gemeenten Noordoost-Brabant voor Werk en Inkomen"
    data["werkgever"]["naam"] = data["bedrijfsarts"]["organisatie"] = data["arbodienst"]["naam"] = name
    data["werkgever"]["vertegenwoordiger"]["naam"] = "C." + "-".join(["Bakker"] * 14)
    data["bedrijfsarts"]["naam"] = (
        "A.M.J.C. van Heuven van Staereling tot Oud-Beijerland genaamd de Vries van Waalbrug"
    )
    data["taakgedelegeerde"]["naam"] = "B." + "wolfeschlegelsteinhausenberger" * 3
    return data


@pytest.mark.parametrize("kind", ["D1", "D8", "D9", "D10", "D11", "D13"])
def test_long_values_and_twenty_tasks_fit(kind: str) -> None:
    """Every word on the paper, headers of tables on each page, fields inside: what the program itself asks."""
    paper = read(made(long(), kind), name=kind)
    product.check(typeset(paper, at=AT), paper)
    assert long()["taakgedelegeerde"]["naam"] in paper.text
