"""Keys on a card: which card, which certificate, which PIN; and that a PIN shows itself nowhere."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from pkcs11 import Mechanism, TokenFlag

from signing import card, sign
from signing.errors import KeyFailed
from signing.identity import holder
from signing.increment import Outcome
from signing.keys import Key, OpenedOnce
from signing.testpki import TrialPki
from signing.token import TokenSigner, TokenSource
from tests.signing.conftest import ORGANISATION, Desk, Stages, make_plan
from tests.softhsm import MODULE, PIN, Cards

ARTS, DELEGATE = "A.M. de Vries", "B. Jansen"
P256, P384 = "Els Elliptisch", "Ed Elliptisch"
WRONG = "0000-é-0000"


class Reader:
    """Makes sources of a key, and keeps what the user was asked and told; `answers` come before the PIN."""

    def __init__(self) -> None:
        self.answers: list[str] = []
        self.asked: list[str] = []
        self.told: list[str] = []
        self.made: list[TokenSource] = []

    def __call__(self, token: str = "", **how: Any) -> TokenSource:
        given = {"module": MODULE, "ask": self._ask, "tell": self.told.append, "token": token, **how}
        self.made.append(TokenSource(**given))
        return self.made[-1]

    def _ask(self, question: str) -> str:
        self.asked.append(question)
        return self.answers.pop(0) if self.answers else PIN


@pytest.fixture
def reader(cards: Cards) -> Iterator[Reader]:
    """A reader for the cards; what is opened with it is closed when the test ends."""
    assert cards.folder.is_dir()
    made = Reader()
    yield made
    for source in made.made:
        source.close()
    cards.restart()


@pytest.fixture(scope="session")
def arts(cards: Cards) -> str:
    return cards.card("Arts", ARTS)


@pytest.fixture(scope="session")
def zegel(cards: Cards) -> str:
    return cards.card("Zegel", ORGANISATION)


@pytest.fixture(scope="session")
def two(cards: Cards) -> str:
    return cards.card("Twee", ARTS, DELEGATE)


def refused(act: Callable[[], object]) -> str:
    """The refusal in full, in which there is no PIN."""
    with pytest.raises(KeyFailed) as caught:
        act()
    chain: list[BaseException] = [caught.value]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None:
        chain.append(cause)
    for err in chain:
        said = f"{err} {err!r} {vars(err)}"
        assert PIN not in said
        assert WRONG not in said
    return f"{caught.value.message} {caught.value.hint}"


class Waiting(Desk):
    """A desk with a document that waits for the bedrijfsarts."""

    half: bytes

    def sign(self, key: Key, papers: int) -> list[Outcome]:
        """Sign so many copies of it, at the same time."""
        batch = [self.paper(self.half)] * papers
        return sign.approve(batch, "bedrijfsarts", key, self.services, clock=sign.now)

    def good(self, outcome: Outcome) -> bool:
        return isinstance(outcome, bytes) and self.verify(outcome, sealed=False).verdict == "valid"


@pytest.fixture
def waiting(pki: TrialPki, stages: Stages) -> Waiting:
    made = Waiting(pki=pki, plan=make_plan(), pdf=stages["gereed"])
    made.half = stages["half"]
    return made


def test_the_certificate_is_known_before_any_pin(reader: Reader, arts: str) -> None:
    made = reader(arts)
    certificate = made.certificate()
    assert certificate is not None
    assert holder(certificate) == ARTS
    assert reader.asked == []


def test_what_is_signed_on_a_card_verifies(reader: Reader, arts: str, waiting: Waiting) -> None:
    made = reader(arts)
    outcomes = waiting.sign(made.unlock(), 4)
    assert all(map(waiting.good, outcomes)), outcomes
    assert reader.asked == ["PIN van kaart «Arts»"]


@pytest.mark.parametrize(
    ("person", "algorithm"),
    [
        pytest.param(ARTS, "rsassa_pss", id="RSASSA-PSS"),
        pytest.param(P256, "sha256_ecdsa", id="P-256"),
        pytest.param(P384, "sha256_ecdsa", id="P-384"),
    ],
)
def test_other_algorithms(
    reader: Reader, cards: Cards, waiting: Waiting, person: str, algorithm: str
) -> None:
    made = reader(cards.card(cards.unique("Soort"), person), pss=person == ARTS)
    key = made.unlock()
    assert holder(key.certificate) == person
    assert key.signer.get_signature_mechanism_for_digest("sha256")["algorithm"].native == algorithm
    if person == ARTS:
        assert all(map(waiting.good, waiting.sign(key, 1)))


@pytest.mark.parametrize(
    ("person", "pss", "knows"),
    [
        pytest.param(ARTS, False, Mechanism.RSA_PKCS, id="RSA"),
        pytest.param(ARTS, True, Mechanism.RSA_PKCS_PSS, id="RSASSA-PSS"),
        pytest.param(P256, False, Mechanism.ECDSA, id="ECDSA"),
    ],
)
def test_a_card_that_signs_digests_only(
    reader: Reader, person: str, knows: Mechanism, cards: Cards, monkeypatch: pytest.MonkeyPatch, *, pss: bool
) -> None:  # fmt: skip
    signer = reader(cards.card(cards.unique("Kaal"), person), pss=pss).unlock().signer
    assert isinstance(signer, TokenSigner)
    monkeypatch.setattr(card.Card, "_knows", lambda _self, mechanism: mechanism is knows)
    assert signer.prove()


def test_a_card_that_knows_no_pss(reader: Reader, arts: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Handle:
        def sign(self, *_: object, **__: object) -> bytes:
            raise pkcs11.MechanismInvalid

    really = card.Card.keys
    monkeypatch.setattr(
        card.Card, "keys", lambda self: [replace(key, handle=Handle()) for key in really(self)]
    )
    assert "Laat --pss weg" in refused(reader(arts, pss=True).unlock)


def test_the_salt_of_pss_is_as_long_as_the_digest(reader: Reader, arts: str) -> None:
    how = reader(arts, pss=True).unlock().signer.get_signature_mechanism_for_digest("sha256")
    assert how["parameters"]["salt_length"].native == 32


def test_the_issuers_come_from_the_card_and_from_a_file(reader: Reader, cards: Cards, arts: str) -> None:
    bare = cards.card(cards.unique("Kaal"), ARTS, issuers=False)

    def issuers(source: TokenSource) -> set[bytes]:
        return {one.dump() for one in source.unlock().signer.cert_registry}

    on_card = issuers(reader(arts))
    assert on_card
    assert issuers(reader(bare)) == set()
    assert issuers(reader(bare, chain=cards.pki.keys[ARTS][0])) >= on_card


@pytest.mark.parametrize(
    ("how", "says"),
    [
        pytest.param({"token": "Onbekend"}, "kaart «Onbekend» is er niet. Wel:", id="no such label"),
        pytest.param({"token": "Arts", "slot": 77}, "kaart «Arts» in sleuf 77 is er niet", id="no such slot"),
        pytest.param({}, "er is meer dan één kaart", id="several cards"),
        pytest.param({"module": "/bestaat/niet.so"}, "dit bestand is er niet", id="no such module"),
        pytest.param({"module": __file__}, "dit is geen PKCS#11-module", id="a text for a module"),
        pytest.param({"module": "libc.so.6"}, "dit is geen PKCS#11-module", id="another library"),
        pytest.param({"module": "\0"}, "dit is geen PKCS#11-module", id="a name with a NUL"),
        pytest.param({"module": "/"}, "dit bestand is er niet", id="a folder for a module"),
    ],
)
def test_a_card_that_is_not_there(
    reader: Reader, arts: str, zegel: str, how: dict[str, Any], says: str
) -> None:
    said = refused(reader(**how).certificate)
    assert says in said
    assert reader.asked == []
    if "Wel:" in said or "meer dan" in said:
        assert f"«{arts}»" in said
        assert f"«{zegel}»" in said


def test_a_module_that_does_not_start(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(_: str) -> None:
        raise pkcs11.GeneralError

    monkeypatch.setattr(card.pkcs11, "lib", start)
    assert "start niet (GeneralError)" in refused(reader("Arts").certificate)


def test_no_card_in_the_reader(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card, "present", lambda _: [])
    assert "er zit geen kaart in de lezer" in refused(reader("Arts").certificate)


@pytest.mark.parametrize(
    ("how", "person"),
    [
        pytest.param({"certificate_label": "sleutel 2"}, DELEGATE, id="by label"),
        pytest.param({"certificate_id": b"\1"}, ARTS, id="by id"),
        pytest.param({"certificate_label": "sleutel 1", "certificate_id": b"\1"}, ARTS, id="by both"),
    ],
)
def test_one_of_two_certificates(reader: Reader, two: str, how: dict[str, Any], person: str) -> None:
    made = reader(two, **how)
    assert holder(made.certificate()) == person
    assert holder(made.unlock().certificate) == person


@pytest.mark.parametrize(
    ("how", "says"),
    [
        pytest.param({}, "er is meer dan één certificaat om mee te ondertekenen", id="not named"),
        pytest.param({"certificate_label": "sleutel 3"}, "«sleutel 3» is er niet", id="no such label"),
        pytest.param({"certificate_id": b"\x7f"}, "«7f» is er niet", id="no such id"),
    ],
)
def test_which_certificate_must_be_clear(reader: Reader, two: str, how: dict[str, Any], says: str) -> None:
    said = refused(reader(two, **how).unlock)
    assert says in said
    assert f"«sleutel 1», id 01: {ARTS}" in said
    assert f"«sleutel 2», id 02: {DELEGATE}" in said


def test_of_two_certificates_the_one_with_a_key(reader: Reader, cards: Cards) -> None:
    """A card that shows nothing of its keys before the PIN, and bears a certificate of another."""
    label = cards.card(cards.unique("Oud"), ARTS, DELEGATE, public=False)
    with pkcs11.lib(MODULE).get_token(token_label=label).open(rw=True, user_pin=PIN) as session:
        wanted = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY, pkcs11.Attribute.ID: b"\2"}
        for key in list(session.get_objects(wanted)):
            key.destroy()
    made = reader(label)
    assert made.certificate() is None
    assert holder(made.unlock().certificate) == ARTS


def test_a_card_that_hides_its_certificate(reader: Reader, cards: Cards) -> None:
    made = reader(cards.card(cards.unique("Dicht"), ARTS, hidden=True))
    assert made.certificate() is None
    assert reader.asked == []
    assert holder(made.unlock().certificate) == ARTS


def test_an_empty_card(reader: Reader, cards: Cards) -> None:
    made = reader(cards.card(cards.unique("Leeg")))
    assert made.certificate() is None
    assert "geen certificaat op waarmee kan worden ondertekend" in refused(made.unlock)


def test_a_certificate_without_its_key(reader: Reader, cards: Cards) -> None:
    said = refused(reader(cards.card(cards.unique("Vreemd"), ARTS, key_of=DELEGATE)).unlock)
    assert "de sleutel en het certificaat van A.M. de Vries horen niet bij elkaar" in said


def test_a_certificate_without_its_key_where_each_signature_takes_a_pin(reader: Reader, cards: Cards) -> None:
    for person, other in ((ARTS, DELEGATE), (P256, P384)):
        label = cards.card(cards.unique("Vreemd"), person, key_of=other, pin_each_time=True)
        assert "horen niet bij elkaar" in refused(reader(label).unlock)


def test_a_wrong_pin_says_that_the_card_counts(reader: Reader, cards: Cards) -> None:
    label = cards.card(cards.unique("Fout"), ARTS)
    reader.answers = [WRONG]
    said = refused(reader(label).unlock)
    assert "de PIN klopt niet. De kaart telt mee" in said
    assert reader.asked == [f"PIN van kaart «{label}»"]
    assert reader(label).unlock()  # the next time it is right


@pytest.mark.parametrize("pin", ["", "12\x0034", "12\udc8034"], ids=["empty", "a NUL", "no character"])
def test_what_is_no_pin_costs_no_try(reader: Reader, cards: Cards, pin: str) -> None:
    label = cards.card(cards.unique("Geen"), ARTS)
    reader.answers = [pin]
    assert "De kaart is niet benaderd" in refused(reader(label).unlock)
    flags = pkcs11.lib(MODULE).get_token(token_label=label).flags
    assert not flags & TokenFlag.USER_PIN_COUNT_LOW


class Other:
    """A card that says something else of itself than SoftHSM does, or refuses otherwise."""

    def __init__(self, token: Any, *, add: int = 0, drop: int = 0, refuse: Exception | None = None) -> None:
        self._token, self._refuse = token, refuse
        self.flags = TokenFlag((token.flags | add) & ~drop)
        self.label, self.slot = token.label, self

    def get_token(self) -> Other:
        return self

    def get_mechanisms(self) -> Any:
        return self._token.slot.get_mechanisms()

    def open(self, user_pin: Any = None) -> Any:
        if user_pin is None:
            return self._token.open()
        if self._refuse:
            raise self._refuse
        return self._token.open(user_pin=PIN if user_pin is pkcs11.PROTECTED_AUTH else user_pin)


@pytest.fixture
def other(cards: Cards, arts: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put another card in the place of «Arts»."""
    assert cards

    def put(**how: Any) -> None:
        there = Other(pkcs11.lib(MODULE).get_token(token_label=arts), **how)
        monkeypatch.setattr(card, "present", lambda _: [(0, there)])

    return put


@pytest.mark.parametrize(
    ("how", "says"),
    [
        pytest.param({"add": TokenFlag.USER_PIN_LOCKED}, "de PIN is geblokkeerd", id="locked"),
        pytest.param(
            {"drop": TokenFlag.USER_PIN_INITIALIZED}, "er is nog geen PIN ingesteld", id="no PIN yet"
        ),
        pytest.param({"add": TokenFlag.USER_PIN_TO_BE_CHANGED}, "de PIN is verlopen", id="expired"),
    ],
)
def test_a_card_that_takes_no_pin_is_asked_none(
    reader: Reader, other: Callable[..., None], how: dict[str, Any], says: str
) -> None:
    other(**how)
    assert says in refused(reader().unlock)
    assert reader.asked == []


@pytest.mark.parametrize(
    ("refusal", "add", "says"),
    [
        pytest.param(pkcs11.PinIncorrect(), 0, "Hoeveel pogingen er nog zijn", id="wrong, card is silent"),
        pytest.param(pkcs11.PinIncorrect(), TokenFlag.USER_PIN_FINAL_TRY, "nog één poging", id="final try"),
        pytest.param(pkcs11.PinLocked(), 0, "geblokkeerd na te veel", id="locked now"),
        pytest.param(pkcs11.PinExpired(), 0, "de PIN is verlopen", id="expired"),
        pytest.param(pkcs11.PinLenRange(), 0, "te kort of te lang", id="length"),
        pytest.param(pkcs11.FunctionCancelled(), 0, "is afgebroken", id="cancelled on the reader"),
        pytest.param(pkcs11.TokenNotPresent(), 0, "uit de lezer gehaald", id="pulled out while typing"),
        pytest.param(pkcs11.SessionCount(), 0, "geen plaats voor nog een verbinding", id="too many sessions"),
        pytest.param(pkcs11.GeneralError(), 0, "een storing (GeneralError)", id="anything else"),
    ],
)
def test_each_refusal_of_a_pin_in_words(
    reader: Reader, other: Callable[..., None], refusal: Exception, add: int, says: str
) -> None:
    other(add=add, refuse=refusal)
    said = refused(reader().unlock)
    assert "«Arts»" in said
    assert says in said


def test_the_last_try_is_announced(reader: Reader, other: Callable[..., None]) -> None:
    other(add=TokenFlag.USER_PIN_FINAL_TRY)
    reader().unlock()
    assert reader.told == ["Let op: kaart «Arts» blokkeert na nog één verkeerde PIN."]


@pytest.mark.parametrize("pin", ["", "pinpad"])
def test_the_pin_is_typed_on_the_reader(reader: Reader, other: Callable[..., None], pin: str) -> None:
    other(add=TokenFlag.PROTECTED_AUTHENTICATION_PATH)
    assert reader(pin=pin).unlock()
    assert reader.asked == []
    assert reader.told == ["Typ uw PIN op de kaartlezer (kaart «Arts»)."]


def test_a_reader_without_keys(reader: Reader, arts: str) -> None:
    assert "heeft geen toetsen voor een PIN" in refused(reader(arts, pin="pinpad").unlock)
    assert reader.asked == []


def test_without_pin_there_is_no_key(reader: Reader, arts: str) -> None:
    assert "staat geen sleutel op de kaart" in refused(reader(arts, pin="geen").unlock)
    assert reader.asked == []


@pytest.mark.parametrize(
    "own",
    [
        pytest.param(False, id="the same PIN"),
        pytest.param(True, id="a PIN of its own"),
    ],
)
def test_a_pin_for_each_signature_is_asked_once(
    reader: Reader, cards: Cards, waiting: Waiting, *, own: bool
) -> None:
    made = reader(cards.card(cards.unique("Telkens"), ARTS, pin_each_time=True), signing_pin=own)
    outcomes = waiting.sign(made.unlock(), 3)
    assert all(isinstance(outcome, bytes) for outcome in outcomes), outcomes
    assert len(reader.asked) == (2 if own else 1)


def test_a_wrong_pin_for_signatures_is_tried_once(
    reader: Reader, cards: Cards, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []
    made = reader(cards.card(cards.unique("Telkens"), ARTS, pin_each_time=True), signing_pin=True)
    reader.answers = [PIN, WRONG]
    explain = card.card_problems.wrong_pin
    monkeypatch.setattr(card.card_problems, "wrong_pin", lambda *a: tries.append("x") or explain(*a))
    outcomes = waiting.sign(made.unlock(), 5)
    assert all(
        isinstance(outcome, KeyFailed) and "de PIN klopt niet" in outcome.message for outcome in outcomes
    )
    assert tries == ["x"]


def test_a_key_that_wants_no_pin_of_its_own(reader: Reader, arts: str) -> None:
    said = refused(reader(arts, signing_pin=True).unlock)
    assert "vraagt geen aparte PIN" in said


def test_pulled_out_between_two_signatures(reader: Reader, cards: Cards, waiting: Waiting) -> None:
    label = cards.card(cards.unique("Weg"), ARTS)
    made = OpenedOnce(reader(label))
    made.unlock()
    cards.pull_out(label)
    for outcome in waiting.sign(made.unlock(), 3):
        assert isinstance(outcome, KeyFailed)
        assert "is zij uit de lezer gehaald" in outcome.message
        assert "wat al ondertekend is, blijft staan" in outcome.hint


def test_pulled_out_in_mid_batch_loses_what_is_signed_no_more(
    reader: Reader, cards: Cards, waiting: Waiting
) -> None:
    label = cards.card(cards.unique("Weg"), ARTS)
    made = reader(label)
    key = made.unlock()
    really, done = key.signer._card.sign, []

    def sign_two(*given: Any) -> bytes:
        if len(done) == 2 and label:
            done.append("gone")
            cards.pull_out(label)
        made_signature: bytes = really(*given)
        done.append("signed")
        return made_signature

    key.signer._card.sign = sign_two
    outcomes = waiting.sign(key, 4)
    good = [outcome for outcome in outcomes if isinstance(outcome, bytes)]
    assert len(good) == 2
    assert all(map(waiting.good, good))
    assert {type(outcome) for outcome in outcomes} == {bytes, KeyFailed}


def test_two_batches_on_one_unlocked_card(reader: Reader, arts: str, waiting: Waiting) -> None:
    """Each batch has an event loop of its own."""
    made = OpenedOnce(reader(arts))
    for _ in range(2):
        assert all(isinstance(outcome, bytes) for outcome in waiting.sign(made.unlock(), 3))
    assert len(reader.asked) == 1


def test_a_card_does_one_thing_at_a_time(reader: Reader, arts: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The module was started as one that is used from one thread at a time."""
    signer = reader(arts).unlock().signer
    really, busy, most = card.Card.sign, [0], [0]

    def slow(*given: Any) -> bytes:
        busy[0] += 1
        most[0] = max(most[0], busy[0])
        time.sleep(0.02)
        made = really(*given)
        busy[0] -= 1
        return made

    monkeypatch.setattr(card.Card, "sign", slow)

    async def many() -> None:
        await asyncio.gather(*(signer.async_sign_raw(bytes([n]), "sha256") for n in range(8)))

    asyncio.run(many())
    asyncio.run(many())  # in another loop
    assert most == [1]


def test_closed_is_closed(reader: Reader, arts: str) -> None:
    made = reader(arts)
    key = made.unlock()
    made.close()
    made.close()
    token = pkcs11.lib(MODULE).get_token(token_label=arts)
    with token.open() as session:  # nobody is logged in any more: no private key shows
        wanted = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY}
        assert list(session.get_objects(wanted)) == []
    assert "opnieuw" in refused(key.signer.prove)


def test_the_pin_shows_itself_nowhere(reader: Reader, cards: Cards, caplog: pytest.LogCaptureFixture) -> None:
    made = reader(cards.card(cards.unique("Stil"), ARTS, pin_each_time=True), signing_pin=True)
    with caplog.at_level(logging.DEBUG):
        key = made.unlock()
    shown = [made, key, key.signer, key.signer._card, key.signer._key, OpenedOnce(made)]
    assert PIN not in " ".join(f"{thing!r} {thing}" for thing in shown) + caplog.text
    assert len(reader.asked) == 2
    made.close()
    assert PIN not in str(vars(key.signer._card))


def test_the_folder_of_the_module_may_be_left_out(
    reader: Reader, arts: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bare name is for the system's loader, as with other programs."""
    asked: list[str] = []
    start = pkcs11.lib
    monkeypatch.setattr(card.pkcs11, "lib", lambda name: asked.append(name) or start(MODULE))
    assert reader(arts, module=Path(MODULE).name).certificate()
    assert asked == [Path(MODULE).name]
