"""The way to a logged sale: buyer, limits, exchange, notice and signature, then payment."""

from dataclasses import replace
from datetime import date

import pytest

from helpers.pse import (
    ASK,
    BOX,
    BUYER,
    DAY,
    EXCHANGED,
    SIGN,
    approve,
    approved,
    asked,
    bought,
    check,
    policy_in,
    ref_of,
    stop,
)
from helpers.sales import CANDY, CASHIER, PICTURE, STROKES, add, cash, given, quantity, void
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain import pse_ticket as t
from terminal.domain.identity import EMPTY_DIGEST, Digest
from terminal.domain.obligation import Kind, open_obligations
from terminal.domain.policy import Policy
from terminal.domain.pse import Exchange, Offline, PseTerms
from terminal.domain.pse_buyer import PseBuyer
from terminal.domain.pse_content import Chemical, PseContent, Salt
from terminal.domain.pse_desk import (
    GoOnWithoutExchange,
    OverridePseStop,
    PseStep,
    RecheckPse,
    TakePseVerdict,
    grams,
    step_of,
)
from terminal.domain.pse_notice import MAX_NOTICE, PseNoticeTerms
from terminal.domain.refusal import Refusal, Why
from terminal.domain.rules import FEDERAL, Rule, RuleBook
from terminal.domain.sale import Sale

BOX_MG = PseContent(Chemical.PSE, Salt.HCL, 30_000, 24)


def kinds(sale: Sale, policy: Policy = EXCHANGED) -> list[Kind]:
    return [each.kind for each in open_obligations(sale, policy.rules, DAY)]


def notice_row(notice: str) -> Rule[object]:
    terms = PseNoticeTerms(notice)
    since = date(2006, 9, 30)
    return Rule("a-notice", FEDERAL, since, None, "a source", "a text", True, terms)


def without_exchange() -> Policy:
    """A state that has rules and no exchange."""
    terms = PseTerms(daily_mg=3_600, min_age=18, exempt_package_mg=60)
    rows: tuple[Rule[object], ...] = (
        Rule("us-pse", FEDERAL, date(2006, 9, 30), None, "a source", "a text", True, terms),
        notice_row("the notice"),
    )
    return replace(EXCHANGED, rules=RuleBook("US-ZZ", rows), pse_exchange=False)


# --- onto the ticket


def test_the_item_goes_on_the_ticket_and_asks_for_the_log() -> None:
    ticket = given(add(BOX), policy=EXCHANGED)
    assert kinds(ticket.sale) == [Kind.PSE]
    assert ticket.why(cash("20.00")) is Why.OBLIGATIONS_OPEN


def test_what_the_catalogue_does_not_describe_is_not_sold() -> None:
    ticket = given(policy=EXCHANGED)
    assert ticket.why(add(replace(BOX, pse=None))) is Why.RESTRICTED_PSE


def test_without_an_exchange_nothing_is_sold_where_one_has_to_be_asked() -> None:
    ticket = given(policy=replace(EXCHANGED, pse_exchange=False))
    assert ticket.why(add(BOX)) is Why.PSE_NO_EXCHANGE


def test_without_any_rule_nothing_is_sold() -> None:
    ticket = given(policy=replace(EXCHANGED, rules=RuleBook("US-TX")))
    assert ticket.why(add(BOX)) is Why.RESTRICTED_PSE


def test_one_ticket_cannot_pass_a_day_s_limit_whoever_buys() -> None:
    ticket = given(add(BOX, 6), policy=EXCHANGED)
    assert ticket.refusal(add(BOX)) == Refusal(Why.PSE_DAILY_LIMIT, "3.6 g")
    assert ticket.why(quantity(1, 7)) is Why.PSE_DAILY_LIMIT
    assert ticket.do(quantity(1, 5))


@pytest.mark.parametrize(
    ("state", "units", "most", "why"),
    [("US-MN", 2, 2, Why.PSE_PACKAGES), ("US-AR", 2, 3, Why.PSE_PACKAGES),
     ("US-AR", 40, 2, Why.PSE_PIECES)],
)  # fmt: skip
def test_packages_and_pieces_are_counted_where_a_state_counts_them(
    state: str, units: int, most: int, why: Why
) -> None:
    """MN: two packages; AR: three packages, 96 units (section 9.5)."""
    small = replace(BOX, pse=PseContent(Chemical.PSE, Salt.HCL, 15_000, units))
    ticket = given(add(small, most), policy=policy_in(state))
    assert ticket.why(add(small)) is why


def test_an_open_ticket_whose_rules_are_gone_is_not_sold() -> None:
    ticket = given(add(BOX), policy=EXCHANGED)
    ticket.policy = replace(EXCHANGED, rules=RuleBook("US-TX"))
    assert step_of(ticket.sale, ticket.policy.rules, DAY) is PseStep.BUYER
    assert ticket.why(check()) is Why.NOTHING_TO_LOG
    assert ticket.why(cash("20.00")) is Why.OBLIGATIONS_OPEN


def test_an_open_ticket_whose_exchange_is_gone_is_not_sold() -> None:
    ticket = given(add(BOX), policy=EXCHANGED)
    ticket.policy = replace(EXCHANGED, pse_exchange=False)
    assert ticket.why(check()) is Why.PSE_NO_EXCHANGE


def test_the_small_single_package_needs_no_log_where_the_law_exempts_it() -> None:
    policy = without_exchange()
    small = replace(BOX, pse=PseContent(Chemical.PSE, Salt.HCL, 30_000, 2))
    ticket = given(add(small), policy=policy)
    assert kinds(ticket.sale, policy) == []
    done = ticket.do(cash("20.00"))
    assert not [fact for fact in done if isinstance(fact, t.PseLogged)]
    two = given(add(small, 2), policy=policy)
    assert kinds(two.sale, policy) == [Kind.PSE]


# --- the buyer


@pytest.mark.parametrize(
    ("buyer", "why"),
    [
        (replace(BUYER, expires=date(2026, 6, 30)), Why.PSE_ID_EXPIRED),
        (replace(BUYER, birth_date=date(2008, 7, 2), expires=None), Why.PSE_UNDER_AGE),
    ],
)
def test_a_document_that_ended_or_a_buyer_too_young_is_refused(buyer: PseBuyer, why: Why) -> None:
    assert given(add(BOX), policy=EXCHANGED).why(check(buyer)) is why


def test_who_turns_18_today_may_buy() -> None:
    today = replace(BUYER, birth_date=date(2008, 7, 1), expires=None)
    assert given(add(BOX), policy=EXCHANGED).do(check(today))


def test_earlier_purchases_count_today_and_over_30_days() -> None:
    ticket = given(add(BOX), policy=EXCHANGED)
    assert ticket.why(check(BUYER, bought(BOX_MG, 6))) is Why.PSE_DAILY_LIMIT
    month = [bought(BOX_MG, 5, days_ago=each) for each in (1, 10, 29)]
    assert ticket.refusal(check(BUYER, *month)) == Refusal(Why.PSE_PERIOD_LIMIT, "9.0 g in 30")
    assert ticket.do(check(BUYER, *month[:2]))
    assert ticket.why(quantity(1, 6)) is Why.PSE_PERIOD_LIMIT, "what the ledger said still counts"


def test_without_exchange_a_lane_that_does_not_see_the_others_sells_nothing() -> None:
    policy = without_exchange()
    ticket = given(add(BOX), policy=policy)
    assert ticket.why(check(complete=False)) is Why.PSE_LANES_UNSEEN
    assert ticket.do(check())
    ticket.do(SIGN)
    assert ticket.do(cash("20.00"))
    assert ticket.sale.pse.inquiry is None


# --- the exchange


def test_the_exchange_is_asked_before_the_signature_and_the_signature_before_payment() -> None:
    ticket = given(add(BOX), check(), policy=EXCHANGED)
    assert ticket.why(SIGN) is Why.NOTHING_TO_SIGN
    ticket.do(ASK)
    assert ticket.why(SIGN) is Why.NOTHING_TO_SIGN
    approve(ticket)
    assert ticket.why(cash("20.00")) is Why.OBLIGATIONS_OPEN
    ticket.do(SIGN)
    assert kinds(ticket.sale) == []


def test_the_same_goods_are_never_asked_about_twice() -> None:
    ticket = asked()
    assert ticket.why(ASK) is Why.NOTHING_TO_LOG
    approve(ticket)
    assert ticket.why(ASK) is Why.NOTHING_TO_LOG
    assert ticket.why(TakePseVerdict(ref_of(ticket), t.Verdict.STOPPED, "")) is Why.NOTHING_TO_LOG


def test_each_inquiry_has_a_reference_of_its_own_that_follows_from_the_ticket() -> None:
    assert ref_of(asked()) == ref_of(asked())
    again = asked()
    first = ref_of(again)
    again.do(quantity(1, 2), ASK)
    assert ref_of(again) != first


def test_the_log_has_all_fields_of_the_law() -> None:
    ticket = approved()
    ticket.do(SIGN)
    done = ticket.do(cash("20.00"))
    (entry,) = [fact for fact in done if isinstance(fact, t.PseLogged)]
    assert [(each.name, each.packages) for each in entry.goods] == [(BOX.name, 1)]
    assert entry.buyer == BUYER
    assert (entry.day, entry.seller) == (DAY, CASHIER)
    assert entry.signature == ticket.sale.pse.signature != ""
    assert (entry.exchange_id, entry.notice_version) == ("X1", "us-pse-notice@2006-09-30")
    assert entry.keep_until == date(2028, 7, 1)
    assert "us-tx-pse@2012-01-01" in entry.rules
    assert isinstance(done[0], f.CashTaken)


def test_the_signature_is_bound_to_buyer_goods_text_and_strokes() -> None:
    def bound(
        buyer: PseBuyer = BUYER, packages: int = 1, strokes: Digest = STROKES, more: str = ""
    ) -> str:
        rows = (notice_row(more),) if more else ()
        policy = policy_in("US-TX", *rows)
        ticket = given(add(BOX, packages), check(buyer), ASK, policy=policy, day=DAY)
        approve(ticket)
        ticket.do(replace(SIGN, strokes=strokes))
        return ticket.sale.pse.signature

    one = bound()
    assert one == bound()
    others = {
        *(bound(replace(BUYER, number="1")), bound(packages=2)),
        *(bound(strokes=PICTURE), bound(more="The store asks for more.")),
    }
    assert len({one, *others}) == 5


def test_no_strokes_are_no_signature() -> None:
    assert approved().why(replace(SIGN, strokes=EMPTY_DIGEST)) is Why.SIGNATURE_EMPTY


@pytest.mark.parametrize("words", ["", " ", "x" * (MAX_NOTICE + 1)])
def test_a_notice_has_words_that_can_be_read(words: str) -> None:
    with pytest.raises(ValueError, match="a notice has 1 to"):
        PseNoticeTerms(words)


def test_where_nobody_wrote_a_notice_nothing_is_signed() -> None:
    rows = (rule for rule in EXCHANGED.rules.rules if not isinstance(rule.terms, PseNoticeTerms))
    policy = replace(EXCHANGED, rules=RuleBook.of(rows, "US-TX"))
    assert approved(policy).why(SIGN) is Why.NOTHING_TO_SIGN


@pytest.mark.parametrize("change", [quantity(1, 2), void(1), add(BOX)])
def test_a_change_of_the_goods_gives_the_approval_back(change: c.Command) -> None:
    ticket = given(add(BOX), add(CANDY), check(), ASK, policy=EXCHANGED)
    approve(ticket)
    ticket.do(SIGN)
    ref = ref_of(ticket)
    changed = ticket.do(change)
    assert t.PseWithdrawn(ticket.sale.id, ref) in changed
    assert (ticket.sale.pse.inquiry, ticket.sale.pse.signature) == (None, "")


def test_other_goods_change_nothing() -> None:
    ticket = approved()
    assert not [fact for fact in ticket.do(add(CANDY)) if isinstance(fact, t.PseWithdrawn)]
    assert ticket.sale.pse.inquiry is not None


def test_an_abandoned_ticket_gives_the_approval_back() -> None:
    ticket = approved()
    ref = ref_of(ticket)
    assert ticket.do(c.Abandon("the buyer left"))[0] == t.PseWithdrawn(ticket.sale.id, ref)


def test_another_document_withdraws_what_was_asked_about_the_first() -> None:
    ticket = approved()
    other = replace(BUYER, number="T1", family="Sampleton")
    assert isinstance(ticket.do(check(other))[0], t.PseWithdrawn)


# --- a stop


def test_a_stop_ends_the_sale_and_nobody_releases_it() -> None:
    policy = policy_in("US-PA")
    ticket = asked(policy)
    stop(ticket)
    for command in (SIGN, ASK, cash("20.00"), GoOnWithoutExchange("down"), check()):
        ticket.refusal(command)
    assert ticket.why(check()) is Why.PSE_STOPPED
    assert ticket.why(check(replace(BUYER, number="other"))) is Why.PSE_STOPPED, "the same person"
    assert ticket.why(OverridePseStop(CASHIER)) is Why.PSE_STOPPED


def test_less_may_be_asked_about_after_a_stop() -> None:
    ticket = asked(packages=3)
    stop(ticket)
    ticket.do(quantity(1, 1), ASK)
    approve(ticket)
    assert ticket.do(SIGN)


def test_duress_passes_a_stop_where_the_state_has_it_and_only_a_stop() -> None:
    ticket = asked()
    assert ticket.why(OverridePseStop(CASHIER)) is Why.PSE_STOPPED, "there is no stop yet"
    stop(ticket)
    (passed,) = ticket.do(OverridePseStop(CASHIER))
    assert passed == t.PseStopOverridden(ticket.sale.id, ref_of(ticket), CASHIER)
    ticket.do(SIGN)
    (entry,) = [fact for fact in ticket.do(cash("20.00")) if isinstance(fact, t.PseLogged)]
    assert entry.overridden


# --- the exchange is down


@pytest.mark.parametrize(
    ("state", "policy"),
    [("US-TX", Offline.UPLOAD), ("US-IA", Offline.UPLOAD), ("US-NC", Offline.NOTE)],
)
def test_a_state_that_allows_it_goes_on_with_a_record(state: str, policy: Offline) -> None:
    ticket = asked(policy_in(state))
    (allowed,) = ticket.do(GoOnWithoutExchange("no connection"))
    assert isinstance(allowed, t.PseOfflineAllowed)
    assert allowed.policy is policy
    ticket.do(SIGN)
    (entry,) = [fact for fact in ticket.do(cash("20.00")) if isinstance(fact, t.PseLogged)]
    assert entry.offline is policy


def test_everywhere_else_nothing_is_sold_without_the_exchange() -> None:
    for state in ("US-PA", "US-AK", "US-ZZ"):
        assert asked(policy_in(state)).why(GoOnWithoutExchange("down")) is Why.PSE_EXCHANGE_DOWN


def test_a_stricter_row_of_the_store_blocks_in_texas_too() -> None:
    terms = PseTerms(exchange=Exchange.BEFORE_SALE)
    since = date(2020, 1, 1)
    own: Rule[object] = Rule("own", "store", since, None, "owner", "Never.", True, terms)
    assert asked(policy_in("US-TX", own)).why(GoOnWithoutExchange("down")) is Why.PSE_EXCHANGE_DOWN


def test_nobody_goes_on_before_the_exchange_was_asked_or_against_its_word() -> None:
    ticket = given(add(BOX), check(), policy=EXCHANGED)
    assert ticket.why(GoOnWithoutExchange("down")) is Why.NOTHING_TO_LOG
    ticket.do(ASK)
    stop(ticket)
    assert ticket.why(GoOnWithoutExchange("down")) is Why.NOTHING_TO_LOG


def test_without_the_exchange_a_lane_that_does_not_see_the_others_blocks() -> None:
    ticket = given(add(BOX), check(complete=False), ASK, policy=EXCHANGED)
    assert ticket.why(GoOnWithoutExchange("down")) is Why.PSE_LANES_UNSEEN
    approve(ticket)
    assert ticket.do(RecheckPse((), complete=False)) == ()


# --- as payment opens


def test_what_was_bought_meanwhile_counts_as_payment_opens() -> None:
    ticket = approved(packages=3)
    ticket.do(SIGN)
    assert ticket.do(RecheckPse((bought(BOX_MG, 3),), complete=True)) == ()
    assert ticket.why(RecheckPse((bought(BOX_MG, 4),), complete=True)) is Why.PSE_DAILY_LIMIT
    offline = asked()
    offline.do(GoOnWithoutExchange("down"), SIGN)
    assert offline.why(RecheckPse((), complete=False)) is Why.PSE_LANES_UNSEEN


def test_a_late_verdict_for_other_goods_is_not_taken() -> None:
    ticket = asked()
    ref = ref_of(ticket)
    ticket.do(quantity(1, 2), ASK)
    assert ticket.why(TakePseVerdict(ref, t.Verdict.APPROVED, "X9")) is Why.NOTHING_TO_LOG


@pytest.mark.parametrize(("mg", "text"), [(3_600, "3.6 g"), (9_000, "9.0 g"), (7_250, "7.25 g")])
def test_grams_are_said_as_people_do(mg: int, text: str) -> None:
    assert grams(mg) == text
