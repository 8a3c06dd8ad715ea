"""Whatever the network, the till or the terminal suffers: exactly one charge or none.

The book of the simulated bank is the judge, not what either end believes.
"""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.card_terminal import nexo_ids as ids
from drivers.card_terminal.messages import (
    Cancel,
    Event,
    Found,
    FrameFault,
    FrameProblem,
    NotProcessed,
    Outcome,
    Refund,
    Result,
    Sale,
    Verdict,
    Void,
)
from drivers.simulator.nexo_script import (
    NO_FAULTS,
    Approve,
    ApprovePart,
    Fail,
    Faults,
    PowerCut,
    Script,
)
from drivers.simulator.nexo_store import NexoStore
from drivers.wire.exchange import Answer
from nexo_support.bench import SECRETS, Bench, new_driver, new_terminal

REF = "02261120000042"
SALE = Sale(REF, 2354)


def settle(b: Bench, charge: Sale | Refund, result: Result, sent_at: float) -> None:
    """Resolve an unknown; what the bank's book says must agree with what the till believes."""
    sign = 1 if isinstance(charge, Sale) else -1
    answer: Found | NotProcessed | None = None
    if result.outcome is Verdict.UNKNOWN:
        answer = b.resolve(charge, sent_at)
        assert answer is not None, "the terminal is well by now: it can be said"
        result = answer.result if isinstance(answer, Found) else result
    believed = [sign * result.approved_cents] if result.moved_money else []
    assert b.terminal.store.standing(charge.ref) == believed
    assert len(b.terminal.store.book()) <= 1, "never charged twice, not even for a while"


FAULTS = {
    "none": NO_FAULTS,
    "busy": Faults(busy=True),
    "no answer": Faults(silent=True),
    "lost before it was read": Faults(lost=True),
    "line cut while the customer pays": Faults(cut_at_once=True),
    "line cut after commit": Faults(cut_after=True),
    "late": Faults(late_s=100),
    "too late": Faults(late_s=130),
    "wrong HMAC": Faults(wrong_hmac=True),
    "unsealed": Faults(in_clear=True),
    "server error": Faults(status=500),
    "garbage": Faults(garbage=b"\x00\xff not JSON"),
    "nothing": Faults(garbage=b""),
    "deeply nested": Faults(garbage=b"[" * 50_000),
    "another message's answer": Faults(other_service_id="0000000001"),
    "another terminal's answer": Faults(other_poi_id="V400m-000000001"),
    "the answer of before": Faults(stale=True),
    "an abort that loses": Faults(abort_loses=True),
    "power back by itself": Faults(power_cut=PowerCut.AFTER_HOST, reboot_s=5.0),
} | {f"power cut {cut.name.lower()}": Faults(power_cut=cut) for cut in PowerCut}
SCRIPTS: list[Script] = [Approve(), ApprovePart(1000), Fail("Refusal"), Fail("UnreachableHost")]


def power_is_back(b: Bench) -> None:
    if not b.terminal.powered:
        b.terminal.power_on()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda s: type(s).__name__)
@pytest.mark.parametrize("faults", FAULTS.values(), ids=FAULTS.keys())
@pytest.mark.parametrize("charge", [SALE, Refund(REF, 2354)], ids=["sale", "refund"])
def test_every_fault_leaves_one_charge_or_none_and_the_till_knows_which(
    charge: Sale | Refund, faults: Faults, script: Script
) -> None:
    b = Bench()
    b.terminal.script(script, faults)
    sent_at = b.now
    result = b.outcome(charge)
    power_is_back(b)
    settle(b, charge, result, sent_at)
    assert b.terminal.requests.count("Payment") <= 1
    assert b.outcome(Sale("02261120000043", 100)).outcome is Verdict.APPROVED


@pytest.mark.parametrize("faults", FAULTS.values(), ids=FAULTS.keys())
def test_a_void_under_every_fault_is_done_once_it_is_asked_again(faults: Faults) -> None:
    b = Bench()
    assert b.outcome(SALE).outcome is Verdict.APPROVED
    b.terminal.script(Approve(), faults)
    txn = ids.transaction_number(REF)
    result = b.outcome(Void(REF, txn))
    power_is_back(b)
    standing = b.terminal.store.standing(REF)
    if result.outcome is Verdict.APPROVED:
        assert standing == []
    elif result.outcome is not Verdict.UNKNOWN:
        assert standing == [2354]
    assert b.outcome(Void(f"{REF}V1", txn)).outcome is Verdict.APPROVED
    assert b.terminal.store.standing(REF) == []


@pytest.mark.parametrize("faults", FAULTS.values(), ids=FAULTS.keys())
@pytest.mark.parametrize("seconds", [0.0, 0.5, 1.0, 1.5, 2.0, 5.0, 125.0])
def test_a_till_that_dies_at_any_moment_finds_its_one_charge_by_the_reference_alone(
    seconds: float, faults: Faults
) -> None:
    b = Bench()
    b.terminal.script(Approve(), faults)
    sent_at = b.now
    b.do(SALE)
    b.run(seconds)
    b.crash()
    power_is_back(b)
    answer = b.resolve(SALE, sent_at)
    if not b.terminal.powered:
        assert answer is None, "a terminal that is off says nothing"
        b.terminal.power_on()
        answer = b.resolve(SALE, sent_at)
    assert answer is not None
    believed = [answer.result.approved_cents] if isinstance(answer, Found) else []
    assert b.terminal.store.standing(REF) == believed
    assert len(b.terminal.store.book()) <= 1


@pytest.mark.parametrize("cut", PowerCut)
def test_a_terminal_that_loses_power_finds_its_file_again(cut: PowerCut, tmp_path: Path) -> None:
    b = Bench(new_terminal(NexoStore(tmp_path / "terminal.db")))
    b.terminal.script(Approve(), Faults(power_cut=cut))
    sent_at = b.now
    result = b.outcome(SALE)
    b.terminal.store.close()
    b.terminal = new_terminal(NexoStore(tmp_path / "terminal.db"))
    settle(b, SALE, result, sent_at)
    b.terminal.store.close()


@given(
    steps=st.lists(
        st.sampled_from(
            [
                "wait",
                "long wait",
                "cancel",
                "crash",
                "power",
                "unreachable",
                "reachable",
                "customer",
            ]
        ),
        max_size=12,
    ),
    faults=st.sampled_from(list(FAULTS.values())),
    script=st.sampled_from(SCRIPTS),
    comes=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_any_mishaps_in_any_order_leave_one_charge_or_none(
    steps: list[str], faults: Faults, script: Script, comes: bool
) -> None:
    b = Bench(new_terminal(auto_present_s=1.0 if comes else None))
    b.terminal.script(script, faults)
    sent_at = b.now
    b.do(SALE)
    told: list[Event] = []
    for step in steps:
        _mishap(b, step)
        told += [e for e in b.events if isinstance(e, Outcome) and e not in told]
    b.reachable = True
    power_is_back(b)
    b.run(250)
    power_is_back(b)
    told += [e for e in b.events if isinstance(e, Outcome) and e not in told]
    assert len(told) <= 1
    result = told[0].result if told and isinstance(told[0], Outcome) else None
    settle(b, SALE, result or Result(Verdict.UNKNOWN), sent_at)


def _mishap(b: Bench, step: str) -> None:
    match step:
        case "wait":
            b.run(0.5)
        case "long wait":
            b.run(60)
        case "cancel":
            b.do(Cancel())
        case "crash":
            b.crash()
        case "power":
            if b.terminal.powered:
                b.terminal.power_off()
            else:
                b.terminal.power_on()
        case "unreachable" | "reachable":
            b.reachable = step == "reachable"
        case "customer":
            b.terminal.present(b.terminal.card, b.now)


WORDS = st.sampled_from(
    ["Success", "Partial", "Failure", "Busy", "InProgress", "Refusal", "USD", "EUR", REF, ""]
)
AMOUNTS = st.sampled_from([0, 0.01, 10.0, 23.54, 23.55, -1, 1e9, 1e300, "23.54", None, True])


@given(
    result=WORDS,
    condition=WORDS,
    currency=WORDS,
    ref=WORDS,
    amount=AMOUNTS,
    online=st.sampled_from([True, False, None, "yes"]),
)
@settings(max_examples=200, deadline=None)
def test_whatever_a_sealed_answer_says_only_our_own_approval_is_one(
    result: str, condition: str, currency: str, ref: str, amount: object, online: object
) -> None:
    driver = new_driver()
    driver.command(SALE, 0.0)
    (request,) = driver.requests()
    driver.sent(request.number, 0.0)
    header = json.loads(request.body)["SaleToPOIRequest"]["MessageHeader"]
    body = {
        "Response": {"Result": result, "ErrorCondition": condition},
        "SaleData": {"SaleTransactionID": {"TransactionID": ref}},
        "PaymentResult": {
            "AmountsResp": {"Currency": currency, "AuthorizedAmount": amount},
            "OnlineFlag": online,
        },
    }
    message = {"MessageHeader": header | {"MessageType": "Response"}, "PaymentResponse": body}
    sealed = SECRETS.close(json.dumps({"SaleToPOIResponse": message}).encode())
    answer = json.dumps({"SaleToPOIResponse": sealed}).encode()
    driver.answer(request.number, Answer(200, answer), 1.0)
    (outcome,) = (e for e in driver.events() if isinstance(e, Outcome))
    ours = currency == "USD" and ref in {REF, ""} and online is not False
    approval = result in {"Success", "Partial"} and ours and amount in {0.01, 10.0, 23.54}
    approval = approval and not isinstance(amount, bool)
    assert outcome.result.moved_money == approval
    if approval:
        assert isinstance(amount, float)
        assert outcome.result.approved_cents == round(amount * 100)


@given(status=st.sampled_from([100, 200, 204, 302, 400, 503]), body=st.binary(max_size=100))
@settings(max_examples=100, deadline=None)
def test_whatever_arrives_unsealed_is_unknown_and_nothing_raises(status: int, body: bytes) -> None:
    driver = new_driver()
    driver.command(SALE, 0.0)
    (request,) = driver.requests()
    driver.sent(request.number, 0.0)
    driver.answer(request.number, Answer(status, body), 1.0)
    (outcome,) = (e for e in driver.events() if isinstance(e, Outcome))
    assert outcome.result.outcome is Verdict.UNKNOWN
    assert driver.awaited() == set()


@pytest.mark.parametrize(
    ("faults", "kind"),
    [
        (Faults(wrong_hmac=True), FrameFault.BAD_CHECK_BYTE),
        (Faults(in_clear=True), FrameFault.BAD_CHECK_BYTE),
        (Faults(garbage=b"{}"), FrameFault.BAD_CHECK_BYTE),
        (Faults(garbage=b"["), FrameFault.MALFORMED),
        (Faults(other_service_id="0000000001"), FrameFault.UNEXPECTED),
    ],
)
def test_an_answer_that_is_not_ours_is_reported_without_its_bytes(
    faults: Faults, kind: FrameFault
) -> None:
    b = Bench()
    b.terminal.script(Approve(), faults)
    b.outcome(SALE)
    assert FrameProblem(kind) in b.events


def test_no_event_and_no_request_shows_a_card_or_a_secret() -> None:
    b = Bench()
    for n, faults in enumerate(FAULTS.values(), 100):
        b.terminal.script(Approve(), faults)
        b.outcome(Sale(f"02261120{n:06d}", 2354))
        power_is_back(b)
        shown = repr(b.events) + repr(b.driver) + repr(SECRETS)
        for secret in ("476173", "4761 73", "TEST/CARD", "2030", "pharmacy-test-pass"):
            assert secret not in shown
    b.driver.command(SALE, b.now)
    (request,) = b.driver.requests()
    assert "SaleToPOIRequest" not in repr(request)
