"""A simulated ESC/POS receipt printer with its cash drawer (scanners-printers-displays.md 10-15).

Rules of the machine, as of a real one:

1. Real-time commands are carried out on arrival, wherever they stand in the stream; everything
   else waits in the buffer and is carried out in order, at printing speed.
2. Offline (cover open, paper out, error) stops the mechanism; what waits stays, and goes on.
3. A process ID is answered when everything before it has been printed.
4. A power cycle forgets the buffer, the settings and all that was to be answered, but not the
   paper that is out, nor what `PrinterMemory` keeps: a program that is killed is a power cut.

Time comes in as `now`; without it nothing moves. The person at the printer is the methods
`open_cover`, `load_paper` and their like.
"""

from dataclasses import replace
from typing import Final

from drivers.simulator.printer_commands import Interpreter
from drivers.simulator.printer_memory import PrinterMemory
from drivers.simulator.printer_paper import DEFAULT_SPACING, Receipt, Strip
from drivers.simulator.printer_state import (
    PAPER_BYTES,
    Condition,
    DrawerPulse,
    Fault,
    Logo,
    Model,
    Roll,
)

__all__ = ["DrawerPulse", "Fault", "Model", "Roll", "SimulatedPrinter"]

MAX_BUFFER_BYTES: Final = 1 << 20
"""Far beyond the 4 KB of a real printer, which would say BUSY on a wire that we do not have."""

MAX_RECEIVED_BYTES: Final = 4 << 20
MAX_PULSES: Final = 1_000
MAX_LOGO_BYTES: Final = 256 << 10
"""The memory for logos of a common printer; what does not fit in is not stored."""
GARBAGE: Final = b"\r\xff\xfe\x00"
"""What a serial line carries when power comes back (section 21)."""

FEED_LINES: Final = 4
FEED_S: Final = 0.4
"""A short press of FEED: so many lines, and so long the printer is offline for it."""
PROCESS_ID: Final = b"\x37\x22"
"""How the answer to GS ( H fn 48 begins."""

BLOCK_STARTS: Final = b"\x37\x3b\x3d\x5f\x35"
"""Answers that end with a NUL; a status may fall between their bytes (section 11)."""
REAL_TIME_LENGTHS: Final = {(0x04, None): 3, (0x05, None): 3, (0x14, 1): 5, (0x14, 8): 10}


class SimulatedPrinter:
    """One printer on the counter; a `SimulatedDevice`."""

    def __init__(self, model: Model | None = None, memory: PrinterMemory | None = None) -> None:
        self.model = model or Model()
        self._memory = memory
        self.received = bytearray()
        self.pulses: list[DrawerPulse] = []
        self.silent = False
        self.powered = True
        self.stock_dots: int | None = None
        self.pushed_in_after_s: float | None = None
        """Somebody closes the drawer so long after it sprang open; None: nobody does."""
        self._drawer_opened_at = 0.0
        self._condition = Condition()
        self._logos: dict[bytes, Logo] = {}
        self._strip = Strip(self.model.dots)
        self._interpreter = Interpreter(self, self._strip)
        self._buffer = bytearray()
        self._real_time = bytearray()
        self._pulse_allowed = True
        self._panel_locked = False
        self._asb_mask = 0
        self._asb_told = b""
        self._asb_inside = False
        self._busy_until = 0.0
        self._feeding_until = 0.0
        self._now = 0.0
        self._out = bytearray()
        self._listened_to = True
        self._unheard_id = b""
        if memory is not None:
            self._condition, self.stock_dots = memory.condition()
            self._logos = memory.logos()
            memory.unroll(self._strip)

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
        if not self.powered:
            return
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
        if self._condition.feeding and now >= self._feeding_until:
            self._become(feeding=False)
        self._push_in(now)
        self._work(now)

    def outgoing(self) -> bytes:
        """Drain what the printer says; a silent one says nothing."""
        out = b"" if self.silent or not self.powered else bytes(self._out)
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
    def receipt_count(self) -> int:
        """How many receipts were ever taken off."""
        return self._strip.count

    @property
    def condition(self) -> Condition:
        """How it stands there."""
        return self._condition

    @property
    def drawer_open(self) -> bool:
        """Whether the drawer stands open."""
        return self._condition.drawer_open

    @property
    def waiting_bytes(self) -> int:
        """How much was received and not carried out yet."""
        return len(self._buffer)

    @property
    def idle(self) -> bool:
        """Whether everything received has been carried out."""
        return not self._buffer and self._now >= self._busy_until

    @property
    def stored_logos(self) -> dict[bytes, Logo]:
        """The logos in its memory, by key."""
        return dict(self._logos)

    # what a person does

    def open_cover(self) -> None:
        """Open the paper cover."""
        self._become(cover_open=True)

    def close_cover(self) -> None:
        """Close the paper cover."""
        self._become(cover_open=False)

    def set_roll(self, roll: Roll) -> None:
        """Let the paper run low or out; OK is a new roll."""
        if roll is Roll.OK:
            self.stock_dots = None
        self._become(roll=roll)

    def set_fault(self, fault: Fault) -> None:
        """Jam the cutter, break the printer, overheat the head; NONE mends it."""
        self._become(fault=fault)

    def press_feed(self) -> bool:
        """Press FEED for a moment; False where nothing moves."""
        able = self.powered and not self._panel_locked and not self._condition.stopped
        if able:
            self._strip.feed(FEED_LINES * DEFAULT_SPACING)
            self._use_paper(FEED_LINES * DEFAULT_SPACING)
            self._feeding_until = self._now + FEED_S
            self._become(feeding=True)
        return able

    def tear_off(self) -> None:
        """Tear off the paper that hangs out."""
        self._strip.tear()

    def open_drawer(self) -> None:
        """Open the drawer with its key."""
        self._spring_open()

    def close_drawer(self) -> None:
        """Push the drawer in."""
        self._become(drawer_open=False)

    def power_cycle(self) -> None:
        """Switch off and on again."""
        self.power_off()
        self.power_on()

    def power_off(self) -> None:
        """Switch off: what is not on paper is forgotten."""
        self.powered = False
        self._buffer.clear()
        self._real_time.clear()
        self._interpreter.reset()
        self._pulse_allowed = True
        self._panel_locked = self._asb_inside = False
        self._asb_mask = 0
        self._asb_told = self._unheard_id = b""
        self._busy_until = 0.0
        self._become(feeding=False)
        self._out.clear()

    def power_on(self) -> None:
        """Switch on; the line carries some garbage first."""
        if not self.powered:
            self.powered = True
            self._out += GARBAGE

    def put_status_into_next_answer(self) -> None:
        """Let an ASB fall between the bytes of the next block that is answered (section 11)."""
        self._asb_inside = True

    # the machine, as commands see it

    def answer(self, data: bytes) -> None:
        """Send bytes to the host; of process IDs that nobody hears, the latest is kept."""
        if self._asb_inside and data[0] in BLOCK_STARTS:
            self._asb_inside = False
            data = data[:2] + self._asb() + data[2:]
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
        return PAPER_BYTES[self._condition.roll]

    def drawer_byte(self) -> int:
        """GS r 2."""
        return int(self._pin_high())

    def identity(self, which: int) -> bytes:
        """GS I n."""
        return self.model.identity(which)

    def names_processes(self) -> bool:
        """Whether the model knows GS ( H."""
        return self.model.names_processes

    def lock_panel(self, *, locked: bool) -> None:
        """ESC c 5 n."""
        self._panel_locked = locked

    def logo(self, key: bytes) -> Logo | None:
        """The picture that was stored under a key."""
        return self._logos.get(key)

    def store_logo(self, key: bytes, logo: Logo | None) -> None:
        """GS ( L fn 67, and fn 66 with nothing."""
        others = sum(len(each.bits) for known, each in self._logos.items() if known != key)
        if logo is not None and others + len(logo.bits) > MAX_LOGO_BYTES:
            return
        self._logos.pop(key, None)
        if logo is not None:
            self._logos[key] = logo
        if self._memory is not None:
            self._memory.keep_logo(key, logo)

    def forget_logos(self) -> None:
        """GS ( L fn 65."""
        for key in list(self._logos):
            self.store_logo(key, None)

    # inside

    def _pin_high(self) -> bool:
        return self._condition.drawer_open is self.model.drawer_open_high

    def _drive(self, pulse: DrawerPulse) -> None:
        self.pulses.append(pulse)
        del self.pulses[:-MAX_PULSES]
        self._spring_open()

    def _spring_open(self) -> None:
        self._drawer_opened_at = self._now
        self._become(drawer_open=True)

    def _push_in(self, now: float) -> None:
        patience_s = self.pushed_in_after_s
        if patience_s is None or not self._condition.drawer_open:
            return
        if now - self._drawer_opened_at >= patience_s:
            self.close_drawer()

    def _become(self, **change: bool | Roll | Fault) -> None:
        """Change how it stands there, remember that, and tell it if the host wanted that."""
        self._condition = replace(self._condition, **change)  # type: ignore[arg-type]  # named by field
        if self._memory is not None:
            self._memory.keep_condition(self._condition, self.stock_dots)
        if self._asb_mask and self._asb() != self._asb_told:
            self._asb_told = self._asb()
            self._out += self._asb_told

    def _asb(self) -> bytes:
        return self._condition.automatic(pin_high=self._pin_high())

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
            status = self._condition.real_time(function, pin_high=self._pin_high())
            if status is not None and self.model.answers_status:
                self._out.append(status)
        elif kind == 0x05 and self._condition.fault is Fault.CUTTER:
            if function == 2:
                self._buffer.clear()
            self._become(fault=Fault.NONE)
        elif kind == 0x14 and function == 1:
            printing = self._now < self._busy_until and not self._condition.offline
            if self._pulse_allowed and not printing:
                self._drive(DrawerPulse(command[3] & 1, command[4] * 100, real_time=True))
        elif command[1:] == b"\x14\x08\x01\x03\x14\x01\x06\x02\x08":
            self._buffer.clear()
            self._out += b"\x37\x25\x00"

    def _work(self, now: float) -> None:
        """Carry out what waits, as fast as the paper moves."""
        while self._buffer and now >= self._busy_until and not self._condition.offline:
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
        elif self._memory is not None:
            self._memory.keep_condition(self._condition, self.stock_dots)
