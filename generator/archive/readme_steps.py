"""How a package is verified with sha256sum, openssl, pdfsig and pdfdetach: the steps in its LEESMIJ.txt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from textwrap import dedent, fill

from generator.archive.model import STATEMENT, Piece, Whole

_WIDTH = 100


def how(whole: Whole) -> str:
    """Give the steps, on the paper with most signers; the same commands go for any other PDF."""
    papers = [piece for piece in whole.pieces if piece.document and piece.signatures]
    return "\n\n".join(
        (
            heading("3. Zo controleert u het")
            + "\n"
            + text(
                "Ga eerst naar de map van dit pakket: daar waar bagit.txt staat. Plak dan de opdrachten, stap voor stap. "
                "Zij schrijven alleen in een werkmap buiten het pakket."
            )
            + '\n\n  P=$PWD; W=$(mktemp -d); echo "$W"',
            _fixity(),
            _statement(),
            *([_paper(papers)] if papers else []),
            *_books(whole, papers),
        )
    )


def _fixity() -> str:
    return (
        text(
            "Stap a. Is elk bestand nog wat het was? Elke regel moet op «OK» eindigen (bij --quiet: er komt niets), en "
            "de laatste opdracht telt tweemaal hetzelfde: er is niets bij gekomen."
        )
        + "\n"
        + shell(
            """
            sha256sum -c --quiet tagmanifest-sha256.txt && echo tagmanifest klopt
            sha256sum -c --quiet manifest-sha256.txt && echo manifest klopt
            sha512sum -c --quiet manifest-sha512.txt && echo manifest klopt ook met SHA-512
            find data -type f | wc -l; wc -l < manifest-sha256.txt
            """
        )
    )


def _statement() -> str:
    return (
        text(
            f"Stap b. Bezegelde iemand precies deze bestanden? {STATEMENT} draagt de tagmanifesten in zich. Haal ze "
            "eruit en vergelijk: cmp zegt niets als zij gelijk zijn. Sla de verklaring ook open: daarin staan dezelfde "
            "waarden, leesbaar. Is alleen de verklaring zelf goed (stap c), dan is zo alles in dit pakket gedekt."
        )
        + "\n"
        + shell(
            f"""
            mkdir "$W/verklaring" && pdfdetach -saveall -o "$W/verklaring" {STATEMENT}
            cmp "$W/verklaring/tagmanifest-sha256.txt" tagmanifest-sha256.txt && echo gelijk
            cmp "$W/verklaring/tagmanifest-sha512.txt" tagmanifest-sha512.txt && echo gelijk
            pdfsig -nocert {STATEMENT}
            """
        )
    )


def _paper(papers: Sequence[Piece]) -> str:
    """Show it on the paper with most signers; the same commands go for any other PDF."""
    one = max(papers, key=lambda piece: sum(each.kind == "handtekening" for each in piece.signatures))
    # pdfsig numbers the fields as they stand in the form: those of the plan, then the reserve fields.
    fields = sorted(one.signatures, key=lambda each: each.kind == "archieftijdstempel")
    number = next((n for n, each in enumerate(fields, 1) if each.kind == "handtekening"), 1)
    stamps = [n for n, each in enumerate(fields, 1) if each.kind == "archieftijdstempel"]
    times = [each.time for each in one.signatures if each.kind == "archieftijdstempel" and each.time]
    at = int((times[0] if times else max(e.time for e in one.signatures if e.time)).timestamp()) + 1
    certificates = f"data/{one.files[0].path.split('/')[0]}/*-certificaten"
    seen = fields[number - 1]
    return "\n\n".join(
        (
            text(
                f"Stap c. Is een handtekening in een PDF goed? Hier voor {one.document}, handtekening {number}: die van "
                f"{seen.signer}. Voor een andere PDF, ook {STATEMENT}, zet u een andere naam in D, en een ander nummer "
                "in N (pdfsig nummert ze). De eerste opdracht noemt alle handtekeningen; de tweede haalt ze eruit."
            )
            + "\n"
            + shell(
                f"""
                D="$P/data/{one.files[0].path}"; N={number}
                pdfsig -nocert "$D"
                (cd "$W" && pdfsig -dump "$D")
                """
            ),
            text(
                "Knip uit de PDF wat die handtekening dekt: alles tot en met haar einde, zonder de plek van de "
                "handtekening zelf. gezien.pdf is het document precies zoals de ondertekenaar het zag: sla het open."
            )
            + "\n"
            + shell(_CUT),
            text(
                "Zet de certificaten klaar: alle, en daarvan die zichzelf uitgaven (de wortels; lees eerst deel 5). "
                "Controleer dan de handtekening: «CMS Verification successful» betekent dat de inhoud ongewijzigd is "
                "en dat het certificaat onder zo’n wortel valt. Met -attime wordt het certificaat beoordeeld op het "
                f"moment van het eerste archieftijdstempel ({at} is dat moment in seconden sinds 1970): later is het "
                "verlopen, en dat hoort zo."
            )
            + "\n"
            + shell(
                f"""
                cat {certificates}/*.pem > "$W/alle.pem"
                for c in {certificates}/*.pem; do
                  [ "$(openssl x509 -in "$c" -noout -subject_hash)" = "$(openssl x509 -in "$c" -noout -issuer_hash)" ] && cat "$c"
                done > "$W/wortels.pem"
                openssl cms -verify -inform DER -in "$W/$(basename "$D").sig$((N-1))" -binary -content "$W/inhoud" \\
                  -certfile "$W/alle.pem" -CAfile "$W/wortels.pem" -purpose any -attime {at} \\
                  -signer "$W/houder.pem" -out /dev/null
                openssl x509 -in "$W/houder.pem" -noout -subject -issuer -dates -serial -fingerprint -sha256
                """
            ),
            *([_stamped(stamps[-1])] if stamps else []),
        )
    )


# The signed ranges are [0 - $2] and [$3 - $4]; the place of the signature itself lies between.
_CUT = r"""
knip() {
  set -- $(pdfsig -nocert "$D" |
    awk -v n="#$N:" '$1 == "Signature" { k = $2 } /Signed Ranges/ && k == n { gsub(/[^0-9]+/, " "); print }')
  { head -c "$2" "$D"; head -c "$4" "$D" | tail -c +$(($3 + 1)); } > "$W/inhoud"
  head -c "$4" "$D" > "$W/gezien.pdf"
}
knip; ls -l "$W/gezien.pdf"
"""


def _stamped(number: int) -> str:
    return (
        text(
            "Stap d. Wanneer was dit er zeker? Het laatste archieftijdstempel dekt het hele bestand. De opdracht tijd "
            "toont de tijd die de dienst noemt en controleert haar: «Verification: OK». Is het certificaat van die "
            "dienst intussen verlopen, dan zegt openssl «certificate has expired»: geef dan, zoals in stap c, -attime "
            "met het moment van een later bewijs."
        )
        + "\n"
        + shell(
            f"""
            tijd() {{
              knip; openssl ts -reply -in "$W/$(basename "$D").sig$((N-1))" -token_in -text | grep 'Time stamp'
              openssl ts -verify -data "$W/inhoud" -in "$W/$(basename "$D").sig$((N-1))" -token_in \\
                -untrusted "$W/alle.pem" -CAfile "$W/wortels.pem" "$@"
            }}
            N={number}; tijd
            """
        )
        + "\n\n"
        + text(
            f"Dat latere bewijs is het laatste tijdstempel op {STATEMENT}. Die moet nu nog goed zijn, zonder -attime: "
            "dan stond op dat moment alles in dit pakket er al, ook de tijdstempels waarvan het certificaat sindsdien "
            "is verlopen. Controleer haar zegel zoals in stap c, met N=2."
        )
        + "\n"
        + shell(
            f"""
            D="$P/{STATEMENT}"; N=3
            (cd "$W" && pdfsig -dump "$D")
            tijd
            """
        )
    )


def _books(whole: Whole, papers: Sequence[Piece]) -> Iterator[str]:
    stated = next((piece for piece in papers if piece.files[0].kind == "verklaring"), None)
    books = next((piece for piece in whole.pieces if piece.name.endswith("-administratie")), None)
    if stated is None or books is None:
        return
    place = f"data/{folder_of(books)}"
    yield (
        text(
            f"Stap e. Is de administratie die van toen? De dossierverklaring ({stated.document}) draagt haar in zich, "
            "onder zegel. Het logboek mag langer zijn geworden: elke vernieuwing van tijdstempels is een regel."
        )
        + "\n"
        + shell(
            f"""
            mkdir "$W/dossier" && pdfdetach -saveall -o "$W/dossier" "data/{stated.files[0].path}"
            cmp "$W/dossier/delegatie.yaml" {place}/delegatie.yaml && echo gelijk
            cmp "$W/dossier/dossier.json" {place}/dossier.json && echo gelijk
            head -c "$(wc -c < "$W/dossier/logboek.jsonl")" {place}/logboek.jsonl |
              cmp - "$W/dossier/logboek.jsonl" && echo begint gelijk
            """
        )
    )


def folder_of(piece: Piece) -> str:
    """Give the folder of a piece, below `data/`."""
    return piece.files[0].path.rpartition("/")[0]


def heading(words: str) -> str:
    """Underline a heading."""
    return f"{words}\n{'-' * len(words)}"


def text(words: str, *, indent: str = "") -> str:
    """Fill a paragraph to the width of the page."""
    return fill(
        words,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def shell(commands: str) -> str:
    """Indent commands, each on its own line, to be pasted."""
    return "\n".join(f"  {line}".rstrip() for line in dedent(commands).strip("\n").splitlines())


def moment(time: datetime) -> str:
    """Write a moment (UTC)."""
    return f"{time.astimezone(UTC):%d-%m-%Y %H:%M:%S}"
