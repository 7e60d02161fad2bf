"""What was released is kept: an old dossier is verified and made again after its templates were changed."""

from __future__ import annotations

import shutil
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from changed import D2, D4, edited, retyped

from generator import catalogue, resources
from generator.dossier import MANIFEST, SOURCE, open_dossier
from generator.errors import InputRefused, TemplateRefused
from generator.examine import examine
from generator.files import create_folder
from generator.pipeline import make
from generator.rebuild import rebuild
from generator.resources import content
from generator.wording.earlier import kinds_then, lay_out
from generator.wording.releases import EARLIER, VERSIONS, find, release, releases, standing
from signing.sign import now
from tests.workshop import Shelf, Workshop

FIRST, SECOND = date(2026, 12, 1), date(2027, 3, 1)
EMPLOYED = (content("examples") / "in-dienst.yaml").read_bytes()
RESPECTS = "De taakgedelegeerde zal bij het uitvoeren"
ANEW = "De taakgedelegeerde respecteert altijd en overal de onafhankelijkheid van de bedrijfsarts."


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program's own templates, in a copy that a test may change."""
    home = tmp_path / "programma"
    for name in ("templates", "examples"):
        shutil.copytree(content(name), home / name)
    (home / "generator").mkdir()
    monkeypatch.setattr(resources, "__file__", str(home / "generator" / "resources.py"))
    shutil.rmtree(home / "templates" / EARLIER, ignore_errors=True)
    (home / "templates" / VERSIONS).unlink(missing_ok=True)
    return home / "templates"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A house style of one template and its own list of documents."""
    folder = tmp_path / "eigen"
    folder.mkdir()
    for name in (D2, D4, catalogue.KINDS):
        shutil.copy(content("templates") / name, folder)
    return folder


def commented(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"# gewijzigd\n")


def test_what_is_committed_as_released_is_there_and_unchanged() -> None:
    folder = content("templates")
    known = releases(folder)
    assert {one.file for one in known} >= {kind.template for kind in catalogue.all_documents()}
    for one in known:
        assert sha256((folder / one.kept).read_bytes()).hexdigest() == one.sha256, one.kept
    for name in {one.file for one in known}:
        assert [one.version for one in known if one.file == name] == list(
            range(1, 1 + sum(o.file == name for o in known))
        )
    kept = {path.name for path in (folder / EARLIER).glob("*")}
    assert kept == {Path(one.kept).name for one in known}


def test_every_file_of_the_program_is_released_the_first_time(programs: Path) -> None:
    made = release(programs, day=FIRST)
    wanted = {kind.template for kind in catalogue.all_documents()} | {catalogue.KINDS, catalogue.TASKS}
    assert {one.file for one in made} == wanted
    assert {one.version for one in made} == {1}
    assert releases(programs) == tuple(made)
    for one in made:
        assert (programs / one.kept).read_bytes() == (programs / one.file).read_bytes()
    assert str(standing(D4)) == "uitgave 1"


def test_only_what_changed_gets_the_next_number(programs: Path) -> None:
    release(programs, day=FIRST)
    before = (programs / D4).read_bytes()
    edited(programs / D4, retyped(RESPECTS, ANEW))
    assert str(standing(D4)) == "gewijzigd na uitgave 1"
    assert standing(D4).version is None
    assert [(one.file, one.version, one.day) for one in release(programs, day=SECOND)] == [(D4, 2, SECOND)]
    assert str(standing(D4)) == "uitgave 2"
    assert (programs / EARLIER / "D4-gedragscode@1.docx").read_bytes() == before
    listed = (programs / VERSIONS).read_text(encoding="utf-8")
    with pytest.raises(InputRefused, match="niets gewijzigd"):
        release(programs, day=SECOND)
    assert (programs / VERSIONS).read_text(encoding="utf-8") == listed


def test_an_own_folder_counts_for_itself(own: Path) -> None:
    assert not standing(D4, own).own
    edited(own / D4, retyped(RESPECTS, ANEW))
    assert str(standing(D4, own)) == "eigen, niet uitgegeven"
    assert [(one.file, one.version) for one in release(own, day=FIRST)] == [(D4, 1)]
    assert str(standing(D4, own)) == "eigen, uitgave 1"
    edited(own / D4, retyped("De taakgedelegeerde respecteert", f"{ANEW} Zonder meer."))
    assert str(standing(D4, own)) == "eigen, gewijzigd na uitgave 1"
    assert standing(D2, own).own is False
    assert [(one.file, one.version) for one in release(own, day=SECOND)] == [(D4, 2)]


def test_a_file_is_found_by_its_digest(own: Path) -> None:
    ours = sha256((content("templates") / D4).read_bytes()).hexdigest()
    edited(own / D4, retyped(RESPECTS, ANEW))
    first = sha256((own / D4).read_bytes()).hexdigest()
    release(own, day=FIRST)
    edited(own / D4, retyped("De taakgedelegeerde respecteert", f"{ANEW} Zonder meer."))
    assert find(D4, first, own) == own / EARLIER / "D4-gedragscode@1.docx"
    assert find(D4, ours, own) == content("templates") / D4
    assert find(D4, first) is None
    assert find(D2, ours, own) is None


def made_with(folder: Path, *, templates: Path | None = None) -> Path:
    made = make(EMPLOYED, name=SOURCE, templates=templates, only=["D4", "D5"])
    create_folder(folder, made.files, replace=False)
    return folder


def test_the_manifest_names_the_release(programs: Path, tmp_path: Path) -> None:
    release(programs, day=FIRST)
    first, _ = open_dossier(made_with(tmp_path / "een")).manifest.documents
    assert (first.template, first.template_version) == (D4, 1)
    edited(programs / D4, retyped(RESPECTS, ANEW))
    changed, other = open_dossier(made_with(tmp_path / "twee")).manifest.documents
    assert (changed.template_version, other.template_version) == (None, 1)
    assert f'"bestand": "{D4}"' in (tmp_path / "twee" / MANIFEST).read_text(encoding="utf-8")


def test_a_manifest_of_before_the_releases_is_still_read(tmp_path: Path) -> None:
    folder = made_with(tmp_path / "oud")
    path = folder / MANIFEST
    lines = path.read_text(encoding="utf-8").split("\n")
    kept = [
        line
        for line in lines
        if '"versie":' not in line and not ('"bestand": "D' in line and ".docx" in line)
    ]
    path.write_text("\n".join(kept), encoding="utf-8")
    assert [one.template_version for one in open_dossier(folder).manifest.documents] == [None, None]
    assert list(rebuild(open_dossier(folder))) == []


def test_an_old_dossier_is_made_again_with_the_old_files(programs: Path, tmp_path: Path) -> None:
    release(programs, day=FIRST)
    old = open_dossier(made_with(tmp_path / "oud"))
    edited(programs / D4, retyped(RESPECTS, ANEW))
    commented(programs / catalogue.TASKS)
    commented(programs / catalogue.KINDS)
    assert list(rebuild(old)) == []
    release(programs, day=SECOND)
    new = open_dossier(made_with(tmp_path / "nieuw"))
    assert new.manifest.documents[0].template_version == 2
    assert old.read_pdf(old.manifest.documents[0]) != new.read_pdf(new.manifest.documents[0])
    assert list(rebuild(old)) == []
    assert list(rebuild(new)) == []


def test_what_was_never_released_leaves_the_question_open(programs: Path, tmp_path: Path) -> None:
    release(programs, day=FIRST)
    edited(programs / D4, retyped(RESPECTS, ANEW))
    dossier = open_dossier(made_with(tmp_path / "tussendoor"))
    edited(programs / D4, retyped("De taakgedelegeerde respecteert", f"{ANEW} Zonder meer."))
    (problem,) = rebuild(dossier)
    assert problem.code == "herbouw-anders"
    assert "D4" in problem.message


def test_a_changed_paper_is_still_found_among_old_templates(programs: Path, tmp_path: Path) -> None:
    release(programs, day=FIRST)
    dossier = open_dossier(made_with(tmp_path / "oud"))
    edited(programs / D4, retyped(RESPECTS, ANEW))
    release(programs, day=SECOND)
    path = dossier.folder / dossier.manifest.documents[0].pdf
    path.write_bytes(path.read_bytes().replace(b"%PDF-1.7", b"%PDF-1.6", 1))
    assert [problem.code for problem in rebuild(dossier)] == ["herbouw"]


def test_own_templates_are_found_in_their_own_folder(own: Path, tmp_path: Path) -> None:
    edited(own / D4, retyped(RESPECTS, ANEW))
    commented(own / catalogue.KINDS)
    release(own, day=FIRST)
    dossier = open_dossier(made_with(tmp_path / "oud", templates=own))
    edited(own / D4, retyped("De taakgedelegeerde respecteert", f"{ANEW} Zonder meer."))
    commented(own / catalogue.KINDS)
    assert list(rebuild(dossier, templates=own)) == []
    assert kinds_then(dossier.manifest, own) is not None
    assert kinds_then(dossier.manifest) is None
    assert [problem.code for problem in rebuild(dossier)] == ["herbouw-anders"]


def test_questions_of_ones_own_belong_to_the_list_of_tasks(own: Path, tmp_path: Path) -> None:
    (own / catalogue.QUESTIONS).write_text('[[vraag]]\nvraag = "Kan het?"\n', encoding="utf-8")
    release(own, day=FIRST)
    dossier = open_dossier(made_with(tmp_path / "oud", templates=own))
    (own / catalogue.QUESTIONS).write_text('[[vraag]]\nvraag = "Mag het?"\n', encoding="utf-8")
    there = tmp_path / "toen"
    there.mkdir()
    assert lay_out(dossier.manifest, there, own) == ()
    assert b"Kan het?" in (there / catalogue.QUESTIONS).read_bytes()
    assert list(rebuild(dossier, templates=own)) == []


def test_a_sealed_dossier_stays_valid_after_every_change(
    workshop: Workshop, shelf: Shelf, programs: Path
) -> None:
    dossier = shelf.take("verzegeld")  # made with what is in the copy now
    release(programs, day=FIRST)
    edited(programs / D4, retyped(RESPECTS, ANEW))
    for name in (catalogue.KINDS, catalogue.TASKS):
        commented(programs / name)
    release(programs, day=SECOND)
    items = examine(dossier.folder, trust=workshop.trust, at=now(), again=True)
    assert {item.title: item.problems for item in items if item.problems} == {}
    assert {item.verdict for item in items} == {"valid"}


UITGAVE = '[[uitgave]]\ndocument = "D4"\nbestand = "x.docx"\nversie = 1\ndatum = 2026-12-01\nsha256 = "ab"\n'
SLIPS = {
    "an unknown key": (UITGAVE + "wie = 1\n", "onbekend"),
    "text for a date": (UITGAVE.replace("2026-12-01", '"gisteren"'), "«datum»: hier hoort een datum"),
    "text for a number": (UITGAVE.replace("versie = 1", 'versie = "1"'), "geheel getal"),
    "no list": ("uitgave = 1\n", "[[uitgave]]"),
}


@pytest.mark.parametrize("case", SLIPS)
def test_a_slip_in_the_list_is_refused_by_name(case: str, tmp_path: Path) -> None:
    written, says = SLIPS[case]
    (tmp_path / VERSIONS).write_text(written, encoding="utf-8")
    with pytest.raises(TemplateRefused) as refused:
        releases(tmp_path)
    assert says in refused.value.message


@pytest.mark.parametrize(
    "digest",
    [
        pytest.param("", id="empty, as a missing file has"),
        pytest.param("0" * 64, id="of another file"),
        pytest.param("0" * 63, id="too short"),
        pytest.param(sha256(b"").hexdigest().upper() + "\n", id="written otherwise"),
    ],
)
def test_what_is_no_digest_of_a_file_finds_nothing(digest: str, own: Path) -> None:
    (own / D2).unlink()
    assert find(D2, digest, own) is None
    assert find("bestaat-niet.docx", digest, own) is None
