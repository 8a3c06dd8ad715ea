"""Answers that are late, repeated, or for somebody else; and what is typed instead of scanned."""

from dataclasses import replace
from datetime import date

import pytest

from helpers.counter import ANA, BEN, Counter
from helpers.pse import BOX, policy_in
from helpers.pse_counter import CARD, approved, counter, show_card, signed, started, words
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.pse_page import Ask, PsePage, PseSignPage
from terminal.app.pse_right import seller_refusal
from terminal.app.state import Msg, SalePage
from terminal.app.step_pse_exchange import PATIENCE_S
from terminal.domain import pse_ticket as t
from terminal.domain.id_card import IdCard
from terminal.domain.identity import Digest
from terminal.domain.pse_ticket import Verdict
from terminal.domain.refusal import Refusal, Why
from terminal.domain.rules import RuleBook
from terminal.presentation.views import PromptView

TYPED = {
    Ask.NUMBER: "S881234567",
    Ask.ISSUER: "TX",
    Ask.FAMILY: "Testa",
    Ask.GIVEN: "Rosalind",
    Ask.ADDRESS: "100 Sample Street, Anytown TX 75001",
    Ask.BORN: "03121984",
    Ask.EXPIRES: "03122029",
}


def asks(lane: Counter) -> Ask | None:
    return lane.on(PsePage).draft.asks()


def typed(lane: Counter) -> list[Ask | None]:
    """Everything but the last answer, with the questions as they came."""
    asked = [asks(lane)]
    lane.press("Ctrl+1")
    for ask, text in TYPED.items():
        assert asks(lane) is ask
        asked.append(ask)
        if ask is not Ask.EXPIRES:
            lane.enter(text)
    return asked


def waiting(lane: Counter) -> str:
    """The reference under which the exchange is being asked."""
    (asked,) = lane.did(e.AskPseExchange)
    assert isinstance(asked, e.AskPseExchange)
    return asked.ref


def asking() -> Counter:
    lane = started()
    lane.hold.add(e.AskPseExchange)
    show_card(lane)
    lane.press("Ctrl+1")
    return lane


# --- typed


def test_back_takes_every_answer_back_the_last_first() -> None:
    lane = started()
    asked = typed(lane)
    assert asked == list(Ask)
    for ask in reversed(asked[:-1]):
        lane.press("Esc")
        assert asks(lane) is ask
    lane.press("Esc")
    lane.on(SalePage)


def test_a_document_without_a_last_day_is_good_and_one_can_be_taken_back() -> None:
    lane = started()
    typed(lane)
    lane.press("Ctrl+1")
    assert "no last day" in words(lane)
    lane.press("Ctrl+2")
    assert lane.on(PsePage) == PsePage()


def test_what_is_no_answer_here_changes_nothing() -> None:
    lane = started()
    lane.do(Do.ANSWER, "no such document")
    lane.do(Do.ANSWER, "matches")
    lane.do(Do.CASH)
    assert lane.on(PsePage) == PsePage()
    lane.press("Ctrl+1")
    lane.enter(" ")
    lane.do(Do.ANSWER, "matches")
    assert asks(lane) is Ask.NUMBER


def test_a_date_that_is_none_is_asked_again() -> None:
    lane = started()
    typed(lane)
    lane.enter("13452029")
    assert lane.told() is Msg.DATE_NOT_UNDERSTOOD
    assert asks(lane) is Ask.EXPIRES


# --- who may


def untrained_at(lane: Counter) -> None:
    """Somebody else, who is not trained, takes the open counter over."""
    lane.engine._state = replace(lane.state, user=BEN)


def test_who_is_not_trained_opens_no_log_reads_no_card_and_confirms_nobody() -> None:
    lane = counter()
    lane.scan_item(BOX)
    untrained_at(lane)
    lane.press("Ctrl+P")
    assert lane.told() is Why.PSE_NOT_TRAINED
    show_card(lane)
    assert lane.told() is Why.PSE_NOT_TRAINED
    lane.on(SalePage)
    other = started()
    show_card(other)
    untrained_at(other)
    other.do(Do.ANSWER, "matches")
    assert other.told() is Why.PSE_NOT_TRAINED
    assert not other.recorded(t.PseBuyerChecked)


def test_who_is_not_trained_takes_no_payment_for_it() -> None:
    lane = signed()
    untrained_at(lane)
    lane.press("F9")
    assert lane.told() is Why.PSE_NOT_TRAINED
    assert len(lane.did(e.ReadPseLedger)) == 1


def test_without_rules_training_is_not_the_reason_and_nobody_sells_while_away() -> None:
    lane = counter()
    no_rules = replace(lane.state.policy, rules=RuleBook("US-TX"))
    assert seller_refusal(replace(lane.state, policy=no_rules, user=BEN)) is None
    away = seller_refusal(replace(lane.state, user=None))
    assert away == Refusal(Why.NOT_PERMITTED)


# --- the ledger


def test_what_the_ledger_says_of_somebody_else_is_not_taken() -> None:
    lane = started()
    lane.hold.add(e.ReadPseLedger)
    show_card(lane)
    (asked,) = lane.did(e.ReadPseLedger)
    assert isinstance(asked, e.ReadPseLedger)
    lane.send(i.PseLedgerRead(Digest("e" * 64), (), True))
    assert lane.on(PsePage).earlier is None
    assert not lane.can_press("Ctrl+1")
    lane.send(i.PseLedgerRead(asked.document, (), True))
    assert lane.on(PsePage).earlier == ()
    lane.press("Esc")
    lane.send(i.PseLedgerRead(asked.document, (), True))
    lane.on(SalePage)


@pytest.mark.parametrize("paying", [False, True])
def test_the_ledger_answers_behind_the_lock(paying: bool) -> None:
    lane = signed() if paying else started()
    lane.hold.add(e.ReadPseLedger)
    if paying:
        lane.press("F9")
    else:
        show_card(lane)
    asked = lane.did(e.ReadPseLedger)[-1]
    assert isinstance(asked, e.ReadPseLedger)
    lane.do(Do.LOCK)
    lane.send(i.PseLedgerRead(asked.document, (), True))
    lane.sign_in()
    assert isinstance(lane.page, SalePage if paying else PsePage)
    assert paying or lane.on(PsePage).earlier == ()


def test_another_card_while_the_ledger_is_read_again_is_turned_away() -> None:
    lane = signed()
    lane.hold.add(e.ReadPseLedger)
    lane.press("F9")
    show_card(lane)
    assert lane.told() is Msg.SCAN_AT_PSE
    lane.do(Do.ANSWER, "matches")
    assert lane.on(PsePage).paying


# --- the exchange


def test_an_answer_for_no_ticket_is_not_taken_and_one_is_taken_once() -> None:
    lane = asking()
    ref = waiting(lane)
    lane.send(i.PseExchangeAnswered("another", Verdict.STOPPED, "X9", ""))
    assert lane.on(PsePage).asked_at is not None
    lane.send(i.PseExchangeAnswered(ref, Verdict.APPROVED, "X1", ""))
    lane.send(i.PseExchangeAnswered(ref, Verdict.STOPPED, "X2", ""))
    lane.on(PseSignPage)
    (answered,) = lane.recorded(t.PseInquiryAnswered)
    assert isinstance(answered, t.PseInquiryAnswered)
    assert answered.verdict is Verdict.APPROVED


def test_an_answer_leaves_whoever_went_back_to_the_ticket_there() -> None:
    lane = asking()
    lane.press("Esc")
    lane.send(i.PseExchangeAnswered(waiting(lane), Verdict.APPROVED, "X1", ""))
    lane.on(SalePage)
    lane.press("Ctrl+P")
    lane.on(PseSignPage)


def test_that_it_is_down_is_told_behind_the_lock_and_to_nobody_who_left() -> None:
    lane = asking()
    lane.do(Do.LOCK)
    lane.send(i.PseExchangeAnswered(waiting(lane), None, "", "no connection"))
    lane.sign_in()
    assert "No connection" in words(lane)
    gone = asking()
    gone.press("Esc")
    gone.send(i.PseExchangeAnswered(waiting(gone), None, "", "no connection"))
    gone.on(SalePage)
    assert gone.told() is None


def test_while_it_is_asked_no_field_no_answer_and_not_yet_too_late() -> None:
    lane = asking()
    lane.do(Do.ANSWER, "again")
    lane.do(Do.ANSWER, "go on")
    lane.send(i.FieldSubmitted("pse", "something"))
    lane.wait(PATIENCE_S / 2)
    assert lane.on(PsePage).asked_at is not None
    assert len(lane.did(e.AskPseExchange)) == 1


def test_without_an_answer_and_without_the_other_lanes_nothing_is_sold() -> None:
    lane = counter()
    lane.sees_all_lanes = False
    lane.exchange = None
    lane.scan_item(BOX)
    show_card(lane)
    lane.press("Ctrl+1")
    lane.press("Ctrl+2")
    assert lane.told() is Why.PSE_LANES_UNSEEN
    assert not lane.recorded(t.PseOfflineAllowed)


def test_a_stopped_buyer_is_not_asked_about_again_and_another_is() -> None:
    lane = started(policy_in("US-PA"))
    lane.exchange = Verdict.STOPPED
    show_card(lane)
    lane.press("Ctrl+1")
    assert "Not approved" in words(lane)
    show_card(lane)
    assert lane.told() is Msg.ID_CARD_NOT_ASKED
    assert len(lane.did(e.AskPseExchange)) == 1


def test_whoever_signs_in_goes_on_where_it_stood() -> None:
    lane = approved()
    lane.do(Do.LOCK)
    lane.sign_in(ANA)
    lane.on(PseSignPage)
    assert CARD.number not in words(lane)


@pytest.mark.parametrize(
    ("before", "wrong"),
    [
        ([], "---"),
        ([], "TX"),
        (["S881"], "QQ"),
        (["S881"], "01012020"),
        (["S881", "TX"], "12312030"),
        (["S881", "TX", "Testa"], "1234"),
        (["S881", "TX", "Testa", "Rosalind"], "01011990"),
        (["S881", "TX", "Testa", "Rosalind", "100 Sample Street"], "01012099"),
        (["S881", "TX", "Testa", "Rosalind", "100 Sample Street"], "08040312"),
        (["S881", "TX", "Testa", "Rosalind", "100 Sample Street", "03121984"], "03121984"),
    ],
)
def test_each_answer_is_checked_as_it_is_given_and_the_others_stay(
    before: list[str], wrong: str
) -> None:
    lane = started()
    lane.press("Ctrl+1")
    for text in before:
        lane.enter(text)
    draft = lane.on(PsePage).draft
    lane.enter(wrong)
    assert lane.told() is Msg.PSE_ANSWER_WRONG
    assert lane.on(PsePage) == PsePage(draft)
    assert lane.field.text == ""


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        (replace(CARD, birth_date=date(2015, 1, 1)), "buyer"),
        (replace(CARD, expires=date(2020, 1, 1)), "not good any more"),
    ],
)
def test_who_cannot_buy_is_told_why_and_not_how_much_is_left(card: IdCard, reason: str) -> None:
    lane = started()
    show_card(lane, card)
    assert isinstance(lane.screen.page, PromptView)
    assert reason in lane.screen.page.explain
    assert "may have" not in lane.screen.page.explain
