"""The templates that are handed out: whole, Dutch, signable, and with every mandatory point in its place."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from word_parts import (
    FILES,
    KINDS,
    TEMPLATES,
    W,
    all_text,
    applies,
    made,
    part,
    parts,
    text,
    values,
)

from generator.typeset.reader import read

if TYPE_CHECKING:
    from lxml import etree

MADE = [(kind, name) for kind in KINDS for name, data in FILES.items() if applies(kind, data)]
ENGLISH = {
    "the", "and", "shall", "hereby", "employee", "employer", "physician", "agreement", "delegate", "delegation",
    "signature", "seal", "date", "page", "whereas", "party", "lorem", "ipsum", "todo", "tbd",
    "none", "null", "true", "false", "undefined",
}  # fmt: skip
FORM_KINDS = {"D6", "D7", "D13"}  # blank, to be filled in by hand or in Word

every = pytest.mark.parametrize(("kind", "name"), MADE)
each_kind = pytest.mark.parametrize("kind", KINDS)


def bookmarks(root: etree._Element) -> list[str]:
    return [mark.get(f"{W}name") for mark in root.iter(f"{W}bookmarkStart")]


def of_example(kind: str) -> bytes:
    return made(FILES["example in-dienst"], kind)


@every
def test_can_be_typeset(kind: str, name: str) -> None:
    paper = read(made(FILES[name], kind), name=kind)
    assert paper.title == f"{KINDS[kind].titel} {FILES[name]['kenmerk']}"


@every
def test_reads_as_finished_dutch(kind: str, name: str) -> None:
    words = all_text(made(FILES[name], kind))
    assert not re.search(r"\{\{|\}\}|\{%|%\}|\[vul|xxx|\?\?", words, re.IGNORECASE)
    assert not set(re.findall(r"[a-z]+", words.lower())) & ENGLISH


SLIPS = {
    "two spaces": r"  ",
    "a space before a sign": r" [.,;:)]",
    "a space after a bracket": r"\( ",
    "two full stops": r"\.\.",
    "a stop and a comma": r"[.,;:][,;:]",
    "empty brackets": r"\(\)",
}


@pytest.mark.parametrize("slip", SLIPS)
@every
def test_no_slip_where_something_was_left_out(kind: str, name: str, slip: str) -> None:
    found = [
        line
        for part_name, root in parts(made(FILES[name], kind)).items()
        if part_name.startswith("word/")
        for p in root.iter(f"{W}p")
        if re.search(SLIPS[slip], line := text(p).replace("B.V.,", "BV,").replace("B.V.;", "BV;"))
    ]
    assert not found


@every
def test_no_empty_paragraph(kind: str, name: str) -> None:
    """Empty are only the cells to sign or stamp in, and those of the forms to fill in."""
    for p in part(made(FILES[name], kind)).iter(f"{W}p"):
        if not text(p).strip():
            is_field = any(mark.startswith("veld_") for mark in bookmarks(p))
            assert is_field or (kind in FORM_KINDS and p.getparent().tag == f"{W}tc")


@each_kind
def test_trial_documents_say_so_on_every_page(kind: str) -> None:
    for proef in (True, False):
        docx = made(FILES["example in-dienst"], kind, proef=proef)
        headers = {name: root for name, root in parts(docx).items() if "header" in name}
        assert len(headers) == 2
        for root in headers.values():
            lines = [text(p) for p in root.iter(f"{W}p")]
            assert ("TEST – zonder rechtsgevolg" in lines) is proef
            assert len(lines) == 3 if proef else 2


def demands(kind: str) -> dict[str, list[dict[str, Any]]]:
    """What is asked of a document, as its file in `punten/` says it."""
    return tomllib.loads((TEMPLATES / "punten" / f"{kind}.toml").read_text("utf-8"))


@every
def test_mandatory_points_are_those_asked(kind: str, name: str) -> None:
    employed = FILES[name]["taakgedelegeerde"]["formele_werkgever"] == "werkgever"
    asked = [f"punt_{p['id']}" for p in demands(kind)["punt"] if employed or not p.get("wanneer")]
    found = [mark for mark in bookmarks(part(made(FILES[name], kind))) if mark.startswith("punt_")]
    assert sorted(found) == sorted(asked)


@each_kind
def test_mandatory_points_stand_under_their_heading(kind: str) -> None:
    """The heading is that of the file; a point in the opening of a document has the title above it."""
    under: dict[str, str] = {}
    heading = "Opening van het verslag"
    for p in part(of_example(kind)).iter(f"{W}p"):
        style = p.find(f"{W}pPr/{W}pStyle")
        if style is not None and style.get(f"{W}val") in {"Heading1", "Heading2", "Artikel"}:
            heading = text(p)
        under |= dict.fromkeys(bookmarks(p), heading)
    for point in demands(kind)["punt"]:
        where = under[f"punt_{point['id']}"].partition(" (")[0]
        named = [name.partition(" (")[0] for name in point["kop"].split(" … ")]
        assert where in named or where == HEADINGS.get(point["kop"]), point["id"]


HEADINGS = {"Verzoek om instemming": "Verzoek en instemming"}  # as the consent was given or not yet


@each_kind
def test_mandatory_points_hold_text(kind: str) -> None:
    root = part(of_example(kind))
    for start in root.iter(f"{W}bookmarkStart"):
        if start.get(f"{W}name").startswith("punt_"):
            ends = [e for e in root.iter(f"{W}bookmarkEnd") if e.get(f"{W}id") == start.get(f"{W}id")]
            between = [
                e
                for e in root.iter(f"{W}t", f"{W}bookmarkStart", f"{W}bookmarkEnd")
                if e.tag == f"{W}t" or e in (start, *ends)
            ]
            inside = between[between.index(start) + 1 : between.index(ends[0])]
            assert len("".join(e.text or "" for e in inside)) > 20


@every
def test_fields_are_those_of_the_signers_and_the_seals(kind: str, name: str) -> None:
    root = part(made(FILES[name], kind))
    found = [mark for mark in bookmarks(root) if mark.startswith("veld_")]
    signers = [f"veld_{signer}" for signer in KINDS[kind].ondertekenaars]
    assert found == [*signers, "veld_zegel_uitgifte", "veld_zegel_sluiting"]


@every
def test_bookmarks_are_unique_and_closed(kind: str, name: str) -> None:
    root = part(made(FILES[name], kind))
    starts = Counter(mark.get(f"{W}id") for mark in root.iter(f"{W}bookmarkStart"))
    ends = Counter(mark.get(f"{W}id") for mark in root.iter(f"{W}bookmarkEnd"))
    assert starts == ends
    assert not starts or max(starts.values()) == 1
    assert max(Counter(bookmarks(root)).values()) == 1


@each_kind
def test_signature_blocks_do_not_split(kind: str) -> None:
    tables = [
        t for t in part(of_example(kind)).iter(f"{W}tbl") if any(m.startswith("veld_") for m in bookmarks(t))
    ]
    assert len(tables) == len(KINDS[kind].ondertekenaars) + 1
    for table in tables:
        rows = table.findall(f"{W}tr")
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        assert all(p.find(f"{W}pPr/{W}keepNext") is not None for row in rows[:-1] for p in row.iter(f"{W}p"))
        height = rows[-1].find(f"{W}trPr/{W}trHeight")
        assert height.get(f"{W}hRule") == "exact"
        assert 1200 <= int(height.get(f"{W}val")) <= 1300
        for cell in rows[-1].iter(f"{W}tc"):
            if bookmarks(cell):
                assert int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) >= 4252  # 7.5 cm


@every
def test_tables_say_what_heads_them(kind: str, name: str) -> None:
    """A table of data has a header row that returns on every page; the others have labels in the first column."""
    for table in part(made(FILES[name], kind)).iter(f"{W}tbl"):
        look = table.find(f"{W}tblPr/{W}tblLook")
        first = table.find(f"{W}tr")
        is_headed = first.find(f"{W}trPr/{W}tblHeader") is not None
        assert is_headed == (look.get(f"{W}firstRow") == "1") == (look.get(f"{W}firstColumn") == "0")
        styles = [s.get(f"{W}val") for s in first.iter(f"{W}pStyle")]
        assert styles[0] == "Tabelkop"


NUMBERED = {"Artikel", "Lid", "Onderdeel", "Overweging", "Partij", "Opsomming", "Tabelopsomming"}


@each_kind
def test_numbers_are_words_own(kind: str) -> None:
    for p in part(of_example(kind)).iter(f"{W}p"):
        assert not re.match(r"(artikel )?\d+(\.\d+)*[. ]\s*[A-Z]|[a-z][.)] ", text(p), re.IGNORECASE), text(p)
        style = p.find(f"{W}pPr/{W}pStyle")
        if style is not None and style.get(f"{W}val") in NUMBERED:
            assert p.find(f"{W}pPr/{W}numPr") is None  # the style numbers, nobody else


@each_kind
def test_big_number_stands_with_the_name_of_the_bedrijfsarts(kind: str) -> None:
    """Wherever name and profession stand together as party or signatory, the number does too."""
    data = FILES["example in-dienst"]
    for p in part(of_example(kind)).iter(f"{W}p"):
        if re.search(rf"{re.escape(data['bedrijfsarts']['naam'])}, (taakgedelegeerde|bedrijfsarts)", text(p)):
            assert f"BIG-nummer {data['bedrijfsarts']['big_nummer']}" in text(p)
    if "bedrijfsarts" in KINDS[kind].ondertekenaars:
        assert f"bedrijfsarts, BIG-nummer {data['bedrijfsarts']['big_nummer']}" in all_text(of_example(kind))


def test_feedback_to_employer_and_employee_is_one_text() -> None:
    bodies = []
    for kind in ("D6", "D7"):
        lines = [text(p) for p in part(of_example(kind)).iter(f"{W}p")]
        start = lines.index("Terugkoppeling")
        end = next(
            i for i, line in enumerate(lines) if line in {"Uw rechten", "Waarmerking door de organisatie"}
        )
        bodies.append(lines[start:end])
    assert bodies[0] == bodies[1]
    assert len(bodies[0]) > 40


NEVER = {
    "D1": r"verzuimpercentage|hersteldmelding|onbepaalde tijd",
    "D2": r"mits|bedrijfsbelang|gehoord",
    "D5": r"indien gewenst|bedrijfsgeheim",
    "D9": r"dokter|toestemming van (de|uw) werkgever",
    "D10": r"stilzwijgend|geacht",
    "D11": r"zestien|voert (de )?regie",
    "D13": r"verzuimpercentage|hersteldmelding",
}


@pytest.mark.parametrize("kind", NEVER)
def test_never(kind: str) -> None:
    assert not re.search(NEVER[kind], all_text(of_example(kind)), re.IGNORECASE)


# A wording that each ban must catch; that ours are not caught is in the test after it.
CAUGHT = {
    "D8_n1": [
        "De leidinggevende toetst jaarlijks de bekwaamheid van de taakgedelegeerde.",
        "De beoordeling behoeft de instemming van de werkgever.",
    ],
    "D8_n2": [
        "Een BIG-registratie is vereist.",
        "De bekwaamheid volgt reeds uit de inschrijving bij het RSC.",
    ],
    "D8_n3": ["Observatie: gesprek met werknemer genaamd Pietersen.", "BSN"],
    "D9_n1": ["Geachte heer Pietersen,", "Geachte mevrouw …,", "Uw geboortedatum is bij ons bekend."],
    "D9_n2": ["De taakgedelegeerde is een arts in opleiding.", "U krijgt een spreekuur bij de arts."],
    "D9_n3": [
        "U spreekt de bedrijfsarts alleen via de taakgedelegeerde.",
        "Dat kan pas na overleg met uw leidinggevende.",
        "Dat kan alleen als daarvoor aanleiding bestaat.",
    ],
    "D10_n1": [
        "Bij stilzwijgende instemming gaat de delegatie door.",
        "De ondernemingsraad wordt geacht te hebben ingestemd.",
        "Na het uitblijven van een reactie gaat de delegatie in.",
    ],
    "D10_n2": ["De ondernemingsraad doet afstand van zijn recht van instemming."],
    "D10_n3": ["Terugname van taken behoeft de voorafgaande goedkeuring van de werkgever."],
    "D11_n1": ["De taakgedelegeerde voert de procesregie.", "De taakgedelegeerde bewaakt termijnen."],
    "D11_n2": ["De casemanager ontvangt medische gegevens.", "De leidinggevende bespreekt de diagnose."],
    "D11_n3": ["Signaleert risico’s en koppelt deze (geanonimiseerd waar nodig) terug."],
    "D11_n4": [
        "Geeft advies aan leidinggevende en casemanager.",
        "De taakgedelegeerde adviseert de werkgever.",
    ],
    "D13_n1": ["Naam werknemer", "Personeelsnummer:", "Diagnose"],
    "D13_n2": ["Het verzuimpercentage daalde."],
    "D13_n3": [
        "De opdrachtgever beslist over voortzetting.",
        "Het verslag behoeft akkoord van de werkgever.",
    ],
}


@pytest.mark.parametrize("ban", CAUGHT)
def test_ban_catches_what_it_is_for(ban: str) -> None:
    [asked] = [found for found in demands(ban.partition("_")[0])["nooit"] if found["id"] == ban]
    for wording in CAUGHT[ban]:
        assert any(re.search(pattern, wording, re.IGNORECASE) for pattern in asked["patronen"]), wording


@pytest.mark.parametrize("kind", ["D8", "D9", "D10", "D11", "D13"])
def test_every_ban_of_a_document_is_tried_and_spares_it(kind: str) -> None:
    bans = demands(kind)["nooit"]
    assert {ban["id"] for ban in bans} == {ban for ban in CAUGHT if ban.startswith(f"{kind}_")}
    for name, data in FILES.items():
        if applies(kind, data):
            lines = [text(p) for p in part(made(data, kind)).iter(f"{W}p")]
            hits = [
                (name, line)
                for line in lines
                for ban in bans
                if any(re.search(pattern, line, re.IGNORECASE) for pattern in ban["patronen"])
            ]
            assert not hits


@pytest.mark.parametrize("name", FILES)
def test_agreement_prints_every_task_and_deviation(name: str) -> None:
    data = FILES[name]
    lines = [text(p) for p in part(made(data, "D1")).iter(f"{W}p")]
    for task in values(data)["taken"]:
        assert lines.count(task["tekst"]) == 1
        assert f"Taak {task['nummer']}: {task['tekst']}" in lines
    for deviation in data.get("afwijkingen", ()):
        assert deviation["regel"] in lines
    assert ("Afwijkingen" in lines) is bool(data.get("afwijkingen"))


def test_style_language_and_font() -> None:
    for kind in KINDS:
        styles = part(of_example(kind), "word/styles.xml")
        defaults = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        assert defaults.find(f"{W}lang").get(f"{W}val") == "nl-NL"
        assert defaults.find(f"{W}rFonts").get(f"{W}ascii") == "Source Sans Pro"
