"""What of a form may change in a revision, where pyHanko's own rules leave a way out (docs/adr/0027).

Each rule here refuses more than the one it stands on. What they close was found by making it: see
`tests/attacks`.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis import (
    FormUpdatingRule,
    ModificationLevel,
    SigFieldModificationRule,
    SuspiciousModification,
)
from pyhanko.sign.diff_analysis.form_rules_api import FieldComparisonContext, FieldComparisonSpec, FormUpdate

# Print, ReadOnly, Locked, LockedContents (ISO 32000-1, table 165): none of these changes what is seen where.
_HARMLESS_FLAGS = 4 | 64 | 128 | 512


class SignedFieldRule(SigFieldModificationRule):
    """A field that is signed gets a value and one appearance, which stays in its place.

    pyHanko's rule lets the flags change (NoZoom: the appearance grows over the text when the page is shown
    small; Hidden), lets an appearance have others for the mouse, and approves whatever object a signature
    names as its parameters, also a page that is written over.
    """

    def check_form_field(
        self, fq_name: str, spec: FieldComparisonSpec, context: FieldComparisonContext
    ) -> Iterable[tuple[ModificationLevel, FormUpdate]]:
        """Refuse what pyHanko's rule would let pass."""
        if spec.field_type == "/Sig" and spec.new_field_ref and spec.new_field:
            old, new = spec.old_field or generic.DictionaryObject(), spec.new_field
            if "/V" in new and "/V" not in old:
                if spec.old_field is not None:
                    _require_same_place(old, new)
                _require_one_appearance(new)
                _require_new_parameters(new, context)
        yield from super().check_form_field(fq_name, spec, context)


class FormRule(FormUpdatingRule):
    """A form is not to be drawn anew by whoever opens it (ISO 19005-2, 6.4.1)."""

    def apply(
        self, old: HistoricalResolver, new: HistoricalResolver
    ) -> Iterable[tuple[ModificationLevel, FormUpdate]]:
        """Refuse /NeedAppearances where it was not there."""
        before, after = (_flag(root, "/NeedAppearances") for root in (old.root, new.root))
        if after and not before:
            raise SuspiciousModification("/NeedAppearances was set")
        yield from super().apply(old, new)


def _flag(root: generic.DictionaryObject, key: str) -> bool:
    form = root["/AcroForm"] if "/AcroForm" in root else generic.DictionaryObject()
    return bool(isinstance(form, generic.DictionaryObject) and key in form and form[key])


def _require_same_place(old: generic.DictionaryObject, new: generic.DictionaryObject) -> None:
    was, now = (int(each["/F"]) if "/F" in each else 0 for each in (old, new))
    if (was ^ now) & ~_HARMLESS_FLAGS or was & 4 > now & 4:
        raise SuspiciousModification("the flags of a signature's annotation changed what is seen of it")
    if ("/AS" in old) != ("/AS" in new) or ("/AS" in old and old["/AS"] != new["/AS"]):
        raise SuspiciousModification("a signature's annotation got another state")


def _require_one_appearance(field: generic.DictionaryObject) -> None:
    """Demand one appearance at most, a stream (ISO 19005-2, 6.3.3)."""
    if "/AP" not in field:
        return
    appearance = field["/AP"]
    if not isinstance(appearance, generic.DictionaryObject) or appearance.keys() != {"/N"}:
        raise SuspiciousModification("a signature has another appearance for the mouse, or none")
    if not isinstance(appearance["/N"], generic.StreamObject):
        raise SuspiciousModification("a signature has an appearance in states")


def _require_new_parameters(field: generic.DictionaryObject, context: FieldComparisonContext) -> None:
    signature = field["/V"]
    if not isinstance(signature, generic.DictionaryObject) or "/Reference" not in signature:
        return
    written = context.new.explicit_refs_in_revision()
    for entry in signature["/Reference"]:
        reference = entry.get_object()
        parameters = reference.raw_get("/TransformParams") if "/TransformParams" in reference else None
        if not isinstance(parameters, generic.IndirectObject):
            continue
        if parameters.reference in written and not context.old.is_ref_unassignable(parameters.reference):
            raise SuspiciousModification("a signature's parameters took the place of something else")
