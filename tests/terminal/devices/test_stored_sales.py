"""What a PAX terminal stored: counted, uploaded and asked about over the adapter and real wires."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from card_support import stages
from card_support.stages import AMOUNT, Ear, NexoStage, PaxStage, charge
from drivers.simulator.card_terminal_script import Faults, PowerCut, StoredOffline
from helpers.counter import SETTINGS
from terminal.app import effects as e
from terminal.app.inputs import (
    CardBatchNotClosed,
    CardBatchReported,
    StoredSaleFound,
    StoredSalesCounted,
    StoredSalesFound,
    StoredSalesNotFound,
    StoredSalesNotUploaded,
    StoredSalesUploaded,
)
from terminal.app.settings import OfflineApproval, Settings, StoreAndForward
from terminal.app.stored import StoredSale
from terminal.devices.card_terminal import CardTerminal
from terminal.devices.rack import Rack
from terminal.domain.attempt import CardResult, StoredFate
from terminal.domain.identity import AttemptRef, SaleId, TenderId
from terminal.domain.money import ZERO, Money

LIMITS = StoreAndForward(OfflineApproval.AUTOMATIC, 5_000, 20_000, 50_000, 20, 3)
REFS = (AttemptRef("02260701000011"), AttemptRef("02260701000012"))
BOTH = Money(2 * AMOUNT.cents)
EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
T = TypeVar("T")


class SerialPaxStage(PaxStage):
    """The same terminal on a serial wire."""

    address = "pty:"


@pytest.fixture(params=[SerialPaxStage, PaxStage], ids=["pty", "tcp"])
def pax(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PaxStage]:
    made: PaxStage = request.param(tmp_path)
    with made.host:
        made.present_soon()
        yield made
    made.terminal.store.close()


@pytest.fixture
def networked(tmp_path: Path) -> Iterator[PaxStage]:
    """A connection that is lost here is there again by itself."""
    made = PaxStage(tmp_path)
    with made.host:
        made.present_soon()
        yield made
    made.terminal.store.close()


def storing(stage: PaxStage) -> Settings:
    return replace(stage.settings, store_and_forward=LIMITS)


def stored(stage: PaxStage, card: CardTerminal, ear: Ear) -> tuple[StoredSale, ...]:
    """Two sales that the terminal approves without the bank, as the journal has them."""
    return tuple(_stored(stage, card, ear, ref) for ref in REFS)


def _stored(stage: PaxStage, card: CardTerminal, ear: Ear, ref: AttemptRef) -> StoredSale:
    stage.call(lambda: stage.terminal.script(StoredOffline()))
    card.charge(charge(ref))
    result: CardResult = ear.answer(ref)
    assert result.offline
    numbers = (result.approved, stage.identity, result.terminal_txn)
    return StoredSale(SaleId("2-000001"), TenderId(1), ref, "2-000001", *numbers, EVENING)


def heard(ear: Ear, kind: type[T]) -> T:
    """The next input of that kind; it is heard once."""
    found = ear.wait_for(kind.__name__, lambda each: each if isinstance(each, kind) else None)
    ear.inputs[:] = [each for each in ear.inputs if each is not found]
    return found


def until(what: str, there: Callable[[], bool]) -> None:
    end = time.monotonic() + stages.PATIENCE_S
    while not there():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.005)


def fates(
    stage: PaxStage, card: CardTerminal, ear: Ear, sales: tuple[StoredSale, ...]
) -> list[str]:
    card.services.ask_stored(e.AskStoredSales(sales, stage.identity))
    return [each.fate.value for each in heard(ear, StoredSalesFound).found]


def test_what_waits_is_counted_uploaded_and_known_one_by_one(pax: PaxStage) -> None:
    with pax.adapter(storing(pax)) as (card, ear):
        sales = stored(pax, card, ear)
        card.services.count_stored()
        assert heard(ear, StoredSalesCounted) == StoredSalesCounted(2, BOTH, 0, ZERO)
        assert fates(pax, card, ear, sales) == ["waiting", "waiting"]
        pax.call(lambda: setattr(pax.terminal.office, "refused_at_upload", frozenset({REFS[1]})))
        card.services.upload_stored()
        assert heard(ear, StoredSalesUploaded) == StoredSalesUploaded(1, AMOUNT, 1, AMOUNT)
        card.services.ask_stored(e.AskStoredSales(sales, pax.identity))
        taken, refused = heard(ear, StoredSalesFound).found
    assert (taken.ref, taken.fate, taken.terminal_txn) == (REFS[0], StoredFate.UPLOADED, "1")
    assert taken.host_ref
    assert refused == StoredSaleFound(REFS[1], StoredFate.DECLINED, "DECLINED")
    assert pax.standing(REFS[0]) == [AMOUNT.cents]
    assert pax.standing(REFS[1]) == []


def test_a_lost_answer_is_no_known_upload_and_the_sales_tell(networked: PaxStage) -> None:
    networked.call(lambda: networked.terminal.expect("B08", faults=Faults(drop_after_ack=True)))
    with networked.adapter(storing(networked)) as (card, ear):
        sales = stored(networked, card, ear)
        card.services.upload_stored()
        assert heard(ear, StoredSalesNotUploaded).unknown
        assert fates(networked, card, ear, sales) == ["uploaded", "uploaded"]
    assert [networked.standing(ref) for ref in REFS] == [[AMOUNT.cents]] * 2


def test_power_that_fails_halfway_leaves_the_rest_waiting_and_doubles_nothing(
    networked: PaxStage,
) -> None:
    cut = Faults(power_cut=PowerCut.BEFORE_HOST, reboot_s=0.2, halfway=True)
    networked.call(lambda: networked.terminal.expect("B08", faults=cut))
    with networked.adapter(storing(networked)) as (card, ear):
        sales = stored(networked, card, ear)
        card.services.upload_stored()
        assert heard(ear, StoredSalesNotUploaded).unknown
        until("the power is back", lambda: networked.call(lambda: networked.terminal.powered))
        assert fates(networked, card, ear, sales) == ["uploaded", "waiting"]
        card.services.upload_stored()
        assert heard(ear, StoredSalesUploaded).uploaded == 1
        assert fates(networked, card, ear, sales) == ["uploaded", "uploaded"]
    assert [networked.standing(ref) for ref in REFS] == [[AMOUNT.cents]] * 2


def test_another_terminal_tells_nothing_of_them(pax: PaxStage) -> None:
    with pax.adapter(storing(pax)) as (card, ear):
        sales = stored(pax, card, ear)
        card.services.ask_stored(e.AskStoredSales(sales, "53099999"))
        assert "another terminal" in heard(ear, StoredSalesNotFound).reason


def test_no_batch_is_closed_over_them_whatever_the_counter_knows(pax: PaxStage) -> None:
    with pax.adapter(storing(pax)) as (card, ear):
        stored(pax, card, ear)
        card.services.close_batch(e.CloseCardBatch(EVENING, ()))
        refused = heard(ear, CardBatchNotClosed)
        assert (refused.unknown, "upload them first" in refused.reason) == (False, True)
        card.services.upload_stored()
        heard(ear, StoredSalesUploaded)
        card.services.close_batch(e.CloseCardBatch(EVENING, ()))
        assert heard(ear, CardBatchReported).report.totals[0].count == 2


def test_a_terminal_that_cannot_store_says_so(tmp_path: Path) -> None:
    nexo = NexoStage(tmp_path)
    with nexo.host, nexo.adapter() as (card, ear):
        card.services.upload_stored()
        assert heard(ear, StoredSalesNotUploaded).reason == "this card terminal cannot do that"
    nexo.terminal.store.close()


def test_a_lane_without_a_terminal_answers_too() -> None:
    ear = Ear()
    rack = Rack(SETTINGS, ear)
    try:
        rack.perform(e.CountStoredSales())
        rack.perform(e.UploadStoredSales())
        rack.perform(e.AskStoredSales((), "53012345"))
        nobody = "no card terminal on this lane"
        assert ear.inputs == [StoredSalesNotUploaded(nobody), StoredSalesNotFound(nobody)]
    finally:
        rack.stop()
