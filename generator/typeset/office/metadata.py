"""What the PDF says of itself: title, language, moment, and the two standards it claims."""

from __future__ import annotations

import struct
from datetime import datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, String

if TYPE_CHECKING:
    from generator.typeset.paper import Paper

# PDF/A-2 knows no pdfuaid, so the packet has to describe it (ISO 19005-2, 6.6.2.3).
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>{author}
<dc:language><rdf:Bag><rdf:li>nl-NL</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{creator}</xmp:CreatorTool>
<xmp:CreateDate>{moment}</xmp:CreateDate>
<xmp:ModifyDate>{moment}</xmp:ModifyDate>
<pdf:Producer>{producer}</pdf:Producer>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
_AUTHOR = "\n<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>"
_CREATOR = "taakdelegatie"


def describe(pdf: pikepdf.Pdf, paper: Paper, *, at: datetime) -> None:
    """Write the document's description in both places, the same in each."""
    producer = str(pdf.docinfo.get("/Producer", "LibreOffice"))
    info = Dictionary(
        Title=String(paper.title),
        Creator=String(_CREATOR),
        Producer=String(producer),
        CreationDate=String(f"D:{at:%Y%m%d%H%M%S}Z"),
        ModDate=String(f"D:{at:%Y%m%d%H%M%S}Z"),
    )
    if paper.author:
        info.Author = String(paper.author)
    pdf.trailer.Info = pdf.make_indirect(info)
    packet = _PACKET.format(
        title=escape(paper.title),
        author=_AUTHOR.format(author=escape(paper.author)) if paper.author else "",
        creator=_CREATOR,
        producer=escape(producer),
        moment=f"{at:%Y-%m-%dT%H:%M:%S}Z",
    )
    root = pdf.Root
    root.Metadata = pdf.make_stream(packet.encode(), Type=Name.Metadata, Subtype=Name.XML)
    root.Lang = String("nl-NL")
    root.MarkInfo = Dictionary(Marked=True)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    if Name.OpenAction in root:
        del root.OpenAction
    for page in pdf.pages:
        page.obj.Tabs = Name.S
    for intent in root.get(Name.OutputIntents, Array()):
        profile = intent.get(Name.DestOutputProfile)
        if profile is not None:
            profile.write(_dated(profile.read_bytes(), at))


def _dated(profile: bytes, at: datetime) -> bytes:
    """Give the colour profile the document's moment instead of that of its making (ICC.1, 7.2.8)."""
    start, end = 24, 36
    return profile[:start] + struct.pack(">6H", *at.timetuple()[:6]) + profile[end:]
