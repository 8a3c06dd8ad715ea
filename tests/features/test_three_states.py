"""The same errand where the law differs, with the line and without it (three_states.feature)."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from features.clerk import BIRTHDAYS, Clerk
from features.pse_buyer import BOX, CARD, NUMBER
from features.stand import Stand
from sync.messages import FillKey
from sync.phms import profile
from sync.simulator.faults import Fault, FaultKind
from terminal.app.inputs import Do
from terminal.app.pse_page import PsePage, PseSignPage
from terminal.app.state import (
    IdPage,
    IdStep,
    NoticePage,
    SalePage,
    SignPage,
    TerminalState,
)
from terminal.app.step_controlled import demand_of, next_step
from terminal.domain.obligation import Kind
from terminal.presentation.views import actions_of

scenarios("three_states.feature")

TAKEN, STAYS = "6012400-00", "6012401-00"
SPOUSE: Final = "Ctrl+6"
PARENT: Final = "Ctrl+2"
FAMILY: Final = 2
A_DAY_UG: Final = 3_600_000
FOR_LONG: Final = 10_000
ENTERED: Final = {
    IdStep.EXPIRES: "01312099",
    IdStep.NUMBER: "DL99990000",
    IdStep.JURISDICTION: "NC",
    IdStep.NAME: "Trialby, Maud",
    IdStep.ADDRESS: "305 Proof Avenue, Anytown NC",
}
TOLD: Final = {"number": "id-number", "jurisdiction": "id-jurisdiction"}


def key_of(text: str) -> FillKey:
    rx, _, fill = text.partition("-")
    return FillKey(rx, int(fill))


# --- given


@given(parsers.parse("the payer of {key} has waited longer than it allows"))
def waited(stand: Stand, key: str) -> None:
    long_ago = stand.state.day - timedelta(days=60)
    said = {"url": profile.ADJUDICATED_ON, "valueDate": long_ago.isoformat()}
    stand.world.phms.tell(key_of(key), said)


@given(parsers.parse("Medicare rejected the claim of {key} before it was paid"))
def rejected(stand: Stand, key: str) -> None:
    stand.world.phms.tell(key_of(key), {"url": profile.REJECT_CODES, "valueString": "569"})


@given("the buyer got a day's pseudoephedrine at another store")
def bought(stand: Stand) -> None:
    records = stand.world.exchange.records
    with records.lock:
        records.purchase(
            {
                "ref": "another-store-1",
                "at": datetime.combine(stand.state.day, datetime.min.time()).isoformat(),
                "buyer": {"id_jurisdiction": "TX", "id_number": NUMBER},
                "products": [{"base_ug": A_DAY_UG}],
                "offline": False,
                "overridden": False,
            }
        )


@given(parsers.parse("a counter in {state}"))
def counter_in(stand: Stand, state: str) -> None:
    assert stand.settings is not None
    stand.until("the PhMS was read", lambda _s: _as_told(stand))
    stand.close()
    stand.settings = replace(stand.settings, jurisdiction=state)
    stand.open()
    stand.ready()


def _as_told(stand: Stand) -> bool:
    """Whether what the PhMS was made to say has come to the store."""
    from terminal.domain.barcode import RxNumber
    from terminal.domain.prescription import FillKey as Key
    from terminal.store import will_call

    found = stand.counter.store.reader.wait(
        lambda each: will_call.known(each, Key(RxNumber("6012400"), 0))
    )
    return found is not None and bool(found.rejects)


@given("the line is down")
def line_down(stand: Stand) -> None:
    stand.world.phms.faults.add(Fault(FaultKind.REFUSE), FOR_LONG)
    stand.world.exchange.down = True


# --- the bag


@when(parsers.parse("the spouse on the list comes for the bag {label}"))
def spouse(clerk: Clerk, label: str) -> None:
    clerk.find_bag(label)
    clerk.identify(BIRTHDAYS[label])


@then(parsers.parse("the bag {label} stays: it has waited too long"))
def stays(stand: Stand, label: str) -> None:
    stand.until_said(f"{label} has waited too long")


@when(parsers.parse("only the bag {label} is added"))
def added(stand: Stand, clerk: Clerk, label: str) -> None:
    clerk.press(SPOUSE)
    clerk.press("Enter")
    stand.until("the ticket is shown", lambda s: isinstance(s.page, SalePage))
    assert stand.state.sale is not None
    assert [str(line.fill.key) for line in stand.state.sale.rx_lines] == [label]


@when(parsers.parse("the bag {label} of the child is added"))
def child(clerk: Clerk, label: str) -> None:
    clerk.press("F2")
    clerk.pick_up(label, PARENT)


@then(parsers.parse("the list asks for {kinds}"))
def asks(stand: Stand, kinds: str) -> None:
    assert {each.kind for each in stand.state.obligations} == {
        Kind(each) for each in kinds.split(", ")
    }


@then("nothing can be paid")
def unpaid(stand: Stand) -> None:
    assert not any(each.enabled for each in stand.screen.page.tenders)  # type: ignore[union-attr]  # a SaleView


@then("the copay is that of before")
def known_before(stand: Stand) -> None:
    assert "copay as of" in stand.words


# --- the ID


@when("the ID is asked for")
def id_page(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Ctrl+I")
    stand.until("the ID is asked for", lambda s: isinstance(s.page, IdPage))


@then(parsers.parse("the pharmacist's own knowledge of the person is {known}"))
def known_person(stand: Stand, known: str) -> None:
    offered = any(each.intent.do is Do.KNOWN_PERSON for each in actions_of(stand.screen))
    assert offered == (known == "enough")


@pytest.fixture
def read_off() -> list[str]:
    """What the page asked for, one after the other."""
    return []


@when("the ID is entered")
def entered(stand: Stand, clerk: Clerk, read_off: list[str]) -> None:
    clerk.press("Ctrl+1")
    while (step := _asked(stand.state)) is not None:
        read_off.append(step.value)
        clerk.enter(ENTERED[step])
        stand.until(f"{step.value} is taken", partial(_asks_another, before=step))
    stand.until_said("The ID is recorded")


def _asked(state: TerminalState) -> IdStep | None:
    """What the page asks now; None when it is left, or no more is asked."""
    demand = demand_of(state)
    if not isinstance(state.page, IdPage) or demand is None:
        return None
    return next_step(state.page, demand)


def _asks_another(state: TerminalState, before: IdStep) -> bool:
    return _asked(state) is not before


@then(parsers.parse("what was read off it is {asked}"))
def was_read(read_off: list[str], asked: str) -> None:
    assert ", ".join(read_off) == asked.strip()


@when("the notice is handed over, the pharmacist counsels and the spouse signs")
def met(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Ctrl+N")
    stand.until("the notice is shown", lambda s: isinstance(s.page, NoticePage))
    clerk.press("Enter")
    stand.until("it is handed over", lambda s: isinstance(s.page, SalePage))
    clerk.meet_obligations()


# --- the box


@when("a box of pseudoephedrine is wanted too")
def box(stand: Stand, clerk: Clerk) -> None:
    before = clerk.lines
    stand.world.scan("]E0", BOX)
    stand.until("the box is on the ticket", lambda _s: clerk.lines == before + 1)
    clerk.press("Ctrl+P")
    stand.until("the log is open", lambda s: isinstance(s.page, PsePage))
    stand.world.scan("]L2", CARD)
    stand.until(
        "the ledger was read",
        lambda s: isinstance(s.page, PsePage) and s.page.earlier is not None,
    )
    clerk.press("Ctrl+1")


@then("the exchange stops the box")
def stopped(stand: Stand) -> None:
    stand.until_said("Not approved")
    assert stand.state.open_obligations


@then(parsers.parse("in fear of life the stop is {passed}"))
def duress(stand: Stand, passed: str) -> None:
    offered = any(each.intent.do is Do.DURESS for each in actions_of(stand.screen))
    assert offered == (passed == "passed")


@when("the box is taken off")
def taken_off(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Esc")
    stand.until("the ticket is shown", lambda s: isinstance(s.page, SalePage))
    clerk.press("Del")
    stand.until("the box is off", lambda _s: clerk.lines == FAMILY)


@then(parsers.parse("without the exchange the box is {outcome}"))
def without_exchange(stand: Stand, clerk: Clerk, outcome: str) -> None:
    stand.until_said("The exchange does not answer")
    if outcome == "held":
        stand.until_said("This state sells nothing without it")
        taken_off(stand, clerk)
        return
    clerk.press("Ctrl+2")
    stand.until("the notice is shown", lambda s: isinstance(s.page, PseSignPage))
    stand.fingers.sign()
    stand.fingers.press("Enter")
    stand.until("it is signed", lambda s: isinstance(s.page, SalePage))
    assert stand.state.sale is not None
    inquiry = stand.state.sale.pse.inquiry
    assert inquiry is not None
    assert inquiry.offline is not None
    assert inquiry.offline.value == {
        "sold with a note": "log with a note", "sold with a record": "log then upload",
    }[outcome]  # fmt: skip


@when("the customer pays in cash what may go")
def pays(stand: Stand, clerk: Clerk) -> None:
    stand.until("nothing is left to do", lambda s: not s.open_obligations)
    assert not isinstance(stand.state.page, SignPage)
    clerk.pay_exact_cash()


@when("the line is there again")
def line_again(stand: Stand) -> None:
    stand.world.phms.faults.clear()
    stand.world.exchange.down = False


# --- what the others hold


@then(parsers.parse("the PhMS is told of the ID of {key}: {told}"))
def phms_told(stand: Stand, key: str, told: str) -> None:
    held = stand.world.phms.picked_up(key_of(key))
    assert held is not None
    said: dict[str, Any] = {
        one["url"].rpartition("/")[2]: list(one.values())[1] for one in held.records[0]["extension"]
    }
    assert said["id-qualifier"] == "06", "a driver licence, in ASAP's words"
    assert said["picker-relation"] == "03"
    for word, name in TOLD.items():
        assert (name in said) == (word in told), name


@then(parsers.parse("the PhMS holds no pickup of {key}"))
def no_pickup(stand: Stand, key: str) -> None:
    assert stand.world.phms.picked_up(key_of(key)) is None


@then("the exchange holds no sale of this lane")
def none_of_ours(stand: Stand) -> None:
    assert [each.ref for each in stand.world.exchange.purchases] == ["another-store-1"]


@then(parsers.parse("the exchange is told of {count:d} sales of this lane"))
def told_exchange(stand: Stand, count: int) -> None:
    exchange = stand.world.exchange
    stand.until_true("the exchange has heard", lambda: len(exchange.purchases) == 1 + count)
    stand.until("nothing waits", lambda s: s.phms.waiting == 0)
