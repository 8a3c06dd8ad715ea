"""The simulated nexo terminal, asked by hand: what a foreign client may rely on."""

import json
from typing import Any

import pytest

from drivers.simulator.card_terminal_screen import SHOW_RESULT_S
from drivers.simulator.card_terminal_script import Card
from drivers.simulator.nexo_envelope import HttpAnswer
from drivers.simulator.nexo_script import Approve, Faults, PowerCut
from drivers.simulator.nexo_secrets import NotOurs, Secrets
from drivers.simulator.nexo_store import NexoStore
from drivers.simulator.nexo_terminal import NexoTerminalSimulator

SECRETS = Secrets("pharmacy-test-pass", "lane-key")
POI = "V400m-123456789"


def header(category: str, service_id: str, sale_id: str = "LANE01") -> dict[str, str]:
    return {
        "ProtocolVersion": "3.0",
        "MessageClass": "Service",
        "MessageCategory": category,
        "MessageType": "Request",
        "ServiceID": service_id,
        "SaleID": sale_id,
        "POIID": POI,
    }


def payment(service_id: str, amount: str = "23.54", sale_id: str = "LANE01") -> dict[str, Any]:
    return {
        "MessageHeader": header("Payment", service_id, sale_id),
        "PaymentRequest": {
            "SaleData": {"SaleTransactionID": {"TransactionID": "T1", "TimeStamp": "now"}},
            "PaymentTransaction": {
                "AmountsReq": {"Currency": "USD", "RequestedAmount": float(amount)}
            },
        },
    }


def status(of: str) -> dict[str, Any]:
    return {
        "MessageHeader": header("TransactionStatus", "S1"),
        "TransactionStatusRequest": {
            "MessageReference": {"MessageCategory": "Payment", "SaleID": "LANE01", "ServiceID": of}
        },
    }


def terminal(**options: Any) -> NexoTerminalSimulator:
    return NexoTerminalSimulator(SECRETS, auto_present_s=0.0, host_delay_s=0.0, **options)


def ask(
    sim: NexoTerminalSimulator, message: dict[str, Any], secrets: Secrets = SECRETS
) -> HttpAnswer | None:
    plain = json.dumps({"SaleToPOIRequest": message}).encode()
    sealed = {"MessageHeader": message["MessageHeader"], **secrets.close(plain)}
    told: list[HttpAnswer | None] = []
    sim.post(json.dumps({"SaleToPOIRequest": sealed}).encode(), told.append, 0.0)
    for now in (1.0, 2.0, 3.0):
        sim.tick(now)
    return told[0] if told else HttpAnswer(0, b"")


def body_of(answer: HttpAnswer | None, category: str = "Payment") -> dict[str, Any]:
    assert answer is not None
    plain = SECRETS.open(json.loads(answer.body)["SaleToPOIResponse"])
    told: dict[str, Any] = json.loads(plain)["SaleToPOIResponse"]
    assert told["MessageHeader"]["MessageType"] == "Response"
    body: dict[str, Any] = told[f"{category}Response"]
    return body


def test_a_payment_is_charged_and_its_number_is_masked() -> None:
    sim = terminal()
    told = body_of(ask(sim, payment("R1")))
    assert told["Response"]["Result"] == "Success"
    assert told["PaymentResult"]["AmountsResp"]["AuthorizedAmount"] == 23.54
    card = told["PaymentResult"]["PaymentInstrumentData"]["CardData"]
    assert card["MaskedPan"] == "476173 **** 0014"
    assert sim.store.standing("T1") == [2354]


def test_a_service_id_is_served_once_per_till() -> None:
    sim = terminal()
    ask(sim, payment("R1"))
    again = body_of(ask(sim, payment("R1")))
    assert again["Response"]["ErrorCondition"] == "MessageFormat"
    assert sim.store.standing("T1") == [2354]
    other_till = body_of(ask(sim, payment("R1", sale_id="LANE02")))
    assert other_till["Response"]["Result"] == "Success"
    kept = body_of(ask(sim, status("R1")), "TransactionStatus")
    repeated = kept["RepeatedMessageResponse"]["RepeatedResponseMessageBody"]["PaymentResponse"]
    assert repeated["Response"]["Result"] == "Success", "the refusal did not overwrite the approval"


@pytest.mark.parametrize(
    ("cents", "amount"), [(1, "0.01"), (1999, "19.99"), (999_999_999, "9999999.99")]
)
def test_amounts_are_read_to_the_cent(cents: int, amount: str) -> None:
    sim = terminal()
    ask(sim, payment("R1", amount))
    assert sim.store.standing("T1") == [cents]


def test_a_status_tells_in_progress_then_the_answer_and_not_found_otherwise() -> None:
    sim = NexoTerminalSimulator(SECRETS)
    ask(sim, payment("R1"))
    assert body_of(ask(sim, status("R1")), "TransactionStatus")["Response"] == {
        "Result": "Failure",
        "ErrorCondition": "InProgress",
    }
    assert sim.screen == "USD 23.54\nPresent card"
    sim.present(Card(), 4.0)
    sim.tick(4.0)
    sim.tick(5.0)
    told = body_of(ask(sim, status("R1")), "TransactionStatus")
    assert told["RepeatedMessageResponse"]["MessageHeader"]["ServiceID"] == "R1"
    missing = body_of(ask(sim, status("R2")), "TransactionStatus")
    assert missing["Response"]["ErrorCondition"] == "NotFound"


def test_a_second_payment_meets_a_busy_terminal_and_may_come_again() -> None:
    sim = NexoTerminalSimulator(SECRETS)
    ask(sim, payment("R1"))
    assert body_of(ask(sim, payment("R2")))["Response"]["ErrorCondition"] == "Busy"
    sim.cancel_by_customer(3.0)
    sim.auto_present_s = 0.0
    assert body_of(ask(sim, payment("R2")))["Response"]["Result"] == "Success"


def test_a_customer_who_never_comes_ends_the_payment() -> None:
    sim = NexoTerminalSimulator(SECRETS)
    ask(sim, payment("R1"))
    deadline = sim.deadline()
    assert deadline is not None
    sim.tick(deadline)
    assert sim.screen == "CANCELLED"
    assert sim.store.book() == []
    sim.tick(deadline + SHOW_RESULT_S)
    assert sim.screen == "Welcome"


@pytest.mark.parametrize(
    "stranger", [Secrets("other", "lane-key"), Secrets("pharmacy-test-pass", "x")]
)
def test_a_stranger_is_not_served(stranger: Secrets) -> None:
    sim = terminal()
    assert ask(sim, payment("R1"), stranger) == HttpAnswer(400, b"")
    assert not sim.requests


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"SaleToPOIRequest":{}}', b"[" * 50_000, b"\xff"]
)
def test_a_request_that_is_none_is_refused(body: bytes) -> None:
    told: list[HttpAnswer | None] = []
    terminal().post(body, told.append, 0.0)
    assert told == [HttpAnswer(400, b"")]


def test_a_damaged_seal_is_not_opened() -> None:
    sealed = SECRETS.close(b"hello")
    sealed["SecurityTrailer"]["Hmac"] = "AAAA"
    with pytest.raises(NotOurs):
        SECRETS.open(sealed)


def test_a_charge_without_a_kept_answer_is_reversed_when_the_power_comes_back() -> None:
    sim = terminal()
    sim.script(Approve(), Faults(power_cut=PowerCut.AFTER_HOST))
    assert ask(sim, payment("R1")) is None
    assert (sim.powered, sim.screen) == (False, "")
    assert sim.store.standing("T1") == [2354]
    sim.power_on()
    assert sim.store.standing("T1") == []
    assert [c.is_reversed for c in sim.store.book()] == [True]
    told = body_of(ask(sim, status("R1")), "TransactionStatus")
    body = told["RepeatedMessageResponse"]["RepeatedResponseMessageBody"]["PaymentResponse"]
    assert body["Response"]["ErrorCondition"] == "Aborted"


def test_a_terminal_without_power_answers_nobody() -> None:
    sim = terminal()
    sim.power_off()
    assert ask(sim, payment("R1")) is None


def test_a_request_that_terminals_do_not_know_is_not_allowed() -> None:
    told = ask(terminal(), {"MessageHeader": header("Loyalty", "L1")})
    assert body_of(told, "Loyalty")["Response"]["ErrorCondition"] == "NotAllowed"


def test_the_book_outlives_the_program(tmp_path: Any) -> None:
    store = NexoStore(tmp_path / "terminal.db")
    ask(terminal(store=store), payment("R1"))
    store.close()
    again = NexoStore(tmp_path / "terminal.db")
    assert again.standing("T1") == [2354]
    assert again.next_number() == 2
    again.close()
