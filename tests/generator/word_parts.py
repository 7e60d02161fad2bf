"""What the tests of templates share: whole delegations as data, and a reader of DOCX that is not ours."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from lxml import etree
from ruamel.yaml import YAML

from generator import catalogue
from generator.context import context
from generator.delegation import Delegation
from generator.word import render

AT = datetime(2026, 11, 23, 9, 30, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
DIGEST = "ab" * 32
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
KINDS = {kind.id: kind for kind in catalogue.documents()}


def example(name: str) -> dict[str, Any]:
    return YAML(typ="safe", pure=True).load((ROOT / "examples" / f"{name}.yaml").read_text("utf-8"))


def least() -> dict[str, Any]:
    """Only what the file must hold."""
    data = deepcopy(example("extern"))
    del data["bedrijfsarts"]["waarnemer"], data["gedragscode"]
    data["taakgedelegeerde"]["rsc"] = {"titel": "geen"}
    data["taakgedelegeerde"]["formele_werkgever"] = "zelfstandig"
    data["looptijd"]["evaluaties"] = data["looptijd"]["evaluaties"][:1]
    for task in data["taken"]:
        task["inzage"] = []
        del task["aanwijzingen"]
        task["bekwaamheid"] = deepcopy(task["bekwaamheid"]) | {"bewijs": []}
        task["bekwaamheid"]["beoordeling_bedrijfsarts"] = {"oordeel": "bekwaam", "datum": "2026-11-19"}
    return data


def most() -> dict[str, Any]:
    """Everything that the file may hold."""
    data = deepcopy(example("in-dienst"))
    data["looptijd"]["evaluaties"] = ["2027-03-01", "2027-06-01", "2027-11-01"]
    data["taakgedelegeerde"]["andere_rollen"] = [
        {"rol": "or-lid", "voor": "werkgever", "toelichting": "sinds 2024."},
        {"rol": "anders", "voor": "anders", "organisatie": "Stichting De Brug"},
    ]
    data["bedrijfsarts"]["arts_gemachtigde"] = False
    data["taakgedelegeerde"]["big_nummer"] = "59012345601"
    data["werkgever"] |= {"vestigingsnummer": "000012345678", "rsin": "123456782"}
    data["werkgever"]["medezeggenschap"]["reden"] = "Ingestemd onder voorbehoud."
    data["arbodienst"] |= {"vestigingsnummer": "000012345678", "rsin": "123456782"}
    data["privacy"]["verwerkers"] = [{"naam": "Verzuimdossier B.V.", "verwerkersovereenkomst": "2026-03-01"}]
    data["scholing"].append("Intervisie")
    data["afwijkingen"] = [
        {"regel": "V-12", "motivering": "Vanwege het aantal meldingen", "bron": "Brief van 1 november 2026"},
        {"regel": "V-18", "motivering": "Looptijd van het contract.", "bron": "Contract"},
    ]
    pattern = data["taken"][0]
    data["taken"] = []
    for number, task in enumerate(catalogue.tasks(), start=1):
        data["taken"].append(deepcopy(pattern) | {"taak": task, "omvang": "gedeeltelijk"})
        data["taken"][-1] |= {"uitgezonderd": f"Deel {number}", "voorwaarden": "Onder begeleiding"}
        data["taken"][-1]["bekwaamheid"]["zelfbeoordeling"] = {
            "oordeel": "bekwaam-onder-voorwaarden", "voorwaarden": "Na scholing", "datum": "2026-11-01",
        }  # fmt: skip
        data["taken"][-1]["bekwaamheid"]["beoordeling_bedrijfsarts"]["voorwaarden"] = "Samen"
    return data


FILES = {
    "example in-dienst": example("in-dienst"),
    "example extern": example("extern"),
    "the least a file may hold": least(),
    "the most a file may hold": most(),
}


def applies(kind: str, data: dict[str, Any]) -> bool:
    """Whether `kind` can be made of `data`, on request included."""
    delegation = Delegation.model_validate(data)
    return KINDS[kind].applies(delegation) or KINDS[kind].op_verzoek


def values(data: dict[str, Any], kind: str = "D1", *, proef: bool = False) -> dict[str, object]:
    return context(
        Delegation.model_validate(data),
        kind=KINDS[kind],
        tasks=catalogue.tasks(),
        proef=proef,
        bron_sha256=DIGEST,
        questions=["Kunt u deze taak uitvoeren?"],
    )


def template(kind: str) -> Path:
    return TEMPLATES / f"{kind}-{KINDS[kind].slug}.docx"


def made(data: dict[str, Any], kind: str, *, proef: bool = False) -> bytes:
    return render(template(kind), values(data, kind, proef=proef), at=AT)


def part(docx: bytes, name: str = "word/document.xml") -> etree._Element:
    with ZipFile(BytesIO(docx)) as archive:
        return etree.fromstring(archive.read(name))


def parts(docx: bytes) -> dict[str, etree._Element]:
    """The parts with text: the body, headers, footers and core properties."""
    with ZipFile(BytesIO(docx)) as archive:
        names = archive.namelist()
    wanted = ("word/document", "word/header", "word/footer", "docProps/core")
    return {name: part(docx, name) for name in names if name.startswith(wanted)}


def text(paragraph: etree._Element) -> str:
    pieces = {f"{W}t": None, f"{W}br": "\n", f"{W}tab": "\t"}
    found = (e for e in paragraph.iter(*pieces) if e.getparent().tag == f"{W}r")
    return "".join(pieces[e.tag] or e.text or "" for e in found)


def paragraphs(root: etree._Element) -> list[str]:
    return [text(p) for p in root.iter(f"{W}p")]


def all_text(docx: bytes) -> str:
    lines = []
    for name, root in parts(docx).items():
        lines += paragraphs(root) if name.startswith("word/") else [e.text or "" for e in root.iter()]
    return "\n".join(lines)
