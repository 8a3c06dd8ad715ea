"""Any cashier, any card, any order: what holds of a ticket after every single step.

Closed means exactly paid; an open ticket is never paid more than it owes; replaying the facts
gives the same ticket; FSA requests obey the law of amounts.
"""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import count
from math import floor

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from helpers.promotions import BUY_2_GET_1, SECOND_HALF, TWO_OFF_TWO, a_promotion
from helpers.returns import (
    BY_GIFT_CARD,
    CASHIERS,
    GIFT_CARD,
    MANAGERS,
    TERMINAL,
    a_sale_by_fsa_gift_card_and_cash,
    a_sale_by_snap_ebt_cash_and_cash,
)
from helpers.sales import (
    CASHIER,
    DAY,
    GIVER,
    LUIS,
    MANAGER,
    MARIA,
    NOW,
    POLICY,
    REASON,
    SALE,
    a_fill,
    add,
    an_item,
    answer,
    approved,
    counsel,
    known,
    opened_bag,
    park,
    rate,
    sign_all,
)
from helpers.ticket_accounts import Account, entries_of
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.account import Account as HouseAccount
from terminal.domain.account import AccountId, CreditRules, Standing
from terminal.domain.attempt import BY_REQUEST, NEVER_ANOTHER, CardKind, CardResult, Outcome
from terminal.domain.barcode import EntryMethod
from terminal.domain.catalog import NEVER_FOOD, Eligibility, ItemCategory
from terminal.domain.coupon import CouponCode
from terminal.domain.deposit import DepositKind, DepositLine
from terminal.domain.discount import WHOLE, DiscountKind, DiscountPolicy, RateGroup
from terminal.domain.discount_decider import NEVER_DISCOUNTED, NO_SHARE
from terminal.domain.evolve import evolve, opened, replay
from terminal.domain.gift import GiftRules
from terminal.domain.identity import AttemptRef, LaneId, LineId
from terminal.domain.iias import NOTHING, Buckets
from terminal.domain.keyed import FORMS, Entry, TenderRules
from terminal.domain.lines import ItemLine, RxLine
from terminal.domain.money import ZERO, Money, total
from terminal.domain.obligation import open_obligations
from terminal.domain.original import Original
from terminal.domain.policy import MAX_QUANTITY, MAX_TICKET, FsaMode, ResumedPrices
from terminal.domain.prescription import Fill, FillKey
from terminal.domain.price_book import ALWAYS, DatedPrice, PriceKind
from terminal.domain.promotion import NEVER_PROMOTED, Goods, Promotion, PromotionBook
from terminal.domain.refund import RefundWay, ReturnLine, ReturnReason
from terminal.domain.refund_decider import outstanding, refunds_due
from terminal.domain.refusal import Refusal, Why
from terminal.domain.rounding import CashRounding
from terminal.domain.sale import Sale, SaleStatus
from terminal.domain.sale_decider import decide
from terminal.domain.staff import StaffMember
from terminal.domain.tax import TaxRounding, TaxTable
from terminal.domain.tender import (
    CardTender,
    CashTender,
    KeyedTender,
    RefundTender,
    pending_attempt,
)
from terminal.domain.tender_kind import BUYS_NO_GIFT_CARD, TenderKind

prices = st.one_of(st.integers(0, 12), st.integers(0, 3_000))
copays = st.sampled_from([0, 1, 500, 1500, 2_533])
small = st.integers(1, 6)
parts = st.sampled_from([Fraction(part, 7) for part in range(1, 8)])
TOMORROW = TaxTable(
    (
        *(replace(each, effective_to=DAY) for each in POLICY.tax.rules),
        rate(None, 90_000, since=DAY + timedelta(days=1)),
        rate(None, 10_000, has_rx=True, since=DAY + timedelta(days=1)),
    )
)
STACKED = TaxTable((*POLICY.tax.rules, *(replace(each, jurisdiction="county") for each in (
    rate(None, 12_345), rate(None, 0, has_rx=True)))))  # fmt: skip
PER_TICKET = TaxTable(
    tuple(replace(each, rounding=TaxRounding.PER_TICKET) for each in STACKED.rules)
)
values = st.one_of(st.integers(-1, 400), st.integers(1, 10_001))
coupons = st.builds(
    CouponCode,
    st.sampled_from(["1", "2"]),
    st.just("00123450"),
    st.one_of(st.none(), st.integers(1, 900).map(Money)),
    st.integers(1, 3),
    serial=st.sampled_from(["", "123456"]),
    store=st.booleans(),
)
givers = st.sampled_from([GIVER, MANAGER])
TENDERS = TenderRules(
    check_change_cents=5_00,
    programmes=("Plan",),
    key_twice_over_cents=5_00,
    other=True,
    credit=CreditRules(accounts=True),
    gift=GiftRules(cards=True, most_cents=40_00),
    snap=True,
    ebt_cash=True,
    debit=True,
)
STANDING = Standing(HouseAccount(AccountId("1001"), "A. Buyer"), Money(30_00), Money(10_00))
REFERRED = ((Entry.REFERENCE, "V-1"), (Entry.REASON, "charity"))
ENTRIES = {
    TenderKind.GIFT: BY_GIFT_CARD,
    TenderKind.HOUSE: ((Entry.ACCOUNT, "1001"), (Entry.BUYER, "A. Buyer")),
    TenderKind.CHECK: ((Entry.NUMBER, "1042"),),
    TenderKind.EXTERNAL_BENEFIT: ((Entry.PROGRAMME, "Plan"), (Entry.AUTHORISATION, "A1")),
    TenderKind.CHARITY_VOUCHER: REFERRED,
    TenderKind.OTHER: REFERRED,
}
SWEETS = Goods(categories=frozenset({ItemCategory.CANDY, ItemCategory.FOOD}))
MEDICINE = Goods(categories=frozenset({ItemCategory.OTC_DRUG, ItemCategory.CANDY}))
PROMOTIONS = (
    a_promotion(name="three"),
    a_promotion(SECOND_HALF, SWEETS, name="half", until=DAY),
    a_promotion(BUY_2_GET_1, MEDICINE, name="free", times=1),
    a_promotion(TWO_OFF_TWO, name="two-off", since=DAY + timedelta(days=1)),
)
RATES = (RateGroup("Seniors", 10), RateGroup("Employees", 33, asks_number=True))
OVER = (SaleStatus.COMPLETED, SaleStatus.ABANDONED)
AFTER_THE_END = (f.FillHandedOver, f.ReceiptRequested, f.PickupUndone)
EARLIER = a_sale_by_fsa_gift_card_and_cash()
"""A ticket of before: an eligible piece by FSA card; three of candy and a copay by gift card, the
rest in cash.
"""
BY_SNAP = a_sale_by_snap_ebt_cash_and_cash()
"""Another: a copay, two of a food that FSA cards pay too, two that they do not."""


def book_of(cents: int) -> tuple[DatedPrice, ...]:
    """A sale today, and another price from tomorrow on."""
    return (
        DatedPrice(PriceKind.REGULAR, Money(cents), ALWAYS),
        DatedPrice(PriceKind.REGULAR, Money(cents * 3 // 2), DAY + timedelta(days=1)),
        DatedPrice(PriceKind.SALE, Money(cents // 2), DAY, DAY),
    )


def can_be_paid(machine: "AnyTicket") -> bool:
    sale = machine.sale
    return sale.status is SaleStatus.OPEN and sale.pending is None and sale.due > ZERO


def is_waiting(machine: "AnyTicket") -> bool:
    return machine.sale.pending is not None


def can_be_suspended(machine: "AnyTicket") -> bool:
    return machine.sale.status is SaleStatus.SUSPENDED or len(machine.facts) % 4 == 0


def something_was_paid(machine: "AnyTicket") -> bool:
    return machine.sale.anything_taken


class AnyTicket(RuleBasedStateMachine):
    """A ticket under any commands, and a card terminal that may answer anything lawful."""

    def __init__(self) -> None:
        super().__init__()
        opening = f.SaleOpened(SALE, 1, LaneId("02"), CASHIER)
        self.facts: list[f.SaleFact] = [opening]
        self.sale: Sale = opened(opening)
        self.policy = POLICY
        self.day = DAY
        self.refs = count(1)
        self.fills: dict[FillKey, Fill] = {}
        self.batch_at: datetime | None = None

    def ask(self, command: c.Command) -> None:
        """Carry it out, or be refused; a refusal changes nothing."""
        before = self.sale
        decision = decide(self.sale, command, self.policy, self.day)
        if isinstance(decision, Refusal):
            assert decision.why in Why
            return
        for fact in decision:
            if self.sale.status in OVER:
                assert isinstance(fact, AFTER_THE_END)
            self.check_request(fact)
            self.sale = evolve(self.sale, fact)
        self.facts.extend(decision)
        if before.pending is not None and before.pending == self.sale.pending:
            assert self.sale.paid == before.paid

    def check_request(self, fact: f.SaleFact) -> None:
        if isinstance(fact, f.ChargeRequested):
            assert ZERO <= fact.rx <= fact.healthcare <= fact.amount <= self.sale.due
            assert fact.healthcare <= self.sale.remaining.eligible
            assert fact.amount > ZERO
        if isinstance(fact, f.RefundRequested) and fact.void_of is not None:
            assert fact.amount == fact.void_of.amount == Money(19_29)
            assert self.batch_at is None
            refunds = (each for each in self.facts if isinstance(each, f.RefundRequested))
            assert not any(each.void_of for each in refunds)
            assert not any(each.refunded for each in self.cards())

    def cards(self) -> list[CardTender]:
        return [each for each in self.sale.tenders if isinstance(each, CardTender)]

    def next_ref(self) -> AttemptRef:
        return AttemptRef(f"a-{next(self.refs)}")

    # --- what a store and a person may do

    @initialize(
        rounding=st.sampled_from([CashRounding.OFF, CashRounding.MANDATORY]),
        fsa=st.sampled_from([FsaMode.IIAS, FsaMode.IIAS, FsaMode.OFF, FsaMode.NINETY_PERCENT]),
        eligible=prices,
        candy=prices,
        copay=st.one_of(st.none(), copays),
        tax=st.sampled_from([POLICY.tax, TOMORROW, STACKED, PER_TICKET]),
        promotions=st.sampled_from([(), PROMOTIONS[:1], PROMOTIONS[1:3], PROMOTIONS]),
        resumed=st.sampled_from(ResumedPrices),
        gift_on_terminal=st.booleans(),
    )
    def open_the_store(
        self,
        rounding: CashRounding,
        fsa: FsaMode,
        eligible: int,
        candy: int,
        copay: int | None,
        tax: TaxTable,
        promotions: tuple[Promotion, ...],
        resumed: ResumedPrices,
        *,
        gift_on_terminal: bool,
    ) -> None:
        tenders = TENDERS
        if gift_on_terminal:
            tenders = replace(TENDERS, gift=GiftRules(on_terminal=True))
        self.policy = replace(
            POLICY,
            rounding=rounding,
            fsa=fsa,
            tax=tax,
            tenders=tenders,
            promotions=PromotionBook(promotions),
            discounts=DiscountPolicy(rates=RATES),
            resumed_prices=resumed,
        )
        self.add_item(eligible, ItemCategory.OTC_DRUG, 1, eligible=True)
        self.add_item(candy, ItemCategory.CANDY, 1, eligible=False)
        if copay is not None:
            self.add_fill("6012345", 1, copay, 1, third_party=False, family=False, controlled=False)
            self.meet_all_obligations()

    @rule(cents=prices, category=st.sampled_from(ItemCategory), many=small, eligible=st.booleans(),
          food=st.booleans())  # fmt: skip
    def add_item(
        self, cents: int, category: ItemCategory, many: int, *, eligible: bool, food: bool = True
    ) -> None:
        eligibility = Eligibility.HEALTHCARE_OTC if eligible else Eligibility.NONE
        item = replace(an_item(category=category, eligibility=eligibility), price=Money(cents),
                       snap=food and category not in NEVER_FOOD)  # fmt: skip
        if cents % 5 == 0:
            item = replace(item, prices=book_of(cents))
        self.ask(add(item, many))

    @rule(rx=st.sampled_from(["6012345", "7000001"]), number=st.integers(0, 1), copay=copays,
          bags=st.integers(1, 2), third_party=st.booleans(), family=st.booleans(),
          controlled=st.booleans())  # fmt: skip
    def add_fill(
        self, rx: str, number: int, copay: int, bags: int, *, third_party: bool, family: bool,
        controlled: bool,
    ) -> None:  # fmt: skip
        who = LUIS if family else MARIA
        fill = a_fill(rx, number, copay=Money(copay), who=who, bags=bags, third_party=third_party,
                      counselling=None, schedule=2 if controlled else None)  # fmt: skip
        self.ask(c.AddFill(fill, EntryMethod.SCANNED))
        for command in known(who):
            self.ask(command)
        self.ask(c.AddFill(fill, EntryMethod.SCANNED))
        self.fills[fill.key] = fill

    @precondition(lambda self: self.sale.rx_lines)
    @rule(data=st.data(), copay=copays, agreed=st.booleans(), ask_for_more=st.booleans())
    def refresh(self, data: st.DataObject, copay: int, *, agreed: bool, ask_for_more: bool) -> None:
        line = data.draw(st.sampled_from(self.sale.rx_lines))
        fill = replace(line.fill, copay=Money(copay), third_party=ask_for_more)
        self.ask(c.RefreshFill(fill, Money(copay) if agreed else None))

    @rule()
    def meet_all_obligations(self) -> None:
        for line in self.sale.rx_lines:
            for _ in range(line.fill.bags):
                self.ask(c.ScanBag(line.fill.key, EntryMethod.SCANNED))
        self.ask(c.ReleaseControlled(CASHIER))
        self.ask(opened_bag())
        self.ask(counsel())
        for command in sign_all(self.sale):
            self.ask(command)

    @rule(line=st.integers(0, 6).map(LineId), many=st.sampled_from([0, 1, 2, MAX_QUANTITY]))
    def change_quantity(self, line: LineId, many: int) -> None:
        self.ask(c.ChangeQuantity(line, many))

    @rule(line=st.integers(0, 6).map(LineId))
    def void_line(self, line: LineId) -> None:
        self.ask(c.VoidLine(line))

    @rule(line=st.integers(0, 6).map(LineId), kind=st.sampled_from(DiscountKind),
          value=values, by=givers)  # fmt: skip
    def discount_line(self, line: LineId, kind: DiscountKind, value: int, by: StaffMember) -> None:
        self.ask(c.DiscountLine(line, kind, value, REASON, by))

    @rule(kind=st.sampled_from(DiscountKind), value=values, by=givers)
    def discount_ticket(self, kind: DiscountKind, value: int, by: StaffMember) -> None:
        self.ask(c.DiscountTicket(kind, value, REASON, by))

    @rule(group=st.sampled_from(["Seniors", "Employees"]))
    def apply_rate(self, group: str) -> None:
        self.ask(c.ApplyRate(group, MANAGER, "E-1" if group == "Employees" else ""))

    @rule(line=st.integers(0, 6).map(LineId), cents=prices)
    def override_price(self, line: LineId, cents: int) -> None:
        self.ask(c.OverridePrice(line, Money(cents), REASON, MANAGER))

    @rule(line=st.integers(0, 6).map(LineId), code=coupons, value=st.one_of(st.none(), prices))
    def take_coupon(self, line: LineId, code: CouponCode, value: int | None) -> None:
        self.ask(c.TakeCoupon(code, line, None if value is None else Money(value)))

    @rule(line=st.integers(0, 6).map(LineId))
    def take_off_coupons(self, line: LineId) -> None:
        self.ask(c.TakeOffCoupons(line))

    @rule(days=st.integers(-1, 2))
    def exempt_customer(self, days: int) -> None:
        self.ask(c.ExemptCustomer("EX-1", self.day + timedelta(days=days), CASHIER))

    @rule()
    def lift_exemption(self) -> None:
        self.ask(c.LiftExemption())

    @rule(line=st.integers(0, 6).map(LineId), on_rx=st.booleans())
    def put_on_prescription(self, line: LineId, *, on_rx: bool) -> None:
        self.ask(c.SetOnPrescription(line, on_rx, CASHIER))

    @rule(line=st.one_of(st.none(), st.integers(0, 6).map(LineId)))
    def take_off_discount(self, line: LineId | None) -> None:
        self.ask(c.TakeOffDiscount(line))

    @precondition(lambda self: not self.sale.live_lines)
    @rule(cents=st.integers(-1, 10_01))
    def pay_on_account(self, cents: int) -> None:
        self.ask(c.PayAccount(STANDING, Money(cents)))

    @rule(earlier=st.sampled_from([EARLIER, BY_SNAP]), line=st.integers(0, 4).map(LineId),
          many=st.integers(0, 3), reversed_=st.booleans(), manager=st.booleans())  # fmt: skip
    def bring_back(
        self, earlier: Original, line: LineId, many: int, *, reversed_: bool, manager: bool
    ) -> None:
        reason = ReturnReason.REVERSED if reversed_ else ReturnReason.DAMAGED
        grant = MANAGERS if manager else CASHIERS
        self.ask(c.AddReturn(earlier, line, many, reason, grant))

    @precondition(lambda self: self.sale.return_lines)
    @rule(place=st.integers(0, 2), after=st.sampled_from(Outcome), part=parts)
    def refund(self, place: int, after: Outcome, part: Fraction) -> None:
        due = refunds_due(self.sale, self.policy.returns, self.day)
        if not due:
            return
        wanted = due[place % len(due)]
        if wanted.way is RefundWay.CARD:
            self.refund_to_card(wanted.key, after, part)
        else:
            self.ask(c.GiveRefund(wanted.key, "REV 1"))

    def refund_to_card(self, key: str, after: Outcome, part: Fraction) -> None:
        self.ask(c.RefundCard(key, self.next_ref(), NOW, TERMINAL, self.batch_at))
        self.terminal_answers(after, part, fsa_card=True)

    @rule(after=st.sampled_from(Outcome), later=st.sampled_from(Outcome))
    def bring_back_all_that_the_card_paid(self, after: Outcome, later: Outcome) -> None:
        """So that the payment can be voided; where that fails the card is credited."""
        for line, reason in ((1, ReturnReason.DAMAGED), (3, ReturnReason.REVERSED)):
            self.ask(c.AddReturn(EARLIER, LineId(line), 1, reason, MANAGERS))
        for outcome in (after, later):
            due = refunds_due(self.sale, self.policy.returns, self.day)
            card = next((each.key for each in due if each.way is RefundWay.CARD), None)
            if card is not None:
                self.refund_to_card(card, outcome, Fraction(1))

    @rule()
    def close_the_card_batch(self) -> None:
        self.batch_at = NOW

    @rule(cents=st.integers(-1, 45_00))
    def put_on_a_gift_card(self, cents: int) -> None:
        self.ask(c.LoadGiftCard(GIFT_CARD, Money(cents)))

    @precondition(can_be_paid)
    @rule(cents=st.integers(1, 12_00))
    def pay_by_gift_card(self, cents: int) -> None:
        entries = ENTRIES[TenderKind.GIFT]
        self.ask(c.TakeKeyed(TenderKind.GIFT, Money(cents), entries, gift=GIFT_CARD))

    @precondition(can_be_paid)
    @rule(cents=st.integers(-1, 1_500))
    def take_cash(self, cents: int) -> None:
        self.ask(c.TakeCash(Money(cents)))

    @precondition(can_be_paid)
    @rule(off=st.sampled_from([-1, 0, 1, 2, 500]))
    def take_about_enough_cash(self, off: int) -> None:
        self.ask(c.TakeCash(self.sale.due + Money(off)))

    @precondition(can_be_paid)
    @rule(kind=st.sampled_from(list(FORMS)), off=st.sampled_from([-900, -7, -1, 0, 1, 300]),
          keyed_wrong=st.booleans())  # fmt: skip
    def key_a_tender_in(self, kind: TenderKind, off: int, *, keyed_wrong: bool) -> None:
        amount = self.sale.due + Money(off)
        again = amount + Money(1) if keyed_wrong else amount
        self.ask(c.TakeKeyed(kind, amount, ENTRIES[kind], again, STANDING, GIFT_CARD))

    @precondition(can_be_paid)
    @rule(kind=st.sampled_from(CardKind), after=st.sampled_from(Outcome), part=parts,
          fsa_card=st.booleans())  # fmt: skip
    def pay_by_card(
        self, kind: CardKind, after: Outcome, part: Fraction, *, fsa_card: bool
    ) -> None:
        self.ask(c.ChargeCard(kind, self.next_ref(), NOW))
        self.terminal_answers(after, part, fsa_card=fsa_card)

    @precondition(can_be_paid)
    @rule(kind=st.sampled_from(CardKind))
    def ask_a_card(self, kind: CardKind) -> None:
        self.ask(c.ChargeCard(kind, self.next_ref(), NOW))

    @precondition(is_waiting)
    @rule(after=st.sampled_from(Outcome), part=parts, fsa_card=st.booleans())
    def terminal_answers(self, after: Outcome, part: Fraction, *, fsa_card: bool) -> None:
        tender = self.sale.pending
        if tender is None:
            return
        ref = pending_attempt(tender)
        assert ref is not None
        self.ask(c.NoteSent(ref))
        self.ask(answer(ref, self.result(tender, after, part, fsa_card=fsa_card)))

    def result(
        self, tender: CardTender, after: Outcome, part: Fraction, *, fsa_card: bool
    ) -> CardResult:
        """What a lawful host says: an FSA card pays at most what was marked as eligible."""
        if tender.void is not None:
            whole = str(tender.used.total)
            return approved(whole) if after is Outcome.APPROVED else self.nothing(after)
        if tender.void_of is not None:
            whole = str(tender.amount)
            return approved(whole) if after is Outcome.APPROVED else self.nothing(after)
        most = tender.amount
        if tender.kind in NEVER_ANOTHER:
            fsa_card = False
        if fsa_card and self.policy.fsa is FsaMode.IIAS and not tender.refunds:
            most = tender.healthcare
        amount = most if after is Outcome.APPROVED else Money(int(most.cents * part))
        if after not in (Outcome.APPROVED, Outcome.PARTIAL) or amount == ZERO:
            return self.nothing(after)
        is_fsa = None if tender.kind in BY_REQUEST and not fsa_card else fsa_card
        return approved(str(amount), fsa=is_fsa, partial=amount < tender.amount)

    def nothing(self, after: Outcome) -> CardResult:
        approval = after in (Outcome.APPROVED, Outcome.PARTIAL)
        return CardResult(Outcome.DECLINED if approval else after)

    @precondition(is_waiting)
    @rule()
    def terminal_approves_too_much(self) -> None:
        tender = self.sale.pending
        assert tender is not None
        if tender.void is None:
            self.ask(answer(tender.ref, approved(str(tender.amount + Money(1)))))
            assert self.sale.pending is not None

    @precondition(is_waiting)
    @rule()
    def park_what_is_pending(self) -> None:
        if self.sale.pending is not None:
            ref = pending_attempt(self.sale.pending)
            assert ref is not None
            self.ask(park(ref))

    @precondition(something_was_paid)
    @rule(last=st.booleans())
    def give_back(self, *, last: bool) -> None:
        taken = [tender.id for tender in self.sale.tenders if tender.taken]
        self.ask(c.GiveBack(taken[-1 if last else 0], self.next_ref(), NOW, "REV 1"))

    @precondition(something_was_paid)
    @rule(after=st.sampled_from([Outcome.APPROVED, Outcome.UNKNOWN, Outcome.DECLINED]))
    def give_the_last_back_and_hear_of_it(self, after: Outcome) -> None:
        self.give_back(last=True)
        self.terminal_answers(after, Fraction(1), fsa_card=True)

    @precondition(can_be_suspended)
    @rule()
    def suspend_and_perhaps_resume(self) -> None:
        if self.sale.status is SaleStatus.SUSPENDED:
            self.day = DAY + timedelta(days=1)
            self.ask(c.Resume(CASHIER))
        else:
            self.ask(c.Suspend())

    @precondition(lambda self: self.sale.due == ZERO)
    @rule()
    def complete(self) -> None:
        self.ask(c.Complete())

    @precondition(lambda self: len(self.facts) > 20)
    @rule()
    def abandon(self) -> None:
        self.ask(c.Abandon("gone"))

    # --- what holds after each of them

    @invariant()
    def replay_gives_the_same_ticket(self) -> None:
        assert replay(self.facts) == self.sale

    @invariant()
    def never_overpaid(self) -> None:
        left = self.sale.remaining
        if not self.sale.return_lines:
            assert min(left.rx, left.otc, left.none, self.sale.due) >= ZERO
        assert self.sale.due >= -total(each.amount for each in outstanding(self.sale))
        assert self.sale.total <= MAX_TICKET

    @invariant()
    def closed_means_exactly_paid_and_all_obligations_met(self) -> None:
        if self.sale.status is not SaleStatus.COMPLETED:
            return
        assert self.sale.due == ZERO
        assert self.sale.remaining == NOTHING or self.sale.return_lines
        assert self.sale.pending is None
        assert open_obligations(self.sale, POLICY.rules, self.day) == ()
        completed = [fact for fact in self.facts if isinstance(fact, f.SaleCompleted)]
        assert [fact.total for fact in completed] == [self.sale.total]
        handed = [fact for fact in self.facts if isinstance(fact, f.FillHandedOver)]
        assert [fact.line for fact in handed] == [line.id for line in self.sale.rx_lines]
        assert len({fact.pickup for fact in handed}) == len(handed)

    @invariant()
    def nothing_is_handed_over_before_the_end(self) -> None:
        if self.sale.status is not SaleStatus.COMPLETED:
            assert not any(isinstance(fact, f.FillHandedOver) for fact in self.facts)

    @invariant()
    def a_card_never_gets_more_than_it_paid(self) -> None:
        paid = {each.source.key: each.amount for each in (*EARLIER.sources, *BY_SNAP.sources)}
        given = Counter[str]()
        for share in (share for each in self.cards() for share in each.refunded):
            given[share.source.key] += share.amount.cents
        assert all(cents <= paid[key].cents for key, cents in given.items())

    @invariant()
    def abandoned_means_no_money_kept(self) -> None:
        if self.sale.status is SaleStatus.ABANDONED:
            assert self.sale.paid == NOTHING

    @invariant()
    def at_most_one_attempt_is_pending(self) -> None:
        pending = [each for each in self.sale.tenders if pending_attempt(each) is not None]
        assert len(pending) <= 1
        if pending and self.sale.status is SaleStatus.SUSPENDED:
            assert isinstance(pending[0], CardTender)
            assert pending[0].parked

    @invariant()
    def a_payment_on_account_stands_alone_and_is_paid_by_no_account(self) -> None:
        deposits = [each for each in self.sale.live_lines if isinstance(each, DepositLine)]
        if any(each.kind is DepositKind.ACCOUNT for each in deposits):
            assert len(self.sale.live_lines) == 1
            kinds = {each.booked_as for each in self.sale.tenders if each.taken}
            assert TenderKind.HOUSE not in kinds
            assert self.sale.tax == ZERO

    @invariant()
    def nothing_but_money_buys_a_gift_card(self) -> None:
        """Cash, checks, cards and house accounts pay them; a bank's FSA card where IIAS is off."""
        if self.policy.fsa is not FsaMode.IIAS:
            return
        others = total(
            each.paid.total
            for each in self.sale.tenders
            if each.booked_as in BUYS_NO_GIFT_CARD and each.paid.total > ZERO
        )
        cards = self.sale.deposits(DepositKind.GIFT_CARD)
        back = total(line.net + line.tax.amount for line in self.sale.return_lines)
        from_gift_cards = total(
            each.amount for each in self.sale.carried if each.source.kind is TenderKind.GIFT
        )
        assert others + from_gift_cards <= self.sale.total - back - cards

    @invariant()
    def what_is_owed_is_the_sum_of_the_lines(self) -> None:
        owed = NOTHING
        for line in self.sale.live_lines:
            owed = owed + line.buckets
        assert self.sale.owed == owed
        assert self.sale.tax == total(line.tax.amount for line in self.sale.live_lines)
        assert total(line.net for line in self.sale.live_lines) + self.sale.tax == self.sale.total

    @invariant()
    def no_line_is_sold_for_less_than_nothing(self) -> None:
        for line in self.sale.lines:
            sign = -1 if isinstance(line, ReturnLine) else 1
            assert line.net * sign >= ZERO
            assert line.tax.amount * sign >= ZERO
            parts = [part.amount for part in line.tax.parts]
            assert not parts or total(parts) == line.tax.amount

    @invariant()
    def the_shares_are_the_discount_to_the_cent(self) -> None:
        items = [each for each in self.sale.live_lines if isinstance(each, ItemLine)]
        assert total(line.share for line in items) == self.sale.discount_off
        for line in items:
            assert ZERO <= line.share <= line.before_share
            assert ZERO <= line.off <= line.extended
            assert ZERO <= line.coupon_off <= line.before_coupons
            if line.discount is not None and self.sale.discount is not None:
                most = max(line.discount.most, self.sale.discount.most)
                assert (line.off + line.share).cents * WHOLE <= line.extended.cents * most + WHOLE
            assert line.item.category not in NEVER_DISCOUNTED or line.net == line.extended
            assert line.item.category not in NO_SHARE or line.share == ZERO
        assert self.sale.saved == total(line.saved for line in self.sale.live_lines)

    @invariant()
    def promotions_use_each_piece_once_and_spare_what_a_person_priced(self) -> None:
        for line in self.sale.live_lines:
            if not isinstance(line, ItemLine) or not line.promotions:
                continue
            assert sum(part.units for part in line.promotions) <= line.quantity
            assert ZERO <= line.promotion_off <= line.extended
            assert line.item.category not in NEVER_PROMOTED
            assert line.override is None
            assert line.discount is None

    @invariant()
    def no_money_appears_or_vanishes(self) -> None:
        entries = entries_of(self.sale)
        assert total(entries.values()) == ZERO
        if self.sale.status is SaleStatus.COMPLETED:
            assert Account.RECEIVABLE not in entries

    @invariant()
    def a_copay_is_the_one_of_the_fill(self) -> None:
        for line in self.sale.rx_lines:
            assert line.copay == line.fill.copay

    @invariant()
    def fsa_cards_never_pay_more_than_is_eligible(self) -> None:
        if self.policy.fsa is not FsaMode.IIAS:
            return
        by_fsa = [
            tender.used
            for tender in self.sale.tenders
            if isinstance(tender, CardTender) and tender.taken and not tender.refunds
            if tender.result is not None and tender.result.is_fsa
        ]
        paid = sum(by_fsa, start=Buckets())
        assert paid.none == ZERO
        sold = [each for each in self.sale.live_lines if not isinstance(each, ReturnLine)]
        assert paid.total <= sum((each.buckets for each in sold), start=NOTHING).eligible

    @invariant()
    def each_source_gives_back_at_most_what_it_paid(self) -> None:
        """And what an FSA card paid goes back to a card, or stays due: it pays for nothing here."""
        for earlier in (EARLIER, BY_SNAP):
            given = {each.source.key: each.amount for each in earlier.sources}
            for each in earlier.left(self.sale):
                assert ZERO < each.amount <= given[each.source.key]
        for tender in self.sale.tenders:
            if isinstance(tender, RefundTender):
                kinds = {share.source.kind for share in tender.shares}
                assert TenderKind.FSA_HSA not in kinds
        assert all(each.source.kind is not TenderKind.FSA_HSA for each in self.sale.carried)
        if self.sale.status is SaleStatus.COMPLETED:
            left = total(each.amount for each in outstanding(self.sale))
            assert left == total(each.amount for each in self.sale.carried)

    @invariant()
    def snap_pays_food_alone_and_its_part_has_no_tax(self) -> None:
        """money-tax-iias.md section 7, worked out here once more from the payments alone."""
        by_line = Counter[LineId]()
        for tender in self.sale.tenders:
            if not isinstance(tender, CardTender) or tender.refunds:
                continue
            if tender.kind is CardKind.EBT_SNAP and tender.taken:
                assert tender.result is not None
                assert total(each.amount for each in tender.snap) == tender.result.approved
                assert tender.used.total == tender.result.approved
                assert tender.used.rx == ZERO
                by_line.update({each.line: each.amount.cents for each in tender.snap})
        for line in self.sale.lines:
            paid = by_line[line.id]
            if not isinstance(line, ItemLine):
                assert paid == 0
                continue
            assert line.snap == Money(paid) <= line.net
            assert line.item.snap or paid == 0
            if paid:
                rest = Fraction(line.full_tax.amount.cents * (line.net.cents - paid))
                expected = floor(rest / line.net.cents + Fraction(1, 2))
                assert line.tax.amount == Money(expected)
            else:
                assert line.tax == line.full_tax

    @invariant()
    def every_split_sums_exactly(self) -> None:
        paid = total(each.paid.total for each in self.sale.tenders if each.taken)
        assert paid == self.sale.paid.total == self.sale.total - self.sale.due
        kinds = {each.booked_as for each in self.sale.tenders if each.taken}
        by_kind = {
            kind: total(t.paid.total for t in self.sale.tenders if t.booked_as is kind)
            for kind in kinds
        }
        assert total(by_kind.values()) == paid

    @invariant()
    def cash_in_the_drawer_adds_up(self) -> None:
        cash = [each for each in self.sale.tenders if isinstance(each, CashTender) and each.taken]
        for tender in cash:
            assert tender.used.total == tender.applied
            assert tender.change >= ZERO
        ledger = total(tender.rounding for tender in cash)
        kept = total(tender.tendered - tender.change for tender in cash)
        assert kept == total(tender.applied for tender in cash) + ledger
        if self.policy.rounding is CashRounding.OFF:
            assert ledger == ZERO
        assert -Money(2) <= ledger <= Money(2)
        keyed = [each for each in self.sale.tenders if isinstance(each, KeyedTender)]
        assert all(each.used.total == each.applied for each in keyed)
        given_out = total(each.change for each in cash) + total(
            each.change for each in keyed if each.taken
        )
        assert self.sale.change == given_out
        if ledger != ZERO:
            assert self.sale.status is SaleStatus.COMPLETED
            assert ledger == self.policy.cash_rounding(self.day).of(cash[-1].applied)


AnyTicket.TestCase.settings = settings(
    max_examples=200, stateful_step_count=30, deadline=None, derandomize=True
)
TestAnyTicket = AnyTicket.TestCase


def test_the_machine_reaches_the_end_of_a_family_ticket() -> None:
    """The properties above would hold of nothing at all, if no ticket ever closed."""
    machine = AnyTicket()
    machine.add_item(399, ItemCategory.OTC_DRUG, 1, eligible=True)
    machine.add_fill("6012345", 0, 1500, 2, third_party=True, family=False, controlled=True)
    machine.meet_all_obligations()
    machine.pay_by_card(CardKind.FSA_HSA, Outcome.APPROVED, Fraction(1), fsa_card=True)
    machine.closed_means_exactly_paid_and_all_obligations_met()
    assert machine.sale.status is SaleStatus.COMPLETED
    assert isinstance(machine.sale.lines[1], RxLine)


def test_the_machine_reaches_the_end_of_a_refund() -> None:
    machine = AnyTicket()
    machine.bring_back(EARLIER, LineId(1), 1, reversed_=False, manager=True)
    machine.bring_back(EARLIER, LineId(2), 3, reversed_=False, manager=True)
    for _ in range(3):
        machine.refund(0, Outcome.APPROVED, Fraction(1))
    machine.closed_means_exactly_paid_and_all_obligations_met()
    assert machine.sale.status is SaleStatus.COMPLETED
    assert [each.booked_as for each in machine.sale.tenders] == [
        TenderKind.FSA_HSA,
        TenderKind.GIFT,
        TenderKind.CASH,
    ]
