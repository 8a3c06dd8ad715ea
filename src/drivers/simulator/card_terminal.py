"""A simulated PAX card terminal: the other end of the cable, with its own frames and memory.

Rules that hold here (card-terminal.md sections 3, 9 and 12):

1. A wire that goes away stops nothing: the customer still stands there, and the card may still be
   charged. This is what makes recovery necessary.
2. One thing at a time: while a customer is asked, only a cancel is heard.
3. An FSA card pays healthcare amounts only, and none at all without them (section 9). Debit and
   EBT cards want their PIN.

What is charged is decided in `card_terminal_charges`, what is looked up in `card_terminal_office`.
"""

from collections import deque
from collections.abc import Callable
from datetime import datetime

from drivers.simulator import card_terminal_answers as answers
from drivers.simulator.card_terminal_bank import CardHost
from drivers.simulator.card_terminal_charges import AtHost, Charges, Said, ended, money
from drivers.simulator.card_terminal_frames import (
    END_OF_TALK,
    NO,
    YES,
    Asked,
    Ear,
    Garbled,
    Heard,
    Sign,
    whole,
)
from drivers.simulator.card_terminal_mouth import Mouth
from drivers.simulator.card_terminal_office import Office, drawing
from drivers.simulator.card_terminal_requests import (
    BALANCE,
    EDC,
    RETURN,
    SALE,
    VOID,
    Charge,
    read_charge,
)
from drivers.simulator.card_terminal_scenario import Scenario
from drivers.simulator.card_terminal_script import (
    ABORT,
    CREDIT_CARD,
    EBT_CARD,
    GIFT_CARD,
    NO_FAULTS,
    TIMEOUT,
    Approve,
    Card,
    Faults,
    PowerCut,
    Refuse,
    Script,
)
from drivers.simulator.card_terminal_stage import Course, Stage
from drivers.simulator.card_terminal_store import TerminalStore

SERIAL = "53012345"
CARD_TIMEOUT_S = 60.0  # the terminal's own prompt; ends in 100001
SIGNATURE_TIMEOUT_S = 30.0  # where A20 names none
HOST_DELAY_S = 0.4  # a quick host
ACK_WAIT_S = 3.0  # for the till's ACK of an answer (section 3)
TRIMMED_FRAME_S = 0.25  # a frame whose check byte was trimmed never ends by itself
MAX_REMEMBERED = 1000
# What a customer draws who comes by himself.
SCRIBBLE = (((20, 60), (40, 20), (60, 60), (80, 20)), ((90, 40), (120, 40)))

_NAMES = {SALE: "SALE", RETURN: "REFUND", VOID: "VOID"}
_Strokes = tuple[tuple[tuple[int, int], ...], ...]


class CardTerminalSimulator:
    """A `SimulatedDevice`. A person acts by `present`, `enter_pin`, `sign`, `cancel_by_customer`.

    `script` says what becomes of the next charge, `expect` of the next command that is none.
    `auto_present_s`: a customer who does everything after so many seconds; None: a person does.
    The card is `card`, or the one that `card_for` takes from the wallet for this charge.
    `on_hang_up` cuts the link, where a fault asks for it.
    """

    def __init__(
        self,
        store: TerminalStore | None = None,
        *,
        serial: str = SERIAL,
        card: Card = CREDIT_CARD,
        auto_present_s: float | None = None,
        card_for: Callable[[Charge], Card] | None = None,
        host_delay_s: float = HOST_DELAY_S,
        wall_clock: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        self.store = store or TerminalStore()
        self.serial = serial
        self.card = card
        self.auto_present_s = auto_present_s
        self._card_for = card_for or self._fitting_card
        self.on_hang_up: Callable[[], None] = lambda: None
        # The commands that were read whole, for tests and windows.
        self.requests: deque[str] = deque(maxlen=MAX_REMEMBERED)
        self._host_delay_s = host_delay_s
        host = CardHost(self.store, wall_clock)
        self.office = Office(self.store, host)
        self._charges = Charges(self.store, host)
        self._ear = Ear()
        self._mouth = Mouth()
        self._heard_at = 0.0
        self._scenario = Scenario()
        self._course = Course()
        self._charge: Charge | None = None
        self._pin = ""
        self._powered = True
        self._power_back_at: float | None = None

    # --- what a person does ---

    @property
    def screen(self) -> str:
        """What the customer reads."""
        return self._course.words if self._powered else ""

    @property
    def powered(self) -> bool:
        """False after a power cut, until `power_on` or a new simulator on the same store."""
        return self._powered

    @property
    def waiting_for_card(self) -> bool:
        """Whether a card is asked for."""
        return self._powered and self._course.stage is Stage.WAITING_FOR_CARD

    @property
    def waiting_for_pin(self) -> bool:
        """Whether a PIN is asked for."""
        return self._powered and self._course.stage is Stage.WAITING_FOR_PIN

    @property
    def waiting_for_signature(self) -> bool:
        """Whether the customer is asked to sign."""
        return self._powered and self._course.stage is Stage.SIGNING

    def script(self, outcome: Script = Approve(), faults: Faults = NO_FAULTS) -> None:  # noqa: B008 - frozen
        """What becomes of the next charge request that is not scripted yet."""
        self._scenario.script(outcome, faults)

    def expect(
        self, command: str, outcome: Refuse | None = None, faults: Faults = NO_FAULTS
    ) -> None:
        """What becomes of the next request of that name (`A20`, `B00`, `R02` ...)."""
        self._scenario.expect(command, outcome, faults)

    def present(self, card: Card, now: float) -> None:
        """The customer inserts, swipes or taps."""
        if not self.waiting_for_card:
            return
        self.card = card
        charge = self._asked_for()
        if card.fsa and charge.kind == SALE and charge.healthcare == 0:
            self._end("100003", "NOT ACCEPT FSA CARD", now)
        elif charge.needs_pin:
            self._course.ask_customer(Stage.WAITING_FOR_PIN, "Enter PIN", CARD_TIMEOUT_S, now)
        else:
            self._go_to_host(now)

    def enter_pin(self, pin: str, now: float) -> None:
        """The customer types the PIN and the green key."""
        if self.waiting_for_pin:
            self._pin = pin
            self._go_to_host(now)

    def sign(self, strokes: _Strokes, now: float) -> None:
        """The customer draws on the screen and presses the green key."""
        if self.waiting_for_signature:
            self.office.drawn = drawing(strokes)
            self._send(answers.short("A21", "000000", "OK"), now)
            self._course.welcome()

    def cancel_by_customer(self, now: float) -> None:
        """The customer presses the red key."""
        if self._powered and self._course.with_customer:
            self._end(ABORT.code, ABORT.text, now)

    def power_off(self) -> None:
        """Pull the plug; the store's file keeps what it held."""
        self._powered = False

    def power_on(self) -> None:
        """Start again: what was under way is gone, and reversed if it was not recorded."""
        self._powered, self._power_back_at = True, None
        self._course = Course()
        self._ear, self._mouth = Ear(), Mouth()
        self._scenario.forget()
        self.office.drawn = ""
        self.store.power_on()

    # --- the wire ---

    def connected(self, now: float) -> None:  # noqa: ARG002 - the shape of every device
        """Somebody opened the wire."""
        self._ear.forget()

    def disconnected(self, now: float) -> None:  # noqa: ARG002 - as above
        """Nobody is there; what runs goes on."""
        self._ear.forget()
        self._mouth.forget()

    def receive(self, data: bytes, now: float) -> None:
        """Take bytes from the till."""
        if not self._powered:
            return
        self._heard_at = now
        for heard in self._ear.hear(data):
            self._take(heard, now)

    def urgent(self, data: bytes, now: float) -> bytes:
        """What a second connection hears, all at once: a cancel is taken, the rest is refused."""
        for heard in Ear().hear(data):
            if isinstance(heard, Asked) and heard.command == "A14":
                self._cancel(now)
                return YES + END_OF_TALK
        return END_OF_TALK

    def tick(self, now: float) -> None:
        """Let time pass."""
        if not self._powered:
            if self._power_back_at is not None and now >= self._power_back_at:
                self.power_on()
            return
        if self._ear.waiting and now >= self._heard_at + TRIMMED_FRAME_S:
            self._ear.forget()
            self._mouth.say(NO)
        self._mouth.tick(now)
        if self._mouth.hangs_up(now):
            self.on_hang_up()
        while self._course.customer_is_due(now):
            self._act_by_himself(now)
        if self._course.is_over(now):
            self._time_is_up(now)

    def outgoing(self) -> bytes:
        """Drain the bytes for the till."""
        if not self._powered:
            self._mouth.forget()
        return self._mouth.drain()

    def _act_by_himself(self, now: float) -> None:
        """A customer whom nobody plays does the next thing; typing the PIN takes no time."""
        match self._course.stage:
            case Stage.WAITING_FOR_CARD:
                self.present(self._card_for(self._asked_for()), now)
                if self.waiting_for_pin:
                    self._course.customer_acts(now)
            case Stage.WAITING_FOR_PIN:
                self.enter_pin(self.card.pin, now)
            case Stage.SIGNING:
                self.sign(SCRIBBLE, now)
            case _:
                pass

    def _time_is_up(self, now: float) -> None:
        match self._course.stage:
            case Stage.WAITING_FOR_CARD | Stage.WAITING_FOR_PIN | Stage.SIGNING:
                self._end(TIMEOUT.code, TIMEOUT.text, now)
            case Stage.AT_HOST:
                self._ask_host(now)
            case Stage.ANSWERING:
                self._course.rest()
            case Stage.IDLE:
                pass

    # --- what the till says ---

    def _take(self, heard: Heard, now: float) -> None:
        match heard:
            case Sign():
                self._take_sign(heard, now)
            case Garbled():
                self._mouth.say(NO)
            case Asked():
                self._take_request(heard, now)

    def _take_sign(self, sign: Sign, now: float) -> None:
        if self._course.stage is not Stage.ANSWERING:
            return
        if sign.byte == NO and self._mouth.repeat(now):
            self._course.wait_again(ACK_WAIT_S, now)
            return
        self._course.rest()
        if sign.byte == YES:
            self._mouth.say(END_OF_TALK)

    def _take_request(self, asked: Asked, now: float) -> None:
        self.requests.append(asked.command)
        if asked.command == "A14":
            self._mouth.say(YES + END_OF_TALK)
            self._cancel(now)
        elif asked.command == "A16" and self._course.stage is Stage.SIGNING:
            self._course.welcome()  # nobody waits for the signature any more
            self._begin(asked, now)
        elif self._course.busy:
            self._mouth.say(END_OF_TALK)
        else:
            self._begin(asked, now)

    def _cancel(self, now: float) -> None:
        if self._mouth.faults.cancel_loses and self.waiting_for_card:
            self.present(self._card_for(self._asked_for()), now)
        elif self._powered and self._course.with_customer:
            self._end(ABORT.code, ABORT.text, now)

    def _begin(self, asked: Asked, now: float) -> None:
        begins = self._scenario.begins(asked)
        self._mouth.faults = self._scenario.faults
        if not begins:
            self._mouth.say(NO)
            return
        faults = self._mouth.faults
        if faults.no_ack and not faults.charged:
            return
        self._mouth.acknowledge(now)
        if faults.drop_after_ack and not faults.charged:
            return
        if faults.eot_instead and not faults.charged:
            self._mouth.end_of_talk()
        elif asked.command in EDC:
            self._begin_charge(asked, now)
        else:
            self._serve(asked, now)

    def _serve(self, asked: Asked, now: float) -> None:
        """Do what is no charge."""
        if self._mouth.faults.halfway:
            self.office.begin(asked)
        if self._fail_power(PowerCut.BEFORE_HOST, now):
            return
        if asked.command == "A20" and self._scenario.outcome is None:
            self._charge, self.office.drawn = None, ""
            tenths = whole(asked.group(5))
            limit = SIGNATURE_TIMEOUT_S if tenths is None else tenths / 10
            self._course.ask_customer(Stage.SIGNING, "Please sign", limit, now)
            self._customer_comes(now)
            return
        outcome = self._scenario.outcome
        if isinstance(outcome, Refuse):
            text = answers.short(answers.after(asked.command), outcome.code, outcome.text)
        else:
            text = self.office.report(asked, self.serial)
        if not self._fail_power(PowerCut.AFTER_RECORD, now):
            self._send(text, now)

    # --- a charge ---

    def _begin_charge(self, asked: Asked, now: float) -> None:
        charge, trouble = read_charge(asked)
        self._charge, self._pin = charge, ""
        if trouble:
            self._end("100003", trouble, now)
            return
        said = self._charges.at_once(
            charge,
            self._scenario.outcome or Approve(),
            self.card,
            lambda cut: self._fail_power(cut, now),
        )
        if said is not None:
            self._tell(said, now)
        elif self._powered:
            what = "BALANCE" if charge.kind == BALANCE else _named(charge)
            self._course.ask_customer(
                Stage.WAITING_FOR_CARD, f"{what}\nInsert, swipe or tap", CARD_TIMEOUT_S, now
            )
            self._customer_comes(now)
            self._fail_power(PowerCut.WAITING_FOR_CARD, now)

    def _customer_comes(self, now: float) -> None:
        wait = self.auto_present_s
        self._course.customer_acts(None if wait is None else now + wait)

    def _go_to_host(self, now: float) -> None:
        self._course.go_to_host(self._host_delay_s, now)

    def _ask_host(self, now: float) -> None:
        script = self._scenario.outcome or Approve()
        asked = AtHost(self._asked_for(), self.card, self._pin, script, self._mouth.faults)
        said = self._charges.with_host(asked, lambda cut: self._fail_power(cut, now))
        if said is not None:
            self._tell(said, now)

    def _fitting_card(self, charge: Charge) -> Card:
        """A customer without a wallet brings the kind of card that is asked for."""
        wanted = {"T04": EBT_CARD, "T06": GIFT_CARD}.get(charge.command, CREDIT_CARD)
        fits = (self.card.ebt, self.card.gift) == (wanted.ebt, wanted.gift)
        return self.card if fits else wanted

    # --- the answer ---

    def _end(self, code: str, text: str, now: float) -> None:
        """End what the customer was asked for with a short answer."""
        if self._charge is None:
            self._tell(Said(answers.short("A21", code, text), text), now)
        else:
            self._tell(ended(self._charge, code, text), now)

    def _tell(self, said: Said, now: float) -> None:
        self._send(said.text, now)
        self._course.flash(said.screen, now)

    def _send(self, text: str, now: float) -> None:
        awaits = self._mouth.answer(text, now)
        wait_s = self._mouth.faults.late_s + ACK_WAIT_S
        self._course.answer(wait_s if awaits else None, now)
        if awaits:
            self._fail_power(PowerCut.AFTER_ANSWER, now)

    def _fail_power(self, where: PowerCut, now: float) -> bool:
        faults = self._mouth.faults
        if faults.power_cut is where:
            self._powered = False
            if faults.reboot_s is not None:
                self._power_back_at = now + faults.reboot_s
        return not self._powered

    def _asked_for(self) -> Charge:
        assert self._charge is not None, "only a charge request leads here"
        return self._charge


def _named(charge: Charge) -> str:
    return f"{_NAMES[charge.kind]} {money(charge.cents)}"
