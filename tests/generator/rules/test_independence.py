"""R-11 to R-14: nothing that undoes the personal assignment or the independence, in keys or in sentences."""

from __future__ import annotations

import pytest
from example_file import Change, findings, put

METHOD, INSTRUCTIONS = ("toezicht", "wijze"), ("taken", 2, "aanwijzingen")  # of terugkoppeling-opstellen
ROLE = "taakgedelegeerde.andere_rollen[0]"


def method(text: str) -> Change:
    return put(*METHOD, value=text)


def role(rol: str, voor: str, **more: str) -> Change:
    return put("taakgedelegeerde", "andere_rollen", value=[{"rol": rol, "voor": voor, **more}])


def said(rule: str, severity: str, path: tuple[str | int, ...] = METHOD) -> set[tuple[str, str, str]]:
    return {(rule, severity, "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in path)[1:])}


CASES: dict[str, tuple[Change, set[tuple[str, str, str]]]] = {
    "R-11 a key": (put("taken", 0, "subdelegatie", value="ja"), said("R-11", "error", ("taken", 0, "subdelegatie"))),
    "R-11 a stand-in for the delegate": (
        put("taakgedelegeerde", "waarnemer", value={"naam": "K. Smit"}),
        said("R-11", "error", ("taakgedelegeerde", "waarnemer")),
    ),
    "R-11 passed on": (method("Doordelegeren mag na overleg."), said("R-11", "error")),
    "R-11 a colleague takes over": (
        put("taken", 0, "aanwijzingen", value="Bij ziekte kan een collega het gesprek overnemen."),
        said("R-11", "error", ("taken", 0, "aanwijzingen")),
    ),
    "R-11 not: it is forbidden": (method("Wekelijks overleg; doordelegeren is niet toegestaan."), set()),
    "R-11 not: a stand-in for the bedrijfsarts": (method("De waarnemer van de bedrijfsarts houdt toezicht."), set()),
    "R-11 passed further": (method("Verder gedelegeerd mag er worden."), said("R-11", "error")),
    "R-11 not: who can be reached": (method("De waarnemer is bereikbaar voor de taakgedelegeerde."), set()),
    "R-11 not: talking to a colleague": (method("Intervisie met een collega, maandelijks."), set()),
    "R-12 said in so many words": (
        put("bedrijfsarts", "arts_gemachtigde", value=True),
        said("R-12", "warning", ("bedrijfsarts", "arts_gemachtigde")),
    ),
    "R-12 in a sentence": (
        method("De bedrijfsarts is ook arts-gemachtigde van de werkgever."),
        said("R-12", "warning"),
    ),
    "R-12 not: denied": (put("bedrijfsarts", "arts_gemachtigde", value=False), set()),
    "R-12 not: denied in a sentence": (method("De bedrijfsarts is geen arts-gemachtigde."), set()),
    "R-13 works council": (role("or-lid", "werkgever"), said("R-13", "warning", ("taakgedelegeerde", "andere_rollen", 0))),
    "R-13 preventiemedewerker, explained": (
        role("preventiemedewerker", "werkgever", toelichting="Andere locatie."),
        {("R-13", "warning", ROLE)},
    ),
    "R-13 same organisation under another name": (
        role("or-lid", "anders", organisatie="GEMEENTE Dommelwaard"),
        {("R-13", "warning", ROLE)},
    ),
    "R-13 not: elsewhere": (role("or-lid", "andere-werkgever"), set()),
    "R-14 a key": (
        put("taken", 2, "goedkeuring_werkgever", value="C. Bakker"),
        said("R-14", "error", ("taken", 2, "goedkeuring_werkgever")),
    ),
    "R-14 approval of the feedback": (
        put(*INSTRUCTIONS, value="Verzenden na akkoord van de leidinggevende."),
        said("R-14", "error", INSTRUCTIONS),
    ),
    "R-14 not without approval": (
        method("Zonder goedkeuring van de werkgever wordt geen advies verzonden."),
        said("R-14", "error"),
    ),
    "R-14 the werkgever by name": (
        method("C. Bakker beoordeelt jaarlijks het functioneren als taakgedelegeerde."),
        said("R-14", "error"),
    ),
    "R-14 judgement": (
        method("De werkgever beoordeelt mede de bekwaamheid."),
        said("R-14", "error"),
    ),
    "R-14 handed in for approval": (
        method("Het concept gaat ter goedkeuring aan de leidinggevende."),
        said("R-14", "error"),
    ),
    **{
        f"R-14 not: {name}": (put(*INSTRUCTIONS, value=text), set())
        for name, text in {
            "sent when approved": "Na akkoord van de bedrijfsarts aan de werkgever sturen.",
            "approved, then sent": "Wordt goedgekeurd en aan de werkgever verzonden.",
            "a check that it was followed": "De werkgever toetst of het advies is opgevolgd.",
            "the plan of the werkgever": "De werkgever stelt het plan van aanpak vast.",
        }.items()
    },
    "R-14 not: approval is denied": (
        put(*INSTRUCTIONS, value="De werkgever keurt de terugkoppeling niet vooraf goed."),
        set(),
    ),
    "R-14 not: approval of the bedrijfsarts": (put(*INSTRUCTIONS, value="Na akkoord van de bedrijfsarts."), set()),
    "R-14 not: permission to come in": (
        put("taken", 0, "aanwijzingen", value="De werkplek betreden met toestemming van de werkgever."),
        set(),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_independence(case: str) -> None:
    change, expected = CASES[case]
    mine = {"R-11", "R-12", "R-13", "R-14", "SCHEMA"}
    assert {(f.rule, f.severity, f.path) for f in findings(change) if f.rule in mine} == expected


def test_a_forbidden_key_is_told_with_its_reason_and_not_called_unknown() -> None:
    at_key = "taken[2].goedkeuring_werkgever"
    (told,) = (f for f in findings(put("taken", 2, "goedkeuring_werkgever", value="x")) if f.path == at_key)
    assert "alleen de bedrijfsarts oordeelt" in told.message
    assert "bestaat hier niet" not in told.message
    assert "Verwijder" in told.message


@pytest.mark.parametrize(
    ("explained", "asks"),
    [
        pytest.param("", "Schrijf bij «toelichting»", id="not explained"),
        pytest.param("Andere locatie.", "Laat de bedrijfsarts de toelichting beoordelen", id="explained"),
    ],
)
def test_what_is_asked_of_a_protected_role_depends_on_its_explanation(explained: str, asks: str) -> None:
    (told,) = (f for f in findings(role("or-lid", "werkgever", toelichting=explained)) if f.rule == "R-13")
    assert asks in told.message
