"""`[tijdstempel]` and `[netwerk]` of `delegatie.toml`: which services, how they are reached, and no secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.errors import InputRefused
from generator.settings import load
from generator.settings_services import ServicesEntry

SECRET = "s3cr3t"
WHOLE = """
[tijdstempel]
adressen = ["https://tsa-een.example/", "https://tsa-twee.example/tsr"]
beleid = "registreer"
gebruiker = "arbodienst"
wachtwoord_bestand = "geheim/tsa.txt"

[netwerk]
wachttijd = 7.5
pogingen = 2
proxy = "http://proxy.example:3128"
wortels = ["wortels/tls-proxy.pem"]
"""


def read(folder: Path, lines: str) -> ServicesEntry:
    path = folder / "delegatie.toml"
    path.write_text(lines, encoding="utf-8")
    return load(path).services


def test_all_that_can_be_said_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, WHOLE) == ServicesEntry(
        addresses=("https://tsa-een.example/", "https://tsa-twee.example/tsr"),
        policy="registreer",
        user="arbodienst",
        password_file=tmp_path / "geheim/tsa.txt",
        patience=7.5,
        attempts=2,
        proxy="http://proxy.example:3128",
        tls_roots=(tmp_path / "wortels/tls-proxy.pem",),
    )


def test_silence_leaves_all_open_and_requires_all(tmp_path: Path) -> None:
    assert read(tmp_path, "") == ServicesEntry()
    assert ServicesEntry().policy == "vereist"


def test_one_address_may_still_be_called_url(tmp_path: Path) -> None:
    said = read(tmp_path, '[tijdstempel]\nurl = "https://tsa.example/"')
    assert said.addresses == ("https://tsa.example/",)


STAMP, NETWORK = "[tijdstempel]\n", "[netwerk]\n"
WRONG = {
    "a slip": (STAMP + 'adresen = ["https://a/"]', "«tijdstempel.adresen» is hier onbekend", "«adressen»"),
    "a slip in the network": (NETWORK + "wachtijd = 3", "«netwerk.wachtijd» is hier onbekend", "«wachttijd»"),
    "both names": (STAMP + 'url = "https://a/"\nadressen = ["https://b/"]', "niet in beide", "volgorde"),
    "no list": (STAMP + 'adressen = "https://a/"', "«tijdstempel.adressen» moet een lijst zijn", ""),
    "an empty list": (STAMP + "adressen = []", "een lijst van een tot 10 adressen", "adressen = ["),
    "an empty address": (STAMP + 'adressen = [""]', "«tijdstempel.adressen» is leeg", ""),
    "no web address": (STAMP + 'adressen = ["tsa.example"]', "is geen webadres", "https://"),
    "a port that is none": (STAMP + 'url = "https://a:99999999/"', "«tijdstempel.url» is geen webadres", ""),
    "twice the same": (STAMP + 'adressen = ["https://a/", "https://a/"]', "noemt een dienst twee keer", ""),
    "another policy": (STAMP + 'beleid = "misschien"', "«vereist» of «registreer»", "later aangevuld"),
    "a file without a name": (STAMP + 'wachtwoord_bestand = "x"', "hoort tijdstempel.gebruiker", "naam"),
    "a name with a colon": (STAMP + f'gebruiker = "arbo:{SECRET}"', "geen dubbele punt", "alleen de naam"),
    "no patience": (NETWORK + "wachttijd = 0", "netwerk.wachttijd moet een getal van 1 tot en met 300", ""),
    "patience in words": (NETWORK + 'wachttijd = "lang"', "netwerk.wachttijd moet een getal", ""),
    "patience that is yes": (NETWORK + "wachttijd = true", "netwerk.wachttijd moet een getal", ""),
    "patience without end": (NETWORK + "wachttijd = inf", "netwerk.wachttijd moet een getal", ""),
    "half an attempt": (NETWORK + "pogingen = 1.5", "netwerk.pogingen moet een geheel getal zijn", ""),
    "many attempts": (NETWORK + "pogingen = 11", "van 1 tot en met 10", ""),
    "a proxy over https": (NETWORK + 'proxy = "https://p/"', "«netwerk.proxy» is geen webadres", "http://"),
    "roots that are no list": (NETWORK + 'wortels = "x.pem"', "«netwerk.wortels» moet een lijst zijn", ""),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_slip_is_named(case: str, tmp_path: Path) -> None:
    lines, says, hint = WRONG[case]
    with pytest.raises(InputRefused) as caught:
        read(tmp_path, lines)
    assert says in caught.value.message
    assert hint in caught.value.hint
    assert SECRET not in f"{caught.value.message} {caught.value.hint}"


SECRETS = {
    "in the address": STAMP + f'adressen = ["https://arbo:{SECRET}@tsa.example/"]',
    "in the proxy": NETWORK + f'proxy = "http://arbo:{SECRET}@proxy.example:3128"',
    "as a key": STAMP + f'gebruiker = "arbo"\nwachtwoord = "{SECRET}"',
}


@pytest.mark.parametrize("case", SECRETS)
def test_a_secret_does_not_belong_here_and_is_not_repeated(case: str, tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as caught:
        read(tmp_path, SECRETS[case])
    assert SECRET not in f"{caught.value.message} {caught.value.hint}"
    assert "wachtwoord_bestand" in caught.value.hint
