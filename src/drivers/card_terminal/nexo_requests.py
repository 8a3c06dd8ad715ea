"""What the till asks a nexo terminal, as trees of JSON (card-terminal.md section 13).

Every message is a `Question`: the plaintext, and by which header its answer is known. Amounts are
written from whole cents; no question holds anything of a card.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from drivers.card_terminal import nexo_crypto as crypto
from drivers.card_terminal import nexo_ids as ids
from drivers.card_terminal.messages import Refund, Sale, Void
from drivers.card_terminal.nexo_json import amount, encode
from drivers.card_terminal.nexo_replies import PoiTransaction
from drivers.card_terminal.nexo_settings import NexoParty

PATH: Final = "/nexo"
_PROTOCOL: Final = "3.0"
# The customer's bank may approve less than was asked (vendor: "Tender options"; FSA/HSA terminals
# need it, section 13).
_ALLOW_PARTIAL: Final = "tenderOption=AllowPartialAuthorisation"
# "CustCancel, MerchantCancel, Malfunction, Unable2Compl" (section 13): the till takes it back.
_REVERSAL_REASON: Final = "MerchantCancel"
_ABORT_REASON: Final = "MerchantAbort"


class Category(StrEnum):
    """MessageCategory."""

    PAYMENT = "Payment"
    STATUS = "TransactionStatus"
    ABORT = "Abort"
    REVERSAL = "Reversal"
    DIAGNOSIS = "Diagnosis"


@dataclass(frozen=True, slots=True)
class Question:
    """One message to the terminal, not yet sealed."""

    category: Category
    service_id: str
    header: dict[str, str]
    body: dict[str, object] = field(repr=False)

    def sealed(self, key: crypto.SealingKey, nonce: bytes) -> bytes:
        """The bytes to post."""
        plaintext = encode({"SaleToPOIRequest": {"MessageHeader": self.header, **self.body}})
        seal = crypto.seal(key, plaintext, nonce)
        return encode({"SaleToPOIRequest": crypto.envelope(self.header, seal)})


class Asking:
    """Makes questions for one till and one terminal; chance and the date come from outside."""

    def __init__(
        self,
        party: NexoParty,
        chance: Callable[[int], bytes],
        utc_now: Callable[[], datetime],
    ) -> None:
        self.party = party
        self._chance = chance
        self._utc_now = utc_now

    def charge(self, command: Sale | Refund) -> Question:
        """Charge or credit a card; a ValueError if the reference has no ServiceID."""
        name = ids.service_id(ids.Attempt(ids.Purpose.CHARGE, command.ref))
        sale_data: dict[str, object] = {"SaleTransactionID": self._own_number(command.ref)}
        request: dict[str, object] = {
            "SaleData": sale_data,
            "PaymentTransaction": {
                "AmountsReq": {
                    "Currency": self.party.currency,
                    "RequestedAmount": amount(command.amount_cents),
                }
            },
        }
        if isinstance(command, Sale):
            sale_data["SaleToAcquirerData"] = _ALLOW_PARTIAL
        else:
            request["PaymentData"] = {"PaymentType": "Refund"}
        return self._question(Category.PAYMENT, name, {"PaymentRequest": request})

    def status(self, charge_service_id: str) -> Question:
        """Ask what became of a charge; no receipts, since their texts are not needed."""
        request = {
            "MessageReference": self._reference(charge_service_id),
            "ReceiptReprintFlag": False,
            "DocumentQualifier": ["CashierReceipt"],
        }
        return self._question(Category.STATUS, self._fresh(), {"TransactionStatusRequest": request})

    def abort(self, charge_service_id: str) -> Question:
        """Ask the terminal to give up a charge."""
        request = {
            "AbortReason": _ABORT_REASON,
            "MessageReference": self._reference(charge_service_id),
        }
        return self._question(Category.ABORT, self._fresh(), {"AbortRequest": request})

    def reversal(self, command: Void, original: PoiTransaction) -> Question:
        """Take back what the terminal knows as `original`; a ValueError as in `charge`."""
        name = ids.service_id(ids.Attempt(ids.Purpose.VOID, command.ref))
        request = {
            "SaleData": {"SaleTransactionID": self._own_number(command.ref)},
            "OriginalPOITransaction": {
                "POITransactionID": {
                    "TransactionID": original.number,
                    "TimeStamp": original.stamp,
                }
            },
            "ReversalReason": _REVERSAL_REASON,
        }
        return self._question(Category.REVERSAL, name, {"ReversalRequest": request})

    def diagnosis(self) -> Question:
        """Ask who is there, without going to the host."""
        request = {"HostDiagnosisFlag": False}
        return self._question(Category.DIAGNOSIS, self._fresh(), {"DiagnosisRequest": request})

    def nonce(self) -> bytes:
        """Chance for one seal."""
        return self._chance(crypto.NONCE_BYTES)

    def _question(self, category: Category, name: str, body: dict[str, object]) -> Question:
        header = {
            "ProtocolVersion": _PROTOCOL,
            "MessageClass": "Service",
            "MessageCategory": category.value,
            "MessageType": "Request",
            "ServiceID": name,
            "SaleID": self.party.sale_id,
            "POIID": self.party.poi_id,
        }
        return Question(category, name, header, body)

    def _reference(self, name: str) -> dict[str, object]:
        return {
            "MessageCategory": Category.PAYMENT.value,
            "SaleID": self.party.sale_id,
            "ServiceID": name,
        }

    def _own_number(self, ref: str) -> dict[str, object]:
        now = self._utc_now().astimezone(UTC)
        return {"TransactionID": ref, "TimeStamp": f"{now:%Y-%m-%dT%H:%M:%SZ}"}

    def _fresh(self) -> str:
        return ids.auxiliary(self._chance(ids.AUXILIARY_BYTES))
