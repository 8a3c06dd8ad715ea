"""The simulated card terminal by itself, spoken to in bytes that its driver did not make."""

import ast
from datetime import UTC, datetime
from functools import reduce
from operator import xor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.simulator import card_terminal, card_terminal_frames
from drivers.simulator.card_terminal import CardTerminalSimulator
from drivers.simulator.card_terminal_frames import Asked, Ear, Garbled, Sign
from drivers.simulator.card_terminal_script import (
    ABORT,
    CREDIT_CARD,
    FSA_CARD,
    TIMEOUT,
    Approve,
    Card,
    Faults,
    Partial,
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
    assert c.say(b"06") == b"\x04"  # ACK written as two characters


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


def test_a_batch_close_reports_and_forgets() -> None:
    c = client()
    c.sale(500, "r1", card=CREDIT_CARD)
    answer = c.ask("B00", "1.35", "20261120180000").decode()
    assert "1=0=0=0=0=0\x1c500=0=0=0=0=0" in answer
    assert c.terminal.store.records() == []


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


@given(st.lists(st.binary(max_size=50) | st.sampled_from([golden("Q03"), golden("Q13")])))
def test_no_bytes_make_the_simulator_raise(chunks: list[bytes]) -> None:
    c = client()
    for chunk in chunks:
        c.say(chunk)
        c.later(0.1)


@given(st.binary(max_size=300), st.integers(0, 300))
def test_the_ear_hears_the_same_in_any_split(noise: bytes, cut: int) -> None:
    quiet = bytes(b for b in noise if b not in {2, 3})
    data = quiet + golden("Q03") + golden("Q15")
    parts = Ear()
    assert parts.hear(data[:cut]) + parts.hear(data[cut:]) == Ear().hear(data)


def test_signs_and_garbled_frames_are_told_apart() -> None:
    heard = Ear().hear(b"\x06\x15\x04" + golden("Q01")[:-1] + b"\x7f")
    assert heard == [Sign(b"\x06"), Sign(b"\x15"), Sign(b"\x04"), Garbled()]
