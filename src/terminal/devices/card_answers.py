"""What a card terminal's driver says, in the counter's terms; the same for every driver."""

from typing import Final, assert_never

from drivers.card_terminal import messages as m
from terminal.app.inputs import Condition, DeviceHealthChanged, DeviceRole
from terminal.domain.attempt import CardKind, CardResult, Outcome, QueryResult, QueryVerdict
from terminal.domain.money import ZERO, Money

_OUTCOMES: Final = {
    m.Verdict.APPROVED: Outcome.APPROVED,
    m.Verdict.PARTIAL: Outcome.PARTIAL,
    m.Verdict.DECLINED: Outcome.DECLINED,
    m.Verdict.ABORTED: Outcome.ABORTED,
    m.Verdict.UNKNOWN: Outcome.UNKNOWN,
    m.Verdict.CONFIG_ERROR: Outcome.CONFIG_ERROR,
}
BOOKS: Final = {
    CardKind.CREDIT: m.Kind.CREDIT,
    CardKind.FSA_HSA: m.Kind.CREDIT,  # "Use T00" (card-terminal.md section 9)
    CardKind.DEBIT: m.Kind.DEBIT,
    CardKind.EBT_SNAP: m.Kind.EBT_SNAP,
    CardKind.EBT_CASH: m.Kind.EBT_CASH,
}
"""Under which of the terminal's accounts a kind is charged, and given back."""
_CONDITIONS: Final = {
    m.HealthState.READY: Condition.GOOD,
    m.HealthState.BUSY: Condition.GOOD,
    m.HealthState.OFFLINE: Condition.DOWN,
    m.HealthState.WRONG_TERMINAL: Condition.DOWN,
}
_NO_PROOF: Final = frozenset({"100023", "NotFound", m.Trouble.MISMATCH})
"""No such record, for PAX (section 7) and nexo (section 13), or a record that does not fit."""


def result_of(said: m.Result, given_back: Money | None = None) -> CardResult:
    """The driver's result in the counter's terms; an approved void gives its amount back."""
    outcome = _OUTCOMES[said.outcome]
    approved = ZERO
    if said.moved_money:
        approved = Money(said.approved_cents) if given_back is None else given_back
    return CardResult(
        outcome=outcome,
        approved=approved,
        text=said.text,
        code=said.code,
        auth=said.auth,
        host_ref=said.host_ref,
        terminal_txn=said.terminal_txn,
        batch=said.batch,
        last4=said.last4,
        brand=said.brand,
        entry=said.entry,
        cvm=said.cvm,
        emv=said.emv,
        is_fsa=said.is_fsa,
        offline=said.offline and said.moved_money,
        balance=None if said.balance_cents is None else Money(said.balance_cents),
        is_debit=said.is_debit,
    )


def query_result(answer: m.QueryAnswer) -> QueryResult:
    match answer:
        case m.Found(result=result):
            return QueryResult(QueryVerdict.FOUND, result_of(result))
        case m.NotProcessed():
            return QueryResult(QueryVerdict.NOT_PROCESSED)
        case m.Unresolved():
            return unresolved(answer.text or answer.reason.value)
        case _:
            assert_never(answer)


def unresolved(reason: str) -> QueryResult:
    return QueryResult(QueryVerdict.UNRESOLVED, reason=reason)


def void_again_result(said: m.Result, amount: Money) -> QueryResult:
    """What a second void proves about the first, whose answer never came.

    Done, or done already: it is given back. Declined: the payment stands, or the first would have
    been found done. One that was not sent, not understood or found no record proves nothing: the
    first may have gone through.
    """
    proves = said.outcome is m.Verdict.APPROVED or (
        said.outcome is m.Verdict.DECLINED and said.code not in _NO_PROOF
    )
    if not proves:
        return unresolved(said.text or said.code)
    return QueryResult(QueryVerdict.FOUND, result_of(said, given_back=amount), said.text)


def health_of(said: m.TerminalHealth) -> DeviceHealthChanged:
    condition = _CONDITIONS[said.state]
    detail = "" if condition is Condition.GOOD else "; ".join(said.reasons) or said.state.value
    return health(condition, detail)


def health(condition: Condition, detail: str = "", why: str = "") -> DeviceHealthChanged:
    return DeviceHealthChanged(DeviceRole.CARD_TERMINAL, condition, detail, why)
