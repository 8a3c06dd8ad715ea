"""The simulated card terminal by itself, spoken to in bytes that its driver did not make."""

import ast
from dataclasses import replace
from datetime import UTC, datetime
from functools import reduce
from itertools import product
from operator import xor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.simulator import card_terminal, card_terminal_frames
from drivers.simulator import card_terminal_answers as answers
from drivers.simulator.card_terminal import CardTerminalSimulator
from drivers.simulator.card_terminal_frames import Asked, Ear, Garbled, Sign
from drivers.simulator.card_terminal_script import (
    ABORT,
    CREDIT_CARD,
    DEBIT_CARD,
    FSA_CARD,
    TIMEOUT,
    Approve,
    Card,
    Faults,
    HostDown,
    Partial,
    PowerCut,
    Refuse,
    StoredOffline,
)
from drivers.simulator.card_terminal_store import TerminalStore
from pax_support.goldens import GOLDEN, golden

MORNING = datetime(2026, 11, 20, 10, 15, tzinfo=UTC)


class Client:
    """A client of ten lines, as another vendor might write it."""

    def __init__(self, terminal: CardTerminalSimulator) -> None:
        self.terminal, self.now = terminal, 0.0
        terminal.connected(0.0)

    def say(self, data: bytes) -> bytes:
        self.terminal.receive(data, self.now)
        return self.terminal.outgoing()

    def later(self, seconds: float) -> bytes:
        self.now += seconds
        self.terminal.tick(self.now)
        return self.terminal.outgoing()

    def ask(self, *groups: str) -> bytes:
        body = "\x1c".join(groups).encode() + b"\x03"
        return self.say(b"\x02" + body + bytes([reduce(xor, body)]))

    def sale(self, cents: int, ref: str, ext: str = "TIPREQ=0", card: Card | None = None) -> str:
        assert self.ask("T00", "1.35", "01", str(cents), "", ref, *[""] * 4, ext) == b"\x06"
        if card is not None:
            self.terminal.present(card, self.now)
        answer = self.later(1.0)
        assert self.say(b"\x06") == b"\x04"
        return answer.decode()


def client(path: Path | str = ":memory:") -> Client:
    return Client(CardTerminalSimulator(TerminalStore(path), wall_clock=lambda: MORNING))


def test_the_simulator_shares_no_code_with_the_driver() -> None:
    folder = Path(card_terminal.__file__).parent
    for path in folder.glob("card_terminal*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith("drivers.card_terminal"), path.name


@pytest.mark.parametrize("name", GOLDEN)
def test_every_golden_frame_is_heard_and_framed_again_byte_for_byte(name: str) -> None:
    (heard,) = Ear().hear(golden(name))
    assert isinstance(heard, Asked)
    assert card_terminal_frames.frame("\x1c".join(heard.groups)) == golden(name)


def test_an_approval_is_laid_out_as_in_the_golden_answer() -> None:
    c = client()
    for earlier in range(16):
        c.sale(100, f"e{earlier}", card=CREDIT_CARD)
    answer = c.sale(2354, "R1-000042", card=CREDIT_CARD)
    groups, model = answer[1:-2].split("\x1c"), golden("P02").decode()[1:-2].split("\x1c")
    assert groups[:5] == model[:5]
    assert groups[9] == model[9] == "17\x1fR1-000042\x1f20261120101500"
    assert [len(g.split("\x1f")) for g in groups[5:10]] == [
        len(g.split("\x1f")) for g in model[5:10]
    ]
    assert len(groups) == len(model)


def test_what_other_clients_send_is_accepted() -> None:
    c = client()
    assert c.say(golden("Q04")) == b"\x06"
    c.terminal.present(FSA_CARD, c.now)
    assert "000002" in c.later(1.0).decode()
    assert c.say(b"36") == b"\x04"  # ACK written as two characters


def test_a_void_by_the_hosts_reference_and_a_look_at_everything_are_understood() -> None:
    c = client()
    sold = c.sale(2354, "r1", card=CREDIT_CARD)
    host_ref = sold.split("\x1c")[5].split("\x1f")[3]
    asked = golden("Q07").decode()[1:-2].replace("632212345678", host_ref)
    assert "000000\x1cOK" in c.ask(*asked.split("\x1c")).decode()
    c.say(b"\x06")
    assert c.terminal.store.standing_charges("r1") == []
    assert "\x1c2\x1f10042" in c.say(golden("Q14")).decode()  # the void itself is the latest


@pytest.mark.parametrize("lost", [0x00, 0x09, 0x0A, 0x0D, 0x20])
def test_each_check_byte_that_a_client_trims_away_is_refused_with_nak(lost: int) -> None:
    letters = [chr(code) for code in range(0x21, 0x7F)]
    bodies = (
        f"R02\x1c1.35\x1c00\x1c\x1c\x1c\x1c\x1c\x1cr{''.join(end)}\x1c\x03".encode()
        for end in product(letters, repeat=2)
    )
    body = next(each for each in bodies if reduce(xor, each) == lost)
    c = client()
    assert c.say(b"\x02" + body) == b""
    assert c.later(0.3) == b"\x15"
    assert c.say(b"\x02" + body + bytes([lost])).startswith(b"\x06")


def test_the_simulators_answers_are_the_golden_bytes() -> None:
    for text, name in (
        (answers.initialized("53012345", "S300"), "P01"),
        (answers.short("T01", "100001", "TIMEOUT", "1.40"), "P06"),
        (answers.short("T01", "100002", "ABORTED"), "P07"),
        (answers.short("T01", "100003", "NOT ACCEPT FSA CARD"), "P08"),
        (answers.short("T01", "100021", "ALREADY VOIDED"), "P09"),
        (answers.short("R03", "100023", "NOT FOUND"), "P13"),
        (answers.closed([(3, 7062), *[(0, 0)] * 5], "20261120180000", "1"), "P14"),
        (answers.short("A21", "000000", "OK"), "P15"),
        (answers.short("A17", "000000", "OK"), "P15b"),
    ):
        assert card_terminal_frames.frame(text) == golden(name)


def test_a_frame_whose_check_byte_was_trimmed_is_refused() -> None:
    c = client()
    assert c.say(golden("L00")[:-1]) == b""
    assert c.later(0.3) == b"\x15"
    assert c.say(golden("Q01")).startswith(b"\x06")


def test_a_wrong_check_byte_is_refused() -> None:
    assert client().say(golden("Q01")[:-1] + b"\x00") == b"\x15"


def test_an_fsa_card_without_healthcare_amounts_is_not_accepted() -> None:
    for ext in ("TIPREQ=0", "PASSTHRUDATA=FSA:HealthCare,0"):
        answer = client().sale(500, "r1", ext, FSA_CARD)
        assert "100003\x1cNOT ACCEPT FSA CARD" in answer


def test_fsa_amounts_above_the_total_or_not_understood_are_refused() -> None:
    c = client()
    for ext, words in (
        ("PASSTHRUDATA=FSA:HealthCare,501", "FSA AMOUNT EXCEEDS TOTAL"),
        ("PASSTHRUDATA=FSA:HealthCare,5.00", "FSA PASS-THROUGH INVALID"),
        ("PASSTHRUDATA=HealthCare,500", "FSA PASS-THROUGH INVALID"),
        ("PASSTHRUDATA=FSA:Candy,500", "FSA PASS-THROUGH INVALID"),
    ):
        data = c.ask("T00", "1.35", "01", "500", "", "r1", "", "", "", "", ext)
        assert words in data.decode()
        c.say(b"\x06")


def test_the_same_reference_is_charged_once_and_answered_with_the_original() -> None:
    c = client()
    c.sale(500, "r1", card=CREDIT_CARD)
    again = c.ask("T00", "1.35", "01", "500", "", "r1", *[""] * 5).decode()
    assert "100011\x1cDUP TRANSACTION" in again
    assert "\x1c1\x1fr1\x1f" in again
    assert c.terminal.store.standing_charges("r1") == [500]


def test_a_customer_who_does_nothing_times_out_and_one_may_press_the_red_key() -> None:
    c = client()
    c.ask("T00", "1.35", "01", "500", "", "r1", *[""] * 5)
    assert TIMEOUT.code in c.later(60.0).decode()
    c.say(b"\x06")
    c.ask("T00", "1.35", "01", "500", "", "r2", *[""] * 5)
    c.terminal.cancel_by_customer(c.now)
    assert ABORT.code in c.later(0.1).decode()


def test_the_screen_says_what_the_customer_should_do() -> None:
    c = client()
    assert c.terminal.screen == "Welcome"
    c.ask("T00", "1.35", "01", "2354", "", "r1", *[""] * 5)
    assert c.terminal.screen == "SALE 23.54\nInsert, swipe or tap"
    c.terminal.present(CREDIT_CARD, c.now)
    assert c.terminal.screen == "Processing"
    c.later(1.0)
    assert c.terminal.screen == "APPROVED 23.54"
    c.later(4.0)
    assert c.terminal.screen == "Welcome"


def test_a_card_spends_its_balance_and_a_void_gives_it_back(tmp_path: Path) -> None:
    card = Card("4000009990001111", balance_cents=700)
    c = client(tmp_path / "store.db")
    c.sale(500, "r1", card=card)
    assert "000002" in c.sale(500, "r2", card=card)
    assert "INSUFFICIENT FUNDS" in c.sale(500, "r3", card=card)
    c.ask("T00", "1.35", "16", "", "", "v1\x1f\x1f\x1f1", *[""] * 5)
    assert c.terminal.store.spent(card.number) == 200


def test_records_outlive_a_power_cut(tmp_path: Path) -> None:
    first = client(tmp_path / "store.db")
    first.terminal.script(Partial(300))
    first.sale(500, "r1", card=CREDIT_CARD)
    first.terminal.store.close()
    again = client(tmp_path / "store.db")
    found = again.ask("R02", "1.35", "00", "", "", "", "", "", "r1", "").decode()
    assert "000000" in found
    assert "300\x1f200" in found


def test_records_are_found_by_number_code_and_as_the_latest() -> None:
    c = client()
    for ref in ("r1", "r2"):
        c.sale(500, ref, card=CREDIT_CARD)
    auth = c.terminal.store.records()[0].auth

    def look(number: str, txn: str, code: str) -> str:
        answer = c.ask("R02", "1.35", "00", "", "", number, txn, code, "", "").decode()
        c.say(b"\x06")
        return answer

    assert "\x1c1\x1fr1" in look("", "1", "")
    assert "\x1c1\x1fr1" in look("", "", auth)
    assert "\x1c2\x1fr2" in look("0", "", "")
    assert "NOT FOUND" in look("", "7", "")


def test_a_batch_close_reports_by_card_class_and_forgets_the_batch_only() -> None:
    c = client()
    c.sale(500, "r1", card=CREDIT_CARD)
    c.terminal.script(StoredOffline())
    c.sale(300, "r2", card=CREDIT_CARD)
    answer = c.ask("B00", "1.35", "20261120180000").decode()
    assert "1=0=0=0=0=0\x1c500=0=0=0=0=0" in answer
    assert [record.number for record in c.terminal.store.records()] == [5001]


def test_what_is_stored_and_what_failed_have_numbers_of_their_own(tmp_path: Path) -> None:
    c = client(tmp_path / "store.db")
    for ref in ("r1", "r2"):
        c.terminal.script(StoredOffline())
        assert "000001\x1cAPPROVED OFFLINE" in c.sale(300, ref, card=CREDIT_CARD)
    c.terminal.store.close()
    c = client(tmp_path / "store.db")
    assert "\x1c2\x1c600\x03" in c.ask("R10", "1.35", "0").decode()
    c.say(b"\x06")
    c.terminal.office.refused_at_upload = frozenset({"r2"})
    c.ask("B08", "1.35", "0")
    c.say(b"\x06")
    assert [record.number for record in c.terminal.store.records()] == [1, 9001]
    assert c.terminal.store.standing_charges("r1") == [300]
    assert "\x1c1\x03" in c.ask("B10", "1.35", "1").decode()
    assert [record.number for record in c.terminal.store.records()] == [1]


@pytest.mark.parametrize(
    ("cents", "told"),
    [(400, "000001"), (600, "100017"), (500, "100017")],
    ids=["within", "over one sale", "over the ceiling"],
)
def test_the_limits_of_store_and_forward_hold(cents: int, told: str) -> None:
    c = client()
    c.ask("A54", "1.35", "3", "", "", "3", "5", "800", "800", "500", "", "", "")
    c.say(b"\x06")
    for ref, amount in (("r0", 400), ("r1", cents)):
        c.terminal.script(HostDown())
        answer = c.sale(amount, ref, card=CREDIT_CARD)
    assert told in answer


def test_limits_that_are_none_are_refused_and_the_terminal_stays_on_line() -> None:
    c = client()
    assert "100003" in c.ask("A54", "1.35", "3", "", "", "", "", "", "", "").decode()
    c.say(b"\x06")
    c.terminal.script(HostDown())
    assert "100010" in c.sale(100, "r1", card=CREDIT_CARD)


def test_a_debit_customer_types_the_pin() -> None:
    c, card = client(), replace(DEBIT_CARD, pin="9731")
    c.ask("T02", "1.35", "01", "500", "", "r1", "", "TIPREQ=0")
    c.terminal.present(card, c.now)
    assert c.terminal.screen == "Enter PIN"
    c.terminal.enter_pin("9731", c.now)
    answer = c.later(1.0).decode()
    assert "PINSTATUSNUM=1" in answer
    assert "9731" not in answer


def test_a_signature_is_drawn_and_fetched_in_pieces() -> None:
    c = client()
    assert c.ask("A20", "1.35", "0", "", "", "300") == b"\x06"
    assert c.terminal.screen == "Please sign"
    c.terminal.sign((((1, 2), (3, 4)), ((5, 6),)), c.now)
    assert "A21" in c.later(0.1).decode()
    c.say(b"\x06")
    drawn = "1,2^3,4^0,65535^5,6^~"
    for offset, length, piece in (("0", "", drawn), ("4", "6", drawn[4:10])):
        answer = c.ask("A08", "1.35", offset, length).decode()
        assert answer[1:-2].split("\x1c")[-3:] == [str(len(drawn)), str(len(piece)), piece]
        c.say(b"\x06")


def test_a_cancel_that_loses_the_race_is_followed_by_the_approval() -> None:
    c = client()
    c.terminal.script(Approve(), Faults(cancel_loses=True))
    c.ask("T00", "1.35", "01", "500", "", "r1", *[""] * 5)
    assert c.say(golden("Q15")) == b"\x06\x04"
    assert "000000\x1cOK" in c.later(1.0).decode()
    assert c.terminal.store.standing_charges("r1") == [500]


def test_a_reply_after_a_cancel_may_come_late() -> None:
    c = client()
    c.terminal.script(Approve(), Faults(late_s=5.0))
    c.ask("T00", "1.35", "01", "500", "", "r1", *[""] * 5)
    assert c.say(golden("Q15")) == b"\x06\x04"
    assert c.later(4.0) == b""
    assert ABORT.code in c.later(1.5).decode()


def test_a_stalled_line_stops_in_the_middle_of_the_answer_and_goes_on() -> None:
    c = client()
    c.terminal.script(Approve(), Faults(stall_at=10, stall_s=3.0))
    c.ask("T00", "1.35", "01", "500", "", "r1", *[""] * 5)
    c.terminal.present(CREDIT_CARD, c.now)
    first = c.later(1.0)
    assert len(first) == 10
    assert c.later(1.0) == b""
    assert c.later(1.0) == b""
    whole = first + c.later(2.5)
    assert whole.startswith(b"\x020\x1cT01")
    assert reduce(xor, whole[1:-1]) == whole[-1]


def test_a_stale_answer_comes_before_the_new_one() -> None:
    c = client()
    c.sale(500, "r1", card=CREDIT_CARD)
    c.terminal.script(Approve(), Faults(stale=True))
    c.ask("T00", "1.35", "01", "700", "", "r2", *[""] * 5)
    c.terminal.present(CREDIT_CARD, c.now)
    said = c.later(1.0).decode()
    assert said.index("r1") < said.index("r2")


@pytest.mark.parametrize("cut", PowerCut)
def test_a_terminal_that_reboots_is_back_by_itself_with_its_books_in_order(cut: PowerCut) -> None:
    c = client()
    c.terminal.script(Approve(), Faults(power_cut=cut, reboot_s=5.0))
    c.ask("T00", "1.35", "01", "500", "", "r1", *[""] * 5)
    c.terminal.present(CREDIT_CARD, c.now)
    c.later(1.0)
    assert (c.terminal.powered, c.terminal.screen) == (False, "")
    assert c.say(golden("Q01")) == b""
    c.later(5.0)
    assert (c.terminal.powered, c.terminal.screen) == (True, "Welcome")
    assert "A01" in c.say(golden("Q01")).decode()
    recorded = c.terminal.store.by_ref("r1")
    assert c.terminal.store.standing_charges("r1") == ([500] if recorded else [])


@pytest.mark.parametrize(
    "cut", [PowerCut.BEFORE_HOST, PowerCut.AFTER_RECORD, PowerCut.AFTER_ANSWER]
)
def test_a_void_in_a_power_cut_is_done_once_or_not(cut: PowerCut, tmp_path: Path) -> None:
    c = client(tmp_path / "store.db")
    c.sale(500, "r1", card=CREDIT_CARD)
    c.terminal.script(Approve(), Faults(power_cut=cut))
    c.ask("T00", "1.35", "16", "", "", "v1\x1f\x1f\x1f1", *[""] * 5)
    assert not c.terminal.powered
    c.terminal.store.close()
    c = client(tmp_path / "store.db")
    done = cut is not PowerCut.BEFORE_HOST
    assert c.terminal.store.standing_charges("r1") == ([] if done else [500])
    again = c.ask("T00", "1.35", "16", "", "", "v2\x1f\x1f\x1f1", *[""] * 5).decode()
    assert ("100021" if done else "000000") in again


def test_any_command_can_be_scripted_to_be_refused_with_nak_and_then_answered() -> None:
    c = client()
    c.terminal.expect("B00", Refuse("100006", "BATCH FAILED"), Faults(nak_first=2))
    asked = ("B00", "1.35", "20261120180000")
    assert c.ask(*asked) == c.ask(*asked) == b"\x15"
    assert "100006\x1cBATCH FAILED" in c.ask(*asked).decode()


def test_while_a_customer_is_asked_only_a_cancel_is_heard() -> None:
    c = client()
    c.ask("T00", "1.35", "01", "500", "", "r1", *[""] * 5)
    assert c.say(golden("Q01")) == b"\x04"
    assert c.terminal.urgent(golden("Q01"), c.now) == b"\x04"
    assert c.terminal.urgent(golden("Q15"), c.now) == b"\x06\x04"
    assert ABORT.code in c.later(0.1).decode()


def test_an_answer_is_repeated_on_nak_three_times_and_then_given_up() -> None:
    c = client()
    c.terminal.script(Approve(), Faults(bad_check=1))
    c.ask("T00", "1.35", "01", "500", "", "r1", *[""] * 5)
    c.terminal.present(CREDIT_CARD, c.now)
    garbled = c.later(1.0)
    good = c.say(b"\x15")
    assert garbled[:-1] == good[:-1]
    assert garbled != good
    assert c.say(b"\x15") == c.say(b"\x15") == good
    assert c.say(b"\x15") == b""
    assert c.terminal.store.standing_charges("r1") == [500]


@settings(deadline=None)
@given(st.lists(st.binary(max_size=50) | st.sampled_from([golden("Q03"), golden("Q13")])))
def test_no_bytes_make_the_simulator_raise(chunks: list[bytes]) -> None:
    c = client()
    for chunk in chunks:
        c.say(chunk)
        c.later(0.1)


COMMANDS = ("T00", "T02", "T04", "R02", "R10", "A08", "A20", "A54", "B00", "B08", "B10", "A14", "")
GROUPS = st.text(st.characters(max_codepoint=255, exclude_characters="\x02\x03"), max_size=12)
ODD = st.sampled_from(["\xb2", "9" * 30, "-1", "01", "16", "23", "F", "0", "5001", "\x1f\x1f\x1fF"])


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(COMMANDS) | GROUPS, st.lists(GROUPS | ODD, max_size=14)),
        max_size=6,
    )
)
def test_no_whole_frame_makes_the_simulator_raise(
    frames: list[tuple[str, list[str]]],
) -> None:
    c = client()
    for command, groups in frames:
        body = "\x1c".join([command, "1.35", *groups]).encode("latin-1") + b"\x03"
        c.say(b"\x02" + body + bytes([reduce(xor, body)]))
        c.terminal.present(CREDIT_CARD, c.now)
        c.terminal.enter_pin("1234", c.now)
        c.later(1.0)
        c.say(b"\x06")


@given(st.binary(max_size=300), st.integers(0, 300))
def test_the_ear_hears_the_same_in_any_split(noise: bytes, cut: int) -> None:
    quiet = bytes(b for b in noise if b not in {2, 3})
    data = quiet + golden("Q03") + golden("Q15")
    parts = Ear()
    assert parts.hear(data[:cut]) + parts.hear(data[cut:]) == Ear().hear(data)


def test_signs_and_garbled_frames_are_told_apart() -> None:
    heard = Ear().hear(b"\x06\x15\x04" + golden("Q01")[:-1] + b"\x7f")
    assert heard == [Sign(b"\x06"), Sign(b"\x15"), Sign(b"\x04"), Garbled()]
