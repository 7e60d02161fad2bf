"""The catalogues of `templates/`: what is in them, and that a slip in them is refused."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from example_file import changed, drop, text

from generator import catalogue
from generator.delegation import parse
from generator.errors import SurroundingsFailed, TemplateRefused
from generator.resources import content

STARLESS = {
    "lichamelijk-onderzoek-verrichten",
    "aanvullend-onderzoek-aanvragen",
    "oordeel-vormen-en-adviseren",
    "vaccinaties-uitvoeren",
    "beroepsziekten-melden-ncvb",
}


def test_twenty_tasks_of_which_fifteen_with_a_star() -> None:
    tasks = catalogue.tasks()
    assert [task.nummer for task in tasks.values()] == list(range(1, 21))
    assert Counter(task.ster_in_bron for task in tasks.values()) == {True: 15, False: 5}
    assert {task.id for task in tasks.values() if not task.ster_in_bron} == STARLESS


def test_stars_by_category() -> None:
    tasks = catalogue.tasks().values()
    assert Counter((task.categorie, task.subcategorie) for task in tasks) == {
        ("verzuimbegeleiding", "bedrijfsgeneeskundig"): 8,
        ("verzuimbegeleiding", "procesmatig"): 3,
        ("preventief-en-overig", ""): 9,
    }
    assert Counter((task.categorie, task.subcategorie) for task in tasks if task.ster_in_bron) == {
        ("verzuimbegeleiding", "bedrijfsgeneeskundig"): 5,
        ("verzuimbegeleiding", "procesmatig"): 3,
        ("preventief-en-overig", ""): 7,
    }


def test_only_the_report_of_occupational_diseases_is_uncertain() -> None:
    uncertain = [task for task in catalogue.tasks().values() if task.bron_onzeker]
    assert [(task.nummer, task.ster_in_bron, task.delegeerbaar) for task in uncertain] == [(20, False, False)]


def test_catalogues_are_read_once() -> None:
    assert catalogue.tasks() is catalogue.tasks(content("templates"))
    assert catalogue.all_documents() is catalogue.all_documents(content("templates"))


EMPLOYED, EXTERNAL = parse(text("in-dienst").encode()).delegation, parse(text("extern").encode()).delegation
NO_CODE = parse(changed(drop("gedragscode"), "extern")).delegation


@pytest.mark.parametrize(
    ("id_", "employed", "external", "no_code"),
    [
        ("D1", True, True, True),
        ("D2", True, False, False),
        ("D3", True, False, False),
        ("D4", True, True, False),
        ("D5", True, True, True),
        ("D8", True, True, True),
        ("D9", True, True, True),
        ("D10", True, False, False),
        ("D11", True, True, True),
        ("D6", True, True, True),
        ("D7", True, True, True),
        ("D13", True, True, True),
    ],
)
def test_when_a_document_applies(id_: str, *, employed: bool, external: bool, no_code: bool) -> None:
    assert EMPLOYED is not None
    assert EXTERNAL is not None
    assert NO_CODE is not None
    kind = next(kind for kind in catalogue.documents() if kind.id == id_)
    assert (kind.applies(EMPLOYED), kind.applies(EXTERNAL), kind.applies(NO_CODE)) == (
        employed,
        external,
        no_code,
    )


def test_the_bedrijfsarts_signs_the_agreement_last_and_after_the_measures() -> None:
    agreement = next(kind for kind in catalogue.documents() if kind.id == "D1")
    assert agreement.ondertekenaars == ("taakgedelegeerde", "bedrijfsarts")
    assert set(agreement.na["bedrijfsarts"]) == {"D8", "D2", "D3", "D4", "D5"}


SERIES = {
    "dossier": ["D8", "D10", "D3", "D2", "D4", "D5", "D1", "D9", "D11", "D6", "D7", "D13"],
    "verzegeling": ["D14"],
    "weigering": ["D15"],
    "intrekking": ["D16"],
    "archivering": ["D17"],
    "terugkoppeling": ["D6", "D7"],
    "terugname": ["D12", "D12W"],
    "toezicht": ["D13"],
}


@pytest.mark.parametrize("series", SERIES)
def test_what_is_made_together(series: catalogue.Series) -> None:
    assert [kind.id for kind in catalogue.documents(series=series)] == SERIES[series]


def test_there_is_no_other_document() -> None:
    assert len(catalogue.all_documents()) == sum(map(len, SERIES.values()))


def test_the_employer_is_told_of_a_withdrawal_only_where_it_employs_the_delegate() -> None:
    assert EMPLOYED is not None
    assert EXTERNAL is not None
    notice = next(kind for kind in catalogue.documents(series="terugname") if kind.id == "D12W")
    assert (notice.applies(EMPLOYED), notice.applies(EXTERNAL)) == (True, False)


SIGN_LATER = {
    "terugkoppeling": ("bedrijfsarts",),
    "terugname": ("bedrijfsarts",),
    "toezicht": ("taakgedelegeerde", "bedrijfsarts"),
    "verzegeling": (),
    "weigering": (),
    "intrekking": (),
    "archivering": (),
}


@pytest.mark.parametrize("series", SIGN_LATER)
def test_who_signs_what_comes_later(series: catalogue.Series) -> None:
    assert {kind.ondertekenaars for kind in catalogue.documents(series=series)} == {SIGN_LATER[series]}


TASK = """[[taak]]
nummer = 1
id = "a"
tekst = "A."
categorie = "c"
subcategorie = ""
ster_in_bron = true
bron_onzeker = false
"""
DOCUMENT = """[[document]]
id = "D1"
slug = "s"
titel = "T"
afzender = "arbodienst"
wanneer = "altijd"
op_verzoek = false
ondertekenaars = ["bedrijfsarts"]
niveau = "aes"
bewaren = "lang"
"""

SLIPS = {
    "no TOML": ("taken.toml", TASK + "=", "geen geldige TOML"),
    "nothing": ("taken.toml", "", "[[taak]]"),
    "another table": ("taken.toml", TASK + "[anders]\n", "[[taak]]"),
    "a number for the tables": ("taken.toml", "taak = 1\n", "[[taak]]"),
    "unknown key": ("taken.toml", TASK + "ster = true\n", "«ster»: deze sleutel is onbekend"),
    "missing key": ("taken.toml", TASK.replace('tekst = "A."\n', ""), "«tekst»: hier hoort tekst"),
    "text for a boolean": ("taken.toml", TASK.replace("= true", '= "ja"'), "true of false"),
    "boolean for a number": ("taken.toml", TASK.replace("= 1", "= true"), "geheel getal"),
    "the same id": ("taken.toml", TASK + TASK.replace("= 1", "= 2"), "twee keer"),
    "the same number": ("taken.toml", TASK + TASK.replace('"a"', '"b"'), "twee keer"),
    "unknown occasion": (
        "documenten.toml",
        DOCUMENT.replace("altijd", "soms"),
        "toegestaan: altijd, dienstverband",
    ),
    "unknown level": ("documenten.toml", DOCUMENT.replace("aes", "hoog"), "toegestaan: ses, aes, qes"),
    "unknown signer": ("documenten.toml", DOCUMENT.replace('["bedrijfsarts"]', '["patiënt"]'), "toegestaan"),
    "the same document twice in a series": (
        "documenten.toml",
        DOCUMENT + DOCUMENT.replace('"s"', '"t"'),
        "«D1» komt twee keer voor",
    ),
    "the same slug twice": (
        "documenten.toml",
        DOCUMENT + DOCUMENT.replace('"D1"', '"D2"'),
        "twee keer",
    ),
    "after a document of another series": (
        "documenten.toml",
        DOCUMENT
        + 'na = {bedrijfsarts = ["D2"]}\n'
        + DOCUMENT.replace('"D1"', '"D2"').replace('"s"', '"t"').replace("altijd", "toezicht"),
        "«D2»",
    ),
    "signer twice": (
        "documenten.toml",
        DOCUMENT.replace('["bedrijfsarts"]', '["bedrijfsarts", "bedrijfsarts"]'),
        "twee keer",
    ),
    "order for one who does not sign": (
        "documenten.toml",
        DOCUMENT + 'na = {werkgever = ["D1"]}\n',
        "ondertekent dit document niet",
    ),
    "order without a list": (
        "documenten.toml",
        DOCUMENT + 'na = {bedrijfsarts = "D1"}\n',
        "een lijst van documenten",
    ),
    "after an unknown document": ("documenten.toml", DOCUMENT + 'na = {bedrijfsarts = ["D99"]}\n', "«D99»"),
}


@pytest.mark.parametrize("case", SLIPS)
def test_a_slip_is_refused_by_name(case: str, tmp_path: Path) -> None:
    name, written, says = SLIPS[case]
    (tmp_path / name).write_text(written, encoding="utf-8")
    read = catalogue.tasks if name == "taken.toml" else catalogue.documents
    with pytest.raises(TemplateRefused) as refused:
        read(tmp_path)
    assert says in refused.value.message


def test_own_catalogue(tmp_path: Path) -> None:
    (tmp_path / "taken.toml").write_text(TASK, encoding="utf-8")
    assert list(catalogue.tasks(tmp_path)) == ["a"]


def test_a_folder_of_ones_own_replaces_file_by_file(tmp_path: Path) -> None:
    assert catalogue.tasks(tmp_path) is catalogue.tasks()


def test_a_missing_catalogue_is_the_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.resources.content", lambda _name: tmp_path)
    with pytest.raises(SurroundingsFailed):
        catalogue.tasks()


def test_own_questions_on_competence(tmp_path: Path) -> None:
    assert catalogue.questions(tmp_path) == ()
    before = catalogue.tasks_digest(tmp_path)
    (tmp_path / "bekwaamheidsvragen.toml").write_text('[[vraag]]\nvraag = "Kunt u dit?"\n', encoding="utf-8")
    assert catalogue.questions(tmp_path) == ("Kunt u dit?",)
    assert catalogue.tasks_digest(tmp_path) != before
