"""What a recording of a card terminal's wire may hold: never a number, an expiry or a name."""

import itertools
import re
from enum import Enum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.card_terminal import pax_requests as requests
from drivers.card_terminal.messages import FsaAmounts, Initialize, Kind, Sale
from drivers.card_terminal.nexo_redact import redact as redact_nexo
from drivers.card_terminal.pax_frames import STX, encode
from drivers.card_terminal.pax_redact import MAX_SHOWN, PaxRedactor
from drivers.simulator.card_terminal import CardTerminalSimulator
from drivers.simulator.card_terminal_script import FSA_CARD, Faults, Partial
from drivers.wire.recorder import Direction, WireRecorder
from nexo_support.bench import SECRETS, Bench, new_driver
from pax_support.cable import Bench as PaxBench
from pax_support.goldens import GOLDEN, golden

NUMBER, EXPIRY, NAME, BIN = "4761730000000014", "1228", "TEST CARD", "476173"
SECRET = (NUMBER, NUMBER[:12], EXPIRY, NAME, BIN)
# The simulator's frames; what they say is in section 8 of the page.
APPROVED = golden("P02")


def with_number(frame: bytes) -> bytes:
    """The golden answer as no terminal should send it: the whole number, and a token."""
    payload = frame[1:-2].replace(b"\x1c0014\x1f", f"\x1c{NUMBER}\x1f".encode())
    return encode(payload.replace(b"\x1fSN=", f"\x1fTOKEN={NUMBER}\x1fSN=".encode()))


def recorded(direction: Direction, data: bytes, cuts: list[int]) -> str:
    recorder = WireRecorder(PaxRedactor())
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    for start, end in itertools.pairwise(edges):
        recorder.record(direction, data[start:end], 0.0)
    return " ".join(frame.text for frame in recorder.frames())


def assert_clean(text: str) -> None:
    for secret in SECRET:
        assert secret not in text


@pytest.mark.parametrize("name", GOLDEN)
@settings(deadline=None, max_examples=20)
@given(cuts=st.lists(st.integers(0, 400), max_size=12))
def test_no_golden_frame_shows_a_number_an_expiry_or_a_name_however_it_is_cut(
    name: str, cuts: list[int]
) -> None:
    assert_clean(recorded(Direction.RECEIVED, golden(name), cuts))


@settings(deadline=None)
@given(cuts=st.lists(st.integers(0, 600), max_size=12))
def test_a_whole_card_number_in_an_answer_is_cut_to_its_last_four(cuts: list[int]) -> None:
    text = recorded(Direction.RECEIVED, with_number(APPROVED), cuts)
    assert_clean(text)
    assert "|*0014^4^<4>^^^^01^<9>" in text
    assert "TOKEN=<dropped>" in text
    assert "CARDBIN=<dropped>" in text


def test_byte_by_byte_a_frame_is_told_when_it_is_whole() -> None:
    redact = PaxRedactor()
    frame = with_number(APPROVED)
    texts = [redact(Direction.RECEIVED, bytes([byte])) for byte in frame]
    assert texts[5] == "<6 bytes so far>"
    assert texts[-1].startswith("[T01|000000|OK|0^APPROVAL^123456^")
    assert_clean(" ".join(texts))


def test_both_directions_are_told_apart() -> None:
    redact = PaxRedactor()
    assert redact(Direction.SENT, golden("Q01")[:4]) == "<4 bytes so far>"
    assert redact(Direction.RECEIVED, b"\x06\x05\x05") == "ACK <noise>"
    assert redact(Direction.SENT, golden("Q01")[4:]) == "[A00]"


def test_what_the_till_asks_can_be_read() -> None:
    sale = Sale("02261120000042", 2354, fsa=FsaAmounts(1929, 1500), clerk="CLK7")
    assert PaxRedactor()(Direction.SENT, encode(requests.sale(sale))) == (
        "[T00|01|2354||02261120000042||CLK7|||TIPREQ=0^PASSTHRUDATA=FSA:HealthCare,1929|Rx,1500]"
    )
    assert PaxRedactor()(Direction.SENT, encode(requests.sale(Sale("e1", 5, Kind.EBT_SNAP)))) == (
        "[T04|01|5|^^^F|e1]"
    )


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        (f"T00|1.35|01|5|{NUMBER}^1228^123", "[T00|01|5|*0014^<4>^<3>]"),
        (f"0|T01|1.35|000100|DECLINE CARD {NUMBER}", "[T01|000100|DECLINE CARD <16>]"),
        (f"0|T01|1.35|000000|OK|0^NO {NUMBER[:4]} {NUMBER[4:8]} {NUMBER[8:]}^", "NO <18>"),
        ("0|T01|1.35|000000|OK|||||||||EXPDATE=1228^CVM=TEST CARD^HREF=" + NUMBER, "CVM=<9>^HREF="),
        (f"0|T01|1.35|000000|OK||01|||17^{NUMBER[:14]}", "17^<14>"),
        ("0|A09|1.35|000000|OK|10|10|1,2^3,4^~", "[A09|000000|OK|10|10|<9>]"),
        (f"0|A31|1.35|000000|OK|{NUMBER}|1228", "[A31 <"),
        (f"{NUMBER}|1228|TEST CARD", "[? <"),
        ("", "[? <0 bytes>]"),
    ],
)
def test_what_is_not_listed_is_told_by_its_length(payload: str, text: str) -> None:
    frame = encode(payload.replace("|", "\x1c").replace("^", "\x1f").encode())
    shown = PaxRedactor()(Direction.RECEIVED, frame)
    assert_clean(shown)
    assert text in shown


def test_a_damaged_frame_is_told_by_its_length() -> None:
    frame = with_number(APPROVED)
    damaged = frame[:-1] + bytes([frame[-1] ^ 1])
    text = PaxRedactor()(Direction.RECEIVED, damaged)
    assert text == f"<bad-check-byte, {len(damaged)} bytes>"


@settings(deadline=None)
@given(
    before=st.binary(max_size=60).filter(lambda data: STX not in data),
    lost=st.integers(0, 300),
    cuts=st.lists(st.integers(0, 700), max_size=6),
)
def test_noise_and_lost_bytes_show_nothing_either(
    before: bytes, lost: int, cuts: list[int]
) -> None:
    frame = with_number(APPROVED)
    torn = frame[: lost % len(frame)] + frame[lost % len(frame) + 1 :]
    assert_clean(recorded(Direction.RECEIVED, before + torn + frame, cuts))


@settings(deadline=None)
@given(st.lists(st.binary(max_size=5000), max_size=5))
def test_no_bytes_make_the_redactor_raise_or_say_much(chunks: list[bytes]) -> None:
    redact = PaxRedactor()
    for chunk in chunks:
        assert len(redact(Direction.RECEIVED, chunk)) <= MAX_SHOWN


def test_a_recorded_sale_shows_nothing_of_the_card_whatever_the_terminal_sends() -> None:
    terminal = CardTerminalSimulator(card=FSA_CARD, auto_present_s=1.0)
    terminal.script(Partial(1000), Faults(full_account=True))
    b = PaxBench(terminal)
    recorder = WireRecorder(PaxRedactor())
    b.listen = lambda to_terminal, data: recorder.record(
        Direction.SENT if to_terminal else Direction.RECEIVED, data, b.now
    )
    b.outcome(Sale("02261120000042", 2354, fsa=FsaAmounts(1929, 1500)))
    text = " ".join(frame.text for frame in recorder.frames())
    assert "*1234" in text
    assert not re.search(r"\d{15,}", text)
    for secret in (FSA_CARD.number[:12], EXPIRY, NAME):
        assert secret not in text


# --- nexo


class Way(Enum):
    """Stands for a direction: the redactor looks at none."""

    OUT = "out"


def test_of_a_nexo_message_only_the_header_is_told() -> None:
    b = Bench()
    texts: list[str] = []
    post = b.terminal.post

    def listening(body: bytes, reply: object, now: float) -> None:
        texts.append(redact_nexo(Way.OUT, body))
        post(body, reply, now)  # type: ignore[arg-type]

    b.terminal.post = listening  # type: ignore[method-assign]
    b.outcome(Sale("02261120000042", 2354))
    assert re.fullmatch(r"Payment Request [0-9A-Z]{10}, \d+ bytes", texts[0])


def test_a_nexo_message_that_is_not_one_is_told_by_its_length() -> None:
    driver = new_driver()
    driver.command(Initialize(), 0.0)
    (request,) = driver.requests()
    body = request.body
    assert redact_nexo(Way.OUT, body).startswith("Diagnosis Request Z")
    for wrong in (
        body[: len(body) // 2],
        body.replace(b"Diagnosis", NAME.encode()),
        body.replace(b'"Z', f'"{NUMBER}'.encode()),
        b"",
        SECRETS.close(b"{}")["NexoBlob"].encode(),
    ):
        assert redact_nexo(Way.OUT, wrong) == f"{len(wrong)} bytes"


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_the_nexo_redactor_raise(data: bytes) -> None:
    redact_nexo(Way.OUT, data)
