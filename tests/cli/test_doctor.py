"""`delegatie doctor`: each thing that may be wrong gets its own line, with what to do; and nothing secret is said."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from generator.cli import keys, main
from generator.doctor import machine
from generator.doctor.check import Check
from generator.errors import SurroundingsFailed
from generator.typeset.office import program
from signing import sign, testpki
from signing.testpki import TrialPki
from tests import csc_service
from tests.conftest import REVOKED
from tests.softhsm import MODULE, PIN, Cards
from tests.workshop import ORGANISATION, SIGNERS

ARTS = SIGNERS["bedrijfsarts"]
PASSWORD = "zeer geheim é"
Doctor = Callable[..., dict[str, list[tuple[str, str, str]]]]


@pytest.fixture
def prompts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked; a card gets its PIN, a file its password."""
    asked: list[str] = []

    def prompt(question: str) -> str:
        asked.append(question)
        return PIN if "kaart" in question else PASSWORD

    monkeypatch.setattr(keys, "prompt", prompt)
    return asked


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what the machine is made of: a test of its own tries that."""
    monkeypatch.setattr(machine, "machine", lambda *_: iter(()))


@pytest.fixture
def doctor(tmp_path: Path, pki: TrialPki, monkeypatch: pytest.MonkeyPatch) -> Doctor:
    """Ask the doctor about these lines of a configuration: per subject what was found."""
    monkeypatch.chdir(tmp_path)

    def go(
        lines: str, *options: str, code: int = 0, services: bool = True
    ) -> dict[str, list[tuple[str, str, str]]]:
        usual = f'[tijdstempel]\nurl = "{pki.tsa_url}"\n[vertrouwen]\nwortels = ["{pki.root}"]\n'
        Path("delegatie.toml").write_text(usual * services + lines, encoding="utf-8")
        result = CliRunner().invoke(main, ["doctor", "--json", *options])
        assert result.exit_code == code, result.output
        assert PIN not in result.output
        assert PASSWORD not in result.output
        told = json.loads(result.stdout)
        assert told["ok"] == (code == 0)
        found: dict[str, list[tuple[str, str, str]]] = {}
        for one in told["checks"]:
            found.setdefault(one["subject"], []).append((one["verdict"], one["says"], one["next_step"]))
            assert one["verdict"] == "goed" or one["next_step"], one
        return found

    return go


def pem_key(pki: TrialPki, name: str) -> str:
    certificate, key = pki.keys[name]
    return f'[sleutels.a]\nsoort = "pem"\ncertificaat = "{certificate}"\nsleutel = "{key}"\n'


def fails(found: list[tuple[str, str, str]]) -> list[str]:
    return [says for verdict, says, _ in found if verdict == "fout"]


def test_the_machine(doctor: Doctor) -> None:
    found = doctor("", services=False)
    for subject in (
        "Python",
        "bibliotheken",
        "zetter Typst en lettertypen",
        "sjablonen",
        "huisstijl",
        "LibreOffice",
    ):
        assert [verdict for verdict, _, _ in found[subject]] == ["goed"]
    assert "python-pkcs11" in found["bibliotheken"][0][1]
    assert found["map om in te schrijven"][0][0] == "goed"
    assert found["wortels"][0][0] == found["tijdstempeldienst"][0][0] == "let op"


def test_a_poor_machine(doctor: Doctor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No libraries, no engine, no place to write, templates of one's own that are none, no LibreOffice."""

    def missing(*_: object, **__: object) -> Any:
        raise machine.metadata.PackageNotFoundError

    def no_office() -> Any:
        raise SurroundingsFailed("weg")

    def no_place(**_: object) -> Any:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(machine.metadata, "version", missing)
    monkeypatch.setattr(machine.tempfile, "NamedTemporaryFile", no_place)
    monkeypatch.setattr(program, "find", no_office)
    (tmp_path / "eigen").mkdir()
    (tmp_path / "eigen" / "D9-informatiebrief-werknemers.docx").write_bytes(b"dit is geen Word")
    text = '[sjablonen]\nmap = "eigen"\n[huisstijl]\nlogo = "weg.png"\n'
    found = doctor(text, services=False, code=4)
    assert "niet geïnstalleerd" in fails(found["bibliotheken"])[0]
    assert (
        "kan niet worden geschreven (de schijf kan alleen worden gelezen)"
        in fails(found["map om in te schrijven"])[0]
    )
    assert "D9-informatiebrief-werknemers.docx" in fails(found["sjablonen"])[0]
    assert fails(found["zetter Typst en lettertypen"])
    assert fails(found["huisstijl"])
    assert found["LibreOffice"][0][:2] == ("goed", "niet aanwezig; alleen nodig voor --zetter libreoffice.")


@pytest.mark.usefixtures("quick")
def test_a_configuration_that_cannot_be_read_is_a_line_too(doctor: Doctor) -> None:
    found = doctor("[sleutel.a]\nsoort = 'pem'", code=4)
    assert "«sleutel» is hier onbekend" in fails(found["configuratie"])[0]
    assert "sleutels" in found["configuratie"][0][2]
    for subject in ("wortels", "sleutels", "tijdstempeldienst"):
        assert [says for _, says, _ in found[subject]] == ["niet bekeken: de configuratie is niet gelezen."]


@pytest.mark.usefixtures("quick")
def test_a_bundle_that_is_not_there_is_told_without_opening_keys(doctor: Doctor) -> None:
    found = doctor('[sleutels.a]\nsoort = "pkcs12"\nbestand = "weg.p12"', code=4)
    assert "weg.p12 kan niet worden gelezen (het bestaat niet)" in fails(found["sleutel a"])[0]


def test_what_takes_more_lines_goes_on_below_itself() -> None:
    told = Check(subject="x", verdict="fout", says="een:\n  twee", next_step="doe dit\nen dat")
    assert told.lines == ("fout    x: een:", "          twee", "        → doe dit", "        en dat")


@pytest.mark.usefixtures("quick")
def test_services_and_a_key_that_are_good(doctor: Doctor, pki: TrialPki) -> None:
    found = doctor(pem_key(pki, ORGANISATION))
    assert found[f"tijdstempeldienst {pki.tsa_url}"][0][0] == "goed"
    assert "wijkt 0 seconden af" in found[f"tijdstempeldienst {pki.tsa_url}"][0][1]
    said = " ".join(says for verdict, says, _ in found["sleutel a"] if verdict == "goed")
    assert "Proefhandtekening" not in said


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("holder", "says"),
    [pytest.param(REVOKED, "Ingetrokken, zegt de statusdienst", id="revoked")],
)
def test_a_certificate_that_will_not_do(doctor: Doctor, pki: TrialPki, holder: str, says: str) -> None:
    assert says in fails(doctor(pem_key(pki, holder), code=4)["sleutel a"])[0]


@pytest.mark.usefixtures("quick")
def test_another_root(doctor: Doctor, pki: TrialPki, other_root: Path) -> None:
    text = f'[tijdstempel]\nurl = "{pki.tsa_url}"\n[vertrouwen]\nwortels = ["{other_root}"]\n'
    found = doctor(text + pem_key(pki, ORGANISATION), services=False, code=4)
    assert "Valt niet onder een wortel" in fails(found["sleutel a"])[0]
    assert "Valt niet onder een wortel" in fails(found[f"tijdstempeldienst {pki.tsa_url}"])[0]


@pytest.mark.usefixtures("quick")
def test_services_that_are_not_there(doctor: Doctor, pki: TrialPki, tmp_path: Path) -> None:
    (tmp_path / "junk.pem").write_text("dit is geen certificaat")
    text = (
        f'[tijdstempel]\nadressen = ["http://127.0.0.1:1/", "{pki.tsa_url}"]\n[netwerk]\npogingen = 1\n'
        f'[vertrouwen]\nwortels = ["{pki.root}", "junk.pem", "weg.pem"]\nlijsten = ["weg.xml"]\n'
    )
    found = doctor(text + pem_key(pki, ORGANISATION), services=False, code=4)
    assert "niet bereikbaar" in fails(found["tijdstempeldienst http://127.0.0.1:1/"])[0]
    assert found[f"tijdstempeldienst {pki.tsa_url}"][0][0] == "goed"
    assert fails(found["wortel junk.pem"])
    assert fails(found["wortel weg.pem"])
    assert fails(found["vertrouwenslijsten"])


@pytest.mark.usefixtures("quick")
def test_expired(doctor: Doctor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate, and a clock, of four years ago."""
    import datetime as dt

    then = sign.now() - dt.timedelta(days=4 * 365)
    with testpki.running(tmp_path / "oud", persons=("Oud Papier",), seals=(), now=then) as old:
        monkeypatch.chdir(tmp_path)
        found = doctor(pem_key(old, "Oud Papier"), code=4)
    assert any("Het is verlopen" in says for says in fails(found["sleutel a"]))


@pytest.mark.usefixtures("quick")
def test_a_clock_that_is_wrong(doctor: Doctor, pki: TrialPki, monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime as dt

    really = sign.now
    monkeypatch.setattr(sign, "now", lambda: really() + dt.timedelta(minutes=5))
    verdict, says, step = doctor(pem_key(pki, ORGANISATION))[f"tijdstempeldienst {pki.tsa_url}"][0]
    assert verdict == "let op"
    assert any(f"wijkt {seconds} seconden af" in says for seconds in range(298, 302))
    assert "klok" in step


@pytest.fixture
def card(cards: Cards) -> str:
    return cards.card(cards.unique("Dokter"), ARTS)


@pytest.mark.usefixtures("quick")
def test_a_card_is_looked_at_without_its_pin(doctor: Doctor, card: str, prompts: list[str]) -> None:
    found = doctor(f'[sleutels.pas]\nsoort = "pkcs11"\nmodule = "{MODULE}"\ntoken = "{card}"')
    assert ARTS in found["sleutel pas"][0][1]
    assert prompts == []


@pytest.mark.usefixtures("quick")
def test_with_keys_each_makes_a_signature(
    doctor: Doctor, card: str, pki: TrialPki, prompts: list[str], tmp_path: Path
) -> None:
    certificate, key = pki.keys[ORGANISATION]
    own, *chain = x509.load_pem_x509_certificates(certificate.read_bytes())
    private = serialization.load_pem_private_key(key.read_bytes(), None)
    locked = serialization.BestAvailableEncryption(PASSWORD.encode())
    (tmp_path / "zegel.p12").write_bytes(
        pkcs12.serialize_key_and_certificates(b"x", private, own, chain, locked)  # type: ignore[arg-type]
    )
    (tmp_path / "toegang.txt").write_text(csc_service.TOKEN)
    (tmp_path / "code.txt").write_text(csc_service.PIN)
    for name in ("toegang.txt", "code.txt"):
        (tmp_path / name).chmod(0o600)
    with csc_service.csc_service({ARTS: pki.keys[ARTS]}) as service:
        lines = f"""
[sleutels.pas]
soort = "pkcs11"
module = "{MODULE}"
token = "{card}"
[sleutels.bundel]
soort = "pkcs12"
bestand = "zegel.p12"
[sleutels.ver]
soort = "csc"
adres = "{service.url}"
toegang_bestand = "toegang.txt"
pin_bestand = "code.txt"
"""
        closed = doctor(lines)
        opened = doctor(lines, "--sleutels")
    assert closed["sleutel bundel"][0][0] == "let op"
    for subject in ("sleutel pas", "sleutel bundel", "sleutel ver"):
        says = [says for _, says, _ in opened[subject]]
        assert says[-1].startswith("Proefhandtekening gezet"), says
        assert any("Valt onder de wortel" in one for one in says)
    assert len(prompts) == 2


@pytest.mark.usefixtures("quick")
def test_nothing_is_asked_unless_keys_are_opened(doctor: Doctor, pki: TrialPki, prompts: list[str]) -> None:
    with csc_service.csc_service({ARTS: pki.keys[ARTS]}) as service:
        found = doctor(f'[sleutels.ver]\nsoort = "csc"\nadres = "{service.url}"', services=False)
    assert found["sleutel ver"][0][0] == "let op"
    assert "--sleutels" in found["sleutel ver"][0][2]
    assert prompts == []


KEYS = {
    "no module": ('soort = "pkcs11"\nmodule = "weg/x.so"', "dit bestand is er niet"),
    "no PKCS#11 module": ('soort = "pkcs11"\nmodule = "./delegatie.toml"', "dit is geen PKCS#11-module"),
    "no such card": (f'soort = "pkcs11"\nmodule = "{MODULE}"\ntoken = "Weg"', "kaart «Weg» is er niet"),
    "no file": ('soort = "pkcs12"\nbestand = "weg.p12"', "kan niet worden gelezen"),
    "no certificate": ('soort = "pem"\ncertificaat = "weg.pem"\nsleutel = "weg.key"', "kan niet worden gelezen"),
    "no service": ('soort = "csc"\nadres = "http://127.0.0.1:1/csc/v1"\ntoegang_bestand = "delegatie.toml"', "127.0.0.1"),
    "no PIN file": (f'soort = "pkcs11"\nmodule = "{MODULE}"\npin_bestand = "weg.txt"', "weg.txt kan niet worden gelezen"),
}  # fmt: skip


@pytest.mark.usefixtures("quick", "card")
@pytest.mark.parametrize("case", KEYS)
def test_a_key_that_is_not_good(case: str, doctor: Doctor, prompts: list[str]) -> None:
    lines, says = KEYS[case]
    found = doctor(f"[netwerk]\npogingen = 1\n[sleutels.a]\n{lines}", "--sleutels", code=4)
    assert any(says in one for one in fails(found["sleutel a"])), found["sleutel a"]
    assert PIN not in str(prompts)


@pytest.mark.usefixtures("quick")
def test_a_secret_that_others_can_read(doctor: Doctor, card: str, tmp_path: Path) -> None:
    (tmp_path / "pin.txt").write_text(PIN)
    (tmp_path / "pin.txt").chmod(0o644)
    lines = (
        f'[sleutels.pas]\nsoort = "pkcs11"\nmodule = "{MODULE}"\ntoken = "{card}"\npin_bestand = "pin.txt"'
    )
    assert "ook voor anderen" in doctor(lines)["sleutel pas"][0][1]
    (tmp_path / "pin.txt").chmod(0o600)
    assert "ook voor anderen" not in doctor(lines)["sleutel pas"][0][1]


@pytest.fixture(autouse=True)
def _settled(request: pytest.FixtureRequest) -> Iterator[None]:
    """Leave no session open for the next test."""
    yield
    if "card" in request.fixturenames:
        request.getfixturevalue("cards").restart()


@pytest.mark.usefixtures("quick")
def test_for_people_it_is_a_line_a_thing(
    pki: TrialPki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("delegatie.toml").write_text(f'[vertrouwen]\nwortels = ["{pki.root}", "weg.pem"]\n')
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 4
    assert "goed    wortel " in result.output
    assert "fout    wortel weg.pem: " in result.output
    assert "        → Controleer de naam" in result.output
    assert "1 fout" in result.output
