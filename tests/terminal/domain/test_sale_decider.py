"""What may happen to a ticket: given these facts, when this is asked, then facts or a refusal."""

import hashlib
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from helpers.sales import (
    CANDY,
    CASHIER,
    DAY,
    IBUPROFEN,
    LUIS,
    MARIA,
    PHARMACIST,
    PICTURE,
    POLICY,
    SALE,
    STROKES,
    THIRD_PARTY,
    UNTAXED,
    Ticket,
    a_fill,
    add,
    an_item,
    answer,
    approved,
    cash,
    charge,
    counsel,
    give_back,
    given,
    known,
    park,
    patient,
    pick,
    quantity,
    rate,
    sign,
    usd,
    void,
    worked_example,
)
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.attempt import Outcome
from terminal.domain.barcode import EntryMethod, RxNumber
from terminal.domain.catalog import Item, ItemCategory, Restriction
from terminal.domain.identity import EMPTY_DIGEST, AttemptRef, LineId, StaffId
from terminal.domain.money import ZERO, Money
from terminal.domain.pickup import (
    Counselling,
    IdentityMethod,
    Relationship,
    ReleaseBasis,
    SignedOn,
)
from terminal.domain.policy import MAX_LINES, MAX_QUANTITY, Policy
from terminal.domain.prescription import ClaimState, Fill, FillKey, FillStatus
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import SaleStatus
from terminal.domain.signing import SignatureTerms
from terminal.domain.tax import NO_TAX, TaxTable
from terminal.domain.tender_decider import PICKUP_NAMESPACE

SCANNED = EntryMethod.SCANNED
NOBODY_THERE = FillKey(RxNumber("9999999"), 0)


def fill_added(fill: Fill) -> c.AddFill:
    return c.AddFill(fill, SCANNED)


def refresh(fill: Fill, accepted: str | None = None) -> c.RefreshFill:
    return c.RefreshFill(fill, None if accepted is None else usd(accepted))


# --- items


def test_an_item_is_added_with_its_price_and_tax_of_the_moment() -> None:
    (added,) = given().do(add(IBUPROFEN, 2))
    assert isinstance(added, f.ItemAdded)
    assert (added.line, added.quantity, added.unit_price) == (LineId(1), 2, usd("3.99"))
    assert (added.tax.amount, added.tax.rate_ppm) == (usd("0.60"), 75_000)


@pytest.mark.parametrize("count", [0, -1, MAX_QUANTITY + 1])
def test_a_quantity_out_of_range_is_refused(count: int) -> None:
    assert given().why(add(CANDY, count)) is Why.QUANTITY_OUT_OF_RANGE
    assert given(add(CANDY)).why(quantity(1, count)) is Why.QUANTITY_OUT_OF_RANGE


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (an_item(None), Why.NO_PRICE),
        (replace(CANDY, restriction=Restriction.PSE), Why.RESTRICTED_PSE),
        (replace(CANDY, restriction=Restriction.AGE), Why.RESTRICTED_AGE),
    ],
)
def test_an_item_that_may_not_be_sold_is_refused_by_name(item: Item, why: Why) -> None:
    assert given().refusal(add(item)) == Refusal(why, item.name)


def test_a_changed_quantity_is_taxed_anew() -> None:
    ticket = given(add(IBUPROFEN))
    (changed,) = ticket.do(quantity(1, 3))
    assert isinstance(changed, f.QuantityChanged)
    assert changed.tax.amount == usd("0.90")
    assert ticket.sale.total == usd("12.87")


def test_a_voided_line_is_owed_no_more_and_keeps_its_number() -> None:
    ticket = given(add(IBUPROFEN), add(CANDY), void(1))
    assert (ticket.sale.total, ticket.sale.tax) == (usd("4.25"), usd("0.26"))
    assert ticket.sale.next_line == LineId(3)
    assert [line.id for line in ticket.sale.live_lines] == [2]


@pytest.mark.parametrize("line", [0, -1, 2, 99])
def test_a_line_that_is_not_there_cannot_change(line: int) -> None:
    ticket = given(add(CANDY))
    assert ticket.why(void(line)) is Why.NO_SUCH_LINE
    assert ticket.why(quantity(line, 2)) is Why.NO_SUCH_LINE


def test_a_voided_line_cannot_change_again() -> None:
    ticket = given(add(CANDY), void(1))
    assert ticket.why(void(1)) is Why.NO_SUCH_LINE
    assert ticket.why(quantity(1, 2)) is Why.NO_SUCH_LINE


def test_a_ticket_has_at_most_999_lines() -> None:
    ticket = given(add(CANDY))
    line = ticket.sale.lines[0]
    ticket.sale = replace(ticket.sale, lines=(line,) * (MAX_LINES - 1))
    assert isinstance(decide_add(ticket), tuple)
    ticket.sale = replace(ticket.sale, lines=(line,) * MAX_LINES)
    assert ticket.why(add(CANDY)) is Why.TICKET_FULL


def decide_add(ticket: Ticket) -> object:
    from terminal.domain.sale_decider import decide

    return decide(ticket.sale, add(CANDY), ticket.policy, ticket.day)


def test_a_ticket_too_large_was_mistyped() -> None:
    ticket = given(add(an_item("99999.98")), add(an_item("0.01")), policy=UNTAXED)
    assert ticket.why(add(an_item("0.01"))) is Why.TICKET_TOO_LARGE
    assert ticket.why(quantity(2, 2)) is Why.TICKET_TOO_LARGE
    assert ticket.why(quantity(1, MAX_QUANTITY)) is Why.TICKET_TOO_LARGE


def test_a_copay_cannot_grow_a_ticket_beyond_its_limit() -> None:
    ticket = given(*pick(a_fill()), add(an_item("99984.99")), policy=UNTAXED)
    assert ticket.why(refresh(a_fill(copay=Money(1501)), "15.01")) is Why.TICKET_TOO_LARGE
    other = a_fill("7000001")
    assert ticket.why(fill_added(other)) is Why.TICKET_TOO_LARGE


UNRULED = Policy(TaxTable(()), POLICY.rounding, POLICY.fsa, POLICY.rules, "store-7")


def test_without_a_tax_rule_nothing_is_guessed() -> None:
    assert given(policy=UNRULED).why(add(CANDY)) is Why.NO_TAX_RULE
    assert given(*known(), policy=UNRULED).why(fill_added(a_fill())) is Why.NO_TAX_RULE


def test_a_rule_that_ended_while_the_ticket_waited_is_a_refusal_not_a_failure() -> None:
    rules = (rate(None, 0, until=DAY), rate(None, 0, has_rx=True, until=DAY))
    ticket = given(
        add(CANDY), *pick(a_fill(copay=ZERO)), policy=replace(POLICY, tax=TaxTable(rules))
    )
    ticket.day = DAY + timedelta(days=1)
    assert ticket.why(quantity(1, 2)) is Why.NO_TAX_RULE
    assert ticket.why(refresh(a_fill(), "15.00")) is Why.NO_TAX_RULE


# --- fills


def test_a_fill_is_added_at_the_copay_the_phms_told() -> None:
    (added,) = given(*known()).do(fill_added(a_fill()))
    assert isinstance(added, f.FillAdded)
    assert (added.copay, added.fill, added.tax.amount) == (usd("15.00"), a_fill(), ZERO)


def test_a_copay_is_taxed_where_the_state_taxes_medicine() -> None:
    illinois = TaxTable((rate(ItemCategory.RX_DRUG, 10_000, has_rx=True),))
    ticket = given(*pick(a_fill()), policy=replace(POLICY, tax=illinois))
    assert (ticket.sale.total, ticket.sale.owed.rx) == (usd("15.15"), usd("15.15"))


def test_a_fill_without_copay_needs_no_tax_rule() -> None:
    (added,) = given(*known(), policy=UNRULED).do(fill_added(a_fill(copay=ZERO)))
    assert isinstance(added, f.FillAdded)
    assert added.tax == NO_TAX


def test_identity_comes_before_the_fill_and_the_picker_after_it() -> None:
    assert given().why(fill_added(a_fill())) is Why.IDENTITY_OPEN
    assert given(known()[0]).why(fill_added(a_fill())) is Why.PICKER_OPEN
    assert given(*known(LUIS)).why(fill_added(a_fill())) is Why.IDENTITY_OPEN


def test_a_pharmacist_may_answer_for_a_person() -> None:
    stands_in = c.ConfirmIdentity(MARIA, IdentityMethod.PHARMACIST, PHARMACIST)
    assert given().why(stands_in) is Why.NOTE_MISSING
    ticket = given(replace(stands_in, reason="the record is wrong"))
    assert ticket.facts[-1].reason == "the record is wrong"  # type: ignore[union-attr]
    assert ticket.sale.identified(MARIA)
    assert ticket.sale.identities == ((MARIA, IdentityMethod.PHARMACIST),)


def test_the_last_picker_named_is_the_picker() -> None:
    ticket = given(*known(), c.NamePicker(MARIA, Relationship.SPOUSE))
    assert ticket.sale.picker_of(MARIA) is Relationship.SPOUSE
    assert ticket.sale.picker_of(LUIS) is None


def test_one_fill_stands_on_a_ticket_once() -> None:
    ticket = given(*pick(a_fill()))
    assert ticket.why(fill_added(a_fill())) is Why.FILL_ALREADY_HERE
    ticket.do(void(1), fill_added(a_fill()))
    assert [line.bags_scanned for line in ticket.sale.rx_lines] == [0]


def test_two_fills_of_one_prescription_are_two() -> None:
    ticket = given(*pick(a_fill(number=1)), *pick(a_fill(number=2)))
    assert len(ticket.sale.rx_lines) == 2


BAD_FILLS = [
    (a_fill(status=FillStatus.SOLD), Why.FILL_SOLD),
    (a_fill(status=FillStatus.ON_HOLD), Why.FILL_ON_HOLD),
    (a_fill(status=FillStatus.CANCELLED), Why.FILL_CANCELLED),
    (a_fill(status=FillStatus.PREPARING), Why.FILL_NOT_READY),
    (a_fill(claim=ClaimState.LIMBO), Why.CLAIM_UNDECIDED),
    (a_fill(claim=ClaimState.REJECTED), Why.CLAIM_REJECTED),
    (a_fill(copay=None), Why.NO_COPAY),
    (a_fill(not_after=date(2026, 6, 30)), Why.TOO_LATE_TO_DISPENSE),
    (a_fill(ready_since=datetime(2026, 6, 20, 9, tzinfo=UTC)), Why.RETURN_TO_STOCK),
]


@pytest.mark.parametrize(("fill", "why"), BAD_FILLS, ids=lambda each: getattr(each, "name", ""))
def test_a_guarded_fill_is_neither_added_nor_refreshed(fill: Fill, why: Why) -> None:
    assert given(*known()).refusal(fill_added(fill)) == Refusal(why, "6012345-02")
    assert given(*pick(a_fill())).why(refresh(fill)) is why


def test_the_quantity_of_a_fill_is_the_phmss() -> None:
    assert given(*pick(a_fill())).why(quantity(1, 2)) is Why.QUANTITY_OF_A_FILL


def test_bags_are_scanned_one_by_one() -> None:
    ticket = given(*known(), fill_added(a_fill(bags=2)))
    ticket.do(
        c.ScanBag(a_fill().key, EntryMethod.SCANNED), c.ScanBag(a_fill().key, EntryMethod.SCANNED)
    )
    assert ticket.refusal(c.ScanBag(a_fill().key, EntryMethod.SCANNED)) == Refusal(
        Why.ALL_BAGS_SCANNED, "6012345-02"
    )
    assert ticket.refusal(c.ScanBag(NOBODY_THERE, EntryMethod.SCANNED)) == Refusal(
        Why.NO_SUCH_LINE, "9999999-00"
    )


# --- refresh


def test_a_fill_read_again_unchanged_is_no_news() -> None:
    assert given(*pick(a_fill())).do(refresh(a_fill())) == ()


def test_a_newer_reading_is_kept() -> None:
    newer = replace(a_fill(), version="2", bin="D1")
    ticket = given(*pick(a_fill()))
    (fact,) = ticket.do(refresh(newer))
    assert isinstance(fact, f.FillRefreshed)
    assert ticket.sale.rx_lines[0].fill == newer
    assert ticket.sale.total == usd("15.00")


@pytest.mark.parametrize("accepted", [None, "15.00", "17.00"])
def test_a_changed_copay_wants_that_very_copay_accepted(accepted: str | None) -> None:
    ticket = given(*pick(a_fill()))
    changed = a_fill(copay=Money(1750))
    assert ticket.refusal(refresh(changed, accepted)) == Refusal(Why.COPAY_CHANGED, "6012345-02")
    ticket.do(refresh(changed, "17.50"))
    assert (ticket.sale.total, ticket.sale.owed.rx) == (usd("17.50"), usd("17.50"))


def test_a_changed_copay_is_taxed_anew_and_an_unchanged_one_is_not() -> None:
    illinois = replace(
        POLICY, tax=TaxTable((rate(ItemCategory.RX_DRUG, 10_000, has_rx=True, until=DAY),))
    )
    ticket = given(*pick(a_fill()), refresh(a_fill(copay=Money(2000)), "20.00"), policy=illinois)
    assert ticket.sale.tax == usd("0.20")
    ticket.day = DAY + timedelta(days=1)
    ticket.do(refresh(replace(a_fill(copay=Money(2000)), version="3")))
    assert ticket.sale.tax == usd("0.20")


@pytest.mark.parametrize(
    "other",
    [a_fill(ndc="1"), replace(a_fill(), quantity="30"), replace(a_fill(), patient=patient(LUIS))],
)
def test_another_medicine_than_on_the_label_blocks(other: Fill) -> None:
    refusal = given(*pick(a_fill())).refusal(refresh(other))
    assert refusal == Refusal(Why.MEDICINE_CHANGED, "6012345-02")


def test_only_a_fill_of_the_ticket_is_refreshed() -> None:
    assert given(*pick(a_fill())).why(refresh(a_fill("7000001"))) is Why.NO_SUCH_LINE
    assert given(*pick(a_fill()), void(1)).why(refresh(a_fill())) is Why.NO_SUCH_LINE


def test_a_copay_does_not_change_under_money_already_taken() -> None:
    ticket = given(*pick(a_fill()), cash("5.00"))
    assert (
        ticket.why(
            refresh(a_fill(copay=Money(1))),
        )
        is Why.TENDERS_TAKEN
    )
    ticket.do(refresh(replace(a_fill(), version="2")))
    ticket.do(give_back(1), refresh(a_fill(copay=Money(1)), "0.01"))
    assert ticket.sale.due == usd("0.01")


# --- obligations as commands


@pytest.mark.parametrize("result", [Counselling.REFUSED, Counselling.NOT_PRACTICABLE])
def test_who_does_not_counsel_says_why(result: Counselling) -> None:
    ticket = given(*pick(a_fill(counselling=True)))
    assert ticket.why(counsel(result, "  ")) is Why.NOTE_MISSING
    (fact,) = ticket.do(counsel(result, "the patient, in a hurry"))
    assert fact == f.CounsellingRecorded(
        ticket.sale.id,
        (LineId(1),),
        result,
        PHARMACIST,
        "the patient, in a hurry",
        ("us-counselling@1993-01-01",),
    )


def test_counselling_is_recorded_once_and_only_where_it_is_due() -> None:
    assert given(*pick(a_fill())).why(counsel()) is Why.NOTHING_TO_COUNSEL
    ticket = given(*pick(a_fill()), *pick(a_fill("7000001", counselling=True)), counsel())
    assert [line.counselling for line in ticket.sale.rx_lines] == [None, Counselling.ACCEPTED]
    assert ticket.why(counsel()) is Why.NOTHING_TO_COUNSEL


def test_a_controlled_fill_is_released_by_a_pharmacist_once() -> None:
    release = c.ReleaseControlled(PHARMACIST)
    assert given(*pick(a_fill())).why(release) is Why.ID_NOT_ASKED
    ticket = given(*pick(a_fill()), *pick(a_fill("7000001", schedule=2)))
    (fact,) = ticket.do(release)
    rules = ("us-tx-controlled-id@2013-01-01",)
    known = f.ControlledReleased(
        ticket.sale.id,
        (LineId(2),),
        PHARMACIST,
        ReleaseBasis.KNOWN,
        "",
        rules,
        (Relationship.PATIENT,),
    )
    assert fact == known
    assert ticket.why(release) is Why.ID_NOT_ASKED


def test_a_signature_is_taken_for_the_fills_that_a_payer_pays() -> None:
    ticket = given(*pick(a_fill()), *pick(a_fill("7000001", third_party=True)))
    (fact,) = ticket.do(sign(2))
    assert isinstance(fact, f.SignatureTaken)
    assert fact.lines == (LineId(2),)
    assert [line.signature for line in ticket.sale.rx_lines] == [None, fact.bound]
    assert ticket.why(sign(2)) is Why.NOTHING_TO_SIGN


def test_a_signature_is_for_exactly_the_fills_that_were_seen() -> None:
    ticket = given(*pick(a_fill(third_party=True)), *pick(a_fill("7000001", third_party=True)))
    assert ticket.why(sign(1)) is Why.NOTHING_TO_SIGN
    ticket.do(sign(1, 2))
    ticket.do(*pick(a_fill("7000002", third_party=True)))
    assert ticket.why(sign(1, 2, 3)) is Why.NOTHING_TO_SIGN
    ticket.do(sign(3))
    assert ticket.open_kinds() == []


def test_an_empty_signature_is_none() -> None:
    ticket = given(*pick(a_fill(third_party=True)))
    assert ticket.why(sign(strokes=EMPTY_DIGEST)) is Why.SIGNATURE_EMPTY


def bound(ticket: Ticket, command: c.TakeSignature) -> str:
    (fact,) = ticket.do(command)
    assert isinstance(fact, f.SignatureTaken)
    return fact.bound


def with_words(words: str, version: str) -> Policy:
    """The third-party log in other words."""
    rows = tuple(
        replace(row, terms=replace(row.terms, words=words, version=version))
        if isinstance(row.terms, SignatureTerms) and row.ref == THIRD_PARTY
        else row
        for row in POLICY.rules.rules
    )
    return replace(POLICY, rules=replace(POLICY.rules, rules=rows))


def test_a_signature_is_bound_to_text_version_fills_strokes_and_place() -> None:
    def one(rx: str = "6012345", words: str = "I received", version: str = "3") -> Ticket:
        return given(*pick(a_fill(rx, third_party=True)), policy=with_words(words, version))

    two = given(*pick(a_fill(third_party=True)), *pick(a_fill("7000001", third_party=True)))
    there = replace(sign(), place=SignedOn.CARD_TERMINAL)
    digests = [
        bound(one(), sign()),
        bound(one(words="I received it"), sign()),
        bound(one(version="4"), sign()),
        bound(one(words="I receive", version="d3"), sign()),
        bound(one("6012346"), sign()),
        bound(two, sign(1, 2)),
        bound(one(), replace(sign(), strokes=PICTURE)),
        bound(one(), there),
    ]
    assert len(set(digests)) == len(digests)
    assert bound(one(), sign()) == digests[0]


def test_the_binding_can_be_checked_by_anyone() -> None:
    parts = ["I received", "3", "6012345-02", STROKES]
    framed = b"".join(len(part).to_bytes(8, "big") + part.encode() for part in parts)
    ticket = given(*pick(a_fill(third_party=True)), policy=with_words("I received", "3"))
    assert bound(ticket, sign()) == hashlib.sha256(framed).hexdigest()


# --- suspend, resume, abandon


def test_a_suspended_ticket_waits_for_whoever_resumes_it() -> None:
    ticket = given(add(CANDY), c.Suspend())
    assert ticket.sale.status is SaleStatus.SUSPENDED
    assert ticket.why(add(CANDY)) is Why.TICKET_NOT_OPEN
    assert ticket.why(c.Suspend()) is Why.TICKET_NOT_OPEN
    ticket.do(c.Resume(StaffId("102")))
    assert (ticket.sale.status, ticket.sale.staff) == (SaleStatus.OPEN, StaffId("102"))


def test_only_a_suspended_ticket_is_resumed() -> None:
    assert given(add(CANDY)).why(c.Resume(CASHIER)) is Why.TICKET_NOT_OPEN


def test_an_empty_ticket_is_not_worth_suspending() -> None:
    assert given().why(c.Suspend()) is Why.TICKET_EMPTY


def test_an_abandoned_ticket_is_over() -> None:
    ticket = given(add(CANDY), c.Abandon("changed their mind"))
    assert ticket.sale.status is SaleStatus.ABANDONED
    for command in (add(CANDY), cash("4.25"), c.Resume(CASHIER), c.Abandon("again")):
        assert ticket.why(command) is Why.TICKET_NOT_OPEN


def test_a_ticket_with_money_in_it_is_not_abandoned() -> None:
    ticket = given(add(CANDY), cash("1.00"))
    assert ticket.why(c.Abandon("gone")) is Why.TENDERS_TAKEN
    ticket.do(give_back(1), c.Abandon("gone"))


def test_a_line_that_money_was_taken_for_does_not_change() -> None:
    ticket = given(add(CANDY), add(CANDY), cash("1.00"))
    assert ticket.why(void(1)) is Why.TENDERS_TAKEN
    assert ticket.why(quantity(1, 2)) is Why.TENDERS_TAKEN
    ticket.do(give_back(1), void(1))


def test_a_line_may_be_added_after_a_part_was_paid() -> None:
    ticket = given(add(CANDY), cash("1.00"), add(IBUPROFEN))
    assert ticket.sale.due == usd("7.54")


# --- a card attempt that is not certain


WHILE_PENDING = [
    add(CANDY),
    fill_added(a_fill()),
    quantity(1, 2),
    void(1),
    refresh(a_fill()),
    *known(),
    cash("1.00"),
    charge("a-2"),
    give_back(1),
    c.Complete(),
    c.Suspend(),
    c.Abandon("gone"),
]


@pytest.mark.parametrize("command", WHILE_PENDING, ids=lambda command: type(command).__name__)
def test_nothing_is_decided_while_a_card_is_not_certain(command: c.Command) -> None:
    assert given(add(CANDY), charge("a-1")).why(command) is Why.PAYMENT_PENDING


def test_a_parked_payment_may_wait_on_a_suspended_ticket() -> None:
    ticket = given(add(CANDY), charge("a-1"), park("a-1"), c.Suspend())
    assert ticket.sale.status is SaleStatus.SUSPENDED
    ticket.do(c.Resume(CASHIER))
    assert ticket.why(cash("4.25")) is Why.PAYMENT_PENDING


def test_a_payment_is_parked_for_a_reason() -> None:
    ticket = given(add(CANDY), charge("a-1"))
    assert ticket.why(park("a-1", " ")) is Why.NOTE_MISSING


def test_a_suspended_ticket_that_learns_it_is_paid_hands_nothing_over() -> None:
    ticket = given(*pick(a_fill()), charge("a-1"), park("a-1"), c.Suspend())
    facts = ticket.do(answer("a-1", approved("15.00")))
    assert [type(fact) for fact in facts] == [f.ChargeResolved]
    assert (ticket.sale.status, ticket.sale.due) == (SaleStatus.SUSPENDED, ZERO)
    ticket.do(c.Resume(CASHIER))
    assert ticket.why(cash("1.00")) is Why.NOTHING_DUE
    facts = ticket.do(c.Complete())
    assert [type(fact) for fact in facts] == [f.SaleCompleted, f.FillHandedOver]


def test_an_obligation_may_be_met_while_a_card_is_asked() -> None:
    ticket = given(*pick(a_fill()), charge("a-1"))
    assert ticket.why(sign()) is Why.NOTHING_TO_SIGN


@pytest.mark.parametrize(
    "command", [c.NoteSent(AttemptRef("a-9")), park("a-9"), answer("a-9", Outcome.DECLINED)]
)
def test_an_attempt_nobody_made_is_not_pending(command: c.Command) -> None:
    ticket = given(add(CANDY), charge("a-1"))
    assert ticket.why(command) is Why.NOT_PENDING


# --- the end


def test_nothing_is_tendered_on_an_empty_ticket() -> None:
    for ticket in (given(), given(add(CANDY), void(1))):
        for command in (cash("1.00"), charge("a-1"), c.Complete()):
            assert ticket.why(command) is Why.TICKET_EMPTY


@pytest.mark.parametrize("command", [cash("15.00"), charge("a-1"), c.Complete()])
def test_tender_waits_for_every_obligation(command: c.Command) -> None:
    ticket = given(*known(), fill_added(a_fill()))
    assert ticket.why(command) is Why.OBLIGATIONS_OPEN


def test_a_ticket_with_something_due_is_not_complete() -> None:
    assert given(add(CANDY)).why(c.Complete()) is Why.SOMETHING_DUE


def test_a_ticket_of_nothing_is_completed_without_a_tender() -> None:
    ticket = given(*pick(a_fill(copay=ZERO)))
    assert ticket.why(cash("0.00")) is Why.NOTHING_DUE
    assert ticket.why(charge("a-1")) is Why.NOTHING_DUE
    completed, handed = ticket.do(c.Complete())
    assert completed == f.SaleCompleted(ticket.sale.id, ZERO, ZERO, ZERO, ZERO, ZERO)
    assert isinstance(handed, f.FillHandedOver)


@pytest.mark.parametrize(
    ("fill", "why"),
    [
        (a_fill(not_after=DAY), Why.TOO_LATE_TO_DISPENSE),
        (
            a_fill(ready_since=datetime(2026, 7, 1, tzinfo=UTC) - timedelta(10)),
            Why.RETURN_TO_STOCK,
        ),
    ],
)
def test_a_ticket_that_waited_overnight_is_guarded_again(fill: Fill, why: Why) -> None:
    ticket = given(*pick(fill), c.Suspend())
    ticket.day = DAY + timedelta(days=1)
    ticket.do(c.Resume(CASHIER))
    for command in (cash("15.00"), charge("a-1"), c.Complete()):
        assert ticket.refusal(command) == Refusal(why, "6012345-02")
    ticket.do(void(1), add(CANDY), cash("4.25"))
    assert ticket.sale.status is SaleStatus.COMPLETED


def test_money_comes_back_from_a_ticket_that_waited_too_long() -> None:
    ticket = given(*pick(a_fill(not_after=DAY)), cash("5.00"))
    ticket.day = DAY + timedelta(days=1)
    assert ticket.why(cash("10.00")) is Why.TOO_LATE_TO_DISPENSE
    ticket.do(give_back(1), void(1), c.Abandon("too late"))


def test_the_tender_that_covers_the_ticket_closes_it_and_hands_over() -> None:
    family = (a_fill(counselling=True), a_fill("7000001", who=LUIS, third_party=True))
    ticket = given(*pick(family[0]), *pick(family[1]), add(IBUPROFEN), counsel(), sign(2))
    taken, completed, first, second = ticket.do(cash("40.00"))
    assert isinstance(taken, f.CashTaken)
    assert completed == f.SaleCompleted(
        ticket.sale.id, usd("34.29"), usd("0.30"), usd("34.29"), usd("30.00"), usd("5.71")
    )
    assert isinstance(first, f.FillHandedOver)
    assert isinstance(second, f.FillHandedOver)
    assert (first.key, first.phms_id, first.version) == (
        family[0].key,
        family[0].phms_id,
        family[0].version,
    )
    assert (first.copay, first.relationship) == (usd("15.00"), Relationship.PATIENT)
    assert (first.counselling, first.signature) == (Counselling.ACCEPTED, EMPTY_DIGEST)
    assert second.counselling is None
    assert second.signature == ticket.sale.rx_lines[1].signature
    assert ticket.sale.status is SaleStatus.COMPLETED


def handed(ticket: Ticket) -> list[str]:
    return [fact.pickup for fact in ticket.facts if isinstance(fact, f.FillHandedOver)]


def test_pickup_ids_are_stable_and_unique_per_line_and_store() -> None:
    fills = (*pick(a_fill(number=1)), *pick(a_fill(number=2)))
    first = handed(given(*fills, cash("30.00")))
    named = [str(uuid.uuid5(PICKUP_NAMESPACE, f"store-7/{SALE}/{line}")) for line in (1, 2)]
    assert first == named
    assert str(PICKUP_NAMESPACE) == "6f0b2f7e-7d0b-5f5e-9d3c-3a5c9a3c1e10"
    assert handed(given(*fills, cash("30.00"))) == first
    other = handed(given(*fills, cash("30.00"), policy=replace(POLICY, device="store-8")))
    assert len({*first, *other}) == 4


def test_a_voided_fill_is_not_handed_over() -> None:
    ticket = given(*pick(a_fill()), *pick(a_fill("7000001")), void(1), cash("15.00"))
    assert [fact.line for fact in ticket.facts if isinstance(fact, f.FillHandedOver)] == [2]


def test_after_the_end_nothing_is_decided_any_more() -> None:
    ticket = worked_example()
    ticket.do(cash("23.54"))
    for command in (
        *WHILE_PENDING,
        counsel(),
        sign(),
        c.ScanBag(a_fill().key, EntryMethod.SCANNED),
    ):
        assert ticket.why(command) is Why.TICKET_NOT_OPEN
    assert ticket.why(answer("a-1", approved("1.00"))) is Why.NOT_PENDING
    assert ticket.why(c.Resume(CASHIER)) is Why.TICKET_NOT_OPEN
