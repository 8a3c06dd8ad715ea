"""A scanner that types: which keystrokes are a scan, and which are a person's.

Rules that hold here (scanners-printers-displays.md section 3):

1. With a prefix configured, a scan begins with it and with nothing else; no typist is ever a scan,
   and no keystroke of a person waits. Without one there is only the timing, and each character
   waits for `TYPIST_GAP_S` before it is passed on.
2. From its first key to its last a scan is held back: none of it, its CR least of all, reaches
   what has the focus. Keys that turn out to be a person's are passed on, in order, none lost.
3. A scan ends at Enter, keypad Enter, Tab, CR or LF, or when no key follows in time. A driver
   licence holds line ends itself; it ends in time alone. A second end right behind the first is
   the LF of a CRLF, which many scanners type as Enter once more.
4. Arrows, function keys, chords and held-down keys belong to a person, and pass; so does Shift
   alone, which means nothing to anybody.
5. Without a prefix, the set-up barcode `SETUP_CODE` teaches it: what came in front of it, be it a
   character or a key that types nothing, is the prefix from then on.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from drivers.scanner.framer import SCAN_MAX_BYTES
from drivers.scanner.gate import Gate
from drivers.scanner.messages import Garbage, ScanDropped, ScanGarbage, Scanned

GAP_S: Final = 0.100
"""Between two keys of a scan behind its prefix (section 3: 55 to 100 ms, real scanners 5 to 60)."""
TYPIST_GAP_S: Final = 0.055
"""The strict end of that range, where the timing is all there is."""
TOTAL_S: Final = 1.5
"""Longer than this without a prefix is no scan (section 3)."""
CHARACTERS_MIN: Final = 4
"""Fewer are no scan (section 3): somebody typed the prefix, or two keys at once."""
_END_NAMES: Final = frozenset({"Enter", "Return", "KP_Enter", "Tab"})
_END_TEXTS: Final = frozenset({"\r", "\n", "\r\n", "\t"})
_MODIFIERS: Final = frozenset({"Shift", "Control", "Alt", "AltGr", "Meta", "CapsLock"})
"""Pressed alone they type nothing, and scanners press them too, before a capital letter."""
_AIM_LETTERS: Final = 3
_FUNCTION_KEY: Final = re.compile(r"F([1-9]|[12][0-9]|3[0-5])")
SETUP_CODE: Final = "RXLANE-SETUP"
"""The text of the set-up barcode; capitals and a hyphen, so that Code 39 can hold it too."""
_SEPARATORS: Final = frozenset("\x04\x1c\x1d\x1e\x1f")
"""Control characters that labels hold and that some keyboards can type."""


@dataclass(frozen=True, slots=True)
class Keystroke:
    """One key press: what it types, and what the key is called where it types nothing.

    `text` is empty for a key pressed together with Alt or Meta; with Ctrl it is the control
    character that this types, if any: scanners send STX, GS and LF so. `origin` is the window
    system's own event: it is not looked at, and comes back as it was.
    """

    text: str = field(default="", repr=False)
    name: str = ""
    repeated: bool = False
    """The key is held down and the keyboard repeats it."""
    origin: object = field(default=None, repr=False, compare=False)

    @property
    def ends_scan(self) -> bool:
        """Whether a scanner may send it behind a scan."""
        return self.name in _END_NAMES or self.text in _END_TEXTS

    @property
    def in_scan(self) -> bool:
        """Whether a scan may hold it."""
        return bool(self.text) and all(
            character.isprintable() or character in _SEPARATORS for character in self.text
        )


@dataclass(frozen=True, slots=True)
class Swallow:
    """Keep the key from everybody, for now or for good."""


@dataclass(frozen=True, slots=True)
class PassOn:
    """Deliver these keys, in this order."""

    keys: tuple[Keystroke, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """The keys so far were a scan and are gone; then deliver the keys in `then`."""

    event: "Scanned | ScanGarbage | ScanDropped | PrefixLearned"
    then: tuple[Keystroke, ...] = ()


@dataclass(frozen=True, slots=True)
class PrefixLearned:
    """The set-up barcode was read; `prefix` is empty when nothing usable stood in front of it."""

    prefix: str


Outcome = Swallow | PassOn | Scan


class Wedge:
    """Tells a scanner that types from a person who types."""

    def __init__(self, prefix: str = "", *, armed: bool = True) -> None:
        """Set up; `prefix` is the character or the name of the key that the scanner sends first.

        ValueError for a prefix that people type: it would swallow what they write.
        """
        if prefix and not is_prefix(prefix):
            raise ValueError("a scanner's prefix is a key that nobody types, such as ~ or F13")
        self._prefix = prefix
        self._gate = Gate(armed=armed)
        self._held: list[Keystroke] = []
        self._marked = False
        """Whether what is held began with the prefix."""
        self._typing = False
        """Whether a run of keys was found to be no scan, and is still going on."""
        self._unheld = ""
        """What the last key was that no scan holds: perhaps a prefix that is to be learned."""
        self._unheld_at = 0.0
        self._ended_at = float("-inf")
        """When a scan ended with a key, if that was the last key."""
        self._length = 0
        self._began_at = 0.0
        self._last_at = 0.0

    def arm(self) -> None:
        """Give scans out."""
        self._gate.armed = True

    def disarm(self) -> None:
        """Drop scans; their keys are swallowed all the same."""
        self._gate.armed = False

    def feed(self, key: Keystroke, now: float) -> Outcome:
        """Take a key press, before anything that has the focus does."""
        return _joined(self.tick(now), self._take(key, now))

    def tick(self, now: float) -> PassOn | Scan | None:
        """Let time pass: what is held is settled once no key followed in time."""
        if now < self._last_at + self._gap:
            return None
        self._typing = False
        return self._settle(now) if self._held else None

    def deadline(self) -> float | None:
        """When `tick` settles what is held."""
        return self._last_at + self._gap if self._held else None

    @property
    def _gap(self) -> float:
        return GAP_S if self._marked else TYPIST_GAP_S

    def _take(self, key: Keystroke, now: float) -> Outcome:
        if key.name in _MODIFIERS:
            return PassOn((key,))
        if self._begins(key):
            done = self._settle(now) if self._held else None
            self._marked, self._began_at = True, now
            return _joined(done, self._hold(key, now))
        if self._held:
            return self._continue(key, now)
        if key.ends_scan and now - self._ended_at < TYPIST_GAP_S:
            return Swallow()
        self._ended_at = float("-inf")
        if self._prefix or self._typing or key.repeated or not key.in_scan:
            self._last_at = now
            if not key.in_scan:
                self._unheld, self._unheld_at = key.text or key.name, now
            return PassOn((key,))
        self._began_at = now
        return self._hold(key, now)

    def _begins(self, key: Keystroke) -> bool:
        """Whether the prefix came; inside a scan a printable one may be the label's own."""
        return (
            self._prefix in (key.text, key.name)
            and bool(self._prefix)
            and not (self._marked and self._prefix.isprintable() and len(self._prefix) == 1)
        )

    def _continue(self, key: Keystroke, now: float) -> Outcome:
        if key.repeated or not (key.in_scan or key.ends_scan):
            return PassOn((key,)) if self._marked else self._release(key, now)
        if not self._marked and now - self._began_at > TOTAL_S:
            return self._release(key, now)
        if key.ends_scan and not self._in_licence():
            self._last_at = now
            settled = self._settle(now, key)
            self._ended_at = now if isinstance(settled, Scan) else self._ended_at
            return settled
        return self._hold(key, now)

    def _hold(self, key: Keystroke, now: float) -> Swallow:
        """Hold a key back; of an endless scan only the length is kept."""
        self._last_at = now
        self._length += len(key.text)
        if self._length <= SCAN_MAX_BYTES:
            self._held.append(key)
        return Swallow()

    def _release(self, key: Keystroke, now: float) -> PassOn:
        """A person wrote all that is held."""
        keys = (*self._held, key)
        self._forget()
        self._typing, self._last_at = True, now
        return PassOn(keys)

    def _settle(self, now: float, *end: Keystroke) -> PassOn | Scan:
        keys = (*self._held, *end)
        licence, label = self._in_licence(), _label(self._held[self._marked :])
        overlong, length = self._length > SCAN_MAX_BYTES, self._length
        learned = self._learned(label)
        self._forget()
        if learned is not None:
            self._prefix = learned.prefix
            return Scan(learned)
        if overlong:
            return Scan(ScanGarbage(length, Garbage.OVERLONG))
        if len(label) < CHARACTERS_MIN:
            return PassOn(keys)
        return Scan(self._gate.judge(label.rstrip(b"\n") if licence else label, now))

    def _learned(self, label: bytes) -> PrefixLearned | None:
        """What the set-up barcode teaches; None when the label is any other, or comes unasked."""
        text = label.decode("utf-8")
        if not self._gate.armed or not text.endswith(SETUP_CODE):
            return None
        front = text.removesuffix(SETUP_CODE)
        front = front[:-_AIM_LETTERS] if front[-_AIM_LETTERS:].startswith("]") else front
        if self._marked:
            return PrefixLearned(self._prefix) if not front else None
        if not front and self._began_at - self._unheld_at < TYPIST_GAP_S:
            front = self._unheld
        return PrefixLearned(front if is_prefix(front) else "")

    def _in_licence(self) -> bool:
        first = _label(self._held[self._marked : self._marked + 2])
        return first.startswith((b"@", b"]L"))

    def _forget(self) -> None:
        self._held.clear()
        self._marked = False
        self._length = 0


def is_prefix(text: str) -> bool:
    """Whether a scanner may send this first: a sign that nobody types, or a function key."""
    if len(text) == 1:
        return not text.isalnum() and not text.isspace()
    return _FUNCTION_KEY.fullmatch(text) is not None


def _label(keys: Iterable[Keystroke]) -> bytes:
    """What the keys write; a line end inside a licence is a line feed, whichever key it was."""
    return "".join("\n" if key.ends_scan else key.text for key in keys).encode("utf-8")


def _joined(first: PassOn | Scan | None, second: Outcome) -> Outcome:
    """Two outcomes in a row, the second of a single key, as one."""
    match first, second:
        case None, _:
            return second
        case _, Swallow():
            assert first is not None, "matched above"
            return first
        case PassOn(earlier), PassOn(later):
            return PassOn((*earlier, *later))
        case Scan(event), PassOn(later):
            return Scan(event, later)
    raise AssertionError("a single key after a pause is no scan yet")
