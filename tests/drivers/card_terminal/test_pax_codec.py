"""Frames and payloads of the PAX driver against the golden frames of the domain page."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.card_terminal import pax_codec as codec
from drivers.card_terminal import pax_requests as requests
from drivers.card_terminal import pax_services as services
from drivers.card_terminal.messages import (
    STAY_ONLINE,
    Balance,
    CardClass,
    ClassTotal,
    FrameFault,
    FsaAmounts,
    Kind,
    OfflineMode,
    Query,
    Refund,
    Result,
    Sale,
    StoreAndForward,
    Verdict,
    Void,
    new_ref,
)
from drivers.card_terminal.pax_frames import (
    MAX_FRAME_BYTES,
    BadFrame,
    Control,
    Frame,
    FrameReader,
    Signal,
    Stray,
    clean,
    encode,
)
from drivers.simulator.card_terminal_office import drawing
from pax_support.goldens import GOLDEN, golden

DAY = date(2026, 11, 20)


def payload_of(frame: bytes) -> bytes:
    (signal,) = FrameReader().feed(frame)
    assert isinstance(signal, Frame)
    return signal.payload


def read(name: str) -> codec.Answer:
    answer = codec.read(payload_of(golden(name)))
    assert answer is not None
    return answer


@pytest.mark.parametrize("name", GOLDEN)
def test_every_golden_frame_is_read_and_written_again_byte_for_byte(name: str) -> None:
    assert encode(payload_of(golden(name))) == golden(name)


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("Q01", requests.initialize()),
        ("Q02", requests.sale(Sale("10042", 2354, invoice="100042"))),
        (
            "Q03",
            requests.sale(
                Sale(
                    "R1-000042",
                    2354,
                    fsa=FsaAmounts(1929, 1500),
                    clerk="CLK7",
                    shift="SH2",
                    invoice="T100042",
                )
            ),
        ),
        ("Q05", requests.sale(Sale("R1-000042", 2354, invoice="T100042", allow_duplicate=True))),
        ("Q06", requests.void(Void("R1-000043", "17"))),
        ("Q08", requests.refund(Refund("10042", 500))),
        ("Q09", requests.sale(Sale("10042", 1000, Kind.DEBIT))),
        ("Q10", requests.sale(Sale("10042", 1000, Kind.EBT_SNAP))),
        ("Q11", requests.balance(Balance("R1-000045", Kind.EBT_SNAP))),
        ("Q12", requests.refund(Refund("R1-000046", 1000, Kind.EBT_SNAP))),
        ("Q13", requests.find_by_ref("R1-000042")),
        ("Q15", requests.cancel()),
        ("Q16", requests.reset()),
        ("Q17", requests.sign(30)),
        ("Q18", requests.signature(0)),
        ("Q19", requests.batch_close(datetime(2026, 11, 20, 18, tzinfo=UTC))),
        ("L00", requests.sale(Sale("R1-000042", 2003))),
        ("L02", requests.sale(Sale("R1-000042", 2001))),
        ("L03", requests.sale(Sale("R1-000042", 2000))),
        ("L04", requests.sale(Sale("R1-000042", 2007))),
        ("L05", requests.sale(Sale("R1-000042", 2006))),
        ("L06", requests.sale(Sale("R1-000042", 2005))),
    ],
)
def test_our_requests_are_the_golden_bytes(name: str, payload: bytes) -> None:
    assert encode(payload) == golden(name)


def test_only_requests_that_are_not_ours_are_left_out_above() -> None:
    """Q04 and Q07 are what other clients send, Q14 asks for all; the simulator takes them."""
    (marker,) = (
        m
        for m in test_our_requests_are_the_golden_bytes.pytestmark  # type: ignore[attr-defined]
        if m.name == "parametrize"
    )
    ours = {name for name, _ in marker.args[1]}
    asked = {name for name in GOLDEN if name[0] in "QL"}
    assert asked - ours == {"Q04", "Q07", "Q14"}


def test_the_requests_of_store_and_forward_are_laid_out_as_in_section_5() -> None:
    limits = StoreAndForward(
        OfflineMode.AUTOMATIC, 5_000, 20_000, 50_000, 20, 3, upload_mode=1, upload_interval_min=60
    )
    for payload, text in (
        (requests.store_and_forward(STAY_ONLINE), "A54|1.35|0||||||||||"),
        (requests.store_and_forward(limits), "A54|1.35|3|||3|20|50000|20000|5000|1|60|"),
        (requests.count_stored(requests.FAILED), "R10|1.35|1"),
        (requests.upload_stored(requests.NEWLY_STORED), "B08|1.35|0"),
        (requests.find_record(5001), "R02|1.35|00|||5001||||"),
        (requests.signature(4096, 4096), "A08|1.35|4096|4096"),
    ):
        assert payload.decode().replace("\x1c", "|") == text


def test_a_void_of_debit_and_ebt_goes_to_their_own_books() -> None:
    for kind, text in (
        (Kind.DEBIT, "T02|1.35|16|||v1^^^17||"),
        (Kind.EBT_CASH, "T04|1.35|16||^^^C|v1^^^17||"),
        (Kind.GIFT, "T06|1.35|16|||v1^^^17||"),
    ):
        payload = requests.void(Void("v1", "17", kind)).decode()
        assert payload.replace("\x1c", "|").replace("\x1f", "^") == text


def test_a_closed_batch_is_read_by_card_class() -> None:
    closed = services.read_batch(read("P14"))
    assert closed is not None
    assert closed.totals[0] == ClassTotal(CardClass.CREDIT, 3, 7062)
    assert all((total.count, total.amount_cents) == (0, 0) for total in closed.totals[1:])
    assert len(closed.totals) == 6
    assert (closed.tid, closed.mid, closed.batch) == ("12345678", "999000111", "1")
    assert (closed.closed_at, closed.warning) == ("20261120180000", "")


@pytest.mark.parametrize(
    ("counts", "amounts"),
    [
        ("3=0", "7062=0"),
        ("", ""),
        ("3=0=0=0=0=x", "7062=0=0=0=0=0"),
        ("-1=0=0=0=0=0", "0=0=0=0=0=0"),
    ],
)
def test_totals_that_cannot_be_read_are_none_and_the_batch_is_closed(
    counts: str, amounts: str
) -> None:
    closed = services.read_batch(codec.Answer("B01", "000000", "OK", rest=("", counts, amounts)))
    assert closed is not None
    assert closed.totals == ()
    assert "could not be read" in closed.warning


def test_more_books_than_are_known_do_no_harm_and_returns_may_outweigh() -> None:
    rest = ("", "1=0=0=0=0=0=9", "-500=0=0=0=0=0=9")
    closed = services.read_batch(codec.Answer("B01", "000000", "OK", rest=rest))
    assert closed is not None
    assert closed.totals[0] == ClassTotal(CardClass.CREDIT, 1, -500)


def test_a_signature_is_read_as_strokes() -> None:
    assert services.strokes_of(read("P16").at(2)) == (((1, 2), (3, 4)),)
    drawn = "1,2^3,4^0,65535^65535,0^5,6^0,65535^~9,9^"
    assert services.strokes_of(drawn) == (((1, 2), (3, 4)), ((5, 6),))
    assert services.strokes_of("~") == ()


@pytest.mark.parametrize(
    "drawn", ["", "1,2^3,4^", "1;2^~", "1,2,3^~", "a,b^~", "1,^~", "99999,1^~", "-1,2^~", "²,1^~"]
)
def test_a_damaged_signature_is_none(drawn: str) -> None:
    assert services.strokes_of(drawn) is None


STROKES = st.lists(
    st.lists(st.tuples(st.integers(0, 65534), st.integers(0, 65534)), min_size=1, max_size=20).map(
        tuple
    ),
    min_size=1,
    max_size=8,
).map(tuple)


@settings(deadline=None)
@given(strokes=STROKES)
def test_what_a_simulated_customer_draws_is_read_back(
    strokes: tuple[tuple[tuple[int, int], ...], ...],
) -> None:
    assert services.strokes_of(drawing(strokes)) == strokes


@settings(deadline=None)
@given(st.text(max_size=60) | st.text("0123456789,^~", max_size=60))
def test_no_drawing_makes_the_reader_raise(drawn: str) -> None:
    services.strokes_of(drawn)


def test_an_initialize_answer_names_the_terminal() -> None:
    assert (read("P01").serial, read("P01").model) == ("53012345", "PAX S300")


def test_an_approval_is_read_without_expiry_cardholder_and_bin() -> None:
    answer = read("P02")
    assert answer.host == codec.Host("0", "APPROVAL", "123456", "632212345678", "1")
    assert answer.amounts == codec.Amounts(2354, 0, None)
    assert answer.account == codec.Account("0014", "4", "01")
    assert answer.trace == codec.Trace("17", "R1-000042")
    assert answer.tag("tvr") == "0000008000"
    for secret in ("1228", "TEST CARD", "476173"):
        assert secret not in repr(answer)


def test_a_whole_card_number_in_an_answer_is_cut_to_its_last_four_everywhere() -> None:
    number = b"4761730000000014"
    payload = payload_of(golden("P02")).replace(b"\x1c0014\x1f", b"\x1c" + number + b"\x1f")
    payload = payload.replace(b"APPROVAL", b"CARD " + number)
    answer = codec.read(payload)
    assert answer is not None
    assert answer.account.last4 == "0014"
    assert number.decode() not in repr(answer)
    assert number.decode() not in repr(Frame(payload))


def test_newer_and_longer_shapes_read_like_the_plain_one() -> None:
    answer = read("P17")
    assert (answer.host.code, answer.host.batch) == ("00", "3")
    assert answer.amounts.approved == 2354
    assert answer.tag("HREF") == "632212345678"
    assert answer.tag("APPPN") == "VISA CREDIT"
    assert answer.tag("X-NEW") == "a=b"


def test_short_frames_end_after_the_message() -> None:
    assert (read("P06").code, read("P06").text) == ("100001", "TIMEOUT")
    assert read("P06").trace == codec.Trace()


def test_debit_ebt_and_record_answers_have_their_own_layouts() -> None:
    assert (read("P10").amounts.approved, read("P10").tag("SN")) == (1000, "53012345")
    assert read("P11").amounts == codec.Amounts(1000, 0, 12345, 5000)
    assert (read("P12").amounts.approved, read("P12").trace.ref) == (2354, "R1-000042")
    assert read("P12").tag("HREF") == "632212345678"


def test_control_characters_never_leave_inside_a_field() -> None:
    assert clean("a\x02b\x03c\x1cd\x1fe\x06é") == "abcde"


def test_fsa_data_is_left_out_when_nothing_is_eligible() -> None:
    assert b"PASSTHRU" not in requests.sale(Sale("r", 100, fsa=FsaAmounts(0, 0)))
    assert requests.fsa_data(FsaAmounts(429, 0)) == "PASSTHRUDATA=FSA:HealthCare,429"


@pytest.mark.parametrize(
    ("amount", "healthcare", "rx"), [(100, 101, 0), (100, 50, 51), (100, 50, -1), (100, -1, -1)]
)
def test_impossible_fsa_amounts_cannot_be_asked_for(amount: int, healthcare: int, rx: int) -> None:
    with pytest.raises(ValueError, match="amount"):
        Sale("r", amount, fsa=FsaAmounts(healthcare, rx))


@pytest.mark.parametrize("ref", ["", "x" * 17, "a\x1fb", "é"])
def test_a_reference_is_short_and_printable(ref: str) -> None:
    with pytest.raises(ValueError, match="reference"):
        Sale(ref, 100)


def test_fsa_amounts_travel_on_credit_only_and_amounts_have_nine_digits() -> None:
    with pytest.raises(ValueError, match="credit"):
        Sale("r", 100, Kind.EBT_SNAP, FsaAmounts(1, 0))
    with pytest.raises(ValueError, match="amount"):
        Sale("r", 1_000_000_000)
    with pytest.raises(ValueError, match="amount"):
        Refund("r", 0)
    with pytest.raises(ValueError, match="transaction number"):
        Void("r", "17; 18")
    with pytest.raises(ValueError, match="age_s"):
        Query("r", 100, -1)
    with pytest.raises(ValueError, match="last four"):
        Result(Verdict.APPROVED, last4="00140")


def test_a_reference_names_register_day_and_sequence() -> None:
    assert new_ref("02", DAY, 42) == "02261120000042"
    for register, sequence in (("2", 1), ("02", 0), ("02", 1_000_000), ("0-", 1)):
        with pytest.raises(ValueError, match="must be"):
            new_ref(register, DAY, sequence)


FIELD = st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S", "Zs"]), max_size=32)
REF = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=16)


@st.composite
def sales(draw: st.DrawFn) -> Sale:
    amount = draw(st.integers(1, 999_999_999))
    healthcare = draw(st.integers(0, amount))
    fsa = FsaAmounts(healthcare, draw(st.integers(0, healthcare)))
    return Sale(
        draw(REF),
        amount,
        Kind.CREDIT,
        fsa,
        draw(FIELD),
        draw(FIELD),
        draw(FIELD),
        draw(st.booleans()),
    )


def signals_of(data: bytes, cuts: list[int]) -> list[Signal]:
    reader, start = FrameReader(), 0
    signals: list[Signal] = []
    for cut in [*sorted(c % (len(data) + 1) for c in cuts), len(data)]:
        signals += reader.feed(data[start:cut])
        start = cut
    return signals


@settings(deadline=None)
@given(sale=sales(), cuts=st.lists(st.integers(0, 400), max_size=8))
def test_any_fragmentation_of_glued_frames_reads_the_same(sale: Sale, cuts: list[int]) -> None:
    payload = requests.sale(sale)
    data = b"\x06" + encode(payload) + encode(requests.cancel()) + b"\x04"
    expected = [Control.ACK, Frame(payload), Frame(requests.cancel()), Control.EOT]
    assert signals_of(data, cuts) == expected
    assert payload.split(b"\x1c")[5].split(b"\x1f")[0].decode() == sale.ref.rstrip()


@settings(deadline=None)
@given(st.lists(st.binary(max_size=64) | st.sampled_from([bytes([b]) for b in range(32)])))
def test_no_bytes_make_the_reader_or_the_parser_raise(chunks: list[bytes]) -> None:
    reader = FrameReader()
    for chunk in chunks:
        for signal in reader.feed(chunk):
            if isinstance(signal, Frame):
                codec.read(signal.payload)


@settings(deadline=None)
@given(st.lists(st.text(max_size=20) | st.sampled_from(["0", "T01", "R03", "A01", "000000"])))
def test_no_payload_makes_the_parser_raise_and_nothing_it_keeps_is_long(groups: list[str]) -> None:
    head = ["0", "T01", "1.35", "000000"]
    for fields in (groups, head + groups):
        codec.read("\x1c".join(fields).encode("latin-1", "replace"))


def test_an_endless_frame_is_dropped_at_the_bound_and_the_next_one_is_read() -> None:
    reader = FrameReader()
    assert list(reader.feed(b"\x02" + b"A" * (MAX_FRAME_BYTES * 3))) == []
    assert list(reader.feed(b"\x03\x00")) == [BadFrame(FrameFault.TOO_LONG)]
    assert list(reader.feed(golden("P06"))) == [Frame(payload_of(golden("P06")))]


def test_a_frame_that_starts_anew_forgets_its_torn_beginning() -> None:
    torn = golden("P06")[:7] + golden("P07")
    assert list(FrameReader().feed(torn)) == [Frame(payload_of(golden("P07")))]


def test_noise_is_reported_once_however_much_there_is() -> None:
    assert list(FrameReader().feed(b"\x05" * 500)) == [Stray()]
