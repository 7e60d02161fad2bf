r"""The naming rules of the MDTO SIP specification 1.0, in one place.

A name is unique in the delivery, at most 255 characters with its sidecar's ending, and has none of
`< > : " / \ | ? * # & .` nor a space; a file's own dots before its extension stay. A title keeps its signs:
that stands in the metadata.
"""

from __future__ import annotations

import re
import unicodedata

OF_OBJECT, OF_FILE = ".MDTO.xml", ".bestand.MDTO.xml"

_LONGEST = 255
_ROOM = 200  # for a name without ending: leaves 38 characters for an extension before `.bestand.MDTO.xml`
_OTHER = re.compile(r"[^A-Za-z0-9_-]+")
_NAME = re.compile(r"[^\x00-\x1f\x7f<>:\"“”/\\|?*#& ]+")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)
_UNNAMED = "naamloos"


def sip_name(text: str) -> str:
    """Make of any text a name for an object and its folder: letters without accents, digits, `-` and `_`.

    What is such a name already comes out as it is. Different texts may give one name.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = _OTHER.sub("-", plain).strip("-")[:_ROOM].rstrip("-")
    # Windows knows no file of these names, whatever their extension.
    return f"{name}_" if _DEVICE.fullmatch(name) else name or _UNNAMED


def is_object_name(name: str) -> bool:
    """Claim that an object, and so its folder, may have this name."""
    return bool(_NAME.fullmatch(name)) and "." not in name and len(name + OF_OBJECT) <= _LONGEST


def is_file_name(name: str) -> bool:
    """Claim that a file of the delivery may have this name, with its extension."""
    return (
        bool(_NAME.fullmatch(name))
        and not name.startswith(".")
        and not name.endswith(".")
        and len(name + OF_FILE) <= _LONGEST
    )


def is_sidecar(name: str) -> bool:
    """Claim that a file holds MDTO, by its name; the specification writes the ending in either case."""
    return name.lower().endswith(OF_OBJECT.lower())
