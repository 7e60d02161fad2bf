"""Who signed, by which certificate: strangers, certificates that give no such right, and weak algorithms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from signing.plan import CLOSING_FIELD
from tests.attacks.forge import DELEGATE, PHYSICIAN, archived, as_delegate, finished, signed_by, time_service
from tests.attacks.holders import Hand, hand, impostor, issuer, minted, rsa_key
from tests.attacks.model import Attack
from tests.attacks.said import CLEAN
from tests.attacks.scene import ATTACKER, Scene
from tests.foreign import program
from tests.signing.certificates import Made, make
from tests.workshop import ORGANISATION

NAME = "B. Jansen"
_DAY = timedelta(days=1)
Who = Callable[[Scene], Hand]


def certificate(**how: object) -> Who:
    """Give the delegate a certificate of the trusted issuer with one thing odd."""
    return lambda scene: minted(scene, NAME, **how)


def short_key(scene: Scene) -> Hand:
    return minted(scene, NAME, key=rsa_key(1024))


def by_oneself(_scene: Scene) -> Hand:
    """A certificate that nobody issued."""
    now = datetime.now(UTC)
    made = make(NAME, key=rsa_key(2048), start=now - _DAY, end=now + 300 * _DAY)
    return _held(made)


def by_a_person(scene: Scene) -> Hand:
    """A certificate that a person issued with a certificate for signing: no certification authority (RFC 5280, 4.2.1.9)."""
    person = minted(scene, ATTACKER)
    above = make(ATTACKER, key=person.key, issuer=issuer(scene), start=datetime.now(UTC) - 100 * _DAY)
    made = minted(scene, NAME, by=above)
    return Hand(
        certificate=made.certificate, key=made.key, chain=(above.certificate, issuer(scene).certificate)
    )


def by_an_impostor(scene: Scene) -> Hand:
    return minted(scene, NAME, by=impostor(scene))


def _held(made: Made) -> Hand:
    return Hand(certificate=made.certificate, key=made.key)  # type: ignore[arg-type]


def in_order(*fields: str) -> Callable[[Scene], bytes]:
    """Sign in another order, or leave somebody out."""

    def harm(scene: Scene) -> bytes:
        pdf = scene.issued
        for field in fields:
            pdf = signed_by(scene, pdf, field)
        return archived(scene, pdf)

    return harm


def both(scene: Scene) -> bytes:
    """Let the delegate sign for the bedrijfsarts as well."""
    return finished(scene, signed_by(scene, scene.half, PHYSICIAN, hand(scene, NAME)))


def unstamped(scene: Scene) -> bytes:
    """Sign and seal without any time-stamp: level B-B."""
    pdf = program(scene.issued, DELEGATE, hand(scene, NAME).opened, stamper=None, notes=False)
    return signed_by(scene, signed_by(scene, pdf, PHYSICIAN), CLOSING_FIELD)


_OPEN = "indeterminate"
ATTACKS = (
    Attack(
        name="signed by a stranger",
        harm=as_delegate(lambda scene: hand(scene, ATTACKER)),
        codes=frozenset({"verkeerde-persoon"}),
    ),
    Attack(
        name="signed with the seal",
        harm=as_delegate(lambda scene: hand(scene, ORGANISATION)),
        codes=frozenset({"verkeerde-persoon"}),
    ),
    Attack(
        name="signed with the key of the time-stamp service",
        harm=as_delegate(time_service),
        codes=frozenset({"verkeerde-persoon"}),
    ),
    *(
        Attack(
            name=f"certificate {name}", harm=as_delegate(who, CLEAN), codes=frozenset(codes), verdict=verdict
        )
        for name, who, codes, verdict in (
            ("of one's own making", by_oneself, {"niet-getoetst"}, _OPEN),
            ("of an issuer of the same name", by_an_impostor, {"niet-getoetst"}, _OPEN),
            ("issued by a person", by_a_person, {"niet-getoetst"}, _OPEN),
            ("for encryption", certificate(usage={"key_encipherment"}), {"niet-getoetst"}, _OPEN),
            ("without a purpose", certificate(usage=None), {"niet-getoetst"}, _OPEN),
            ("that had ended", certificate(end=datetime.now(UTC) - _DAY), {"verlopen"}, _OPEN),
            (
                "that had not begun",
                certificate(start=datetime.now(UTC) + _DAY),
                {"niet-getoetst"},
                _OPEN,
            ),
            ("with a key of 1024 bits", short_key, {"niet-getoetst"}, _OPEN),
        )
    ),
    *(
        Attack(
            name=f"signed over {name}",
            verdict=_OPEN,
            codes=frozenset({"niet-getoetst"}),
            harm=as_delegate(lambda scene: hand(scene, NAME), algorithm=algorithm),
        )
        for name, algorithm in (("SHA-1", "sha1"), ("MD5", "md5"))
    ),
    Attack(
        name="signed in the wrong order",
        harm=in_order(PHYSICIAN, DELEGATE, CLOSING_FIELD),
        codes=frozenset({"volgorde"}),
    ),
    Attack(
        name="sealed before the bedrijfsarts signed",
        harm=in_order(DELEGATE, CLOSING_FIELD),
        codes=frozenset({"onvolledig"}),
    ),
    Attack(
        name="sealed first, signed after that",
        harm=in_order(DELEGATE, CLOSING_FIELD, PHYSICIAN),
        codes=frozenset({"volgorde", "wijziging-na-ondertekening"}),
    ),
    Attack(name="one person signed for both", harm=both, codes=frozenset({"verkeerde-persoon"})),
    Attack(
        name="signed and sealed at a lower level",
        harm=unstamped,
        codes=frozenset({"zonder-tijdstempel", "onvolledig"}),
    ),
)
