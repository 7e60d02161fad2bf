"""The manifest: written and read back the same, and refused when someone made it say something else."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.dossier import MANIFEST, Document, Manifest, loads, open_dossier
from generator.errors import InputRefused
from signing import plan
from signing.plan import Origin, Pin
from tests.workshop import Workshop

ROLES = ("werkgever", "taakgedelegeerde", "bedrijfsarts")
# A manifest is UTF-8: lone surrogates cannot be in it.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
FILLED = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
NAMES = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9-]{0,12}\Z")
DIGESTS = st.from_regex(r"\A[0-9a-f]{64}\Z")


@st.composite
def documents(draw: st.DrawFn) -> Document:
    persons = draw(st.lists(st.sampled_from(ROLES), unique=True))
    document_id = draw(NAMES)
    return Document(
        id=document_id,
        slug=draw(NAMES),
        template_sha256=draw(DIGESTS),
        template_version=draw(st.none() | st.integers(1, 99)),
        word_sha256=draw(DIGESTS),
        origin=Origin(size=draw(st.integers(1, 10**9)), sha256=draw(DIGESTS)),
        plan=plan.make(
            document=document_id,
            title=draw(FILLED),
            organisation=draw(FILLED),
            persons=tuple((role, draw(FILLED), Pin(serial=draw(TEXTS))) for role in persons),
            test=draw(st.booleans()),
        ),
        after=draw(st.dictionaries(st.sampled_from(ROLES), st.lists(NAMES).map(tuple), max_size=2)),
    )


@settings(max_examples=40, deadline=None)
@given(
    manifest=st.builds(
        Manifest,
        reference=TEXTS,
        source_sha256=DIGESTS,
        test=st.booleans(),
        versions=st.dictionaries(TEXTS, TEXTS, max_size=3),
        documents=st.lists(documents(), min_size=1, max_size=4, unique_by=lambda one: one.id).map(tuple),
    )
)
def test_a_manifest_is_read_back_as_it_was_written(manifest: Manifest) -> None:
    assert loads(manifest.dumps()) == manifest
    assert loads(manifest.dumps()).dumps() == manifest.dumps()


def test_the_manifest_of_a_dossier_names_every_file_and_its_digest(workshop: Workshop) -> None:
    made = workshop.made
    told = json.loads(made.files[MANIFEST])
    assert loads(made.files[MANIFEST]) == made.manifest
    assert told["kenmerk"] == "DLG-2026-0042"
    assert {entry["pdf"]["bestand"] for entry in told["documenten"]} <= made.files.keys()
    assert {entry["word"]["bestand"] for entry in told["documenten"]} <= made.files.keys()


Change = Callable[[dict[str, Any]], object]


def first(key: str, value: object) -> Change:
    return lambda data: data["documenten"][0].update({key: value})


def without(*path: str) -> Change:
    def change(data: dict[str, Any]) -> None:
        part: Any = data["documenten"][0] if path[0] == "document" else data
        for key in path[path[0] == "document" : -1]:
            part = part[key]
        del part[path[-1]]

    return change


HOSTILE: dict[str, Change] = {
    "id climbs out": first("id", "../../etc/D1"),
    "id is the parent": first("id", ".."),
    "id hides": first("id", ".D1"),
    "id is nothing": first("id", ""),
    "id is absolute": first("id", "/etc/D1"),
    "id with a backslash": first("id", "..\\D1"),
    "id with a drive": first("id", "C:D1"),
    "id with a NUL": first("id", "D1\0"),
    "id with a line end": first("id", "D1\nD2"),
    "id is a number": first("id", 1),
    "slug climbs out": first("slug", "x/../../../etc/passwd"),
    "slug is a folder": first("slug", "a/b"),
    "slug is nothing": first("slug", ""),
    "slug with a backslash": first("slug", "a\\..\\b"),
    "slug with a NUL": first("slug", "a\0b"),
    "slug is a list": first("slug", ["a"]),
    "another format": lambda data: data.update(formaat=2),
    "format as text": lambda data: data.update(formaat="1"),
    "format is a boolean": lambda data: data.update(formaat=True),
    "no documents": lambda data: data.update(documenten=[]),
    "documents is a text": lambda data: data.update(documenten="D1"),
    "a document twice": lambda data: data["documenten"].append(data["documenten"][0]),
    "a document that is null": lambda data: data["documenten"].append(None),
    "no reference": without("kenmerk"),
    "reference is a number": lambda data: data.update(kenmerk=42),
    "no format": without("formaat"),
    "no digest of the source": without("delegatie", "sha256"),
    "no trial mark": without("proef"),
    "versions is a list": lambda data: data.update(versies=[]),
    "no plan": without("document", "ondertekenplan"),
    "no order": without("document", "na"),
    "order is a list": first("na", ["D2"]),
    "no size": without("document", "pdf", "bytes"),
    "size is zero": first("pdf", {"bytes": 0, "sha256": "0" * 64}),
    "size is true": first("pdf", {"bytes": True, "sha256": "0" * 64}),
    "size is negative": first("pdf", {"bytes": -1, "sha256": "0" * 64}),
    "no digest of the PDF": without("document", "pdf", "sha256"),
    "no digest of the Word file": without("document", "word", "sha256"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_manifest_is_refused(case: str, workshop: Workshop, tmp_path: Path) -> None:
    data = copy.deepcopy(json.loads(workshop.made.files[MANIFEST]))
    HOSTILE[case](data)
    (tmp_path / MANIFEST).write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(InputRefused, match="is beschadigd of niet door dit programma gemaakt") as caught:
        open_dossier(tmp_path)
    assert caught.value.hint


JUNK = {
    "nothing": b"",
    "not JSON": b"Geachte heer",
    "not UTF-8": b"\xff\xfe{}",
    "null": b"null",
    "a list": b"[]",
    "a number": b"1",
    "cut off": b'{"formaat": 1, "kenmerk": "DLG',
    "very deep": b"[" * 200_000,
    "a long number": b'{"formaat": ' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("case", JUNK)
def test_junk_is_no_manifest(case: str, tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_bytes(JUNK[case])
    with pytest.raises(InputRefused, match="is beschadigd"):
        open_dossier(tmp_path)


@given(
    junk=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["formaat", "kenmerk", "delegatie", "documenten", "versies", "proef", "sha256"]
                ),
                inner,
            )
        ),
    )
)
def test_any_other_shape_is_a_value_error(junk: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the one contract of `loads`
        loads(json.dumps(junk).encode())


def test_a_folder_without_manifest_is_no_dossier(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"is geen dossier: er staat geen dossier.json in") as caught:
        open_dossier(tmp_path)
    assert "delegatie genereer" in caught.value.hint
