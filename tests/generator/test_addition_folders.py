"""The folder of papers that come after the delegation: it lives, and is judged, as a dossier is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.dossier import ADDITION, LEDGER, MANIFEST, SOURCE, open_dossier, sha256
from generator.examine import Item, examine
from generator.pipeline import make
from signing import ledger, state
from signing.sign import now
from tests.workshop import ADDITIONS, Shelf, Workshop, example, snapshot

pytestmark = pytest.mark.usefixtures("each_pdf_is_judged_once")
WITHDRAWAL, NOTICE = "pdf/D12-terugname.pdf", "pdf/D12W-melding-werkgever.pdf"
PAPERS = {
    "terugkoppeling": [
        "pdf/D6-terugkoppeling-werkgever-gevuld.pdf",
        "pdf/D7-terugkoppeling-werknemer-gevuld.pdf",
    ],
    "terugname": [WITHDRAWAL, NOTICE],
    "toezicht": ["pdf/D13-toezichtverslag-gevuld.pdf"],
}
SIGNERS = {
    "terugkoppeling": ["A.M. de Vries"],
    "terugname": ["A.M. de Vries"],
    "toezicht": ["B. Jansen", "A.M. de Vries"],
}
each = pytest.mark.parametrize("series", ADDITIONS)


def judged(workshop: Workshop, path: Path, *, again: bool = False) -> tuple[Item, ...]:
    return examine(path, trust=workshop.trust, at=now(), again=again)


def codes(items: tuple[Item, ...]) -> set[str]:
    return {
        p.code for item in items for p in (*item.problems, *(q for s in item.signatures for q in s.problems))
    }


@each
def test_it_holds_its_papers_and_both_files(series: str, workshop: Workshop) -> None:
    folder = workshop.addition(series, "gemaakt")
    there = snapshot(folder)
    words = [path.replace("pdf", "word", 1).replace(".pdf", ".docx") for path in PAPERS[series]]
    assert there.keys() == {SOURCE, ADDITION, MANIFEST, LEDGER, *PAPERS[series], *words}
    assert (there[SOURCE], there[ADDITION]) == (example("in-dienst"), example(series))
    told = json.loads(there[MANIFEST])["aanvulling"]
    assert told == {"soort": series, "bestand": ADDITION, "sha256": sha256(there[ADDITION])}


@each
def test_the_same_files_give_the_same_bytes(series: str, workshop: Workshop) -> None:
    again = make(example("in-dienst"), name="x", addition=example(series), addition_name="y", test=True)
    assert again.files == snapshot(workshop.addition(series, "gemaakt"))


@each
def test_signed_and_sealed_it_is_valid_and_can_be_made_again(series: str, workshop: Workshop) -> None:
    """There is no statement: what the papers were made from stands in each of them."""
    folder = workshop.addition(series, "verzegeld")
    _, *papers = items = judged(workshop, folder, again=True)
    assert {item.verdict for item in items} == {"valid"}
    assert [Path(item.path).relative_to(folder).as_posix() for item in papers] == PAPERS[series]
    for item in papers:
        signers = [one.signer for one in item.signatures if one.kind == "handtekening"]
        assert signers == SIGNERS[series]
        marks = state.marks(Path(item.path).read_bytes())
        assert marks["BronSHA256"] == sha256(example("in-dienst"))
        assert marks["AanvullingSHA256"] == sha256(example(series))


@each
def test_it_does_not_bear_the_reference_of_the_delegation(series: str, workshop: Workshop) -> None:
    dossier = open_dossier(workshop.addition(series, "gemaakt"))
    assert dossier.manifest.reference != "DLG-2026-0042"


Harm = Callable[[Path], object]


def manifest(folder: Path, **changes: object) -> None:
    told = json.loads((folder / MANIFEST).read_bytes())
    (folder / MANIFEST).write_bytes(json.dumps(told | changes, ensure_ascii=False, indent=2).encode() + b"\n")


def later(path: str) -> Harm:
    return lambda folder: (folder / path).write_bytes((folder / path).read_bytes() + b"# later bedacht\n")


def digest(folder: Path) -> str:
    return sha256((folder / ADDITION).read_bytes())


def both_agree(folder: Path) -> None:
    """The file changed, and its digest in the manifest: the papers still say from what they were made."""
    later(ADDITION)(folder)
    manifest(folder, aanvulling={"soort": "terugname", "bestand": ADDITION, "sha256": digest(folder)})


def delegation_too(folder: Path) -> None:
    later(SOURCE)(folder)
    manifest(folder, delegatie={"bestand": SOURCE, "sha256": sha256((folder / SOURCE).read_bytes())})


def swap(folder: Path) -> None:
    one, other = (folder / WITHDRAWAL).read_bytes(), (folder / NOTICE).read_bytes()
    (folder / WITHDRAWAL).write_bytes(other)
    (folder / NOTICE).write_bytes(one)


def drop_notice(folder: Path) -> None:
    """The notice to the werkgever gone from manifest, ledger and disk."""
    told = json.loads((folder / MANIFEST).read_bytes())["documenten"]
    manifest(folder, documenten=[one for one in told if one["id"] != "D12W"])
    (folder / NOTICE).unlink()
    (folder / "word/D12W-melding-werkgever.docx").unlink()
    lines = b""
    for entry in ledger.read((folder / LEDGER).read_bytes()):
        if entry.data["document"] != "D12W":
            lines = ledger.append(lines, {k: v for k, v in entry.data.items() if k not in ("nr", "vorige")})  # type: ignore[misc]
    (folder / LEDGER).write_bytes(lines)


HARMS: dict[str, tuple[Harm, set[str]]] = {
    "its file changed": (later(ADDITION), {"aanvulling"}),
    "its file gone": (lambda f: (f / ADDITION).unlink(), {"aanvulling"}),
    "its file changed, the manifest too": (both_agree, {"delegatie"}),
    "the delegation changed": (later(SOURCE), {"delegatie"}),
    "the delegation changed, the manifest too": (delegation_too, {"delegatie"}),
    "the delegation gone": (lambda f: (f / SOURCE).unlink(), {"delegatie"}),
    "the notice swapped with the withdrawal": (swap, {"ander-document", "logboek"}),
    "the notice left out": (drop_notice, {"document-ontbreekt"}),
    "passed off as another kind": (
        lambda f: manifest(f, aanvulling={"soort": "toezicht", "bestand": ADDITION, "sha256": digest(f)}),
        {"document-onbekend", "document-ontbreekt"},
    ),
    "passed off as a dossier": (lambda f: manifest(f, aanvulling=None), {"document-ontbreekt", "document-onbekend"}),
    "a paper of the dossier beside it": (
        lambda f: (f / "pdf" / "D9-informatiebrief-werknemers.pdf").write_bytes(b"%PDF-1.7"),
        {"onbekend-bestand"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", HARMS)
def test_harm_is_found_and_named(case: str, workshop: Workshop, shelf: Shelf) -> None:
    harm, expected = HARMS[case]
    folder = shelf.copy(workshop.addition("terugname", "verzegeld"))
    harm(folder)
    items = judged(workshop, folder)
    assert "invalid" in {item.verdict for item in items}
    assert expected <= codes(items)


def test_a_paper_of_another_withdrawal_is_not_this_one(workshop: Workshop, shelf: Shelf) -> None:
    """Same delegation, same kind, sealed and valid: its marks tell them apart."""
    other = example("terugname").replace(b"DLG-2026-0042-T1", b"DLG-2026-0042-T2")
    made = make(example("in-dienst"), name="x", addition=other, test=True)
    folder = shelf.copy(workshop.addition("terugname", "verzegeld"))
    (folder / NOTICE).write_bytes(made.files[NOTICE])
    assert {"ander-document", "logboek"} <= codes(judged(workshop, folder))


def test_made_again_it_must_be_what_its_file_gives(workshop: Workshop, shelf: Shelf) -> None:
    """Both files and every digest of them changed: only the papers themselves say otherwise."""
    folder = shelf.copy(workshop.addition("terugname", "gemaakt"))
    path = folder / ADDITION
    path.write_bytes(
        path.read_bytes().replace(b"duur: tijdelijk", b"duur: permanent").replace(b"tot: 2027-07-31", b"")
    )
    manifest(
        folder, aanvulling={"soort": "terugname", "bestand": ADDITION, "sha256": sha256(path.read_bytes())}
    )
    assert "herbouw" in codes(judged(workshop, folder, again=True))


def test_one_paper_is_held_against_both_files(workshop: Workshop, shelf: Shelf) -> None:
    folder = shelf.copy(workshop.addition("terugname", "verzegeld"))
    (item,) = judged(workshop, folder / NOTICE)
    assert (item.verdict, item.title) == ("valid", "D12W Melding van terugname aan de werkgever")
    later(ADDITION)(folder)
    (item,) = judged(workshop, folder / NOTICE)
    assert (item.verdict, codes((item,))) == ("invalid", {"aanvulling"})
