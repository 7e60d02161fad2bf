"""How long the dossier is kept, and by which selection list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.rules.calendar import months_after
from generator.rules.rule import breach, rule
from generator.rules.words import is_void

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules.rule import Breach, Case

_YEARS = 10


@rule(
    "V-36",
    "error",
    demand="Bij een gemeente staat de categorie van de selectielijst ingevuld.",
    source="Selectielijst gemeenten 2020; eigen regel",
)
def selection_category_is_given(case: Case) -> Iterator[Breach]:
    """Require of a municipality the category of its selection list; there is no default."""
    category = case.delegation.archief.selectielijst_categorie
    if case.delegation.werkgever.rechtsvorm == "gemeente" and (category is None or is_void(category)):
        yield breach(
            "archief",
            "selectielijst_categorie",
            says="Een gemeente bewaart en vernietigt volgens haar selectielijst, maar de categorie ontbreekt. Die verschilt per "
            "proces; dit programma kan haar niet kiezen. Vraag de informatiebeheerder en vul «selectielijst_categorie» in.",
        )


@rule(
    "V-37",
    "warning",
    demand="Het archief wordt bewaard tot ten minste tien jaar na het einde van de delegatie.",
    source="Wet BIG 65 (tuchtklacht binnen tien jaar); eigen regel",
)
def kept_long_enough(case: Case) -> Iterator[Breach]:
    """Advise to keep the papers for ten years after the end, as long as a complaint can be filed."""
    ends = case.delegation.looptijd.einde
    needed, kept = months_after(ends, 12 * _YEARS), case.delegation.archief.bewaren_tot
    if kept < needed:
        yield breach(
            "archief",
            "bewaren_tot",
            says=f"Het archief wordt bewaard tot {kept}, korter dan tien jaar na het einde van de delegatie ({ends}). Zo lang "
            "kan "
            f"een tuchtklacht worden ingediend, en dan zijn deze stukken nodig. Bewaar ten minste tot {needed}.",
        )
