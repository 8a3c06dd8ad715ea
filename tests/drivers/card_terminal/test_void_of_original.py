"""A void of an earlier payment: only that very one, or nothing (money-tax-iias.md section 6.7)."""

from dataclasses import replace

import pytest

from drivers.card_terminal import nexo_ids as ids
from drivers.card_terminal.messages import (
    Kind,
    OfflineMode,
    Original,
    Result,
    Sale,
    SetStoreAndForward,
    StoreAndForward,
    StoredUploaded,
    Trouble,
    UploadStored,
    Verdict,
    Void,
)
from drivers.card_terminal.protocol import PaxTerminal, WireUse
from drivers.simulator.card_terminal import CardTerminalSimulator
from drivers.simulator.card_terminal_script import (
    CREDIT_CARD,
    DEBIT_CARD,
    EBT_CARD,
    GIFT_CARD,
    Card,
    Faults,
    Partial,
    PowerCut,
    Refuse,
    StoredOffline,
)
from drivers.simulator.card_terminal_store import STORED
from drivers.simulator.nexo_script import Approve
from drivers.simulator.nexo_script import Faults as NexoFaults
from nexo_support.bench import PARTY
from nexo_support.bench import Bench as NexoBench
from pax_support.cable import Bench as PaxBench

SALE = Sale("02261120000042", 2354)
OTHERS = Sale("02261120000050", 2354)
"""Another customer's payment, for the same amount even."""
VOID_REF = "02261120000060"
UP_TO_50 = StoreAndForward(OfflineMode.AUTOMATIC, 5_000, 20_000, 50_000, 20, 3)
CARDS = {
    Kind.DEBIT: DEBIT_CARD,
    Kind.EBT_SNAP: EBT_CARD,
    Kind.EBT_CASH: EBT_CARD,
    Kind.GIFT: GIFT_CARD,
}


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


def hides_voided(b: PaxBench) -> None:
    """A terminal that does not list what is void: neither our reference nor the number is found."""
    for _ in range(2):
        b.terminal.expect("R02", Refuse("100023", "NOT FOUND"))


def test_a_void_that_was_done_is_found_done_by_a_terminal_that_lists_no_void_sale() -> None:
    b = pax()
    void = sold(b)
    b.terminal.script(faults=Faults(eot_instead=True))
    assert asked(b, void).outcome is Verdict.UNKNOWN
    hides_voided(b)
    again = asked(b, replace(void, ref=f"{VOID_REF}V1", again=True))
    assert (again.outcome, again.code) == (Verdict.APPROVED, "100021")


def test_where_nothing_stands_under_the_number_only_already_voided_is_done() -> None:
    """The batch was closed, and nobody has paid since."""
    b = pax()
    void = sold(b)
    b.terminal.store.close_batch()
    assert asked(b, replace(void, again=True)).outcome is Verdict.UNKNOWN
    assert b.terminal.store.standing_charges(SALE.ref) == [2354]


def test_a_first_void_never_goes_by_the_number() -> None:
    b = pax()
    void = sold(b)
    b.terminal.expect("R02", Refuse("100023", "NOT FOUND"))
    assert asked(b, void).outcome is Verdict.DECLINED
    assert b.terminal.store.standing_charges(SALE.ref) == [2354]


def test_what_was_approved_in_part_is_voided_by_what_was_approved() -> None:
    b = pax()
    b.terminal.script(Partial(1500))
    paid = b.outcome(SALE)
    assert (paid.outcome, paid.approved_cents) == (Verdict.PARTIAL, 1500)
    void = void_of(paid)
    by_request = replace(void, original=Original(SALE.ref, 2354, paid.last4))
    assert asked(b, by_request).outcome is Verdict.DECLINED
    assert asked(b, replace(void, ref=f"{VOID_REF}B")).outcome is Verdict.APPROVED
    assert b.terminal.store.standing_charges(SALE.ref) == []


@pytest.mark.parametrize("kind", list(Kind))
def test_a_payment_of_each_kind_is_known_again(kind: Kind) -> None:
    b = pax()
    b.terminal.card = CARDS.get(kind, CREDIT_CARD)
    paid = b.outcome(Sale(SALE.ref, 1000, kind))
    assert paid.outcome is Verdict.APPROVED
    assert asked(b, replace(void_of(paid), kind=kind)).outcome is Verdict.APPROVED
    assert b.terminal.store.standing_charges(SALE.ref) == []


# --- PAX, approved without the bank


def stored(b: PaxBench) -> Void:
    """Its number is one of those from 5001."""
    b.do(SetStoreAndForward(UP_TO_50))
    b.run(2)
    b.terminal.script(StoredOffline())
    paid = b.outcome(SALE)
    assert paid.offline
    assert int(paid.terminal_txn) > 5000
    return void_of(paid)


def test_what_is_stored_is_found_by_its_number_and_voided_before_the_upload() -> None:
    b = pax()
    assert asked(b, stored(b)).outcome is Verdict.APPROVED
    assert b.serve(UploadStored()) == StoredUploaded(0, 0, 0, 0)
    assert b.terminal.store.standing_charges(SALE.ref) == []


def test_what_another_customer_stored_under_the_number_is_never_voided() -> None:
    b = pax()
    void = stored(b)
    b.terminal.store.discard(STORED)
    b.terminal.script(StoredOffline())
    assert b.outcome(OTHERS).terminal_txn == void.terminal_txn
    assert asked(b, void).outcome is Verdict.DECLINED
    again = replace(void, ref=f"{VOID_REF}V1", again=True)
    assert asked(b, again).outcome is Verdict.UNKNOWN
    assert b.serve(UploadStored()) == StoredUploaded(1, OTHERS.amount_cents, 0, 0)


def test_what_the_terminal_uploaded_meanwhile_is_not_voided_by_its_old_number() -> None:
    b = pax()
    void = stored(b)
    b.serve(UploadStored())
    assert asked(b, void).outcome is Verdict.DECLINED
    uploaded = replace(void, ref=f"{VOID_REF}B", terminal_txn="1")
    assert asked(b, uploaded).outcome is Verdict.APPROVED
    assert b.terminal.store.standing_charges(SALE.ref) == []


def test_a_stored_void_whose_answer_was_lost_is_found_done() -> None:
    b = pax()
    void = stored(b)
    b.terminal.script(faults=Faults(eot_instead=True))
    assert asked(b, void).outcome is Verdict.UNKNOWN
    again = replace(void, ref=f"{VOID_REF}V1", again=True)
    assert asked(b, again).outcome is Verdict.APPROVED
    assert b.serve(UploadStored()) == StoredUploaded(0, 0, 0, 0)


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
