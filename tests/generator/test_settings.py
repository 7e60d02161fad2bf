"""`delegatie.toml`: what may be in it, and what a slip is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import settings
from generator.errors import InputRefused
from generator.limits import Limits
from generator.settings import LetterheadEntry, Settings, load
from generator.settings_keys import PemEntry, Pkcs12Entry, RemoteEntry, TokenEntry
from generator.settings_services import ServicesEntry

WHOLE = """
[tijdstempel]
url = "https://tsa.example/"

[vertrouwen]
wortels = ["wortels/root.pem", "/etc/wortel.pem"]
lijsten = ["lijsten/lotl.xml"]

[sleutels.zegel]
soort = "pkcs12"
bestand = "zegel.p12"

[sleutels.arts]
soort = "pem"
certificaat = "arts.pem"
sleutel = "arts.key"
wachtwoord_bestand = "geheim/arts.txt"

[sleutels.pas]
soort = "pkcs11"
module = "modules/kaart.so"
token = "Zegel"
sleuf = 2
certificaat = "handtekening"
certificaat_id = "01:AB"
pin = "vraag"
pin_bestand = "geheim/pin.txt"
handtekening_pin = true
keten = "keten.pem"

[sleutels.pas-kort]
soort = "pkcs11"
module = "opensc-pkcs11.so"

[sleutels.ver]
soort = "csc"
adres = "https://dienst.example/csc/v1"
sleutel_id = "k1"
toestemming = "pin+otp"
toegang_bestand = "geheim/token.txt"
pin_bestand = "geheim/pin.txt"
keten = "keten.pem"

[sleutels.ver-kort]
soort = "csc"
adres = "http://127.0.0.1:8080/csc/v1"

[sjablonen]
map = "eigen"

[huisstijl]
naam = "Arbodienst De Dieze"
adres = ["Waterkade 12", "5211 AB 's-Hertogenbosch"]
logo = "beeld/logo.png"
logo_beschrijving = "Logo"
kleur = "1F3864"

[grenzen]
looptijd_maanden = 18
taakgedelegeerden = 5
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "delegatie.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_everything_that_may_be_said(tmp_path: Path) -> None:
    here = tmp_path.resolve()
    assert load(written(tmp_path, WHOLE)) == Settings(
        services=ServicesEntry(addresses=("https://tsa.example/",)),
        roots=(here / "wortels/root.pem", Path("/etc/wortel.pem")),
        lists=(here / "lijsten/lotl.xml",),
        keys={
            "zegel": Pkcs12Entry(path=here / "zegel.p12"),
            "arts": PemEntry(
                certificate=here / "arts.pem", key=here / "arts.key", password_file=here / "geheim/arts.txt"
            ),
            "pas": TokenEntry(
                module=str(here / "modules/kaart.so"),
                token="Zegel",
                slot=2,
                certificate="handtekening",
                certificate_id=b"\x01\xab",
                pin="vraag",
                pin_file=here / "geheim/pin.txt",
                signing_pin=True,
                chain=here / "keten.pem",
            ),
            "pas-kort": TokenEntry(module="opensc-pkcs11.so"),
            "ver": RemoteEntry(
                address="https://dienst.example/csc/v1",
                credential="k1",
                authorisation="pin+otp",
                access_file=here / "geheim/token.txt",
                pin_file=here / "geheim/pin.txt",
                chain=(here / "keten.pem",),
            ),
            "ver-kort": RemoteEntry(address="http://127.0.0.1:8080/csc/v1"),
        },
        templates=here / "eigen",
        letterhead=LetterheadEntry(
            name="Arbodienst De Dieze",
            address=("Waterkade 12", "5211 AB 's-Hertogenbosch"),
            logo=here / "beeld/logo.png",
            logo_text="Logo",
            colour="1F3864",
        ),
        limits=Limits(months=18, delegates=5),
    )


def test_each_part_of_the_house_style_may_be_left_out(tmp_path: Path) -> None:
    assert load(written(tmp_path, "[huisstijl]\nnaam = ' Huis '")).letterhead == LetterheadEntry(name="Huis")
    assert load(written(tmp_path, "[huisstijl]\n[sjablonen]")) == Settings()


def test_paths_are_relative_to_the_file_not_to_the_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, WHOLE)
    (tmp_path / "elders").mkdir()
    monkeypatch.chdir(tmp_path / "elders")
    assert load(Path("../delegatie.toml")).keys["zegel"] == Pkcs12Entry(path=tmp_path.resolve() / "zegel.p12")


def test_the_file_here_is_read_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(None) == Settings()
    written(tmp_path, WHOLE)
    assert load(None).services.addresses == ("https://tsa.example/",)


WRONG = {
    "not TOML": ("[tijdstempel", "geen geldige configuratie", ""),
    "an unknown table": ("[tijdstempels]\nurl = ''", "«tijdstempels» is hier onbekend", "Bedoelde u «tijdstempel»?"),
    "a table of another kind": ("kleur = 1", "«kleur» is hier onbekend", "Hier kan staan: "),
    "an unknown key": ("[tijdstempel]\nadres = ''", "«tijdstempel.adres» is hier onbekend", "Bedoelde u «adressen»?"),
    "a secret": (
        "[sleutels.zegel]\nsoort = 'pkcs12'\nbestand = 'z.p12'\nwachtwoord = 'geheim123'",
        "een geheim hoort niet in dit bestand",
        "wachtwoord_bestand",
    ),
    "no table": ("tijdstempel = 'https://tsa.example/'", "moet een tabel [tijdstempel] zijn", ""),
    "the address is a number": ("[tijdstempel]\nurl = 1", "«tijdstempel.url» ontbreekt of is geen tekst", ""),
    "one root as a text": ("[vertrouwen]\nwortels = 'root.pem'", "moet een lijst van bestanden zijn", ""),
    "a root that is a number": ("[vertrouwen]\nwortels = [1]", "«vertrouwen.wortels» ontbreekt", ""),
    "a kind of key unknown": ("[sleutels.zegel]\nsoort = 'usb'", "soort moet «pkcs12», «pem», «pkcs11» of «csc» zijn", ""),
    "a key without kind": ("[sleutels.zegel]\nbestand = 'z.p12'", "sleutels.zegel.soort moet", ""),
    "a key without file": ("[sleutels.zegel]\nsoort = 'pkcs12'", "«sleutels.zegel.bestand» ontbreekt", ""),
    "half a PEM key": ("[sleutels.a]\nsoort = 'pem'\ncertificaat = 'a.pem'", "«sleutels.a.sleutel» ontbreekt", ""),
    "templates without a folder": ("[sjablonen]\nmap = ''", "«sjablonen.map» is leeg", "Vul het in"),
    "templates misspelt": ("[sjablonen]\nmapp = 'x'", "«sjablonen.mapp» is hier onbekend", "Bedoelde u «map»?"),
    "templates as a list": ("[sjablonen]\nmap = ['x']", "«sjablonen.map» ontbreekt of is geen tekst", ""),
    "a house style misspelt": ("[huistijl]\nnaam = 'x'", "«huistijl» is hier onbekend", "Bedoelde u «huisstijl»?"),
    "a key of it misspelt": ("[huisstijl]\nkleuren = 'x'", "«huisstijl.kleuren» is hier onbekend", "Bedoelde u «kleur»?"),
    "an empty name": ("[huisstijl]\nnaam = '  '", "«huisstijl.naam» is leeg", "laat het weg"),
    "a long name": (f"[huisstijl]\nnaam = '{'x' * 101}'", "is met 101 tekens te lang", ""),
    "a name of two lines": ('[huisstijl]\nnaam = "a\\nb"', "«huisstijl.naam» bevat een onzichtbaar teken", ""),
    "an address of one text": ("[huisstijl]\nadres = 'Waterkade 12'", "moet een lijst van een tot 6 regels zijn", "adres = ["),
    "an address without lines": ("[huisstijl]\nadres = []", "moet een lijst van een tot 6 regels zijn", ""),
    "an address of seven lines": (f"[huisstijl]\nadres = {['x'] * 7}", "moet een lijst van een tot 6 regels zijn", ""),
    "a line that is a number": ("[huisstijl]\nadres = [12]", "«huisstijl.adres» ontbreekt of is geen tekst", ""),
    "an empty line": ("[huisstijl]\nadres = ['x', '']", "«huisstijl.adres» is leeg", ""),
    "a line that turns around": ('[huisstijl]\nadres = ["a\\u202eb"]', "bevat een onzichtbaar teken", ""),
    "a logo that is a number": ("[huisstijl]\nlogo = 1", "«huisstijl.logo» ontbreekt of is geen tekst", ""),
    "words about no logo": ("[huisstijl]\nlogo_beschrijving = 'x'", "een logo dat er niet is", 'logo = "logo.png"'),
    "a limit of nothing": ("[grenzen]\ntaakgedelegeerden = 0", "grenzen.taakgedelegeerden moet een getal van 1", ""),
    "a limit in words": ("[grenzen]\nlooptijd_maanden = 'twaalf'", "grenzen.looptijd_maanden moet een getal van 1", ""),
    "a limit that is yes": ("[grenzen]\nlooptijd_maanden = true", "grenzen.looptijd_maanden moet een getal van 1", ""),
    "a limit misspelt": ("[grenzen]\nlooptijd = 12", "«grenzen.looptijd» is hier onbekend", "«looptijd_maanden»"),
    "a number of 6,000 digits": (f"[grenzen]\nlooptijd_maanden = {'9' * 6000}", "een getal is te lang", ""),
    "lists without end": (f"a = {'[' * 20_000}", "te veel lijsten in elkaar", ""),
    "tables without end": (f"a = {'{a=' * 10_000}", "geen geldige configuratie", ""),
    "a path with a NUL": ('[vertrouwen]\nwortels = ["a\\u0000.pem"]', "«vertrouwen.wortels» bevat een onzichtbaar", ""),
    "a folder with a NUL": ('[sjablonen]\nmap = "a\\u0000"', "«sjablonen.map» bevat een onzichtbaar teken", ""),
    "a key that is a text": ("[sleutels]\nzegel = 'z.p12'", "moet een tabel", ""),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_slip_is_named(case: str, tmp_path: Path) -> None:
    text, says, hint = WRONG[case]
    with pytest.raises(InputRefused) as caught:
        load(written(tmp_path, text))
    assert says in caught.value.message
    assert hint in caught.value.hint
    assert "geheim123" not in caught.value.message + caught.value.hint


def test_the_file_is_named_when_it_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="bestaat niet"):
        load(tmp_path / "weg.toml")
    (tmp_path / "latin.toml").write_bytes(b"a = '\xe9'")
    with pytest.raises(InputRefused, match="geen geldige configuratie"):
        load(tmp_path / "latin.toml")


@given(
    junk=st.text(st.sampled_from("[]={}\"'.\n ab1#"), max_size=60)
    | st.binary(max_size=60).map(lambda b: b.decode("latin-1"))
)
def test_junk_is_refused_or_read_never_worse(junk: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = written(tmp_path_factory.getbasetemp(), junk)
    try:
        assert isinstance(load(path), settings.Settings)
    except InputRefused as err:
        assert err.message  # noqa: PT017 - either outcome is right


def test_the_size_is_bounded(tmp_path: Path) -> None:
    assert load(written(tmp_path, "#" * 64_000)) == Settings()
    with pytest.raises(InputRefused, match=r"delegatie\.toml is te groot: .* 64 kB"):
        load(written(tmp_path, "#" * 64_001))


@pytest.mark.skipif(os.name != "posix", reason="pipes with a path are POSIX")
def test_a_pipe_in_its_place_is_named_and_never_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("delegatie.toml")
    with pytest.raises(InputRefused, match=r"^delegatie\.toml: Dit is geen gewoon bestand"):
        load(None)
