"""The pakbon: what the specification says is on it, and what verification reads back."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from generator.archive import pakbon
from tests.generator.archive.described import AT, whole

DIGEST = "ab" * 32


def slip(**more: Any) -> bytes:
    said = {
        "sip_name": "DLG-2026-0042.tar",
        "sip_sha256": DIGEST,
        "sip_form": "tar",
        "made_at": AT,
        "files": 12,
        "size_of_files": 34567,
        "objects": 6,
        "target": "Archief Dommelwaard, toegang 1234",
        "contact": "H. Willems, informatiebeheerder",
        "peculiarities": ("De verklaring heeft bijlagen (PDF/A-3a).",),
    }
    return pakbon.pakbon(whole(), **{**said, **more})


@cache
def _plain() -> bytes:
    return slip()


def texts(data: bytes, name: str) -> list[str]:
    return [one.text or "" for one in etree.fromstring(data).iter(f"{{{pakbon.NAMESPACE}}}{name}")]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        pytest.param("identificatienummer", "DLG-2026-0042/2027-12-31T23:30:15Z", id="unique number"),
        pytest.param("naam", "Delegatiedossier DLG-2026-0042", id="title"),
        pytest.param("locatieDoelsysteem", "Archief Dommelwaard, toegang 1234", id="place in the target"),
        pytest.param("waarde", DIGEST, id="hash of the SIP"),
        pytest.param("algoritme", "SHA-256", id="by which algorithm"),
        pytest.param("berekendOver", "het bestand zelf", id="over what"),
        pytest.param("tijdstipCreatie", "2027-12-31T23:30:15Z", id="moment of making"),
        pytest.param("organisatie", "Arbodienst De Dieze B.V.", id="organisation"),
        pytest.param("archiefvormer", "Gemeente Dommelwaard", id="archiefvormer"),
        pytest.param("contactpersoon", "H. Willems, informatiebeheerder", id="contact"),
        pytest.param("aantalInformatieobjecten", "6", id="objects"),
        pytest.param("aantalBestanden", "15", id="files"),
        pytest.param("aantalBestandenZonderMdto", "12", id="files that are no MDTO"),
        pytest.param("omvangZonderMdtoInBytes", "34567", id="their size"),
        pytest.param("identificatieKenmerk", "DLG-2026-0042", id="the object at the top"),
    ],
)
def test_what_the_specification_asks_stands_on_it(name: str, wanted: str) -> None:
    assert texts(slip(), name) == [wanted]


def test_peculiarities_come_after_that_of_the_bag() -> None:
    bag, own = texts(slip(), "bijzonderheid")
    assert "BagIt" in bag
    assert own == "De verklaring heeft bijlagen (PDF/A-3a)."


def test_a_folder_is_known_by_its_tag_manifest() -> None:
    assert texts(slip(sip_form="map"), "berekendOver") == ["tagmanifest-sha256.txt van de map"]


def test_an_unknown_target_is_said_to_be_unknown() -> None:
    assert texts(slip(target=""), "locatieDoelsysteem") == [
        "Nog niet bekend: op te geven door de ontvangende partij"
    ]


def test_it_reads_back() -> None:
    found = pakbon.read(slip())
    assert (found.sip_name, found.sip_form, found.sip_sha256) == ("DLG-2026-0042.tar", "tar", DIGEST)
    assert (found.objects, found.files, found.size) == (6, 12, 34567)
    assert found.identification == "DLG-2026-0042/2027-12-31T23:30:15Z"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(DIGEST, "ab", id="no digest"),
        pytest.param(DIGEST, DIGEST.upper(), id="capitals"),
        pytest.param("DLG-2026-0042.tar", "", id="no name"),
        pytest.param("34567", "-1", id="no size"),
        pytest.param("<pakbon", '<!DOCTYPE pakbon SYSTEM "x"><pakbon', id="document type"),
        pytest.param(pakbon.NAMESPACE, "urn:other", id="another language"),
        pytest.param("pakbon", "slip", id="another root"),
    ],
)
def test_what_is_no_pakbon_of_ours_is_refused(old: str, new: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        pakbon.read(slip().replace(old.encode(), new.encode()))


@given(st.data())
def test_a_harmed_pakbon_is_read_or_refused(data: st.DataObject) -> None:
    text = bytearray(_plain())
    text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = pakbon.read(bytes(text))
    except ValueError:
        return
    assert len(found.sip_sha256) == len(DIGEST)
