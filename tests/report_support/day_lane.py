"""A counter on a real store: what the window does by keys, without window, cables and waiting.

The engine, the pages, the journal, its projections and the reports are the program's; people, the
card terminal, the printer and the PhMS are played here.
"""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Final

from sqlalchemy import Connection

from helpers.counter import ANA, MARY, PEOPLE, PHIL, SETTINGS, Counter, approval
from helpers.sales import POLICY, RULES
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.faults import KnownFault
from terminal.app.inputs import Do, PrintState
from terminal.app.ports import Batch
from terminal.app.reports import ReportQuestion
from terminal.app.state import TerminalState
from terminal.app.till_page import TillMode, TillPage
from terminal.domain import facts as f
from terminal.domain.account import Account, AccountId, CreditRules
from terminal.domain.attempt import CardKind, Outcome, QueryVerdict
from terminal.domain.cash_count import DENOMINATIONS
from terminal.domain.catalog import ItemCategory
from terminal.domain.gift import GiftRules
from terminal.domain.keyed import TenderRules
from terminal.domain.money import Money
from terminal.domain.promotion import CheaperOnes, ForPrice, Goods, Promotion, PromotionBook
from terminal.domain.report import Report
from terminal.domain.rounding import CashRounding
from terminal.domain.staff import StaffMember
from terminal.recovered import recovered_from
from terminal.store import accounts, coupons, gift_cards, reports, returns, staff, three_way, tills
from terminal.store.journal import Recorded, all_facts
from terminal.store.store import Store

__all__ = ["ANA", "MARY", "PHIL", "DayLane"]
MORNING: Final = datetime(2026, 7, 1, 8, 55, tzinfo=timezone(timedelta(hours=-5)))
"""Of the lane's own clock, so that the day ends before midnight."""
HOUSE: Final = AccountId("1001")
REAL: Final = replace(SETTINGS, till_required=True, till_float_cents=100_00)
TAKES: Final = TenderRules(
    check_change_cents=5_00,
    programmes=("Plan A",),
    key_twice_over_cents=500_00,
    snap=True,
    ebt_cash=True,
    debit=True,
    credit=CreditRules(accounts=True),
    gift=GiftRules(cards=True),
)
PROMOTIONS: Final = PromotionBook(
    (
        Promotion(
            "shampoo",
            "2nd shampoo at half",
            MORNING.date(),
            None,
            Goods(categories=frozenset({ItemCategory.GENERAL})),
            CheaperOnes(1, 1, 50_00),
        ),
        Promotion(
            "plasters",
            "3 plasters for 8.00",
            MORNING.date(),
            None,
            Goods(categories=frozenset({ItemCategory.MEDICAL_DEVICE})),
            ForPrice(3, Money(8_00)),
        ),
    )
)
DAY_POLICY: Final = replace(
    POLICY, rules=RULES, rounding=CashRounding.MANDATORY, tenders=TAKES, promotions=PROMOTIONS
)


CLOSES_BATCH: Final = i.CardAbility.CLOSE_BATCH
"""This terminal's batch is closed at the terminal itself."""


class StoreJournal:
    """The port of the engine over the writer; a step waits for its commit."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def commit(self, batch: Batch, done: Callable[[KnownFault | None], None]) -> None:
        answer: Future[KnownFault | None] = Future()
        self._store.writer.commit(batch, answer.set_result)
        done(answer.result(10))


@dataclass
class DayLane(Counter):
    """`store` holds the day; a lane that is made on a store with a past takes it up."""

    store: Store = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self.journal = StoreJournal(self.store)  # type: ignore[assignment]
        super().__post_init__()
        lane = self.settings.lane
        self.start(self.store.reader.wait(lambda c: recovered_from(c, lane)))
        self.card_terminal().printer()
        self.send(i.CardTerminalMet("53012345", frozenset(i.CardAbility) - {CLOSES_BATCH}))

    def publish(self, state: TerminalState) -> None:
        """For who presses keys; what holds of every screen is held by the tests of its page."""
        self.states = [state]
        self.screen = self.presenter.screen(state)

    # --- what the store says

    def answer_to(self, effect: e.Effect) -> i.Input | None:
        read = self.store.reader.wait
        match effect:
            case e.CheckClose():
                return i.CloseChecked(read(three_way.close_sheet))
            case e.LoadTillHistory():
                return i.TillHistoryLoaded(*read(lambda c: tills.history(c, self.settings.lane)))
            case e.LookUpAccount():
                found = read(
                    lambda c: accounts.standing(c, effect.account, effect.lane, self.state.zone)
                )
                return i.AccountFound(effect.account, found)
            case e.LookUpCoupon(code, sale):
                taken = read(lambda c: coupons.taken_elsewhere(c, code.code, sale))
                return i.CouponFound(code, sale, taken)
            case e.LookUpGiftCard(number):
                card = self.gift_card(number)
                known = read(lambda c: gift_cards.standing(c, card.card, card.last4, effect.lane))
                return i.GiftCardFound(number, known)
            case e.ReadReport(question):
                return i.ReportRead(question.number, self.report(question))
            case e.FindSale():
                sold = read(lambda c: returns.original(c, effect.ticket, self.state.zone))
                return i.SaleFound(effect.ticket, sold)
            case e.PrintReceipt():
                return i.PrintJobMoved(effect.job, PrintState.PRINTED)
            case _:
                return super().answer_to(effect)

    def report(self, question: ReportQuestion) -> Report:
        def keep(step: reports.Counted) -> bool:
            return self.store.writer.wait(lambda c: reports.keep(c, step))

        self.store.archive.wait(lambda c: reports.catch_up(c, self.state.zone, keep))
        days, before = question.days, question.before
        return self.store.reader.wait(lambda c: reports.report(c, *days, before, self.at))

    def rows(self) -> list[Recorded]:
        return self.store.reader.wait(lambda c: list(all_facts(c)))

    @property
    def all_facts(self) -> list[f.Fact]:
        return [row.fact for row in self.rows()]

    # --- a power cut

    def started_again(self) -> "DayLane":
        """The same lane on what is durable; nothing else is left of it."""
        again = DayLane(
            self.settings,
            self.policy,
            self.items,
            tuple(self.phms.values()),
            at=self.at + timedelta(minutes=1),
            now=5_000.0,
            store=self.store,
        )
        again.sign_in(ANA)
        return again

    # --- what a person does

    def change_person(self, person: StaffMember) -> None:
        self.do(Do.LOCK)
        self.do(Do.BACK)
        self.sign_in(person)

    def next_customer(self) -> None:
        self.wait(1)
        self.press("Enter")
        self.wait(90)

    def go(self, mode: TillMode) -> None:
        if not isinstance(self.page, TillPage):
            self.press("Ctrl+J")
        self.do(Do.TILL, mode.value)

    def count(self, amount: Money) -> None:
        """So much lies there, piece by piece; then F9."""
        left = amount.cents
        for worth in DENOMINATIONS:
            many, left = divmod(left, worth.cents)
            self.enter(str(many))
        self.press("F9")

    def move_cash(self, mode: TillMode, amount: str, why: str) -> None:
        self.go(mode)
        self.enter(amount)
        self.enter(why)

    # --- what the card terminal says

    def asked(self) -> e.Charge | e.VoidCharge:
        asked = [each for each in self.effects if isinstance(each, e.Charge | e.VoidCharge)]
        return asked[-1]

    def card_pays(self, *, most: Money | None = None, fsa: bool | None = None) -> None:
        """Approved, in part where the card holds less."""
        charge = self.asked()
        assert isinstance(charge, e.Charge)
        holds = charge.healthcare if fsa else charge.amount
        amount = holds if most is None else min(most, holds)
        partial = amount < charge.amount
        self.card_says(approval(str(amount), partial=partial, fsa=fsa), charge.ref)

    def card_gives_back(self) -> None:
        void = self.asked()
        assert isinstance(void, e.VoidCharge)
        self.card_says(approval(str(void.payment.amount)), void.ref)

    def card_takes_back(self) -> None:
        """A refund to the card, or the void of what it had paid, approved whole."""
        ways = (e.CreditCard, e.VoidCharge)
        asked = next(each for each in reversed(self.effects) if isinstance(each, ways))
        given = asked.payment if isinstance(asked, e.VoidCharge) else asked
        fsa = True if given.kind is CardKind.FSA_HSA else None
        self.card_says(approval(str(given.amount), fsa=fsa), asked.ref)

    def card_declines(self) -> None:
        self.card_says(Outcome.DECLINED, self.asked().ref)

    def terminal_remembers(self, amount: Money) -> None:
        """Asked after a power cut: it was approved."""
        (asked, *_) = (each for each in self.effects if isinstance(each, e.QueryCharge))
        self.terminal_tells(QueryVerdict.FOUND, approval(str(amount)), asked.ref)


def set_up(store: Store) -> None:
    """The people and the house account of the store."""

    def job(connection: Connection) -> None:
        for person in PEOPLE:
            staff.put_staff(connection, person, "$argon2id$v=19$...")

    store.writer.wait(job)
    opened = f.AccountOpened(Account(HOUSE, "Sample Care Home", Money(900_00), ("A. Example",)))
    answer: Future[KnownFault | None] = Future()
    store.writer.commit(Batch((opened,), MORNING, REAL.lane, MARY.id), answer.set_result)
    assert answer.result(10) is None
