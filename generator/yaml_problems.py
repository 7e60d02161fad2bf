"""What the YAML scanner has to say, for a reader of Dutch.

The scanner tells its problems apart by English text only. The table serves clarity, not decisions:
text that is not in it (another version may word it otherwise) gets the general message.
"""

from __future__ import annotations

_GENERAL = (
    "Dit is geen geldige YAML. Controleer op deze regel en de regel erboven de inspringing, "
    "de aanhalingstekens en de dubbele punten."
)

_DUTCH: tuple[tuple[str, str], ...] = (
    (
        "found character '\\t'",
        "Hier staat een tab; in YAML mag inspringing alleen uit spaties bestaan. Vervang de tab door spaties.",
    ),
    (
        "that cannot start any token",
        "Een waarde kan niet met dit teken beginnen. Zet de hele waarde tussen aanhalingstekens.",
    ),
    ("could not find expected ':'", "Na de sleutel op deze regel ontbreekt een dubbele punt met een spatie."),
    (
        "mapping values are not allowed here",
        (
            "Een dubbele punt met een spatie kan hier niet staan. Zet een tekst met een dubbele punt tussen "
            "aanhalingstekens, of herstel de inspringing."
        ),
    ),
    (
        "mapping keys are not allowed here",
        "Een sleutel kan hier niet staan. Controleer de inspringing van deze regel.",
    ),
    (
        "sequence entries are not allowed here",
        (
            "Een streepje voor een lijst kan hier niet staan. Begin de lijst op een nieuwe regel, ingesprongen "
            "onder de sleutel."
        ),
    ),
    (
        "found unexpected end of stream",
        "De tekst die hier begint heeft geen aanhalingsteken aan het eind. Sluit de tekst af.",
    ),
    (
        "found unexpected document separator",
        "Midden in een tekst tussen aanhalingstekens staat een documentscheiding (---). Sluit de tekst eerst af.",
    ),
    (
        "expected <block end>",
        (
            "De inspringing van deze regel sluit niet aan op de regels erboven. Zet sleutels van hetzelfde "
            "niveau recht onder elkaar."
        ),
    ),
    (
        "expected ',' or",
        "De lijst «[…]» of het blok «{…}» is niet afgesloten, of er ontbreekt een komma tussen twee waarden.",
    ),
    (
        "found unknown escape character",
        (
            "Na de schuine streep «\\» staat een teken dat daar niets betekent. Schrijf «\\\\», of gebruik enkele "
            "aanhalingstekens."
        ),
    ),
    (
        "expected escape sequence of",
        "Na «\\x», «\\u» of «\\U» hoort een vast aantal hexadecimale cijfers te staan.",
    ),
    (
        "more indented follow up line",
        "De regels van dit tekstblok springen niet gelijk in. Laat de eerste regel het minst inspringen.",
    ),
    (
        "expected a comment or a line break",
        (
            "Na dit teken mag op deze regel alleen nog commentaar staan. Begin de tekst op de volgende regel, "
            "of zet hem tussen aanhalingstekens."
        ),
    ),
    (
        "expected chomping or indentation",
        "Na «|» of «>» mag op deze regel geen tekst staan. Begin de tekst op de volgende regel.",
    ),
    (
        "expected alphabetic or numeric character",
        "Na «&» of «*» hoort direct een naam te staan. Zet een gewone tekst met dit teken tussen aanhalingstekens.",
    ),
    (
        "expected the node content",
        "Hier ontbreekt een waarde. Vul een waarde in of verwijder dit deel.",
    ),
    (
        "expected '<document start>'",
        "Deze regel past niet bij het begin van het bestand. Begin met een sleutel, zoals «formaat: 1».",
    ),
)


def in_dutch(problem: str) -> str:
    """Say in Dutch what the scanner said in English, as precisely as is known."""
    return next((dutch for english, dutch in _DUTCH if english in problem), _GENERAL)
