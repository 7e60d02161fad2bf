"""docs/sleutels.md and docs/*.schema.json: what the models and explanations say, as kept in the checkout.

`python -m generator.guide.reference docs` writes them again.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.files import replace_file
from generator.guide.keys import FILES
from generator.schema import schema_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_HEAD = """\
# Sleutels van de bestanden

Alle sleutels die `delegatie` kent, per soort bestand. Dezelfde uitleg geeft `delegatie nieuw` bij iedere vraag, en een
tekstverwerker die het schema kent (`delegatie schema`). Deze bladzijde wordt gemaakt met `make docs`; wijzig haar niet met de
hand.

«Verplicht» wil zeggen: verplicht als het deel waar de sleutel in staat er is. Wat soms verplicht is, zegt de uitleg.
"""


def reference() -> str:
    """Give the page with every key of every kind of file."""
    return _HEAD + "".join(_section(schema_of(file)) for file in FILES)


def pages() -> dict[str, str]:
    """Give every page that is kept, by its name in `docs`."""
    return {"sleutels.md": reference()} | {f"{file}.schema.json": text_of(file) for file in FILES}


def _section(schema: Mapping[str, Any]) -> str:
    rows = "\n".join(_rows(schema, ""))
    return f"\n## {schema['title']}\n\n| Sleutel | Uitleg | Verplicht | Bijvoorbeeld |\n| --- | --- | --- | --- |\n{rows}\n"


def _rows(schema: Mapping[str, Any], path: str) -> Iterator[str]:
    for name, found in schema["properties"].items():
        inner = _listed(found)
        here = f"{path}{name}"
        must = "ja" if name in schema.get("required", ()) else ""
        said = f"**{found['title']}.** {found['description']}".replace("?.**", "?**")
        cells = (f"`{here}`", said, must, _example(found, inner))
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"
        if "properties" in inner:
            yield from _rows(inner, f"{here}[]." if inner is not found else f"{here}.")


def _listed(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give what a list holds; of «alle» or a list, the list."""
    found: Mapping[str, Any] = schema["anyOf"][1] if "anyOf" in schema else schema
    inner: Mapping[str, Any] = found.get("items", found)
    return inner


def _example(schema: Mapping[str, Any], inner: Mapping[str, Any]) -> str:
    if "enum" in inner:
        return " · ".join(f"`{value}`" for value in inner["enum"])
    example = schema.get("examples", [""])[0]
    if isinstance(example, list):
        example = f"[{example[0]}]"
    if isinstance(example, bool):
        example = "true" if example else "false"
    return f"`{example}`" if example != "" else ""


if __name__ == "__main__":
    for page, content in pages().items():
        replace_file(Path(sys.argv[1]) / page, content.encode())
