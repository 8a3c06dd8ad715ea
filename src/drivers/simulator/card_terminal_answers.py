"""The texts a simulated PAX terminal answers with (card-terminal.md section 6)."""

from itertools import product

from drivers.simulator.card_terminal_frames import END, GROUP, SUB, check, whole
from drivers.simulator.card_terminal_script import Card, Shape
from drivers.simulator.card_terminal_store import FAILED, STORED, Record

VERSION, NEWER_VERSION = "1.35", "1.54"
_FILLER = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_CREDIT = "T01"


def groups(*parts: str) -> str:
    """Parts with the group separator between."""
    return GROUP.join(parts)


def subs(*parts: str) -> str:
    """Parts with the sub-field separator between."""
    return SUB.join(parts)


def short(command: str, code: str, text: str, version: str = VERSION) -> str:
    """An answer that ends after its message."""
    return groups("0", command, version, code, text)


def after(command: str) -> str:
    """The name of the answer to a command: the next number."""
    number = whole(command[1:])
    return command if number is None else f"{command[:1]}{number + 1:02d}"


def initialized(serial: str, model: str) -> str:
    """A01."""
    return groups("0", "A01", VERSION, "000000", "OK", serial, "PAX", model, "4.01", "B1.02")


def closed(totals: list[tuple[int, int]], stamp: str, batch: str) -> str:
    """B01; `totals` are count and cents of credit, debit, EBT, gift, loyalty and cash."""
    host = subs("0", "CLOSED", "", "", "", batch)
    counts = "=".join(str(count) for count, _ in totals)
    amounts = "=".join(str(cents) for _, cents in totals)
    return groups(
        "0", "B01", VERSION, "000000", "OK", host, counts, amounts, stamp, "12345678", "999000111"
    )


def counted(count: int, cents: int) -> str:
    """R11."""
    return groups("0", "R11", VERSION, "000000", "OK", str(count), str(cents))


def uploaded(done: tuple[int, int], failed: tuple[int, int], stamp: str) -> str:
    """B09."""
    total = (done[0] + failed[0], done[1] + failed[1])
    numbers = (str(n) for n in (*done, *failed))
    head = ("0", "B09", VERSION, "000000", "OK")
    return groups(*head, str(total[0]), str(total[1]), stamp, *numbers)


def deleted(count: int) -> str:
    """B11."""
    return groups("0", "B11", VERSION, "000000", "OK", str(count))


def drawn(total: int, piece: str) -> str:
    """A09."""
    head = ("0", "A09", VERSION, "000000", "OK")
    return groups(*head, str(total), str(len(piece)), piece)


def declined(command: str, ref: str, kind: str, code: str, text: str, stamp: str) -> str:
    """A host's no."""
    trace = subs("", ref, stamp)
    tail = ["", "", "", ""] if command == _CREDIT else [""]
    host = subs(code, text, "", "", "", "")
    return groups("0", command, VERSION, "000100", "DECLINE", host, kind, "", "", trace, *tail)


def transaction(
    command: str,
    code: str,
    text: str,
    record: Record,
    card: Card | None,
    *,
    batch: str = "1",
    balances: tuple[str, str] = ("", ""),
    account: str = "",
    ebt: str = "",
    pin: bool = False,
    shape: Shape = Shape.PLAIN,
) -> str:
    """T01, T03, T05 or T07 about a record; `card` adds the EMV receipt tags."""
    newer = shape is Shape.NEWER
    host = _host(record, batch, newer=newer)
    amount = [str(record.approved), str(record.due), "0", "0", "0", "0", *balances]
    about = _account(record, account, ebt)
    trace = [str(record.number), record.ref, record.stamp]
    ext = _tags(record, card, pin=pin)
    if newer:
        host = ["00", *host[1:4], "", host[5], "TRN000000000042", "", "", ""]
        amount += ["", "", "0", "0"]
        about += ["", "", "", "", ""]
        trace += ["", "", "", ""]
        ext = ["", *ext, "X-NEW=a=b"]
    middle = ["", "", ""] if command == _CREDIT else []
    tail = ["", "", "", ""] if newer or shape is Shape.EXTRA_GROUPS else []
    version = NEWER_VERSION if newer else VERSION
    body = [subs(*host), record.kind, subs(*amount), subs(*about), subs(*trace)]
    whole = ["0", command, version, code, text, *body, *middle, subs(*ext), *tail]
    if shape is Shape.TRIMMED:
        whole = [part.rstrip(SUB) for part in whole]
    return groups(*whole)


def found(record: Record, total: int, batch: str = "1") -> str:
    """R03; a voided sale shows as 17 with its first type beside it."""
    kind, first = ("17", record.kind) if record.voided else (record.kind, "")
    amount = subs(str(record.approved), str(record.due))
    account = subs(record.last4, record.entry, "", "", "", "", record.brand)
    trace = subs(str(record.number), record.ref, record.stamp)
    host = subs(*_host(record, batch, newer=False))
    head = ("0", "R03", VERSION, "000000", "OK", str(total), "0")
    ext = f"HREF={record.host_ref}"
    return groups(*head, host, record.edc, kind, first, amount, account, trace, "", "", "", ext)


def padded_to(text: str, wanted: int) -> str:
    """`text` with an unknown EXT key whose value brings the check byte to `wanted` (fault 6)."""
    for letters in product(_FILLER, repeat=3):
        candidate = f"{text}{SUB}PAD={''.join(letters)}"
        if check(candidate.encode("ascii") + END)[0] == wanted:
            return candidate
    raise ValueError("ASCII frames have check bytes below 128")


def _host(record: Record, batch: str, *, newer: bool) -> list[str]:
    if record.number in STORED:  # no host has seen it
        return ["", "APPROVED OFFLINE", "", "", "", batch]
    if record.number in FAILED:
        return ["51", "DECLINED", "", "", "", batch]
    partial = record.due > 0
    code = "10" if partial else "00" if newer else "0"
    words = "PARTIAL APPROVAL" if partial else "APPROVAL"
    return [code, words, record.auth, record.host_ref, f"{record.number:06d}", batch]


def _account(record: Record, account: str, ebt: str) -> list[str]:
    shown = account or record.last4
    holder = "TEST CARD"
    return [shown, record.entry, "1228", ebt, "", "", record.brand, holder, "", "", "0", ""]


_BOOKS = {"01": "CREDIT", "02": "DEBIT", "03": "EBT", "04": "GIFT"}


def _tags(record: Record, card: Card | None, *, pin: bool) -> list[str]:
    tags = [f"HREF={record.host_ref}", f"EDCTYPE={_BOOKS[record.edc]}", f"CARDBIN={'4' * 6}"]
    if card is None:
        return tags
    verified = ["CVM=2", "PINSTATUSNUM=1"] if pin else ["CVM=7"]
    return [
        *tags,
        f"PROGRAMTYPE={'2' if card.fsa else '0'}",
        "AID=A0000000031010",
        f"APPLAB={card.label}",
        f"APPPN={card.label}     ",
        "TC=0A1B2C3D4E5F6071",
        "TVR=0000008000",
        "TSI=E800",
        *verified,
        "ARC=00",
    ]
