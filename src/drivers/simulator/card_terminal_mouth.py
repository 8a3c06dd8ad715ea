"""How a simulated card terminal says things: acknowledgements, answers, repeats, and their faults.

The fault numbers are those of card-terminal.md section 12. Everything that leaves the terminal goes
through here, so that a fault is in one place whatever the answer is about.
"""

from drivers.simulator import card_terminal_answers as answers
from drivers.simulator.card_terminal_frames import END_OF_TALK, YES, frame
from drivers.simulator.card_terminal_script import NO_FAULTS, Faults

HANG_UP_AFTER_S = 0.05  # time for the last byte to arrive before the link is cut
MAX_REPEATS = 3


class Mouth:
    """What leaves, and in which state the line is left; `faults` are those of this exchange."""

    def __init__(self) -> None:
        self.faults: Faults = NO_FAULTS
        self._held_ack = b""
        self._answer = ""
        self._bad_left = self._repeats = 0
        self._out = bytearray()
        self._hang_up_at: float | None = None
        self._said_before = ""
        self._say_at: float | None = None
        self._budget: int | None = None
        self._stalled_until: float | None = None

    def say(self, data: bytes) -> None:
        """Let bytes leave as they are."""
        self._out += data

    def acknowledge(self, now: float) -> None:
        """Take a request, with what a fault puts around the ACK."""
        faults = self.faults
        if faults.drop_after_ack:
            self._hang_up_at = now + HANG_UP_AFTER_S
        if faults.no_ack:
            return
        reports = frame("0\x1cA35\x1c1.35\x1c1") * faults.status_reports
        self._held_ack = faults.noise + YES + reports
        if not faults.one_write:
            self._out += self._held_ack
            self._held_ack = b""

    def end_of_talk(self) -> None:
        """EOT where the answer would be."""
        self._out += self._held_ack + END_OF_TALK

    def answer(self, text: str, now: float) -> bool:
        """Say an answer; False if nothing is awaited after it."""
        faults = self.faults
        self._repeats, self._bad_left = 0, faults.bad_check
        self._answer = text
        if faults.check_byte is not None:
            self._answer = answers.padded_to(text, faults.check_byte)
        if faults.no_ack or faults.drop_after_ack:
            return True
        if faults.eot_instead:
            self.end_of_talk()
            return False
        self._out += self._held_ack + faults.noise
        self._held_ack = b""
        if faults.stale and self._said_before:
            self._out += frame(self._said_before)
        self._said_before = text
        if faults.late_s:
            self._say_at = now + faults.late_s
        else:
            self._say_answer(now)
        return True

    def tick(self, now: float) -> None:
        """Let time pass: late answers are said, a stalled line moves on."""
        if self._say_at is not None and now >= self._say_at:
            self._say_at = None
            self._say_answer(now)
        if self._budget == 0:
            self._budget = None
            self._stalled_until = now + self.faults.stall_s
        if self._stalled_until is not None and now >= self._stalled_until:
            self._stalled_until = None

    def repeat(self, now: float) -> bool:
        """Say the answer once more; False when that was done often enough."""
        if self._repeats >= MAX_REPEATS:
            return False
        self._repeats += 1
        self._say_answer(now)
        return True

    def hangs_up(self, now: float) -> bool:
        """Whether the link is to be cut now; once."""
        if self._hang_up_at is None or now < self._hang_up_at:
            return False
        self._hang_up_at = None
        return True

    def drain(self) -> bytes:
        """Take what leaves now: everything, a byte of a dripping line, nothing of a stalled one."""
        if self._stalled_until is not None or self._budget == 0:
            return b""
        size = 1 if self.faults.drip else len(self._out)
        if self._budget is not None:
            size = min(size, self._budget)
            self._budget -= min(size, len(self._out))
        out = bytes(self._out[:size])
        del self._out[:size]
        return out

    def forget(self) -> None:
        """Nobody listens."""
        self._out.clear()
        self._budget, self._stalled_until = None, None

    def _say_answer(self, now: float) -> None:
        whole = frame(self._answer)
        if self._bad_left:
            self._bad_left -= 1
            whole = whole[:-1] + bytes([whole[-1] ^ 0x40])
        if self.faults.stall_at is not None:
            self._budget = len(self._out) + min(self.faults.stall_at, len(whole))
        self._out += whole
        if self.faults.drop_after_answer:
            self._hang_up_at = now + HANG_UP_AFTER_S
