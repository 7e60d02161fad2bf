"""Every mandatory point is met, in the template and in what is made of it; nothing forbidden is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from word_parts import FILES, KINDS, applies, made

from generator import catalogue
from generator.catalogue import DocumentKind
from generator.errors import TemplateRefused
from generator.resources import content
from generator.wording.gate import forbidden, says
from generator.wording.lines import lines_of
from generator.wording.points import PREFIX, demands, name_of
from generator.wording.trial import tried

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATES = content("templates")
ALL = {name_of(kind): kind for kind in catalogue.all_documents()}
MADE = [(kind, name) for kind in KINDS for name, data in FILES.items() if applies(kind, data)]

each = pytest.mark.parametrize("name", ALL)


@each
def test_every_document_has_points(name: str) -> None:
    asked = demands(ALL[name])
    assert asked.points
    assert all(one.demand.endswith(".") and one.source for one in (*asked.points, *asked.bans))
    assert {one.id.partition("_")[0] for one in asked.points} == {name.replace("-gevuld", "G")}


@each
def test_points_and_bookmarks_are_the_same_in_the_template(name: str) -> None:
    kind = ALL[name]
    lines = lines_of((TEMPLATES / kind.template).read_bytes(), name=name)
    asked = demands(kind)
    assert [point.id for point in asked.points if not says(lines.marked, point)] == []
    found = {mark for mark in lines.marked if mark.startswith(PREFIX)}
    assert found == {point.bookmark for point in asked.points}


@each
def test_points_stand_under_the_heading_that_is_named(name: str) -> None:
    kind = ALL[name]
    before: dict[str, list[str]] = {}
    headings: list[str] = []  # one may hold a choice, and a condition may leave one out
    for line in lines_of((TEMPLATES / kind.template).read_bytes(), name=name).all:
        headings += [line.text] if line.style.startswith(("Heading", "Artikel")) else []
        before |= {mark: list(headings) for mark in line.opens}
    for point in demands(kind).points:
        above = before[point.bookmark]  # what opens the document stands under none
        assert not above or any(point.heading.split(" … ")[0] in one for one in above), point.id


@each
def test_nothing_forbidden_is_in_the_template(name: str) -> None:
    kind = ALL[name]
    lines = lines_of((TEMPLATES / kind.template).read_bytes(), name=name)
    assert [(ban.id, words) for _, ban, words in forbidden(lines, demands(kind).bans)] == []


@pytest.mark.parametrize(("kind", "file"), MADE)
def test_points_are_still_there_when_the_document_is_made(kind: str, file: str) -> None:
    lines = lines_of(made(FILES[file], kind), name=kind)
    employed = FILES[file]["taakgedelegeerde"]["formele_werkgever"] == "werkgever"
    asked = demands(KINDS[kind])
    wanted = [point for point in asked.points if point.applies(employed=employed)]
    assert [point.id for point in wanted if not says(lines.marked, point)] == []
    assert [(ban.id, words) for _, ban, words in forbidden(lines, asked.bans)] == []


@each
def test_every_example_can_be_made(name: str) -> None:
    assert tried(ALL[name]) == []


# What a lawyer in a hurry might write, by the ban that it must meet.
FORBIDDEN = {
    "D1_n1": (
        "Het burgerservicenummer van de werknemer is 999990019.",
        "De geboortedatum van de werknemer wordt vermeld.",
        "Dit betreft de werknemer genaamd P. de Wit.",
        "Patiëntgegevens staan in de bijlage.",
    ),
    "D1_n2": (
        "Terugname vereist goedkeuring van de werkgever.",
        "De opdracht geldt behoudens bezwaar van de werkgever.",
        "De werkgever kan tegen een advies bezwaar maken.",
        "De werkgever heeft een vetorecht.",
    ),
    "D1_n3": (
        "Het verzuimpercentage daalt tot vier procent.",
        "Partijen spreken een verzuimdoelstelling af.",
        "De verzuimnorm is vijf procent.",
        "Het streefcijfer is drie procent.",
        "Het aantal hersteldmeldingen stijgt.",
        "De taakgedelegeerde spoort werknemers aan zich hersteld te melden.",
        "Een bonus volgt bij een lager verzuim.",
    ),
    "D1_n4": (
        "Deze overeenkomst geldt voor onbepaalde tijd.",
        "De overeenkomst wordt stilzwijgend verlengd met een jaar.",
        "De overeenkomst wordt automatisch verlengd.",
        "De overeenkomst is aangegaan zonder einddatum.",
    ),
    "D1_n5": (
        "De taakgedelegeerde verricht zo nodig lichamelijk onderzoek.",
        "De taakgedelegeerde vraagt zo nodig aanvullend onderzoek aan.",
        "De taakgedelegeerde vaccineert medewerkers tegen griep.",
        "De taakgedelegeerde velt zelf het oordeel over de belastbaarheid.",
    ),
    "D2_n1": (
        "De werkgever biedt andere werkzaamheden, mits deze beschikbaar zijn.",
        "Dit geldt tenzij de organisatie anders beslist.",
        "Dit geldt als het bedrijfsbelang het toelaat.",
        "De werkgever verklaart dit onder voorbehoud.",
        "Dit geldt onder de voorwaarde dat het verzuim daalt.",
        "Dit geldt op voorwaarde dat het werk doorgaat.",
        "De werkgever doet dit voor zover dat redelijk is.",
        "Behoudens zwaarwegende redenen geldt dit.",
        "De werkgever doet dit als de bedrijfsvoering dat toelaat.",
    ),
    "D2_n2": (
        "De werkgever wordt vooraf gehoord.",
        "De werkgever heeft recht op inspraak in een lopend geval.",
        "De bedrijfsarts neemt taken terug in overleg met de werkgever.",
        "De bedrijfsarts beslist na overleg met de werkgever.",
        "De werkgever wordt steeds betrokken bij een afzonderlijk advies.",
    ),
    "D2_n3": (
        "Deze verklaring eindigt op 1 juli 2027.",
        "De verklaring kan door de werkgever worden opgezegd.",
        "De werkgever kan haar te allen tijde intrekken.",
    ),
    "D3_n1": (
        "De werkgever beoordeelt jaarlijks de gedelegeerde taken.",
        "Het oordeel over de gedelegeerde taken ligt bij de werkgever.",
    ),
    "D3_n2": (
        "Op grond van de wet geniet de casemanager bescherming.",
        "De taakgedelegeerde heeft een wettelijke bescherming die hem toekomt.",
        "De taakgedelegeerde geniet als zodanig wettelijke ontslagbescherming.",
        "Zo beschermt de wet de casemanager.",
    ),
    "D3_n3": (
        "De taakgedelegeerde doet afstand van de transitievergoeding.",
        "Hiermee is sprake van afstand van ieder ander recht.",
        "De taakgedelegeerde ziet af van iedere vordering.",
    ),
    "D3_n4": (
        "De arbeidsovereenkomst wordt omgezet in een overeenkomst voor bepaalde tijd.",
        "De arbeidsovereenkomst eindigt van rechtswege bij terugname van de taken.",
    ),
    "D4_n1": (
        "Volgens artikel 3 van de Gedragscode is dit verboden.",
        "De beroepscode bepaalt dat dit moet.",
        "Volgens de beroepscode geldt: «De casemanager is onafhankelijk.»",
    ),
    "D5_n1": (
        "Informatie gaat aan de werkgever als die daarom vraagt.",
        "De taakgedelegeerde deelt dit indien gewenst.",
        "De geheimhouding geldt tegenover ieder, behalve de werkgever.",
        "De taakgedelegeerde verstrekt gegevens op verzoek van de werkgever.",
    ),
    "D5_n2": (
        "Deze verplichting vervalt bij uitdiensttreding.",
        "De geheimhouding duurt tot twee jaar na het einde van de delegatie.",
        "De geheimhouding geldt gedurende vijf jaar na afloop.",
    ),
    "D5_n3": (
        "De geheimhouding omvat bedrijfsgeheimen van de werkgever.",
        "Bedrijfsinformatie blijft geheim.",
        "Dit betreft vertrouwelijke bedrijfsgegevens.",
        "Zakelijke informatie wordt niet gedeeld.",
        "Het gaat om concurrentiegevoelige stukken.",
    ),
    "D6_n1": (
        "Diagnose",
        "De diagnose is overspannenheid.",
        "De werknemer lijdt aan een aandoening.",
        "Het verzuim is ontstaan vanwege klachten.",
    ),
    "D6_n2": (
        "Naar mijn oordeel kan de werknemer hervatten.",
        "Ik acht de werknemer belastbaar.",
        "Het oordeel van de taakgedelegeerde luidt als volgt.",
        "De taakgedelegeerde adviseert om te hervatten.",
    ),
    "D6_n3": ("Geboortedatum werknemer:",),
    "D6_n4": (
        "Voor akkoord de werkgever.",
        "De werkgever keurt de tekst vooraf goed.",
    ),
}


def ban_of(name: str) -> tuple[DocumentKind, str]:
    return ALL[name.partition("_")[0]], name


@pytest.mark.parametrize(
    ("name", "text"), [pytest.param(n, t, id=f"{n}: {t}") for n, texts in FORBIDDEN.items() for t in texts]
)
def test_what_may_never_be_said_is_found(name: str, text: str) -> None:
    kind, wanted = ban_of(name)
    assert wanted in {ban.id for ban in demands(kind).bans if any(ban.hits(text))}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_every_pattern_finds_something(name: str) -> None:
    """A pattern that no sentence here meets may be misspelt and would never be missed."""
    kind, wanted = ban_of(name)
    ban = next(ban for ban in demands(kind).bans if ban.id == wanted)
    idle = [pattern.pattern for pattern in ban.patterns if not any(map(pattern.search, FORBIDDEN[name]))]
    assert idle == []


def test_every_ban_of_the_first_seven_is_tried() -> None:
    known = {
        ban.id for document in ("D1", "D2", "D3", "D4", "D5", "D6") for ban in demands(ALL[document]).bans
    }
    assert known == set(FORBIDDEN)
    six, seven = ([(b.demand, b.patterns) for b in demands(ALL[name]).bans] for name in ("D6", "D7"))
    assert six == seven


# The same words where they are in order.
ALLOWED = {
    "D1": (
        "Daarvoor is geen instemming van de taakgedelegeerde of de werkgever nodig.",
        "De delegatie wordt niet stilzwijgend verlengd.",
        "De taakgedelegeerde velt geen eigenstandige medische oordelen.",
        "De bedrijfsarts vraagt zo nodig aanvullend onderzoek aan.",
    ),
    "D2": (
        "De werkgever verklaart onvoorwaardelijk het volgende.",
        "Deze verklaring kan niet worden ingetrokken zolang de bedrijfsarts taken delegeert.",
    ),
    "D3": (
        "Deze bescherming berust op dit addendum en niet op de wet.",
        "De arbeidsovereenkomst voor bepaalde tijd eindigt van rechtswege op de overeengekomen dag.",
    ),
    "D4": ("De taakgedelegeerde onderschrijft de volgende gedragscode.",),
    "D5": ("Zij kent geen einddatum.", "De geheimhouding geldt uitdrukkelijk ook tegenover de werkgever."),
    "D6": (
        "een diagnose of de naam van een ziekte;",
        "burgerservicenummer, geboortedatum of privéadres, en stukken van een behandelaar.",
        "De werkgever leest, beoordeelt of wijzigt de tekst niet voordat zij is vastgesteld.",
    ),
}


@pytest.mark.parametrize(
    ("name", "text"), [pytest.param(n, t, id=t) for n, texts in ALLOWED.items() for t in texts]
)
def test_what_is_in_order_is_left_alone(name: str, text: str) -> None:
    assert [ban.id for ban in demands(ALL[name]).bans if any(ban.hits(text))] == []


POINT = '[[punt]]\nid = "D2_z"\nkop = "Kop"\neis = "Iets."\nbron = "bron"\n'
BAN = '[[nooit]]\nid = "D2_z9"\neis = "Iets niet."\npatronen = ["x"]\nbron = "bron"\n'
SLIPS = {
    "no TOML": ("[[punt", "geen geldige TOML"),
    "no points": (BAN, "[[punt]]"),
    "another table": (POINT + "[anders]\n", "[[punt]]"),
    "an unknown key": (POINT + "wie = 1\n", "onbekend"),
    "a missing source": (POINT.replace('bron = "bron"\n', ""), "«bron»: hier hoort tekst"),
    "an unknown occasion": (POINT + 'wanneer = "soms"\n', "toegestaan"),
    "an id of another form": (POINT.replace("D2_z", "punt z"), "geen naam als D2_b"),
    "an id twice": (POINT + POINT, "twee keer"),
    "no regular expression": (POINT + BAN.replace('"x"', '"("'), "geen reguliere expressie"),
    "a number for a pattern": (POINT + BAN.replace('"x"', "1"), "hier hoort tekst"),
    "a point of the program again": (POINT.replace("D2_z", "D2_a"), "al een punt van het programma"),
}


@pytest.mark.parametrize("case", SLIPS)
def test_a_slip_is_refused_by_name(case: str, tmp_path: Path) -> None:
    written, says_ = SLIPS[case]
    (tmp_path / "punten").mkdir()
    (tmp_path / "punten" / "D2.toml").write_text(written, encoding="utf-8")
    with pytest.raises(TemplateRefused) as refused:
        demands(ALL["D2"], tmp_path)
    assert says_ in refused.value.message


def test_an_own_folder_adds_points_and_takes_none_away(tmp_path: Path) -> None:
    (tmp_path / "punten").mkdir()
    (tmp_path / "punten" / "D2.toml").write_text(POINT + BAN, encoding="utf-8")
    ours, both = demands(ALL["D2"]), demands(ALL["D2"], tmp_path)
    assert [point.id for point in both.points] == [*(point.id for point in ours.points), "D2_z"]
    assert [ban.id for ban in both.bans] == [*(ban.id for ban in ours.bans), "D2_z9"]
    assert demands(ALL["D4"], tmp_path) == demands(ALL["D4"])
