"""How a simulated PAX terminal reads a charge request (card-terminal.md sections 5, 7 and 9)."""

from dataclasses import dataclass

from drivers.simulator.card_terminal_frames import SUB, Asked, whole

SALE, RETURN, VOID, BALANCE = "01", "02", "16", "23"
KINDS = frozenset({SALE, RETURN, VOID})
SNAP, EBT_CASH = "F", "C"
EDC = {"T00": "01", "T02": "02", "T04": "03", "T06": "04"}
HAS_BALANCE = frozenset({"T04", "T06"})
MAX_REF = 16  # "REFERENCE INVALID: length more than 16"
_FSA_NAMES = frozenset({"HealthCare", "Rx", "Vision", "Dental", "Clinical", "CoPay"})


@dataclass(frozen=True, slots=True)
class Charge:
    """A T00, T02, T04 or T06 as asked."""

    command: str
    kind: str
    cents: int
    ref: str
    original: str
    override: bool
    healthcare: int
    ebt: str = ""
    host_ref: str = ""

    @property
    def needs_pin(self) -> bool:
        """Debit and EBT cards want one, but not to undo."""
        return self.command in {"T02", "T04"} and self.kind != VOID

    @property
    def answer(self) -> str:
        """T00 is answered by T01."""
        return f"T{int(self.command[1:]) + 1:02d}"


def read_charge(asked: Asked) -> tuple[Charge, str]:
    """The request and, if it cannot be accepted, why (the 100003 family of section 7)."""
    command, amount = asked.command, asked.sub(3, 0)
    ext = asked.group(10) if command == "T00" else asked.group(7)
    keys = dict(element.partition("=")[::2] for element in ext.split(SUB))
    amounts, grammar = _read_fsa(keys.get("PASSTHRUDATA", ""))
    kind, ref = asked.group(2), asked.sub(5, 0)
    cents = whole(amount) or 0
    charge = Charge(
        command=command,
        kind=kind,
        cents=cents,
        ref=ref,
        original=asked.sub(5, 3),
        override=asked.sub(4, 5) == "1",
        healthcare=amounts.get("HealthCare", 0),
        ebt=asked.sub(4, 3) if command == "T04" else "",
        host_ref=keys.get("HREF", ""),
    )
    if kind not in KINDS and not (kind == BALANCE and command in HAS_BALANCE):
        return charge, "UNSUPPORTED TRANSACTION"
    if not 1 <= len(ref) <= MAX_REF:
        return charge, "REFERENCE INVALID"
    if kind not in {VOID, BALANCE} and cents == 0:
        return charge, "AMOUNT INVALID"
    if command == "T04" and charge.ebt not in {SNAP, EBT_CASH}:
        return charge, "EBT TYPE INVALID"
    if not grammar:
        return charge, "FSA PASS-THROUGH INVALID"
    if any(value > cents for value in amounts.values()):
        return charge, "FSA AMOUNT EXCEEDS TOTAL"
    return charge, ""


def _read_fsa(text: str) -> tuple[dict[str, int], bool]:
    """`FSA:` item (`|` item)* [`|`] (section 9); the flag tells whether it is that."""
    if not text:
        return {}, True
    amounts: dict[str, int] = {}
    for item in text.removeprefix("FSA:").removesuffix("|").split("|"):
        name, _, written = item.partition(",")
        cents = whole(written)
        if item and (name not in _FSA_NAMES or cents is None):
            return {}, False
        if item and cents is not None:
            amounts[name] = cents
    return amounts, text.startswith("FSA:")
