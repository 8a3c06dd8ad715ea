"""What a nexo answer means: Result and ErrorCondition to verdicts (card-terminal.md section 13).

Rules that hold here:

1. A condition that is not in the table is UNKNOWN: the terminal is asked, nothing is guessed.
2. Approved means: for more than nothing, in our currency, and not more than was asked. Approved for
   less is always PARTIAL, whatever the word.
3. An approval that the terminal gave on its own, without the host, is nobody's until a person has
   looked: store and forward is off (section 11).
4. An answer that contradicts the request is UNKNOWN with `Trouble.MISMATCH`, never an approval.
"""

from typing import Final

from drivers.card_terminal import nexo_ids as ids
from drivers.card_terminal.messages import (
    Found,
    NotProcessed,
    QueryAnswer,
    Refund,
    Result,
    Sale,
    Trouble,
    Unresolved,
    Verdict,
)
from drivers.card_terminal.nexo_replies import Payment, Response

_SUCCESS, _PARTIAL, _FAILURE = "Success", "Partial", "Failure"
IN_PROGRESS: Final = "InProgress"
NOT_FOUND: Final = "NotFound"

# Verdict and whether to confirm by query (the table of section 13).
_DECLINED = (Verdict.DECLINED, False)
_ABORTED = (Verdict.ABORTED, False)
_NOT_APPROVED_CONFIRM = (Verdict.ABORTED, True)
_CONFIG = (Verdict.CONFIG_ERROR, False)
_ASK = (Verdict.UNKNOWN, True)
_CONDITIONS: Final = {
    "Refusal": _DECLINED,
    "InvalidCard": _DECLINED,
    "WrongPIN": _DECLINED,
    "PaymentRestriction": _DECLINED,
    "Aborted": _ABORTED,
    "Cancel": _ABORTED,
    "Busy": _ABORTED,  # another request holds the terminal
    "InsertedCard": _ABORTED,  # a card is still in the reader
    IN_PROGRESS: _ASK,
    "UnreachableHost": _NOT_APPROVED_CONFIRM,
    "DeviceOut": _NOT_APPROVED_CONFIRM,
    "UnavailableDevice": _NOT_APPROVED_CONFIRM,
    "UnavailableService": _NOT_APPROVED_CONFIRM,
    "NotAllowed": _CONFIG,
    "MessageFormat": _CONFIG,
    "LoggedOut": _CONFIG,
}
_TEXTS: Final = {
    "Busy": "the terminal is busy",
    "InsertedCard": "a card is still in the terminal",
    "LoggedOut": "the terminal is logged out",
    "UnreachableHost": "the terminal does not reach its bank",
}
_ENTRIES: Final = {
    "Contactless": "contactless",
    "Tapped": "contactless",
    "RFID": "contactless",
    "Mobile": "mobile",
    "ICC": "chip",
    "SynchronousICC": "chip",
    "MagStripe": "swipe",
    "Keyed": "manual",
    "Manual": "manual",
    "Scanned": "scanner",
    "File": "stored",
}
_SIGNATURE: Final = "signature"
_CVMS: Final = {
    "OnlinePIN": "online PIN",
    "OfflinePIN": "offline PIN",
    "PaperSignature": _SIGNATURE,
    "SignatureCapture": _SIGNATURE,
    "Bypass": "no CVM",
}


def judge_charge(request: Sale | Refund, payment: Payment, currency: str) -> Result:
    """The outcome of a sale or a refund."""
    return _judge(request.ref, request.amount_cents, payment, currency)


def judge_repeated(ref: str, requested_cents: int, payment: Payment, currency: str) -> QueryAnswer:
    """What the terminal's memory of an attempt proves."""
    result = _judge(ref, requested_cents, payment, currency)
    if result.moved_money:
        return Found(result)
    if result.outcome is Verdict.UNKNOWN:
        return Unresolved(Trouble.MISMATCH, result.text)
    return NotProcessed()


def judge_void(ref: str, response: Response) -> Result:
    """The outcome of a reversal; what is taken back already is done.

    The vendor's word for that is not confirmed; "already" in a refusal is read as it.
    """
    already = response.result == _FAILURE and "already" in response.text.lower()
    if response.result == _SUCCESS or already:
        return Result(Verdict.APPROVED, code=response.result, text=response.text)
    if response.condition == NOT_FOUND:
        return Result(Verdict.DECLINED, code=NOT_FOUND, text="the terminal knows no such payment")
    return _by_condition(ref, Payment(response))


def _judge(ref: str, requested_cents: int, payment: Payment, currency: str) -> Result:
    if payment.ref not in {"", ref}:
        return _mismatch("the terminal's answer carries another reference")
    if payment.response.result not in {_SUCCESS, _PARTIAL}:
        return _by_condition(ref, payment)
    approved = payment.approved_cents
    if approved is None or not 0 < approved <= requested_cents:
        return _mismatch("the terminal's answer has another amount")
    if payment.currency != currency:
        return _mismatch("the terminal's answer is in another currency")
    if payment.online is False:
        return _mismatch("the terminal approved without asking the bank")
    verdict = Verdict.APPROVED if approved == requested_cents else Verdict.PARTIAL
    return _result(verdict, ref, payment, approved=approved, due=requested_cents - approved)


def _mismatch(text: str) -> Result:
    return Result(Verdict.UNKNOWN, code=Trouble.MISMATCH, text=text, confirm_by_query=True)


def _by_condition(ref: str, payment: Payment) -> Result:
    response = payment.response
    verdict, confirm = _ASK
    if response.result == _FAILURE:
        verdict, confirm = _CONDITIONS.get(response.condition, _ASK)
    return _result(verdict, ref, payment, confirm=confirm)


def _result(
    verdict: Verdict,
    ref: str,
    payment: Payment,
    *,
    approved: int = 0,
    due: int = 0,
    confirm: bool = False,
) -> Result:
    response = payment.response
    moved = verdict in {Verdict.APPROVED, Verdict.PARTIAL}
    return Result(
        verdict,
        code=response.condition or response.result,
        text=_TEXTS.get(response.condition, response.text),
        approved_cents=approved,
        due_cents=due,
        auth=payment.auth,
        host_ref=payment.poi.number if payment.poi else "",
        terminal_txn=ids.transaction_number(ref) if moved else "",
        batch=payment.batch,
        last4=payment.last4,
        brand=payment.brand.upper(),
        entry=next((_ENTRIES[e] for e in payment.entries if e in _ENTRIES), ""),
        cvm=_cvm(payment),
        emv=payment.emv,
        confirm_by_query=confirm,
    )


def _cvm(payment: Payment) -> str:
    if payment.signature_wanted:
        return _SIGNATURE
    return next((_CVMS[a] for a in payment.authentications if a in _CVMS), "")
