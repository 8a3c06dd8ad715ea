"""A logged sale at the counter: who sells, what is asked, what the exchange says, what stays."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from helpers.counter import ANA, BEN, SETTINGS, SIGNATURE, Counter
from helpers.pse import BOX, BUYER, EXCHANGED, PSE_HCL, a_unit, policy_in
from helpers.pse_counter import CARD, approved, counter, pay, show_card, signed, started, words
from helpers.sales import CANDY, a_fill
from helpers.screens import actions, texts
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import CardAbility, Do
from terminal.app.pse_page import PsePage, PseSignPage
from terminal.app.state import DonePage, Msg, SalePage, TenderPage
from terminal.app.step_pse_exchange import PATIENCE_S
from terminal.domain import facts as f
from terminal.domain import pse_ticket as t
from terminal.domain.obligation import Kind
from terminal.domain.pse import Purchase
from terminal.domain.pse_content import PackForm
from terminal.domain.pse_notice import PseNoticeTerms
from terminal.domain.pse_ticket import Verdict
from terminal.domain.refusal import Why
from terminal.domain.rules import STORE, Rule
from terminal.presentation.views import PromptView, SignView

TOMORROW = Counter(SETTINGS).at.date() + timedelta(days=1)


def notice_from(day: date) -> Rule[object]:
    terms = PseNoticeTerms("The store's own notice.")
    return Rule("our-notice", STORE, day, None, "a source", "a text", True, terms)


# --- the card on the ticket


def test_a_card_scanned_on_the_ticket_opens_the_log_with_it() -> None:
    lane = counter()
    lane.scan_item(BOX)
    show_card(lane)
    assert lane.on(PsePage).earlier == ()
    lane.press("Ctrl+1")
    lane.on(PseSignPage)


def test_a_card_on_a_ticket_that_waits_for_none_is_turned_away() -> None:
    lane = signed()
    show_card(lane)
    assert lane.told() is Msg.ID_CARD_NOT_ASKED


# --- the whole way


def test_a_scanned_card_one_look_a_signature_and_the_sale_is_logged() -> None:
    lane = signed()
    pay(lane)
    assert isinstance(lane.page, DonePage)
    (entry,) = lane.recorded(t.PseLogged)
    assert isinstance(entry, t.PseLogged)
    assert (entry.buyer.number, entry.seller) == (CARD.number, ANA.id)
    assert entry.buyer.address == "100 SAMPLE ST, ANYTOWN, TX 75001"
    assert lane.last_batch()[:3] == ("CashTaken", "SaleCompleted", "PseLogged")


def test_the_request_is_durable_before_the_exchange_hears_of_it() -> None:
    lane = started()
    show_card(lane)
    lane.journal.slow = True
    lane.press("Ctrl+1")
    assert not lane.did(e.AskPseExchange)
    lane.commit_now()
    (asked,) = lane.did(e.AskPseExchange)
    assert isinstance(asked, e.AskPseExchange)
    assert not asked.again
    assert lane.recorded(t.PseInquiryRequested)


def test_what_is_typed_is_asked_one_thing_at_a_time() -> None:
    lane = started()
    lane.press("Ctrl+1")
    for text in ("S88-1234567", "TX", "Testa", "Rosalind", "100 Sample Street"):
        lane.enter(text)
    lane.enter("31121984")
    assert lane.told() is Msg.DATE_NOT_UNDERSTOOD
    lane.enter("03121984")
    lane.press("Ctrl+1")
    page = lane.on(PsePage)
    assert page.buyer is not None
    assert page.buyer.document_key == BUYER.document_key
    assert page.buyer.expires is None


def test_back_takes_one_answer_back_and_then_leaves() -> None:
    lane = started()
    lane.press("Ctrl+1")
    lane.enter("S881")
    lane.do(Do.BACK)
    assert lane.on(PsePage).draft.number == ""
    lane.do(Do.BACK)
    assert lane.on(PsePage).draft.id_type is None
    lane.do(Do.BACK)
    assert isinstance(lane.page, SalePage)


def test_what_the_log_cannot_hold_is_asked_again() -> None:
    lane = started()
    show_card(lane, replace(CARD, family="1234"))
    assert lane.told() is Msg.PSE_BUYER_NOT_UNDERSTOOD
    assert lane.on(PsePage).buyer is None


def test_a_card_without_an_address_asks_for_it() -> None:
    lane = started()
    show_card(lane, replace(CARD, street="", city="", jurisdiction="", postal_code=""))
    lane.enter("100 Sample Street, Anytown TX 75001")
    assert lane.on(PsePage).buyer is not None


def test_the_notice_stands_above_the_signature_and_only_the_pad_is_offered() -> None:
    lane = approved()
    lane.send(i.CardTerminalMet("1", frozenset(CardAbility)))
    lane.card_terminal()
    view = lane.screen.page
    assert isinstance(view, SignView)
    (text,) = view.texts
    for part in ("Section 1001 of Title 18", "five years", "$250,000"):
        assert part in text.words
    assert not lane.offers(Do.SIGN_ON_TERMINAL)
    lane.do(Do.SIGN_ON_TERMINAL)
    assert not lane.did(e.CaptureSignature)
    buyer, address, goods = text.covers.split(" · ")
    assert (buyer, goods) == ("ROSALIND TESTA", f"1 × {BOX.name}")
    assert address == "100 SAMPLE ST, ANYTOWN, TX 75001"


def test_the_buyer_reads_the_notice_on_the_screen_of_the_customer_and_nobodys_name() -> None:
    lane = approved()
    view = lane.screen.page
    assert isinstance(view, SignView)
    assert [words for _, words in lane.customer.texts] == [text.words for text in view.texts]
    assert lane.customer.note == "Please sign"
    assert "TESTA" not in " ".join(texts(lane.customer))
    lane.press("Esc")
    assert lane.customer.texts == ()


def test_an_empty_pad_is_no_signature_and_clearing_begins_again() -> None:
    lane = approved()
    lane.do(Do.SIGN)
    assert lane.told() is Why.SIGNATURE_EMPTY
    lane.send(i.SignatureDrawn(SIGNATURE))
    lane.press("Del")
    assert lane.on(PseSignPage) == PseSignPage()
    assert not lane.can_press("Enter")
    lane.do(Do.CASH)
    lane.press("Esc")
    assert isinstance(lane.page, SalePage)
    assert not lane.recorded(t.PseSigned)


def test_a_notice_that_changes_while_somebody_signs_is_read_before_it_is_signed() -> None:
    lane = counter(policy_in("US-TX", notice_from(TOMORROW)))
    lane.scan_item(BOX)
    show_card(lane)
    lane.press("Ctrl+1")
    lane.send(i.SignatureDrawn(SIGNATURE))
    lane.at += timedelta(days=1)
    lane.press("Enter")
    assert lane.told() is Why.PAPERS_CHANGED
    assert not lane.recorded(t.PseSigned)
    assert lane.on(PseSignPage) == PseSignPage()
    lane.send(i.SignatureDrawn(SIGNATURE))
    lane.press("Enter")
    (fact,) = lane.recorded(t.PseSigned)
    assert isinstance(fact, t.PseSigned)
    assert fact.text.endswith("\n\nThe store's own notice.")


def test_a_signature_for_nothing_is_refused() -> None:
    lane = signed()
    lane.engine._state = replace(lane.state, page=PseSignPage(SIGNATURE))
    lane.do(Do.SIGN)
    assert lane.told() is Why.NOTHING_TO_SIGN
    assert lane.customer.texts == ()


def test_the_buyer_signs_the_log_and_whoever_picks_up_signs_for_the_payer() -> None:
    fill = a_fill(third_party=True)
    lane = Counter(SETTINGS, EXCHANGED, (BOX,), (fill,)).sign_in()
    lane.pick_up(fill)
    lane.press("Esc")
    lane.scan_item(BOX)
    lane.press("F8")
    assert "False statements" not in words(lane)
    lane.send(i.SignatureDrawn(SIGNATURE))
    lane.press("Enter")
    assert lane.recorded(f.SignatureTaken)
    assert [each.kind for each in lane.state.open_obligations] == [Kind.PSE]
    show_card(lane)
    lane.press("Ctrl+1")
    assert "facts it needs to pay" not in words(lane)
    lane.send(i.SignatureDrawn(SIGNATURE))
    lane.press("Enter")
    assert lane.state.open_obligations == ()
    (log,), (payer,) = lane.recorded(t.PseSigned), lane.recorded(f.SignatureTaken)
    assert isinstance(log, t.PseSigned)
    assert isinstance(payer, f.SignatureTaken)
    assert log.strokes == payer.strokes
    assert log.bound != payer.bound


def test_goods_scanned_before_the_buyer_signs_go_on_the_ticket() -> None:
    lane = approved()
    lane.scan_item(CANDY)
    assert isinstance(lane.page, SalePage)
    assert len(lane.sale.live_lines) == 2
    begun = approved()
    begun.send(i.SignatureDrawn(SIGNATURE))
    begun.scan_item(CANDY)
    assert begun.told() is Msg.SCAN_SIGN_FIRST
    assert begun.on(PseSignPage).strokes == SIGNATURE


# --- who may sell


def test_untrained_staff_are_refused_and_told_whom_to_call() -> None:
    lane = Counter(SETTINGS, EXCHANGED, (BOX,)).sign_in(BEN)
    lane.scan_item(BOX)
    assert lane.told() is Why.PSE_NOT_TRAINED
    assert "Call Ana Rivera, Phil Stone." in words(lane)
    assert lane.state.sale is None


def test_a_training_ends_with_its_last_day() -> None:
    lane = counter()
    lane.wait(24 * 3600 * 365)
    lane.sign_in()
    lane.scan_item(BOX)
    assert lane.told() is Why.PSE_NOT_TRAINED


def test_where_only_pharmacists_sell_a_trained_cashier_does_not() -> None:
    lane = counter(policy_in("US-KS"))
    lane.scan_item(BOX)
    assert lane.told() is Why.PSE_NOT_SELLER
    assert "Call Phil Stone." in words(lane)


def test_who_is_not_trained_does_not_take_such_a_ticket_up() -> None:
    lane = counter()
    lane.scan_item(BOX)
    lane.press("F5")
    lane.do(Do.LOCK)
    lane.sign_in(BEN)
    lane.do(Do.RESUME, lane.state.suspended[0].id)
    assert lane.told() is Why.PSE_NOT_TRAINED
    assert lane.state.sale is None


# --- limits


def test_beyond_a_limit_nobody_signs_and_the_reason_is_said() -> None:
    lane = counter()
    six = Purchase.of(a_unit(PSE_HCL, 30_000, PackForm.TABLET), 140, lane.state.day)
    lane.bought = (six,)
    lane.scan_item(BOX)
    lane.press("Ctrl+P")
    show_card(lane)
    assert lane.told() is Why.PSE_DAILY_LIMIT
    assert "0.159 g of pseudoephedrine today" in words(lane)
    assert not lane.can_press("Ctrl+1")
    lane.do(Do.ANSWER, "matches")
    assert not lane.recorded(t.PseBuyerChecked)


def test_another_ticket_of_the_same_buyer_counts_as_payment_opens() -> None:
    lane = signed()
    lane.bought = (Purchase.of(a_unit(PSE_HCL, 30_000), 146, lane.state.day),)
    lane.press("F9")
    assert lane.told() is Why.PSE_DAILY_LIMIT
    lane.on(SalePage)
    lane.bought = ()
    lane.press("F9")
    lane.on(TenderPage)


def test_a_seventh_box_is_refused_at_the_scan() -> None:
    lane = counter()
    for _ in range(6):
        lane.scan_item(BOX)
    assert lane.told() is None
    lane.scan_item(BOX)
    assert lane.told() is Why.PSE_DAILY_LIMIT
    assert len(lane.sale.live_lines) == 6


# --- the exchange


def test_a_stop_says_no_more_than_that_and_a_manager_has_nothing_to_press() -> None:
    lane = started(policy_in("US-PA"))
    lane.exchange = Verdict.STOPPED
    show_card(lane)
    lane.press("Ctrl+1")
    view = lane.screen.page
    assert isinstance(view, PromptView)
    assert view.ask == "Not approved"
    assert view.choices == ()
    assert lane.screen.hidden == ()
    lane.do(Do.DURESS)
    lane.do(Do.ANSWER, "go on")
    lane.do(Do.BACK)
    lane.press("Ctrl+P")
    assert isinstance(lane.page, PsePage)
    assert len(lane.did(e.AskPseExchange)) == 1, "the same is not asked twice"
    assert not lane.recorded(t.PseStopOverridden, t.PseSigned)


def test_duress_is_in_no_list_and_what_follows_looks_like_an_approval() -> None:
    approval = words(approved())
    lane = started()
    lane.exchange = Verdict.STOPPED
    show_card(lane)
    lane.press("Ctrl+1")
    (hidden,) = lane.screen.hidden
    lane.do(Do.HELP)
    assert hidden.key not in " ".join(lane.screen.overlay)
    lane.do(Do.HELP)
    assert hidden not in actions((lane.screen.page, lane.screen.keys))
    lane.press(hidden.key)
    assert words(lane) == approval
    assert lane.recorded(t.PseStopOverridden)
    lane.send(i.SignatureDrawn(SIGNATURE))
    lane.press("Enter")
    pay(lane)
    (entry,) = lane.recorded(t.PseLogged)
    assert isinstance(entry, t.PseLogged)
    assert entry.overridden


def test_down_in_texas_goes_on_with_a_record_elsewhere_it_blocks() -> None:
    for state, offered in (("US-TX", True), ("US-PA", False)):
        lane = started(policy_in(state))
        lane.exchange = None
        show_card(lane)
        lane.press("Ctrl+1")
        assert "No connection" in words(lane)
        assert lane.can_press("Ctrl+2") is offered
        lane.do(Do.ANSWER, "go on")
        assert bool(lane.recorded(t.PseOfflineAllowed)) is offered
        assert isinstance(lane.page, PseSignPage if offered else PsePage)


def test_asked_again_it_is_the_same_reference_that_is_asked_about() -> None:
    lane = started()
    lane.exchange = None
    show_card(lane)
    lane.press("Ctrl+1")
    lane.exchange = Verdict.APPROVED
    lane.press("Ctrl+1")
    first, second = lane.did(e.AskPseExchange)
    assert isinstance(first, e.AskPseExchange)
    assert isinstance(second, e.AskPseExchange)
    assert (first.ref, first.again, second.again) == (second.ref, False, True)
    assert isinstance(lane.page, PseSignPage)


def test_nobody_waits_for_ever_and_a_late_answer_is_still_taken() -> None:
    lane = started()
    lane.hold.add(e.AskPseExchange)
    show_card(lane)
    lane.press("Ctrl+1")
    lane.wait(PATIENCE_S)
    assert lane.on(PsePage).down
    (asked,) = lane.did(e.AskPseExchange)
    assert isinstance(asked, e.AskPseExchange)
    lane.send(i.PseExchangeAnswered(asked.ref, Verdict.APPROVED, "X1"))
    assert isinstance(lane.page, PseSignPage)


def test_an_answer_finds_its_ticket_behind_the_lock_and_put_aside() -> None:
    lane = started()
    lane.hold.add(e.AskPseExchange)
    show_card(lane)
    lane.press("Ctrl+1")
    (asked,) = lane.did(e.AskPseExchange)
    assert isinstance(asked, e.AskPseExchange)
    lane.do(Do.LOCK)
    lane.send(i.PseExchangeAnswered(asked.ref, Verdict.APPROVED, "X1"))
    lane.sign_in()
    assert isinstance(lane.page, PseSignPage)
    other = started()
    other.hold.add(e.AskPseExchange)
    show_card(other)
    other.press("Ctrl+1")
    other.do(Do.BACK)
    other.press("F5")
    other.send(i.PseExchangeAnswered(asked.ref, Verdict.APPROVED, "X1"))
    (waiting,) = other.state.suspended
    assert waiting.pse.inquiry is not None
    assert waiting.pse.inquiry.state is t.InquiryState.APPROVED


def test_a_removed_line_gives_the_approval_back() -> None:
    lane = signed()
    lane.press("Del")
    assert lane.recorded(t.PseWithdrawn)
    assert lane.state.sale is None


# --- scans, lock and crash


def test_only_a_card_is_scanned_there() -> None:
    lane = started()
    lane.scan_item(CANDY)
    assert lane.told() is Msg.SCAN_AT_PSE
    assert len(lane.sale.live_lines) == 1
    lane.check_scanner()


def test_no_word_of_the_buyer_is_on_a_locked_screen() -> None:
    lane = started()
    show_card(lane)
    assert "TESTA" in words(lane)
    lane.do(Do.LOCK)
    assert "TESTA" not in words(lane)
    assert CARD.number not in words(lane)


@pytest.mark.parametrize("after", range(2, 8))
def test_killed_at_each_commit_there_is_one_entry_under_one_reference(after: int) -> None:
    """The counter starts again on what was durable, and the sale is finished from there."""
    whole = signed()
    pay(whole)
    assert len(whole.journal.batches) == 6, "each commit is cut behind"
    lane = whole.crash(after)
    lane.sign_in()
    for _ in range(9):
        if isinstance(lane.page, DonePage) or lane.state.sale is None:
            break
        _next_press(lane)
    entries = [fact for fact in lane.facts if isinstance(fact, t.PseLogged)]
    requests = [fact for fact in lane.facts if isinstance(fact, t.PseInquiryRequested)]
    assert len(entries) == len(requests) == 1
    assert entries[0].ref == requests[0].ref


def _next_press(lane: Counter) -> None:
    """What a person does next, whatever is on the screen."""
    match lane.page:
        case SalePage() if lane.state.open_obligations:
            lane.press("Ctrl+P")
        case SalePage() | TenderPage():
            lane.press("F9")
        case PsePage(buyer=None):
            show_card(lane)
        case PsePage():
            lane.press("Ctrl+1")
        case PseSignPage():
            lane.send(i.SignatureDrawn(SIGNATURE))
            lane.press("Enter")


def test_after_a_crash_the_exchange_is_asked_about_our_own_reference() -> None:
    lane = started()
    lane.hold.add(e.AskPseExchange)
    show_card(lane)
    lane.press("Ctrl+1")
    (asked,) = lane.did(e.AskPseExchange)
    assert isinstance(asked, e.AskPseExchange)
    again = lane.crash()
    again.sign_in()
    again.press("Ctrl+P")
    (repeated,) = again.did(e.AskPseExchange)
    assert repeated == e.AskPseExchange(asked.ref, None, again=True)
    assert isinstance(again.page, PseSignPage)
