"""What can go wrong between a delegation file and a dossier, by whose fault it is.

GeneratorError
├── InputRefused          the person's file or choice cannot be used        exit 1
│   └── InvalidFile       … with a finding for every reason
├── TemplateRefused       a Word template cannot be rendered or typeset     exit 4
├── ProductRefused        an engine made something other than was asked     exit 4
└── SurroundingsFailed    a file, folder or program did not cooperate       exit 4
    ├── InUse             another step is at work in the folder             exit 4
    └── NoRoom            there is no room to work in                       exit 4
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from generator.findings import Finding


class GeneratorError(Exception):
    """A failure that a user can understand: what is wrong (Dutch), and what to do next."""

    exit_code: ClassVar[int] = 4

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputRefused(GeneratorError):
    """The delegation file, or what was asked of it, cannot be used."""

    exit_code = 1


class InvalidFile(InputRefused):
    """A person's file has errors; `findings` holds every reason, not the first."""

    def __init__(self, name: str, findings: tuple[Finding, ...]) -> None:
        errors = [finding for finding in findings if finding.severity == "error"]
        lines = [
            f"{name}:{finding.line}:{finding.column}  {finding.rule}  {finding.message}"
            f"\n    bron: {finding.source}"
            for finding in errors
        ]
        super().__init__(
            f"{name} is niet in orde; er is niets gemaakt.\n" + "\n".join(lines),
            hint="Verbeter het bestand en probeer het opnieuw.",
        )
        self.findings = findings


class TemplateRefused(GeneratorError):
    """A template holds something that cannot be rendered or typeset without loss."""


class ProductRefused(GeneratorError):
    """A document came out other than it was asked for; it is not handed out."""


class SurroundingsFailed(GeneratorError):
    """A file, folder or program outside this one did not cooperate."""


class InUse(SurroundingsFailed):
    """Another step is at work in the folder; the message says whose, on which machine and since when."""


class NoRoom(SurroundingsFailed):
    """There is no room to lay out what is to be read: that says nothing of what it is worth."""
