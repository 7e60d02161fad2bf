"""An XMP packet, read so strictly that nothing in it stays unread (ISO 16684-1).

Readers of XMP skip what they do not expect, each something else: a second rdf:RDF, text beside a child, one
of two values of a property. Whoever compares two packets by one reader's account compares half of them. Here
a packet is refused unless each mark in it is white space, a wrapper's own, or part of a property's one value.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element

_NS_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_NS_XML = "http://www.w3.org/XML/1998/namespace"
_NS_META = "adobe:ns:meta/"
_RDF, _DESCRIPTION, _LI = (f"{{{_NS_RDF}}}{name}" for name in ("RDF", "Description", "li"))
_ABOUT, _RESOURCE, _PARSE_TYPE = (f"{{{_NS_RDF}}}{name}" for name in ("about", "resource", "parseType"))
_ALT, *_LISTS = (f"{{{_NS_RDF}}}{name}" for name in ("Alt", "Seq", "Bag"))
_META, _TOOLKIT = f"{{{_NS_META}}}xmpmeta", f"{{{_NS_META}}}xmptk"
_LANG = f"{{{_NS_XML}}}lang"

_MOST_BYTES = 200_000  # ours are 6 kB; a program may leave some room of white space
_DEEPEST = 24  # elements in one another; ours go 9 deep
_LONGEST_TOOLKIT = 200
_WHITE = " \t\r\n"
_WRAPPED = re.compile(
    r"""\ufeff?[ \t\r\n]*
    <\?xpacket[ ]begin=(["'])\ufeff?\1[ ]id=(["'])W5M0MpCehiHzreSzNTczkc9d\2[ ]?\?>
    (?P<body>.*)
    <\?xpacket[ ]end=(["'])[rw]\4[ ]?\?>[ \t\r\n]*""",
    re.DOTALL | re.VERBOSE,
)

Value: TypeAlias = "str | Array | dict[str, Value]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Array:
    """An rdf:Alt, rdf:Seq or rdf:Bag: each item with its language, where it has one."""

    kind: str
    items: tuple[tuple[str | None, Value], ...]


class PacketRefused(ValueError):
    """A packet of which one reader may see something that another does not."""


def read(data: bytes) -> dict[str, Value]:
    """Give all that a packet says, by property (`{namespace}name`), in whichever form it is written.

    A URI counts as its text: programs write `rdf:resource` where they read text, and the other way round.

    Raises:
        PacketRefused: it holds anything that this account would leave out.

    """
    said: dict[str, Value] = {}
    for description in _descriptions(_parsed(data)):
        if description.tag != _DESCRIPTION or description.get(_ABOUT):
            raise PacketRefused(f"{description.tag} describes something else than the document")
        _add_fields(said, description, besides={_ABOUT})
    return said


def _parsed(data: bytes) -> _Element:
    if len(data) > _MOST_BYTES:
        raise PacketRefused("the packet is too large")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as err:
        raise PacketRefused("the packet is not UTF-8") from err
    wrapped = _WRAPPED.fullmatch(text)
    body = wrapped["body"] if wrapped else text
    # A bare `<` is markup wherever it stands: so no DOCTYPE reaches the parser, and no comment hides a text.
    if "<!" in body or "<?" in body:
        raise PacketRefused("the packet holds a DOCTYPE, comment, CDATA or processing instruction")
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(body.strip(_WHITE).encode(), parser)
    except etree.XMLSyntaxError as err:
        raise PacketRefused("the packet is no XML") from err
    if root.find("/".join("*" * _DEEPEST)) is not None:
        raise PacketRefused("the packet is nested too deep")
    return root


def _descriptions(root: _Element) -> _Element:
    """Give the one rdf:RDF."""
    rdf = root
    if root.tag == _META:
        if set(root.keys()) - {_TOOLKIT} or len(root.get(_TOOLKIT, "")) > _LONGEST_TOOLKIT or len(root) != 1:
            raise PacketRefused("x:xmpmeta holds more than one rdf:RDF")
        _demand_no_text(root)
        rdf = root[0]
    if rdf.tag != _RDF or rdf.keys():
        raise PacketRefused("there is no bare rdf:RDF")
    _demand_no_text(rdf)
    return rdf


def _add_fields(fields: dict[str, Value], node: _Element, *, besides: Collection[str] = ()) -> None:
    """Add what `node` says by attributes and by elements."""
    _demand_no_text(node)
    found: list[tuple[str, Value]] = [
        (str(name), str(text)) for name, text in node.items() if name not in besides
    ]
    found += [(child.tag, _value(child)) for child in node]
    for name, value in found:
        if etree.QName(name).namespace in (None, _NS_RDF, _NS_XML, _NS_META):
            raise PacketRefused(f"{name} is no property")
        if name in fields:
            raise PacketRefused(f"{name} is said twice")
        fields[name] = value


def _value(node: _Element, *, besides: Collection[str] = ()) -> Value:
    """Read the one value of a property or item: a text, a URI, an array or a structure."""
    attributes = set(node.keys()).difference(besides)
    structure: dict[str, Value] = {}
    if node.get(_PARSE_TYPE) == "Resource":
        _add_fields(structure, node, besides={_PARSE_TYPE})
        return structure
    if len(node):
        if len(node) > 1 or attributes:
            raise PacketRefused(f"{node.tag} has more than one value")
        _demand_no_text(node)
        if node[0].tag != _DESCRIPTION:
            return _array(node[0])
        _add_fields(structure, node[0])
        return structure
    if attributes == {_RESOURCE}:
        _demand_no_text(node)
        return node.get(_RESOURCE, "")
    if attributes:
        _add_fields(structure, node)
        return structure
    return node.text or ""


def _array(node: _Element) -> Array:
    if node.tag not in (_ALT, *_LISTS) or node.keys() or any(item.tag != _LI for item in node):
        raise PacketRefused(f"{node.tag} is no plain array")
    _demand_no_text(node)
    languages = {_LANG} if node.tag == _ALT else set()
    items = tuple((item.get(_LANG), _value(item, besides=languages)) for item in node)
    if any(language is not None and not isinstance(value, str) for language, value in items):
        raise PacketRefused("a language of something else than a text")
    return Array(kind=node.tag, items=items)


def _demand_no_text(node: _Element) -> None:
    if any(text and text.strip(_WHITE) for text in (node.text, *(child.tail for child in node))):
        raise PacketRefused(f"{node.tag} holds text beside its elements")
