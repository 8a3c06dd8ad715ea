"""Tickets for tests: given these commands, when one more, then these facts or this refusal.

The worked example of money-tax-iias.md section 6.5 is the standing stock: a copay of 15.00, an
eligible item of 3.99 with 0.30 tax, and candy of 3.99 with 0.26 tax.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.attempt import CardKind, CardResult, Outcome
from terminal.domain.barcode import EntryMethod, RxNumber, gtin
from terminal.domain.catalog import Eligibility, EligibilitySource, Item, ItemCategory
from terminal.domain.discount import DiscountKind
from terminal.domain.evolve import evolve, opened, replay
from terminal.domain.identity import AttemptRef, Digest, LaneId, LineId, SaleId, StaffId, TenderId
from terminal.domain.money import Money
from terminal.domain.obligation import Kind, Obligation, obligations
from terminal.domain.pickup import Counselling, IdentityMethod, Relationship
from terminal.domain.policy import FsaMode, Policy
from terminal.domain.prescription import (
    ClaimState,
    Fill,
    FillKey,
    FillStatus,
    Patient,
    PatientId,
)
from terminal.domain.refusal import Refusal, Why
from terminal.domain.rounding import CashRounding
from terminal.domain.rules import RuleBook
from terminal.domain.sale import Sale
from terminal.domain.sale_decider import decide
from terminal.domain.signature import PaperId
from terminal.domain.signing import due_papers
from terminal.domain.staff import Role, StaffMember
from terminal.domain.tax import TaxRule, TaxTable
from terminal.rules_files import packaged_rules

DAY = date(2026, 7, 1)
NOW = datetime(2026, 7, 1, 15, 0, tzinfo=UTC)
SALE = SaleId("5f3f5f0e-0000-4000-8000-000000000482")
CASHIER = StaffId("101")
PHARMACIST = StaffId("201")
GIVER = StaffMember(CASHIER, "Ana Rivera", Role.CASHIER)
MANAGER = StaffMember(StaffId("301"), "Mary Quinn", Role.MANAGER)
REASON = "price match"
"""One of the reasons that a store has by itself."""
MARIA = PatientId("maria")
LUIS = PatientId("luis")
STROKES = Digest("ab" * 32)
PICTURE = Digest("c" * 64)
BEGINNING = date(2020, 1, 1)
THIRD_PARTY = "us-third-party-log@2020-01-01"
"""The packaged row with the text for payers."""
NOTICE = "2026-01"
"""The version that the packaged row asks to be acknowledged."""


def rate(
    category: ItemCategory | None,
    ppm: int,
    *,
    has_rx: bool = False,
    since: date = BEGINNING,
    until: date | None = None,
) -> TaxRule:
    return TaxRule("TN", category, has_rx, ppm, since, until, "store rate")


TAX = TaxTable(
    (
        rate(None, 65_000),
        rate(ItemCategory.OTC_DRUG, 75_000),
        rate(None, 0, has_rx=True),
    )
)
RULES = RuleBook.of(packaged_rules(), "US-TX")
"""The rows that travel with the program, as a store in Texas has them."""
POLICY = Policy(TAX, CashRounding.OFF, FsaMode.IIAS, RULES, "store-7")
ROUNDED = replace(POLICY, rounding=CashRounding.MANDATORY)


def usd(text: str) -> Money:
    return Money.parse(text)


def an_item(
    price: str | None = "3.99",
    category: ItemCategory = ItemCategory.GENERAL,
    eligibility: Eligibility = Eligibility.NONE,
) -> Item:
    return Item(
        gtin("012345000058"),
        "Something",
        None if price is None else usd(price),
        category,
        eligibility,
    )


IBUPROFEN = Item(
    gtin("303784517932"),
    "Ibuprofen 200 mg",
    usd("3.99"),
    ItemCategory.OTC_DRUG,
    Eligibility.HEALTHCARE_OTC,
    EligibilitySource.EPL,
    "2026-06",
)
CANDY = Item(gtin("012000003455"), "Candy bar", usd("3.99"), ItemCategory.CANDY)
UNTAXED = Policy(
    TaxTable((rate(None, 0), rate(None, 0, has_rx=True))),
    CashRounding.MANDATORY,
    FsaMode.IIAS,
    RULES,
    "store-7",
)
"""For tests that want a ticket of an exact amount."""


def patient(who: PatientId = MARIA) -> Patient:
    """Somebody whom the store knows: the notice of privacy practices is acknowledged."""
    if who == LUIS:
        return Patient(who, "Rossi", "L.", date(1975, 7, 15), "h1", (), (NOTICE,))
    return Patient(who, "Rossi", "M.", date(1980, 2, 29), "h1", (), (NOTICE,))


COPAY = Money(15_00)


def a_fill(
    rx: str = "6012345",
    number: int = 2,
    *,
    copay: Money | None = COPAY,
    who: PatientId = MARIA,
    status: FillStatus = FillStatus.READY,
    claim: ClaimState = ClaimState.PAID,
    third_party: bool = False,
    counselling: bool | None = False,
    schedule: int | None = None,
    bags: int = 1,
    ready_since: datetime | None = None,
    not_after: date | None = None,
    ndc: str = "00093015001",
) -> Fill:
    """A ready refill that asks for nothing but identity and its one bag."""
    return Fill(
        key=FillKey(RxNumber(rx), number),
        phms_id=f"phms-{rx}-{number}",
        version="1",
        status=status,
        claim=claim,
        patient=patient(who),
        copay=copay,
        third_party=third_party,
        counselling=counselling,
        ndc=ndc,
        drug="GABAPENTIN 300 MG",
        quantity="90",
        schedule=schedule,
        bin="C14",
        bags=bags,
        refrigerated=False,
        ready_since=ready_since,
        read_at=NOW,
        do_not_dispense_after=not_after,
    )


def add(item: Item, quantity: int = 1) -> c.AddItem:
    return c.AddItem(item, quantity, EntryMethod.SCANNED)


def known(who: PatientId = MARIA) -> tuple[c.Command, ...]:
    return (
        c.ConfirmIdentity(who, IdentityMethod.DATE_OF_BIRTH, CASHIER),
        c.NamePicker(who, Relationship.PATIENT),
    )


def pick(fill: Fill) -> tuple[c.Command, ...]:
    """Identity, picker, the fill itself and all of its bags."""
    bags = (c.ScanBag(fill.key, EntryMethod.SCANNED),) * fill.bags
    return (*known(fill.patient.id), c.AddFill(fill, EntryMethod.SCANNED), *bags)


def counsel(result: Counselling = Counselling.ACCEPTED, note: str = "") -> c.RecordCounselling:
    return c.RecordCounselling(result, PHARMACIST, note)


def sign(*lines: int, strokes: Digest = STROKES) -> c.TakeSignature:
    """The third-party log for these lines; for the first one when none is named."""
    fills = tuple(LineId(each) for each in lines or (1,))
    return c.TakeSignature(PaperId(THIRD_PARTY, fills), strokes, PICTURE)


def sign_all(sale: Sale) -> Iterator[c.TakeSignature]:
    """Everything that is due on this ticket."""
    for paper in due_papers(sale, POLICY.rules, DAY):
        yield c.TakeSignature(paper.id, STROKES, PICTURE)


def opened_bag() -> c.AnswerQuestion:
    """The bag of a controlled fill was opened, and each label is right."""
    return c.AnswerQuestion("open-the-bag@2020-01-01", "the patient's name is on each", "", CASHIER)


def cash(amount: str) -> c.TakeCash:
    return c.TakeCash(usd(amount))


def charge(ref: str, kind: CardKind = CardKind.CREDIT) -> c.ChargeCard:
    return c.ChargeCard(kind, AttemptRef(ref), NOW)


def charge_fsa(ref: str) -> c.ChargeCard:
    return charge(ref, CardKind.FSA_HSA)


def approved(amount: str, *, fsa: bool | None = None, partial: bool = False) -> CardResult:
    outcome = Outcome.PARTIAL if partial else Outcome.APPROVED
    return CardResult(
        outcome, usd(amount), terminal_txn="17", auth="OK1", host_ref="H9", is_fsa=fsa
    )


def answer(ref: str, result: CardResult | Outcome) -> c.ResolveCharge:
    told = result if isinstance(result, CardResult) else CardResult(result)
    return c.ResolveCharge(AttemptRef(ref), told)


def park(ref: str, reason: str = "the line is down") -> c.ParkCharge:
    return c.ParkCharge(AttemptRef(ref), reason)


def give_back(tender: int, ref: str = "void-1") -> c.GiveBack:
    return c.GiveBack(TenderId(tender), AttemptRef(ref), NOW)


def void(line: int) -> c.VoidLine:
    return c.VoidLine(LineId(line))


def quantity(line: int, count: int) -> c.ChangeQuantity:
    return c.ChangeQuantity(LineId(line), count)


def line_off(
    line: int, kind: DiscountKind, value: int, by: StaffMember = MANAGER
) -> c.DiscountLine:
    """`value` is hundredths of a percent, or cents."""
    return c.DiscountLine(LineId(line), kind, value, REASON, by)


def ticket_off(kind: DiscountKind, value: int, by: StaffMember = MANAGER) -> c.DiscountTicket:
    return c.DiscountTicket(kind, value, REASON, by)


class Ticket:
    """A ticket under test: every accepted command's facts, and the state that they make."""

    def __init__(self, policy: Policy = POLICY, day: date = DAY) -> None:
        opening = f.SaleOpened(SALE, 482, LaneId("02"), CASHIER)
        self.policy = policy
        self.day = day
        self.facts: list[f.SaleFact] = [opening]
        self.sale: Sale = opened(opening)

    def do(self, *commands: c.Command) -> tuple[f.SaleFact, ...]:
        """Carry the commands out; the facts of the last one."""
        decided: tuple[f.SaleFact, ...] = ()
        for command in commands:
            decision = decide(self.sale, command, self.policy, self.day)
            assert not isinstance(decision, Refusal), f"{command} was refused: {decision}"
            decided = decision
            for fact in decided:
                self.sale = evolve(self.sale, fact)
            self.facts.extend(decided)
        assert replay(self.facts) == self.sale
        return decided

    def refusal(self, command: c.Command) -> Refusal:
        decision = decide(self.sale, command, self.policy, self.day)
        assert isinstance(decision, Refusal), f"{command} was accepted: {decision}"
        return decision

    def why(self, command: c.Command) -> Why:
        return self.refusal(command).why

    def todo(self) -> Iterator[Obligation]:
        return iter(obligations(self.sale, self.policy.rules, self.day))

    def open_kinds(self) -> list[Kind]:
        return [each.kind for each in self.todo() if not each.met]


def given(*commands: c.Command, policy: Policy = POLICY, day: date = DAY) -> Ticket:
    ticket = Ticket(policy, day)
    ticket.do(*commands)
    return ticket


def worked_example(policy: Policy = POLICY) -> Ticket:
    """Copay 15.00, eligible 3.99 + 0.30, candy 3.99 + 0.26: total 23.54 (section 6.5)."""
    return given(*pick(a_fill()), add(IBUPROFEN), add(CANDY), policy=policy)
