"""The steps of a dossier's life: issue, sign, close, renew. Here the folder meets `signing`."""

from generator.standing import LIFT, Standing, next_of, standings, stated
from generator.steps.approve import approve
from generator.steps.away import Brought, gather, lay_out, take_back
from generator.steps.close import close
from generator.steps.issue import issue
from generator.steps.lift import lift
from generator.steps.renew import ROUND, renew, too_soon
from generator.steps.void import decline, withdraw
from generator.steps.work import Progress

__all__ = [
    "LIFT",
    "ROUND",
    "Brought",
    "Progress",
    "Standing",
    "approve",
    "close",
    "decline",
    "gather",
    "issue",
    "lay_out",
    "lift",
    "next_of",
    "renew",
    "standings",
    "stated",
    "take_back",
    "too_soon",
    "withdraw",
]
