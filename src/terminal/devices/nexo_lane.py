"""What the settings say of a nexo terminal, as its driver takes it, and what may be missing.

Rules that hold here:

1. What is written wrong is refused when the file is read (`NexoLane.of`). A file that is missing or
   of no use is found when the terminal is made (`NexoLane.where`): it stops the card terminal
   alone, with words, and every other way of paying stays open.
2. The name under which a payment is recorded holds both ids. A till that was given other ids must
   not ask the terminal about older payments: "not found" would prove nothing.
"""

import ssl
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import urlsplit

from drivers.card_terminal.nexo_crypto import SealingKey, key_from
from drivers.card_terminal.nexo_requests import PATH
from drivers.card_terminal.nexo_settings import NexoParty
from drivers.card_terminal.terms import MAX_LABEL_LENGTH
from drivers.wire.https_call import HttpsAddress
from terminal.app.effects import Secret
from terminal.app.faults import KnownFault
from terminal.app.settings import Nexo, Settings

PORT: Final = 8443
"""Where such a terminal listens (card-terminal.md section 13)."""
MAX_CERTIFICATE_BYTES: Final = 262_144
"""A chain of certificates is a few kilobytes."""
_LIVE_NAME: Final = "{poi_id}.live.terminal.adyen.com"
_EXAMPLE: Final = "https://192.0.2.12:8443/nexo"
_GET_ONE: Final = (
    "Save the vendor's root certificate for its terminals there (PEM), or correct"
    " nexo.certificate; see docs/for-installers.md."
)


@dataclass(frozen=True, slots=True)
class NexoLane:
    """One till and its terminal."""

    host: str
    port: int
    party: NexoParty
    key_identifier: str
    key_version: int
    certificate: Path
    certificate_name: str

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """ValueError, in words, for the first value that cannot be right."""
        nexo = settings.nexo
        if nexo is None:
            raise ValueError("there is no table [nexo]")
        host, port = _address(nexo.address)
        lane = cls(
            host,
            port,
            _party(nexo, nexo.sale_id or f"LANE{settings.lane:0>2}"),
            nexo.key_identifier,
            nexo.key_version,
            Path(nexo.certificate),
            nexo.certificate_name or _LIVE_NAME.format(poi_id=nexo.poi_id),
        )
        if not nexo.certificate:
            raise ValueError("nexo.certificate names the file of the terminal's certificate")
        if not lane.certificate_name.isascii() or " " in lane.certificate_name:
            raise ValueError("nexo.certificate_name is a name such as a host has")
        if len(lane.identity) > MAX_LABEL_LENGTH:
            longest = MAX_LABEL_LENGTH - 1
            raise ValueError(f"nexo.poi_id and nexo.sale_id have {longest} characters together")
        try:
            SealingKey(lane.key_identifier, lane.key_version, b"", b"", b"")
        except ValueError as error:
            raise ValueError(f"nexo.key_identifier, nexo.key_version: {error}") from None
        return lane

    @property
    def identity(self) -> str:
        """Who is asked, and as whom: what a payment is recorded with."""
        return f"{self.party.poi_id}/{self.party.sale_id}"

    def where(self, now: datetime) -> HttpsAddress:
        """The address with what its certificate is checked by; `KnownFault` if there is none."""
        try:
            with self.certificate.open(encoding="ascii") as file:
                pem = file.read(MAX_CERTIFICATE_BYTES)
        except FileNotFoundError:
            raise KnownFault(
                "The card terminal's certificate is missing",
                f"There is no file {self.certificate}.",
                _GET_ONE,
            ) from None
        except OSError as error:
            raise self._unusable(f"{error.strerror}.") from error
        except UnicodeDecodeError:
            raise self._unusable("It holds no certificate as text (PEM).") from None
        address = HttpsAddress(self.host, self.port, pem, self.certificate_name)
        try:
            signers = address.context().get_ca_certs()
        except ValueError:
            raise self._unusable("It holds no certificate as text (PEM).") from None
        if not signers:
            raise self._unusable(
                "It holds a terminal's own certificate, not the one that signed it."
            )
        if not any(_is_valid(signer, now) for signer in signers):
            raise self._unusable("Its certificate is out of date, or this computer's clock is.")
        return address

    def key(self, passphrase: Secret) -> SealingKey:
        """What every message is sealed with."""
        return key_from(passphrase.text, self.key_identifier, self.key_version)

    def _unusable(self, why: str) -> KnownFault:
        title = "The card terminal's certificate cannot be used"
        return KnownFault(title, f"{self.certificate}: {why}", _GET_ONE)


def check_nexo(settings: Settings) -> None:
    """ValueError for a table [nexo] with a mistake, whether or not the lane uses it now."""
    if settings.nexo is not None:
        NexoLane.of(settings)


def _address(text: str) -> tuple[str, int]:
    parts = urlsplit(text)
    if parts.scheme != "https":
        raise ValueError(f"nexo.address begins with https://, like {_EXAMPLE}")
    whole = parts.hostname and parts.path in {"", "/", PATH, PATH + "/"}
    if not whole or parts.query or parts.fragment or parts.username is not None:
        raise ValueError(f"nexo.address is a host, a port and {PATH}, like {_EXAMPLE}")
    try:
        port = PORT if parts.port is None else parts.port
    except ValueError:
        port = 0
    if not port:
        raise ValueError("nexo.address has a port from 1 to 65535")
    assert parts.hostname, "looked at above"
    return parts.hostname, port


def _party(nexo: Nexo, sale_id: str) -> NexoParty:
    try:
        return NexoParty(sale_id, nexo.poi_id)
    except ValueError as error:
        raise ValueError(f"nexo.{error}") from None


def _is_valid(certificate: dict[str, Any], now: datetime) -> bool:
    first, last = (ssl.cert_time_to_seconds(certificate[key]) for key in ("notBefore", "notAfter"))
    return first <= now.timestamp() <= last
