"""The templates of what comes after the delegation: whole, Dutch and signable, whatever was left out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from addition_file import Change, both, delegation, drop, judged, of, paper, put
from word_parts import DIGEST, TEMPLATES, W, most, part, parts, text

from generator import catalogue, supervision, withdrawal
from generator.delegation import Delegation
from generator.typeset.reader import read
from generator.wording import gate

LONG = "Bartholomeus Johannes Franciscus Xaverius Jansen-van den Hoogenband genaamd Schimmelpenninck"


def lengthened() -> dict[str, Any]:
    values = most()
    for part_name in ("taakgedelegeerde", "werkgever", "arbodienst", "bedrijfsarts"):
        values[part_name]["naam"] = LONG
    return values


OWN = {
    "kenmerk": "DLG-2026-0042",
    "plaats": "Utrecht",
    "datum_opmaak": "2 december 2026",
    "sha256": DIGEST,
}
WHOLE: dict[str, Callable[[], Delegation]] = {
    "in-dienst": lambda: delegation("in-dienst"),
    "extern": lambda: delegation("extern"),
    "twenty tasks, long names": lambda: Delegation.model_validate(lengthened()),
}


def withdrawn(*changes: Change) -> Callable[[Delegation], dict[str, object]]:
    def brought(whole: Delegation) -> dict[str, object]:
        dates = both(put("ingang", value="2027-06-12"), put("overdracht", "datum", value="2027-06-12"))
        addition, findings = judged(
            withdrawal, "terugname", both(dates, put("taken", value="alle"), *changes), of=whole
        )
        assert addition is not None, findings
        return of(addition)

    return brought


def reported(*changes: Change) -> Callable[[Delegation], dict[str, object]]:
    def brought(whole: Delegation) -> dict[str, object]:
        entry = {"wijze": "Bespreking", "aantal": 0, "bevinding": "voldoende", "bekwaamheid": "bekwaam"}
        tasks = [{"taak": one.taak, **entry, "toelichting": "Kwam niet voor"} for one in whole.taken]
        period = put("periode", value={"van": "2027-02-01", "tot": "2027-05-30"})
        parties = put("evaluatie", "met", value=["taakgedelegeerde"])
        change = both(put("taken", value=tasks), period, parties, *changes)
        addition, findings = judged(supervision, "toezicht", change, of=whole)
        assert addition is not None, findings
        return of(addition)

    return brought


def closed(*, findings: int, signers: int) -> Callable[[Delegation], dict[str, object]]:
    signature = {"naam": LONG, "moment": "1 december 2026", "niveau": "B-LT", "certificaat": DIGEST}
    roles = ("organisatie", "bedrijfsarts")
    finding = {"regel": "V-18", "ernst": "info", "plaats": "", "tekst": "Iets.", "bron": "Eigen regel"}
    file = {"naam": "delegatie.yaml", "omschrijving": "Het delegatiebestand.", "sha256": DIGEST}
    document = {"id": "D1", "titel": "Titel", "bestand": "pdf/D1-titel.pdf", "sha256": DIGEST}
    return lambda _whole: {
        "dossier": {
            "documenten": [
                document | {"ondertekenaars": [signature | {"rol": role} for role in roles[:signers]]}
            ],
            "bevindingen": [finding, finding | {"plaats": "looptijd.einde"}][:findings],
            "regels_gecontroleerd": 37,
            "bestanden": [file],
            "versies": [{"naam": "typst", "versie": "0.15.2"}],
            "vertrouwen": "Vertrouwd werd op de wortel Proefwortel.",
            "verzegeld_op": "2 december 2026, 9.15 uur",
        }
    }


def stopped(**changes: object) -> Callable[[Delegation], dict[str, object]]:
    signature = {
        "naam": LONG,
        "rol": "werkgever",
        "moment": "1 december 2026",
        "niveau": "B-LT",
        "mankement": "",
    }
    seal = signature | {"rol": "organisatie"}
    flawed = signature | {"moment": "", "niveau": "", "mankement": "Het certificaat is ingetrokken."}
    document = {
        "id": "D5",
        "titel": "Titel",
        "bestand": "pdf/D5-titel.pdf",
        "sha256": "cd" * 32,
        "stand": "uitgegeven",
    }
    said = {
        "naam": LONG,
        "rol": "taakgedelegeerde",
        "reden": f"Gaat uit dienst bij {LONG}",
        "op": "2 december 2026, 9.15 uur",
        "vastgelegd_door": LONG,
        "papieren": "het dossier met kenmerk DLG-2026-0042",
        "is_dossier": False,
        "opdracht_gegeven": False,
        "documenten": [document, document],
        "stand": [
            document | {"ondertekenaars": signed} for signed in ([], [seal, signature], [seal, flawed])
        ],
        "inhoudsopgave": {"naam": "dossier.json", "sha256": "ef" * 32},
        "eerder": "",
    }
    return lambda _whole: {"aanvulling": OWN, "verklaring": said | changes}


def archived(**changes: object) -> Callable[[Delegation], dict[str, object]]:
    said = {
        "titel": "Taakdelegatie Transportbedrijf Zuid",
        "gemaakt_op": "2 december 2026, 9.15 uur",
        "programma": "delegatie 1.0",
        "functionaris": LONG,
        "archiefvormer": LONG,
        "bewaren_tot": "1 januari 2047",
        "omvang": "61 bestanden, samen 4.567.890 bytes",
        "administratie": "data/DLG-2026-0042/DLG-2026-0042-administratie",
        "geschiedenis": "data/DLG-2026-0042/DLG-2026-0042-geschiedenis",
        "beheerder": "",
        "zegelaar": LONG,
        "documenten": [{"id": "D1", "titel": "Titel", "sha256": "cd" * 32, "oordeel": "geldig"}],
        "lijsten": [{"naam": "tagmanifest-sha256.txt", "sha256": "ef" * 32, "sha512": "ef" * 64}],
        "eerder": [],
    }
    return lambda _whole: {"aanvulling": OWN, "archivering": said | changes}


SUCCEEDED = {
    "gemaakt_op": "1 mei 2034, 9.15 uur",
    "zegelaar": LONG,
    "sha256": "ab" * 32,
    "reden": "Het certificaat van de tijdstempel verliep.",
}
FOR_GOOD = both(put("duur", value="permanent"), drop("tot"))
BARE = both(drop("evaluatie"), put("scholing", value=[]), put("afspraken", value=[]))
PAPERS: dict[str, tuple[tuple[str, str], Callable[[Delegation], dict[str, object]]]] = {
    "D12 for a time": (("D12", "terugname"), withdrawn()),
    "D12 for good": (("D12", "terugname"), withdrawn(FOR_GOOD)),
    "D12W for a time": (("D12W", "melding-werkgever"), withdrawn()),
    "D12W for good": (("D12W", "melding-werkgever"), withdrawn(FOR_GOOD)),
    "D13 full": (("D13", "toezichtverslag-gevuld"), reported()),
    "D13 bare": (("D13", "toezichtverslag-gevuld"), reported(BARE)),
    "D14 quiet": (("D14", "dossierverklaring"), closed(findings=0, signers=1)),
    "D14 with findings": (("D14", "dossierverklaring"), closed(findings=2, signers=2)),
    "D15 bare": (("D15", "weigering"), stopped()),
    "D15 after the assignment": (("D15", "weigering"), stopped(opdracht_gegeven=True)),
    "D16 bare": (("D16", "intrekking"), stopped()),
    "D16 after a refusal": (
        ("D16", "intrekking"),
        stopped(is_dossier=True, eerder={"naam": LONG, "rol": "werkgever", "op": "1 december 2026"}),
    ),
    "D17 the first": (("D17", "archiefverklaring"), archived()),
    "D17 renewed by a custodian": (
        ("D17", "archiefverklaring"),
        archived(beheerder=LONG, eerder=[SUCCEEDED, SUCCEEDED]),
    ),
}
MADE = [
    (name, whole) for name in PAPERS for whole in WHOLE if not (name.startswith("D12W") and whole == "extern")
]
every = pytest.mark.parametrize(("name", "whole"), MADE)


def made(name: str, whole: str) -> bytes:
    (kind, slug), brought = PAPERS[name]
    delegated = WHOLE[whole]()
    return paper(kind, slug, delegated, brought(delegated))


def kind_of(name: str) -> catalogue.DocumentKind:
    return next(one for one in catalogue.all_documents() if (one.id, one.slug) == PAPERS[name][0])


def body(docx: bytes) -> list[str]:
    return [text(p) for p in part(docx).iter(f"{W}p")]


SLIPS = {
    "two spaces": r"  ",
    "a space before a sign": r" [.,;:)]",
    "a space after a bracket": r"\( ",
    "two full stops": r"\.\.",
    "a stop and a comma": r"[.,;:][,;:]",
    "empty brackets": r"\(\)",
    "an order left": r"\{[{%]|[%}]\}",
}


@every
def test_can_be_set_and_says_all_it_must(name: str, whole: str) -> None:
    docx, kind = made(name, whole), kind_of(name)
    template = (TEMPLATES / kind.template).read_bytes()
    gate.require(docx, kind, template=template, employed=WHOLE[whole]().dienstverband)
    assert read(docx, name=name).title.startswith(kind.titel)


@every
def test_has_no_slip_where_something_was_left_out(name: str, whole: str) -> None:
    for key, root in parts(made(name, whole)).items():
        if key.startswith("word/"):
            for p in root.iter(f"{W}p"):
                line = text(p).replace("B.V.,", "BV,").replace("Zn. <", "Zn <")
                assert not [slip for slip, pattern in SLIPS.items() if re.search(pattern, line)], line


@every
def test_has_no_empty_paragraph(name: str, whole: str) -> None:
    for p in part(made(name, whole)).iter(f"{W}p"):
        marks = [mark.get(f"{W}name") for mark in p.iter(f"{W}bookmarkStart")]
        assert text(p).strip() or any(mark.startswith("veld_") for mark in marks)


@every
def test_has_the_fields_of_its_signers_and_the_seals(name: str, whole: str) -> None:
    marks = [mark.get(f"{W}name") for mark in part(made(name, whole)).iter(f"{W}bookmarkStart")]
    signers = [f"veld_{signer}" for signer in kind_of(name).ondertekenaars]
    assert [mark for mark in marks if mark.startswith("veld_")] == [
        *signers,
        "veld_zegel_uitgifte",
        "veld_zegel_sluiting",
    ]
    assert len(marks) == len(set(marks))


@every
def test_names_the_bedrijfsarts_with_the_number(name: str, whole: str) -> None:
    arts = WHOLE[whole]().bedrijfsarts
    assert any(
        f"{arts.naam}, {arts.functie}, BIG-nummer {arts.big_nummer}" in line
        for line in body(made(name, whole))
    )


@every
def test_says_which_files_it_was_made_from(name: str, whole: str) -> None:
    (source,) = [line for line in body(made(name, whole)) if line.startswith("Bron:")]
    assert f"delegatiebestand met SHA-256 {DIGEST}" in source
    assert len(re.findall(r"\b[0-9a-f]{64}\b", source)) == (
        1 if name.startswith(("D14", "D15", "D16", "D17")) else 2
    )


def test_the_statement_calls_a_seal_a_seal() -> None:
    lines = body(made("D14 with findings", "in-dienst"))
    assert f"{LONG}, zegel, 1 december 2026, PAdES B-LT" in lines
    assert f"{LONG}, bedrijfsarts, 1 december 2026, PAdES B-LT" in lines
    assert "Plaats in het bestand: looptijd.einde" in lines
