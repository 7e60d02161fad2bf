"""The dialogue without a terminal: what is asked, refused, explained, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from generator.findings import Finding
from generator.new.answers import Answers
from generator.new.draft import Draft, open_draft
from generator.new.reply import shown
from generator.new.script import following, questions
from generator.new.talk import Talk
from generator.new.text import text_of
from generator.new.trial import settle
from generator.rules import findings_of
from tests.generator.new.stories import STORIES, Teller

TODAY = date(2026, 11, 23)


@dataclass
class Paper:
    """A terminal that keeps what is said; `answer` is asked for a line."""

    answer: Callable[[str], str]
    lines: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.lines.append(text)

    def ask(self, prompt: str) -> str:
        self.lines.append(prompt)
        return self.answer(prompt)

    @property
    def text(self) -> str:
        return " ".join(line.strip() for line in self.lines)


class Enough(Exception):
    """The answers of a test have run out."""


def talk(given: Answers, *replies: str) -> Paper:
    left = list(replies)

    def answer(_prompt: str) -> str:
        if not left:
            raise Enough
        return left.pop(0)

    paper = Paper(answer)
    with pytest.raises(Enough):
        Talk(given=given, terminal=paper, save=lambda _given: None, today=TODAY).run()
    return paper


def until(*path: str | int, **answers: Any) -> Answers:
    """Give the answers of somebody who took every proposal, up to the question at `path`."""
    given = Answers()
    for question in questions(given, today=TODAY):
        if question.path == path:
            return given
        key = ".".join(map(str, question.path))
        settle(given, question, answers.get(key.replace(".", "_"), question.filler))
    raise AssertionError(path)


def told(name: str) -> tuple[Answers, Teller, Paper]:
    given, teller = Answers(), Teller(STORIES[name])
    paper = Paper(teller.answer)
    Talk(given=given, terminal=paper, save=lambda _given: None, today=TODAY).run()
    return given, teller, paper


def serious(given: Answers) -> list[Finding]:
    _, findings = findings_of(text_of(given, draft=False).encode())
    return [finding for finding in findings if finding.severity != "info"]


@pytest.mark.parametrize("name", STORIES)
def test_a_whole_story_gives_a_file_without_findings(name: str) -> None:
    given, teller, _ = told(name)
    assert teller.untold == []
    assert serious(given) == []


def test_what_the_employed_delegate_told_stands_in_the_file() -> None:
    given, _, paper = told("employed")
    delegation, _ = findings_of(text_of(given, draft=False).encode())
    assert delegation is not None
    assert delegation.dienstverband
    assert [task.taak for task in delegation.taken] == [
        "arbeidsanamnese-afnemen",
        "medische-anamnese-afnemen",
    ]
    assert delegation.taken[1].bekwaamheid.bewijs[1].soort == "observatie"
    assert delegation.datum_opmaak == TODAY
    assert delegation.toezicht.overleg == "P2W"
    assert delegation.gedragscode is not None
    assert delegation.gedragscode.sha256.islower()
    assert "Taak 2 van 2: Medische anamnese afnemen." in paper.lines


def test_competence_as_with_the_task_before_is_written_out_for_both() -> None:
    given, _, _ = told("external")
    delegation, _ = findings_of(text_of(given, draft=False).encode())
    assert delegation is not None
    assert delegation.taken[0].bekwaamheid == delegation.taken[1].bekwaamheid


def test_proposals_alone_are_without_findings() -> None:
    given = Answers()
    for question in questions(given, today=TODAY):
        settle(given, question, question.filler)
    assert serious(given) == []


@pytest.mark.parametrize(
    "day", [date(2026, 2, 28), date(2028, 2, 29), date(2026, 12, 31), date(2027, 1, 9)], ids=str
)
def test_proposed_days_fit_each_other_whenever_it_is(day: date) -> None:
    given = Answers()
    for question in questions(given, today=day):
        settle(given, question, question.filler)
    assert serious(given) == []


REFUSED = [
    pytest.param(("bedrijfsarts", "functie"), "arboarts", "R-01", id="no bedrijfsarts"),
    pytest.param(("bedrijfsarts", "big_nummer"), "123", "V-01", id="no BIG number"),
    pytest.param(("looptijd", "einde"), "2020-01-01", "V-17", id="ends before it begins"),
    pytest.param(("looptijd", "einde"), "31-02-2027", "bestaat niet", id="day that is not there"),
    pytest.param(("looptijd", "einde"), "volgend jaar", "geen datum", id="date in words"),
    pytest.param(("taken",), "3", "V-11", id="task that cannot be delegated"),
    pytest.param(("taken",), "20", "V-12", id="uncertain task"),
    pytest.param(("taken",), "1, 21", "«21» is geen nummer", id="task that is not there"),
    pytest.param(("taakgedelegeerde", "formele_werkgever"), "verzekeraar", "R-04", id="insurer"),
    pytest.param(("taakgedelegeerde", "naam"), "bedrijfsarts.naam", "R-02", id="delegates to himself"),
    pytest.param(
        ("taken", 0, "bekwaamheid", "zelfbeoordeling", "oordeel"), "niet-bekwaam", "V-15", id="incompetent"
    ),
    pytest.param(("taken", 0, "omvang"), "half", "nummer van 1 tot en met 2", id="no choice"),
    pytest.param(("gedragscode", "sha256"), "geen-bestand.pdf", "64 tekens", id="no fingerprint, no file"),
    pytest.param(("privacy", "afgeschermd_dossierdeel"), "misschien", "ja of nee", id="neither yes nor no"),
    pytest.param(("plaats",), "", "een antwoord nodig", id="nothing"),
    pytest.param(("plaats",), "x" * 301, "te lang", id="too long"),
    pytest.param(("plaats",), "Dom\x1b[31mmel", "stuurteken", id="control character"),
    pytest.param(("plaats",), "Dom\udcffmel", "UTF-8", id="no text"),
]


@pytest.mark.parametrize(("path", "reply", "why"), REFUSED)
def test_an_answer_that_cannot_be_is_refused_with_its_reason(
    path: tuple[Any, ...], reply: str, why: str
) -> None:
    given = until(*path)
    paper = talk(given, reply)
    assert why in paper.text
    assert "\x1b" not in paper.text
    assert given.value(*path) is None
    question = following(given, today=TODAY)
    assert question is not None
    assert question.path == path


def test_a_warning_is_left_to_the_person() -> None:
    path = ("looptijd", "einde")
    given = until(*path)
    paper = talk(given, "2031-01-01", "nee", "2031-01-01", "ja")
    assert "V-18" in paper.text
    assert given.text(*path) == "2031-01-01"


def test_what_was_allowed_is_not_said_again() -> None:
    given = until("looptijd", "einde")
    paper = talk(given, "2031-01-01", "ja", "")
    assert paper.text.count("V-18") == 1


def test_a_code_of_conduct_can_be_named_by_its_file(tmp_path: Path) -> None:
    code = tmp_path / "code.pdf"
    code.write_bytes(b"abc")
    given = until("gedragscode", "sha256")
    talk(given, str(code))
    assert given.text("gedragscode", "sha256").startswith("ba7816bf")


def test_a_question_mark_explains_and_asks_again() -> None:
    paper = talk(until("bedrijfsarts", "big_nummer"), "?")
    assert "Elf cijfers, uit het BIG-register." in paper.text
    assert "Bijvoorbeeld: 19012345601" in paper.text
    assert paper.lines[-1] == "BIG-nummer van de bedrijfsarts: "


def test_the_tasks_are_shown_as_the_source_marks_them() -> None:
    paper = talk(until("taken"))
    assert "   1 * Medische anamnese afnemen." in paper.lines
    assert "   3 - Lichamelijk onderzoek verrichten." in paper.lines
    assert "  20 ? Melden van beroepsziekten bij NCvB." in paper.lines


def test_back_takes_the_last_answer_away_and_proposes_it() -> None:
    given = Answers()
    paper = talk(given, "Dommelwaard", "", "<", "<")
    assert given.document == {}
    assert paper.lines[-1] == "Plaats van opmaak [Dommelwaard]: "
    assert "Dit is de eerste vraag." in talk(Answers(), "<").text


def test_all_the_way_back_leaves_nothing_behind() -> None:
    given, teller = Answers(), Teller(STORIES["employed"])
    back: list[str] = []

    def answer(prompt: str) -> str:
        # Turns round at the last question, which would end the dialogue.
        if not back and not prompt.startswith("Categorie in de selectielijst"):
            return teller.answer(prompt)
        if len(back) == len(teller.told):
            raise Enough
        back.append(prompt)
        return "<"

    with pytest.raises(Enough):
        Talk(given=given, terminal=Paper(answer), save=lambda _given: None, today=TODAY).run()
    assert given == Answers()
    assert len(back) > 70


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("share", [0.1, 0.35, 0.6, 0.72, 0.9], ids=lambda share: f"{share:.0%}")
def test_who_stops_goes_on_where_he_was(name: str, share: float, tmp_path: Path) -> None:
    whole = Teller(STORIES[name])
    stop = int(share * len(_asked(name)))
    teller = Teller(STORIES[name])

    def answer(prompt: str) -> str:
        if len(teller.told) == stop:
            raise EOFError
        return teller.answer(prompt)

    draft, given = Draft(tmp_path / "delegatie.yaml"), Answers()
    with pytest.raises(EOFError):
        Talk(given=given, terminal=Paper(answer), save=draft.save, today=TODAY).run()

    draft, again, history = open_draft(tmp_path / "delegatie.yaml", today=TODAY)
    Talk(given=again, terminal=Paper(teller.answer), save=draft.save, today=TODAY, history=history).run()
    Talk(given=(once := Answers()), terminal=Paper(whole.answer), save=lambda _: None, today=TODAY).run()
    assert text_of(again, draft=False) == text_of(once, draft=False)
    assert teller.told == whole.told


def test_what_was_left_out_last_is_asked_once_more(tmp_path: Path) -> None:
    path = ("taken", 0, "bekwaamheid", "beoordeling_bedrijfsarts", "herbeoordeling")
    given = until(*path)
    draft = Draft(tmp_path / "delegatie.yaml")
    given.decline(path)
    draft.save(given)
    _, again, _ = open_draft(draft.path, today=TODAY)
    question = following(again, today=TODAY)
    assert question is not None
    assert (question.path, question.optional) == (path, True)


def _asked(name: str) -> list[str]:
    return [
        label for label, said in STORIES[name].items() for _ in ([said] if isinstance(said, str) else said)
    ]


@pytest.mark.parametrize("reply", ["1-6-2027, 1-11-2027", "2027-06-01; 2027-11-01", "2027-06-01,1-11-2027;"])
def test_days_may_be_parted_by_a_comma_too(reply: str) -> None:
    given = until("looptijd", "evaluaties")
    talk(given, reply)
    assert given.value("looptijd", "evaluaties") == ["2027-06-01", "2027-11-01"]


def test_nobody_is_proposed_to_have_looked_in_a_register_tomorrow() -> None:
    later = TODAY + timedelta(days=9)
    given = until("bedrijfsarts", "big_controle", "datum", datum_opmaak=later.isoformat())
    asked = following(given, today=TODAY)
    assert asked is not None
    assert asked.path == ("bedrijfsarts", "big_controle", "datum")
    assert asked.proposal == TODAY.isoformat()


def test_a_proposal_is_shown_as_it_would_be_typed() -> None:
    assert [shown(value) for value in (True, False, ["a", "b"], "2026-11-23")] == [
        "ja",
        "nee",
        "a; b",
        "2026-11-23",
    ]
