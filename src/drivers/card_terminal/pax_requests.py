"""PAX payloads: what is asked of a terminal (card-terminal.md sections 4 and 5).

Rules that hold here:

1. STX, ETX, FS and US never leave inside a field: every control character is stripped.
2. ACCOUNT sub-fields 1-3 are always empty: the till has nothing to put there (section 17).
"""

from datetime import datetime

from drivers.card_terminal.messages import (
    EBT_KINDS,
    Balance,
    FsaAmounts,
    Kind,
    Refund,
    Sale,
    StoreAndForward,
    Void,
)
from drivers.card_terminal.pax_frames import FS, US, clean

# "send 1.35. Devices answer their own. No negotiation; do not compare" (section 2).
VERSION = "1.35"

SALE, RETURN, VOID, VOIDED_SALE, BALANCE = "01", "02", "16", "17", "23"
EDC_ALL = "00"
LATEST_RECORD = "0"
# "indicator (0 newly stored, 1 failed, 2 all)" (section 5).
NEWLY_STORED, FAILED = "0", "1"
# "300 = 30 s, unit 100 ms: unconfirmed, check with the vendor" (section 5).
_SIGNATURE_UNITS_PER_S = 10

# T00 credit, T02 debit, T04 EBT, T06 gift; EBT type F is SNAP, C is cash (section 4).
_COMMANDS = {
    Kind.CREDIT: "T00",
    Kind.DEBIT: "T02",
    Kind.EBT_SNAP: "T04",
    Kind.EBT_CASH: "T04",
    Kind.GIFT: "T06",
}
_EBT_TYPES = {Kind.EBT_SNAP: "F", Kind.EBT_CASH: "C"}
# "Always send TIPREQ=0 on sales and returns" (section 5); the EBT request has no tip prompt.
_NO_TIP = "TIPREQ=0"


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


def find_by_ref(ref: str) -> bytes:
    """R02: the record that carries our reference, in any EDC."""
    return _payload("R02", VERSION, EDC_ALL, "", "", "", "", "", clean(ref), "")


def find_latest() -> bytes:
    """R02: the latest record, whoever made it."""
    return _payload("R02", VERSION, EDC_ALL, "", "", LATEST_RECORD, "", "", "", "")


def find_record(number: int) -> bytes:
    """R02: the record with the terminal's own number, in any of its ranges (section 10.2)."""
    return _payload("R02", VERSION, EDC_ALL, "", "", str(number), "", "", "", "")


def find_numbered(terminal_txn: str) -> bytes:
    """R02: the record with the terminal's own transaction number, the one that a void names."""
    return _payload("R02", VERSION, EDC_ALL, "", "", "", terminal_txn, "", "", "")


def fsa_data(fsa: FsaAmounts | None) -> str:
    """The EXT element with HealthCare and, if any, Rx; "" when nothing is eligible (section 9)."""
    if fsa is None or fsa.healthcare_cents == 0:
        return ""
    items = [f"HealthCare,{fsa.healthcare_cents}"]
    if fsa.rx_cents:
        items.append(f"Rx,{fsa.rx_cents}")
    return "PASSTHRUDATA=FSA:" + "|".join(items)


def sale(request: Sale) -> bytes:
    """T00, T02, T04 or T06, type 01."""
    override = "1" if request.allow_duplicate else ""
    ext = [_NO_TIP, fsa_data(request.fsa)] if request.kind not in EBT_KINDS else []
    return _charge(request, SALE, override, _subs(*ext))


def refund(request: Refund) -> bytes:
    """T00, T02, T04 or T06, type 02; healthcare amounts are not sent (section 16)."""
    return _charge(request, RETURN, "", _NO_TIP if request.kind not in EBT_KINDS else "")


def _charge(request: Sale | Refund, txn_type: str, dup_override: str, ext: str) -> bytes:
    account = _subs("", "", "", _EBT_TYPES.get(request.kind, ""), "", dup_override)
    trace = _subs(request.ref, request.invoice)
    cashier = _subs(request.clerk, request.shift)
    return _transaction(
        request.kind, txn_type, str(request.amount_cents), account, trace, cashier, ext
    )


def void(request: Void) -> bytes:
    """T00, T02, T04 or T06, type 16, by the terminal's own transaction number."""
    trace = _subs(request.ref, "", "", request.terminal_txn)
    account = _subs("", "", "", _EBT_TYPES.get(request.kind, ""))
    return _transaction(request.kind, VOID, "", account, trace)


def balance(request: Balance) -> bytes:
    """T04 or T06, type 23."""
    account = _subs("", "", "", _EBT_TYPES.get(request.kind, ""))
    return _transaction(request.kind, BALANCE, "", account, _subs(request.ref))


def _transaction(
    kind: Kind,
    txn_type: str,
    amount: str,
    account: str,
    trace: str,
    cashier: str = "",
    ext: str = "",
) -> bytes:
    """T00 has groups that the others have not: AVS, COMMERCIAL and MOTO (section 5)."""
    command = _COMMANDS[kind]
    head = (command, VERSION, txn_type, amount, account, trace)
    if command == "T00":
        return _payload(*head, "", cashier, "", "", ext)
    return _payload(*head, cashier, ext)


def batch_close(at: datetime) -> bytes:
    """B00. Empties the terminal's records: see section 10.2."""
    return _payload("B00", VERSION, f"{at:%Y%m%d%H%M%S}")


def sign(wait_s: int) -> bytes:
    """A20: let the customer sign; the terminal uploads nothing by itself."""
    return _payload("A20", VERSION, "0", "", "", str(wait_s * _SIGNATURE_UNITS_PER_S))


def signature(offset: int, length: int | None = None) -> bytes:
    """A08: so many characters of what was drawn, from `offset`; None: all of it."""
    return _payload("A08", VERSION, str(offset), "" if length is None else str(length))


def store_and_forward(settings: StoreAndForward) -> bytes:
    """A54. Which dates START and END take is not documented, so they stay empty."""
    interval, upload = settings.upload_interval_min, settings.upload_mode
    limits = (
        settings.max_age_days,
        settings.max_count,
        settings.total_ceiling_cents,
        settings.card_ceiling_cents,
        settings.floor_cents,
    )
    return _payload(
        "A54",
        VERSION,
        str(settings.mode.value),
        "",
        "",
        *(str(limit) if limit else "" for limit in limits),
        "" if upload is None else str(upload),
        "" if interval is None else str(interval),
        "",
    )


def count_stored(indicator: str) -> bytes:
    """R10: how many are stored, and for how much."""
    return _payload("R10", VERSION, indicator)


def upload_stored(indicator: str) -> bytes:
    """B08: send them to the bank."""
    return _payload("B08", VERSION, indicator)
