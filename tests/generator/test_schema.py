"""The JSON Schemas: an independent reader takes what the program takes, and every key is explained."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from generator import source
from generator.guide.keys import FILES, keys_of, model_of
from generator.guide.reference import pages
from generator.resources import content
from generator.schema import schema_of
from tests.generator import example_file
from tests.generator.example_file import Change, both, data, drop, put

DOCS = Path(__file__).resolve().parents[2] / "docs"
EXAMPLES = {
    "in-dienst": "delegatie",
    "extern": "delegatie",
    "terugkoppeling": "terugkoppeling",
    "terugname": "terugname",
    "toezicht": "toezicht",
}


def validator(file: Any) -> Draft202012Validator:
    schema = schema_of(file)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


def read(path: Path) -> Any:
    root = source.read(path.read_bytes()).root
    assert root is not None
    return root.value


def nodes(schema: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    for name, found in schema.get("properties", {}).items():
        yield ".".join((*path, name)), found
        listed = found["anyOf"][1] if "anyOf" in found else found
        yield from nodes(listed.get("items", listed), (*path, name))


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_hold(name: str) -> None:
    path = content("examples") / f"{name}.yaml"
    assert list(validator(EXAMPLES[name]).iter_errors(read(path))) == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_names_its_schema_on_its_first_line(name: str) -> None:
    path = content("examples") / f"{name}.yaml"
    found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", path.read_text("utf-8").splitlines()[0])
    assert found is not None
    assert (DOCS.parent / "examples" / found[1]).resolve() == DOCS / f"{EXAMPLES[name]}.schema.json"


BROKEN = [
    pytest.param(put("kenmrk", value="x"), ("additionalProperties",), id="unknown key"),
    pytest.param(put("bedrijfsarts", "adres", value={}), ("additionalProperties",), id="unknown key within"),
    pytest.param(drop("looptijd", "einde"), ("required",), id="missing key"),
    pytest.param(put("looptijd", "einde", value="1 juli 2027"), ("format", "pattern"), id="date in words"),
    pytest.param(put("looptijd", "einde", value="2027-02-30"), ("format",), id="day that is not there"),
    pytest.param(put("formaat", value=2), ("const",), id="another format"),
    pytest.param(put("bedrijfsarts", "big_nummer", value="1901234560"), ("pattern",), id="ten digits"),
    pytest.param(put("bedrijfsarts", "big_nummer", value=19012345601), ("type",), id="number, not text"),
    pytest.param(put("bedrijfsarts", "functie", value="arboarts"), ("pattern",), id="no bedrijfsarts"),
    pytest.param(put("bedrijfsarts", "waarnemer", value=None), ("type",), id="empty key"),
    pytest.param(put("plaats", value="  "), ("pattern",), id="blank text"),
    pytest.param(put("plaats", value="a\nb"), ("pattern",), id="two lines"),
    pytest.param(put("plaats", value="a" * 301), ("maxLength",), id="too long"),
    pytest.param(put("kenmerk", value="a/b"), ("pattern",), id="no name of a folder"),
    pytest.param(put("taakgedelegeerde", "formele_werkgever", value="gemeente"), ("enum",), id="no choice"),
    pytest.param(put("taken", value=[]), ("minItems",), id="no tasks"),
    pytest.param(put("taken", 0, "taak", value="vaccinaties-uitvoeren"), ("enum",), id="task not delegable"),
    pytest.param(put("privacy", "afgeschermd_dossierdeel", value="ja"), ("type",), id="yes in words"),
    pytest.param(put("ondertekening", value={"werkgever": {}}), ("minProperties",), id="nothing pinned"),
    pytest.param(put("gedragscode", "sha256", value="ABC"), ("pattern",), id="no SHA-256"),
]


@pytest.mark.parametrize(("change", "says"), BROKEN)
def test_a_broken_file_fails_here_and_at_the_check(change: Change, says: tuple[str, ...]) -> None:
    values = data()
    change(values)
    assert {error.validator for error in validator("delegatie").iter_errors(values)} == set(says)
    assert "error" in {finding.severity for finding in example_file.findings(change)}


LATER_BROKEN = [
    pytest.param("terugname", put("reden", value="x"), "additionalProperties", id="reasons for a withdrawal"),
    pytest.param("terugname", put("taken", value=[]), "anyOf", id="withdrawal of nothing"),
    pytest.param("terugname", put("taken", value="alles"), "anyOf", id="another word for all"),
    pytest.param("toezicht", put("overleg", "aantal", value=-1), "minimum", id="fewer than none"),
    pytest.param("toezicht", put("overleg", "aantal", value="2"), "type", id="count in words"),
    pytest.param("terugkoppeling", put("inhoud", "vervolg", value={}), "minProperties", id="empty section"),
    pytest.param(
        "terugkoppeling", put("inhoud", "aanpassingen", value=["x"] * 26), "maxItems", id="26 adjustments"
    ),
    pytest.param(
        "terugkoppeling", put("inhoud", "diagnose", value="x"), "additionalProperties", id="diagnosis"
    ),
    pytest.param("terugkoppeling", put("soort", value="terugname"), "const", id="another kind"),
]


@pytest.mark.parametrize(("file", "change", "says"), LATER_BROKEN)
def test_a_broken_addition_fails(file: Any, change: Change, says: str) -> None:
    values = data(file)
    change(values)
    assert {error.validator for error in validator(file).iter_errors(values)} == {says}


def test_all_tasks_can_be_withdrawn_with_a_word() -> None:
    values = data("terugname")
    put("taken", value="alle")(values)
    assert list(validator("terugname").iter_errors(values)) == []


@pytest.mark.parametrize("file", FILES)
def test_every_key_of_the_models_is_explained_and_nothing_else(file: Any) -> None:
    found = dict(nodes(schema_of(file)))
    assert set(found) == set(keys_of(file))
    for path, node in found.items():
        assert node["title"], path
        assert node["description"].endswith((".", "?", ")")), path
        assert not node["title"].endswith("."), path
        inner = (node["anyOf"][1] if "anyOf" in node else node).get("items", node)
        if "enum" in inner:
            assert len(inner["enum"]) == len(inner["enumDescriptions"]), path
        elif "properties" not in inner and "const" not in inner:
            assert node["examples"], path


@pytest.mark.parametrize("file", FILES)
def test_no_docstring_of_a_model_reaches_an_editor(file: Any) -> None:
    said = {node["description"] for _, node in nodes(schema_of(file))}
    ours = {key.text for key in keys_of(file).values()}
    assert said <= ours
    assert "$defs" not in schema_of(file)
    assert model_of(file).__doc__ not in said


@pytest.mark.parametrize("file", FILES)
def test_the_examples_of_a_key_fit_the_key(file: Any) -> None:
    for path, node in nodes(schema_of(file)):
        for example in node.get("examples", ()):
            checked = Draft202012Validator(node, format_checker=FormatChecker())
            assert list(checked.iter_errors(example)) == [], path


PATTERNS = [path for path, key in keys_of("delegatie").items() if key.pattern]


@pytest.mark.parametrize("path", PATTERNS)
def test_a_form_that_a_schema_asks_for_is_asked_by_the_check_too(path: str) -> None:
    """The schema is never stricter than the program."""
    steps = path.split(".")
    wrong = put(*steps, value="00-fout")
    owner = [put(*steps[:2], value={"naam": "X. Ander", "big_nummer": "1"})] if "waarnemer" in steps else []
    where = {
        finding.path for finding in example_file.findings(both(*owner, wrong)) if finding.severity == "error"
    }
    assert path in where


def test_a_list_of_tasks_of_ones_own_is_the_choice(tmp_path: Path) -> None:
    tasks = (
        (content("templates") / "taken.toml").read_text("utf-8").replace("werkplek-bezoeken", "eigen-taak")
    )
    (tmp_path / "taken.toml").write_text(tasks, "utf-8")
    task = dict(nodes(schema_of("delegatie", templates=tmp_path)))["taken.taak"]
    assert "eigen-taak" in task["enum"]
    assert "werkplek-bezoeken" not in task["enum"]
    assert len(task["enum"]) == len(set(task["enum"])) < 20


@pytest.mark.parametrize("page", pages())
def test_the_page_that_is_kept_is_fresh(page: str) -> None:
    assert (DOCS / page).read_text("utf-8") == pages()[page], "run `make docs`"
