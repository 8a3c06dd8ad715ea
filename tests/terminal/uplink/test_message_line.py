"""The line of receipts over the real outbox: never lost, never twice, and a person is told."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from helpers.mail_server import mail_server
from store_support.messages import a_message
from store_support.stores import commit, open_store
from terminal.app.settings import Mail, MailSecurity
from terminal.domain.facts import Fact
from terminal.domain.receipt_message import (
    MessageOutcome,
    ReceiptMessageAsked,
    ReceiptMessageSettled,
    Via,
)
from terminal.store import journal, outbox
from terminal.store.store import Store
from terminal.store.sync_desk import SyncDesk
from terminal.uplink.carriers import Carrier, Delivered, Delivery, MailCarrier, Undelivered, Unknown
from terminal.uplink.message_line import (
    DESTINATION,
    MAX_TRIES,
    NO_LINE_S,
    PATIENCE,
    RETRY_S,
    MessageLine,
)

START = datetime(2026, 7, 1, 12, tzinfo=UTC)


class Scripted:
    """A carrier that answers as it is told, and remembers what it was given."""

    def __init__(self, *answers: Delivery) -> None:
        self.answers = list(answers)
        self.carried: list[ReceiptMessageAsked] = []

    def carry(self, message: ReceiptMessageAsked) -> Delivery:
        self.carried.append(message)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class Bench:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = START

    def line(self, carrier: Carrier) -> MessageLine:
        return MessageLine(SyncDesk(self.store), {Via.EMAIL: carrier}, lambda: self.now)

    def row(self, key: str = "1-000482/m1") -> outbox.Outgoing:
        found = self.store.reader.wait(lambda c: outbox.get(c, key))
        assert found is not None
        return found

    def settled(self) -> list[ReceiptMessageSettled]:
        facts: list[Fact] = [
            each.fact for each in self.store.reader.wait(lambda c: list(journal.all_facts(c)))
        ]
        return [each for each in facts if isinstance(each, ReceiptMessageSettled)]

    def work_items(self) -> list[str]:
        sql = "SELECT kind || ': ' || subject || ': ' || detail FROM work_item"
        return self.store.reader.wait(
            lambda c: [row[0] for row in c.exec_driver_sql(sql).fetchall()]
        )


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with open_store(tmp_path / "store.db", bytes(32)) as store:
        commit(store, a_message(), at=START)
        yield Bench(store)


def test_what_was_agreed_to_is_queued_with_it_and_sent_once(bench: Bench) -> None:
    carrier = Scripted(Delivered("250"))
    line = bench.line(carrier)
    line.round()
    line.round()
    assert [each.address for each in carrier.carried] == ["sam.sample@example.com"]
    assert bench.row().state is outbox.OutboxState.DONE
    assert [each.outcome for each in bench.settled()] == [MessageOutcome.SENT]


def test_without_a_line_it_waits_and_goes_when_there_is_one(bench: Bench) -> None:
    carrier = Scripted(*[Undelivered("not reached")] * (MAX_TRIES + 5), Delivered())
    line = bench.line(carrier)
    for _ in range(MAX_TRIES + 6):
        line.round()
        line.round()  # before its time nothing is tried
        bench.now += timedelta(seconds=NO_LINE_S + 1)
    assert len(carrier.carried) == MAX_TRIES + 6
    assert bench.row().state is outbox.OutboxState.DONE


def test_a_server_that_says_no_is_asked_later_each_time_then_a_person_is_told(
    bench: Bench,
) -> None:
    carrier = Scripted(Undelivered("the mail server said 451", reached=True))
    line = bench.line(carrier)
    waits = []
    for _ in range(MAX_TRIES):
        line.round()
        waits.append((bench.row().due_at - bench.now).total_seconds())
        bench.now += timedelta(hours=2)
    line.round()
    assert waits[:3] == [RETRY_S * 2, RETRY_S * 4, RETRY_S * 8]
    assert len(carrier.carried) == MAX_TRIES
    assert bench.row().state is outbox.OutboxState.DEAD
    assert [each.outcome for each in bench.settled()] == [MessageOutcome.FAILED]
    (item,) = bench.work_items()
    assert item.startswith("receipt_not_sent: 1-000482/m1: receipt of ticket 1-000482 by e-mail")
    assert "sam" not in item


def test_a_final_no_is_not_asked_again(bench: Bench) -> None:
    carrier = Scripted(Undelivered("the mail server said 550", reached=True, final=True))
    line = bench.line(carrier)
    line.round()
    bench.now += timedelta(days=1)
    line.round()
    assert len(carrier.carried) == 1
    assert len(bench.work_items()) == 1


def test_what_may_have_arrived_is_never_sent_again_by_itself(bench: Bench) -> None:
    carrier = Scripted(Unknown("no word"))
    line = bench.line(carrier)
    line.round()
    bench.now += timedelta(days=1)
    line.round()
    assert len(carrier.carried) == 1
    assert bench.row().state is outbox.OutboxState.HELD
    assert [each.outcome for each in bench.settled()] == [MessageOutcome.UNKNOWN]
    assert bench.work_items()[0].startswith("receipt_unknown")


@pytest.mark.parametrize(
    "first", [Unknown("no word"), Undelivered("550", reached=True, final=True)]
)
def test_a_person_may_have_it_sent_again(bench: Bench, first: Delivery) -> None:
    carrier = Scripted(first, Delivered())
    line = bench.line(carrier)
    line.round()
    bench.store.writer.wait(lambda c: outbox.send_again(c, "1-000482/m1"))
    bench.now += timedelta(seconds=1)
    line.round()
    assert len(carrier.carried) == 2
    assert bench.row().state is outbox.OutboxState.DONE
    assert [each.outcome for each in bench.settled()][-1] is MessageOutcome.SENT


def test_a_power_cut_while_it_was_sent_leaves_it_unknown(bench: Bench) -> None:
    bench.store.writer.wait(lambda c: outbox.mark_sent(c, "1-000482/m1", START))
    carrier = Scripted(Delivered())
    bench.line(carrier).round()
    assert carrier.carried == []
    assert [each.outcome for each in bench.settled()] == [MessageOutcome.UNKNOWN]


def test_a_receipt_that_comes_days_late_is_given_up(bench: Bench) -> None:
    carrier = Scripted(Undelivered("not reached"))
    bench.now = START + PATIENCE + timedelta(minutes=1)
    bench.line(carrier).round()
    assert [each.outcome for each in bench.settled()] == [MessageOutcome.FAILED]


def test_a_way_that_is_not_set_up_any_more_keeps_it_waiting(bench: Bench) -> None:
    MessageLine(SyncDesk(bench.store), {}, lambda: bench.now).round()
    row = bench.row()
    assert (row.state, row.tries) == (outbox.OutboxState.QUEUED, 0)


def test_it_belongs_to_no_other_destination(bench: Bench) -> None:
    due = bench.store.reader.wait(
        lambda c: outbox.due(c, "phms", START + timedelta(hours=1), timedelta(hours=1), 9)
    )
    assert due == ()
    assert bench.row().destination == DESTINATION


def test_one_that_waits_holds_no_other_up(bench: Bench) -> None:
    commit(bench.store, a_message(address="al@example.com", number=2), at=START)
    carrier = Scripted(Undelivered("busy", reached=True), Delivered())
    bench.line(carrier).round()
    assert bench.row("1-000482/m2").state is outbox.OutboxState.DONE
    assert bench.row().state is outbox.OutboxState.QUEUED


class Told:
    """A carrier that says when it has carried."""

    def __init__(self, carrier: MailCarrier) -> None:
        self.carrier = carrier
        self.over = threading.Event()

    def carry(self, message: ReceiptMessageAsked) -> Delivery:
        delivery = self.carrier.carry(message)
        self.over.set()
        return delivery


def test_the_thread_sends_what_waits_and_stops(bench: Bench) -> None:
    with mail_server() as server:
        settings = Mail("127.0.0.1", "a@elm.example", server.port, MailSecurity.NONE)
        told = Told(MailCarrier(settings, None))
        line = bench.line(told)
        line.start()
        line.wake()
        assert told.over.wait(20)
        line.stop()
    assert len(server.taken) == 1
    assert [each.outcome for each in bench.settled()] == [MessageOutcome.SENT]


def test_nothing_tells_an_address() -> None:
    message = a_message()
    assert "sam" not in repr(message)
    assert "8.54" not in repr(message)
