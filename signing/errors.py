"""What can go wrong with keys, services and signed documents.

SealingError
├── WrongTurn         this person may not sign this document (now)          exit 1
├── KeyFailed         key or passphrase cannot be used                      exit 4
├── ServiceFailed     time-stamp or revocation service did not deliver      exit 4
├── DocumentRefused   the PDF is not one that this step can work on         exit 1
└── ResultRefused     the step's own result does not verify; not kept       exit 4
"""

from __future__ import annotations

from typing import ClassVar


class SealingError(Exception):
    """A failure that a user can understand: what is wrong (Dutch), and what to do next."""

    exit_code: ClassVar[int] = 4

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class WrongTurn(SealingError):
    """The signing plan does not let this person sign this document now."""

    exit_code = 1


class KeyFailed(SealingError):
    """A key, certificate or passphrase cannot be used."""


class ServiceFailed(SealingError):
    """A time-stamp or revocation service refused, was late or answered wrongly."""


class DocumentRefused(SealingError):
    """The PDF is not one that this step can work on."""

    exit_code = 1


class ResultRefused(SealingError):
    """The result of a step does not verify, so it was thrown away."""
