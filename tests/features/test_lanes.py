"""Two lanes of one store, with a hub between them (lanes.feature)."""

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytest_bdd import given, parsers, scenarios, then, when

from features.clerk import GOODS, PHARMACIST, Clerk
from features.pse_buyer import BOX, CARD, NUMBER
from features.stand import Stand
from hub_support.fixtures import hub, server
from hub_support.store import Hub
from terminal.app.effects import Secret
from terminal.app.elsewhere import AsideElsewhere
from terminal.app.pse_page import PsePage, PseSignPage
from terminal.app.state import ElsewherePage, PharmacistPage, SalePage, TerminalState
from terminal.app.step_tickets import marked
from terminal.app.tickets_page import TicketsPage
from terminal.bootstrap import Lane
from terminal.commands.counter import hub_keys
from terminal.demo.seed import demo_pin
from terminal.domain.elsewhere import CounselledElsewhere, CounselledElsewhereSettled, Delivery
from terminal.domain.facts import CounsellingRecorded, Fact
from terminal.domain.identity import LaneId
from terminal.domain.lines import ItemLine
from terminal.domain.move import MoveSettled, SaleMovedAway, SaleMovedHere
from terminal.domain.pse_ticket import PseLogged
from terminal.store.journal import all_facts
from terminal.ui.fingers import Fingers
from terminal.uplink.hub_link import HubPlace
from terminal.vault.secret import StoreSecret

__all__ = ["hub", "server"]

pytestmark = pytest.mark.peer
scenarios("lanes.feature")

ALLOW_WITHOUT = {"US-NC", "US-TX"}
"""Where the seller may go on while the exchange is down."""
CHOCOLATE = GOODS["a chocolate bar"]
ANSWERS = {"accepted": "Ctrl+1", "refused": "Ctrl+2", "not practicable": "Ctrl+3"}


class LaneStand(Stand):
    """A counter that has joined a hub."""

    place: HubPlace | None = None

    @property
    def lane(self) -> Lane:
        return replace(super().lane, hub=self.place)

    @property
    def fingers(self) -> Fingers:
        """Of two windows on one screen the keys go to the one that is in front."""
        assert self._application is not None, "the counter is closed"
        window = self._application.window
        if not window.isActiveWindow():
            window.activateWindow()
            self._application.turn()
        return super().fingers

    @property
    def clerk(self) -> Clerk:
        return Clerk(self.fingers, lambda: self.state, self.until, self.world.scan)

    def facts(self, kind: type[Fact]) -> list[Fact]:
        found = self.counter.store.reader.wait(lambda each: [row.fact for row in all_facts(each)])
        return [each for each in found if isinstance(each, kind)]

    def see(self, text: str) -> None:
        self.until_said(text)


@pytest.fixture
def lanes(
    prepared: Path, tmp_path: Path, secret: StoreSecret, qapp: QApplication, hub: Hub
) -> Iterator[dict[str, LaneStand]]:
    """Two counters that were cloned from one disk, as store PCs often are."""
    with ExitStack() as stack:
        made: dict[str, LaneStand] = {}
        for name in ("1", "2"):
            stand = LaneStand.copied(prepared, tmp_path / f"lane{name}", secret)
            stack.enter_context(stand)
            assert stand.settings is not None
            stand.settings = replace(
                stand.settings, lane=LaneId(name), pse_only_lane=False, schedule_v_only_lane=False
            )
            token = Secret(hub.add(name, number=7).token)
            keys = hub_keys(stand.lane.store, secret)
            stand.place = HubPlace(LaneId(name), hub.url, hub.authority_file, token, keys)
            stand.open()
            made[name] = stand
        for stand in made.values():
            stand.ready()
            stand.until(
                "the hub is there", lambda s: bool(s.other_lanes and s.other_lanes.connected)
            )
        made["2"].until_true("one lane gave the other the key", lambda: _one_key(made))
        yield made


def _one_key(lanes: dict[str, LaneStand]) -> bool:
    """Before that no lane tells or is told of buyers, and its answers are incomplete."""
    held = {stand.place.keys.check for stand in lanes.values() if stand.place is not None}
    return len(held) == 1 and "" not in held


def _open_ticket_of_one(two: LaneStand) -> None:
    two.see("Counselling waits: lane 1")
    if isinstance(two.state.page, SalePage):
        two.fingers.press("Ctrl+Shift+C")
    two.until("the list is open", lambda s: isinstance(s.page, ElsewherePage))
    two.fingers.press("Ctrl+1")
    two.until(
        "the ticket is chosen",
        lambda s: isinstance(s.page, ElsewherePage) and s.page.ticket is not None,
    )


def _give_pin(stand: LaneStand) -> None:
    stand.until("a pharmacist is asked", lambda s: isinstance(s.page, PharmacistPage))
    stand.clerk.enter(PHARMACIST)
    stand.clerk.enter(demo_pin(PHARMACIST))


# --- given


@given("lanes 1 and 2 of a store with a hub")
def two_lanes(lanes: dict[str, LaneStand]) -> None:
    for stand in lanes.values():
        stand.clerk.sign_in()


@given(parsers.re(r"the bag (?P<label>\S+) is on the ticket of lane 1"))
def bag_at_one(lanes: dict[str, LaneStand], label: str) -> None:
    lanes["1"].clerk.pick_up(label, "Ctrl+1")


@given("the pharmacist at lane 2 is asked for the PIN")
def asked_for_pin(lanes: dict[str, LaneStand]) -> None:
    _open_ticket_of_one(lanes["2"])
    lanes["2"].fingers.press("Ctrl+1")
    lanes["2"].until("a pharmacist is asked", lambda s: isinstance(s.page, PharmacistPage))


@given(parsers.parse("both lanes are in {state}"))
def both_in(lanes: dict[str, LaneStand], state: str) -> None:
    for stand in lanes.values():
        assert stand.settings is not None
        stand.close()
        stand.settings = replace(stand.settings, jurisdiction=state)
        stand.open()
        stand.ready()
        stand.clerk.sign_in()
        stand.until("the hub is there", lambda s: bool(s.other_lanes and s.other_lanes.connected))


@when("the exchange answers nobody")
def exchange_down(lanes: dict[str, LaneStand]) -> None:
    for stand in lanes.values():
        stand.world.exchange.down = True


@given("the hub dies")
@when("the hub dies")
def hub_dies(hub: Hub, lanes: dict[str, LaneStand]) -> None:
    hub.stop()
    for stand in lanes.values():
        stand.see("Other lanes not seen since")


# --- when


@when(parsers.re(r"the pharmacist at lane 2 says that (?P<what>.+)"))
def answers(lanes: dict[str, LaneStand], what: str) -> None:
    two = lanes["2"]
    _open_ticket_of_one(two)
    key = next(key for words, key in ANSWERS.items() if words in what)
    two.fingers.press(key)
    if "accepted" not in what:
        two.until(
            "who or why is asked",
            lambda s: isinstance(s.page, ElsewherePage) and s.page.result is not None,
        )
        two.fingers.press("Ctrl+1")
    _give_pin(two)
    two.until("it is given", lambda s: isinstance(s.page, ElsewherePage))
    two.until("it is delivered", lambda s: {each.delivery for each in s.given} == {Delivery.TAKEN})


@when("the pharmacist gives the PIN")
def gives_pin(lanes: dict[str, LaneStand]) -> None:
    _give_pin(lanes["2"])


@when("the pharmacist at lane 1 answers")
def answers_at_one(lanes: dict[str, LaneStand]) -> None:
    lanes["1"].clerk.counsel()


@when("the hub is back")
def hub_back(hub: Hub, lanes: dict[str, LaneStand]) -> None:
    hub.start()
    for stand in lanes.values():
        stand.until("the hub is there", lambda s: bool(s.other_lanes and s.other_lanes.connected))


def _want_boxes(stand: LaneStand, count: int) -> None:
    stand.world.scan("]E0", BOX)
    stand.until(
        "the box is on the ticket", lambda s: s.sale is not None and bool(s.sale.live_lines)
    )
    if count > 1:
        stand.clerk.set_quantity(count)
    stand.fingers.press("Ctrl+P")
    stand.until("the log is open", lambda s: isinstance(s.page, PsePage))
    stand.world.scan("]L2", CARD)
    stand.until(
        "the ledger was read",
        lambda s: isinstance(s.page, PsePage) and s.page.earlier is not None,
    )


@when(parsers.parse("a buyer buys {count:d} boxes of pseudoephedrine at lane 1"))
def buys(lanes: dict[str, LaneStand], count: int) -> None:
    one = lanes["1"]
    _want_boxes(one, count)
    one.fingers.press("Ctrl+1")
    one.until("the notice is shown", lambda s: isinstance(s.page, PseSignPage))
    one.fingers.sign()
    one.fingers.press("Enter")
    one.until("it is signed", lambda s: isinstance(s.page, SalePage))
    one.clerk.pay_exact_cash()


@when("the same buyer wants a box at lane 2")
def wants(lanes: dict[str, LaneStand], hub: Hub) -> None:
    lanes["2"].until_true("the hub has it", lambda: hub.desk.totals().purchases == 1)
    _want_boxes(lanes["2"], 1)


@when("the same buyer wants a box at lane 2 and the seller goes on without the exchange")
def wants_alone(lanes: dict[str, LaneStand]) -> None:
    _want_boxes(lanes["2"], 1)
    lanes["2"].fingers.press("Ctrl+1")
    lanes["2"].see("The exchange does not answer")
    if lanes["2"].state.settings.jurisdiction in ALLOW_WITHOUT:
        lanes["2"].fingers.press("Ctrl+2")


@when("the box is taken off at lane 2")
def taken_off(lanes: dict[str, LaneStand]) -> None:
    two = lanes["2"]
    two.fingers.press("Esc")
    two.until("the ticket is shown", lambda s: isinstance(s.page, SalePage))
    two.fingers.press("Del")
    two.until("the box is off", lambda _s: two.clerk.lines == 0)


# --- a ticket that moves


@given("a chocolate bar is on the ticket of lane 1")
@given("a chocolate bar is on it too")
def chocolate(lanes: dict[str, LaneStand]) -> None:
    lanes["1"].clerk.scan_item("a chocolate bar")


@given("the ticket of lane 1 is put aside")
def put_aside(lanes: dict[str, LaneStand]) -> None:
    lanes["1"].fingers.press("F5")
    lanes["1"].until("it waits", lambda s: s.sale is None and len(s.suspended) == 1)


@given("the tickets are opened at lane 2")
@when("the tickets are opened at lane 2")
def tickets_opened(lanes: dict[str, LaneStand]) -> None:
    two = lanes["2"]
    two.fingers.press("Ctrl+S")
    two.until(
        "they are read", lambda s: isinstance(s.page, TicketsPage) and s.page.rows is not None
    )


@given(parsers.re(r'lane 2 shows "(?P<text>.+)"'))
def shown_at_two(lanes: dict[str, LaneStand], text: str) -> None:
    lanes["2"].see(text)


@when("the ticket is asked for at lane 2")
def asked_for(lanes: dict[str, LaneStand]) -> None:
    two = lanes["2"]
    two.until("it is marked", _marks_another_lanes)
    two.fingers.press("Enter")


def _marks_another_lanes(state: TerminalState) -> bool:
    page = state.page
    return isinstance(page, TicketsPage) and isinstance(marked(state, page), AsideElsewhere)


@when("the ticket is brought to lane 2")
def brought(lanes: dict[str, LaneStand]) -> None:
    asked_for(lanes)
    lanes["2"].until("it is here", lambda s: isinstance(s.page, SalePage) and s.sale is not None)


@when("lane 2 is closed as soon as it has asked")
def closed_after_asking(lanes: dict[str, LaneStand]) -> None:
    """What lane 1 gives away lies at the hub then, for nobody."""
    asked_for(lanes)
    lanes["2"].until("lane 1 is asked", lambda s: isinstance(s.page, TicketsPage))
    lanes["1"].until("it left", lambda s: not s.suspended)
    lanes["2"].close()


@when("lane 1 is closed")
def one_closed(lanes: dict[str, LaneStand]) -> None:
    lanes["1"].close()


@when("the hub dies and is back")
def hub_restarts(hub: Hub) -> None:
    hub.stop()
    hub.start()


@when(parsers.re("lane (?P<lane>[12]) is opened again"))
def opened_again(lanes: dict[str, LaneStand], lane: str) -> None:
    stand = lanes[lane]
    stand.open()
    stand.ready()
    stand.clerk.sign_in()


@then("lane 2 has asked nobody")
def asked_nobody(lanes: dict[str, LaneStand], hub: Hub) -> None:
    page = lanes["2"].state.page
    assert isinstance(page, TicketsPage)
    assert page.asking is None
    with hub.database.transaction() as connection:
        assert connection.execute("SELECT count(*) FROM move").fetchone() == (0,)


@then("its ticket waits there")
def waits_at_one(lanes: dict[str, LaneStand]) -> None:
    assert len(lanes["1"].state.suspended) == 1
    assert lanes["1"].facts(SaleMovedAway) == []


@then("the ticket of lane 2 has a chocolate bar")
def has_chocolate(lanes: dict[str, LaneStand]) -> None:
    sale = lanes["2"].state.sale
    assert sale is not None
    assert [line.item.gtin for line in sale.live_lines if isinstance(line, ItemLine)] == [
        f"0{CHOCOLATE}"
    ]
    assert len(sale.live_lines) == 1


@then("one ticket with a chocolate bar waits at lane 2")
def one_waits(lanes: dict[str, LaneStand]) -> None:
    two = lanes["2"]
    two.until("it waits", lambda s: len((*s.suspended, *([s.sale] if s.sale else ()))) == 1)
    (came,) = two.facts(SaleMovedHere)
    assert isinstance(came, SaleMovedHere)
    assert came.missing == ()


@then("no ticket waits at lane 1")
def nothing_waits(lanes: dict[str, LaneStand]) -> None:
    lanes["1"].until("it left", lambda s: not s.suspended and s.sale is None)


@then("lane 1's journal says that it went to lane 2 and arrived")
def went(lanes: dict[str, LaneStand]) -> None:
    one = lanes["1"]
    one.until_true("it is settled", lambda: bool(one.facts(MoveSettled)))
    (left,) = one.facts(SaleMovedAway)
    (settled,) = one.facts(MoveSettled)
    (came,) = lanes["2"].facts(SaleMovedHere)
    assert isinstance(left, SaleMovedAway)
    assert isinstance(came, SaleMovedHere)
    assert settled == MoveSettled(left.move)
    assert (left.to, came.lane, came.ticket, came.move) == ("2", "1", left.sale, left.move)


@then("nobody reads in the hub's database what was on it")
def sealed(hub: Hub) -> None:
    held = hub.everything()
    assert [each for each in ("6012345", CHOCOLATE, "chocolate") if each in held] == []


# --- then


@then("nobody who tries every number finds the buyer in the hub's database")
def unexplained(lanes: dict[str, LaneStand], hub: Hub) -> None:
    (logged,) = lanes["1"].facts(PseLogged)
    assert isinstance(logged, PseLogged)
    known = (logged.buyer.document_key, logged.buyer.person_key)
    guesses = {hashlib.sha256(each.encode()).hexdigest() for each in (NUMBER, NUMBER.casefold())}
    held = hub.everything()
    assert str(logged.sale) in held
    assert not [each for each in (*known, *guesses, NUMBER) if each in held]


@then(parsers.re(r'lane (?P<lane>[12]) shows "(?P<text>.+)"'))
def shows(lanes: dict[str, LaneStand], lane: str, text: str) -> None:
    lanes[lane].see(text)


@then(parsers.re(r'lane (?P<lane>[12]) does not show "(?P<text>.+)"'))
def shows_not(lanes: dict[str, LaneStand], lane: str, text: str) -> None:
    lanes[lane].until_true(f'"{text}" is gone', lambda: text not in lanes[lane].words)


@then(parsers.re(r'lane 1\'s journal says "(?P<result>.+)" by (?P<who>\d+) at (?P<where>.+)'))
def journal_says(lanes: dict[str, LaneStand], result: str, who: str, where: str) -> None:
    recorded = lanes["1"].facts(CounsellingRecorded)[-1]
    assert isinstance(recorded, CounsellingRecorded)
    assert (recorded.result.value, recorded.by) == (result, who)
    assert recorded.lane == (LaneId("2") if where == "lane 2" else None)


@then("lane 2's journal keeps that it was taken")
def audit(lanes: dict[str, LaneStand]) -> None:
    (given_there,) = lanes["2"].facts(CounselledElsewhere)
    assert isinstance(given_there, CounselledElsewhere)
    settled = CounselledElsewhereSettled(given_there.answer, Delivery.TAKEN)
    assert lanes["2"].facts(CounselledElsewhereSettled) == [settled]
    assert lanes["2"].facts(CounsellingRecorded) == []
