"""What a PAX answer means: response codes to verdicts (card-terminal.md section 7).

Rules that hold here:

1. Numbers 100005-100033 are partly inferred by the source, so a code that is not in the table is
   UNKNOWN: the terminal is asked, nothing is guessed.
2. Approved means: a host approval, for more than nothing and not more than was asked. Approved for
   less is always PARTIAL, whatever the code ("always compare", section 9).
3. An answer that contradicts the request is UNKNOWN with `Trouble.MISMATCH`, never an approval.
4. "Approved offline" (000001) is an approval only where the store switched store and forward on and
   its limits allow this very sale; else the terminal has stored something that nobody wanted, which
   the bank may yet charge: UNKNOWN, and for a person (section 11).
"""

from dataclasses import replace

from drivers.card_terminal.messages import (
    EBT_KINDS,
    Found,
    Kind,
    Original,
    Query,
    Refund,
    Result,
    Sale,
    StoreAndForward,
    StoredAnswer,
    StoredFate,
    StoredSale,
    Trouble,
    Unresolved,
    Verdict,
    Void,
)
from drivers.card_terminal.pax_codec import Amounts, Answer
from drivers.card_terminal.pax_requests import RETURN, SALE, VOIDED_SALE

_OK, _OK_OFFLINE, _PARTIAL, _OK_NO_SURCHARGE = "000000", "000001", "000002", "000003"
_CARD_REFUSED = "100003"
_DUPLICATE = frozenset({"100011", "103000"})
_ALREADY_VOIDED = "100021"
_NOT_FOUND = "100023"
_APPROVALS = frozenset({_OK, _OK_OFFLINE, _PARTIAL, _OK_NO_SURCHARGE})
# "hostCode 0/00/85 = approved, 10 = partial" (section 6).
_HOST_APPROVED = frozenset({"0", "00", "85", "10"})

# Verdict and whether to confirm by query, for codes that mean one thing (section 7).
_DECLINED = (Verdict.DECLINED, False)
_NOT_DONE = (Verdict.ABORTED, False)
_NOT_DONE_CONFIRM = (Verdict.ABORTED, True)
_CONFIG = (Verdict.CONFIG_ERROR, False)
_ASK = (Verdict.UNKNOWN, True)
_CODES: dict[str, tuple[Verdict, bool]] = {
    "000100": _DECLINED,
    "000200": _NOT_DONE,  # a card was read, but not a payment card
    "100001": _NOT_DONE_CONFIRM,  # timeout at the card prompt
    "100002": _NOT_DONE_CONFIRM,  # aborted by the customer or by A14
    "100003": _CONFIG,  # format family; "not accept FSA card" is taken out below
    "100004": _CONFIG,
    "100005": _CONFIG,
    "100007": _ASK,  # invalid host response: the terminal reverses on its own, verify
    "100008": _DECLINED,  # send error: the host never saw it
    "100009": _ASK,  # receive error: reversal sent, verify
    "100010": _ASK,
    "100012": _CONFIG,
    "100013": _CONFIG,
    "100014": _CONFIG,
    "100015": _DECLINED,
    "100016": _DECLINED,
    "100017": _DECLINED,
    "100018": _NOT_DONE,
    "100019": _NOT_DONE,
    "100020": _NOT_DONE,
    "100022": _CONFIG,
    "100024": _CONFIG,
    "100025": _CONFIG,  # "please settle": a batch close comes first
    "100026": _CONFIG,
    "100027": _CONFIG,
    "100033": _CONFIG,
    "100101": _ASK,
}
_PIN_DEVICE_FAMILY = "1001"  # 1001xx but 100101 (section 7)

_BRANDS = {
    "01": "VISA",
    "02": "MASTERCARD",
    "03": "AMEX",
    "04": "DISCOVER",
    "05": "DINERS",
    "07": "JCB",
}
_ENTRIES = {
    "0": "manual",
    "1": "swipe",
    "2": "contactless",
    "3": "scanner",
    "4": "chip",
    "5": "fallback swipe",
}
# Only these two and "no CVM" drive anything on a receipt; the others are unconfirmed (section 4).
_CVMS = {"2": "online PIN", "6": "signature", "7": "no CVM"}
# The tags a receipt may have to show (section 6, "Receipt mapping").
_RECEIPT_TAGS = frozenset(
    ("APPPN", "APPLAB", "AID", "TVR", "TSI", "TC", "ARQC", "AAC", "IAD", "ARC", "ATC", "CVM")
) | {"PINSTATUSNUM"}
_EDC_DEBIT = "DEBIT"  # EXT EDCTYPE names the book (section 6)
_PROGRAM_FSA = "2"  # PROGRAMTYPE (unconfirmed: check with the vendor), so absent stays None
# "1-5000 normal, 5001-9000 SAF stored, 9001-9999 SAF failed" (section 10.2).
FIRST_STORED, FIRST_FAILED = 5001, 9001


def is_not_found(answer: Answer) -> bool:
    """Whether the terminal says that it holds no such record; other 100023 texts are not that."""
    return answer.code == _NOT_FOUND and "NOT FOUND" in answer.text.upper()


def answers_for(ref: str, answer: Answer) -> bool:
    """Whether the answer can be that of `ref`: another reference in TRACE rules it out.

    A duplicate answer carries the original's trace on purpose.
    """
    return answer.trace.ref in {"", ref} or answer.code in _DUPLICATE


def judge_charge(request: Sale | Refund, answer: Answer, saf: StoreAndForward) -> Result:
    """The outcome of a sale or a refund."""
    if answer.code in _DUPLICATE:
        return _judge_duplicate(request, answer)
    if answer.code == _OK_OFFLINE:
        return _judge_offline(request, answer, saf)
    if answer.code in _APPROVALS:
        approved_by_host = answer.code == _PARTIAL or answer.host.code in _HOST_APPROVED
        return _approval(request, answer, approved_by_host=approved_by_host)
    if answer.code == _CARD_REFUSED and "FSA CARD" in answer.text.upper():
        # An FSA card with nothing eligible: the customer's card, not our program (section 9).
        return _result(Verdict.DECLINED, answer, is_fsa=True)
    return by_code(answer)


def _judge_offline(request: Sale | Refund, answer: Answer, saf: StoreAndForward) -> Result:
    if not saf.allows(request) or answer.tag("PROGRAMTYPE") == _PROGRAM_FSA:
        return _result(Verdict.UNKNOWN, answer, confirm=True)
    # No host has seen it, so that HOST may be empty.
    return _approval(request, answer, approved_by_host=answer.host.code in _HOST_APPROVED | {""})


def judge_void(request: Void, answer: Answer) -> Result:
    """The outcome of a void; "already voided" is done (section 7)."""
    if answer.code == _ALREADY_VOIDED or (
        answer.code in _DUPLICATE and answer.trace.ref == request.ref
    ):
        return _result(Verdict.APPROVED, answer)
    if answer.code in _APPROVALS:
        done = answer.host.code in _HOST_APPROVED | {""}
        return _result(Verdict.APPROVED if done else Verdict.UNKNOWN, answer, confirm=not done)
    if is_not_found(answer):
        return _result(Verdict.DECLINED, answer)
    return by_code(answer)


def holds_payment(command: Void, original: Original, answer: Answer) -> bool:
    """Whether a record is the very sale that is to be voided, approved by the bank or stored.

    One that is void already is it too: the void answers "already voided", which is done.
    """
    number = _number(answer)
    stored = FIRST_STORED <= number < FIRST_FAILED
    return (
        0 < number < FIRST_FAILED
        and answer.code in ({_OK, _OK_OFFLINE} if stored else {_OK})
        and answer.txn_type in {SALE, VOIDED_SALE}
        and answer.host.code in (_HOST_APPROVED | {""} if stored else _HOST_APPROVED)
        and answer.trace.ref == original.ref
        and answer.trace.terminal_txn == command.terminal_txn
        and answer.amounts.approved == original.amount_cents
        and answer.account.last4 == original.last4
    )


def judge_record(query: Query, answer: Answer, saf: StoreAndForward) -> Found | Unresolved:
    """What a found record proves: adopt only our reference, approved within what was asked."""
    is_charge = answer.txn_type in {SALE, RETURN}
    if answer.trace.ref != query.ref:
        return Unresolved(Trouble.MISMATCH, "the terminal's record carries another reference")
    number = _number(answer)
    if number >= FIRST_FAILED:
        return Unresolved(Trouble.MISMATCH, "it was stored, and the bank refused it at the upload")
    stored = number >= FIRST_STORED
    if stored and not saf.stores:
        return Unresolved(Trouble.MISMATCH, "the terminal stored it although that is switched off")
    may_be_stored = query.healthcare_cents == 0 and query.requested_cents <= saf.floor_cents
    if stored and (not may_be_stored or answer.tag("PROGRAMTYPE") == _PROGRAM_FSA):
        return Unresolved(Trouble.MISMATCH, "the terminal stored what the store does not allow")
    approved = _HOST_APPROVED | {""} if stored else _HOST_APPROVED
    if not is_charge or answer.code not in {_OK, _OK_OFFLINE} or answer.host.code not in approved:
        return Unresolved(Trouble.MISMATCH, "the terminal's record is not an approval")
    result = _approval_of(query.requested_cents, answer, None, approved_by_host=True)
    if not result.moved_money:
        return Unresolved(Trouble.MISMATCH, "the terminal's record has another amount")
    return Found(replace(result, offline=stored))


def judge_stored(sale: StoredSale, answer: Answer) -> StoredAnswer | None:
    """What a record tells of a stored sale; None if it is another's, or none."""
    if answer.trace.ref != sale.ref:
        return None
    number = _number(answer)
    if number >= FIRST_FAILED:
        return StoredAnswer(sale.ref, StoredFate.DECLINED, answer.host.message or answer.text)
    if number >= FIRST_STORED:
        return StoredAnswer(sale.ref, StoredFate.WAITING)
    taken = answer.code in _APPROVALS and answer.host.code in _HOST_APPROVED
    if not taken or answer.txn_type != SALE or answer.amounts.approved != sale.amount_cents:
        return StoredAnswer(sale.ref, StoredFate.UNKNOWN, "the terminal's record does not fit it")
    numbers = (answer.trace.terminal_txn, answer.host.auth, answer.host.reference)
    return StoredAnswer(sale.ref, StoredFate.UPLOADED, "", *numbers)


def balances(kind: Kind, amounts: Amounts) -> tuple[int | None, int | None]:
    """SNAP and cash of an EBT card: balance 1 is the account's that was asked, balance 2 cash."""
    if kind is Kind.EBT_SNAP:
        return amounts.balance, amounts.second_balance
    cash = amounts.balance if amounts.second_balance is None else amounts.second_balance
    return None, cash


def _number(answer: Answer) -> int:
    digits = answer.trace.terminal_txn
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def _judge_duplicate(request: Sale | Refund, answer: Answer) -> Result:
    if answer.trace.ref == request.ref:
        # Our own earlier attempt: this *is* its answer (section 10.3).
        return _approval(request, answer, approved_by_host=answer.host.code in _HOST_APPROVED)
    if answer.trace.ref:
        return _bare(Verdict.ABORTED, answer)  # the details are another customer's
    return _result(Verdict.UNKNOWN, answer, confirm=True)


def _approval(request: Sale | Refund, answer: Answer, *, approved_by_host: bool) -> Result:
    return _approval_of(
        request.amount_cents, answer, request.kind, approved_by_host=approved_by_host
    )


def _approval_of(
    requested: int, answer: Answer, kind: Kind | None, *, approved_by_host: bool
) -> Result:
    approved = answer.amounts.approved
    if not approved_by_host or approved is None or not 0 < approved <= requested:
        return _bare(Verdict.UNKNOWN, answer, code=Trouble.MISMATCH, confirm=True)
    verdict = Verdict.APPROVED if approved == requested else Verdict.PARTIAL
    result = _result(verdict, answer, approved=approved, due=requested - approved)
    if kind not in EBT_KINDS:
        return result
    snap, cash = balances(kind, answer.amounts)
    left = snap if kind is Kind.EBT_SNAP else cash
    return replace(result, balance_cents=left, cash_balance_cents=cash)


def by_code(answer: Answer) -> Result:
    verdict, confirm = _CODES.get(answer.code, _ASK)
    if answer.code not in _CODES and answer.code.startswith(_PIN_DEVICE_FAMILY):
        verdict, confirm = _CONFIG
    return _result(verdict, answer, confirm=confirm)


def _bare(
    verdict: Verdict, answer: Answer, *, code: str | None = None, confirm: bool = False
) -> Result:
    return Result(verdict, code=code or answer.code, text=answer.text, confirm_by_query=confirm)


def _result(
    verdict: Verdict,
    answer: Answer,
    *,
    approved: int = 0,
    due: int = 0,
    confirm: bool = False,
    is_fsa: bool | None = None,
) -> Result:
    host, account = answer.host, answer.account
    program = answer.tag("PROGRAMTYPE")
    declined_by_host = verdict is Verdict.DECLINED and host.message
    return Result(
        verdict,
        code=answer.code,
        text=host.message if declined_by_host else answer.text,
        approved_cents=approved,
        due_cents=due,
        balance_cents=answer.amounts.balance,
        auth=host.auth,
        host_ref=host.reference,
        terminal_txn=answer.trace.terminal_txn,
        batch=host.batch,
        last4=account.last4,
        brand=_BRANDS.get(account.card_type, answer.tag("APPLAB")),
        entry=_ENTRIES.get(account.entry, ""),
        cvm=_CVMS.get(answer.tag("CVM"), ""),
        emv=tuple((name, value) for name, value in answer.ext if name in _RECEIPT_TAGS),
        is_fsa=program == _PROGRAM_FSA if program else is_fsa,
        offline=answer.code == _OK_OFFLINE,
        confirm_by_query=confirm,
        is_debit=answer.tag("EDCTYPE") == _EDC_DEBIT,
    )
