"""A simulated PAX card terminal: the other end of the cable, with its own frames and memory.

Rules that hold here (card-terminal.md sections 3, 9 and 12):

1. What a card was charged is in the store before any byte of the answer leaves.
2. A wire that goes away stops nothing: the customer still stands there, and the card may still be
   charged. This is what makes recovery necessary.
3. One reference is charged once: the same reference after an approval answers 100011 with the
   original's details.
4. An FSA card pays healthcare amounts only, and none at all without them (section 9).
"""

from collections import deque
from collections.abc import Callable
from datetime import datetime
from enum import Enum, auto

from drivers.simulator import card_terminal_answers as answers
from drivers.simulator.card_terminal_bank import CardHost
from drivers.simulator.card_terminal_frames import (
    END_OF_TALK,
    NO,
    YES,
    Asked,
    Ear,
    Garbled,
    Heard,
    Sign,
)
from drivers.simulator.card_terminal_mouth import Mouth
from drivers.simulator.card_terminal_office import Office
from drivers.simulator.card_terminal_requests import (
    EDC,
    RETURN,
    SALE,
    VOID,
    Charge,
    read_charge,
)
from drivers.simulator.card_terminal_script import (
    CREDIT_CARD,
    NO_FAULTS,
    TIMEOUT,
    Approve,
    Card,
    Decline,
    Duplicate,
    Faults,
    HostReceiveError,
    PowerCut,
    Refuse,
    Script,
    StoredOffline,
)
from drivers.simulator.card_terminal_store import Record, TerminalStore

SERIAL = "53012345"
CARD_TIMEOUT_S = 60.0  # the terminal's own prompt; ends in 100001
HOST_DELAY_S = 0.4  # a quick host
ACK_WAIT_S = 3.0  # for the till's ACK of an answer (section 3)
TRIMMED_FRAME_S = 0.25  # a frame whose check byte was trimmed never ends by itself
SHOW_RESULT_S = 3.0
MAX_REMEMBERED = 1000
WELCOME = "Welcome"

_NAMES = {SALE: "SALE", RETURN: "REFUND", VOID: "VOID"}


class _Stage(Enum):
    IDLE = auto()
    WAITING_FOR_CARD = auto()
    AT_HOST = auto()
    ANSWERING = auto()


class CardTerminalSimulator:
    """A `SimulatedDevice`. Tell it what to do with `script`, `present`, `cancel_by_customer`.

    `auto_present_s`: a customer who presents a card after so many seconds; None: `present` decides.
    It is `card`, or the one that `card_for` takes from the wallet for this charge.
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
        self._card_for = card_for or (lambda _charge: self.card)
        self.on_hang_up: Callable[[], None] = lambda: None
        # The commands that were read whole, for tests and windows.
        self.requests: deque[str] = deque(maxlen=MAX_REMEMBERED)
        self._host_delay_s = host_delay_s
        self._host = CardHost(self.store, wall_clock)
        self._office = Office(self.store, self._host)
        self._ear = Ear()
        self._mouth = Mouth()
        self._heard_at = 0.0
        self._scripts: deque[Script] = deque()
        self._faults_to_come: deque[Faults] = deque()
        self._stage = _Stage.IDLE
        self._charge: Charge | None = None
        self._script: Script = Approve()
        self._until = 0.0
        self._present_at: float | None = None
        self._naks_left = 0
        self._screen = WELCOME
        self._screen_until: float | None = None
        self._powered = True

    # --- what a person does ---

    @property
    def screen(self) -> str:
        """What the customer reads."""
        return self._screen if self._powered else ""

    @property
    def powered(self) -> bool:
        """False after a scripted power cut: make a new simulator on the same store."""
        return self._powered

    @property
    def waiting_for_card(self) -> bool:
        """Whether the customer is being asked."""
        return self._powered and self._stage is _Stage.WAITING_FOR_CARD

    def script(self, outcome: Script = Approve(), faults: Faults = NO_FAULTS) -> None:  # noqa: B008 - frozen
        """What becomes of the next charge request that is not scripted yet."""
        self._scripts.append(outcome)
        self._faults_to_come.append(faults)

    def present(self, card: Card, now: float) -> None:
        """The customer inserts, swipes or taps."""
        if not self.waiting_for_card:
            return
        self.card = card
        charge = self._asked_for()
        if card.fsa and charge.kind == SALE and charge.healthcare == 0:
            self._end("100003", "NOT ACCEPT FSA CARD", now)
            return
        self._stage = _Stage.AT_HOST
        self._until = now + self._host_delay_s
        self._show("Processing")

    def cancel_by_customer(self, now: float) -> None:
        """The customer presses the red key."""
        if self.waiting_for_card:
            self._end("100002", "ABORTED", now)

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
                if self.waiting_for_card:
                    self._end("100002", "ABORTED", now)
                return YES + END_OF_TALK
        return END_OF_TALK

    def tick(self, now: float) -> None:
        """Let time pass."""
        if not self._powered:
            return
        if self._ear.waiting and now >= self._heard_at + TRIMMED_FRAME_S:
            self._ear.forget()
            self._mouth.say(NO)
        if self._mouth.hangs_up(now):
            self.on_hang_up()
        if self._screen_until is not None and now >= self._screen_until:
            self._show(WELCOME)
        if self.waiting_for_card and self._present_at is not None and now >= self._present_at:
            self.present(self._card_for(self._asked_for()), now)
        if now >= self._until:
            self._time_is_up(now)

    def outgoing(self) -> bytes:
        """Drain the bytes for the till."""
        if not self._powered:
            self._mouth.forget()
        return self._mouth.drain()

    def _time_is_up(self, now: float) -> None:
        match self._stage:
            case _Stage.WAITING_FOR_CARD:
                self._end(TIMEOUT.code, TIMEOUT.text, now)
            case _Stage.AT_HOST:
                self._ask_host(now)
            case _Stage.ANSWERING:
                self._stage = _Stage.IDLE
            case _Stage.IDLE:
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
        if self._stage is not _Stage.ANSWERING:
            return
        if sign.byte == NO and self._mouth.repeat(now):
            self._until = now + ACK_WAIT_S
            return
        self._stage = _Stage.IDLE
        if sign.byte == YES:
            self._mouth.say(END_OF_TALK)

    def _take_request(self, asked: Asked, now: float) -> None:
        self.requests.append(asked.command)
        busy = self._stage in {_Stage.WAITING_FOR_CARD, _Stage.AT_HOST}
        if asked.command == "A14":
            self._mouth.say(YES + END_OF_TALK)
            if self.waiting_for_card:
                self._end("100002", "ABORTED", now)
        elif busy:
            self._mouth.say(END_OF_TALK)
        elif asked.command in EDC:
            self._begin_charge(asked, now)
        else:
            self._mouth.faults = NO_FAULTS
            self._mouth.say(YES)
            self._send(self._office.report(asked, self.serial), now)

    # --- a charge ---

    def _begin_charge(self, asked: Asked, now: float) -> None:
        if self._naks_left == 0:
            self._mouth.faults = (
                self._faults_to_come.popleft() if self._faults_to_come else NO_FAULTS
            )
            self._naks_left = self._mouth.faults.nak_first + 1
        self._naks_left -= 1
        if self._naks_left:
            self._mouth.say(NO)
            return
        charge, trouble = read_charge(asked)
        script = self._scripts.popleft() if self._scripts else Approve()
        self._charge = charge
        if self._mouth.faults.no_ack and not self._mouth.faults.charged:
            return
        self._mouth.acknowledge(now)
        if self._mouth.faults.drop_after_ack and not self._mouth.faults.charged:
            return
        if self._mouth.faults.eot_instead and not self._mouth.faults.charged:
            self._mouth.end_of_talk()
            return
        if trouble:
            self._end("100003", trouble, now)
            return
        self._open_charge(charge, script, now)

    def _open_charge(self, charge: Charge, script: Script, now: float) -> None:
        record = self.store.by_ref(charge.ref)
        if record is not None:
            self._repeat(charge, record, now)
        elif isinstance(script, Duplicate) and not charge.override:
            other = self.store.by_ref(script.other_ref) or self._host.foreign_record(
                charge, self.card, script.other_ref
            )
            self._repeat(charge, other, now)
        elif self.store.next_number() is None:
            self._end("100025", "PLEASE SETTLE", now)
        elif charge.kind == VOID:
            self._void(charge, now)
        elif isinstance(script, Refuse):
            self._end(script.code, script.text, now)
        else:
            self._script = script
            self._stage = _Stage.WAITING_FOR_CARD
            self._until = now + CARD_TIMEOUT_S
            wait = self.auto_present_s
            self._present_at = None if wait is None else now + wait
            self._show(f"{_NAMES[charge.kind]} {_money(charge.cents)}\nInsert, swipe or tap")
            self._fail_power(PowerCut.WAITING_FOR_CARD)

    def _repeat(self, charge: Charge, record: Record, now: float) -> None:
        text = answers.transaction(charge.answer, "100011", "DUP TRANSACTION", record, None)
        self._send(text, now)
        self._show("DUPLICATE", now)

    def _void(self, charge: Charge, now: float) -> None:
        number = int(charge.original) if charge.original.isdigit() else 0
        original = self.store.by_number(number)
        if original is None or original.kind == VOID:
            self._end("100023", "NOT FOUND", now)
        elif original.voided:
            self._end("100021", "ALREADY VOIDED", now)
        else:
            record = self._host.record(charge, self.card, original.approved)
            self.store.void(original, record)
            self._send(answers.transaction(charge.answer, "000000", "OK", record, None), now)
            self._show("VOIDED", now)

    def _ask_host(self, now: float) -> None:
        charge, script = self._asked_for(), self._script
        if self._fail_power(PowerCut.BEFORE_HOST):
            return
        cents = self._host.granted(charge, self.card, script)
        if isinstance(script, Decline) or cents == 0:
            no = script if isinstance(script, Decline) else Decline("51", "INSUFFICIENT FUNDS")
            self._send(
                answers.declined(
                    charge.answer, charge.ref, charge.kind, no.code, no.text, self._host.stamp()
                ),
                now,
            )
            self._show("DECLINED", now)
            return
        self.store.begin(charge.ref)
        sign = -1 if charge.kind == RETURN else 1
        self.store.charge(charge.ref, self.card.number, sign * cents)
        if isinstance(script, HostReceiveError):
            self.store.reverse(charge.ref)
            self.store.finish(None, charge.ref)
            self._end("100009", "RECEIVE ERROR", now)
            return
        if self._fail_power(PowerCut.AFTER_HOST):
            return
        self._approve(charge, script, cents, now)

    def _approve(self, charge: Charge, script: Script, cents: int, now: float) -> None:
        record = self._host.record(charge, self.card, cents)
        self.store.finish(record, charge.ref)
        if self._fail_power(PowerCut.AFTER_RECORD):
            return
        code, text = "000000", "OK"
        if record.due:
            code, text = "000002", "PARTIALLY APPROVED"
        elif isinstance(script, StoredOffline):
            code, text = "000001", "APPROVED OFFLINE"
        left = self._host.balance(self.card)
        self._send(
            answers.transaction(
                charge.answer,
                code,
                text,
                record,
                self.card,
                balance="" if left is None else str(left),
                account=self.card.number if self._mouth.faults.full_account else "",
                shape=self._mouth.faults.shape,
            ),
            now,
        )
        self._show(f"APPROVED {_money(cents)}", now)

    # --- the answer ---

    def _end(self, code: str, text: str, now: float) -> None:
        """End a charge with a short answer."""
        self._send(answers.short(self._asked_for().answer, code, text), now)
        self._show(text, now)

    def _send(self, text: str, now: float) -> None:
        awaits = self._mouth.answer(text, now)
        self._stage = _Stage.ANSWERING if awaits else _Stage.IDLE
        self._until = now + ACK_WAIT_S
        if awaits:
            self._fail_power(PowerCut.AFTER_ANSWER)

    def _fail_power(self, where: PowerCut) -> bool:
        if self._mouth.faults.power_cut is where:
            self._powered = False
        return not self._powered

    def _asked_for(self) -> Charge:
        assert self._charge is not None, "only a charge request leads here"
        return self._charge

    def _show(self, text: str, now: float | None = None) -> None:
        self._screen = text
        self._screen_until = None if now is None else now + SHOW_RESULT_S


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
