"""What a PKCS#11 module says when it refuses, told in Dutch: what is wrong, and what to do next.

The words are ours. The PIN is in none of them, for the module's errors are kinds without contents.
"""

from __future__ import annotations

from dataclasses import dataclass

import pkcs11
from pkcs11 import TokenFlag

from signing.errors import KeyFailed

_GONE = (
    pkcs11.DeviceRemoved,
    pkcs11.TokenNotPresent,
    pkcs11.TokenNotRecognised,
    pkcs11.SessionHandleInvalid,
    pkcs11.SessionClosed,
    pkcs11.ObjectHandleInvalid,
    pkcs11.KeyHandleInvalid,
    pkcs11.SlotIDInvalid,
    pkcs11.DeviceError,
)
_UNFIT = (
    pkcs11.MechanismInvalid,
    pkcs11.MechanismParamInvalid,
    pkcs11.KeyTypeInconsistent,
    pkcs11.KeySizeRange,
    pkcs11.FunctionNotSupported,
)
_PIN_AGAIN = "Controleer de PIN en geef dezelfde opdracht opnieuw; er is hiermee niets ondertekend."
_GO_ON = "geef daarna dezelfde opdracht opnieuw: wat al ondertekend is, blijft staan."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    kinds: tuple[type[pkcs11.PKCS11Error], ...]
    message: str
    hint: str


_TABLE = (
    _Told(
        kinds=(pkcs11.PinExpired,),
        message="de PIN is verlopen",
        hint="Stel met het programma van de uitgever een nieuwe PIN in.",
    ),
    _Told(
        kinds=(pkcs11.UserPinNotInitialized,),
        message="er is nog geen PIN ingesteld",
        hint="Activeer de kaart met het programma van de uitgever.",
    ),
    _Told(
        kinds=(pkcs11.PinLenRange, pkcs11.PinInvalid),
        message="zo kan de PIN niet zijn: zij is te kort of te lang, of bevat een vreemd teken",
        hint=_PIN_AGAIN,
    ),
    _Told(
        kinds=(pkcs11.FunctionCancelled, pkcs11.FunctionRejected),
        message="het invoeren van de PIN is afgebroken, of het duurde te lang",
        hint="Geef dezelfde opdracht opnieuw, en typ de PIN zodra daarom wordt gevraagd.",
    ),
    _Told(
        kinds=_GONE,
        message="de kaart is niet meer bereikbaar; waarschijnlijk is zij uit de lezer gehaald",
        hint=f"Steek de kaart weer in de lezer en {_GO_ON}",
    ),
    _Told(
        kinds=(pkcs11.UserNotLoggedIn,),
        message="de kaart wil voor elke handtekening een PIN",
        hint="Zet in de configuratie handtekening_pin = true. Met een PIN op de kaartlezer zelf kan dit niet.",
    ),
    _Told(
        kinds=(pkcs11.OperationNotInitialized,),
        message="deze sleutel vraagt geen aparte PIN voor een handtekening",
        hint="Haal handtekening_pin uit de configuratie.",
    ),
    _Told(
        kinds=_UNFIT,
        message="met deze sleutel kan de kaart niet ondertekenen zoals wordt gevraagd",
        hint="Laat --pss weg als u die gaf; kies anders een andere sleutel op de kaart.",
    ),
    _Told(
        kinds=(pkcs11.SessionCount, pkcs11.HostMemory, pkcs11.DeviceMemory),
        message="de kaart heeft geen plaats voor nog een verbinding",
        hint=f"Sluit andere programma's die de kaart gebruiken, en {_GO_ON}",
    ),
)


def explained(err: pkcs11.PKCS11Error, where: str) -> KeyFailed:
    """Tell what the module refused at `where`, a card or a module."""
    for told in _TABLE:
        if isinstance(err, told.kinds):
            return KeyFailed(f"{where}: {told.message}.", hint=told.hint)
    return KeyFailed(
        f"{where}: de kaart of haar stuurprogramma meldt een storing ({type(err).__name__}).",
        hint=f"Steek de kaart opnieuw in de lezer en {_GO_ON}",
    )


def wrong_pin(where: str, flags: TokenFlag) -> KeyFailed:
    """Tell that the PIN was wrong, and how near the card is to being locked."""
    if flags & TokenFlag.USER_PIN_LOCKED:
        return locked(where)
    if flags & TokenFlag.USER_PIN_FINAL_TRY:
        left = "U hebt nog één poging; daarna blokkeert de kaart."
    elif flags & TokenFlag.USER_PIN_COUNT_LOW:
        left = "De kaart telt mee: na te veel verkeerde pogingen blokkeert zij."
    else:
        left = "Hoeveel pogingen er nog zijn, zegt deze kaart niet."
    return KeyFailed(f"{where}: de PIN klopt niet. {left}", hint=_PIN_AGAIN)


def locked(where: str) -> KeyFailed:
    """Tell that the card takes no PIN any more."""
    return KeyFailed(
        f"{where}: de PIN is geblokkeerd na te veel verkeerde pogingen.",
        hint="Deblokkeer de kaart met de PUK en het programma van de uitgever.",
    )


def refused_beforehand(where: str, flags: TokenFlag) -> KeyFailed | None:
    """Say why no PIN needs to be asked at all, if the card says so itself."""
    if flags & TokenFlag.USER_PIN_LOCKED:
        return locked(where)
    if not flags & TokenFlag.USER_PIN_INITIALIZED:
        return explained(pkcs11.UserPinNotInitialized(), where)
    if flags & TokenFlag.USER_PIN_TO_BE_CHANGED:
        return explained(pkcs11.PinExpired(), where)
    return None
