"""Why EU DSS may say something else than we do: a ground for each of our codes that it passes over.

The clauses are those of `signing.reasons`; here stands what EU DSS does instead. A ground that explains nothing
any more is a fault.
"""

from __future__ import annotations

from collections.abc import Mapping

_WARNS = (
    "EU DSS tells what changed, and passes. What a change means its policy file leaves to whoever uses it: by default "
    "changes that /DocMDP, /FieldMDP or nothing at all allows, an attribute that lacks and a time-stamp that is broken "
    "are warnings. Here each of these makes the signature invalid or leaves it open."
)
_PLAN = "Who had to sign what, in which field and order, stands in the dossier's plan, which EU DSS does not have."
_LEFT_OUT = (
    "A signature or time-stamp that EU DSS cannot read as one it leaves out of its report, and the others pass. Here "
    "a file passes only if all that is set in its fields does."
)
STRICTER: Mapping[str, str] = {
    "veld-onbekend": _PLAN,
    "niet-getoetst": _PLAN,
    "verkeerde-persoon": _PLAN,
    "persoon-onbekend": _PLAN,
    "onvolledig": _PLAN,
    "volgorde": _PLAN,
    "certificering": (
        "EU DSS holds a certification against what came after it. That the first signature certifies, and no later one, "
        "is a rule of the plan."
    ),
    "slot": (
        "EU DSS holds a lock against what came after it. That the closing seal locks all fields but those kept for archive "
        "time-stamps is a rule of the plan."
    ),
    "zonder-tijdstempel": (
        "EU DSS judges a signature without a time-stamp as of the moment of judgement: B-B is a level like any other. "
        "Here something must prove when it was set."
    ),
    "gewijzigd-bij-uitgifte": (
        "EU DSS compares what comes after a signature. What the first one covers is compared here with the bytes that "
        "were generated."
    ),
    "wijziging-na-ondertekening": (
        "EU DSS passes over changes of metadata and document information, of the structure tree (what is read aloud), "
        "of scripts among the names and in fields, of how a field's box behaves, and takes new fields and notes for "
        "what signers may add. Here only that may change which the certification allows (P=2), as signing changes it."
    ),
    "beeld-gewijzigd": (
        "EU DSS draws pages without annotations and fields, and compares only what comes after a signature. Here what a "
        "page shows is compared with all that is on it."
    ),
    "revisie-zonder-handtekening": (
        "To EU DSS a revision that nobody signed is one that may follow, if it finds nothing in it. Here only validation "
        "data may stand in such a revision."
    ),
    "niet-gedekt": (
        "EU DSS judges what each signature covers, and leaves out what it cannot read as one. Bytes that no signature "
        "covers are to it another revision. Here the last one covers the file to its end."
    ),
    "dubbelzinnig": (
        "EU DSS reads the file as one library (PDFBox) does. Here it is valid only if every program reads the same."
    ),
    "afgekapt": (
        "EU DSS repairs a file that has lost its end, and judges the revisions that are whole. Here such a file is not "
        "judged: another program could repair it into something else."
    ),
    "verkeerd-veld": (
        "To EU DSS any field may hold any kind of signature. In our papers document time-stamps stand in the fields kept "
        "for them, and nothing else does."
    ),
    "nog-niet-gezet": (
        "EU DSS asks in which order time-stamps were set, and not whether one is of a later moment than that of judgement."
    ),
    "ondertekend-bereik": (
        "EU DSS takes the bytes that a /ByteRange leaves out for the signature, whatever they are. Here they are the value "
        "of /Contents of that signature and nothing else."
    ),
    "gewijzigd": _LEFT_OUT,
    "onleesbaar": _LEFT_OUT,
    "vorm": _LEFT_OUT,
    "niveau": _LEFT_OUT,
}
# What EU DSS tells, and is not so.
ALARMS: Mapping[str, str] = {
    "appearance": (
        "EU DSS calls the entries of an appearance (/BBox, /Filter) undefined changes where the field that was signed had "
        "an empty appearance before. Filling in a signature field is what a certification with P=2 allows (ISO 32000-1, "
        "12.8.2.2, table 254)."
    ),
}
ALL: Mapping[str, str] = {"warns": _WARNS, **ALARMS, **STRICTER}
