"""The text of a file: it is read back as what was answered, and a draft asks for exactly what is empty."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from generator import source
from generator.delegation import parse
from generator.errors import InputRefused, InvalidFile, SurroundingsFailed
from generator.guide.keys import keys_of
from generator.new.answers import Answers, filled
from generator.new.draft import Draft, open_draft
from generator.new.text import DRAFT, scalar, text_of
from generator.resources import content
from tests.generator.example_file import data

TODAY = date(2026, 11, 23)
KEY = re.compile(r"^(?:- )?([a-z_0-9]+):")


def skeleton() -> str:
    return text_of(Answers(), draft=True)


@pytest.mark.parametrize("draft", [False, True], ids=["finished", "draft"])
@pytest.mark.parametrize("name", ["in-dienst", "extern"])
def test_an_example_written_anew_says_the_same(name: str, *, draft: bool) -> None:
    original = parse((content("examples") / f"{name}.yaml").read_bytes()).delegation
    again = parse(text_of(Answers(data(name)), draft=draft).encode()).delegation
    assert original is not None
    assert again == original


@forall(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=60))
def test_any_text_is_read_back_as_itself_or_refused(text: str) -> None:
    found = source.read(f"x: {scalar(text)}\ny: [{scalar([text][0])}]\n".encode())
    if found.findings:
        assert {finding.rule for finding in found.findings} == {"YAML"}
        assert not text.isprintable()
    else:
        assert found.root is not None
        assert isinstance(found.root.value, dict)
        assert found.root.value["x"] == text


TRAPS = ["true", "No", "~", "null", "1.5", "007", "0x1F", "a: b", "a #b", "- a", "[a]", "{a}", "*a", "&a", "!a", "%a", "@a",
         "`a", "a:", "'a'", '"a"', "\\", "a\nb", "?", "|", ">", "2026-13-45", "", " a", "a ", "é", "P1W", "<<"]  # fmt: skip


@pytest.mark.parametrize("text", TRAPS, ids=repr)
def test_what_yaml_would_take_for_something_else_is_quoted(text: str) -> None:
    root = source.read(f"x: {scalar(text)}\n".encode()).root
    assert root is not None
    assert root.value == {"x": text}


@pytest.mark.parametrize("entry", ["a, b", "a]", "[", "a", "x: y"], ids=repr)
def test_an_entry_of_a_short_list_stays_one_entry(entry: str) -> None:
    given = Answers({"scholing": [entry, "z"]})
    root = source.read(text_of(given, draft=False).encode()).root
    assert root is not None
    assert isinstance(root.value, dict)
    assert root.value["scholing"] == [entry, "z"]


def test_a_skeleton_is_found_wanting_exactly_where_it_is_empty() -> None:
    lines = skeleton().splitlines()
    empty = {
        (number, found[1])
        for number, line in enumerate(lines, start=1)
        if (found := KEY.match(line.strip())) and _is_empty(lines, number - 1)
    }
    findings = parse(skeleton().encode()).findings
    assert {(finding.line, re.split(r"[.\[]", finding.path)[-1]) for finding in findings} == empty
    assert {finding.rule for finding in findings} == {"SCHEMA"}
    assert all("leeg" in finding.message or "ontbreekt een waarde" in finding.message for finding in findings)


def _is_empty(lines: list[str], index: int) -> bool:
    """Tell whether nothing stands behind a key, on its line or indented below it."""
    if not lines[index].rstrip().endswith(":"):
        return False
    indent = len(lines[index]) - len(lines[index].lstrip())
    following = (line for line in lines[index + 1 :] if line.strip() and not line.lstrip().startswith("#"))
    after = next(following, "")
    return len(after) - len(after.lstrip()) <= indent + 2 * lines[index].lstrip().startswith("- ")


def test_a_skeleton_says_which_open_parts_may_go() -> None:
    words = " ".join(skeleton().replace("#", " ").split())
    assert "kan ingrijpen. Mag ontbreken (verwijder dan het hele deel). waarnemer:" in words
    assert "anders aan te raden. Mag dan ontbreken (verwijder het hele deel). gedragscode:" in words


def test_a_skeleton_explains_every_key() -> None:
    said = re.sub(r"\s*\n[ #]*", " ", skeleton())
    for path, key in keys_of("delegatie").items():
        assert re.search(rf"(?:^|[\s#-]){path.split('.')[-1]}:", skeleton()), path
        if path != "formaat":
            assert key.text in said, path


def test_the_comments_of_a_skeleton_are_a_file_too() -> None:
    """Whoever takes away the # of a part has a part that is read."""
    shown = re.sub(r"^(\s*)# (?=[a-z_0-9]+:|- [a-z]|  )", r"\1", skeleton(), flags=re.MULTILINE)
    messages = [finding.message for finding in parse(shown.encode()).findings]
    assert not [message for message in messages if "bestaat hier niet" in message]
    assert len(messages) < len(parse(skeleton().encode()).findings) + 1


def test_every_part_of_a_finished_file_says_why_it_is_there() -> None:
    text = re.sub(r"\s*\n[ #]*", " ", text_of(Answers(data()), draft=False))
    for part in ("looptijd", "bedrijfsarts", "taken", "taken.bekwaamheid", "toezicht", "privacy", "archief"):
        assert text.count(keys_of("delegatie")[part].text) == 1, part


def test_what_is_not_empty_is_kept_of_a_draft() -> None:
    assert filled({"a": None, "b": {"c": None}, "d": [], "e": [{"f": None}], "g": "x"}) == {"d": [], "g": "x"}


def test_a_draft_does_not_take_the_place_of_a_file_that_came_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "delegatie.yaml"
    draft = Draft(path)
    path.write_text("van een ander\n", "utf-8")
    draft.save(Answers({"plaats": "Dommelwaard"}))
    assert path.read_text("utf-8") == "van een ander\n"
    assert draft.path == tmp_path / "delegatie-2.yaml"
    draft.path.write_text("ook van een ander\n", "utf-8")
    draft.save(Answers({"plaats": "Waalbrug"}))
    assert draft.path.name == "delegatie-2-2.yaml"
    assert "plaats: Waalbrug" in draft.path.read_text("utf-8")
    assert len(list(tmp_path.iterdir())) == 3


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(SurroundingsFailed, match="kan niet worden geschreven"):
        Draft(tmp_path / "weg" / "delegatie.yaml").save(Answers({"plaats": "x"}))


def test_a_file_that_is_no_draft_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "delegatie.yaml"
    path.write_bytes((content("examples") / "extern.yaml").read_bytes())
    with pytest.raises(InputRefused, match="wordt niet overschreven"):
        open_draft(path, today=TODAY)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("plaats: [\n", "YAML", id="no YAML"),
        pytest.param("kenmrk: x\n", "bestaat hier niet", id="unknown key"),
        pytest.param("looptijd: {ingang: morgen}\n", "geen datum", id="wrong value"),
        pytest.param("looptijd: morgen\n", "hier horen sleutels", id="wrong kind"),
    ],
)
def test_a_draft_with_a_slip_of_the_pen_is_refused_with_its_place(
    text: str, says: str, tmp_path: Path
) -> None:
    path = tmp_path / "delegatie.yaml"
    path.write_text(f"{DRAFT}\n{text}", "utf-8")
    with pytest.raises(InvalidFile, match=says):
        open_draft(path, today=TODAY)


def test_a_draft_filled_in_by_hand_is_asked_for_the_rest_only(tmp_path: Path) -> None:
    path = tmp_path / "delegatie.yaml"
    path.write_text(skeleton().replace("\nplaats:", "\nplaats: Waalbrug"), "utf-8")
    _, given, history = open_draft(path, today=TODAY)
    assert given.document == {"formaat": 1, "plaats": "Waalbrug"}
    assert history == [("plaats",)]
