"""One file of any kind: what is found, what is shown of it, and that no file costs much."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from example_file import changed, put
from hostile_files import HOSTILE

from generator.limits import Limits
from generator.pipeline import make
from generator.report.check import Checked, check_file
from generator.report.gather import Asked
from generator.report.text import told
from generator.resources import content

EXAMPLES = content("examples")
ROOT = Path(__file__).resolve().parents[3]


def checked(data: bytes, path: Path | None = None) -> Checked:
    asked = Asked(name="-" if path is None else path.name, path=path)
    found = check_file(asked, lambda _: data, templates=None, limits=Limits())
    assert found is not None
    return found


def addition(kind: str, *changes: tuple[str, str]) -> bytes:
    text = (EXAMPLES / f"{kind}.yaml").read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text.encode()


def text(found: Checked) -> str:
    return "\n".join(told(found, strict=False, colour=False))


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_one_finding_in_two_seconds(case: str) -> None:
    data, says = HOSTILE[case]
    for _ in range(3):  # what else runs on the machine slows a round, not three
        start = time.process_time()
        found = checked(data)
        shown = text(found)
        if (took := time.process_time() - start) < 2:
            break
    assert took < 2
    errors = [finding for finding in found.findings if finding.severity == "error"]
    assert len(errors) == 1
    assert says in errors[0].message
    assert len(shown) < 3_000
    assert not any(not c.isprintable() and c not in "\n\u0301" for c in shown), "nothing acts on the terminal"


def test_hostile_files_take_little_memory() -> None:
    script = (
        "import resource, sys\n"
        "sys.path[:0] = ['tests/generator', 'tests/generator/report']\n"
        "from test_check_file import HOSTILE, checked\n"
        "checked(b'a: 1')\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "for data, _ in HOSTILE.values():\n"
        "    checked(data)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True)  # noqa: S603
    assert int(run.stdout) < 200 * 1024, "KiB more than a file of one line"


@pytest.mark.parametrize("kind", ["terugkoppeling", "terugname", "toezicht"])
def test_an_addition_is_checked_beside_its_delegation(kind: str) -> None:
    assert checked(addition(kind), EXAMPLES / "x.yaml").findings == ()
    wrong = addition(kind, ("kenmerk: ", "kenmerk: DLG-2026-0042 #"))
    assert [f.path for f in checked(wrong, EXAMPLES / "x.yaml").findings] == ["kenmerk"], "a rule of its own"


@pytest.mark.parametrize(
    ("named", "says"),
    [
        pytest.param("weg.yaml", "bestaat niet", id="missing"),
        pytest.param(".", "bestaat niet", id="a folder that is no dossier"),
        pytest.param("terugname.yaml", "zelf niet in orde", id="no delegation"),
        pytest.param('"a\\0b"', "is niet te gebruiken", id="a NUL in the name"),
        pytest.param("x" * 5_000, "is niet te gebruiken", id="a name too long"),
        pytest.param("/dev/zero", "geen gewoon bestand", id="a device"),
    ],
)
def test_without_its_delegation_only_its_shape_is_looked_at(named: str, says: str) -> None:
    data = addition(
        "terugname", ("delegatie: in-dienst.yaml", f"delegatie: {named}"), ("ingang:", "ingangg:")
    )
    found = {f.path: f for f in checked(data, EXAMPLES / "x.yaml").findings if f.rule != "YAML"}
    assert {"delegatie", "ingang", "ingangg"} <= set(found)
    if len(named) < 300:
        assert says in found["delegatie"].message


def test_a_kind_of_addition_that_does_not_exist() -> None:
    data = addition("terugname", ("soort: terugname", "soort: terugnme"))
    (finding,) = checked(data).findings
    assert (finding.rule, finding.path, finding.line) == ("SCHEMA", "soort", 7)
    assert "Bedoelde u «terugname»?" in finding.message


def test_a_delegation_with_a_stray_key_stays_a_delegation() -> None:
    (finding,) = (
        f for f in checked(changed(put("soort", value="delegatie"))).findings if f.severity == "error"
    )
    assert (finding.rule, finding.path) == ("SCHEMA", "soort")


def test_in_the_folder_of_its_papers_an_addition_finds_its_delegation(tmp_path: Path) -> None:
    made = make(
        (EXAMPLES / "in-dienst.yaml").read_bytes(),
        name="in-dienst",
        addition=addition("terugname"),
        addition_name="terugname",
    )
    for name in ("delegatie.yaml", "aanvulling.yaml", "dossier.json"):
        (tmp_path / name).write_bytes(made.files[name])
    path = tmp_path / "aanvulling.yaml"
    assert checked(path.read_bytes(), path).findings == ()


BSN = "111222333"
UNSEEN = [
    pytest.param(changed(put("plaats", value=f"Dorp {BSN}")), "V-08", BSN, id="a citizen service number"),
    pytest.param(changed(put("plaats", value=["x", BSN])), "V-08", BSN, id="also beside a wrong shape"),
    pytest.param(changed(put(BSN, value="x")), "V-08", BSN, id="as a key"),
    pytest.param(f"a: b: {BSN}\n".encode(), "YAML", BSN, id="in text that cannot be read"),
    pytest.param(
        changed(put("toezicht", "wijze", value="Werknemer mevrouw Paars belt.")),
        "V-09",
        "Paars",
        id="an employee",
    ),
    pytest.param(
        addition("terugkoppeling", ("Thuiswerken", "Na de depressie thuiswerken")),
        "F-V1",
        "depressie",
        id="a diagnosis",
    ),
    pytest.param(
        addition("terugkoppeling", ("betekenis: Het", "betekenis: Depressie: het")),
        "YAML",
        "epressie",
        id="a diagnosis in text that cannot be read",
    ),
]


@pytest.mark.parametrize(("data", "rule", "secret"), UNSEEN)
def test_what_should_not_be_seen_is_not_shown(data: bytes, rule: str, secret: str) -> None:
    found = checked(data, EXAMPLES / "x.yaml")
    assert rule in {finding.rule for finding in found.findings}
    assert secret not in text(found)
    assert secret not in json.dumps([finding.as_json() for finding in found.findings])


def test_what_is_written_by_escape_does_not_reach_the_terminal() -> None:
    data = changed(put("privacy", "afgeschermd_dossierdeel", value="\x1b[2J")).replace(b"\\u001b", b"\\e")
    found = checked(data)
    assert {"YAML", "SCHEMA"} <= {finding.rule for finding in found.findings}
    assert not any("\x1b" in finding.message for finding in found.findings)


def test_lines_are_shown_for_windows_files_too() -> None:
    data = b"\xef\xbb\xbf" + (EXAMPLES / "extern.yaml").read_bytes().replace(b"\n", b"\r\n").replace(
        b"functie: bedrijfsarts", b"functie: arboarts"
    )
    assert "functie: arboarts\n       |            ^" in text(checked(data))
