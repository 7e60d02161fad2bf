"""What MDTO says of a package: every sidecar valid, every fact where an archivist looks for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from generator.archive import concepts
from generator.archive.describe import counts, sidecars
from generator.archive.model import Whole
from tests.generator.archive.described import NS, delegation, others, paper, schema, stored, whole
from tests.generator.example_file import drop, put

DOSSIER = "DLG-2026-0042/DLG-2026-0042.MDTO.xml"
PAPER = "DLG-2026-0042/D1-delegatieovereenkomst/D1-delegatieovereenkomst"
BRON = "Delegatiedossiers van Arbodienst De Dieze B.V."


def addition() -> Whole:
    made = whole(folder="DLG-2026-0042-T1", series="terugname")
    assert made.delegation.kenmerk == "DLG-2026-0042"
    return made


WHOLES: dict[str, Any] = {
    "in-dienst": whole,
    "extern": lambda: whole(example="extern", folder="DLG-2026-0057"),
    "an addition": addition,
    "a trial": lambda: whole(test=True),
    "under an object of the receiver": lambda: whole(parent=("2.16.133", "Archief Dommelwaard")),
    "signs that XML does not know": lambda: whole(title="Dossier <&> \x00\x1b \ud800 Łódź"),
    "without books": lambda: whole(pieces=(paper("DLG-2026-0042"),)),
}


@pytest.mark.parametrize("name", WHOLES)
def test_every_sidecar_is_valid_against_the_official_schema(name: str) -> None:
    made = WHOLES[name]()
    against = schema()
    found = dict(sidecars(made))
    for path, text in found.items():
        top = etree.fromstring(text)
        assert against.validate(top), (path, against.error_log)
    objects, files = counts(made)
    assert len(found) == objects + files
    assert sum(path.endswith(".bestand.MDTO.xml") for path in found) == files


def said(made: Whole, path: str = DOSSIER) -> etree._Element:
    return etree.fromstring(dict(sidecars(made))[path])[0]


def texts(node: etree._Element, path: str) -> list[str]:
    """The texts at a path of local names."""
    return [one.text or "" for one in node.findall("/".join(f"{NS}{part}" for part in path.split("/")))]


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("identificatie/identificatieKenmerk", ["DLG-2026-0042"]),
        ("identificatie/identificatieBron", [BRON]),
        ("naam", ["Delegatiedossier DLG-2026-0042"]),
        ("aggregatieniveau/begripLabel", ["Dossier"]),
        ("dekkingInTijd/dekkingInTijdBegindatum", ["2027-01-01"]),
        ("dekkingInTijd/dekkingInTijdEinddatum", ["2027-12-31"]),
        ("taal", ["nl"]),
        ("event/eventType/begripLabel", ["Bevriezing"]),
        ("event/eventTijd", ["2026-11-24T09:00:01Z"]),
        ("waardering/begripLabel", ["Tijdelijk te bewaren"]),
        ("waardering/begripCode", ["V"]),
        ("bewaartermijn/termijnEinddatum", ["2047-12-31"]),
        ("informatiecategorie/begripCode", ["2.1"]),
        (
            "informatiecategorie/begripBegrippenlijst/verwijzingNaam",
            ["Selectielijst gemeenten en intergemeentelijke organen 2020"],
        ),
        ("isOnderdeelVan", []),
        ("gerelateerdInformatieobject", []),
        ("archiefvormer/verwijzingNaam", ["Gemeente Dommelwaard"]),
        ("archiefvormer/verwijzingIdentificatie/identificatieKenmerk", ["90000013"]),
        ("archiefvormer/verwijzingIdentificatie/identificatieBron", ["KVK"]),
        ("betrokkene/betrokkeneTypeRelatie/begripLabel", ["Belanghebbende"] * 3),
        (
            "betrokkene/betrokkeneActor/verwijzingNaam",
            [
                "A.M. de Vries (bedrijfsarts)",
                "B. Jansen (casemanager in taakdelegatie)",
                "Gemeente Dommelwaard (werkgever)",
            ],
        ),
        ("betrokkene/betrokkeneActor/verwijzingIdentificatie", []),
        ("beperkingGebruik/beperkingGebruikType/begripLabel", ["Overig"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_dossier(path: str, wanted: list[str]) -> None:
    assert texts(said(whole()), path) == wanted


def test_the_restriction_says_what_it_is_about() -> None:
    told = texts(said(whole()), "beperkingGebruik/beperkingGebruikNadereBeschrijving")[0]
    assert "persoonsgegevens" in told
    assert "(AVG)" in told
    assert "geen medische gegevens" in told


def test_nothing_of_a_person_but_name_and_function() -> None:
    """Numbers, addresses and telephones of the delegation file stay out of the metadata."""
    everything = b"".join(text for _, text in sidecars(whole())).decode()
    found = delegation()
    for secret in (
        found.bedrijfsarts.big_nummer,
        found.bedrijfsarts.email,
        found.bedrijfsarts.telefoon,
        found.taakgedelegeerde.email,
        found.werkgever.adres.straat,
    ):
        assert secret not in everything


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("identificatie/identificatieKenmerk", ["DLG-2026-0042/D1-delegatieovereenkomst"]),
        ("naam", ["Delegatieovereenkomst"]),
        ("aggregatieniveau/begripLabel", ["Archiefstuk"]),
        ("omschrijving", ["Delegatieovereenkomst bij dossier DLG-2026-0042"]),
        ("event/eventType/begripLabel", ["Creatie", "Accordering", "Validatie Handtekening"]),
        (
            "event/eventVerantwoordelijkeActor/verwijzingNaam",
            ["Arbodienst De Dieze B.V.", "A.M. de Vries (bedrijfsarts)", "H. Willems"],
        ),
        ("event/eventResultaat", ["PAdES B-LTA", "geldig: <&> «handtekening»"]),
        ("bewaartermijn/termijnEinddatum", ["2047-12-31"]),
        ("isOnderdeelVan/verwijzingNaam", ["Delegatiedossier DLG-2026-0042"]),
        ("isOnderdeelVan/verwijzingIdentificatie/identificatieKenmerk", ["DLG-2026-0042"]),
        (
            "heeftRepresentatie/verwijzingNaam",
            ["D1-delegatieovereenkomst.pdf", "D1-delegatieovereenkomst.docx"],
        ),
        (
            "aanvullendeMetagegevens/verwijzingNaam",
            ["D1-delegatieovereenkomst.validatie.xml", "D1-delegatieovereenkomst.premis.xml"],
        ),
        ("betrokkene", []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_paper(path: str, wanted: list[str]) -> None:
    assert texts(said(whole(), f"{PAPER}.MDTO.xml"), path) == wanted


def test_a_file() -> None:
    path = f"{PAPER}.pdf"
    node, file = said(whole(), f"{path}.bestand.MDTO.xml"), stored(path, "pdf")
    assert {one.tag.removeprefix(NS): one.text for one in node if not len(one)} == {
        "naam": "D1-delegatieovereenkomst.pdf",
        "omvang": str(file.size),
    }
    assert texts(node, "identificatie/identificatieKenmerk") == ["DLG-2026-0042/D1-delegatieovereenkomst.pdf"]
    assert texts(node, "bestandsformaat/begripCode") == ["fmt/476"]
    assert texts(node, "checksum/checksumAlgoritme/begripLabel") == ["SHA-256"]
    assert texts(node, "checksum/checksumWaarde") == [file.sha256]
    assert texts(node, "checksum/checksumDatum") == ["2027-12-31T23:30:15Z"]
    assert texts(node, "isRepresentatieVan/verwijzingNaam") == ["Delegatieovereenkomst"]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("pdf", "fmt/476"), ("verklaring", "fmt/479"), ("word", "fmt/412"), ("validatie", "fmt/101"),
        ("premis", "fmt/101"), ("yaml", "fmt/818"), ("json", "fmt/817"), ("jsonl", "fmt/2054"),
        ("certificaat", ""), ("manifest", "x-fmt/111"), ("tekst", "x-fmt/111"),
    ],
)  # fmt: skip
def test_a_format_has_the_code_of_pronom_or_none(kind: Any, code: str) -> None:
    found = concepts.FORMATS[kind]
    assert found.code == code
    assert (found.lijst == "PRONOM-register") is bool(code)


def test_the_dossier_names_each_piece_once() -> None:
    made = whole()
    names = texts(said(made), "bevatOnderdeel/verwijzingIdentificatie/identificatieKenmerk")
    assert names == [f"DLG-2026-0042/{piece.name}" for piece in made.pieces]


def test_only_papers_cover_the_term() -> None:
    books = "DLG-2026-0042/DLG-2026-0042-administratie/DLG-2026-0042-administratie.MDTO.xml"
    assert texts(said(whole(), books), "dekkingInTijd/dekkingInTijdBegindatum") == []
    assert texts(said(whole(), f"{PAPER}.MDTO.xml"), "dekkingInTijd/dekkingInTijdBegindatum") != []


def test_an_addition_points_at_its_delegation() -> None:
    node = said(addition(), "DLG-2026-0042-T1/DLG-2026-0042-T1.MDTO.xml")
    key = "gerelateerdInformatieobject"
    known = f"{key}/{key}Verwijzing/verwijzingIdentificatie"
    assert texts(node, f"{known}/identificatieKenmerk") == ["DLG-2026-0042"]
    assert texts(node, f"{known}/identificatieBron") == [BRON]
    assert texts(node, f"{key}/{key}TypeRelatie/begripLabel") == ["Refereert aan"]


def test_an_object_of_the_receiver_is_named_if_it_is_known() -> None:
    node = said(whole(parent=("2.16.133", "Archief Dommelwaard")))
    assert texts(node, "isOnderdeelVan/verwijzingIdentificatie/identificatieKenmerk") == ["2.16.133"]
    assert texts(node, "isOnderdeelVan/verwijzingIdentificatie/identificatieBron") == ["Archief Dommelwaard"]


def test_a_trial_says_so_on_every_object() -> None:
    made = whole(test=True)
    for path, text in sidecars(made):
        if not path.endswith(".bestand.MDTO.xml"):
            assert "Proefdossier, zonder rechtsgevolg." in texts(etree.fromstring(text)[0], "omschrijving")


def test_of_others_than_a_gemeente_only_the_code_is_known() -> None:
    made = whole(put("werkgever", "rechtsvorm", value="provincie"))
    lists = texts(said(made), "informatiecategorie/begripBegrippenlijst/verwijzingNaam")
    assert lists == ["Selectielijst van Gemeente Dommelwaard"]
    assert texts(said(made), "informatiecategorie/begripCode") == ["2.1"]
    without = whole(drop("archief", "selectielijst_categorie"))
    assert texts(said(without), "informatiecategorie") == []


def test_another_creator_has_no_number() -> None:
    node = said(whole(creator="Streekarchief De Beemden"))
    assert texts(node, "archiefvormer/verwijzingNaam") == ["Streekarchief De Beemden"]
    assert texts(node, "archiefvormer/verwijzingIdentificatie") == []


FOLDER = "DLG-2026-0042"


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param((), id="nothing in it"),
        pytest.param((paper(FOLDER), paper(FOLDER)), id="a piece twice"),
        pytest.param((paper(FOLDER), paper("DLG-2026-0043", "D2-x")), id="two dossiers"),
        pytest.param((paper(FOLDER, "D1 overeenkomst"),), id="a space"),
        pytest.param((paper(FOLDER, "D1.overeenkomst"),), id="a dot in a folder"),
        pytest.param((replace(paper(FOLDER), name="D9-andere-map"),), id="files in another folder"),
        pytest.param((paper(FOLDER, FOLDER),), id="a piece by the name of the dossier"),
        pytest.param((paper(FOLDER, "d1-X"), paper(FOLDER, "D1-x")), id="names that differ in case only"),
        pytest.param((paper("DLG.2026"), *others("DLG.2026")), id="a dossier with a dot"),
    ],
)
def test_names_that_a_delivery_may_not_have_are_refused(pieces: Any) -> None:
    with pytest.raises(ValueError, match=r"name for a delivery|in one folder"):
        list(sidecars(whole(pieces=pieces)))
