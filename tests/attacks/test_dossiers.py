"""Attacks on a whole dossier: papers, books and statement of one put in the place of another's.

What is done to one dossier by itself is in `tests/generator/test_examine.py` (swaps within a dossier, books that
are edited and made to agree, signers dropped from a plan) and `test_belonging.py` (what a paper says of itself).
Here the attacker has two dossiers of the same organisation, both sealed and both genuine.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.dossier import LEDGER, MANIFEST, SOURCE, sha256
from generator.examine import Item, examine
from signing import ledger
from signing.sign import now
from tests.workshop import (
    PDF,
    STATEMENT_PDF,
    STATEMENT_WORD,
    Workshop,
)

D9, D11 = PDF["D9"], PDF["D11"]
WORD = "word/D9-informatiebrief-werknemers.docx"


def codes(items: tuple[Item, ...]) -> set[str]:
    return {
        p.code for item in items for p in (*item.problems, *(q for s in item.signatures for q in s.problems))
    }


Mix = Callable[[Path, Path], object]


def take(*names: str) -> Mix:
    """Put files of the other dossier in the place of one's own."""

    def mix(mine: Path, other: Path) -> None:
        for name in names:
            shutil.copyfile(other / name, mine / name)

    return mix


def also(*mixes: Mix) -> Mix:
    def mix(mine: Path, other: Path) -> None:
        for one in mixes:
            one(mine, other)

    return mix


def manifest(change: Callable[[dict[str, Any], dict[str, Any]], object]) -> Mix:
    """Change the manifest, with that of the other at hand, as somebody does who knows what it is for."""

    def mix(mine: Path, other: Path) -> None:
        ours, theirs = (json.loads((one / MANIFEST).read_bytes()) for one in (mine, other))
        change(ours, theirs)
        (mine / MANIFEST).write_bytes(json.dumps(ours, ensure_ascii=False, indent=2).encode() + b"\n")

    return mix


def entry(data: dict[str, Any], document: str = "D9") -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in data["documenten"] if one["id"] == document)
    return found


def with_its_entry(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    entry(ours).update(entry(theirs))


def renamed(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    ours["kenmerk"] = theirs["kenmerk"]


def listed_twice(ours: dict[str, Any], _: dict[str, Any]) -> None:
    ours["documenten"].append(dict(entry(ours)))


def books_rewritten(mine: Path, _: Path) -> None:
    """Write a ledger that agrees with whatever lies there now."""
    data = b""
    for document, name in (("D9", D9), ("D11", D11), ("D14", STATEMENT_PDF)):
        pdf = (mine / name).read_bytes()
        data = ledger.append(
            data, {"stap": "verzegeling", "document": document, "na": sha256(pdf), "bytes": len(pdf)}
        )
    (mine / LEDGER).write_bytes(data)


def renumbered(mine: Path, other: Path) -> None:
    """Put the other's lines behind one's own, with numbers and digests that fit."""
    data = (mine / LEDGER).read_bytes()
    for line in ledger.read((other / LEDGER).read_bytes()):
        told = {key: value for key, value in line.data.items() if key not in ("nr", "vorige")}
        data = ledger.append(data, told)
    (mine / LEDGER).write_bytes(data)


def regenerated(mine: Path, _: Path) -> None:
    """Say in the manifest that less was generated than there is: the issue seal would belong to it."""
    data = json.loads((mine / MANIFEST).read_bytes())
    pdf = (mine / D9).read_bytes()
    end = pdf.index(b"%%EOF", pdf.index(b"%%EOF") + 5) + 6
    entry(data)["pdf"].update(bytes=end, sha256=sha256(pdf[:end]))
    (mine / MANIFEST).write_bytes(json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n")


def twice_in_the_folder(mine: Path, _: Path) -> None:
    shutil.copyfile(mine / D9, mine / "pdf" / "D9-informatiebrief-werknemers (1).pdf")


ROWS = [
    pytest.param(take(D9), {"ander-document", "logboek", "verklaring"}, id="a paper of another dossier"),
    pytest.param(
        also(take(D9, WORD), manifest(with_its_entry)),
        {"ander-document", "logboek", "verklaring"},
        id="a paper of another dossier, with its Word copy and its line in the manifest",
    ),
    pytest.param(
        also(take(D9, WORD), manifest(with_its_entry), books_rewritten),
        {"ander-document", "logboek", "verklaring"},
        id="a paper of another dossier, and all the books rewritten",
    ),
    pytest.param(
        take(STATEMENT_PDF),
        {"ander-document", "logboek", "verklaring", "word-gewijzigd"},
        id="the statement of another dossier",
    ),
    pytest.param(
        take(STATEMENT_PDF, STATEMENT_WORD),
        {"ander-document", "logboek", "verklaring"},
        id="the statement of another dossier, with its Word copy",
    ),
    pytest.param(
        take(MANIFEST),
        {"ander-document", "delegatie", "logboek", "verklaring", "word-gewijzigd"},
        id="the manifest of another dossier",
    ),
    pytest.param(
        take(MANIFEST, SOURCE),
        {"ander-document", "logboek", "verklaring", "word-gewijzigd"},
        id="manifest and delegation file of another dossier",
    ),
    pytest.param(
        take(MANIFEST, SOURCE, LEDGER),
        {"ander-document", "logboek", "verklaring", "word-gewijzigd"},
        id="all the books of another dossier",
    ),
    pytest.param(
        take(MANIFEST, SOURCE, LEDGER, STATEMENT_PDF, STATEMENT_WORD),
        {"ander-document", "logboek", "verklaring", "word-gewijzigd"},
        id="all the books and the statement of another dossier: the papers stay",
    ),
    pytest.param(take(SOURCE), {"delegatie", "verklaring"}, id="the delegation file of another dossier"),
    pytest.param(
        take(LEDGER), {"ander-document", "logboek", "verklaring"}, id="the ledger of another dossier"
    ),
    pytest.param(renumbered, {"logboek", "verklaring"}, id="the ledger with the other's lines behind it"),
    pytest.param(books_rewritten, {"logboek", "verklaring"}, id="a forged ledger"),
    pytest.param(
        manifest(renamed), {"ander-document", "verklaring"}, id="the whole dossier under another number"
    ),
    pytest.param(manifest(listed_twice), {"onleesbaar"}, id="one paper twice in the manifest"),
    pytest.param(twice_in_the_folder, {"onbekend-bestand"}, id="one paper twice in the folder"),
    pytest.param(
        regenerated, {"logboek", "verklaring"}, id="the issue seal called part of what was generated"
    ),
]


@pytest.mark.parametrize(("mix", "expected"), ROWS)
def test_a_dossier_mixed_with_another_is_found_and_named(
    mix: Mix, expected: set[str], workshop: Workshop, tmp_path: Path
) -> None:
    mine = _copy(workshop.small("verzegeld"), tmp_path / "mijn")
    other = workshop.small("verzegeld", reference="DLG-2026-0043")
    mix(mine, other)
    items = examine(mine, trust=workshop.trust, at=now(), templates=workshop.own)
    assert any(item.verdict == "invalid" for item in items)
    assert codes(items) == expected


def _copy(folder: Path, to: Path) -> Path:
    shutil.copytree(folder, to)
    return to


def test_both_dossiers_are_valid_by_themselves(workshop: Workshop) -> None:
    for reference in ("DLG-2026-0042", "DLG-2026-0043"):
        folder = workshop.small("verzegeld", reference=reference)
        items = examine(folder, trust=workshop.trust, at=now(), templates=workshop.own)
        assert {item.verdict for item in items} == {"valid"}
