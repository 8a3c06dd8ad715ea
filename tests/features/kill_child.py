"""The counter that is killed: plays the combined ticket and dies at a chosen durable step.

    python kill_child.py FOLDER SECRET SETTINGS PART STEP MOMENT

PART is `play`, the whole ticket; `card` or `give back`, one that an ordinary card pays in part, and
is given back; `snap`, one whose food an EBT card pays; `upload`, what the card terminal stored; or
`resume`, what is left of any after a kill. STEP names the first fact of a step and which of them,
such as `ItemAdded/2`. At the moment `durable` the step is on the
disk and nobody was told yet; at `before-next` everything that follows from it was done, and the
next step is about to be written. On standard output, a line each: `scan SYMBOLOGY DATA` asks for a
label, `painted [...]` says which lines the screen shows,
`step NAME/N` that a step is durable, `done` that nobody killed it.
"""

import json
import os
import signal
import sys
from collections import Counter as Counted
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from features.clerk import Clerk, Until
from features.nexo_stand import for_its_terminal
from features.stand import CARD_WAITS, PATIENCE_S, STORE
from terminal.app.faults import KnownFault
from terminal.app.inputs import Condition, DeviceRole
from terminal.app.ports import Batch
from terminal.app.settings import Settings
from terminal.app.state import CardKindPage, CardPage, TenderPage, TerminalState, WaysPage
from terminal.app.step_done import SEEN_AFTER_S
from terminal.bootstrap import Counter, Lane, open_counter, open_store
from terminal.domain.facts import DrawerSeen
from terminal.presentation.views import ScreenView
from terminal.store.worker import Writer
from terminal.ui.application import CounterApplication, use_offscreen
from terminal.ui.fingers import Fingers
from terminal.vault.secret import StoreSecret


def tell(*words: object) -> None:
    print(*words, flush=True)


def die() -> None:
    """As a power cut: nothing is flushed, closed or said."""
    os.kill(os.getpid(), signal.SIGKILL)


class DoomedWriter:
    """The store's writer, telling its durable steps; everything else is the real one's."""

    def __init__(self, writer: Writer, last: str, moment: str) -> None:
        self._writer = writer
        self._last, self._moment = last, moment
        self._counts: Counted[str] = Counted()
        self._reached = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._writer, name)

    def commit(self, batch: Batch, done: Callable[[KnownFault | None], None]) -> None:
        if all(isinstance(fact, DrawerSeen) for fact in batch.facts):
            self._writer.commit(batch, done)  # the drawer's word comes when it comes: no step
            return
        self._begins()
        name = type(batch.facts[0]).__name__

        def told(fault: KnownFault | None) -> None:
            self._is_durable(name)
            done(fault)

        self._writer.commit(batch, told)

    def wait_recorded(self, job: Any) -> Any:
        """Sync's facts; on its own thread, in a transaction of the same journal."""
        self._begins()
        result = self._writer.wait_recorded(job)
        self._is_durable("PickupConfirmed")
        return result

    def _begins(self) -> None:
        if self._reached:
            die()

    def _is_durable(self, name: str) -> None:
        self._counts[name] += 1
        step = f"{name}/{self._counts[name]}"
        tell("step", step)
        if step != self._last:
            return
        if self._moment == "durable":
            die()
        self._reached = True


def tell_what_is_painted(application: CounterApplication) -> None:
    show = application.show_screen

    def shown(screen: ScreenView, theme: str) -> None:
        show(screen, theme)
        ticket = getattr(screen.page, "ticket", None)
        if ticket is not None:
            rows = [row.title for row in ticket.lines if not row.struck]
            tell("painted", json.dumps(rows))

    application.show_screen = shown  # type: ignore[method-assign]


def begin(counter: Counter, fingers: Fingers, part: str) -> None:
    """Sign in, and play that part of the ticket."""

    def until(what: str, happened: Callable[[TerminalState], bool]) -> None:
        if not fingers.wait(lambda: happened(counter.state), PATIENCE_S):
            raise AssertionError(f"waited in vain until {what}")

    clerk = Clerk(fingers, lambda: counter.state, until, lambda *label: tell("scan", *label))
    until("the devices are there", _ready)
    clerk.sign_in()
    match part:
        case "upload":
            clerk.upload_stored()
            until("everything is with the bank", lambda s: not s.stored.waiting)
            return
        case "resume":
            clerk.finish()
        case "card" | "give back":
            pay_by_card(clerk, until, give_back=part == "give back")
        case "snap":
            pay_by_snap(clerk, until)
        case _:
            play(clerk, until)
    clerk.see_receipt()
    until("everything is sent", lambda s: s.phms.waiting == 0)


def play(clerk: Clerk, until: Until) -> None:
    """The combined ticket of the scripted run."""
    clerk.scan_item("ibuprofen")
    clerk.scan_item("sunscreen")
    clerk.scan_item("a chocolate bar")
    clerk.set_quantity(2)
    clerk.pick_up("6012345-00", "Ctrl+1")
    clerk.pick_up("6012346-00", "Ctrl+2")
    clerk.meet_obligations()
    clerk.open_payment()
    clerk.press("F11")
    until("the terminal was asked", lambda s: isinstance(s.page, CardPage))
    until("the card paid in part", lambda s: isinstance(s.page, TenderPage))
    clerk.pay_cash("40")
    clerk.see_done()


def pay_by_card(clerk: Clerk, until: Until, *, give_back: bool) -> None:
    """Two items; the card pays what it holds, cash the rest."""
    clerk.scan_item("ibuprofen")
    clerk.scan_item("a chocolate bar")
    clerk.open_payment()
    for key in ("F10", "Ctrl+B") if give_back else ("F10",):
        clerk.press(key)
        until("the terminal was asked", lambda s: isinstance(s.page, CardPage))
        until("the terminal answered", lambda s: isinstance(s.page, TenderPage))
    clerk.pay_cash("20")
    clerk.see_done()


def pay_by_snap(clerk: Clerk, until: Until) -> None:
    """Food and medicine; SNAP pays the food, cash the rest."""
    clerk.scan_item("ibuprofen")
    clerk.scan_item("a chocolate bar")
    clerk.open_payment()
    for key, page in (("F12", WaysPage), ("Ctrl+1", CardKindPage), ("Enter", CardPage)):
        clerk.press(key)
        until("the next page", lambda s, p=page: isinstance(s.page, p))  # type: ignore[misc]
    until("the terminal answered", lambda s: isinstance(s.page, TenderPage))
    until("it was read", _read)
    clerk.pay_cash("20")
    clerk.see_done()


def _read(state: TerminalState) -> bool:
    page = state.page
    assert isinstance(page, TenderPage)
    return page.taken_at is None or state.now >= page.taken_at + SEEN_AFTER_S


def _ready(state: TerminalState) -> bool:
    wanted = (DeviceRole.SCANNER, DeviceRole.PRINTER, DeviceRole.CARD_TERMINAL)
    found = [state.device.get(role) for role in wanted]
    there = all(each is not None and each.condition is Condition.GOOD for each in found)
    return there and state.phms.condition is Condition.GOOD


def main(folder: str, secret: str, settings: str, part: str, step: str, moment: str) -> None:
    use_offscreen()
    lane = for_its_terminal(
        Lane(
            msgspec.json.decode(settings, type=Settings),
            Path(folder) / STORE,
            StoreSecret.from_text(secret),
            demo=True,
            card_waits=CARD_WAITS,
        )
    )
    with open_store(lane) as store:
        store.writer = DoomedWriter(store.writer, step, moment)  # type: ignore[assignment]
        with open_counter(lane, store) as (counter, application):
            tell_what_is_painted(application)
            application.show_window(full_screen=False)
            begin(counter, Fingers(application.window, application.turn), part)
    tell("done")


if __name__ == "__main__":
    main(*sys.argv[1:])
