"""Whatever comes, in whatever order: no input is a bug, and no screen shows what it must not.

Every published state is rendered and checked by the counter (helpers/screens.py);
facts are replayed at the end, as after a power cut.
"""

from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.cards import an_id_card
from helpers.counter import (
    BORN_LUIS,
    DATE_OF_BIRTH,
    DISK_FULL,
    MARY,
    PEOPLE,
    PLAIN,
    SETTINGS,
    SIGNATURE,
    Counter,
    approval,
    pin_of,
)
from helpers.pse import BOX, BUYER
from helpers.restricted import CIGARETTES, CODEINE, MARKS, ORVILLE, OTC, WINE, sold
from helpers.sales import CANDY, IBUPROFEN, LUIS, ROUNDED, a_fill, an_item, patient
from helpers.screens import actions, parts
from helpers.tills import check_till
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.equipment import kinds
from terminal.app.inputs import (
    CardAbility,
    Condition,
    DeviceRole,
    Do,
    DrawerPosition,
    PrintState,
    ReadFrom,
)
from terminal.app.state import PriceChange
from terminal.app.stored import StoredSale
from terminal.app.till_page import TillMode
from terminal.domain import facts as f
from terminal.domain import pse_ticket as t
from terminal.domain.account import Account as HouseAccount
from terminal.domain.account import AccountId, Standing
from terminal.domain.attempt import CardResult, Outcome, QueryResult, QueryVerdict, StoredFate
from terminal.domain.barcode import EntryMethod
from terminal.domain.card_batch import BatchReport, CardClass, ClassTotal
from terminal.domain.coupon import CouponCode
from terminal.domain.evolve import replay
from terminal.domain.identity import EMPTY_DIGEST, AttemptRef, JobId, SaleId
from terminal.domain.keyed import TenderRules
from terminal.domain.money import Money, total
from terminal.domain.obligation import Kind, open_obligations
from terminal.domain.pickup import Counselling, Relationship
from terminal.domain.prescription import Fill, FillStatus, MayCollect
from terminal.domain.pse import Purchase
from terminal.domain.pse_content import Chemical, PseContent, Salt
from terminal.domain.pse_ticket import Verdict
from terminal.domain.record_book import BuyerBasis
from terminal.domain.refund import ReturnReason
from terminal.domain.sale import Sale
from terminal.domain.shown_id import IdType, PersonName
from terminal.domain.signature import Strokes
from terminal.domain.tender_kind import TenderKind
from terminal.domain.till_ledger import Account
from terminal.presentation.views import Field, Row

WISHES = replace(
    patient(LUIS),
    address="1 Elm St, Austin TX",
    patient_only=True,
    may_collect=(MayCollect(PersonName("Rossi", "Maria"), Relationship.SPOUSE),),
)
FILLS = (
    PLAIN,
    a_fill("6012346", 0, counselling=True, third_party=True),
    replace(a_fill("7000001", who=LUIS, schedule=2, bags=2), patient=WISHES),
    a_fill("7000002", who=LUIS, status=FillStatus.ON_HOLD),
)
ITEMS = (IBUPROFEN, CANDY, BOX, an_item(price=None), CIGARETTES, WINE, CODEINE)
TEXTS = (
    "", " ", "x", "candy", "ros", "6012345", "6012346-00", "012000003455", "10000052", "20",
    "23.54", "0", "99999", DATE_OF_BIRTH, "01011970", "11", "22", "33", "555-123-4567", "patient",
    "\u0000", "\u202e{detail}", "{0}", "٣٤", "💊" * 50, "y" * 5000,
    *(pin_of(person) for person in PEOPLE),
)  # fmt: skip
CODES = (
    "012000003455",
    *(each.gtin[1:] for each in (CIGARETTES, WINE, CODEINE)),
    "303784517932",
    "012345678905",
    "012345678900",
    "hello",
    "",
)
COUPONS = (
    CouponCode("1", CANDY.gtin[1:8], Money(1_00)),
    CouponCode("2", "0", None, units=2),
    CouponCode("3", IBUPROFEN.gtin[1:], Money(50), family="123", serial="123456"),
)
ARGUMENTS: dict[Do, tuple[str, ...]] = {
    Do.KEYPAD: ("1", "clear", "enter"),
    Do.CHOOSE_STAFF: tuple(person.id for person in PEOPLE),
    Do.SELECT_LINE: ("1", "2", "99"),
    Do.ADD_ITEM: (CANDY.gtin, "0"),
    Do.RESUME: ("2-000001", "2-000002", "none"),
    Do.CHOOSE_PATIENT: ("maria", "luis", "nobody"),
    Do.TOGGLE_FILL: tuple(str(fill.key) for fill in FILLS),
    Do.PICKED_BY: ("listed 0", "listed x", "?", *(each.value for each in Relationship)),
    Do.MEET: tuple(each.value for each in Kind),
    Do.ANSWER: (
        *("patient", "0", "1", "none"),
        *("looks", "no id", "prescription", "dispense", "look again"),
        *("due", "without", "OTC Plan A", "A. Example", "charity programme"),
        *("matches", "again", "go on", "never", "06"),
        *(each.value for each in (*Counselling, *BuyerBasis, *IdType, *PriceChange)),
        *("price match", "damaged or opened"),
        *(each.value for each in ReturnReason),
    ),
    Do.CASH: ("", "500", "5000", "0"),
    Do.GIVE_BACK: ("1", "2", "9"),
    Do.CHOOSE_DEVICE: tuple(each.value for each in DeviceRole),
    Do.TRY_DEVICE: ("serial:/dev/ttyS0", "nothing"),
    Do.LEARN_DRAWER: ("begin", "said", "pulse", "end", "keep"),
    Do.SETTLE_STORED: ("02261120000001", "nobody"),
    Do.STORED_OUTCOME: ("paid", "lost"),
    Do.TENDER: (*(each.value for each in TenderKind), "nothing"),
    Do.TILL: ("", *(each.value for each in TillMode)),
    Do.CHOOSE_PIECES: ("2000", "7"),
    Do.CHOOSE_TILL: ("", "1"),
    Do.TILL_PRINT: ("x", "z", "deposit"),
    Do.TILL_WRITE: ("x", "z"),
    Do.RETURN: ("", "2-000001", "2-000002", "9-000009"),
    Do.RETURN_LINE: ("1", "2", "9", "x"),
    Do.REFUND: ("", "cash", "2-000001/1", "2-000001/2", "nobody/1"),
    Do.TRY_KIND: ("", *kinds(SETTINGS, DeviceRole.SCANNER)),
}
PLUGGED_IN = (
    i.FoundDevice("serial:/dev/ttyS0", "Serial port"),
    i.FoundDevice("serial:/dev/ttyS1", "Serial port", "held", usable=False),
    i.FoundDevice("usb-printer:04B8:0202:X1", "Printer", likely=DeviceRole.PRINTER),
)

TOTALS = BatchReport((ClassTotal(CardClass.CREDIT, 3, Money(7062)),), warning="out of balance")

TILLED = replace(SETTINGS, till_opens_itself=True)
"""What is paid belongs to a till, from the first sign-in on."""
PASSES = (t.PseInquiryAnswered, t.PseOfflineAllowed)
DOCUMENT = replace(an_id_card(), street="1 Elm Street", city="Nashville", jurisdiction="TN")
CONTENT = PseContent(Chemical.PSE, Salt.HCL, 30_000, 24)

TENDERS = TenderRules(
    check_asks_id=True,
    programmes=("OTC Plan A", "OTC Plan B"),
    key_twice_over_cents=10_00,
    other=True,
)

ACCOUNT = HouseAccount(AccountId("20"), "Sample Home", Money(500_00), ("A. Example",))

Move = Callable[[Counter], None]


def said(*inputs: i.Input) -> Move:
    return lambda counter: counter.send(*inputs)


def press_one(place: int) -> Move:
    """One of the things that can be pressed now, by key, touch or row."""

    def move(counter: Counter) -> None:
        can = [each.intent for each in actions(counter.screen) if each.enabled]
        can += [
            each.choose for each in parts(counter.screen) if isinstance(each, Row) and each.choose
        ]
        if can:
            counter.send(can[place % len(can)])

    return move


def write(text: str, submit: bool) -> Move:
    """Text into one of the fields of the page, or into one that is gone."""

    def move(counter: Counter) -> None:
        fields = [each.name for each in parts(counter.screen) if isinstance(each, Field)]
        name = fields[-1] if fields else "search"
        counter.send(i.FieldEdited(name, text))
        if submit:
            counter.send(i.FieldSubmitted(name, text))

    return move


def last_ref(counter: Counter) -> AttemptRef:
    asked = [
        each for each in counter.effects if isinstance(each, e.Charge | e.VoidCharge | e.CreditCard)
    ]
    return asked[-1].ref if asked else AttemptRef("nobody")


def card(result: CardResult, wrong: bool) -> Move:
    return lambda counter: counter.card_says(
        result, AttemptRef("wrong") if wrong else last_ref(counter)
    )


def found(fate: StoredFate, wrong: bool) -> Move:
    """The terminal tells of a stored sale, or of one that nobody stored."""

    def move(counter: Counter) -> None:
        stored = counter.state.stored.sales
        ref = AttemptRef("wrong") if wrong or not stored else stored[0].ref
        counter.send(i.StoredSalesFound((i.StoredSaleFound(ref, fate, "why", "7", "a", "h"),)))

    return move


def query(answer: QueryResult) -> Move:
    return lambda counter: counter.send(i.ChargeQueried(last_ref(counter), answer))


def holding(*kinds: type[e.Effect]) -> Move:
    def move(counter: Counter) -> None:
        counter.hold = set(kinds)

    return move


def disk(full: bool) -> Move:
    def move(counter: Counter) -> None:
        counter.journal.fault = DISK_FULL if full else None

    return move


def line(up: bool) -> Move:
    def move(counter: Counter) -> None:
        counter.phms_answers = up

    return move


def phms_says(fill: Fill) -> Move:
    def move(counter: Counter) -> None:
        counter.phms[fill.key] = fill

    return move


def rush(counter: Counter) -> None:
    """Through the pickup of whoever is on the page, as a quick clerk does it."""
    for born in (DATE_OF_BIRTH, BORN_LUIS):
        counter.send(i.FieldSubmitted("answer", born))
    counter.do(Do.ANSWER, "0")
    counter.do(Do.PICKED_BY, "01")
    counter.do(Do.ADD_FILLS)


def bring_back(counter: Counter) -> None:
    """A receipt is scanned, and its first line comes back as far as it can."""
    counter.scan("2-000001", "]C0")
    counter.do(Do.RETURN_LINE, "1")
    counter.do(Do.ANSWER, "1")
    counter.do(Do.ANSWER, ReturnReason.UNOPENED.value)


def exchange_says(verdict: Verdict | None) -> Move:
    """From now on; and the sale of a box goes as far as it can."""

    def move(counter: Counter) -> None:
        counter.exchange = verdict
        counter.do(Do.MEET, Kind.PSE.value)
        counter.send(i.CodeScanned(DOCUMENT))
        counter.do(Do.ANSWER, "matches")

    return move


def verdict_again(counter: Counter) -> None:
    """The exchange repeats itself, late."""
    for asked_for in counter.did(e.AskPseExchange)[-1:]:
        assert isinstance(asked_for, e.AskPseExchange)
        counter.send(i.PseExchangeAnswered(asked_for.ref, Verdict.APPROVED, "X1"))


fills = st.sampled_from(FILLS).flatmap(
    lambda fill: st.builds(
        replace,
        st.just(fill),
        status=st.sampled_from([FillStatus.READY, FillStatus.READY, *FillStatus]),
        copay=st.sampled_from([fill.copay, fill.copay, Money(1), None]),
        ndc=st.sampled_from([fill.ndc, fill.ndc, fill.ndc, "other"]),
    )
)
results = st.sampled_from(
    [
        approval("23.54"),
        replace(approval("8.49"), offline=True, terminal_txn="5001"),
        replace(approval("5.00", partial=True), offline=True, terminal_txn="5002"),
        approval("5.00", partial=True, fsa=True),
        approval("0.01"),
        approval("9999.00"),
        *(CardResult(each) for each in Outcome if each.name not in ("APPROVED", "PARTIAL")),
    ]
)
fates = st.sampled_from(
    [StoredFate.WAITING, StoredFate.UPLOADED, StoredFate.DECLINED, StoredFate.MISSING]
)
answers = st.one_of(
    results.map(lambda result: QueryResult(QueryVerdict.FOUND, result)),
    st.just(QueryResult(QueryVerdict.NOT_PROCESSED)),
    st.just(QueryResult(QueryVerdict.UNRESOLVED, reason="silent")),
)
texts = st.sampled_from(TEXTS)
found_items = st.lists(st.sampled_from(ITEMS), max_size=2, unique=True).map(tuple)
found_fills = st.lists(fills, max_size=3, unique_by=lambda fill: fill.key).map(tuple)
machines = st.one_of(
    st.builds(i.ItemsFound, st.sampled_from(CODES), found_items),
    st.builds(i.SearchAnswered, texts, found_items, found_fills),
    st.builds(i.WillCallLoaded, texts, found_fills),
    st.builds(lambda fill, source: i.FillRead(fill.key, fill, source), fills,
              st.sampled_from(ReadFrom)),
    st.builds(lambda fill, source: i.FillRead(fill.key, None, source), fills,
              st.sampled_from(ReadFrom)),
    st.builds(
        i.PinChecked,
        st.sampled_from(["sign in", "release", "?"]),
        st.sampled_from([person.id for person in PEOPLE]),
        st.sampled_from([None, *PEOPLE]),
    ),
    st.builds(i.PrintJobMoved, st.sampled_from([JobId("2-000001/1"), JobId("?")]),
              st.sampled_from(PrintState), texts),
    st.builds(i.DeviceHealthChanged, st.sampled_from(DeviceRole), st.sampled_from(Condition)),
    st.builds(i.DevicesFound, st.lists(st.sampled_from(PLUGGED_IN), max_size=3).map(tuple)),
    st.builds(i.DeviceTested, st.sampled_from(DeviceRole), st.booleans(), texts),
    st.builds(i.DevicesNotKept, texts),
    st.builds(i.DrawerMoved, st.sampled_from(DrawerPosition)),
    st.builds(i.DrawerAnswered, st.sampled_from(i.DrawerOutcome), texts, st.booleans()),
    st.builds(i.DrawerTaught, texts, texts, may_pulse=st.booleans(), over=st.booleans()),
    st.builds(i.PhmsHealthChanged, st.sampled_from(Condition)),
    st.builds(i.OutboxCounted, st.integers(0, 9), st.integers(0, 1)),
    st.builds(lambda fill, text: i.PickupSettled(fill.key, text), fills, texts),
    st.builds(i.PseLedgerRead, st.sampled_from([BUYER.document_key, EMPTY_DIGEST]),
              st.sampled_from([(), (Purchase.of(CONTENT, 6, date(2026, 7, 1)),)]), st.booleans()),
    st.builds(i.PseExchangeAnswered, st.just("nobody's"), st.sampled_from([None, *Verdict])),
    st.builds(
        i.BuyerFound,
        st.just(ORVILLE.person),
        st.lists(st.just(sold(60, 1)), max_size=2).map(tuple),
        st.just(MARKS),
    ),
    st.sampled_from([None, Standing(ACCOUNT, Money(500_00), Money(499_00))]).map(
        lambda found: i.AccountFound(ACCOUNT.id, found)
    ),
    st.just(i.CommitFailed("The disk is full", "Free some space.")),
    st.just(i.SystemSlept()),
    st.just(i.Activity()),
    st.just(i.ScanRefused("noise")),
    st.just(i.ScanTurnedAway()),
    st.just(i.PrefixTaught("~")),
    st.just(i.ScanSeen(EntryMethod.SCANNED, "]C0", "60#####", "a prescription label")),
    st.sampled_from(["02291980", "01011970"]).map(lambda born: i.CodeScanned(an_id_card(born))),
    st.just(i.SignatureDrawn(SIGNATURE)),
    st.just(i.SignatureDrawn(Strokes())),
    st.sets(st.sampled_from(CardAbility)).map(lambda can: i.CardTerminalMet("1", frozenset(can))),
    st.builds(i.SignatureCaptured, st.integers(0, 2), st.just(SIGNATURE)),
    st.builds(i.SignatureNotCaptured, st.integers(0, 2), texts),
    st.just(i.CardBatchReported(TOTALS)),
    st.builds(i.CardBatchNotClosed, texts, st.booleans()),
    st.builds(i.StoredSalesCounted, st.integers(0, 2), st.just(Money(1)), st.just(0),
              st.just(Money(0))),
    st.builds(i.StoredSalesUploaded, st.integers(0, 2), st.just(Money(1)), st.integers(0, 2),
              st.just(Money(1))),
    st.builds(i.StoredSalesNotUploaded, texts, st.booleans()),
    st.builds(i.StoredSalesNotFound, texts),
)  # fmt: skip
asked = st.sampled_from(Do).flatmap(
    lambda do: st.builds(i.Intent, st.just(do), st.sampled_from(ARGUMENTS.get(do, ("",))))
)
moves: st.SearchStrategy[Move] = st.one_of(
    st.builds(press_one, st.integers(0, 60)),
    st.builds(press_one, st.integers(0, 60)),
    st.builds(write, texts, st.booleans()),
    st.sampled_from(ITEMS).map(lambda item: lambda counter: counter.scan_item(item)),
    st.sampled_from(FILLS).map(lambda fill: lambda counter: counter.scan_label(fill)),
    st.sampled_from(CODES).map(lambda code: lambda counter: counter.scan(code)),
    st.sampled_from(COUPONS).map(lambda code: said(i.CodeScanned(code))),
    st.sampled_from(PEOPLE).map(lambda who: lambda counter: sign_in_if_asked(counter, who)),
    machines.map(said),
    asked.map(said),
    st.builds(card, results, st.integers(0, 4).map(lambda n: n == 0)),
    answers.map(query),
    st.builds(found, fates, st.integers(0, 4).map(lambda n: n == 0)),
    st.sampled_from(["", "1", "119", "200"]).map(
        lambda seconds: lambda counter: counter.wait(float(seconds or 0))
    ),
    st.sampled_from([holding(), holding(e.ReadFill, e.LookUpItem), holding(e.CheckPin)]),
    st.sampled_from([disk(True), disk(False), disk(False), line(False), line(True)]),
    fills.map(phms_says),
    st.just(rush),
    st.just(bring_back),
    st.sampled_from([None, *Verdict]).map(exchange_says),
    st.just(verdict_again),
)


def sign_in_if_asked(counter: Counter, who: object) -> None:
    person = next(each for each in PEOPLE if each == who)
    if counter.state.locked:
        counter.do(Do.BACK)
        counter.do(Do.CHOOSE_STAFF, person.id)
        counter.send(i.FieldSubmitted("pin", pin_of(person)))


def tickets(*sales: Sale | None) -> dict[SaleId, tuple[object, ...]]:
    return {
        sale.id: (sale.lines, sale.tenders, sale.owed, sale.tax)
        for sale in sales
        if sale is not None
    }


def by_ref(counter: Counter) -> dict[AttemptRef, StoredSale]:
    return {each.ref: each for each in counter.state.stored.sales}


def rung_up(counter: Counter) -> None:
    """Two prescriptions with all their obligations met, and goods."""
    counter.pick_up(PLAIN)
    counter.scan_item(IBUPROFEN)
    counter.counsel()
    counter.sign()


def at_payment(counter: Counter) -> None:
    rung_up(counter)
    counter.press("F9")


def at_the_terminal(counter: Counter) -> None:
    at_payment(counter)
    counter.press("F11")


def unconfirmed(counter: Counter) -> None:
    at_the_terminal(counter)
    counter.card_says(Outcome.UNKNOWN)


def paid(counter: Counter) -> None:
    at_payment(counter)
    counter.press("F9")


def dispensing(counter: Counter) -> None:
    """An entry of the record book that waits for its pharmacist, beside an age."""
    counter.scan_item(CODEINE)
    counter.scan_item(CIGARETTES)
    counter.send(i.CodeScanned(an_id_card("07211967", "SAMPLETON", "ORVILLE")))


def returning(counter: Counter) -> None:
    """Three pieces were paid in cash and by card; one comes back."""
    counter.scan_item(CANDY)
    counter.press("F4")
    counter.enter("3")
    counter.scan_item(IBUPROFEN)
    counter.press("F9")
    counter.press("F11")
    counter.card_says(approval("4.29", fsa=True))
    counter.wait(1)
    counter.press("F9")
    counter.wait(1)
    counter.press("Enter")
    bring_back(counter)


def refunding(counter: Counter) -> None:
    """What an FSA card and cash had paid goes back."""
    returning(counter)
    counter.do(Do.RETURN_LINE, "2")
    counter.do(Do.ANSWER, ReturnReason.UNOPENED.value)
    counter.do(Do.BACK)
    counter.press("F9")


def refunding_card(counter: Counter) -> None:
    refunding(counter)
    counter.press("F10")


def unreceipted(counter: Counter) -> None:
    """A manager takes goods back without a receipt."""
    counter.do(Do.LOCK)
    sign_in_if_asked(counter, MARY)
    counter.press("Ctrl+Shift+R")
    counter.do(Do.RETURN_WITHOUT)
    counter.send(i.CodeScanned(an_id_card()))


def empty(counter: Counter) -> None:
    """Nothing is on the ticket yet."""


def signing(counter: Counter) -> None:
    """The customer holds the pen of the card terminal."""
    counter.pick_up(PLAIN)
    counter.press("F8")
    counter.press("F10")


def stored(counter: Counter) -> None:
    """The terminal has approved a sale without the bank."""
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.press("F10")
    offline = replace(approval(counter.total), offline=True, terminal_txn="5001")
    counter.card_says(offline)
    counter.wait(1)
    counter.press("Enter")


def uploading(counter: Counter) -> None:
    """A stored sale is on its way to the bank."""
    stored(counter)
    counter.press("Ctrl+E")
    counter.do(Do.CHOOSE_DEVICE, DeviceRole.CARD_TERMINAL.value)
    counter.press("Ctrl+U")


def closing(counter: Counter) -> None:
    """A manager was asked whether the batch is to be closed."""
    counter.do(Do.LOCK)
    sign_in_if_asked(counter, MARY)
    counter.press("Ctrl+E")
    counter.do(Do.CHOOSE_DEVICE, DeviceRole.CARD_TERMINAL.value)
    counter.press("Ctrl+B")


def logging(counter: Counter) -> None:
    """The log of a box is to be signed."""
    counter.scan_item(BOX)
    exchange_says(Verdict.APPROVED)(counter)


def keying(counter: Counter) -> None:
    """A benefit card's amount is keyed the second time."""
    at_payment(counter)
    counter.do(Do.MORE_TENDERS)
    counter.do(Do.TENDER, TenderKind.EXTERNAL_BENEFIT.value)
    counter.enter("20")


def closing_till(counter: Counter) -> None:
    """A ticket was paid in cash, and the drawer is being counted."""
    paid(counter)
    counter.wait(1)
    counter.press("Enter")
    counter.press("Ctrl+J")
    counter.press("Ctrl+7")
    counter.enter("3")


BEGINNINGS = (
    empty,
    keying,
    closing_till,
    rung_up,
    at_payment,
    at_the_terminal,
    unconfirmed,
    paid,
    signing,
    closing,
    stored,
    uploading,
    dispensing,
    logging,
    returning,
    refunding,
    refunding_card,
    unreceipted,
)


def play(beginning: Move, what: list[Move]) -> Counter:
    policy = replace(OTC, rounding=ROUNDED.rounding, pse_exchange=True, tenders=TENDERS)
    counter = Counter(TILLED, fills=FILLS, items=ITEMS, policy=policy).sign_in().card_terminal()
    counter.accounts = {ACCOUNT.id: Standing(ACCOUNT, Money(500_00), Money(3_00))}
    counter.send(i.CardTerminalMet("53012345", frozenset(CardAbility)))
    beginning(counter)
    for move in what:
        move(counter)
        counter.check_scanner()
    counter.journal.fault = None
    return counter


def check_refunds(counter: Counter) -> None:
    """No payment gives back more than it took; what an FSA/HSA card paid goes to a card alone."""
    paid_in, gone = Tally[str](), Tally[str]()
    for fact in counter.facts:
        match fact:
            case f.CashTaken():
                paid_in[f"{fact.sale}/{fact.tender}"] += fact.applied.cents
            case f.KeyedTenderTaken():
                paid_in[f"{fact.sale}/{fact.tender}"] += fact.applied.cents
            case f.ChargeRequested():
                paid_in[f"{fact.sale}/{fact.tender}"] += fact.amount.cents
            case f.RefundGiven():
                for share in fact.shares:
                    assert share.source.kind is not TenderKind.FSA_HSA
                    gone[share.source.key] += share.amount.cents
            case f.RefundResolved():
                gone[_source_of(counter, fact.ref)] += fact.used.total.cents
            case _:
                pass
    left = {key: paid_in[key] - cents for key, cents in gone.items() if not key.startswith("/")}
    assert all(cents >= 0 for key, cents in left.items() if "/-" not in key)


def _source_of(counter: Counter, ref: AttemptRef) -> str:
    asked = [each for each in counter.facts if isinstance(each, f.RefundRequested)]
    return next(each.shares[0].source.key for each in asked if each.ref == ref)


def check_tickets(counter: Counter) -> None:
    """Since the first sale a till was open: what is paid on open tickets is what it says."""
    if [type(fact).__name__ for fact in counter.facts].count("TillClosed"):
        return  # what was paid before the close belongs to that till
    open_ones = (counter.state.sale, *counter.state.suspended)
    paid_on = (each.paid.total for sale in open_ones if sale for each in sale.tenders)
    till = counter.state.till.open
    assert till is not None
    assert -till.ledger.balance(Account.TICKETS) == total(paid_on)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(BEGINNINGS), st.lists(moves, min_size=10, max_size=50))
def test_no_sequence_of_inputs_is_a_bug_and_the_journal_tells_the_same(
    beginning: Move, what: list[Move]
) -> None:
    counter = play(beginning, what)
    again = counter.crash()
    assert tickets(again.state.sale, *again.state.suspended) == tickets(
        counter.state.sale, *counter.state.suspended
    )
    assert by_ref(again) == by_ref(counter)
    assert again.state.till.open == counter.state.till.open
    check_till(counter.state.till, counter.facts)
    check_tickets(counter)
    asked_for = Tally(type(fact) for fact in counter.facts)
    assert len(counter.did(e.UploadStoredSales)) == asked_for[f.StoredUploadRequested]
    completed = Tally(fact.sale for fact in counter.facts if isinstance(fact, f.SaleCompleted))
    assert set(completed.values()) <= {1}
    handed = Tally(fact.pickup for fact in counter.facts if isinstance(fact, f.FillHandedOver))
    assert set(handed.values()) <= {1}
    requested = {fact.ref for fact in counter.facts if isinstance(fact, f.ChargeRequested)}
    charged = [each.ref for each in counter.effects if isinstance(each, e.Charge)]
    assert len(charged) == len(set(charged))
    assert set(charged) == requested
    back = f.RefundRequested | f.VoidRequested
    asked_back = {fact.ref for fact in counter.facts if isinstance(fact, back)}
    credited = [
        each.ref for each in counter.effects if isinstance(each, e.CreditCard | e.VoidCharge)
    ]
    assert sorted(credited) == sorted(asked_back), "each is given back by one request"
    check_refunds(counter)
    logged = [fact for fact in counter.facts if isinstance(fact, t.PseLogged)]
    passed = {fact.ref for fact in counter.facts if isinstance(fact, PASSES)}
    assert {entry.ref for entry in logged} <= passed, "nothing is sold without leave"
    assert len({entry.sale for entry in logged}) == len(logged)
    for sale in completed:
        told = (each for each in counter.facts if isinstance(each, f.SaleFact))
        paid_for = replay(each for each in told if each.sale == sale)
        waiting = open_obligations(paid_for, counter.policy.rules, counter.state.day)
        assert waiting == (), "nothing is sold while something is open"
    words = repr(counter.did(e.ShowOnDisplay)) + repr(counter.did(e.PrintReceipt))
    assert "GABAPENTIN" not in words
    assert "Rossi" not in words
