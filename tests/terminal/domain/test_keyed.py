"""Checks, benefit cards and vouchers: money-tax-iias.md sections 4, 5, 6.4, 8 and 9, as rules."""

from dataclasses import replace

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from helpers.sales import (
    CANDY,
    NOW,
    POLICY,
    ROUNDED,
    UNTAXED,
    Ticket,
    add,
    an_item,
    answer,
    approved,
    cash,
    charge_fsa,
    give_back,
    given,
    usd,
    worked_example,
)
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.account import Account, AccountId, CreditRules, Standing
from terminal.domain.attempt import CardKind, CardResult, Outcome
from terminal.domain.gift import GiftDigest, GiftRules, GiftStanding
from terminal.domain.identity import AttemptRef, TenderId
from terminal.domain.iias import Buckets
from terminal.domain.keyed import (
    FORMS,
    MAX_ENTRY,
    Entry,
    TenderRules,
    entry_trouble,
    holds_card_number,
)
from terminal.domain.money import ZERO, Money
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import SaleStatus
from terminal.domain.tender import CardTender, KeyedTender
from terminal.domain.tender_kind import TenderKind

CHECK, BENEFIT = TenderKind.CHECK, TenderKind.EXTERNAL_BENEFIT
VOUCHER, OTHER = TenderKind.CHARITY_VOUCHER, TenderKind.OTHER
PLAN = "OTC Plan A"
ACCOUNT = Account(AccountId("1001"), "Sample Care Home", usd("500.00"), ("A. Example",))
STANDING = Standing(ACCOUNT, usd("500.00"), ZERO)
STORE = replace(
    POLICY,
    tenders=TenderRules(
        programmes=(PLAN,),
        other=True,
        credit=CreditRules(accounts=True),
        gift=GiftRules(cards=True),
    ),
)
GIFT = GiftStanding(GiftDigest("p" * 32), "2207", usd("500.00"), known=True)
ON_ACCOUNT = ((Entry.ACCOUNT, "1001"), (Entry.BUYER, "A. Example"))
NUMBERED = ((Entry.NUMBER, "1042"),)
CODED = ((Entry.PROGRAMME, PLAN), (Entry.AUTHORISATION, "A12345"))
REFERRED = ((Entry.REFERENCE, "CV-118"), (Entry.REASON, "charity programme"))
ENTRIES = {
    CHECK: NUMBERED,
    BENEFIT: CODED,
    VOUCHER: REFERRED,
    OTHER: REFERRED,
    TenderKind.HOUSE: ON_ACCOUNT,
    TenderKind.GIFT: ((Entry.CARD, GIFT.card), (Entry.LAST4, GIFT.last4)),
}


def a_check(amount: str, number: str = "1042") -> c.TakeKeyed:
    return c.TakeKeyed(CHECK, usd(amount), ((Entry.NUMBER, number),))


def benefit(amount: str, again: str | None = None) -> c.TakeKeyed:
    return c.TakeKeyed(BENEFIT, usd(amount), CODED, None if again is None else usd(again))


def taking(kind: TenderKind, amount: str) -> c.TakeKeyed:
    """Whatever the kind wants, as it wants it."""
    return c.TakeKeyed(kind, usd(amount), ENTRIES[kind], usd(amount), STANDING, GIFT)


def example() -> Ticket:
    return worked_example(STORE)


def closed(ticket: Ticket) -> bool:
    return ticket.sale.status is SaleStatus.COMPLETED


# --- checks (section 9)


def test_a_check_for_what_is_due_closes_the_ticket() -> None:
    ticket = example()
    taken = ticket.do(a_check("23.54"))[0]
    assert isinstance(taken, f.KeyedTenderTaken)
    assert (taken.kind, taken.applied, taken.change) == (CHECK, usd("23.54"), ZERO)
    assert taken.entries == NUMBERED
    assert closed(ticket)


def test_a_check_needs_its_number() -> None:
    ticket = example()
    assert ticket.why(c.TakeKeyed(CHECK, usd("5.00"))) is Why.CHECK_NUMBER_MISSING
    for wrong in ("", " ", "no number", "12345678901", "-1", "٣", "0", "0000000000"):
        assert ticket.why(a_check("5.00", wrong)) is Why.CHECK_NUMBER_MISSING

    assert ticket.do(a_check("5.00", "0010"))


def test_an_id_is_kept_where_the_store_asks_for_one_and_shown_nowhere() -> None:
    ticket = example()
    seen = (*NUMBERED, (Entry.ID, "NC licence 99 12"))
    taken = ticket.do(c.TakeKeyed(CHECK, usd("5.00"), seen))[0]
    assert isinstance(taken, f.KeyedTenderTaken)
    assert dict(taken.entries)[Entry.ID] == "NC licence 99 12"
    assert "99 12" not in repr(taken) + repr(ticket.sale)


def test_the_stores_limit_for_checks_is_kept() -> None:
    policy = replace(STORE, tenders=TenderRules(check_max_cents=20_00))
    ticket = worked_example(policy)
    refusal = ticket.refusal(a_check("20.01"))
    assert refusal == Refusal(Why.CHECK_TOO_LARGE, "20.00")
    ticket.do(a_check("20.00"))
    assert ticket.sale.due == usd("3.54")


@pytest.mark.parametrize(
    ("limit", "amount", "change"),
    [(0, "23.55", None), (5_00, "28.54", "5.00"), (5_00, "28.55", None)],
)
def test_a_check_gives_no_change_beyond_the_stores_limit(
    limit: int, amount: str, change: str | None
) -> None:
    ticket = worked_example(replace(STORE, tenders=TenderRules(check_change_cents=limit)))
    if change is None:
        assert ticket.refusal(a_check(amount)) == Refusal(Why.TENDER_OVER_DUE, "23.54")
        return
    ticket.do(a_check(amount))
    assert closed(ticket)
    assert ticket.sale.change == usd(change)


# --- benefit cards of a programme (section 8)


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ((), Why.PROGRAMME_UNKNOWN),
        (((Entry.PROGRAMME, PLAN),), Why.AUTHORISATION_MISSING),
        (((Entry.PROGRAMME, "Another"), (Entry.AUTHORISATION, "A1")), Why.PROGRAMME_UNKNOWN),
        (((Entry.PROGRAMME, PLAN), (Entry.AUTHORISATION, "?")), Why.AUTHORISATION_MISSING),
    ],
)
def test_a_benefit_needs_its_programme_and_the_devices_code(
    entries: tuple[tuple[Entry, str], ...], why: Why
) -> None:
    assert example().why(c.TakeKeyed(BENEFIT, usd("5.00"), entries)) is why


def test_a_benefit_is_never_more_than_is_due() -> None:
    assert example().why(benefit("23.55", "23.55")) is Why.TENDER_OVER_DUE


def test_a_benefit_over_the_limit_is_keyed_twice() -> None:
    """A known error is $10 keyed as $100 on a stand-alone terminal."""
    policy = replace(STORE, tenders=replace(STORE.tenders, key_twice_over_cents=10_00))
    ticket = worked_example(policy)
    assert ticket.why(benefit("10.01")) is Why.AMOUNT_TO_REPEAT
    assert ticket.why(benefit("10.01", "1.00")) is Why.AMOUNTS_DIFFER
    ticket.do(benefit("10.00"))
    ticket.do(benefit("13.54", "13.54"))
    assert closed(ticket)


def test_a_benefit_is_given_back_by_its_own_device_and_its_reference_is_kept() -> None:
    ticket = example()
    ticket.do(benefit("5.00"))
    assert ticket.why(give_back(1)) is Why.REVERSAL_MISSING
    back = c.GiveBack(TenderId(1), AttemptRef("v-1"), NOW, "REV 77")
    (returned,) = ticket.do(back)
    assert returned == f.KeyedTenderReturned(
        ticket.sale.id, TenderId(1), "REV 77", TenderKind.EXTERNAL_BENEFIT, usd("5.00"), PLAN
    )
    assert ticket.sale.due == usd("23.54")
    assert ticket.why(back) is Why.NO_SUCH_TENDER


# --- vouchers and what else there is


@pytest.mark.parametrize("kind", [VOUCHER, OTHER])
def test_a_voucher_needs_a_reference_and_a_reason(kind: TenderKind) -> None:
    ticket = example()
    assert ticket.why(c.TakeKeyed(kind, usd("5.00"))) is Why.REFERENCE_MISSING
    assert ticket.why(c.TakeKeyed(kind, usd("5.00"), REFERRED[:1])) is Why.NOTE_MISSING
    ticket.do(c.TakeKeyed(kind, usd("5.00"), REFERRED))
    ticket.do(give_back(1))
    assert ticket.sale.due == usd("23.54")


@pytest.mark.parametrize(
    ("kind", "rules"),
    [
        (CHECK, TenderRules(checks=False)),
        (BENEFIT, TenderRules()),
        (VOUCHER, TenderRules(vouchers=False)),
        (OTHER, TenderRules()),
        (TenderKind.HOUSE, TenderRules()),
        (TenderKind.CASH, TenderRules()),
    ],
)
def test_what_the_store_does_not_take_is_refused(kind: TenderKind, rules: TenderRules) -> None:
    ticket = worked_example(replace(POLICY, tenders=rules))
    asked = c.TakeKeyed(kind, usd("5.00"), ENTRIES.get(kind, ()))
    assert ticket.why(asked) is Why.TENDER_NOT_TAKEN


# --- of every kind


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("cents", [-1, 0])
def test_an_amount_of_nothing_is_refused(kind: TenderKind, cents: int) -> None:
    assert example().why(c.TakeKeyed(kind, Money(cents), ENTRIES[kind])) is Why.AMOUNT_OUT_OF_RANGE


@pytest.mark.parametrize("kind", FORMS)
def test_an_absurd_amount_is_refused(kind: TenderKind) -> None:
    absurd = c.TakeKeyed(kind, Money(10**14), ENTRIES[kind], Money(10**14))
    assert example().why(absurd) in (Why.CHECK_TOO_LARGE, Why.TENDER_OVER_DUE)


@pytest.mark.parametrize("kind", FORMS)
def test_no_paper_is_rounded(kind: TenderKind) -> None:
    """Section 4: cash only. 23.54 is paid to the cent where cash would be 23.55."""
    ticket = worked_example(replace(STORE, rounding=ROUNDED.rounding))
    ticket.do(taking(kind, "23.54"))
    assert closed(ticket)


def test_the_cash_part_of_a_mixed_ticket_alone_is_rounded() -> None:
    """Section 4: ticket 23.54, 15.00 another way, remainder 8.54 -> 8.55, rounding +0.01."""
    ticket = worked_example(replace(STORE, rounding=ROUNDED.rounding))
    ticket.do(a_check("15.00"))
    taken = ticket.do(cash("8.55"))[0]
    assert isinstance(taken, f.CashTaken)
    assert (taken.applied, taken.rounding) == (usd("8.54"), usd("0.01"))
    assert closed(ticket)


@pytest.mark.parametrize("kind", FORMS)
def test_paper_keeps_room_for_the_fsa_card(kind: TenderKind) -> None:
    """Cases F and G of 6.5 with paper in the place of cash and gift: NONE, then OTC, then RX."""
    ticket = example()
    ticket.do(taking(kind, "5.00"))
    assert ticket.sale.remaining.eligible == usd("18.54")
    assert ticket.sale.remaining.rx_eligible == usd("15.00")
    ticket.do(taking(kind, "18.00"))
    (request,) = ticket.do(charge_fsa("a-1"))
    assert isinstance(request, f.ChargeRequested)
    assert (request.amount, request.healthcare, request.rx) == (usd("0.54"),) * 3
    ticket.do(answer("a-1", approved("0.54", fsa=True)))
    assert closed(ticket)


def test_every_split_in_any_order_closes_the_ticket_exactly() -> None:
    ticket = example()
    ticket.do(a_check("1.11"), benefit("2.22"), cash("3.33"))
    ticket.do(c.TakeKeyed(VOUCHER, usd("4.44"), REFERRED), a_check("12.44", "7"))
    assert closed(ticket)
    assert ticket.sale.paid.total == ticket.sale.total


@pytest.mark.parametrize(
    ("entry", "text", "why"),
    [
        (Entry.REFERENCE, "x" * (MAX_ENTRY + 1), Why.ENTRY_NOT_UNDERSTOOD),
        (Entry.REFERENCE, "a\u0000b", Why.ENTRY_NOT_UNDERSTOOD),
        (Entry.REFERENCE, "a\u202eb", Why.ENTRY_NOT_UNDERSTOOD),
        (Entry.REFERENCE, "4111 1111 1111 1111", Why.CARD_NUMBER_TYPED),
        (Entry.REFERENCE, "no 4111-1111-1111-1111.", Why.CARD_NUMBER_TYPED),
        (Entry.REASON, "378282246310005", Why.CARD_NUMBER_TYPED),
        (Entry.REFERENCE, "4111 1111 1111 1112", None),
        (Entry.REFERENCE, "5550100199", None),
    ],
)
def test_no_card_number_is_ever_kept(entry: Entry, text: str, why: Why | None) -> None:
    trouble = entry_trouble(VOUCHER, entry, text, STORE.tenders)
    assert (trouble and trouble.why) == why


def test_what_the_kind_does_not_ask_for_cannot_come_with_it() -> None:
    ticket = example()
    strange = (*NUMBERED, (Entry.REASON, "because"))
    assert ticket.why(c.TakeKeyed(CHECK, usd("5.00"), strange)) is Why.ENTRY_NOT_UNDERSTOOD
    twice = (*NUMBERED, *NUMBERED)
    assert ticket.why(c.TakeKeyed(CHECK, usd("5.00"), twice)) is Why.ENTRY_NOT_UNDERSTOOD


def test_nothing_more_is_taken_than_is_due() -> None:
    ticket = given(add(an_item("0.00")), policy=replace(UNTAXED, tenders=STORE.tenders))
    assert ticket.why(a_check("1.00")) is Why.NOTHING_DUE


def test_a_tender_adds_up() -> None:
    with pytest.raises(ValueError, match="applied"):
        KeyedTender(
            TenderId(1), CHECK, usd("5.00"), usd("6.00"), ZERO, Buckets(none=usd("5.00")), ()
        )


# --- what it is booked as


def test_totals_by_kind_are_a_table() -> None:
    ticket = given(add(CANDY), policy=STORE)
    ticket.do(a_check("1.00"), benefit("1.00"), cash("1.00"))
    kinds = {each.booked_as: each.paid.total for each in ticket.sale.tenders}
    assert kinds == {CHECK: usd("1.00"), BENEFIT: usd("1.00"), TenderKind.CASH: usd("1.00")}


@pytest.mark.parametrize(
    ("button", "is_fsa", "booked"),
    [
        (CardKind.CREDIT, None, TenderKind.CREDIT),
        (CardKind.CREDIT, True, TenderKind.FSA_HSA),
        (CardKind.FSA_HSA, False, TenderKind.CREDIT),
        (CardKind.FSA_HSA, None, TenderKind.FSA_HSA),
    ],
)
def test_a_card_is_booked_as_what_the_terminal_knows_of_it(
    button: CardKind, is_fsa: bool | None, booked: TenderKind
) -> None:
    result = CardResult(Outcome.APPROVED, usd("5.00"), is_fsa=is_fsa)
    asked = usd("5.00"), ZERO, ZERO, NOW
    tender = CardTender(TenderId(1), AttemptRef("a"), button, *asked, result=result)
    assert tender.booked_as is booked


# --- the store's limits


@pytest.mark.parametrize(
    "wrong",
    [
        {"check_max_cents": -1},
        {"check_change_cents": -1},
        {"key_twice_over_cents": -1},
        {"check_max_cents": 0},
        {"programmes": ("A", "A")},
        {"programmes": ("",)},
        {"programmes": (" A",)},
        {"programmes": ("A" * 61,)},
        {"programmes": tuple("ABCDEFGHIJ")},
    ],
)
def test_limits_that_cannot_be_meant_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        TenderRules(**wrong)  # type: ignore[arg-type]


@for_any(st.integers(10**11, 10**18 - 1))
def test_a_run_with_its_check_digit_is_known_as_a_card_number(body: int) -> None:
    digits = [int(each) for each in str(body)]
    doubled = sum(sum(divmod(each * 2, 10)) for each in digits[-1::-2])
    check = -(doubled + sum(digits[-2::-2])) % 10
    assert holds_card_number(f"{body}{check}")
    assert not holds_card_number(f"{body}{(check + 1) % 10}")
