"""XML as plain nodes: written the same way every time, and read as something that a stranger made.

What these files of ours have no use for is refused, not skipped: another reader might see it otherwise.
So no document type, entities, comments, processing instructions, attributes or text between elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
XSI_TYPE = f"{{{_XSI}}}type"
_LOCATION = f"{{{_XSI}}}schemaLocation"
_DEEPEST = 12  # MDTO goes seven deep
_DECLARATION = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml\s+version=([\"'])1\.0\1(?:\s+encoding=([\"'])UTF-8\2)?"
    rb"(?:\s+standalone=([\"'])(?:yes|no)\3)?\s*\?>)?",
    re.IGNORECASE,
)
# XML 1.0, production 2: no other character can stand in a document, not even escaped.
_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Node:
    """An element: its local name, and either text or elements; attributes (by their whole names) only to write."""

    name: str
    content: str | tuple[Node, ...]
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """Give its text; none for one that holds elements."""
        return self.content if isinstance(self.content, str) else ""

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Give its elements."""
        return () if isinstance(self.content, str) else self.content

    def all(self, name: str) -> Iterator[Node]:
        """Give the elements of this name right below it."""
        return (node for node in self.nodes if node.name == name)

    def at(self, *path: str) -> Node | None:
        """Follow the first element of each name; None where there is none."""
        found: Node | None = self
        for name in path:
            found = next(found.all(name), None) if found else None
        return found

    def said(self, *path: str) -> str:
        """Give the text at a path; empty where there is none."""
        found = self.at(*path)
        return found.text if found else ""


def write(root: Node, *, namespace: str, schema: str = "") -> bytes:
    """Write UTF-8; `schema` is where the schema of the namespace is. A character that XML cannot hold becomes U+FFFD."""
    names: dict[str | None, str] = {None: namespace, **({"xsi": _XSI} if schema else {})}
    top = etree.Element(f"{{{namespace}}}{root.name}", nsmap=names)  # type: ignore[arg-type]
    if schema:
        top.set(_LOCATION, f"{namespace} {schema}")
    _fill(top, root, namespace)
    etree.indent(top, space="\t")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(top, encoding="UTF-8") + b"\n"


def read(data: bytes, *, namespace: str) -> Node:
    """Read what `write` writes, or another program in its place. Raises `ValueError` (Dutch) for anything else."""
    declaration = _DECLARATION.match(data)
    rest = data[declaration.end() :] if declaration else data
    if b"<!" in rest or b"<?" in rest:
        raise ValueError("er staat een documenttype, commentaar of opdracht in, of het is geen UTF-8")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        # From text, so that no declaration in the bytes can make other characters of them.
        top = etree.fromstring(rest.decode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as err:
        raise ValueError("het is geen XML in UTF-8") from err
    return _node(top, namespace, depth=0)


def _fill(element: etree._Element, node: Node, namespace: str) -> None:
    for key, value in node.attributes:
        element.set(key, value)
    if isinstance(node.content, str):
        element.text = _IMPOSSIBLE.sub("\ufffd", node.content)
        return
    for inner in node.content:
        _fill(etree.SubElement(element, f"{{{namespace}}}{inner.name}"), inner, namespace)


def _node(element: etree._Element, namespace: str, *, depth: int) -> Node:
    name = etree.QName(element)
    if name.namespace != namespace:
        raise ValueError(f"«{name.localname}» hoort niet bij {namespace}")
    if depth > _DEEPEST:
        raise ValueError("het is te diep genest")
    if strange := [key for key in element.attrib if key != _LOCATION or depth]:
        raise ValueError(f"«{name.localname}» heeft een kenmerk dat daar niet hoort: {strange[0]!r}")
    if not len(element):
        return Node(name.localname, element.text or "")
    between = [element.text, *(inner.tail for inner in element)]
    if any(text and text.strip(" \t\r\n") for text in between):
        raise ValueError(f"in «{name.localname}» staat tekst tussen de elementen")
    return Node(name.localname, tuple(_node(inner, namespace, depth=depth + 1) for inner in element))
