"""The simulated card terminal's own reading and writing of frames (card-terminal.md section 2).

Written from the page a second time and on purpose in another way than the driver's: a buffer that
is searched, not a byte machine. It accepts what foreign clients send (section 12): an ACK written
as the two characters "36" (or "06"), and frames that arrive without the check byte because it was
trimmed.
"""

from dataclasses import dataclass
from functools import reduce
from operator import xor

START, END, END_OF_TALK, ENQUIRY, YES, NO = b"\x02", b"\x03", b"\x04", b"\x05", b"\x06", b"\x15"
GROUP, SUB = "\x1c", "\x1f"
# A client that sends more than this without an ETX is not speaking this protocol.
MAX_HELD = 16_384
MAX_DIGITS = 9
_ASCII_YES = (b"36", b"06")


@dataclass(frozen=True, slots=True)
class Asked:
    """A frame from the till, check byte right."""

    groups: tuple[str, ...]

    @property
    def command(self) -> str:
        """The three characters that name it."""
        return self.groups[0]

    def group(self, index: int) -> str:
        """Group `index`, empty where missing."""
        return self.groups[index] if index < len(self.groups) else ""

    def sub(self, index: int, position: int) -> str:
        """Sub-field `position` of group `index`, both from 0."""
        parts = self.group(index).split(SUB)
        return parts[position] if position < len(parts) else ""


@dataclass(frozen=True, slots=True)
class Garbled:
    """A frame from the till with a wrong check byte."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A single character between frames: YES, NO or END_OF_TALK."""

    byte: bytes


Heard = Asked | Garbled | Sign


def check(body: bytes) -> bytes:
    """The check byte over everything after the start character."""
    return bytes([reduce(xor, body, 0)])


def whole(text: str) -> int | None:
    """A number as the protocol writes one, of at most nine digits; None for anything else."""
    plain = text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS
    return int(text) if plain else None


def frame(text: str) -> bytes:
    """A whole frame around `text`; what a client made up is not repeated to it."""
    body = text.encode("ascii", "replace") + END
    return START + body + check(body)


class Ear:
    """Collects what the till sends and cuts it into what was heard."""

    def __init__(self) -> None:
        self._held = b""

    def forget(self) -> None:
        """Start anew with the next byte."""
        self._held = b""

    @property
    def waiting(self) -> bool:
        """Whether something has begun and not ended."""
        return bool(self._held)

    def hear(self, data: bytes) -> list[Heard]:
        """What has been completed by `data`, in order."""
        self._held = (self._held + data)[-MAX_HELD:]
        heard: list[Heard] = []
        while self._held:
            rest = self._cut(heard)
            if rest is None:
                break
            self._held = rest
        return heard

    def _cut(self, heard: list[Heard]) -> bytes | None:
        """Cut one thing off the front; None: wait for more."""
        held = self._held
        if held.startswith(START):
            return self._cut_frame(heard)
        if held[:1] in {YES, NO, END_OF_TALK}:
            heard.append(Sign(held[:1]))
            return held[1:]
        if held[:2] in _ASCII_YES:
            heard.append(Sign(YES))
            return held[2:]
        if held in {yes[:1] for yes in _ASCII_YES}:
            return None
        return held[1:]

    def _cut_frame(self, heard: list[Heard]) -> bytes | None:
        end = self._held.find(END)
        if end < 0 or len(self._held) < end + 2:
            return None
        body, given = self._held[1 : end + 1], self._held[end + 1 : end + 2]
        if given == START and check(body) != START:  # the check byte was trimmed away
            heard.append(Garbled())
            return self._held[end + 1 :]
        if given != check(body):
            heard.append(Garbled())
        else:
            heard.append(Asked(tuple(body[:-1].decode("latin-1").split(GROUP))))
        return self._held[end + 2 :]
