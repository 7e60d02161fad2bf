"""Delegation files to measure with: as many as are wanted, no two the same, so that nothing can be remembered."""

from __future__ import annotations

import re
from pathlib import Path

from generator.resources import content

REFERENCE = "DLG-2026-0042"
DOCUMENTS = 12  # of the example
_PEOPLE = (b"B. Jansen", b"A.M. de Vries", b"C. Bakker")
_SYLLABLES = ("ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "ru")
_TASK = """\
  - taak: {id}
    omvang: gedeeltelijk
    uitgezonderd: Alles wat een medisch oordeel vraagt; dat blijft bij de bedrijfsarts.
    aanwijzingen: Volgens protocol {number}, versie 3.
    toezicht: Steekproef van vijf dossiers per maand.
    inzage: [functie, werkomstandigheden]
    bekwaamheid: *bekwaam
"""


def order(number: int, *, names: bool = True) -> bytes:
    """Give delegation file `number`: a reference, instructions and, if asked, names of its own."""
    data = (content("examples") / "in-dienst.yaml").read_bytes()
    data = data.replace(REFERENCE.encode(), reference(number).encode())
    data = data.replace(b"versie 5;", f"versie {number + 1};".encode())
    word = "".join(_SYLLABLES[int(digit)] for digit in f"{number:04}").capitalize().encode()
    for person in _PEOPLE if names else ():
        data = data.replace(person, person + b"-" + word)
    return data


def reference(number: int) -> str:
    """Give the reference of delegation file `number`."""
    return f"DLG-{2026 + number // 10000}-{number % 10000:04}"


def with_tasks(number: int, count: int) -> bytes:
    """Give delegation file `number` with so many of the tasks of the catalogue, from one to twenty.

    More than fifteen can be delegated only by `all_may_be_delegated`.
    """
    from generator import catalogue

    head, rest = order(number).split(b"taken:\n", 1)
    first, after = (
        re.split(rb"^(?=  - taak: )", rest, flags=re.MULTILINE)[1],
        rest.partition(b"\ntoezicht:")[2],
    )
    own = re.search(rb"- taak: (\S+)", first)
    others = [id_ for id_ in catalogue.tasks(None) if own and id_.encode() != own[1]][: count - 1]
    text = "".join(_TASK.format(id=id_, number=place) for place, id_ in enumerate(others, start=1))
    return head + b"taken:\n" + first + text.encode() + b"\ntoezicht:" + after


def all_may_be_delegated(folder: Path) -> Path:
    """Lay down a catalogue of one's own, by which a casemanager may do all twenty tasks."""
    text = (content("templates") / "taken.toml").read_text("utf-8")
    text = text.replace("ster_in_bron = false", "ster_in_bron = true")
    text = text.replace("bron_onzeker = true", "bron_onzeker = false")
    (folder / "taken.toml").write_text(text, "utf-8")
    return folder
