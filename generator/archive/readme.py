"""LEESMIJ.txt of a package: for an archivist in twenty years, who has other programs than this one.

Every command was tried on a sealed package; tests/generator/archive/test_readme.py runs them as they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.archive.model import STATEMENT, Whole
from generator.archive.readme_steps import how
from generator.archive.readme_text import folder_of, heading, moment, shell, text
from signing.plan import ROLE_WORDS
from signing.report import SignatureReport

_KINDS = {
    "certificering": "zegel bij uitgifte",
    "sluitzegel": "zegel bij sluiting",
    "archieftijdstempel": "archieftijdstempel",
}
_VERDICTS = {"valid": "geldig", "invalid": "ongeldig", "indeterminate": "niet vast te stellen"}
_SHORT = 16  # hexadecimal digits of a digest: enough to find the certificate by


def readme(whole: Whole) -> str:
    """Give the text (Dutch): what lies where, who signed what, and how to verify it with common programs."""
    parts = (_head(whole), _layout(whole), _signers(whole), how(whole), _outcomes(), _roots(whole), _doubt())
    return "\n\n\n".join(part.strip("\n") for part in parts) + "\n"


def _head(whole: Whole) -> str:
    title = f"LEESMIJ: archiefpakket van {whole.title}"
    test = (
        "LET OP: dit is een proef, gemaakt met proefcertificaten. De papieren hebben geen rechtsgevolg.\n"
        if whole.test
        else ""
    )
    return "\n".join(
        (
            title,
            "=" * len(title),
            test,
            text(
                f"Gemaakt met {whole.program}; beoordeeld op {moment(whole.judged_at)} (UTC) onder verantwoordelijkheid "
                f"van {whole.officer}. Archiefvormer: {whole.creator}. Bewaren tot en met {whole.keep_until:%d-%m-%Y}. "
                "Alles hieronder is na te gaan zonder dat programma: met sha256sum, openssl, pdfsig en pdfdetach "
                "(uit poppler) en qpdf. De opdrachten zijn voor een gewone shell: Linux, WSL onder Windows, of macOS met "
                "de GNU-programma’s (coreutils)."
            ),
        )
    )


def _layout(whole: Whole) -> str:
    rows = [
        (STATEMENT, "bezegelt het hele pakket: draagt de beide tagmanifesten, met zegel en tijdstempel"),
        ("manifest-*.txt", "de SHA-256 en de SHA-512 van elk bestand onder data/"),
        ("tagmanifest-*.txt", "de SHA-256 en de SHA-512 van de manifesten, bagit.txt en bag-info.txt"),
        *((f"data/{folder_of(piece)}/", piece.title) for piece in whole.pieces if piece.files),
    ]
    listed = "\n".join(f"  {path}\n      {what}" for path, what in rows)
    beside = text(
        "Bij een ondertekend papier ligt: de PDF (die telt; hij bewijst zichzelf), het Word-bestand waarvan de PDF is "
        "gemaakt, het validatierapport (.validatie.xml, ETSI TS 119 102-2) en de gegevens van artikel 24, onder c, "
        "van de Archiefregeling (.premis.xml, PREMIS 3). De .MDTO.xml ernaast is de beschrijving (MDTO 1.0.1)."
    )
    return "\n".join((heading("1. Wat ligt waar"), listed, "", beside))


def _signers(whole: Whole) -> str:
    papers = "\n\n".join(
        "\n".join(
            (
                f"{piece.document} {piece.title} ({_VERDICTS.get(piece.verdict or '', 'niet beoordeeld')} bij het inpakken)",
                *(f"  {line}" for line in _table(piece.signatures)),
            )
        )
        for piece in whole.pieces
        if piece.signatures
    )
    how = text(
        "Het moment is dat van het tijdstempel (UTC): bewezen door een onafhankelijke dienst. Het certificaat is te "
        "vinden aan het begin van zijn SHA-256."
    )
    return "\n".join((heading("2. Wie tekende wat"), how, "", papers))


def _table(signatures: Sequence[SignatureReport]) -> Iterator[str]:
    rows = [
        ("rol", "houder", "moment (UTC)", "certificaat"),
        *(
            (
                _KINDS.get(one.kind, ROLE_WORDS.get(one.role, one.role or one.kind)),
                one.signer,
                (f"uiterlijk {moment(one.time)}" if one.at_latest else moment(one.time))
                if one.time
                else "niet bewezen",
                one.certificate[:_SHORT].lower(),
            )
            for one in signatures
        ),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        yield "  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]))


def _outcomes() -> str:
    rows = (
        (
            "FAILED, of cmp noemt een verschil",
            "het bestand is veranderd of verwisseld. Zoek een andere kopie.",
        ),
        (
            "Signature is Valid (pdfsig)",
            "de gedekte inhoud is ongewijzigd. Van wie, zegt pas het certificaat.",
        ),
        (
            "Signature is Invalid; Digest Mismatch",
            "de gedekte inhoud is gewijzigd. Vertrouw dit bestand niet.",
        ),
        (
            "Signature has not yet been verified, Type: unknown, 1970",
            "bij een archieftijdstempel: pdfsig kent dat niet; gebruik openssl ts (stap d).",
        ),
        (
            "Unimplemented Feature; Unable to validate this type of signature",
            "pdfsig over hetzelfde archieftijdstempel; geen fout van het pakket.",
        ),
        (
            "Not total document signed",
            "na deze handtekening kwamen er nog bij; alleen het laatste archieftijdstempel dekt alles.",
        ),
        (
            "signature form field is not signed",
            "bij archieftijdstempel_2 of _3: plaats die voor een vernieuwing is vrijgehouden.",
        ),
        (
            "certificate has expired; Verification: FAILED",
            f"zonder -attime hoort dat zo bij oude papieren. Bij de laatste op {STATEMENT}: niet op tijd vernieuwd.",
        ),
        ("Warning: certificate …; Using configuration from …", "geen fout; let op de regel «Verification»."),
        (
            "unable to get (local) issuer certificate",
            "de wortel of een tussencertificaat ontbreekt in wortels.pem of uitgevers.pem.",
        ),
        ("CMS Verification successful; Verification: OK", "goed, onder de wortels die u gaf."),
    )
    listed = "\n".join(
        f"  {said}\n{text(f'is: {means}', indent='      ')}".replace("      is: ", "      ")
        for said, means in rows
    )
    return f"{heading('4. Wat de uitkomsten betekenen')}\n{listed}"


def _roots(whole: Whole) -> str:
    place = next((piece for piece in whole.pieces if piece.name.endswith("-certificaten")), None)
    where = f"data/{folder_of(place)}/" if place else "de PDF’s zelf"
    shown = (
        "\n"
        + shell(
            f"""
            for c in {where}*.pem; do
              openssl x509 -in "$c" -noout -subject -enddate -fingerprint -sha256 -nameopt utf8
            done
            """
        )
        if place
        else ""
    )
    return "\n".join(
        (
            heading("5. De wortels"),
            text(
                f"Een wortel is het certificaat waarop al het andere rust. De wortels waarop is vertrouwd, liggen in "
                f"{where}, maar dat bewijst niets: wie een pakket vervalst, legt er zijn eigen wortel bij. Vergelijk "
                "de SHA-256 van elke wortel daarom met een bron buiten dit pakket: de uitgever zelf, de "
                "vertrouwenslijst van de EU van die jaren (voor Nederland die van de toezichthouder op "
                "vertrouwensdiensten), of een kopie die uw archief eerder bewaarde. Haal uit wortels.pem wat u daar "
                "niet terugvindt, en doe de controles van stap c en d opnieuw."
            )
            + shown,
        )
    )


def _doubt() -> str:
    points = """
        dit bestand: het zegt alleen wat u kunt doen. Het is wel door de manifesten gedekt;
        de tijd die pdfsig «Signing Time» noemt: dat is de klok van de ondertekenaar. Het tijdstempel telt;
        een groen vinkje van een PDF-lezer: dat gebruikt zijn eigen wortels en de datum van vandaag;
        de datum van een bestand, en wat in .MDTO.xml, .premis.xml en .validatie.xml staat zonder de PDF erbij: dat is \
wat bij het inpakken is gevonden;
        dat een ander certificaat dan dat van stap c niet was ingetrokken: daar keek u nog niet naar. De antwoorden \
van toen (OCSP en CRL) zitten in elke PDF (/DSS), en in het validatierapport staat wat ermee is geoordeeld. EU DSS en \
andere programma’s voor PAdES beoordelen ze opnieuw;
        dat er tussen twee handtekeningen niets anders bij kwam: openssl ziet dat niet. Knip het document af achter \
elk (stap c) en vergelijk wat u leest.
    """.strip().splitlines()
    listed = "\n".join(f"  - {text(point.strip(), indent='    ').strip()}" for point in points)
    return f"{heading('6. Wat u niet moet vertrouwen')}\n{listed}"
