"""What a document says of itself: document information and XMP."""

from __future__ import annotations

from tests.attacks.hands import (
    appended,
    behind_the_seal,
    between_signers,
    rewritten,
    under_an_archive_stamp,
    under_own_signature,
    under_the_closing_seal,
    under_the_issue_seal,
)
from tests.attacks.model import Attack
from tests.foreign import acrobat, informed, replaced_text

CHANGED = frozenset({"wijziging-na-ondertekening"})
TITLE = informed(Title="Andere titel")
AUTHOR = b"<rdf:Seq><rdf:li>Iemand anders</rdf:li></rdf:Seq>"

ATTACKS = (
    Attack(
        name="the title replaced behind the seal",
        harm=behind_the_seal(TITLE),
        codes=CHANGED | {"niet-gedekt", "revisie-zonder-handtekening"},
    ),
    Attack(
        name="the title replaced before the next signs",
        harm=between_signers(TITLE),
        codes=CHANGED | {"revisie-zonder-handtekening"},
    ),
    Attack(name="the title replaced under a time-stamp", harm=under_an_archive_stamp(TITLE), codes=CHANGED),
    Attack(
        name="the title replaced while certifying",
        harm=under_the_issue_seal(TITLE),
        codes=frozenset({"gewijzigd-bij-uitgifte"}),
    ),
    Attack(
        name="the mark of the dossier replaced",
        harm=under_own_signature(informed(Kenmerk="DLG-2026-0043")),
        codes=CHANGED,
    ),
    Attack(
        name="the author in the packet replaced",
        harm=under_the_closing_seal(
            rewritten("/Metadata", data=lambda said: replaced_text(said, b"dc:creator", AUTHOR))
        ),
        codes=CHANGED,
    ),
    Attack(
        name="the claim of PDF/A replaced",
        harm=under_an_archive_stamp(
            rewritten("/Metadata", data=lambda said: replaced_text(said, b"pdfaid:part", b"1"))
        ),
        codes=CHANGED,
    ),
    Attack(
        name="a note of saving behind the seal",
        harm=lambda scene: appended(scene.sealed, acrobat),
        codes=frozenset({"niet-gedekt"}),
    ),
)
