"""The shape of the delegation file: what is in it, and what is said of each thing that is not right."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from example_file import both, changed, data, drop, put, text
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from generator.delegation import Delegation, delegation_in, parse
from generator.findings import Finding

ENGLISH = re.compile(
    r"\b(should|input|valid|field|must|is not|expected|value|extra|permitted|string)\b", re.IGNORECASE
)


def only(raw: bytes) -> Finding:
    findings = parse(raw).findings
    assert len(findings) == 1, findings
    return findings[0]


@pytest.mark.parametrize("name", ["in-dienst", "extern"])
def test_examples_are_read_whole(name: str) -> None:
    parsed = parse(text(name).encode())
    assert parsed.findings == ()
    assert parsed.delegation is not None
    assert parsed.delegation is parsed.draft
    # What was read is what was written: each value comes back under its own key.
    dumped = parsed.delegation.model_dump(mode="json", exclude_unset=True)
    assert dumped == data(name)


def test_values_have_their_kinds() -> None:
    delegation = parse(text().encode()).delegation
    assert delegation is not None
    assert delegation.looptijd.ingang == date(2027, 1, 1)
    assert delegation.taken[1].omvang == "gedeeltelijk"
    assert delegation.taken[1].bekwaamheid == delegation.taken[0].bekwaamheid
    assert delegation.dienstverband
    assert delegation.afwijkingen == ()
    with pytest.raises(ValidationError):
        delegation.kenmerk = "anders"


def test_a_delegation_follows_from_the_bytes_that_are_there() -> None:
    """Whatever was read before."""
    one = text().encode()
    for _ in range(2):
        for given_data in (one, one.replace(b"DLG-2026-0042", b"DLG-2026-0043")):
            found = delegation_in(given_data)
            assert found is not None
            assert found == parse(given_data).delegation
            assert found.kenmerk.encode() in given_data
        assert delegation_in(b"geen delegatie") is None


def test_optional_blocks() -> None:
    pinned = put("ondertekening", value={"bedrijfsarts": {"niveau": "qes", "naam": "A.M. de Vries"}})
    deviating = put("afwijkingen", value=[{"regel": "V-12", "motivering": "m", "bron": "b"}])
    delegation = parse(changed(both(pinned, deviating))).delegation
    assert delegation is not None
    assert delegation.ondertekening is not None
    assert delegation.ondertekening.bedrijfsarts is not None
    assert delegation.ondertekening.bedrijfsarts.niveau == "qes"
    assert delegation.afwijkingen[0].regel == "V-12"


LONG = "x" * 301
SHAPE = {
    "unknown key, nearest named": (put("kenmrk", value="x"), "kenmrk", "Bedoelde u «kenmerk»?"),
    "unknown key in a list": (
        put("taken", 1, "omvangg", value="x"),
        "taken[1].omvangg",
        "Bedoelde u «omvang»?",
    ),
    "unknown key, case": (put("Plaats", value="x"), "Plaats", "Bedoelde u «plaats»?"),
    "unknown key, nothing near": (put("bsn", value="x"), "bsn", "Toegestaan: formaat, kenmerk"),
    "merge key": (put("archief", "<<", value={}), "archief.<<", "YAML 1.2"),
    "very long unknown key": (put("k" * 900, value=1), "k" * 40 + "…", "bestaat hier niet"),
    "missing key": (drop("plaats"), "plaats", "«plaats» ontbreekt"),
    "missing block": (drop("toezicht"), "toezicht", "Zonder toezicht"),
    "missing roles": (drop("taakgedelegeerde", "andere_rollen"), "taakgedelegeerde.andere_rollen", "[]"),
    "missing end": (drop("looptijd", "einde"), "looptijd.einde", "niet structureel"),
    "missing extent": (drop("taken", 0, "omvang"), "taken[0].omvang", "gedeeltelijk"),
    "missing self judgement": (
        drop("taken", 0, "bekwaamheid", "zelfbeoordeling"),
        "taken[0].bekwaamheid.zelfbeoordeling",
        "eigen bekwaamheid",
    ),
    "empty value": (put("plaats", value=None), "plaats", "«plaats» is leeg"),
    "empty block": (put("looptijd", value=None), "looptijd", "«looptijd» is leeg"),
    "empty optional value": (
        put("bedrijfsarts", "waarnemer", value=None),
        "bedrijfsarts.waarnemer",
        "verwijder de hele",
    ),
    "empty date": (put("datum_opmaak", value=None), "datum_opmaak", "is leeg"),
    "empty entry": (put("scholing", value=[None]), "scholing[0]", "Onderdeel 1 van «scholing» is leeg"),
    "blank text": (put("plaats", value="  "), "plaats", "geen tekst"),
    "no text": (put("plaats", value=""), "plaats", "geen tekst"),
    "two lines where one is": (put("plaats", value="a\nb"), "plaats", "één regel"),
    "too long": (put("plaats", value=LONG), "plaats", "ten hoogste 300"),
    "number as text": (
        put("bedrijfsarts", "big_nummer", value=19012345601),
        "bedrijfsarts.big_nummer",
        '"19012345601"',
    ),
    "boolean as text": (put("plaats", value=True), "plaats", "aanhalingstekens"),
    "list as text": (put("plaats", value=["a"]), "plaats", "geen lijst"),
    "mapping as text": (put("plaats", value={"a": "b"}), "plaats", "geen blok met sleutels"),
    "text as mapping": (put("looptijd", value="een jaar"), "looptijd", "geen tekst"),
    "list as mapping": (put("looptijd", value=[]), "looptijd", "geen lijst"),
    "text as list": (put("scholing", value="a"), "scholing", "een lijst"),
    "mapping as list": (put("scholing", value={"a": "b"}), "scholing", "geen blok met sleutels"),
    "text in a list of mappings": (put("taken", value=["x"]), "taken[0]", "Onderdeel 1 van «taken»"),
    "no tasks": (put("taken", value=[]), "taken", "ten minste één"),
    "text as boolean": (
        put("privacy", "afgeschermd_dossierdeel", value="ja"),
        "privacy.afgeschermd_dossierdeel",
        "true of false",
    ),
    "number as boolean": (
        put("privacy", "afgeschermd_dossierdeel", value=1),
        "privacy.afgeschermd_dossierdeel",
        "true of false",
    ),
    "not a choice": (
        put("taken", 0, "omvang", value="volledg"),
        "taken[0].omvang",
        "Toegestaan: gedeeltelijk, volledig. Bedoelde u «volledig»?",
    ),
    "a list as choice": (
        put("taken", 0, "omvang", value=["volledig"]),
        "taken[0].omvang",
        "een lijst kan hier niet",
    ),
    "other format": (put("formaat", value=2), "formaat", "formaat: 1"),
    "format as text": (put("formaat", value="1"), "formaat", "formaat: 1"),
    "format as boolean": (put("formaat", value=True), "formaat", "formaat: 1"),
    "format as fraction": (put("formaat", value=1.0), "formaat", "formaat: 1"),
    "date in Dutch order": (put("datum_opmaak", value="23-11-2026"), "datum_opmaak", "zoals 2026-11-23"),
    "date that is not": (put("datum_opmaak", value="2026-02-30"), "datum_opmaak", "bestaat niet"),
    "date with time": (put("datum_opmaak", value="2026-11-23T10:00"), "datum_opmaak", "geen datum"),
    "date as number": (put("datum_opmaak", value=20261123), "datum_opmaak", "geen datum"),
    "date in other digits": (put("datum_opmaak", value="２０２６-11-23"), "datum_opmaak", "geen datum"),
    "year too far": (put("datum_opmaak", value="9999-12-31"), "datum_opmaak", "9999"),
    "date in a list": (put("looptijd", "evaluaties", value=["x"]), "looptijd.evaluaties[0]", "geen datum"),
    "reference as path": (put("kenmerk", value="../../etc"), "kenmerk", "naam van een map"),
    "reference as device": (put("kenmerk", value="nul.txt"), "kenmerk", "naam van een map"),
    "reference with space": (put("kenmerk", value="DLG 1"), "kenmerk", "naam van een map"),
    "reference ends in a dot": (put("kenmerk", value="DLG-1."), "kenmerk", "naam van een map"),
    "reference ends in a line": (put("kenmerk", value="DLG-1\n"), "kenmerk", "naam van een map"),
    "pin says nothing": (
        put("ondertekening", value={"werkgever": {}}),
        "ondertekening.werkgever",
        "ten minste niveau",
    ),
    "pin of a low level": (
        put("ondertekening", value={"werkgever": {"niveau": "ses"}}),
        "ondertekening.werkgever.niveau",
        "qes, aes",
    ),
    "pin of a stranger": (
        put("ondertekening", value={"arbodienst": {"niveau": "qes"}}),
        "ondertekening.arbodienst",
        "Toegestaan",
    ),
    "pinned digest": (
        put("ondertekening", value={"werkgever": {"sha256": "AB"}}),
        "ondertekening.werkgever.sha256",
        "64 tekens",
    ),
}


@pytest.mark.parametrize("case", SHAPE)
def test_shape(case: str) -> None:
    change, path, says = SHAPE[case]
    finding = only(changed(change))
    assert (finding.rule, finding.severity, finding.path) == ("SCHEMA", "error", path)
    assert says in finding.message
    assert not ENGLISH.search(finding.message.split("Toegestaan")[0])


def test_places() -> None:
    wrong = text().replace("omvang: volledig", "omvan: volledig", 1).replace("plaats: Dommelwaard\n", "", 1)
    wrong = wrong.replace("2026-11-10", "2026-11-31")
    at = {(f.path, f.line, f.column) for f in parse(wrong.encode()).findings}
    lines = wrong.splitlines()
    first = next(n for n, line in enumerate(lines, 1) if line and not line.startswith("#"))
    unknown = next(n for n, line in enumerate(lines, 1) if "omvan:" in line)
    day = next(n for n, line in enumerate(lines, 1) if "2026-11-31" in line)
    assert at == {
        ("plaats", first, 1),  # the mapping that lacks it: the file itself, where it begins
        ("taken[0].omvang", unknown - 1, 5),
        ("taken[0].omvan", unknown, 5),
        ("bedrijfsarts.big_controle.datum", day, lines[day - 1].index("2026-11-31") + 1),
    }


def test_quotes_around_a_date_make_no_difference() -> None:
    quoted = text().replace("datum_opmaak: 2026-11-23", 'datum_opmaak: "2026-11-23"')
    assert parse(quoted.encode()).delegation == parse(text().encode()).delegation


def test_a_superfluous_key_leaves_a_draft_for_the_rules() -> None:
    parsed = parse(changed(put("toelichting", value="x")))
    assert parsed.delegation is None
    assert parsed.draft is not None


def test_a_repeated_key_leaves_a_draft_but_no_delegation() -> None:
    parsed = parse(text().encode() + b"\nplaats: Elders\n")
    assert [finding.rule for finding in parsed.findings] == ["YAML"]
    assert parsed.delegation is None
    assert parsed.draft is not None
    assert parsed.draft.plaats == "Dommelwaard"


def test_everything_at_once() -> None:
    parsed = parse(b"kenmerk: 1\nplats: x\n")
    assert len(parsed.findings) == len(Delegation.model_fields) - 3 - 1 + 2


def leaves(values: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    match values:
        case dict():
            inner = [leaves(value, (*path, key)) for key, value in values.items()]
        case list():
            inner = [leaves(value, (*path, index)) for index, value in enumerate(values)]
        case _:
            inner = []
    return [path] * bool(path) + [leaf for part in inner for leaf in part]


ODD = st.sampled_from(
    [
        None,
        True,
        0,
        -1.5,
        "",
        " ",
        "x",
        "2026-13-01",
        [],
        {},
        [None],
        {"a": None},
        "\u202e",
        "{text}",
        "x" * 9000,
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_value_anywhere_gives_dutch_findings_or_a_delegation(draw: st.DataObject) -> None:
    name = draw.draw(st.sampled_from(["in-dienst", "extern"]))
    path = draw.draw(st.sampled_from(leaves(data(name))))
    change = drop(*path) if draw.draw(st.booleans()) else put(*path, value=draw.draw(ODD))
    parsed = parse(changed(change, name))
    assert (parsed.delegation is None) == bool(parsed.findings)
    for finding in parsed.findings:
        assert finding.line >= 1
        assert not ENGLISH.search(finding.message.split("Toegestaan")[0]), finding.message
