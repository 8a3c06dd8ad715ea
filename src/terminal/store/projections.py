"""What each fact means for the tables that are read: one case per kind, nothing decided here.

Every function runs inside the journal's own transaction. A fact that only its ticket cares about
needs no row: replaying the ticket's facts gives it again.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection

from terminal.domain import facts
from terminal.domain.attempt import CardResult, Outcome
from terminal.domain.move import SaleMovedAway
from terminal.domain.pse_ticket import PseFact
from terminal.domain.receipt_message import ReceiptMessageAsked
from terminal.domain.three_way import Side, Way
from terminal.domain.till_facts import DifferenceSettled
from terminal.domain.work_item import SECOND_PICKUP, Settlement
from terminal.store import accounts, coupons, gift_cards, notices, pse, tills, work_items
from terminal.store.database import driver_of
from terminal.store.outbox import MESSAGES
from terminal.store.times import DUE_AT_ONCE

PHMS: Final = "phms"
"""The destination of pickups. With a store hub it is the hub that talks to the PhMS."""


class SaleState(StrEnum):
    OPEN = "open"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    ABANDONED = "abandoned"
    MOVED = "moved"  # to another lane


class PickupState(StrEnum):
    HANDED_OVER = "handed_over"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    UNDONE = "undone"


class AttemptKind(StrEnum):
    CHARGE = "charge"
    VOID = "void"
    REFUND = "refund"


class AttemptState(StrEnum):
    """Only RESOLVED is over; the first four are asked about at the next start.

    The others were approved without the bank: one waits in the terminal, the bank refused one, and
    of one the terminal holds nothing any more. A manager settles the last two.
    """

    REQUESTED = "requested"
    SENT = "sent"
    UNKNOWN = "unknown"
    PARKED = "parked"
    STORED = "stored"
    DECLINED = "declined"
    MISSING = "missing"
    RESOLVED = "resolved"


class Counter(StrEnum):
    """Numbers that never come twice, kept so that a start does not read history for them."""

    TICKET = "ticket"  # the highest ticket number used
    ATTEMPT = "attempt"  # card references asked for so far
    JOB = "job"  # receipts asked for so far
    REPORT = "report"  # with the zone: journal rows that stand in the sums of the reports


@dataclass(frozen=True, slots=True)
class Entry:
    """The journal row around a fact."""

    at: str
    lane: str
    actor: str
    body: bytes


def project(connection: Connection, fact: facts.Fact, entry: Entry) -> None:  # noqa: C901, PLR0915  a table
    tills.project(connection, fact, entry.at, entry.lane, entry.body)
    match fact:
        case facts.SaleOpened():
            _open_sale(connection, fact, entry)
        case facts.SaleSuspended():
            _move_sale(connection, fact.sale, SaleState.SUSPENDED)
        case facts.SaleResumed():
            _resume(connection, fact)
        case facts.SaleAbandoned():
            _close(connection, fact.sale, SaleState.ABANDONED, entry, 0)
            _run(connection, "DELETE FROM book_entry WHERE sale = ?", (fact.sale,))
            accounts.drop_payments(connection, fact.sale)
            gift_cards.drop_loads(connection, fact.sale)
            coupons.drop(connection, fact.sale)
        case SaleMovedAway():
            _close(connection, fact.sale, SaleState.MOVED, entry, 0)
            coupons.drop(connection, fact.sale)
        case facts.DepositAdded():
            accounts.pay(connection, fact, entry.at, entry.lane)
            gift_cards.load(connection, fact, entry.at, entry.lane)
        case facts.BookEntryMade():
            _note_in_book(connection, fact, entry)
        case facts.LineVoided() | facts.QuantityChanged():
            _run(
                connection,
                "DELETE FROM book_entry WHERE sale = ? AND line = ?",
                (fact.sale, fact.line),
            )
            accounts.take_back(connection, fact.sale, -fact.line)
            gift_cards.take_back(connection, fact.sale, -fact.line)
            if isinstance(fact, facts.LineVoided):
                coupons.take_off(connection, fact.sale, fact.line)
        case facts.CouponTaken():
            coupons.take(connection, fact)
        case facts.CouponsTakenOff():
            coupons.take_off(connection, fact.sale, fact.line)
        case facts.SaleCompleted():
            accounts.count_payments(connection, fact.sale)
            gift_cards.count_loads(connection, fact.sale)
            _close(connection, fact.sale, SaleState.COMPLETED, entry, fact.total.cents)
        case facts.FillHandedOver():
            _hand_over(connection, fact, entry)
        case facts.SecondPickupClaimed():
            _claimed_again(connection, fact, entry)
        case facts.SignatureTaken() | facts.LeftUnsigned():
            notices.record(connection, fact, entry.at)
        case facts.PickupConfirmed():
            _settle_pickup(connection, fact.pickup, PickupState.CONFIRMED, "")
        case facts.PickupDisputed():
            _settle_pickup(connection, fact.pickup, PickupState.DISPUTED, fact.reason)
        case facts.ChargeRequested():
            _attempt(connection, fact, AttemptKind.CHARGE, fact.amount.cents, entry)
        case facts.RefundRequested():
            _attempt(connection, fact, AttemptKind.REFUND, fact.amount.cents, entry)
        case facts.RefundResolved():
            _move_attempt(connection, fact.ref, _state_after(fact.result))
        case facts.RefundGiven():
            accounts.credit(connection, fact, entry.at, entry.lane)
            gift_cards.credit(connection, fact, entry.at, entry.lane)
        case facts.PickupUndone():
            _undo(connection, fact, entry)
        case facts.PseReturned():
            pse.give_back(connection, fact, entry.at)
        case facts.VoidRequested():
            _attempt(connection, fact, AttemptKind.VOID, 0, entry)
        case facts.ChargeSent():
            _move_attempt(connection, fact.ref, AttemptState.SENT)
        case facts.ChargeParked():
            _move_attempt(connection, fact.ref, AttemptState.PARKED)
        case facts.ChargeResolved():
            stored = AttemptState.STORED if fact.result.offline else None
            _move_attempt(connection, fact.ref, stored or _state_after(fact.result))
        case facts.VoidResolved():
            _move_attempt(connection, fact.ref, _state_after(fact.result))
            if fact.result.outcome is Outcome.APPROVED:
                _nothing_waits(connection, fact)
        case facts.StoredSaleUploaded() | facts.StoredSaleSettled():
            _move_attempt(connection, fact.ref, AttemptState.RESOLVED)
        case facts.StoredSaleMissing():
            _move_attempt(connection, fact.ref, AttemptState.MISSING)
        case facts.StoredSaleDeclined():
            _decline(connection, fact)
        case facts.AccountOpened() | facts.AccountChanged():
            accounts.put(connection, fact.account)
        case facts.KeyedTenderTaken():
            accounts.charge(connection, fact, entry.at, entry.lane)
            gift_cards.pay(connection, fact, entry.at, entry.lane)
        case facts.KeyedTenderReturned():
            accounts.take_back(connection, fact.sale, fact.tender)
            gift_cards.take_back(connection, fact.sale, fact.tender)
        case ReceiptMessageAsked():
            stream = f"message:{fact.message}"
            name = type(fact).__name__
            enqueue(connection, fact.message, stream, name, entry, destination=MESSAGES)
        case facts.ReceiptRequested():
            _print(connection, fact, entry)
        case facts.ReceiptMoved():
            _move_job(connection, fact)
        case facts.PickupCalled():
            _run(
                connection,
                "INSERT INTO fill_call(rx, fill_no, at, result) VALUES (?, ?, ?, ?)"
                " ON CONFLICT(rx, fill_no)"
                " DO UPDATE SET at = excluded.at, result = excluded.result",
                (fact.key.rx, fact.key.fill, entry.at, fact.result.value),
            )
        case facts.WorkItemSettled():
            work_items.settle(connection, fact, entry.actor, entry.at)
        case DifferenceSettled(side=Side.PHMS_STOPPED):
            again = fact.way is Way.SEND_AGAIN
            how = Settlement.SENT_AGAIN if again else Settlement.DONE_IN_PHMS
            work_items.settle_message(connection, fact.key, how, entry.actor, entry.at)
        case facts.SignedIn() | facts.ScreenUnlocked():
            _run(
                connection,
                "UPDATE staff SET failures = 0, last_failure_at = NULL WHERE id = ?",
                (fact.staff,),
            )
        case facts.SignInFailed():
            _run(
                connection,
                "UPDATE staff SET failures = failures + 1, last_failure_at = ? WHERE id = ?",
                (entry.at, fact.staff),
            )
        case _ if isinstance(fact, PseFact):
            pse.project(connection, fact, entry.at, entry.lane, entry.body)
        case _:
            pass


def _run(connection: Connection, sql: str, parameters: tuple[object, ...]) -> int:
    """Straight to the driver: a completed sale is seven statements of one commit."""
    rows: int = driver_of(connection).execute(sql, parameters).rowcount
    return rows


def _run_one(connection: Connection, sql: str, parameters: tuple[object, ...]) -> None:
    """For a row that an earlier fact must have made: a missing one is a bug of the decider."""
    changed = _run(connection, sql, parameters)
    assert changed == 1, f"{changed} rows instead of one: {sql}"


def _count(connection: Connection, counter: Counter) -> None:
    _run(
        connection,
        "INSERT INTO counter(name, value) VALUES (?, 1)"
        " ON CONFLICT(name) DO UPDATE SET value = value + 1",
        (counter,),
    )


def _open_sale(connection: Connection, fact: facts.SaleOpened, entry: Entry) -> None:
    _run(
        connection,
        "INSERT INTO sale(id, number, lane, staff, state, opened_at) VALUES (?, ?, ?, ?, ?, ?)",
        (fact.sale, fact.number, fact.lane, fact.staff, SaleState.OPEN, entry.at),
    )
    _run(
        connection,
        "INSERT INTO counter(name, value) VALUES (?, ?)"
        " ON CONFLICT(name) DO UPDATE SET value = max(value, excluded.value)",
        (Counter.TICKET, fact.number),
    )


def _move_sale(connection: Connection, sale: str, state: SaleState) -> None:
    _run_one(connection, "UPDATE sale SET state = ? WHERE id = ?", (state, sale))


def _resume(connection: Connection, fact: facts.SaleResumed) -> None:
    _run_one(
        connection,
        "UPDATE sale SET state = ?, staff = ? WHERE id = ?",
        (SaleState.OPEN, fact.staff, fact.sale),
    )


def _close(connection: Connection, sale: str, state: SaleState, entry: Entry, cents: int) -> None:
    _run_one(
        connection,
        "UPDATE sale SET state = ?, closed_at = ?, total_cents = ? WHERE id = ?",
        (state, entry.at, cents, sale),
    )


def _hand_over(connection: Connection, fact: facts.FillHandedOver, entry: Entry) -> None:
    """The pickup and its way to the PhMS, in the transaction of the sale."""
    _run(
        connection,
        "INSERT INTO pickup(id, rx, fill_no, sale, state, handed_over_at, copay_cents, owed_cents,"
        " waived_cents) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            fact.pickup,
            fact.key.rx,
            fact.key.fill,
            fact.sale,
            PickupState.HANDED_OVER,
            entry.at,
            fact.copay.cents,
            fact.owed.cents,
            fact.waived.cents,
        ),
    )
    enqueue(connection, fact.pickup, stream_of(fact), type(fact).__name__, entry)


def _claimed_again(connection: Connection, fact: facts.SecondPickupClaimed, entry: Entry) -> None:
    """One item for a fill and a day, however often its bag is held to the scanner."""
    before = "" if fact.sold_at is None else f", picked up before at {fact.sold_at.isoformat()}"
    where = f" on lane {fact.sold_lane}" if fact.sold_lane else ""
    whom = f" by relation {fact.sold_to.value}" if fact.sold_to is not None else ""
    work_items.open_item(
        connection,
        kind=SECOND_PICKUP,
        subject=str(fact.key),
        detail=f"asked for again on lane {entry.lane}{before}{where}{whom}",
        once=f"{SECOND_PICKUP}:{fact.key}:{entry.at[:10]}",
        at=entry.at,
    )


def _note_in_book(connection: Connection, fact: facts.BookEntryMade, entry: Entry) -> None:
    """It counts from the moment at which the pharmacist dispensed it."""
    _run(
        connection,
        "INSERT OR REPLACE INTO book_entry"
        "(sale, line, at, item_class, measure, amount, person, document)"
        " VALUES (?, ?, ?, ?, ?, ?, marked(?), marked(?))",
        (
            fact.sale,
            fact.line,
            entry.at,
            fact.item_class.value,
            fact.measure.value,
            fact.amount,
            fact.person,
            fact.document,
        ),
    )


def stream_of(fact: facts.FillHandedOver) -> str:
    """Everything about one fill goes in order (phms-and-sync.md section 7)."""
    return f"fill:{fact.key.rx}-{fact.key.fill}"


def enqueue(
    connection: Connection,
    key: str,
    stream: str,
    name: str,
    entry: Entry,
    destination: str = PHMS,
) -> None:
    """Due at once. A row that is there stays as far as it got (`rebuild.py`)."""
    _run(
        connection,
        "INSERT INTO outbox(key, destination, stream, name, body, at, lane, actor, state, due_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?) ON CONFLICT(key) DO NOTHING",
        (
            key,
            destination,
            stream,
            name,
            entry.body,
            entry.at,
            entry.lane,
            entry.actor,
            DUE_AT_ONCE,
        ),
    )


def _undo(connection: Connection, fact: facts.PickupUndone, entry: Entry) -> None:
    """It goes behind the pickup, in the stream of its fill. The bag is never sold again here."""
    _run(
        connection,
        "UPDATE pickup SET state = ?, reason = ? WHERE id = ?",
        (PickupState.UNDONE, fact.reason, fact.pickup),
    )
    stream = f"fill:{fact.key.rx}-{fact.key.fill}"
    enqueue(connection, fact.undo, stream, type(fact).__name__, entry)


def _settle_pickup(connection: Connection, pickup: str, state: PickupState, reason: str) -> None:
    """One that is void meanwhile stays so."""
    _run_one(
        connection,
        "UPDATE pickup SET state = CASE state WHEN 'undone' THEN state ELSE ? END, reason = ?"
        " WHERE id = ?",
        (state, reason, pickup),
    )


def _attempt(
    connection: Connection,
    fact: facts.ChargeRequested | facts.VoidRequested | facts.RefundRequested,
    kind: AttemptKind,
    cents: int,
    entry: Entry,
) -> None:
    _run(
        connection,
        "INSERT INTO card_attempt(ref, sale, tender, kind, state, amount_cents, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (fact.ref, fact.sale, fact.tender, kind, AttemptState.REQUESTED, cents, entry.at),
    )
    _count(connection, Counter.ATTEMPT)


def _move_attempt(connection: Connection, ref: str, state: AttemptState) -> None:
    _run_one(connection, "UPDATE card_attempt SET state = ? WHERE ref = ?", (state, ref))


def _state_after(result: CardResult) -> AttemptState:
    unknown = result.outcome is Outcome.UNKNOWN
    return AttemptState.UNKNOWN if unknown else AttemptState.RESOLVED


def _nothing_waits(connection: Connection, fact: facts.VoidResolved) -> None:
    """What was given back is not uploaded. The first condition is that of the index."""
    _run(
        connection,
        "UPDATE card_attempt SET state = ? WHERE state <> 'resolved' AND kind = ? AND sale = ?"
        " AND tender = ?",
        (AttemptState.RESOLVED, AttemptKind.CHARGE, fact.sale, fact.tender),
    )


def _decline(connection: Connection, fact: facts.StoredSaleDeclined) -> None:
    """A ticket that is still open asks for another payment itself: nothing is left to settle."""
    _run_one(
        connection,
        "UPDATE card_attempt SET state = (SELECT CASE WHEN sale.state IN (?, ?) THEN ? ELSE ? END"
        " FROM sale WHERE sale.id = card_attempt.sale) WHERE ref = ?",
        (
            SaleState.OPEN,
            SaleState.SUSPENDED,
            AttemptState.RESOLVED,
            AttemptState.DECLINED,
            fact.ref,
        ),
    )


def _print(connection: Connection, fact: facts.ReceiptRequested, entry: Entry) -> None:
    _run(
        connection,
        "INSERT INTO print_job(job, sale, copy, process_id, state, at) VALUES (?, ?, ?, ?, ?, ?)",
        (fact.job, fact.sale, fact.copy, fact.process_id, "queued", entry.at),
    )
    _count(connection, Counter.JOB)


def _move_job(connection: Connection, fact: facts.ReceiptMoved) -> None:
    _run_one(
        connection,
        "UPDATE print_job SET state = ?, reason = ?, tries = tries + (? = 'sending') WHERE job = ?",
        (fact.state, fact.reason, fact.state, fact.job),
    )
