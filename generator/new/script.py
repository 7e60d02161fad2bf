"""The questions of a delegation file, in the order in which a person can answer them.

What comes next depends on what was answered, so this is a generator that looks at the answers while it
runs: who takes the first question that is not yet answered has the next one.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from generator.new import proposals
from generator.new.question import Kind, Question, example_at, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.new.answers import Answers

_BEDRIJFSARTS, _DELEGATE, _CONTRACT = "bedrijfsarts", "taakgedelegeerde", "arbeidsovereenkomst"


def questions(given: Answers, *, today: date) -> Iterator[Question]:
    """Yield every question that these answers lead to, answered or not."""
    yield from _head(given, today)
    yield from _physician(given, today)
    yield from _organisations(given)
    yield from _delegate(given)
    yield from _code_of_conduct(given)
    yield from _tasks(given)
    yield from _oversight(given)


def following(given: Answers, *, today: date) -> Question | None:
    """Give the first question that has no answer."""
    return next((one for one in questions(given, today=today) if not given.known(one.path)), None)


def _ask(
    *path: str | int,
    proposal: Any = None,  # noqa: ANN401 - of any kind
    filler: Any = None,  # noqa: ANN401
    optional: bool = False,
    kind: Kind | None = None,
    asks: str = "",
) -> Question:
    if filler is None:
        filler = proposal
    if filler is None and not optional:
        # No person is called by the path of a key, so that a trial sees nobody twice.
        unlike = path[-1] in ("naam", "email")
        filler = ".".join(map(str, path)) if unlike else example_at(path)
        if path[-1] == "email":
            filler = f"{filler}@voorbeeld.example"
    return Question(
        path=path,
        kind=kind or kind_of(path),
        proposal=proposal,
        filler=filler,
        optional=optional,
        asks=asks,
    )


def _part(*path: str | int, proposal: bool, asks: str) -> Question:
    return Question(path=path, kind="deel", proposal=proposal, filler=proposal, optional=True, asks=asks)


def _head(given: Answers, today: date) -> Iterator[Question]:
    yield _ask("plaats")
    yield _ask("datum_opmaak", proposal=today.isoformat())
    made = given.day("datum_opmaak")
    yield _ask("kenmerk", proposal=f"DLG-{made.year}-0001")
    yield _ask("looptijd", "ingang", proposal=proposals.begin(made))
    begin = given.day("looptijd", "ingang")
    yield _ask("looptijd", "einde", proposal=proposals.end(begin))
    yield _ask(
        "looptijd", "evaluaties", proposal=proposals.evaluations(begin, given.day("looptijd", "einde"))
    )


def _physician(given: Answers, today: date) -> Iterator[Question]:
    yield _ask(_BEDRIJFSARTS, "naam")
    yield _ask(_BEDRIJFSARTS, "aanhef")
    yield _ask(_BEDRIJFSARTS, "functie", proposal="bedrijfsarts")
    yield _ask(_BEDRIJFSARTS, "specialisme", proposal="arbeid en gezondheid - bedrijfsgeneeskunde")
    yield _ask(_BEDRIJFSARTS, "big_nummer")
    yield _ask(
        _BEDRIJFSARTS, "big_controle", "datum", proposal=proposals.checked(given.day("datum_opmaak"), today)
    )
    yield _ask(_BEDRIJFSARTS, "big_controle", "door")
    yield _ask(_BEDRIJFSARTS, "organisatie")
    yield _ask(_BEDRIJFSARTS, "email")
    yield _ask(_BEDRIJFSARTS, "telefoon")
    substitute = _part(_BEDRIJFSARTS, "waarnemer", proposal=True, asks="Is er een waarnemer?")
    yield substitute
    if given.value(*substitute.path) is not None:
        yield _ask(*substitute.path, "naam")
        yield _ask(*substitute.path, "big_nummer")


def _organisations(given: Answers) -> Iterator[Question]:
    yield _ask("arbodienst", "naam", proposal=given.text(_BEDRIJFSARTS, "organisatie"))
    yield _ask("arbodienst", "kvk_nummer")
    yield from _address("arbodienst")
    yield _ask("werkgever", "naam")
    yield _ask("werkgever", "rechtsvorm", filler="bv")
    yield _ask("werkgever", "kvk_nummer")
    yield from _address("werkgever")
    for key in ("naam", "aanhef", "functie", "bevoegdheid", "email"):
        yield _ask("werkgever", "vertegenwoordiger", key)
    consent = ("werkgever", "medezeggenschap")
    yield _ask(*consent, "vorm", filler="geen")
    match given.text(*consent, "vorm"):
        case "or":
            yield _ask(*consent, "instemming", filler=given.text("datum_opmaak"))
        case "pvt":
            yield _ask(*consent, "instemming", filler=given.text("datum_opmaak"), optional=True)
        case _:
            yield _ask(*consent, "reden")


def _address(owner: str) -> Iterator[Question]:
    for key in ("straat", "postcode", "plaats"):
        yield _ask(owner, "adres", key)


def _delegate(given: Answers) -> Iterator[Question]:
    yield _ask(_DELEGATE, "naam")
    yield _ask(_DELEGATE, "aanhef")
    yield _ask(_DELEGATE, "functie", proposal="casemanager in taakdelegatie")
    yield _ask(_DELEGATE, "casemanager_type", proposal="medische-begeleiding-taakdelegatie")
    yield _ask(_DELEGATE, "email")
    yield _ask(_DELEGATE, "rsc", "titel", filler="CMTD")
    if given.text(_DELEGATE, "rsc", "titel") != "geen":
        yield _ask(_DELEGATE, "rsc", "nummer")
    # The filler is the one employer about whom no rule compares numbers.
    yield _ask(_DELEGATE, "formele_werkgever", filler="bureau")
    if _employed(given):
        for key in ("datum", "functie", "motivering", "andere_werkzaamheden"):
            yield _ask(_DELEGATE, _CONTRACT, key)
    roles = (_DELEGATE, "andere_rollen")
    index = 0
    while True:
        one = _part(
            *roles,
            index,
            proposal=False,
            asks="Is er nog een andere rol?" if index else "Heeft de taakgedelegeerde nog een andere rol?",
        )
        yield one
        if given.value(*one.path) is None:
            return
        yield _ask(*one.path, "rol", filler="preventiemedewerker")
        yield _ask(*one.path, "voor", filler="andere-werkgever")
        if given.text(*one.path, "voor") not in ("", "werkgever", "arbodienst"):
            yield _ask(*one.path, "organisatie")
        yield _ask(*one.path, "toelichting")
        index += 1


def _employed(given: Answers) -> bool:
    return given.text(_DELEGATE, "formele_werkgever") == "werkgever"


def _code_of_conduct(given: Answers) -> Iterator[Question]:
    if not _employed(given):
        code = _part("gedragscode", proposal=True, asks="Onderschrijft de taakgedelegeerde een gedragscode?")
        yield code
        if given.value(*code.path) is None:
            return
    yield _ask("gedragscode", "titel", proposal="Beroepscode Casemanagement in Taakdelegatie")
    yield _ask("gedragscode", "versie", proposal="2022")
    yield _ask("gedragscode", "sha256", kind="vingerafdruk")


def _tasks(given: Answers) -> Iterator[Question]:
    yield Question(path=("taken",), kind="taken", filler=[{"taak": "arbeidsanamnese-afnemen"}])
    for index in range(len(given.value("taken") or ())):
        task = ("taken", index)
        yield _ask(*task, "omvang", filler="volledig")
        if given.text(*task, "omvang") == "gedeeltelijk":
            yield _ask(*task, "uitgezonderd")
        yield _ask(*task, "aanwijzingen")
        yield _ask(*task, "toezicht", proposal=given.value("taken", index - 1, "toezicht") if index else None)
        yield _ask(*task, "inzage")
        competence = (*task, "bekwaamheid")
        if index:
            yield Question(path=competence, kind="zelfde", proposal=True, filler=True, optional=True)
        if not index or competence in given.declined:
            yield from _competence(given, *competence)


def _competence(given: Answers, *path: str | int) -> Iterator[Question]:
    made = given.text("datum_opmaak")
    for judgement in ("zelfbeoordeling", "beoordeling_bedrijfsarts"):
        yield _ask(*path, judgement, "oordeel", filler="bekwaam")
        yield _ask(*path, judgement, "datum", filler=made)
        if given.text(*path, judgement, "oordeel") == "bekwaam-onder-voorwaarden":
            yield _ask(*path, judgement, "voorwaarden")
    yield _ask(*path, "beoordeling_bedrijfsarts", "herbeoordeling", optional=True)
    index = 0
    while True:
        item = (*path, "bewijs", index)
        if index:
            yield _part(*item, proposal=False, asks="Is er nog een bewijs voor deze taak?")
            if given.value(*item) is None:
                return
        yield _ask(*item, "soort", filler="opleiding")
        yield _ask(*item, "omschrijving")
        yield _ask(*item, "datum", filler=made)
        yield _ask(*item, "geldig_tot", optional=True)
        index += 1


def _oversight(given: Answers) -> Iterator[Question]:
    begin, end = given.day("looptijd", "ingang"), given.day("looptijd", "einde")
    yield _ask("toezicht", "overleg", proposal="P1W", kind="duur")
    yield _ask("toezicht", "wijze")
    yield _ask("toezicht", "bereikbaarheid")
    yield _ask("toezicht", "escalatie", proposal=["Vermoeden van medische problematiek"])
    yield _ask("scholing")
    yield _ask("privacy", "afgeschermd_dossierdeel", proposal=True)
    yield _ask("privacy", "verwerkingsverantwoordelijke", proposal=given.text("arbodienst", "naam"))
    yield _ask("informeren", "wijze")
    yield _ask("informeren", "datum", proposal=proposals.inform(given.day("datum_opmaak"), begin))
    yield _ask("archief", "verantwoordelijke")
    yield _ask("archief", "bewaren_tot", proposal=proposals.keep_until(end))
    if given.text("werkgever", "rechtsvorm") == "gemeente":
        yield _ask("archief", "selectielijst_categorie")
