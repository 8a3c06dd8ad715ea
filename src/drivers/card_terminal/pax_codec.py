"""PAX payloads: requests built, responses read (card-terminal.md sections 4, 5 and 6).

Rules that hold here:

1. STX, ETX, FS and US never leave inside a field: every control character is stripped.
2. ACCOUNT sub-fields 1-3 of a request are always empty; expiry and cardholder of a response are
   not read, and the account is cut to its last four before anything else sees it (section 17).
3. Missing trailing groups and sub-fields mean empty. The device's version is not compared.
4. `read` never raises: what it cannot read is None.
"""

import re
from dataclasses import dataclass, field

from drivers.card_terminal.messages import LAST4_LENGTH, FsaAmounts, Kind, Refund, Sale, Void
from drivers.card_terminal.pax_frames import FS, US

# "send 1.35. Devices answer their own. No negotiation; do not compare" (section 2).
VERSION = "1.35"

SALE, RETURN, VOID = "01", "02", "16"
EDC_ALL = "00"
LATEST_RECORD = "0"

# T00 credit, T02 debit, T04 EBT; EBT type F is SNAP, C is cash (section 4).
_COMMANDS = {Kind.CREDIT: "T00", Kind.DEBIT: "T02", Kind.EBT_SNAP: "T04", Kind.EBT_CASH: "T04"}
_EBT_TYPES = {Kind.EBT_SNAP: "F", Kind.EBT_CASH: "C"}
# "Always send TIPREQ=0 on sales and returns" (section 5); the EBT request has no tip prompt.
_NO_TIP = "TIPREQ=0"

# Kept out of memory altogether (section 17): the BIN and tokens.
_NEVER_KEPT = frozenset({"CARDBIN", "TOKEN"})
# A terminal's own words are shown and logged: bound them, and cut what looks like a card number
# (ISO/IEC 7812-1: at most 19 digits; in use 13 and more).
_MAX_TEXT = 80
_CARD_NUMBER = re.compile(r"\d(?:[ -]?\d){12,18}")
_MAX_AMOUNT_DIGITS = 9
_STATUS_LAST = "0"


def clean(text: str) -> str:
    """`text` as it may stand in a field: printable ASCII only."""
    return "".join(c for c in text if c.isascii() and c.isprintable())


def _subs(*fields: str) -> str:
    return US.join(clean(f) for f in fields).rstrip(US)


def _payload(*groups: str) -> bytes:
    return FS.join(groups).encode("ascii")


def initialize() -> bytes:
    """A00: who are you?"""
    return _payload("A00", VERSION, "")


def cancel() -> bytes:
    """A14: give up waiting for the card. It has no response."""
    return _payload("A14", VERSION, "")


def reset() -> bytes:
    """A16: back to the idle screen."""
    return _payload("A16", VERSION, "")


def batch_close(timestamp: str) -> bytes:
    """B00 at `timestamp` (YYYYMMDDhhmmss). Empties the terminal's records: see section 10.2."""
    return _payload("B00", VERSION, clean(timestamp))


def find_by_ref(ref: str) -> bytes:
    """R02: the record that carries our reference, in any EDC."""
    return _payload("R02", VERSION, EDC_ALL, "", "", "", "", "", clean(ref), "")


def find_latest() -> bytes:
    """R02: the latest record, whoever made it."""
    return _payload("R02", VERSION, EDC_ALL, "", "", LATEST_RECORD, "", "", "", "")


def fsa_data(fsa: FsaAmounts | None) -> str:
    """The EXT element with HealthCare and, if any, Rx; "" when nothing is eligible (section 9)."""
    if fsa is None or fsa.healthcare_cents == 0:
        return ""
    items = [f"HealthCare,{fsa.healthcare_cents}"]
    if fsa.rx_cents:
        items.append(f"Rx,{fsa.rx_cents}")
    return "PASSTHRUDATA=FSA:" + "|".join(items)


def sale(request: Sale) -> bytes:
    """T00, T02 or T04, type 01."""
    override = "1" if request.allow_duplicate else ""
    ext = [_NO_TIP, fsa_data(request.fsa)] if request.kind not in _EBT_TYPES else []
    return _charge(request, SALE, override, _subs(*ext))


def refund(request: Refund) -> bytes:
    """T00, T02 or T04, type 02; healthcare amounts are not sent (section 16)."""
    return _charge(request, RETURN, "", _NO_TIP if request.kind not in _EBT_TYPES else "")


def _charge(request: Sale | Refund, txn_type: str, dup_override: str, ext: str) -> bytes:
    account = _subs("", "", "", _EBT_TYPES.get(request.kind, ""), "", dup_override)
    trace = _subs(request.ref, request.invoice)
    cashier = _subs(request.clerk, request.shift)
    command = _COMMANDS[request.kind]
    head = (command, VERSION, txn_type, str(request.amount_cents), account, trace)
    if command == "T00":
        return _payload(*head, "", cashier, "", "", ext)
    return _payload(*head, cashier, ext)


def void(request: Void) -> bytes:
    """T00 type 16 by the terminal's own transaction number."""
    trace = _subs(request.ref, "", "", request.terminal_txn)
    return _payload("T00", VERSION, VOID, "", "", trace, "", "", "", "", "")


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
    """AMOUNT group, cents; None where the terminal said nothing or nonsense."""

    approved: int | None = None
    due: int | None = None
    balance: int | None = None


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
    """Any response; the groups that its command does not carry are empty."""

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
    last_packet: bool = True

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
        return Answer(command, code, text, last_packet=last)
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


def _words(text: str) -> str:
    """Free text of a terminal or a host: whatever looks like a card number is cut."""
    return _CARD_NUMBER.sub(lambda m: "*" * 4 + m.group()[-LAST4_LENGTH:], _shown(text))


def _cents(text: str) -> int | None:
    if not text.isascii() or not text.isdigit() or len(text) > _MAX_AMOUNT_DIGITS:
        return None
    return int(text)


def _host(subs: _Fields) -> Host:
    code, auth, reference, batch = (_shown(subs.at(i)) for i in (0, 2, 3, 5))
    return Host(code, _words(subs.at(1)), auth, reference, batch)


def _amounts(subs: _Fields) -> Amounts:
    return Amounts(_cents(subs.at(0)), _cents(subs.at(1)), _cents(subs.at(6)))


def _account(subs: _Fields) -> Account:
    digits = "".join(c for c in subs.at(0) if c.isascii() and c.isdigit())
    return Account(digits[-LAST4_LENGTH:], _shown(subs.at(1)), _shown(subs.at(6)))


def _trace(subs: _Fields) -> Trace:
    return Trace(_shown(subs.at(0)), _shown(subs.at(1)))


def _ext(subs: _Fields) -> tuple[tuple[str, str], ...]:
    tags: dict[str, str] = {}
    for element in subs:
        name, separator, value = element.partition("=")  # values may hold "=": the first decides
        name = clean(name).strip().upper()
        if separator and name and name not in _NEVER_KEPT:
            tags[name] = _shown(value)
    return tuple(sorted(tags.items()))
