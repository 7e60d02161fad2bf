"""The naming rules of the SIP specification."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.archive.names import OF_FILE, is_file_name, is_object_name, is_sidecar, sip_name

FORBIDDEN = '<>:"“”/\\|?*#& '


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("DLG-2026-0042", "DLG-2026-0042", id="a reference stays"),
        pytest.param("DLG_2026", "DLG_2026", id="an underscore stays"),
        pytest.param("DLG.2026.42", "DLG-2026-42", id="a dot goes"),
        pytest.param("Jaarverslag 2026: A & B", "Jaarverslag-2026-A-B", id="signs and spaces go"),
        pytest.param("Zoë’s café", "Zoes-cafe", id="letters lose their accents"),
        pytest.param("../../etc/passwd", "etc-passwd", id="no way out of the folder"),
        pytest.param("", "naamloos", id="nothing"),
        pytest.param("日本", "naamloos", id="no letter of ours"),
        pytest.param("CON", "CON_", id="a device of Windows"),
        pytest.param("a" * 500, "a" * 200, id="too long"),
    ],
)
def test_a_text_becomes_a_name(text: str, name: str) -> None:
    assert sip_name(text) == name


@given(st.text())
def test_every_text_gives_a_name_that_a_delivery_may_have(text: str) -> None:
    name = sip_name(text)
    assert name
    assert not set(name) & set(FORBIDDEN + ".")
    assert len(f"{name}.validatie.xml{OF_FILE}".encode()) <= 255
    assert is_object_name(name)
    assert is_file_name(f"{name}.pdf")
    assert sip_name(name) == name


@pytest.mark.parametrize("sign", FORBIDDEN + "\n\x00\x1f\x7f")
def test_a_forbidden_sign_is_seen(sign: str) -> None:
    assert not is_object_name(f"a{sign}b")
    assert not is_file_name(f"a{sign}b.pdf")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("", id="nothing"),
        pytest.param(".pdf", id="an extension only"),
        pytest.param("a.", id="a dot at the end"),
        pytest.param("..", id="the folder above"),
        pytest.param(f"{'a' * 240}.pdf", id="no room for the sidecar's ending"),
    ],
)
def test_no_file_has_this_name(name: str) -> None:
    assert not is_file_name(name)


def test_an_object_has_no_dot_and_a_file_may() -> None:
    assert not is_object_name("D1.a")
    assert is_file_name("D1-a.validatie.xml")


def test_a_sidecar_is_known_by_its_name_in_either_case() -> None:
    assert is_sidecar("D1.MDTO.xml")
    assert is_sidecar("D1.pdf.bestand.mdto.xml")
    assert not is_sidecar("D1.validatie.xml")
