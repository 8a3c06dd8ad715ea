"""A counter for tests: the real engine and presenter, with a journal, a PhMS and a vault in memory.

What a person does reads as a verb (`scan`, `key_in`, `press`). Lookups, reads of a fill and PINs
are answered by themselves unless they are held; the card terminal and the printer speak when told.
Every published state is rendered and held to the rules that hold for every screen.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from helpers.earlier import answer_about
from helpers.restricted import MARKS
from helpers.sales import CANDY, IBUPROFEN, NOW, POLICY, a_fill, usd
from helpers.screens import actions, check_for_customer, check_screen, parts
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.engine import Engine
from terminal.app.faults import KnownFault
from terminal.app.inputs import Condition, DeviceRole, Do, PrintState, ReadFrom
from terminal.app.ports import Batch
from terminal.app.printing import SETTLED
from terminal.app.receipt_forms import paper_of
from terminal.app.recovery import Recovered, UnsettledReceipt, first_effects, recover
from terminal.app.scanning import Takes, taken_here
from terminal.app.settings import Settings, StoreDetails
from terminal.app.state import Counters, Msg, SignPage, TerminalState
from terminal.app.stored import stored_on
from terminal.app.tickets import DrawnTicket, SentReceipt, TicketRow, TicketSought
from terminal.devices.paper_sheet import sheet_of
from terminal.domain import facts as f
from terminal.domain.account import AccountId, Standing
from terminal.domain.attempt import CardResult, Outcome, QueryResult, QueryVerdict
from terminal.domain.barcode import meaning_of_scan
from terminal.domain.catalog import Item
from terminal.domain.evolve import replay
from terminal.domain.gift import GiftDigest, GiftStanding
from terminal.domain.identity import AttemptRef, LaneId, SaleId, StaffId
from terminal.domain.lines import ItemLine
from terminal.domain.missed_identity import unsettled
from terminal.domain.money import ZERO, Money
from terminal.domain.policy import Policy
from terminal.domain.prescription import Fill, FillKey, FillStatus
from terminal.domain.pse import Purchase
from terminal.domain.pse_ticket import Verdict
from terminal.domain.receipt_message import ReceiptMessageAsked, masked
from terminal.domain.receipt_wish import Form
from terminal.domain.record_book import EarlierSale
from terminal.domain.refusal import Why
from terminal.domain.sale import Sale, SaleStatus
from terminal.domain.signature import Point, Strokes
from terminal.domain.staff import Role, StaffMember
from terminal.domain.three_way import CloseSheet
from terminal.domain.till import ClosedTill
from terminal.domain.till import replay as till_of
from terminal.presentation.customer import customer_view
from terminal.presentation.screen import Presenter
from terminal.presentation.views import Field, PickupView

ANA = StaffMember(StaffId("11"), "Ana Rivera", Role.CASHIER, None, date(2027, 6, 30))
BEN = StaffMember(StaffId("12"), "Ben Ortiz", Role.WINDOW_CLERK)
PHIL = StaffMember(StaffId("22"), "Phil Stone", Role.PHARMACIST, None, date(2027, 6, 30))
MARY = StaffMember(StaffId("33"), "Mary Quinn", Role.MANAGER)
P = TypeVar("P")
PEOPLE = (ANA, BEN, PHIL, MARY)
SETTINGS = Settings(
    StoreDetails("Elm Street Pharmacy", ("1 Elm Street", "Nashville TN"), "615-555-0100"),
    LaneId("2"),
    till_required=False,
)
"""Without a till: what is paid belongs to no close, and no test has to open one first."""
SIGNATURE = Strokes(((Point(100, 100, 0), Point(5000, 6000, 20), Point(9000, 1000, 40)),))
DISK_FULL = KnownFault("The disk is full", "", "Free some space.")
DATE_OF_BIRTH = "02291980"
BORN_LUIS = "07151975"


def pin_of(person: StaffMember) -> str:
    return person.id * 2


class MemoryJournal:
    """Holds what it was given and answers; can be slow, and can fail."""

    def __init__(self) -> None:
        self.batches: list[Batch] = []
        self.held: list[tuple[Batch, Callable[[KnownFault | None], None]]] = []
        self.slow = False
        self.fault: KnownFault | None = None

    def commit(self, batch: Batch, done: Callable[[KnownFault | None], None]) -> None:
        self.held.append((batch, done))
        if not self.slow:
            self.answer()

    def answer(self) -> None:
        batch, done = self.held.pop(0)
        if self.fault is None:
            self.batches.append(batch)
        done(self.fault)

    @property
    def facts(self) -> tuple[f.Fact, ...]:
        return tuple(fact for batch in self.batches for fact in batch.facts)


@dataclass
class Counter:
    """One lane with its people, shelf and pharmacy."""

    settings: Settings = SETTINGS
    policy: Policy = POLICY
    items: Sequence[Item] = (IBUPROFEN, CANDY)
    fills: Sequence[Fill] = ()
    journal: MemoryJournal = field(default_factory=MemoryJournal)
    at: datetime = NOW
    now: float = 1000.0
    phms_answers: bool = True
    demo: bool = False
    ledger: tuple[EarlierSale, ...] = ()
    """What every buyer got of the record book's goods before."""

    def __post_init__(self) -> None:
        self.phms = {fill.key: fill for fill in self.fills}
        self.cache = dict(self.phms)
        self.shelf = {item.gtin: item for item in self.items}
        self.hold: set[type[e.Effect]] = set()
        self.failures = 0
        self.accounts: dict[AccountId, Standing] = {}
        """House accounts, as the store tells how they stand."""
        self.effects: list[e.Effect] = []
        self.bought: tuple[Purchase, ...] = ()
        """What every buyer bought before of what is logged."""
        self.sees_all_lanes = True
        self.close_check = CloseSheet()
        """What the store holds that a close must not pass over."""
        self.closed_tills: tuple[ClosedTill, ...] = ()
        self.gift_cards: dict[str, Money] = {}
        self.exchange: Verdict | None = Verdict.APPROVED
        """What the exchange says; None: it does not answer."""
        self.armed = False
        """Whether the scanner was told to read."""
        self.scans = 0
        self.states: list[TerminalState] = []
        self.inbox: list[i.Input] = []
        self.deliveries: list[Callable[[], None]] = []
        self.durable: list[TerminalState] = []
        self.presenter = Presenter()
        self.start(Recovered(people=PEOPLE))

    def start(self, found: Recovered) -> None:
        first = recover(found, self.settings, self.policy, self.at, self.now, self.demo)
        self.engine = Engine(first, self.journal, self)
        self.publish(first)
        for effect in first_effects(first):
            self.perform(effect)

    # --- the surroundings of the engine

    def perform(self, effect: e.Effect) -> None:
        if isinstance(effect, e.ArmScanner):
            self.armed = effect.armed
            return
        self.effects.append(effect)
        if isinstance(effect, e.ShowOnDisplay):
            check_for_customer(effect, self.states[-1])
        if type(effect) in self.hold:
            return
        answer = self.answer_to(effect)
        if answer is not None:
            self.inbox.append(answer)

    def publish(self, state: TerminalState) -> None:
        self.states.append(state)
        self.screen = self.presenter.screen(state)
        check_screen(self.screen, state)
        self.customer = customer_view(state)
        check_for_customer(self.customer, state)

    def deliver(self, done: Callable[[], None]) -> None:
        self.deliveries.append(done)

    def answer_to(self, effect: e.Effect) -> i.Input | None:  # noqa: C901  a table
        """What the store, the PhMS or the vault says."""
        match effect:
            case e.LookUpItem():
                found = tuple(self.shelf[code] for code in effect.gtins if code in self.shelf)
                return i.ItemsFound(effect.code, found)
            case e.Search():
                named = effect.text.casefold()
                items = tuple(each for each in self.items if named in each.name.casefold())
                ready = (each for each in self.found(effect.text) if _ready(each))
                return i.SearchAnswered(effect.text, items, tuple(ready))
            case e.LoadWillCall():
                return i.WillCallLoaded(effect.text, self.found(effect.text))
            case e.ReadFill():
                return self.read(effect.key)
            case e.LookUpBuyer():
                return i.BuyerFound(effect.person, self.ledger, MARKS)
            case e.LookUpCoupon():
                return i.CouponFound(effect.code, effect.sale, self.coupon_taken(effect))
            case e.LookUpGiftCard():
                return i.GiftCardFound(effect.number, self.gift_card(effect.number))
            case e.LookUpAccount():
                return i.AccountFound(effect.account, self.accounts.get(effect.account))
            case e.CheckPin():
                return self.check(effect)
            case e.CheckClose():
                return i.CloseChecked(self.close_check)
            case e.LoadTillHistory():
                return i.TillHistoryLoaded(self.closed_tills, ())
            case e.WriteTillReport():
                return i.TillReportWritten(f"/documents/{effect.slip.name}.pdf")
            case e.FindSale() | e.FindSales() | e.LookUpReturner():
                return answer_about(effect, self.facts, self.state.day, self.at)
            case e.LoadTickets():
                return i.TicketsLoaded(effect.sought, tuple(self.over(effect.sought)))
            case e.DrawTicket():
                return i.TicketDrawn(effect.sale, effect.wish, self.drawn(effect))
            case e.ReadPseLedger():
                return i.PseLedgerRead(effect.document, self.bought, self.sees_all_lanes)
            case e.AskPseExchange():
                why = "" if self.exchange else "no connection"
                return i.PseExchangeAnswered(effect.ref, self.exchange, "X1", why)
            case _:
                return None

    def coupon_taken(self, effect: e.LookUpCoupon) -> bool:
        """On a ticket that the journal tells of, and not taken off again."""
        sales = {each.sale for each in self.facts if isinstance(each, f.CouponTaken)}
        lines = (
            line
            for each in sales - {effect.sale}
            for line in self.replayed(each).live_lines
            if isinstance(line, ItemLine)
        )
        return any(each.code == effect.code for line in lines for each in line.coupons)

    def gift_card(self, number: str) -> GiftStanding:
        """As the store knows it; its digest is made up of the number's digits."""
        digits = str.maketrans("0123456789", "abcdefghij")
        card = GiftDigest(number.translate(digits).rjust(32, "p"))
        balance = self.gift_cards.get(number)
        return GiftStanding(card, number[-4:], balance or ZERO, balance is not None)

    def closings(self) -> Iterator[tuple[datetime, f.SaleCompleted | f.SaleAbandoned]]:
        for batch in self.journal.batches:
            for fact in batch.facts:
                if isinstance(fact, f.SaleCompleted | f.SaleAbandoned):
                    yield batch.at, fact

    def replayed(self, sale: SaleId) -> Sale:
        own = (each for each in self.facts if isinstance(each, f.SaleFact) and each.sale == sale)
        return replay(own)

    def over(self, sought: TicketSought) -> Iterator[TicketRow]:
        """Tickets that are over, the newest first, as the store finds them."""
        for at, fact in reversed(list(self.closings())):
            sale = self.replayed(fact.sale)
            voided = isinstance(fact, f.SaleAbandoned)
            row = TicketRow(sale.id, sale.number, sale.lane, at, sale.total, sale.staff, voided)
            fits = (
                sale.lane == sought.lane,
                sought.number in (None, sale.number),
                sought.amount in (None, sale.total),
                sought.since is None or at >= sought.since,
                sought.before is None or at < sought.before,
            )
            if all(fits):
                yield row

    def drawn(self, effect: e.DrawTicket) -> DrawnTicket | None:
        at = next((at for at, fact in self.closings() if fact.sale == effect.sale), None)
        if at is None:
            return None
        sale, wish = self.replayed(effect.sale), effect.wish
        if effect.as_printed:
            papers = (each for each in self.facts if isinstance(each, f.ReceiptRequested))
            own = (each for each in papers if each.sale == effect.sale)
            first = next(each for each in own if each.wish.form is Form.RECEIPT)
            wish = replace(wish, language=first.wish.language)
        local = at.astimezone(self.state.zone)
        paper = paper_of(sale, effect.store, "Ana Rivera", local, wish, effect.fsa)
        sheet = sheet_of(paper, effect.columns)
        sent = tuple(
            SentReceipt(fact.via, masked(fact.via, fact.address))
            for fact in self.facts
            if isinstance(fact, ReceiptMessageAsked) and fact.sale == effect.sale
        )
        return DrawnTicket(sale, at, "Ana Rivera", wish, sheet, sent)

    def found(self, text: str) -> tuple[Fill, ...]:
        """Fills by family name or Rx number, with those of the household; all for no text."""
        hit = {
            each.patient.household or each.patient.id
            for each in self.cache.values()
            if each.patient.family.casefold().startswith(text.casefold()) or each.key.rx == text
        }
        return tuple(
            each
            for each in self.cache.values()
            if (each.patient.household or each.patient.id) in hit
        )

    def read(self, key: FillKey) -> i.FillRead:
        if not self.phms_answers:
            return i.FillRead(key, self.cache.get(key), ReadFrom.CACHE, "no answer")
        told = self.phms.get(key)
        if told is None:
            self.cache.pop(key, None)
            return i.FillRead(key, None, ReadFrom.PHMS)
        self.cache[key] = replace(told, read_at=self.at)
        return i.FillRead(key, self.cache[key], ReadFrom.PHMS)

    def check(self, effect: e.CheckPin) -> i.PinChecked:
        person = next((each for each in PEOPLE if each.id == effect.staff), None)
        if person is not None and effect.pin.text == pin_of(person):
            self.failures = 0
            return i.PinChecked(effect.purpose, effect.staff, person)
        self.failures += 1
        wait_s = 0.0 if self.failures < 3 else 2.0 ** (self.failures - 2)
        return i.PinChecked(effect.purpose, effect.staff, None, self.failures, wait_s)

    # --- one thing happens

    def send(self, *happened: i.Input) -> None:
        for what in happened:
            self.scans += isinstance(what, i.CodeScanned | i.ScanRefused | i.ScanTurnedAway)
            self.engine.take(i.Arrived(what, self.at, self.now))
            self.settle()

    def check_scanner(self) -> None:
        """The scanner reads while the page takes scans, and each has or awaits its one answer."""
        assert self.armed is (taken_here(self.state) is not Takes.NOTHING)
        assert len(self.did(e.AnswerScan)) + self.state.scans_waiting == self.scans

    def settle(self) -> None:
        """Let every answer that is on its way arrive."""
        while self.deliveries or self.inbox:
            if self.deliveries:
                self.deliveries.pop(0)()
                self.durable.append(self.state)
            else:
                self.engine.take(i.Arrived(self.inbox.pop(0), self.at, self.now))

    def commit_now(self) -> None:
        """The slow disk has done one commit."""
        self.journal.answer()
        self.settle()

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        self.journal.fault = DISK_FULL
        try:
            yield
        finally:
            self.journal.fault = None

    def wait(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.now += seconds
        self.send(i.ClockTicked())

    def do(self, do: Do, argument: str = "") -> None:
        self.send(i.Intent(do, argument))

    def press(self, key: str) -> None:
        """The enabled action of a key, as the window finds it."""
        action = next(
            (each for each in actions(self.screen) if each.key == key and each.enabled), None
        )
        assert action is not None, f"{key} does nothing on {type(self.page).__name__}"
        self.send(action.intent)

    def can_press(self, key: str) -> bool:
        return any(each.key == key and each.enabled for each in actions(self.screen))

    def offers(self, do: Do) -> bool:
        return any(each.intent.do is do and each.enabled for each in actions(self.screen))

    @property
    def field(self) -> Field:
        """The field that has the focus."""
        view = self.screen.page
        found = [each for each in parts(view) if isinstance(each, Field)]
        if isinstance(view, PickupView) and view.answer is not None:
            return view.answer
        assert found, f"{type(self.page).__name__} has no field"
        return found[0]

    def key_in(self, text: str) -> None:
        self.send(i.FieldEdited(self.field.name, text))

    def enter(self, text: str | None = None) -> None:
        """Enter, after typing `text` when it is given."""
        if text is not None:
            self.key_in(text)
        self.send(i.FieldSubmitted(self.field.name, self.field.text if text is None else text))

    def scan(self, code: str, symbology: str = "]E0") -> None:
        self.send(i.CodeScanned(meaning_of_scan(symbology, code.encode())))

    def scan_item(self, item: Item) -> None:
        self.scan(item.gtin[1:])

    def scan_label(self, fill: Fill) -> None:
        self.scan(str(fill.key), "]C0")

    # --- whole turns of a conversation

    def sign_in(self, person: StaffMember = ANA) -> "Counter":
        if self.state.user is not None and self.state.user != person:
            self.do(Do.BACK)
        if self.field.name == "number":
            self.enter(person.id)
        self.enter(pin_of(person))
        return self

    def pharmacist_signs(self, person: StaffMember = PHIL) -> None:
        self.enter(person.id)
        self.enter(pin_of(person))

    def find(self, fill: Fill) -> None:
        """The pickup page with this fill's patient chosen, by the label on the bag."""
        self.scan_label(fill)

    def pick_up(self, fill: Fill, born: str = DATE_OF_BIRTH) -> None:
        """The whole pickup of one fill's patient; the other bags of the patient are scanned too."""
        self.find(fill)
        if self.field.name == "answer":
            self.enter(born)
        self.do(Do.PICKED_BY, "01")
        for each in self.chosen():
            for _ in range(each.bags - (1 if each.key == fill.key else 0)):
                self.scan_label(each)
        self.do(Do.ADD_FILLS)

    def chosen(self) -> tuple[Fill, ...]:
        from terminal.app.state import PickupPage
        from terminal.app.step_pickup import chosen_fills

        assert isinstance(self.page, PickupPage)
        return chosen_fills(self.state, self.page)

    def to_the_pad(self) -> None:
        """Where the signature is all that is left the page is open already."""
        if not isinstance(self.page, SignPage):
            self.press("F8")

    def sign(self) -> None:
        self.to_the_pad()
        self.send(i.SignatureDrawn(SIGNATURE))
        self.press("Enter")

    def open_bag(self) -> None:
        """Of a controlled fill: the labels are right."""
        self.press("Ctrl+Q")
        self.press("Ctrl+1")

    def counsel(self) -> None:
        self.press("F7")
        self.press("Ctrl+1")
        self.pharmacist_signs()

    # --- what devices say

    def card_terminal(self, condition: Condition = Condition.GOOD) -> "Counter":
        self.send(i.DeviceHealthChanged(DeviceRole.CARD_TERMINAL, condition))
        return self

    def printer(self, condition: Condition = Condition.GOOD, detail: str = "") -> "Counter":
        self.send(i.DeviceHealthChanged(DeviceRole.PRINTER, condition, detail))
        return self

    @property
    def ref(self) -> AttemptRef:
        """Our reference of the last request to the card terminal."""
        asked = [each for each in self.effects if isinstance(each, _CARD_REQUESTS)]
        return asked[-1].ref

    def card_says(self, result: CardResult | Outcome, ref: AttemptRef | None = None) -> None:
        told = result if isinstance(result, CardResult) else CardResult(result)
        self.send(i.ChargeAnswered(ref or self.ref, told))

    def card_approves(self, amount: str, *, partial: bool = False, fsa: bool | None = None) -> None:
        self.card_says(approval(amount, partial=partial, fsa=fsa))

    def terminal_tells(
        self, verdict: QueryVerdict, result: CardResult | None = None, ref: AttemptRef | None = None
    ) -> None:
        answer = QueryResult(verdict, result, "the terminal does not answer")
        self.send(i.ChargeQueried(ref or self.ref, answer))

    def printer_says(self, state: PrintState, reason: str = "") -> None:
        assert self.state.receipt is not None
        self.send(i.PrintJobMoved(self.state.receipt.job, state, reason))

    def slip_is_out(self) -> None:
        """The printer confirms the slip of a card: what comes next waits for it."""
        going = (each for each in self.state.prints if each.state is PrintState.SENDING)
        (job,) = (each.job for each in going if each.wish.form is Form.CARD)
        self.send(i.PrintJobMoved(job, PrintState.PRINTED, ""))

    # --- what there is

    @property
    def state(self) -> TerminalState:
        return self.engine.state

    @property
    def page(self) -> object:
        return self.state.page

    def on(self, kind: type[P]) -> P:
        """The page, which must be of this kind."""
        page = self.state.page
        assert isinstance(page, kind), f"this is the {type(page).__name__}"
        return page

    def locked(self) -> bool:
        return self.state.locked

    @property
    def sale(self) -> Sale:
        assert self.state.sale is not None, "there is no ticket"
        return self.state.sale

    @property
    def total(self) -> str:
        return str(self.sale.total)

    def told(self) -> Msg | Why | None:
        """What the terminal said last."""
        said = self.state.said
        if said is None:
            return None
        return said.what if isinstance(said.what, Msg) else said.what.why

    @property
    def facts(self) -> tuple[f.Fact, ...]:
        return self.journal.facts

    def recorded(self, *kinds: type[f.Fact]) -> tuple[f.Fact, ...]:
        return tuple(fact for fact in self.facts if isinstance(fact, kinds))

    def did(self, kind: type[e.Effect]) -> tuple[e.Effect, ...]:
        return tuple(effect for effect in self.effects if type(effect) is kind)

    def last_batch(self) -> tuple[str, ...]:
        return tuple(type(fact).__name__ for fact in self.journal.batches[-1].facts)

    # --- a power cut

    def crash(self, batches: int | None = None) -> "Counter":
        """The same counter started again on the first `batches` commits, or on all of them."""
        kept = self.journal.batches[:batches]
        again = Counter(
            self.settings, self.policy, self.items, tuple(self.phms.values()), at=self.at
        )
        again.journal.batches = list(kept)
        again.states.clear()
        again.start(recovered_from(kept))
        return again


def recovered_from(batches: Sequence[Batch]) -> Recovered:
    """What a store that holds these commits remembers of open work."""
    by_sale: dict[SaleId, list[f.SaleFact]] = {}
    jobs: dict[str, UnsettledReceipt] = {}
    completed: dict[SaleId, datetime] = {}
    recorded: dict[SaleId, list[tuple[datetime, f.SaleFact]]] = {}
    numbers = {
        f.SaleOpened: 0,
        f.ChargeRequested: 0,
        f.VoidRequested: 0,
        f.RefundRequested: 0,
        f.ReceiptRequested: 0,
    }
    for at, fact in ((batch.at, fact) for batch in batches for fact in batch.facts):
        if type(fact) in numbers:
            numbers[type(fact)] += 1
        if isinstance(fact, f.SaleCompleted):
            completed[fact.sale] = at
        if isinstance(fact, f.ReceiptRequested):
            of = at if fact.wish.form is Form.CARD else completed[fact.sale]
            jobs[fact.job] = UnsettledReceipt(
                fact.job, fact.copy, fact.process_id, PrintState.QUEUED, (), of
            )
        if isinstance(fact, f.ReceiptMoved):
            jobs[fact.job] = replace(jobs[fact.job], state=PrintState(fact.state))
        sale = getattr(fact, "sale", None)
        if sale is not None and isinstance(fact, f.SaleFact):
            by_sale.setdefault(sale, []).append(fact)
            recorded.setdefault(sale, []).append((at, fact))
    open_ones = (SaleStatus.OPEN, SaleStatus.SUSPENDED)
    receipts = (each for each in jobs.values() if each.state not in SETTLED)
    return Recovered(
        tickets=tuple(tuple(each) for each in by_sale.values() if replay(each).status in open_ones),
        receipts=tuple(
            replace(each, facts=tuple(by_sale[SaleId(each.job.split("/")[0])])) for each in receipts
        ),
        stored=tuple(each for sale in recorded.values() for each in stored_on(sale)),
        people=PEOPLE,
        counters=Counters(
            numbers[f.SaleOpened] + 1,
            numbers[f.ChargeRequested] + numbers[f.VoidRequested] + numbers[f.RefundRequested] + 1,
            numbers[f.ReceiptRequested] + 1,
        ),
        till=replace(
            till_of((fact, batch.at) for batch in batches for fact in batch.facts), closed=None
        ),
        last_at=batches[-1].at if batches else None,
        batch_at=max((each.at for each in batches if _of_the_batch(each.facts)), default=None),
        missed=unsettled(fact for batch in batches for fact in batch.facts),
    )


def _of_the_batch(facts: Iterable[f.Fact]) -> bool:
    return any(isinstance(each, f.CardBatchFact) for each in facts)


_CARD_REQUESTS = (e.Charge, e.VoidCharge, e.CreditCard)


def approval(amount: str, *, partial: bool = False, fsa: bool | None = None) -> CardResult:
    return CardResult(
        Outcome.PARTIAL if partial else Outcome.APPROVED,
        usd(amount),
        terminal_txn="17",
        auth="OK1234",
        host_ref="H9",
        last4="0014",
        brand="VISA",
        entry="CHIP",
        is_fsa=fsa,
    )


def _ready(fill: Fill) -> bool:
    return fill.status is FillStatus.READY


def a_counter(*fills: Fill, person: StaffMember = ANA, **more: object) -> Counter:
    """A counter that somebody has signed in to, with a card terminal and a printer."""
    counter = Counter(fills=fills, **more).sign_in(person)  # type: ignore[arg-type]
    return counter.card_terminal().printer()


def rung_up(*fills: Fill) -> Counter:
    """A combined ticket with every obligation met, ready for payment."""
    counter = a_counter(*fills)
    counter.pick_up(fills[0])
    counter.scan_item(IBUPROFEN)
    counter.scan_item(CANDY)
    return counter


PLAIN = a_fill()
"""A refill that asks for identity and one bag: the worked example's copay of 15.00."""
