"""The paper leaves its dossier and comes back: what is laid out, what is taken, what is said of the rest."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from generator import preparation, steps
from generator.dossier import LEDGER, Dossier, open_dossier
from generator.errors import InputRefused
from generator.examine import examine
from signing import ledger, prepared
from signing.errors import DocumentRefused, KeyFailed, SealingError, WrongTurn
from signing.keys import load_certificates
from signing.sign import now
from tests.foreign import program
from tests.signing.test_prepared import by_tool, needs_openssl
from tests.workshop import PDF, SIGNED_BY, SIGNERS, Shelf, Workshop, snapshot

ROLE = "taakgedelegeerde"
D4, D5 = "D4-gedragscode", "D5-geheimhoudingsverklaring"


def lay_out(
    dossier: Dossier,
    folder: Path,
    *,
    role: str = ROLE,
    only: tuple[str, ...] = (),
    certificate: Path | None = None,
) -> Path:
    steps.lay_out(dossier, role, folder, only=only, certificate=certificate, clock=now)
    return folder


def take_back(workshop: Workshop, dossier: Dossier, *paths: Path, role: str = ROLE) -> list[str]:
    brought = steps.gather(paths)
    done = steps.take_back(dossier, role, brought, workshop.services, progress=print, clock=now)
    return [document.id for document in done]


def signed_elsewhere(workshop: Workshop, path: Path, field: str = ROLE, name: str = "") -> Path:
    """Sign a PDF where it lies, in another program."""
    key = workshop.key(name or SIGNERS[field]).unlock()
    path.write_bytes(program(path.read_bytes(), field, key, stamper=workshop.services.timestamper))
    return path


def last_line(dossier: Dossier) -> dict[str, object]:
    return dict(ledger.read((dossier.folder / LEDGER).read_bytes())[-1].data)


def test_what_waits_is_laid_out_with_all_that_is_needed(
    workshop: Workshop, shelf: Shelf, tmp_path: Path
) -> None:
    dossier = open_dossier(shelf.copy(workshop.stage("uitgegeven")))
    before = snapshot(dossier.folder)
    certificate = workshop.pki.keys[SIGNERS[ROLE]][0]
    folder = lay_out(dossier, tmp_path / "mee", certificate=certificate)
    assert snapshot(dossier.folder) == before
    names = {path.name for path in folder.iterdir()}
    each = (".pdf", ".tbs.pdf", ".bytes", ".attrs.der", ".sha256")
    waiting = [Path(PDF[one]).stem for one in SIGNED_BY[ROLE] if one != "D3"]
    assert names == {f"{stem}{end}" for stem in waiting for end in each} | {
        "voorbereid.json", "LEESMIJ.txt", "certificaat.pem",
    }  # fmt: skip
    told = json.loads((folder / "voorbereid.json").read_bytes())
    assert (told["kenmerk"], told["rol"]) == ("DLG-2026-0042", ROLE)
    mine = next(one for one in told["documenten"] if one["document"] == "D5")
    assert mine["ondertekenaar"] == "B. Jansen"
    assert mine["pdf_sha256"] == hashlib.sha256((dossier.folder / PDF["D5"]).read_bytes()).hexdigest()
    readme = (folder / "LEESMIJ.txt").read_text("utf-8")
    assert "openssl dgst -sha256 -sign sleutel.pem -out" in readme
    assert f"--als {ROLE} --invoegen {tmp_path.name}/mee" in readme
    assert str(tmp_path) not in readme
    assert all(f"veld: {one['veld']}\n" in readme for one in told["documenten"])


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="the sha256sum command is not installed")
def test_the_digests_are_those_that_sha256sum_checks(workshop: Workshop, tmp_path: Path) -> None:
    folder = lay_out(open_dossier(workshop.stage("uitgegeven")), tmp_path / "mee", only=("D4", "D5"))
    sums = sorted(path.name for path in folder.glob("*.sha256"))
    own_words = os.environ | {"LC_ALL": "C"}  # «OK» is «goed» where the machine speaks Dutch
    command = ["sha256sum", "-c", *sums]
    done = subprocess.run(command, cwd=folder, env=own_words, capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.count(": OK") == 4


def test_a_pdf_that_was_signed_elsewhere_takes_its_place(
    workshop: Workshop, shelf: Shelf, tmp_path: Path
) -> None:
    dossier = shelf.take("uitgegeven")
    folder = lay_out(dossier, tmp_path / "mee", only=("D4", "D5"))
    signed_elsewhere(workshop, folder / f"{D5}.pdf")
    assert take_back(workshop, dossier, folder) == ["D5"]
    line = last_line(dossier)
    assert (line["stap"], line["document"], line["rol"], line["naam"], line["elders"]) == (
        "ondertekening", "D5", ROLE, "B. Jansen", "Ander Programma",
    )  # fmt: skip
    items = examine(dossier.folder / PDF["D5"], trust=workshop.trust, at=now())
    assert {problem.code for item in items for problem in item.problems} == {"onvolledig"}
    whole, *_ = examine(dossier.folder, trust=workshop.trust, at=now())
    assert {problem.code for problem in whole.problems} == set(), "ledger and papers agree"
    assert workshop.approve(dossier, ROLE, only=("D4", "D5")) == ["D4"]


def test_the_file_itself_says_which_document_it_is(workshop: Workshop, shelf: Shelf, tmp_path: Path) -> None:
    """No folder of ours, another name: what counts is what the PDF says of itself."""
    dossier = shelf.take("uitgegeven")
    away = tmp_path / "post"
    away.mkdir()
    shutil.copyfile(dossier.folder / PDF["D4"], away / "scan0001.pdf")
    assert take_back(workshop, dossier, signed_elsewhere(workshop, away / "scan0001.pdf")) == ["D4"]


@needs_openssl
def test_a_bare_signature_by_openssl_takes_its_place(
    workshop: Workshop, shelf: Shelf, tmp_path: Path
) -> None:
    """As LEESMIJ.txt says it, command and all."""
    dossier = shelf.take("uitgegeven")
    certificate, key = workshop.pki.keys[SIGNERS[ROLE]]
    folder = lay_out(dossier, tmp_path / "mee", only=("D4", "D5"), certificate=certificate)
    shutil.copyfile(key, folder / "sleutel.pem")
    readme = (folder / "LEESMIJ.txt").read_text("utf-8")
    command = next(line.strip() for line in readme.splitlines() if line.strip().startswith("openssl dgst"))
    for stem in (D4, D5):
        subprocess.run(command.replace(D4, stem).split(), cwd=folder, check=True)  # noqa: S603
    assert take_back(workshop, dossier, folder) == ["D4", "D5"]
    assert last_line(dossier)["elders"] == "los gezette handtekening"


def cms_of(workshop: Workshop, folder: Path, stem: str, *, name: str = "") -> Path:
    told = json.loads((folder / "voorbereid.json").read_bytes())
    place = next(one for one in told["documenten"] if stem.startswith(f"{one['document']}-"))
    half = prepared.Prepared(
        pdf=(folder / f"{stem}.tbs.pdf").read_bytes(), start=place["begin"], end=place["eind"]
    )
    path = folder / "antwoord.p7s"
    path.write_bytes(by_tool(half, workshop.key(name or SIGNERS[ROLE]).unlock()))
    return path


def test_a_cms_is_known_by_what_it_is_over(workshop: Workshop, shelf: Shelf, tmp_path: Path) -> None:
    dossier = shelf.take("uitgegeven")
    folder = lay_out(dossier, tmp_path / "mee", only=("D4", "D5"))
    assert take_back(workshop, dossier, cms_of(workshop, folder, D5)) == ["D5"]


def test_the_same_command_again_changes_nothing(workshop: Workshop, shelf: Shelf, tmp_path: Path) -> None:
    dossier = shelf.take("uitgegeven")
    folder = lay_out(dossier, tmp_path / "mee", only=("D4", "D5"))
    signed_elsewhere(workshop, folder / f"{D4}.pdf")
    cms_of(workshop, folder, D5)
    assert take_back(workshop, dossier, folder) == ["D4", "D5"]
    before = snapshot(dossier.folder)
    assert take_back(workshop, dossier, folder) == []
    assert snapshot(dossier.folder) == before


def test_what_is_refused_does_not_lose_the_rest(workshop: Workshop, shelf: Shelf, tmp_path: Path) -> None:
    dossier = shelf.take("uitgegeven")
    folder = lay_out(dossier, tmp_path / "mee", only=("D4", "D5"))
    signed_elsewhere(workshop, folder / f"{D4}.pdf", name="C. Bakker")
    signed_elsewhere(workshop, folder / f"{D5}.pdf")
    with pytest.raises(WrongTurn, match=f"{D4}.pdf: Dit is niet het certificaat van B. Jansen"):
        take_back(workshop, dossier, folder)
    assert last_line(dossier)["document"] == "D5"


def another_dossier(_w: Workshop, dossier: Dossier, folder: Path) -> Path:
    path = folder / "ander.pdf"
    paper = (dossier.folder / PDF["D4"]).read_bytes().replace(b"DLG-2026-0042", b"DLG-2026-0043")
    path.write_bytes(paper)
    return path


def not_ours(_w: Workshop, _d: Dossier, folder: Path) -> Path:
    path = folder / "vreemd.pdf"
    path.write_bytes(b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
    return path


def statement(_w: Workshop, dossier: Dossier, folder: Path) -> Path:
    path = folder / "d99.pdf"
    path.write_bytes((dossier.folder / PDF["D4"]).read_bytes().replace(b"/Document (D4)", b"/Document (Q4)"))
    return path


def blocked(workshop: Workshop, dossier: Dossier, folder: Path) -> Path:
    """D1 of the bedrijfsarts, before the papers that it waits for."""
    path = folder / "d1.pdf"
    path.write_bytes((dossier.folder / PDF["D1"]).read_bytes())
    return signed_elsewhere(workshop, path, "bedrijfsarts")


def enormous(_w: Workshop, _d: Dossier, folder: Path) -> Path:
    path = folder / "groot.pdf"
    with path.open("wb") as out:
        out.write(b"%PDF-1.7\n")
        out.truncate(200 << 20)
    return path


def garbled(_w: Workshop, dossier: Dossier, folder: Path) -> Path:
    laid = lay_out(dossier, folder / "mee", only=("D4",))
    (laid / "antwoord.p7s").write_bytes(b"0\x82\x00\x01\xff")
    return laid


def of_another_preparation(workshop: Workshop, dossier: Dossier, folder: Path) -> Path:
    one, other = (lay_out(dossier, folder / name, only=("D4",)) for name in ("een", "twee"))
    signature = cms_of(workshop, one, D4)
    return Path(shutil.move(signature, other / "antwoord.p7s"))


def lonely(_w: Workshop, _d: Dossier, folder: Path) -> Path:
    path = folder / "antwoord.p7s"
    path.write_bytes(b"0\x82\x00\x01\xff")
    return path


def nothing(_w: Workshop, dossier: Dossier, folder: Path) -> Path:
    return lay_out(dossier, folder / "mee", only=("D4",))


def spoilt_folder(_w: Workshop, dossier: Dossier, folder: Path) -> Path:
    laid = lay_out(dossier, folder / "mee", only=("D4",))
    (laid / "voorbereid.json").write_text('{"formaat": 1, "documenten": [7]}', "utf-8")
    return laid


def bare_without_certificate(_w: Workshop, dossier: Dossier, folder: Path) -> Path:
    laid = lay_out(dossier, folder / "mee", only=("D4",))
    (laid / f"{D4}.sig").write_bytes(bytes(256))
    return laid


def bare_of_nothing(workshop: Workshop, dossier: Dossier, folder: Path) -> Path:
    certificate = workshop.pki.keys[SIGNERS[ROLE]][0]
    laid = lay_out(dossier, folder / "mee", only=("D4",), certificate=certificate)
    (laid / f"{D4}.sig").write_bytes(bytes(256))
    return laid


def bare_without_name(workshop: Workshop, dossier: Dossier, folder: Path) -> Path:
    laid = bare_of_nothing(workshop, dossier, folder)
    return (laid / f"{D4}.sig").rename(laid / "handtekening.sig")


Make = Callable[[Workshop, Dossier, Path], Path]
MISUSE: dict[str, tuple[Make, str, type[Exception], str]] = {
    "another dossier's": (another_dossier, ROLE, DocumentRefused, "hoort bij dossier DLG-2026-0043"),
    "a PDF of nobody's": (
        not_ours,
        ROLE,
        DocumentRefused,
        "niet met dit programma gemaakt|geen leesbare PDF",
    ),
    "a document that is not there": (statement, ROLE, DocumentRefused, "Q4 wordt in dit dossier niet"),
    "before its turn among the papers": (
        blocked,
        "bedrijfsarts",
        WrongTurn,
        "wacht op B. Jansen|nog niet aan de beurt",
    ),
    "200 MB": (enormous, ROLE, InputRefused, "te groot: meer dan 20 MB"),
    "a garbled CMS": (garbled, ROLE, DocumentRefused, "geen PDF en geen CMS-handtekening"),
    "a CMS of another preparation": (of_another_preparation, ROLE, DocumentRefused, "over iets anders gezet"),
    "a CMS without its folder": (lonely, ROLE, InputRefused, "niet bekend voor welk document"),
    "nothing signed": (nothing, ROLE, InputRefused, "niets gevonden dat is getekend"),
    "a folder that was written in": (spoilt_folder, ROLE, InputRefused, "voorbereid.json is beschadigd"),
    "a bare signature without certificate": (
        bare_without_certificate,
        ROLE,
        DocumentRefused,
        "geen certificaat genoemd",
    ),
    "a bare signature of nothing": (bare_of_nothing, ROLE, DocumentRefused, "beschadigd"),
    "a bare signature without a name": (bare_without_name, ROLE, DocumentRefused, "heet zo"),
}


@pytest.mark.parametrize("case", MISUSE)
def test_what_cannot_be_taken_is_refused_and_nothing_changes(
    case: str, workshop: Workshop, shelf: Shelf, tmp_path: Path
) -> None:
    make, role, error, says = MISUSE[case]
    dossier = open_dossier(shelf.copy(workshop.stage("uitgegeven")))
    (tmp_path / "weg").mkdir()
    path = make(workshop, dossier, tmp_path / "weg")
    before = snapshot(dossier.folder)
    with pytest.raises(error, match=says) as caught:
        take_back(workshop, dossier, path, role=role)
    assert isinstance(caught.value, SealingError | InputRefused)
    assert snapshot(dossier.folder) == before


def test_somebody_else_signing_first_ends_a_preparation(
    workshop: Workshop, shelf: Shelf, tmp_path: Path
) -> None:
    """Signed here and there: what came second is over a paper that is no more."""
    dossier = shelf.take("uitgegeven")
    folder = lay_out(dossier, tmp_path / "mee", only=("D4",))
    signature = cms_of(workshop, folder, D4)
    assert workshop.approve(dossier, ROLE, only=("D4",)) == ["D4"]
    before = snapshot(dossier.folder)
    with pytest.raises(WrongTurn, match="al ondertekend door"):
        take_back(workshop, dossier, signature)
    assert snapshot(dossier.folder) == before


def test_a_folder_that_is_there_is_not_written_over(workshop: Workshop, tmp_path: Path) -> None:
    folder = lay_out(open_dossier(workshop.stage("uitgegeven")), tmp_path / "mee", only=("D4",))
    before = snapshot(folder)
    with pytest.raises(InputRefused, match="bestaat al"):
        lay_out(open_dossier(workshop.stage("uitgegeven")), folder)
    assert snapshot(folder) == before


LAID_OUT_WRONGLY: dict[str, tuple[str, str, str, type[SealingError], str]] = {
    "nothing waits": ("uitgegeven", "bedrijfsarts", "", WrongTurn, "wacht nu niets op de bedrijfsarts"),
    "somebody else's certificate": (
        "uitgegeven",
        ROLE,
        "C. Bakker",
        WrongTurn,
        r"staat op naam van C\. Bakker",
    ),
}


@pytest.mark.parametrize("case", LAID_OUT_WRONGLY)
def test_nothing_is_laid_out_that_cannot_be_signed(case: str, workshop: Workshop, tmp_path: Path) -> None:
    stage, role, holder, error, says = LAID_OUT_WRONGLY[case]
    certificate = workshop.pki.keys[holder][0] if holder else None
    with pytest.raises(error, match=says):
        lay_out(open_dossier(workshop.stage(stage)), tmp_path / "mee", role=role, certificate=certificate)
    assert not (tmp_path / "mee").exists()


def test_a_file_that_is_no_certificate_is_refused(workshop: Workshop, tmp_path: Path) -> None:
    key = workshop.pki.keys[SIGNERS[ROLE]][1]
    with pytest.raises(KeyFailed, match="geen certificaat"):
        lay_out(open_dossier(workshop.stage("uitgegeven")), tmp_path / "mee", certificate=key)


def test_the_copy_of_the_certificate_is_what_a_bare_signature_is_judged_with(
    workshop: Workshop, tmp_path: Path
) -> None:
    certificate = workshop.pki.keys[SIGNERS[ROLE]][0]
    folder = lay_out(
        open_dossier(workshop.stage("uitgegeven")), tmp_path / "mee", only=("D4",), certificate=certificate
    )
    found = preparation.find(folder)
    assert found is not None
    assert found.certificate is not None
    kept, given = (load_certificates(path)[0] for path in (found.certificate, certificate))
    assert kept.dump() == given.dump()
