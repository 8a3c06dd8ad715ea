"""Requests to a simulated nexo terminal as a foreign till would write them, sealed with its key."""

import json
from typing import Any

from drivers.simulator.nexo_secrets import Secrets
from drivers.simulator.nexo_standing import KEY_IDENTIFIER, KEY_VERSION, PASSPHRASE
from drivers.simulator.nexo_terminal import POI_ID

SALE_ID = "LANE01"
SECRETS = Secrets(PASSPHRASE, KEY_IDENTIFIER, KEY_VERSION)
"""Those that `rxlane simulate nexo` prints."""


def sealed(category: str, service_id: str, body: dict[str, Any]) -> bytes:
    """Any request."""
    header = {
        "ProtocolVersion": "3.0",
        "MessageClass": "Service",
        "MessageCategory": category,
        "MessageType": "Request",
        "ServiceID": service_id,
        "SaleID": SALE_ID,
        "POIID": POI_ID,
    }
    plain = {"SaleToPOIRequest": {"MessageHeader": header, f"{category}Request": body}}
    closed = SECRETS.close(json.dumps(plain).encode())
    return json.dumps({"SaleToPOIRequest": {"MessageHeader": header, **closed}}).encode()


def sealed_payment(service_id: str, cents: int, ref: str = "T1") -> bytes:
    """A sale."""
    return sealed(
        "Payment",
        service_id,
        {
            "SaleData": {"SaleTransactionID": {"TransactionID": ref, "TimeStamp": "now"}},
            "PaymentTransaction": {
                "AmountsReq": {"Currency": "USD", "RequestedAmount": cents / 100}
            },
        },
    )


def sealed_status(of: str) -> bytes:
    """What became of that one."""
    reference = {"MessageCategory": "Payment", "SaleID": SALE_ID, "ServiceID": of}
    return sealed("TransactionStatus", f"S{of}", {"MessageReference": reference})


def opened(body: bytes) -> dict[str, Any]:
    """What was answered."""
    plain = SECRETS.open(json.loads(body)["SaleToPOIResponse"])
    told: dict[str, Any] = json.loads(plain)["SaleToPOIResponse"]
    return told
