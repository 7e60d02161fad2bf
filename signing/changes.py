"""What may change in a PDF after a signature, and what may stand in a revision that nobody signed.

A field may be filled and validation data may be added. A signing program may also note that it saved the
file: when, and by which name. Nothing else: document information and XMP say which document this is and
what it was made from, and whoever can get a time-stamp could alter that (docs/adr/0020).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader, RawPdfPath
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DSSCompareRule,
    GenericFieldModificationRule,
    ModificationLevel,
    ObjectStreamRule,
    ReferenceUpdate,
    SigFieldCreationRule,
    SuspiciousModification,
    WhitelistRule,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.commons import safe_whitelist
from pyhanko.sign.diff_analysis.form_rules_api import FieldComparisonContext, FormUpdate
from pyhanko.sign.diff_analysis.rules_api import Context, QualifiedWhitelistRule

from signing import packet
from signing.form_rules import FormRule, SignedFieldRule
from signing.neighbours import Neighbours

# What a program notes of its own saving. InstanceID is by its definition another at each save (XMP, part 2, 3.3).
_INFO_OF_SAVING = frozenset({"/ModDate", "/Producer"})
_XMP_OF_SAVING = frozenset(
    {
        "{http://ns.adobe.com/xap/1.0/}ModifyDate",
        "{http://ns.adobe.com/xap/1.0/}MetadataDate",
        "{http://ns.adobe.com/xap/1.0/mm/}InstanceID",
        "{http://ns.adobe.com/pdf/1.3/}Producer",
    }
)
_OF_A_PACKET = frozenset({"/Type", "/Subtype", "/Length", "/Filter", "/DecodeParms"})
_LONGEST_NOTE = 1000  # a note of saving is a date or a name, and no place to hide a text in


class _Catalog(CatalogModificationRule):
    """The catalog keeps its version and its marking; extensions may be declared, not withdrawn.

    pyHanko's own rule lets /Version and /MarkInfo change: a file that claims PDF 2.0 or is no longer
    tagged is no PDF/A-2a any more.
    """

    def apply_qualified(
        self, old: HistoricalResolver, new: HistoricalResolver
    ) -> Iterator[tuple[ModificationLevel, ReferenceUpdate]]:
        """Compare the two catalogs."""
        before, after = (_dictionary(root, "/Extensions") for root in (old.root, new.root))
        if any(key not in after or after[key] != value for key, value in before.items()):
            raise SuspiciousModification("/Extensions lost or altered an entry")
        yield from super().apply_qualified(old, new)


class _NotesOfSaving(WhitelistRule):
    """Document information and XMP stay what they were, but for when and by what the file was saved."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterator[ReferenceUpdate]:
        """Approve the two objects where nothing else in them changed."""
        yield from self._info(old, new)
        yield from self._packet(old, new)

    def _info(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterator[ReferenceUpdate]:
        before, after = (_entry(each.trailer_view, "/Info") for each in (old, new))
        if before is None and after is None:
            return
        if not isinstance(after, generic.IndirectObject):
            raise SuspiciousModification("/Info is gone, or written in the trailer itself")
        was, information = _then(old, before), _then(new, after)
        if not isinstance(was, generic.DictionaryObject) or not isinstance(
            information, generic.DictionaryObject
        ):
            raise SuspiciousModification("/Info is no dictionary")
        if _without_notes(was) != _without_notes(information):
            raise SuspiciousModification("/Info says something else than before")
        for key in _INFO_OF_SAVING & information.keys():
            note = information.raw_get(key)
            if not isinstance(note, generic.TextStringObject) or len(note) > _LONGEST_NOTE:
                raise SuspiciousModification(f"{key} is no note of saving")
        former = before.reference if isinstance(before, generic.IndirectObject) else None
        checked = Context.from_absolute(old, RawPdfPath("/Info"))
        for reference in safe_whitelist(old, former, after.reference):
            yield ReferenceUpdate(reference, context_checked=checked)

    def _packet(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterator[ReferenceUpdate]:
        before, after = (_entry(each.root, "/Metadata") for each in (old, new))
        if before is None and after is None:
            return
        if not isinstance(before, generic.IndirectObject) or not isinstance(after, generic.IndirectObject):
            raise SuspiciousModification("/Metadata came, went, or is no reference")
        was, written = _xmp(_then(old, before)), _xmp(_then(new, after))
        if before.reference == after.reference and was.encoded_data == written.encoded_data:
            return
        if _said(was) != _said(written):
            raise SuspiciousModification("the XMP packet says something else than before")
        # The one stream that may be written over: what it says was compared just now.
        if before.reference != after.reference and not old.is_ref_unassignable(after.reference):
            raise SuspiciousModification("/Metadata took the place of something else")
        path = RawPdfPath("/Root", "/Metadata")
        yield ReferenceUpdate(after.reference, context_checked=Context.from_absolute(old, path))


class _Permissions(WhitelistRule):
    """The seal at issue certifies: /Perms comes, and names a signature that was not there."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterator[ReferenceUpdate]:
        """Approve the entry where it was not there and says nothing else."""
        before, after = (_entry(each.root, "/Perms") for each in (old, new))
        if after is None or before is not None:
            if before != after:
                raise SuspiciousModification("/Perms went or was altered")
            return
        permissions = _then(new, after)
        named = _entry(permissions, "/DocMDP") if isinstance(permissions, generic.DictionaryObject) else None
        if (
            not isinstance(permissions, generic.DictionaryObject)
            or permissions.keys() != {"/DocMDP"}
            or not isinstance(named, generic.IndirectObject)
            or not old.is_ref_unassignable(named.reference)
        ):
            raise SuspiciousModification("/Perms says something else than who certified")
        if isinstance(after, generic.IndirectObject):
            yield from map(ReferenceUpdate, safe_whitelist(old, None, after.reference))


class _NoNewFields(SigFieldCreationRule):
    """All fields exist before the first signature (docs/adr/0002); none comes and none goes."""

    def apply(self, context: FieldComparisonContext) -> Iterator[tuple[ModificationLevel, FormUpdate]]:
        """Refuse a field that was not there; pyHanko's rule refuses one that went."""
        if new := [name for name, spec in context.field_specs.items() if spec.old_field_ref is None]:
            raise SuspiciousModification(f"fields {new} were added")
        yield from super().apply(context)


def _rules(*, may_differ: Iterable[str]) -> list[QualifiedWhitelistRule]:
    return [
        _Catalog(frozenset(may_differ)),  # type: ignore[no-untyped-call]
        *(
            rule.as_qualified(ModificationLevel.LTA_UPDATES)
            for rule in (_NotesOfSaving(), XrefStreamRule(), ObjectStreamRule(), DSSCompareRule())
        ),
    ]


_FILLED = ("/AcroForm", "/DSS", "/Extensions", "/Metadata")
_FIELDS = FormRule(
    field_rules=[
        _NoNewFields(),  # type: ignore[no-untyped-call]
        SignedFieldRule(),
        GenericFieldModificationRule(),
    ]
)
NOTHING_BUT_FIELDS = Neighbours(
    global_rules=_rules(may_differ=_FILLED), form_rule=_FIELDS, ignore_orphaned_objects=False
)
# For a file that is not ours: most programs make the field of a signature when it is set. After a certification
# pyHanko lets no visible one be added.
STRANGERS = Neighbours(
    global_rules=_rules(may_differ=_FILLED),
    form_rule=FormRule(
        field_rules=[
            SigFieldCreationRule(),
            SignedFieldRule(),
            GenericFieldModificationRule(),
        ]
    ),
)
# For the first signature: no earlier one is there to be held against it, only the bytes that were generated.
_NOTHING_BUT_A_SEAL = Neighbours(
    global_rules=[
        *_rules(may_differ=(*_FILLED, "/Perms")),
        _Permissions().as_qualified(ModificationLevel.LTA_UPDATES),
    ],
    form_rule=_FIELDS,
    ignore_orphaned_objects=False,
)
# For a revision that no signature covers as its own: no field is touched, and nothing lies about unused.
_NOTHING_BUT_VALIDATION_DATA = Neighbours(
    global_rules=_rules(may_differ=("/DSS", "/Metadata")), form_rule=None, ignore_orphaned_objects=False
)


def only_validation_data(reader: PdfFileReader, revision: int) -> bool:
    """Claim that `revision` adds validation data or notes of saving to the one before, and nothing else."""
    return bool(_found(_NOTHING_BUT_VALIDATION_DATA, reader, revision) <= ModificationLevel.LTA_UPDATES)


def only_a_seal(reader: PdfFileReader, revision: int) -> bool:
    """Claim that `revision` sets a signature, which may certify, on the one before, and changes nothing else."""
    return bool(_found(_NOTHING_BUT_A_SEAL, reader, revision) <= ModificationLevel.FORM_FILLING)


def _found(policy: Neighbours, reader: PdfFileReader, revision: int) -> ModificationLevel:
    try:
        result = policy.step(reader, revision)
    except (PdfError, ValueError, TypeError, AttributeError, KeyError):
        return ModificationLevel.OTHER
    return (
        ModificationLevel.OTHER if isinstance(result, SuspiciousModification) else result.modification_level
    )


def _entry(container: object, key: str) -> generic.PdfObject | None:
    try:
        found: generic.PdfObject = container.raw_get(key)  # type: ignore[attr-defined]
    except KeyError:
        return None
    return found


def _then(revision: HistoricalResolver, value: generic.PdfObject | None) -> object:
    """Give what a value was in that revision; a reference out of the trailer would give what it is now."""
    if isinstance(value, generic.IndirectObject):
        return revision.get_object(value.reference)
    return generic.DictionaryObject() if value is None else value


def _dictionary(root: generic.DictionaryObject, key: str) -> generic.DictionaryObject:
    found = root[key] if key in root else generic.DictionaryObject()  # `get` would not follow a reference
    if not isinstance(found, generic.DictionaryObject):
        raise SuspiciousModification(f"{key} is no dictionary")
    return found


def _without_notes(information: generic.DictionaryObject) -> dict[str, object]:
    return {str(key): information.raw_get(key) for key in information.keys() - _INFO_OF_SAVING}


def _xmp(value: object) -> generic.StreamObject:
    if not isinstance(value, generic.StreamObject) or str(_entry(value, "/Subtype")) != "/XML":
        raise SuspiciousModification("/Metadata is no XMP")
    if more := value.keys() - _OF_A_PACKET:
        raise SuspiciousModification(f"/Metadata says {sorted(more)} outside its packet")
    return value


def _said(stream: generic.StreamObject) -> dict[str, packet.Value]:
    """Read what an XMP packet says but for the notes of saving; one that can be read in two ways is refused."""
    try:
        said = packet.read(stream.read_data(DecodePurpose.XMP_METADATA))
    except Exception as err:  # a stranger's stream: whatever breaks, it does not say the same
        raise SuspiciousModification("the XMP packet cannot be read, or in more than one way") from err
    for name in _XMP_OF_SAVING & said.keys():
        note = said.pop(name)
        if not isinstance(note, str) or len(note) > _LONGEST_NOTE:
            raise SuspiciousModification(f"{name} is no note of saving")
    return said
