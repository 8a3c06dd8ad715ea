"""A simulated ESC/POS receipt printer with its cash drawer (scanners-printers-displays.md 10-15).

Rules of the machine, as of a real one:

1. Real-time commands are carried out on arrival, wherever they stand in the stream; everything
   else waits in the buffer and is carried out in order, at printing speed.
2. Offline (cover open, paper out, error) stops the mechanism; what waits stays, and goes on.
3. A process ID is answered when everything before it has been printed.
4. A power cycle forgets the buffer, the settings and all that was to be answered, but not the
   paper that is out.

Time comes in as `now`; without it nothing moves. The person at the printer is the methods
`open_cover`, `load_paper` and their like.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from drivers.simulator.printer_commands import Interpreter, Logo
from drivers.simulator.printer_paper import Receipt, Strip

MAX_BUFFER_BYTES: Final = 1 << 20
"""Far beyond the 4 KB of a real printer, which would say BUSY on a wire that we do not have."""

MAX_RECEIVED_BYTES: Final = 4 << 20
GARBAGE: Final = b"\r\xff\xfe\x00"
"""What a serial line carries when power comes back (section 21)."""


class Roll(StrEnum):
    """What the paper sensors see."""

    OK = "ok"
    LOW = "low"
    OUT = "out"


class Fault(StrEnum):
    """What the mechanism suffers from."""

    NONE = "none"
    CUTTER = "cutter"
    UNRECOVERABLE = "unrecoverable"
    HOT = "hot"


@dataclass(frozen=True, slots=True)
class Model:
    """Which printer is simulated; `dots_per_s` 0 prints in no time."""

    dots: int = 512
    dots_per_s: int = 1_000
    names_processes: bool = True
    answers_status: bool = True
    drawer_open_high: bool = True
    maker: str = "EPSON"
    name: str = "TM-T88VI"


@dataclass(frozen=True, slots=True)
class DrawerPulse:
    """A solenoid was driven."""

    pin: int
    on_ms: int
    real_time: bool


PROCESS_ID: Final = b"\x37\x22"
"""How the answer to GS ( H fn 48 begins."""

FAULT_BITS: Final = {Fault.NONE: 0x00, Fault.CUTTER: 0x08, Fault.UNRECOVERABLE: 0x20,
                     Fault.HOT: 0x40}  # fmt: skip
REAL_TIME_LENGTHS: Final = {(0x04, None): 3, (0x05, None): 3, (0x14, 1): 5, (0x14, 8): 10}


class SimulatedPrinter:
    """One printer on the counter; a `SimulatedDevice`."""

    def __init__(self, model: Model | None = None) -> None:
        self.model = model or Model()
        self.received = bytearray()
        self.pulses: list[DrawerPulse] = []
        self._logos: dict[bytes, Logo] = {}
        self.silent = False
        self.stock_dots: int | None = None
        self._roll = Roll.OK
        self._fault = Fault.NONE
        self._cover_open = False
        self._drawer_open = False
        self._strip = Strip(self.model.dots)
        self._interpreter = Interpreter(self, self._strip)
        self._buffer = bytearray()
        self._real_time = bytearray()
        self._pulse_allowed = True
        self._asb_mask = 0
        self._asb_told = b""
        self._busy_until = 0.0
        self._now = 0.0
        self._out = bytearray()
        self._listened_to = True
        self._unheard_id = b""

    # the wire

    def connected(self, now: float) -> None:
        """Somebody opened the wire; of the process IDs nobody heard, the latest is told now."""
        self._now = now
        self._listened_to = True
        self._out += self._unheard_id
        self._unheard_id = b""

    def disconnected(self, now: float) -> None:
        """Nobody listens any more: what waits to be said is lost, what waits to print is not."""
        self._now = now
        self._listened_to = False
        self._out.clear()

    def receive(self, data: bytes, now: float) -> None:
        """Take bytes from the terminal."""
        self._now = now
        self.received += data
        del self.received[:-MAX_RECEIVED_BYTES]
        for byte in data:
            self._watch(byte)
        if len(self._buffer) + len(data) <= MAX_BUFFER_BYTES:
            self._buffer += data
        self._work(now)

    def tick(self, now: float) -> None:
        """Let the mechanism run."""
        self._now = now
        self._work(now)

    def outgoing(self) -> bytes:
        """Drain what the printer says; a silent one says nothing."""
        out = b"" if self.silent else bytes(self._out)
        self._out.clear()
        return out

    # what a person sees

    @property
    def receipts(self) -> list[Receipt]:
        """What was cut off so far, oldest first."""
        return self._strip.receipts

    @property
    def hanging(self) -> Receipt:
        """What hangs out of the printer."""
        return self._strip.hanging()

    @property
    def stored_logos(self) -> dict[bytes, Logo]:
        """The logos in its memory, by key."""
        return dict(self._logos)

    @property
    def drawer_open(self) -> bool:
        """Whether the drawer stands open."""
        return self._drawer_open

    @property
    def idle(self) -> bool:
        """Whether everything received has been carried out."""
        return not self._buffer and self._now >= self._busy_until

    # what a person does

    def open_cover(self) -> None:
        """Open the paper cover."""
        self._cover_open = True
        self._changed()

    def close_cover(self) -> None:
        """Close the paper cover."""
        self._cover_open = False
        self._changed()

    def set_roll(self, roll: Roll) -> None:
        """Let the paper run low or out; OK is a new roll."""
        self._roll = roll
        if roll is Roll.OK:
            self.stock_dots = None
        self._changed()

    def set_fault(self, fault: Fault) -> None:
        """Jam the cutter, break the printer, overheat the head; NONE mends it."""
        self._fault = fault
        self._changed()

    def open_drawer(self) -> None:
        """Open the drawer with its key."""
        self._drawer_open = True
        self._changed()

    def close_drawer(self) -> None:
        """Push the drawer in."""
        self._drawer_open = False
        self._changed()

    def power_cycle(self) -> None:
        """Switch off and on again."""
        self._buffer.clear()
        self._real_time.clear()
        self._interpreter.reset()
        self._pulse_allowed = True
        self._asb_mask = 0
        self._asb_told = self._unheard_id = b""
        self._busy_until = 0.0
        self._out[:] = GARBAGE

    # the machine, as commands see it

    def answer(self, data: bytes) -> None:
        """Send bytes to the host; of process IDs that nobody hears, the latest is kept."""
        if self._listened_to:
            self._out += data
        elif data.startswith(PROCESS_ID):
            self._unheard_id = data

    def auto_status(self, mask: int) -> None:
        """GS a: tell everything now, and again whenever it changes."""
        self._asb_mask = mask if self.model.answers_status else 0
        if self._asb_mask:
            self._asb_told = self._asb()
            self._out += self._asb_told

    def real_time_pulse_allowed(self, *, allowed: bool) -> None:
        """GS ( D fn 20."""
        self._pulse_allowed = allowed

    def pulse(self, pin: int, on_ms: int) -> None:
        """Drive a solenoid from the buffer."""
        self._drive(DrawerPulse(pin, on_ms, real_time=False))

    def paper_byte(self) -> int:
        """GS r 1."""
        return {Roll.OK: 0x00, Roll.LOW: 0x03, Roll.OUT: 0x0F}[self._roll]

    def drawer_byte(self) -> int:
        """GS r 2."""
        return int(self._pin_high())

    def identity(self, which: int) -> bytes:
        """GS I n."""
        texts = {65: "1.00", 66: self.model.maker, 67: self.model.name, 68: "SIM0000001"}
        if which in texts:
            return b"\x5f" + texts[which].encode("ascii") + b"\x00"
        return b"\x02"

    def names_processes(self) -> bool:
        """Whether the model knows GS ( H."""
        return self.model.names_processes

    def logo(self, key: bytes) -> Logo | None:
        """GS ( L fn 69."""
        return self._logos.get(key)

    def store_logo(self, key: bytes, logo: Logo) -> None:
        """GS ( L fn 67; this memory outlives a power cut."""
        self._logos[key] = logo

    # inside

    def _pin_high(self) -> bool:
        return self._drawer_open is self.model.drawer_open_high

    def _offline(self) -> bool:
        return self._cover_open or self._roll is Roll.OUT or self._fault is not Fault.NONE

    def _drive(self, pulse: DrawerPulse) -> None:
        self.pulses.append(pulse)
        self._drawer_open = True
        self._changed()

    def _changed(self) -> None:
        """Tell a change by itself, if the host wanted that."""
        if self._asb_mask and self._asb() != self._asb_told:
            self._asb_told = self._asb()
            self._out += self._asb_told

    def _asb(self) -> bytes:
        first = 0x10 | 0x04 * self._pin_high() | 0x08 * self._offline() | 0x20 * self._cover_open
        third = {Roll.OK: 0x00, Roll.LOW: 0x03, Roll.OUT: 0x0F}[self._roll]
        return bytes((first, FAULT_BITS[self._fault], third, 0x0F))

    def _real_time_status(self, which: int) -> int | None:
        faulty = self._fault is not Fault.NONE
        out = self._roll is Roll.OUT
        low = self._roll is not Roll.OK
        causes = {
            1: 0x04 * self._pin_high() | 0x08 * self._offline(),
            2: 0x04 * self._cover_open | 0x20 * out | 0x40 * faulty,
            3: FAULT_BITS[self._fault],
            4: 0x0C * low | 0x60 * out,
        }
        return 0x12 | causes[which] if which in causes else None

    def _watch(self, byte: int) -> None:
        """Find real-time commands in the stream, whatever they stand in."""
        self._real_time.append(byte)
        head = bytes(self._real_time)
        if head[0] != 0x10 or (len(head) > 1 and head[1] not in (0x04, 0x05, 0x14)):
            self._real_time[:] = b"\x10" if byte == 0x10 else b""
            return
        if len(head) < 3:
            return
        function = head[2] if head[1] == 0x14 else None
        length = REAL_TIME_LENGTHS.get((head[1], function), 3)
        if len(head) >= length:
            self._real_time.clear()
            self._at_once(head)

    def _at_once(self, command: bytes) -> None:
        kind, function = command[1], command[2]
        if kind == 0x04:
            status = self._real_time_status(function)
            if status is not None and self.model.answers_status:
                self._out.append(status)
        elif kind == 0x05 and self._fault is Fault.CUTTER:
            self._fault = Fault.NONE
            if function == 2:
                self._buffer.clear()
            self._changed()
        elif kind == 0x14 and function == 1:
            printing = self._now < self._busy_until and not self._offline()
            if self._pulse_allowed and not printing:
                self._drive(DrawerPulse(command[3] & 1, command[4] * 100, real_time=True))
        elif command[1:] == b"\x14\x08\x01\x03\x14\x01\x06\x02\x08":
            self._buffer.clear()
            self._out += b"\x37\x25\x00"

    def _work(self, now: float) -> None:
        """Carry out what waits, as fast as the paper moves."""
        while self._buffer and now >= self._busy_until and not self._offline():
            fed = self._strip.fed
            if not self._interpreter.take(self._buffer):
                return
            moved = self._strip.fed - fed
            if moved and self.model.dots_per_s:
                start = max(self._busy_until, now - self._slack(now))
                self._busy_until = start + moved / self.model.dots_per_s
            self._use_paper(moved)

    def _slack(self, now: float) -> float:
        """Time that passed between two ticks is the mechanism's own, if it was at work."""
        waited = now - self._busy_until
        return waited if waited < 0.05 else 0.0

    def _use_paper(self, moved: int) -> None:
        if self.stock_dots is None or not moved:
            return
        self.stock_dots -= moved
        if self.stock_dots <= 0:
            self.set_roll(Roll.OUT)
