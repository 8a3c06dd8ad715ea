"""A PAX conversation as text for the person who installs it, with nothing of a card but its last 4.

Rules that hold here (card-terminal.md section 17):

1. What is shown is listed here; everything else is told by its length. An unknown command, group or
   key is not shown.
2. ACCOUNT: the number is cut to its last four; expiry, cvv, cardholder and whatever else stands
   there are dropped. EXT: CARDBIN and TOKEN are dropped with everything that is not listed. A
   signature is dropped.
3. Bytes are shown only as whole frames whose check byte is right: a frame is held back, as a count,
   until it is whole, however it was cut; a damaged one is told by its length.
"""

import re
from collections.abc import Callable, Hashable, Mapping
from typing import Final

from drivers.card_terminal.pax_frames import (
    FS,
    US,
    BadFrame,
    Control,
    Frame,
    FrameReader,
    Signal,
    Stray,
    clean,
)
from drivers.card_terminal.terms import LAST4_LENGTH

MAX_SHOWN: Final = 4096
"""Of one piece of a conversation; a person reads some hundred characters."""
_MAX_VALUE: Final = 40
# Anything long enough to be a card number (ISO/IEC 7812-1: at most 19 digits; in use 12 and more)
# where none belongs; host references, which have twelve, are shown where they stand.
_CARD_LIKE: Final = re.compile(r"\d(?:[ -]?\d){11,}")
_KEPT_KEYS: Final = frozenset(
    ("AAC", "AID", "APPLAB", "APPPN", "ARC", "ARQC", "ATC", "CVM", "EDCTYPE", "HREF", "IAD")
) | frozenset(
    (
        "PASSTHRUDATA",
        "PINSTATUSNUM",
        "PROGRAMTYPE",
        "SIGNSTATUS",
        "SN",
        "TC",
        "TIPREQ",
        "TSI",
        "TVR",
    )
)
# Keys of this shape only, so that nothing travels in a key.
_KEY: Final = re.compile(r"[A-Za-z]{1,20}")
_CODE_KEYS: Final = frozenset(
    ("ARC", "ATC", "CVM", "PINSTATUSNUM", "PROGRAMTYPE", "SIGNSTATUS", "TIPREQ")
)
_CODE: Final = re.compile(r"[0-9A-Za-z]{0,6}")
_HEX_KEYS: Final = frozenset({"AAC", "AID", "ARQC", "IAD", "TC", "TVR", "TSI"})
_HEX: Final = re.compile(r"[0-9A-F]{0,64}", re.IGNORECASE)
_STAMP: Final = re.compile(r"(19|20)\d{2}[01]\d[0-3]\d[0-2]\d[0-5]\d[0-5]\d")
# `<register 2><yymmdd 6><sequence 6>` is as long as some card numbers, but has a date in it.
_OWN_REF: Final = re.compile(r"[0-9A-Za-z]{2}\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{6}(V\d)?")
_HOST_REF: Final = re.compile(r"\d{1,12}")
_NUMBER: Final = re.compile(r"-?\d{1,11}")
_TOTALS: Final = re.compile(r"-?\d{1,11}(=-?\d{1,11}){0,9}")

Show = Callable[[str], str]


def _hidden(text: str) -> str:
    return f"<{len(text)}>" if text else ""


def _words(text: str) -> str:
    """Words of a terminal, a bank or the till, without anything like a card number."""
    return _CARD_LIKE.sub(lambda found: f"<{len(found.group())}>", clean(text)[:_MAX_VALUE])


def _if(pattern: re.Pattern[str]) -> Show:
    """Show what fits the pattern, and hide what does not."""
    return lambda text: text if pattern.fullmatch(text) else _hidden(text)


def _last4(text: str) -> str:
    digits = "".join(c for c in text if c.isascii() and c.isdigit())
    return f"*{digits[-LAST4_LENGTH:]}" if len(digits) >= LAST4_LENGTH else _hidden(text)


def _ref(text: str) -> str:
    return text if _OWN_REF.fullmatch(text) else _words(text)


_number, _stamp, _totals, _host_ref = map(_if, (_NUMBER, _STAMP, _TOTALS, _HOST_REF))


def _group(*shows: Show) -> Show:
    """Sub-fields, each in its way; those beyond are hidden, and empty ones at the end left out."""

    def show(text: str) -> str:
        parts = text.split(US)
        shown = [how(part) for how, part in zip(shows, parts, strict=False)]
        shown += [_hidden(part) for part in parts[len(shows) :]]
        return "^".join(shown).rstrip("^")

    return show


def _element(text: str) -> str:
    key, separator, value = text.partition("=")
    name = key.strip().upper()
    if not separator or name not in _KEPT_KEYS:
        return f"{name}=<dropped>" if separator and _KEY.fullmatch(name) else _hidden(text)
    if name in _HEX_KEYS:
        return f"{name}={_if(_HEX)(value)}"
    if name in _CODE_KEYS:
        return f"{name}={_if(_CODE)(value)}"
    return f"{name}={_host_ref(value)}" if name == "HREF" else f"{name}={_words(value)}"


def _ext(text: str) -> str:
    return "^".join(_element(part) for part in text.split(US) if part)


_AMOUNT = _group(*[_number] * 15)
_HOST = _group(_words, _words, _words, _host_ref, _number, _number)
_ASKED_TRACE = _group(_ref, _words, _words, _number, _stamp)
_TOLD_TRACE = _group(_number, _ref, _stamp, _words)
_CASHIER = _group(_words, _words)
# Sub-fields 1 to 3 of a request are always empty (section 5); then EBT type, voucher, override.
_ASKED_ACCOUNT = _group(_last4, _hidden, _hidden, _words, _hidden, _number)
# Last 4, entry mode, expiry, EBT type, voucher, new account, card type, cardholder ...
_TOLD_ACCOUNT = _group(_last4, _number, _hidden, _words, _hidden, _hidden, _number, _hidden)

_ASKED_SHORT = (_words, _AMOUNT, _ASKED_ACCOUNT, _ASKED_TRACE, _CASHIER, _ext)
_ASKED_CREDIT = (*_ASKED_SHORT[:4], _hidden, _CASHIER, _hidden, _hidden, _ext)
_TOLD_SHORT = (_HOST, _words, _AMOUNT, _TOLD_ACCOUNT, _TOLD_TRACE, _ext)
_TOLD_CREDIT = (*_TOLD_SHORT[:5], _hidden, _hidden, _hidden, _ext)
_RECORD = (_number, _number, _HOST, _words, _words, _words, _AMOUNT, _TOLD_ACCOUNT, _TOLD_TRACE)
_NUMBERS = (_number,) * 12

# The groups after the version (of a request) and after respMsg (of an answer), as in sections 5, 6.
_REQUESTS: Final[Mapping[str, tuple[Show, ...]]] = {
    "A00": (),
    "A08": (_number, _number),
    "A14": (),
    "A16": (),
    "A20": (_number, _hidden, _number, _number),
    "A54": _NUMBERS,
    "B00": (_stamp,),
    "B08": (_number,),
    "R02": (*[_number] * 5, _words, _ref, _ext),
    "R10": (_number,),
    "T00": _ASKED_CREDIT,
    "T02": _ASKED_SHORT,
    "T04": _ASKED_SHORT,
    "T06": _ASKED_SHORT,
}
_ANSWERS: Final[Mapping[str, tuple[Show, ...]]] = {
    "A01": (_words, _words, _words),
    "A09": (_number, _number, _hidden),
    "A17": (),
    "A21": (),
    "A55": (),
    "B01": (_HOST, _totals, _totals, _stamp, _words, _words),
    "B09": (_number, _number, _stamp, _number, _number, _number, _number),
    "R03": (*_RECORD, _hidden, _hidden, _hidden, _ext),
    "R11": (_number, _number),
    "T01": _TOLD_CREDIT,
    "T03": _TOLD_SHORT,
    "T05": _TOLD_SHORT,
    "T07": _TOLD_SHORT,
}
_HEAD: Final = 5
_NAME: Final = re.compile(r"[A-Z]\d\d")
_CONTROLS: Final = {Control.ACK: "ACK", Control.NAK: "NAK", Control.EOT: "EOT"}


class PaxRedactor:
    """The `redact` of a `WireRecorder`: one for each wire, since it holds half a frame's length."""

    def __init__(self) -> None:
        self._ears: dict[Hashable, _Ear] = {}

    def __call__(self, direction: Hashable, data: bytes) -> str:
        """What these bytes complete, in that direction; the rest is told by its length."""
        return self._ears.setdefault(direction, _Ear()).shown(data)


class _Ear:
    """One direction of a wire."""

    def __init__(self) -> None:
        self._reader = FrameReader()
        self._waiting = 0

    def shown(self, data: bytes) -> str:
        texts: list[str] = []
        for byte in data:
            self._waiting += 1
            for signal in self._reader.feed(bytes([byte])):
                texts.append(_told(signal, self._waiting))
                self._waiting = 0
        if self._waiting:
            texts.append(f"<{self._waiting} bytes so far>")
        return _joined(texts)[:MAX_SHOWN]


def _joined(texts: list[str]) -> str:
    """Noise in a row is told once."""
    kept = [text for at, text in enumerate(texts) if at == 0 or text != texts[at - 1]]
    return " ".join(kept)


def _told(signal: Signal, length: int) -> str:
    match signal:
        case Control():
            return _CONTROLS[signal]
        case BadFrame():
            return f"<{signal.kind.value}, {length} bytes>"
        case Stray():
            return "<noise>"
        case Frame():
            return frame_text(signal.payload)


def frame_text(payload: bytes) -> str:
    """A whole frame, groups between bars; what is not listed is told by its length."""
    groups = payload.decode("latin-1").split(FS)
    if groups[0] in _REQUESTS:
        return _listed(groups[:1], groups[2:], _REQUESTS[groups[0]])
    if len(groups) > 1 and groups[1] in _ANSWERS:
        head = [groups[1], *map(_words, groups[3:_HEAD])]
        return _listed(head, groups[_HEAD:], _ANSWERS[groups[1]])
    name = next((group for group in groups[:2] if _NAME.fullmatch(group)), "?")
    return f"[{name} <{len(payload)} bytes>]"


def _listed(head: list[str], groups: list[str], shows: tuple[Show, ...]) -> str:
    shown = [how(group) for how, group in zip(shows, groups, strict=False)]
    shown += [_hidden(group) for group in groups[len(shows) :]]
    return f"[{'|'.join([*head, *shown]).rstrip('|')}]"
