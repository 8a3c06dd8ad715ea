"""Every word in one place: all refusals and messages are worded, times and names are short."""

import re
import string
from dataclasses import replace

import pytest

from helpers.sales import patient
from terminal.app.state import Msg, Said
from terminal.domain.refusal import Refusal, Why
from terminal.presentation import text


def test_every_refusal_and_every_message_has_its_words() -> None:
    assert text.all_are_worded()


@pytest.mark.parametrize("why", Why)
def test_a_refusal_is_told_with_what_it_is_about(why: Why) -> None:
    notice = text.notice_of(Said(Refusal(why, "6012345-02"), "6012345-02"))
    assert notice is not None
    assert notice.title
    assert "{" not in notice.title + notice.detail
    assert text.refusal_title(Refusal(why, "6012345-02")) == notice.title


@pytest.mark.parametrize("msg", Msg)
def test_a_message_fills_in_what_happened_and_what_to_do(msg: Msg) -> None:
    notice = text.notice_of(Said(msg, "what happened", "what to do"))
    assert notice is not None
    assert notice.title
    assert "{" not in notice.title + notice.detail


@pytest.mark.parametrize("msg", Msg)
def test_what_others_say_is_a_sentence_where_one_begins(msg: Msg) -> None:
    notice = text.notice_of(Said(msg, "what happened", "what to do"))
    assert notice is not None
    assert not re.search(r"(^|[.?!] )[a-z]", notice.detail)
    assert not re.search(r"[.?!] [a-z]", notice.title)


@pytest.mark.parametrize("end", ["", "."])
def test_it_ends_with_one_stop_however_it_was_written(end: str) -> None:
    notice = text.notice_of(Said(Msg.PHMS_DISPUTES, "6012345-00", f"it is sold{end}"))
    assert notice is not None
    assert notice.detail == "It is sold. Call the pharmacist."


@pytest.mark.parametrize("msg", Msg)
def test_where_nothing_more_is_known_nothing_is_left_of_its_sentence(msg: Msg) -> None:
    notice = text.notice_of(Said(msg))
    assert notice is not None
    assert not re.search(r"(^|[.?!] )[.]", notice.detail)


def test_a_code_keeps_its_letters_in_the_middle_of_a_sentence() -> None:
    notice = text.notice_of(Said(Msg.ITEM_UNKNOWN, "abc-1"))
    assert notice is not None
    assert notice.title == "abc-1 is not in the catalogue"


@pytest.mark.parametrize("words", ["{0}", "{", "100 %s", "{detail}"])
def test_what_a_device_says_is_never_a_format(words: str) -> None:
    notice = text.notice_of(Said(Msg.CARD_DECLINED, words))
    assert notice is not None
    assert notice.title == f"Declined. {words}"


def test_only_named_places_are_filled_in() -> None:
    worded = (*text._REFUSALS.values(), *((t, r) for t, r, _ in text._MESSAGES.values()))
    places = {
        name for pair in worded for each in pair for _, name, _, _ in string.Formatter().parse(each)
    }
    assert places <= {None, "detail", "remedy"}


def test_nothing_said_is_no_notice() -> None:
    assert text.notice_of(None) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-3, "0 s"),
        (0, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (86_399, "23 h"),
        (86_400, "1 day"),
        (200_000, "2 days"),
    ],
)
def test_an_age_has_one_unit_and_is_rounded_down(seconds: float, words: str) -> None:
    assert text.ago(seconds) == words


@pytest.mark.parametrize(
    ("family", "given", "on_list", "on_ticket"),
    [
        ("Rossi", "Maria", "ROSS•••, M.", "R••• M."),
        ("Lee", "Kim", "LEE, K.", "L••• K."),
        ("Łuczak", "Ola", "ŁUCZ•••, O.", "Ł••• O."),
        ("", "", ", .", "••• ."),
    ],
)
def test_names_are_shortened(family: str, given: str, on_list: str, on_ticket: str) -> None:
    person = replace(patient(), family=family, given=given)
    assert text.list_name(person) == on_list
    assert text.short_name(person) == on_ticket
