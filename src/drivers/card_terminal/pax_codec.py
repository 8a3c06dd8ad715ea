"""PAX payloads: what a terminal answered, read (card-terminal.md section 6).

Rules that hold here:

1. Expiry and cardholder are not read, and the account is cut to its last four before anything else
   sees it (section 17).
2. Missing trailing groups and sub-fields mean empty. The device's version is not compared.
3. `read` never raises: what it cannot read is None.
"""

import re
from dataclasses import dataclass, field

from drivers.card_terminal.pax_frames import FS, US, clean
from drivers.card_terminal.terms import LAST4_LENGTH

# Kept out of memory altogether (section 17): the BIN and tokens.
_NEVER_KEPT = frozenset({"CARDBIN", "TOKEN"})
# A terminal's own words are shown and logged: bound them, and cut what looks like a card number
# (ISO/IEC 7812-1: at most 19 digits; in use 13 and more).
_MAX_TEXT = 80
_CARD_NUMBER = re.compile(r"\d(?:[ -]?\d){12,18}")
_MAX_AMOUNT_DIGITS = 9
_STATUS_LAST = "0"


@dataclass(frozen=True, slots=True)
class Host:
    """HOST group."""

    code: str = ""
    message: str = ""
    auth: str = ""
    reference: str = ""
    batch: str = ""


@dataclass(frozen=True, slots=True)
class Amounts:
    """AMOUNT group, cents; None where the terminal said nothing or nonsense.

    `second_balance` is the cash account of an EBT card (section 6).
    """

    approved: int | None = None
    due: int | None = None
    balance: int | None = None
    second_balance: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """ACCOUNT group without number, expiry and cardholder."""

    last4: str = ""
    entry: str = ""
    card_type: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """TRACE group."""

    terminal_txn: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Any response; the groups that its command does not carry are empty.

    `rest`: the groups after respMsg of those that hold nothing of a card (`_OPEN`); A09's third is
    a signature, which is why it is not in the repr.
    """

    command: str
    code: str
    text: str
    serial: str = ""
    model: str = ""
    txn_type: str = ""
    host: Host = field(default_factory=Host)
    amounts: Amounts = field(default_factory=Amounts)
    account: Account = field(default_factory=Account)
    trace: Trace = field(default_factory=Trace)
    ext: tuple[tuple[str, str], ...] = ()
    rest: tuple[str, ...] = field(default=(), repr=False)
    last_packet: bool = True

    def at(self, index: int) -> str:
        """Group `index` of `rest`, "" where missing."""
        return self.rest[index] if index < len(self.rest) else ""

    def tag(self, name: str) -> str:
        """The EXT value under `name` (any case), "" if there is none."""
        return dict(self.ext).get(name.upper(), "")


@dataclass(frozen=True, slots=True)
class _Layout:
    """At which group after respMsg each part stands (section 6)."""

    host: int
    txn_type: int
    amount: int
    account: int
    trace: int
    ext: int


_SHORT = _Layout(host=0, txn_type=1, amount=2, account=3, trace=4, ext=5)
_LAYOUTS = {
    "T01": _Layout(host=0, txn_type=1, amount=2, account=3, trace=4, ext=8),
    "T03": _SHORT,
    "T05": _SHORT,
    "T07": _SHORT,
    "R03": _Layout(host=2, txn_type=4, amount=6, account=7, trace=8, ext=12),
}
_COMMON_GROUPS = 5
# Batch and stored totals, and the strokes of a signature.
_OPEN = frozenset({"B01", "B09", "R11", "A09"})
_COMMAND_SHAPE = re.compile(r"[A-Z]\d\d")
_CODE_SHAPE = re.compile(r"\d{6}")


class _Fields(tuple[str, ...]):
    """Fields that are empty where they are missing."""

    __slots__ = ()

    def at(self, index: int) -> str:
        return self[index] if index < len(self) else ""

    def subs(self, index: int) -> "_Fields":
        return _Fields(self.at(index).split(US))


def read(payload: bytes) -> Answer | None:
    """The response in `payload`, or None if it is none."""
    groups = _Fields(payload.decode("latin-1").split(FS))
    command, code = groups.at(1), groups.at(3)
    if not _COMMAND_SHAPE.fullmatch(command):
        return None
    last = groups.at(0) == _STATUS_LAST
    if command == "A35":  # a status report has no response code
        return Answer(command, "", "", last_packet=last)
    if not _CODE_SHAPE.fullmatch(code):
        return None
    text = _words(groups.at(4))
    rest = _Fields(groups[_COMMON_GROUPS:])
    if command == "A01":
        serial, model = _shown(rest.at(0)), _shown(rest.at(1))
        # Goldens: serial, maker, model. The page's table: serial, model. Keep all words of both.
        if model == "PAX":
            model = f"PAX {_shown(rest.at(2))}".strip()
        return Answer(command, code, text, serial=serial, model=model, last_packet=last)
    layout = _LAYOUTS.get(command)
    if layout is None:
        told = tuple(map(_open, rest)) if command in _OPEN else ()
        return Answer(command, code, text, rest=told, last_packet=last)
    return Answer(
        command,
        code,
        text,
        txn_type=_shown(rest.at(layout.txn_type)),
        host=_host(rest.subs(layout.host)),
        amounts=_amounts(rest.subs(layout.amount)),
        account=_account(rest.subs(layout.account)),
        trace=_trace(rest.subs(layout.trace)),
        ext=_ext(rest.subs(layout.ext)),
        last_packet=last,
    )


def _shown(text: str) -> str:
    return clean(text).strip()[:_MAX_TEXT]


def _open(text: str) -> str:
    """A group without control characters but the separator of its sub-fields."""
    return "".join(c for c in text if c == US or (c.isascii() and c.isprintable()))


def _words(text: str) -> str:
    """Free text of a terminal or a host: whatever looks like a card number is cut."""
    return _CARD_NUMBER.sub(lambda m: "*" * 4 + m.group()[-LAST4_LENGTH:], _shown(text))


def _cents(text: str) -> int | None:
    if not text.isascii() or not text.isdigit() or len(text) > _MAX_AMOUNT_DIGITS:
        return None
    return int(text)


def _host(group: _Fields) -> Host:
    code, auth, reference, batch = (_shown(group.at(i)) for i in (0, 2, 3, 5))
    return Host(code, _words(group.at(1)), auth, reference, batch)


def _amounts(group: _Fields) -> Amounts:
    return Amounts(*(_cents(group.at(index)) for index in (0, 1, 6, 7)))


def _account(group: _Fields) -> Account:
    digits = "".join(c for c in group.at(0) if c.isascii() and c.isdigit())
    return Account(digits[-LAST4_LENGTH:], _shown(group.at(1)), _shown(group.at(6)))


def _trace(group: _Fields) -> Trace:
    return Trace(_shown(group.at(0)), _shown(group.at(1)))


def _ext(group: _Fields) -> tuple[tuple[str, str], ...]:
    tags: dict[str, str] = {}
    for element in group:
        name, separator, value = element.partition("=")  # values may hold "=": the first decides
        name = clean(name).strip().upper()
        if separator and name and name not in _NEVER_KEPT:
            tags[name] = _shown(value)
    return tuple(sorted(tags.items()))
