"""Forged signatures (CMS): signers added and left out, attributes taken away, digests and certificates swapped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from asn1crypto import cms, core

from tests.attacks.forge import (
    DELEGATE,
    STAMP,
    as_delegate,
    attribute,
    changed_cms,
    cms_of,
    digest_of,
    finished,
    identifier,
    names,
    resigned,
    signature,
    signed_data,
    stamps_of,
    token,
    with_cms,
    wrapped,
)
from tests.attacks.hands import Harm
from tests.attacks.holders import Hand, hand, minted
from tests.attacks.model import Attack
from tests.attacks.said import CLEAN, with_evidence
from tests.attacks.scene import ATTACKER, Scene
from tests.workshop import ORGANISATION

Change = Callable[[cms.SignedData], object]
Attributes = Callable[[list[cms.CMSAttribute]], list[cms.CMSAttribute]]


def at_the_end(change: Change) -> Harm:
    """Change the last signature, the archive time-stamp: nothing covers its own bytes."""
    return lambda scene: changed_cms(scene.sealed, STAMP, change)


def halfway(change: Change) -> Harm:
    """Change the delegate's signature before the others sign: then all of it is covered by theirs."""
    return lambda scene: finished(scene, changed_cms(scene.half, DELEGATE, change))


def by_the_delegate(attributes: Attributes) -> Harm:
    """Sign as the delegate, by hand, with other attributes, and let the others sign after that."""
    return as_delegate(lambda scene: hand(scene, "B. Jansen"), attributes=attributes)


def second_signer(signed: cms.SignedData) -> None:
    signed["signer_infos"] = [*signed["signer_infos"], signed["signer_infos"][0].copy()]


def no_signer(signed: cms.SignedData) -> None:
    signed["signer_infos"] = []


def no_attributes(signed: cms.SignedData) -> None:
    """What is signed directly and what is signed by way of attributes look alike (RFC 5652, 5.4)."""
    info = signed["signer_infos"][0]
    kept = ("version", "sid", "digest_algorithm", "signature_algorithm", "signature")
    signed["signer_infos"] = [cms.SignerInfo({name: info[name] for name in kept})]


def other_digest(signed: cms.SignedData) -> None:
    told = next(a for a in signed["signer_infos"][0]["signed_attrs"] if a["type"].native == "message_digest")
    told["values"] = [bytes(32)]


def other_value(signed: cms.SignedData) -> None:
    value = signed["signer_infos"][0]["signature"].native
    signed["signer_infos"][0]["signature"] = value[::-1]


def other_algorithm(signed: cms.SignedData) -> None:
    signed["signer_infos"][0]["digest_algorithm"] = {"algorithm": "sha512"}


def content_inside(signed: cms.SignedData) -> None:
    signed["encap_content_info"] = {"content_type": "data", "content": b"Ik heb niets getekend."}


def no_certificates(signed: cms.SignedData) -> None:
    signed["certificates"] = []


def without(name: str) -> Attributes:
    return lambda usual: [one for one in usual if one["type"].native != name]


def twice(name: str) -> Attributes:
    return lambda usual: [*usual, *(one.copy() for one in usual if one["type"].native == name)]


def naming(other: Callable[[Scene], Hand]) -> Harm:
    """Name the certificate of somebody else in the signature (ESS signing-certificate-v2)."""

    def harm(scene: Scene) -> bytes:
        told = attribute("signing_certificate_v2", names(other(scene).certificate))
        return by_the_delegate(lambda usual: [*without("signing_certificate_v2")(usual), told])(scene)

    return harm


def swapped_certificate(*, named: bool) -> Harm:
    """Sign with one's own key, and carry a certificate in the delegate's name for that key.

    The key of a certificate request is anybody's to send; `named`: the signature says with which it was set.
    """

    def harm(scene: Scene) -> bytes:
        mine = hand(scene, ATTACKER)
        other = minted(scene, "B. Jansen", key=mine.key)

        def swap(signed: cms.SignedData) -> None:
            signed["signer_infos"][0]["sid"] = identifier(other.certificate)
            signed["certificates"] = [other.certificate, *other.chain]

        attributes: Attributes = (lambda usual: usual) if named else without("signing_certificate_v2")
        return finished(
            scene, with_evidence(scene, resigned(scene, mine, attributes=attributes, change=swap), CLEAN)
        )

    return harm


def of_the_seal(scene: Scene) -> bytes:
    """Put the signature of the issue seal in the place of the delegate's."""
    return finished(scene, with_cms(scene.half, DELEGATE, cms_of(scene.half, "zegel_uitgifte").dump()))


def _archive(scene: Scene, der: bytes) -> bytes:
    return with_cms(scene.sealed, STAMP, der)


def stamp_of_another_paper(scene: Scene) -> bytes:
    return _archive(scene, cms_of(scene.statement.sealed, STAMP).dump())


def stamp_of_a_signature(scene: Scene) -> bytes:
    """Put the time-stamp of the closing seal in the place of the archive's: same service, same minute."""
    (told,) = stamps_of(scene.sealed, "zegel_sluiting")
    return _archive(scene, told["values"][0].dump())


def stamp_by(who: Callable[[Scene], Hand], *, ago: timedelta = timedelta()) -> Harm:
    """Make the archive time-stamp oneself, over the right bytes."""

    def harm(scene: Scene) -> bytes:
        _, length, start, rest = signature(scene.sealed, STAMP).byte_range
        over = scene.sealed[:length] + scene.sealed[start : start + rest]
        return _archive(scene, token(over, who(scene), at=datetime.now(UTC) - ago).dump())

    return harm


def redated(signed: cms.SignedData) -> None:
    told = signed["encap_content_info"]["content"].parsed.copy()
    told["gen_time"] = datetime(2026, 1, 1, tzinfo=UTC)
    signed["encap_content_info"] = {
        "content_type": "tst_info", "content": core.ParsableOctetString(told.dump()),
    }  # fmt: skip


def not_a_stamp(scene: Scene) -> bytes:
    """Let a person sign where the archive time-stamp belongs."""
    made = signed_data(digest_of(scene.sealed, STAMP), hand(scene, ORGANISATION))
    return _archive(scene, wrapped(made).dump())


_CHANGED = frozenset({"gewijzigd"})
# A broken archive time-stamp archives nothing.
_BROKEN = frozenset({"gewijzigd", "niveau"})
ATTACKS = (
    *(
        Attack(name=f"forged archive time-stamp: {name}", harm=at_the_end(change), codes=frozenset(codes))
        for name, change, codes in (
            ("two signers", second_signer, {"niet-gedekt"}),
            ("no signer", no_signer, {"niet-gedekt"}),
            ("no signed attributes", no_attributes, _BROKEN | {"vorm"}),
            ("another message digest", other_digest, _BROKEN),
            ("another signature value", other_value, _BROKEN),
            ("another hash function", other_algorithm, _BROKEN),
            ("another day", redated, _BROKEN),
            ("no certificates", no_certificates, {"onleesbaar", "niveau"}),
        )
    ),
    *(
        Attack(name=f"forged archive time-stamp: {name}", harm=harm, codes=frozenset(codes), verdict=verdict)
        for name, harm, codes, verdict in (
            ("copied from another paper", stamp_of_another_paper, _BROKEN, "invalid"),
            ("copied from a signature", stamp_of_a_signature, _BROKEN, "invalid"),
            (
                "made by a person",
                stamp_by(lambda scene: hand(scene, ATTACKER)),
                {"niet-getoetst"},
                "indeterminate",
            ),
            (
                "made by a person, years ago",
                stamp_by(lambda scene: hand(scene, ATTACKER), ago=timedelta(900)),
                {"niet-getoetst", "tijd-volgorde"},
                "indeterminate",
            ),
            ("a person's signature", not_a_stamp, _BROKEN, "invalid"),
        )
    ),
    *(
        Attack(name=f"forged signature: {name}", harm=halfway(change), codes=frozenset(codes))
        for name, change, codes in (
            ("no signed attributes", no_attributes, {"gewijzigd", "vorm"}),
            ("another message digest", other_digest, _CHANGED),
            ("a document of its own inside", content_inside, {"vorm"}),
            ("no certificates", no_certificates, {"onleesbaar"}),
        )
    ),
    *(
        Attack(name=f"made by hand: {name}", harm=by_the_delegate(change), codes=frozenset(codes))
        for name, change, codes in (
            ("no content type", without("content_type"), {"vorm"}),
            ("no message digest", without("message_digest"), {"vorm", "niet-getoetst"}),
            ("two message digests", twice("message_digest"), {"vorm", "niet-getoetst"}),
        )
    ),
    Attack(
        name="made by hand: does not say with which certificate",
        verdict="indeterminate",
        harm=by_the_delegate(without("signing_certificate_v2")),
        codes=frozenset({"niet-getoetst"}),
    ),
    Attack(
        name="made by hand: names the certificate of somebody else",
        verdict="indeterminate",
        harm=naming(lambda scene: hand(scene, ATTACKER)),
        codes=frozenset({"niet-getoetst"}),
    ),
    Attack(
        name="certificate swapped, and the signature does not say which",
        verdict="indeterminate",
        harm=swapped_certificate(named=False),
        codes=frozenset({"niet-getoetst"}),
    ),
    Attack(
        name="certificate swapped, and the signature says which",
        verdict="indeterminate",
        harm=swapped_certificate(named=True),
        codes=frozenset({"niet-getoetst"}),
    ),
    Attack(
        name="the seal's signature in the delegate's place",
        harm=of_the_seal,
        codes=frozenset({"gewijzigd", "verkeerde-persoon"}),
    ),
)
