"""Who looks on while papers are judged: nobody, or what keeps the time and makes the pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.examine import Item


class Watch:
    """Is told of each piece of work before it begins, and of each PDF once it is judged; this one lets it pass."""

    def begins(self, what: str) -> None:
        """Take note that the work on `what` (an id of a document, or Dutch words) begins."""

    def judged(self, item: Item, pdf: bytes) -> None:
        """Take note of the verdict on the bytes of a PDF."""


SILENT = Watch()
