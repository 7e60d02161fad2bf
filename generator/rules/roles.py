"""Who may not be whom: the delegate's other roles, per person and not per task.

The sixth core condition of the RSC holds for every delegated task, so these rules never look at tasks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.rules.rule import breach, rule
from generator.rules.words import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.parts import AndereRol
    from generator.rules.rule import Breach, Case

ROLE_MIXING = "RSC-document, III.1 (zesde kernvoorwaarde)"


@rule(
    "R-01",
    "error",
    demand="Wie delegeert is bedrijfsarts; een basisarts, arboarts of arts in opleiding kan dat niet.",
    source="NVAB-thema taakdelegatie en supervisie; ECLI:NL:TGZREIN:2022:8",
)
def delegator_is_bedrijfsarts(case: Case) -> Iterator[Breach]:
    """Refuse a delegator who is no bedrijfsarts: other physicians work under supervision themselves."""
    function = case.delegation.bedrijfsarts.functie
    if function.strip().casefold() != "bedrijfsarts":
        yield breach(
            "bedrijfsarts",
            "functie",
            says=f"Alleen een bedrijfsarts kan taken delegeren; «{function}» kan dat niet. Een basisarts, arboarts of "
            "arts in opleiding werkt zelf onder supervisie van een bedrijfsarts. Vul de bedrijfsarts in die de "
            "opdracht geeft, met als functie «bedrijfsarts».",
        )


@rule(
    "R-02",
    "error",
    demand="De taakgedelegeerde is een ander dan de bedrijfsarts, de waarnemer en wie voor de werkgever tekent.",
    source="Werkwijzer Taakdelegatie 2019 (definitie); RSC-document, III.1; eigen regel",
)
def delegate_is_someone_else(case: Case) -> Iterator[Breach]:
    """Refuse a delegate who delegates to himself, oversees himself, or signs for the werkgever."""
    delegation = case.delegation
    arts, delegate, signatory = (
        delegation.bedrijfsarts,
        delegation.taakgedelegeerde,
        delegation.werkgever.vertegenwoordiger,
    )
    if _same_person((delegate.naam, delegate.email), (arts.naam, arts.email)) or (
        delegate.big_nummer is not None and delegate.big_nummer == arts.big_nummer
    ):
        yield _self("de bedrijfsarts die delegeert", "niemand kan taken aan zichzelf delegeren")
    waarnemer = arts.waarnemer
    if waarnemer is not None and (
        folded(waarnemer.naam) == folded(delegate.naam) or waarnemer.big_nummer == delegate.big_nummer
    ):
        yield _self("de waarnemer van de bedrijfsarts", "niemand kan op zichzelf toezicht houden")
    if _same_person((delegate.naam, delegate.email), (signatory.naam, signatory.email)):
        yield _self(
            "de vertegenwoordiger van de werkgever",
            "de taakgedelegeerde moet onafhankelijk zijn van wie voor de werkgever tekent",
        )


@rule(
    "R-03",
    "error",
    demand="De taakgedelegeerde is niet ook casemanager verzuim voor dezelfde werkgever; ook niet met een beroep op de NVAB "
    "(R-10).",
    source=ROLE_MIXING,
)
def not_casemanager_for_the_werkgever(case: Case) -> Iterator[Breach]:
    """Refuse a delegate who is also the casemanager of the same werkgever; nothing repairs that."""
    why = (
        "Wie in taakdelegatie voor de bedrijfsarts werkt, kan niet ook casemanager verzuim namens dezelfde "
        "werkgever zijn: dat tast de onafhankelijkheid van de bedrijfsarts en het beroepsgeheim aan. Ook de "
        "Autoriteit Persoonsgegevens wees dit af (december 2017). De NVAB verbiedt het niet uitdrukkelijk, maar noemt het «een "
        "sterk te ontraden constructie»; deze regel volgt het RSC. Afwijken kan niet, ook niet met aanvullende maatregelen. "
        "Geef een van beide rollen aan iemand anders."
    )
    if case.delegation.taakgedelegeerde.casemanager_type == "procesbegeleider-werkgever":
        yield breach("taakgedelegeerde", "casemanager_type", says=why)
    for index, role in _casemanager_roles(case):
        if role.voor == "werkgever" or _is_the_werkgever(role, case):
            yield breach("taakgedelegeerde", "andere_rollen", index, says=why)


@rule(
    "R-04",
    "error",
    demand="De taakgedelegeerde is niet casemanager voor, of in dienst van, een verzekeraar; maatregelen helpen niet.",
    source=ROLE_MIXING,
)
def not_casemanager_for_an_insurer(case: Case) -> Iterator[Breach]:
    """Refuse a casemanager for an insurer, or in the service of one; nothing repairs that."""
    why = (
        "Wie casemanager is namens of in dienst van een verzekeraar kan niet in taakdelegatie werken: de verzekeraar "
        "heeft een financieel belang. De vier aanvullende maatregelen heffen dat niet op en afwijken kan niet. "
        "Delegeer aan iemand die geen verplichtingen tegenover een verzekeraar heeft."
    )
    if case.delegation.taakgedelegeerde.formele_werkgever == "verzekeraar":
        yield breach("taakgedelegeerde", "formele_werkgever", says=why)
    for index, role in _casemanager_roles(case):
        if role.voor == "verzekeraar":
            yield breach("taakgedelegeerde", "andere_rollen", index, says=why)


@rule(
    "R-07",
    "warning",
    demand="Is de taakgedelegeerde casemanager verzuim voor een andere werkgever, dan is dat toegelicht.",
    source="RSC-document, III.1 (uitleg van «de werkgever»); eigen regel",
    also=("error",),
)
def casemanager_elsewhere_is_explained(case: Case) -> Iterator[Breach]:
    """Require an explanation for a casemanager of another werkgever: the source does not settle it."""
    for index, role in _casemanager_roles(case):
        if role.voor not in {"andere-werkgever", "anders"} or _is_the_werkgever(role, case):
            continue
        start = (
            "De taakgedelegeerde is ook casemanager verzuim voor een andere opdrachtgever. Het RSC-document spreekt "
            "van «de werkgever» en laat open of dit samengaat"
        )
        if (role.toelichting or "").strip():
            yield breach(
                "taakgedelegeerde",
                "andere_rollen",
                index,
                says=f"{start}. Laat de bedrijfsarts de toelichting beoordelen voordat hij ondertekent.",
            )
        else:
            yield breach(
                "taakgedelegeerde",
                "andere_rollen",
                index,
                says=f"{start}; daarom is een toelichting verplicht. Schrijf bij «toelichting» hoe de rollen, de "
                "werknemers en de dossiers gescheiden blijven.",
                severity="error",
            )


@rule(
    "R-08",
    "error",
    demand="De taakgedelegeerde is geen leidinggevende, personeelsadviseur of andere vertegenwoordiger van dezelfde werkgever.",
    source="RSC-document, III.1 (algemene bepaling over rollen); eigen regel",
    also=("warning",),
)
def not_representing_the_werkgever(case: Case) -> Iterator[Breach]:
    """Refuse a manager, HR adviser or other representative of the same werkgever."""
    for index, role in enumerate(case.delegation.taakgedelegeerde.andere_rollen):
        if role.voor != "werkgever" and not _is_the_werkgever(role, case):
            continue
        if role.rol in {"leidinggevende", "hr-adviseur"}:
            yield breach(
                "taakgedelegeerde",
                "andere_rollen",
                index,
                says=f"De taakgedelegeerde is ook {role.rol} bij dezelfde werkgever. Zo'n rol brengt verplichtingen, "
                "afhankelijkheden of loyaliteiten mee tegenover een partij die het advies van de bedrijfsarts krijgt. "
                "Beëindig die rol of delegeer aan iemand anders.",
            )
        elif role.rol == "anders":
            yield breach(
                "taakgedelegeerde",
                "andere_rollen",
                index,
                says="De taakgedelegeerde heeft bij dezelfde werkgever een rol die dit programma niet kan beoordelen. "
                "Vertegenwoordigt hij daarin de werkgever, dan gaat dat niet samen met taakdelegatie. Laat de "
                "bedrijfsarts dit beoordelen en leg het vast bij «toelichting».",
                severity="warning",
            )


def _casemanager_roles(case: Case) -> Iterator[tuple[int, AndereRol]]:
    for index, role in enumerate(case.delegation.taakgedelegeerde.andere_rollen):
        if role.rol == "casemanager-verzuim":
            yield index, role


def _is_the_werkgever(role: AndereRol, case: Case) -> bool:
    """Tell whether the organisation named is this werkgever, whatever `voor` says."""
    return role.organisatie is not None and folded(role.organisatie) == folded(case.delegation.werkgever.naam)


def _self(who: str, why: str) -> Breach:
    return breach(
        "taakgedelegeerde",
        "naam",
        says=f"De taakgedelegeerde heeft dezelfde naam, hetzelfde e-mailadres of hetzelfde BIG-nummer als {who}; "
        f"{why}. Zijn het twee mensen, schrijf dan hun voornamen voluit en geef ieder een eigen adres.",
    )


def _same_person(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return any(folded(a) == folded(b) for a, b in zip(one, other, strict=True))
