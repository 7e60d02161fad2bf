"""A signing service, as the Cloud Signature Consortium describes it (API 1.0.4): ask, authorise, sign.

What the service answers is a stranger's: it is bounded, typed and verified, and its words are shown
without anything that was sent to it.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from signing.csc_answers import (
    Credential,
    Unfit,
    read_credential,
    read_names,
    read_permission,
    read_refusal,
    read_signatures,
    require_usable,
    unfit,
)
from signing.csc_channel import Answer, Channel
from signing.errors import KeyFailed, SealingError, ServiceFailed

_SHA256 = "2.16.840.1.101.3.4.2.1"
_CONFIRMING = 300  # seconds: where the service itself asks its user, that user takes out a telephone first
_MOST_WORDS = 200
_LEAST_SECRET = 3  # what is shorter says nothing, and would be struck out everywhere
_NOTHING = "Er is niets ondertekend."


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The methods of one service that signing needs; each raises `ServiceFailed` or `KeyFailed`."""

    channel: Channel
    # What was confided, either way: a service may repeat it in a refusal of any later method.
    _confided: set[str] = field(default_factory=set, init=False, repr=False, compare=False)

    @property
    def host(self) -> str:
        """The name by which users know the service."""
        return self.channel.host

    async def only_credential(self) -> str:
        """Give the one key that the access token opens (credentials/list)."""
        method = "credentials/list"
        answer = await self._asked(method, {}, repeat=True)
        try:
            names, more = read_names(answer.body)
        except Unfit as err:
            raise unfit(self.host, method, err) from None
        if len(names) == 1 and not more:
            return names[0]
        if not names:
            raise KeyFailed(
                f"Bij de ondertekendienst {self.host} staat geen sleutel voor u klaar.",
                hint="Is dit de toegangscode van de ondertekenaar zelf? Vraag het anders de dienst.",
            )
        shown = ", ".join(f"«{self._clean(name)}»" for name in names[:10])
        raise KeyFailed(
            f"Bij de ondertekendienst {self.host} staan meer sleutels voor u: {shown}{' …' if more or names[10:] else ''}.",
            hint="Kies er een met sleutel_id in delegatie.toml.",
        )

    async def credential(self, name: str) -> Credential:
        """Give what the service says of the key `name`, which can be signed with (credentials/info)."""
        method = "credentials/info"
        body = {"credentialID": name, "certificates": "chain", "certInfo": False, "authInfo": True}
        answer = await self._asked(method, body, repeat=True)
        try:
            found = read_credential(name, answer.body)
        except Unfit as err:
            raise unfit(self.host, method, err) from None
        require_usable(found, self.host)
        return found

    async def send_code(self, credential: Credential) -> None:
        """Let the service send its user a one-time code (credentials/sendOTP)."""
        await self._asked("credentials/sendOTP", {"credentialID": credential.name})

    async def authorize(
        self, credential: Credential, hashes: Sequence[bytes], secrets: Mapping[str, str]
    ) -> str:
        """Give what activates the key for exactly these hashes (credentials/authorize).

        `secrets` holds PIN and OTP, as far as there are any. Never repeated: a PIN has few attempts, and
        a code one.
        """
        method = "credentials/authorize"
        number = len(hashes)
        body = {
            "credentialID": credential.name,
            "numSignatures": number,
            "hash": _written(hashes),
            "description": f"{number} {'document' if number == 1 else 'documenten'} ondertekenen",
            **secrets,
        }
        patience = _CONFIRMING if credential.mode == "implicit" else 0
        self._confided.update(secrets.values())
        answer = await self._asked(method, body, patience=patience)
        try:
            activation, seconds = read_permission(answer.body)
        except Unfit as err:
            raise unfit(self.host, method, err) from None
        self._confided.add(activation)
        if seconds == 0:
            raise ServiceFailed(
                f"De ondertekendienst {self.host} gaf een toestemming die al verlopen was.",
                hint=f"{_NOTHING} Probeer het opnieuw.",
            )
        return activation

    async def sign(
        self,
        credential: Credential,
        hashes: Sequence[bytes],
        activation: str,
        *,
        algorithm: str,
        parameters: bytes | None,
    ) -> list[bytes]:
        """Give the signatures of the SHA-256 `hashes`, not yet verified (signatures/signHash)."""
        method = "signatures/signHash"
        body: dict[str, object] = {
            "credentialID": credential.name,
            "SAD": activation,
            "hash": _written(hashes),
            "hashAlgo": _SHA256,
            "signAlgo": algorithm,
        }
        if parameters is not None:
            body["signAlgoParams"] = base64.b64encode(parameters).decode()
        self._confided.add(activation)
        answer = await self._asked(method, body)
        try:
            return read_signatures(answer.body, count=len(hashes))
        except Unfit as err:
            raise unfit(self.host, method, err) from None

    async def _asked(
        self,
        method: str,
        body: Mapping[str, object],
        *,
        repeat: bool = False,
        patience: float = 0,
    ) -> Answer:
        answer = await self.channel.post(method, body, repeat=repeat, patience=patience)
        if not answer.ok:
            raise self._refused(method, answer)
        return answer

    def _refused(self, method: str, answer: Answer) -> SealingError:
        code, words = read_refusal(answer.body)
        said = self._clean(words or code)
        because = f": «{said}»" if said else f" (HTTP {answer.status})"
        if code == "invalid_pin":
            return KeyFailed(
                f"De pincode klopt niet, zegt de ondertekendienst {self.host}{because}.",
                hint=f"{_NOTHING} Probeer het opnieuw; na enkele keren kan de dienst de sleutel blokkeren.",
            )
        if code == "invalid_otp":
            return KeyFailed(
                f"De eenmalige code klopt niet of is verlopen, zegt de ondertekendienst {self.host}{because}.",
                hint=f"{_NOTHING} Probeer het opnieuw, met een nieuwe code.",
            )
        if answer.status in (401, 403) or code in ("invalid_token", "access_denied", "unauthorized_client"):
            return KeyFailed(
                f"De ondertekendienst {self.host} geeft geen toegang{because}.",
                hint="De toegangscode klopt niet of is verlopen. Haal bij de dienst een nieuwe op.",
            )
        if answer.status == HTTPStatus.NOT_FOUND and not code:
            return ServiceFailed(
                f"De ondertekendienst {self.host} kent {method} niet, of deze sleutel niet.",
                hint="Kloppen adres (het eindigt meestal op /csc/v1) en sleutel_id in delegatie.toml?",
            )
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return ServiceFailed(
                f"De ondertekendienst {self.host} heeft een storing bij {method}{because}.",
                hint=f"{_NOTHING} Probeer het later opnieuw.",
            )
        return KeyFailed(
            f"De ondertekendienst {self.host} weigert {method}{because}.",
            hint=f"{_NOTHING} Kloppen sleutel_id en toestemming in delegatie.toml? Vraag het anders de dienst.",
        )

    def _clean(self, words: str) -> str:
        """Make a stranger's words fit to show: one short line, without anything that was ever confided."""
        for secret in sorted({self.channel.token, *self._confided}, key=len, reverse=True):
            if len(secret) >= _LEAST_SECRET:
                words = words.replace(secret, "…")
        line = " ".join("".join(one if one.isprintable() else " " for one in words).split())
        return line if len(line) <= _MOST_WORDS else line[:_MOST_WORDS] + " …"


def _written(hashes: Sequence[bytes]) -> list[str]:
    return [base64.b64encode(one).decode() for one in hashes]
