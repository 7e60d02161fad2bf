"""The steps of a dossier's life: issue, sign, close. Here the folder meets `signing`."""

from generator.steps.approve import approve
from generator.steps.close import close
from generator.steps.issue import issue
from generator.steps.standing import Standing, next_of, standings, stated
from generator.steps.work import Progress

__all__ = ["Progress", "Standing", "approve", "close", "issue", "next_of", "standings", "stated"]
