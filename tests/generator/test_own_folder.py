"""A folder of templates of one's own: what may be in it, and which slips would go unnoticed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from generator.errors import InputRefused
from generator.own_folder import require

GOOD = {
    "one template": ["D4-gedragscode.docx"],
    "the program's tasks, changed": ["taken.toml"],
    "questions only": ["bekwaamheidsvragen.toml"],
    "a template and notes": ["D4-gedragscode.docx", "leeswijzer.md", "notities.txt"],
    "a template and its releases": ["D4-gedragscode.docx", "versies.toml", "eerder"],
    "a template that Word has open": ["D4-gedragscode.docx", "~$5-geheimhoudingsverklaring.docx"],
}
BAD = {
    "nothing": ([], "staat geen sjabloon", "sjablonen exporteer"),
    "nothing known": (["brief.docx", "README.md"], "staat geen sjabloon", "sjablonen exporteer"),
    "one slip": (["D4-gedragcode.docx"], "staat geen sjabloon", "«D4-gedragscode.docx»"),
    "a slip beside a good one": (
        ["D1-delegatieovereenkomst.docx", "D4_gedragscode.docx"],
        r"kent: D4_gedragscode\.docx",
        "«D4-gedragscode.docx»",
    ),
    "only the id": (["taken.toml", "D4.docx"], r"kent: D4\.docx", "«D4-gedragscode.docx»"),
    "the id and other words": (
        ["taken.toml", "D1 overeenkomst van ons.docx"],
        "niet kent",
        "«D1-delegatieovereenkomst.docx»",
    ),
    "the id of several": (["taken.toml", "D6.docx"], "niet kent", "«D6-terugkoppeling-werkgever.docx»"),
    "a copy beside a good one": (
        ["D4-gedragscode.docx", "D4-gedragscode (oud).docx"],
        r"kent: D4-gedragscode \(oud\)\.docx",
        "andere map",
    ),
    "like nothing": (["D4-gedragscode.docx", "brief.docx"], r"kent: brief\.docx", "andere map"),
    "another case of letters": (
        ["taken.toml", "d5-Geheimhoudingsverklaring.DOCX"],
        "dat dit programma niet kent",
        "«D5-geheimhoudingsverklaring.docx»",
    ),
}


def filled(folder: Path, names: Iterable[str]) -> Path:
    for name in names:
        (folder / name).write_bytes(b"")
    return folder


@pytest.mark.parametrize("case", GOOD)
def test_a_folder_that_does_something_is_taken(case: str, tmp_path: Path) -> None:
    require(filled(tmp_path, GOOD[case]))


@pytest.mark.parametrize("case", BAD)
def test_a_folder_that_would_do_nothing_unnoticed_is_refused(case: str, tmp_path: Path) -> None:
    names, says, hint = BAD[case]
    with pytest.raises(InputRefused, match=says) as caught:
        require(filled(tmp_path, names))
    assert hint in caught.value.hint


def test_a_document_of_ones_own_list_is_known(tmp_path: Path) -> None:
    (tmp_path / "documenten.toml").write_text(
        """
[[document]]
id = "E1"
slug = "eigen-stuk"
titel = "Eigen stuk"
afzender = "arbodienst"
wanneer = "altijd"
op_verzoek = false
ondertekenaars = []
niveau = "ses"
bewaren = "tien jaar"
""",
        encoding="utf-8",
    )
    require(filled(tmp_path, ["E1-eigen-stuk.docx"]))
    (tmp_path / "E1-eigen-stuk.docx").rename(tmp_path / "E1-eigenstuk.docx")
    with pytest.raises(InputRefused) as caught:
        require(tmp_path)
    assert "«E1-eigen-stuk.docx»" in caught.value.hint


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="bestaat niet") as caught:
        require(tmp_path / "weg")
    assert "[sjablonen]" in caught.value.hint
