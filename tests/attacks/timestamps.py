"""Time: tokens copied, taken away, made by oneself, and put beside the real one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from asn1crypto import cms

from tests.attacks.forge import (
    STAMP,
    as_delegate,
    signature,
    signed_data,
    stamps_of,
    time_service,
    token,
    with_cms,
    wrapped,
)
from tests.attacks.hands import Harm
from tests.attacks.holders import Hand, hand, impostor, minted
from tests.attacks.model import Attack
from tests.attacks.said import Listed
from tests.attacks.scene import ATTACKER, Scene

Stamps = Callable[[Scene, bytes], Sequence[cms.ContentInfo]]
_DAY = timedelta(days=1)
# Long before the certificate was revoked, when an old list of what is revoked was new.
_EARLIER = timedelta(days=60)


def genuine(scene: Scene, value: bytes) -> cms.ContentInfo:
    return token(value, time_service(scene), at=datetime.now(UTC))


def own(scene: Scene) -> Hand:
    return hand(scene, ATTACKER)


def with_stamps(stamps: Stamps) -> Harm:
    """Sign as the delegate, and say with other time-stamps when."""
    return as_delegate(lambda scene: hand(scene, "B. Jansen"), stamps=stamps)


def of_the_seal(scene: Scene, _: bytes) -> list[cms.ContentInfo]:
    (told,) = stamps_of(scene.half, "zegel_uitgifte")
    return [told["values"][0].copy()]


def by_a_person(scene: Scene, value: bytes) -> list[cms.ContentInfo]:
    return [token(value, own(scene), at=datetime.now(UTC))]


def backdated(scene: Scene, value: bytes) -> list[cms.ContentInfo]:
    return [token(value, own(scene), at=datetime.now(UTC) - _EARLIER)]


def by_an_impostor(scene: Scene, value: bytes) -> list[cms.ContentInfo]:
    service = minted(scene, "Proeftijdstempeldienst", by=impostor(scene), purposes=("1.3.6.1.5.5.7.3.8",))
    return [token(value, service, at=datetime.now(UTC))]


def over_other_bytes(scene: Scene, _: bytes) -> list[cms.ContentInfo]:
    return [genuine(scene, b"iets anders")]


def of_tomorrow(scene: Scene, value: bytes) -> list[cms.ContentInfo]:
    return [token(value, time_service(scene), at=datetime.now(UTC) + _DAY)]


def weak_imprint(scene: Scene, value: bytes) -> list[cms.ContentInfo]:
    return [token(value, time_service(scene), at=datetime.now(UTC), algorithm="sha1")]


def own_before_the_real_one(scene: Scene, value: bytes) -> list[cms.ContentInfo]:
    return [*backdated(scene, value), genuine(scene, value)]


def own_after_the_real_one(scene: Scene, value: bytes) -> list[cms.ContentInfo]:
    return [genuine(scene, value), *backdated(scene, value)]


def not_a_token(scene: Scene, value: bytes) -> list[cms.ContentInfo]:
    by = own(scene)
    return [wrapped(signed_data(value[:32], by, carried=[by.certificate]))]


# A list that had ended long before the key was used.
OLD = Listed(since=_EARLIER + _DAY, lasts=timedelta(days=30))


def ended_list(stamps: Stamps) -> Harm:
    """Sign with a revoked key, with a list that was made before: it had ended when the key was used."""
    return as_delegate(lambda scene: minted(scene, "B. Jansen"), OLD, stamps=stamps)


def archive_backdated(scene: Scene) -> bytes:
    """Have the time-stamp service say that the archive is older than what it holds."""
    _, length, start, rest = signature(scene.sealed, STAMP).byte_range
    over = scene.sealed[:length] + scene.sealed[start : start + rest]
    return with_cms(
        scene.sealed, STAMP, token(over, time_service(scene), at=datetime.now(UTC) - _DAY / 4).dump()
    )


def archive_of_next_year(scene: Scene) -> bytes:
    _, length, start, rest = signature(scene.sealed, STAMP).byte_range
    over = scene.sealed[:length] + scene.sealed[start : start + rest]
    return with_cms(
        scene.sealed, STAMP, token(over, time_service(scene), at=datetime.now(UTC) + 365 * _DAY).dump()
    )


def archive_over_a_weak_digest(scene: Scene) -> bytes:
    _, length, start, rest = signature(scene.sealed, STAMP).byte_range
    over = scene.sealed[:length] + scene.sealed[start : start + rest]
    made = token(over, time_service(scene), at=datetime.now(UTC), algorithm="sha1")
    return with_cms(scene.sealed, STAMP, made.dump())


_OPEN = "indeterminate"
ATTACKS = (
    *(
        Attack(
            name=f"time-stamp of a signature: {name}",
            harm=with_stamps(stamps),
            codes=frozenset(codes),
            verdict=verdict,
        )
        for name, stamps, codes, verdict in (
            ("copied from the seal", of_the_seal, {"gewijzigd"}, "invalid"),
            ("made by a person", by_a_person, {"niet-getoetst"}, _OPEN),
            ("made by a person, for an earlier day", backdated, {"niet-getoetst"}, _OPEN),
            ("of a service of the same name", by_an_impostor, {"niet-getoetst"}, _OPEN),
            ("over other bytes", over_other_bytes, {"gewijzigd"}, "invalid"),
            ("of tomorrow", of_tomorrow, {"nog-niet-gezet"}, _OPEN),
            ("over a weak digest", weak_imprint, {"verouderd"}, _OPEN),
            ("one of one's own before the real one", own_before_the_real_one, {"tijd-volgorde"}, _OPEN),
            ("one of one's own after the real one", own_after_the_real_one, {"tijd-volgorde"}, _OPEN),
            ("no time-stamp at all", not_a_token, {"onleesbaar"}, "invalid"),
        )
    ),
    Attack(
        name="an ended list, and a time-stamp of one's own from when it was new",
        verdict=_OPEN,
        harm=ended_list(own_before_the_real_one),
        codes=frozenset({"status-onbekend", "tijd-volgorde"}),
    ),
    Attack(
        name="archive time-stamp older than what it holds",
        harm=archive_backdated,
        verdict=_OPEN,
        codes=frozenset({"tijd-volgorde"}),
    ),
    Attack(
        name="archive time-stamp of next year",
        harm=archive_of_next_year,
        codes=frozenset({"nog-niet-gezet", "niveau"}),
    ),
    Attack(
        name="archive time-stamp over a weak digest",
        harm=archive_over_a_weak_digest,
        verdict=_OPEN,
        codes=frozenset({"verouderd"}),
    ),
)
