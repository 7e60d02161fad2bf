"""How a package is verified with sha256sum, openssl, poppler and qpdf: the steps in its LEESMIJ.txt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.archive.model import STATEMENT, Piece, Whole
from generator.archive.readme_text import folder_of, heading, shell, text


def how(whole: Whole) -> str:
    """Give the steps, on one paper; the same commands go for any other PDF."""
    papers = [piece for piece in whole.pieces if piece.document and piece.signatures]
    one = _example(papers) if papers else None
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
            *([_paper(one), _times(one)] if one else []),
            *_books(whole, papers),
            *(_history(whole, one) if one else ()),
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


def _example(papers: Sequence[Piece]) -> Piece:
    """Choose the paper that is asked about first: D1, or else the one with most signers."""
    return max(
        papers,
        key=lambda piece: (
            piece.document == "D1",
            sum(each.kind == "handtekening" for each in piece.signatures),
        ),
    )


def _paper(one: Piece) -> str:
    """Show it on one paper; the same commands go for any other PDF."""
    # pdfsig numbers the fields as they stand in the form: those of the plan, then the reserve fields.
    fields = sorted(one.signatures, key=lambda each: each.kind == "archieftijdstempel")
    number = next((n for n, each in enumerate(fields, 1) if each.kind == "handtekening"), 1)
    times = [each.time for each in one.signatures if each.kind == "archieftijdstempel" and each.time]
    at = int((times[0] if times else max(e.time for e in one.signatures if e.time)).timestamp()) + 1
    certificates = f"data/{one.files[0].path.split('/')[0]}/*-certificaten"
    return "\n\n".join(
        (
            text(
                f"Stap c. Is een handtekening in een PDF goed? Hier voor {one.document}, handtekening {number} "
                f"(ondertekend door {fields[number - 1].signer}). Voor een andere PDF, ook {STATEMENT}, zet u een "
                "andere naam in D, en een ander nummer in N (pdfsig nummert ze). De eerste opdracht noemt alle "
                "handtekeningen; de tweede haalt ze eruit."
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
                "handtekening zelf. gezien.pdf is het document zoals de ondertekenaar het achterliet: sla het open. "
                "Wat hij vóór zich had, is hetzelfde met het nummer ervoor in N."
            )
            + "\n"
            + shell(_CUT),
            text(
                "Zet de certificaten klaar: die van uitgevers, en daarvan die zichzelf uitgaven (de wortels; lees eerst "
                "deel 5)."
            )
            + "\n"
            + shell(
                f"""
                : > "$W/uitgevers.pem"; : > "$W/wortels.pem"
                for c in {certificates}/*.pem; do
                  openssl x509 -in "$c" -noout -ext basicConstraints 2>/dev/null | grep -q CA:TRUE || continue
                  cat "$c" >> "$W/uitgevers.pem"
                  [ "$(openssl x509 -in "$c" -noout -subject_hash)" = "$(openssl x509 -in "$c" -noout -issuer_hash)" ] &&
                    cat "$c" >> "$W/wortels.pem"
                done
                """
            ),
            text(
                "Controleer dan de handtekening: «CMS Verification successful» betekent dat de inhoud "
                "ongewijzigd is en dat het certificaat onder zo’n wortel valt. Met -attime wordt het certificaat "
                f"beoordeeld op het moment van het eerste archieftijdstempel ({at} is dat moment in seconden sinds "
                "1970; stap d controleert het): later is het verlopen, en dat hoort zo."
            )
            + "\n"
            + shell(
                f"""
                H="$W/$(basename "$D").sig$((N-1))"
                openssl cms -verify -inform DER -in "$H" -binary -content "$W/inhoud" \\
                  -certfile "$W/uitgevers.pem" -CAfile "$W/wortels.pem" -purpose any -attime {at} \\
                  -signer "$W/houder.pem" -out /dev/null
                openssl x509 -in "$W/houder.pem" -noout -subject -issuer -dates -serial -fingerprint -sha256 -nameopt utf8
                """
            ),
            text(
                "Het moment van ondertekenen (deel 2) staat in een tijdstempel in de handtekening zelf, over haar "
                "waarde. Noemt deel 2 «uiterlijk», dan is dat er niet; sla dit dan over."
            )
            + "\n"
            + shell(
                f"""
                ontleed() {{ openssl asn1parse -inform DER -in "$H" "$@" 2>/dev/null; }}
                ontleed -noout -out "$W/eigen.der" -strparse \\
                  "$(ontleed | grep -A2 -m1 timeStampToken | tail -n 1 | cut -d: -f1)"
                ontleed -noout -out "$W/waarde" -strparse \\
                  "$(ontleed | grep 'd=5 .*OCTET STRING' | tail -n 1 | cut -d: -f1)"
                openssl ts -reply -in "$W/eigen.der" -token_in -text 2>/dev/null | grep 'Time stamp'
                openssl ts -verify -data "$W/waarde" -in "$W/eigen.der" -token_in \\
                  -untrusted "$W/uitgevers.pem" -CAfile "$W/wortels.pem" -attime {at}
                """
            ),
            text(
                "Was het certificaat ingetrokken? Het antwoord van de uitgever van toen (OCSP) zit in de PDF; met qpdf "
                "haalt u het eruit. «good» is goed; komt er niets, dan gaf de uitgever alleen lijsten (CRL): zie deel 6."
            )
            + "\n"
            + shell(
                f"""
                object() {{ qpdf --show-object="$1" "$D"; }}
                wijst() {{ grep -o "/$1 [0-9]*" | head -n 1 | cut -d' ' -f2; }}
                uitgever=$(openssl x509 -in "$W/houder.pem" -noout -issuer_hash)
                for c in {certificates}/*.pem; do
                  [ "$(openssl x509 -in "$c" -noout -subject_hash)" = "$uitgever" ] && cat "$c" > "$W/uitgever.pem"
                done
                dss=$(object "$(object trailer | wijst Root)" | wijst DSS)
                for n in $(object "$dss" | grep -o '/OCSPs[^]]*' | grep -o '[0-9]* 0 R' | cut -d' ' -f1); do
                  qpdf --show-object="$n" --filtered-stream-data "$D" > "$W/ocsp.der"
                  openssl ocsp -respin "$W/ocsp.der" -no_nonce -issuer "$W/uitgever.pem" -cert "$W/houder.pem" \\
                    -CAfile "$W/wortels.pem" -attime {at} 2>&1 | grep -A1 'houder.pem: '
                done
                """
            ),
        )
    )


# The signed ranges are [0 - $2] and [$3 - $4]; the place of the signature itself lies between.
_CUT = r"""
knip() {
  set -- $(pdfsig -nocert "$D" 2>/dev/null |
    awk -v n="#$N:" '$1 == "Signature" { k = $2 } /Signed Ranges/ && k == n { gsub(/[^0-9]+/, " "); print }')
  { head -c "$2" "$D"; head -c "$4" "$D" | tail -c +$(($3 + 1)); } > "$W/inhoud"
  head -c "$4" "$D" > "$W/gezien.pdf"
}
knip; ls -l "$W/gezien.pdf"
"""


def _stamps(piece: Piece) -> list[int]:
    """Give the numbers of the archive time-stamps, as pdfsig counts them: after all other fields."""
    count = sum(each.kind == "archieftijdstempel" for each in piece.signatures)
    return list(range(len(piece.signatures) - count + 1, len(piece.signatures) + 1))


def _times(one: Piece) -> str:
    stamps = _stamps(one)
    before = "".join(f"N={number}; tijd\n" for number in reversed(stamps))
    return (
        text(
            f"Stap d. Wanneer was dit er zeker? Ga van buiten naar binnen. Het laatste tijdstempel op {STATEMENT} moet "
            "vandaag goed zijn: dan was alles in dit pakket er op dat moment. De tijdstempels daarbinnen mogen intussen "
            "zijn verlopen: elk wordt beoordeeld op het moment van het volgende, dat u net controleerde (V onthoudt "
            "dat). Neem nooit een dag die u goed uitkomt. De opdracht tijd toont het moment dat de dienst noemt en "
            "controleert het; iedere keer hoort er «Verification: OK» te staan."
        )
        + "\n"
        + shell(
            f"""
            tijd() {{
              knip; H="$W/$(basename "$D").sig$((N-1))"
              t=$(openssl ts -reply -in "$H" -token_in -text 2>/dev/null | grep 'Time stamp'); echo "$t"
              openssl ts -verify -data "$W/inhoud" -in "$H" -token_in -untrusted "$W/uitgevers.pem" \\
                -CAfile "$W/wortels.pem" ${{V:+-attime "$V"}} && V=$(date -d "${{t#*: }}" +%s)
            }}
            V=""
            D="$P/{STATEMENT}"; N=3
            (cd "$W" && pdfsig -dump "$D")
            tijd
            D="$P/data/{one.files[0].path}"
            """
        )
        + "\n"
        + shell(before)
        + "\n\n"
        + text(f"Het zegel op {STATEMENT} controleert u zoals in stap c, met N=2.")
    )


def _history(whole: Whole, one: Piece) -> Iterator[str]:
    """Say how what came before a renewal is held against what is there now; nothing for a package that is new."""
    kept = next((piece for piece in whole.pieces if piece.name.endswith("-geschiedenis")), None)
    if kept is None or not (stamps := _stamps(one)):
        return
    place = f"data/{folder_of(kept)}"
    yield (
        text(
            f"Stap f. Is dit het pakket van vóór de vernieuwing? In {place} liggen de eerdere verklaringen met hun "
            "lijsten. Die lijsten noemen de bestanden van toen; sha256sum -c geeft er dus «FAILED» op, en dat hoort zo. "
            f"De nieuwe verklaring noemt elke eerdere met haar SHA-256: de eerste opdracht zoekt die op de pagina’s van "
            f"{STATEMENT} (pdftotext, uit poppler). En een PDF groeit alleen aan: knip {one.document} af achter een "
            "eerder archieftijdstempel, en u hebt het bestand van toen. De SHA-256 die dan komt, staat ook in een lijst "
            "van toen, die de laatste opdracht toont."
        )
        + "\n"
        + shell(
            f"""
            for v in {place}/*-archiefverklaring.pdf; do
              pdftotext -layout {STATEMENT} - | grep -q "$(sha256sum < "$v" | cut -d' ' -f1)" && echo "genoemd: $v"
            done
            D="$P/data/{one.files[0].path}"
            for N in {" ".join(str(number) for number in stamps)}; do knip; sha256sum < "$W/gezien.pdf"; done
            grep -h "${{D#"$P/"}}\\$" {place}/*-manifest-sha256.txt
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
