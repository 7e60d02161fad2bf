"""`[sleutels.NAAM]` of `delegatie.toml`: four kinds of key, and no secret in any of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.errors import InputRefused
from generator.settings import load
from generator.settings_keys import TokenEntry, module_at

SECRET = "739582"
TOKEN = "soort = 'pkcs11'\nmodule = 'm.so'\n"
REMOTE = "soort = 'csc'\nadres = 'https://dienst.example/csc/v1'\n"


def read(folder: Path, lines: str) -> object:
    path = folder / "delegatie.toml"
    path.write_text(f"[sleutels.a]\n{lines}", encoding="utf-8")
    return load(path).keys["a"]


WRONG = {
    "no module": ("soort = 'pkcs11'", "«sleutels.a.module» ontbreekt", ""),
    "an empty module": ("soort = 'pkcs11'\nmodule = ''", "«sleutels.a.module» is leeg", ""),
    "a key of another kind": (TOKEN + "bestand = 'a.p12'", "«sleutels.a.bestand» is hier onbekend", ""),
    "a slip": (TOKEN + "certificat = 'x'", "«sleutels.a.certificat» is hier onbekend", "«certificaat»"),
    "a slot below": (TOKEN + "sleuf = -1", "sleutels.a.sleuf moet een getal", "delegatie doctor"),
    "a slot that is yes": (TOKEN + "sleuf = true", "sleutels.a.sleuf moet een getal", ""),
    "an id that is no number": (TOKEN + "certificaat_id = 'xyz'", "hexadecimale cijfers", "01ab"),
    "a long id": (TOKEN + f"certificaat_id = '{'ab' * 300}'", "hexadecimale cijfers", ""),
    "a pad with a file": (
        TOKEN + "pin = 'pinpad'\npin_bestand = 'p'",
        "hoort geen pin_bestand",
        "een van beide",
    ),
    "a flag in words": (TOKEN + "handtekening_pin = 'ja'", "moet true of false zijn", ""),
    "no address": ("soort = 'csc'", "«sleutels.a.adres» ontbreekt", ""),
    "no web address": ("soort = 'csc'\nadres = 'dienst.example'", "is geen webadres", "https://"),
    "a port that is none": ("soort = 'csc'\nadres = 'https://x:99999999/'", "is geen webadres", ""),
    "a consent unknown": (REMOTE + "toestemming = 'sms'", "moet «pin», «otp», «pin+otp» of «geen» zijn", ""),
    "the kind is a list": ("soort = ['pem']", "sleutels.a.soort moet", ""),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_slip_is_named(case: str, tmp_path: Path) -> None:
    lines, says, hint = WRONG[case]
    with pytest.raises(InputRefused) as caught:
        read(tmp_path, lines)
    assert says in caught.value.message
    assert hint in caught.value.hint


SECRETS = {
    "a PIN as a text": (TOKEN + f"pin = '{SECRET}'", "pin_bestand"),
    "a PIN as a number": (TOKEN + f"pin = {SECRET}", "pin_bestand"),
    "a PIN of a file": (f"soort = 'pkcs12'\nbestand = 'a'\npin = '{SECRET}'", "wachtwoord_bestand"),
    "a PIN of a service": (REMOTE + f"pin = '{SECRET}'", "toegang_bestand"),
    "a password": (f"soort = 'pem'\nwachtwoord = '{SECRET}'", "wachtwoord_bestand"),
    "a password in English": (f"soort = 'pem'\nPassword = '{SECRET}'", "wachtwoord_bestand"),
    "an access token": (REMOTE + f"token = '{SECRET}'", "toegang_bestand"),
    "an access token in Dutch": (REMOTE + f"toegangs_token = '{SECRET}'", "toegang_bestand"),
    "a PUK": (TOKEN + f"puk = '{SECRET}'", "pin_bestand"),
    "a password in an address": (f"soort = 'csc'\nadres = 'https://u:{SECRET}@x/'", "toegang_bestand"),
}


@pytest.mark.parametrize("case", SECRETS)
def test_a_secret_is_refused_and_not_repeated(case: str, tmp_path: Path) -> None:
    lines, hint = SECRETS[case]
    with pytest.raises(InputRefused) as caught:
        read(tmp_path, lines)
    assert "hoort niet in dit bestand" in caught.value.message
    assert hint in caught.value.hint
    assert SECRET not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    ("said", "means"),
    [
        pytest.param("opensc-pkcs11.so", "opensc-pkcs11.so", id="a bare name is for the system"),
        pytest.param("eigen.so", "{here}/eigen.so", id="but not if the file is here"),
        pytest.param("lib/kaart.so", "{here}/lib/kaart.so", id="a path is relative"),
        pytest.param("/usr/lib/kaart.so", "/usr/lib/kaart.so", id="or is not"),
    ],
)
def test_where_a_module_is(tmp_path: Path, said: str, means: str) -> None:
    (tmp_path / "eigen.so").touch()
    assert module_at(tmp_path, said) == means.format(here=tmp_path)
    entry = read(tmp_path, f"soort = 'pkcs11'\nmodule = '{said}'")
    assert entry == TokenEntry(module=means.format(here=tmp_path.resolve()))
