"""What a clerk does at the counter, by keys and scans, each step waited for on the screen.

The same hands play the scenarios and the tickets that are killed at each durable step.
"""

from collections.abc import Callable
from typing import Final

from terminal.app.identity_challenge import choices, patient_at_hand
from terminal.app.inputs import CardAbility, DeviceRole, PrintState
from terminal.app.state import (
    CardPage,
    Challenge,
    CounselPage,
    DevicesPage,
    DonePage,
    PharmacistPage,
    PickupPage,
    QuestionPage,
    SalePage,
    SignInPage,
    SignPage,
    TenderPage,
    TerminalState,
)
from terminal.app.step_capture import card_terminal_ready
from terminal.demo.seed import demo_pin
from terminal.domain.identity import StaffId
from terminal.domain.look_alike import full_name
from terminal.domain.obligation import Kind
from terminal.ui.fingers import Fingers

GOODS: Final = {
    "ibuprofen": "0614141101009",
    "sunscreen": "0614141104154",
    "a chocolate bar": "0614141104994",
    "night cough syrup": "0614141106103",
    "cigarettes": "0614141106110",
    "wine": "0614141106127",
    "codeine syrup": "0614141106134",
}
BIRTHDAYS: Final = {
    "6012345-00": "03121984",
    "6012346-00": "09022015",
    "6012151-01": "02281978",
    "6012400-00": "12311973",
    "6012201-04": "06051959",
}
CASHIER, PHARMACIST, MANAGER = StaffId("11"), StaffId("21"), StaffId("31")
Until = Callable[[str, Callable[[TerminalState], bool]], None]
Scan = Callable[[str, str], None]


class Clerk:
    """The hands of one person. `state` and `until` look; `scan` holds a label to the scanner."""

    def __init__(
        self, fingers: Fingers, state: Callable[[], TerminalState], until: Until, scan: Scan
    ) -> None:
        self._fingers = fingers
        self._state = state
        self._until = until
        self._scan = scan

    @property
    def lines(self) -> int:
        sale = self._state().sale
        return 0 if sale is None else len(sale.live_lines)

    def press(self, key: str) -> None:
        self._fingers.press(key)

    def back_at(self, fingers: Fingers) -> None:
        """At the window of a counter that was started again."""
        self._fingers = fingers

    def enter(self, text: str) -> None:
        self._fingers.type(text)
        self._fingers.press("Enter")

    # --- here and away

    def sign_in(self, person: StaffId = CASHIER) -> None:
        self._until("the sign-in page", lambda s: isinstance(s.page, SignInPage))
        self.enter(person)
        self._until("the PIN is asked", lambda s: _at_pin(s, person))
        self.enter(demo_pin(person))
        self._until("the counter is open", lambda s: not s.locked)

    # --- goods

    def scan_item(self, name: str) -> None:
        before = self._revision()
        self._scan("]E0", GOODS[name])
        self._until(f"{name} is on the ticket", lambda s: self._changed_since(s, before))

    def see_lines(self, count: int) -> None:
        self._until(f"{count} lines are on the ticket", lambda _state: self.lines == count)

    def set_quantity(self, count: int) -> None:
        self.press("F4")
        self.enter(str(count))
        self._until(f"the quantity is {count}", lambda s: _last_quantity(s) == count)

    def _revision(self) -> object:
        return self._state().sale

    def _changed_since(self, state: TerminalState, before: object) -> bool:
        return state.sale is not None and state.sale != before

    # --- prescriptions

    def find_bag(self, label: str) -> None:
        self._scan("]C0", label)
        self._until("the person is found", _patient_chosen)

    def identify(self, birthday: str) -> None:
        self.enter(birthday)
        self._until("the answer is taken", lambda s: _identified(s) or _name_asked(s))
        if _name_asked(self._state()):
            page = self._state().page
            assert isinstance(page, PickupPage)
            self.press(f"Alt+{'ABCD'[choices(page).index(full_name(patient_at_hand(page)))]}")
        self._until("identity is confirmed", _identified)
        self._until("the fills were read again", lambda s: not _reading(s))

    def add_only(self, label: str, picker: str) -> None:
        """Everything ready of this person but this bag is left for another day."""
        wanted = self.lines + 1
        self.press(picker)
        page = self._state().page
        assert isinstance(page, PickupPage)
        assert page.patient is not None
        rx = label.partition("-")[0]
        for place, fill in enumerate(page.fills_of(page.patient), 1):
            if fill.key.rx != rx:
                self.press(f"Alt+{place}")
        self.press("Enter")
        self._until(
            "the fill is on the ticket",
            lambda s: isinstance(s.page, SalePage | SignPage) and self.lines == wanted,
        )

    def pick_up(self, label: str, picker: str) -> None:
        """`Ctrl+1`: the patient takes it; `Ctrl+2`: a parent does."""
        self.find_bag(label)
        self.identify(BIRTHDAYS[label])
        self.add_only(label, picker)

    # --- what must be done before payment

    def counsel(self) -> None:
        self.press("F7")
        self._until("the counselling prompt", lambda s: isinstance(s.page, CounselPage))
        self.press("Ctrl+1")
        self._until("a pharmacist is asked", lambda s: isinstance(s.page, PharmacistPage))
        self.enter(PHARMACIST)
        self.enter(demo_pin(PHARMACIST))
        self._until("counselling is recorded", lambda s: isinstance(s.page, SalePage))

    def open_bag(self) -> None:
        """Of a controlled fill: the name on each label is the patient's."""
        self.press("Ctrl+Q")
        self._until("the question", lambda s: isinstance(s.page, QuestionPage))
        self.press("Ctrl+1")
        self._until("the answer is recorded", lambda s: isinstance(s.page, SalePage))

    def let_sign(self) -> None:
        """The page opens by itself where the signature is all that is left."""
        if not isinstance(self._state().page, SignPage):
            self.press("F8")
        self._until("the signature page", lambda s: isinstance(s.page, SignPage))
        self._fingers.sign()
        self.press("Enter")
        self._until("it is signed", lambda s: isinstance(s.page, SalePage))

    def meet_obligations(self) -> None:
        """Whatever is open, one after the other."""
        for _ in range(len(Kind)):
            kinds = {each.kind for each in self._state().open_obligations}
            if Kind.COUNSELLING in kinds:
                self.counsel()
            elif Kind.QUESTIONS in kinds:
                self.open_bag()
            elif Kind.SIGNATURE in kinds:
                self.let_sign()
            else:
                assert not kinds, f"nobody here meets {kinds}"

    # --- payment

    def open_payment(self) -> None:
        """The key of any payment opens the page first, where the copays are read again."""
        if not isinstance(self._state().page, TenderPage):
            self.press("F9")
        self._until("payment is open", _tender_ready)

    def pay_cash(self, amount: str) -> None:
        self.open_payment()
        self.enter(amount)

    def pay_exact_cash(self) -> None:
        self.open_payment()
        self.press("F9")
        self.see_done()

    def ask_terminal_until_known(self) -> None:
        """`Ask the terminal now`, again and again, while a payment is not confirmed."""
        self._until("the payment is settled", self._asked_and_known)

    def _asked_and_known(self, state: TerminalState) -> bool:
        page = state.page
        if isinstance(page, CardPage) and page.next_query is not None:
            self.press("F9")
        return not isinstance(self._state().page, CardPage)

    def finish(self) -> None:
        """Take the ticket up where it is, and bring it to its end in cash."""
        if isinstance(self._state().page, CardPage):
            self.ask_terminal_until_known()
        if self._state().sale is None:
            self.scan_item("ibuprofen")
        self.meet_obligations()
        self.pay_exact_cash()

    # --- the devices page

    def look_at_card_terminal(self) -> None:
        if not isinstance(self._state().page, DevicesPage):
            self.press("Ctrl+E")
            self._until("the devices page", lambda s: isinstance(s.page, DevicesPage))
        while (before := self._role()) is not DeviceRole.CARD_TERMINAL:
            self.press("Down")
            self._until("another device", lambda _state, b=before: self._role() is not b)  # type: ignore[misc]

    def upload_stored(self) -> None:
        """`Upload now`, once the terminal is ready for it."""
        self.look_at_card_terminal()
        self._until("the terminal can be asked", _may_upload)
        self.press("Ctrl+U")
        self._until("it is asked for", lambda s: s.stored.upload is not None)

    def _role(self) -> DeviceRole:
        page = self._state().page
        assert isinstance(page, DevicesPage)
        return page.role

    def see_done(self) -> None:
        self._until("the ticket is closed", lambda s: isinstance(s.page, DonePage))

    def see_receipt(self) -> None:
        self._until("the receipt is printed", _printed)


def _at_pin(state: TerminalState, person: StaffId) -> bool:
    return isinstance(state.page, SignInPage) and state.page.number == person


def _last_quantity(state: TerminalState) -> int:
    line = state.sale.live_lines[-1] if state.sale and state.sale.live_lines else None
    return int(getattr(line, "quantity", 0))


def _patient_chosen(state: TerminalState) -> bool:
    return isinstance(state.page, PickupPage) and state.page.patient is not None


def _identified(state: TerminalState) -> bool:
    return isinstance(state.page, PickupPage) and state.page.identified


def _name_asked(state: TerminalState) -> bool:
    page = state.page
    asked = isinstance(page, PickupPage) and page.asking is Challenge.FULL_NAME
    return asked and not _identified(state)


def _reading(state: TerminalState) -> bool:
    return isinstance(state.page, PickupPage) and bool(state.page.reading)


def _tender_ready(state: TerminalState) -> bool:
    return isinstance(state.page, TenderPage) and not state.page.reading


def _may_upload(state: TerminalState) -> bool:
    return card_terminal_ready(state, CardAbility.STORE)


def _printed(state: TerminalState) -> bool:
    return state.receipt is not None and state.receipt.state is PrintState.PRINTED
