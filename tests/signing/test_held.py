"""A signature that is encoded once says what it said, also when it is changed afterwards."""

from __future__ import annotations

from asn1crypto import cms, core, x509

from signing.held import settled


class _Counted(core.OctetString):
    dumps = 0

    def dump(self, force: bool = False) -> bytes:  # noqa: FBT001, FBT002 - asn1crypto's signature
        type(self).dumps += 1
        found: bytes = super().dump(force)
        return found


class _Row(core.SequenceOf):
    _child_spec = _Counted


class _Deep(core.SequenceOf):
    _child_spec = _Row


class _Deeper(core.SequenceOf):
    _child_spec = _Deep


def attribute() -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": "content_type", "values": ("data",)})


def name(text: str) -> x509.GeneralName:
    return x509.GeneralName(name="directory_name", value=x509.Name.build({"common_name": text}))


def test_it_is_the_same_value() -> None:
    value = cms.CMSAttributes([attribute()])
    assert settled(value) is value
    assert value.dump() == cms.CMSAttributes([attribute()]).dump()


def test_what_is_parsed_stays_as_it_was_written() -> None:
    written = attribute().dump()
    assert settled(cms.CMSAttribute.load(written)).dump() == written


def test_what_is_changed_afterwards_is_encoded_again() -> None:
    value = settled(cms.CMSAttributes([attribute()]))
    before = value.dump()
    value[0]["type"] = "message_digest"
    value[0]["values"] = (b"x" * 32,)
    assert value.dump() != before
    assert cms.CMSAttributes.load(value.dump())[0]["type"].native == "message_digest"


def test_what_lies_in_a_choice_is_encoded_too() -> None:
    names = x509.GeneralNames([name("A"), name("B")])
    assert settled(names).dump() == x509.GeneralNames([name("A"), name("B")]).dump()


def test_what_lies_deep_is_encoded_once() -> None:
    value = _Deeper([_Deep([_Row([_Counted(b"x")])])])
    _Counted.dumps = 0
    settled(value)
    for _ in range(10):
        value.dump()
    assert _Counted.dumps == 1
