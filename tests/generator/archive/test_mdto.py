"""MDTO as XML: valid against the official schema, the same bytes every time, and a table that says what it says."""

from __future__ import annotations

import random
from datetime import datetime
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from generator.archive import markup, mdto, mdto_reading
from generator.archive.describe import sidecars
from generator.archive.markup import Node
from generator.archive.mdto_schema import GROUPS, NAMESPACE, SCHEMA, fault
from tests.generator.archive.described import NS, official, schema, whole

EXAMPLES = {
    "Archiefstuk_Informatieobject": "Archiefstuk",
    "Dossier_Informatieobject": "Dossier",
    "Serie_Informatieobject": "Serie",
    "Bestand": "",
}


def example(name: str) -> bytes:
    return official(f"MDTO-XML_1.0.1_Voorbeeld_{name}.xml").read_bytes()


@cache
def _dossier() -> bytes:
    """The sidecar of a dossier."""
    return next(iter(sidecars(whole())))[1]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_official_examples_are_read(name: str) -> None:
    described = mdto_reading.read(example(name))
    assert described.aggregatieniveau == EXAMPLES[name]
    assert described.naam
    assert described.identificaties[0].kenmerk
    if name == "Bestand":
        assert described.omvang == 57727859
        assert described.sha256 == ("86f16c3359c2e59538a3df178a9530dd6278faec82e66d605b3bc2a64ac390fc",)
        known = described.representatie_van[0].identificatie
        assert known == mdto.Identificatie(kenmerk="DC-2015/1753", bron="Archief Deltacommissaris")


def test_the_table_has_every_element_of_the_schema_in_its_order() -> None:
    """Names, order, and how often: read from the schema itself."""
    xsd = "{http://www.w3.org/2001/XMLSchema}"
    types = {
        one.get("name", "").removesuffix("Gegevens").removesuffix("Type"): one
        for one in etree.parse(str(official("MDTO-XML1.0.1.xsd"))).iter(f"{xsd}complexType")
    }
    base = [
        (e.get("name"), e.get("minOccurs"), e.get("maxOccurs")) for e in types["object"].iter(f"{xsd}element")
    ]
    for name, slots in GROUPS.items():
        mine = [(key, "1" if s.must else "0", "unbounded" if s.many else "1") for key, s in slots.items()]
        theirs = [
            (e.get("name"), e.get("minOccurs"), e.get("maxOccurs")) for e in types[name].iter(f"{xsd}element")
        ]
        assert mine == ([*base, *theirs] if name in ("informatieobject", "bestand") else theirs), name


def test_the_head_is_as_in_the_official_examples() -> None:
    made = _dossier()
    mine, theirs = etree.fromstring(made), etree.fromstring(example("Bestand"))
    assert (mine.tag, mine.nsmap, dict(mine.attrib)) == (theirs.tag, theirs.nsmap, dict(theirs.attrib))
    assert made.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<MDTO xmlns=')
    assert SCHEMA.encode() in made


def test_the_same_data_give_the_same_bytes() -> None:
    assert list(sidecars(whole())) == list(sidecars(whole()))


@given(st.text())
def test_any_text_can_be_a_name(text: str) -> None:
    """What XML cannot hold is replaced; the rest comes back as it was."""
    known = mdto.Identificatie(kenmerk=text, bron="x")
    made = markup.write(known.node("identificatie"), namespace=NAMESPACE)
    back = markup.read(made, namespace=NAMESPACE).said("identificatieKenmerk")
    assert len(back) == len(text)
    assert all(b in (a, "\ufffd") for a, b in zip(text, back, strict=True))
    assert "\ufffd" not in back or any(ord(one) < 32 or ord(one) >= 0xD800 for one in text)


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        mdto.moment(datetime(2026, 1, 1))  # noqa: DTZ001


HARMS = {
    "an element too many": lambda top: top[0].append(etree.Element(f"{NS}extra")),
    "an element of another language": lambda top: top[0].append(etree.Element("{urn:x}naam")),
    "no name": lambda top: top[0].remove(top[0].find(f"{NS}naam")),
    "two names": lambda top: top[0].insert(1, etree.fromstring(etree.tostring(top[0].find(f"{NS}naam")))),
    "another order": lambda top: top[0].insert(0, top[0].find(f"{NS}naam")),
    "no digits": lambda top: setattr(top.find(f".//{NS}omvang"), "text", "veel"),
    "no moment": lambda top: setattr(top.find(f".//{NS}checksumDatum"), "text", "2025-02-30T15:24:18"),
    "a day where a moment belongs": lambda top: setattr(
        top.find(f".//{NS}checksumDatum"), "text", "2025-02-18"
    ),
    "another root": lambda top: setattr(top, "tag", f"{NS}TMLO"),
    "two objects": lambda top: top.append(etree.fromstring(etree.tostring(top[0]))),
    "text between elements": lambda top: setattr(top[0], "text", "hoi"),
    "an attribute": lambda top: top[0].set("id", "1"),
    "elements in text": lambda top: etree.SubElement(top[0].find(f"{NS}naam"), f"{NS}naam"),
}


@pytest.mark.parametrize("harm", HARMS)
def test_what_the_schema_refuses_is_refused(harm: str) -> None:
    top = etree.fromstring(example("Bestand"))
    HARMS[harm](top)
    assert not schema().validate(top)
    with pytest.raises(ValueError, match=r"\w"):
        mdto_reading.read(etree.tostring(top))


@pytest.mark.parametrize("name", EXAMPLES)
@given(rng=st.randoms())
def test_what_the_table_accepts_the_schema_accepts(name: str, rng: random.Random) -> None:
    """Elements dropped, doubled and moved at random: nothing passes us that the official schema refuses."""
    top = etree.fromstring(example(name), etree.XMLParser(remove_blank_text=True))
    for _ in range(rng.randint(1, 3)):
        victim = rng.choice([one for one in top.iter() if one is not top])
        around = victim.getparent()
        assert around is not None
        match rng.randrange(4):
            case 0:
                around.remove(victim)
            case 1:
                around.append(etree.fromstring(etree.tostring(victim)))
            case 2:
                around.insert(rng.randrange(len(around)), victim)
            case _:
                if not len(victim):
                    victim.text = rng.choice(["", "2025", "2025-02-18", "x y", "7", "nl"])
        if not len(top):
            return
    accepted = not fault(markup.read(etree.tostring(top), namespace=NAMESPACE))
    assert schema().validate(top) or not accepted


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<", id="no XML"),
        pytest.param(b'<!DOCTYPE MDTO [<!ENTITY a "b">]><MDTO>&a;</MDTO>', id="entities"),
        pytest.param(b'<!DOCTYPE MDTO SYSTEM "file:///etc/passwd"><MDTO/>', id="a file of this computer"),
        pytest.param(b"<MDTO><!-- a --></MDTO>", id="comment"),
        pytest.param(b"<MDTO><?php ?></MDTO>", id="instruction"),
        pytest.param('<?xml version="1.0" encoding="UTF-16"?><MDTO/>'.encode("utf-16"), id="UTF-16"),
        pytest.param(b'<?xml version="1.0" encoding="UTF-7"?>+ADw-MDTO/+AD4-', id="UTF-7"),
        pytest.param(b"<MDTO>\xff</MDTO>", id="bytes that are no text"),
        pytest.param(b"<MDTO>" * 5000, id="deep"),
        pytest.param(b"<MDTO>" + b"<a>" * 200 + b"</a>" * 200 + b"</MDTO>", id="deep and closed"),
        pytest.param(b"\x00" * 100, id="zeros"),
    ],
)
def test_hostile_xml_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        mdto_reading.read(data.replace(b"<MDTO>", f'<MDTO xmlns="{NAMESPACE}">'.encode(), 1))


@given(st.binary(max_size=300))
def test_bytes_never_break_the_reader(data: bytes) -> None:
    for text in (data, f'<MDTO xmlns="{NAMESPACE}">'.encode() + data + b"</MDTO>"):
        with pytest.raises(ValueError, match=r"\w"):
            mdto_reading.read(text)


@given(st.data())
def test_a_harmed_sidecar_is_read_or_refused(data: st.DataObject) -> None:
    """One byte changed anywhere: no other exception than the one that callers expect."""
    text = bytearray(_dossier())
    place = data.draw(st.integers(0, len(text) - 1))
    text[place] = data.draw(st.integers(0, 255))
    try:
        described = mdto_reading.read(bytes(text))
    except ValueError:
        return
    assert described.soort == "informatieobject"


def test_a_node_without_content_is_found_nowhere() -> None:
    root = Node("a", (Node("b", "x"),))
    assert root.said("b") == "x"
    assert root.said("c", "d") == ""
    assert root.at("c", "d") is None
