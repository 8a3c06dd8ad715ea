"""The reply classifier of scanners-printers-displays.md section 11, row by row."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.receipt_printer.replies import (
    MAX_BLOCK_BYTES,
    AutoStatus,
    BlockReply,
    FlowControl,
    Noise,
    PlainStatus,
    ProcessIdReply,
    RealTimeStatus,
    Reply,
    ReplyReader,
)


def read(hexes: str) -> list[Reply]:
    return ReplyReader().feed(bytes.fromhex(hexes), 0.0)


@pytest.mark.parametrize(
    ("hexes", "replies"),
    [
        ("11", [FlowControl(may_send=True)]),
        ("13", [FlowControl(may_send=False)]),
        ("12", [RealTimeStatus(0x12)]),
        ("16", [RealTimeStatus(0x16)]),
        ("32", [RealTimeStatus(0x32)]),
        ("52", [RealTimeStatus(0x52)]),
        ("7e", [RealTimeStatus(0x7E)]),
        ("10 00 00 0f", [AutoStatus(b"\x10\x00\x00\x0f")]),
        ("3c 40 0c 0f", [AutoStatus(b"\x3c\x40\x0c\x0f")]),
        ("00", [PlainStatus(0x00)]),
        ("0f", [PlainStatus(0x0F)]),
        ("37 22 21 21 21 31 00", [ProcessIdReply("!!!1")]),
        ("5f 45 50 53 4f 4e 00", [BlockReply(0x5F, b"EPSON")]),
        ("3d 41 00", [BlockReply(0x3D, b"A")]),
        ("37 25 00", [BlockReply(0x37, b"\x25")]),
        ("80", [Noise(1)]),
        ("ff", [Noise(1)]),
    ],
)
def test_a_reply_is_known_by_its_bits(hexes: str, replies: list[Reply]) -> None:
    assert read(hexes) == replies


def test_status_bytes_inside_a_block_are_taken_out_of_it() -> None:
    assert read("37 22 41 12 42 14 00 00 0f 43 13 44 00") == [
        RealTimeStatus(0x12),
        AutoStatus(b"\x14\x00\x00\x0f"),
        FlowControl(may_send=False),
        ProcessIdReply("ABCD"),
    ]


def test_an_asb_cut_short_is_noise_and_what_follows_it_is_read() -> None:
    assert read("10 00 12 16") == [Noise(2), RealTimeStatus(0x12), RealTimeStatus(0x16)]


def test_half_a_reply_is_forgotten_after_a_pause() -> None:
    reader = ReplyReader()
    assert reader.feed(b"\x37\x22A", 0.0) == []
    assert reader.feed(b"\x37\x22ABCD\x00", 1.0) == [Noise(3), ProcessIdReply("ABCD")]


def test_a_process_id_of_wrong_length_confirms_nothing() -> None:
    for hexes in (
        "37 22 41 42 43 00",
        "37 22 41 42 43 44 45 00",
        "37 22 00",
        "37 22 41 42 43 ff 00",
    ):
        assert not any(isinstance(reply, ProcessIdReply) for reply in read(hexes))


def test_a_block_without_end_is_bounded() -> None:
    reader = ReplyReader()
    replies = reader.feed(b"\x5f" + b"A" * 10_000, 0.0)
    assert replies
    assert sum(reply.length for reply in replies if isinstance(reply, Noise)) > 128
    assert len(reader._block or b"") <= MAX_BLOCK_BYTES + 1


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=10))
def test_any_bytes_in_any_split_give_the_same_replies(data: bytes, cuts: list[int]) -> None:
    whole = ReplyReader().feed(data, 0.0)
    reader, replies, edges = ReplyReader(), list[Reply](), sorted({0, len(data), *cuts})
    for start, end in itertools.pairwise(edges):
        replies += reader.feed(data[start:end], 0.0)
    assert replies == whole
