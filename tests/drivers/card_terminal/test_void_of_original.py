"""A void of an earlier payment: only that very one, or nothing (money-tax-iias.md section 6.7)."""

from dataclasses import replace

import pytest

from drivers.card_terminal import nexo_ids as ids
from drivers.card_terminal.messages import (
    Original,
    Result,
    Sale,
    Trouble,
    Verdict,
    Void,
)
from drivers.card_terminal.protocol import PaxTerminal, WireUse
from drivers.simulator.card_terminal import CardTerminalSimulator
from drivers.simulator.card_terminal_script import CREDIT_CARD, Card, Faults, PowerCut
from drivers.simulator.nexo_script import Approve
from drivers.simulator.nexo_script import Faults as NexoFaults
from nexo_support.bench import PARTY
from nexo_support.bench import Bench as NexoBench
from pax_support.cable import Bench as PaxBench

SALE = Sale("02261120000042", 2354)
OTHERS = Sale("02261120000050", 2354)
"""Another customer's payment, for the same amount even."""
VOID_REF = "02261120000060"


def pax() -> PaxBench:
    made = PaxBench(CardTerminalSimulator(auto_present_s=1.0), PaxTerminal(WireUse.ALWAYS))
    made.terminal.card = CREDIT_CARD
    made.run(1)
    return made


def sold(b: PaxBench | NexoBench) -> Void:
    """A payment, and the void of it as a till would journal it."""
    paid = b.outcome(SALE)
    return void_of(paid)


def void_of(paid: Result) -> Void:
    original = Original(SALE.ref, paid.approved_cents, paid.last4)
    return Void(VOID_REF, paid.terminal_txn, original=original)


def asked(b: PaxBench, void: Void) -> Result:
    b.do(void)
    return b.wait_outcome(void.ref)


def with_(void: Void, other: dict[str, object]) -> Void:
    return replace(void, **other)  # type: ignore[arg-type]


def numbered_anew(b: PaxBench) -> None:
    """The terminal was settled or reset, numbers from 1 again, and another customer paid."""
    b.terminal.store.close_batch()
    b.terminal.card = Card(number="5500000000001234")
    assert b.outcome(OTHERS).terminal_txn == "1"


# --- PAX


def test_the_payment_that_the_terminal_still_holds_is_voided() -> None:
    b = pax()
    assert asked(b, sold(b)).outcome is Verdict.APPROVED
    assert b.terminal.store.standing_charges(SALE.ref) == []


def test_another_customers_payment_under_the_number_is_never_voided() -> None:
    b = pax()
    void = sold(b)
    assert void.terminal_txn == "1"
    numbered_anew(b)
    result = asked(b, void)
    assert (result.outcome, result.code) == (Verdict.DECLINED, Trouble.REFUSED)
    assert "does not hold the payment any more" in result.text
    assert b.terminal.store.standing_charges(OTHERS.ref) == [2354]
    assert b.terminal.store.standing_charges(SALE.ref) == [2354]


@pytest.mark.parametrize(
    "other",
    [
        {"original": Original(SALE.ref, 2353, CREDIT_CARD.last4)},
        {"original": Original(SALE.ref, 2354, "9999")},
        {"original": Original(SALE.ref, 2354, "")},
        {"original": Original(OTHERS.ref, 2354, CREDIT_CARD.last4)},
        {"terminal_txn": "2"},
    ],
)
def test_whatever_differs_nothing_is_voided(other: dict[str, object]) -> None:
    b = pax()
    void = sold(b)
    b.outcome(OTHERS)
    assert asked(b, with_(void, other)).outcome is Verdict.DECLINED
    assert b.terminal.store.standing_charges(SALE.ref) == [2354]
    assert b.terminal.store.standing_charges(OTHERS.ref) == [2354]


def test_another_terminal_is_asked_for_no_void() -> None:
    b = pax()
    void = sold(b)
    assert void.original is not None
    elsewhere = replace(void, original=replace(void.original, terminal_serial="999"))
    assert asked(b, elsewhere).code == Trouble.WRONG_TERMINAL
    assert b.terminal.store.standing_charges(SALE.ref) == [2354]


def test_a_void_whose_answer_was_lost_is_asked_again_behind_the_same_question() -> None:
    b = pax()
    void = sold(b)
    b.terminal.script(faults=Faults(eot_instead=True))
    assert asked(b, void).outcome is Verdict.UNKNOWN
    again = replace(void, ref=f"{VOID_REF}V1", again=True)
    assert asked(b, again).outcome is Verdict.APPROVED
    assert b.terminal.store.standing_charges(SALE.ref) == []


def test_a_power_cut_in_the_void_is_found_done() -> None:
    b = pax()
    void = sold(b)
    b.terminal.script(faults=Faults(power_cut=PowerCut.AFTER_RECORD, reboot_s=0.5))
    assert asked(b, void).outcome is Verdict.UNKNOWN
    b.run(5)
    again = asked(b, replace(void, ref=f"{VOID_REF}V1", again=True))
    assert again.outcome is Verdict.APPROVED
    assert b.terminal.store.standing_charges(SALE.ref) == []


def test_an_unknown_void_stays_unknown_once_the_terminal_has_numbered_anew() -> None:
    """Done or not: only the bank's report tells, and the other customer's payment stands."""
    b = pax()
    void = sold(b)
    numbered_anew(b)
    again = asked(b, replace(void, again=True))
    assert again.outcome is Verdict.UNKNOWN
    assert b.terminal.store.standing_charges(OTHERS.ref) == [2354]


def test_a_silent_terminal_was_asked_for_nothing_yet() -> None:
    b = pax()
    void = sold(b)
    b.terminal.power_off()
    assert asked(b, void).outcome is Verdict.ABORTED
    assert asked(b, replace(void, ref=f"{VOID_REF}V1", again=True)).outcome is Verdict.UNKNOWN


# --- nexo


def test_nexo_takes_back_what_its_status_tells() -> None:
    b = NexoBench()
    assert b.outcome(sold(b)).outcome is Verdict.APPROVED
    assert b.terminal.store.standing(SALE.ref) == []


@pytest.mark.parametrize(
    "original",
    [
        Original(SALE.ref, 2353, "0014"),
        Original(SALE.ref, 2354, "9999"),
        Original(OTHERS.ref, 2354, "0014"),
        Original(SALE.ref, 2354, "0014", "another terminal"),
    ],
)
def test_nexo_takes_nothing_back_that_differs(original: Original) -> None:
    b = NexoBench()
    void = sold(b)
    b.outcome(OTHERS)
    result = b.outcome(replace(void, original=original))
    assert (result.outcome, result.code) == (Verdict.DECLINED, Trouble.MISMATCH)
    again = replace(void, ref=f"{VOID_REF}V1", original=original, again=True)
    assert b.outcome(again).outcome is Verdict.UNKNOWN
    assert b.terminal.store.standing(SALE.ref) == [2354]
    assert b.terminal.store.standing(OTHERS.ref) == [2354]


def test_nexo_takes_nothing_back_that_it_has_forgotten() -> None:
    b = NexoBench()
    number = ids.transaction_number(SALE.ref)
    void = Void(VOID_REF, number, original=Original(SALE.ref, 2354, "0014", PARTY.serial))
    assert b.outcome(void).outcome is Verdict.DECLINED
    again = replace(void, ref=f"{VOID_REF}V1", again=True)
    assert b.outcome(again).outcome is Verdict.UNKNOWN


def test_nexo_finds_a_void_done_whose_answer_was_lost() -> None:
    b = NexoBench()
    void = sold(b)
    b.terminal.script(Approve(), NexoFaults(cut_after=True))
    assert b.outcome(void).outcome is Verdict.UNKNOWN
    again = replace(void, ref=f"{VOID_REF}V1", again=True)
    assert b.outcome(again).outcome is Verdict.APPROVED
    assert b.terminal.store.standing(SALE.ref) == []
