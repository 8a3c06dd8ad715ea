"""The slip of a card that was being printed is found by a start, though its ticket is open."""

from dataclasses import replace
from datetime import timedelta

from store_support.stores import AT, commit
from store_support.tickets import CHARGE, OPENED, RECEIPT, REF, resolved
from terminal.app.inputs import PrintState
from terminal.domain.attempt import CardResult, Outcome
from terminal.domain.evolve import replay
from terminal.domain.facts import ReceiptMoved, SaleAbandoned
from terminal.domain.identity import JobId
from terminal.domain.receipt_wish import Form, Wish
from terminal.recovered import recovered_from
from terminal.store.store import Store

DECLINED = CardResult(Outcome.DECLINED, last4="1111", emv=(("AAC", "1F2E"),))
SLIP = replace(RECEIPT, job=JobId("01-000001/R/1"), wish=Wish(form=Form.CARD, attempt=REF))
LATER = AT + timedelta(seconds=40)


def test_a_slip_that_waits_is_found_with_the_time_of_its_answer(store: Store) -> None:
    commit(store, OPENED, CHARGE)
    commit(store, resolved(DECLINED), SLIP, at=LATER)
    found = store.reader.wait(recovered_from)
    (slip,) = found.receipts
    assert (slip.job, slip.state, slip.finished_at) == (SLIP.job, PrintState.QUEUED, LATER)
    assert replay(slip.facts).slips == (REF,)


def test_it_is_found_of_a_ticket_that_was_given_up(store: Store) -> None:
    commit(store, OPENED, CHARGE, resolved(DECLINED), SLIP, at=LATER)
    commit(store, SaleAbandoned(OPENED.sale, "not wanted"))
    (slip,) = store.reader.wait(recovered_from).receipts
    assert slip.finished_at == LATER


def test_one_that_is_out_is_not(store: Store) -> None:
    commit(store, OPENED, CHARGE, resolved(DECLINED), SLIP)
    commit(store, ReceiptMoved(SLIP.job, "sending", ""))
    commit(store, ReceiptMoved(SLIP.job, "printed", ""))
    assert store.reader.wait(recovered_from).receipts == ()


def test_a_receipt_of_a_ticket_that_is_not_over_is_none(store: Store) -> None:
    """As it was before there were slips: nobody can say what would stand on it."""
    commit(store, OPENED, CHARGE, resolved(DECLINED), RECEIPT)
    assert store.reader.wait(recovered_from).receipts == ()
