"""The answers of a simulated nexo terminal, as trees of JSON (card-terminal.md section 13)."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from drivers.simulator.card_terminal_script import Card

_ENDS = {
    "Aborted": "CANCELLED",
    "Cancel": "CANCELLED",
    "WrongPIN": "WRONG PIN",
    "UnreachableHost": "NO CONNECTION",
}
_ENTRY = {"0": "Keyed", "1": "MagStripe", "2": "Contactless", "3": "Scanned", "4": "ICC"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was read."""

    category: str
    service_id: str
    sale_id: str
    poi_id: str
    body: dict[str, Any]

    @property
    def key(self) -> tuple[str, str]:
        """What the request is known by."""
        return self.sale_id, self.service_id


@dataclass(frozen=True, slots=True)
class Granted:
    """What the bank granted."""

    cents: int
    currency: str
    auth: str
    number: str
    stamp: str
    online: bool = True


def response_to(asked: Asked, body: dict[str, Any]) -> dict[str, Any]:
    """A whole answer."""
    return {
        "MessageHeader": {
            "ProtocolVersion": "3.0",
            "MessageClass": "Service",
            "MessageCategory": asked.category,
            "MessageType": "Response",
            "ServiceID": asked.service_id,
            "SaleID": asked.sale_id,
            "POIID": asked.poi_id,
        },
        f"{asked.category}Response": body,
    }


def failure(condition: str, text: str = "") -> dict[str, Any]:
    """A refused request."""
    told: dict[str, Any] = {"Result": "Failure", "ErrorCondition": condition}
    if text:
        told["AdditionalResponse"] = urlencode({"message": text, "store": "MainStreet"})
    return {"Response": told}


def payment(asked: Asked, granted: Granted, card: Card, requested: int) -> dict[str, Any]:
    """A payment's body; the card's number is masked, everything else is as terminals send it."""
    request = asked.body["PaymentRequest"]
    partial = granted.cents < requested
    extra = {
        "AID": "A0000000031010",
        "applicationLabel": card.label,
        "cardHolderName": "TEST/CARDHOLDER",
        "expiryDate": "12/2030",
        "cardBin": card.number[:6],
    }
    return {
        "Response": {
            "Result": "Partial" if partial else "Success",
            "AdditionalResponse": urlencode(extra),
        },
        "SaleData": {"SaleTransactionID": request["SaleData"]["SaleTransactionID"]},
        "POIData": {
            "POITransactionID": {"TransactionID": granted.number, "TimeStamp": granted.stamp},
            "POIReconciliationID": "1000",
        },
        "PaymentResult": {
            "PaymentType": request.get("PaymentData", {}).get("PaymentType", "Normal"),
            "AmountsResp": {
                "Currency": granted.currency,
                "AuthorizedAmount": granted.cents / 100,
            },
            "OnlineFlag": granted.online,
            "AuthenticationMethod": ["OnlinePIN"],
            "PaymentAcquirerData": {"ApprovalCode": granted.auth},
            "PaymentInstrumentData": {
                "PaymentInstrumentType": "Card",
                "CardData": {
                    "PaymentBrand": "visa",
                    "MaskedPan": f"{card.number[:6]} **** {card.last4}",
                    "EntryMode": [_ENTRY.get(card.entry, "ICC")],
                },
            },
        },
        "PaymentReceipt": [
            {"DocumentQualifier": "CashierReceipt", "RequiredSignatureFlag": False},
        ],
    }


def repeated(answer: dict[str, Any]) -> dict[str, Any]:
    """The body of a status answer that holds an earlier payment."""
    body = {key: value for key, value in answer.items() if key != "MessageHeader"}
    return {
        "Response": {"Result": "Success"},
        "RepeatedMessageResponse": {
            "MessageHeader": answer["MessageHeader"],
            "RepeatedResponseMessageBody": body,
        },
    }


def in_words(body: dict[str, Any]) -> str:
    """What the customer reads about the end of a payment."""
    response = body["Response"]
    if response["Result"] == "Failure":
        return _ENDS.get(response["ErrorCondition"], "DECLINED")
    paid = body["PaymentResult"]["AmountsResp"]["AuthorizedAmount"]
    return f"APPROVED {paid:.2f}"
