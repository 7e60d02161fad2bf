"""What is told, in Dutch, of work that failed, whatever it failed by; for one of many, which never stops the others."""

from __future__ import annotations

from dataclasses import dataclass

from generator.errors import GeneratorError
from generator.files import why
from signing.errors import SealingError

_SURROUNDINGS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What is wrong, what to do next (may be empty), and the exit code that says whose fault it is."""

    message: str
    hint: str = ""
    exit_code: int = _SURROUNDINGS

    def lines(self, name: str) -> list[str]:
        """Tell it of what is called `name`, as an entry of a list."""
        message = self.message if self.message.startswith(name) else f"{name}: {self.message}"
        hint = [f"    {text}" for text in self.hint.split("\n") if text]
        return [*(f"  {text}" for text in message.split("\n")), *hint]


LOST = Failure(
    message="Het proces dat hiermee bezig was, is weggevallen, ook toen dit als enige aan het werk was. Waarschijnlijk was "
    "er te weinig geheugen.",
    hint="Sluit andere programma's en geef dezelfde opdracht opnieuw. Er is niets half gewijzigd.",
)


def failure(err: Exception) -> Failure:
    """Give what is told of an error, known or not."""
    if isinstance(err, (GeneratorError, SealingError)):
        return Failure(message=err.message, hint=err.hint, exit_code=err.exit_code)
    if isinstance(err, OSError):
        where = f" ({err.filename})" if err.filename else ""
        return Failure(
            message=f"De computer kon niet meewerken: {why(err)}{where}.", hint="Er is niets half gewijzigd."
        )
    return Failure(
        message=f"Onverwachte fout in het programma ({type(err).__name__}: {err}).",
        hint="Er is niets half gewijzigd. Meld dit, met de uitvoer van dezelfde opdracht met `delegatie --fouten …`.",
    )
