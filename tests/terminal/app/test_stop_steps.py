"""A fill that stays here, and the pharmacist who answers for letting it go."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from helpers.counter import ANA, DATE_OF_BIRTH, PHIL, Counter, a_counter
from helpers.sales import NOW, POLICY, a_fill
from terminal.app.inputs import Do
from terminal.app.state import PharmacistPage, PickupPage, SalePage, StopPage
from terminal.domain import facts as f
from terminal.domain.fill_guards import Stop
from terminal.domain.prescription import Fill
from terminal.domain.recall import RecallTerms
from terminal.domain.refusal import Why
from terminal.domain.rules import STORE, Rule, RuleBook

LATE = a_fill(ready_since=NOW - timedelta(days=11))
BILLED = replace(LATE, adjudicated=NOW.date() - timedelta(days=11))
FRESH = a_fill("6012399", 1)
REASON = "claim looked up with the payer"


def at_pickup(*fills: Fill, online: bool = True, find: Fill | None = None) -> Counter:
    """The patient of these fills is known; their fills were read, or the PhMS was silent."""
    counter = a_counter(*fills)
    counter.phms_answers = online
    counter.find(find or fills[0])
    counter.enter(DATE_OF_BIRTH)
    return counter


def add(counter: Counter) -> None:
    counter.do(Do.PICKED_BY, "01")
    counter.do(Do.ADD_FILLS)


def let_go(counter: Counter) -> None:
    counter.press("F3")
    counter.press("Ctrl+1")
    counter.pharmacist_signs()


def test_a_window_that_is_over_is_opened_by_billing_again_while_the_phms_answers() -> None:
    counter = at_pickup(BILLED)
    assert not counter.offers(Do.LET_GO)
    counter.do(Do.LET_GO, str(BILLED.key))
    assert isinstance(counter.page, PickupPage)
    counter.phms[BILLED.key] = replace(BILLED, adjudicated=NOW.date())
    counter.do(Do.BACK)
    counter.find(BILLED)
    counter.enter(DATE_OF_BIRTH)
    add(counter)
    assert counter.sale.rx_lines


def test_offline_a_pharmacist_lets_it_go_with_a_reason_that_is_recorded_with_its_rows() -> None:
    counter = at_pickup(BILLED, online=False)
    let_go(counter)
    add(counter)
    (released,) = counter.recorded(f.StopReleased)
    assert released == f.StopReleased(
        counter.sale.id,
        BILLED.key,
        Stop.RETURN_TO_STOCK,
        PHIL.id,
        REASON,
        ("us-return-to-stock@2020-01-01",),
    )
    names = counter.last_batch()
    assert names.index("StopReleased") < names.index("FillAdded")
    assert counter.sale.rx_lines[0].fill.key == BILLED.key


def test_a_claim_whose_day_the_phms_does_not_tell_is_answered_for_online_too() -> None:
    counter = at_pickup(LATE)
    let_go(counter)
    add(counter)
    assert counter.recorded(f.StopReleased)


def test_what_was_let_go_goes_through_payment_and_after_a_restart() -> None:
    counter = at_pickup(LATE)
    let_go(counter)
    counter.scan_label(LATE)
    add(counter)
    again = counter.crash()
    again.sign_in(ANA)
    again.press("F9")
    again.press("F9")
    assert again.recorded(f.FillHandedOver)


def test_nothing_is_recorded_of_a_release_that_was_left() -> None:
    counter = at_pickup(LATE)
    let_go(counter)
    counter.do(Do.BACK)
    counter.find(LATE)
    counter.enter(DATE_OF_BIRTH)
    add(counter)
    assert counter.told() is Why.FILL_UNKNOWN
    assert not counter.recorded(f.StopReleased)


def test_a_reason_is_never_a_default() -> None:
    counter = at_pickup(LATE)
    counter.press("F3")
    counter.enter("  ")
    assert counter.told() is Why.NOTE_MISSING
    counter.do(Do.ANSWER, "made up")
    assert isinstance(counter.page, StopPage)
    counter.enter("  the payer said so  ")
    asked_for = counter.on(PharmacistPage).back
    assert isinstance(asked_for, StopPage)
    assert asked_for.note == "the payer said so"


def test_the_way_back_leaves_everything_as_it_was() -> None:
    counter = at_pickup(LATE)
    before = counter.on(PickupPage)
    counter.press("F3")
    counter.press("Ctrl+1")
    counter.do(Do.BACK)
    assert isinstance(counter.page, StopPage)
    counter.do(Do.BACK)
    assert counter.on(PickupPage) == before


def test_a_pharmacist_at_the_counter_signs_with_the_own_sign_in() -> None:
    counter = a_counter(LATE, person=PHIL)
    counter.find(LATE)
    counter.enter(DATE_OF_BIRTH)
    counter.press("F3")
    counter.press("Ctrl+1")
    add(counter)
    assert counter.recorded(f.StopReleased)


def test_the_other_fills_of_the_patient_are_sold_without_it() -> None:
    counter = at_pickup(FRESH, BILLED)
    add(counter)
    assert [line.fill.key for line in counter.sale.rx_lines] == [FRESH.key]
    assert isinstance(counter.page, SalePage)


def recall(*lots: str) -> RuleBook:
    terms = RecallTerms(("0093-0150-01",), lots)
    rule = Rule("recall-1", STORE, date(2026, 1, 1), None, "a notice", "Keep it.", True, terms)
    return RuleBook.of((*POLICY.rules.rules, rule), "US-TX")


@pytest.mark.parametrize(("lot", "may"), [("A17", False), ("", True)])
def test_a_pharmacist_answers_for_an_unknown_lot_never_for_a_recalled_one(
    lot: str, may: bool
) -> None:
    fill = replace(a_fill(), lot=lot)
    counter = a_counter(fill, policy=replace(POLICY, rules=recall("A17")))
    counter.find(fill)
    assert counter.told() is (Why.LOT_UNKNOWN if may else Why.LOT_RECALLED)
    counter.enter(DATE_OF_BIRTH)
    assert counter.offers(Do.LET_GO) is may
    if may:
        let_go(counter)
        add(counter)
        (released,) = counter.recorded(f.StopReleased)
        assert isinstance(released, f.StopReleased)
        assert released.rules == ("recall-1@2026-01-01",)


# --- the last day that the PhMS names (section 13, check 7)

CHICAGO = ZoneInfo("America/Chicago")
LAST = date(2026, 7, 1)
REMS = a_fill(not_after=LAST)


@pytest.mark.parametrize(
    ("at", "why"),
    [
        (datetime(2026, 7, 1, 0, 0, tzinfo=CHICAGO), None),
        (datetime(2026, 7, 1, 23, 59, 59, tzinfo=CHICAGO), None),
        (datetime(2026, 7, 2, 0, 0, tzinfo=CHICAGO), Why.TOO_LATE_TO_DISPENSE),
    ],
)
def test_the_last_day_ends_at_midnight_in_the_store_not_in_utc(
    at: datetime, why: Why | None
) -> None:
    counter = a_counter(REMS, at=at.astimezone(UTC))
    counter.find(REMS)
    assert counter.told() is why
    counter.enter(DATE_OF_BIRTH)
    assert not counter.offers(Do.LET_GO)


def test_midnight_comes_between_the_ticket_and_the_payment() -> None:
    counter = a_counter(REMS, at=datetime(2026, 7, 1, 23, 59, tzinfo=CHICAGO).astimezone(UTC))
    counter.pick_up(REMS)
    counter.wait(60)
    counter.press("F9")
    assert counter.told() is Why.TOO_LATE_TO_DISPENSE
    assert counter.state.sale is None, "its only line was struck"
    assert not counter.recorded(f.FillHandedOver)
