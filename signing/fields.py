"""Every signature field exists, and is tagged, before the first signature: revision 0.

The typesetter leaves a link annotation `veld:<name>` at each place where a field belongs: it has
a rectangle, a page, a structure element, an object reference and a place in the parent tree. Here
each becomes a signature widget in a Form element (ISO 14289-1, 7.18.4; ISO 32000-1, 12.7.4.5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from signing.errors import DocumentRefused
from signing.plan import CLOSING_FIELD, ISSUE_FIELD, RESERVE_FIELDS, Plan

ANCHOR = "veld:"
# Annotation flags Print and Locked (ISO 32000-1, table 165): an archive prints what it holds.
_FLAGS = 4 | 128
# What of a seed value is a demand and not a wish (/Ff).
_SUB_FILTER, _KEY_USAGE = 1 << 1, 1 << 5
_PADES, _TIME_STAMP = Name("/ETSI.CAdES.detached"), Name("/ETSI.RFC3161")
# Either of these, as verification asks: the first sign is digital signature, the second non-repudiation.
_NON_REPUDIATION, _DIGITAL_SIGNATURE = "X1XXXXXXX", "1XXXXXXXX"


def prepare(pdf: bytes | Pdf, plan: Plan, marks: Mapping[str, str] | None = None) -> bytes:
    """Turn each anchor of a typeset PDF into an empty signature field; gives revision 0.

    The anchors must be exactly the plan's fields and the reserve fields, each once. `marks` are
    entries for the document information (names of letters and digits) by which the paper can be
    recognised once it is signed. A PDF that is open already is changed in place, and stays open. Same
    input, same bytes. Raises `DocumentRefused`.
    """
    labels = {slot.field: slot.label for slot in plan.slots}
    labels |= {
        name: f"Archieftijdstempel {number} (gereserveerd)"
        for number, name in enumerate(RESERVE_FIELDS, start=1)
    }
    with Pdf.open(BytesIO(pdf)) if isinstance(pdf, bytes) else nullcontext(pdf) as doc:
        anchors = _anchors(doc)
        _require_exactly(labels, anchors, plan)
        elements = dict(_parent_tree(doc.Root.StructTreeRoot.ParentTree))
        for name, label in labels.items():
            widget = anchors[name]
            _to_widget(doc, widget, name, label)
            widget.SV = doc.make_indirect(_seed_values(name))
            _to_form_element(elements[int(widget.StructParent)], name)
        _list_identifiers(doc)
        anchors[CLOSING_FIELD].Lock = doc.make_indirect(_closing_lock())
        doc.Root.AcroForm = doc.make_indirect(
            Dictionary(
                Fields=Array([anchors[name] for name in labels]),
                SigFlags=3,  # signatures exist; append only (ISO 32000-1, table 219)
            )
        )
        doc.Root.Extensions = _pades_extension()
        for key, value in (marks or {}).items():
            doc.docinfo[f"/{key}"] = String(value)
        out = BytesIO()
        doc.save(
            out,
            min_version="1.7",  # else the first seal lifts it, in a catalog that was generated otherwise
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return out.getvalue()


def _anchors(doc: Pdf) -> dict[str, Object]:
    found: dict[str, Object] = {}
    for page in doc.pages:
        if Name.Annots not in page:
            continue
        page.Tabs = Name.S
        for annotation in page.Annots:
            uri = str(annotation.get(Name.A, Dictionary()).get(Name.URI, ""))
            if not uri.startswith(ANCHOR):
                continue
            name = uri.removeprefix(ANCHOR)
            if name in found:
                raise DocumentRefused(f"Het ondertekenveld «{name}» staat tweemaal in het document.")
            annotation.P = page.obj
            found[name] = annotation
    return found


def _require_exactly(labels: dict[str, str], anchors: dict[str, Object], plan: Plan) -> None:
    missing = ", ".join(sorted(labels.keys() - anchors.keys()))
    unknown = ", ".join(sorted(anchors.keys() - labels.keys()))
    if missing or unknown:
        told = (f"ontbreekt: {missing}" if missing else "", f"te veel: {unknown}" if unknown else "")
        raise DocumentRefused(
            f"De ondertekenvelden van «{plan.title}» kloppen niet met het ondertekenplan "
            f"({'; '.join(part for part in told if part)}).",
            hint="Zet in het Word-sjabloon voor elk veld precies één bladwijzer veld_<naam>.",
        )


def _to_widget(doc: Pdf, widget: Object, name: str, label: str) -> None:
    for key in (Name.A, Name.Border, Name.Contents):
        if key in widget:
            del widget[key]
    left, bottom, right, top = (float(edge) for edge in widget.Rect)
    widget.Subtype = Name.Widget
    widget.FT = Name.Sig
    widget.T = String(name)
    widget.TU = String(label)
    widget.F = _FLAGS
    if right > left and top > bottom:
        # ISO 19005-2, 6.3.3: a widget with an area has an appearance, empty while unsigned.
        widget.AP = Dictionary(
            N=doc.make_stream(
                b"",
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=Array([0, 0, round(right - left, 3), round(top - bottom, 3)]),
                Resources=Dictionary(),
            )
        )


def _to_form_element(element: Object, name: str) -> None:
    """Retag the link's element, which already stands at its logical place, and identify it.

    A Form without a Role has one kid, the object reference (ISO 32000-1, 14.8.4.5); pyHanko's
    comparison of revisions knows it only when /K is that kid itself, not an array of one.
    """
    if len(element.K) != 1 or element.K[0].get(Name.Type) != Name.OBJR:
        raise DocumentRefused("Een ondertekenveld in het sjabloon bevat tekst; het moet leeg zijn.")
    element.S = Name.Form
    element.K = element.K[0]
    element.ID = String(f"{ANCHOR}{name}")


def _list_identifiers(doc: Pdf) -> None:
    """Put every identified element in the IDTree (ISO 32000-1, table 322).

    EU DSS lets a widget be signed when it first meets it by way of the IDTree; by way of /K alone, a
    signature in it is to DSS a change that certification forbids (docs/adr/0012).
    """
    root = doc.Root.StructTreeRoot
    tree = pikepdf.NameTree(root.IDTree) if Name.IDTree in root else pikepdf.NameTree.new(doc)
    for element in doc.objects:
        if isinstance(element, Dictionary) and Name.ID in element and element.get(Name.S) is not None:
            tree[str(element.ID)] = element
    root.IDTree = tree.obj


def _closing_lock() -> Dictionary:
    """Lock every field but the reserve ones: with /All the first renewal would break the seal."""
    return Dictionary(
        Type=Name.SigFieldLock,
        Action=Name.Exclude,
        Fields=Array([String(name) for name in RESERVE_FIELDS]),
    )


def _seed_values(name: str) -> Dictionary:
    """Tell other programs what this field takes (ISO 32000-1, tables 234 and 235; docs/adr/0019).

    No digest is demanded: the standard writes them as names, and where those stand pyHanko cannot sign.
    """
    taken = Dictionary(
        Type=Name.SV, Ff=_SUB_FILTER, V=2, Filter=Name("/Adobe.PPKLite"), SubFilter=Array([_TIME_STAMP])
    )
    if name in RESERVE_FIELDS:
        return taken
    taken.SubFilter = Array([_PADES])
    taken.Cert = Dictionary(
        Type=Name.SVCert,
        Ff=_KEY_USAGE,
        KeyUsage=Array([String(_NON_REPUDIATION), String(_DIGITAL_SIGNATURE)]),
    )
    # P=2 is the issue seal's certification; 0 says that the others do not certify.
    taken.MDP = Dictionary(P=2 if name == ISSUE_FIELD else 0)
    return taken


def _pades_extension() -> Dictionary:
    """Declare PAdES now (ETSI EN 319 142-1, 5.3), so that no signature needs to touch the catalog."""
    return Dictionary(
        ESIC=Dictionary(Type=Name.DeveloperExtensions, BaseVersion=Name("/1.7"), ExtensionLevel=1)
    )


def _parent_tree(node: Object) -> Iterator[tuple[int, Object]]:
    for kid in node.get(Name.Kids, Array()):
        yield from _parent_tree(kid)
    numbers = list(node.get(Name.Nums, Array()))
    for key, value in zip(numbers[::2], numbers[1::2], strict=True):
        yield int(key), value
