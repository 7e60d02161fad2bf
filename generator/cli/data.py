"""What another program reads: JSON that a person may see on a terminal first."""

from __future__ import annotations

import unicodedata

_ACTS = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def json_text(value: object) -> str:
    r"""Write `value` as JSON in which nothing acts on a terminal: a name can hold marks that turn the reading direction.

    Letters stay as they are; what moves or hides text, and a byte of a file name that is no text, becomes `\uXXXX`.
    """
    import json  # every command knows this module, few write JSON

    written = json.dumps(value, ensure_ascii=False, indent=2)
    return "".join(_escaped(c) if c != "\n" and unicodedata.category(c) in _ACTS else c for c in written)


def _escaped(character: str) -> str:
    """Escape one character, which stands within a string: outside them JSON has only signs and line ends."""
    import json

    return json.dumps(character)[1:-1]
