"""The report for other programs: SARIF 2.1.0, as far as this program writes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from example_file import both, changed, put
from jsonschema import Draft202012Validator

from generator.limits import Limits
from generator.report.check import Checked, check_file
from generator.report.gather import Asked
from generator.report.sarif import sarif
from generator.rules import RULES, TEXT_RULES

HERE = Path("/werk/map")


def thing(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


TEXT = thing("text", text={"type": "string", "minLength": 1})
LEVEL = {"enum": ["none", "note", "warning", "error"]}
NUMBER = {"type": "integer", "minimum": 0}
FROM_ONE = {"type": "integer", "minimum": 1}
WORD = {"type": "string", "minLength": 1}
LOCATION = thing(
    "uri", uri={"type": "string", "pattern": r"^[!-~]+$"}, uriBaseId=WORD, index=NUMBER, description=TEXT
)
# The parts of the OASIS schema that this program uses; that there are no others is part of the test.
SCHEMA = thing(
    "version",
    "runs",
    **{"$schema": WORD},
    version={"const": "2.1.0"},
    runs={
        "minItems": 1,
        "items": thing(
            "tool",
            "results",
            tool=thing(
                "driver",
                driver=thing(
                    "name",
                    name=WORD,
                    version=WORD,
                    language={"pattern": "^[a-z]{2}$"},
                    rules={
                        "uniqueItems": True,
                        "items": thing(
                            "id",
                            id=WORD,
                            shortDescription=TEXT,
                            help=TEXT,
                            defaultConfiguration=thing(level=LEVEL),
                        ),
                    },
                ),
            ),
            columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
            originalUriBaseIds={"additionalProperties": thing(description=TEXT)},
            artifacts={"uniqueItems": True, "items": thing("location", location=LOCATION)},
            results={
                "items": thing(
                    "message",
                    ruleId=WORD,
                    ruleIndex=NUMBER,
                    level=LEVEL,
                    message=TEXT,
                    properties={"type": "object"},
                    locations={
                        "items": thing(
                            physicalLocation=thing(
                                "artifactLocation",
                                artifactLocation=LOCATION,
                                region=thing("startLine", startLine=FROM_ONE, startColumn=FROM_ONE),
                            ),
                            logicalLocations={"items": thing(fullyQualifiedName=WORD)},
                        )
                    },
                )
            },
        ),
    },
)


def checked(data: bytes, path: Path | None) -> Checked:
    asked = Asked(name=str(path), path=path)
    found = check_file(asked, lambda _: data, templates=None, limits=Limits())
    assert found is not None
    return found


WRONG = changed(
    both(
        put("bedrijfsarts", "functie", value="arboarts"),
        put("taken", 1, "aanwijzingen", value=""),
        put("plats", value="é日🙂"),
    )
)
FILES = (
    checked(WRONG, Path("a b/één#1.yaml")),
    checked(b"a: [", None),
    checked(b"a: \xff\n", Path("../elders.yaml")),
    checked(changed(lambda _: None), Path("/werk/map/goed.yaml")),
    checked(b"soort: terugnme\n", Path("een:twee.yaml")),
)


@pytest.fixture(scope="module")
def run() -> dict[str, Any]:
    log = json.loads(json.dumps(sarif(FILES, here=HERE)))
    Draft202012Validator(SCHEMA).validate(log)
    found: dict[str, Any] = log["runs"][0]
    return found


def test_nothing_is_lost(run: dict[str, Any]) -> None:
    told = [(f.rule, f.line, f.column, f.message) for one in FILES for f in one.findings]
    regions = [one["locations"][0]["physicalLocation"]["region"] for one in run["results"]]
    assert told == [
        (one["ruleId"], region["startLine"], region["startColumn"], one["message"]["text"])
        for one, region in zip(run["results"], regions, strict=True)
    ]
    assert {one["level"] for one in run["results"]} == {"error", "warning", "note"}
    assert run["columnKind"] == "unicodeCodePoints", "as columns are counted"


def test_names_are_relative_and_written_as_uris(run: dict[str, Any]) -> None:
    locations = [artifact["location"] for artifact in run["artifacts"]]
    assert [location["uri"] for location in locations] == [
        "a%20b/%C3%A9%C3%A9n%231.yaml",
        "stdin",
        "file:///werk/elders.yaml",
        "goed.yaml",
        "een%3Atwee.yaml",
    ]
    assert [location.get("uriBaseId") for location in locations] == [
        "WERKMAP",
        None,
        None,
        "WERKMAP",
        "WERKMAP",
    ]
    for one in run["results"]:
        location = one["locations"][0]["physicalLocation"]["artifactLocation"]
        assert location["uri"] == locations[location["index"]]["uri"]


def test_every_rule_is_explained(run: dict[str, Any]) -> None:
    rules = run["tool"]["driver"]["rules"]
    by_id = {rule["id"]: rule for rule in rules}
    assert len(by_id) == len(rules)
    assert {norm.id for norm in (*RULES, *TEXT_RULES)} | {"YAML", "SCHEMA", "BESTAND", "V-34"} <= by_id.keys()
    assert "NVAB" in by_id["R-01"]["help"]["text"]
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in run["results"])


def test_no_line_of_a_file_is_quoted(run: dict[str, Any]) -> None:
    assert "snippet" not in json.dumps(run)
