"""Which dossier a file will become, as it is read before anybody makes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import source
from generator.many.reference import as_folder, reference_in, reference_of
from tests.workshop import example


@pytest.mark.parametrize(
    ("data", "reference"),
    [
        pytest.param(b"formaat: 1\nkenmerk: DLG-1\nplaats: X\n", "DLG-1", id="as everybody writes it"),
        pytest.param(b"kenmerk: DLG-1\r\nplaats: X\r\n", "DLG-1", id="lines of Windows"),
        pytest.param(b"kenmerk: 'DLG-1'  # van ons\n", "DLG-1", id="in quotes, with a remark"),
        pytest.param(b'"kenmerk": DLG-1\n', "DLG-1", id="the key in quotes"),
        pytest.param(b"kenmerk:\n  DLG-1\n", "DLG-1", id="on the next line"),
        pytest.param(b"{kenmerk: DLG-1, formaat: 1}\n", "DLG-1", id="on one line"),
        pytest.param(b"tekst: |\n  kenmerk: DLG-2\nkenmerk: DLG-1\n", "DLG-1", id="also within a text"),
        pytest.param(b"kenmerk: 'DLG-1\"\n", "", id="quotes that do not match"),
        pytest.param(b"kenmerk: [DLG-1]\n", "", id="a list"),
        pytest.param(b"kenmerk: 12\n", "12", id="a number, read as it stands"),
        pytest.param(b"kenmerk: [", "", id="no YAML"),
        pytest.param(b"- kenmerk\n", "", id="a list of words"),
        pytest.param(b"plaats: X\n", "", id="none"),
        pytest.param(b"", "", id="nothing"),
        pytest.param(b"\xff\xfe\x00kenmerk", "", id="no text"),
        pytest.param(b"kenmerk: DLG-1\n" + bytes(source.MAX_BYTES), "", id="too large to be read"),
    ],
)
def test_the_reference_in_a_file(data: bytes, reference: str) -> None:
    assert reference_of(data) == reference


def test_what_cannot_be_read_has_none(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(example("extern"))
    assert reference_in(tmp_path / "a.yaml") == "DLG-2026-0007"
    assert reference_in(tmp_path / "geen.yaml") == ""
    assert reference_in(tmp_path) == ""


def test_two_references_are_told_apart_as_the_system_does(monkeypatch: pytest.MonkeyPatch) -> None:
    assert as_folder("DLG-1") != as_folder("DLG-2")
    monkeypatch.setattr("os.path.normcase", str.lower)
    assert as_folder("DLG-a") == as_folder("dlg-A")
