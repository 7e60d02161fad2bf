"""Certification and locks: permissions widened, taken away and given again, fields added, signatures where none belong."""

from __future__ import annotations

from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from signing.plan import CLOSING_FIELD, ISSUE_FIELD, RESERVE_FIELDS
from tests.attacks.byteranges import field_in
from tests.attacks.forge import DELEGATE, dictionary
from tests.attacks.hands import (
    Change,
    Harm,
    behind_the_seal,
    between_signers,
    under_own_signature,
    under_the_closing_seal,
    under_the_issue_seal,
)
from tests.attacks.holders import hand
from tests.attacks.model import Attack
from tests.attacks.scene import ATTACKER, Scene
from tests.foreign import program

_Name, _Dictionary = generic.NameObject, generic.DictionaryObject


def permission(number: int) -> Harm:
    """Write another permission in the seal that certifies, where it stands."""

    def harm(scene: Scene) -> bytes:
        start, end = dictionary(scene.sealed, ISSUE_FIELD)
        body = scene.sealed[start:end]
        assert b"/P 2" in body
        return scene.sealed[:start] + body.replace(b"/P 2", b"/P %d" % number, 1) + scene.sealed[end:]

    return harm


def without_permissions(writer: IncrementalPdfFileWriter) -> None:
    """Take the certification out of the catalog: readers no longer see that there is one."""
    del writer.root["/Perms"]
    writer.update_root()


def certified_again(writer: IncrementalPdfFileWriter) -> None:
    """Certify once more as the bedrijfsarts: everything may be changed from now on (P=3)."""
    value = field_in(writer, "bedrijfsarts")["/V"]
    value[_Name("/Reference")] = generic.ArrayObject([transform("/DocMDP", P=generic.NumberObject(3))])
    writer.update_container(value)


def transform(method: str, **parameters: generic.PdfObject) -> _Dictionary:
    return _Dictionary(
        {
            _Name("/Type"): _Name("/SigRef"),
            _Name("/TransformMethod"): _Name(method),
            _Name("/TransformParams"): _Dictionary(
                {
                    _Name("/Type"): _Name("/TransformParams"),
                    _Name("/V"): _Name("/1.2"),
                    **{_Name(f"/{key}"): value for key, value in parameters.items()},
                }
            ),
        }
    )


def unlocked(writer: IncrementalPdfFileWriter) -> None:
    """Seal without closing the fields."""
    value = field_in(writer, CLOSING_FIELD)["/V"]
    del value["/Reference"]
    writer.update_container(value)


def locked_otherwise(action: str, *fields: str) -> Change:
    """Seal, and close other fields than those of the persons."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        value = field_in(writer, CLOSING_FIELD)["/V"]
        named = generic.ArrayObject(generic.TextStringObject(one) for one in fields)
        value[_Name("/Reference")] = generic.ArrayObject(
            [transform("/FieldMDP", Action=_Name(action), Fields=named)]
        )
        writer.update_container(value)

    return change


def field_unlocked(writer: IncrementalPdfFileWriter) -> None:
    """Take out of the closing field that it is to lock the others."""
    field = field_in(writer, CLOSING_FIELD)
    del field["/Lock"]
    writer.update_container(field)


def uncertified(writer: IncrementalPdfFileWriter) -> None:
    """Issue with a seal that certifies nothing."""
    value = field_in(writer, ISSUE_FIELD)["/V"]
    value.pop("/Reference", None)
    writer.root.pop("/Perms", None)
    writer.update_container(value)
    writer.update_root()


def with_field(writer: IncrementalPdfFileWriter) -> None:
    """Add an empty field for a signature, over the text."""
    append_signature_field(writer, SigFieldSpec("getuige", box=(50, 400, 550, 760)))


def sneaky(pdf_of: str) -> Harm:
    """Sign in a field of one's own that lies over the text (sneaky signature attack; USENIX Security 2021)."""

    def harm(scene: Scene) -> bytes:
        pdf = getattr(scene, pdf_of)
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        with_field(writer)
        out = BytesIO()
        writer.write(out)
        return program(
            out.getvalue(), "getuige", hand(scene, ATTACKER).opened, stamper=scene.services.timestamper,
            notes=False,
        )  # fmt: skip

    return harm


def emptied(writer: IncrementalPdfFileWriter) -> None:
    """Take the seal that certifies out of its field."""
    field = field_in(writer, ISSUE_FIELD)
    del field["/V"]
    writer.update_container(field)


_ALTERED = frozenset({"revisie-zonder-handtekening", "wijziging-na-ondertekening"})
_BEHIND = frozenset({"niet-gedekt", "revisie-zonder-handtekening", "wijziging-na-ondertekening"})
ATTACKS = (
    Attack(
        name="certification: everything allowed (P=3)",
        harm=permission(3),
        codes=frozenset({"gewijzigd", "certificering"}),
    ),
    Attack(
        name="certification: nothing allowed (P=1)",
        harm=permission(1),
        codes=frozenset({"gewijzigd", "certificering", "wijziging-na-ondertekening"}),
    ),
    Attack(
        name="certification taken out of the catalog",
        harm=behind_the_seal(without_permissions),
        codes=_BEHIND,
    ),
    Attack(
        name="certification taken out between signers",
        harm=between_signers(without_permissions),
        codes=_ALTERED,
    ),
    Attack(
        name="certification: the seal taken out of its field",
        harm=behind_the_seal(emptied),
        codes=_BEHIND | {"onvolledig", "beeld-gewijzigd"},
    ),
    Attack(
        name="certification: none at issue",
        harm=under_the_issue_seal(uncertified),
        codes=frozenset({"certificering"}),
    ),
    Attack(
        name="certification: a second one, by the bedrijfsarts",
        harm=under_own_signature(certified_again),
        codes=frozenset({"certificering"}),
    ),
    Attack(
        name="lock: the closing seal locks nothing",
        harm=under_the_closing_seal(unlocked),
        codes=frozenset({"slot"}),
    ),
    Attack(
        name="lock: the closing seal locks one field",
        codes=frozenset({"slot"}),
        harm=under_the_closing_seal(locked_otherwise("/Include", DELEGATE)),
    ),
    Attack(
        name="lock: the closing seal leaves a person's field open",
        codes=frozenset({"slot"}),
        harm=under_the_closing_seal(locked_otherwise("/Exclude", DELEGATE, *RESERVE_FIELDS)),
    ),
    Attack(
        name="lock taken out of the closing field",
        harm=between_signers(field_unlocked),
        codes=_ALTERED | {"slot"},
    ),
    Attack(
        name="a field added",
        harm=between_signers(with_field),
        codes=_ALTERED | {"onvolledig", "veld-onbekend"},
    ),
    Attack(
        name="sneaky signature: a field of one's own over the text",
        harm=sneaky("sealed"),
        codes=_ALTERED | {"beeld-gewijzigd", "niveau", "onvolledig", "veld-onbekend"},
    ),
)
