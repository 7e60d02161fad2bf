"""Attacks on what a paper says of itself, and on which paper is signed: found by name, or refused before the key."""

from __future__ import annotations

import asyncio
import json
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.sign.signers import PdfTimeStamper

from generator.dossier import MANIFEST, SOURCE, open_dossier, sha256
from generator.examine import examine
from signing import state
from signing.errors import DocumentRefused
from signing.increment import _DSS_STAMP, Increment
from signing.plan import RESERVE_FIELDS
from signing.policy import signing_context
from signing.sign import now
from signing.store import known_certificates
from signing.verify import verify
from tests.workshop import PDF, STATEMENT_PDF, Shelf, Workshop


def restamped(pdf: bytes, marks: dict[str, str], workshop: Workshop) -> bytes:
    """What anyone can make who reaches a time-stamp service: an archive time-stamp over other marks."""
    context = signing_context(workshop.trust, known_certificates(pdf))

    async def stamp() -> bytes:
        writer = Increment(BytesIO(pdf))
        info = writer.trailer["/Info"]
        for key, value in marks.items():
            info[generic.NameObject(f"/{key}")] = generic.TextStringObject(value)
        writer.mark_update(writer.trailer.raw_get("/Info"))
        stamper = PdfTimeStamper(workshop.services.timestamper, field_name=RESERVE_FIELDS[1])
        try:
            out = await stamper.async_timestamp_pdf(writer, "sha256", context, dss_settings=_DSS_STAMP)
        finally:
            await context.aclose()
        return out.getvalue()

    return asyncio.run(stamp())


def codes(folder: Path, workshop: Workshop) -> set[str]:
    items = examine(folder, trust=workshop.trust, at=now())
    return {
        p.code for item in items for p in (*item.problems, *(q for s in item.signatures for q in s.problems))
    }


def test_what_a_paper_says_of_itself_cannot_change_with_a_time_stamp(workshop: Workshop) -> None:
    pdf = (workshop.small("verzegeld") / PDF["D9"]).read_bytes()
    forged = restamped(pdf, {"BronSHA256": "0" * 64}, workshop)
    assert state.marks(forged)["BronSHA256"] == "0" * 64
    report = verify(forged, trust=workshop.trust, at=now())
    assert report.verdict == "invalid"
    assert {problem.code for problem in report.reasons} == {"wijziging-na-ondertekening"}


def edited(folder: Path, place: tuple[str, ...], value: object) -> None:
    manifest = json.loads((folder / MANIFEST).read_bytes())
    found = manifest
    for step in place[:-1]:
        found = found[step]
    found[place[-1]] = value
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def other_list(folder: Path) -> None:
    edited(folder, ("catalogus", "sha256"), "0" * 64)


def real_for_trial(folder: Path) -> None:
    edited(folder, ("proef",), False)


@pytest.mark.parametrize("harm", [other_list, real_for_trial], ids=lambda harm: harm.__name__)
def test_the_manifest_does_not_choose_what_it_is_held_against(
    harm: object, workshop: Workshop, shelf: Shelf
) -> None:
    folder = shelf.copy(workshop.addition("terugname", "gemaakt"))
    assert callable(harm)
    harm(folder)
    assert "plan" in codes(folder, workshop)


def test_a_word_copy_swapped_with_its_digest_is_found(workshop: Workshop, shelf: Shelf) -> None:
    folder = shelf.copy(workshop.addition("terugname", "gemaakt"))
    manifest = json.loads((folder / MANIFEST).read_bytes())
    word = manifest["documenten"][0]["word"]
    (folder / word["bestand"]).write_bytes(b"een ander Word-bestand")
    word["sha256"] = sha256(b"een ander Word-bestand")
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    assert "word-gewijzigd" in codes(folder, workshop)


def test_a_statement_that_cannot_be_read_is_not_passed_over(workshop: Workshop, shelf: Shelf) -> None:
    folder = shelf.copy(workshop.small("verzegeld"))
    (folder / STATEMENT_PDF).unlink()
    (folder / STATEMENT_PDF).symlink_to("/proc/self/mem")
    found = examine(folder, trust=workshop.trust, at=now(), templates=workshop.own)
    assert any(item.verdict == "invalid" for item in found)


def test_nobody_signs_another_paper_than_the_one_that_is_named(workshop: Workshop, shelf: Shelf) -> None:
    """D12W's bytes in the place of D12, with a manifest that calls them so."""
    folder = shelf.copy(workshop.addition("terugname", "uitgegeven"))
    manifest = json.loads((folder / MANIFEST).read_bytes())
    one, other = manifest["documenten"]
    shutil.copyfile(folder / other["pdf"]["bestand"], folder / one["pdf"]["bestand"])
    one["pdf"] |= {key: other["pdf"][key] for key in ("bytes", "sha256")}
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    before = (folder / one["pdf"]["bestand"]).read_bytes()
    with pytest.raises(DocumentRefused, match="ander document"):
        workshop.approve(open_dossier(folder), "bedrijfsarts")
    assert (folder / one["pdf"]["bestand"]).read_bytes() == before


def test_nothing_is_sealed_around_another_delegation_file(workshop: Workshop, shelf: Shelf) -> None:
    folder = shelf.copy(workshop.small("uitgegeven"))
    source = folder / SOURCE
    source.write_bytes(source.read_bytes().replace(b"plaats: Dommelwaard", b"plaats: Elders"))
    with pytest.raises(DocumentRefused, match="niet het bestand"):
        workshop.close(open_dossier(folder), templates=workshop.own)
    assert not (folder / STATEMENT_PDF).exists()
