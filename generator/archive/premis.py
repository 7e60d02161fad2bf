"""PREMIS 3: the entities that we use, each in the order of its schema; what is said in them comes from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from generator.archive import markup
from generator.archive.markup import XSI_TYPE, Node
from generator.archive.mdto import Begrip
from generator.archive.model import Stored

NAMESPACE = "http://www.loc.gov/premis/v3"
SCHEMA = "https://www.loc.gov/standards/premis/premis.xsd"
# The lists of the Library of Congress, which keeps PREMIS; of each term its code and its label.
_LISTS = "http://id.loc.gov/vocabulary/preservation"
_EVENTS = {"dig": "digital signature validation", "val": "validation"}
_AGENTS = {"per": "person", "sof": "software"}
_ROLES = {"aut": "authorizer", "exe": "executing program"}
_PATH = "pad in het archiefpakket"

EventType = Literal["dig", "val"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """Who or what took part in an event; it is known by its name, and `kind` says in Dutch what that names."""

    name: str
    kind: str
    type: Literal["per", "sof"]
    role: Literal["aut", "exe"]
    note: str


def write(file: Stored, format_: Begrip, events: Iterable[Node], agents: Iterable[Agent]) -> bytes:
    """Write the whole: a file, what happened to it, and who took part."""
    happened = tuple(events)
    root = Node(
        "premis",
        (_object(file, format_, happened), *happened, *map(_agent, agents)),
        (("version", "3.0"),),
    )
    return markup.write(root, namespace=NAMESPACE, schema=SCHEMA)


def event(
    file: Stored,
    name: str,
    kind: EventType,
    at: datetime,
    *,
    details: Iterable[str],
    result: str,
    notes: Iterable[str],
    agents: Iterable[Agent],
) -> Node:
    """Give one event: its `details` and the `notes` on its result a line each, for people to read."""
    told = tuple(Node("eventOutcomeDetail", (Node("eventOutcomeDetailNote", note),)) for note in notes)
    return Node(
        "event",
        (
            _identifier("event", "validatie", f"{file.path}#{name}@{moment(at)}"),
            _term("eventType", "eventType", kind, _EVENTS),
            Node("eventDateTime", moment(at)),
            *(Node("eventDetailInformation", (Node("eventDetail", detail),)) for detail in details),
            Node("eventOutcomeInformation", (Node("eventOutcome", result), *told)),
            *map(_linked, agents),
            Node(
                "linkingObjectIdentifier",
                (
                    Node("linkingObjectIdentifierType", _PATH),
                    Node("linkingObjectIdentifierValue", file.path),
                ),
            ),
        ),
    )


def moment(at: datetime) -> str:
    """Write a moment, in UTC, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _object(file: Stored, format_: Begrip, events: Iterable[Node]) -> Node:
    characteristics = Node(
        "objectCharacteristics",
        (
            Node("compositionLevel", "0"),
            Node(
                "fixity",
                (Node("messageDigestAlgorithm", "SHA-256"), Node("messageDigest", file.sha256)),
            ),
            Node("size", str(file.size)),
            Node(
                "format",
                (
                    Node("formatDesignation", (Node("formatName", format_.label),)),
                    Node(
                        "formatRegistry",
                        (Node("formatRegistryName", format_.lijst), Node("formatRegistryKey", format_.code)),
                    ),
                ),
            ),
        ),
    )
    return Node(
        "object",
        (
            _identifier("object", _PATH, file.path),
            characteristics,
            Node("originalName", file.name),
            *(_link(event, "eventIdentifier", "linkingEventIdentifier") for event in events),
        ),
        ((XSI_TYPE, "file"),),
    )


def _linked(agent: Agent) -> Node:
    return Node(
        "linkingAgentIdentifier",
        (
            Node("linkingAgentIdentifierType", agent.kind),
            Node("linkingAgentIdentifierValue", agent.name),
            _term("linkingAgentRole", "eventRelatedAgentRole", agent.role, _ROLES),
        ),
    )


def _agent(agent: Agent) -> Node:
    return Node(
        "agent",
        (
            _identifier("agent", agent.kind, agent.name),
            Node("agentName", agent.name),
            _term("agentType", "agentType", agent.type, _AGENTS),
            Node("agentNote", agent.note),
        ),
    )


def _identifier(of: str, kind: str, value: str) -> Node:
    return Node(
        f"{of}Identifier",
        (Node(f"{of}IdentifierType", kind), Node(f"{of}IdentifierValue", value)),
    )


def _link(node: Node, known_by: str, name: str) -> Node:
    """Refer to a node by its identifier."""
    identifier = node.at(known_by)
    said = identifier.nodes if identifier else ()
    return Node(name, (Node(f"{name}Type", said[0].text), Node(f"{name}Value", said[1].text)))


def _term(name: str, listed: str, code: str, labels: Mapping[str, str]) -> Node:
    uri = f"{_LISTS}/{listed}"
    attributes = (("authority", listed), ("authorityURI", uri), ("valueURI", f"{uri}/{code}"))
    return Node(name, labels[code], attributes)
