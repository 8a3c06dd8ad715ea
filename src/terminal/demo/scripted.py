"""The scripted ticket: one combined ticket through the real window, drivers, store and PhMS.

Each step is done by keys and scans, and waited for; the proof at the end asks the PhMS, the drawer,
the printer and the journal, not the terminal.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from drivers.simulator.card_terminal_script import FSA_CARD
from drivers.simulator.printer_paper import png
from sync.messages import FillKey as PhmsFillKey
from terminal.app.identity_challenge import choices, patient_at_hand
from terminal.app.inputs import Condition, DeviceRole, PrintState
from terminal.app.receipt import ticket_number
from terminal.app.state import (
    CardPage,
    Challenge,
    CounselPage,
    DonePage,
    PharmacistPage,
    PickupPage,
    SalePage,
    SignInPage,
    SignPage,
    TenderPage,
    TerminalState,
)
from terminal.bootstrap import Counter
from terminal.demo.seed import demo_pin
from terminal.demo.world import DemoWorld
from terminal.domain.identity import StaffId
from terminal.domain.lines import ItemLine
from terminal.domain.look_alike import full_name
from terminal.presentation.challenge_rows import answer_key
from terminal.store.database import Connection
from terminal.store.journal import Verdict, verify

if TYPE_CHECKING:
    from terminal.ui.fingers import Fingers

IBUPROFEN, SUNSCREEN, CHOCOLATE = "0614141101009", "0614141104154", "0614141104994"
PATIENCE_S: Final = 20.0
"""Far more than any step takes; a step that needs it has failed."""
PICKUPS: Final = (PhmsFillKey("6012345", 0), PhmsFillKey("6012346", 0))
FSA_BALANCE_CENTS: Final = 2000
CASHIER, PHARMACIST = StaffId("11"), StaffId("21")


class StepFailed(Exception):
    """The ticket did not go on; `str()` says at which step and what was on the screen."""


@dataclass(slots=True)
class Script:
    """Plays the ticket; `tell` is given each step as it happens."""

    world: DemoWorld
    counter: Counter
    fingers: "Fingers"
    out: Path
    tell: Callable[[str], None]
    _pictures: int = field(default=0)

    def play(self) -> str:
        """Play it all; the last line to print. Raises `StepFailed`."""
        self._begin()
        self._scan_goods()
        self._pick_up()
        self._meet_obligations()
        self._pay()
        return self._prove()

    # --- the steps

    def _begin(self) -> None:
        self._until("the devices and the PhMS answer", _all_good)
        self._picture("sign-in")
        self._step("sign in as A. Rivera, cashier")
        self._type(CASHIER, "Enter")
        self._until("the PIN is asked", lambda s: _sign_in(s).number == CASHIER)
        self._type(demo_pin(CASHIER), "Enter")
        self._until("the sale page", lambda s: isinstance(s.page, SalePage) and not s.locked)
        self._picture("sale-empty")

    def _scan_goods(self) -> None:
        self._step("scan ibuprofen, sunscreen and a chocolate bar")
        for count, code in enumerate((IBUPROFEN, SUNSCREEN, CHOCOLATE), 1):
            self.world.scan("]E0", code)
            self._until(f"line {count} is on the ticket", partial(_has_lines, count))
        self._step("two of the chocolate bars")
        self.fingers.press("F4")
        self._type("2", "Enter")
        self._until("the quantity is 2", lambda s: s.said is None and _quantity(s) == 2)
        self._picture("sale")

    def _pick_up(self) -> None:
        self._step("scan the bag of Rx 6012345; the date of birth is asked, not shown")
        self.world.scan("]C0", "6012345-00")
        self._until("the person is found", lambda s: _pickup(s).patient is not None)
        self._picture("pickup-ask")
        self._type("03121984", "Enter")
        self._step("somebody else with a bag has a similar name: the full name is asked")
        self._until("the full name is asked", lambda s: _name_asked(_pickup(s)))
        self._picture("pickup-name")
        self._say_name()
        self._until("identity is confirmed", lambda s: _pickup(s).identified)
        self._until("the fills were read again", lambda s: not _pickup(s).reading)
        self._step("the patient picks up; the refill stays for another day")
        self.fingers.press("Ctrl+1")
        self._leave_out("6010077-02")
        self._picture("pickup")
        self.fingers.press("Enter")
        self._until("the fill is on the ticket", lambda s: _rx_lines(s) == 1)
        self._picture("sale-family")
        self._step("scan the bag of the child, Rx 6012346; the parent picks up")
        self.world.scan("]C0", "6012346-00")
        self._until("the child is found", lambda s: _pickup(s).patient is not None)
        self._type("09022015", "Enter")
        self._until("the full name is asked", lambda s: _name_asked(_pickup(s)))
        self._say_name()
        self._until("identity is confirmed", lambda s: _pickup(s).identified)
        self._until("the fill was read again", lambda s: not _pickup(s).reading)
        self.fingers.press("Ctrl+2")
        self.fingers.press("Enter")
        self._until("both fills are on the ticket", lambda s: _rx_lines(s) == 2)
        self._picture("sale-obligations")

    def _say_name(self) -> None:
        page = _pickup(self.counter.state)
        place = choices(page).index(full_name(patient_at_hand(page)))
        self.fingers.press(answer_key(place))

    def _leave_out(self, key: str) -> None:
        page = _pickup(self.counter.state)
        assert page.patient is not None
        keys = [str(fill.key) for fill in page.fills_of(page.patient)]
        self.fingers.press(f"Alt+{keys.index(key) + 1}")

    def _meet_obligations(self) -> None:
        self._step("the pharmacist counsels on the new medicines, with own PIN")
        self.fingers.press("F7")
        self._until("the counselling prompt", lambda s: isinstance(s.page, CounselPage))
        self._picture("counselling")
        self.fingers.press("Ctrl+1")
        self._until("a pharmacist is asked", lambda s: isinstance(s.page, PharmacistPage))
        self._type(PHARMACIST, "Enter")
        self._picture("pharmacist")
        self._type(demo_pin(PHARMACIST), "Enter")
        self._until("counselling is recorded", lambda s: isinstance(s.page, SalePage))
        self._step("one signature for both fills")
        self.fingers.press("F8")
        self._until("the signature page", lambda s: isinstance(s.page, SignPage))
        self.fingers.sign()
        self._picture("signature")
        self.fingers.press("Enter")
        self._until("all obligations are met", _payment_open)
        self._picture("sale-ready")

    def _pay(self) -> None:
        self._step("FSA card for the eligible part; its balance is not enough")
        self.world.hold_card(replace(FSA_CARD, balance_cents=FSA_BALANCE_CENTS))
        self.fingers.press("F11")
        self._until("the copays were read again", _tender_ready)
        self._picture("tender")
        self.fingers.press("F11")
        self._until("the terminal waits for the card", lambda s: isinstance(s.page, CardPage))
        self._picture("card")
        self._until("the card was approved in part", lambda s: isinstance(s.page, TenderPage))
        self._picture("tender-partly-approved")
        self._step("the rest in cash, 40.00 handed over")
        self._type("40", "Enter")
        self._until("the ticket is closed", lambda s: isinstance(s.page, DonePage))
        self._step("print, and send the pickups to the PhMS")
        self._until("the receipt is confirmed printed", _printed)
        self._until("the PhMS holds both pickups", lambda _s: self._held() == len(PICKUPS))
        self._until("nothing waits to be sent", lambda s: s.phms.waiting == 0)
        self._picture("done")

    # --- the proof

    def _prove(self) -> str:
        state = self.counter.state
        assert state.finished is not None
        printer = self.world.plugged.printer
        receipts = printer.call(lambda: list(self.world.printer.receipts))
        pulses = printer.call(lambda: list(self.world.printer.pulses))
        self._check("the drawer opened", bool(pulses))
        self._check("one receipt is on the paper", len(receipts) == 1)
        for key in PICKUPS:
            held = self.world.phms.picked_up(key)
            self._check(f"the PhMS holds {key} once", held is not None and held.exactly_once)
        self.counter.sign_checkpoint()
        verdict = self.counter.store.reader.wait(self._verify)
        self._check("the journal verifies", verdict.good)
        (self.out / "receipt.png").write_bytes(png(receipts[0]))
        (self.out / "receipt.txt").write_text(receipts[0].text() + "\n", encoding="utf-8")
        raw = printer.call(lambda: bytes(self.world.printer.received))
        (self.out / "printer.bin").write_bytes(raw)
        self.tell("")
        self.tell(receipts[0].text())
        return (
            f"scripted ticket: ok {ticket_number(state.finished)} total {state.finished.total}"
            f" change {state.finished.change}, {len(PICKUPS)} pickups at the PhMS, drawer opened,"
            f" receipt printed, {verdict.rows} journal rows verified"
        )

    def _verify(self, connection: Connection) -> Verdict:
        key = self.counter.public_key()
        return verify(connection, self.counter.store.meta.store_id, key)

    def _held(self) -> int:
        held = [self.world.phms.picked_up(key) for key in PICKUPS]
        return sum(each is not None and each.completed for each in held)

    # --- doing and waiting

    def _step(self, words: str) -> None:
        self.tell(f"- {words}")

    def _type(self, text: str, then: str) -> None:
        self.fingers.type(text)
        self.fingers.press(then)

    def _until(self, what: str, happened: Callable[[TerminalState], bool]) -> None:
        def seen() -> bool:
            try:
                return happened(self.counter.state)
            except LookupError:
                return False

        if not self.fingers.wait(seen, PATIENCE_S):
            page = type(self.counter.state.page).__name__
            self._picture("failed")
            raise StepFailed(f"waited in vain until {what}; on {page}, {self.counter.state.said}")

    def _check(self, what: str, true: bool) -> None:
        if not true:
            raise StepFailed(f"not so: {what}")
        self.tell(f"  proved: {what}")

    def _picture(self, name: str) -> None:
        self._pictures += 1
        self.fingers.picture(self.out / f"{self._pictures:02}-{name}.png")


class _NotThere(LookupError):
    """Another page is shown."""


def _sign_in(state: TerminalState) -> SignInPage:
    if not isinstance(state.page, SignInPage):
        raise _NotThere
    return state.page


def _pickup(state: TerminalState) -> PickupPage:
    if not isinstance(state.page, PickupPage):
        raise _NotThere
    return state.page


def _name_asked(page: PickupPage) -> bool:
    return page.asking is Challenge.FULL_NAME


def _all_good(state: TerminalState) -> bool:
    wanted = (DeviceRole.PRINTER, DeviceRole.CARD_TERMINAL, DeviceRole.SCANNER, DeviceRole.DISPLAY)
    devices = [state.device.get(role) for role in wanted]
    ready = all(each is not None and each.condition is Condition.GOOD for each in devices)
    return ready and state.phms.condition is Condition.GOOD


def _has_lines(count: int, state: TerminalState) -> bool:
    return state.sale is not None and len(state.sale.lines) == count


def _rx_lines(state: TerminalState) -> int:
    return len(state.sale.rx_lines) if state.sale and isinstance(state.page, SalePage) else 0


def _quantity(state: TerminalState) -> int:
    line = state.sale.lines[-1] if state.sale else None
    return line.quantity if isinstance(line, ItemLine) else 0


def _payment_open(state: TerminalState) -> bool:
    sale = state.sale
    return isinstance(state.page, SalePage) and sale is not None and not state.open_obligations


def _tender_ready(state: TerminalState) -> bool:
    return isinstance(state.page, TenderPage) and not state.page.reading


def _printed(state: TerminalState) -> bool:
    return state.receipt is not None and state.receipt.state is PrintState.PRINTED
