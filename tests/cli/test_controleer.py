"""`delegatie controleer`: what it prints, what it gives as JSON, how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli.controleer import controleer
from generator.delegation import parse
from generator.resources import content

EXAMPLES = content("examples")
GOOD = EXAMPLES / "extern.yaml"
ROOT = Path(__file__).resolve().parents[2]
KEYS = {"rule", "severity", "path", "line", "column", "message", "source"}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(controleer, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "fout.yaml"
    path.write_text(GOOD.read_text("utf-8").replace("functie: bedrijfsarts", "functie: basisarts"), "utf-8")
    return path


@pytest.fixture
def warned(tmp_path: Path) -> Path:
    path = tmp_path / "let op.yaml"
    path.write_text(GOOD.read_text("utf-8").replace("Verslag binnen drie werkdagen.", '""'), "utf-8")
    return path


def test_both_examples_pass_even_strictly() -> None:
    result = run(EXAMPLES / "in-dienst.yaml", GOOD, "--streng")
    assert result.exit_code == 0
    assert "2 bestanden gecontroleerd, 0 niet in orde: 0 fouten, 0 waarschuwingen." in result.stdout


def test_a_finding_tells_place_weight_rule_message_and_source(wrong: Path) -> None:
    result = run(wrong)
    line = next(n for n, text in enumerate(wrong.read_text("utf-8").splitlines(), 1) if "basisarts" in text)
    assert result.exit_code == 1
    assert f"{wrong}:{line}:12  fout R-01  Alleen een bedrijfsarts kan taken delegeren" in result.stdout
    assert f"    {line} |   functie: basisarts\n       |            ^\n" in result.stdout
    assert "plaats: bedrijfsarts.functie · bron: NVAB-thema" in result.stdout
    assert "1 bestand gecontroleerd, 1 niet in orde: 1 fout, 0 waarschuwingen." in result.stdout


def test_a_warning_counts_only_strictly(warned: Path) -> None:
    assert run(warned).exit_code == 0
    assert "waarschuwing V-13" in run(warned).stdout
    assert run(warned, "--streng").exit_code == 1


def test_json(wrong: Path, warned: Path) -> None:
    result = run(wrong, GOOD, warned, "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert list(told) == ["files"]
    assert [file["path"] for file in told["files"]] == [str(wrong), str(GOOD), str(warned)]
    assert [file["ok"] for file in told["files"]] == [False, True, True]
    assert told["files"][1]["findings"] == []
    first = told["files"][0]["findings"][0]
    assert set(first) == KEYS
    assert (first["rule"], first["severity"], first["path"]) == ("R-01", "error", "bedrijfsarts.functie")
    assert isinstance(first["line"], int)


def test_json_is_strict_too(warned: Path) -> None:
    result = run(warned, "--json", "--streng")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["files"][0]["ok"] is False


def unreadable(folder: Path) -> Path:
    path = folder / "dicht.yaml"
    path.write_bytes(b"a: 1\n")
    path.chmod(0)
    return path


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "buis")
    return folder / "buis"


def dangling(folder: Path) -> Path:
    (folder / "los").symlink_to("nergens")
    return folder / "los"


def circular(folder: Path) -> Path:
    (folder / "kring").symlink_to("kring")
    return folder / "kring"


ODD = {
    "missing": (lambda folder: folder / "weg.yaml", "bestaat niet"),
    "a folder without files": (lambda folder: folder, "geen bestand dat op .yaml"),
    "a link to itself": (circular, "verwijst naar zichzelf"),
    "a pipe": (pipe, "geen gewoon bestand"),
    "a device": (lambda _: Path("/dev/zero"), "geen gewoon bestand"),
    "a link to nothing": (dangling, "bestaat niet"),
    "below a file": (lambda _: GOOD / "x", "kan niet worden gelezen"),
    "a name too long": (lambda folder: folder / ("x" * 5000), "kan niet worden gelezen"),
    "unreadable": (unreadable, "mag niet worden gelezen"),
}


def _refuse_to_open(path: Path, flags: int) -> int:
    if path != GOOD:
        raise PermissionError(13, "Permission denied")
    return _open(path, flags)


_open = os.open


@pytest.mark.skipif(os.name != "posix", reason="pipes, devices and modes are POSIX")
@pytest.mark.parametrize("case", ODD)
def test_what_cannot_be_read_is_a_finding_and_the_rest_is_checked(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, says = ODD[case]
    path = make(tmp_path)
    if case == "unreadable" and os.access(path, os.R_OK):  # root reads everything: refuse on its behalf
        monkeypatch.setattr("signing.regular.os.open", _refuse_to_open)
    result = run(path, GOOD, "--json")
    assert result.exit_code == 1
    odd, good = json.loads(result.stdout)["files"]
    assert [finding["rule"] for finding in odd["findings"]] == ["BESTAND"]
    assert says in odd["findings"][0]["message"]
    assert good["ok"] is True


def test_a_name_cannot_write_on_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[2Jb.yaml"
    path.write_bytes(b"")
    assert "\x1b" not in run(path).stdout


def test_a_file_larger_than_the_bound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "groot.yaml"
    path.write_bytes(b"#" * (2 << 20))
    assert "1 MiB" in run(path).stdout


def test_standard_input_is_a_file_like_the_others(wrong: Path) -> None:
    result = CliRunner().invoke(controleer, ["-", str(GOOD), "--json"], input=wrong.read_bytes())
    assert [(file["path"], file["ok"]) for file in json.loads(result.stdout)["files"]] == [
        ("-", False),
        (str(GOOD), True),
    ]


@pytest.mark.usefixtures("wrong")
def test_a_folder_is_checked_and_what_is_not_ours_is_named(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "goed.yml").write_bytes(GOOD.read_bytes())
    (tmp_path / "in" / "compose.yaml").write_bytes(b"services: {web: {image: nginx}}\n")
    (tmp_path / "in" / "stuk.yaml").write_bytes(b"a: [\n")
    result = run(tmp_path, "--json")
    files = {Path(file["path"]).name: file["ok"] for file in json.loads(result.stdout)["files"]}
    assert files == {"fout.yaml": False, "goed.yml": True, "stuk.yaml": False}
    assert "compose.yaml: overgeslagen" in result.stderr
    assert run(tmp_path / "in" / "compose.yaml").exit_code == 1, "who names it wants to know of it"


def test_a_folder_with_nothing_of_ours_is_not_in_order(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_bytes(b"services: {}\n")
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "niets gecontroleerd" in result.stderr


def test_colour_on_a_terminal_only(wrong: Path) -> None:
    def shown(**environment: str) -> str:
        master, slave = os.openpty()
        environment = {"PATH": os.environ["PATH"], "TERM": "xterm", **environment}
        command = [sys.executable, "-m", "generator", "controleer", str(wrong)]
        with os.fdopen(slave, "wb") as terminal:
            subprocess.run(command, stdout=terminal, env=environment, cwd=ROOT, check=False)  # noqa: S603
            text = os.read(master, 65_536)
        os.close(master)
        return text.decode()

    assert "\x1b[31mfout R-01\x1b[0m" in shown()
    assert "\x1b" not in shown(NO_COLOR="1")
    assert "\x1b" not in shown(TERM="dumb")
    assert "\x1b" not in run(wrong).stdout


def test_too_many_delegates_show_over_all_files(tmp_path: Path) -> None:
    for number in range(11):
        other = GOOD.read_text("utf-8").replace(
            "Zoë van den Bergh", f"Zoë {'abcdefghijk'[number]}an den Bergh"
        )
        (tmp_path / f"{number}.yaml").write_text(other, "utf-8")
    result = run(tmp_path, "--json")
    rules = [[finding["rule"] for finding in file["findings"]] for file in json.loads(result.stdout)["files"]]
    assert rules == [["V-34"]] * 11
    assert result.exit_code == 0
    assert run(tmp_path, "--streng").exit_code == 1
    assert "11 waarschuwingen" in run(tmp_path).stdout


def test_a_fault_of_ours_in_one_file_leaves_the_others(monkeypatch: pytest.MonkeyPatch, wrong: Path) -> None:
    def failing(data: bytes) -> object:
        if data == wrong.read_bytes():
            raise RecursionError
        return parse(data)

    monkeypatch.setattr("generator.report.check.parse", failing)
    first, second = json.loads(run(wrong, GOOD, "--json").stdout)["files"]
    assert "RecursionError" in first["findings"][0]["message"]
    assert second["ok"] is True


def test_one_form_of_report_at_a_time(wrong: Path) -> None:
    result = run(wrong, "--json", "--sarif")
    assert result.exit_code == 2


def test_sarif_goes_to_standard_output(wrong: Path) -> None:
    result = run(wrong, "--sarif")
    assert result.exit_code == 1
    assert [one["ruleId"] for one in json.loads(result.stdout)["runs"][0]["results"]] == ["R-01"]


@pytest.mark.parametrize("form", ["--json", "--sarif", "--streng"])
def test_health_data_come_with_a_warning_on_what_a_check_is_worth(form: str) -> None:
    result = run(EXAMPLES / "terugkoppeling.yaml", form)
    assert result.exit_code == 0
    assert "geen treffer is geen bewijs" in result.stderr


def test_no_file_is_wrong_use() -> None:
    assert CliRunner().invoke(controleer, []).exit_code == 2
