"""What an XMP packet says is the same in every form that programs write, and any mark too many is refused."""

from __future__ import annotations

import pytest

from signing.packet import PacketRefused, read

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "dc": "http://purl.org/dc/elements/1.1/",
        "xmp": "http://ns.adobe.com/xap/1.0/",
        "s": "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#",
        "x": "adobe:ns:meta/",
    }.items()
)
BEGIN, END = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>', '<?xpacket end="w"?>'
TITLE = '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Brief</rdf:li></rdf:Alt></dc:title>'


def described(inside: str, attributes: str = "") -> str:
    return f'<rdf:Description rdf:about="" {attributes}>{inside}</rdf:Description>'


def packet(*nodes: str, rdf: str = "", meta: str = "", begin: str = BEGIN, end: str = END) -> bytes:
    tree = f"<rdf:RDF {NAMESPACES} {rdf}>{''.join(nodes)}</rdf:RDF>"
    return f"{begin}\n<x:xmpmeta {NAMESPACES} {meta}>{tree}</x:xmpmeta>\n   {end}".encode()


def event(form: str) -> bytes:
    return packet(described(f"<dc:x><rdf:Seq>{form}</rdf:Seq></dc:x>"))


SAVED = event('<rdf:li rdf:parseType="Resource"><s:action>saved</s:action><s:when>nu</s:when></rdf:li>')
SAME = [
    pytest.param(
        packet(described("<xmp:Label>Brief</xmp:Label>")),
        packet(described("", 'xmp:Label="Brief"')),
        id="a property as an attribute",
    ),
    pytest.param(
        packet(described(f"{TITLE}<xmp:Label>A</xmp:Label>")),
        packet(described("<xmp:Label>A</xmp:Label>"), "\n", described(TITLE)),
        id="two descriptions, another order",
    ),
    pytest.param(
        packet(described("<xmp:BaseURL>https://example.org/</xmp:BaseURL>")),
        packet(described('<xmp:BaseURL rdf:resource="https://example.org/"/>')),
        id="a URI by reference, as pyHanko writes",
    ),
    pytest.param(
        SAVED,
        event('<rdf:li><rdf:Description s:action="saved" s:when="nu"/></rdf:li>'),
        id="a structure in a description, as pyHanko writes",
    ),
    pytest.param(SAVED, event('<rdf:li s:action="saved" s:when="nu"/>'), id="a structure by attributes, as Adobe writes"),
    pytest.param(
        packet(described(TITLE)), packet(described(TITLE), begin="", end="", meta='x:xmptk="Een programma"'), id="other wrapping"
    ),
    pytest.param(
        packet(described(TITLE)), f"<rdf:RDF {NAMESPACES}>{described(TITLE)}</rdf:RDF>".encode(), id="no x:xmpmeta"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_thing_may_be_said_in_several_forms(one: bytes, other: bytes) -> None:
    assert read(one)
    assert read(one) == read(other)


DIFFERENT = [
    pytest.param(TITLE.replace("Brief", "Besluit"), id="text"),
    pytest.param(TITLE.replace("x-default", "nl"), id="language"),
    pytest.param(
        TITLE.replace("rdf:Alt", "rdf:Seq").replace(' xml:lang="x-default"', ""), id="kind of array"
    ),
    pytest.param(TITLE.replace("</rdf:Alt>", "<rdf:li>Meer</rdf:li></rdf:Alt>"), id="an item more"),
    pytest.param(TITLE + "<xmp:Label/>", id="an empty property more"),
]


@pytest.mark.parametrize("title", DIFFERENT)
def test_another_thing_is_another(title: str) -> None:
    assert read(packet(described(TITLE))) != read(packet(described(title)))


MORE = "Behalve artikel 3."
REFUSED = [
    pytest.param(packet(described(TITLE)).decode().encode("utf-16"), id="UTF-16"),
    pytest.param(b'<?xml version="1.0" encoding="latin-1"?>' + packet(begin="", end=""), id="an XML declaration"),
    pytest.param(packet(described(TITLE), begin=BEGIN.replace("?>", f" {MORE}?>")), id="text in the header"),
    pytest.param(packet(described(TITLE), end=END + MORE), id="text behind the packet"),
    pytest.param(packet(described(TITLE), end=f"<?xpacket {MORE}?>{END}"), id="an instruction more"),
    pytest.param(packet(described(TITLE), f"<!-- {MORE} -->"), id="a comment"),
    pytest.param(packet(described(f"<xmp:Label><![CDATA[{MORE}]]></xmp:Label>")), id="CDATA"),
    pytest.param(packet(described("<xmp:Label>&meer;</xmp:Label>")), id="an entity that is not there"),
    pytest.param(packet(described(TITLE), " " * 200_000), id="too large"),
    pytest.param(packet(described("<dc:a>" * 40 + "</dc:a>" * 40)), id="too deep"),
    pytest.param(packet(described(TITLE), meta=f'x:more="{MORE}"'), id="an attribute on x:xmpmeta"),
    pytest.param(packet(described(TITLE), meta=f'x:xmptk="{MORE * 20}"'), id="a text for a toolkit"),
    pytest.param(packet(described(TITLE), rdf=f'dc:title="{MORE}"'), id="an attribute on rdf:RDF"),
    pytest.param(packet(described(TITLE), MORE), id="text in rdf:RDF"),
    pytest.param(packet(described(TITLE + MORE)), id="text in a description"),
    pytest.param(packet(described(TITLE).replace('about=""', 'about="iets"')), id="about something else"),
    pytest.param(packet(described(TITLE, 'rdf:ID="iets"')), id="an attribute of RDF"),
    pytest.param(packet(described(TITLE, f'title="{MORE}"')), id="an attribute without a namespace"),
    pytest.param(packet(described("<title>Brief</title>")), id="an element without a namespace"),
    pytest.param(packet(described(TITLE, 'xml:lang="nl"')), id="a language on a description"),
    pytest.param(packet(described('<xmp:Label xml:lang="nl">A</xmp:Label>')), id="a language on a property"),
    pytest.param(packet(described("<dc:a><rdf:Description><rdf:value>A</rdf:value></rdf:Description></dc:a>")), id="a qualifier"),
    pytest.param(packet(described('<dc:a rdf:parseType="Literal">A</dc:a>')), id="a literal of XML"),
    pytest.param(packet(described(f'<dc:a rdf:parseType="Resource">{MORE}</dc:a>')), id="text in a structure"),
    pytest.param(packet(described(f'<dc:a rdf:resource="a:b">{MORE}</dc:a>')), id="text beside a URI"),
    pytest.param(packet(described(f'<dc:a s:when="nu">{MORE}</dc:a>')), id="text beside fields"),
    pytest.param(packet(described(TITLE.replace("<dc:title>", '<dc:title s:when="nu">'))), id="fields beside an array"),
    pytest.param(packet(described(TITLE.replace("<rdf:Alt>", f"<rdf:Alt>{MORE}"))), id="text in an array"),
    pytest.param(packet(described(TITLE.replace("<rdf:Alt>", '<rdf:Alt dc:a="A">'))), id="an attribute on an array"),
    pytest.param(packet(described(TITLE.replace("rdf:li", "dc:li"))), id="another item"),
    pytest.param(packet(described(TITLE.replace("</rdf:li>", "<dc:b/></rdf:li>"))), id="a child of a text"),
    pytest.param(packet(described("<dc:a><rdf:Seq/><rdf:Seq/></dc:a>")), id="two arrays"),
    pytest.param(event('<rdf:li rdf:parseType="Resource"><s:when>A</s:when><s:when>B</s:when></rdf:li>'), id="a field twice"),
]  # fmt: skip


@pytest.mark.parametrize("data", REFUSED)
def test_a_mark_too_many_is_refused(data: bytes) -> None:
    with pytest.raises(PacketRefused):
        read(data)


def test_what_is_refused_is_refused_for_that_mark_alone() -> None:
    assert set(read(packet(described(TITLE)))) == {"{http://purl.org/dc/elements/1.1/}title"}
