"""What a PAX terminal approves without the bank, over the adapter and real wires (section 11)."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from card_support import stages
from card_support.stages import AMOUNT, REF, PaxStage, charge, query
from drivers.simulator.card_terminal_script import HostDown, Refuse, StoredOffline
from terminal.app.inputs import Condition, DeviceHealthChanged, Input
from terminal.app.settings import OfflineApproval, Settings, StoreAndForward
from terminal.domain.attempt import Outcome, QueryVerdict
from terminal.domain.money import Money

LIMITS = StoreAndForward(OfflineApproval.AUTOMATIC, 5_000, 20_000, 50_000, 20, 3)


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


def allowing(stage: PaxStage, limits: StoreAndForward = LIMITS) -> Settings:
    return replace(stage.settings, store_and_forward=limits)


def until(what: str, there: Callable[[], bool]) -> None:
    end = time.monotonic() + stages.PATIENCE_S
    while not there():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.005)


def times_told(stage: PaxStage) -> int:
    return stage.call(lambda: list(stage.terminal.requests).count("A54"))


def kept(stage: PaxStage) -> str:
    """The limits that the terminal keeps."""
    return stage.call(lambda: str(stage.terminal.store.setting("offline")))


def until_told(stage: PaxStage, times: int = 1) -> None:
    until("the limits in the terminal", lambda: times_told(stage) == times and bool(kept(stage)))


def test_the_terminal_is_told_when_it_is_met_and_another_one_too(pax: PaxStage) -> None:
    with pax.adapter(allowing(pax)) as (card, _):
        until_told(pax)
        pax.call(lambda: pax.terminal.store.put_setting("offline", ""))  # another one, fresh
        card.initialize()
        until_told(pax, times=2)


def test_a_lane_without_the_table_tells_the_terminal_nothing(pax: PaxStage) -> None:
    with pax.adapter() as (card, ear):
        card.charge(charge())
        result = ear.answer()
    assert (result.outcome, result.offline) == (Outcome.APPROVED, False)
    assert times_told(pax) == 0


def test_never_switches_off_what_the_terminal_was_told_before(pax: PaxStage) -> None:
    with pax.adapter(allowing(pax)):
        until_told(pax)
    on = kept(pax)
    with pax.adapter(allowing(pax, StoreAndForward(OfflineApproval.NEVER))) as (card, ear):
        until("other limits", lambda: kept(pax) != on)
        pax.call(lambda: pax.terminal.script(HostDown()))
        card.charge(charge())
        assert ear.answer().outcome is not Outcome.APPROVED
    assert pax.standing() == []


def test_what_is_refused_stands_in_the_status_strip(pax: PaxStage) -> None:
    def attention(what: Input) -> str | None:
        tells = isinstance(what, DeviceHealthChanged) and what.condition is Condition.ATTENTION
        return what.detail if isinstance(what, DeviceHealthChanged) and tells else None

    pax.call(lambda: pax.terminal.expect("A54", Refuse("100003", "SAF SETTINGS INVALID")))
    with pax.adapter(allowing(pax)) as (_, ear):
        detail = ear.wait_for("attention", attention)
    assert detail == "refused the limits of [store_and_forward]: SAF SETTINGS INVALID"


def test_a_sale_within_the_limits_is_approved_without_the_bank(pax: PaxStage) -> None:
    with pax.adapter(allowing(pax)) as (card, ear):
        until_told(pax)
        pax.call(lambda: pax.terminal.script(HostDown()))
        card.charge(charge())
        result = ear.answer()
    assert (result.outcome, result.approved, result.offline) == (Outcome.APPROVED, AMOUNT, True)
    assert pax.standing() == [], "the bank has not heard of it"


def test_without_the_table_a_stored_sale_is_not_confirmed(pax: PaxStage) -> None:
    with pax.adapter() as (card, ear):
        pax.call(lambda: pax.terminal.script(StoredOffline()))
        card.charge(charge())
        assert ear.answer().outcome is Outcome.UNKNOWN


def test_healthcare_is_never_approved_without_the_bank(pax: PaxStage) -> None:
    """Neither by the terminal's answer, nor by asking it later."""
    with pax.adapter(allowing(pax)) as (card, ear):
        until_told(pax)
        pax.call(lambda: pax.terminal.script(StoredOffline()))
        card.charge(charge(healthcare=Money(500)))
        assert ear.answer().outcome is Outcome.UNKNOWN
        card.query(query(healthcare=Money(500)))
        assert ear.query_answer(REF).verdict is QueryVerdict.UNRESOLVED
