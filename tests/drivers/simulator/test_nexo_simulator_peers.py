"""The vendor's own client against the simulated nexo terminal, over TLS."""

import errno
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.simulator.nexo_host import NexoTerminalHost
from drivers.simulator.nexo_script import Approve, ApprovePart, Fail
from drivers.simulator.nexo_terminal import POI_ID, NexoTerminalSimulator
from nexo_support.bench import SECRETS
from nexo_support.peer import ask_peer

PEER_PORT = 8443
"""The port is fixed in the library."""


def header(category: str, service_id: str) -> dict[str, str]:
    return {
        "ProtocolVersion": "3.0",
        "MessageClass": "Service",
        "MessageCategory": category,
        "MessageType": "Request",
        "ServiceID": service_id,
        "SaleID": "PEER01",
        "POIID": POI_ID,
    }


def payment(service_id: str, amount: float, **more: Any) -> dict[str, Any]:
    number = {"TransactionID": f"T{service_id}", "TimeStamp": "2026-11-20T15:15:00.000Z"}
    request = {
        "SaleData": {"SaleTransactionID": number},
        "PaymentTransaction": {"AmountsReq": {"Currency": "USD", "RequestedAmount": amount}},
        **more,
    }
    return message("Payment", service_id, PaymentRequest=request)


def message(category: str, service_id: str, **body: Any) -> dict[str, Any]:
    return {"SaleToPOIRequest": {"MessageHeader": header(category, service_id), **body}}


def reference(service_id: str) -> dict[str, str]:
    return {"MessageCategory": "Payment", "SaleID": "PEER01", "ServiceID": service_id}


@pytest.fixture
def terminal() -> Iterator[NexoTerminalSimulator]:
    made = NexoTerminalSimulator(SECRETS, auto_present_s=0.0, host_delay_s=0.0)
    yield made
    made.store.close()


def ask(terminal: NexoTerminalSimulator, tmp_path: Path, *messages: Any) -> list[dict[str, Any]]:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", PEER_PORT)) != errno.ECONNREFUSED:
            pytest.skip(f"port {PEER_PORT} is taken")
    with NexoTerminalHost(terminal, PEER_PORT) as host:
        pinned = tmp_path / "authority.pem"
        pinned.write_text(host.chain.authority_pem, encoding="ascii")
        answers = ask_peer("request", messages=messages, certificatePath=str(pinned))
    return [answer.get("SaleToPOIResponse", {}) for answer in answers]


@pytest.mark.peer
def test_the_vendors_client_sells_in_part_refunds_and_is_declined(
    terminal: NexoTerminalSimulator, tmp_path: Path
) -> None:
    for outcome in (Approve(), ApprovePart(1000), Approve(), Fail("Refusal", "No")):
        terminal.script(outcome)
    refund = {"PaymentData": {"PaymentType": "Refund"}}
    sold, part, back, declined = ask(
        terminal,
        tmp_path,
        payment("P1", 23.54),
        payment("P2", 23.54),
        payment("P3", 5.00, **refund),
        payment("P4", 1.00),
    )
    assert sold["PaymentResponse"]["Response"]["Result"] == "Success"
    paid = sold["PaymentResponse"]["PaymentResult"]
    assert paid["AmountsResp"]["AuthorizedAmount"] == 23.54
    assert paid["PaymentInstrumentData"]["CardData"]["EntryMode"] == ["ICC"]
    assert part["PaymentResponse"]["Response"]["Result"] == "Partial"
    assert back["PaymentResponse"]["Response"]["Result"] == "Success"
    assert declined["PaymentResponse"]["Response"]["ErrorCondition"] == "Refusal"
    assert [(c.ref, c.cents) for c in terminal.store.book()] == [
        ("TP1", 2354),
        ("TP2", 1000),
        ("TP3", -500),
    ]


@pytest.mark.peer
def test_the_vendors_client_asks_for_a_status_and_reverses(
    terminal: NexoTerminalSimulator, tmp_path: Path
) -> None:
    status = {"MessageReference": reference("P1"), "ReceiptReprintFlag": False}
    unknown = {"MessageReference": reference("P9"), "ReceiptReprintFlag": False}
    _, found, missing, diagnosed, aborted = ask(
        terminal,
        tmp_path,
        payment("P1", 23.54),
        message("TransactionStatus", "S1", TransactionStatusRequest=status),
        message("TransactionStatus", "S2", TransactionStatusRequest=unknown),
        message("Diagnosis", "D1", DiagnosisRequest={"HostDiagnosisFlag": False}),
        message(
            "Abort",
            "A1",
            AbortRequest={"AbortReason": "MerchantAbort", "MessageReference": reference("P1")},
        ),
    )
    repeated = found["TransactionStatusResponse"]["RepeatedMessageResponse"]
    assert repeated["MessageHeader"]["ServiceID"] == "P1"
    told = repeated["RepeatedResponseMessageBody"]["PaymentResponse"]
    assert missing["TransactionStatusResponse"]["Response"]["ErrorCondition"] == "NotFound"
    assert diagnosed["DiagnosisResponse"]["POIStatus"]["GlobalStatus"] == "OK"
    assert aborted == {}
    name = told["POIData"]["POITransactionID"]
    reversal = {
        "OriginalPOITransaction": {"POITransactionID": name},
        "ReversalReason": "MerchantCancel",
    }
    (reversed_,) = ask(
        terminal_again(terminal), tmp_path, message("Reversal", "V1", ReversalRequest=reversal)
    )
    assert reversed_["ReversalResponse"]["Response"]["Result"] == "Success"
    assert terminal.store.standing("TP1") == []


def terminal_again(terminal: NexoTerminalSimulator) -> NexoTerminalSimulator:
    """Switched on again, after the first host has switched it off."""
    terminal.power_on()
    return terminal
